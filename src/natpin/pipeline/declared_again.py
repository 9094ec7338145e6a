"""A NAT gateway or a route table that two roots declare: whichever is applied last decides its IPs or its routes.

A request that puts one replaces what it holds (Azure REST API, Nat Gateways and Route Tables, "Create Or Update"). Terraform's
azurerm and Pulumi refuse to create what is there already. Subnets: ``written_again``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.graph.wording import kind_of
from natpin.model.doubt import Doubt, Reach
from natpin.model.part import Part
from natpin.model.record import record
from natpin.model.resource import NAT_GATEWAY, ROUTE, ROUTE_TABLE, Link, Resource, same_type
from natpin.model.value import Node, Reference, items, members, symbol
from natpin.pipeline.nearness import Near
from natpin.pipeline.pairing import are_apart
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.same_place import Place, known_in, own_files, place_of
from natpin.pipeline.written_again import keeps, one_after_the_other

_HELD = {
    NAT_GATEWAY: ("publicIpAddresses", "publicIpPrefixes", "publicIpAddressesV6", "publicIpPrefixesV6"),
    ROUTE_TABLE: ("routes",),
}
_OF_A_ROUTE = ("addressPrefix", "nextHopType", "nextHopIpAddress")

_Content = frozenset[tuple[str | None, ...]]


@record
class _Declared:
    stack: ReadStack
    resource: Resource
    place: Place
    content: _Content
    """What it holds: the names of its IPs, or its routes."""


class DeclaredAgain:
    """The gateways and route tables of a workspace's roots, found by their names."""

    def __init__(self, stacks: Iterable[ReadStack], near: Near) -> None:
        self._near = near
        self._named: dict[str, list[_Declared]] = defaultdict(list)
        for stack in stacks:
            if stack.has_cluster and not stack.deployed:
                continue  # a whole of its own: one of several ways to set up the same
            for one in _declared(stack, stack.parts):
                if one.place.name is not None and one.resource.home is None and not keeps(one.resource):
                    self._named[one.place.name].append(one)

    def doubts(self, stack: ReadStack, parts: Sequence[Part]) -> Iterator[Doubt]:
        """What further roots declare again of a stack's, or of what is brought in for it, and otherwise."""
        if not self._named:
            return
        own = own_files(stack)
        for mine in _declared(stack, parts):
            for theirs in self._named.get(mine.place.name or "", ()):
                root = theirs.stack.stack.root
                if root in own or root == mine.resource.home or not self._is_one(mine, theirs):
                    continue
                if _takes_past(mine, theirs):
                    yield _doubt(mine, theirs)

    def _is_one(self, mine: _Declared, theirs: _Declared) -> bool:
        """Whether two may be the same, in one environment."""
        if not same_type(mine.resource.type, theirs.resource.type) or not mine.place.agrees(theirs.place):
            return False
        if theirs.stack.has_cluster and not one_after_the_other(mine.stack, theirs.stack):
            return False
        certain = mine.place.group is not None and mine.place.group == theirs.place.group
        if not certain and not self._near.is_near(theirs.stack, mine.stack):
            return False
        return not are_apart(mine.stack.stack, theirs.stack.stack, mine.place.shared(theirs.place))


def _declared(stack: ReadStack, parts: Sequence[Part]) -> Iterator[_Declared]:
    found = [
        part
        for part in parts
        if isinstance(part, Resource)
        and not part.external
        and any(same_type(part.type, one) for one in _HELD)
    ]
    if not found:
        return
    known = known_in(parts)
    attached: dict[str, list[tuple[str | None, ...]]] = defaultdict(list)
    for part in parts:
        if isinstance(part, Link) and isinstance(part.source, Reference):
            attached[part.source.target].append((known.name_of(part.target),))
        elif (
            isinstance(part, Resource) and same_type(part.type, ROUTE) and isinstance(part.parent, Reference)
        ):
            attached[part.parent.target].append(_route(part.properties))
    for one in found:
        held = set(attached.get(one.address, ()))
        if same_type(one.type, ROUTE_TABLE):
            held.update(_route(members(each)) for each in items(one.properties.get("routes")))
        else:
            held.update(
                (known.name_of(members(each).get("id")),)
                for name in _HELD[NAT_GATEWAY]
                for each in items(one.properties.get(name))
            )
        yield _Declared(stack, one, place_of(one, known), frozenset(held))


def _route(inside: Mapping[str, Node]) -> tuple[str | None, ...]:
    inner = {**members(inside.get("properties")), **inside}
    return tuple(symbol(inner[name]) if name in inner else "" for name in _OF_A_ROUTE)


def _takes_past(mine: _Declared, theirs: _Declared) -> bool:
    """Whether the other root's IPs are others, or its routes more, as far as is known."""
    if any(None in one for one in theirs.content):
        return True
    if same_type(mine.resource.type, ROUTE_TABLE):
        return not theirs.content <= mine.content
    return theirs.content != mine.content


def _doubt(mine: _Declared, theirs: _Declared) -> Doubt:
    kind = next(one for one in _HELD if same_type(mine.resource.type, one))
    what = "other IPs or none" if kind == NAT_GATEWAY else "other routes"
    root = theirs.stack.stack.root
    why = (
        f"the order of two roots: {root} declares {kind_of(kind)} {mine.resource.label} as well, with {what}"
    )
    target = Reference(mine.resource.address, "id", mine.resource.at)
    reach = Reach((kind,), target, _HELD[kind])
    return Doubt(why, theirs.resource.at, f"declare the {kind_of(kind)} in one root", reach)
