"""Where the characters of a scalar stand in its file: quotes, escapes, folded lines and indentation lie between them.

Blanks are left out: YAML folds and drops them. What is not blank is what the text holds, in the same order, however the
scalar is written (YAML 1.2.2, chapters 7.3 and 8.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.model.location import Location
from natpin.regex import late_regex

BLANKS = " \t\r\n"
Span = tuple[int, int, int]
"""Line and column, from 1, and how many characters the file has for it."""

_PROPERTIES = late_regex(r"(?:[&!]\S*[ \t]+)*")
_ESCAPED = {"x": 2, "u": 4, "U": 8}
"""How many digits follow."""


def characters(lines: Sequence[str], at: Location) -> Iterator[Span]:
    """Every character of a scalar that is not blank. ``lines`` are those of its file."""
    if not 1 <= at.line <= len(lines):
        return
    first = lines[at.line - 1]
    found = _PROPERTIES.match(first, at.column - 1)
    begin = found.end() if found is not None else at.column - 1
    match first[begin : begin + 1]:
        case '"' | "'" as quote:
            yield from _quoted(lines, at.line, begin + 1, quote)
        case "|" | ">":
            for number in range(at.line + 1, min(at.end_line or len(lines), len(lines)) + 1):
                yield from _bare(lines[number - 1], number, 0, len(lines[number - 1]))
        case _:
            for number in range(at.line, min(at.end_line or at.line, len(lines)) + 1):
                end = (at.end_column or 1) - 1 if number == at.end_line else len(lines[number - 1])
                yield from _bare(lines[number - 1], number, begin if number == at.line else 0, end)


def _bare(line: str, number: int, start: int, end: int) -> Iterator[Span]:
    return ((number, column + 1, 1) for column in range(start, end) if line[column] not in BLANKS)


def _quoted(lines: Sequence[str], number: int, start: int, quote: str) -> Iterator[Span]:
    while number <= len(lines):
        line = lines[number - 1]
        column = start
        while column < len(line):
            width, blank = 1, line[column] in BLANKS
            if line[column] == quote:
                if quote == '"' or line[column + 1 : column + 2] != quote:
                    return
                width = 2
            elif quote == '"' and line[column] == "\\":
                width, blank = _escape(line, column)
            if not blank:
                yield number, column + 1, width
            column += width
        number, start = number + 1, 0


def _escape(line: str, column: int) -> tuple[int, bool]:
    """How long an escape is, and whether it stands for a blank, or for nothing at the end of a line."""
    letter = line[column + 1 : column + 2]
    digits = _ESCAPED.get(letter, 0)
    if not digits:
        return 2, letter in ("", "n", "t", "r", "\r", "\t", " ")
    try:
        return 2 + digits, chr(int(line[column + 2 : column + 2 + digits], 16)) in BLANKS
    except (ValueError, OverflowError):
        return 2 + digits, False
