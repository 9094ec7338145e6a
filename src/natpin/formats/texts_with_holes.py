"""Texts of YAML of which some pieces are unknown (a heredoc with ``${…}``): what the known pieces say.

A hole is taken for one value, or for a part of one. A text that is no YAML then is unknown as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from natpin.model.location import Location
from natpin.model.value import Node, Reference, Skipped, Unknown, Value
from natpin.regex import late_regex

_HOLE = late_regex(r"zqhole(\d{1,4})qz")
_MOST_HOLES = 500
_DEEPEST = 40

Part = str | Reference | Unknown | None


def documents_in(written: Node, at: Location) -> tuple[Node, ...]:
    """The documents of a text, each node of them at the place where the text is used; the text itself where it is not
    known enough, and an object as it is."""
    if isinstance(written, Value) and not isinstance(written.data, str):
        return (written,)
    parts: Sequence[Part]
    match written:
        case Value(data=str() as whole):
            parts = (whole,)
        case Unknown(parts=found) if any(isinstance(part, str) and part.strip() for part in found):
            parts = found
        case _:
            return (written,)
    from natpin.languages.located_yaml.documents import documents  # YAML is slow to load

    holes = [part for part in parts if not isinstance(part, str)]
    if len(holes) > _MOST_HOLES:
        return (written,)
    numbers = iter(range(len(holes)))
    said = "".join(part if isinstance(part, str) else f"zqhole{next(numbers)}qz" for part in parts)
    found_ = tuple(documents(said, at.path))
    if any(isinstance(one, Skipped) for one in found_):
        return (written,) if isinstance(written, Unknown) else ()
    why = written if isinstance(written, Unknown) else Unknown("it is not known", at)
    filled = _Filled(holes, why, at)
    return tuple(filled.node(one, _DEEPEST) for one in found_ if not isinstance(one, Skipped))


class _Filled:
    """A tree in which marks stand for holes."""

    def __init__(self, holes: Sequence[Part], why: Unknown, at: Location) -> None:
        self._holes, self._why, self._at = holes, why, at

    def node(self, node: Node, depth: int) -> Node:
        """The node with its holes open, at the place of the text."""
        data = node.data if isinstance(node, Value) else None
        if depth == 0:
            return Unknown("is nested too deeply", self._at)
        match data:
            case str() if "zqhole" in data:
                return self._text(data)
            case tuple():
                return Value(tuple(self.node(child, depth - 1) for child in data), self._at)
            case Mapping():
                if any("zqhole" in key for key in data):
                    return self._unknown(())
                return Value({key: self.node(child, depth - 1) for key, child in data.items()}, self._at)
        return Value(data, self._at) if isinstance(node, Value) else node

    def _text(self, said: str) -> Node:
        pieces: list[Part] = []
        for position, piece in enumerate(re.split(_HOLE.pattern, said)):
            if position % 2:
                pieces.append(self._holes[int(piece)])
            elif piece:
                pieces.append(piece)
        if len(pieces) == 1 and isinstance(pieces[0], Unknown | Reference):
            return pieces[0]
        return self._unknown(tuple(pieces))

    def _unknown(self, parts: tuple[Part, ...]) -> Unknown:
        inner = next((part for part in parts if isinstance(part, Unknown)), self._why)
        return Unknown(inner.reason, self._at, inner.settle_by, parts)
