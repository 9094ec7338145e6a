"""What a report says of each cluster's ways out, and what differs between two reports."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from natpin.model.record import field, record
from natpin.reporters.rows import Origin, Row, rows

Key = tuple[str, str, str]
"""Source, stack and address of a cluster."""
Network = IPv4Network | IPv6Network


@record
class Way:
    """One way out of a pool."""

    pool: str
    role: str
    exit: str
    gateway: str
    ips: tuple[str, ...]
    why: str = field(default="", compare=False)
    """Why the exit or its IPs are not known. A reason that is told otherwise changes nothing of the way."""

    @property
    def told(self) -> str:
        """``NAT gateway egress, 20.1.2.0/28``; ``unknown: no variable file gives the subnet``."""
        words = [" ".join(filter(None, (self.exit.replace("-", " "), self.gateway)))]
        return ", ".join((*words, *self.ips)) + (f": {self.why}" if self.why else "")


@record
class ClusterState:
    """A cluster at one moment."""

    name: str
    ways: tuple[Way, ...]

    @property
    def ips(self) -> frozenset[str]:
        """All that its traffic may leave from."""
        return frozenset(ip for way in self.ways for ip in way.ips)


@record
class Moment:
    """Where a state was seen first."""

    id: str
    """A commit's id, or a file's name."""
    date: str
    """``2026-11-29``; empty where nobody says."""
    author: str = ""
    subject: str = ""
    pull_request: str = ""
    """Its number; empty where the commit does not name one."""


@record
class Event:
    """What a moment changed of one cluster."""

    at: Moment
    source: str
    stack: str
    cluster: str
    what: str
    """``appears``, ``goes``, ``changes``, ``moves from infra``, ``is read for the first time``, in words."""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    """Its ways out in words, those alone that differ."""
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    """IPs."""


States = Mapping[Key, ClusterState]


def states(document: Mapping[str, Any], source: str = "") -> dict[Key, ClusterState]:
    """The clusters of a report's JSON."""
    found: dict[Key, list[Row]] = {}
    for row in rows(document, Origin(source)):
        found.setdefault((source, row.stack, row.address), []).append(row)
    return {
        key: ClusterState(own[0].cluster, tuple(_way(row) for row in own if row.exit))
        for key, own in found.items()
    }


def _way(row: Row) -> Way:
    return Way(row.pool, row.role, row.exit, row.gateway, tuple(sorted(row.ips)), row.why)


def events(before: States, after: States, at: Moment, read: Container[str] | None = None) -> Iterator[Event]:
    """What differs, cluster by cluster. One that only lies elsewhere now, its root renamed, moves. ``read``: the sources that
    were read before, where not all were: of another one nobody knows whether its clusters are new."""
    moved = dict(moves(before, after))
    for key in sorted({*before, *after} - {*moved.values()}):
        old, new = before.get(key), after.get(moved.get(key, key))
        if old == new and key not in moved:
            continue
        known = new or old
        assert known is not None
        source, stack, _ = moved.get(key, key)
        was, is_ = (frozenset() if one is None else one.ips for one in (old, new))
        yield Event(
            at,
            source,
            stack,
            known.name,
            _what(old, new, key[1] if key in moved else "", read is None or source in read),
            _told(old, new),
            _told(new, old),
            tuple(sorted(is_ - was)),
            tuple(sorted(was - is_)),
        )


MOST_ALIKE = 64
"""Clusters that leave alike, of which the likeliest is chosen; of more, only those of one address are told apart."""


def moves(before: States, after: States) -> Iterator[tuple[Key, Key]]:
    """Clusters that are gone, each with an equal one that is new: the one whose root is called most like its own."""
    new: dict[ClusterState, list[Key]] = {}
    for key in sorted(after.keys() - before.keys()):
        new.setdefault(after[key], []).append(key)
    gone: dict[ClusterState, list[Key]] = {}
    for key in sorted(before.keys() - after.keys()):
        gone.setdefault(before[key], []).append(key)
    for state, old in gone.items():
        found = new.get(state, [])
        if len(old) * len(found) > MOST_ALIKE**2:
            yield from _first(old, found)
            continue
        every = ((_alike(one, other), one, other) for one in old for other in found)
        pairs = sorted(sorted(every, key=lambda pair: pair[1:]), key=lambda pair: pair[0], reverse=True)
        taken: set[tuple[int, Key]] = set()
        for _, one, other in pairs:
            if (0, one) not in taken and (1, other) not in taken:
                taken |= {(0, one), (1, other)}
                yield one, other


def _first(old: list[Key], new: list[Key]) -> Iterator[tuple[Key, Key]]:
    """Pairs of one source and address, each once."""
    left: dict[tuple[str, str], list[Key]] = {}
    for key in reversed(new):
        left.setdefault((key[0], key[2]), []).append(key)
    for key in old:
        if left.get((key[0], key[2])):
            yield key, left[key[0], key[2]].pop()


def _alike(one: Key, other: Key) -> tuple[bool, bool, float]:
    """How alike two clusters are called: by source, by address, and by the names of their stacks."""
    from difflib import SequenceMatcher

    return one[0] == other[0], one[2] == other[2], SequenceMatcher(None, one[1], other[1]).ratio()


def _what(old: ClusterState | None, new: ClusterState | None, former: str, read: bool) -> str:
    if old is None:
        return "appears" if read else "is read for the first time"
    if new is None:
        return "goes"
    if former:
        return f"moves from {former}"
    return f"changes, and was called {old.name}" if old.name != new.name else "changes"


def _told(one: ClusterState | None, other: ClusterState | None) -> tuple[str, ...]:
    """Ways out of one that the other has not."""
    if one is None:
        return ()
    others = () if other is None else other.ways
    return tuple(
        f"{'pods of ' if way.role == 'pod' else ''}pool {way.pool}: {way.told}"
        for way in one.ways
        if way not in others
    )


def concerns(event: Event, wanted: Network) -> bool:
    """Whether an address, or a range that overlaps it, comes or goes."""
    for text in (*event.gained, *event.lost):
        try:
            own = ip_network(text, strict=False)
        except ValueError:
            continue
        if own.version == wanted.version and own.overlaps(wanted):
            return True
    return False
