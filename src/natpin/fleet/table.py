"""Members as rows, and as counts: what every view of a fleet is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from natpin.fleet.member import Member
from natpin.model.record import mutable, record
from natpin.reporters.rows import Origin, Row, State, rows


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
    incomplete: bool
    """True where something of it was not read, or not followed: its passes are those of what was."""

    @property
    def clusters(self) -> int:
        """How many."""
        return sum(self.states.values())


@mutable
class Totals:
    """Counts over a fleet, taken while its members pass by."""

    clusters: int = 0
    members: int = 0
    missing: int = 0
    incomplete: int = 0

    def add(self, line: Line) -> None:
        """Count one more."""
        self.clusters += line.clusters
        self.members += 1
        self.missing += line.missing is not None
        self.incomplete += line.incomplete


def line_of(member: Member) -> Line:
    """The member in a few words."""
    states: dict[tuple[str, str], State] = {}
    for row in rows_of(member):
        states[row.stack, row.address] = row.state
    return Line(origin_of(member), Counter(states.values()), member.missing, _incomplete(member))


def _incomplete(member: Member) -> bool:
    if member.report is None:
        return False
    summary = member.report["summary"]
    return bool(summary.get("incomplete") or summary.get("nothingJudged") or member.report.get("skipped"))
