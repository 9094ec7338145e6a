"""Truth and comparison of values that may be unknown."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.languages.jinja.scope import Scope, Undefined, named_in, open_in, perhaps_in, unsettled_in
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value, symbol

_NO = frozenset({"no", "off"})
_EITHER = _NO | {"yes", "on"}
"""Unquoted, these are booleans to YAML 1.1, and text to the reader of values: which is meant is not told."""


def truth(found: Node | Undefined, scope: Scope) -> bool | Unknown:
    """Whether a value counts as true; why that is not known."""
    if isinstance(found, Undefined):
        missing = scope.missing(found)
        return missing if isinstance(missing, Unknown) else bool(missing)
    unclear = perhaps_in(found)
    if unclear is not None:
        return unclear
    match found:
        case Unknown():
            return found
        case Reference():
            return True
        case Value(data=str() as said) if said.lower() in _NO:
            return False
        case Value(data=str() as said) if said.lower() == "false":
            return Unknown(f"whether the text {said} counts as true depends on Ansible's version", found.at)
        case Value(data=Mapping()):
            return bool(named_in(found)) or open_in(found) or False
        case Value(data=data):
            return bool(data)


def compared(operation: str, left: Node, right: Node, at: Location) -> bool | Unknown:
    """Whether a comparison holds."""
    if operation in ("in", "notin"):
        found = _among(left, right, at)
        return found if isinstance(found, Unknown) else found is (operation == "in")
    if operation in ("eq", "ne"):
        same = _same(left, right, at)
        return same if isinstance(same, Unknown) else same is (operation == "eq")
    if not isinstance(left, Value) or not isinstance(right, Value):
        return why_not(left, right, at)
    match left.data, right.data:
        case (int() | float() as one, int() | float() as other):
            return _ordered(operation, (one > other) - (one < other))
        case (str() as one, str() as other):
            return _ordered(operation, (one > other) - (one < other))
    return Unknown("values of two types are compared", at)


def _ordered(operation: str, sign: int) -> bool:
    return {"lt": sign < 0, "gt": sign > 0, "lteq": sign <= 0, "gteq": sign >= 0}[operation]


def why_not(left: Node, right: Node, at: Location) -> Unknown:
    return next(
        (one for one in (left, right) if isinstance(one, Unknown)),
        Unknown("what it is compared with is only known once it is deployed", at),
    )


def _same(left: Node, right: Node, at: Location) -> bool | Unknown:
    if not isinstance(left, Value) or not isinstance(right, Value):
        if isinstance(left, Value) is isinstance(right, Value) and symbol(left) == symbol(right) is not None:
            return True
        return why_not(left, right, at)
    for one, other in ((left.data, right.data), (right.data, left.data)):
        may_be = _EITHER | {"true", "false"} if isinstance(other, bool) else _EITHER
        if isinstance(one, str) and one.lower() in _EITHER and str(other).lower() in may_be:
            return Unknown(f"whether {one} is text or a boolean depends on its quotes", at)
    unclear = unsettled_in(left) or unsettled_in(right)
    if unclear is not None:
        return unclear
    one, other = left.data, right.data
    if isinstance(one, Mapping | tuple) or isinstance(other, Mapping | tuple):
        if isinstance(one, tuple) and isinstance(other, tuple) and len(one) != len(other):
            return False
        if not one or not other:
            return bool(one) == bool(other) and type(one) is type(other)
        return Unknown("lists and objects are not compared", at)
    return one == other


def _among(left: Node, right: Node, at: Location) -> bool | Unknown:
    match right:
        case Value(data=tuple() as listed):
            unclear: Unknown | None = None
            for one in listed:
                same = _same(left, one, at)
                if same is True:
                    return True
                unclear = unclear or (same if isinstance(same, Unknown) else None)
            return unclear or False
        case Value(data=Mapping() as data) if isinstance(left, Value):
            key = str(left.data)
            return key in data or unsettled_in(right) or False
        case Value(data=str() as whole) if isinstance(left, Value) and isinstance(left.data, str):
            return left.data in whole
    return why_not(left, right, at)
