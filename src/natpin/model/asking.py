"""What a node says, asked so that what nobody knows stays unknown.

``natpin.model.value`` has short words for readers (``text``, ``items`` …) that take an unknown for nothing. Above the
readers that would be a false pass, so facts, egress and graph ask here. A reference stands for something that is known
only once it exists, which is unknown as well.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.several import Several, Truth
from natpin.model.value import (
    IF_THERE,
    SCALARS,
    Node,
    Reference,
    Unknown,
    Value,
    is_absent,
    members,
    unknowns,
)

_NONE: Several[Node] = Several()
NOT_YET = "terraform show -json after apply, or --azure"


def doubt_of(node: Node | None) -> Unknown | None:
    """Why a node has no data of its own; None for what is known, absent included."""
    match node:
        case Unknown():
            return node
        case Reference(target=target, attribute=attribute):
            return Unknown(f"{target} ({attribute}) is known only once it exists", node.at, NOT_YET)
        case _:
            return None


def text_of(node: Node | None) -> str | Unknown | None:
    """A text; None where there is none (absent, a number, a flag)."""
    if type(node) is Value and type(node.data) is str:  # nearly always
        return node.data
    found = scalar_of(node)
    return found if isinstance(found, str | Unknown) else None


def called(node: Node | None) -> str | None:
    """A name as it is shown or looked up by; None where it cannot be. Never to decide whether two names differ."""
    found = text_of(node)
    return found if isinstance(found, str) else None


def scalar_of(node: Node | None) -> bool | int | float | str | Unknown | None:
    """A scalar; None where there is none. A list or an object in its place is not understood, which is unknown."""
    if node is None:
        return None
    if isinstance(node, Value) and (type(node.data) in SCALARS or not isinstance(node.data, tuple | Mapping)):
        return node.data  # type: ignore[return-value]
    unclear = doubt_of(node)
    if unclear is not None:
        return unclear
    return next(unknowns(node), Unknown("a list or an object stands where one value is expected", node.at))


def is_(node: Node | None, wanted: bool | int | str) -> Truth:
    """Whether it is this; texts compare as ARM compares keywords, without regard to case. False of what is absent."""
    found = scalar_of(node)
    if isinstance(found, Unknown):
        return found
    if isinstance(found, str) and isinstance(wanted, str):
        return found.lower() == wanted.lower()
    if isinstance(found, str) and isinstance(wanted, bool):
        said = _BOOLEANS.get(found.lower())
        if (
            said is None and node is not None
        ):  # ``yes`` is true to some readers of YAML, and refused by others
            return Unknown(f"{found[:40]} is neither true nor false", node.at, "write true or false")
        return said is wanted
    return type(found) is type(wanted) and found == wanted


_BOOLEANS = {"true": True, "false": False}


def elements_of(node: Node | None) -> Several[Node]:
    """The elements of a list. One that is unknown is there all the same, unless it stands for others; null is none."""
    if node is None:
        return _NONE
    unclear = doubt_of(node)
    if unclear is not None:
        return Several(rest=unclear)
    sure: list[Node] = []
    maybe: list[tuple[Node, Unknown]] = []
    rest: Unknown | None = None
    for item in node.data if isinstance(node, Value) and isinstance(node.data, tuple) else ():
        if isinstance(item, Unknown) and item.others:
            rest = rest or item
        elif isinstance(why := object_of(item).get(IF_THERE), Unknown):
            maybe.append((item, why))
        elif not is_absent(item):
            sure.append(item)
    return Several(tuple(sure), tuple(maybe), rest)


def object_of(node: Node | None) -> Mapping[str, Node]:
    """The members that are known to be written. For what is absent from it ask ``key_of``, which knows of the rest."""
    return members(node)


def key_of(node: Node | None, key: str) -> Node | None:
    """A member by its exact key, dots and all (a label); the Unknown that stands for the whole where one does."""
    return object_of(node).get(key, doubt_of(node))
