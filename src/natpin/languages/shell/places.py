"""Where the parts of a script stand in its file, looked for when somebody asks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from natpin.languages.lines import Lines


class Places(Lines):
    """Places in a text whose bytes are its characters. ``added``: by row, the columns at which something was put in that its
    file does not have. They are few facts and no tree, as whatever keeps a place keeps these."""

    def __init__(self, text: str, path: str, row: int, indent: int, added: Mapping[int, list[int]]) -> None:
        super().__init__(text, path, row, indent)
        self._added = added

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, in the file."""
        line, column = super().place(offset)
        added = self._added.get(line - self._row - 1) if self._added else None
        return line, column if added is None else column - bisect_left(added, column - self._indent - 1)
