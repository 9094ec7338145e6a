"""What operators share: numbers out of values, patterns, answers that are not known."""

from __future__ import annotations

import re

from natpin.formats.az.powershell.values import (
    Nothing,
    Number,
    Text,
    Thing,
    Truth,
    literal,
    unknown,
)
from natpin.languages.shell.words import Status
from natpin.model.location import Location
from natpin.model.numbers import whole_number
from natpin.model.value import Unknown

_UNBOUNDED = re.compile(r"(?<!\\)[*+]|(?<!\\)\{\d*,\}")

_NESTED = re.compile(r"\)\s*[*+{]|\\[1-9]")

_NET = ((re.compile(r"\(\?<(?![=!])"), "(?P<"), (re.compile(r"\\z"), r"\\Z"))


def not_followed(label: str, at: Location, of: str) -> Text:
    """What an operator gives of what is not known."""
    return unknown(label, Unknown(f"what `{of}` gives is not known", at), at)


def wildcard(pattern: str, text: str, *, cased: bool = False) -> bool:
    """``*``, ``?`` and ``[a-z]`` (about_Wildcards)."""
    parts: list[str] = []
    for found in re.finditer(r"`(.)|\[([^\]]{1,60})\]|(\*+)|(\?)|(.)", pattern, re.DOTALL):
        escaped, group, star, one, plain = found.groups()
        if star:
            parts.append("(?s:.)*")
        elif one:
            parts.append("(?s:.)")
        elif group:
            parts.append("[" + group.replace("\\", "\\\\").replace("^", "\\^").replace("[", "\\[") + "]")
        else:
            parts.append(re.escape(escaped or plain))
    try:
        return re.fullmatch("".join(parts), text, 0 if cased else re.IGNORECASE) is not None
    except re.error:
        return False


def regex(pattern: str, text: str, *, cased: bool = False) -> re.Pattern[str] | None:
    """A regular expression of .NET as Python's, where it has one and it ends in time."""
    times = max(len(_UNBOUNDED.findall(pattern)), 1)
    if len(pattern) > 200 or _NESTED.search(pattern) or len(text) ** times > 1_000_000:
        return None
    for found, replacement in _NET:
        pattern = found.sub(replacement, pattern)
    try:
        return re.compile(pattern, 0 if cased else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError):
        return None


def as_number(thing: Thing) -> int | float | None:
    """A number, or text that spells one."""
    match thing:
        case Number(value=value):
            return value
        case Nothing():
            return 0
        case Truth(status=status) if status.certain:
            return int(status is Status.YES)
    text = literal(thing) if isinstance(thing, Text) else None
    if text is None or len(text) > 40:
        return None
    text = text.strip()
    try:
        whole = whole_number(text)
        return whole if whole is not None else float(text)
    except ValueError:
        return None
