"""What runs in a GitLab pipeline, in which order: included files, ``extends``, ``default``, ``!reference``, stages.

Source: GitLab Docs, "CI/CD YAML syntax reference".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Node, Skipped, Value, dig, items, members, text
from natpin.workspace import Workspace

MAX_FILES = 150
"""GitLab includes no more by default."""
MAX_DEPTH = 11
"""Levels of ``extends``; GitLab allows as many."""
_GLOBAL = frozenset(
    """
    default include stages variables workflow image services cache before_script after_script spec pages
    """.split()  # noqa: SIM905
)
_STAGES = ("build", "test", "deploy")


@record
class Line:
    """One element of a script."""

    node: Node
    """Its text, at its place."""


@record
class Job:
    """One job, with what it extends."""

    name: str
    at: Location
    lines: tuple[Line, ...]
    variables: Mapping[str, Node]
    conditions: tuple[Node, ...]
    """``if`` of the rules by which it runs: one of them."""
    conditional: bool
    """True when none of its rules need hold."""
    on_failure: bool
    needs: tuple[str, ...]
    stage: str
    dotenv: tuple[str, ...]


@mutable
class Configuration:
    """A configuration with the files that it includes."""

    variables: dict[str, Node] = field(default_factory=dict)
    jobs: dict[str, Node] = field(default_factory=dict)
    default: dict[str, Node] = field(default_factory=dict)
    stages: tuple[str, ...] = _STAGES
    elsewhere: list[tuple[str, Location]] = field(default_factory=list)
    """What is included and is not in this repository."""
    skipped: list[Skipped] = field(default_factory=list)


def files(path: str, workspace: Workspace) -> list[str]:
    """The files of the repository that a configuration includes, directly and through others."""
    found: list[str] = []
    pending = [path]
    while pending and len(found) < MAX_FILES:
        plan = load(pending.pop(), workspace)
        for node in _included(plan) if not isinstance(plan, Skipped) else ():
            other = _local(node, workspace)
            if other is not None and other not in found:
                found.append(other)
                pending.append(other)
    return found


def load(path: str, workspace: Workspace) -> Value | Skipped:
    """A file, its last document: the first may be the ``spec`` of a component."""
    from natpin.languages.located_yaml.documents import decode, documents  # YAML is slow to load

    data = workspace.read(path)
    literal = data if isinstance(data, Skipped) else decode(data, path)
    if isinstance(literal, Skipped):
        return literal
    last: Node | Skipped | None = None
    for last in documents(literal, path):
        if isinstance(last, Skipped):
            return last
    return last if isinstance(last, Value) else Skipped(path, "holds nothing")


def configuration(path: str, workspace: Workspace) -> Configuration:
    """A configuration, what it includes first: what is written in the file itself wins."""
    found = Configuration()
    for one in (*reversed(files(path, workspace)), path):
        plan = load(one, workspace)
        if isinstance(plan, Skipped):
            found.skipped.append(Skipped(one, plan.reason, plan.at, claims_aks=True))
            continue
        for included in _included(plan):
            if _local(included, workspace) is None:
                found.elsewhere.append((_said(included), included.at))
        found.variables |= members(dig(plan, "variables"))
        found.default |= members(dig(plan, "default"))
        found.default |= {
            key: node for key in ("before_script", "after_script") if (node := dig(plan, key)) is not None
        }
        stages = [text(each) for each in items(dig(plan, "stages"))]
        found.stages = tuple(each for each in stages if each) or found.stages
        for name, body in members(plan).items():
            if name not in _GLOBAL:
                earlier = found.jobs.get(name)
                found.jobs[name] = _merged(earlier, body) if earlier is not None else body
    return found


def _included(plan: Node) -> Iterator[Node]:
    node = dig(plan, "include")
    if node is not None:
        yield from items(node) or (node,)


def _local(node: Node, workspace: Workspace) -> str | None:
    written = text(node) or text(dig(node, "local"))
    if not written or "://" in written:
        return None
    path = posixpath.normpath(written.lstrip("/"))
    return path if workspace.exists(path) else None


def _said(node: Node) -> str:
    return text(node) or " ".join(f"{key} {text(each) or '…'}" for key, each in members(node).items())


def jobs(found: Configuration) -> list[Job]:
    """The jobs that run, in order. Names that begin with a dot are templates."""
    made = {name: _job(name, body, found) for name, body in found.jobs.items() if not name.startswith(".")}
    order = {stage: number for number, stage in enumerate((".pre", *found.stages, ".post"))}
    by_stage = sorted(made.values(), key=lambda job: order.get(job.stage, len(order)))
    done: dict[str, Job] = {}

    def visit(job: Job, above: tuple[str, ...]) -> None:
        if job.name in done or job.name in above:
            return
        for other in job.needs:
            if other in made:
                visit(made[other], (*above, job.name))
        done[job.name] = job

    for job in by_stage:
        visit(job, ())
    return list(done.values())


def _job(name: str, body: Node, found: Configuration) -> Job:
    whole = _extended(body, found, 0)
    inherited = found.default

    def lines(key: str) -> Iterator[Line]:
        node = members(whole).get(key)
        yield from _lines(node if node is not None else inherited.get(key), found, 0)

    rules = items(dig(whole, "rules"))
    conditions = tuple(condition for rule in rules if (condition := dig(rule, "if")) is not None)
    unconditional = not rules or any(dig(rule, "if") is None and _runs(rule) for rule in rules)
    whens = {text(dig(whole, "when"))} | {text(dig(rule, "when")) for rule in rules}
    return Job(
        name,
        body.at,
        (*lines("before_script"), *lines("script")),
        members(dig(whole, "variables")),
        () if unconditional else conditions,
        not unconditional,
        "on_failure" in whens,
        tuple(
            other for need in items(dig(whole, "needs")) if (other := text(need) or text(dig(need, "job")))
        ),
        text(dig(whole, "stage")) or "test",
        tuple(
            path
            for node in (dig(whole, "artifacts.reports.dotenv"),)
            for each in (items(node) or (node,))
            if (path := text(each))
        ),
    )


def _runs(rule: Node) -> bool:
    return text(dig(rule, "when")) != "never"


def _extended(body: Node, found: Configuration, depth: int) -> Node:
    """A job with the templates that it extends; what it says itself wins."""
    node = dig(body, "extends")
    if node is None or depth > MAX_DEPTH:
        return body
    whole: Node = Value({}, body.at)
    for each in items(node) or (node,):
        template = found.jobs.get(text(each) or "")
        if template is not None:
            whole = _merged(whole, _extended(template, found, depth + 1))
    return _merged(whole, body)


def _merged(base: Node, over: Node) -> Node:
    """Maps are merged, anything else is replaced."""
    if not (isinstance(base, Value) and isinstance(over, Value)):
        return over
    if not (isinstance(base.data, Mapping) and isinstance(over.data, Mapping)):
        return over
    merged = dict(base.data)
    for key, node in over.data.items():
        merged[key] = _merged(merged[key], node) if key in merged else node
    return Value(merged, over.at)


def _lines(node: Node | None, found: Configuration, depth: int) -> Iterator[Line]:
    """The lines of a script; ``!reference [job, script]`` stands for another's."""
    if node is None or depth > MAX_DEPTH:
        return
    if text(node) is not None:
        yield Line(node)
        return
    listed = items(node)
    names = [text(each) for each in listed]
    other = found.jobs.get(names[0] or "") if len(names) == 2 and depth else None
    if other is not None and names[1]:
        yield from _lines(members(_extended(other, found, 0)).get(names[1]), found, depth + 1)
        return
    for each in listed:
        yield from _lines(each, found, depth + 1)
