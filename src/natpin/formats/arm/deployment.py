"""A template being deployed: its inputs, its names, its resources, each evaluated when something asks for it."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterator

from natpin.formats.arm import lookup, modules, questions, symbols
from natpin.formats.arm.inputs import Given, inputs_of
from natpin.formats.arm.instances import Instance
from natpin.formats.arm.template import Declaration, Module, Parameter, Template, full_type
from natpin.formats.arm.world import DeploymentView, InstanceView, StackDeployments
from natpin.languages.arm_expressions.evaluate import evaluate, frame_of_any, frames_known
from natpin.languages.arm_expressions.functions.identifiers import RESOURCE_GROUP, SUBSCRIPTION
from natpin.languages.arm_expressions.scope import Frame, Place
from natpin.languages.arm_expressions.syntax import Expression, UserFunction
from natpin.languages.arm_expressions.texts import unknown
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Scalar, Skipped, Unknown, Value, default_of, fallback_of, text
from natpin.model.value import symbol as identity

MAX_DEPLOYMENTS = 2_000
"""Deployments of one stack, loops counted out."""
MAX_DEPTH = 16
"""Deployments inside deployments."""
COPY_STEPS = 10
"""What a copy of a loop takes, in evaluated expressions, before any of its own: it is read as any resource is, and a line of text
makes hundreds of them. Azure takes 800 resources of a template, copies counted (Azure Resource Manager, "Template limits"); of
ten such templates in one stack all is read."""


class Deployment:
    """One deployment of one template; what its expressions see (``scope.Surroundings``)."""

    def __init__(
        self,
        template: Template,
        world: StackDeployments,
        given: Given,
        by: InstanceView | None = None,
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
        self.label: str = "" if by is None else by.address
        self.prefix: str = "" if by is None else f"{by.address}/"
        group = (RESOURCE_GROUP,) if template.in_resource_group else None
        self.target: Place = Place((SUBSCRIPTION,), group) if by is None else by.place
        # Functions of an outer-scope template ask about the deployment around it.
        self.place: Place = self.target if outer is None else outer.deployment.place
        self._parameters: dict[str, Node] = {}
        self._variables: dict[str, Node] = {}
        self._expanded: dict[int, tuple[Instance, ...]] = {}
        self._nested: dict[int, Deployment | None] = {}
        self._by_identity: dict[str, dict[tuple[str | None, ...], list[Instance]]] = {}
        self._by_name: dict[str, list[Instance]] | None = None
        self._by_type: dict[str, list[Declaration]] = defaultdict(list)
        self.by_symbol: dict[str, list[Declaration]] = defaultdict(list)
        """The statements by symbolic name: one, but for the names of nested resources."""
        self._inside: dict[int, list[Declaration]] = {}
        """The statements with a symbolic name inside each other one, by that one's identity."""
        for declaration in template.declarations:
            if declaration.inside is not None and declaration.symbol is not None:
                self._inside.setdefault(id(declaration.inside), []).append(declaration)
            self._by_type[full_type(declaration).lower()].append(declaration)
            if declaration.symbol is not None:
                self.by_symbol[declaration.symbol].append(declaration)
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
        unseen = self.world.unseen.get(name.lower()) if self.by is None and self._outer is None else None
        if parameter is not None and unseen is not None:
            self.world.inputs[str(identity(unseen))] = parameter.values
            return questions.of_parameter(self, parameter, unseen)
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
        open_ = Unknown(f"parameter {parameter.name}{where} has no value", parameter.at, "--parameters")
        self.world.inputs[str(identity(open_))] = parameter.values if self.by is None else ()
        return questions.of_parameter(self, parameter, open_)

    def _as_default(self, node: Node, parameter: Parameter) -> Node:
        self.effort.spend()
        module = self.template.whose  # whose defaults nobody here wrote
        origin = default_of(module) if module else fallback_of(f"parameter {parameter.name}")
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

    def values_of(self, node: Node) -> tuple[Scalar, ...]:
        """All the values that an unknown may have; none where it may have any."""
        return self.world.inputs.get(identity(node) or "", ()) if isinstance(node, Unknown) else ()

    def supposed(self, undecided: Node, key: str | None, asked: Expression) -> bool | None:
        """What is supposed of a condition that the files leave open."""
        return questions.of_condition(self.world, undecided, key, asked)

    def deployment_name(self) -> Node:
        """Its name; of the root only whoever deploys it knows."""
        if self.by is not None:
            return self.by.name
        return unknown("deployment().name", "the deployment is named when it is made", self.template.at)

    def location_of_group(self, name: Node) -> Node | None:
        """The location of a resource group that the stack itself declares."""
        return lookup.location_of_group(self, name)

    def reference(self, target: Node, full: bool, at: Location) -> Node:
        """What ``reference()`` gives: the properties of a resource as far as they are written, else references."""
        return lookup.reference(self, target, full, at)

    def file(self, path: str) -> tuple[str, str] | None:
        """The workspace path and the text of a file named relative to the template."""
        where = self.relative(path)
        found = self.world.workspace.read(where)
        return None if isinstance(found, Skipped) else (where, found.decode("utf-8-sig", "replace"))

    def beside(self, template: Template) -> Deployment:
        """Another template of this stack, of which only variables and functions are asked."""
        return Deployment(template, self.world, {})

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
            frames, more = frames_known(declaration.loop, frame)
            self.effort.spend(COPY_STEPS * len(frames))
            for number, inner in enumerate(frames):
                yield Instance(declaration, self, inner, number, around=around)
            if more is not None:
                perhaps = Unknown(
                    f"how many there are cannot be known: {more.reason}", declaration.at, more.settle_by
                )
                any_frame = frame_of_any(declaration.loop, frame, more)
                yield Instance(declaration, self, any_frame, None, perhaps, around)

    def nested_symbols(self, instance: InstanceView) -> dict[str, Callable[[], Node]]:
        """The resources nested in another, as Bicep's ``outer::inner`` finds them."""
        found: dict[str, Callable[[], Node]] = {}
        for declaration in self._inside.get(id(instance.declaration), ()):
            found[f"::{declaration.symbol}"] = lambda d=declaration: symbols.resources_of(self, d, instance)  # type: ignore[misc]
        return found

    def instances(self) -> Iterator[Instance]:
        """Every resource of this template, in writing order; not those of nested deployments."""
        for declaration in self.template.declarations:
            yield from self.expanded(declaration)

    def named(self, name: str) -> tuple[Instance, ...]:
        """Those with a name, case not counting. What Bicep compiles to has names alone, unless it needs symbolic ones
        ("Use symbolic names in ARM templates"): then a name finds nothing in Azure, and nothing is deployed."""
        if self._by_name is None:
            self._by_name = {}
            found: dict[str, list[Instance]] = defaultdict(list)
            for declaration in self.template.declarations:
                for instance in self.expanded(declaration):
                    found[(text(instance.name) or "").lower()].append(instance)
            self._by_name = found
        return tuple(self._by_name.get(name.lower(), ()))

    def identified(self, type_: str, names: tuple[str | None, ...]) -> tuple[Instance, ...]:
        """Those of a type whose names have these identities, parents first; not what is only looked up or certainly not
        deployed."""
        lowered = type_.lower()
        if lowered not in self._by_identity:
            self._by_identity[lowered] = {}
            found: dict[tuple[str | None, ...], list[Instance]] = defaultdict(list)
            for instance in self.of_type(type_):
                if not instance.declaration.existing:
                    found[tuple(identity(name) for name in instance.names)].append(instance)
            self._by_identity[lowered] = found
        if None in names:
            return ()
        return tuple(i for i in self._by_identity[lowered].get(names, ()) if i.condition is not False)

    def of_type(self, type_: str) -> Iterator[Instance]:
        """Those of a type, without evaluating the others."""
        for declaration in self._by_type.get(type_.lower(), ()):
            yield from self.expanded(declaration)

    def nested(self, instance: InstanceView) -> Deployment | None:
        """The deployment that a deployment resource makes; None, with a note in ``skipped``, when unreadable."""
        key = id(instance)
        if key not in self._nested:
            self._nested[key] = None
            self._nested[key] = self._nest(instance, instance.declaration.module)
        return self._nested[key]

    def _nest(self, instance: InstanceView, module: Module | None) -> Deployment | None:
        if module is None:
            return None
        if self.depth >= MAX_DEPTH or len(self.world.deployments) >= MAX_DEPLOYMENTS:
            self.world.unread.append((instance, "deployments nest too deeply, or are too many"))
            return None
        if module.template is not None and module.outer:
            return Deployment(module.template, self.world, {}, instance, instance.frame)
        template = modules.template_of(instance)
        if isinstance(template, Template) and any(template is one.template for one in self._outward()):
            template = f"{template.path} deploys itself"
        if isinstance(template, str):
            self.world.unread.append((instance, template))
            return None
        return Deployment(template, self.world, inputs_of(instance, module), instance)

    def _outward(self) -> Iterator[DeploymentView]:
        """This deployment and those it is deployed by."""
        here: DeploymentView | None = self
        while here is not None:
            yield here
            here = here.by.deployment if here.by is not None else None
