"""Finding resources: by id, by name, by symbolic name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from natpin.formats.arm.world import DeploymentView, InstanceView
from natpin.languages.arm_expressions.runtime import Lazy, Runtime
from natpin.languages.arm_expressions.texts import described, unknown
from natpin.model.arm_id import parse, relative
from natpin.model.location import Location
from natpin.model.resource import RESOURCE_GROUP
from natpin.model.value import Node, Unknown, Value, member, text
from natpin.model.value import symbol as identity


def reference(deployment: DeploymentView, target: Node, full: bool, at: Location) -> Node:
    """What ``reference()`` gives: the properties of a resource as far as they are written, else references."""
    found = _find(deployment, target)
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
        outputs = outputs_of(found)
        wrapped = Value({"outputs": outputs}, at)
        return Value({"properties": wrapped, "name": found.name}, at) if full else wrapped
    if full:
        return Value(found.runtime, at)
    properties = member(found.runtime, "properties")
    if properties is None:
        return Value(Runtime({}, found.address, "properties", found.id), at)
    return properties


def outputs_of(instance: InstanceView, wrapped: bool = True) -> Node:
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


def depended_on(deployment: DeploymentView, target: Node) -> tuple[InstanceView, ...]:
    """The resources an element of ``dependsOn`` means: an id, a name, a symbolic name, a loop or a symbol."""
    if isinstance(target, Value) and isinstance(target.data, Runtime):
        found = deployment.world.instance(target.data.address)
        return (found,) if found else ()
    if isinstance(target, Value) and isinstance(target.data, tuple):
        return tuple(one for element in target.data for one in depended_on(deployment, element))
    name = text(target)
    if name is not None and "/" not in name:
        loops = [
            declaration
            for declaration in deployment.template.declarations
            if declaration.loop is not None
            and name.lower() in ((declaration.loop.name or "").lower(), (declaration.symbol or "").lower())
        ]
        if loops:
            return tuple(instance for loop in loops for instance in deployment.expanded(loop))
    # a resource waits for what its own template deploys (Azure Resource Manager, "Define the order for deploying
    # resources in ARM templates"), though a template inside of it may put the same once more
    one = _find(deployment, target, (deployment,)) or _find(deployment, target)
    return (one,) if one is not None else ()


def _find(
    deployment: DeploymentView, target: Node, among: Sequence[DeploymentView] = ()
) -> InstanceView | None:
    identifier = parse(target) or relative(target)
    if identifier is None:
        name = text(target)
        return _named(deployment, name) if name else None
    names = tuple(identity(name) for name in identifier.names)
    where = tuple(
        None if part is None else identity(part)
        for part in (identifier.subscription, identifier.resource_group)
    )
    found: dict[int, InstanceView] = {}
    for candidate in among or (deployment, *reversed(deployment.world.deployments)):
        deployment.effort.spend()
        for one in candidate.identified(identifier.type, names):
            # an id names subscription and group, a path below a provider is of the deployment's own
            if all(a is None or a == b for a, b in zip(where, one.whereabouts, strict=True)):
                found[id(one)] = one
    return next(iter(found.values())) if len(found) == 1 else None


def _named(deployment: DeploymentView, name: str) -> InstanceView | None:
    """By symbolic name, ``loop[2]`` included, or by the name of a resource of this template.

    Whether Bicep compiles to symbolic names depends on what a file uses; where the two mean different resources, it is none.
    """
    found = re.fullmatch(r"(.*?)(?:\[(\d{1,4})\])?", name)
    symbol, number = (found[1], int(found[2] or 0)) if found else (name, 0)
    for declaration in deployment.template.declarations:
        if declaration.symbol is not None and declaration.symbol.lower() == symbol.lower():
            instances = deployment.expanded(declaration)
            if number >= len(instances) or (number and instances[number].number is None):
                return None
            meant = instances[number]
            is_certain = not deployment.template.path.endswith(".bicep")
            return meant if is_certain or _called(deployment, name) in (None, meant) else None
    return _called(deployment, name)


def _called(deployment: DeploymentView, name: str) -> InstanceView | None:
    """The resource of this template that is called so."""
    return next((one for one in deployment.named(name) if one.condition is not False), None)


def location_of_group(deployment: DeploymentView, name: Node) -> Node | None:
    """The location of a resource group that the stack itself declares."""
    wanted = identity(name)
    for candidate in deployment.world.deployments:
        deployment.effort.spend()
        for group in candidate.of_type(RESOURCE_GROUP):
            if not group.declaration.existing and wanted is not None and identity(group.name) == wanted:
                return group.content.get("location")
    return None


def _label(target: Node) -> str:
    return str(parse(target) or text(target) or "what is referred to")


def declared_twin(instance: InstanceView) -> InstanceView | None:
    """The one declaration, in any template of the stack read so far, of a resource that is looked up here. None
    where it may not be deployed, or where another may be in its place: then only Azure knows what is found."""
    names = tuple(identity(name) for name in instance.names)
    found: list[InstanceView] = []
    for deployment in instance.deployment.world.deployments:
        instance.deployment.effort.spend()
        found += [
            one
            for one in deployment.identified(instance.type, names)
            if None not in one.whereabouts and one.whereabouts == instance.whereabouts
        ]
    return found[0] if len(found) == 1 and found[0].condition is True else None
