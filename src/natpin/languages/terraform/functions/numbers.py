"""Functions of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import (
    EvalError,
    as_unknown,
    boolean,
    derived,
    elements,
    number,
    plain_number,
    text,
)
from natpin.model.location import Location
from natpin.model.record import replace
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
    return _bounded(max, arguments, at)


def minimum(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``min(numbers...)``"""
    return _bounded(min, arguments, at)


def _bounded(choose: Callable[..., int | float], arguments: list[Node], at: Location) -> Node:
    """The largest or smallest of some numbers; one that is not known leaves the bound that the others set."""
    known: list[Node] = [node for node in arguments if isinstance(node, Value)]
    others = [as_unknown(node) for node in arguments if not isinstance(node, Value)]
    if not others:
        return Value(choose(_numbers(arguments)), at)
    bound = choose(_numbers(known)) if known else None
    least = bound if choose is max else None
    most = bound if choose is min else None
    return replace(
        derived(others[0], at),
        least=math.ceil(least) if least is not None else None,
        most=math.floor(most) if most is not None else None,
    )


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
