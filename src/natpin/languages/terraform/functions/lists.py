"""Functions of lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.languages.terraform.comparison import identity, set_of
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import (
    MAX_ITEMS,
    EvalError,
    NotKnown,
    as_unknown,
    elements,
    number,
    plain_number,
    text,
    whole,
)
from natpin.model.location import Location
from natpin.model.value import Node, Value


def concat(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``concat(lists...)``"""
    found = tuple(item for node in arguments for item in elements(node))
    scope.world.spend(len(found) // 10)
    return Value(found, at)


def flatten(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``flatten(list of lists)``, however deep. An unknown list among them makes the length unknown."""
    found: list[Node] = []
    pending = list(reversed(elements(arguments[0])))
    while pending:
        item = pending.pop()
        scope.world.spend()
        if isinstance(item, Value) and isinstance(item.data, tuple):
            pending.extend(reversed(item.data))
        else:
            found.append(item)
        if len(found) + len(pending) > MAX_ITEMS:
            raise EvalError("flatten() makes too long a list to be worked out", at)
    return Value(tuple(found), at)


def distinct(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``distinct(list)``"""
    seen: set[object] = set()
    found: list[Node] = []
    for item in elements(arguments[0]):
        mark = identity(item)
        if mark is None and not isinstance(item, Value):
            raise NotKnown(as_unknown(item))
        if mark is None or mark not in seen:
            seen.add(mark)
            found.append(item)
    return Value(tuple(found), at)


def compact(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``compact(list)``: without null and empty strings."""
    return Value(
        tuple(
            item
            for item in elements(arguments[0])
            if not isinstance(item, Value) or (item.data is not None and item.data != "")
        ),
        at,
    )


def chunklist(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``chunklist(list, size)``"""
    found, size = elements(arguments[0]), whole(arguments[1])
    if size <= 0:
        raise EvalError("chunklist() needs a size above 0", at)
    return Value(
        tuple(Value(tuple(found[start : start + size]), at) for start in range(0, len(found), size)), at
    )


def slice_(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``slice(list, from, to)``"""
    found, start, end = elements(arguments[0]), whole(arguments[1]), whole(arguments[2])
    if not 0 <= start <= end <= len(found):
        raise EvalError("slice() beyond the list", at)
    return Value(tuple(found[start:end]), at)


def reverse(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``reverse(list)``"""
    return Value(tuple(reversed(elements(arguments[0]))), at)


def sort(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``sort(list of strings)``"""
    return Value(tuple(Value(word, at) for word in sorted(text(item) for item in elements(arguments[0]))), at)


def range_(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``range(limit)``, ``range(start, limit)``, ``range(start, limit, step)``"""
    numbers = [number(node) for node in arguments]
    start, limit, step = 0.0, 0.0, 1.0
    if len(numbers) == 1:
        limit = numbers[0]
    else:
        start, limit = numbers[0], numbers[1]
        step = numbers[2] if len(numbers) > 2 else (1 if start <= limit else -1)
    if step == 0:
        raise EvalError("range() with a step of 0", at)
    count = (limit - start) / step
    if count > 1024 * 16:
        raise EvalError("range() makes too long a list to be worked out", at)
    scope.world.spend(max(0, int(count)))
    found: list[Node] = []
    value = start
    while (value < limit) if step > 0 else (value > limit):
        found.append(Value(plain_number(value), at))
        value += step
        if len(found) > 1024 * 16:
            raise EvalError("range() makes too long a list to be worked out", at)
    return Value(tuple(found), at)


def sets(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``setsymmetricdifference``: what is in one of two sets."""
    first = {identity(item): item for item in elements(arguments[0])}
    second = {identity(item): item for item in elements(arguments[1])}
    return Value(
        set_of([item for mark, item in (first | second).items() if (mark in first) != (mark in second)]), at
    )


FUNCTIONS: Mapping[str, Callable[[list[Node], Scope, Location], Node]] = {
    "chunklist": chunklist,
    "compact": compact,
    "concat": concat,
    "distinct": distinct,
    "flatten": flatten,
    "range": range_,
    "reverse": reverse,
    "setsymmetricdifference": sets,
    "slice": slice_,
    "sort": sort,
}
