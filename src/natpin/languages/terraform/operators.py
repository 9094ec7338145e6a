"""Operators, with what stays certain beside an unknown."""

from __future__ import annotations

from collections.abc import Callable

from natpin.languages.terraform.comparison import same
from natpin.languages.terraform.values import (
    EvalError,
    NotKnown,
    as_unknown,
    boolean,
    derived,
    number,
    plain_number,
)
from natpin.model.location import Location
from natpin.model.value import Node, Unknown, Value


def unary(operator: str, operand: Node, at: Location) -> Node:
    """``-x`` and ``!x``. Raises EvalError."""
    try:
        if operator == "!":
            return Value(not boolean(operand), at)
        return Value(-number(operand), at)
    except NotKnown as unknown:
        return derived(unknown.cause, at)


def binary(operator: str, left: Node, right: Node, at: Location) -> Node:
    """Arithmetic and comparison; ``&&`` and ``||`` are ``logical``. Raises EvalError."""
    if operator in ("==", "!="):
        answer = same(left, right)
        if answer is None:
            unknown = next((node for node in (left, right) if not isinstance(node, Value)), None)
            cause = as_unknown(unknown) if unknown else Unknown("a part of it cannot be known", at)
            return derived(cause, at)
        return Value(answer == (operator == "=="), at)
    try:
        return Value(_NUMERIC[operator](number(left), number(right)), at)
    except NotKnown as unknown:
        return derived(unknown.cause, at)
    except (OverflowError, ZeroDivisionError):
        raise EvalError("a division by zero, or a number too large", at) from None


def logical(operator: str, left: Node, right: Callable[[], Node], at: Location) -> Node:
    """``&&`` and ``||``: one operand may decide, whatever the other is. Raises EvalError."""
    deciding = operator == "||"
    try:
        first: bool | Unknown = boolean(left)
    except NotKnown as unknown:
        first = unknown.cause
    if first is deciding:
        return Value(deciding, at)
    try:
        second = boolean(right())
    except NotKnown as unknown:
        return derived(first if isinstance(first, Unknown) else unknown.cause, at)
    except EvalError:
        # Guards such as ``x != null && x.enabled`` where x is unknown: the right side may well not be reached.
        if isinstance(first, Unknown):
            return derived(first, at)
        raise
    if second is deciding:
        return Value(deciding, at)
    if isinstance(first, Unknown):
        return derived(first, at)
    return Value(second, at)


def _modulo(left: float, right: float) -> int | float:
    found = abs(left) % abs(right)
    return -found if left < 0 else found


def _quotient(left: float, right: float) -> int | float:
    if isinstance(left, int) and isinstance(right, int) and left % right == 0:
        return left // right
    return left / right


_NUMERIC: dict[str, Callable[[int | float, int | float], int | float | bool]] = {
    "+": lambda left, right: plain_number(left + right),
    "-": lambda left, right: plain_number(left - right),
    "*": lambda left, right: plain_number(left * right),
    "/": lambda left, right: plain_number(_quotient(left, right)),
    "%": lambda left, right: plain_number(_modulo(left, right)),
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}
