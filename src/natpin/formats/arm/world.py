"""What the deployments of one stack share."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from natpin.formats.arm.kinds import is_harmless
from natpin.formats.arm.reach import spoken_of
from natpin.formats.arm.template import Template, full_type
from natpin.languages.arm_expressions.scope import Effort
from natpin.languages.arm_expressions.syntax import Literal
from natpin.model.doubt import Doubt, Question
from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.model.value import Scalar, Skipped, Unknown
from natpin.workspace import Workspace

if TYPE_CHECKING:
    from natpin.formats.arm.deployment import Deployment
    from natpin.formats.arm.instances import Instance

Load = Callable[[str, "World"], Template | str]
"""Reads the template in a file; a text says why there is none."""
LoadModule = Callable[[str, Location], Template | str]
"""Makes the template of a module that is known without a file; it stands where it is called."""


def no_modules(reference: str, at: Location) -> Template | str:
    """For ARM JSON, which has none."""
    return f"module {reference} is not known"


@mutable
class World:
    """All deployments of one stack."""

    workspace: Workspace
    effort: Effort
    load: Load
    load_module: LoadModule = no_modules
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
    doubts: dict[tuple[str, Location], Doubt] = field(default_factory=dict)
    inputs: dict[str, tuple[Scalar, ...]] = field(default_factory=dict)
    """What identifies the inputs without value, the same unknown in every deployment, and all the values of each: none
    where there may be any."""
    deployments: list[Deployment] = field(default_factory=list)
    unread: list[tuple[Instance, str]] = field(default_factory=list)
    """Deployments whose template nobody can read, with the reason."""
    _concerning: dict[int, tuple[bool, Template]] = field(default_factory=dict)
    skipped: dict[str, Skipped] = field(default_factory=dict)
    """By path and reason, so that a loop over a missing template complains once."""
    addresses: dict[str, Instance] = field(default_factory=dict)
    templates: dict[str, Template | str] = field(default_factory=dict)
    libraries: dict[str, Deployment | None] = field(default_factory=dict)
    """Files that others import variables and functions from, by path."""

    def register(self, address: str, instance: Instance) -> str:
        """An address of its own for an instance."""
        found, number = address, 1
        while found in self.addresses and self.addresses[found] is not instance:
            number += 1
            found = f"{address}#{number}"
        self.addresses[found] = instance
        return found

    def instance(self, address: str) -> Instance | None:
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
        return None

    def asks_already(self, description: str) -> bool:
        """True when an answer to a question that is noted would change what has this description."""
        return any(known in description for known in self.open)

    def doubt(self, doubt: Doubt) -> None:
        """Note what is not followed."""
        self.doubts.setdefault((doubt.reason, doubt.at), doubt)

    def template(self, path: str) -> Template | str:
        """The template in a file, read once."""
        if path not in self.templates:
            self.templates[path] = self.load(path, self)
        return self.templates[path]

    def concerns(self, template: Template) -> bool:
        """Whether a template, or one that it deploys, may bear on egress."""
        key = id(template)
        if key not in self._concerning:
            self._concerning[key] = False, template  # one that deploys itself adds nothing by that
            self._concerning[key] = self._speaks(template), template
        return self._concerning[key][0]

    def _speaks(self, template: Template) -> bool:
        for declaration in template.declarations:
            module = declaration.module
            if module is None:
                if not is_harmless(full_type(declaration)):
                    return True
            elif module.template is not None:
                if self.concerns(module.template):
                    return True
            elif module.link is None or not isinstance(module.link, Literal):
                return True
            else:
                folder = posixpath.dirname(template.path)
                path = str(module.link.value.data).replace("\\", "/")
                found = self.template(posixpath.normpath(posixpath.join(folder, path)))
                if isinstance(found, str) or self.concerns(found):
                    return True
        return any(spoken_of(piece.text) or "module " in piece.text for piece in template.unread)

    def skip(self, path: str, reason: str, at: Location | None, claims_aks: bool = True) -> None:
        """Note that a part of the stack could not be read."""
        self.skipped.setdefault(f"{path}:{reason}", Skipped(path, reason, at, claims_aks))
