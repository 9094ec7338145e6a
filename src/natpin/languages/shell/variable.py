"""A variable of a script, and a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from natpin.languages.shell.words import Hole, Pieces, Word
from natpin.model.location import Location
from natpin.model.record import record

if TYPE_CHECKING:
    from tree_sitter import Node

    from natpin.languages.shell.tree import Source


@record
class Function:
    """A function's body and the file it stands in."""

    body: Node
    source: Source
    name: str
    others: tuple[Function, ...] = ()
    """Other definitions of it, where which one holds depends on the way taken."""
    missing: bool = False
    """On some way it is not defined at all."""


@record
class Variable:
    """A variable: one value, or an array. Under a name of a function: the function."""

    pieces: Pieces = ()
    elements: tuple[Word, ...] | None = None
    keys: tuple[str, ...] | None = None
    """Of an associative array, and of one with gaps: one per element."""
    unset: bool = False
    """``unset``: as if it had never been set."""
    function: Function | None = None

    def words(self, at: Location) -> tuple[Word, ...]:
        """The elements of an array; of a value, itself."""
        if self.elements is not None:
            return self.elements
        match self.pieces:
            case (Hole(listed=True),):
                return (Word(self.pieces, at, splits=True),)
        return (Word(self.pieces, at),)
