"""Fixes of several rounds, told of the files as they were before the first: a fix of a later round is of what others made."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from natpin.fixing.edit import Edit, applied, by_file
from natpin.fixing.proposal import Proposal
from natpin.model.location import Location
from natpin.model.record import mutable
from natpin.workspace import Workspace


@mutable
class Patch:
    """What has become of one file: edits of its first bytes, by place, none of which touch."""

    before: bytes
    edits: tuple[Edit, ...] = ()

    @property
    def after(self) -> bytes:
        """The bytes now."""
        return applied(self.before, self.edits)

    def back(self, offset: int) -> int:
        """Where an offset of the bytes now was at first; for what was not there, the place it was written at."""
        moved = 0
        for one in self.edits:
            start = one.start + moved
            if offset < start:
                break
            if offset < start + len(one.new):
                return one.start
            moved += len(one.new) - (one.end - one.start)
        return offset - moved

    def line(self, number: int) -> int:
        """The line of the first bytes that a line of the bytes now was."""
        starts = [0, *(each + 1 for each, byte in enumerate(self.after) if byte == 10)]
        if not 1 <= number <= len(starts):
            return number
        at_first = [0, *(each + 1 for each, byte in enumerate(self.before) if byte == 10)]
        return bisect_right(at_first, self.back(starts[number - 1]))

    def add(self, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        """Takes edits of the bytes now; what they are as edits of the first bytes, with whatever earlier edits they touch."""
        touched: list[Edit] = []
        for one in sorted(edits, key=lambda each: each.start, reverse=True):
            made = self._merged(one)
            touched = [other for other in touched if other in self.edits]
            touched.append(made)
        return tuple(sorted(touched, key=lambda each: each.start))

    def _merged(self, one: Edit) -> Edit:
        now, moved = self.after, 0
        apart: list[Edit] = []
        start, end, first, last = one.start, one.end, None, None
        for other in self.edits:
            there = other.start + moved, other.start + moved + len(other.new)
            moved += len(other.new) - (other.end - other.start)
            if there[1] < one.start or one.end < there[0]:
                apart.append(other)
                continue
            first = other.start if first is None and there[0] <= one.start else first
            last = other.end if there[1] >= one.end else last
            start, end = min(start, there[0]), max(end, there[1])
        new = now[start : one.start] + one.new + now[one.end : end]
        made = Edit(
            one.path,
            self.back(start) if first is None else first,
            self.back(end) if last is None else last,
            new,
        )
        self.edits = tuple(sorted((*apart, made), key=lambda each: (each.start, each.end)))
        return made


def patches(workspace: Workspace, rounds: Sequence[Sequence[Proposal]]) -> dict[str, Patch]:
    """What has become of each file by all rounds."""
    found: dict[str, Patch] = {}
    for made in rounds:
        _add(found, workspace, [edit for one in made for edit in one.edits])
    return found


def at_first(
    workspace: Workspace, rounds: Sequence[Sequence[Proposal]]
) -> Iterator[tuple[Proposal, Location, tuple[Edit, ...]]]:
    """Every fix, the place of its first finding and its edits, of the workspace as it was before the first round."""
    found: dict[str, Patch] = {}
    for made in rounds:
        for one in made:
            alone = {path: Patch(each.before, each.edits) for path, each in found.items()}
            at = one.findings[0].at
            yield one, moved(at, alone), _add(alone, workspace, one.edits)
        _add(found, workspace, [edit for one in made for edit in one.edits])


def moved(at: Location, found: dict[str, Patch]) -> Location:
    """A place of the files now, by the line that it was on at first."""
    patch = found.get(at.path)
    return at if patch is None else Location(at.path, patch.line(at.line), at.column)


def _add(found: dict[str, Patch], workspace: Workspace, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    made: list[Edit] = []
    for path, mine in by_file(edits).items():
        if path not in found:
            data = workspace.read(path)
            if not isinstance(data, bytes):
                continue
            found[path] = Patch(data)
        made += found[path].add(mine)
    return tuple(made)
