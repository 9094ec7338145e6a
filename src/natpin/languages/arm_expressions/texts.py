"""Strings of which only some pieces are known.

An unknown piece that is *the same* unknown wherever it occurs (the value of ``parameters('vnetName')``, the result of
``uniqueString(resourceGroup().id)``) keeps its identity, so that a gateway named ``nat-<that>`` and an id that ends
in ``nat-<that>`` still find each other; see ``natpin.model.value.symbol``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from natpin.model.location import NOWHERE, Location
from natpin.model.value import SCALARS, Node, Reference, Unknown, Value
from natpin.model.value import symbol as identity

Piece = str | Reference | Unknown | None

MAX_TEXT = 1_000_000
"""Characters; Azure Resource Manager refuses templates whose evaluated form passes 4 MB."""
MAX_PARTS = 100_000
"""Members and elements of one value; what is larger is no infrastructure."""
MAX_PIECES = 500
"""Known and unknown pieces of one string."""
MAX_SEARCH = 10_000
"""Values looked through for the cause of an unknown."""
MAX_IDENTITY = 600
"""Characters of the description that makes an unknown recognisable; past it, the unknown is anonymous."""


def unknown(description: str, reason: str, at: Location, settle_by: str | None = None) -> Unknown:
    """An unknown that is the same wherever ``description`` is: only the use is at ``at``, not its identity."""
    if len(description) > MAX_IDENTITY:
        return Unknown(reason, at, settle_by)
    return Unknown(reason, at, settle_by, (Unknown(description, NOWHERE, settle_by),))


def pieces(node: Node) -> tuple[Piece, ...]:
    """A node as the pieces of a string. Lists and objects are written as JSON, as ``string()`` does."""
    if type(node) is Value and type(node.data) is str:  # nearly always
        return (node.data,)
    match node:
        case Value():
            return (spelled(node),)
        case Unknown(parts=parts) if parts:
            return parts
        case _:
            return (node,)


def spelled(node: Node) -> str | None:
    """What Azure's ``string()`` makes of a value; None when an unknown is in it."""
    match node:
        case Value(data=str() as text):
            return text
        case Value(data=None):
            return ""
        case Value(data=bool() as truth):
            return "True" if truth else "False"
        case Value():
            try:
                return json.dumps(bare(node), separators=(",", ":"), ensure_ascii=False)
            except LookupError:
                return None
        case _:
            return None


def bare(node: Node) -> object:
    """Plain data. Raises LookupError at the first unknown, and for more than ``MAX_PARTS`` parts."""
    return _Bare().of(node)


class _Bare:
    """Counts: a list that holds one list twice, thirty times over, has a billion parts."""

    def __init__(self) -> None:
        self.left = MAX_PARTS

    def of(self, node: Node) -> object:
        self.left -= 1
        if not isinstance(node, Value) or self.left < 0:
            raise LookupError
        match node.data:
            case Mapping() as members:
                return {name: self.of(child) for name, child in members.items()}
            case tuple() as elements:
                return [self.of(child) for child in elements]
            case data:
                return data


def described(node: Node) -> str | None:
    """A text that is equal for nodes that are certainly equal, unknown ones included; None when nothing is."""
    match node:
        case Value(data=str() as text):
            return repr(text) if len(text) <= MAX_IDENTITY else None
        case Value(data=(None | bool() | int() | float()) as data):
            return repr(data)
        case Value():
            return None
        case _:
            return identity(node)


def why(*nodes: Node) -> tuple[str, str | None]:
    """The reason and remedy of the first node that is not known, looked for inside lists and objects too."""
    pending = list(reversed(nodes))
    for _ in range(MAX_SEARCH):
        if not pending:
            break
        node = pending.pop()
        if type(node) is Value and type(node.data) in SCALARS:  # nearly always
            continue
        match node:
            case Unknown(reason=reason, settle_by=settle_by):
                return reason, settle_by
            case Reference(target=target, attribute=attribute):
                return f"{attribute} of {target} is known only once it is deployed", "--azure"
            case Value(data=tuple() as elements):
                pending.extend(reversed(elements))
            case Value(data=Mapping() as members):
                pending.extend(reversed(list(members.values())))
    return "", None


def joined(nodes: Sequence[Node], at: Location) -> Node:
    """The nodes' texts one after the other."""
    return from_pieces([piece for node in nodes for piece in pieces(node)], at, *nodes)


def from_pieces(found: Iterable[Piece], at: Location, *causes: Node) -> Node:
    """A string of pieces: known when they all are. ``causes`` say why it is not."""
    merged: list[Piece] = []
    length = 0
    for piece in found:
        if isinstance(piece, str):
            length += len(piece)
            if length > MAX_TEXT:
                return Unknown(f"the text is longer than {MAX_TEXT} characters", at)
            if merged and isinstance(merged[-1], str):
                merged[-1] += piece
                continue
        merged.append(piece)
    if not merged:
        return Value("", at)
    if len(merged) == 1 and isinstance(merged[0], str):
        return Value(merged[0], at)
    reason, settle_by = why(*causes)
    if len(merged) > MAX_PIECES:
        return Unknown(reason or f"the text has more than {MAX_PIECES} pieces", at, settle_by)
    if not reason:
        reason, settle_by = why(*[piece for piece in merged if isinstance(piece, Unknown | Reference)])
    return Unknown(reason or "a part of it cannot be known", at, settle_by, tuple(merged))


def segments(found: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces split at the slashes of the known ones; the unknown ones are taken to hold none."""
    split: list[list[Piece]] = [[]]
    for piece in found:
        if isinstance(piece, str):
            first, *rest = piece.split("/")
            if first:
                split[-1].append(first)
            split.extend([text] if text else [] for text in rest)
        else:
            split[-1].append(piece)
    return split


def certainly_not_empty(node: Node) -> bool:
    """True for a string that has at least one known character."""
    return any(isinstance(piece, str) and piece for piece in pieces(node))


def is_open(elements: Sequence[Node]) -> bool:
    """True for a list of which one element stands for any number of others."""
    return any(isinstance(element, Unknown) and element.others for element in elements)


def others(cause: Node, at: Location) -> Unknown:
    """The element that stands for all that an unknown part of a list holds."""
    reason, settle_by = why(cause)
    return Unknown(reason or "a part of the list cannot be known", at, settle_by, others=True)


def certainly_differ(left: Node, right: Node) -> bool:
    """True for two texts that begin or end differently, whatever their unknown pieces are; case does not count."""
    ours, theirs = list(pieces(left)), list(pieces(right))
    return _differ_first(ours, theirs) or _differ_first(
        [_reversed(piece) for piece in reversed(ours)], [_reversed(piece) for piece in reversed(theirs)]
    )


def _reversed(piece: Piece) -> Piece:
    return piece[::-1] if isinstance(piece, str) else piece


def _differ_first(ours: Sequence[Piece], theirs: Sequence[Piece]) -> bool:
    """Whether what follows a common beginning differs in its first known characters."""
    for number, (a, b) in enumerate(zip(ours, theirs, strict=False)):
        if isinstance(a, str) and isinstance(b, str):
            left, right = a.lower(), b.lower()
            if left == right:
                continue
            whole = number == len(ours) - 1 == len(theirs) - 1
            return whole or not (left.startswith(right) or right.startswith(left))
        if not isinstance(a, Unknown) or not isinstance(b, Unknown) or identity(a) is None:
            return False
        if identity(a) != identity(b):
            return False
    return False


def as_segment(node: Node) -> Node:
    """The same text where only a name can stand: its unknown pieces, wrapped once more, hold no slash."""
    match node:
        case Unknown(parts=()):
            return Unknown(node.reason, node.at, node.settle_by, (_wrapped(node),))
        case Unknown(parts=parts):
            wrapped = tuple(_wrapped(part) if isinstance(part, Unknown) else part for part in parts)
            return Unknown(node.reason, node.at, node.settle_by, wrapped)
        case _:
            return node


def _wrapped(piece: Unknown) -> Unknown:
    return piece if piece.parts else Unknown(piece.reason, piece.at, piece.settle_by, (piece,))


def holds_no_slash(piece: Piece) -> bool:
    """True for a known text without one, and for an unknown name."""
    match piece:
        case str():
            return "/" not in piece
        case Unknown(parts=parts):
            return bool(parts)
        case _:
            return piece is not None
