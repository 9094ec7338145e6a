"""One call of a function with its arguments evaluated, and the shapes functions are written in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from natpin.languages.arm_expressions.scope import Frame, Surroundings
from natpin.languages.arm_expressions.syntax import Call, Expression
from natpin.languages.arm_expressions.texts import bare, described, unknown, why
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Reference, Unknown, Value


@record
class Invocation:
    """A call whose arguments are evaluated."""

    name: str
    arguments: tuple[Node, ...]
    at: Location
    deployment: Surroundings

    def text(self, number: int) -> str | None:
        """An argument that is a known string, else None."""
        node = self.arguments[number] if number < len(self.arguments) else None
        return node.data if isinstance(node, Value) and isinstance(node.data, str) else None

    def number(self, number: int) -> int | None:
        """An argument that is a known whole number, else None."""
        node = self.arguments[number] if number < len(self.arguments) else None
        if isinstance(node, Value) and isinstance(node.data, int) and not isinstance(node.data, bool):
            return node.data
        return None

    def elements(self, number: int) -> tuple[Node, ...] | None:
        """An argument that is a list, else None."""
        node = self.arguments[number] if number < len(self.arguments) else None
        return node.data if isinstance(node, Value) and isinstance(node.data, tuple) else None


Evaluate: TypeAlias = Callable[[Expression, Frame], Node]
Eager: TypeAlias = Callable[[Invocation], Node]
"""A function of values."""
Lazy: TypeAlias = Callable[[Call, Frame, Evaluate], Node]
"""A function that decides which of its arguments are evaluated, and in which frame."""


def symbolic(invocation: Invocation, reason: str | None = None) -> Unknown:
    """A result that cannot be known, yet is the same for the same arguments."""
    cause, settle_by = why(*invocation.arguments)
    stated = reason or cause or f"{invocation.name}() was given what it does not take"
    spoken = [described(argument) for argument in invocation.arguments]
    if None in spoken:
        return Unknown(stated, invocation.at, settle_by)
    return unknown(f"{invocation.name}({', '.join(map(str, spoken))})", stated, invocation.at, settle_by)


def plain(function: Callable[..., object]) -> Eager:
    """A function of known plain data. Anything unknown, or of the wrong kind, makes its result unknown."""

    def called(invocation: Invocation) -> Node:
        try:
            arguments = [bare(argument) for argument in invocation.arguments]
        except LookupError:
            return symbolic(invocation)
        try:
            result = function(*arguments)
        except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError):
            return symbolic(invocation, f"{invocation.name}() was given what it does not take")
        return node_of(result, invocation.at)

    return called


def node_of(data: object, at: Location) -> Node:
    """Plain data as a node. Raises TypeError for what is no JSON."""
    match data:
        case Value() | Unknown() | Reference():
            return data
        case dict():
            return Value({str(name): node_of(child, at) for name, child in data.items()}, at)
        case list() | tuple():
            return Value(tuple(node_of(child, at) for child in data), at)
        case None | bool() | int() | float() | str():
            return Value(data, at)
        case _:
            raise TypeError(f"no JSON: {type(data).__name__}")
