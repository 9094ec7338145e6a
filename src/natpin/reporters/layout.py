"""Lines on a terminal: colour, width, wrapping. Knows nothing of what it lays out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from natpin.model.record import record

_CODES = {
    "bold": "1",
    "dim": "2",
    "static": "32",
    "other": "33",
    "workload": "36",
    "error": "1;31",
    "warning": "33",
    "note": "34",
    "unknown": "35",
    "good": "32",
}
"""Styles by what they mean. The sixteen colours only, so that the terminal's own theme decides the shade."""

_ASCII = {
    "→": "->",
    "·": "-",
    "✓": "+",
    "✗": "x",
    "…": "...",
    "─": "-",
    "•": "*",
    "●": "*",
    "○": "o",
    "–": "-",
}
"""Marks of ours, for a terminal that has no others."""


@record
class Ink:
    """Whether to colour, which characters there are, and how wide the page is."""

    color: bool
    unicode: bool
    width: int

    def paint(self, text: str, style: str = "") -> str:
        """The text in a style of ``_CODES``; as it is without colour."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.color and style and text else text

    def heading(self, title: str) -> str:
        """A title and a line to the edge of the page."""
        return f"{self.paint(title, 'bold')} {self.paint('─' * (self.width - breadth(title) - 1), 'dim')}"

    def encodable(self, text: str) -> str:
        """The whole output in characters that the terminal has."""
        if self.unicode or text.isascii():
            return text
        for mark, plain in _ASCII.items():
            text = text.replace(mark, plain)
        return text.encode("ascii", "backslashreplace").decode("ascii")


@record
class Span:
    """Text in one style."""

    text: str
    style: str = ""
    whole: bool = False
    """True for what is broken only when it is longer than a line."""


def breadth(text: str) -> int:
    """Columns that a text takes: East Asian wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def flow(spans: Iterable[Span], ink: Ink, first: str = "", rest: str = "") -> list[str]:
    """Words, wrapped at the page's width; ``first`` and ``rest`` are what lines begin with.

    A word longer than a line is left whole: a path that is broken cannot be clicked, nor a name copied. ``first``
    may be painted already, as long as it is as wide as ``rest``.
    """
    spans = tuple(spans)
    if not ink.color and not any(span.whole for span in spans):
        text = " ".join(span.text for span in spans)
        if text.isascii():  # nearly always: a report may have a hundred thousand lines
            return _filled(text, ink.width - breadth(rest), first, rest)
    lines: list[str] = []
    line, used, empty = first, breadth(rest), True
    for span in spans:
        whole = span.whole and breadth(span.text) <= ink.width - breadth(rest)
        for word in [span.text] if whole else span.text.split(" "):
            if not word:
                continue
            size = breadth(word)
            if not empty and used + 1 + size > ink.width:
                lines.append(line)
                line, used, empty = rest, breadth(rest), True
            line += ("" if empty else " ") + ink.paint(word, span.style)
            used += size + (0 if empty else 1)
            empty = False
    return [*lines, line] if not empty else lines


def _filled(text: str, room: int, first: str, rest: str) -> list[str]:
    """The same of text in ASCII and in no style, a line at a time."""
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(filter(None, text.split(" ")))
    lines: list[str] = []
    begin, before = 0, first
    while len(text) - begin > room:
        end = text.rfind(" ", begin, begin + max(room, 0) + 1)
        end = text.find(" ", begin) if end < 0 else end
        if end < 0:
            break
        lines.append(before + text[begin:end])
        begin, before = end + 1, rest
    return [*lines, before + text[begin:]] if text else lines


def chain(
    steps: Sequence[Span], ink: Ink, first: str = "", rest: str = "", arrow_first: bool = False
) -> list[str]:
    """Steps joined by arrows, broken before an arrow wherever a line is full.

    ``arrow_first`` draws an arrow before the first step too. ``first`` is as wide as ``rest``.
    """
    lines: list[str] = []
    line, used, empty = first, breadth(rest), True
    for position, step in enumerate(steps):
        arrow = "→ " if position or arrow_first else ""
        size = breadth(arrow + step.text)
        if not empty and used + 1 + size > ink.width:
            lines.append(line)
            line, used, empty = rest, breadth(rest), True
        if empty and used + size > ink.width:
            words = [*([Span("→", "dim")] if arrow else []), step]
            wrapped = flow(words, ink, line, rest) or [line]
            lines += [wrapped[0], *(f"  {more}" for more in wrapped[1:])]
            line, used, empty = lines.pop(), ink.width, False
            continue
        line += ("" if empty else " ") + ink.paint(arrow, "dim") + ink.paint(step.text, step.style)
        used += size + (0 if empty else 1)
        empty = False
    return [*lines, line] if not empty else lines
