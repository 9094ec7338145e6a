"""Dictionaries that can be forked where a script may go two ways, and joined again where the ways meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Layers(Generic[Entry]):
    """A dictionary with undo: a fork costs nothing, and a join only what was changed since. None means deleted."""

    def __init__(self, *, versioned: bool = True) -> None:
        self._versioned = versioned
        self._layers: list[dict[str, Entry | None]] = [{}]
        self.version = 0
        """Grows when an entry changes."""

    def get(self, key: str) -> Entry | None:
        """What stands under a key in the newest layer that has it."""
        for layer in reversed(self._layers):
            if key in layer:
                return layer[key]
        return None

    def set(self, key: str, entry: Entry | None) -> None:
        """Write into the newest layer."""
        if self._versioned:
            before = self.get(key)
            if before is not entry and before != entry:
                self.version += 1
        self._layers[-1][key] = entry

    def note(self, key: str, entry: Entry | None) -> None:
        """Write what is no change that anything waits for: the version stays."""
        self._layers[-1][key] = entry

    @property
    def changed(self) -> bool:
        """True when something was written since the last fork."""
        return bool(self._layers[-1])

    def fork(self) -> None:
        """From here on, changes can be taken back."""
        self._layers.append({})

    def take_back(self) -> dict[str, Entry | None]:
        """Undo to the last fork, and give what was undone."""
        return self._layers.pop()

    def keep(self, changes: dict[str, Entry | None]) -> None:
        """Make changes that were taken back after all."""
        self._layers[-1].update(changes)

    def join(
        self,
        ways: list[dict[str, Entry | None]],
        choose: Callable[[str, list[Entry | None]], Entry | None],
    ) -> None:
        """Meet again after a fork: ``choose`` says what stands under a key that the ways left different."""
        for key in dict.fromkeys(key for way in ways for key in way):
            before = self.get(key)
            outcomes = [way.get(key, before) if key in way else before for way in ways]
            if all(outcome is outcomes[0] for outcome in outcomes):
                self.set(key, outcomes[0])
            else:
                self.set(key, choose(key, outcomes))

    def beginning(self, prefix: str) -> Iterator[tuple[str, Entry]]:
        """What there is under keys that begin so, in the order it first came."""
        for key in dict.fromkeys(key for layer in self._layers for key in layer if key.startswith(prefix)):
            entry = self.get(key)
            if entry is not None:
                yield key, entry

    @property
    def size(self) -> int:
        """At least as many keys as there are, and as are looked at for those that begin in some way."""
        return sum(map(len, self._layers))

    def items(self) -> Iterator[tuple[str, Entry]]:
        """What there is, in the order it first came."""
        for key in dict.fromkeys(key for layer in self._layers for key in layer):
            entry = self.get(key)
            if entry is not None:
                yield key, entry
