"""One cluster of which several reports speak: on what is live, on drift, on the files that declare it. It counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from natpin.model.record import record
from natpin.reporters.rows import DRIFT, Origin, State, rows


@record
class Cluster:
    """A cluster of a report, as it is told from others and found again in other reports."""

    key: tuple[str, str]
    """Its stack and address there."""
    name: str
    names: tuple[str, ...]
    """Azure's id, where it is live; its source, stack and address, where files declare it."""
    state: State
    rules: tuple[str, ...] = ()
    """Ids of the rules that fail, or cannot be decided, for it."""


def clusters_of(report: Mapping[str, Any], origin: Origin) -> Iterator[Cluster]:
    """The clusters of a report's JSON, each once."""
    declared_as = _declared_as(report, origin)
    seen = set()
    for row in rows(report, origin):
        key = row.stack, row.address
        if key not in seen:
            seen.add(key)
            names = tuple(filter(None, (_id(row.address), *declared_as.get(key, ()))))
            yield Cluster(key, row.cluster, names or (_declared(origin, *key),), row.state, row.rules)


def _declared_as(report: Mapping[str, Any], origin: Origin) -> dict[tuple[str, str], tuple[str, ...]]:
    """Of a report of drift, what else its clusters are called: where they are declared."""
    if report["schema"] != DRIFT:
        return {}
    return {
        (one["stack"] or scope["scope"], one["live"] or one["address"]): (
            _declared(origin, one["stack"], one["address"]),
        )
        for scope in report["scopes"]
        for one in scope["clusters"]
        if one["stack"] and one["address"]
    }


def _declared(origin: Origin, stack: str, address: str) -> str:
    return "\0".join((origin.source, stack, address))


def _id(address: str) -> str:
    """The id by which Azure knows a cluster, in one case; empty for an address in files."""
    return address.lower() if address.lower().startswith("/subscriptions/") else ""


class Counted:
    """Clusters that are counted once, in their gravest state, however many reports speak of them."""

    def __init__(self) -> None:
        """None yet."""
        self._known: dict[str, int] = {}
        self._parents: list[int] = []
        self._states: list[State] = []

    def add(self, cluster: Cluster) -> None:
        """One more, or another report's word on one that is there."""
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

    @property
    def states(self) -> Counter[State]:
        """How many clusters are in each state."""
        return Counter(self._states[place] for place, above in enumerate(self._parents) if place == above)

    @property
    def same(self) -> list[int]:
        """For each that was added, the number of its cluster: equal numbers, the same cluster."""
        numbers: dict[int, int] = {}
        return [numbers.setdefault(self._root(place), len(numbers)) for place in range(len(self._parents))]


_GRAVITY: Final = {state: place for place, state in enumerate(State)}
