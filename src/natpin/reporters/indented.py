"""JSON with indentation, as ``json.dumps(…, indent=2)`` writes it, without a second copy of it.

The standard library's own way makes a piece of text of each comma and each blank, and keeps all of them until the end:
of a report on thousands of clusters that was more than everything else natpin held. Here an iterator stands for a list
whose elements are made when they are written, and what is written is handed on before the next element is made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from json.encoder import encode_basestring_ascii as _quoted
from typing import TypeAlias

Put: TypeAlias = "Callable[[str], object]"
"""What takes a piece of text: a file's ``write``, a list's ``append``."""

_HELD = 4096
"""Pieces, of a line or two, that are handed on together."""


def gathered(write_by: Callable[[Put], object]) -> str:
    """In one text what a function puts piece by piece."""
    pieces: list[str] = []
    write_by(pieces.append)
    return "".join(pieces)


def write(data: object, put: Put) -> None:
    """The document, ASCII, with a newline at its end, piece by piece. No string of it is in two pieces. Keys have to be
    texts."""
    held: list[str] = []

    def hand_on() -> None:
        if len(held) > _HELD:
            put("".join(held))
            held.clear()

    _write(data, "", "\n", held.append, hand_on)
    held.append("\n")
    put("".join(held))


def _write(data: object, before: str, line: str, put: Put, hand_on: Callable[[], None]) -> None:
    """One value, and what stands ``before`` it; ``line`` begins a line as deep as the value."""
    if isinstance(data, str):
        put(before + _quoted(data))
    elif isinstance(data, dict):
        inner, opening = line + "  ", before + "{"
        for key, value in data.items():
            _write(value, f"{opening}{inner}{_quoted(key)}: ", inner, put, hand_on)
            opening = ","
        put(line + "}" if data else opening + "}")
    elif data is not None and isinstance(data, list | tuple | Iterator):
        inner, opening, closing = line + "  ", before + "[", None
        for value in data:
            _write(value, opening + inner, inner, put, hand_on)
            opening, closing = ",", line + "]"
            hand_on()
        put(closing or opening + "]")
    else:
        put(before + json.dumps(data))
