"""The subnets that a stack writes or changes, each with what is attached to it, as far as that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from natpin.graph.identity import Identity, is_whole
from natpin.graph.inline import inline_subnets
from natpin.model.arm_id import parse
from natpin.model.doubt import Doubt
from natpin.model.part import Part
from natpin.model.record import record
from natpin.model.resource import SUBNET, VIRTUAL_NETWORK, Link, Resource, same_type
from natpin.model.value import Node, Reference, Unknown, is_absent, members, symbol
from natpin.pipeline.looked_up import named_by
from natpin.pipeline.nameless import nameless_in
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.same_place import Place, known_in, place_of

ATTACHED = {"natGateway": "NAT gateway", "routeTable": "route table"}


@record
class Attached:
    """A NAT gateway or a route table that is attached to a subnet."""

    name: str | None
    """None where nobody knows which it is."""
    group: str | None
    subscription: str | None


@record
class Written:
    """A subnet as a stack writes it."""

    stack: ReadStack
    subnet: Resource
    place: Place
    network: Node | None
    """The name of its network, as a node; None where nothing is known of it."""
    attached: Mapping[str, Attached | Unknown | None]
    """By property, what is attached; None for nothing; an Unknown where nobody knows whether anything is."""


def subnets_of(stack: ReadStack, parts: Sequence[Part]) -> Iterator[Written]:
    """The subnets that are declared, by themselves or inside a network."""
    found: list[Resource] = []
    for part in parts:
        if isinstance(part, Resource) and not part.external:
            if same_type(part.type, SUBNET):
                found.append(part)
            elif same_type(part.type, VIRTUAL_NETWORK):
                found += inline_subnets(part)[0]
    if not found:
        return
    known = known_in(parts)
    elsewhere = _Elsewhere(_attached_elsewhere(parts, known))
    for subnet in found:
        place = place_of(subnet, known)
        attached = {name: subnet.doubt or _held(subnet.properties.get(name), known) for name in ATTACHED}
        for name, address, where, what in elsewhere.which_may_be(subnet.address, place):
            if attached[name] is not None:
                continue
            if address == subnet.address:
                attached[name] = what
            elif where is None or place.may_be(where):
                attached[name] = what if where == place else _perhaps(what)
        yield Written(stack, subnet, place, _network(subnet, known), attached)


_Attaching = tuple[str, str, Place | None, Attached | Unknown]
"""The property, the subnet's address, where it lies, None where nobody knows, and what is attached."""


class _Elsewhere:
    """What is attached to subnets by declarations of their own, found by the subnets' names: an estate has thousands."""

    def __init__(self, found: Iterable[_Attaching]) -> None:
        self._all = list(found)
        self._by_name: dict[str, list[int]] = {}
        self._by_address: dict[str, list[int]] = {}
        self._vague: list[int] = []
        """Those of which the subnet's name is not known."""
        for number, (_, address, where, _) in enumerate(self._all):
            if where is None or where.name is None or not is_whole(where.name):
                self._vague.append(number)
                continue
            self._by_name.setdefault(where.name, []).append(number)
            self._by_address.setdefault(address, []).append(number)

    def which_may_be(self, address: str, place: Place) -> Iterable[_Attaching]:
        """Those that may be about the subnet of an address and a place, and perhaps others, in their order."""
        if place.name is None or not is_whole(place.name):
            return self._all
        by_name, by_address = self._by_name.get(place.name, ()), self._by_address.get(address, ())
        return (self._all[number] for number in sorted({*by_name, *by_address, *self._vague}))


def changed_in(stack: ReadStack) -> Iterator[Written]:
    """Subnets that are only looked up, with what is set of them or may be: by a command, by something not followed."""
    known = known_in(stack.parts)
    looked_up = [part for part in stack.parts if isinstance(part, Resource) and part.external]
    for subnet in looked_up:
        told = {name: subnet.properties[name] for name in ATTACHED if name in subnet.properties}
        if told and same_type(subnet.type, SUBNET):
            attached = {name: _held(node, known) for name, node in told.items()}
            yield Written(stack, subnet, place_of(subnet, known), _network(subnet, known), attached)
    yield from _linked(stack, known)
    for part in stack.parts:
        if not isinstance(part, Doubt) or not isinstance(part.reach.target, Reference):
            continue
        target, reach = known.by_address.get(part.reach.target.target), part.reach
        if target is None or not target.external or not any(same_type(SUBNET, each) for each in reach.types):
            continue
        why = Unknown(part.reason, part.at, part.settle_by)
        open_ = {name: why for name in ATTACHED if not reach.properties or name in reach.properties}
        if same_type(target.type, VIRTUAL_NETWORK):
            place = place_of(target, known)
            yield Written(
                stack,
                target,
                Place(None, place.name, place.group, place.subscription),
                target.name,
                open_,
            )
        elif same_type(target.type, SUBNET):
            yield Written(stack, target, place_of(target, known), _network(target, known), open_)
    yield from _nameless(stack, known)


def _linked(stack: ReadStack, known: Identity) -> Iterator[Written]:
    """What separate declarations attach to a subnet that is looked up, or named by an id."""
    for part in stack.parts:
        if (
            not isinstance(part, Link)
            or part.property not in ATTACHED
            or not same_type(part.source_type, SUBNET)
        ):
            continue
        subnet = (
            known.by_address.get(part.source.target)
            if isinstance(part.source, Reference)
            else named_by(part, stack.parts)
        )
        if subnet is not None and subnet.external and subnet.home is None:
            what = part.conditional or _attached(part.target, known)
            yield Written(
                stack, subnet, place_of(subnet, known), _network(subnet, known), {part.property: what}
            )


def _nameless(stack: ReadStack, known: Identity) -> Iterator[Written]:
    for subnet, doubt in nameless_in(stack, [SUBNET], known):
        why, named = Unknown(doubt.reason, doubt.at, doubt.settle_by), doubt.reach.properties
        open_ = {name: why for name in ATTACHED if not named or name in named}
        yield Written(stack, subnet, place_of(subnet, known), subnet.parent, open_)


def _network(subnet: Resource, known: Identity) -> Node | None:
    if isinstance(subnet.parent, Reference):
        there = known.by_address.get(subnet.parent.target)
        return there.name if there is not None else None
    identifier = parse(subnet.parent)
    return identifier.names[-1] if identifier is not None else subnet.parent


def _held(node: Node | None, known: Identity) -> Attached | Unknown | None:
    if is_absent(node):
        return None
    return node if isinstance(node, Unknown) else _attached(members(node).get("id"), known)


def _attached(node: Node | None, known: Identity) -> Attached:
    """What a reference, an id or a name says of a gateway or a table."""
    if isinstance(node, Reference):
        there = known.by_address.get(node.target)
        if there is None:
            return Attached(symbol(node), None, None)
        group = known.name_of(known.group_of(there))
        return Attached(known.name_of(there.name), group, symbol(known.subscription_of(there)))
    identifier = parse(node)
    if identifier is None:
        return Attached(known.name_of(node), None, None)
    group, subscription = known.name_of(identifier.resource_group), symbol(identifier.subscription)
    return Attached(known.name_of(identifier.names[-1]), group, subscription)


def _perhaps(what: Attached | Unknown) -> Unknown:
    return what if isinstance(what, Unknown) else Unknown("which subnet it is attached to is not known")


def _attached_elsewhere(parts: Sequence[Part], known: Identity) -> Iterator[_Attaching]:
    """What associations attach, and commands to what is only looked up."""
    for part in parts:
        if isinstance(part, Link) and part.property in ATTACHED:
            what = part.conditional or _attached(part.target, known)
            if isinstance(part.source, Reference):
                there = known.by_address.get(part.source.target)
                where = place_of(there, known) if there is not None else None
                yield part.property, part.source.target, where, what
            else:
                yield part.property, "", _named(part.source, known), what
        elif isinstance(part, Resource) and part.external and same_type(part.type, SUBNET):
            for name in ATTACHED:
                held = _held(part.properties.get(name), known)
                if held is not None:
                    yield name, part.address, place_of(part, known), held


def _named(node: Node, known: Identity) -> Place | None:
    """Where a subnet lies that an id names."""
    identifier = parse(node)
    if identifier is None or len(identifier.names) < 2:
        return None
    network, name = identifier.names[-2:]
    return Place(
        known.name_of(name),
        known.name_of(network),
        known.name_of(identifier.resource_group),
        symbol(identifier.subscription),
    )
