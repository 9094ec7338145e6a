"""For job summaries, and for the issue of one cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.model.drift import DriftReport, JudgedDrift, ScopeReport, State, Watched
from natpin.reporters.drift import wording
from natpin.reporters.neutral import code, prose
from natpin.reporters.sized import Section, document

_MARKS = {State.DRIFT: "❌", State.FINDINGS: "⚠️", State.UNKNOWN: "❔", State.IN_ORDER: "✅"}


def render(report: DriftReport, max_bytes: int | None = None) -> str:
    """The whole report."""
    return document(sections(report), max_bytes)


def sections(report: DriftReport) -> tuple[Section, ...]:
    """A summary, then every cluster there is something to say of."""
    found = [
        Section("natpin drift", f"{_MARKS[report.state]} **{prose(wording.headline(report))}**", level=2)
    ]
    for scope in report.scopes:
        notable = [one for one in scope.clusters if one.state is not State.IN_ORDER or one.entries]
        for cluster in notable:
            items = tuple(_entry(entry) for entry in cluster.entries) + tuple(_findings(cluster))
            found.append(Section("", "\n".join(_head(cluster)), items, rank=0))
        found.append(Section("", "\n".join(_scope(scope, notable)), rank=1))
    rest = [f"- not read: {code(one.path)}: {prose(one.reason)}" for one in report.skipped]
    rest += [f"- {prose(note)}" for note in report.notes]
    if rest:
        found.append(Section("Notes", "\n".join(rest), rank=2))
    return tuple(section for section in found if section.intro)


def of_cluster(cluster: Watched) -> tuple[Section, ...]:
    """One cluster, for its issue: what is wrong, then what else is known."""
    found = [Section("", "\n".join(_head(cluster)), tuple(_entry(entry) for entry in cluster.entries))]
    findings = tuple(_findings(cluster))
    if findings:
        found.append(Section("Findings on what is live", f"{len(findings)}:", findings, rank=1, folded=True))
    if cluster.uncompared:
        rows = tuple(
            f"- {code(one.address)} {code(one.path)}: {prose(one.cause.reason)}" for one in cluster.uncompared
        )
        found.append(Section("Not compared", f"{len(rows)}, being unknown:", rows, rank=2, folded=True))
    return tuple(found)


def evidence(cluster: Watched) -> str:
    """What shows that a cluster is in order."""
    lines = [
        f"The cluster {code(cluster.name)} was read, whole, and is as {code(cluster.stack)} declares it."
    ]
    lines += [f"- {prose(line)}" for line in cluster.egress]
    if cluster.uncompared:
        lines.append(f"- {len(cluster.uncompared)} declared values were not compared, being unknown")
    lines += [f"- {_accepted(entry)}" for entry in cluster.entries]
    return "\n".join(lines)


def _accepted(entry: JudgedDrift) -> str:
    return f"{prose(entry.drift.label)}: {prose(wording.accepted(entry))}"


def _head(cluster: Watched) -> Iterator[str]:
    state = wording.STATES[cluster.state]
    yield f"### {_MARKS[cluster.state]} {code(cluster.name)}: {state}"
    yield ""
    yield f"Declared in {code(cluster.stack)}, {code(wording.place(cluster.at))}; live: {code(cluster.live or 'nothing')}"
    if cluster.cause:
        yield ""
        yield f"**Unknown**: {prose(cluster.cause)}"
    if cluster.egress:
        yield ""
        yield from (f"- now: {prose(line)}" for line in cluster.egress)


def _entry(entry: JudgedDrift) -> str:
    drift = entry.drift
    lines = [
        f"#### {wording.grade(entry)}: {prose(drift.label)} ({drift.kind.value})",
        "",
        prose(drift.effect or ""),
        "",
    ]
    accepted = wording.accepted(entry)
    if accepted:
        lines.append(f"- {prose(accepted)}")
    if drift.path is not None and (drift.declared is not None or drift.live is not None):
        lines.append(f"- {code(drift.path)}: declared {_value(drift.declared)}, live {_value(drift.live)}")
    if drift.at is not None:
        lines.append(f"- declared at {code(wording.place(drift.at))}")
    if drift.id:
        lines.append(f"- live: {code(drift.id)}")
    if entry.author is not None:
        lines.append(f"- {prose(wording.changed_by(entry.author))}")
    if entry.findings:
        lines.append(f"- rules: {code(wording.rules(entry))}")
    if drift.fix and entry.counts:
        lines.append(f"- to put it back: {code(drift.fix)}")
    return "\n".join(lines)


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(code(str(item)) for item in value) or "nothing"
    return "nothing" if value is None else code(str(value).lower() if isinstance(value, bool) else str(value))


def _findings(cluster: Watched) -> Iterator[str]:
    for finding in cluster.findings:
        grade = finding.severity.value if finding.verdict.value == "fail" else "unknown"
        yield f"- {grade} {code(finding.rule.id)} (live): {prose(finding.message)}"


def _scope(scope: ScopeReport, notable: Sequence[Watched]) -> Iterator[str]:
    if scope.cause:
        yield f"❔ {code(scope.scope)} is **unknown**: {prose(scope.cause)}"
        yield ""
    rest = len(scope.clusters) - len(notable)
    if rest:
        yield f"{rest} cluster{'' if rest == 1 else 's'} in {code(scope.scope)} as declared."
    if scope.undeclared:
        shown = ", ".join(code(one.rsplit("/", 1)[-1]) for one in scope.undeclared[:8])
        more = len(scope.undeclared) - 8
        yield f"Live and not declared, so not watched: {shown}{f' and {more} more' if more > 0 else ''}."
    if scope.unconfirmed:
        yield f"{scope.unconfirmed} resources were not confirmed by a direct look: there were too many."
