"""What the names of a template stand for."""

from __future__ import annotations

from collections.abc import Callable

from natpin.formats.arm import lookup
from natpin.formats.arm.template import Declaration
from natpin.formats.arm.world import DeploymentView, InstanceView
from natpin.languages.arm_expressions.runtime import Lazy
from natpin.languages.arm_expressions.scope import Frame
from natpin.languages.arm_expressions.syntax import UserFunction
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value


def stands_for(deployment: DeploymentView, name: str, at: Location) -> Node:
    """A bare identifier of Bicep: a parameter, a variable, a resource or module (all of them, for a loop)."""
    lowered = name.lower()
    if lowered in deployment.template.parameters:
        return deployment.parameter(name, at)
    if lowered in deployment.template.variables:
        return deployment.variable(name, at)
    named = deployment.by_symbol.get(name)
    if named:
        # A nested resource's name is only visible in the resource around it; a clash is settled for the outer one.
        return _resources(deployment, min(named, key=lambda d: d.inside is not None), at)
    imported = deployment.template.imports.get(name)
    if imported is not None:
        return _imported(deployment, *imported, at)
    return Unknown(f"{name} is declared nowhere", at)


def library(deployment: DeploymentView, path: str) -> DeploymentView | None:
    """A file that others import variables and functions from; None when it cannot be read."""
    world = deployment.world
    if path not in world.libraries:
        template = world.template(path)
        found = None if isinstance(template, str) else deployment.beside(template)
        world.libraries[path] = found
    return world.libraries[path]


def _imported(deployment: DeploymentView, path: str, original: str | None, at: Location) -> Node:
    home = library(deployment, path)
    if home is None:
        return Unknown(f"{path} could not be read", at)
    if original is not None:
        return home.variable(original, at)
    return Value(Lazy({name: _variable(home, name, at) for name in home.template.variables}), at)


def _variable(home: DeploymentView, name: str, at: Location) -> Callable[[], Node]:
    return lambda: home.variable(name, at)


def resources_of(deployment: DeploymentView, declaration: Declaration, around: InstanceView) -> Node:
    """The resources of a statement nested in another, below one instance of that one."""
    return _seen_together(
        tuple(i for i in deployment.expanded(declaration) if i.parent is around),
        declaration,
        around.declaration.at,
    )


def _resources(deployment: DeploymentView, declaration: Declaration, at: Location) -> Node:
    return _seen_together(deployment.expanded(declaration), declaration, at)


def _seen_together(instances: tuple[InstanceView, ...], declaration: Declaration, at: Location) -> Node:
    if declaration.loop is None:
        return seen(instances[0]) if instances else Unknown(f"{declaration.symbol} refers to itself", at)
    known = [seen(instance) for instance in instances if instance.number is not None]
    if len(known) == len(instances):
        return Value(tuple(known), at)
    more = Unknown(f"how many {declaration.symbol} there are cannot be known", at, others=bool(known))
    return Value((*known, more), at) if known else more


def seen(instance: InstanceView) -> Node:
    """A resource or module as Bicep expressions see it."""
    at = instance.declaration.at
    if instance.declaration.module is None:
        return Value(instance.runtime, at)
    members = {
        "name": lambda: instance.name,
        "outputs": lambda: lookup.outputs_of(instance, wrapped=False),
    }
    return Value(Lazy(members), at)


def function(deployment: DeploymentView, name: str) -> tuple[UserFunction, Frame] | None:
    """A function that the template defines or imports, with the frame its body is evaluated in."""
    found = deployment.template.functions.get(name)
    if found is not None:
        return found, Frame(deployment)
    space, dot, own = name.rpartition(".")
    for local, (path, original) in deployment.template.imports.items():
        if local.lower() == (space if dot else name):
            home = library(deployment, path)
            wanted = own if original is None else original.lower()
            there = home.template.functions.get(wanted) if home is not None else None
            if there is not None and home is not None:
                return there, Frame(home)
    return None
