"""Jinja2's expressions, by the library's syntax tree, on values with places.

Three-valued: what cannot be known is Unknown with its cause, and an expression that has the same value whatever an
unknown part turns out to be has that value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from natpin.languages.jinja.checks import check
from natpin.languages.jinja.comparing import compared, truth, why_not
from natpin.languages.jinja.filters import apply, method
from natpin.languages.jinja.lists import MAX_ITEMS, is_large
from natpin.languages.jinja.scope import Scope, Undefined, as_node, open_in
from natpin.languages.jinja.shown import shown
from natpin.languages.jinja.texts import joined
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value, text

if TYPE_CHECKING:
    from jinja2 import nodes


def evaluate(node: nodes.Node, at: Location, scope: Scope) -> Node | Undefined:
    """The value of an expression."""
    if not scope.step():
        return Unknown("the templates are more than natpin follows", at)
    rule = _RULES.get(type(node).__name__)
    if rule is None:
        return Unknown(f"{type(node).__name__} in a template is not followed", at)
    found = rule(node, at, scope)
    if type(node).__name__ in _MAKES and isinstance(found, Value) and is_large(found):
        return Unknown("what the templates make is more than natpin follows", at)
    return found


_MAKES = frozenset(("Add", "Call", "Dict", "Filter", "List"))
"""What may put values together: what it makes may be twice as large each time."""


def _const(node: nodes.Const, at: Location, scope: Scope) -> Node:
    data = node.value
    if data is None or isinstance(data, bool | int | float | str):
        return Value(data, at)
    return Unknown("a constant of the template is not followed", at)


def _name(node: nodes.Name, at: Location, scope: Scope) -> Node | Undefined:
    return scope.name(node.name, at)


def _getattr(node: nodes.Getattr, at: Location, scope: Scope) -> Node | Undefined:
    return _inside(evaluate(node.node, at, scope), node.attr, shown(node), at)


def _getitem(node: nodes.Getitem, at: Location, scope: Scope) -> Node | Undefined:
    from jinja2 import nodes as kinds

    outer = evaluate(node.node, at, scope)
    if isinstance(node.arg, kinds.Slice):
        return _slice(outer, node.arg, at, scope)
    key = as_node(evaluate(node.arg, at, scope), scope)
    if isinstance(key, Value) and isinstance(key.data, str | int) and not isinstance(key.data, bool):
        return _inside(outer, key.data, shown(node), at)
    why = key if isinstance(key, Unknown) else Unknown(f"{shown(node)} is not followed", at)
    return Unknown(f"which member is meant is not known: {why.reason}", why.at, why.settle_by)


def _slice(outer: Node | Undefined, part: nodes.Slice, at: Location, scope: Scope) -> Node:
    bounds = [
        None if one is None else as_node(evaluate(one, at, scope), scope)
        for one in (part.start, part.stop, part.step)
    ]
    numbers: list[int | None] = []
    for each in bounds:
        if each is None:
            numbers.append(None)
        elif isinstance(each, Value) and isinstance(each.data, int):
            numbers.append(each.data)
        else:
            return Unknown("a part of a list is not known", at)
    if isinstance(outer, Value) and isinstance(outer.data, str | tuple) and numbers[2] != 0:
        return Value(outer.data[slice(*numbers)], outer.at)
    return (
        outer if isinstance(outer, Unknown) else Unknown("a part of what is not a list is not followed", at)
    )


def _inside(outer: Node | Undefined, key: str | int, said: str, at: Location) -> Node | Undefined:
    """A member of an object, an element of a list, an attribute of what is only known once it is deployed."""
    match outer:
        case Undefined():
            return outer
        case Reference(target=target, attribute=""):
            return (
                Reference(target, key, at)
                if key in ("id", "name")
                else Unknown(f"{said} is only known in Azure", at)
            )
        case Reference():
            return Unknown(f"{said} is only known in Azure", at)
        case Unknown():
            return Unknown(f"{said} is not known: {outer.reason}", outer.at, outer.settle_by)
        case Value(data=Mapping() as data):
            found = data.get(str(key))
            why = open_in(outer) if found is None else None
            if why is not None:
                return Unknown(f"{said} is not known: {why.reason}", why.at, why.settle_by)
            return Undefined(said, at) if found is None else found
        case Value(data=tuple() as data) if isinstance(key, int):
            return data[key] if -len(data) <= key < len(data) else Undefined(said, at)
        case Value(data=str() as written) if isinstance(key, int):
            return (
                Value(written[key], outer.at) if -len(written) <= key < len(written) else Undefined(said, at)
            )
        case _:
            return Undefined(said, at)


def _filter(node: nodes.Filter, at: Location, scope: Scope) -> Node | Undefined:
    given = evaluate(node.node, at, scope) if node.node is not None else Value("", at)
    arguments, named = _arguments(node, at, scope)
    return apply(node.name.rpartition(".")[2], given, arguments, named, shown(node), at, scope)


def _arguments(
    node: nodes.Filter | nodes.Test | nodes.Call, at: Location, scope: Scope
) -> tuple[list[Node], dict[str, Node]]:
    listed = [as_node(evaluate(one, at, scope), scope) for one in node.args]
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        listed.append(Unknown("arguments that are put together are not followed", at))
    return listed, {str(one.key): as_node(evaluate(one.value, at, scope), scope) for one in node.kwargs}


def _test(node: nodes.Test, at: Location, scope: Scope) -> Node:
    given = evaluate(node.node, at, scope)
    arguments, _ = _arguments(node, at, scope)
    return check(node.name.rpartition(".")[2], given, arguments, shown(node.node), at, scope)


def holds(node: nodes.Node, at: Location, scope: Scope) -> bool | Unknown:
    """Whether an expression counts as true, in three-valued logic; why that is not known."""
    kind = type(node).__name__
    if kind in ("And", "Or"):
        decides = kind == "Or"
        first = holds(node.left, at, scope)  # type: ignore[attr-defined]
        if first is decides:
            return decides
        second = holds(node.right, at, scope)  # type: ignore[attr-defined]
        return second if second is decides or not isinstance(first, Unknown) else first
    if kind == "Not":
        inner = holds(node.node, at, scope)  # type: ignore[attr-defined]
        return inner if isinstance(inner, Unknown) else not inner
    return truth(evaluate(node, at, scope), scope)


def _not(node: nodes.Not, at: Location, scope: Scope) -> Node:
    inner = holds(node.node, at, scope)
    return inner if isinstance(inner, Unknown) else Value(not inner, at)


def _either(decides: bool) -> Callable[[nodes.BinExpr, Location, Scope], Node | Undefined]:
    """``or`` is decided by a side that holds, ``and`` by one that does not. Like Python's, they give a side's value: where it
    is not known whether the first side decides, neither is which of the two values it is, though its truth may be."""

    def rule(node: nodes.BinExpr, at: Location, scope: Scope) -> Node | Undefined:
        left = evaluate(node.left, at, scope)
        first = truth(left, scope)
        if first is decides:
            return left
        right = evaluate(node.right, at, scope)
        if not isinstance(first, Unknown):
            return right
        if isinstance(right, Value) and right.data is decides:
            return right  # beside a boolean stands a boolean
        if _is_condition(node.left) and _is_condition(node.right):
            return first
        return Unknown(
            f"which side of {shown(node)} counts is not known: {first.reason}", at, first.settle_by
        )

    return rule


def _is_condition(node: nodes.Node) -> bool:
    """True for what gives true or false and nothing else."""
    kind = type(node).__name__
    if kind in ("And", "Or"):
        return _is_condition(node.left) and _is_condition(node.right)  # type: ignore[attr-defined]
    return kind in ("Not", "Test", "Compare")


def _condition(node: nodes.CondExpr, at: Location, scope: Scope) -> Node | Undefined:
    chosen = holds(node.test, at, scope)
    if chosen is True:
        return evaluate(node.expr1, at, scope)
    other = Value("", at) if node.expr2 is None else evaluate(node.expr2, at, scope)
    if chosen is False:
        return other
    one = evaluate(node.expr1, at, scope)
    same = isinstance(one, Value) and isinstance(other, Value) and one.data == other.data
    return (
        one
        if same
        else Unknown(f"which value is taken is not known: {chosen.reason}", chosen.at, chosen.settle_by)
    )


def _compare(node: nodes.Compare, at: Location, scope: Scope) -> Node:
    left = as_node(evaluate(node.expr, at, scope), scope)
    unclear: Unknown | None = None
    for operand in node.ops:
        right = as_node(evaluate(operand.expr, at, scope), scope)
        found = compared(operand.op, left, right, at)
        if isinstance(found, Unknown):
            unclear = unclear or found
        elif not found:
            return Value(False, at)
        left = right
    return unclear or Value(True, at)


def _concat(node: nodes.Concat, at: Location, scope: Scope) -> Node:
    return joined([as_node(evaluate(one, at, scope), scope) for one in node.nodes], at)


def _arithmetic(operation: str) -> Callable[[nodes.BinExpr, Location, Scope], Node]:
    def rule(node: nodes.BinExpr, at: Location, scope: Scope) -> Node:
        left = as_node(evaluate(node.left, at, scope), scope)
        right = as_node(evaluate(node.right, at, scope), scope)
        return _worked_out(operation, left, right, at)

    return rule


def _worked_out(operation: str, left: Node, right: Node, at: Location) -> Node:
    if operation == "+" and (text(left) is not None or text(right) is not None):
        return joined([left, right], at)
    if not isinstance(left, Value) or not isinstance(right, Value):
        return why_not(left, right, at)
    one, other = left.data, right.data
    if operation == "+" and isinstance(one, tuple) and isinstance(other, tuple):
        return Value((*one, *other), left.at)
    if isinstance(one, int | float) and isinstance(other, int | float) and max(abs(one), abs(other)) < 1e15:
        match operation:
            case "+":
                return Value(one + other, at)
            case "-":
                return Value(one - other, at)
            case "*":
                return Value(one * other, at)
            case "/" if other:
                return Value(one / other, at)
            case "//" if other:
                return Value(one // other, at)
            case "%" if other:
                return Value(one % other, at)
    return Unknown(f"what {operation} gives is not followed", at)


def _negated(node: nodes.Neg, at: Location, scope: Scope) -> Node:
    return _worked_out("-", Value(0, at), as_node(evaluate(node.node, at, scope), scope), at)


def _list(node: nodes.List, at: Location, scope: Scope) -> Node:
    return Value(tuple(as_node(evaluate(one, at, scope), scope) for one in node.items), at)


def _dict(node: nodes.Dict, at: Location, scope: Scope) -> Node:
    found: dict[str, Node] = {}
    for pair in node.items:
        key = as_node(evaluate(pair.key, at, scope), scope)
        if not isinstance(key, Value) or isinstance(key.data, Mapping | tuple):
            return Unknown("the name of a member is not known", at)
        found[str(key.data)] = as_node(evaluate(pair.value, at, scope), scope)
    return Value(found, at)


def _call(node: nodes.Call, at: Location, scope: Scope) -> Node | Undefined:
    from jinja2 import nodes as kinds

    arguments, _ = _arguments(node, at, scope)
    if isinstance(node.node, kinds.Name):
        if node.node.name == "range":
            return _range(arguments, at)
        found = scope.call(node.node.name, arguments, at)
        if found is not None:
            return found
    elif isinstance(node.node, kinds.Getattr):
        outer = as_node(evaluate(node.node.node, at, scope), scope)
        return method(node.node.attr, outer, arguments, shown(node), at)
    return Unknown(f"what {shown(node)} gives is not known", at)


def _range(arguments: Sequence[Node], at: Location) -> Node:
    numbers = [one.data for one in arguments if isinstance(one, Value) and isinstance(one.data, int)]
    if len(numbers) != len(arguments) or not 1 <= len(numbers) <= 3 or numbers[2:] == [0]:
        return Unknown("which numbers are meant is not known", at)
    made = range(*numbers)
    if made[MAX_ITEMS:]:  # len() fails on more than a machine word counts
        return Unknown("the numbers are too many to follow", at)
    return Value(tuple(Value(one, at) for one in made), at)


_RULES: Mapping[str, Callable[..., Node | Undefined]] = {
    "Const": _const,
    "Name": _name,
    "Getattr": _getattr,
    "Getitem": _getitem,
    "Filter": _filter,
    "Test": _test,
    "Not": _not,
    "And": _either(False),
    "Or": _either(True),
    "CondExpr": _condition,
    "Compare": _compare,
    "Concat": _concat,
    "Add": _arithmetic("+"),
    "Sub": _arithmetic("-"),
    "Mul": _arithmetic("*"),
    "Div": _arithmetic("/"),
    "FloorDiv": _arithmetic("//"),
    "Mod": _arithmetic("%"),
    "Neg": _negated,
    "List": _list,
    "Tuple": _list,
    "Dict": _dict,
    "Call": _call,
}
