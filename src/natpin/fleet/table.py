"""Members as rows, and as counts: what every view of a fleet is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from natpin.fleet.member import Kind, Member
from natpin.model.record import record
from natpin.reporters.rows import Origin, Row, State, rows


def origin_of(member: Member) -> Origin:
    """As a row tells whose it is."""
    return Origin(member.source, member.kind.value, member.taken)


def rows_of(member: Member) -> Iterator[Row]:
    """The rows of a member; none for one that is missing."""
    if member.report is not None:
        yield from rows(member.report, origin_of(member))


@record
class Cluster:
    """A cluster of a member, as it is told from others and found again in the reports of other members."""

    names: tuple[str, ...]
    """Azure's id, where it is live; its source, stack and address, where files declare it."""
    state: State


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
    clusters: tuple[Cluster, ...] = ()
    """Its clusters, so that one of which several reports speak is counted once."""


class Totals:
    """Counts over a fleet, taken while its members pass by.

    A cluster counts once, in its gravest state, however many reports speak of it: one on what is live, one on drift, one
    on the files that declare it.
    """

    def __init__(self) -> None:
        self.missing = 0
        """Members that could not be read."""
        self._sources: set[str] = set()
        self._known: dict[str, int] = {}
        self._parents: list[int] = []
        self._states: list[State] = []

    @property
    def sources(self) -> int:
        """How many sources were read."""
        return len(self._sources)

    @property
    def states(self) -> Counter[State]:
        """How many clusters are in each state."""
        return Counter(self._states[place] for place, above in enumerate(self._parents) if place == above)

    def add(self, line: Line) -> None:
        """Count one more member."""
        if line.missing is not None:
            self.missing += 1
            return
        self._sources.add(line.origin.source)
        for cluster in line.clusters:
            self._add(cluster)

    def _add(self, cluster: Cluster) -> None:
        top = len(self._parents)
        self._parents.append(top)
        self._states.append(cluster.state)
        for name in cluster.names:
            other = self._root(self._known.setdefault(name, top))
            self._states[top] = min(self._states[top], self._states[other], key=_GRAVITY.__getitem__)
            self._parents[other] = top

    def _root(self, place: int) -> int:
        while self._parents[place] != place:
            self._parents[place] = place = self._parents[self._parents[place]]
        return place


_GRAVITY: Final = {state: place for place, state in enumerate(State)}


def line_of(member: Member) -> Line:
    """The member in a few words."""
    found = tuple(_clusters(member))
    states = Counter(one.state for one in found)
    return Line(origin_of(member), states, member.missing, incomplete(member), found)


def _clusters(member: Member) -> Iterator[Cluster]:
    declared_as = _declared_as(member)
    seen = set()
    for row in rows_of(member):
        key = row.stack, row.address
        if key not in seen:
            seen.add(key)
            names = (_id(row.address), *declared_as.get(key, ()))
            declared = "\0".join((member.source, row.stack, row.address))
            yield Cluster(tuple(filter(None, names)) or (declared,), row.state)


def _declared_as(member: Member) -> dict[tuple[str, str], tuple[str, ...]]:
    """Of a report of drift, what else its clusters are called: where they are declared."""
    if member.report is None or member.kind is not Kind.DRIFT:
        return {}
    return {
        (one["stack"] or scope["scope"], one["live"] or one["address"]): (
            "\0".join((member.source, one["stack"], one["address"])),
        )
        for scope in member.report["scopes"]
        for one in scope["clusters"]
        if one["stack"] and one["address"]
    }


def _id(address: str) -> str:
    """The id by which Azure knows a cluster, in one case; empty for an address in files."""
    return address.lower() if address.lower().startswith("/subscriptions/") else ""


def incomplete(member: Member) -> bool:
    """Whether something of it was not read, or not followed."""
    if member.report is None:
        return False
    summary = member.report["summary"]
    return bool(summary.get("incomplete") or summary.get("nothingJudged") or member.report.get("skipped"))
