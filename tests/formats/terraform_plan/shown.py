"""Nodes as plain data in which references and unknowns still tell."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.value import Node, Reference, Unknown, plain


def shown(node: Node | None) -> object:
    """Plain data; ``→ address.attribute`` for a reference, ``? reason`` for an unknown."""
    match node:
        case Reference(target=target, attribute=attribute):
            return f"→ {target}.{attribute}"
        case Unknown(reason=reason):
            return f"? {reason}"
        case None:
            return None
    if isinstance(node.data, Mapping):
        return {name: shown(child) for name, child in node.data.items()}
    if isinstance(node.data, tuple):
        return [shown(child) for child in node.data]
    return plain(node)
