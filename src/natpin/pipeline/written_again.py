"""A subnet that two roots write: whichever is applied last decides what is on it, and nothing in the files says which.

A request that puts a subnet, by itself or inside its network, replaces it: a NAT gateway or a route table that it does
not name is taken off (Azure REST API, Subnets "Create Or Update"). Terraform's azurerm and Pulumi refuse to create what
is there already, and leave to associations what those attach: they take nothing off.

Two roots agree where they certainly attach the same. A name that only one of them knows may be any; so may a gateway of
the same name whose resource group may be another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from natpin.formats.kustomizations import is_overlay
from natpin.graph.identity import agree, is_whole
from natpin.model.doubt import Doubt, Reach
from natpin.model.part import Part
from natpin.model.resource import CLUSTER, SUBNET, VIRTUAL_NETWORK, Resource, same_type
from natpin.model.value import Node, Reference, Unknown, Value, symbol, text
from natpin.pipeline.nearness import Near
from natpin.pipeline.pairing import are_apart
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.same_place import Place, own_files
from natpin.pipeline.subnets_written import ATTACHED, Attached, Written, changed_in, subnets_of

_KEEPING = ("azurerm", "azure-native", "pulumi")
"""Providers that do not replace what is there already."""


class Again:
    """Subnets that stacks replace or change when they are applied, found by what is known of their names."""

    def __init__(self) -> None:
        self._named: dict[tuple[str, str], list[Written]] = defaultdict(list)
        """By the names of network and subnet, where both are known."""
        self._vague: list[Written] = []
        self._wholes: dict[int, tuple[frozenset[str], frozenset[str | None]]] = {}
        """By the id of a stack, its networks and clusters where it is a whole of its own; thousands of subnets are of one."""

    def __bool__(self) -> bool:
        return bool(self._named or self._vague)

    def is_of_a_whole(self, one: Written) -> bool:
        """True for a part of a whole of its own, network and cluster included: one of several ways to set up the same, of
        which one is taken, unless something deploys them both."""
        return one.place.network in self._whole(one.stack)[0]

    def are_two(self, mine: Written, theirs: Written) -> bool:
        """Whether two wholes are certainly there both: they share a network of one resource group, and no cluster."""
        group = mine.place.group
        same = group is not None and group == theirs.place.group and is_whole(group)
        if not same and _groups_of(mine.stack).isdisjoint(_groups_of(theirs.stack)):
            return False
        ours, others = self._whole(mine.stack)[1], self._whole(theirs.stack)[1]
        return None not in ours | others and ours.isdisjoint(others)

    def _whole(self, stack: ReadStack) -> tuple[frozenset[str], frozenset[str | None]]:
        if id(stack) not in self._wholes:
            self._wholes[id(stack)] = _networks_of_a_whole(stack), _clusters_of(stack)
        return self._wholes[id(stack)]

    def add(self, one: Written) -> None:
        """Take in a subnet that a stack replaces."""
        name, network = one.place.name, one.place.network
        if name is not None and network is not None and is_whole(name) and is_whole(network):
            self._named[network, name].append(one)
        else:
            self._vague.append(one)

    def which_may_be(self, place: Place, is_near: Callable[[ReadStack], bool]) -> Iterator[Written]:
        """Those that may be the subnet of a place: by what is known of it, or for a command that says nothing of the subnet
        that it changes, by where it lies."""
        name, network = place.name, place.network
        if name is not None and network is not None and is_whole(name) and is_whole(network):
            found: Iterable[Written] = self._named.get((network, name), ())
        else:
            found = (one for many in self._named.values() for one in many)
        for one in (*found, *self._vague):
            if place.may_be(one.place) or (
                one.subnet.external and place.agrees(one.place) and is_near(one.stack)
            ):
                yield one


def written_in(stacks: Iterable[ReadStack]) -> Again:
    """Every subnet that a stack replaces, or may change, when it is applied."""
    found = Again()
    for stack in stacks:
        for one in (*subnets_of(stack, stack.parts), *changed_in(stack)):
            if not keeps(one.subnet):
                found.add(one)
    return found


def perhaps_overwritten(stack: ReadStack, parts: Sequence[Part], again: Again, near: Near) -> Iterator[Doubt]:
    """Doubts about subnets of a stack, and of what other roots declare for it, that a further root writes otherwise."""
    if not again:
        return
    homes = {part.home for part in parts if isinstance(part, Resource)}
    own = own_files(stack)
    for mine in subnets_of(stack, parts):
        for theirs in again.which_may_be(mine.place, lambda other: near.is_near(other, stack)):
            root = theirs.stack.stack.root
            # a module of its own that something deploys by itself is another root
            if root in own and (root == stack.stack.root or not theirs.stack.deployed):
                continue
            if root == mine.subnet.home or _overlays_of_one(mine, theirs):
                continue
            if again.is_of_a_whole(theirs) and not (
                one_after_the_other(stack, theirs.stack) or again.are_two(mine, theirs)
            ):
                continue
            if are_apart(mine.stack.stack, theirs.stack.stack, mine.place.shared(theirs.place)):
                continue
            # what a command attaches to the same for certain is followed where roots are joined
            joined = theirs.subnet.external and root in homes
            guessed = not mine.place.may_be(theirs.place)  # what attaches a gateway there is no threat
            differing = tuple(
                name
                for name, what in theirs.attached.items()
                if _takes_past(name, mine, theirs)
                and not (isinstance(what, Attached) and (joined or (guessed and name == "natGateway")))
            )
            if differing:
                yield _doubt(mine, theirs, differing)


def _overlays_of_one(mine: Written, theirs: Written) -> bool:
    """True for two overlays that take in one manifest: environments, as value files of one root are."""
    roots = (mine.stack.stack.root, theirs.stack.stack.root)
    return mine.subnet.at == theirs.subnet.at and all(map(is_overlay, roots))


def _doubt(mine: Written, theirs: Written, differing: tuple[str, ...]) -> Doubt:
    what = " or ".join(f"another {ATTACHED[name]} or none" for name in differing)
    certain = all(
        one is not None and one == other and is_whole(one)
        for one, other in (
            (mine.place.name, theirs.place.name),
            (mine.place.network, theirs.place.network),
        )
    )
    verb = "writes" if certain else "may write"
    root, at = theirs.stack.stack.root, theirs.subnet.at
    why = f"the order of two roots: {root} {verb} subnet {mine.subnet.label} as well, with {what}"
    return Doubt(why, at, "write the subnet in one root", Reach((SUBNET,), _target(mine, why), differing))


def _target(mine: Written, why: str) -> Node:
    """A subnet, as a doubt names it: one that is written inside its network has no address of its own yet."""
    subnet = mine.subnet
    if "inline" not in subnet.traits:
        return Reference(subnet.address, "id", subnet.at)
    group = subnet.resource_group
    pieces: list[str | Reference | Unknown | None] = ["/subscriptions/", None, "/resourceGroups/"]
    pieces += [_piece(group), f"/providers/{VIRTUAL_NETWORK}/", _piece(mine.network)]
    pieces += ["/subnets/", _piece(subnet.name)]
    return Unknown(why, subnet.at, parts=tuple(pieces))


def _piece(node: Node | None) -> str | Reference | Unknown | None:
    return text(node) or None if isinstance(node, Value) else node


def _takes_past(name: str, mine: Written, theirs: Written) -> bool:
    """Whether what another root writes may take traffic past the NAT gateway that this one attaches. A subnet that has
    none is not praised for one that another root may attach by then."""
    ours, other = mine.attached[name], theirs.attached[name]
    if ours is None and (name == "natGateway" or other is None):
        return False
    if not isinstance(ours, Attached) or not isinstance(other, Attached):
        return True
    return not _certainly_one(ours, mine.place, other, theirs.place)


def _certainly_one(one: Attached, at: Place, other: Attached, there: Place) -> bool:
    """Whether what is attached to one subnet, as two roots write it, is certainly the same.

    What lies in the subnet's group lies in the other's, as both are the same subnet's. A NAT gateway is of its subnet's
    subscription (Azure docs, "Azure NAT Gateway frequently asked questions", used across subscriptions: no), and a route
    table as well (Azure docs, "Create, change, or delete a route table", associate to a subnet).
    """
    if one.name is None or one.name != other.name or not agree(one.subscription, other.subscription):
        return False
    if one.group is not None and one.group == other.group:
        return True
    return one.group == at.group and other.group == there.group


def keeps(one: Resource) -> bool:
    """True for what replaces nothing: by a provider that keeps what is there, or only where it is missing."""
    if one.external:  # nothing is created
        return False
    provider = (text(one.traits.get("provider")) or "").lower()
    return provider.startswith(_KEEPING) or "createdWhenMissing" in one.traits


def _groups_of(stack: ReadStack) -> set[str]:
    """The resource groups that commands deploy a stack into, as far as they are known."""
    return {group.lower() for _, (_, group) in stack.deployed if group is not None}


def _clusters_of(stack: ReadStack) -> frozenset[str | None]:
    return frozenset(
        text(part.name)
        for part in stack.parts
        if isinstance(part, Resource) and same_type(part.type, CLUSTER) and not part.external
    )


def _networks_of_a_whole(stack: ReadStack) -> frozenset[str]:
    """The names of the networks that a stack with a cluster declares, as far as they are known."""
    if not stack.has_cluster:
        return frozenset()
    networks = (
        symbol(part.name)
        for part in stack.parts
        if isinstance(part, Resource) and same_type(part.type, VIRTUAL_NETWORK) and not part.external
    )
    return frozenset(name for name in networks if name is not None)


def one_after_the_other(one: ReadStack, other: ReadStack) -> bool:
    """True where one script deploys both, into what may be one resource group."""
    return any(
        path == there and all(a is None or b is None or a == b for a, b in zip(mine, theirs, strict=True))
        for path, mine in one.deployed
        for there, theirs in other.deployed
    )
