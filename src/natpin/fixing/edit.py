"""Edits of bytes, and the text of a file with the places in it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from natpin.model.location import Location
from natpin.model.record import mutable, record
from natpin.regex import late_regex

_NEWLINE = late_regex("\n")


@record
class Edit:
    """The bytes ``start`` to ``end`` (exclusive) of a file become ``new``."""

    path: str
    start: int
    end: int
    new: bytes


@record
class Change:
    """The same in characters of a text, as writers say it. Line ends are ``\\n``."""

    start: int
    end: int
    new: str


@mutable
class Text:
    """The text of a file. Offsets count characters, from the first one after a byte order mark."""

    path: str
    text: str
    mark: int
    """Bytes of the byte order mark."""
    newline: str
    """How lines of this file end."""
    starts: list[int]

    @classmethod
    def of(cls, path: str, data: bytes) -> Text | None:
        """None for bytes that are no UTF-8: what cannot be read back cannot be kept."""
        mark = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        try:
            text = data[mark:].decode("utf-8")
        except UnicodeDecodeError:
            return None
        starts = [0, *(match.end() for match in re.finditer(_NEWLINE.pattern, text))]
        windows = text.count("\r\n") * 2 > len(starts) - 1
        return cls(path, text, mark, "\r\n" if windows else "\n", starts)

    def offset(self, line: int, column: int) -> int | None:
        """Where a place is, None for one that is not in the text."""
        if not 1 <= line <= len(self.starts):
            return None
        offset = self.starts[line - 1] + column - 1
        end = self.starts[line] if line < len(self.starts) else len(self.text) + 1
        return offset if column >= 1 and offset < end else None

    def span(self, at: Location) -> tuple[int, int] | None:
        """The characters that a place names; None for one without an end, or that is not in the text."""
        if at.end_line is None or at.end_column is None:
            return None
        start, end = self.offset(at.line, at.column), self.offset(at.end_line, at.end_column)
        return (start, end) if start is not None and end is not None and start <= end else None

    def edit(self, change: Change) -> Edit:
        """A change as an edit of bytes, its lines ended as the file's are."""
        start = self.mark + len(self.text[: change.start].encode("utf-8", "surrogatepass"))
        end = start + len(self.text[change.start : change.end].encode("utf-8", "surrogatepass"))
        return Edit(self.path, start, end, change.new.replace("\n", self.newline).encode())


def line_start(text: str, offset: int) -> int:
    """Where the line of an offset begins."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line of an offset ends: at its line break, without the carriage return."""
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    return end - 1 if end > offset and text[end - 1] == "\r" else end


def indent_of(text: str, offset: int) -> str:
    """The blanks that the line of an offset begins with."""
    start = line_start(text, offset)
    line = text[start : line_end(text, start)]
    return line[: len(line) - len(line.lstrip(" \t"))]


def applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """A file's bytes after edits of it, none of which overlap."""
    pieces, last = [], 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        pieces += [data[last : edit.start], edit.new]
        last = edit.end
    return b"".join([*pieces, data[last:]])


def overlap(left: Iterable[Edit], right: Iterable[Edit]) -> bool:
    """True when two sets of edits touch the same bytes, or insert at the same place."""
    others = list(right)
    return any(
        one.path == other.path and one.start <= other.end and other.start <= one.end
        for one in left
        for other in others
    )
