"""Whether two values are the same in everything, down to what equality passes over."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from natpin.model.record import field_names

_PLAIN = frozenset({str, int, float, bytes, bool})


def identical(one: object, other: object) -> bool:
    """True when nothing can tell two values apart but their identity. False where that is not certain.

    Equality is not enough: a number equals a truth value, order does not count in a dict, and records leave fields out.
    """
    try:
        return _same(one, other)
    except RecursionError:
        return False


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    if kind in _PLAIN:
        return bool(one == other)
    if kind is tuple or kind is list:
        return len(one) == len(other) and all(map(_same, one, other))
    if kind is dict or kind is MappingProxyType:
        return (
            len(one) == len(other)
            and all(map(_same, one, other))
            and all(map(_same, one.values(), other.values()))
        )
    if kind is frozenset:
        return one == other and all(type(each) is str for each in (*one, *other))
    fields = _FIELDS[kind]
    return fields is not None and _same(fields(one), fields(other))


class _Fields(dict[type, "Callable[[Any], object] | None"]):
    """How to have all fields of a record; None for what is no record, or may hold more than its fields."""

    def __missing__(self, kind: type) -> Callable[[Any], object] | None:
        found = self[kind] = _fields(kind)
        return found


def _fields(kind: type) -> Callable[[Any], object] | None:
    names = field_names(kind)
    bases = [each for each in kind.__mro__ if each is not object]
    if not names or not all("__slots__" in vars(each) for each in bases):
        return None
    slots = {name for each in bases for name in vars(each)["__slots__"]}
    if slots - {
        *names,
        "_find",
        "_key",
        "_within",
    }:  # what is looked for later is looked for when the fields are
        return None
    is_value = any("__eq__" in vars(each) for each in bases)  # and not one that may change
    return attrgetter(*names) if is_value else None


_FIELDS = _Fields()
