"""Functions of maps, objects, and of any collection."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.languages.terraform.comparison import identity, same, set_of
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.steps import indexed
from natpin.languages.terraform.values import (
    Blocks,
    EvalError,
    NotKnown,
    Set,
    Symbol,
    as_unknown,
    boolean,
    derived,
    elements,
    is_id,
    key_node,
    mapping,
    opened,
    sure_elements,
    sure_members,
    text,
    whole,
)
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Reference, Unknown, Value


def length(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``length(collection or text)``"""
    node = arguments[0]
    if isinstance(node, Value) and isinstance(node.data, Set) and not _all_apart(node.data):
        raise NotKnown(Unknown("elements of a set may be the same", at))
    if isinstance(node, Value) and isinstance(node.data, str | tuple | Mapping):
        return Value(len(node.data), at)
    if isinstance(node, Value):
        raise EvalError("length() of what has none", at)
    cause = as_unknown(node)
    if cause.sure is None or not isinstance(cause.sure.data, tuple | Mapping):
        raise NotKnown(cause)
    return replace(derived(cause, at), least=len(cause.sure.data))


def _all_apart(found: Set) -> bool:
    """True when no two elements of a set can turn out to be one: at most one of them is not known."""
    return len(found) < 2 or all(identity(item) is not None for item in found)


def merge(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``merge(maps...)``: later ones win. A map that is not known may hold any key: what stands before it may be
    replaced, what stands after it is certain."""
    found: dict[str, Node] = {}
    cause: Unknown | None = None
    for node in arguments:
        if isinstance(node, Value) and node.data is None:
            continue
        members, others = sure_members(node)
        replacing = others or next((key.node for key in members if isinstance(key, Symbol)), None)
        if replacing is not None:
            found = {key: derived(replacing, at) for key in found}
        found.update(members)
        cause = cause or others
        scope.world.spend(len(found) // 10)
    return Value(found, at) if cause is None else opened(found, cause, at)


def lookup(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``lookup(map, key, default)``"""
    data, others = sure_members(arguments[0])
    key = arguments[1]
    if others is not None:
        name = Symbol.of(key) if isinstance(key, Unknown) else text(key)
        return data[name] if name is not None and name in data else derived(others, at)
    if isinstance(key, Unknown):
        scope.world.choices.compared(key, (name for name in data if not isinstance(name, Symbol)))
        mark = Symbol.of(key)
        if mark is not None and mark in data:
            return data[mark]
        if not data and len(arguments) > 2:
            return arguments[2]
        return derived(key, at)
    found = data.get(text(key))
    if found is not None:
        return found
    if len(arguments) > 2:
        return arguments[2]
    raise EvalError(f"lookup() found no {text(key)!r}", at)


def keys(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``keys(map)``"""
    data, others = sure_members(arguments[0])
    return _whole(tuple(key_node(key, at) for key in sorted(data)), others, at)


def _whole(found: tuple[Node, ...], others: Unknown | None, at: Location) -> Node:
    """A list of these elements; one of which more is not known when there may be others."""
    return Value(found, at) if others is None else opened(tuple(found), others, at)


def values(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``values(map)``"""
    data, others = sure_members(arguments[0])
    return _whole(tuple(data[key] for key in sorted(data)), others, at)


def zipmap(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``zipmap(keys, values)``"""
    names = [text(node) for node in elements(arguments[0])]
    return Value(dict(zip(names, elements(arguments[1]), strict=False)), at)


def contains(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``contains(list, value)``"""
    wanted = arguments[1]
    unknown: Node | None = None
    found, others = sure_elements(arguments[0])
    for item in found:
        answer = same(item, wanted)
        if answer is True:
            return Value(True, at)
        if answer is None:
            unknown = wanted if not isinstance(wanted, Value) else item
    unknown = others or unknown
    words = [item.data for item in found if isinstance(item, Value) and isinstance(item.data, str)]
    asked = others is None and isinstance(wanted, Unknown) and len(words) == len(found)
    if asked and scope.world.choices.compared(wanted, words) is False:
        return Value(False, at)
    if isinstance(unknown, Value):  # two collections of which a part is not known
        unknown = Unknown("a part of it cannot be known", at)
    if isinstance(unknown, Unknown | Reference):
        raise NotKnown(as_unknown(unknown))
    return Value(False, at)


def coalesce(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``coalesce(values...)``: the first that is neither null nor an empty string."""
    for node in arguments:
        if isinstance(node, Value):
            if node.data is not None and node.data != "":
                return node
        elif is_id(node):
            return node
        else:
            raise NotKnown(as_unknown(node))
    raise EvalError("coalesce() found nothing but null and empty strings", at)


def coalescelist(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``coalescelist(lists...)``: the first that is not empty."""
    for node in arguments:
        if isinstance(node, Value) and not node.data:
            continue
        if not isinstance(node, Value):
            raise NotKnown(as_unknown(node))
        return node
    raise EvalError("coalescelist() found only empty lists", at)


def one(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``one(list)``: its only element, or null."""
    found, others = sure_elements(arguments[0])
    if len(found) > 1:
        raise EvalError("one() of more than one element", at)
    if others is not None:  # one that is certain is the only one, or the call is an error
        return found[0] if found else derived(others, at)
    return found[0] if found else Value(None, at)


def toset(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``toset(list)``"""
    node = arguments[0]
    if isinstance(node, Value) and node.data is None:
        return node
    found, others = sure_elements(node)
    return _whole(set_of(found), others, node.at)


def tolist(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``tolist(set)``"""
    node = arguments[0]
    if isinstance(node, Value) and node.data is None:
        return node
    found, others = sure_elements(node)
    return _whole(found if isinstance(found, Blocks) else tuple(found), others, node.at)


def tomap(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``tomap(object)``"""
    node = arguments[0]
    if not isinstance(node, Value) or node.data is not None:
        sure_members(node)
    return node


def map_(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``map(key, value, ...)``, gone since Terraform 0.12 but still written."""
    pairs = zip(arguments[::2], arguments[1::2], strict=False)
    return Value({text(key): value for key, value in pairs}, at)


def list_(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``list(values...)``, gone since Terraform 0.12 but still written."""
    return Value(tuple(arguments), at)


def transpose(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``transpose(map of lists)``"""
    found: dict[str, list[Node]] = {}
    data = mapping(arguments[0])
    for key in sorted(data):
        for item in elements(data[key]):
            found.setdefault(text(item), []).append(Value(key, at))
    return Value({key: Value(tuple(found[key]), at) for key in sorted(found)}, at)


def _all_of(node: Node, deciding: bool, at: Location) -> Node:
    found, others = sure_elements(node)
    unknown: Node | None = others
    for item in found:
        if isinstance(item, Value):
            if item.data is not None and boolean(item) is deciding:
                return Value(deciding, at)
        else:
            unknown = item
    if isinstance(unknown, Unknown | Reference):
        raise NotKnown(as_unknown(unknown))
    return Value(not deciding, at)


def alltrue(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``alltrue(list)``"""
    return _all_of(arguments[0], False, at)


def anytrue(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``anytrue(list)``"""
    return _all_of(arguments[0], True, at)


def _marked(node: Node) -> dict[object, Node]:
    found: dict[object, Node] = {}
    for item in elements(node):
        mark = identity(item)
        if mark is None and not isinstance(item, Value):
            raise NotKnown(as_unknown(item))
        found[mark] = item
    return found


def setunion(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``setunion(sets...)``"""
    parts = [sure_elements(node) for node in arguments]
    others = next((cause for _, cause in parts if cause is not None), None)
    return _whole(set_of([item for found, _ in parts for item in found]), others, at)


def setintersection(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``setintersection(sets...)``"""
    first, *others = [_marked(node) for node in arguments]
    return Value(set_of([item for mark, item in first.items() if all(mark in other for other in others)]), at)


def setsubtract(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``setsubtract(a, b)``"""
    first, second = _marked(arguments[0]), _marked(arguments[1])
    return Value(set_of([item for mark, item in first.items() if mark not in second]), at)


def setproduct(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``setproduct(sets...)``"""
    rows: list[tuple[Node, ...]] = [()]
    for node in arguments:
        items = elements(node)
        scope.world.spend(len(rows) * len(items))
        if len(rows) * len(items) > 50_000:
            raise EvalError("setproduct() makes too many combinations to be worked out", at)
        rows = [(*row, item) for row in rows for item in items]
    found = tuple(Value(row, at) for row in rows)
    both_sets = all(isinstance(node, Value) and isinstance(node.data, Set) for node in arguments)
    return Value(Set(found) if both_sets else found, at)


def matchkeys(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``matchkeys(values, keys, wanted)``"""
    wanted = _marked(arguments[2])
    rows = zip(elements(arguments[0]), elements(arguments[1]), strict=False)
    return Value(tuple(value for value, key in rows if identity(key) in wanted), at)


def passed(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``sensitive``, ``nonsensitive``: the value itself."""
    return arguments[0]


def issensitive(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``issensitive(value)``: never, as far as lint is concerned."""
    return Value(False, at)


def index(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``index(list, value)``"""
    for position, item in enumerate(elements(arguments[0])):
        answer = same(item, arguments[1])
        if answer:
            return Value(position, at)
        if answer is None:
            raise NotKnown(Unknown("a list has unknown elements", at))
    raise EvalError("index() found nothing", at)


def element(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``element(list, index)``: begins again at the end."""
    found = elements(arguments[0])
    if isinstance(found, Blocks) and len(found) > 1:
        return indexed(arguments[0], arguments[1], at)
    if not found:
        raise EvalError("element() of an empty list", at)
    if not isinstance(arguments[1], Value) and len(found) == 1:
        return found[0]
    return found[whole(arguments[1]) % len(found)]


FUNCTIONS: Mapping[str, Callable[[list[Node], Scope, Location], Node]] = {
    "alltrue": alltrue,
    "anytrue": anytrue,
    "coalesce": coalesce,
    "coalescelist": coalescelist,
    "contains": contains,
    "element": element,
    "index": index,
    "issensitive": issensitive,
    "keys": keys,
    "length": length,
    "list": list_,
    "lookup": lookup,
    "map": map_,
    "matchkeys": matchkeys,
    "merge": merge,
    "nonsensitive": passed,
    "one": one,
    "sensitive": passed,
    "setintersection": setintersection,
    "setproduct": setproduct,
    "setsubtract": setsubtract,
    "setunion": setunion,
    "tolist": tolist,
    "tomap": tomap,
    "toset": toset,
    "transpose": transpose,
    "values": values,
    "zipmap": zipmap,
}
