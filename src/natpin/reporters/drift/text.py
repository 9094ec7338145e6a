"""For a terminal and a job's log."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.drift import DriftReport, JudgedDrift, ScopeReport, State, Watched
from natpin.reporters.drift import wording
from natpin.reporters.neutral import terminal, unstarted

MOST_UNCOMPARED = 5


def render(report: DriftReport, verbose: bool = False) -> str:
    """The whole report."""
    lines = [terminal(wording.headline(report)), ""]
    for scope in report.scopes:
        lines += [*_scope(scope, verbose), ""]
    lines += [f"not read: {terminal(one.path)}: {terminal(one.reason)}" for one in report.skipped]
    lines += [f"note: {terminal(note)}" for note in report.notes]
    return unstarted("\n".join(lines).rstrip()) + "\n"


def _scope(scope: ScopeReport, verbose: bool) -> Iterator[str]:
    yield f"scope {terminal(scope.scope)}"
    if scope.cause:
        yield f"  unknown: {terminal(scope.cause)}"
    quiet = 0
    for cluster in scope.clusters:
        if cluster.state is State.IN_ORDER and not verbose and not cluster.entries and not cluster.findings:
            quiet += 1
        else:
            yield from _cluster(cluster, verbose)
    if quiet:
        yield f"  {quiet} cluster{'' if quiet == 1 else 's'} as declared"
        yield from _uncompared_of_all(scope)
    if scope.undeclared:
        shown = ", ".join(terminal(one.rsplit("/", 1)[-1]) for one in scope.undeclared[:8])
        more = f" and {len(scope.undeclared) - 8} more" if len(scope.undeclared) > 8 else ""
        yield f"  live and not declared, so not watched: {shown}{more}"
    if scope.unconfirmed:
        yield f"  {scope.unconfirmed} resources were not confirmed by a direct look: there were too many"


def _uncompared_of_all(scope: ScopeReport) -> Iterator[str]:
    count = sum(len(c.uncompared) for c in scope.clusters if c.state is State.IN_ORDER)
    if count:
        yield f"  {count} declared value{'' if count == 1 else 's'} not compared, being unknown (--verbose lists them)"


def _cluster(cluster: Watched, verbose: bool) -> Iterator[str]:
    state = wording.STATES[cluster.state].upper()
    yield f"  cluster {terminal(cluster.name)}: {state}   ({terminal(cluster.stack)}, {terminal(wording.place(cluster.at))})"
    if cluster.cause:
        yield f"    unknown: {terminal(cluster.cause)}"
    for line in cluster.egress:
        yield f"    {terminal(line)}"
    for entry in cluster.entries:
        yield from _entry(entry)
    for finding in cluster.findings:
        grade = finding.severity.value if finding.verdict.value == "fail" else "unknown"
        yield f"    {grade:8}{terminal(finding.rule.id)} (live)"
        yield f"            {terminal(finding.message)}"
    if cluster.uncompared:
        yield f"    not compared, being unknown: {len(cluster.uncompared)}"
        shown = cluster.uncompared if verbose else cluster.uncompared[:MOST_UNCOMPARED]
        for one in shown:
            yield f"      {terminal(one.address)} {terminal(one.path)}: {terminal(one.cause.reason)}"


def _entry(entry: JudgedDrift) -> Iterator[str]:
    drift = entry.drift
    yield f"    {wording.grade(entry):8}{terminal(drift.label)} ({drift.kind.value})"
    for line in (
        drift.effect or "",
        _values(entry),
        wording.accepted(entry),
        f"declared at {wording.place(drift.at)}" if drift.at else "",
        f"live {drift.id}" if drift.id else "",
        wording.changed_by(entry.author),
        f"fix: {drift.fix}" if drift.fix and entry.counts else "",
    ):
        if line:
            yield f"            {terminal(line)}"


def _values(entry: JudgedDrift) -> str:
    drift = entry.drift
    if drift.path is None or (drift.declared is None and drift.live is None):
        return ""
    return f"{drift.path}: declared {_shown(drift.declared)}, live {_shown(drift.live)}"


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return "nothing" if value is None else str(value)
