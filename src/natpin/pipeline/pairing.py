"""Which environments of two roots belong together: prod's network is prod's, whatever else is near."""

from __future__ import annotations

import posixpath

from natpin.model.stack import Stack
from natpin.regex import late_regex

_SAME = {
    "development": "dev",
    "develop": "dev",
    "production": "prod",
    "prd": "prod",
    "prod": "prod",
    "dev": "dev",
    "staging": "stage",
    "stg": "stage",
    "stage": "stage",
    "test": "test",
    "tst": "test",
    "testing": "test",
    "qa": "qa",
    "uat": "uat",
    "acc": "acc",
    "acceptance": "acc",
    "preprod": "preprod",
    "nonprod": "nonprod",
    "sandbox": "sandbox",
    "sbx": "sandbox",
    "perf": "perf",
    "dr": "dr",
    "canary": "canary",
}
"""Words that name an environment, and what is the same one."""

_WORD = late_regex(r"[a-z0-9]+")


def pair_up(one: Stack, other: Stack) -> bool | None:
    """True when both are of one environment, False when of two, None when one of them names none."""
    left, right = environment_of(one), environment_of(other)
    if left and right:
        return bool(left & right)
    mine, theirs = _inputs(one), _inputs(other)
    if mine and theirs:
        return True if mine == theirs else None
    return None


def environment_of(stack: Stack) -> frozenset[str]:
    """The environments that a stack's name, value files and folders name; none where they name none."""
    if stack.environment:
        return frozenset(_words(stack.environment)) or frozenset({stack.environment.lower()})
    inputs = [name for path in stack.inputs for name in _words(path)]
    if inputs:
        return frozenset(inputs[-1:])
    folders = _words(stack.root)
    return frozenset(folders[-1:])


def _words(path: str) -> list[str]:
    return [_SAME[word] for word in _WORD.findall(path.lower()) if word in _SAME]


def _inputs(stack: Stack) -> tuple[str, ...]:
    return (stack.environment,) if stack.environment else tuple(posixpath.basename(p) for p in stack.inputs)
