"""The text of one file, and where its offsets are."""

from __future__ import annotations

import codecs
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Any, TypeVar, cast

from natpin.model.location import Location
from natpin.model.record import field, mutable
from natpin.regex import late_regex

T = TypeVar("T")

_NEWLINE = late_regex("\n")


class HclError(Exception):
    """Text that is not HCL. ``offset`` is where reading stopped; callers turn it into ``Skipped``."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


def decode(data: bytes) -> tuple[str, str | None]:
    """A file's text, and what was wrong with its encoding (None when nothing was).

    UTF-8 with or without a byte-order mark; UTF-16 with one, as PowerShell writes it.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
        return text, "is not valid UTF-16; what could not be decoded was replaced" if "�" in text else None
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte {error.start}); what could not be decoded was replaced"
        return data.decode("utf-8-sig", errors="replace"), problem


@mutable
class Source:
    """A file's text. Line numbers are worked out when first asked for."""

    path: str
    text: str
    templates: dict[int, int] = field(default_factory=dict, repr=False)
    """Of a JSON file: where texts begin, at their quotes, in which escapes were put in place, and how long they are."""
    _line_starts: list[int] = field(default_factory=list, repr=False)
    _locations: dict[tuple[int, int | None], Location] = field(default_factory=dict, repr=False)
    """Those that were asked for: a stack is evaluated again for each answer to its questions."""
    _markers: dict[str, list[int]] | None = field(default=None, repr=False)
    _made: dict[tuple[int, int], Any] = field(default_factory=dict, repr=False)

    def location(self, start: int, end: int | None = None) -> Location:
        """The span of two offsets. ``end`` is exclusive."""
        found = self._locations.get((start, end))
        if found is None:
            found = self._locations[start, end] = Location.later(self._span, (start, end))
        return found

    def _span(self, offsets: tuple[int, int | None]) -> Location:
        start, end = offsets
        last = () if end is None else self.position(end)
        return Location(self.path, *self.position(start), *last)

    def made(self, parse: Callable[[Source, int, int], T], start: int, end: int) -> T:
        """What a parser makes of a part of the text. Made once: a file may stand in two workspaces."""
        if (start, end) not in self._made:
            self._made[start, end] = parse(self, start, end)
        return cast("T", self._made[start, end])

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1, the column in characters."""
        starts = self._line_starts
        if not starts:
            starts.append(0)
            starts.extend(match.end() for match in _NEWLINE.finditer(self.text))
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def rewritten(self, text: str, templates: dict[int, int]) -> Source:
        """The same file with a text as long, whose lines are where they were."""
        self.position(0)
        return Source(self.path, text, templates, self._line_starts)

    def heredoc_end(self, marker: str, start: int) -> tuple[int, int] | None:
        """Where the line that closes a heredoc begins and where its marker ends; None when nothing closes it.

        The lines are indexed once: a file of nothing but opened heredocs costs no more than any other.
        """
        if self._markers is None:
            self._markers = {}
            offset = 0
            for line in self.text.split("\n"):
                word = line.strip()
                if word and len(word) < 100 and word.replace("-", "_").isidentifier():
                    self._markers.setdefault(word, []).append(offset)
                offset += len(line) + 1
        starts = self._markers.get(marker, [])
        index = bisect_left(starts, start)
        if index == len(starts):
            return None
        begin = starts[index]
        return begin, self.text.index(marker, begin) + len(marker)
