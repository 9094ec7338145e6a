"""Terraform's values as natpin's nodes: what is known, what is not, and how the two mix.

An error (a missing attribute, an index out of range) is raised as ``EvalError`` and becomes an Unknown at the next
local, variable, output or argument: ``try`` and ``can`` stand between. What is merely not known is an Unknown value
and travels on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from natpin.model.location import NOWHERE, Location
from natpin.model.value import Node, Reference, Scalar, Unknown, Value, symbol

MAX_TEXT = 1_000_000
"""Characters of one string, and roughly the size of one value; no configuration needs more."""
MAX_ITEMS = 100_000
"""Elements of one collection."""

ANONYMOUS: tuple[None] = (None,)
"""``parts`` of an unknown that nothing identifies: computed from something unknown, so not the same as it."""

Piece: TypeAlias = "str | Reference | Unknown | None"


class Set(tuple[Node, ...]):
    """The elements of a set: in order, each once. Its ``for`` keys are the elements themselves."""

    __slots__ = ()


class Blocks(Set):
    """Nested blocks that the provider keeps as a set: which of several is the first depends on an order that nobody sees."""

    __slots__ = ()


class Nested(dict[str, Node]):
    """A nested block of a resource: what it does not have, the provider may fill in."""

    __slots__ = ("reference",)

    def __init__(self, data: Mapping[str, Node], reference: Reference) -> None:
        super().__init__(data)
        self.reference = reference


class Symbol(str):
    """A key that is an unknown string, by what identifies it: the same unknown finds it again."""

    __slots__ = ("node",)
    node: Unknown

    @classmethod
    def of(cls, node: Unknown) -> Symbol | None:
        """None for an unknown that nothing identifies."""
        mark = symbol(node)
        if mark is None:
            return None
        found = cls(mark)
        found.node = node
        return found


def key_node(key: str, at: Location) -> Node:
    """A key as a value."""
    return key.node if isinstance(key, Symbol) else Value(key, at)


class EvalError(Exception):
    """What Terraform itself would refuse."""

    def __init__(self, reason: str, at: Location = NOWHERE) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


class NotKnown(Exception):
    """A function cannot go on without a value that is unknown."""

    def __init__(self, cause: Unknown) -> None:
        super().__init__(cause.reason)
        self.cause = cause


def derived(cause: Unknown, at: Location) -> Unknown:
    """Something computed from an unknown: same cause, not the same value."""
    return Unknown(cause.reason, at if at is not NOWHERE else cause.at, cause.settle_by, ANONYMOUS)


def too_large(at: Location) -> Unknown:
    """What would take more work than any real configuration needs."""
    return Unknown("the value is too large to be worked out", at, None, ANONYMOUS)


def as_unknown(node: Unknown | Reference) -> Unknown:
    """Why an operator or function cannot go on."""
    if isinstance(node, Unknown):
        return node
    return Unknown(
        f"{node.target}.{node.attribute} is known only after apply", node.at, "terraform show -json", (node,)
    )


_NEVER_EMPTY = frozenset(
    {
        "b64_std", "b64_url", "client_id", "dec", "fqdn", "hex", "id", "location", "name", "object_id", "principal_id",
        "resource_group_name", "result", "subscription_id", "tenant_id", "unix",
    }
)  # fmt: skip
"""Computed attributes that are neither null nor empty, by the documentation of azurerm, azapi, random and time."""


def is_id(node: Node) -> bool:
    """True for a reference to an id, a name or the like: unknown, but neither null nor empty."""
    return isinstance(node, Reference) and node.attribute in _NEVER_EMPTY


def plain_number(value: float) -> int | float:
    """A number as Terraform shows it: whole ones without a fraction.

    Raises EvalError for infinities and numbers beyond all use.
    """
    if isinstance(value, int):
        if value.bit_length() > 1024:
            raise EvalError("a number too large to be worked out")
        return value
    if math.isinf(value) or math.isnan(value):
        raise EvalError("a number too large to be worked out")
    return int(value) if value == int(value) and abs(value) < 1e300 else value


def number_text(value: float) -> str:
    """A number converted to a string."""
    if isinstance(value, float) and not value.is_integer():
        return repr(value) if "e" not in repr(value) else f"{value:.10f}".rstrip("0")
    return str(int(value))


def text_of(data: Scalar) -> str | None:
    """A primitive converted to a string; None for null."""
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, int | float):
        return number_text(data)
    return data


def scalar_of(node: Node) -> Scalar:
    """A known primitive's data.

    Raises NotKnown for what is unknown, EvalError for a collection.
    """
    if not isinstance(node, Value):
        raise NotKnown(as_unknown(node))
    if isinstance(node.data, tuple | Mapping):
        raise EvalError("a single value is needed here, not a collection", node.at)
    return node.data


def text(node: Node) -> str:
    """A string, numbers and booleans converted. Raises NotKnown or EvalError."""
    found = text_of(scalar_of(node))
    if found is None:
        raise EvalError("a string is needed here, not null", node.at)
    return found


def number(node: Node) -> int | float:
    """A number, numeric strings converted. Raises NotKnown or EvalError."""
    data = scalar_of(node)
    if isinstance(data, bool) or data is None:
        raise EvalError("a number is needed here", node.at)
    if isinstance(data, str):
        try:
            return plain_number(int(data) if data.strip("-").isdigit() and len(data) < 300 else float(data))
        except ValueError:
            raise EvalError(f"a number is needed here, not {data[:40]!r}", node.at) from None
    return data


def whole(node: Node) -> int:
    """A whole number. Raises NotKnown or EvalError."""
    found = number(node)
    if isinstance(found, float) and not found.is_integer():
        raise EvalError("a whole number is needed here", node.at)
    return int(found)


def boolean(node: Node) -> bool:
    """A boolean, ``"true"`` and ``"false"`` converted. Raises NotKnown or EvalError."""
    data = scalar_of(node)
    if isinstance(data, bool):
        return data
    if data in ("true", "1") and isinstance(data, str):
        return True
    if data in ("false", "0") and isinstance(data, str):
        return False
    raise EvalError("a condition is needed here: true or false", node.at)


def opened(sure: object, cause: Unknown, at: Location, each: Node | None = None) -> Unknown:
    """A list (a tuple) or map (a dict) of which these elements are certain; there may be others, because of ``cause``."""
    assert isinstance(sure, tuple | dict)
    return Unknown(cause.reason, at, cause.settle_by, ANONYMOUS, Value(sure, at), each)


def sure_elements(node: Node) -> tuple[Sequence[Node], Unknown | None]:
    """The elements that a list, set or tuple certainly has, and why there may be others; a map's values.

    Raises EvalError for what is no collection.
    """
    if isinstance(node, Value):
        return elements(node), None
    cause = as_unknown(node)
    if cause.sure is not None and isinstance(cause.sure.data, tuple | Mapping):
        return elements(cause.sure), cause
    return (), cause


def sure_members(node: Node) -> tuple[Mapping[str, Node], Unknown | None]:
    """The members that a map or object certainly has, and why there may be others. Raises EvalError."""
    if isinstance(node, Value):
        return mapping(node), None
    cause = as_unknown(node)
    if cause.sure is not None and isinstance(cause.sure.data, Mapping):
        return cause.sure.data, cause
    return {}, cause


def is_scalar(node: Node) -> bool:
    """True for what certainly is a single value: text with a known piece in it, an id, a known primitive."""
    if isinstance(node, Value):
        return not isinstance(node.data, tuple | Mapping)
    return is_id(node) or (isinstance(node, Unknown) and any(isinstance(part, str) for part in node.parts))


def elements(node: Node) -> Sequence[Node]:
    """The elements of a list, set or tuple; the values of a map. Raises NotKnown or EvalError."""
    if not isinstance(node, Value):
        raise NotKnown(as_unknown(node))
    if isinstance(node.data, tuple):
        return node.data
    if isinstance(node.data, Mapping):
        return [node.data[key] for key in node.data]
    raise EvalError("a list is needed here", node.at)


def mapping(node: Node) -> Mapping[str, Node]:
    """The members of a map or object. Raises NotKnown or EvalError."""
    if not isinstance(node, Value):
        raise NotKnown(as_unknown(node))
    if isinstance(node.data, Mapping):
        return node.data
    raise EvalError("a map is needed here", node.at)


def pairs(node: Node) -> Iterator[tuple[Node, Node]]:
    """Keys and values as ``for`` sees them: map keys, list indices, the elements of a set twice."""
    if not isinstance(node, Value):
        raise NotKnown(as_unknown(node))
    data = node.data
    if isinstance(data, Set):
        yield from ((item, item) for item in data)
    elif isinstance(data, tuple):
        yield from ((Value(index, node.at), item) for index, item in enumerate(data))
    elif isinstance(data, Mapping):
        yield from ((key_node(key, node.at), data[key]) for key in sorted(data))
    else:
        raise EvalError("a collection is needed here", node.at)


def joined(pieces: Sequence[Node], at: Location) -> Node:
    """A string of pieces: known when all are, else an Unknown that keeps those that are.

    Raises EvalError for a collection or null among them.
    """
    found: list[Piece] = []
    known: list[str] = []
    cause: Unknown | None = None
    size = 0
    for piece in pieces:
        if isinstance(piece, Value):
            known.append(text(piece))
            size += len(known[-1])
        else:
            cause = cause or as_unknown(piece)
            for part in (piece.parts if isinstance(piece, Unknown) else ()) or (piece,):
                if isinstance(part, str):
                    known.append(part)
                    size += len(part)
                    continue
                found += _run(known)
                found.append(part)
                size += 1
        if size > MAX_TEXT or len(found) > 10_000:
            return too_large(at)
    if cause is None:
        return Value("".join(known), at)
    return Unknown(cause.reason, at, cause.settle_by, (*found, *_run(known)))


def _run(known: list[str]) -> tuple[str, ...]:
    """Known pieces in a row as one; the list is emptied. Nothing for no text."""
    joined_text = "".join(known)
    known.clear()
    return (joined_text,) if joined_text else ()
