"""A literal with another value, spelt as it was."""

from __future__ import annotations

import re

from natpin.fixing.edit import Change
from natpin.regex import late_regex

_QUOTED = late_regex(r"""(?P<mark>["'])(?P<text>[^"'\\$%`{}\r\n]*)(?P=mark)""")
_NUMBER = late_regex(r"-?[0-9]+(?:\.[0-9]+)?")
_RECKONED = late_regex(r"[(0-9][0-9 \t*+/()-]*[0-9)]|\$\(\([0-9 \t*+/()-]*\)\)")
"""Numbers that are reckoned with, and nothing else: ``10 * 60``."""
_BOOLEAN = late_regex(r"(?P<sigil>\$?)(?P<word>true|false)", re.IGNORECASE)
_WORD = late_regex(r"[A-Za-z0-9][\w.-]*")


def spelt(value: bool | int | str) -> str:
    """A value as every language here writes it, without quotes."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def rewritten(
    text: str, span: tuple[int, int], value: bool | int | str, bare_words: bool
) -> list[Change] | None:
    """The literal of a span with another value; None for what is no literal, nor reckoned of literals alone. ``bare_words``: text needs no quotes in
    this language. What is quoted stays quoted, ``$true`` becomes ``$false``."""
    start, end = span
    token = text[start:end]
    quoted = _QUOTED.fullmatch(token)
    if quoted is not None:
        return [Change(start + 1, end - 1, spelt(value))]
    boolean = _BOOLEAN.fullmatch(token)
    if boolean is not None and isinstance(value, bool):
        word, new = boolean["word"], spelt(value)
        new = new.upper() if word.isupper() else new.capitalize() if word[0].isupper() else new
        return [Change(start + len(boolean["sigil"]), end, new)]
    if _NUMBER.fullmatch(token) and isinstance(value, int) and not isinstance(value, bool):
        return [Change(start, end, spelt(value))]
    if _RECKONED.fullmatch(token) and isinstance(value, int) and not isinstance(value, bool):
        return [Change(start, end, spelt(value))]
    if bare_words and _WORD.fullmatch(token):
        return [Change(start, end, spelt(value))]
    return None
