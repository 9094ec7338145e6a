"""JSON with indentation, as ``json.dumps(…, indent=2)`` writes it, without a second copy of it.

The standard library's own way makes a piece of text of each comma and each blank, and keeps all of them until the end:
of a report on thousands of clusters that was more than everything else natpin held. Here an iterator stands for a list
whose elements are made when they are written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from json.encoder import encode_basestring_ascii as _quoted
from typing import TypeAlias

_Put: TypeAlias = "Callable[[str], None]"


def text(data: object) -> str:
    """The document, ASCII, with a newline at its end. Keys have to be texts."""
    pieces: list[str] = []
    _write(data, "", "\n", pieces.append)
    pieces.append("\n")
    return "".join(pieces)


def _write(data: object, before: str, line: str, put: _Put) -> None:
    """One value, and what stands ``before`` it; ``line`` begins a line as deep as the value."""
    if isinstance(data, dict):
        inner, opening = line + "  ", before + "{"
        for key, value in data.items():
            _write(value, f"{opening}{inner}{_quoted(key)}: ", inner, put)
            opening = ","
        put(line + "}" if data else opening + "}")
    elif isinstance(data, list | tuple | Iterator):
        inner, opening, closing = line + "  ", before + "[", None
        for value in data:
            _write(value, opening + inner, inner, put)
            opening, closing = ",", line + "]"
        put(closing or opening + "]")
    else:
        put(before + (_quoted(data) if type(data) is str else json.dumps(data)))
