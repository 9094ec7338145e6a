"""JSON patches (RFC 6902), as kustomize applies them: an operation that does not fit ends the build.

Source: RFC 6902; RFC 6901 for paths; kubernetes-sigs/kustomize, api/filters/patchjson6902.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.formats.kustomize.nodes import DEEPEST, Refused, equal, with_member
from natpin.model.numbers import digits
from natpin.model.value import Node, Unknown, Value, dig, text

MOST = 1_000
"""Operations of one patch."""


def applied(body: Node, operations: Sequence[Node]) -> Node:
    """A body after the operations. Raises ``Refused`` where one does not fit."""
    if len(operations) > MOST:
        raise Refused(f"a patch has more than {MOST} operations")
    for each in operations:
        body = _apply(body, each)
    return body


def _apply(body: Node, operation: Node) -> Node:
    kind, path = text(dig(operation, "op")), _steps(text(dig(operation, "path")))
    match kind:
        case "add" | "replace" | "test":
            written = dig(operation, "value")
            value = written if written is not None else Value(None, operation.at)
            if kind == "test":
                return _tested(body, path, value)
            return _set(body, path, value, inserts=kind == "add")
        case "remove":
            return _set(body, path, None)
        case "move" | "copy":
            origin = _steps(text(dig(operation, "from")))
            value = _found(body, origin)
            rest = _set(body, origin, None) if kind == "move" else body
            return _set(rest, path, value, inserts=True)
    raise Refused(f"the operation {kind} is not known")


def _steps(path: str | None) -> list[str]:
    if not path or not path.startswith("/"):
        raise Refused("an operation has no path")
    steps = [step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/")]
    if len(steps) > DEEPEST:
        raise Refused("the path of an operation is too long")
    return steps


def _tested(body: Node, path: Sequence[str], value: Node) -> Node:
    """The body as it is where it has the value. ``null`` is the value of a member that is not there (evanphx/json-patch)."""
    above = _found(body, path[:-1])
    missing = isinstance(above, Value) and isinstance(above.data, Mapping) and path[-1] not in above.data
    if not equal(Value(None) if missing else _found(body, path), value):
        raise Refused(f"the test of /{'/'.join(path)} does not hold")
    return body


def _found(node: Node, path: Sequence[str]) -> Node:
    for step in path:
        inner: Node | None = node if isinstance(node, Unknown) else None
        if isinstance(node, Value) and isinstance(node.data, Mapping):
            inner = node.data.get(step)
        elif isinstance(node, Value) and isinstance(node.data, tuple):
            inner = node.data[_index(step, len(node.data))]
        if inner is None:
            raise Refused(f"there is no /{'/'.join(path)}")
        node = inner
    return node


def _set(node: Node, path: Sequence[str], value: Node | None, inserts: bool = False) -> Node:
    """A value with what a path leads to set, or (for None) removed. ``inserts``: an element of a list goes before the one
    of its number. A member that is not there may be replaced, which RFC 6902 forbids and kustomize's library does."""
    step, rest = path[0], path[1:]
    if isinstance(node, Unknown):
        return node
    if isinstance(node, Value) and isinstance(node.data, Mapping):
        child = node.data.get(step)
        if child is None and (rest or value is None):
            raise Refused(f"there is no {step} to change")
        return with_member(
            node, step, _set(child, rest, value, inserts) if rest and child is not None else value
        )
    if isinstance(node, Value) and isinstance(node.data, tuple):
        return Value(_in_list(node.data, step, rest, value, inserts), node.at, node.origin)
    raise Refused(f"{step} is expected in a plain value, which has no members")


def _in_list(
    elements: tuple[Node, ...], step: str, rest: Sequence[str], value: Node | None, inserts: bool
) -> tuple[Node, ...]:
    here = inserts and not rest
    if here and step == "-":
        return (*elements, value) if value is not None else elements
    position = _index(step, len(elements) + (1 if here else 0))
    if here:
        return (*elements[:position], *(() if value is None else (value,)), *elements[position:])
    after = _set(elements[position], rest, value, inserts) if rest else value
    return (*elements[:position], *(() if after is None else (after,)), *elements[position + 1 :])


def _index(step: str, length: int) -> int:
    position = digits(step)
    if position is None or position >= length:
        raise Refused(f"there is no element {step}")
    return position
