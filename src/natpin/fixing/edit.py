"""Edits of bytes, and the text of a file with the places in it."""

from __future__ import annotations

import codecs
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


_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


@mutable
class Text:
    """The text of a file. Offsets count characters, from the first one after a byte order mark."""

    path: str
    text: str
    encoding: str
    mark: int
    """Bytes of the byte order mark."""
    newline: str
    """How lines of this file end."""
    starts: list[int]

    @classmethod
    def of(cls, path: str, data: bytes) -> Text | None:
        """UTF-8, or UTF-16 with a byte order mark. None for other bytes: what cannot be read back cannot be kept."""
        found = next((mark for mark in _MARKS if data.startswith(mark)), b"")
        encoding = _MARKS.get(found, "utf-8")
        try:
            text = data[len(found) :].decode(encoding)
        except UnicodeDecodeError:
            return None
        starts = [0, *(match.end() for match in _NEWLINE.finditer(text))]
        windows = text.count("\r\n") * 2 > len(starts) - 1
        return cls(path, text, encoding, len(found), "\r\n" if windows else "\n", starts)

    def offset(self, line: int, column: int) -> int | None:
        """Where a place is, None for one that is not in the text."""
        if not 1 <= line <= len(self.starts):
            return None
        offset = self.starts[line - 1] + column - 1
        end = self.starts[line] if line < len(self.starts) else len(self.text) + 1
        return offset if column >= 1 and offset < end else None

    def span(self, at: Location, roughly: bool = False) -> tuple[int, int] | None:
        """The characters that a place names; None for one without an end, or that is not in the text. ``roughly``: its end
        may lie some columns behind the line's."""
        if at.end_line is None or at.end_column is None:
            return None
        start, end = self.offset(at.line, at.column), self.offset(at.end_line, at.end_column)
        if end is None and roughly and 1 <= at.end_line <= len(self.starts):
            end = line_end(self.text, self.starts[at.end_line - 1])
        return (start, end) if start is not None and end is not None and start <= end else None

    def edit(self, change: Change) -> Edit:
        """A change as an edit of bytes, its lines ended as the file's are."""
        start = self.mark + self._size(0, change.start)
        end = start + self._size(change.start, change.end)
        new = change.new.replace("\r\n", "\n")  # copied from elsewhere in the file
        return Edit(self.path, start, end, new.replace("\n", self.newline).encode(self.encoding))

    def _size(self, start: int, end: int) -> int:
        return len(self.text[start:end].encode(self.encoding))


def line_start(text: str, offset: int) -> int:
    """Where the line of an offset begins."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line of an offset ends: at its line break, without the carriage return."""
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    return end - 1 if end > offset and text[end - 1] == "\r" else end


def line_after(text: str, offset: int) -> int:
    """Where the line after that of an offset begins; the end of the text where there is none."""
    return text.find("\n", offset) + 1 or len(text)


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


def by_file(edits: Iterable[Edit]) -> dict[str, dict[Edit, None]]:
    """Edits by path, each once, in their order."""
    found: dict[str, dict[Edit, None]] = {}
    for edit in edits:
        found.setdefault(edit.path, {})[edit] = None
    return found


def overlap(left: Iterable[Edit], right: Iterable[Edit]) -> bool:
    """True when two sets of edits touch the same bytes, or insert at the same place."""
    others = list(right)
    return any(
        one.path == other.path and one.start <= other.end and other.start <= one.end
        for one in left
        for other in others
    )
