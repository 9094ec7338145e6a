"""What runs in a workflow, in which order: jobs by what they need, steps, local actions, called workflows.

Source: GitHub Docs, "Workflow syntax for GitHub Actions", "Metadata syntax for GitHub Actions".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from natpin.model.location import Location
from natpin.model.record import field, record, replace
from natpin.model.value import Node, Skipped, Unknown, Value, dig, items, members, text
from natpin.workspace import Workspace

MAX_DEPTH = 4
"""Local actions and workflows that call one another. GitHub allows ten levels of workflows."""
MAX_STEPS = 500
"""Of one workflow, called ones included."""


@record
class Context:
    """What expressions of a step can name."""

    path: str
    """The file in which the step stands."""
    job: str = ""
    inputs: Mapping[str, Node] = field(default_factory=dict)
    """What a called workflow or action was given."""
    caller: Context | None = None
    """Where those are evaluated."""
    declared: Mapping[str, Node] = field(default_factory=dict)
    """The inputs' declarations: types, options, defaults."""
    matrix: Mapping[str, Node] = field(default_factory=dict)
    outputs: Mapping[str, tuple[Mapping[str, Node], Context]] = field(default_factory=dict)
    """By job: its outputs, and where those are evaluated."""
    env: tuple[Mapping[str, Node], ...] = ()
    """``env`` of the workflow, the job and the step: the last one wins."""
    scope: str = ""
    """What tells the steps of one job, or of one run of an action, from those of others."""


@record
class Step:
    """One step."""

    body: Value
    context: Context
    conditions: tuple[tuple[Node, Context], ...]
    """``if`` of the step, and of what it runs in."""
    shell: Node | None
    folder: Node | None

    @property
    def at(self) -> Location:
        return self.body.at

    @property
    def id(self) -> str | None:
        return text(dig(self.body, "id"))


@record
class NotFollowed:
    """Something that runs and that cannot be looked into."""

    reason: str
    at: Location
    step: Step | None = None


Run = Step | NotFollowed


def load(path: str, workspace: Workspace) -> Value | Skipped:
    """A workflow's or an action's file."""
    from natpin.languages.located_yaml.documents import decode, documents  # YAML is slow to load

    data = workspace.read(path)
    literal = data if isinstance(data, Skipped) else decode(data, path)
    if isinstance(literal, Skipped):
        return literal
    first = next(iter(documents(literal, path)), None)
    if isinstance(first, Skipped):
        return first
    return first if isinstance(first, Value) else Skipped(path, "holds nothing")


def local(used: Node | None, workspace: Workspace) -> str | None:
    """The file that ``uses: ./…`` names; None for what is no local one or is not there."""
    written = text(used)
    if written is None or not written.startswith("./"):
        return None
    path = posixpath.normpath(written)
    names = (path,) if path.endswith((".yml", ".yaml")) else (f"{path}/action.yml", f"{path}/action.yaml")
    return next((one for one in names if workspace.exists(one)), None)


def reached(plan: Value | Skipped, workspace: Workspace) -> list[str]:
    """The local actions and workflows that a workflow uses, directly and through others."""
    found: list[str] = []
    pending = [plan]
    while pending and len(found) < MAX_STEPS:
        for used in _uses(pending.pop()):
            path = local(used, workspace)
            if path is not None and path not in found:
                found.append(path)
                pending.append(load(path, workspace))
    return found


def _uses(plan: Value | Skipped) -> Iterator[Node]:
    if isinstance(plan, Skipped):
        return
    bodies = list(members(dig(plan, "jobs")).values())
    for holder in (*bodies, dig(plan, "runs")):
        for one in (holder, *items(dig(holder, "steps"))):
            used = dig(one, "uses")
            if used is not None:
                yield used


def runs(
    plan: Value, path: str, workspace: Workspace, context: Context | None = None, depth: int = 0
) -> Iterator[Run]:
    """Everything that a workflow runs, or an action that nothing here uses."""
    if context is None:
        context = Context(
            path, declared={**_inputs(plan, "workflow_dispatch"), **_inputs(plan, "workflow_call")}
        )
    env = (*context.env, members(dig(plan, "env")))
    if dig(plan, "runs") is not None:
        for one in items(dig(plan, "runs.steps")):
            yield from _step(
                one, replace(context, declared=members(dig(plan, "inputs"))), (), workspace, [], depth
            )
        return
    outputs: dict[str, tuple[Mapping[str, Node], Context]] = {}
    for name, job in _in_order(members(dig(plan, "jobs"))):
        scope = f"{context.scope}/{name}" if context.scope else name
        mine = replace(
            context,
            job=name,
            env=(*env, members(dig(job, "env"))),
            matrix=members(dig(job, "strategy.matrix")),
            outputs=dict(outputs),
            scope=scope,
        )
        outputs[name] = members(dig(job, "outputs")), mine
        condition = dig(job, "if")
        around = ((condition, mine),) if condition is not None else ()
        called = dig(job, "uses")
        if called is not None:
            yield from _workflow(called, job, mine, around, workspace, depth)
            continue
        defaults = [dig(one, "defaults.run") for one in (job, plan)]
        for step in items(dig(job, "steps")):
            yield from _step(step, mine, around, workspace, defaults, depth)


def _inputs(plan: Value, event: str) -> Mapping[str, Node]:
    # YAML 1.1 takes the key ``on`` for true; natpin reads YAML 1.2
    return members(dig(plan, f"on.{event}.inputs"))


def _in_order(jobs: Mapping[str, Node]) -> list[tuple[str, Node]]:
    """Jobs after those that they need."""
    done: dict[str, Node] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in done or name in above or name not in jobs:
            return
        needed = dig(jobs[name], "needs")
        for other in (text(needed),) if text(needed) else map(text, items(needed)):
            if other is not None:
                visit(other, (*above, name))
        done[name] = jobs[name]

    for name in jobs:
        visit(name, ())
    return list(done.items())


def _workflow(
    called: Node,
    job: Node,
    context: Context,
    around: tuple[tuple[Node, Context], ...],
    workspace: Workspace,
    depth: int,
) -> Iterator[Run]:
    path = local(called, workspace)
    plan = load(path, workspace) if path is not None and depth < MAX_DEPTH else None
    if path is None or not isinstance(plan, Value):
        yield NotFollowed(f"the workflow {text(called) or '?'} is not in this repository", called.at)
        return
    inner = Context(
        path,
        inputs=members(dig(job, "with")),
        caller=context,
        declared=_inputs(plan, "workflow_call"),
        scope=context.scope,
    )
    for one in runs(plan, path, workspace, inner, depth + 1):
        yield replace(one, conditions=(*around, *one.conditions)) if isinstance(one, Step) else one


def _step(
    step: Node,
    context: Context,
    around: tuple[tuple[Node, Context], ...],
    workspace: Workspace,
    defaults: list[Node | None],
    depth: int,
) -> Iterator[Run]:
    if not isinstance(step, Value):
        cause = step.reason if isinstance(step, Unknown) else "it refers to something"
        yield NotFollowed(f"a step: {cause}", step.at)
        return
    context = replace(context, env=(*context.env, members(dig(step, "env"))))
    condition = dig(step, "if")
    conditions = (*around, (condition, context)) if condition is not None else around

    def setting(name: str) -> Node | None:
        own = dig(step, name)
        if own is not None:
            return own
        return next((found for one in defaults if (found := dig(one, name)) is not None), None)

    here = Step(step, context, conditions, setting("shell"), setting("working-directory"))
    used = dig(step, "uses")
    if used is None:
        yield here
        return
    path = local(used, workspace)
    plan = load(path, workspace) if path is not None and depth < MAX_DEPTH else None
    if path is None or not isinstance(plan, Value):
        yield here
        return
    if text(dig(plan, "runs.using")) != "composite":
        yield NotFollowed(f"the action {text(used)} is a program", used.at, here)
        return
    inner = replace(
        context,
        path=path,
        inputs=members(dig(step, "with")),
        caller=context,
        declared=members(dig(plan, "inputs")),
        scope=f"{context.scope}/{here.id or used.at.line}",
    )
    for one in items(dig(plan, "runs.steps")):
        yield from _step(one, inner, conditions, workspace, [], depth + 1)
