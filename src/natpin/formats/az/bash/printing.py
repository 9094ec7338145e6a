"""What a script prints, and what it reads: what a capture takes, standard input."""

from __future__ import annotations

from collections.abc import Callable

from natpin.formats.az.bash.base import PRINTED, STDIN, Base
from natpin.formats.az.worlds import Outcome
from natpin.languages.shell.variable import Variable
from natpin.languages.shell.words import (
    Chunk,
    Hole,
    Piece,
    Pieces,
    joined,
)
from natpin.model.record import replace


class Printing(Base):
    """What is printed, for whom, and what there is to read."""

    def _print(self, pieces: Pieces) -> None:
        """Add to what the innermost capture takes."""
        if not self._capturing or not pieces:
            return
        if self._supposing:
            pieces = tuple(
                replace(piece, assumed=True) if isinstance(piece, Chunk) else piece for piece in pieces
            )
        key = f"{PRINTED}{self._capturing}"
        before = self.scope.variables.get(key)
        whole = pieces if before is None else joined((*before.pieces, *pieces))
        self.scope.variables.set(key, Variable(whole))

    def _printed(self, run: Callable[[], Outcome]) -> tuple[Pieces, Outcome]:
        """What something prints, taken away from what would be captured outside."""
        self._capturing += 1
        key = f"{PRINTED}{self._capturing}"
        self.scope.variables.set(key, Variable())
        try:
            outcome = run()
            found = self.scope.variables.get(key)
        finally:
            self._capturing -= 1
        return (found.pieces if found is not None else ()), outcome

    def _stdin(self, descriptor: str = "") -> Pieces | None:
        """What can be read from standard input, or from another descriptor; None for a terminal."""
        found = self.scope.variables.get(STDIN + descriptor)
        return found.pieces if found is not None else None

    def _fed(self, pieces: Pieces | None, run: Callable[[], Outcome], descriptor: str = "") -> Outcome:
        """Run with something to read."""
        key = STDIN + descriptor
        before = self.scope.variables.get(key)
        self.scope.variables.set(key, None if pieces is None else Variable(pieces))
        try:
            return run()
        finally:
            self.scope.variables.set(key, before)


def trimmed(pieces: Pieces) -> Pieces:
    """What ``$(…)`` gives: without the line ends at the end."""
    kept: list[Piece] = list(pieces)
    while kept and isinstance(kept[-1], Chunk) and not kept[-1].text.strip("\n"):
        kept.pop()
    if kept and isinstance(kept[-1], Chunk):
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip("\n"))
    elif kept and isinstance(kept[-1], Hole) and kept[-1].choices:
        kept[-1] = replace(kept[-1], choices=tuple(each.rstrip("\n") for each in kept[-1].choices))
    return tuple(kept)
