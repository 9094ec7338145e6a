"""Changed copies of values: objects are shared between builds and never changed in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Value

DEEPEST = 120
"""Nested values: a document has at most 100 (``located_yaml``), a patch may add some."""


class Refused(Exception):
    """Kustomize would end with an error here. ``args[0]`` says why."""


@record
class Change:
    """What to do with a member: ``None`` in and out stands for one that is not there."""

    of: Callable[[Node | None], Node | None]
    create: bool = False
    """Whether members on the way are made where they are missing."""


def with_member(node: Value, name: str, child: Node | None) -> Value:
    """An object with another member, without it for None."""
    data = dict(node.data) if isinstance(node.data, Mapping) else {}
    if child is None:
        data.pop(name, None)
    else:
        data[name] = child
    return Value(data, node.at, node.origin)


def edited(node: Node, path: Sequence[str], change: Change) -> Node:
    """A value with what a path of kustomize's field specifications leads to changed. Lists on the way are gone through.

    Source: kubernetes-sigs/kustomize, api/filters/fieldspec. Raises ``Refused`` for a path through a plain value.
    """
    if not isinstance(node, Value) or node.data is None:
        return node
    if isinstance(node.data, tuple):
        return Value(tuple(edited(each, path, change) for each in node.data), node.at, node.origin)
    if not isinstance(node.data, Mapping):
        raise Refused(f"{path[0]} is expected in a plain value, which has no members")
    name = path[0].removesuffix("[]")
    child = node.data.get(name)
    if len(path) == 1:
        return node if child is None and not change.create else with_member(node, name, change.of(child))
    if child is None or (isinstance(child, Value) and child.data is None):
        if not change.create or path[0].endswith("[]"):
            return node
        child = Value({}, node.at)
    return with_member(node, name, edited(child, path[1:], change))


def placed(node: Node, at: Location) -> Node:
    """A value with everything in it at one place: a text's own lines are no lines of the file that it stands in."""
    match node:
        case Value(data=Mapping() as members, origin=origin):
            return Value({name: placed(child, at) for name, child in members.items()}, at, origin)
        case Value(data=tuple() as elements, origin=origin):
            return Value(tuple(placed(child, at) for child in elements), at, origin)
        case Value(data=data, origin=origin):
            return Value(data, at, origin)
    return node


def moved(node: Node, lines: int, columns: int) -> Node:
    """A value of a text that lies in a file, with places in the file: after so many lines, each so far to the right."""

    def there(at: Location) -> Location:
        end_line = None if at.end_line is None else at.end_line + lines
        end_column = None if at.end_column is None else at.end_column + columns
        return Location(at.path, at.line + lines, at.column + columns, end_line, end_column)

    match node:
        case Value(data=Mapping() as members, at=at, origin=origin):
            inside = {name: moved(child, lines, columns) for name, child in members.items()}
            return Value(inside, there(at), origin)
        case Value(data=tuple() as elements, at=at, origin=origin):
            return Value(tuple(moved(child, lines, columns) for child in elements), there(at), origin)
        case Value(data=data, at=at, origin=origin):
            return Value(data, there(at), origin)
    return node


def holds(node: Node, sought: str) -> bool:
    """True where a text in a value has these characters in it."""
    match node:
        case Value(data=Mapping() as members):
            return any(sought in name or holds(child, sought) for name, child in members.items())
        case Value(data=tuple() as elements):
            return any(holds(child, sought) for child in elements)
        case Value(data=str() as written):
            return sought in written
    return False


def equal(one: Node | None, other: Node | None) -> bool:
    """Whether two values are the same JSON, wherever they are written."""
    match one, other:
        case Value(data=Mapping() as left), Value(data=Mapping() as right):
            return left.keys() == right.keys() and all(equal(left[name], right[name]) for name in left)
        case Value(data=tuple() as left), Value(data=tuple() as right):
            return len(left) == len(right) and all(map(equal, left, right))
        case Value(data=left), Value(data=right):
            return type(left) is type(right) and left == right
    return False
