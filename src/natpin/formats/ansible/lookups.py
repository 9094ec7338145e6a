"""Lookups whose answer stands in the playbook itself."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.location import Location
from natpin.model.value import Node, Value


def pairs(node: Node) -> list[Node] | None:
    """What ``lookup('dict', …)`` lists of a dictionary; None for what is none."""
    if not isinstance(node, Value) or not isinstance(node.data, Mapping):
        return None
    return [
        Value({"key": Value(key, child.at), "value": child}, child.at) for key, child in node.data.items()
    ]


def looked_up(listed: list[Node], joined: bool, at: Location) -> Node:
    """A lookup's list: ``lookup`` joins it, and gives a lone object itself. Source: ansible-core, ``_jinja_plugins``,
    ``_invoke_lookup``."""
    if joined and len(listed) < 2:
        return listed[0] if listed else Value("", at)
    return Value(tuple(listed), at)
