"""Functions that encode and decode: JSON, YAML, base64, CSV, URLs, hashes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from natpin.languages.located_json import JsonError, parse
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import (
    MAX_ITEMS,
    EvalError,
    NotKnown,
    as_unknown,
    joined,
    text,
    too_large,
)
from natpin.model.location import Location
from natpin.model.numbers import digits
from natpin.model.value import Node, Reference, Skipped, Unknown, Value


def jsonencode(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``jsonencode(value)``: what is unknown inside stays a hole in the text."""
    return joined(_json_pieces(arguments[0], scope), at)


def _json_pieces(node: Node, scope: Scope, depth: int = 0) -> list[Node]:
    """The text in pieces. A hole stands between quotes, since what is unknown is nearly always a string."""
    scope.world.spend()
    if depth > 60:
        raise EvalError("jsonencode() of a value nested too deeply", node.at)
    if not isinstance(node, Value):
        if isinstance(node, Unknown) and node.parts:
            return [Value('"'), _escaped(node), Value('"')]
        return [Value('"'), node, Value('"')]
    data = node.data
    if isinstance(data, Mapping):
        pieces: list[Node] = [Value("{")]
        for number, key in enumerate(sorted(data)):
            pieces.append(Value(("," if number else "") + json.dumps(str(key), ensure_ascii=False) + ":"))
            pieces.extend(_json_pieces(data[key], scope, depth + 1))
        return [*pieces, Value("}")]
    if isinstance(data, tuple):
        pieces = [Value("[")]
        for number, item in enumerate(data):
            if number:
                pieces.append(Value(","))
            pieces.extend(_json_pieces(item, scope, depth + 1))
        return [*pieces, Value("]")]
    return [Value(json.dumps(data, ensure_ascii=False))]


def _escaped(node: Unknown) -> Unknown:
    parts = tuple(
        json.dumps(part, ensure_ascii=False)[1:-1] if isinstance(part, str) else part for part in node.parts
    )
    return Unknown(node.reason, node.at, node.settle_by, parts)


def jsondecode(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``jsondecode(text)``. Text with holes gives back the values that were there."""
    node = arguments[0]
    if isinstance(node, Unknown) and any(isinstance(part, str) for part in node.parts):
        return _with_holes(node, scope, at)
    try:
        data = json.loads(text(node))
        whole = _whole_file(node)
        return decoded(data if whole is None else parse(text(node), whole), scope, at, whole)
    except (ValueError, RecursionError, JsonError):
        raise EvalError("jsondecode() of text that is not valid JSON", at) from None


DATA = (".json", ".yaml", ".yml")


def _whole_file(node: Node) -> str | None:
    """The file that a text is all of, so that what it holds has places there."""
    return node.at.path if node.at.path.endswith(DATA) and node.at == Location(node.at.path) else None


def _with_holes(node: Unknown, scope: Scope, at: Location) -> Node:
    holes: list[Reference | Unknown | None] = []
    spelled = ""
    for part in node.parts:
        if isinstance(part, str):
            spelled += part
        else:
            spelled += f"\ue000{len(holes)}\ue001"
            holes.append(part)
    try:
        found = json.loads(spelled)
    except (ValueError, RecursionError):
        raise NotKnown(node) from None
    return _refilled(decoded(found, scope, at), holes, node)


def _refilled(node: Node, holes: list[Reference | Unknown | None], cause: Unknown) -> Node:
    if not isinstance(node, Value):
        return node
    data = node.data
    if isinstance(data, Mapping):
        return Value({key: _refilled(data[key], holes, cause) for key in data}, node.at)
    if isinstance(data, tuple):
        return Value(tuple(_refilled(item, holes, cause) for item in data), node.at)
    if not isinstance(data, str) or "\ue000" not in data:
        return node
    pieces: list[Node] = []
    for number, piece in enumerate(data.split("\ue000")):
        if number == 0:
            pieces.append(Value(piece))
            continue
        index, _, rest = piece.partition("\ue001")
        position = digits(index)
        hole = holes[position] if position is not None and position < len(holes) else None
        pieces.append(hole or Unknown(cause.reason, cause.at, cause.settle_by, (None,)))
        pieces.append(Value(rest))
    pieces = [piece for piece in pieces if not (isinstance(piece, Value) and piece.data == "")]
    return pieces[0] if len(pieces) == 1 else joined(pieces, node.at)


def yamldecode(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``yamldecode(text)``"""
    from natpin.languages.located_yaml.documents import documents

    # events, never libyaml's composer: that one overflows the C stack on deep nesting
    written = text(arguments[0])
    whole = _whole_file(arguments[0])
    document = next(documents(written, whole or at.path), Skipped(at.path, "is empty"))
    if isinstance(document, Skipped):
        raise EvalError("yamldecode() of text that is not YAML", at)
    return decoded(_with_words(document, written.splitlines()), scope, at, whole)


_WORDS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
}
"""What YAML 1.1 reads as booleans, and so does Terraform (zclconf/go-cty-yaml, ``resolve.go``)."""


def _with_words(node: Node, lines: list[str], depth: int = 0) -> Node:
    """Plain words that are booleans to Terraform; one in quotes is text."""
    if not isinstance(node, Value) or depth > 100:
        return node
    if isinstance(node.data, Mapping):
        return Value({key: _with_words(one, lines, depth + 1) for key, one in node.data.items()}, node.at)
    if isinstance(node.data, tuple):
        return Value(tuple(_with_words(one, lines, depth + 1) for one in node.data), node.at)
    if isinstance(node.data, str) and node.data in _WORDS:
        line = lines[node.at.line - 1] if 0 < node.at.line <= len(lines) else ""
        if line.startswith(node.data, node.at.column - 1):
            return Value(_WORDS[node.data], node.at)
    return node


def yamlencode(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``yamlencode(value)``: as JSON, which is YAML."""
    return jsonencode(arguments, scope, at)


def decoded(data: object, scope: Scope, at: Location, whole: str | None = None) -> Node:
    """Plain data as nodes, all at one place; nodes of the file ``whole`` keep theirs. Raises EvalError when aliases make a small text enormous."""
    budget = [MAX_ITEMS]

    def of(item: object, depth: int) -> Node:
        budget[0] -= 1
        if budget[0] < 0 or depth > 100:
            raise EvalError("a decoded text that is too large to be worked out", at)
        if isinstance(item, Unknown):
            return item
        here = at
        if isinstance(item, Value):
            here = item.at if item.at.path == whole else at
            item = item.data
        if isinstance(item, dict):
            return Value({str(key): of(value, depth + 1) for key, value in item.items()}, here)
        if isinstance(item, list | tuple):
            return Value(tuple(of(value, depth + 1) for value in item), here)
        if item is None or isinstance(item, bool | int | float | str):
            return Value(item, here)
        return Value(str(item), here)

    found = of(data, 0)
    scope.world.spend((MAX_ITEMS - budget[0]) // 10)
    return found


def base64encode(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``base64encode(text)``"""
    import base64

    return Value(base64.b64encode(text(arguments[0]).encode()).decode(), at)


def base64decode(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``base64decode(text)``"""
    import base64
    import binascii

    try:
        return Value(base64.b64decode(text(arguments[0]), validate=True).decode(), at)
    except (binascii.Error, UnicodeDecodeError):
        raise EvalError("base64decode() of text that is not base64", at) from None


def csvdecode(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``csvdecode(text)``"""
    import csv
    import io

    rows: list[Node] = []
    cells = 0
    try:
        reader = csv.DictReader(io.StringIO(text(arguments[0])))
        for row in reader:
            cells += len(reader.fieldnames or ())
            if cells > MAX_ITEMS:
                return too_large(at)
            rows.append(Value({str(key): Value(value or "", at) for key, value in row.items()}, at))
    except csv.Error:
        raise EvalError("csvdecode() of text that is not CSV", at) from None
    return Value(tuple(rows), at)


def urlencode(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``urlencode(text)``"""
    from urllib.parse import quote_plus

    return Value(quote_plus(text(arguments[0])), at)


def hashed(algorithm: str, encode: Callable[[bytes], str], data: bytes, at: Location) -> Node:
    """A digest of some bytes."""
    import hashlib

    return Value(encode(hashlib.new(algorithm, data, usedforsecurity=False).digest()), at)


def _base64(digest: bytes) -> str:
    import base64

    return base64.b64encode(digest).decode()


HASHES: Mapping[str, tuple[str, Callable[[bytes], str]]] = {
    "md5": ("md5", bytes.hex),
    "sha1": ("sha1", bytes.hex),
    "sha256": ("sha256", bytes.hex),
    "sha512": ("sha512", bytes.hex),
    "base64sha256": ("sha256", _base64),
    "base64sha512": ("sha512", _base64),
}


def _hash(algorithm: str, encode: Callable[[bytes], str]) -> Callable[[list[Node], Scope, Location], Node]:
    def applied(arguments: list[Node], scope: Scope, at: Location) -> Node:
        return hashed(algorithm, encode, text(arguments[0]).encode(), at)

    return applied


def uuidv5(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``uuidv5(namespace, name)``"""
    import uuid

    known = {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
    space = text(arguments[0])
    return Value(str(uuid.uuid5(known.get(space) or uuid.UUID(space), text(arguments[1]))), at)


def type_(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``type(value)``, for the console."""
    node = arguments[0]
    if not isinstance(node, Value):
        raise NotKnown(as_unknown(node))
    names: dict[type, str] = {str: "string", bool: "bool", int: "number", float: "number"}
    return Value(names.get(type(node.data), "object"), at)


FUNCTIONS: Mapping[str, Callable[[list[Node], Scope, Location], Node]] = {
    "base64decode": base64decode,
    "base64encode": base64encode,
    "csvdecode": csvdecode,
    "jsondecode": jsondecode,
    "jsonencode": jsonencode,
    "type": type_,
    "urlencode": urlencode,
    "uuidv5": uuidv5,
    "yamldecode": yamldecode,
    "yamlencode": yamlencode,
    **{name: _hash(algorithm, encode) for name, (algorithm, encode) in HASHES.items()},
}
