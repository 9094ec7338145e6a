"""Functions of lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.languages.terraform.comparison import identity, set_of
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import (
    MAX_ITEMS,
    Blocks,
    EvalError,
    as_unknown,
    elements,
    is_scalar,
    number,
    opened,
    plain_number,
    sure_elements,
    text,
    whole,
)
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value


def concat(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``concat(lists...)``"""
    parts = [sure_elements(node) for node in arguments]
    found = tuple(item for known, _ in parts for item in known)
    if any(isinstance(known, Blocks) and len(known) > 1 for known, _ in parts):
        found = Blocks(found)
    scope.world.spend(len(found) // 10)
    return _whole(found, next((cause for _, cause in parts if cause is not None), None), at)


def _whole(found: tuple[Node, ...], others: Unknown | None, at: Location) -> Node:
    """A list of these elements; one of which more is not known when there may be others."""
    return Value(found, at) if others is None else opened(found, others, at)


def flatten(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``flatten(list of lists)``, however deep. What may be a list among them makes the number of elements unknown."""
    found: list[Node] = []
    first, others = sure_elements(arguments[0])
    pending = list(reversed(first))
    while pending:
        item = pending.pop()
        scope.world.spend()
        if isinstance(item, Value) and isinstance(item.data, tuple):
            pending.extend(reversed(item.data))
        elif isinstance(item, Value) or is_scalar(item):
            found.append(item)
        else:
            inner, cause = sure_elements(item)
            pending.extend(reversed(inner))
            others = others or cause
        if len(found) + len(pending) > MAX_ITEMS:
            raise EvalError("flatten() makes too long a list to be worked out", at)
    unordered = isinstance(first, Blocks) or any(
        isinstance(each, Value) and isinstance(each.data, Blocks) for each in first
    )
    return _whole(Blocks(found) if unordered else tuple(found), others, at)


def distinct(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``distinct(list)``"""
    seen: set[object] = set()
    found: list[Node] = []
    known, others = sure_elements(arguments[0])
    for item in known:
        mark = identity(item)
        if mark is None and not isinstance(item, Value):  # it is in it, or one of the others is the same
            others = others or as_unknown(item)
            found.append(item)
        elif mark is None or mark not in seen:
            seen.add(mark)
            found.append(item)
    return _whole(tuple(found), others, at)


def compact(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``compact(list)``: without null and empty strings. One that may be empty may be left out."""
    known, others = sure_elements(arguments[0])
    found: list[Node] = []
    for item in known:
        if isinstance(item, Value):
            found.extend([item] if item.data is not None and item.data != "" else [])
        elif is_scalar(item):
            found.append(item)
        else:
            others = others or as_unknown(item)
    return _whole(tuple(found), others, at)


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
    known, others = sure_elements(arguments[0])
    return _whole(tuple(reversed(known)), others, at)


def sort(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``sort(list of strings)``"""
    known, others = sure_elements(arguments[0])
    if any(
        not isinstance(item, Value) for item in known
    ):  # their order is not known, and an index means another
        others = others or next(as_unknown(item) for item in known if not isinstance(item, Value))
        return _whole(tuple(known), others, at)
    return _whole(tuple(Value(word, at) for word in sorted(text(item) for item in known)), others, at)


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
