"""Path patterns as in .gitignore, all of it: anchors, ``*``, ``**``, ``?``, classes, escapes, folders alone, and ``!``.

Source: gitignore(5), "PATTERN FORMAT". Patterns are a stranger's: matching is never slower than quadratic.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from natpin.model.record import record

ANY, STAR = "?", "*"


@record
class _Class:
    """``[a-z]``; ``[!a]`` with ``negated``."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool

    def holds(self, character: str) -> bool:
        return any(low <= character <= high for low, high in self.ranges) is not self.negated


@record
class _Literal:
    character: str


_Token = _Class | _Literal | str


@record
class _Pattern:
    """A pattern, read."""

    segments: tuple[tuple[_Token, ...] | None, ...]
    """None for ``**``."""
    anchored: bool
    folders_only: bool
    negated: bool


def problem(pattern: str) -> str | None:
    """Why a pattern cannot be used; None for one that can."""
    if not pattern.strip("/!").strip("."):
        return "it names nothing"
    try:
        _read(pattern)
    except ValueError as error:
        return str(error)
    return None


def matches(pattern: str, path: str) -> bool:
    """True when a workspace-relative path, or a folder above it, matches. ``path`` may be a folder's."""
    return excluded((pattern,), path, is_folder=True)


def excluded(patterns: Sequence[str], path: str, is_folder: bool = False) -> bool:
    """Whether the patterns, the last that fits deciding, leave out a path. As for git, nothing in a folder that is left
    out can be taken back in."""
    given = path.split("/")
    wanted = [_read(pattern) for pattern in patterns]
    for depth in range(1, len(given) + 1):
        out = False
        for pattern in wanted:
            if pattern.folders_only and depth == len(given) and not is_folder:
                continue
            if pattern.negated is out and _fits(pattern, given[:depth]):
                out = not pattern.negated
        if out:
            return True
    return False


@lru_cache(maxsize=512)
def _read(pattern: str) -> _Pattern:
    """Raises ValueError for a class that does not end."""
    negated = pattern.startswith("!")
    written = pattern[1:] if negated else pattern
    body = written.rstrip("/")
    parts = [part for part in body.split("/") if part not in ("", ".")]
    segments = tuple(None if part == "**" else tuple(_tokens(part)) for part in parts)
    return _Pattern(segments, "/" in body, written.endswith("/"), negated)


def _tokens(part: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(part):
        character = part[at]
        if character == "\\" and at + 1 < len(part):
            found.append(_Literal(part[at + 1]))
            at += 2
        elif character == "[":
            made, at = _class(part, at + 1)
            found.append(made)
        else:
            found.append(character if character in (ANY, STAR) else _Literal(character))
            at += 1
    return found


def _class(part: str, at: int) -> tuple[_Class, int]:
    negated = part[at : at + 1] in ("!", "^")
    at += negated
    first = at
    ranges: list[tuple[str, str]] = []
    while at < len(part) and (part[at] != "]" or at == first):
        low, at = _one(part, at)
        high = low
        if part[at : at + 1] == "-" and part[at + 1 : at + 2] not in ("", "]"):
            high, at = _one(part, at + 1)
        ranges.append((low, high))
    if at >= len(part):
        raise ValueError("the class that begins with '[' has no end")
    return _Class(tuple(ranges), negated), at + 1


def _one(part: str, at: int) -> tuple[str, int]:
    escaped = part[at] == "\\" and at + 1 < len(part)
    return part[at + escaped], at + 1 + escaped


def _fits(pattern: _Pattern, given: Sequence[str]) -> bool:
    """Whether a pattern fits a path as a whole; one that is not anchored, its last segment."""
    wanted = pattern.segments
    if not wanted:
        return False
    if not pattern.anchored:
        only = wanted[0]
        return only is None or _segment(only, given[-1])
    reached = {0}  # how many segments of the pattern may be consumed so far
    for part in given:
        reached = _skip(reached, wanted)
        after = set[int]()
        for position in reached:
            if position == len(wanted):
                continue
            segment = wanted[position]
            if segment is None:
                after |= {position, position + 1} if position + 1 == len(wanted) else {position}
            elif _segment(segment, part):
                after.add(position + 1)
        reached = after
    return len(wanted) in reached


def _skip(reached: set[int], wanted: Sequence[object]) -> set[int]:
    """``**`` may stand for no segment at all, but at the end, where it stands for what is inside."""
    result = set(reached)
    for position in sorted(reached):
        while position + 1 < len(wanted) and wanted[position] is None:
            position += 1
            result.add(position)
    return result


def _segment(pattern: Sequence[_Token], text: str) -> bool:
    """``*``, ``?`` and classes within one segment, by the two-pointer method."""
    at = star = 0
    anchor = -1
    position = 0
    while position < len(text):
        if at < len(pattern) and pattern[at] == STAR:
            anchor, star = at, position
            at += 1
        elif at < len(pattern) and _one_fits(pattern[at], text[position]):
            at += 1
            position += 1
        elif anchor >= 0:
            star += 1
            position, at = star, anchor + 1
        else:
            return False
    return all(token == STAR for token in pattern[at:])


def _one_fits(token: _Token, character: str) -> bool:
    match token:
        case _Literal(character=only):
            return only == character
        case _Class():
            return token.holds(character)
        case _:
            return token == ANY
