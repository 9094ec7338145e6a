"""Type constraints of variables: conversion, and the defaults of ``optional``."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.languages.hcl import HclError, Source, parse_expression
from natpin.languages.hcl.ast import Call, Expression, Literal, Name, ObjectOf, Template, TupleOf
from natpin.languages.terraform.comparison import set_of
from natpin.languages.terraform.expressions import evaluate
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import EvalError, boolean, number, pairs, text_of
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Origin, Unknown, Value


def stamped(node: Node, origin: Origin, depth: int = 0) -> Node:
    """A value and all in it, known to come from a default."""
    if not isinstance(node, Value) or depth > 60:
        return node
    data = node.data
    if isinstance(data, tuple):
        return Value(type(data)(stamped(item, origin, depth + 1) for item in data), node.at, origin)
    if isinstance(data, dict):
        return Value({key: stamped(item, origin, depth + 1) for key, item in data.items()}, node.at, origin)
    return Value(data, node.at, origin)


def type_expression(expression: Expression, source: Source) -> Expression:
    """A type as an expression: ``"list"`` and JSON's ``"list(string)"`` are text at first."""
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        try:
            return parse_expression(Source(source.path, expression.value))
        except HclError:
            return Name("any", expression.start, expression.end)
    return expression


def converted(node: Node, wanted: Expression, scope: Scope, origin: Origin, depth: int = 0) -> Node:
    """A value converted to a type. ``origin`` is whose the defaults of ``optional`` are.

    Raises EvalError when it cannot be.
    """
    scope.world.spend()
    if isinstance(node, Unknown) and node.sure is not None and depth <= 60:
        sure = converted(node.sure, wanted, scope, origin, depth + 1)
        return replace(node, sure=sure) if isinstance(sure, Value) else node
    if not isinstance(node, Value) or depth > 60:
        return node
    match wanted:
        case Name(name=name):
            return _primitive(node, name)
        case Call(name="optional", arguments=(inner, *_)):
            return converted(node, inner, scope, origin, depth + 1)
        case Call(name="object", arguments=(ObjectOf() as shape,)):
            return _object(node, shape, scope, origin, depth)
        case Call(name="tuple", arguments=(TupleOf(items=types),)):
            if isinstance(node.data, tuple):
                items = zip(node.data, types, strict=False)
                return replace(
                    node, data=tuple(_part(item, kind, scope, origin, depth) for item, kind in items)
                )
            return node
        case Call(name="list" | "set" | "map" as kind, arguments=arguments):
            return _collection(node, kind, arguments, scope, origin, depth)
        case Template() | _:
            return node


def _primitive(node: Value, name: str) -> Node:
    if node.data is None:
        return node
    if name == "string" and not isinstance(node.data, str):
        if isinstance(node.data, tuple | Mapping):
            raise EvalError("a string is needed here, not a collection", node.at)
        return replace(node, data=text_of(node.data))
    if name == "number":
        return replace(node, data=number(node))
    if name == "bool":
        return replace(node, data=boolean(node))
    if name == "set" and isinstance(node.data, tuple):
        return replace(node, data=set_of(node.data))
    return node


def _part(node: Node, wanted: Expression, scope: Scope, origin: Origin, depth: int) -> Node:
    """A member or element: one that cannot be converted is unknown, its neighbours are not."""
    try:
        return converted(node, wanted, scope, origin, depth + 1)
    except EvalError as error:
        return Unknown(error.reason, node.at, None, (None,))


def _collection(
    node: Value, kind: str, arguments: tuple[Expression, ...], scope: Scope, origin: Origin, depth: int
) -> Node:
    if node.data is None:
        return node
    wanted: Expression = arguments[0] if arguments else Name("any", 0, 0)
    if kind == "map":
        if not isinstance(node.data, Mapping):
            raise EvalError("a map is needed here", node.at)
        if not isinstance(node.data, dict):
            return node
        return replace(
            node, data={key: _part(item, wanted, scope, origin, depth) for key, item in node.data.items()}
        )
    if not isinstance(node.data, tuple):
        raise EvalError("a list is needed here", node.at)
    items = [_part(item, wanted, scope, origin, depth) for _, item in pairs(node)]
    return replace(node, data=set_of(items) if kind == "set" else tuple(items))


def _object(node: Value, shape: ObjectOf, scope: Scope, origin: Origin, depth: int) -> Node:
    if node.data is None:
        return node
    data = node.data
    if not isinstance(data, Mapping):
        raise EvalError("an object is needed here", node.at)
    found: dict[str, Node] = {}
    for key, kind in shape.items:
        name = str(key.value) if isinstance(key, Literal) else ""
        given = data.get(name)
        optional = isinstance(kind, Call) and kind.name == "optional"
        if given is not None and not (
            optional and isinstance(given, Value) and given.data is None and _default(kind) is not None
        ):
            found[name] = _part(given, kind, scope, origin, depth)
        elif optional:
            found[name] = _defaulted(kind, scope, origin, depth, node.at)
        else:
            found[name] = Unknown(f"the required attribute {name!r} is not given", node.at, None, (None,))
    return replace(node, data=found)


def _default(kind: Expression) -> Expression | None:
    return kind.arguments[1] if isinstance(kind, Call) and len(kind.arguments) > 1 else None


def _defaulted(kind: Expression, scope: Scope, origin: Origin, depth: int, at: Location) -> Node:
    default = _default(kind)
    if default is None:
        return Value(None, at, origin)
    return _part(stamped(evaluate(default, scope), origin), kind, scope, origin, depth)


def plain_false(expression: Expression) -> bool:
    """True for the word ``false``."""
    return isinstance(expression, Literal) and expression.value is False
