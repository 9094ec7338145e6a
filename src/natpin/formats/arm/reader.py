"""Reading one stack: a root template with its inputs, evaluated and translated."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from natpin.formats.arm.deployment import Deployment
from natpin.formats.arm.inputs import AllUnknown
from natpin.formats.arm.parameters import read_parameters
from natpin.formats.arm.roots import load
from natpin.formats.arm.template import Template
from natpin.formats.arm.translate import parts
from natpin.formats.arm.world import StackDeployments
from natpin.formats.interface import Inputs, Read
from natpin.languages.arm_expressions.scope import Effort, TooMuchWork
from natpin.languages.recursion import deep_stack
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.stack import Stack
from natpin.model.value import Node, Skipped, Unknown, Value, of
from natpin.workspace import Workspace

STEPS = 100_000
"""Evaluated expressions any stack may take (a large real one takes 4,000), and one more for each ``CHARACTERS_A_STEP`` of its root."""
CHARACTERS_A_STEP = 10


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource of a stack that bears on egress, and what of it could not be read."""
    data = workspace.read(stack.root)
    template = load(stack.root, workspace)
    if isinstance(template, Skipped) or isinstance(data, Skipped):
        yield template if isinstance(template, Skipped) else Skipped(stack.root, "cannot be read")
        return
    given: dict[str, Callable[[], Node]] = {}
    for path in stack.inputs:
        found = read_parameters(path, workspace)
        if isinstance(found, Skipped):
            yield found
            given = unreadable(found, given)
            continue
        yield from undeclared(found.values, template, path)
        given.update(
            {name.lower(): constant(taken(name, node, template)) for name, node in found.values.items()}
        )
    given = handed(stack, inputs, template, given)
    for name, literal in inputs.variables.items():
        if name.lower() in template.parameters:
            given[name.lower()] = constant(from_command_line(literal, name))
    effort = Effort(STEPS + len(data) // CHARACTERS_A_STEP)
    world = StackDeployments(
        workspace, effort, _linked, assumed=inputs.assumed, unseen=unseen(stack, inputs, given)
    )
    yield from deployed(template, given, world)


def deployed(
    template: Template, given: Mapping[str, Callable[[], Node]], world: StackDeployments
) -> Iterator[Read]:
    """The resources of a root template, and what of it could not be read."""
    found = _bounded(template, given, world)
    yield from found
    yield from world.questions.values()
    yield from world.skipped.values()


def _bounded(
    template: Template, given: Mapping[str, Callable[[], Node]], world: StackDeployments
) -> list[Read]:
    found: list[Read] = []
    reason = None
    try:
        with deep_stack():
            for part in parts(Deployment(template, world, given)):
                found.append(part)
    except TooMuchWork:
        reason = "evaluating it takes too many steps"
    except RecursionError:
        reason = "it nests too deeply"
    if reason is not None:
        found.append(Skipped(template.path, reason, template.at, claims_aks=True))
        found.append(Doubt(f"{template.path}: {reason}", template.at, "--azure", Reach(adds=True)))
    return found


def _linked(path: str, world: StackDeployments) -> Template | str:
    found = load(path, world.workspace)
    return f"its template {path}: {found.reason}" if isinstance(found, Skipped) else found


def handed(
    stack: Stack, inputs: Inputs, template: Template, given: dict[str, Callable[[], Node]]
) -> dict[str, Callable[[], Node]]:
    """The inputs, with those that a script gives."""
    mine = inputs.handed.get(stack.root)
    for name, node in mine.values.items() if mine is not None else ():
        if name.lower() in template.parameters:
            given[name.lower()] = constant(_as_taken(name, node, template))
    return given


def taken(name: str, node: Node, template: Template) -> Node:
    """A value of a file of parameters: what azd puts in is text, whatever the parameter takes."""
    put_in = isinstance(node, Value) and node.origin.whose != ""
    return _as_taken(name, node, template) if put_in else node


def _as_taken(name: str, node: Node, template: Template) -> Node:
    parameter = template.parameters.get(name.lower())
    return node if parameter is None or parameter.text else _plain(node)


def _plain(node: Node) -> Node:
    """What a text gives to a parameter that takes none: ``enabled=False`` is a boolean (azure-cli, "process_parameters")."""
    if isinstance(node, Value) and isinstance(node.data, str):
        if node.data.lower() in ("true", "false"):
            return of(node.data.lower() == "true", node.at, node.origin)
        try:
            return of(json.loads(node.data), node.at, node.origin)
        except (ValueError, RecursionError):
            return node
    return node


def unreadable(found: Skipped, before: Mapping[str, Callable[[], Node]]) -> AllUnknown:
    """The inputs that a file gives which cannot be read: any, so that no default is sure to hold."""
    at = found.at or Location(found.path)
    return AllUnknown(Unknown(f"{found.path} {found.reason}", at, "--parameters"), before)


def undeclared(names: Iterable[str], template: Template, path: str) -> Iterator[Skipped]:
    """Inputs that the template does not have: Azure refuses them, and whoever gives them means something by it."""
    for name in names:
        if name.lower() not in template.parameters:
            yield Skipped(path, f"gives {name}, which {template.path} has no parameter for")


def unseen(stack: Stack, inputs: Inputs, given: Mapping[str, Callable[[], Node]]) -> Mapping[str, Unknown]:
    """The inputs that something else gives when it deploys the root, but for those that the user gives here."""
    asked = {name.lower() for name in inputs.variables} | (set(given) if inputs.parameters else set())
    found = inputs.unseen.get(stack.root, {})
    return {name.lower(): one.why for name, one in found.items() if name.lower() not in asked}


def constant(node: Node) -> Callable[[], Node]:
    """An input that needs no evaluation."""
    return lambda: node


def from_command_line(literal: str, name: str) -> Node:
    """``--var name=value``: JSON where it is JSON, else the text."""
    at = Location(f"<--var {name}>")
    try:
        return of(json.loads(literal), at)
    except (ValueError, RecursionError):
        return of(literal, at)
