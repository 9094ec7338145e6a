"""What a stack declares more than once, as what is left of it when everything is deployed.

A resource that is declared again is put again: the last one to be deployed replaces the others, with every property it
leaves out (a subnet without ``natGateway`` is detached). Which one that is is known where one certainly waits for the
others and is certainly deployed; else each property is what all agree on. Source: Bicep, "Virtual networks", which
warns of subnets declared both inside and outside of their network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.arm.kinds import TRANSLATED
from natpin.formats.arm.order import comes_after
from natpin.formats.arm.world import InstanceView
from natpin.languages.arm_expressions.functions.logic import either
from natpin.languages.arm_expressions.scope import Effort
from natpin.languages.arm_expressions.texts import certainly_differ, from_pieces, pieces
from natpin.model.arm_id import parse
from natpin.model.doubt import Doubt, Reach
from natpin.model.record import record, replace
from natpin.model.resource import SUBNET, VIRTUAL_NETWORK, Resource
from natpin.model.value import Node, Unknown, Value, items, member, members, text
from natpin.model.value import symbol as identity

Identity = tuple[str | None, ...]
"""Type, subscription, resource group and names, as far as they are certain."""

_OWN = ("name", "id", "type", "etag")
"""Members of a subnet inside its network that are no properties."""
MAX_COMPARED = 2_000
"""Pairs of a subnet of unknown name and one that it may be."""


def identity_of(instance: InstanceView) -> Identity | None:
    """What makes a resource the same as another; None when something of it is known to nobody."""
    scope = instance.scope
    # what an extension is of: locks of one name on two IPs are two
    extended = (identity(scope),) if scope is not None and parse(scope) is not None else ()
    found = (
        instance.type.lower(),
        *instance.whereabouts,
        *(identity(name) for name in instance.names),
        *extended,
    )
    return None if None in found else found


@record
class Written:
    """A declaration, translated."""

    instance: InstanceView
    resource: Resource


@record
class _State:
    """How one declaration leaves a resource."""

    instance: InstanceView
    properties: Mapping[str, Node] | None
    """None when nothing is known of them."""
    open: Unknown | None


def _replaces(later: _State, earlier: _State) -> bool:
    """True for one that is put after another, and not before it too: such a circle Azure refuses."""
    return comes_after(later.instance, earlier.instance) and not comes_after(earlier.instance, later.instance)


class Together:
    """All declarations of a stack."""

    def __init__(
        self, declared: Sequence[Written], effort: Effort, identities: Mapping[int, Identity | None]
    ) -> None:
        """``identities``: ``identity_of`` each instance, by the instance's own identity as an object."""
        self._declared = declared
        self._identities = identities
        self._effort = effort
        self._groups: dict[Identity, list[Written]] = defaultdict(list)
        self._inline: dict[Identity, list[tuple[Written, Mapping[str, Node]]]] = defaultdict(list)
        self._unlisted: dict[Identity, list[Written]] = defaultdict(list)
        """Networks of whose subnets not all are known."""
        for written in declared:
            own = self._identities[id(written.instance)]
            if own is None:
                continue
            self._groups[own].append(written)
            if written.resource.type == VIRTUAL_NETWORK:
                self._note_subnets(own, written)

    def _note_subnets(self, own: Identity, network: Written) -> None:
        listed = network.resource.properties.get("subnets")
        if isinstance(listed, Unknown):
            self._unlisted[own].append(network)
        for entry in items(listed):
            name = identity(member(members(entry), "name"))
            if name is None or not isinstance(entry, Value):
                self._unlisted[own].append(network)
            else:
                self._inline[(SUBNET.lower(), *own[1:], name)].append((network, members(entry)))

    def inline_subnets(self) -> frozenset[Identity]:
        """The subnets that are declared inside their network."""
        return frozenset(self._inline)

    def resources(self) -> Iterator[Resource]:
        """Each resource once."""
        done: set[Identity] = set()
        for written in self._declared:
            own = self._identities[id(written.instance)]
            if own is None:
                yield written.resource
                continue
            if own in done:
                continue
            done.add(own)
            states = self._states(own)
            found = written.resource
            if len(states) > 1:
                properties, open_ = self._left(states)
                found = replace(found, properties=properties, conditional=open_)
            yield self._with_subnets(found, own) if found.type == VIRTUAL_NETWORK else found

    def _states(self, own: Identity) -> list[_State]:
        found = [
            _State(w.instance, w.resource.properties, w.resource.conditional)
            for w in self._groups.get(own, ())
        ]
        if own[0] == SUBNET.lower():
            for network, entry in self._inline.get(own, ()):
                properties = {name: node for name, node in entry.items() if name.lower() not in _OWN}
                found.append(_State(network.instance, properties, network.resource.conditional))
            for network in self._unlisted.get((VIRTUAL_NETWORK.lower(), *own[1:-1]), ()):
                found.append(_State(network.instance, None, network.resource.conditional))
        return found

    def _left(self, states: Sequence[_State]) -> tuple[dict[str, Node], Unknown | None]:
        """The properties when all is deployed, and why the resource may not be there."""
        last = [
            state
            for state in states
            if not any(other.open is None and _replaces(other, state) for other in states)
        ] or states  # waiting is followed up to a bound, so a longer circle may pass for an order
        cause = self._cause(last)
        left: Mapping[str, Node] | None = last[0].properties
        for state in last[1:]:
            left = self._either(left, state.properties, cause)
        named = {name for state in states for name in state.properties or ()}
        found: dict[str, Node] = dict.fromkeys(sorted(named), cause) if left is None else dict(left)
        open_ = None if any(state.open is None for state in states) else last[0].open
        return found, open_

    def _either(
        self, left: Mapping[str, Node] | None, right: Mapping[str, Node] | None, cause: Unknown
    ) -> dict[str, Node] | None:
        if left is None or right is None:
            return dict.fromkeys(left or right or {}, cause) or None
        at = cause.at
        return dict(members(either(Value(left, at), Value(right, at), cause, self._effort)))

    def _cause(self, states: Sequence[_State]) -> Unknown:
        open_ = next((state.open for state in states if state.open is not None), None)
        if open_ is not None:
            return replace(open_, parts=())
        first, *others = states
        places = " and ".join(str(state.instance.declaration.at) for state in (first, *others)[:3])
        reason = f"it is declared at {places}, and which of these is deployed last cannot be known"
        return Unknown(reason, first.instance.declaration.at, "let one depend on the other")

    def _with_subnets(self, network: Resource, own: Identity) -> Resource:
        """A network whose subnets are left as declarations of their own leave them."""
        listed = network.properties.get("subnets")
        if not isinstance(listed, Value) or not isinstance(listed.data, tuple):
            return network
        entries = tuple(self._left_inside(entry, own) for entry in listed.data)
        left = network.with_properties(subnets=replace(listed, data=entries))
        # what each deployment of the network puts them to, whatever is left of them now
        return replace(left, traits={**left.traits, "writtenSubnets": listed})

    def _left_inside(self, entry: Node, own: Identity) -> Node:
        name = identity(member(members(entry), "name"))
        subnet = (SUBNET.lower(), *own[1:], name)
        if not isinstance(entry, Value) or name is None or subnet not in self._groups:
            return entry
        properties, _ = self._left(self._states(subnet))
        kept = {key: node for key, node in members(entry).items() if key.lower() in _OWN}
        return replace(entry, data={**kept, **properties})

    def doubts(self) -> Iterator[Doubt]:
        """What may be declared once more by a statement of which that is not certain."""
        yield from self._of_unknown_name()
        yield from self._of_another_group()

    def _of_another_group(self) -> Iterator[Doubt]:
        """Resources of one name in groups, or subscriptions, that may be the same: a deployment in this one is put in a
        group by its name, and nobody knows that of the group which the template is deployed to."""
        places: dict[tuple[object, ...], list[tuple[Identity, Written, Mapping[str, Node], Node]]] = (
            defaultdict(list)
        )
        for own, many in self._groups.items():
            for written in many:
                instance = written.instance
                places[own[0], *own[3:]].append((own, written, written.resource.properties, instance.id))
        for own, inline in self._inline.items():
            for network, entry in inline:
                kept = {name: node for name, node in entry.items() if name.lower() not in _OWN}
                id_ = from_pieces([*pieces(network.instance.id), f"/subnets/{own[-1]}"], network.resource.at)
                places[own[0], *own[3:]].append((own, network, kept, id_))
        left = MAX_COMPARED
        for several in places.values():
            for first, *others in (several[number:] for number in range(len(several))):
                for other in others:
                    left -= 1
                    if left < 0:
                        return
                    if first[0] != other[0] and not any(map(_differ, first[0][1:3], other[0][1:3])):
                        yield from _perhaps_again(first, other)
                        yield from _perhaps_again(other, first)

    def _of_unknown_name(self) -> Iterator[Doubt]:
        """Subnets of unknown name that may be ones which another statement declares too."""
        left = MAX_COMPARED
        for written in self._declared:
            subnet = written.resource
            if subnet.type != SUBNET or text(subnet.name) is not None:
                continue
            own = self._identities[id(written.instance)]
            for other, (network, entry) in ((o, n) for o, many in self._inline.items() for n in many):
                left -= 1
                if left < 0:
                    return
                name = entry.get("name")
                apart = own is not None and (
                    own == other or any(_differ(a, b) for a, b in zip(own[1:-1], other[1:-1], strict=False))
                )
                if name is None or apart or certainly_differ(subnet.name, name):
                    continue
                if comes_after(network.instance, written.instance):
                    continue
                properties = tuple(dict.fromkeys(("natGateway", "routeTable", *subnet.properties)))
                yield Doubt(
                    f"{subnet.address} may declare the subnet {text(name) or 'of unknown name'} again",
                    subnet.at,
                    subnet.name.settle_by if isinstance(subnet.name, Unknown) else None,
                    Reach((SUBNET,), name, properties),
                )


def _perhaps_again(
    own: tuple[Identity, Written, Mapping[str, Node], Node],
    other: tuple[Identity, Written, Mapping[str, Node], Node],
) -> Iterator[Doubt]:
    """What of a resource is not certain where another declaration may be of the same, unless this one comes later."""
    named, written, properties, id_ = own
    _, again, changed, _ = other
    if comes_after(written.instance, again.instance) and written.resource.conditional is None:
        return
    names = tuple(
        name for name in {**properties, **changed} if not _equal(properties.get(name), changed.get(name))
    )
    if names:
        reason = (
            f"{again.instance.address} may declare {named[-1]} again: whether the resource"
            " group that it goes to is that of the deployment"
        )
        at = again.instance.declaration.at
        yield Doubt(reason, at, "name the resource group", Reach((TRANSLATED[str(named[0])],), id_, names))


def _equal(left: Node | None, right: Node | None) -> bool:
    """True for two values that are the same, as far as that can be known."""
    if left is None or right is None:
        return left is right
    if isinstance(left, Value) and isinstance(right, Value) and not isinstance(left.data, Mapping | tuple):
        return left.data == right.data
    return identity(left) is not None and identity(left) == identity(right)


def _differ(left: str | None, right: str | None) -> bool:
    """True for two identities without an unknown piece that are not the same."""
    return None not in (left, right) and left != right and "{" not in f"{left}{right}"
