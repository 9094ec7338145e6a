"""How values are put into words."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.value import Node, Reference, Unknown, Value


def _is_text(node: Node) -> bool:
    return isinstance(node, Value) and isinstance(node.data, str)


def shown(node: Node | None, depth: int = 0) -> str:
    """A node for people: lists joined, objects by their name; cut where it would be long."""
    if type(node) is Value and type(node.data) is str:  # nearly always
        return _cut(node.data)
    match node:
        case None | Value(data=None):
            return "not set"
        case Unknown():
            return "unknown"
        case Reference():
            return f"{node.target}.{node.attribute}" if node.attribute != "id" else node.target
        case Value(data=bool() as data):
            return "true" if data else "false"
        case Value(data=float() as data) if data.is_integer():
            return str(int(data))
        case Value(data=tuple() as elements):
            named = [shown(element, depth + 1) for element in elements[:10]] if depth < 3 else ["…"]
            return ", ".join([*named, *(["…"] if len(elements) > 10 else [])]) or "none"
        case Value(data=Mapping() as data):
            name = data.get("name") or next((part for part in data.values() if _is_text(part)), None)
            return shown(name, depth + 1) if name is not None and depth < 3 else "an object"
        case Value(data=data):
            return _cut(str(data))


def _cut(text: str) -> str:
    return text if len(text) <= 200 else text[:199] + "…"


def default_of_whom(whose: str) -> str:
    """How a default is called: ``the default in azurerm 4.x``, ``the default of variable idle``."""
    if whose.startswith(("variable ", "parameter ", "environment ", "$")):
        return f"the default of {whose}"
    return f"the default in {'the ' if whose.endswith(' API') else ''}{whose}"
