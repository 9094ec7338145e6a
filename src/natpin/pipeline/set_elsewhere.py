"""What other roots set on things that they only look up: the settings of clusters, node pools, networks and gateways.

``az aks update --outbound-type loadBalancer`` in a script changes the cluster that Terraform or Bicep declares. What is
attached to a subnet by such a command is followed where roots are joined (``brought_in``), and in doubt where two write
one subnet (``written_again``); this is about everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.graph.identity import Identity
from natpin.model.arm_id import parse
from natpin.model.azure_defaults import DEFAULTS
from natpin.model.doubt import Doubt
from natpin.model.read_paths import READ
from natpin.model.record import record
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    Link,
    Resource,
    named,
    same_type,
)
from natpin.model.value import Node, Reference, Unknown, Value, dig, is_absent, members, scalar, symbol
from natpin.pipeline.looked_up import named_by
from natpin.pipeline.nameless import clusters_given_pools, nameless_in
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.same_place import Place, known_in, place_of
from natpin.pipeline.subnets_written import ATTACHED

_TYPES = (CLUSTER, AGENT_POOL, SUBNET, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX, ROUTE_TABLE)
_TYPE_OF = {each.lower(): each for each in _TYPES}
_JOINED = {
    SUBNET: frozenset(ATTACHED),
    NAT_GATEWAY: frozenset(
        {"publicIpAddresses", "publicIpPrefixes", "publicIpAddressesV6", "publicIpPrefixesV6"}
    ),
    ROUTE_TABLE: frozenset({"routes"}),
}
"""Properties that are followed where roots are joined."""
_SIZES = ("count", "maxCount", "maxPods", "upgradeSettings.maxSurge")
"""Numbers of a pool that bear on what a gateway has to carry: scripts scale clusters every day, and what counts is more than
was declared."""


@record
class Setting:
    """What a stack sets on something that it looks up."""

    stack: ReadStack
    resource: Resource
    """As that stack looks it up."""
    place: Place
    known: Identity
    """The other resources of that stack."""
    doubt: Doubt | None = None
    """Something not followed that may set anything of what ``resource`` is; None where what is set is known."""


def type_of(resource: Resource) -> str | None:
    """A type that settings are looked for, as ``model.resource`` spells it; None for any other."""
    return _TYPE_OF.get(resource.type.lower())


def settings_in(stack: ReadStack) -> Iterator[Setting]:
    """What a stack sets, or may set, on what it only looks up."""
    known = known_in(stack.parts)
    for part in stack.parts:
        if isinstance(part, Resource) and part.external and part.home is None and type_of(part) is not None:
            if part.properties:
                yield Setting(stack, part, place_of(part, known), known)
        elif isinstance(part, Doubt) and part.reach.alters and isinstance(part.reach.target, Reference):
            target = known.by_address.get(part.reach.target.target)
            if target is None or not target.external or target.home is not None or type_of(target) is None:
                continue
            if not same_type(target.type, SUBNET) and part.reach.types:
                yield Setting(stack, target, place_of(target, known), known, part)
        elif isinstance(part, Link):
            meant_by = named_by(part, stack.parts)
            if meant_by is not None and type_of(meant_by) is not None:
                yield Setting(stack, meant_by, place_of(meant_by, known), known)
    for cluster, doubt in clusters_given_pools(stack, known):
        yield Setting(stack, cluster, place_of(cluster, known), known, doubt)
    for meant, doubt in nameless_in(stack, [one for one in _TYPES if one != SUBNET], known):
        named = doubt.reach.properties
        if not named or any(_is_read(meant.type, name) for name in named):
            yield Setting(stack, meant, place_of(meant, known), known, doubt)


def pools_in(stack: ReadStack) -> Iterator[tuple[Resource, Setting]]:
    """The node pools that a stack adds to a cluster which it only looks up or names, each with that cluster."""
    known = known_in(stack.parts)
    for part in stack.parts:
        if not isinstance(part, Resource) or part.external or not same_type(part.type, AGENT_POOL):
            continue
        if part.parent is None or part.home is not None or "inline" in part.traits:
            continue
        cluster = (
            known.by_address.get(part.parent.target)
            if isinstance(part.parent, Reference)
            else _named_by(part.parent)
        )
        if cluster is not None and cluster.external and cluster.home is None:
            yield part, Setting(stack, cluster, place_of(cluster, known), known)


def _named_by(node: Node) -> Resource:
    """A cluster that nothing but a name or an id stands for."""
    identity = parse(node)
    return Resource(
        "!cluster",
        CLUSTER,
        named(identity.names[-1]) if identity is not None else node,
        at=node.at,
        resource_group=identity.resource_group if identity is not None else None,
        subscription=identity.subscription if identity is not None else None,
        external=True,
    )


def differing(
    theirs: Setting, type_: str, properties: Mapping[str, Node], known: Identity
) -> list[tuple[str, Node]]:
    """What another stack sets otherwise than ``properties`` of a resource say, by path, as far as judging asks for it."""
    own = Value(dict(properties))
    return [
        (path, node)
        for path, node in _leaves(theirs.resource.properties, "")
        if path.partition(".")[0] not in _JOINED.get(type_, ())
        and _is_read(type_, path)
        and not _same(node, theirs.known, ours := _found(own, path, type_), known)
        and (path not in _SIZES or _is_more(node, ours))
    ]


def _is_more(theirs: Node, ours: Node | None) -> bool:
    one, other = scalar(theirs), scalar(ours)
    return isinstance(one, int) and isinstance(other, int) and one > other


def _found(own: Value, path: str, type_: str) -> Node | None:
    """A property, or what Azure takes where it is not written."""
    node = dig(own, path)
    default = DEFAULTS.get((type_, path))
    if not is_absent(node) or default is None:
        return node
    data = default.data
    return Value(tuple(map(Value, data)) if isinstance(data, tuple) else data)


def _leaves(found: Mapping[str, Node], above: str) -> Iterator[tuple[str, Node]]:
    for name, node in found.items():
        inner = members(node)
        if inner:
            yield from _leaves(inner, f"{above}{name}.")
        elif not (isinstance(node, Value) and isinstance(node.data, Mapping)):
            yield above + name, node


def _is_read(type_: str, path: str) -> bool:
    """Whether judging asks for a property, or for something inside of it."""
    wanted = path.lower()
    return any(
        one == wanted or one.startswith(f"{wanted}.") or wanted.startswith(f"{one}.")
        for one in (read.lower().removesuffix("[]") for read in READ[type_])
    )


def _same(theirs: Node | None, known: Identity, ours: Node | None, own: Identity) -> bool:
    """Whether two values are certainly the same."""
    if is_absent(theirs) or is_absent(ours):
        return is_absent(theirs) and is_absent(ours)
    if isinstance(theirs, Value) and isinstance(ours, Value):
        return _same_values(theirs, known, ours, own)
    if isinstance(theirs, Unknown) or isinstance(ours, Unknown):
        one = symbol(theirs)
        return one is not None and one == symbol(ours)
    one = known.name_of(theirs)
    return one is not None and one == own.name_of(ours)


def _same_values(theirs: Value, known: Identity, ours: Value, own: Identity) -> bool:
    one, other = theirs.data, ours.data
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(_same(node, known, dig(ours, name), own) for name, node in one.items())
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(
            _same(left, known, right, own) for left, right in zip(one, other, strict=True)
        )
    if isinstance(one, str) and isinstance(other, str):
        return one.lower() == other.lower()
    return one == other
