"""Which instances of a block an expression means: the only one, all of them, or the one of a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.languages.hcl.ast import Attr, Index, Name, Splat, Step, Traversal
from natpin.languages.terraform.expansion import Expansion, Key
from natpin.languages.terraform.expressions import evaluate
from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import Symbol, derived, opened, text_of
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import Node, Unknown, Value


def chosen(
    expansion: Expansion,
    nodes: Mapping[Key, Node],
    rest: tuple[Step, ...],
    scope: Scope,
    at: Location,
    taken: int,
    ways: Callable[[], frozenset[str]],
) -> tuple[Node, int]:
    """The whole of what a block makes: one object, a list, a map; or with unknown instances the one that stands
    for all where a key is given. ``ways`` tells how its instances are named in this folder."""
    step = rest[0] if rest else None
    if expansion.kind == "single":
        if None not in nodes:  # lifecycle { enabled = false }: null, as OpenTofu says
            return Value(None, at), taken
        node = nodes[None]
        if expansion.cause is not None and (scope.world.trying or step is None):
            return derived(expansion.cause, at), taken
        if isinstance(step, Index) and step.legacy:
            return node, taken + 1
        return node, taken
    if expansion.kind == "unknown":
        assert expansion.cause is not None
        if scope.world.trying or isinstance(step, Splat) or step is None:
            return derived(expansion.cause, at), taken
        if not isinstance(step, Index):
            return nodes[None], taken
        if len(named := ways()) > 1 and _may_be_any(step, evaluate(step.key, scope), named):
            return derived(expansion.cause, at), taken + 1
        return nodes[None], taken + 1
    if expansion.kind == "count":
        return Value(tuple(nodes.values()), at), taken
    if expansion.kind == "open":
        return _open(expansion, nodes, step, scope, at, taken, ways)
    return Value(
        {str(key) if not isinstance(key, str) else key: node for key, node in nodes.items()}, at
    ), taken


def _open(
    expansion: Expansion,
    nodes: Mapping[Key, Node],
    step: Step | None,
    scope: Scope,
    at: Location,
    taken: int,
    ways: Callable[[], frozenset[str]],
) -> tuple[Node, int]:
    """Instances of known keys, and perhaps others: a key that is none of the known ones means one of those."""
    assert expansion.cause is not None
    known = {
        str(key) if not isinstance(key, str) else key: node for key, node in nodes.items() if key is not None
    }
    sure = {
        str(key): node for key, node in nodes.items() if key is not None and key not in expansion.doubtful
    }
    counted = all(isinstance(key, int) for key in nodes if key is not None)
    whole = opened(tuple(sure.values()) if counted else sure, expansion.cause, at)
    if not sure and expansion.doubtful:
        whole = derived(expansion.cause, at)
    if not counted:
        whole = replace(whole, named=Value(known, at))
    if not isinstance(step, Index) or scope.world.trying:
        return whole, taken
    found = evaluate(step.key, scope)
    name = Symbol.of(found) if isinstance(found, Unknown) else None
    if isinstance(found, Value) and not isinstance(found.data, tuple | Mapping):
        name = text_of(found.data)  # type: ignore[assignment]
    if name is not None and name in known:
        return known[name], taken + 1
    if _may_be_any(step, found, ways()):
        return derived(expansion.cause, at), taken + 1
    return nodes[None], taken + 1


def _may_be_any(step: Index, key: Node, ways: frozenset[str]) -> bool:
    """True for a key of which nobody knows whether it is one that other expressions give. The instance that stands for
    others goes with the one that stands for others of the same keys: ``x[count.index]``."""
    if len(ways) < 2 or not isinstance(key, Unknown):
        return False
    match step.key:
        case Traversal(source=Name("count" | "each"), steps=(Attr("index" | "key" | "value"),)):
            return False
    return True
