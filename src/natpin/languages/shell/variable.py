"""A variable of a script."""

from __future__ import annotations

from natpin.languages.shell.words import Pieces, Word
from natpin.model.record import record


@record
class Variable:
    """A variable: one value, or an array."""

    pieces: Pieces = ()
    elements: tuple[Word, ...] | None = None
    keys: tuple[str, ...] | None = None
    """Of an associative array, one per element."""
    unset: bool = False
    """``unset``: as if it had never been set."""
