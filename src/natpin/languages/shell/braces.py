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


def alternatives(text: str) -> list[str]:
    """``a{b,c}d``: one level of braces."""
    found = re.fullmatch(r"([^{}]*)\{([^{}]*,[^{}]*)\}([^{}]*)", text)
    if not found:
        return [text]
    before, inner, after = found.groups()
    return [f"{before}{each}{after}" for each in inner.split(",")][:MAX_WORDS]
