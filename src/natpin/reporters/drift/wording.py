"""Words that all three formats use. Every string of the repository's or Azure's is still to be neutralised."""

from __future__ import annotations

from collections import Counter

from natpin.model.drift import Author, DriftReport, JudgedDrift, State, Watched
from natpin.model.finding import Verdict
from natpin.model.location import Location

STATES = {
    State.DRIFT: "drift",
    State.FINDINGS: "findings",
    State.UNKNOWN: "unknown",
    State.IN_ORDER: "in order",
}


def headline(report: DriftReport) -> str:
    """``Drift: 2 of 14 clusters are not as declared, 1 is unknown``."""
    counts = Counter(cluster.state for cluster in report.clusters)
    total = len(report.clusters)
    unread = sum(1 for scope in report.scopes if scope.cause and not scope.clusters)
    said = []
    if counts[State.DRIFT]:
        said.append(f"{counts[State.DRIFT]} of {_clusters(total)} {_is(counts[State.DRIFT])} not as declared")
    if counts[State.FINDINGS]:
        said.append(f"{counts[State.FINDINGS]} as declared, with findings")
    if counts[State.UNKNOWN] or unread:
        said.append(f"{counts[State.UNKNOWN] + unread} unknown")
    if not said and not total:
        return "No declared cluster was looked at"
    if not said:
        return f"In order: {_clusters(total)} {_is(total)} as declared"
    return f"{STATES[report.state].capitalize()}: {', '.join(said)}"


def _clusters(number: int) -> str:
    return f"{number} cluster{'' if number == 1 else 's'}"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def grade(entry: JudgedDrift) -> str:
    """``error``, ``warning``, ``note``; ``accepted`` for what the team lives with."""
    severity = entry.severity
    if severity is not None:
        return severity.value
    return "unknown" if entry.findings else "accepted"


def place(at: Location | None) -> str:
    """Where something is declared; the id for what is in no file."""
    if at is None:
        return ""
    if at.path.startswith("<"):
        return at.path.strip("<>")
    return f"{at.path}:{at.line}"


def changed_by(author: Author | None) -> str:
    """Who and when. The log tells the last write of the resource: the change may be an earlier one."""
    if author is None:
        return ""
    return f"last written {author.when} by {author.caller} ({author.operation})"


def rules(entry: JudgedDrift) -> str:
    """The rules that it breaks."""
    return ", ".join(
        dict.fromkeys(finding.rule.id for finding in entry.findings if finding.verdict is Verdict.FAIL)
    ) or ", ".join(dict.fromkeys(finding.rule.id for finding in entry.findings))


def accepted(entry: JudgedDrift) -> str:
    """Why it is lived with."""
    if entry.findings:
        return ""
    if entry.accepted:
        return f"accepted: {entry.accepted[0].reason}"
    return "accepted: no rule asks about it"


def since(cluster: Watched) -> str:
    """The live cluster, for people."""
    return cluster.live or "no live cluster"
