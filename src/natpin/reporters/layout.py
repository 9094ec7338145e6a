"""Lines on a terminal: colour, width, wrapping. Knows nothing of what it lays out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
    "error": "1;31",
    "warning": "33",
    "note": "36",
    "unknown": "35",
}

_ASCII = {"→": "->", "·": "-", "✓": "+", "✗": "x", "…": "...", "─": "-", "•": "*"}


@dataclass(frozen=True, slots=True)
class Ink:
    """Whether to colour, and which characters there are."""

    color: bool
    unicode: bool

    def paint(self, text: str, style: str = "") -> str:
        """The text in a style of ``_CODES``; as it is without colour."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.color and style and text else text

    def encodable(self, text: str) -> str:
        """The whole output in characters that the terminal has."""
        if self.unicode or text.isascii():
            return text
        for mark, plain in _ASCII.items():
            text = text.replace(mark, plain)
        return text.encode("ascii", "backslashreplace").decode("ascii")


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one style."""

    text: str
    style: str = ""


def breadth(text: str) -> int:
    """Columns that a text takes: East Asian wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def flow(spans: Iterable[Span], ink: Ink, width: int, first: str = "", rest: str = "") -> list[str]:
    """Words, wrapped at ``width`` columns; ``first`` and ``rest`` are what lines begin with.

    A word longer than a line is left whole: a path that is broken cannot be clicked, nor a name copied.
    """
    lines: list[str] = []
    line, used, empty = first, breadth(first), True
    for span in spans:
        for word in span.text.split(" "):
            if not word:
                continue
            size = breadth(word)
            if not empty and used + 1 + size > width:
                lines.append(line)
                line, used, empty = rest, breadth(rest), True
            line += ("" if empty else " ") + ink.paint(word, span.style)
            used += size + (0 if empty else 1)
            empty = False
    return [*lines, line] if not empty else lines


def chain(
    steps: Sequence[Span], ink: Ink, width: int, first: str = "", rest: str = "", head: bool = False
) -> list[str]:
    """Steps joined by arrows, broken before an arrow wherever a line is full.

    ``head`` gives the first step a line of its own.
    """
    lines: list[str] = []
    line, used, empty = first, breadth(first), True
    for position, step in enumerate(steps):
        arrow = "→ " if position else ""
        size = breadth(arrow + step.text)
        if not empty and (used + 1 + size > width or (head and position == 1)):
            lines.append(line)
            line, used, empty = rest, breadth(rest), True
        if empty and used + size > width:
            *full, last = flow(
                [Span("→", "dim")] * bool(position) + [step], ink, width, line, rest + "  "
            ) or [line]
            lines += full
            line, used, empty = last, width, False
            continue
        line += ("" if empty else " ") + ink.paint(arrow, "dim") + ink.paint(step.text, step.style)
        used += size + (0 if empty else 1)
        empty = False
    return [*lines, line] if not empty else lines
