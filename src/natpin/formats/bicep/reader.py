"""Reading one stack: a Bicep file with its modules and parameters."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

from natpin.formats.arm.deployment import Deployment
from natpin.formats.arm.inputs import AllUnknown
from natpin.formats.arm.parameters import read_parameters
from natpin.formats.arm.reader import (
    CHARACTERS_A_STEP,
    STEPS,
    constant,
    deployed,
    from_command_line,
    handed,
    taken,
    undeclared,
    unreadable,
    unseen,
)
from natpin.formats.arm.roots import load as load_json
from natpin.formats.arm.template import Template
from natpin.formats.arm.world import StackDeployments
from natpin.formats.bicep.load import load_file, module_template, template_in, template_of
from natpin.formats.bicep.look import may_bear_on_egress
from natpin.formats.bicep.recognise import PARAMETERS
from natpin.formats.interface import Inputs, Read
from natpin.languages.arm_expressions.evaluate import evaluate
from natpin.languages.arm_expressions.scope import Effort, Frame, TooMuchWork
from natpin.languages.arm_expressions.syntax import Expression
from natpin.languages.bicep.file import File
from natpin.languages.recursion import deep_stack
from natpin.model.stack import Stack
from natpin.model.value import Node, Skipped, Unknown
from natpin.workspace import Workspace

MAX_EXTENDS = 8
"""Parameter files that extend each other."""

_ASSIGNED = re.compile(r"^[ \t]*param[ \t]+(\w+)", re.MULTILINE)
"""The parameter that a statement of a parameters file gives."""

Given = dict[str, Callable[[], Node]]


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """Every resource of a stack that bears on egress, and what of it could not be read."""
    with deep_stack():
        parts = list(_read(stack, workspace, inputs))
    yield from parts


def _read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    size = sum(len(data) for p in (stack.root,) if isinstance(data := workspace.read(p), bytes))
    effort = Effort(STEPS + size // CHARACTERS_A_STEP)
    world = StackDeployments(workspace, effort, _load, module_template, may_bear_on_egress, inputs.assumed)
    template = world.template(stack.root)
    if isinstance(template, str):
        yield Skipped(stack.root, template, claims_aks=True)
        return
    given: Given = {}
    try:
        for path in stack.inputs:
            if path.endswith(PARAMETERS):
                given = _with(given, _given(path, world, 0))
                yield from undeclared(_written_in(path, world), template, path)
                continue
            found = read_parameters(path, workspace)
            if isinstance(found, Skipped):
                yield found
                given = unreadable(found, given)
                continue
            yield from undeclared(found.values, template, path)
            given.update(
                {name.lower(): constant(taken(name, node, template)) for name, node in found.values.items()}
            )
    except TooMuchWork:
        yield Skipped(stack.root, "evaluating its parameters takes too many steps", claims_aks=True)
    given = handed(stack, inputs, template, given)
    for name, literal in inputs.variables.items():
        if name.lower() in template.parameters:
            given[name.lower()] = constant(from_command_line(literal, name))
    world.unseen = unseen(stack, inputs, given)
    yield from deployed(template, given, world)


def _given(path: str, world: StackDeployments, depth: int) -> Given:
    """The values of a ``.bicepparam`` file, after those of the file it extends."""
    file = _file(path, world)
    if file is None or depth > MAX_EXTENDS:
        return unreadable(Skipped(path, "cannot be read"), {})
    given: Given = {}
    if file.extends is not None:
        base = posixpath.normpath(posixpath.join(posixpath.dirname(path), file.extends))
        given = _with(given, _given(base, world, depth + 1))
    frame = Frame(Deployment(template_of(file), world, {}))
    for parameter in file.parameters:
        if parameter.default is not None:
            given[parameter.name.lower()] = _later(parameter.default, frame)
    for problem in file.problems:
        for name in _ASSIGNED.findall(problem.text):
            broken = Unknown(f"its value cannot be read: {problem.message}", problem.at)
            given[name.lower()] = constant(broken)
    return given


def _with(given: Given, later: Given) -> Given:
    """Inputs and later ones, which win."""
    if isinstance(later, AllUnknown):
        return AllUnknown(later.cause, later)
    given.update(later)
    return given


def _written_in(path: str, world: StackDeployments) -> tuple[str, ...]:
    file = _file(path, world)
    return () if file is None else tuple(parameter.name for parameter in file.parameters)


def _later(expression: Expression, frame: Frame) -> Callable[[], Node]:
    return lambda: evaluate(expression, frame)


def _file(path: str, world: StackDeployments) -> File | None:
    found = load_file(path, world.workspace)
    if isinstance(found, Skipped):
        world.skip(path, found.reason, found.at)
        return None
    for problem in found.problems:
        world.skip(path, f"cannot be read in part: {problem.message}", problem.at)
    return found


def _load(path: str, world: StackDeployments) -> Template | str:
    """A module's template; Bicep may call ARM JSON as well."""
    if path.lower().endswith((".json", ".jsonc")):
        template = load_json(path, world.workspace)
        return f"its template {path}: {template.reason}" if isinstance(template, Skipped) else template
    data = world.workspace.read(path)
    if isinstance(data, Skipped):
        return f"module {path}: {data.reason}"
    file = _file(path, world)
    return f"module {path} cannot be read" if file is None else template_in(path, file, world.workspace)
