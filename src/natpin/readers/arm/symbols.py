"""What the names of a template stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value
from natpin.readers.arm.expressions.runtime import Lazy
from natpin.readers.arm.expressions.scope import Frame
from natpin.readers.arm.expressions.syntax import UserFunction
from natpin.readers.arm.template import Declaration

if TYPE_CHECKING:
    from natpin.readers.arm.deployment import Deployment
    from natpin.readers.arm.instances import Instance


def stands_for(deployment: Deployment, name: str, at: Location) -> Node:
    """A bare identifier of Bicep: a parameter, a variable, a resource or module (all of them, for a loop)."""
    lowered = name.lower()
    if lowered in deployment.template.parameters:
        return deployment.parameter(name, at)
    if lowered in deployment.template.variables:
        return deployment.variable(name, at)
    for declaration in deployment.template.declarations:
        if declaration.symbol == name and declaration.inside is None:
            return _resources(deployment, declaration, at)
    return Unknown(f"{name} is declared nowhere", at)


def _resources(deployment: Deployment, declaration: Declaration, at: Location) -> Node:
    instances = deployment.expanded(declaration)
    if declaration.loop is None:
        return seen(instances[0]) if instances else Unknown(f"{declaration.symbol} refers to itself", at)
    if len(instances) == 1 and instances[0].number is None:
        return Unknown(f"how many {declaration.symbol} there are cannot be known", at)
    return Value(tuple(seen(instance) for instance in instances), at)


def seen(instance: Instance) -> Node:
    """A resource or module as Bicep expressions see it."""
    at = instance.declaration.at
    if instance.declaration.module is None:
        return Value(instance.runtime, at)
    members = {
        "name": lambda: instance.name,
        "outputs": lambda: instance.deployment.outputs_of(instance, wrapped=False),
    }
    return Value(Lazy(members), at)


def function(deployment: Deployment, name: str) -> tuple[UserFunction, Frame] | None:
    """A function that the template defines, with the frame its body is evaluated in."""
    found = deployment.template.functions.get(name)
    return None if found is None else (found, Frame(deployment))
