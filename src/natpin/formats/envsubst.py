"""Texts of manifests in which envsubst, clusterctl or Flux put values (``${NAME}``, ``${NAME:=default}``)."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.value import Node, Reference, Unknown, Value, fallback_of, text
from natpin.regex import late_regex

_SUBSTITUTED = late_regex(r"\$\{[^{}$]{1,200}\}|\$[A-Z_][A-Z0-9_]{0,100}\b")
"""What envsubst, clusterctl and Flux's post-build substitution put values for."""
_DEFAULT = late_regex(r"\$\{([A-Za-z_]\w{0,100}):?[=-]([^{}$\n]{0,200})\}\Z")


def in_braces(node: Node) -> Node:
    """What ``substituted`` gives, for each text in a node that has a place in braces."""
    match node:
        case Value(data=str() as written) if "${" in written:
            return substituted(node)
        case Value(data=Mapping() as members, at=at, origin=origin):
            return Value({name: in_braces(child) for name, child in members.items()}, at, origin)
        case Value(data=tuple() as elements, at=at, origin=origin):
            return Value(tuple(map(in_braces, elements)), at, origin)
    return node


def substituted(node: Node) -> Node:
    """A text with the places where a tool puts values in as unknown pieces, or its default where it is one such place that
    has a default; what has none as it is."""
    written = text(node)
    if written is None or "$" not in written:
        return node
    default = _DEFAULT.match(written)
    if default is not None:  # as a variable's default: what is taken where nobody gives another
        value = default.group(2).strip("\"'")
        return Value(
            int(value) if value.isdecimal() and len(value) < 10 else value,
            node.at,
            fallback_of(default.group(1)),
        )
    pieces: list[str | Reference | Unknown | None] = []
    end = 0
    for match in _SUBSTITUTED.finditer(written):
        if match.start() > end:
            pieces.append(written[end : match.start()])
        pieces.append(Unknown(f"{match.group()} is filled in when the manifest is applied"))
        end = match.end()
    if not pieces:
        return node
    if end < len(written):
        pieces.append(written[end:])
    first = next(piece for piece in pieces if isinstance(piece, Unknown))
    return Unknown(
        first.reason, node.at, "substitute it (envsubst, flux build), and lint the result", tuple(pieces)
    )
