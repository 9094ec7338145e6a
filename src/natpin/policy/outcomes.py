"""What a condition answers, and the fields that decided it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from natpin.model.record import record
from natpin.model.value import Node

Truth: TypeAlias = "bool | None"
"""None is unknown."""


@record
class Operand:
    """A field that decided an answer."""

    path: str
    """From the subject, lists with their index: ``pools[1].subnet.hasNat``."""
    node: Node | None
    """What stood there; for an unknown answer an Unknown that says why."""
    elements: tuple[Node, ...] = ()
    """The list elements, outermost first, inside which it was asked."""


Outcome: TypeAlias = "tuple[Truth, tuple[Operand, ...]]"


@record
class PathStart:
    """Where paths start: the element of the innermost quantifier, and the subject."""

    here: Node | None
    subject: Node


Condition: TypeAlias = "Callable[[PathStart], Outcome]"

MAX_DECIDING = 24
"""Fields kept as having decided an answer: enough to explain it."""
