"""Which proposals have to do with each other, and in which order they are tried.

Two proposals are neighbours where they edit the same file, or files of the same stack. Those that are not may be tried in one
lint: whatever goes wrong shows in the stack or the file of the one at fault. This is a guess that saves lints and no more
(a stack may look up what another one declares): what is made was linted as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from natpin.fixing.law import Breach
from natpin.fixing.proposal import Proposal
from natpin.fixing.state import State
from natpin.model.part import Before
from natpin.model.record import mutable


@mutable
class Queue:
    """Neighbours that are still to be tried, in chunks; the last chunk is the next."""

    places: frozenset[str]
    """Ids of stacks and paths of files that they have to do with."""
    chunks: list[tuple[Proposal, ...]]

    def fit(self, made: Sequence[Proposal]) -> bool:
        """Leaves out what touches the bytes of a fix that was made: it has its turn in the next round. False when nothing is
        left."""
        while self.chunks:
            kept = tuple(one for one in self.chunks[-1] if all(one.apart(other) for other in made))
            if kept:
                self.chunks[-1] = kept
                return True
            self.chunks.pop()
        return False

    @property
    def next(self) -> tuple[Proposal, ...]:
        """The proposals to try now."""
        return self.chunks[-1]

    def halve(self) -> bool:
        """Takes the next proposals in two halves instead; False where there is only one."""
        both = self.next
        if len(both) == 1:
            return False
        middle = len(both) // 2
        self.chunks[-1:] = [both[middle:], both[:middle]]
        return True

    def blamed_for(self, breach: Breach) -> bool:
        """True where a breach shows at a place of these proposals."""
        return breach.by in self.next or breach.stack in self.places or breach.path in self.places


def queues(state: State, tried: Iterable[Proposal]) -> list[Queue]:
    """Every proposal, with its neighbours."""
    stacks = _stacks_of_files(state)
    groups: list[tuple[set[str], list[Proposal]]] = []
    for one in tried:
        places = {finding.stack for finding in one.findings}
        for edit in one.edits:
            places |= {edit.path} | stacks.get(edit.path, set())
        near = [group for group in groups if group[0] & places]
        mine = [*(other for _, others in near for other in others), one]
        groups = [group for group in groups if not group[0] & places]
        groups.append((places.union(*(there for there, _ in near)), mine))
    return [Queue(frozenset(places), _chunks(mine)) for places, mine in groups]


def merged(several: Sequence[Queue]) -> Queue:
    """All as one, for a breach of which nobody can tell whose it is: what was tried together is tried in halves."""
    rest = [chunk for queue in several for chunk in queue.chunks[:-1]]
    places = frozenset(place for queue in several for place in queue.places)
    found = Queue(places, [*rest, tuple(one for queue in several for one in queue.next)])
    found.halve()
    return found


def _chunks(tried: Sequence[Proposal]) -> list[tuple[Proposal, ...]]:
    """Chunks of which no two proposals touch the same bytes, the next one last."""
    found: list[tuple[Proposal, ...]] = []
    left = list(tried)
    while left:
        kept: list[Proposal] = []
        for one in left:
            if all(one.apart(other) for other in kept):
                kept.append(one)
        found.append(tuple(kept))
        left = [one for one in left if one not in kept]
    return found[::-1]


def _stacks_of_files(state: State) -> dict[str, set[str]]:
    """By path, the ids of the stacks that declare something in a file, or are made of it."""
    found: dict[str, set[str]] = {}
    for read in state.stacks():
        declared = (
            part.at.path for part in read.parts if not isinstance(part, Before) and part.at is not None
        )
        for path in {read.stack.root, *read.stack.inputs, *declared}:
            found.setdefault(path, set()).add(read.stack.id)
    return found
