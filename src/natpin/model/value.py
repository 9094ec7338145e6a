"""Values with provenance: what they are, where they come from, and how sure we are.

Every property of every resource is a ``Node``:

``Value``      known; says whether it was written, defaulted (by whom) or computed
``Unknown``    cannot be known from what was read; says why and what would settle it
``Reference``  stands for an attribute of another declared resource, such as its id

A ``Value`` whose data is a ``dict`` or a ``tuple`` holds nodes again, so a single unknown element never spoils
its known neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from natpin.model.later import Later, otherwise_cased
from natpin.model.location import NOWHERE, Location
from natpin.model.numbers import digits
from natpin.model.record import field, record


class Kind(Enum):
    """How a value came to be."""

    EXPLICIT = "explicit"
    """Written by the author, literally or through variables and functions."""
    DEFAULT = "default"
    """Not written: a tool or service fills it in. ``Origin.whose`` names which."""
    COMPUTED = "computed"
    """Derived by natpin from other values (a count, an effective setting)."""


@record
class Origin:
    """How a value came to be, and through whom."""

    kind: Kind
    whose: str = ""
    """For defaults: ``azurerm 4.x``, ``az aks create``, ``ARM API``. For what the author wrote to be taken where
    nothing is given: ``variable prefix_length``."""


EXPLICIT = Origin(Kind.EXPLICIT)
COMPUTED = Origin(Kind.COMPUTED)


def default_of(whose: str) -> Origin:
    """The origin of a value that ``whose`` fills in when the author writes nothing."""
    return Origin(Kind.DEFAULT, whose)


def fallback_of(whose: str) -> Origin:
    """The origin of what the author wrote to be taken where nothing is given: the default of ``whose``, a variable or
    parameter. It is written, at a place of its own, and can be mended there."""
    return Origin(Kind.EXPLICIT, whose)


class Surroundings(Protocol):
    """What values stand in, an object or a list of a text, and so knows where each of them does."""

    def location(self, key: Any) -> Location:
        """Where the value of a key stands."""


class _Placed:
    """A value whose place is made when it is first asked for: until then it is empty, and what it stands in is known."""

    __slots__ = ("_key", "_within")
    _within: Surroundings
    _key: object

    def _look(self, name: str) -> Location:
        """The place that is empty (Python asks for an attribute here when it finds none)."""
        if name != "at":
            raise AttributeError(name)
        made = Location.later(self._within.location, self._key)
        _set_at(self, made)
        return made

    if not TYPE_CHECKING:  # to a type checker, any attribute would do
        __getattr__ = _look


@record
class Value(_Placed):
    """Something known. ``data`` is None, bool, int, float, str, a tuple of nodes, or a dict of nodes."""

    data: Scalar | tuple[Node, ...] | Mapping[str, Node]
    at: Location = NOWHERE
    origin: Origin = EXPLICIT

    @staticmethod
    def placed(data: Any, within: Surroundings, key: object) -> Value:
        """Something written, at the place of a key of what it stands in: a document has thousands of values, and few of
        them are ever spoken of."""
        made = _new(Value)
        _set_data(made, data)
        _set_origin(made, EXPLICIT)
        _set_within(made, within)
        _set_key(made, key)
        return made


_new = Value.__new__
_set_data = Value.data.__set__  # type: ignore[union-attr]
_set_at = Value.at.__set__  # type: ignore[attr-defined]
_set_origin = Value.origin.__set__  # type: ignore[attr-defined]
_set_within = _Placed._within.__set__  # type: ignore[attr-defined, misc]
_set_key = _Placed._key.__set__  # type: ignore[attr-defined, misc]


@record
class Unknown:
    """Something that cannot be known from what was read. Never a pass, never dropped."""

    reason: str
    """Why, in words that complete "unknown: …", for example ``var.outbound_type has no default``."""
    at: Location = NOWHERE
    settle_by: str | None = None
    """What the user can give to settle it: ``--var-file``, ``terraform show -json``, ``--azure``."""
    parts: tuple[str | Reference | Unknown | None, ...] = ()
    """For a string of which some pieces are known: those pieces in order. An unknown piece is the Unknown that
    stands for it (two strings with the same Unknown in the same place are the same string), or None where nothing
    identifies it. An id such as ``/subscriptions/?/resourceGroups/?/providers/Microsoft.Network/natGateways/egress``
    is still followable."""
    sure: Value | None = field(default=None, compare=False)
    """For a list or an object of which a part is known: what certainly is in it (no order for a list). There may be
    more. Readers work with it; what they yield has an element with ``others`` instead."""
    each: Node | None = field(default=None, compare=False)
    """For a list: what is certain of every further element there may be."""
    named: Value | None = field(default=None, compare=False)
    """For a map: what would stand under certain keys, if it has them. Nothing says that it does, but whoever looks one up."""
    least: int | None = None
    """For a number: it is certainly not below this."""
    most: int | None = None
    """For a number: it is certainly not above this."""
    others: bool = False
    """For an element of a list: it stands for any number of elements, none included. The list is open."""


@record
class Reference:
    """An attribute of another resource of the same stack that only exists once that resource does."""

    target: str
    """The ``Resource.address`` referred to."""
    attribute: str = "id"
    """In ARM's words: ``id``, ``name``, ``properties.ipAddress``."""
    at: Location = NOWHERE


Scalar: TypeAlias = "bool | int | float | str | None"
SCALARS = frozenset({bool, int, float, str, type(None)})
"""Types of scalars, by which one is told faster than by what it is not."""
Node: TypeAlias = "Value | Unknown | Reference"

NULL = Value(None)

IF_THERE = "?"
"""Member of an object in a list of facts: the ``Unknown`` that says why the object may not be there at all."""
EMPTY: Mapping[str, Node] = {}


@record
class Skipped:
    """An input, or a part of one, that could not be read. Listed in the report; never stops it."""

    path: str
    reason: str
    at: Location | None = None
    claims_aks: bool = False
    """True when the file speaks of AKS or its egress: the scan is then incomplete, not merely partial."""
    stack: str | None = None

    @property
    def is_flag(self) -> bool:
        """True for a flag of the command line that counts for nothing (``<--var NAME>``): no file."""
        return self.path.startswith("<--")


@record
class PropertyPath:
    """A dotted path such as ``networkProfile.outboundType``, split once."""

    names: tuple[str, ...] = ()

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(text: str) -> PropertyPath:
        """``a.b[0].c`` becomes ``("a", "b", "0", "c")``."""
        return PropertyPath(
            tuple(part for part in text.replace("[", ".").replace("]", "").split(".") if part)
        )


@lru_cache(maxsize=4096)
def _names(path: str) -> tuple[str, ...]:
    return PropertyPath.parse(path).names


def dig(node: Node | None, path: str) -> Node | None:
    """Follow a dotted path into nested values, names matched without regard to case (as ARM does).

    Returns None where the property is absent, and the ``Unknown`` or ``Reference`` that stands in the way where
    one does.
    """
    return _follow(node, _names(path))


def dig_members(mapping: Mapping[str, Node], path: str) -> Node | None:
    """As ``dig``, from an object's members."""
    names = _names(path)
    first = names[0]
    node = mapping.get(first) or otherwise_cased(mapping, first)
    return node if node is None or len(names) == 1 else _follow(node, names[1:])


def _follow(node: Node | None, names: Sequence[str]) -> Node | None:
    for name in names:
        if type(node) is not Value:
            return node
        data = node.data
        if (
            type(data) is dict or type(data) is Later or isinstance(data, Mapping)
        ):  # nearly always a dict, which is seen at once
            node = data.get(name) or otherwise_cased(data, name)
        elif isinstance(data, tuple):
            index = digits(name)
            node = data[index] if index is not None and index < len(data) else None
        else:
            return None
        if node is None:
            return None
    return node


def member(mapping: Mapping[str, Node], name: str) -> Node | None:
    """A member of an ARM object by name, exact case first."""
    found = mapping.get(name)
    return otherwise_cased(mapping, name) if found is None else found


def is_absent(node: Node | None) -> bool:
    """True for what was not written, and for a written null, which ARM and Terraform treat alike."""
    return node is None or (isinstance(node, Value) and node.data is None)


def scalar(node: Node | None) -> Scalar:
    """The plain data of a known scalar, else None."""
    if isinstance(node, Value) and (type(node.data) in SCALARS or not isinstance(node.data, tuple | Mapping)):
        return node.data  # type: ignore[return-value]
    return None


def text(node: Node | None) -> str | None:
    """The text of a known string, else None."""
    return node.data if isinstance(node, Value) and isinstance(node.data, str) else None


def is_true(node: Node | None) -> bool:
    """Whether a node is a known boolean that is true: not the text, and nothing that is not known."""
    return isinstance(node, Value) and node.data is True


def word(node: Node | None) -> str:
    """A keyword in lower case, as ARM compares them; empty for anything that is no known text."""
    return (text(node) or "").lower()


def items(node: Node | None) -> tuple[Node, ...]:
    """The elements of a known list, else none."""
    if isinstance(node, Value) and isinstance(node.data, tuple):
        return node.data
    return ()


def members(node: Node | None) -> Mapping[str, Node]:
    """The members of a known object, else none."""
    if isinstance(node, Value) and (
        type(node.data) is dict or type(node.data) is Later or isinstance(node.data, Mapping)
    ):
        return node.data
    return EMPTY


def symbol(node: Node | None) -> str | None:
    """What identifies a string: its text in lower case, or for an unknown one the pieces and what they stand for.

    Two nodes with the same symbol are the same string, whatever its value turns out to be: a subnet named by
    ``var.name`` and an id built with ``var.name`` meet although ``var.name`` is unknown. None when nothing does.
    """
    if type(node) is Value and type(node.data) is str:  # nearly always
        return node.data.lower()
    match node:
        case Value(data=str() as known):
            return known.lower()
        case Reference(target=target, attribute=attribute):
            return f"{{{target}.{attribute}}}"
        case Unknown(parts=()):
            return f"{{{node.reason}@{node.at}}}"
        case Unknown(parts=parts):
            pieces = [part.lower() if isinstance(part, str) else symbol(part) for part in parts]
            return None if None in pieces else "".join(str(piece) for piece in pieces)
        case _:
            return None


def unknowns(node: Node | None) -> Iterator[Unknown]:
    """Every unknown inside a node, depth first."""
    if isinstance(node, Unknown):
        yield node
    elif isinstance(node, Value) and isinstance(node.data, Mapping):
        for child in node.data.values():
            yield from unknowns(child)
    elif isinstance(node, Value) and isinstance(node.data, tuple):
        for child in node.data:
            yield from unknowns(child)


def plain(node: Node | None) -> object:
    """Plain Python data for printing and JSON; an unknown becomes ``None``."""
    match node:
        case Value(data=dict() as data):
            return {name: plain(child) for name, child in data.items()}
        case Value(data=tuple() as data):
            return [plain(child) for child in data]
        case Value(data=data):
            return data
        case _:
            return None


def of(data: object, at: Location = NOWHERE, origin: Origin = EXPLICIT) -> Node:
    """Plain data as a node, every part of it at one place. Nodes inside are kept as they are.

    Raises TypeError for data that is no JSON.
    """
    match data:
        case Value() | Unknown() | Reference():
            return data
        case Mapping():
            return Value({str(name): of(child, at, origin) for name, child in data.items()}, at, origin)
        case list() | tuple():
            return Value(tuple(of(child, at, origin) for child in data), at, origin)
        case None | bool() | int() | float() | str():
            return Value(data, at, origin)
        case _:
            raise TypeError(f"no value: {type(data).__name__}")
