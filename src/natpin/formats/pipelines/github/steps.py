"""What runs in a workflow, in which order: jobs by what they need, steps, local actions, called workflows.

Source: GitHub Docs, "Workflow syntax for GitHub Actions", "Metadata syntax for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.az import Turn, When
from natpin.formats.documents import first
from natpin.formats.pipelines.github.conditions import split
from natpin.formats.pipelines.github.local import local
from natpin.formats.pipelines.matrix import of_github
from natpin.formats.pipelines.order import Order
from natpin.model.location import Location
from natpin.model.record import field, record, replace
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
_MOST_CONDITIONS = 40
"""Conditions of jobs that a job needs."""
MAX_USES = 1_000
"""Of local actions and workflows, in one another's included."""


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
    """As it is written; in a leg of it, that leg's values."""
    leg: bool = False
    """True in a leg of a matrix: what it does not name is empty."""
    outputs: Mapping[str, tuple[Mapping[str, Node], Context]] = field(default_factory=dict)
    """By job that this one needs directly: its outputs, and where those are evaluated."""
    actions: dict[str, tuple[Mapping[str, Node], Context]] = field(default_factory=dict)
    """By scope and id of a step that runs a composite action: its outputs, and where those are evaluated. Filled on the
    way, shared by all steps of a workflow."""
    met: list[str] = field(default_factory=list)
    """Every use of a local action or workflow so far, shared like them."""
    of_action: bool = False
    """True in a composite action, whose inputs are texts."""
    env: tuple[Mapping[str, Node], ...] = ()
    """``env`` of the workflow, the job and the step: the last one wins."""
    above: int = 0
    """How many of these are the workflow's and the job's: what a step writes into ``$GITHUB_ENV`` beats them, and a step's
    own beats that."""
    scope: str = ""
    """What tells the steps of one job, or of one run of an action, from those of others."""
    environment: Node | None = None
    """Where the job deploys to, which has secrets and variables of its own."""
    secrets: Node | None = None
    """What the caller of a workflow gives it; None where it is given the caller's own."""


@record
class Step:
    """One step."""

    body: Value
    context: Context
    conditions: tuple[tuple[Node, Context], ...]
    """``if`` of the step, and of what it runs in."""
    shell: Node | None
    folder: Node | None
    turn: Turn

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
    name: str = ""
    given: Node | None = None
    """What a workflow is called, and given, that lies elsewhere."""


Run = Step | NotFollowed


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
    needs = {name: _needed(job) for name, job in jobs.items()}
    outputs: dict[str, tuple[Mapping[str, Node], Context]] = {}
    asked: dict[str, tuple[tuple[Node, Context], ...]] = {}
    for name in order.of(jobs, needs, f"{context.scope}/" if context.scope else ""):
        job = jobs[name]
        mine = replace(
            context,
            job=_within(context, name),
            env=(*env, members(dig(job, "container.env")), _by_options(job), members(dig(job, "env"))),
            above=len(env) + 3,
            matrix=members(dig(job, "strategy.matrix")),
            environment=_environment(job),
            outputs={other: outputs[other] for other in needs[name] if other in outputs},
            scope=_within(context, name),
        )
        outputs[name] = members(dig(job, "outputs")), mine
        condition = dig(job, "if")
        # a job that needs one that is skipped is skipped too, unless its own condition says otherwise
        inherited = () if _goes_on(condition) else _conditions_of(needs[name], asked)
        conditions = (*inherited, (condition, mine)) if condition is not None else inherited
        asked[name] = conditions
        turn = _turn(name, jobs, needs[name], context, around)
        legs = of_github(dig(job, "strategy.matrix"))
        if legs is None:
            yield from _job(job, mine, conditions, workspace, order, turn, outputs, depth, plan)
            continue
        for number, leg in order.legs(_within(context, name), list(enumerate(legs)), job):
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


def _within(context: Context, name: str) -> str:
    """A job's name, with those of the jobs that call its workflow."""
    return f"{context.scope}/{name}" if context.scope else name


def _outputs(plan: Value) -> Mapping[str, Node]:
    """What a called workflow or an action gives back, by name."""
    declared = members(dig(plan, "on.workflow_call.outputs")) or members(dig(plan, "outputs"))
    return {name: value for name, one in declared.items() if (value := dig(one, "value")) is not None}


def _needed(job: Node) -> list[str]:
    node = dig(job, "needs")
    named = (text(node),) if text(node) else map(text, items(node))
    return [other for other in named if other]


def _goes_on(condition: Node | None) -> bool:
    """Whether a job runs though one that it needs is skipped: its ``if`` asks how others ended."""
    said = (text(condition) or "").replace(" ", "")
    return any(one in said for one in ("always()", "failure()", "cancelled()"))


def _conditions_of(
    needed: Sequence[str], asked: Mapping[str, tuple[tuple[Node, Context], ...]]
) -> tuple[tuple[Node, Context], ...]:
    """On what the jobs that another needs run, those they need included, each condition once."""
    found: list[tuple[Node, Context]] = []
    for name in needed:
        found += [one for one in asked.get(name, ()) if all(one[0] is not other[0] for other in found)]
    return tuple(found[:_MOST_CONDITIONS])


def _turn(
    name: str, jobs: Mapping[str, Node], needs: list[str], context: Context, around: Turn | None
) -> Turn:
    """A job's turn: after the jobs that it needs, unless it says that it runs though they failed."""
    when = status(dig(jobs[name], "if"))
    anyway = when is When.ALWAYS
    tolerated = [other for other in needs if other in jobs and _true(dig(jobs[other], "continue-on-error"))]
    waits = () if anyway else tuple(_within(context, one) for one in needs if one not in tolerated)
    outer = (around.job, *around.around) if around is not None else ()
    only = When.FAILURE if when is When.FAILURE else When.SUCCESS
    return Turn(_within(context, name), (*waits, *(around.needs if around is not None else ())), outer, only)


def status(condition: Node | None) -> When | None:
    """After what a job or step runs, where its ``if`` asks for that: GitHub puts ``success()`` before all others."""
    said = (text(condition) or "").replace(" ", "")
    # that the run was cancelled holds in no run that ends well, as little as that something has failed
    said = said.replace("!cancelled()", "always()").replace("cancelled()", "failure()")
    if "always()" in said or ("success()" in said and "failure()" in said):
        return When.ALWAYS
    said = said.replace("!failure()", "").removeprefix("${{").removesuffix("}}")
    if "failure()" not in said:
        return None
    # failure() || …: what else is asked may hold where nothing has failed
    return When.FAILURE if all("failure()" in part for part in split(said, "||")) else When.ALWAYS


def _true(node: Node | None) -> bool:
    return isinstance(node, Value) and node.data in (True, "true")


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
        may_fail=turn.may_fail or _true(dig(step, "continue-on-error")),
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
