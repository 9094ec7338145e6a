"""Values in a row as one text."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value

MAX_TEXT = 65_536
"""Characters of a text, written or made: a longer one is unknown."""
MAX_PIECES = 500
"""Pieces of a text that is not known: of a longer one nothing is known."""

Part = str | Reference | Unknown | None


def joined(pieces: Sequence[Node], at: Location) -> Node:
    """Values in a row as one text, with what is known of it where a part is not."""
    parts: list[Part] = []
    for piece in pieces:
        match piece:
            case Value(data=str() | bool() | int() | float() as data):
                parts.append(str(data))
            case Value(data=None):
                parts.append("")
            case Unknown(parts=inner) if inner:
                parts += inner
            case Value():
                parts.append(Unknown("a list or an object stands where text is expected", piece.at))
            case _:
                parts.append(piece)
    if all(isinstance(part, str) for part in parts):
        text = "".join(str(part) for part in parts)
        return Value(text, at) if len(text) <= MAX_TEXT else Unknown("the text is too long to follow", at)
    cause = next((part for part in parts if isinstance(part, Unknown)), None)
    why = cause.reason if cause is not None else "a part of it is only known once it is deployed"
    known = tuple(part for part in parts if part != "") if len(parts) <= MAX_PIECES else ()
    return Unknown(why, at, cause.settle_by if cause is not None else None, known)
