"""What a verdict needs: everything that can be taken away without changing it is taken away.

First each spot is made unknown, many at once where that changes nothing. Then the declarations of which nothing is left
are removed. What remains is enough for the verdict: with all else unknown or gone it is the same, which was tried, not
derived. So no other place can change it, as far as natpin's conditions are sound (an unknown is never a pass).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from natpin.model.doubt import Doubt, Reach
from natpin.model.location import NOWHERE
from natpin.model.part import Part
from natpin.model.record import record
from natpin.model.resource import AGENT_POOL, LOCK, ROUTE, SUBNET, Link, Resource
from natpin.model.value import Node, Reference, Unknown, Value
from natpin.pipeline.evidence.hiding import Missing, Spot, Spots, hidden, listening

T = TypeVar("T")

Judge = Callable[[Sequence[Part]], Hashable]
"""What is to stay the same: a verdict, and which clusters it concerns. None when there is none."""

MOST_TRIALS = 3_000
MOST_PARTS = 400_000
"""Parts judged over all trials: a stack of thousands is not judged thousands of times."""

NO_OTHERS = (AGENT_POOL, SUBNET, ROUTE, LOCK)
"""Types of which it may matter that no more are declared than one sees."""


@record
class Needed:
    """What a verdict rests on."""

    spots: tuple[Spot, ...]
    declared: tuple[int, ...]
    """Parts whose existence counts, though nothing of what they say may."""
    none_other: tuple[str, ...]
    """Types of which no further resources may exist."""
    exact: bool
    """False when trying ended early."""


class Search:
    """One verdict of one stack."""

    def __init__(self, parts: Sequence[Part], judge: Judge) -> None:
        missing: Missing = {}
        self.parts = parts
        self.judge = judge
        self.wanted = judge(listening(parts, missing))
        self._spots = Spots(parts, missing)
        self._hidden: list[Spot] = []
        self._gone: set[int] = set()
        self._open: tuple[str, ...] = ()
        self._left = min(MOST_TRIALS, MOST_PARTS // max(1, len(parts)))
        self.cut_short = False

    def needed(self, near: Sequence[int]) -> Needed:
        """The places that are enough. ``near`` are the parts to look at last: what is likely to matter."""
        close = set(near)
        far = [number for number in range(len(self.parts)) if number not in close]
        aside = self._put_aside(far)
        found = self._needed([near] if aside else [far, near], far if aside else ())
        if aside:
            # judged without them so far, for speed: what may be there must not matter either
            self._gone -= set(far)
            if not self._holds():
                self._hidden, self._gone, self._open = [], set(), ()
                found = self._needed([far, near], ())
        return found

    def _put_aside(self, far: Sequence[int]) -> bool:
        """Takes all that is far out of the judging, where that changes nothing, and is worth it."""
        spots = [spot for number in far for spot in self._spots.of(number)]
        gone = {number for number in far if isinstance(self.parts[number], Resource | Link)}
        if len(gone) < len(self.parts) // 2 or not (self._holds(spots=spots) and self._holds(gone=gone)):
            return False
        self._hidden.extend(spots)
        self._gone |= gone
        return True

    def _needed(self, groups: Sequence[Sequence[int]], aside: Sequence[int]) -> Needed:
        kept: list[Spot] = []
        for numbers in groups:
            top = [self._spots.of(number) for number in numbers]
            kept += self._hide([spot for spots in top for spot in spots])
        others = self._least(
            list(NO_OTHERS), lambda types: self._holds(open_=(*self._open, *types)), self._opened
        )
        named = {*(spot.part for spot in kept), *aside}
        rest = [
            number
            for number, part in enumerate(self.parts)
            if number not in named and isinstance(part, Resource | Link)
        ]
        declared = self._least(
            rest, lambda numbers: self._holds(gone=self._gone | set(numbers)), lambda n: self._gone.update(n)
        )
        return Needed(tuple(kept), tuple(declared), tuple(others), not self.cut_short)

    def _opened(self, types: Sequence[str]) -> None:
        self._open = (*self._open, *types)

    def _hide(self, spots: Sequence[Spot]) -> list[Spot]:
        """Hides what can be hidden; what cannot, and what holds something that cannot."""
        kept: list[Spot] = []
        stuck = self._least(
            list(spots),
            lambda some: self._holds(spots=(*self._hidden, *some)),
            lambda some: self._hidden.extend(some),
        )
        for spot in stuck:
            inner = self._spots.inside(spot)
            below = self._hide(inner) if inner else []
            kept += [spot, *below]
        return kept

    def _least(
        self, things: list[T], holds: Callable[[Sequence[T]], bool], take: Callable[[Sequence[T]], None]
    ) -> list[T]:
        """The things that cannot be taken away; the others are."""
        if not things:
            return []
        if self._left <= 0:
            self.cut_short = True
            return things
        if holds(things):
            take(things)
            return []
        if len(things) == 1:
            return things
        half = len(things) // 2
        return self._least(things[:half], holds, take) + self._least(things[half:], holds, take)

    def _holds(
        self,
        spots: Sequence[Spot] | None = None,
        gone: Iterable[int] | None = None,
        open_: tuple[str, ...] | None = None,
    ) -> bool:
        self._left -= 1
        return self.judge(self.remaining(spots, gone, open_)) == self.wanted

    def remaining(
        self,
        spots: Sequence[Spot] | None = None,
        gone: Iterable[int] | None = None,
        open_: tuple[str, ...] | None = None,
    ) -> list[Part]:
        """The stack with everything unknown or gone that was found not to be needed."""
        left = hidden(
            self.parts,
            self._hidden if spots is None else spots,
            self._gone if gone is None else set(gone),
        )
        return [*left, *(_others(type_) for type_ in (self._open if open_ is None else open_))]


def _others(type_: str) -> Doubt:
    """There may be further resources of a type."""
    return Doubt(f"hidden {type_}", NOWHERE, None, Reach(types=(type_,), adds=True, alters=False))


def near(parts: Sequence[Part], addresses: Iterable[str]) -> list[int]:
    """The parts that references join to some addresses, the nearest last."""
    joined: dict[str, set[int]] = {}
    mentioned: list[set[str]] = []
    for number, part in enumerate(parts):
        names = set(_mentions(part))
        mentioned.append(names)
        for name in names:
            joined.setdefault(name, set()).add(number)
    found: dict[int, None] = {}
    pending = [address.split("#")[0] for address in addresses]
    seen = set(pending)
    while pending:
        for number in sorted(joined.get(pending.pop(0), ())):
            if number not in found:
                found[number] = None
                fresh = mentioned[number] - seen
                seen |= fresh
                pending += sorted(fresh)
    return [*reversed(found)]


def _mentions(part: Part) -> Iterable[str]:
    if isinstance(part, Link):
        yield part.address
        yield from _targets([part.source, part.target])
    elif isinstance(part, Resource):
        yield part.address
        yield from _targets([*part.properties.values(), part.parent])


def _targets(nodes: Iterable[Node | None]) -> Iterable[str]:
    pending = list(nodes)
    while pending:
        match pending.pop():
            case Reference(target=target):
                yield target
            case Unknown(parts=pieces):
                pending += [piece for piece in pieces if isinstance(piece, Reference | Unknown)]
            case Value(data=dict() as data):
                pending += data.values()
            case Value(data=tuple() as data):
                pending += data
