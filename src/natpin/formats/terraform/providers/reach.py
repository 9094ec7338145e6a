"""What a declaration that natpin does not follow may change, as far as its arguments tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.references import ARM_TYPES, Lookup, in_arm_words, pieces
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.arm_id import parse
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value, is_absent
from natpin.regex import late_regex

BEARING: tuple[str, ...] = (
    arm.CLUSTER,
    arm.AGENT_POOL,
    arm.VIRTUAL_NETWORK,
    arm.SUBNET,
    arm.NAT_GATEWAY,
    arm.PUBLIC_IP,
    arm.PUBLIC_IP_PREFIX,
    arm.ROUTE_TABLE,
    arm.ROUTE,
)
"""The types that decide by which IPs a cluster's traffic leaves."""

CHANGING: Mapping[str, tuple[str, ...]] = {
    arm.SUBNET: ("natGateway", "routeTable"),
    arm.VIRTUAL_NETWORK: (),
    arm.ROUTE_TABLE: ("routes",),
    arm.NAT_GATEWAY: (),
    arm.CLUSTER: (),
    arm.AGENT_POOL: (),
    arm.PUBLIC_IP_PREFIX: (),
}
"""Types that something given their id can change so that egress changes, and the properties it would set. An IP whose id
is given away is used elsewhere, and stays what it is."""

_ARGUMENTS: Mapping[str, str] = {
    r"(?:^|_)subnets?(?:_resource)?(?:_ids?)?\Z": arm.SUBNET,
    r"(?:^|_)(?:vnet|virtual_network)s?(?:_resource)?_ids?\Z": arm.VIRTUAL_NETWORK,
    r"(?:^|_)route_tables?(?:_resource)?_ids?\Z": arm.ROUTE_TABLE,
    r"(?:^|_)nat_gateways?(?:_resource)?_ids?\Z": arm.NAT_GATEWAY,
    r"(?:^|_)(?:aks|kubernetes|k8s|managed)(?:_cluster)?s?(?:_resource)?_ids?\Z": arm.CLUSTER,
}
_NAMED = tuple((late_regex(pattern), kind) for pattern, kind in _ARGUMENTS.items())

_DEEPEST = 6
_MOST = 200


def targets(arguments: Mapping[str, Node], lookup: Lookup) -> Iterator[tuple[str, Node]]:
    """Every resource that arguments hand over by its id: its ARM type, and the id or a reference to it."""
    seen: set[object] = set()
    pending: list[tuple[str, Node, int]] = [(name, node, 0) for name, node in arguments.items()]
    while pending and len(seen) < _MOST:
        name, node, depth = pending.pop(0)
        if isinstance(node, Value) and isinstance(node.data, Mapping | tuple):
            if depth < _DEEPEST:
                inner = (
                    node.data.items()
                    if isinstance(node.data, Mapping)
                    else ((name, one) for one in node.data)
                )
                pending.extend((str(key), one, depth + 1) for key, one in inner)
            continue
        if isinstance(node, Unknown) and node.sure is not None and depth < _DEEPEST:
            pending.append((name, node.sure, depth + 1))
        kind = _kind(name, node, lookup)
        if kind is not None:
            found = in_arm_words(node, lookup)
            mark = found.target if isinstance(found, Reference) else str(found)
            if (kind, mark) not in seen:
                seen.add((kind, mark))
                yield kind, found


def _kind(name: str, node: Node, lookup: Lookup) -> str | None:
    """The type of what a value identifies: by the resource it refers to, by the id it is, by the argument's name."""
    if is_absent(node):
        return None
    if isinstance(node, Reference):
        target = lookup(node.target)
        kind = ARM_TYPES.get(target.type) if target is not None else None
        if kind is not None:
            return kind if node.attribute == "id" and kind in CHANGING else None
        return None if target is not None else _by_name(name)
    identifier = parse(in_arm_words(node, lookup)) if pieces(node) else None
    if identifier is not None:
        return next((kind for kind in CHANGING if kind.lower() == identifier.type.lower()), None)
    return _by_name(name) if isinstance(node, Unknown) else None


def _by_name(name: str) -> str | None:
    return next((kind for pattern, kind in _NAMED if pattern.search(name.lower())), None)


def doubts(
    arguments: Mapping[str, Node], lookup: Lookup, reason: str, at: Location, settle_by: str | None
) -> Iterator[Doubt]:
    """A doubt for each resource that is handed over and may be changed."""
    for kind, target in targets(arguments, lookup):
        yield Doubt(reason, at, settle_by, Reach((kind,), target, CHANGING[kind]))
        if kind == arm.VIRTUAL_NETWORK:
            yield Doubt(reason, at, settle_by, Reach((arm.SUBNET,), adds=True, alters=False))
        elif kind == arm.CLUSTER:
            yield Doubt(reason, at, settle_by, Reach((arm.AGENT_POOL,), adds=True, alters=False))
        elif kind == arm.ROUTE_TABLE:
            yield Doubt(reason, at, settle_by, Reach((arm.ROUTE,), adds=True, alters=False))


def anything(
    instance: Instance, reason: str, settle_by: str | None = None, group: Node | None = None
) -> Doubt:
    """What may make or change anything that bears on egress; in one resource group, where that is given."""
    return Doubt(reason, instance.at, settle_by, Reach(BEARING, adds=True, group=group))
