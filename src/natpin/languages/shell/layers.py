"""Dictionaries that can be forked where a script may go two ways, and joined again where the ways meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Generic, TypeVar, cast

Entry = TypeVar("Entry")

_MISSING: Final = object()
"""What stood under a key before it was first written since a fork: nothing."""


class Layers(Generic[Entry]):
    """A dictionary with undo: a fork costs nothing, a look into it what a dictionary's does, and to take a way back or to
    join several what was changed since. None means deleted.
    """

    def __init__(self) -> None:
        self._now: dict[str, Entry | None] = {}
        """All that holds now, in the order in which it first came."""
        self._newest: dict[str, object] | None = {}
        self._undo: list[dict[str, object] | None] = [self._newest]
        """For each fork, and for the beginning: what stood under a key that was written since; None where nothing was."""
        self._indices: dict[str, dict[str, None]] = {}
        """The keys that begin so, for what is looked for again and again."""
        self.get: Final = self._now.get
        """What stands under a key."""
        self.watched = 0
        """Above zero while somebody asks for the version."""
        self.version = 0
        """Grows when an entry is set to something else, while that is watched."""

    def set(self, key: str, entry: Entry | None) -> None:
        """Write it, until it is taken back."""
        if self.watched:
            before = self.get(key)
            if before is not entry and before != entry:
                self.version += 1
        newest = self._newest
        if newest is None or key not in newest:
            self._write_first(key)
        self._now[key] = entry

    def note(self, key: str, entry: Entry | None) -> None:
        """Write what is no change that anything waits for: the version stays."""
        newest = self._newest
        if newest is None or key not in newest:
            self._write_first(key)
        self._now[key] = entry

    def _write_first(self, key: str) -> None:
        """Keep what stands under a key that is written for the first time since the last fork."""
        newest = self._newest
        if newest is None:
            newest = self._newest = self._undo[-1] = {}
        before = newest[key] = self._now.get(key, _MISSING)
        if before is _MISSING and self._indices:
            for prefix, keys in self._indices.items():
                if key.startswith(prefix):
                    keys[key] = None

    @property
    def changed(self) -> bool:
        """True when something was written since the last fork."""
        return bool(self._newest)

    def fork(self) -> None:
        """From here on, changes can be taken back."""
        self._newest = None
        self._undo.append(None)

    def take_back(self) -> dict[str, Entry | None]:
        """Undo to the last fork, and give what was undone."""
        undone = self._undo.pop()
        self._newest = self._undo[-1]
        changes: dict[str, Entry | None] = {}
        if undone is None:
            return changes
        now = self._now
        for key, before in undone.items():
            if before is _MISSING:
                changes[key] = now.pop(key)
                for keys in self._indices.values():
                    keys.pop(key, None)
            else:
                changes[key] = now[key]
                now[key] = cast("Entry | None", before)
        return changes

    def keep(self, changes: dict[str, Entry | None]) -> None:
        """Make changes that were taken back after all."""
        for key, entry in changes.items():
            self.note(key, entry)

    def join(
        self,
        ways: list[dict[str, Entry | None]],
        choose: Callable[[str, list[Entry | None]], Entry | None],
    ) -> None:
        """Meet again after a fork: ``choose`` says what stands under a key that the ways left different."""
        get = self.get
        every: dict[str, Entry | None] = {}
        for way in ways:
            every.update(way)
        for key in every:
            before = get(key)
            outcomes = [way.get(key, before) for way in ways]
            first = outcomes[0]
            for outcome in outcomes:
                if outcome is not first:
                    self.set(key, choose(key, outcomes))
                    break
            else:
                self.set(key, first)

    def beginning(self, prefix: str) -> Iterator[tuple[str, Entry]]:
        """What there is under keys that begin so, in the order it first came."""
        if prefix not in self._indices:
            self._indices[prefix] = {key: None for key in self._now if key.startswith(prefix)}
        for key in tuple(self._indices[prefix]):
            entry = self.get(key)
            if entry is not None:
                yield key, entry

    @property
    def size(self) -> int:
        """At least as many keys as there are."""
        return sum(len(undone) for undone in self._undo if undone)

    def items(self) -> Iterator[tuple[str, Entry]]:
        """What there is, in the order it first came."""
        for key in tuple(self._now):
            entry = self.get(key)
            if entry is not None:
                yield key, entry
