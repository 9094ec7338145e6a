"""Open relations as facts: a list whose elements may not be there, or that may hold others.

What policies compare is plain: an element that may not be there carries why (``IF_THERE``), and an Unknown with
``others`` stands for the elements nobody can list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.several import Several, Truth
from natpin.model.value import COMPUTED, IF_THERE, Node, Unknown, Value

T = TypeVar("T")


def listed(several: Several[T], fact: Callable[[T], Node], at: Location) -> Value:
    """A list of facts, as open as what it is made of."""
    found = [fact(each) for each in several.sure]
    found += [perhaps(fact(each), why) for each, why in several.maybe]
    if several.rest is not None:
        found.append(others(several.rest))
    return Value(tuple(found), at, COMPUTED)


def perhaps(fact: Node, why: Unknown | None) -> Node:
    """A fact about something that may not be there."""
    if why is None or isinstance(fact, Unknown):
        return fact
    if not isinstance(fact, Value) or not isinstance(fact.data, Mapping):
        return others(why)  # a word that may not be there
    return replace(fact, data={**fact.data, IF_THERE: why})


def others(why: Unknown) -> Unknown:
    """What stands for the elements nobody can list."""
    return why if why.others else replace(why, others=True)


def truth(answer: Truth, at: Location) -> Node:
    """An answer as a fact."""
    return answer if isinstance(answer, Unknown) else Value(answer, at, COMPUTED)


def first_unknown(nodes: Iterable[object]) -> Unknown | None:
    """The first of some nodes that is unknown."""
    return next((node for node in nodes if isinstance(node, Unknown)), None)
