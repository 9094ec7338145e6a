"""What several ways of a script leave of one resource."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.model.value import Node, Reference, Unknown, Value, items, members, text


def either(outcomes: list[Resource | None], cause: Unknown) -> Resource | None:
    """A resource that stands for each of ``outcomes``: conditional where a way has none, unknown where they differ."""
    present = [outcome for outcome in outcomes if outcome is not None]
    if not present:
        return None
    merged = present[0]
    for other in present[1:]:
        if other is merged:
            continue
        merged = replace(
            merged,
            external=merged.external and other.external,
            conditional=merged.conditional or other.conditional,
            at=merged.at if not merged.external else other.at,
            properties=_either_of(merged.properties, other.properties, cause),
        )
    if len(present) < len(outcomes) and merged.conditional is None and not merged.external:
        merged = replace(merged, conditional=cause)
    return merged


def _either_of(left: Mapping[str, Node], right: Mapping[str, Node], cause: Unknown) -> dict[str, Node]:
    merged: dict[str, Node] = {}
    for name in dict.fromkeys((*left, *right)):
        one, other = left.get(name), right.get(name)
        if one is not None and (one is other or _same(one, other)):
            merged[name] = one
        else:
            merged[name] = _either_node(one, other, cause)
    return merged


def _either_node(one: Node | None, other: Node | None, cause: Unknown) -> Node:
    """What two ways leave different. Objects, and lists of the same named objects, differ only where they do: a second
    attempt with another size makes the same pools."""
    if not isinstance(one, Value) or not isinstance(other, Value):
        return cause
    if members(one) and members(other):
        return Value(_either_of(members(one), members(other), cause), one.at)
    names = _names(one)
    if names is None or names != _names(other):
        return cause
    return Value(
        tuple(_either_node(left, right, cause) for left, right in zip(items(one), items(other), strict=True)),
        one.at,
    )


def _names(node: Value) -> list[str] | None:
    """The names of a list's objects, where each has one; None for anything else."""
    if not isinstance(node.data, tuple) or not node.data:
        return None
    names = [text(members(each).get("name")) if isinstance(each, Value) else None for each in node.data]
    return None if None in names else [name for name in names if name is not None]


def _same(one: Node, other: Node | None) -> bool:
    match one, other:
        case Value(data=tuple() as left), Value(data=tuple() as right):
            return len(left) == len(right) and all(map(_same, left, right))
        case Value(data=dict() as left), Value(data=dict() as right):
            return left.keys() == right.keys() and all(_same(left[name], right[name]) for name in left)
        case Value(data=left), Value(data=right):
            return type(left) is type(right) and left == right
        case Reference(target=left, attribute=attribute), Reference(target=right):
            return left == right and attribute == other.attribute
    return one == other
