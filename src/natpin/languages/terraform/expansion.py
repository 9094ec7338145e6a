"""count and for_each: which instances a block makes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from natpin.languages.hcl.ast import Attribute, Body
from natpin.languages.terraform.blocks import argument
from natpin.languages.terraform.conditions import settled
from natpin.languages.terraform.folder import indexed
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import (
    ANONYMOUS,
    EvalError,
    NotKnown,
    Set,
    Symbol,
    as_unknown,
    boolean,
    key_node,
    text,
    whole,
)
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.value import Node, Unknown, Value

MAX_INSTANCES = 5_000
"""More of one block than any subscription holds."""

Key = int | str | None


@record
class Expansion:
    """The instances of a block: each key with the names its expressions may use."""

    kind: str
    """``single``, ``count``, ``for_each``; ``open`` when there may be instances beside those of known keys; ``unknown``
    when none is certain."""
    keys: Mapping[Key, Mapping[str, Node]]
    cause: Unknown | None = None
    """Why not all instances are known; there is then one, with the key None, that stands for all the others."""

    doubtful: frozenset[Key] = frozenset()
    """Keys that are only named: whether there is an instance for them is unknown too."""

    def conditional(self, key: Key) -> Unknown | None:
        """Why the instance of a key may not exist; None when it certainly does."""
        return self.cause if key is None or key in self.doubtful else None


def suffix(expansion: Expansion, key: Key) -> str:
    """What follows the block's address: ``[0]``, ``["eu"]``, ``[?]``."""
    if key is None:
        return "[?]" if expansion.cause is not None else ""
    if isinstance(key, Symbol):
        return f"[{json.dumps(key.node.reason)}]"
    return f"[{key}]" if isinstance(key, int) else f"[{json.dumps(key, ensure_ascii=False)}]"


def expand(
    body: Body, scope: Scope, address: str, at: Location, named: frozenset[Key] = frozenset()
) -> Expansion:
    """Evaluate count, for_each, or OpenTofu's ``lifecycle { enabled = … }``. Where not all instances are known, those
    that other blocks name are told apart: ``named``."""
    count = body.attributes.get("count")
    each = body.attributes.get("for_each")
    enabled = _enabled(body)
    if count is None and each is None and enabled is None:
        return _SINGLE
    with scope.world.deciding():
        if count is not None:
            found = _told_apart(_counted(argument(count, scope), address, at), named, at)
        elif each is not None:
            found = _told_apart(_keyed(argument(each, scope), address, at), named, at, each=True)
        else:
            assert enabled is not None
            node = settled(enabled.expression, argument(enabled, scope), scope)
            found = _switched(node, address, at)
    try:
        scope.world.spend(20 * len(found.keys))
    except EvalError as error:
        return _unknown("number of instances", Unknown(error.reason, at), address, at)
    return found


_SINGLE = Expansion("single", {None: {}})
"""Of a block that says nothing of its instances, as most."""
MOST_NAMED = 50
"""More keys than anybody writes out are not told apart."""


def is_repeated(body: Body) -> bool:
    """True for a block that may make several instances."""
    return "count" in body.attributes or "for_each" in body.attributes


def named_keys(
    written: str,
    named: Callable[[str, str], frozenset[str]],
    kind: str,
    name: str,
    given: Callable[[str], Key],
) -> frozenset[Key]:
    """The keys of a block with several instances that are to be told apart should it not be known which there are: those by which it is named,
    if there is more than one way, and those of what it goes along with by ``count.index`` or ``each.key``. ``named`` gives
    the ways in which a block's instances are named, ``given`` what a variable holds."""
    owners = {(kind, name)}
    owners |= {(owner, one) for owner, one, key in indexed(written) if key in OWN_KEYS}
    ways = [keys for owner, one in owners if len(keys := named(owner, one)) > 1]
    found: set[Key] = {key for keys in ways for one in keys if (key := _key_of(one, given)) is not None}
    return frozenset(found) if len(found) <= MOST_NAMED else frozenset()


OWN_KEYS = frozenset({"count.index", "each.key", "each.value"})
"""What names, in another block, the instance that goes with one's own."""


def _key_of(written: str, given: Callable[[str], Key]) -> Key:
    """``0``, ``"blue"``, or what ``var.x`` holds; None for any other expression."""
    if written.isdigit():
        return int(written)
    if re.fullmatch(r"var\.[\w-]+", written):
        return given(written.removeprefix("var."))
    inner = written[1:-1]
    plain = len(written) > 2 and written[0] == written[-1] == '"' and not set(inner) & set('"\\$%')
    return inner if plain else None


def _told_apart(found: Expansion, named: frozenset[Key], at: Location, *, each: bool = False) -> Expansion:
    """With an instance for each key that is named, which may not be there, beside the one that stands for all others."""
    more = [key for key in named if isinstance(key, str) is each and key not in found.keys]
    if found.cause is None or found.kind not in ("open", "unknown") or not more:
        return found
    of_others = found.keys[None]
    keys: dict[Key, Mapping[str, Node]] = {key: names for key, names in found.keys.items() if key is not None}
    for key in sorted(more, key=str):
        node = Value(key, at)
        if each:
            keys[key] = {"each": Value({"key": node, "value": _value_of(of_others["each"])}, at)}
        else:
            keys[key] = {"count": Value({"index": node}, at)}
    return Expansion("open", {**keys, None: of_others}, found.cause, frozenset(more))


def _value_of(each: Node) -> Node:
    """``each.value`` of the instance that stands for others."""
    return each.data["value"] if isinstance(each, Value) and isinstance(each.data, Mapping) else each


def _enabled(body: Body) -> Attribute | None:
    """``enabled`` of the ``lifecycle`` block. Source: OpenTofu documentation, "The enabled Meta-Argument" (1.11)."""
    for block in body.blocks:
        if block.type == "lifecycle" and "enabled" in block.body.attributes:
            return block.body.attributes["enabled"]
    return None


def _switched(node: Node, address: str, at: Location) -> Expansion:
    try:
        return Expansion("single", {None: {}} if boolean(node) else {})
    except NotKnown as unknown:
        return Expansion("single", {None: {}}, _why("existence", unknown.cause, address))
    except EvalError as error:
        return Expansion("single", {None: {}}, _why("existence", Unknown(error.reason, at), address))


def _why(word: str, cause: Unknown, address: str) -> Unknown:
    return Unknown(
        f"the {word} of {address} is unknown: {cause.reason}", cause.at, cause.settle_by, ANONYMOUS
    )


def _unknown(word: str, cause: Unknown, address: str, at: Location, value: Node | None = None) -> Expansion:
    why = _why(word, cause, address)
    return Expansion("unknown", {None: _names(why, value, at)}, why)


def _names(why: Unknown, value: Node | None, at: Location) -> Mapping[str, Node]:
    """What the expressions of an instance that stands for others may use."""
    return {
        "count": Value({"index": why}, at),
        "each": Value({"key": why, "value": value or why}, at),
    }


def _counted(node: Node, address: str, at: Location) -> Expansion:
    if isinstance(node, Value) and node.data is None:
        return Expansion("single", {None: {}})
    try:
        number = whole(node)
    except NotKnown as unknown:
        return _at_least(unknown.cause, address, at)
    except EvalError as error:
        return _unknown("count", Unknown(error.reason, at), address, at)
    if number > MAX_INSTANCES:
        return _unknown("count", Unknown(f"{number} is too large", at), address, at)
    return Expansion(
        "count", {index: {"count": Value({"index": Value(index, node.at)}, at)} for index in range(number)}
    )


def _at_least(cause: Unknown, address: str, at: Location) -> Expansion:
    """Instances of a count of which only the least is known: so many are certain."""
    found = _unknown("count", cause, address, at)
    if not cause.least or cause.least < 0 or cause.least > MAX_INSTANCES:
        return found
    certain: dict[Key, Mapping[str, Node]] = {
        index: {"count": Value({"index": Value(index, at)}, at)} for index in range(cause.least)
    }
    return Expansion("open", {**certain, **found.keys}, found.cause)


def _keyed(node: Node, address: str, at: Location) -> Expansion:
    others: Unknown | None = None
    known: Value | None
    if isinstance(node, Value):
        known = node
    else:
        others = as_unknown(node)
        known = others.sure
    if known is None:
        return _unknown("for_each", others or as_unknown(node), address, at)  # type: ignore[arg-type]
    found: dict[Key, Mapping[str, Node]] = {}
    data = known.data
    if isinstance(data, Mapping):
        for name in sorted(data):
            key = key_node(name, known.at)
            found[name] = {"each": Value({"key": key, "value": data[name]}, at)}
    elif isinstance(data, tuple):
        for item in data:
            name_or = _set_key(item)
            if isinstance(name_or, Unknown):
                others = others or name_or
            else:
                found[name_or] = {"each": Value({"key": item, "value": item}, at)}
        if not isinstance(data, Set):
            found = {key: found[key] for key in sorted(found, key=str)}
    elif data is None:
        return Expansion("for_each", {})
    else:
        return _unknown("for_each", Unknown("it is neither a map nor a set", at), address, at)
    if len(found) > MAX_INSTANCES:
        return _unknown("for_each", Unknown(f"{len(found)} instances are too many", at), address, at)
    if others is None:
        return Expansion("for_each", found)
    if not found:
        return _unknown("for_each", others, address, at, others.each)
    why = _why("for_each", others, address)
    return Expansion("open", {**found, None: _names(why, others.each, at)}, why)


def _set_key(item: Node) -> str | Unknown:
    try:
        return text(item)
    except EvalError as error:
        return Unknown(error.reason, item.at)
    except NotKnown as unknown:
        return (Symbol.of(item) if isinstance(item, Unknown) else None) or unknown.cause
