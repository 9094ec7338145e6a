"""Clusters of files that can no longer be read: nobody knows that they have gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from natpin.history.states import ClusterState, Event, Key, Moment, States, moves

Unread = Mapping[tuple[str, str, str], str]
"""What a look could not read: by its path, the reason and the stack that misses it (empty: it may be any), what is told of it."""


def unread_of(document: Mapping[str, Any]) -> Unread:
    """What a report's JSON says that it could not read; nothing where reports of its kind do not say."""
    return {
        (one["path"], one["reason"], one.get("stack") or ""): f"{one['path']} {one['reason']}"
        for one in document["skipped"]
        if isinstance(one, dict) and "path" in one
    }


class Kept:
    """The clusters of one source, look by look. One that is missing since a file could not be read any more stays as it was,
    until each such file is read again, or is gone."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.states: dict[Key, ClusterState] = {}
        self._unread: Unread = {}
        self._waiting: dict[Key, frozenset[str]] = {}
        """The paths of which each cluster that stays is waiting for."""

    def look(self, found: States, unread: Unread) -> dict[Key, str]:
        """Take what a look found. The clusters that stay from now on, each with what could not be read."""
        fresh = {key: told for key, told in unread.items() if key not in self._unread}
        still = {path for path, _, _ in unread}
        waiting: dict[Key, frozenset[str]] = {}
        since: dict[Key, str] = {}
        moved = dict(moves(self.states, found)) if fresh else {}
        for key in self.states.keys() - found.keys() - moved.keys():
            if key in self._waiting:
                left = self._waiting[key] & still
            else:
                own = {path: told for (path, _, stack), told in fresh.items() if stack in ("", key[1])}
                left = frozenset(own)
                since |= {key: own[min(own)]} if own else {}
            if left:
                waiting[key] = left
        self.states = {**{key: self.states[key] for key in waiting}, **found}
        self._unread, self._waiting = unread, waiting
        return since


def unread_events(since: Mapping[Key, str], states: States, at: Moment) -> Iterator[Event]:
    """That clusters could not be read any more. ``since``: as ``Kept.look`` gives it."""
    for key in sorted(since):
        source, stack, _ = key
        yield Event(at, source, stack, states[key].name, f"could not be read any more: {since[key]}")
