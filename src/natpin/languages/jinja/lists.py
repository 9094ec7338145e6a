"""Filters of lists: putting together, picking out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from natpin.languages.jinja.comparing import compared
from natpin.languages.jinja.scope import open_in, perhaps_in
from natpin.model.value import Node, Unknown, Value, members, text

MAX_ITEMS = 10_000
"""Elements of a list that is gone through."""

MAX_SIZE = 4_000
"""Values inside of one another that a template may make."""


def is_large(node: Value) -> bool:
    """True for a list or an object of more values than are followed, those inside of it counted wherever they stand."""
    pending: list[Node] = [node]
    for _ in range(MAX_SIZE):
        if not pending:
            return False
        match pending.pop():
            case Value(data=tuple() | Mapping() as data):
                if len(data) + len(pending) > MAX_SIZE:
                    return True
                pending.extend(data.values() if isinstance(data, Mapping) else data)
    return bool(pending)


def is_scalar(node: Value) -> bool:
    """True for what is no list and no object."""
    return not isinstance(node.data, Mapping | tuple)


def flatten(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    if not isinstance(node.data, tuple):
        return None
    levels = named.get("levels") or (arguments[0] if arguments else Value(20))
    depth = levels.data if isinstance(levels, Value) and isinstance(levels.data, int) else None
    return None if depth is None else Value(tuple(flat(node.data, min(depth, 20))), node.at)


def flat(listed: Sequence[Node], depth: int) -> list[Node]:
    """The elements of lists inside of a list, ``depth`` levels deep."""
    found: list[Node] = []
    for one in listed:
        if depth and isinstance(one, Value) and isinstance(one.data, tuple):
            found += flat(one.data, depth - 1)
        else:
            found.append(one)
    return found


def unique(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    if not isinstance(node.data, tuple) or not all(
        isinstance(one, Value) and is_scalar(one) for one in node.data
    ):
        return None
    seen = {repr(one.data): one for one in reversed(node.data) if isinstance(one, Value)}
    return Value(tuple(one for one in node.data if one is seen[repr(getattr(one, "data", None))]), node.at)


def union(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    more = arguments[0] if arguments else None
    if not isinstance(node.data, tuple) or not isinstance(more, Value) or not isinstance(more.data, tuple):
        return None
    return unique(Value((*node.data, *more.data), node.at), [], {})


def mapped(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    attribute = text(named.get("attribute"))
    if attribute is None or not isinstance(node.data, tuple) or len(node.data) > MAX_ITEMS:
        return None
    found: list[Node] = []
    for one in node.data:
        why = perhaps_in(one)
        if why is not None:  # an element that may not be there has a mark, which its member would lose
            return why
        inner: Node | None = one
        for step in attribute.split("."):
            inner = members(inner).get(step)
        if inner is None:
            return None
        found.append(inner)
    return Value(tuple(found), node.at)


def select(keeps: bool) -> Callable[..., Node | None]:
    """``selectattr('name', 'equalto', 'nodes')``, ``rejectattr``."""

    def rule(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
        names = [text(one) for one in arguments]
        if not isinstance(node.data, tuple) or not names or names[0] is None:
            return None
        found: list[Node] = []
        for one in node.data:
            value = members(one).get(names[0])
            holds: bool | Unknown
            why = one if isinstance(one, Unknown) else open_in(one)
            if value is None and why is not None:
                return why
            if names[1:2] == ["defined"]:
                holds = value if isinstance(value, Unknown) else value is not None
            elif len(arguments) == 3 and names[1] in ("equalto", "==", "eq", "in") and value is not None:
                holds = compared("in" if names[1] == "in" else "eq", value, arguments[2], node.at)
            else:
                return None
            if isinstance(holds, Unknown):
                return holds
            found += [one] if holds is keeps else []
        return Value(tuple(found), node.at)

    return rule
