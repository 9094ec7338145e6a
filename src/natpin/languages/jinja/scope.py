"""What an expression sees: names, what a name without a value is, how much work it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Unknown, Value

MAX_STEPS = 200_000
"""Expressions worked out for one stack, those in variables as often as these are used."""
OPEN = "\0open"
"""Member of an object that has further members: the ``Unknown`` that says why these are not known."""

PERHAPS = "\0perhaps"
"""Member of an object in a list that may not be there at all: the ``Unknown`` that says why."""


def perhaps_in(node: Node | Undefined) -> Unknown | None:
    """Why an object may not be there, or an element of a list."""
    data = node.data if isinstance(node, Value) else None
    if isinstance(data, Mapping):
        found = data.get(PERHAPS)
        return found if isinstance(found, Unknown) else None
    listed = data if isinstance(data, tuple) else ()
    return next((why for one in listed if (why := perhaps_in(one)) is not None), None)


def open_in(node: Node | Undefined) -> Unknown | None:
    """Why an object may have members that are not seen; None for one that is known as a whole, and for what is no object."""
    data = node.data if isinstance(node, Value) else None
    found = data.get(OPEN) if isinstance(data, Mapping) else None
    if found is None or isinstance(found, Unknown):
        return found
    return Unknown("which members it has is only known in Azure", found.at)


def unsettled_in(node: Node | Undefined) -> Unknown | None:
    """Why it is not known which members an object has, or which elements a list: nothing that counts or lists them, or asks
    for one that is not seen, can be answered."""
    return perhaps_in(node) or open_in(node)


def named_in(node: Value) -> list[str]:
    """The members of an object that are seen, without the marks."""
    data = node.data if isinstance(node.data, Mapping) else {}
    return [name for name in data if name not in (OPEN, PERHAPS)]


@record
class Undefined:
    """A name or a member that nothing defines: no value, and not unknown either. ``default`` and ``is defined`` see it."""

    said: str
    """As it is written: ``vnet.subnets``."""
    at: Location


class Scope(Protocol):
    """Implemented by formats."""

    def name(self, name: str, at: Location) -> Node | Undefined:
        """What a name stands for."""

    def missing(self, undefined: Undefined) -> Node:
        """What stands in for a name without a value, where a value is needed: an Unknown."""

    def call(self, name: str, arguments: Sequence[Node], at: Location) -> Node | Undefined | None:
        """What a function of the tool gives (``lookup``); None for one that it does not know."""

    def step(self) -> bool:
        """Count one expression; False when they are too many."""


def as_node(found: Node | Undefined, scope: Scope) -> Node:
    """A value in any case."""
    return scope.missing(found) if isinstance(found, Undefined) else found
