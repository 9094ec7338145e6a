"""Which environments of two roots belong together: prod's network is prod's, whatever else is near."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from functools import lru_cache

from natpin.graph.identity import is_whole
from natpin.model.environments import environments_in
from natpin.model.stack import Stack


def pair_up(one: Stack, other: Stack) -> bool | None:
    """True when both are of one environment, False when of two, None when one of them names none."""
    left, right = environment_of(one), environment_of(other)
    if left and right:
        return bool(left & right)
    mine, theirs = inputs_of(one), inputs_of(other)
    if mine and theirs:
        return True if mine == theirs else None
    return None


def environment_of(stack: Stack) -> frozenset[str]:
    """The environments that a stack's name, value files and folders name; none where they name none."""
    return _named(stack.environment, stack.inputs, stack.by, stack.root)


@lru_cache(maxsize=16_384)
def _named(environment: str, inputs: tuple[str, ...], by: str, root: str) -> frozenset[str]:
    """The same: every two stacks of a repository are compared by theirs."""
    if environment:
        return frozenset(environments_in(environment)) or frozenset({environment.lower()})
    for last in ([name for path in inputs for name in environments_in(path)], environments_in(by)):
        if last:
            return frozenset(last[-1:])
    return frozenset(environments_in(root)[-1:])


def inputs_of(stack: Stack) -> tuple[str, ...]:
    """What stacks that name no environment pair by: the names of their value files."""
    return (stack.environment,) if stack.environment else tuple(posixpath.basename(p) for p in stack.inputs)


def are_apart(stack: Stack, other: Stack, names: Iterable[str | None]) -> bool:
    """Whether two are of two environments. Names that both write out and that say the stack's own decide before folders: what
    they are about is that environment's, wherever somebody wrote them."""
    if pair_up(stack, other) is not False:
        return False
    own = environment_of(stack)
    return all(own.isdisjoint(environments_in(name)) for name in names if name and is_whole(name))
