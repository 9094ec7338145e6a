"""What runs in a GitLab pipeline, in which order: ``extends``, ``default``, ``!reference``, stages.

Source: GitLab Docs, "CI/CD YAML syntax reference".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.az import Turn, When
from natpin.formats.pipelines.gitlab.configurations import (
    Configuration,
    child,
    merged,
    said,
    started,
)
from natpin.formats.pipelines.gitlab.references import References
from natpin.formats.pipelines.gitlab.variables import layered
from natpin.formats.pipelines.matrix import of_gitlab
from natpin.formats.pipelines.order import Order
from natpin.formats.pipelines.texts import spelled
from natpin.model.location import Location
from natpin.model.record import record, replace
from natpin.model.value import Node, Unknown, Value, dig, items, members, text
from natpin.workspace import Workspace

MAX_JOBS = 500
MAX_CHILDREN = 2
"""Pipelines that start one another; GitLab allows as many levels."""
MAX_DEPTH = 11
"""Levels of ``extends``; GitLab allows as many."""


@record
class Line:
    """One element of a script."""

    node: Node
    """Its text, at its place."""
    own: bool = False
    """False for what runs before the job's own script."""


@record
class Job:
    """One job, with what it extends."""

    name: str
    at: Location
    lines: tuple[Line, ...]
    after: tuple[Line, ...]
    """``after_script``, which is a shell of its own and runs whatever came before."""
    variables: Mapping[str, Node]
    rules: tuple[Node, ...]
    asks: str | None
    """What decides whether it runs and that only a run knows, beside its rules: that someone starts it, ``only``."""
    needs: tuple[str, ...] | None
    """None where it waits for the stages before it."""
    stage: str
    dotenv: tuple[str, ...]
    when: str
    may_fail: bool
    body: Node
    gates: tuple[Job, ...] = ()
    """The jobs that start the pipeline in which it runs: it runs where these do."""
    open: Unknown | None = None
    """Why it may be given more than is seen: it takes something from what is not here."""

    def turn(self, waits: list[str]) -> Turn:
        """``waits``: the jobs that must have ended well."""
        when = When.FAILURE if self.when == "on_failure" else When.SUCCESS
        return Turn(self.name, () if self.when == "always" else tuple(waits), (), when, self.may_fail)


def jobs(
    found: Configuration, order: Order, workspace: Workspace, depth: int = 0, scope: str = ""
) -> Iterator[tuple[Job, Turn]]:
    """The jobs that run, in order, with what they wait for, those of the pipelines that they start in their place. Names
    that begin with a dot are templates. ``scope`` tells the jobs of one pipeline from those of another."""
    ranks = {stage: number for number, stage in enumerate((".pre", *found.stages, ".post"))}
    whole = {name: _job(name, body, found, workspace) for name, body in _followed(found, ranks)}
    legs: dict[str, list[str]] = {}
    made: dict[str, Job] = {}
    chained: dict[str, str] = {}
    """By leg of a matrix, the one that is taken to end before it."""
    for name, job in whole.items():
        for leg in _legs(job, order):
            if leg.name != name:
                chained[leg.name] = legs[name][-1] if name in legs else ""
            legs.setdefault(name, []).append(leg.name)
            made[leg.name] = leg

    def rank(job: Job) -> int:
        return ranks.get(job.stage, len(ranks))

    by_stage = sorted(made.values(), key=rank)[:MAX_JOBS]
    made = {job.name: job for job in by_stage}
    earlier: dict[int, list[str]] = {}
    """By the rank of a stage, the jobs of the stages before it."""
    for number, job in enumerate(by_stage):
        if rank(job) not in earlier:
            earlier[rank(job)] = [other.name for other in by_stage[:number]]
    needs = {
        job.name: earlier[rank(job)]
        if job.needs is None
        else [each for one in job.needs for each in legs.get(one, ()) if each in made]
        for job in by_stage
    }
    before = {
        name: [*waits, *((chained[name],) if chained.get(name) else ())] for name, waits in needs.items()
    }
    for name in order.of({job.name: job.body for job in by_stage}, before, scope):
        turn = made[name].turn([other for other in needs[name] if not made[other].may_fail])
        yield made[name], turn
        below = _child(made[name], found, workspace, depth)
        for job, inner in jobs(below, order, workspace, depth + 1, f"{scope}{name}/") if below else ():
            # the variables of the job that starts a pipeline reach its jobs, and win
            forwards = spelled(dig(made[name].body, "trigger.forward.yaml_variables")) != "false"
            given = {**job.variables, **made[name].variables} if forwards else job.variables
            waits = tuple(f"{name}/{one}" for one in inner.needs)
            around = (*(f"{name}/{one}" for one in inner.around), turn.job)
            more = made[name].open if forwards else None
            yield (
                replace(job, gates=(made[name], *job.gates), variables=given, open=job.open or more),
                replace(inner, job=f"{name}/{inner.job}", needs=(*waits, *turn.needs), around=around),
            )


def _followed(found: Configuration, ranks: Mapping[str, int]) -> list[tuple[str, Node]]:
    """The jobs that are no templates, in the order of the file; of too many, those of the first stages."""
    every = [(name, body) for name, body in found.jobs.items() if not name.startswith(".") and members(body)]
    if len(every) <= MAX_JOBS:
        return every

    def rank(one: tuple[str, Node]) -> int:
        return ranks.get(text(dig(_extended(one[1], found, 0, []), "stage")) or "test", len(ranks))

    kept = {name for name, _ in sorted(every, key=rank)[:MAX_JOBS]}
    return [one for one in every if one[0] in kept]


def _child(job: Job, found: Configuration, workspace: Workspace, depth: int) -> Configuration | None:
    """The pipeline that a job starts, of files of this repository. What is worked out by another job, or lies elsewhere,
    is noted as that."""
    nodes = list(started(job.body))
    below = child(job.body, workspace) if nodes and depth < MAX_CHILDREN else None
    if below is None:
        found.elsewhere += [
            (f"the pipeline that {job.name} starts ({said(node)})", node.at) for node in nodes
        ]
        return None
    found.skipped += below.skipped
    found.elsewhere += [(f"the pipeline that {job.name} starts ({one})", at) for one, at in below.elsewhere]
    return below


def _job(name: str, body: Node, found: Configuration, workspace: Workspace) -> Job:
    lost: list[str] = []

    def extended(one: str) -> Node | None:
        there = found.whole.get(one)
        return _extended(there, found, 0, []) if there is not None else None

    references = References(extended, workspace)
    whole = references.put(_extended(body, found, 0, lost))
    default, shared = _inherited(whole, found)
    missing = references.lost or next(iter(lost), "")
    more = Unknown(f"{name} takes {missing}, which is not here", body.at) if missing else None

    def lines(key: str) -> Iterator[Line]:
        node = members(whole).get(key)
        node = node if node is not None else default.get(key)
        yield from _lines(references.put(node) if node is not None else None, 0)

    needs = members(whole).get("needs")
    dotenv = dig(whole, "artifacts.reports.dotenv")
    when = text(dig(whole, "when")) or "on_success"
    limits = [key for key in ("only", "except") if key in members(whole)]
    asks = f"{name} is started by hand" if when == "manual" else None
    if limits:
        asks = f"{name} runs ({' and '.join(limits)})"
    return Job(
        name,
        body.at,
        (*lines("before_script"), *(replace(one, own=True) for one in lines("script"))),
        tuple(lines("after_script")),
        layered(shared, whole, found),
        items(dig(whole, "rules")),
        asks,
        None
        if needs is None
        else tuple(other for need in items(needs) if (other := text(need) or text(dig(need, "job")))),
        text(dig(whole, "stage")) or "test",
        tuple(path for each in (items(dotenv) or (dotenv,)) if (path := text(each))),
        when,
        spelled(members(whole).get("allow_failure")) == "true" or bool(members(dig(whole, "allow_failure"))),
        whole,
        open=more or found.open,
    )


def _legs(job: Job, order: Order) -> Iterator[Job]:
    """A job, or the legs of its matrix, each with variables of its own."""
    legs = of_gitlab(dig(job.body, "parallel"))
    if not legs:
        yield job
        return
    for number, leg in order.legs(job.name, list(enumerate(legs, 1)), job.body):
        yield replace(job, name=f"{job.name}.{number}", variables={**job.variables, **leg})


def _inherited(job: Node, found: Configuration) -> tuple[Mapping[str, Node], Mapping[str, Node]]:
    """The defaults and the variables of the configuration, as far as ``inherit`` lets them in."""
    kept = []
    shared = members(found.whole.get("variables"))
    for key, whole in (("default", found.default), ("variables", shared)):
        node = dig(job, f"inherit.{key}")
        named = {text(each) for each in items(node)}
        shut = node is not None and (spelled(node) == "false" or named)
        kept.append({name: one for name, one in whole.items() if name in named} if shut else whole)
    return kept[0], kept[1]


def _extended(body: Node, found: Configuration, depth: int, lost: list[str]) -> Node:
    """A job with the templates that it extends; what it says itself wins. ``lost``: filled with those that are not here."""
    node = dig(body, "extends")
    if node is None or depth > MAX_DEPTH:
        return body
    whole: Node = Value({}, body.at)
    for each in items(node) or (node,):
        template = found.jobs.get(text(each) or "")
        if template is None:
            lost.append(text(each) or "a template")
        else:
            whole = merged(whole, _extended(template, found, depth + 1, lost))
    return merged(whole, body)


def _lines(node: Node | None, depth: int) -> Iterator[Line]:
    """The lines of a script, lists in lists in a row."""
    if node is None or depth > MAX_DEPTH:
        return
    if text(node) is not None:
        yield Line(node)
        return
    for each in items(node):
        yield from _lines(each, depth + 1)
