"""What runs in a workflow, in which order: jobs by what they need, steps, local actions, called workflows.

Source: GitHub Docs, "Workflow syntax for GitHub Actions", "Metadata syntax for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.az import Turn, When
from natpin.formats.documents import first
from natpin.formats.pipelines.github.context import Context, NotFollowed, Run, Step
from natpin.formats.pipelines.github.local import local
from natpin.formats.pipelines.github.turns import (
    conditions_of,
    goes_on,
    is_true,
    needed_by,
    status,
    turn_of,
    within,
)
from natpin.formats.pipelines.matrix import of_github
from natpin.formats.pipelines.order import Order
from natpin.model.record import replace
from natpin.model.value import Node, Unknown, Value, dig, items, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

FILE = "\0file:"
"""Begins the name of an entry that stands for what a file of variables sets."""
_SETS = late_regex(
    r"(?:^|[ \t])--env-file(?:[ \t]+|=)[\"']?(?P<file>[\w./@-]+)|(?:^|[ \t])(?:-e|--env)(?:[ \t]+|=)[\"']?(?P<name>[A-Za-z_]\w*)(?:=(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"']*))?"
)
MAX_DEPTH = 4
"""Local actions and workflows that call one another. GitHub allows ten levels of workflows."""
MAX_STEPS = 500
"""Of one workflow, called ones included."""
MAX_USES = 1_000
"""Of local actions and workflows, in one another's included."""


def runs(
    plan: Value,
    path: str,
    workspace: Workspace,
    order: Order,
    context: Context | None = None,
    around: Turn | None = None,
    depth: int = 0,
) -> Iterator[Run]:
    """Everything that a workflow runs, or an action that nothing here uses.

    ``around``: the turn of the job that calls the workflow.
    """
    if context is None:
        context = Context(
            path, declared={**_inputs(plan, "workflow_dispatch"), **_inputs(plan, "workflow_call")}
        )
    if dig(plan, "runs") is not None:
        declared = members(dig(plan, "inputs"))
        for one in items(dig(plan, "runs.steps")):
            yield from _step(
                one, replace(context, declared=declared), (), workspace, [], Turn("action"), depth
            )
        return
    env = (*context.env, members(dig(plan, "env")))
    jobs = members(dig(plan, "jobs"))
    needs = {name: needed_by(job) for name, job in jobs.items()}
    outputs: dict[str, tuple[Mapping[str, Node], Context]] = {}
    asked: dict[str, tuple[tuple[Node, Context], ...]] = {}
    for name in order.of(jobs, needs, f"{context.scope}/" if context.scope else ""):
        job = jobs[name]
        mine = replace(
            context,
            job=within(context, name),
            env=(*env, members(dig(job, "container.env")), _by_options(job), members(dig(job, "env"))),
            above=len(env) + 3,
            matrix=members(dig(job, "strategy.matrix")),
            environment=_environment(job),
            outputs={other: outputs[other] for other in needs[name] if other in outputs},
            scope=within(context, name),
        )
        outputs[name] = members(dig(job, "outputs")), mine
        condition = dig(job, "if")
        # a job that needs one that is skipped is skipped too, unless its own condition says otherwise
        inherited = () if goes_on(condition) else conditions_of(needs[name], asked)
        conditions = (*inherited, (condition, mine)) if condition is not None else inherited
        asked[name] = conditions
        turn = turn_of(name, jobs, needs[name], context, around)
        legs = of_github(dig(job, "strategy.matrix"))
        if legs is None:
            yield from _job(job, mine, conditions, workspace, order, turn, outputs, depth, plan)
            continue
        for number, leg in order.legs(within(context, name), list(enumerate(legs)), job):
            only = len(legs) == 1
            inner = replace(mine, matrix=leg, leg=True)
            if not only:  # which leg ends last, and so gives the outputs, nobody knows
                inner = replace(inner, job=f"{mine.job}.{number}", scope=f"{mine.scope}.{number}")
            outputs[name] = (members(dig(job, "outputs")) if only else {}), inner
            each = (
                turn if only else replace(turn, job=f"{turn.job}.{number}", around=(*turn.around, turn.job))
            )
            yield from _job(job, inner, conditions, workspace, order, each, outputs, depth, plan)
    if context.caller is not None:
        context.actions[context.scope] = (_outputs(plan), replace(context, outputs=outputs))


def _by_options(job: Node) -> Mapping[str, Node]:
    """What the options of a job's container set: ``--env NAME=text``. Of a file of variables the names are not known."""
    options = dig(job, "container.options")
    said = text(options)
    if options is None or said is None:
        return {}
    found: dict[str, Node] = {}
    for match in _SETS.finditer(said):
        value = match["value"].strip("\"'") if match["value"] is not None else None
        if match["file"] is not None:
            found[FILE + match["file"]] = Value(match["file"], options.at)
            continue
        found[match["name"]] = (
            Value(value, options.at)
            if value is not None
            else Unknown(f"{match['name']} of the machine that runs the job", options.at)
        )
    return found


def _job(
    job: Node,
    context: Context,
    conditions: tuple[tuple[Node, Context], ...],
    workspace: Workspace,
    order: Order,
    turn: Turn,
    outputs: dict[str, tuple[Mapping[str, Node], Context]],
    depth: int,
    plan: Value,
) -> Iterator[Run]:
    """One job, or one leg of its matrix."""
    called = dig(job, "uses")
    if called is not None:
        yield from _workflow(called, job, context, conditions, workspace, order, turn, outputs, depth)
        return
    defaults = [dig(one, "defaults.run") for one in (job, plan)]
    if "windows" in (text(dig(job, "runs-on")) or "").lower():
        # what nobody says otherwise runs in PowerShell there
        defaults.append(Value({"shell": Value("pwsh", job.at)}, job.at))
    for step in items(dig(job, "steps")):
        yield from _step(step, context, conditions, workspace, defaults, turn, depth)


def _within_bounds(path: str, context: Context, depth: int) -> bool:
    context.met.append(path)
    return depth < MAX_DEPTH and len(context.met) <= MAX_USES


def _environment(job: Node) -> Node | None:
    """The environment that a job names (GitHub Docs, "Workflow syntax", ``jobs.<job_id>.environment``)."""
    node = dig(job, "environment")
    named = dig(node, "name")
    return named if named is not None else node


def _outputs(plan: Value) -> Mapping[str, Node]:
    """What a called workflow or an action gives back, by name."""
    declared = members(dig(plan, "on.workflow_call.outputs")) or members(dig(plan, "outputs"))
    return {name: value for name, one in declared.items() if (value := dig(one, "value")) is not None}


def _inputs(plan: Value, event: str) -> Mapping[str, Node]:
    # YAML 1.1 takes the key ``on`` for true; natpin reads YAML 1.2
    return members(dig(plan, f"on.{event}.inputs"))


def _workflow(
    called: Node,
    job: Node,
    context: Context,
    around: tuple[tuple[Node, Context], ...],
    workspace: Workspace,
    order: Order,
    turn: Turn,
    outputs: dict[str, tuple[Mapping[str, Node], Context]],
    depth: int,
) -> Iterator[Run]:
    path = local(called, workspace)
    plan = first(path, workspace) if path is not None and _within_bounds(path, context, depth) else None
    if path is None or not isinstance(plan, Value):
        yield NotFollowed(
            f"the workflow {text(called) or '?'} is not in this repository",
            called.at,
            None,
            text(called) or "",
            dig(job, "with"),
        )
        return
    inner = Context(
        path,
        inputs=members(dig(job, "with")),
        caller=context,
        declared=_inputs(plan, "workflow_call"),
        scope=context.scope,
        actions=context.actions,
        met=context.met,
        secrets=dig(job, "secrets"),
    )
    for one in runs(plan, path, workspace, order, inner, turn, depth + 1):
        yield replace(one, conditions=(*around, *one.conditions)) if isinstance(one, Step) else one
    given_back = context.actions.get(context.scope)
    if given_back is not None:
        outputs[context.scope.rpartition("/")[2]] = given_back


def _step(
    step: Node,
    context: Context,
    around: tuple[tuple[Node, Context], ...],
    workspace: Workspace,
    defaults: list[Node | None],
    turn: Turn,
    depth: int,
) -> Iterator[Run]:
    """``turn``: of the job, or of the step that runs the action."""
    if not isinstance(step, Value):
        cause = step.reason if isinstance(step, Unknown) else "it refers to something"
        yield NotFollowed(f"a step: {cause}", step.at)
        return
    context = replace(context, env=(*context.env, members(dig(step, "env"))))
    condition = dig(step, "if")
    conditions = (*around, (condition, context)) if condition is not None else around
    turn = replace(
        turn,
        when=turn.when if turn.when is When.FAILURE else status(condition) or turn.when,
        may_fail=turn.may_fail or is_true(dig(step, "continue-on-error")),
    )

    def setting(name: str) -> Node | None:
        own = dig(step, name)
        if own is not None:
            return own
        return next((found for one in defaults if (found := dig(one, name)) is not None), None)

    here = Step(step, context, conditions, setting("shell"), setting("working-directory"), turn)
    used = dig(step, "uses")
    if used is None:
        yield here
        return
    path = local(used, workspace)
    plan = first(path, workspace) if path is not None and _within_bounds(path, context, depth) else None
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
        of_action=True,
    )
    if here.id is not None:
        context.actions[inner.scope] = (_outputs(plan), inner)
    for one in items(dig(plan, "runs.steps")):
        yield from _step(one, inner, conditions, workspace, [], turn, depth + 1)
