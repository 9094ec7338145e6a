"""Conversions of single arguments. Terraform coerces ``"30"`` to 30 and ``1`` to ``"1"`` by the argument's type, so
these do. Whatever is not known passes through unchanged."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.numbers import number as number_of_text
from natpin.model.value import Node, Unknown, Value


def number(node: Node) -> Node | None:
    """A number; a string that holds one is coerced."""
    if isinstance(node, Value) and isinstance(node.data, str):
        data = number_of_text(node.data)
        return (
            Unknown(f"{node.data!r} is not a number", node.at)
            if data is None
            else Value(data, node.at, node.origin)
        )
    if isinstance(node, Value) and isinstance(node.data, float) and node.data.is_integer():
        return Value(int(node.data), node.at, node.origin)
    return node


def boolean(node: Node) -> Node | None:
    """A bool; the strings ``true`` and ``false`` are coerced."""
    if isinstance(node, Value) and isinstance(node.data, str):
        coerced = {"true": True, "1": True, "false": False, "0": False}.get(node.data)
        if coerced is None:
            return Unknown(f"{node.data!r} is not a boolean", node.at)
        return Value(coerced, node.at, node.origin)
    return node


def inverted(node: Node) -> Node | None:
    """The opposite, for arguments that say ``enabled`` where ARM says ``disable``."""
    found = boolean(node)
    if isinstance(found, Value) and isinstance(found.data, bool):
        return Value(not found.data, found.at, found.origin)
    return found


def string(node: Node) -> Node | None:
    """A string; numbers and bools are coerced; an empty one counts as not written, as the provider treats it."""
    if isinstance(node, Value):
        match node.data:
            case "":
                return None
            case bool():
                return Value("true" if node.data else "false", node.at, node.origin)
            case int() | float():
                return Value(
                    f"{node.data:g}" if isinstance(node.data, float) else str(node.data), node.at, node.origin
                )
    return node


def strings(node: Node) -> Node | None:
    """A list of strings."""
    if isinstance(node, Value) and isinstance(node.data, tuple):
        return Value(tuple(_present(string(element)) for element in node.data), node.at, node.origin)
    if isinstance(node, Value) and isinstance(node.data, str):
        return Value((node,), node.at, node.origin)
    return node


def identified(node: Node) -> Node | None:
    """An id as ARM's sub-resource: ``{"id": …}``."""
    found = string(node)
    return None if found is None else Value({"id": found}, node.at)


def identified_each(node: Node) -> Node | None:
    """A list of ids as a list of sub-resources."""
    if isinstance(node, Value) and isinstance(node.data, tuple):
        return Value(tuple(Value({"id": element}, element.at) for element in node.data), node.at, node.origin)
    return node


def labels(node: Node) -> Node | None:
    """A map of strings."""
    if isinstance(node, Value) and isinstance(node.data, Mapping):
        return Value(
            {name: _present(string(child)) for name, child in node.data.items()}, node.at, node.origin
        )
    return node


def _present(node: Node | None) -> Node:
    return Value("") if node is None else node
