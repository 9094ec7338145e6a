"""What languages made of lines have in common: taking whole lines out, how deep one level is indented."""

from __future__ import annotations

from natpin.fixing.edit import Change, indent_of, line_after, line_end, line_start


def without(text: str, start: int, end: int) -> Change | None:
    """A span that has its lines to itself, taken out with them; a blank line that would be left over goes too. None where
    something else stands on its lines."""
    first, last = line_start(text, start), line_end(text, end)
    if text[first:start].strip() or text[end:last].strip():
        return None
    after = line_after(text, last)
    blank_before = first > 0 and not text[line_start(text, first - 1) : first].strip()
    following = text[after : line_end(text, after)].strip()
    if blank_before and (not following or following[0] in "})]"):
        first = line_start(text, first - 1)
    return Change(first, after, "")


def step(outer: str, inner: str) -> str:
    """What one level adds to an indentation; two blanks where the text does not tell."""
    added = inner[len(outer) :] if inner.startswith(outer) else ""
    return added or "  "


def deeper(text: str, offset: int) -> str:
    """The indentation one level deeper than the line of an offset."""
    return indent_of(text, offset) + "  "
