"""Brace expansion: ``{1..5}``, ``a{b,c}d``."""

from __future__ import annotations

import re

MAX_WORDS = 2_000
"""Words that one word may become; what is beyond is not followed."""


def sequence(text: str) -> list[str]:
    """``{1..5}``, ``{01..10..2}``, ``{a..e}``."""
    found = re.fullmatch(r"\{(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.(-?\d{1,9}))?\}", text)
    if found:
        first, last = int(found.group(1)), int(found.group(2))
        step = abs(int(found.group(3) or 1)) or 1
        numbers = range(first, last + 1, step) if first <= last else range(first, last - 1, -step)
        width = len(found.group(1)) if found.group(1).startswith("0") else 0
        return [str(number).zfill(width) for number in numbers[:MAX_WORDS]]
    letters = re.fullmatch(r"\{([A-Za-z])\.\.([A-Za-z])\}", text)
    if letters:
        first, last = ord(letters.group(1)), ord(letters.group(2))
        return [chr(code) for code in range(first, last + 1)] or [
            chr(code) for code in range(first, last - 1, -1)
        ]
    return [text]


_INNERMOST = re.compile(r"\{([^{}]*,[^{}]*|-?\d{1,9}\.\.-?\d{1,9}(?:\.\.-?\d{1,9})?|[A-Za-z]\.\.[A-Za-z])\}")
_MOST_BRACES = 8


def alternatives(text: str) -> list[str]:
    """``a{b,c}d``, ``{a,b}{1..2}``: braces side by side; one in another are not followed."""
    if re.search(r"\{[^{}]*\{", text):
        return [text]
    made = [text]
    for _ in range(_MOST_BRACES):
        found = _INNERMOST.search(made[0])
        if found is None:
            break
        inner = found.group(1)
        listed = inner.split(",") if "," in inner else sequence(found.group())
        if len(made) * len(listed) > MAX_WORDS:
            break
        made = [
            f"{before}{one}{after}"
            for each in made
            for before, after in [each.split(found.group(), 1)]
            for one in listed
        ]
    return made
