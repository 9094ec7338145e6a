"""What an expression comes to, in front of the deployment around it.

Known parts stay known whatever stands beside them: an object with one unknown member is an object, a string with one
unknown piece keeps the others. Nothing raises for what a template contains, but for ``TooMuchWork``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from natpin.languages.arm_expressions.elements import element_of, member_of
from natpin.languages.arm_expressions.functions import EAGER, LAZY
from natpin.languages.arm_expressions.functions.logic import decided
from natpin.languages.arm_expressions.invocation import Eager, Invocation, symbolic
from natpin.languages.arm_expressions.parser import parse_string, property_loops
from natpin.languages.arm_expressions.scope import MAX_LEVELS, Frame, located
from natpin.languages.arm_expressions.syntax import (
    Broken,
    Call,
    Expression,
    Index,
    Lambda,
    ListOf,
    Literal,
    Loop,
    Member,
    Name,
    ObjectOf,
    Spread,
    Text,
    Written,
)
from natpin.languages.arm_expressions.texts import is_open, joined, others, why
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import SCALARS, Node, Unknown, Value, items

MAX_LOOP = 800
"""Iterations of one copy loop (Azure Resource Manager, "Template limits")."""


def evaluate(expression: Expression, frame: Frame) -> Node:
    """The value, as far as it can be known. Raises TooMuchWork."""
    effort = frame.deployment.effort
    effort.spend()
    if effort.levels >= MAX_LEVELS:
        return Unknown(f"it takes more than {MAX_LEVELS} nested steps to evaluate", expression.at)
    if type(expression) is Literal:  # of all that is evaluated, half
        return expression.value
    effort.levels += 1
    try:
        return _WAYS[type(expression)](expression, frame)
    finally:
        effort.levels -= 1


def _member(member: Member, frame: Frame) -> Node:
    return member_of(evaluate(member.of, frame), member.name, member.at, member.safe)


def _index(index: Index, frame: Frame) -> Node:
    of, which = evaluate(index.of, frame), evaluate(index.index, frame)
    return element_of(index, of, which, frame.deployment)


def _name(name: Name, frame: Frame) -> Node:
    bound = frame.variables.get(name.name)
    return bound if bound is not None else frame.deployment.symbol(name.name, name.at)


def _text(text: Text, frame: Frame) -> Node:
    at = text.at
    found = [Value(p, at) if isinstance(p, str) else evaluate(p, frame) for p in text.pieces]
    spelled = joined(found, at)
    _charge((spelled,), frame)
    return spelled


def _call(call: Call, frame: Frame) -> Node:
    lazy = LAZY.get(call.name)
    if lazy is not None:
        return lazy(call, frame, evaluate)
    arguments = tuple(evaluate(argument, frame) for argument in call.arguments)
    invocation = Invocation(call.name, arguments, call.at, frame.deployment)
    eager = EAGER.get(call.name)
    if eager is not None:
        _charge(arguments, frame)
        result = eager(invocation)
        if isinstance(result, Unknown):
            result = _whatever_it_is(invocation, eager, result)
        _charge((result,), frame)
        return result
    defined = frame.deployment.function(call.name)
    if defined is None:
        return symbolic(invocation, f"{call.name}() is not evaluated")
    function, home = defined
    if len(function.names) != len(arguments):
        return Unknown(f"{call.name}() takes {len(function.names)} arguments", call.at)
    # Names are looked up as variables in Bicep and by parameters('name') in ARM JSON, case-insensitively there.
    bound = dict(zip(function.names, arguments, strict=True))
    turns = (*frame.turns, f"{frame.deployment.label} {call.at}".strip())
    inner = Frame(home.deployment, {**bound, "parameters()": Value(bound)}, home.indexes, turns)
    return evaluate(function.body, inner)


def _whatever_it_is(invocation: Invocation, function: Eager, unknown_: Unknown) -> Node:
    """The result that is the same for every value the one open argument may have: ``tier == 'x'`` where x is no tier."""
    for position, argument in enumerate(invocation.arguments):
        values = invocation.deployment.values_of(argument)
        if not values:
            continue
        before, after = invocation.arguments[:position], invocation.arguments[position + 1 :]
        results = [
            function(replace(invocation, arguments=(*before, Value(data, argument.at), *after)))
            for data in values
        ]
        first = results[0]
        if all(
            isinstance(one, Value) and isinstance(first, Value) and one.data == first.data for one in results
        ):
            return first
    return unknown_


def _charge(nodes: tuple[Node, ...], frame: Frame) -> None:
    """Going through a long text or list is work as well. Raises TooMuchWork."""
    for node in nodes:
        if type(node) is not Value:
            continue
        if type(node.data) is str or (
            type(node.data) not in SCALARS and isinstance(node.data, str | tuple | Mapping)
        ):
            size = len(node.data)
            if size > 64:
                frame.deployment.effort.spend(size // (128 if isinstance(node.data, str) else 4))


def _written(written: Written, frame: Frame) -> Node:
    """A piece of a JSON template."""
    value = written.value
    data = value.data
    if type(data) in SCALARS:  # nearly always
        if type(data) is str and data.startswith("["):
            return evaluate(_parsed(data, value.at, frame), frame)
        return value
    match data:
        case Mapping() as members:
            return _written_object(members, value, frame)
        case tuple() as elements:
            return Value(
                tuple(evaluate(Written(e), frame) for e in elements if isinstance(e, Value)), value.at
            )
        case _:
            return value


def _parsed(string: str, at: Location, frame: Frame) -> Expression:
    """The expression in a string, parsed once for each place: by the place's identity, as to compare places is to look for
    them in the file."""
    parsed = frame.deployment.effort.parsed
    key = string, id(at)
    found = parsed.get(key)
    if found is None:
        found = parsed[key] = (
            at,
            parse_string(string, at),
        )  # the place is kept, so that no other has its identity
    return found[1]


def _written_object(written: Mapping[str, Node], value: Value, frame: Frame) -> Node:
    made: dict[str, Node] = {}
    for name, child in written.items():
        if not isinstance(child, Value):
            continue
        if name.lower() == "copy" and (loops := property_loops(child)):
            if len(loops) < len(items(child)) or any(loop.startswith("[") for loop in loops):
                return Unknown("a copy in it has no plain name, count or input", value.at)
            made.update({name: _loop(loop, frame) for name, loop in loops.items()})
            continue
        if name.startswith("["):
            key = evaluate(_parsed(name, child.at, frame), frame)
            if not (isinstance(key, Value) and isinstance(key.data, str)):
                reason, settle_by = why(key)
                return Unknown(located(reason or "a member's name is not text", frame), value.at, settle_by)
            name = key.data
        made[name] = evaluate(Written(child), frame)
    return Value(made, value.at, value.origin)


def _object(written: ObjectOf, frame: Frame) -> Node:
    made: dict[str, Node] = {}
    doubt: Node | None = None
    for entry in written.entries:
        if isinstance(entry, Spread):
            spread = evaluate(entry.of, frame)
            if isinstance(spread, Value) and isinstance(spread.data, Mapping):
                frame.deployment.effort.spend(len(spread.data))
                made.update(spread.data)
            elif not (isinstance(spread, Value) and spread.data is None):
                doubt = spread
            continue
        key = evaluate(entry.key, frame)
        if isinstance(key, Value) and isinstance(key.data, str):
            made[key.data] = evaluate(entry.value, frame)
        else:
            doubt = key
    if doubt is not None:
        # What the unknown part may hold is unknown, and so is whether it overrides a known member.
        reason, settle_by = why(doubt)
        return Unknown(located(reason or "a member's name is not text", frame), written.at, settle_by)
    return Value(made, written.at)


def _list(written: ListOf, frame: Frame) -> Node:
    elements: list[Node] = []
    for element in written.elements:
        if not isinstance(element, Spread):
            elements.append(evaluate(element, frame))
            continue
        spread = evaluate(element.of, frame)
        if isinstance(spread, Value) and isinstance(spread.data, tuple):
            frame.deployment.effort.spend(len(spread.data))
            elements.extend(spread.data)
        elif isinstance(spread, Value):
            return Unknown(located("what is spread into the list is not a list", frame), written.at)
        else:
            elements.append(others(spread, written.at))
    return Value(tuple(elements), written.at)


def frames_of(loop: Loop, frame: Frame) -> list[Frame] | Unknown:
    """A frame for each iteration; Unknown when their number is."""
    over = evaluate(loop.over, frame)
    if not (isinstance(over, Value) and isinstance(over.data, tuple)):
        reason, settle_by = why(over)
        return Unknown(located(reason or "the loop is over no list", frame), loop.at, settle_by)
    if is_open(over.data):
        reason, settle_by = why(next(element for element in over.data if is_open((element,))))
        return Unknown(located(reason, frame), loop.at, settle_by)
    if len(over.data) > MAX_LOOP:
        return Unknown(f"the loop has more than {MAX_LOOP} iterations", loop.at)
    return [_inside(loop, frame, item, number) for number, item in enumerate(over.data)]


def frame_of_any(loop: Loop, frame: Frame, cause: Unknown) -> Frame:
    """The frame of an iteration nobody knows: item and index are unknown."""
    anything = Unknown(cause.reason, loop.at, cause.settle_by)
    return _inside(loop, frame, anything, anything)


def _inside(loop: Loop, frame: Frame, item: Node, index: int | Unknown, turn: int | None = None) -> Frame:
    number = index if isinstance(index, Unknown) else Value(index, loop.at)
    frame = frame.with_turn(turn if isinstance(index, Unknown) else index)
    found = {name: node for name, node in ((loop.item, item), (loop.index, number)) if name}
    inner = frame.with_variables(found) if found else frame
    if loop.item is not None:
        return inner
    # An ARM loop runs over range(0, count): the element is the index.
    return inner.with_index(loop.name, item)


def frames_known(loop: Loop, frame: Frame) -> tuple[list[Frame], Unknown | None]:
    """The frames of the iterations that certainly are, and why there may be others."""
    found = frames_of(loop, frame)
    if not isinstance(found, Unknown):
        return found, None
    over = evaluate(loop.over, frame)
    if not (isinstance(over, Value) and isinstance(over.data, tuple)) or len(over.data) > MAX_LOOP:
        return [], found
    # behind what stands for any number of others, nobody knows the index
    position = next((n for n, element in enumerate(over.data) if is_open((element,))), len(over.data))
    known = [_inside(loop, frame, item, number) for number, item in enumerate(over.data[:position])]
    unplaced = Unknown(found.reason, loop.at, found.settle_by)
    known += [
        _inside(loop, frame, item, unplaced, number)
        for number, item in enumerate(over.data[position:], position)
        if not is_open((item,))
    ]
    return known, found


def _loop(loop: Loop, frame: Frame) -> Node:
    frames, more = frames_known(loop, frame)
    if more is not None and not frames:
        return more
    elements: list[Node] = []
    for inner in frames:
        if loop.condition is not None:
            wanted = evaluate(loop.condition, inner)
            holds = decided(wanted, loop.condition, inner)
            if holds is None:
                reason, settle_by = why(wanted)
                stated = located(reason or "the loop's condition is not a boolean", frame)
                return Unknown(stated, loop.at, settle_by)
            if not holds:
                continue
        elements.append(evaluate(loop.body, inner))
    if more is not None:
        elements.append(others(more, loop.at))
    return Value(tuple(elements), loop.at)


_WAYS: Mapping[type, Callable[[Any, Frame], Node]] = {
    Written: _written,
    Call: _call,
    ObjectOf: _object,
    ListOf: _list,
    Member: _member,
    Index: _index,
    Name: _name,
    Text: _text,
    Loop: _loop,
    Lambda: lambda one, frame: Unknown("a lambda stands where a value is expected", one.at),
    Broken: lambda one, frame: Unknown(one.reason, one.at),
}
"""How each kind of expression is evaluated: a look-up, where a match tries one after the other."""
