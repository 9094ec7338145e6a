"""Numbers that are written as text: the one conversion, for everything that ARM types as a number.

Python's own takes more than Azure's tools do (``1_000``, ``inf``, digits of other scripts), and raises for what
``str.isdigit`` promises (``²``) and for thousands of digits.
"""

from __future__ import annotations

from natpin.regex import late_regex

_MOST_DIGITS = 18
_WHOLE = late_regex(r"[+-]?[0-9]{1,18}\Z")
_NUMBER = late_regex(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:[eE][+-]?[0-9]{1,2})?\Z")


def digits(text: str) -> int | None:
    """The number that a text of plain digits is: an index, a count, a position; None for any other text."""
    return int(text) if text.isdigit() and text.isascii() and len(text) <= _MOST_DIGITS else None


def whole_number(text: str) -> int | None:
    """The whole number that a text is; None where it is none, or one of more than 18 digits."""
    return int(text) if _WHOLE.match(text) else None


def number(text: str) -> int | float | None:
    """The number that a text is, a whole one as an int however it is spelt (``30.0``); None where it is none."""
    whole = whole_number(text)
    if whole is not None:
        return whole
    if not _NUMBER.match(text):
        return None
    parsed = float(text)
    return int(parsed) if parsed.is_integer() and abs(parsed) < 2**53 else parsed
