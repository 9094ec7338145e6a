"""Whether values are the same, and what is certain of two that may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.languages.terraform.values import Set, is_id, opened
from natpin.model.record import replace
from natpin.model.value import Node, Reference, Unknown, Value


def set_of(items: Sequence[Node]) -> Set:
    """A set: each element once, known primitives in order."""
    kept: list[Node] = []
    seen: set[object] = set()
    for item in items:
        mark = identity(item)
        if mark is not None and mark in seen:
            continue
        seen.add(mark)
        kept.append(item)
    if all(isinstance(item, Value) and isinstance(item.data, str) for item in kept):
        kept.sort(key=lambda item: str(item.data) if isinstance(item, Value) else "")
    elif all(isinstance(item, Value) and isinstance(item.data, int | float) for item in kept):
        kept.sort(
            key=lambda item: (
                float(item.data) if isinstance(item, Value) and isinstance(item.data, int | float) else 0
            )
        )
    return Set(kept)


def identity(node: Node, depth: int = 0) -> object:
    """Equal for equal known values; None when it cannot be told."""
    if depth > 100:
        return None
    match node:
        case Value(data=dict() as data):
            inner = [(key, identity(data[key], depth + 1)) for key in sorted(data)]
            return None if any(mark is None for _, mark in inner) else ("object", tuple(inner))
        case Value(data=tuple() as data):
            marks = [identity(item, depth + 1) for item in data]
            return None if None in marks else ("list", tuple(marks))
        case Value(data=Mapping()):
            return None
        case Value(data=data):
            return (
                type(data).__name__ if data is None else (isinstance(data, bool), isinstance(data, str), data)
            )
        case Reference(target=target, attribute=attribute):
            return ("reference", target, attribute)
        case _:
            return None


def same(left: Node, right: Node, depth: int = 0) -> bool | None:
    """Terraform's ``==``; None when it cannot be known."""
    if depth > 100:
        return None
    if isinstance(left, Reference) and isinstance(right, Reference) and left.target == right.target:
        return True if left.attribute == right.attribute else None
    for one, other in ((left, right), (right, left)):
        if is_id(one) and isinstance(other, Value) and other.data in (None, ""):
            return False
    if not isinstance(left, Value) or not isinstance(right, Value):
        return None
    mine, yours = left.data, right.data
    if mine is yours:
        return True
    if (isinstance(mine, Mapping) and not isinstance(mine, dict)) or (
        isinstance(yours, Mapping) and not isinstance(yours, dict)
    ):
        return None  # whole resources and modules
    if isinstance(mine, Mapping) and isinstance(yours, Mapping):
        if set(mine) != set(yours):
            return False
        return _all_same([same(mine[key], yours[key], depth + 1) for key in mine])
    if isinstance(mine, tuple) and isinstance(yours, tuple):
        if len(mine) != len(yours):
            return False
        return _all_same([same(one, other, depth + 1) for one, other in zip(mine, yours, strict=True)])
    if isinstance(mine, Mapping | tuple) or isinstance(yours, Mapping | tuple):
        return False
    if isinstance(mine, bool) != isinstance(yours, bool) or isinstance(mine, str) != isinstance(yours, str):
        return False
    return mine == yours


def _all_same(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def merged(left: Node, right: Node, cause: Unknown, depth: int = 0) -> Node:
    """What is certain when either of two values may be the one."""
    if left is right or (same(left, right) is True):
        return left
    if depth < 20 and isinstance(left, Value) and isinstance(right, Value):
        mine, yours = left.data, right.data
        if isinstance(mine, dict) and isinstance(yours, dict) and set(mine) == set(yours):
            return Value({key: merged(mine[key], yours[key], cause, depth + 1) for key in mine}, left.at)
        if isinstance(mine, tuple) and isinstance(yours, tuple) and mine and len(mine) == len(yours):
            return Value(
                tuple(merged(one, other, cause, depth + 1) for one, other in zip(mine, yours, strict=True)),
                left.at,
            )
    mine_between, yours_between = _bounds(left), _bounds(right)
    if mine_between is not None and yours_between is not None:
        (low, high), (other_low, other_high) = mine_between, yours_between
        least = None if low is None or other_low is None else min(low, other_low)
        most = None if high is None or other_high is None else max(high, other_high)
        return replace(cause, least=least, most=most)
    common = _common(left, right, cause, depth)
    return cause if common is None else opened(common, cause, cause.at)


def _bounds(node: Node) -> tuple[int | None, int | None] | None:
    """Between which whole numbers a number certainly is; None for what is none, or has no bound."""
    if isinstance(node, Value):
        known = node.data
        return (known, known) if isinstance(known, int) and not isinstance(known, bool) else None
    if isinstance(node, Unknown) and (node.least is not None or node.most is not None):
        return node.least, node.most
    return None


def _common(left: Node, right: Node, cause: Unknown, depth: int) -> tuple[Node, ...] | dict[str, Node] | None:
    """What two lists or two objects, of which one may be meant, both have; None when nothing."""
    one, other = (
        node if isinstance(node, Value) else node.sure if isinstance(node, Unknown) else None
        for node in (left, right)
    )
    if one is None or other is None or depth >= 20:
        return None
    mine, yours = one.data, other.data
    if isinstance(mine, dict) and isinstance(yours, dict):
        return {key: merged(mine[key], yours[key], cause, depth + 1) for key in mine if key in yours} or None
    if isinstance(mine, tuple) and isinstance(yours, tuple):
        marks = {identity(item) for item in yours} - {None}
        return tuple(item for item in mine if identity(item) in marks) or None
    return None
