"""Shell patterns, and the ``${X%…}``, ``${X/…/…}``, ``${X,,}`` family on known text."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_SUBJECT = 256
"""Patterns are matched against short texts only: names, paths, ids."""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """A glob as a regular expression; None for one with many stars, whose matching may take too long."""
    if len(pattern) > 200 or pattern.count("*") > 2:
        return None
    out: list[str] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if character == "*":
            out.append(".*")
        elif character == "?":
            out.append(".")
        elif character == "\\" and position < len(pattern):
            out.append(re.escape(pattern[position]))
            position += 1
        elif character == "[" and "]" in pattern[position + 1 :]:
            end = pattern.index("]", position + 1)
            body = pattern[position:end].replace("\\", "\\\\").replace("[", "\\[")
            out.append("[" + ("^" + body[1:] if body[0] in "!^" else body) + "]")
            position = end + 1
        else:
            out.append(re.escape(character))
    try:
        return re.compile("".join(out), re.DOTALL)
    except re.error:
        return None


def matches(text: str, pattern: str) -> bool | None:
    """Whether a glob matches the whole text; None when that is not to be decided."""
    expression = compiled(pattern)
    if expression is None or len(text) > MAX_SUBJECT:
        return None
    return expression.fullmatch(text) is not None


def substitute(text: str, operator: str) -> str | None:
    """What ``${X<operator>}`` makes of a text; None for what is not followed."""
    if len(text) > MAX_SUBJECT:
        return None
    match operator:
        case ",,":
            return text.lower()
        case "^^":
            return text.upper()
        case ",":
            return text[:1].lower() + text[1:]
        case "^":
            return text[:1].upper() + text[1:]
    if operator.startswith("##"):
        return _trimmed(text, operator[2:], range(len(text), -1, -1), front=True)
    if operator.startswith("#"):
        return _trimmed(text, operator[1:], range(len(text) + 1), front=True)
    if operator.startswith("%%"):
        return _trimmed(text, operator[2:], range(len(text) + 1), front=False)
    if operator.startswith("%"):
        return _trimmed(text, operator[1:], range(len(text), -1, -1), front=False)
    if operator.startswith("/"):
        return _replaced(text, operator[1:])
    found = re.fullmatch(r":\s*(-?\d{1,6})\s*(?::\s*(-?\d{1,6}))?", operator)
    if found:
        start = int(found.group(1))
        rest = text[start:] if start >= 0 or -start <= len(text) else ""
        if found.group(2) is None:
            return rest
        length = int(found.group(2))
        return rest[:length]
    return None


def _trimmed(text: str, pattern: str, cuts: range, *, front: bool) -> str | None:
    expression = compiled(pattern)
    if expression is None:
        return None
    for cut in cuts:
        part = text[:cut] if front else text[cut:]
        if expression.fullmatch(part):
            return text[cut:] if front else text[:cut]
    return text


def _replaced(text: str, operator: str) -> str | None:
    every = operator.startswith("/")
    pattern, _, replacement = operator.removeprefix("/").replace("\\/", "\0").partition("/")
    expression = compiled(pattern.replace("\0", "/"))
    if expression is None or not pattern:
        return None
    by = replacement.replace("\0", "/")
    return expression.sub(lambda _: by, text, count=0 if every else 1)
