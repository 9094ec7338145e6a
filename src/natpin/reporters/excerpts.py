"""One line of a file, with a mark under what is meant: as much of it as there is room for.

A line that names a secret (a password, a token, a key) is not shown: of it stands there what is meant and the name before
that, and the rest is left out. Everywhere and not only in public logs: reports are sent around, and a value file may be
made by the pipeline and be in no repository.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import lru_cache

from natpin.model.location import Location
from natpin.regex import late_regex
from natpin.reporters import neutral

_SECRET = late_regex(
    r"(?i)passw|pwd|secret|token|credential|api.?key|access.?key|account.?key|private.?key|shared.?key|storage.?key"
    r"|connection.?string|conn.?str|\bsas\b|[?&]sig=|bearer|authorization:|BEGIN [A-Z ]*KEY|gh[pousr]_\w{20}|\beyJ[\w-]{20}"
    r"|://[^\s/@]{1,99}:[^\s/@]{1,99}@"
)
_SIGNS = ("passw", "pwd", "secret", "token", "credential", "key", "conn", "sas", "sig=", "bearer", "authorization:", "gh", "eyj", "://")  # fmt: skip
"""One of them stands, in lower case, in each text in which there is one of those: that is seen much sooner."""
_NAME = late_regex(r"""[\w.\-]{1,80}["']?\s*(?:[=:]|\s)\s*["']?$""")
"""The name that stands before a value: ``outbound_type = ``, ``"outboundType": ``, ``--outbound-type ``."""
_MARK = late_regex(r"\S")
_WORD = late_regex(r"[\w.\-/]+")
Sources = Mapping[str, Mapping[int, str]]
"""Lines of files by path and number, as ``Report.sources`` holds them."""
ROOM = 160
"""Columns of an excerpt that no terminal bounds."""
AROUND = 500
"""Characters on either side of what is meant that are looked at: a minified template is one line."""


def excerpt(
    line: str, at: Location, room: int, plain: bool = False, mark: str = "^"
) -> tuple[str, str] | None:
    """The line and its mark, each no wider than ``room`` columns; None where the place is not in the line, or what is meant
    must not be shown. ``plain``: in ASCII alone."""
    begin, end = at.column - 1, _end(line, at)
    if not 0 <= begin < len(line) or end <= begin or _MARK.search(line, begin, end) is None:
        return None
    first, last = max(begin - AROUND, 0), min(end + AROUND, len(line))
    meant = line[begin : min(end, begin + AROUND)]
    before, after = line[first:begin], line[begin + len(meant) : last]
    if _names_secret(meant):
        return None
    if _names_secret(before + meant + after):
        name = _NAME.search(before)
        named = name[0] if name and not _SECRET.search(name[0]) else ""
        before, after = named, ""
    starts, ends = _edges(line)
    hidden_left = starts < begin - len(before)
    hidden_right = ends > begin + len(meant) + len(after)
    before = before if hidden_left else before.lstrip()
    return _fitted(before, meant, after.rstrip(), (hidden_left, hidden_right), room, plain, mark)


@lru_cache(maxsize=64)  # several rules speak of one line
def _names_secret(text: str) -> bool:
    lower = text.lower() if text.isascii() else ""
    return (not lower or any(sign in lower for sign in _SIGNS)) and _SECRET.search(text) is not None


@lru_cache(maxsize=64)  # a minified template is one line, and thousands of findings speak of it
def _edges(line: str) -> tuple[int, int]:
    """Where the first character that is no blank stands, and behind the last one."""
    return len(line) - len(line.lstrip()), len(line.rstrip())


def _fitted(
    before: str, meant: str, after: str, hidden: tuple[bool, bool], room: int, plain: bool, mark: str
) -> tuple[str, str]:
    text, columns = neutral.source(before + meant + after, plain)
    dots = "..." if plain else "…"
    begin, end = columns[len(before)], columns[len(before) + len(meant)]
    left, right = hidden
    if columns[-1] + len(dots) * (left + right) <= room:
        shift = len(dots) if left else 0
        shown = f"{dots if left else ''}{text}{dots if right else ''}"
        return shown, " " * (begin + shift) + mark * max(end - begin, 1)
    wanted = max(min(end - begin, room - 2 * len(dots)), 1)
    left_over = max(room - 2 * len(dots) - wanted, 0)
    lead = min(begin, left_over - min(columns[-1] - end, left_over // 2))
    start = bisect_left(columns, begin - lead)
    left = left or start > 0
    limit = columns[start] + room - (len(dots) if left else 0) - len(dots)
    stop = bisect_right(columns, limit) - 1
    right = right or stop < len(columns) - 1
    whole = before + meant + after
    shown, inner = neutral.source(whole[start:stop], plain)
    shift = len(dots) if left else 0
    first = inner[max(len(before) - start, 0)]
    final = inner[min(len(before) + len(meant) - start, stop - start)]
    shown = f"{dots if left else ''}{shown}{dots if right else ''}"
    return shown, " " * (first + shift) + mark * max(final - first, 1)


def _end(line: str, at: Location) -> int:
    """Where what is meant ends: at the line's end where it goes on, after a word where that is not known."""
    if at.end_line is not None and at.end_line > at.line:
        return len(line.rstrip())
    if at.end_column is not None and at.end_column > at.column:
        return min(at.end_column - 1, len(line))
    word = _WORD.match(line, at.column - 1)
    return word.end() if word else at.column
