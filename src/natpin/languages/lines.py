"""Where the characters of a text stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TypeAlias

from natpin.model.location import Location

LaidOut: TypeAlias = "Callable[[int, int, int, int], Location | None]"
"""Where a span of a text stands in its file, by the rows and columns, from 0, of its beginning and its end; None where that
cannot be told. For a text that its file has in other words: quoted, folded, with expressions."""


class Lines:
    """The lines of a text that was read from ``path``, counted when the first place is asked for.

    ``row`` and ``indent``: how many lines of the file lie before the text, and how many columns before each of its lines.
    """

    def __init__(
        self, text: str, path: str, row: int = 0, indent: int = 0, laid: LaidOut | None = None
    ) -> None:
        self._text = text
        self._path = path
        self._row = row
        self._indent = indent
        self._laid = laid
        self._breaks: Sequence[int] | None = None

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        breaks = self._breaks
        if breaks is None:
            from array import array  # when the first place is asked for

            found = (each.start() for each in re.finditer("\n", self._text))
            breaks = self._breaks = array("Q", found)  # a file of a million lines: 8 bytes for each, not 36
        line = bisect_left(breaks, offset)
        return self._row + line + 1, offset - (breaks[line - 1] if line else -1) + self._indent

    def span(self, offsets: tuple[int, int]) -> Location:
        """From one offset to before another."""
        start, end = offsets
        if self._laid is not None:
            (line, column), (last, end_column) = self.place(start), self.place(end)
            before, left = self._row + 1, self._indent + 1
            found = self._laid(line - before, column - left, last - before, end_column - left)
            if found is not None:
                return found
        return Location(self._path, *self.place(start), *self.place(end))
