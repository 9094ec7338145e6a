"""A configuration joined with those that it includes.

Source: Terragrunt documentation, "include" block, ``merge_strategy``: ``shallow`` replaces what is named alike, ``deep``
joins maps and appends lists, ``no_merge`` only exposes.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.languages.terraform.values import as_unknown, derived
from natpin.model.record import record
from natpin.model.value import Node, Unknown, Value

_DEEPEST = 40


@record
class Members:
    """What an object certainly has, and why it may have more, or other values."""

    known: Mapping[str, Node]
    rest: Unknown | None = None


def members(node: Node | None) -> Members:
    """An object as far as it is known."""
    if node is None or (isinstance(node, Value) and node.data is None):
        return Members({})
    if isinstance(node, Value):
        if isinstance(node.data, Mapping):
            return Members(dict(node.data))
        return Members({}, Unknown("inputs is not an object", node.at))
    cause = as_unknown(node)
    sure = cause.sure.data if cause.sure is not None else None
    return Members(dict(sure) if isinstance(sure, Mapping) else {}, cause)


def joined(parent: Members, child: Members, deep: bool) -> Members:
    """What the parent's and the child's members make together: the child's win."""
    known = dict(parent.known)
    if child.rest is not None:  # any of the parent's may be replaced
        known = {name: derived(child.rest, child.rest.at) for name in known}
    for name, node in child.known.items():
        under = known.get(name)
        known[name] = _deep(under, node, 0) if deep and under is not None else node
    return Members(known, child.rest or parent.rest)


def _deep(parent: Node, child: Node, depth: int) -> Node:
    if depth > _DEEPEST or not isinstance(parent, Value) or not isinstance(child, Value):
        if isinstance(parent, Value) and not isinstance(parent.data, Mapping | tuple):
            return child
        if isinstance(child, Value) and not isinstance(child.data, Mapping | tuple):
            return child
        return derived(as_unknown(child if not isinstance(child, Value) else parent), child.at)  # type: ignore[arg-type]
    if isinstance(parent.data, Mapping) and isinstance(child.data, Mapping):
        found = dict(parent.data)
        for name, node in child.data.items():
            under = found.get(name)
            found[name] = node if under is None else _deep(under, node, depth + 1)
        return Value(found, child.at)
    if isinstance(parent.data, tuple) and isinstance(child.data, tuple):
        return Value((*parent.data, *child.data), child.at)
    return child


def unknown_text(node: Node | None) -> str | None:
    """A text with what is not known of it left out as ``?``; None for what is no text at all."""
    if isinstance(node, Value):
        return node.data if isinstance(node.data, str) else None
    if isinstance(node, Unknown) and any(isinstance(part, str) for part in node.parts):
        return "".join(part if isinstance(part, str) else "?" for part in node.parts)
    return None
