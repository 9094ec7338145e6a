"""Functions of text. Those that build text keep its known pieces; the others want all of it."""

from __future__ import annotations

import base64
import re
import urllib.parse

from natpin.languages.arm_expressions.invocation import Invocation, node_of, symbolic
from natpin.languages.arm_expressions.texts import (
    MAX_TEXT,
    from_pieces,
    holds_no_slash,
    joined,
    others,
    pieces,
    segments,
    spelled,
)
from natpin.languages.located_json import JsonError
from natpin.languages.located_json import plain as parse_json
from natpin.model.value import Node, Unknown, Value

_HOLE = re.compile(r"\{\{|\}\}|\{(\d{1,3})(?:,-?\d{1,4})?(?::([^{}]{0,40}))?\}")


def concat(invocation: Invocation) -> Node:
    """Of texts or of lists."""
    arguments = invocation.arguments
    if any(isinstance(argument, Value) and isinstance(argument.data, tuple) for argument in arguments):
        elements: list[Node] = []
        for argument in arguments:
            if isinstance(argument, Value) and isinstance(argument.data, tuple):
                invocation.deployment.effort.spend(len(argument.data))
                elements.extend(argument.data)
            elif isinstance(argument, Value):
                return symbolic(invocation)
            else:
                elements.append(others(argument, invocation.at))
        return Value(tuple(elements), invocation.at)
    return joined(arguments, invocation.at)


def formatted(invocation: Invocation) -> Node:
    """``format('{0}-{1:D2}', a, b)``: composite formatting as .NET has it, for what templates use."""
    template = invocation.text(0)
    if template is None:
        return symbolic(invocation)
    nodes: list[Node] = []
    position = 0
    for hole in _HOLE.finditer(template):
        nodes.append(Value(template[position : hole.start()]))
        position = hole.end()
        if hole[1] is None:
            nodes.append(Value(hole[0][0]))
            continue
        number = int(hole[1]) + 1
        if number >= len(invocation.arguments):
            return symbolic(invocation, f"format() has no argument {hole[1]}")
        nodes.append(_styled(invocation.arguments[number], hole[2]))
    nodes.append(Value(template[position:]))
    return joined(nodes, invocation.at)


def _styled(node: Node, style: str | None) -> Node:
    if not style or not isinstance(node, Value):
        return node
    if isinstance(node.data, int) and re.fullmatch(r"[dD]\d{0,2}", style):
        return Value(str(node.data).rjust(int(style[1:] or 0), "0"))
    if isinstance(node.data, int) and re.fullmatch(r"0{1,20}", style):
        return Value(str(node.data).rjust(len(style), "0"))
    return Unknown(f"the format {style} is not evaluated")


def to_string(invocation: Invocation) -> Node:
    """``string``: a text stays, the rest is written as JSON."""
    if len(invocation.arguments) != 1:
        return symbolic(invocation)
    node = invocation.arguments[0]
    if not isinstance(node, Value):
        return node
    written = spelled(node)
    return symbolic(invocation) if written is None else Value(written, invocation.at)


def split(invocation: Invocation) -> Node:
    """At a delimiter or any of several. Ids with unknown names in them split at their slashes all the same."""
    if len(invocation.arguments) != 2:
        return symbolic(invocation)
    delimiters = [invocation.text(1)]
    if (several := invocation.elements(1)) is not None:
        delimiters = [d.data if isinstance(d, Value) and isinstance(d.data, str) else None for d in several]
    text = invocation.text(0)
    if text is not None and delimiters and all(delimiters):
        parts = re.split("|".join(re.escape(str(delimiter)) for delimiter in delimiters), text)
        invocation.deployment.effort.spend(len(parts))
        return node_of(parts, invocation.at)
    found = pieces(invocation.arguments[0])
    if delimiters == ["/"] and all(isinstance(p, str) or holds_no_slash(p) for p in found):
        cause = invocation.arguments[0]
        return Value(
            tuple(from_pieces(segment, invocation.at, cause) for segment in segments(found)), invocation.at
        )
    return symbolic(invocation)


def join(invocation: Invocation) -> Node:
    """``join(list, delimiter)``."""
    elements, delimiter = invocation.elements(0), invocation.text(1)
    if elements is None or delimiter is None:
        return symbolic(invocation)
    nodes: list[Node] = []
    for element in elements:
        nodes.extend([Value(delimiter), element] if nodes else [element])
    return joined(nodes, invocation.at)


def replace(text: str, old: str, new: str) -> str:
    """Every occurrence."""
    if len(text) * max(1, len(new)) > MAX_TEXT:
        raise ValueError("too long")
    return text.replace(old, new)


def substring(text: str, start: int, length: int | None = None) -> str:
    """Raises ValueError where Azure does: outside the text."""
    end = len(text) if length is None else start + length
    if not 0 <= start <= end <= len(text):
        raise ValueError("outside the text")
    return text[start:end]


def changed_case(upper: bool) -> object:
    """``toLower`` and ``toUpper``, which leave unknown pieces what they are: ARM names have no case."""

    def called(invocation: Invocation) -> Node:
        if len(invocation.arguments) != 1:
            return symbolic(invocation)
        found = [
            (piece.upper() if upper else piece.lower()) if isinstance(piece, str) else piece
            for piece in pieces(invocation.arguments[0])
        ]
        node = invocation.arguments[0]
        if isinstance(node, Value) and not isinstance(node.data, str):
            return symbolic(invocation)
        return from_pieces(found, node.at, node)

    return called


def pad_left(text: str | int, width: int, filler: str = " ") -> str:
    """Raises ValueError for a width no name has."""
    if width > 10_000 or len(filler) != 1:
        raise ValueError("too wide")
    return str(text).rjust(width, filler)


def starts_with(text: str, start: str) -> bool:
    """Case does not count."""
    return text.lower().startswith(start.lower())


def ends_with(text: str, end: str) -> bool:
    """Case does not count."""
    return text.lower().endswith(end.lower())


def to_base64(text: str) -> str:
    """Of UTF-8."""
    return base64.b64encode(text.encode()).decode()


def from_base64(text: str) -> str:
    """To UTF-8. Raises ValueError."""
    return base64.b64decode(text, validate=True).decode()


def from_base64_json(text: str) -> object:
    """Raises ValueError."""
    return from_json(from_base64(text))


def from_json(text: object) -> object:
    """``json``. Raises ValueError."""
    try:
        return parse_json(str(text))
    except JsonError as error:
        raise ValueError(error.message) from None


def data_uri(text: str) -> str:
    """``data:text/plain;charset=utf8;base64,…``."""
    return f"data:text/plain;charset=utf8;base64,{to_base64(text)}"


def uri(invocation: Invocation) -> Node:
    """A relative address against a base; what is known of it stays known."""
    base, relative = invocation.text(0), invocation.text(1)
    if base is not None and relative is not None:
        try:
            return Value(urllib.parse.urljoin(base, relative), invocation.at)
        except ValueError:
            return symbolic(invocation, "uri() was given no address")
    return joined((*invocation.arguments[:1], Value("/"), *invocation.arguments[1:2]), invocation.at)


def uri_component(text: str) -> str:
    """Percent-encoded."""
    return urllib.parse.quote(text, safe="~()*!.'")


def uri_component_to_string(text: str) -> str:
    """Percent-decoded."""
    return urllib.parse.unquote(text)
