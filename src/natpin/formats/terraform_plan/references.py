"""A reference as a plan writes it, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

Key: TypeAlias = "str | int | None"
"""Of an instance: for_each key, count index, or neither."""


_STEP = re.compile(r'\.?(?:([A-Za-z_][\w-]*)|\[(?:"((?:[^"\\]|\\.)*)"|([0-9]{1,9}))\])')


def split(reference: str) -> list[str | int]:
    """``module.net.ids["a"]`` as ``module``, ``net``, ``ids``, ``a``; an index as an int."""
    steps: list[str | int] = []
    position = 0
    while found := _STEP.match(reference, position):
        position = found.end()
        if found[3] is not None:
            steps.append(int(found[3]))
        elif found[2] is not None:
            steps.append(Quoted(unescaped(found[2])))
        else:
            steps.append(found[1])
    return steps


class Quoted(str):
    """A key in brackets, as opposed to an attribute behind a dot."""

    __slots__ = ()


def leading_index(steps: list[str | int]) -> tuple[Key, list[str | int]]:
    """The key or index that comes first, and what follows it."""
    if steps and isinstance(steps[0], int | Quoted):
        return steps[0], steps[1:]
    return None, steps


def keys_in(steps: Iterable[str | int]) -> tuple[Key, ...]:
    """Every key and index."""
    return tuple(step for step in steps if isinstance(step, int | Quoted))


def longest(references: list[str]) -> list[str]:
    """References without those that are only the shorter forms of others."""
    whole = set(references)
    shorter: set[str] = set()
    for reference in whole:
        shorter.update(reference[: found.start()] for found in re.finditer(r"[.\[]", reference[:2000]))
    return [reference for reference in dict.fromkeys(references) if reference not in shorter]


def unescaped(text: str) -> str:
    """What a quoted key holds."""
    return re.sub(r"\\(.)", r"\1", text)
