"""Which live resource a declaration stands for: by ARM type, name and what else is known of where it lies.

A name that is only partly known fits whatever its known pieces fit; one that is unknown altogether is settled by its
place, where that leaves one choice only (the gateway on a subnet that is known).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from natpin.graph import Graph
from natpin.model.arm_id import ArmId, parse
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Resource,
)
from natpin.model.value import Node, Reference, Unknown, Value, members, symbol, text

TYPES = (CLUSTER, VIRTUAL_NETWORK, SUBNET, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX, ROUTE_TABLE)


class Pairs:
    """The live counterpart of every declared resource."""

    def __init__(self, declared: Graph, live: Graph) -> None:
        self._declared = declared
        self._live = live
        self._by_name: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._by_place: dict[tuple[str, str, str], list[Resource]] = defaultdict(list)
        self._by_id: dict[str, Resource] = {}
        for type_ in TYPES:
            for resource in live.of_type(type_):
                name, group = text(resource.name) or "", self._group_of(resource) or ""
                self._by_name[type_.lower(), name.lower()].append(resource)
                self._by_place[type_.lower(), name.lower(), group.lower()].append(resource)
                self._by_id[live_id(resource).lower()] = resource
        self._settled: dict[str, Resource] = {}
        self._known: dict[str, Resource | Unknown | None] = {}
        self._declared_ids: dict[str, set[str]] = {}
        self._groups: dict[str, str] = {}
        self._groups = dict(self._learnt())

    def settle(self, declared: Resource, live: Resource) -> None:
        """Take a live resource for a declared one by its place. What a name has settled stays."""
        if not isinstance(self.of(declared), Resource):
            self._settled[declared.address] = live
            self._declared_ids.clear()

    def _learnt(self) -> Iterator[tuple[str, str]]:
        """Resource groups whose names nobody wrote, by what stands for them: that of the live cluster is that of everything
        that is declared to lie beside it. A namesake in another group is something else."""
        places: dict[str, set[str]] = defaultdict(set)
        for cluster in self._declared.of_type(CLUSTER):
            word = self._group_word(cluster)
            live = self._of(cluster) if word is not None else None
            home = self._group_of(live) if isinstance(live, Resource) else None
            if word is not None and home:
                places[word].add(home.lower())
        for word, homes in places.items():
            if len(homes) == 1:
                yield word, homes.pop()

    def _group_word(self, declared: Resource) -> str | None:
        """What stands for a group that is not known: nothing written for that of the deployment, else what it is written as."""
        node = self._declared.group_of(declared)
        if self._text(node) is not None:
            return None
        if node is not None:
            return symbol(node)
        above = self._declared.parent(declared) if declared.parent is not None else declared
        return "" if isinstance(above, Resource) and above.parent is None else None

    def _group(self, declared: Resource) -> str | None:
        """The name of a declared resource's group, as it is written or learnt."""
        written = self._text(self._declared.group_of(declared))
        if written is not None or not self._groups:
            return written
        word = self._group_word(declared)
        return self._groups.get(word) if word is not None else None

    def of(self, declared: Resource) -> Resource | Unknown | None:
        """The live resource; None when no such one is among the live ones; Unknown when it may be any."""
        settled = self._settled.get(declared.address)
        if settled is not None:
            return settled
        if declared.address not in self._known:
            self._known[declared.address] = self._of(declared)
        return self._known[declared.address]

    def is_declared(self, identifier: str, type_: str) -> bool:
        """Whether a declaration of a type stands for the live resource of an id."""
        if type_ not in self._declared_ids:
            found = (self.of(resource) for resource in self._declared.declared(type_))
            self._declared_ids[type_] = {
                live_id(pair).lower() for pair in found if isinstance(pair, Resource)
            }
        return identifier.lower() in self._declared_ids[type_]

    def _of(self, declared: Resource) -> Resource | Unknown | None:
        whole = text(declared.properties.get("id"))
        known = self._live_with(whole) if whole is not None else None
        if known is not None or (whole is not None and parse(declared.properties["id"]) is not None):
            return known
        name = self._text(declared.name)
        if name is None:
            return self._by_pieces(declared)
        group = self._group(declared)
        if group is not None:
            return self._one(declared, self._placed(declared.type, name, group))
        return self._one(declared, self._by_name.get((declared.type.lower(), name.lower()), []))

    def named(self, node: Node | None, type_: str) -> Resource | ArmId | Unknown | None:
        """The live resource that an id in a declaration names; the id itself when no live resource has it."""
        inner = members(node).get("id", node) if isinstance(node, Value) else node
        whole = text(inner)
        if whole is not None:
            known = self._live_with(whole)
            if known is not None:
                return known
        identifier = parse(inner)
        if identifier is None or not identifier.names:
            return None
        name = self._text(identifier.names[-1])
        if name is None:
            return Unknown(
                inner.reason if isinstance(inner, Unknown) else "the name in the id is unknown",
                inner.at if inner is not None else node.at,  # type: ignore[union-attr]
                inner.settle_by if isinstance(inner, Unknown) else None,
            )
        group = self._text(identifier.resource_group)
        if group is None and identifier.resource_group is not None:
            group = self._groups.get(symbol(identifier.resource_group) or "?")
        namesakes = (
            self._by_name.get((type_.lower(), name.lower()), [])
            if group is None
            else self._placed(type_, name, group)
        )
        fits = [
            resource
            for resource in namesakes
            if _agree(group, self._group_of(resource))
            and _agree(self._text(identifier.subscription), text(resource.subscription))
            and (
                len(identifier.names) < 2
                or _agree(self._text(identifier.names[-2]), _parent_name(self._live, resource))
            )
        ]
        if len(fits) == 1:
            return fits[0]
        if len(fits) > 1:
            return Unknown(
                f"{name} may be any of {len(fits)} live resources", node.at if node else fits[0].at
            )
        return identifier

    def _live_with(self, identifier: str) -> Resource | None:
        return self._by_id.get(identifier.rstrip("/").lower())

    def _one(self, declared: Resource, candidates: list[Resource]) -> Resource | Unknown | None:
        fits = [live for live in candidates if self._agrees(declared, live)]
        if len(fits) == 1:
            return fits[0]
        if not fits:
            return None
        listed = " or ".join(live_id(live) for live in fits[:3])
        return Unknown(
            f"{declared.label} may be {listed}",
            declared.at,
            "name its resource group or subscription, or narrow the scope",
        )

    def _by_pieces(self, declared: Resource) -> Resource | Unknown | None:
        """A name of which only pieces are known, where one live name alone fits them."""
        name = declared.name
        pieces = [part for part in name.parts if isinstance(part, str)] if isinstance(name, Unknown) else []
        cause = (
            name if isinstance(name, Unknown) else Unknown("its name is only known once it exists", name.at)
        )
        if not any(len(piece) > 2 for piece in pieces):
            return cause
        fits = [
            live
            for live in self._live.of_type(declared.type)
            if _fits((text(live.name) or "").lower(), name) and self._agrees(declared, live)
        ]
        return fits[0] if len(fits) == 1 else cause

    def _agrees(self, declared: Resource, live: Resource) -> bool:
        """False when something that is known of both differs."""
        group = self._group(declared)
        subscription = self._text(declared.subscription)
        return (
            _agree(group, self._group_of(live))
            and _agree(subscription, text(live.subscription))
            and (declared.type != SUBNET or self._same_network(declared, live))
        )

    def _same_network(self, declared: Resource, live: Resource) -> bool:
        parent = declared.parent
        if parent is None:
            return True
        network = self._declared.follow(parent, VIRTUAL_NETWORK)
        if isinstance(network, Resource):
            return _agree(self._text(network.name), _parent_name(self._live, live)) and _agree(
                self._group(network), self._group_of(live)
            )
        identifier = parse(parent)
        if identifier is None:
            return _agree(self._text(parent), _parent_name(self._live, live))
        return _agree(self._text(identifier.names[-1]), _parent_name(self._live, live)) and _agree(
            self._text(identifier.resource_group), self._group_of(live)
        )

    def _text(self, node: Node | None) -> str | None:
        return _text(self._declared, node)

    def _group_of(self, live: Resource) -> str | None:
        return _text(self._live, self._live.group_of(live))

    def _placed(self, type_: str, name: str, group: str) -> list[Resource]:
        """Those of a name in a group, or in one that is not known."""
        key = (type_.lower(), name.lower())
        return [*self._by_place.get((*key, group.lower()), ()), *self._by_place.get((*key, ""), ())]

    def expected_id(self, declared: Resource, subscription: str | None, group: str | None) -> str | None:
        """The id it must have, as far as it can be put together; ``subscription`` and ``group`` where it tells none."""
        whole = text(declared.properties.get("id"))
        if whole:
            return whole
        if declared.type in (SUBNET, AGENT_POOL):
            return None  # a child: its parent's body tells
        own = self._text(declared.subscription) or subscription
        home = self._group(declared) or group
        name = self._text(declared.name)
        if not (own and home and name):
            return None
        return f"/subscriptions/{own}/resourceGroups/{home}/providers/{declared.type}/{name}"


def _text(graph: Graph, node: Node | None) -> str | None:
    """The text of a name, through a reference to another's name if need be."""
    for _ in range(8):
        if not isinstance(node, Reference):
            break
        target = graph.get(node.target)
        if target is None or node.attribute not in ("name", "id"):
            return None
        node = target.name
    return text(node)


def live_id(live: Resource) -> str:
    """The ARM id of a live resource: its ``id``, else its address, which is the id."""
    return text(live.properties.get("id")) or live.address


def _parent_name(live: Graph, resource: Resource) -> str | None:
    segments = live_id(resource).split("/")
    return segments[-3] if len(segments) > 10 else None


def _agree(left: str | None, right: str | None) -> bool:
    return left is None or right is None or left.lower() == right.lower()


def _fits(name: str, pattern: Node) -> bool:
    """Whether a name may be what an unknown string of known pieces turns out to be."""
    if not isinstance(pattern, Unknown) or not pattern.parts:
        return False
    first, last = pattern.parts[0], pattern.parts[-1]
    if isinstance(first, str) and not name.startswith(first.lower()):
        return False
    if isinstance(last, str) and not name.endswith(last.lower()):
        return False
    position = 0
    for piece in pattern.parts:
        if isinstance(piece, str):
            found = name.find(piece.lower(), position)
            if found < 0:
                return False
            position = found + len(piece)
    return True
