"""Jinja2's filters and Ansible's, as far as they put texts, lists and objects together. Any other gives an Unknown.

Sources: Jinja documentation, "List of Builtin Filters"; Ansible documentation, "Using filters to manipulate data".
"""

from __future__ import annotations

import json
import math
import posixpath
from collections.abc import Callable, Mapping, Sequence

from natpin.languages.jinja import lists
from natpin.languages.jinja.comparing import truth
from natpin.languages.jinja.lists import is_scalar
from natpin.languages.jinja.scope import OPEN, Scope, Undefined, as_node, open_in, perhaps_in, unsettled_in
from natpin.languages.jinja.texts import MAX_TEXT, joined
from natpin.model.location import Location
from natpin.model.numbers import whole_number
from natpin.model.value import Node, Reference, Unknown, Value, items, members, of, text

_ALIKE = frozenset({"string", "trim", "mandatory", "safe", "int", "quote", "to_text", "unvault"})
"""What leaves an unknown text the text that it is, but for blanks and quotes."""


def apply(
    name: str,
    given: Node | Undefined,
    arguments: Sequence[Node],
    named: Mapping[str, Node],
    said: str,
    at: Location,
    scope: Scope,
) -> Node | Undefined:
    """What a filter makes of a value."""
    if name in ("default", "d"):
        return _default(given, arguments, named, at, scope)
    node = as_node(given, scope)
    if name == "ternary" and len(arguments) >= 2:
        holds = truth(node, scope)
        return holds if isinstance(holds, Unknown) else arguments[0 if holds else 1]
    if name in ("from_json", "from_yaml") and isinstance(node, Reference) and not node.attribute:
        return node
    if name in _ALIKE and not isinstance(node, Value):
        return node
    if not isinstance(node, Value):
        why = node if isinstance(node, Unknown) else Unknown("it is only known once it is deployed", at)
        return Unknown(f"{said} is not known: {why.reason}", why.at, why.settle_by)
    rule = _RULES.get(name)
    found = rule(node, [*arguments], named) if rule is not None else None
    return found if found is not None else Unknown(f"what the filter {name} gives is not followed", at)


def _default(
    given: Node | Undefined, arguments: Sequence[Node], named: Mapping[str, Node], at: Location, scope: Scope
) -> Node:
    fallback = arguments[0] if arguments else named.get("default_value", Value("", at))
    if isinstance(given, Undefined):
        return fallback
    also = arguments[1] if len(arguments) > 1 else named.get("boolean")
    if also is None or truth(also, scope) is False:
        return given
    holds = truth(given, scope)
    if holds is False:
        return fallback
    return given if holds is True else holds


def _text(change: Callable[[str], str]) -> Callable[..., Node | None]:
    def rule(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
        return Value(change(str(node.data)), node.at) if is_scalar(node) else None

    return rule


def _int(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    if isinstance(node.data, bool | int | float):
        return Value(int(node.data), node.at) if math.isfinite(node.data) else None  # 1e999
    found = whole_number(node.data.strip()) if isinstance(node.data, str) else None
    return Value(found, node.at) if found is not None else (arguments[0] if arguments else Value(0, node.at))


def _bool(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    if isinstance(node.data, bool) or node.data is None:
        return Value(bool(node.data), node.at)
    return (
        Value(str(node.data).lower() in ("yes", "on", "1", "true", "y", "t"), node.at)
        if is_scalar(node)
        else None
    )


def _replace(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    old, new = (text(one) for one in (*arguments, Value(None), Value(None))[:2])
    if old is None or new is None or not isinstance(node.data, str):
        return None
    if len(new) * (node.data.count(old) + 1) + len(node.data) > MAX_TEXT:
        return None
    return Value(node.data.replace(old, new), node.at)


def _join(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    between = arguments[0] if arguments else Value("", node.at)
    if not isinstance(node.data, tuple):
        return node
    pieces: list[Node] = []
    for number, one in enumerate(node.data):
        pieces += [between, one] if number else [one]
    return joined(pieces, node.at)


def _element(index: int) -> Callable[..., Node | None]:
    def rule(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
        data = node.data
        if isinstance(data, tuple):
            return data[index] if data else Unknown("the list is empty", node.at)
        return Value(data[index : index + 1 or None], node.at) if isinstance(data, str) else None

    return rule


def _length(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    unclear = unsettled_in(node)
    if unclear is not None:
        return unclear
    return Value(len(node.data), node.at) if isinstance(node.data, str | tuple | Mapping) else None


def _list(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    if isinstance(node.data, Mapping):
        return _of_object(node, node.data, "keys")
    return node if isinstance(node.data, tuple) else None


def _combine(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    if not isinstance(node.data, Mapping):
        return None
    deep = isinstance(recursive := named.get("recursive"), Value) and bool(recursive.data)
    merged: dict[str, Node] = dict(node.data)
    for one in arguments:
        if not isinstance(one, Value) or not isinstance(one.data, Mapping) or perhaps_in(one) is not None:
            return None
        merged = _merged(merged, one.data, deep=deep)
    return Value(merged, node.at)


def _merged(before: Mapping[str, Node], over: Mapping[str, Node], *, deep: bool) -> dict[str, Node]:
    found = dict(before)
    rest = over.get(OPEN)
    if rest is not None:  # what is not seen may be any of those that are
        found = dict.fromkeys(before, rest)
    for name, node in over.items():
        old = found.get(name)
        if deep and isinstance(old, Unknown) and members(node):
            found[name] = old
            continue
        if deep and isinstance(node, Value) and members(old) and members(node):
            found[name] = Value(_merged(members(old), members(node), deep=True), node.at)
        else:
            found[name] = node
    return found


def _pairs(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    if not isinstance(node.data, Mapping):
        return None
    unclear = unsettled_in(node)
    if unclear is not None:
        return unclear
    key, value = (
        text(named.get(name)) or plain for name, plain in (("key_name", "key"), ("value_name", "value"))
    )
    return Value(
        tuple(Value({key: Value(name, one.at), value: one}, one.at) for name, one in node.data.items()),
        node.at,
    )


def _from_pairs(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    found: dict[str, Node] = {}
    for one in items(node):
        key = text(members(one).get("key"))
        if key is None or "value" not in members(one):
            return None
        found[key] = members(one)["value"]
    return Value(found, node.at)


def _from_json(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    if not isinstance(node.data, str):
        return node
    try:
        return of(json.loads(node.data), node.at)
    except (ValueError, RecursionError):
        return None


def _split(node: Value, arguments: list[Node], named: Mapping[str, Node]) -> Node | None:
    between = text(arguments[0]) if arguments else None
    if not isinstance(node.data, str) or (arguments and not between):
        return None
    return Value(tuple(Value(part, node.at) for part in node.data.split(between)), node.at)


def method(name: str, node: Node, arguments: Sequence[Node], said: str, at: Location) -> Node:
    """What a method of a text or an object gives: ``name.split('-')``, ``tags.get('env', 'dev')``."""
    found: Node | None = None
    if isinstance(node, Value):
        data = node.data
        if isinstance(data, Mapping) and name == "get" and arguments:
            key = text(arguments[0])
            other = arguments[1] if len(arguments) > 1 else Value(None, at)
            found = data.get(key, open_in(node) or other) if key is not None else None
        elif isinstance(data, Mapping) and name in ("keys", "values", "items"):
            found = _of_object(node, data, name)
        elif isinstance(data, str) and name in ("startswith", "endswith") and arguments:
            part = text(arguments[0])
            found = None if part is None else Value(getattr(data, name)(part), at)
        elif isinstance(data, str) and name in _METHODS:
            found = _METHODS[name](node, [*arguments], {})
    if found is not None:
        return found
    why = node if isinstance(node, Unknown) else Unknown(f"{said} is not followed", at)
    return Unknown(f"what {said} gives is not known: {why.reason}", why.at, why.settle_by)


def _of_object(node: Value, data: Mapping[str, Node], name: str) -> Node:
    unclear, at = unsettled_in(node), node.at
    if unclear is not None:
        return unclear
    if name == "values":
        return Value(tuple(data.values()), at)
    if name == "keys":
        return Value(tuple(Value(key, at) for key in data), at)
    return Value(tuple(Value((Value(key, at), one), at) for key, one in data.items()), at)


_METHODS: Mapping[str, Callable[..., Node | None]] = {
    "lower": _text(str.lower),
    "upper": _text(str.upper),
    "strip": _text(str.strip),
    "replace": _replace,
    "split": _split,
}

_RULES: Mapping[str, Callable[..., Node | None]] = {
    **_METHODS,
    "string": _text(str),
    "trim": _text(str.strip),
    "capitalize": _text(str.capitalize),
    "basename": _text(posixpath.basename),
    "dirname": _text(posixpath.dirname),
    "mandatory": lambda node, arguments, named: node,
    "safe": lambda node, arguments, named: node,
    "int": _int,
    "bool": _bool,
    "join": _join,
    "first": _element(0),
    "last": _element(-1),
    "length": _length,
    "count": _length,
    "list": _list,
    "combine": _combine,
    "dict2items": _pairs,
    "items2dict": _from_pairs,
    "flatten": lists.flatten,
    "unique": lists.unique,
    "union": lists.union,
    "map": lists.mapped,
    "selectattr": lists.select(True),
    "rejectattr": lists.select(False),
    "from_json": _from_json,
}
