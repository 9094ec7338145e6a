"""Which environments of two roots belong together: prod's network is prod's, whatever else is near."""

from __future__ import annotations

import posixpath

from natpin.model.environments import environments_in
from natpin.model.stack import Stack


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
        return frozenset(environments_in(stack.environment)) or frozenset({stack.environment.lower()})
    inputs = [name for path in stack.inputs for name in environments_in(path)]
    if inputs:
        return frozenset(inputs[-1:])
    by = environments_in(stack.by)
    if by:
        return frozenset(by[-1:])
    folders = environments_in(stack.root)
    return frozenset(folders[-1:])


def _inputs(stack: Stack) -> tuple[str, ...]:
    return (stack.environment,) if stack.environment else tuple(posixpath.basename(p) for p in stack.inputs)
