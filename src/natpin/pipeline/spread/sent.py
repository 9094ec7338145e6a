"""What goes through the pipes between natpin's own processes: records, bytes for bytes as ``pickle`` makes them.

Only processes that this one has forked are at the other end. No more than records, enumerations and plain data goes through:
anything else, such as what would be worked out later, is refused, and is then made where it is needed.
"""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Callable, Mapping
from enum import Enum
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from natpin.languages.recursion import deep_stack
from natpin.model.location import NOWHERE, Location
from natpin.model.record import field_names

_Reduced = str | tuple[Any, ...]


class CannotBeSent(Exception):
    """Something that is no record and no plain data, or is nested too deeply."""


def packed(what: object) -> bytes:
    """Bytes from which ``unpacked`` makes the same again. Raises CannotBeSent."""
    into = io.BytesIO()
    pickler = pickle.Pickler(into, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _REDUCERS
    try:
        with deep_stack():
            pickler.dump(what)
    except (pickle.PicklingError, RecursionError, TypeError, AttributeError) as error:
        raise CannotBeSent(str(error)) from None
    return into.getvalue()


def unpacked(data: bytes) -> Any:
    """What was packed by a process of natpin's own."""
    with deep_stack():
        return pickle.loads(data)  # noqa: S301


class _Reducers(dict[type, Callable[[Any], _Reduced]]):
    """How an object of each class is taken apart; worked out when one is first met."""

    def __missing__(self, of: type) -> Callable[[Any], _Reduced]:
        found = self[of] = _reducer(of)
        return found


def _reducer(of: type) -> Callable[[Any], _Reduced]:
    if issubclass(of, type):
        return lambda one: str(one.__qualname__)  # a class is told by its name
    if issubclass(of, Enum):
        return lambda one: (of, (one.value,))
    if of is MappingProxyType:
        return lambda one: (MappingProxyType, (dict(one),))
    if of in copyreg.dispatch_table:
        known: Callable[[Any], _Reduced] = copyreg.dispatch_table[of]
        return known
    names = field_names(of)
    if not of.__module__.startswith("natpin.") or (not names and "__slots__" not in vars(of)):
        raise CannotBeSent(of.__qualname__)
    if issubclass(of, tuple | Mapping):
        raise CannotBeSent(of.__qualname__)
    fields: Callable[[Any], tuple[Any, ...]] = attrgetter(*names) if len(names) > 1 else _one_by_one(names)
    if of is Location:  # the one of what has no place is told by what it is, and not by what it says
        return lambda one: "NOWHERE" if one is NOWHERE else (Location, fields(one))
    return lambda one: (of, fields(one))


def _one_by_one(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda one: tuple(getattr(one, name) for name in names)


_REDUCERS = _Reducers()
