"""The body of a resource: its arguments, nested blocks and dynamic blocks."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.languages.hcl.ast import Attribute, Block, Body, Name, Traversal
from natpin.languages.terraform.expressions import evaluate_attribute
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import (
    ANONYMOUS,
    Blocks,
    EvalError,
    Nested,
    as_unknown,
    derived,
    opened,
    pairs,
)
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Reference, Unknown, Value
from natpin.regex import late_regex

META = frozenset({"count", "for_each", "depends_on", "provider", "lifecycle", "providers"})
"""Arguments and blocks of Terraform itself, in any resource."""


def argument(attribute: Attribute, scope: Scope) -> Node:
    """An argument's value; what Terraform would refuse is unknown."""
    try:
        return evaluate_attribute(attribute, scope)
    except EvalError as error:
        return Unknown(
            error.reason, attribute.source.location(attribute.start, attribute.end), None, ANONYMOUS
        )


def nested_types(body: Body) -> dict[str, list[Block]]:
    """A body's blocks by type, dynamic ones under the type they make."""
    found: dict[str, list[Block]] = {}
    for block in body.blocks:
        kind = block.labels[0] if block.type == "dynamic" and block.labels else block.type
        if kind not in META:
            found.setdefault(kind, []).append(block)
    return found


def nested(kind: str, blocks: list[Block], scope: Scope, owner: Reference) -> Node:
    """All blocks of one type, as a tuple of objects; an open list when there may be more of them than are certain."""
    found: list[Node] = []
    others: Unknown | None = None
    each: Node | None = None
    dynamic = 0
    for block in blocks:
        if block.type != "dynamic":
            words = _PROVISIONER_WORDS if kind == "provisioner" else frozenset()
            found.append(_object(block.body, scope, _place(block), _element(owner, kind, len(found)), words))
            continue
        made = _dynamic(block, scope, owner, kind, len(found))
        if isinstance(made, Unknown):
            dynamic += 1
            each = made.each if dynamic == 1 else None
            others = others or made
            found.extend(
                made.sure.data if made.sure is not None and isinstance(made.sure.data, tuple) else ()
            )
        else:
            found.extend(made)
    place = _place(blocks[0])
    if (owner_type(owner), kind) in _SETS and not owner.attribute:
        return Value(Blocks(found), place) if others is None else opened(Blocks(found), others, place, each)
    return Value(tuple(found), place) if others is None else opened(tuple(found), others, place, each)


_SETS = frozenset({("azurerm_virtual_network", "subnet"), ("azurerm_route_table", "route")})
"""Blocks that are sets, of which something hangs on who is meant. Source: azurerm documentation, ``r/virtual_network``."""


def owner_type(owner: Reference) -> str:
    """The type in a resource's address, whichever modules and keys stand in it."""
    words = _KEY.sub("", owner.target).split(".")
    return words[-2] if len(words) > 1 else ""


_KEY = late_regex(r'\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]')


def _element(owner: Reference, kind: str, number: int) -> Reference:
    path = f"{owner.attribute}.{kind}.{number}" if owner.attribute else f"{kind}.{number}"
    return Reference(owner.target, path, owner.at)


def _place(block: Block) -> Location:
    return block.source.location(block.start, block.end)


_PROVISIONER_WORDS = frozenset({"when", "on_failure"})
"""Arguments of a provisioner whose value is a bare word. Source: Terraform language documentation, "Provisioners"
(``when = destroy``, ``on_failure = continue``)."""


def _object(
    body: Body, scope: Scope, at: Location, owner: Reference, words: frozenset[str] = frozenset()
) -> Node:
    """A block's arguments and blocks. ``words``: arguments whose bare name is the value itself, and refers to nothing."""
    found: dict[str, Node] = {}
    for name, attribute in body.attributes.items():
        expression = attribute.expression
        if name in words and isinstance(expression, Name):
            found[name] = Value(expression.name, attribute.source.location(attribute.start, attribute.end))
        elif name not in META:
            found[name] = argument(attribute, scope)
    for kind, blocks in nested_types(body).items():
        found[kind] = nested(kind, blocks, scope, owner)
    return Value(Nested(found, owner), at)


def _dynamic(block: Block, scope: Scope, owner: Reference, kind: str, start: int) -> list[Node] | Unknown:
    at = _place(block)
    over = block.body.attributes.get("for_each")
    content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
    if over is None or content is None:
        return Unknown(f'dynamic "{kind}" lacks for_each or content', at, None, ANONYMOUS)
    with scope.world.deciding():
        collection = argument(over, scope)
    iterator = kind
    named = block.body.attributes.get("iterator")
    if named is not None and isinstance(named.expression, Name | Traversal):
        expression = named.expression
        iterator = expression.name if isinstance(expression, Name) else iterator
    made: list[Node] = []

    def one(key: Node, value: Node) -> Node:
        names: Mapping[str, Node] = {iterator: Value({"key": key, "value": value}, at)}
        inner = replace(scope.with_names(names), source=content.source)
        return _object(content.body, inner, _place(content), _element(owner, kind, start + len(made)))

    others = as_unknown(collection) if not isinstance(collection, Value) else None
    known = others.sure if others is not None else collection
    if isinstance(known, Value) and known.data is None:
        return []
    try:
        for key, value in pairs(known) if known is not None else ():
            made.append(one(key, value))
            if len(made) > 2000:
                return Unknown(f'dynamic "{kind}" makes too many blocks', at, None, ANONYMOUS)
    except EvalError as error:
        return Unknown(error.reason, at, None, ANONYMOUS)
    if others is None:
        return made
    what = derived(others, at)
    return opened(tuple(made), others, at, one(what, others.each or what))
