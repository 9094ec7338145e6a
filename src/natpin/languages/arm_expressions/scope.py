"""What an expression may ask of the deployment around it, and how much work it may cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from natpin.languages.arm_expressions.syntax import Expression, UserFunction
from natpin.languages.arm_expressions.texts import Piece
from natpin.model.location import Location
from natpin.model.record import field, mutable, record
from natpin.model.value import Node, Scalar

MAX_LEVELS = 700
"""Expressions inside expressions, through variables, parameters and outputs. ``Effort`` counts them."""


class TooMuchWork(Exception):
    """A template asks for more evaluation than its size can honestly need."""


@mutable
class Effort:
    """The work that one stack may cause. Counted in evaluated expressions, not in seconds, so reports are stable."""

    left: int
    levels: int = 0
    parsed: dict[tuple[str, int], tuple[Location, Expression]] = field(default_factory=dict)
    """Expressions of JSON strings, read once however often they are evaluated."""

    def spend(self, steps: int = 1) -> None:
        """Raises TooMuchWork when nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise TooMuchWork


@record
class Place:
    """Where a deployment goes. Pieces are names, symbols for names, or None."""

    subscription: tuple[Piece, ...]
    resource_group: tuple[Piece, ...] | None
    """None for a deployment to a subscription, management group or tenant."""


class Surroundings(Protocol):
    """A deployment, as its expressions see it."""

    effort: Effort
    place: Place
    label: str
    """The address of the deployment in its stack; empty for the root."""

    def parameter(self, name: str, at: Location) -> Node:
        """The value of a parameter."""

    def variable(self, name: str, at: Location) -> Node:
        """The value of a variable."""

    def symbol(self, name: str, at: Location) -> Node:
        """What a bare identifier of Bicep stands for."""

    def reference(self, target: Node, full: bool, at: Location) -> Node:
        """The runtime properties of the resource with this id, name or symbolic name; all of it when ``full``."""

    def function(self, name: str) -> tuple[UserFunction, Frame] | None:
        """A function the template defines, and the frame its body is evaluated in."""

    def values_of(self, node: Node) -> tuple[Scalar, ...]:
        """All the values that an unknown may have; none where it may have any."""

    def supposed(self, undecided: Node, key: str | None, asked: Expression) -> bool | None:
        """What is supposed of a condition that the files leave open; None, and the question is noted, for nothing.

        ``key`` identifies a condition of which the node says nothing that does.
        """

    def deployment_name(self) -> Node:
        """The name of the deployment itself."""

    def location_of_group(self, name: Node) -> Node | None:
        """The location of a resource group that the stack itself declares."""

    def file(self, path: str) -> tuple[str, str] | None:
        """The workspace path and the text of a file named relative to the template, for ``loadTextContent``."""


@record
class Frame:
    """A deployment with the loop and lambda variables that are in force at one point of it."""

    deployment: Surroundings
    variables: Mapping[str, Node] = field(default_factory=dict)
    """By their names, case kept: variables of lambdas and of Bicep loops."""
    indexes: Mapping[str, Node] = field(default_factory=dict)
    """By the lower-case names of ARM's copy loops; ``""`` is the innermost."""
    turns: tuple[int | str | None, ...] = ()
    """Which turn of each loop around this is, the outermost first; a text is the place of a function's call."""

    def with_variables(self, found: Mapping[str, Node]) -> Frame:
        """A frame with some more variables."""
        return Frame(self.deployment, {**self.variables, **found}, self.indexes, self.turns)

    def with_index(self, loop: str | None, index: Node) -> Frame:
        """A frame inside a copy loop."""
        named = {loop.lower(): index} if loop else {}
        return Frame(self.deployment, self.variables, {**self.indexes, "": index, **named}, self.turns)

    def with_turn(self, number: int | str | None) -> Frame:
        """A frame in one turn of a loop; None for a turn nobody knows."""
        return Frame(self.deployment, self.variables, self.indexes, (*self.turns, number))

    @property
    def where(self) -> str:
        """The deployment and the turns of its loops, to tell one evaluation of an expression from another."""
        shown = [
            f" at {turn}" if isinstance(turn, str) else f"[{'…' if turn is None else turn}]"
            for turn in self.turns
        ]
        return (self.deployment.label + "".join(shown)).strip()


def located(reason: str, frame: Frame) -> str:
    """A reason for an unknown that is another one in every deployment and in every turn of a loop."""
    where = f" (in {frame.where})"
    return reason if not frame.where or reason.endswith(where) else reason + where
