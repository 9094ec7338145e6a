"""Functions of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import (
    EvalError,
    boolean,
    elements,
    number,
    plain_number,
    text,
)
from natpin.model.location import Location
from natpin.model.value import Node, Value


def _of(function: Callable[[int | float], int | float]) -> Callable[[list[Node], Scope, Location], Node]:
    def applied(arguments: list[Node], scope: Scope, at: Location) -> Node:
        return Value(plain_number(function(number(arguments[0]))), at)

    return applied


def _numbers(arguments: list[Node]) -> list[int | float]:
    if not arguments:
        raise EvalError("at least one number is needed")
    return [number(node) for node in arguments]


def maximum(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``max(numbers...)``"""
    return Value(max(_numbers(arguments)), at)


def minimum(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``min(numbers...)``"""
    return Value(min(_numbers(arguments)), at)


def total(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``sum(list)``"""
    return Value(plain_number(sum(_numbers(list(elements(arguments[0]))))), at)


def power(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``pow(base, exponent)``"""
    base, exponent = number(arguments[0]), number(arguments[1])
    if abs(exponent) > 1024 or abs(base) > 1e100:
        raise EvalError("pow() of numbers too large", at)
    found = base**exponent
    if isinstance(found, complex):
        raise EvalError("pow() of a negative number", at)
    return Value(plain_number(found), at)


def logarithm(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``log(number, base)``"""
    return Value(plain_number(math.log(number(arguments[0]), number(arguments[1]))), at)


def parseint(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``parseint(text, base)``"""
    digits = text(arguments[0])
    if len(digits) > 300:
        raise EvalError("parseint() of too many digits", at)
    return Value(int(digits, int(number(arguments[1]))), at)


def tonumber(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``tonumber(value)``"""
    node = arguments[0]
    return node if isinstance(node, Value) and node.data is None else Value(number(node), node.at)


def tobool(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``tobool(value)``"""
    node = arguments[0]
    return node if isinstance(node, Value) and node.data is None else Value(boolean(node), node.at)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


FUNCTIONS: Mapping[str, Callable[[list[Node], Scope, Location], Node]] = {
    "abs": _of(abs),
    "ceil": _of(math.ceil),
    "floor": _of(math.floor),
    "log": logarithm,
    "max": maximum,
    "min": minimum,
    "parseint": parseint,
    "pow": power,
    "signum": _of(_sign),
    "sum": total,
    "tobool": tobool,
    "tonumber": tonumber,
}
