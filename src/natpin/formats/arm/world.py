"""What the deployments of one stack share, and what they and their resources see of one another."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from natpin.formats.arm.idle import is_idle
from natpin.formats.arm.kinds import is_harmless
from natpin.formats.arm.outline import Outlines
from natpin.formats.arm.reach import spoken_of
from natpin.formats.arm.template import Declaration, Template, full_type
from natpin.languages.arm_expressions.runtime import Runtime
from natpin.languages.arm_expressions.scope import Effort, Frame, Place, Surroundings
from natpin.languages.arm_expressions.syntax import Literal
from natpin.model.doubt import Doubt, Question
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Node, Scalar, Skipped, Unknown
from natpin.workspace import Workspace

Load = Callable[[str, "StackDeployments"], Template | str]
"""Reads the template in a file; a text says why there is none."""
LoadModule = Callable[[str, Location], Template | str]
"""Makes the template of a module that is known without a file; it stands where it is called."""


Look = Callable[[str, Workspace], bool]
"""Whether the template in a file may bear on egress, by a look at its text and at that of the files it calls: False is sure."""


def no_modules(reference: str, at: Location) -> Template | str:
    """For ARM JSON, which has none."""
    return f"module {reference} is not known"


def unseen_through(path: str, workspace: Workspace) -> bool:
    """For templates of which a look tells nothing."""
    return True


FEW = 64
"""Descriptions that are sought one by one."""


@mutable
class StackDeployments:
    """All deployments of one stack."""

    workspace: Workspace
    effort: Effort
    load: Load
    load_module: LoadModule = no_modules
    look: Look = unseen_through
    assumed: Mapping[str, str] = field(default_factory=dict)
    """Answers to questions, by key."""
    unseen: Mapping[str, Unknown] = field(default_factory=dict)
    """Inputs of the root, lower case, whose value nobody here can know: no default and no value file holds."""
    questions: dict[str, Question] = field(default_factory=dict)
    """What the files leave open and nothing is supposed of, by key."""
    listening: bool = True
    """False while what is evaluated does not bear on egress: nobody has to answer what only that asks."""
    open: set[str] = field(default_factory=set)
    """What the noted questions are about, as descriptions that those of all they change contain."""
    _lengths: set[int] = field(default_factory=set)
    """How long those descriptions are."""
    doubts: dict[tuple[str, Location], Doubt] = field(default_factory=dict)
    inputs: dict[str, tuple[Scalar, ...]] = field(default_factory=dict)
    """What identifies the inputs without value, the same unknown in every deployment, and all the values of each: none
    where there may be any."""
    deployments: list[DeploymentView] = field(default_factory=list)
    unread: list[tuple[InstanceView, str]] = field(default_factory=list)
    """Deployments whose template nobody can read, with the reason."""
    _concerning: dict[int, tuple[bool, Template]] = field(default_factory=dict)
    named: dict[int, tuple[Declaration, Sequence[str]]] = field(default_factory=dict)
    """The names that a statement speaks of, by its identity."""
    skipped: dict[str, Skipped] = field(default_factory=dict)
    """By path and reason, so that a loop over a missing template complains once."""
    addresses: dict[str, InstanceView] = field(default_factory=dict)
    whereabouts: dict[int, tuple[Place, str | None, str | None]] = field(default_factory=dict)
    """By the identity of a place, what identifies its subscription and its group: thousands of resources go to one."""
    outlines: Outlines = field(default_factory=Outlines)
    """The members of the statement whose resources are being made."""
    templates: dict[str, Template | str] = field(default_factory=dict)
    libraries: dict[str, DeploymentView | None] = field(default_factory=dict)
    """Files that others import variables and functions from, by path."""

    def register(self, address: str, instance: InstanceView) -> str:
        """An address of its own for an instance."""
        found, number = address, 1
        while found in self.addresses and self.addresses[found] is not instance:
            number += 1
            found = f"{address}#{number}"
        self.addresses[found] = instance
        return found

    def instance(self, address: str) -> InstanceView | None:
        """The instance with an address."""
        return self.addresses.get(address)

    def answer(self, question: Question, of: str) -> str | None:
        """What is supposed; None, and the question is noted, for nothing. ``of`` describes the unknown it is about."""
        found = self.assumed.get(question.key)
        if found in question.options:
            return found
        if not self.listening:
            return None
        self.questions.setdefault(question.key, question)
        self.open.add(of)
        self._lengths.add(len(of))
        return None

    def asks_already(self, description: str) -> bool:
        """True when an answer to a question that is noted would change what has this description."""
        if description in self.open or len(self.open) <= FEW:
            return description in self.open or any(known in description for known in self.open)
        # a template of a megabyte may ask ten thousand questions: its pieces are looked up, not all questions sought in it
        return any(
            description[start : start + length] in self.open
            for length in self._lengths
            for start in range(len(description) - length + 1)
        )

    def doubt(self, doubt: Doubt) -> None:
        """Note what is not followed."""
        self.doubts.setdefault((doubt.reason, doubt.at), doubt)

    def template(self, path: str) -> Template | str:
        """The template in a file, read once."""
        if path not in self.templates:
            self.templates[path] = self.load(path, self)
        return self.templates[path]

    def may_concern(self, path: str) -> bool:
        """False where a look at a file tells that nothing in it bears on egress: nobody reads it then."""
        return self.look(path, self.workspace)

    def concerns(self, template: Template) -> bool:
        """Whether a template, or one that it deploys, may bear on egress."""
        key = id(template)
        if key not in self._concerning:
            self._concerning[key] = False, template  # one that deploys itself adds nothing by that
            self._concerning[key] = self._speaks(template), template
        return self._concerning[key][0]

    def _speaks(self, template: Template) -> bool:
        def types_of(symbol: str) -> list[str]:
            return [full_type(one) for one in template.declarations if one.symbol == symbol]

        for declaration in template.declarations:
            module = declaration.module
            if module is None:
                if not (is_harmless(full_type(declaration)) or is_idle(declaration, types_of)):
                    return True
            elif module.template is not None:
                if self.concerns(module.template):
                    return True
            elif module.link is None and not module.may_bear_on_egress:
                continue
            elif module.link is None or not isinstance(module.link, Literal):
                return True
            else:
                folder = posixpath.dirname(template.path)
                path = str(module.link.value.data).replace("\\", "/")
                path = posixpath.normpath(posixpath.join(folder, path))
                if not self.may_concern(path):
                    continue
                found = self.template(path)
                if isinstance(found, str) or self.concerns(found):
                    return True
        return any(spoken_of(piece.text) or "module " in piece.text for piece in template.unread)

    def skip(self, path: str, reason: str, at: Location | None, claims_aks: bool = True) -> None:
        """Note that a part of the stack could not be read."""
        self.skipped.setdefault(f"{path}:{reason}", Skipped(path, reason, at, claims_aks))


class InstanceView(Protocol):
    """A resource as it will be deployed: ``instances.Instance``."""

    declaration: Declaration
    frame: Frame
    number: int | None

    @property
    def deployment(self) -> DeploymentView:
        """The deployment that makes it."""

    @property
    def type(self) -> str:
        """The full ARM type."""

    @property
    def names(self) -> tuple[Node, ...]:
        """A name for each part of the type, the parents' first."""

    @property
    def name(self) -> Node:
        """Its own name."""

    @property
    def parent(self) -> InstanceView | None:
        """The resource it is inside of."""

    @property
    def address(self) -> str:
        """What it is called in this stack."""

    @property
    def place(self) -> Place:
        """Where it is deployed."""

    @property
    def scope(self) -> Node | None:
        """What it extends, or is deployed at, where that is written."""

    @property
    def how_many(self) -> Unknown | None:
        """Why nobody knows how many there are of it; None for one."""

    @property
    def condition(self) -> bool | Unknown:
        """Whether it is deployed."""

    @property
    def id(self) -> Node:
        """Its id."""

    @property
    def whereabouts(self) -> tuple[str | None, str | None]:
        """What identifies its subscription and group."""

    def is_named(self, names: tuple[Node | None, ...]) -> bool:
        """True when it has these names."""

    @property
    def content(self) -> Mapping[str, Node]:
        """What is written of it."""

    @property
    def runtime(self) -> Runtime:
        """It as expressions see it."""


class DeploymentView(Surroundings, Protocol):
    """One deployment of one template: ``deployment.Deployment``."""

    template: Template
    world: StackDeployments
    target: Place
    prefix: str
    depth: int
    by_symbol: dict[str, list[Declaration]]

    @property
    def by(self) -> InstanceView | None:
        """The deployment resource that deploys this template; None for the root."""

    def beside(self, template: Template) -> DeploymentView:
        """Another template of this stack, of which only variables and functions are asked."""

    def relative(self, path: str) -> str:
        """A path as the workspace has it, from one relative to the template's folder."""

    def output(self, name: str, at: Location) -> Node:
        """The value of an output."""

    def expanded(self, declaration: Declaration) -> tuple[InstanceView, ...]:
        """The resources of one statement, one for each iteration of its loop."""

    def named(self, name: str) -> tuple[InstanceView, ...]:
        """Those with a name, case not counting, that have no symbolic name."""

    def identified(self, type_: str, names: tuple[str | None, ...]) -> tuple[InstanceView, ...]:
        """Those of a type whose names have these identities."""

    def of_type(self, type_: str) -> Iterator[InstanceView]:
        """Those of a type, without evaluating the others."""

    def instances(self) -> Iterator[InstanceView]:
        """Every resource of this template, in writing order."""

    def nested(self, instance: InstanceView) -> DeploymentView | None:
        """The deployment that a deployment resource makes; None when unreadable."""

    def nested_symbols(self, instance: InstanceView) -> dict[str, Callable[[], Node]]:
        """The resources nested in another, as Bicep's ``outer::inner`` finds them."""
