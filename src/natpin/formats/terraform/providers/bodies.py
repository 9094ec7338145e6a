"""azapi's ``body``: an object, or JSON text that may have holes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from natpin.formats.terraform.providers.references import DEEPEST, Parts, Piece
from natpin.formats.unclear import members_read, properties_read
from natpin.languages import located_json as json_source
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value, is_absent, member, of
from natpin.regex import late_regex

_OPEN, _CLOSE = "\ue000", "\ue001"
_HOLE = late_regex(f"{_OPEN}([0-9]{{1,9}}){_CLOSE}")
_QUOTE = late_regex(r'\\.|"', re.DOTALL)

INLINE_CHILDREN = frozenset({"subnets", "routes", "ipconfigurations"})
"""Lists whose elements are child resources with ``properties`` of their own; lower case."""


def body(node: Node | None) -> Node | None:
    """The body as an object: decoded if it is JSON text, holes and all."""
    match node:
        case Value(data=str() as text):
            return _decoded((text,), node.at)
        case Unknown(parts=parts) if parts:
            return _decoded(parts, node.at) or node
        case Reference():
            return Unknown(f"comes from {node.target}", node.at, "terraform show -json")
        case _:
            return node


def sent(attributes: Mapping[str, Node]) -> Node | None:
    """What azapi sends: ``sensitive_body`` is merged into ``body`` (azapi documentation, ``r/resource``)."""
    plain, secret = body(attributes.get("body")), body(attributes.get("sensitive_body"))
    return plain if secret is None or is_absent(secret) else _merged(plain, secret, DEEPEST)


def _merged(below: Node | None, above: Node, depth: int) -> Node:
    """A merge patch of JSON (RFC 7396): objects member by member, all else as a whole."""
    if below is None or not isinstance(above, Value) or not isinstance(above.data, Mapping) or depth <= 0:
        return above
    if not isinstance(below, Value) or not isinstance(below.data, Mapping):
        return above if isinstance(below, Value) else below
    found = dict(below.data)
    for name, node in above.data.items():
        found[name] = _merged(found.get(name), node, depth - 1)
    return Value(found, below.at, below.origin)


def flattened(written: Node | None, kind: str) -> dict[str, Node]:
    """A body's members with ``properties`` flattened into them, those of inline children too."""
    if written is None or (isinstance(written, Value) and not isinstance(written.data, Mapping)):
        return {}
    if not isinstance(written, Value) or not isinstance(written.data, Mapping):
        return _unknowable(written, members_read(kind))
    found = {name: node for name, node in written.data.items() if name.lower() != "properties"}
    properties = member(written.data, "properties")
    match properties:
        case Value(data=Mapping() as inner):
            found.update(inner)
        case Unknown() | Reference():
            found.update(_unknowable(properties, properties_read(kind)))
    for name, node in found.items():
        if name.lower() in INLINE_CHILDREN:
            found[name] = _children(node, kind, name)
    return found


def _unknowable(node: Node, names: Iterable[str]) -> dict[str, Node]:
    unknown = node if isinstance(node, Unknown) else Unknown("the body cannot be known", node.at)
    return dict.fromkeys(sorted(names), unknown)


def _children(node: Node, kind: str, name: str) -> Node:
    if not isinstance(node, Value) or not isinstance(node.data, tuple):
        return node
    child_kind = f"{kind}/{name}"
    return Value(
        tuple(
            Value(flattened(child, child_kind), child.at, child.origin)
            if isinstance(child, Value) and isinstance(child.data, Mapping)
            else child
            for child in node.data
        ),
        node.at,
        node.origin,
    )


def _decoded(parts: Parts, at: Location) -> Node | None:
    """JSON text, or None when it is none. A hole becomes what it stands for."""
    text, holes = _joined(parts)
    if text is None:
        return None
    try:
        data = json_source.plain(text)
    except json_source.JsonError:
        return None if holes else Unknown("the body is not valid JSON", at)
    return _filled(of(data, at), holes, at)


def _joined(parts: Parts) -> tuple[str | None, list[Piece]]:
    """One text with a marker for each hole, in quotes where the hole stands outside a string."""
    joined: list[str] = []
    holes: list[Piece] = []
    inside = False
    for part in parts:
        if isinstance(part, str):
            if _OPEN in part:
                return None, []
            joined.append(part)
            inside ^= sum(found.group() == '"' for found in _QUOTE.finditer(part)) % 2 == 1
        else:
            marker = f"{_OPEN}{len(holes)}{_CLOSE}"
            joined.append(marker if inside else f'"{marker}"')
            holes.append(part)
    return "".join(joined), holes


def _filled(node: Node, holes: list[Piece], at: Location, depth: int = 0) -> Node:
    if not holes or not isinstance(node, Value) or depth > DEEPEST:
        return node
    match node.data:
        case str() as text if _OPEN in text:
            pieces = tuple(_pieces(text, holes))
            only = pieces[0] if len(pieces) == 1 else None
            if isinstance(only, Reference | Unknown):
                return only
            return Unknown("a part of the body cannot be known", at, "terraform show -json", pieces)
        case Mapping() as members:
            return Value({name: _filled(child, holes, at, depth + 1) for name, child in members.items()}, at)
        case tuple() as elements:
            return Value(tuple(_filled(child, holes, at, depth + 1) for child in elements), at)
        case _:
            return node


def _pieces(text: str, holes: list[Piece]) -> list[Piece]:
    pieces: list[Piece] = []
    for position, piece in enumerate(_HOLE.split(text)):
        if position % 2:
            pieces.append(holes[int(piece)] if int(piece) < len(holes) else None)
        elif piece:
            pieces.append(piece)
    return pieces
