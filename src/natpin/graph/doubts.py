"""What natpin could not follow opens what it may have changed: a doubt reaches the verdicts by the graph, not by a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from natpin.graph.index import Index
from natpin.model.arm_id import parse
from natpin.model.asking import called, object_of
from natpin.model.doubt import Doubt, Reach, as_cause
from natpin.model.record import replace
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    FIREWALL,
    LOCK,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Link,
    Resource,
    same_type,
)
from natpin.model.value import (
    Node,
    Reference,
    Unknown,
    Value,
    dig_members,
    is_absent,
    symbol,
)

BEARING = (
    CLUSTER,
    AGENT_POOL,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    VIRTUAL_NETWORK,
    SUBNET,
    ROUTE_TABLE,
    ROUTE,
    LOCK,
    FIREWALL,
)
"""What a doubt that names no type is about."""


class Doubts:
    """The doubts of one stack, asked by what they may have changed."""

    def __init__(self, doubts: Iterable[Doubt]) -> None:
        self.all = tuple(doubts)
        self._altering: dict[str, list[Doubt]] = defaultdict(list)
        self._adding: dict[str, list[Doubt]] = defaultdict(list)
        everywhere: set[tuple[object, ...]] = set()
        for doubt in self.all:
            reach = doubt.reach
            if reach.target is None:
                group = symbol(reach.group)  # None too where it is not known: that may be any
                kind = (reach.types, reach.home, reach.properties, reach.alters, reach.adds, group)
                if kind in everywhere:
                    continue  # the first makes all unknown that this one would
                everywhere.add(kind)
            for type_ in reach.types or BEARING:
                if reach.alters:
                    self._altering[type_.lower()].append(doubt)
                if reach.adds:
                    self._adding[type_.lower()].append(doubt)

    @property
    def alters_nothing(self) -> bool:
        """Whether no doubt changes anything that is declared."""
        return not self._altering

    def clouded(self, resources: Sequence[Resource], as_written: Callable[[], Index]) -> Sequence[Resource]:
        """The resources, those that a doubt reaches with what it may have changed unknown. ``as_written``: the same,
        before any doubt about them."""
        if not self._altering:
            return resources
        index = as_written()
        return [self.reached(resource, index) for resource in resources]

    def reached(self, resource: Resource, index: Index) -> Resource:
        """A resource with what a doubt may have changed unknown."""
        for doubt in self._altering.get(resource.type.lower(), ()):
            known = [name for name in doubt.reach.properties if not isinstance(resource.get(name), Unknown)]
            settled = not known if doubt.reach.properties else resource.doubt is not None
            if settled or not _may_mean(doubt, resource, index):
                continue
            if known:
                for name in known:
                    resource = _opened(resource, name.split("."), cause(doubt))
            else:
                resource = replace(resource, doubt=cause(doubt))
        return resource

    def link(self, resource: Resource, name: str, index: Index) -> Unknown | None:
        """Why what separate declarations attach to a resource is not certain: ``natGateway``, ``publicIpAddresses[]``."""
        plain = name.removesuffix("[]")
        for doubt in self._altering.get(resource.type.lower(), ()):
            named = doubt.reach.properties
            if (not named or plain in named) and _may_mean(doubt, resource, index):
                return cause(doubt)
        return None

    def others(self, type_: str, parent: Resource | None, index: Index) -> Unknown | None:
        """Why there may be more resources of a type (below a parent, for a child type) than the ones declared."""
        for doubt in self._adding.get(type_.lower(), ()):
            target = doubt.reach.target
            if parent is not None and not _is_within(doubt.reach, parent, index):
                continue
            if parent is None or target is None:
                return cause(doubt)
            found = _meant(doubt, parent.type, index)
            if found is None or found.address == parent.address:
                return cause(doubt)
        return None


def _opened(resource: Resource, path: Sequence[str], why: Unknown) -> Resource:
    """A resource with one property unknown, however deep inside of others it lies."""
    node: Node = why
    for depth in range(len(path) - 1, 0, -1):
        around = dig_members(resource.properties, ".".join(path[:depth]))
        node = Value({**object_of(around), path[depth]: node}, why.at if around is None else around.at)
    return resource.with_properties(**{path[0]: node})


def taken_away(resources: Iterable[Resource], links: Iterable[Link]) -> Iterator[Doubt]:
    """What a script takes off a subnet that it looks up and that is declared beside it: nobody knows which of the two
    comes last. Where nothing attaches anything of the kind, there is nothing to take off."""
    found = list(resources)
    linked = {link.property for link in links}
    for subnet in found:
        if not subnet.external or not same_type(subnet.type, SUBNET):
            continue
        nulls = [
            name
            for name in ("natGateway", "routeTable")
            if name in subnet.properties and is_absent(subnet.properties[name])
        ]
        declared = [other for other in found if _may_be_declared(subnet, other)] if nulls else []
        nulls = [name for name in nulls if name in linked or any(_says(other, name) for other in found)]
        if nulls and declared:
            at = subnet.properties[nulls[0]].at
            reason = f"the order of a command that takes the {' and the '.join(_TOLD[name] for name in nulls)} off {subnet.label}"
            yield Doubt(reason, at, None, Reach((SUBNET,), Reference(subnet.address), tuple(nulls)))


def _says(resource: Resource, name: str) -> bool:
    """Whether a subnet's declaration, or its network's, attaches something of a kind."""
    if same_type(resource.type, VIRTUAL_NETWORK):
        return "subnets" in resource.properties
    return same_type(resource.type, SUBNET) and not is_absent(resource.properties.get(name))


_TOLD = {"natGateway": "NAT gateway", "routeTable": "route table"}


def _may_be_declared(subnet: Resource, other: Resource) -> bool:
    return (
        not other.external
        and same_type(other.type, SUBNET)
        and symbol(other.name) == symbol(subnet.name) is not None
    )


def cause(doubt: Doubt) -> Unknown:
    """A doubt as the reason why something is unknown."""
    return Unknown(as_cause(doubt.reason), doubt.at, doubt.settle_by)


def _is_within(reach: Reach, resource: Resource, index: Index) -> bool:
    """False only for a resource of another root, or another group, than the one that a doubt is about."""
    return (reach.home is None or resource.home == reach.home) and (
        reach.group is None or index.agree_on_group(reach.group, resource)
    )


def _may_mean(doubt: Doubt, resource: Resource, index: Index) -> bool:
    if not _is_within(doubt.reach, resource, index):
        return False
    if doubt.reach.target is None:
        return True
    found = _meant(doubt, resource.type, index)
    if found is not None:
        return found.address == index.canonical(resource).address
    identifier = parse(doubt.reach.target)
    if identifier is not None and same_type(identifier.type, resource.type):
        return index.may_mean(doubt.reach.target, resource)
    own, said = called(resource.name), called(doubt.reach.target)
    if isinstance(doubt.reach.target, Reference):
        known = index.get(doubt.reach.target.target)
        return known is None or (
            not same_type(known.type, resource.type) and _is_above(known, resource, index)
        )
    return own is None or said is None or "/" in said or own.lower() == said.lower()


def _is_above(above: Resource, resource: Resource, index: Index) -> bool:
    """True when a doubt about a parent, such as a virtual network, names the types of its children as well."""
    if above.type.lower() != resource.type.lower().rpartition("/")[0]:
        return False
    parent = resource.parent
    if isinstance(parent, Reference):
        there = index.get(parent.target)
        return parent.target == above.address or (
            there is not None and index.canonical(there).address == index.canonical(above).address
        )
    return index.may_mean(parent, above)


def _meant(doubt: Doubt, type_: str, index: Index) -> Resource | None:
    """The one resource of a type that a doubt names; None when nobody can tell which."""
    follow: Callable[..., Resource | Unknown] = index.follow
    found = follow(doubt.reach.target, type_)
    return found if isinstance(found, Resource) else None
