"""A template being deployed: its inputs, its names, its resources, each evaluated when something asks for it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from natpin.model.arm_id import parse
from natpin.model.location import Location
from natpin.model.resource import RESOURCE_GROUP as RESOURCE_GROUP_TYPE
from natpin.model.value import Node, Skipped, Unknown, Value, default_of, member, text
from natpin.model.value import symbol as identity
from natpin.readers.arm import symbols
from natpin.readers.arm.expressions.evaluate import evaluate, frame_of_any, frames_of
from natpin.readers.arm.expressions.functions.identifiers import RESOURCE_GROUP, SUBSCRIPTION
from natpin.readers.arm.expressions.runtime import Lazy, Runtime
from natpin.readers.arm.expressions.scope import Effort, Frame, Place
from natpin.readers.arm.expressions.syntax import Expression, UserFunction
from natpin.readers.arm.expressions.texts import described, pieces, unknown
from natpin.readers.arm.instances import Instance, parts_of, type_of
from natpin.readers.arm.template import Declaration, Module, Parameter, Template
from natpin.workspace import Workspace

MAX_DEPLOYMENTS = 2_000
"""Deployments of one stack, loops counted out."""
MAX_DEPTH = 16
"""Deployments inside deployments."""

Given = Mapping[str, Callable[[], Node]]
"""Inputs by lower-case parameter name."""


Load = Callable[[str, "World"], Template | str]
"""Reads the template in a file; a text says why there is none."""
LoadModule = Callable[[str, Location], Template | str]
"""Makes the template of a module that is known without a file; it stands where it is called."""


def no_modules(reference: str, at: Location) -> Template | str:
    """For ARM JSON, which has none."""
    return f"module {reference} is not known"


@dataclass(slots=True)
class World:
    """All deployments of one stack."""

    workspace: Workspace
    effort: Effort
    load: Load
    load_module: LoadModule = no_modules
    deployments: list[Deployment] = field(default_factory=list)
    skipped: dict[str, Skipped] = field(default_factory=dict)
    """By path and reason, so that a loop over a missing template complains once."""
    addresses: dict[str, Instance] = field(default_factory=dict)
    templates: dict[str, Template | str] = field(default_factory=dict)
    libraries: dict[str, Deployment | None] = field(default_factory=dict)

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

    def template(self, path: str) -> Template | str:
        """The template in a file, read once."""
        if path not in self.templates:
            self.templates[path] = self.load(path, self)
        return self.templates[path]

    def library(self, path: str) -> Deployment | None:
        """A file that others import variables and functions from; None when it cannot be read."""
        if path not in self.libraries:
            template = self.template(path)
            self.libraries[path] = None if isinstance(template, str) else Deployment(template, self, {})
        return self.libraries[path]

    def skip(self, path: str, reason: str, at: Location | None, claims_aks: bool = True) -> None:
        """Note that a part of the stack could not be read."""
        self.skipped.setdefault(f"{path}:{reason}", Skipped(path, reason, at, claims_aks))


class Deployment:
    """One deployment of one template; what its expressions see (``scope.Surroundings``)."""

    def __init__(
        self,
        template: Template,
        world: World,
        given: Given,
        by: Instance | None = None,
        outer: Frame | None = None,
    ) -> None:
        self.template = template
        self.world = world
        self.effort = world.effort
        self.given = given
        self.by = by
        """The deployment resource that deploys this template; None for the root."""
        self._outer = outer.deployment if outer is not None else None
        self.frame = Frame(self, outer.variables, outer.indexes) if outer is not None else Frame(self)
        self.depth: int = 0 if by is None else by.deployment.depth + 1
        self.prefix: str = "" if by is None else f"{by.address}/"
        group = (RESOURCE_GROUP,) if template.in_resource_group else None
        self.target: Place = Place((SUBSCRIPTION,), group) if by is None else by.place
        # Functions of an outer-scope template ask about the deployment around it.
        self.place: Place = self.target if outer is None else outer.deployment.place
        self._parameters: dict[str, Node] = {}
        self._variables: dict[str, Node] = {}
        self._expanded: dict[int, tuple[Instance, ...]] = {}
        self._nested: dict[int, Deployment | None] = {}
        world.deployments.append(self)

    # -- names -------------------------------------------------------------------------------------------------

    def parameter(self, name: str, at: Location) -> Node:
        """What was given, else the default, else an unknown with ``--parameters`` as its remedy."""
        if self._outer is not None:
            return self._outer.parameter(name, at)
        lowered = name.lower()
        if lowered not in self._parameters:
            self._parameters[lowered] = Unknown(f"parameter {name} refers to itself", at)
            self._parameters[lowered] = self._parameter(name, at)
        return self._parameters[lowered]

    def _parameter(self, name: str, at: Location) -> Node:
        parameter = self.template.parameters.get(name.lower())
        given = self.given.get(name.lower())
        found = given() if given is not None else None
        if parameter is None:
            return found or Unknown(f"there is no parameter {name}", at)
        # Null says "nothing": where there is a default it takes the place of null.
        if found is not None and not (
            isinstance(found, Value) and found.data is None and parameter.default is not None
        ):
            return found
        if parameter.default is not None:
            return self._as_default(evaluate(parameter.default, self.frame), parameter)
        if parameter.nullable:
            return Value(None, parameter.at, default_of(f"parameter {parameter.name}"))
        where = f" of {self.by.address}" if self.by is not None else ""
        return Unknown(f"parameter {parameter.name}{where} has no value", parameter.at, "--parameters")

    def _as_default(self, node: Node, parameter: Parameter) -> Node:
        self.effort.spend()
        origin = default_of(self.template.whose or f"parameter {parameter.name}")
        match node:
            case Value(data=dict() as members, at=at):
                return Value(
                    {name: self._as_default(child, parameter) for name, child in members.items()}, at, origin
                )
            case Value(data=tuple() as elements, at=at):
                return Value(tuple(self._as_default(e, parameter) for e in elements), at, origin)
            case Value():
                return replace(node, origin=origin)
            case Unknown(parts=()):
                # newGuid(), utcNow(): unknowable, yet the same wherever the parameter is used.
                return unknown(f"{self.prefix}{parameter.name}", node.reason, parameter.at, "--parameters")
            case _:
                return node

    def variable(self, name: str, at: Location) -> Node:
        """The value of a variable."""
        if self._outer is not None:
            return self._outer.variable(name, at)
        lowered = name.lower()
        if lowered not in self._variables:
            written = self.template.variables.get(lowered)
            if written is None:
                return Unknown(f"there is no variable {name}", at)
            self._variables[lowered] = Unknown(f"variable {name} refers to itself", at)
            self._variables[lowered] = evaluate(written, self.frame)
        return self._variables[lowered]

    def symbol(self, name: str, at: Location) -> Node:
        """What a bare identifier of Bicep stands for."""
        return symbols.stands_for(self, name, at)

    def function(self, name: str) -> tuple[UserFunction, Frame] | None:
        """A function the template defines."""
        if self._outer is not None:
            return self._outer.function(name)
        return symbols.function(self, name)

    def deployment_name(self) -> Node:
        """Its name; of the root only whoever deploys it knows."""
        if self.by is not None:
            return self.by.name
        return unknown("deployment().name", "the deployment is named when it is made", self.template.at)

    def location_of_group(self, name: Node) -> Node | None:
        """The location of a resource group that the stack itself declares."""
        wanted = identity(name)
        for deployment in self.world.deployments:
            for group in deployment.of_type(RESOURCE_GROUP_TYPE):
                if not group.declaration.existing and wanted is not None and identity(group.name) == wanted:
                    return group.content.get("location")
        return None

    def file(self, path: str) -> tuple[str, str] | None:
        """The workspace path and the text of a file named relative to the template."""
        where = self.relative(path)
        found = self.world.workspace.read(where)
        return None if isinstance(found, Skipped) else (where, found.decode("utf-8-sig", "replace"))

    def relative(self, path: str) -> str:
        """A path as the workspace has it, from one relative to the template's folder."""
        folder = posixpath.dirname(self.template.path)
        return posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))

    def output(self, name: str, at: Location) -> Node:
        """The value of an output."""
        written = self.template.outputs.get(name.lower())
        return Unknown(f"there is no output {name}", at) if written is None else evaluate(written, self.frame)

    # -- resources ---------------------------------------------------------------------------------------------

    def expanded(self, declaration: Declaration) -> tuple[Instance, ...]:
        """The resources of one statement, one for each iteration of its loop."""
        key = id(declaration)
        if key not in self._expanded:
            self._expanded[key] = ()
            self._expanded[key] = tuple(self._expand(declaration))
        return self._expanded[key]

    def _expand(self, declaration: Declaration) -> Iterator[Instance]:
        arounds: tuple[Instance | None, ...] = (None,)
        if declaration.inside is not None:
            arounds = self.expanded(declaration.inside)
        for around in arounds:
            frame = around.frame if around is not None else self.frame
            self.effort.spend()
            if declaration.loop is None:
                yield Instance(declaration, self, frame, around=around)
                continue
            frames = frames_of(declaration.loop, frame)
            if isinstance(frames, Unknown):
                perhaps = Unknown(
                    f"how many there are cannot be known: {frames.reason}", declaration.at, frames.settle_by
                )
                any_frame = frame_of_any(declaration.loop, frame, frames)
                yield Instance(declaration, self, any_frame, None, perhaps, around)
                continue
            for number, inner in enumerate(frames):
                yield Instance(declaration, self, inner, number, around=around)

    def nested_symbols(self, instance: Instance) -> dict[str, Callable[[], Node]]:
        """The resources nested in another, as Bicep's ``outer::inner`` finds them."""
        found: dict[str, Callable[[], Node]] = {}
        for declaration in self.template.declarations:
            if declaration.inside is instance.declaration and declaration.symbol is not None:
                found[f"::{declaration.symbol}"] = lambda d=declaration: symbols.resources_of(
                    self, d, instance
                )  # type: ignore[misc]
        return found

    def instances(self) -> Iterator[Instance]:
        """Every resource of this template, in writing order; not those of nested deployments."""
        for declaration in self.template.declarations:
            yield from self.expanded(declaration)

    def of_type(self, type_: str) -> Iterator[Instance]:
        """Those of a type, without evaluating the others."""
        for declaration in self.template.declarations:
            if type_of(declaration).lower() == type_.lower():
                yield from self.expanded(declaration)

    def nested(self, instance: Instance) -> Deployment | None:
        """The deployment that a deployment resource makes; None, with a note in ``skipped``, when unreadable."""
        key = id(instance)
        if key not in self._nested:
            self._nested[key] = None
            self._nested[key] = self._nest(instance, instance.declaration.module)
        return self._nested[key]

    def _nest(self, instance: Instance, module: Module | None) -> Deployment | None:
        if module is None:
            return None
        if self.depth >= MAX_DEPTH or len(self.world.deployments) >= MAX_DEPLOYMENTS:
            self.world.skip(self.template.path, "deployments nest too deeply, or are too many", module.at)
            return None
        if module.template is not None and module.outer:
            return Deployment(module.template, self.world, {}, instance, instance.frame)
        template: Template | str
        if module.template is not None:
            template = module.template
        elif module.library is not None:
            template = self.world.load_module(module.library, module.at)
        elif module.link is not None:
            template = self._linked(evaluate(module.link, instance.frame))
        else:
            template = module.unreadable or "it names no template"
        if any(template is outer.template for outer in self._outward()):
            template = f"{_path_of(template)} deploys itself"
        if isinstance(template, str):
            self.world.skip(
                self.template.path, f"{instance.address}: {template}", module.at, module.may_bear_on_egress
            )
            return None
        return Deployment(template, self.world, self._inputs(instance, module), instance)

    def _outward(self) -> Iterator[Deployment]:
        """This deployment and those it is deployed by."""
        here: Deployment | None = self
        while here is not None:
            yield here
            here = here.by.deployment if here.by is not None else None

    def _linked(self, link: Node) -> Template | str:
        """A template in a file. Of an address, what stands behind its unknown base is taken as a relative path."""
        found = pieces(link)
        last = found[-1] if found else None
        if not isinstance(last, str) or not last.strip("/"):
            # a SAS token at the end: concat(base, 'nested/x.json', token)
            texts = [piece for piece in found if isinstance(piece, str) and ".json" in piece.lower()]
            last = texts[-1] if texts else None
        if last is None:
            return "where its template is cannot be known"
        path = re.split(r"[?#]", last)[0]
        if re.match(r"(?i)[a-z][a-z0-9+.-]*:", path):
            return f"its template {path} is not in this workspace"
        return self.world.template(self.relative(path.lstrip("/") if len(found) > 1 else path))

    def _inputs(self, instance: Instance, module: Module) -> Given:
        if module.inputs is None:
            return {}
        inputs, frame = module.inputs, instance.frame
        outlines = parts_of(inputs)
        if outlines is None:
            found = evaluate(inputs, frame)
            if not (isinstance(found, Value) and isinstance(found.data, Mapping)):
                return _AllUnknown(found)
            return {name.lower(): _known(child, module.wrapped) for name, child in found.data.items()}
        return {name.lower(): _later(part, frame, module.wrapped) for name, part in outlines.items()}

    # -- references --------------------------------------------------------------------------------------------

    def reference(self, target: Node, full: bool, at: Location) -> Node:
        """What ``reference()`` gives: the properties of a resource as far as they are written, else references."""
        found = self._find(target)
        if found is None:
            spoken = described(target)
            reason = f"{_label(target)} is not declared in this template"
            return (
                unknown(f"reference({spoken})", reason, at, "--azure")
                if spoken
                else Unknown(reason, at, "--azure")
            )
        if found.condition is False:
            return Unknown(f"{found.address} is not deployed: its condition is false", at)
        if found.declaration.module is not None:
            outputs = self.outputs_of(found)
            wrapped = Value({"outputs": outputs}, at)
            return Value({"properties": wrapped, "name": found.name}, at) if full else wrapped
        if full:
            return Value(found.runtime, at)
        properties = found.runtime.get("properties")
        if properties is None:
            return Value(Runtime({}, found.address, "properties", found.id), at)
        return properties

    def outputs_of(self, instance: Instance, wrapped: bool = True) -> Node:
        """The outputs of a nested deployment, in ARM JSON each as ``{"value": …}``."""
        nested = instance.deployment.nested(instance)
        at = instance.declaration.at
        if nested is None:
            return Unknown(f"the template of {instance.address} could not be read", at)

        def output(name: str) -> Callable[[], Node]:
            if wrapped:
                return lambda: Value({"value": nested.output(name, at)}, at)
            return lambda: nested.output(name, at)

        return Value(Lazy({name: output(name) for name in nested.template.outputs}), at)

    def depended_on(self, target: Node) -> tuple[Instance, ...]:
        """The resources an element of ``dependsOn`` means: an id, a name, a symbolic name, a loop or a symbol."""
        if isinstance(target, Value) and isinstance(target.data, Runtime):
            found = self.world.instance(target.data.address)
            return (found,) if found else ()
        if isinstance(target, Value) and isinstance(target.data, tuple):
            return tuple(one for element in target.data for one in self.depended_on(element))
        name = text(target)
        if name is not None and "/" not in name:
            loops = [
                declaration
                for declaration in self.template.declarations
                if declaration.loop is not None
                and name.lower()
                in ((declaration.loop.name or "").lower(), (declaration.symbol or "").lower())
            ]
            if loops:
                return tuple(instance for loop in loops for instance in self.expanded(loop))
        one = self._find(target)
        return (one,) if one is not None else ()

    def _find(self, target: Node) -> Instance | None:
        identifier = parse(target)
        if identifier is None:
            name = text(target)
            return self._named(name) if name else None
        return next(
            (
                instance
                for deployment in (self, *reversed(self.world.deployments))
                for instance in deployment.of_type(identifier.type)
                if instance.is_named(identifier.names) and not instance.declaration.existing
            ),
            None,
        )

    def _named(self, name: str) -> Instance | None:
        """By symbolic name, ``loop[2]`` included, or by the name of a resource of this template."""
        found = re.fullmatch(r"(.*?)(?:\[(\d{1,4})\])?", name)
        symbol, number = (found[1], int(found[2] or 0)) if found else (name, 0)
        for declaration in self.template.declarations:
            if declaration.symbol is not None and declaration.symbol.lower() == symbol.lower():
                instances = self.expanded(declaration)
                return instances[number] if number < len(instances) else None
        named = [
            instance
            for declaration in self.template.declarations
            if declaration.symbol is None
            for instance in self.expanded(declaration)
            if (text(instance.name) or "").lower() == name.lower() and instance.condition is not False
        ]
        return named[0] if named else None


def walk(deployment: Deployment, doubt: Unknown | None = None) -> Iterator[tuple[Instance, Unknown | None]]:
    """Every resource of a deployment and of the deployments in it, with the reason why it may not be made.

    Those that are certainly not made are left out.
    """
    for instance in deployment.instances():
        condition = instance.condition
        if condition is False:
            continue
        open_ = condition if isinstance(condition, Unknown) else doubt
        if instance.declaration.module is None:
            yield instance, open_
        elif (nested := deployment.nested(instance)) is not None:
            yield from walk(nested, open_)


def _unwrapped(node: Node, wrapped: bool) -> Node:
    """A parameter's value out of ``{"value": …}``; a secret of Key Vault is known to nobody here."""
    if not wrapped:
        return node
    match node:
        case Value(data=Mapping() as members, at=at):
            value = member(members, "value")
            if value is not None:
                return value
            if member(members, "reference") is not None:
                return Unknown("it is a secret in a key vault", at)
            return Unknown("the parameter has no value", at, "--parameters")
        case _:
            return node


def _known(node: Node, wrapped: bool) -> Callable[[], Node]:
    return lambda: _unwrapped(node, wrapped)


def _later(part: Expression, frame: Frame, wrapped: bool) -> Callable[[], Node]:
    return lambda: _unwrapped(evaluate(part, frame), wrapped)


class _AllUnknown(dict[str, Callable[[], Node]]):
    """Inputs of which not even the names are known: whatever is asked for may have been given."""

    def __init__(self, cause: Node) -> None:
        super().__init__()
        self.cause = cause

    def get(self, name: str, default: object = None) -> Callable[[], Node]:
        return lambda: self.cause


def _path_of(template: Template | str) -> str:
    """The file a template is in."""
    return template if isinstance(template, str) else template.path


def _label(target: Node) -> str:
    return str(parse(target) or text(target) or "what is referred to")
