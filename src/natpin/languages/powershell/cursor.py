"""Where a parser of PowerShell stands in its text: blanks, comments, quotes and places.

Sources: about_Parsing, about_Quoting_Rules, about_Special_Characters, about_Line_Editing of the PowerShell
documentation. PowerShell takes typographic dashes and quotes for plain ones.
"""

from __future__ import annotations

import re
from collections.abc import Set

from natpin.languages.lines import LaidOut, Lines
from natpin.model.location import Location

DASHES = "-\u2013\u2014\u2015"
DOUBLE = '"\u201c\u201d\u201e'
SINGLE = "'\u2018\u2019\u201a\u201b"

ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "0": "",
    "a": "",
    "b": "",
    "f": "\f",
    "v": "\v",
    "e": "",
}

_COMMENT = r"#[^\n]*+|<#[^#]*+(?:#(?!>)[^#]*+)*+(?:#>|\Z)"
_BLANKS = re.compile(rf"(?:[ \t\f\v\u00a0\ufeff]++|\r(?=\n)|`\r?\n|{_COMMENT})*+")
_LINES = re.compile(rf"(?:[ \t\f\v\u00a0\ufeff\r\n]++|`\r?\n|{_COMMENT})*+")
_LINES_AND_SEMICOLONS = re.compile(rf"(?:[ \t\f\v\u00a0\ufeff\r\n;]++|`\r?\n|{_COMMENT})*+")
_MAY_BE_BLANK = frozenset(" \t\f\v\u00a0\ufeff\r`#<")
_MAY_BE_LINES = _MAY_BE_BLANK | frozenset("\n;")

MAX_PLACES = 100_000
"""Parts of a script's tree: a second's work, and all the memory that it is worth. The largest script found in public, of
141,000 characters, has 10,000."""


class Broken(Exception):
    """The text here is no PowerShell."""


class Cursor:
    """A place in a text."""

    def __init__(
        self, path: str, text: str, row: int = 0, indent: int = 0, laid: LaidOut | None = None
    ) -> None:
        self.path = path
        self.text = text
        self.position = 0
        self.end = len(text)
        """Where the text, or the here-string that is being read, ends."""
        self.places = 0
        """Places that were asked for: one for each part of the tree."""
        self._endless: dict[str, tuple[int, int]] = {}
        """From where to where no here-string ends, by its quotes."""
        self._lines = Lines(text, path, row, indent, laid)

    def at(self, start: int, end: int | None = None) -> Location:
        """The place between two offsets."""
        end = self.position if end is None else end
        self.places += 1
        return Location.later(self._lines.span, (start, max(end, start)))

    @property
    def here(self) -> str:
        """The character at the cursor; empty at the end."""
        return self.text[self.position] if self.position < self.end else ""

    def ahead(self, count: int = 1) -> str:
        """A character further on."""
        place = self.position + count
        return self.text[place] if place < self.end else ""

    def is_long(self) -> bool:
        """True where more of the text was read than any script has that somebody wrote."""
        return self.places > MAX_PLACES

    def blanks(self) -> None:
        """Pass blanks, continued lines and comments, but no new line."""
        position, text = self.position, self.text
        if position < self.end and text[position] in _MAY_BE_BLANK:
            after = position + 1
            if text[position] == " " and after < self.end and text[after] not in _MAY_BE_BLANK:
                self.position = after  # nearly always
            else:
                self._pass(_BLANKS, _MAY_BE_BLANK)

    def lines(self, *, semicolons: bool = False) -> None:
        """Pass blanks, comments and new lines."""
        self._pass(_LINES_AND_SEMICOLONS if semicolons else _LINES, _MAY_BE_LINES)

    def _pass(self, pattern: re.Pattern[str], first: Set[str]) -> None:
        """Pass what a pattern finds that always finds something, if it is only nothing. ``first``: what it may begin with;
        asked before, as mostly nothing is there to pass."""
        position = self.position
        if position < self.end and self.text[position] in first:
            found = pattern.match(self.text, position, self.end)
            assert found is not None
            self.position = found.end()

    def take(self, text: str) -> bool:
        """Pass a text if it stands here."""
        if self.text.startswith(text, self.position, self.end):
            self.position += len(text)
            return True
        return False

    def expect(self, text: str) -> None:
        """Pass a text that must stand here, or the end of the whole text."""
        if not self.take(text) and self.position < self.end:
            raise Broken(f"expected {text}")

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Pass what a pattern finds here."""
        found = pattern.match(self.text, self.position, self.end)
        if found is not None:
            self.position = found.end()
        return found

    def looks(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What a pattern finds here, without passing it."""
        return pattern.match(self.text, self.position, self.end)
