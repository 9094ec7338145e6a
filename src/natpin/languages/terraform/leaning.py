"""What the values of a stack lean on: which of its open choices they were worked out with.

A stack is evaluated once more for each answer to its questions. A value for which a choice was never looked up is the same
whatever its answer, and so is whatever was worked out of such values alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from natpin.model.record import field, mutable

Place = tuple[int, object]
"""A memory in which a value is kept, by identity, and its key there. Memories live as long as what is evaluated does."""

ANEW = "*"
"""Leaned on by what is to be worked out each time: it was itself asked for meanwhile, so that nobody can tell what it leans
on, or working it out has effects of its own."""


@mutable
class Leaning:
    """Notes of one evaluation, the roots that join it included."""

    _open: list[set[str]] = field(default_factory=lambda: [set()])
    """What is being worked out, outermost first: the choices looked up for it so far."""
    _known: dict[Place, frozenset[str]] = field(default_factory=dict)
    _under_way: set[Place] = field(default_factory=set)

    def on(self, choice: str) -> None:
        """An open choice is looked up."""
        self._open[-1].add(choice)

    def on_effects(self) -> None:
        """Working it out does more than to give a value: it is to be worked out each time."""
        self.on(ANEW)

    def again(self, memory: object, key: object) -> None:
        """What was worked out before is taken from where it is kept."""
        kept = id(memory), key
        if kept in self._under_way:
            self.on(ANEW)
        elif leans := self._known.get(kept):
            self._open[-1].update(leans)

    @contextmanager
    def working_out(self, memory: object, key: object) -> Iterator[None]:
        """While that is worked out which will be kept there."""
        kept = id(memory), key
        self._under_way.add(kept)
        self._open.append(set())
        try:
            yield
        finally:
            found = self._open.pop()
            self._open[-1].update(found)
            self._known[kept] = frozenset(found)
            self._under_way.discard(kept)

    @contextmanager
    def listing(self) -> Iterator[set[str]]:
        """The choices that are looked up meanwhile, or for what is taken from a memory."""
        found: set[str] = set()
        self._open.append(found)
        try:
            yield found
        finally:
            self._open.pop()
            self._open[-1].update(found)
