"""What hangs on a value: ``.name``, ``[key]``, ``[*]``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from natpin.languages.hcl.ast import Attr, Expression, Index, Splat, Step
from natpin.languages.terraform.comparison import same
from natpin.languages.terraform.values import (
    Blocks,
    EvalError,
    Nested,
    NotKnown,
    Symbol,
    as_unknown,
    derived,
    opened,
    text_of,
    whole,
)
from natpin.model.location import Location
from natpin.model.numbers import digits
from natpin.model.value import Node, Reference, Unknown, Value
from natpin.regex import late_regex

MAX_STEPS = 100
"""Of one traversal; each splat among them is followed in a call of its own."""

Evaluate = Callable[[Expression], Node]

_WAY = late_regex(r" \((?:output |[.\[])[^()]{0,300}\)\Z")
"""What was already followed into something unknown, at the end of its reason: ``(output subnets[aks])``."""


def follow(
    node: Node,
    steps: tuple[Step, ...],
    at: Location,
    evaluate: Evaluate,
    spend: Callable[[int], None],
    choose: Callable[[Node, Iterable[str]], object] | None = None,
) -> Node:
    """Follow the steps of a traversal; ``spend`` counts the work, ``choose`` is told of which keys one is chosen. Raises
    EvalError where there is nothing to follow to."""
    if len(steps) > MAX_STEPS:
        raise EvalError(f"it has more than {MAX_STEPS} steps", at)
    for position, step in enumerate(steps):
        match step:
            case Attr(name=name):
                node = attribute(node, name, at)
            case Index(key=key):
                chosen = evaluate(key)
                keys = node.data if isinstance(node, Value) and isinstance(node.data, dict) else {}
                if choose is not None and keys and isinstance(chosen, Unknown):
                    choose(chosen, (name for name in keys if not isinstance(name, Symbol)))
                node = indexed(node, chosen, at)
            case Splat(full=full):
                rest = steps[position + 1 :]
                length = len(rest) if full else _attributes(rest)
                node = _splat(node, rest[:length], at, evaluate, spend)
                return follow(node, rest[length:], at, evaluate, spend)
    return node


def _attributes(steps: tuple[Step, ...]) -> int:
    """How many steps an attribute-only splat takes with it."""
    for count, step in enumerate(steps):
        if not isinstance(step, Attr):
            return count
    return len(steps)


def _splat(
    node: Node, rest: tuple[Step, ...], at: Location, evaluate: Evaluate, spend: Callable[[int], None]
) -> Node:
    if not isinstance(node, Value):
        cause = as_unknown(node)
        if cause.sure is None or not isinstance(cause.sure.data, tuple):
            return derived(cause, at)
        return opened(tuple(follow(one, rest, at, evaluate, spend) for one in cause.sure.data), cause, at)
    if node.data is None:
        return Value((), at)
    items = node.data if isinstance(node.data, tuple) else (node,)
    spend(1 + len(items) // 8)
    found = tuple(follow(item, rest, at, evaluate, spend) for item in items)
    return Value(Blocks(found) if isinstance(items, Blocks) else found, at)


def attribute(node: Node, name: str, at: Location) -> Node:
    """``.name`` of a value. Raises EvalError."""
    if isinstance(node, Reference):
        return Reference(node.target, f"{node.attribute}.{name}", at)
    if isinstance(node, Unknown):
        return _of_sure(node, name) or _inside(node, f".{name}", at)
    data = node.data
    if isinstance(data, Mapping):
        found = data.get(name)
        if found is not None:
            return found
        if isinstance(data, Nested):
            return Reference(data.reference.target, f"{data.reference.attribute}.{name}", at)
        raise EvalError(f"there is no {name!r} in this object", at)
    index = digits(name) if isinstance(data, tuple) else None
    if index is not None:
        return indexed(node, Value(index, at), at)
    raise EvalError(f"{'null' if data is None else 'a value without members'} has no {name!r}", at)


def indexed(node: Node, key: Node, at: Location) -> Node:
    """``[key]`` of a value. Raises EvalError."""
    if isinstance(node, Unknown):
        known = (
            text_of(key.data)
            if isinstance(key, Value) and not isinstance(key.data, tuple | Mapping)
            else None
        )
        mark = known or (Symbol.of(key) if isinstance(key, Unknown) else None)
        found = _of_sure(node, mark) if mark is not None else None
        if found is not None:
            return found
        return derived(node, at) if known is None else _inside(node, f"[{known}]", at)
    if isinstance(node, Reference):
        if isinstance(key, Value) and isinstance(key.data, str | int) and not isinstance(key.data, bool):
            return Reference(node.target, f"{node.attribute}.{key.data}", at)
        return derived(as_unknown(node), at)
    data = node.data
    if not isinstance(key, Value):
        mark = Symbol.of(key) if isinstance(key, Unknown) else None
        if mark is not None and isinstance(data, Mapping) and (found := data.get(mark)) is not None:
            return found
        return _only(data, derived(as_unknown(key), at))
    if isinstance(data, Blocks) and len(data) > 1:
        return _any_of(data, at)
    if isinstance(data, tuple):
        try:
            position = whole(key)
        except NotKnown as unknown:
            return derived(unknown.cause, at)
        if 0 <= position < len(data):
            return data[position]
        raise EvalError(f"there is no element {position} in a list of {len(data)}", at)
    if isinstance(data, Mapping):
        name = None if isinstance(key.data, tuple | Mapping) else text_of(key.data)
        if name is None:
            raise EvalError("a key cannot be null or a collection", at)
        found = data.get(name)
        if found is None:
            raise EvalError(f"there is no {name!r} in this map", at)
        return found
    raise EvalError(f"{'null' if data is None else 'a single value'} cannot be indexed", at)


def _any_of(data: Blocks, at: Location) -> Node:
    """One of several blocks, or of what was taken from them: nobody knows which."""
    first = data[0]
    if isinstance(first, Value) and isinstance(first.data, Nested):
        kind = first.data.reference.attribute.rpartition(".")[0]
        which = Reference(first.data.reference.target, f"{kind}.?", at)
        return Value(Nested({}, which), at)
    if isinstance(first, Reference) and first.attribute.count(".") >= 2:
        kind, _, rest = first.attribute.split(".", 2)
        return Reference(first.target, f"{kind}.?.{rest}", at)
    return Unknown("which block is meant depends on the order of a set", at, "terraform show -json", (None,))


def _of_sure(node: Unknown, name: str) -> Node | None:
    """A member that an object certainly has, though not all of it is known; or would have, as it is asked for."""
    for part in (node.sure, node.named):
        if part is not None and isinstance(part.data, Mapping) and (found := part.data.get(name)) is not None:
            return found
    return None


def _only(data: object, cause: Unknown) -> Node:
    """With an unknown key: the element, when there is but one that it can be."""
    if isinstance(data, tuple | Mapping) and data:
        nodes: list[Node] = list(data) if isinstance(data, tuple) else [data[key] for key in data]
        if all(same(node, nodes[0]) for node in nodes[1:]):
            return nodes[0]
    return cause


def _inside(node: Unknown, path: str, at: Location) -> Unknown:
    """A part of something unknown: as identifiable as the whole is."""
    if node.parts:
        return derived(node, at)
    way = _WAY.search(node.reason)
    reason = f"{node.reason[:-1]}{path})" if way else f"{node.reason} ({path})"
    return Unknown(reason, node.at, node.settle_by)
