"""Regular expressions of POSIX, as ``[[ … =~ … ]]`` and ``grep`` take them, on known text.

POSIX takes the longest match, Python the first alternative that fits: what an expression with ``|`` finds is told only
where no alternative begins another. Source: POSIX.1-2017, "Regular Expressions".
"""

from __future__ import annotations

import re
from functools import lru_cache

from natpin.languages.shell.patterns import bracket

MAX_SUBJECT = 256
MAX_PATTERN = 120
_MANY = 2
"""Repetitions without bound of one expression: each more multiplies the time by the text's length."""
_REFUSED = re.compile(r"\(\?|\\[A-Za-z0-9<>]")
_GROUP_REPEATED = re.compile(r"\)(?:[*+]|\{)")


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """An extended regular expression; None for one that is not followed."""
    if len(pattern) > MAX_PATTERN or _REFUSED.search(pattern):
        return None
    out: list[str] = []
    position = 0
    while position < len(pattern):
        sign = pattern[position]
        position += 1
        if sign == "\\" and position < len(pattern):
            out.append(re.escape(pattern[position]))
            position += 1
        elif sign == "[":
            if "]" not in pattern[position + 1 :]:
                return None
            inside, position = bracket(pattern, position)
            out.append(inside)
        else:
            out.append(sign)
    bare = "".join(out)
    if sum(bare.count(mark) for mark in "*+{") > _MANY and len(bare) > 60:
        return None
    if _GROUP_REPEATED.search(bare) and re.search(r"\([^()]*[*+{][^()]*\)[*+{]", bare):
        return None
    try:
        return re.compile(bare, re.DOTALL)
    except re.error:
        return None


def from_basic(pattern: str) -> str | None:
    """A basic regular expression (``grep`` without ``-E``) as an extended one; None where it is not followed."""
    if re.search(r"\\[^.*^$\[\]/\\-]", pattern):
        return None
    return re.sub(r"(?<!\\)([+?(){}|])", r"\\\1", pattern)


def search(text: str, pattern: str) -> tuple[bool, tuple[str, ...] | None] | None:
    """Whether an extended expression finds something, and what: the whole and the groups, None where not certain.

    None where the expression is not followed.
    """
    if len(text) > MAX_SUBJECT:
        return None
    expression = compiled(pattern)
    if expression is None or sum(pattern.count(mark) for mark in "*+{") > _MANY * 2:
        return None
    if sum(pattern.count(mark) for mark in "*+{") > _MANY and len(text) > 64:
        return None
    found = expression.search(text)
    if found is None:
        return False, ()
    groups = tuple(group or "" for group in (found.group(), *found.groups()))
    return True, groups if _no_choice(pattern) else None


def _no_choice(pattern: str) -> bool:
    """Whether the first alternative that fits is the longest: none begins another."""
    for group in re.split(r"[()]", pattern):
        parts = group.strip("^$").split("|")
        if len(parts) == 1:
            continue
        if not all(re.fullmatch(r"[\w-]+", part) for part in parts):
            return False
        if any(a != b and b.startswith(a) for a in parts for b in parts):
            return False
    return True
