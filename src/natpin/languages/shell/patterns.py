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
    if re.search(r"(?<!\\)[@?*+!]\(", pattern):
        return _extended(pattern)
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
            inside, position = bracket(pattern, position)
            out.append(inside)
        else:
            out.append(re.escape(character))
    try:
        return re.compile("".join(out), re.DOTALL)
    except re.error:
        return None


_CLASSES = {
    "digit": "0-9",
    "alpha": "A-Za-z",
    "alnum": "A-Za-z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r" \t\n\r\f\v",
    "blank": r" \t",
    "xdigit": "0-9A-Fa-f",
    "punct": r"!-/:-@\[-`{-~",
    "word": r"\w",
}


def bracket(pattern: str, position: int) -> tuple[str, int]:
    """``[a-z]``, ``[!0-9]``, ``[[:digit:]]`` behind its bracket, as Python writes it, and where it ends."""
    out = ["["]
    if pattern[position] in "!^":
        out.append("^")
        position += 1
    first = True
    while position < len(pattern) and (pattern[position] != "]" or first):
        named = re.compile(r"\[:([a-z]+):\]").match(pattern, position)
        if named and named.group(1) in _CLASSES:
            out.append(_CLASSES[named.group(1)])
            position = named.end()
        else:
            sign = pattern[position]
            if sign == "\\" and position + 1 < len(pattern):
                position += 1
                sign = pattern[position]
            out.append("\\" + sign if sign in "\\[]^&~|" else sign)
            position += 1
        first = False
    return "".join((*out, "]")), position + 1


def _extended(pattern: str) -> re.Pattern[str] | None:
    """``@(a|b)``, ``?(a)``, ``+([0-9])`` (``extglob``) with plain texts or one class inside; None for others."""
    out: list[str] = []
    position = 0
    for found in re.finditer(r"([@?*+])\(([^()*?\\]{0,100})\)", pattern):
        before = compiled(pattern[position : found.start()])
        parts = [compiled(part) for part in found.group(2).split("|")]
        if before is None or None in parts or len(out) > 6:
            return None
        inner = "|".join(part.pattern for part in parts if part is not None)
        out += [before.pattern, f"(?:{inner})" + {"@": ""}.get(found.group(1), found.group(1))]
        position = found.end()
    rest = compiled(pattern[position:])
    if rest is None or not out:
        return None
    return re.compile("".join((*out, rest.pattern)), re.DOTALL)


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
    if not every and pattern[:1] in "#%":  # only at the beginning, only at the end
        front = pattern[0] == "#"
        anchored = compiled(pattern[1:].replace("\0", "/"))
        if anchored is None:
            return None
        cuts = range(len(text), -1, -1) if front else range(len(text) + 1)
        for cut in cuts:  # the longest that fits
            if anchored.fullmatch(text[:cut] if front else text[cut:]):
                return by + text[cut:] if front else text[:cut] + by
        return text
    if "\\" in by or "&" in by:  # with `patsub_replacement`, bash 5.2 takes & for what was found
        return None
    return expression.sub(lambda _: by, text, count=0 if every else 1)
