"""Path patterns as in .gitignore: ``*`` within a segment, ``**`` over segments. Never slower than quadratic."""

from __future__ import annotations


def matches(pattern: str, path: str) -> bool:
    """True when a workspace-relative path, or a folder above it, matches."""
    wanted = [part for part in pattern.strip("/").split("/") if part not in ("", ".")]
    given = path.split("/")
    if not wanted:
        return False
    if "/" not in pattern.strip("/"):
        return any(_segment(wanted[0], part) or wanted[0] == "**" for part in given)
    reached = {0}  # how many segments of the pattern may be consumed so far
    for part in given:
        reached = _skip(reached, wanted)
        if len(wanted) in reached:
            return True
        after = {position for position in reached if wanted[position] == "**"}
        after |= {
            position + 1
            for position in reached
            if wanted[position] != "**" and _segment(wanted[position], part)
        }
        reached = after
    return len(wanted) in _skip(reached, wanted)


def _skip(reached: set[int], wanted: list[str]) -> set[int]:
    """``**`` may stand for no segment at all."""
    result = set(reached)
    for position in sorted(reached):
        while position < len(wanted) and wanted[position] == "**":
            position += 1
            result.add(position)
    return result


def _segment(pattern: str, text: str) -> bool:
    """``*`` and ``?`` within one segment, by the two-pointer method."""
    at = star = 0
    anchor = -1
    position = 0
    while position < len(text):
        if at < len(pattern) and pattern[at] == "*":
            anchor, star = at, position
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", text[position]):
            at += 1
            position += 1
        elif anchor >= 0:
            star += 1
            position, at = star, anchor + 1
        else:
            return False
    return all(character == "*" for character in pattern[at:])
