"""``json()``: a text as the value that it writes, also where pieces of the text are not known.

Templates write ``json(concat('{"id": "', resourceId(…, uniqueString(…)), '"}'))`` where a property is an object or null.
A piece that stands within a string of the JSON stays a piece of that string: names and ids of Azure's hold no quotes
("Naming rules and restrictions for Azure resources"). One that stands anywhere else may be any value, and so may all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.languages.arm_expressions.functions.strings import from_json
from natpin.languages.arm_expressions.invocation import Invocation, node_of, plain, symbolic
from natpin.languages.arm_expressions.texts import Piece, joined
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value

_MARK = "\ue000"
"""Of Unicode's private use: no template holds it."""
_KNOWN = plain(from_json)


def parsed(invocation: Invocation) -> Node:
    """The value of a text in JSON."""
    node = invocation.arguments[0] if len(invocation.arguments) == 1 else None
    parts = node.parts if isinstance(node, Unknown) else ()
    known = "".join(piece for piece in parts if isinstance(piece, str))
    if not known or _MARK in known:
        return _KNOWN(invocation)
    text = "".join(
        piece if isinstance(piece, str) else f"{_MARK}{number}{_MARK}" for number, piece in enumerate(parts)
    )
    try:
        return _put_in(node_of(from_json(text), invocation.at), parts, invocation.at)
    except (TypeError, ValueError):
        return symbolic(invocation)


def _put_in(node: Node, parts: Sequence[Piece], at: Location) -> Node:
    """Pieces in place of their marks. Raises ValueError for the name of a member that is not known."""
    match node:
        case Value(data=str() as text) if _MARK in text:
            said = text.split(_MARK)  # every second one is the number of a piece
            return joined([_piece(one, number % 2 == 1, parts) for number, one in enumerate(said)], at)
        case Value(data=Mapping() as members):
            if any(_MARK in name for name in members):
                raise ValueError
            return Value({name: _put_in(child, parts, at) for name, child in members.items()}, at)
        case Value(data=tuple() as elements):
            return Value(tuple(_put_in(child, parts, at) for child in elements), at)
    return node


def _piece(said: str, marked: bool, parts: Sequence[Piece]) -> Node:
    piece = parts[int(said)] if marked else said
    if piece is None:
        return Unknown("a part of the text is not known")
    return Value(piece) if isinstance(piece, str) else piece
