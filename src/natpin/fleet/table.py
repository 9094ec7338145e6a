"""Members as rows, and as counts: what every view of a fleet is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from natpin.fleet.member import Kind, Member
from natpin.model.record import record
from natpin.reporters.rows import Apart, Origin, Row, State, apart, rows
from natpin.reporters.same_clusters import Cluster, Counted, clusters_of

NOT_ALL_READ: Final = "not all of it was read, or followed"


def origin_of(member: Member) -> Origin:
    """As a row tells whose it is."""
    return Origin(member.source, member.kind.value, member.taken)


def rows_of(member: Member) -> Iterator[Row]:
    """The rows of a member; none for one that is missing."""
    if member.report is not None:
        yield from rows(member.report, origin_of(member))


@record
class Line:
    """One member in a few words."""

    origin: Origin
    states: Counter[State]
    """How many clusters are in each state."""
    missing: str | None
    """Why it could not be read."""
    gap: str
    """What of it was not read, not followed or not asked: its passes are those of what was. Empty where all was."""
    clusters: tuple[Cluster, ...] = ()
    """Its clusters, so that one of which several reports speak is counted once."""
    apart: tuple[Apart, ...] = ()
    """What rules say that concerns none of its clusters."""
    suppressed: int = 0
    """Findings that a comment or a baseline hides: they change no state."""

    @property
    def grave_apart(self) -> tuple[Apart, ...]:
        """Of ``apart`` what fails or is unknown."""
        return tuple(one for one in self.apart if one.state in (State.FAILS, State.UNKNOWN))


class Totals:
    """Counts over a fleet, taken while its members pass by.

    A cluster counts once, in its gravest state, however many reports speak of it: one on what is live, one on drift, one
    on the files that declare it.
    """

    def __init__(self) -> None:
        self.missing = 0
        """Members that could not be read."""
        self.partly = 0
        """Members of which not all was read, followed or asked."""
        self.suppressed = 0
        """Findings that a comment or a baseline hides."""
        self._days: set[str] = set()
        self.apart: Counter[State] = Counter()
        """Members of which a rule that concerns no cluster fails or is unknown, each once."""
        self._sources: set[str] = set()
        self._counted = Counted()

    @property
    def sources(self) -> int:
        """How many sources were read."""
        return len(self._sources)

    @property
    def states(self) -> Counter[State]:
        """How many clusters are in each state."""
        return self._counted.states

    @property
    def looked(self) -> str:
        """When what was read was looked at, ``looked at on 2026-11-29``; empty where no source says."""
        if not self._days:
            return ""
        first, last = min(self._days), max(self._days)
        return f"looked at on {first}" if first == last else f"looked at from {first} to {last}"

    def add(self, line: Line) -> None:
        """Count one more member."""
        if line.missing is not None:
            self.missing += 1
            return
        self._sources.add(line.origin.source)
        self._days |= {line.origin.taken[:10]} - {""}
        self.partly += bool(line.gap)
        self.suppressed += line.suppressed
        self.apart.update(one.state for one in line.grave_apart[:1])
        for cluster in line.clusters:
            self._counted.add(cluster)


def failing(lines: Iterable[Line]) -> Iterator[tuple[Line, Cluster]]:
    """The clusters that fail, in each report that says so."""
    for line in lines:
        for cluster in line.clusters:
            if cluster.state is State.FAILS:
                yield line, cluster


def whose(line: Line, cluster: Cluster) -> str:
    """Where a cluster is found: its source, and its stack but for what is live, which is called like its source."""
    stack, source = cluster.key[0], line.origin.source
    return source if not stack or stack.startswith("<") else f"{source} · {stack}"


def why_of(line: Line, cluster: Cluster) -> str:
    """The rules that fail or are not decided; of a report on drift, that it drifts."""
    if line.origin.kind == Kind.DRIFT:
        return "what is live is not what is declared"
    return ", ".join(cluster.rules)


def line_of(member: Member) -> Line:
    """The member in a few words."""
    found = () if member.report is None else tuple(clusters_of(member.report, origin_of(member)))
    states = Counter(one.state for one in found)
    beside = () if member.report is None else apart(member.report)
    hidden = 0 if member.report is None else len(member.report.get("suppressed", ()))
    return Line(origin_of(member), states, member.missing, _gap(member), found, beside, hidden)


def _gap(member: Member) -> str:
    if incomplete(member):
        return NOT_ALL_READ
    narrowed = None if member.report is None else member.report.get("narrowed")
    if not narrowed:
        return ""
    return f"only {narrowed['asked']} of {narrowed['of']} rules were asked ({narrowed['selection']})"


def incomplete(member: Member) -> bool:
    """Whether something of it was not read, or not followed."""
    if member.report is None:
        return False
    summary = member.report["summary"]
    return bool(summary.get("incomplete") or summary.get("nothingJudged") or member.report.get("skipped"))
