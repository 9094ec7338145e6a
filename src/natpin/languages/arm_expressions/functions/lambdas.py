"""Functions that take a lambda: ``map(list, x => …)``, in ARM JSON ``map(list, lambda('x', …))``."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from natpin.languages.arm_expressions.functions.logic import decided, truth
from natpin.languages.arm_expressions.invocation import Evaluate
from natpin.languages.arm_expressions.scope import Frame
from natpin.languages.arm_expressions.syntax import Call, Lambda
from natpin.languages.arm_expressions.texts import described, is_open, unknown, why
from natpin.model.value import Node, Unknown, Value


def lambda_variable(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``lambdaVariables('x')`` of ARM JSON."""
    name = evaluate(call.arguments[0], frame) if call.arguments else Value(None, call.at)
    found = frame.variables.get(str(name.data)) if isinstance(name, Value) else None
    return found if found is not None else Unknown("lambdaVariables() names no variable", call.at)


def _opened(
    call: Call, frame: Frame, evaluate: Evaluate, lambdas: int
) -> tuple[Node, tuple[Lambda, ...]] | Unknown:
    """The container and the lambdas of a call, or why they are not there."""
    written = call.arguments[-lambdas:] if lambdas else ()
    functions = tuple(argument for argument in written if isinstance(argument, Lambda))
    if len(functions) != lambdas or len(call.arguments) < 1 + lambdas:
        return Unknown(f"{call.name}() takes a lambda", call.at)
    return evaluate(call.arguments[0], frame), functions


def _applied(function: Lambda, frame: Frame, evaluate: Evaluate, *arguments: Node) -> Node:
    bound = dict(zip(function.names, arguments, strict=False))
    return evaluate(function.body, frame.with_variables(bound))


def _not_a_list(call: Call, node: Node) -> Unknown:
    reason, settle_by = why(node)
    spoken = described(node)
    stated = reason or f"{call.name}() takes a list"
    if spoken is None:
        return Unknown(stated, call.at, settle_by)
    return unknown(f"{call.name}({spoken})@{call.at}", stated, call.at, settle_by)


def mapped(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``map(list, x => …)`` or ``map(list, (x, i) => …)``."""
    opened = _opened(call, frame, evaluate, 1)
    if isinstance(opened, Unknown):
        return opened
    container, (function,) = opened
    if not (isinstance(container, Value) and isinstance(container.data, tuple)):
        return _not_a_list(call, container)
    return Value(
        tuple(
            element
            if is_open((element,))
            else _applied(function, frame.with_turn(number), evaluate, element, Value(number, call.at))
            for number, element in enumerate(container.data)
        ),
        call.at,
    )


def filtered(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``filter(list, x => …)``; unknown when one verdict is."""
    opened = _opened(call, frame, evaluate, 1)
    if isinstance(opened, Unknown):
        return opened
    container, (function,) = opened
    if not (isinstance(container, Value) and isinstance(container.data, tuple)):
        return _not_a_list(call, container)
    kept: list[Node] = []
    for number, element in enumerate(container.data):
        if is_open((element,)):
            kept.append(element)
            continue
        inner = frame.with_turn(number)
        verdict = _applied(function, inner, evaluate, element, Value(number, call.at))
        wanted = decided(verdict, function.body, inner)
        if wanted is None:
            return _not_a_list(call, verdict)
        if wanted:
            kept.append(element)
    return Value(tuple(kept), call.at)


def _closed(node: Node) -> tuple[Node, ...] | None:
    """The elements of a list of which every element is there, else None."""
    elements = node.data if isinstance(node, Value) and isinstance(node.data, tuple) else None
    return None if elements is None or is_open(elements) else elements


def ordered(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``sort(list, (a, b) => a < b)``."""
    opened = _opened(call, frame, evaluate, 1)
    if isinstance(opened, Unknown):
        return opened
    container, (function,) = opened
    elements = _closed(container)
    if elements is None:
        return _not_a_list(call, container)
    doubts: list[Node] = []

    def compare(left: Node, right: Node) -> int:
        verdict = _applied(function, frame, evaluate, left, right)
        before = truth(verdict)
        if before is None:
            doubts.append(verdict)
            return 0
        if before:
            return -1
        return 1 if truth(_applied(function, frame, evaluate, right, left)) else 0

    found = sorted(elements, key=functools.cmp_to_key(compare))
    return _not_a_list(call, doubts[0]) if doubts else Value(tuple(found), call.at)


def reduced(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``reduce(list, start, (so far, x) => …)``."""
    opened = _opened(call, frame, evaluate, 1)
    if isinstance(opened, Unknown):
        return opened
    container, (function,) = opened
    elements = _closed(container)
    if elements is None or len(call.arguments) != 3:
        return _not_a_list(call, container)
    result = evaluate(call.arguments[1], frame)
    for number, element in enumerate(elements):
        inner = frame.with_turn(number)
        result = _applied(function, inner, evaluate, result, element, Value(number, call.at))
    return result


def to_object(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``toObject(list, key lambda, value lambda)``; without the second, the elements are the values."""
    lambdas = 2 if len(call.arguments) == 3 else 1
    opened = _opened(call, frame, evaluate, lambdas)
    if isinstance(opened, Unknown):
        return opened
    container, functions = opened
    elements = _closed(container)
    if elements is None:
        return _not_a_list(call, container)
    members: dict[str, Node] = {}
    for number, element in enumerate(elements):
        inner = frame.with_turn(number)
        key = _applied(functions[0], inner, evaluate, element)
        if not (isinstance(key, Value) and isinstance(key.data, str)):
            return _not_a_list(call, key)
        members[key.data] = element if lambdas == 1 else _applied(functions[1], inner, evaluate, element)
    return Value(members, call.at)


def grouped(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``groupBy(list, key lambda)``, perhaps with a value lambda."""
    lambdas = 2 if len(call.arguments) == 3 else 1
    opened = _opened(call, frame, evaluate, lambdas)
    if isinstance(opened, Unknown):
        return opened
    container, functions = opened
    elements = _closed(container)
    if elements is None:
        return _not_a_list(call, container)
    groups: dict[str, list[Node]] = {}
    for number, element in enumerate(elements):
        inner = frame.with_turn(number)
        key = _applied(functions[0], inner, evaluate, element)
        if not (isinstance(key, Value) and isinstance(key.data, str)):
            return _not_a_list(call, key)
        found = element if lambdas == 1 else _applied(functions[1], inner, evaluate, element)
        groups.setdefault(key.data, []).append(found)
    return Value({name: Value(tuple(found), call.at) for name, found in groups.items()}, call.at)


def mapped_values(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``mapValues(object, x => …)``."""
    opened = _opened(call, frame, evaluate, 1)
    if isinstance(opened, Unknown):
        return opened
    container, (function,) = opened
    if not (isinstance(container, Value) and isinstance(container.data, Mapping)):
        return _not_a_list(call, container)
    return Value(
        {
            name: _applied(function, frame.with_turn(number), evaluate, child)
            for number, (name, child) in enumerate(container.data.items())
        },
        call.at,
    )
