"""What is there now, as far as a plan needs to know: read once, then judged without asking again."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from natpin.errors import Rejected, StillRunning
from natpin.model.record import field, record, replace
from natpin.model.resource import (
    CLUSTER,
    NAT_GATEWAY,
    RESOURCE_GROUP,
    SUBNET,
    VIRTUAL_NETWORK,
    same_type,
)
from natpin.provision.bodies import address_of, gateway_ips, ids_in, read
from natpin.provision.ids import covers, group_of, parent_of, parse
from natpin.provision.migrations import LOAD_BALANCER
from natpin.provision.occupancy import Occupant, occupants, pools
from natpin.provision.ports import Cloud, Denial, Live, Lock, Pace, Permission
from natpin.provision.targets import EXIT, OUTBOUND, Target

_EMPTY: Mapping[str, Live] = {}


@record
class Observed:
    """Azure at one moment. Ids are in lower case; one that was asked for and is not in ``found`` does not exist."""

    found: Mapping[str, Live] = field(default_factory=lambda: _EMPTY)
    unreadable: Mapping[str, str] = field(default_factory=dict)
    """Why a resource could not be read."""
    locks: tuple[Lock, ...] = ()
    locks_known: bool = False
    """True when every lock that can cover a target was asked for, and shown."""
    permissions: Mapping[str, tuple[Permission, ...]] = field(default_factory=dict)
    """What the caller may do, by scope; a scope that is not here was not asked about."""
    denials: tuple[Denial, ...] = ()
    needed: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By id of a resource to be written: the actions that takes, each with its scope."""
    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By id of a resource to be written: why Azure would refuse it, as far as it was asked beforehand."""
    notes: tuple[str, ...] = ()
    owners: Mapping[str, str] = field(default_factory=dict)
    """By id of a resource group (lower case) that holds interfaces of a looked-at subnet: the cluster that manages it,
    or an empty text."""
    passive: frozenset[str] = frozenset()
    """Interfaces (ids in lower case) that begin no connection: private endpoints'."""
    today: str = field(default_factory=lambda: datetime.date.today().isoformat())
    """The day it was looked at, as in 2026-12-31."""
    blind: str = ""
    """Why clusters outside of the entry could not be looked for; empty when they were."""

    @property
    def clusters(self) -> tuple[Live, ...]:
        """Every live cluster that was read."""
        return tuple(live for live in self.found.values() if same_type(parse(live.id).type, CLUSTER))

    def occupants(self, subnet: Live) -> tuple[Occupant, ...]:
        """Who leaves from a subnet, as it is now."""
        return occupants(subnet, self.clusters, self.owners, self.passive)

    def live(self, resource_id: str) -> Live | None:
        """A resource as it was found."""
        return self.found.get(resource_id.lower())

    def address(self, ip_id: str) -> str | None:
        """What Azure has allocated to a prefix or an IP; None while that is nothing, or not known."""
        live = self.live(ip_id)
        return address_of(live.body) if live is not None else None

    def cidr(self, ip_id: str) -> str | None:
        """The same as a CIDR."""
        address = self.address(ip_id)
        if not address or "/" in address:
            return address
        return f"{address}/{128 if ':' in address else 32}"

    def with_live(self, resource_id: str, live: Live | None) -> Observed:
        """The same, with one resource as it is now."""
        found = {key: value for key, value in self.found.items() if key != resource_id.lower()}
        if live is not None:
            found[resource_id.lower()] = live
        return replace(self, found=found)

    def forbids(self, action: str, scope: str) -> str | None:
        """Why the caller may not do something at a scope, or None. What was not asked about is not forbidden."""
        known = self.permissions.get(scope.lower())
        if known is not None and not any(allows(permission, action) for permission in known):
            return "none of the caller's roles allows it"
        for denial in self.denials:
            if (
                denial.certain
                and covers(denial.scope, scope)
                and any(allows(permission, action) for permission in denial.permissions)
            ):
                return f"the deny assignment {denial.name!r} forbids it"
        return None


@lru_cache(maxsize=4096)
def _matches(pattern: str, action: str) -> bool:
    """Source: Azure RBAC, "Understand Azure role definitions": ``*`` stands for anything, case does not count."""
    parts = [re.escape(part) for part in pattern.lower().split("*")]
    return re.fullmatch(".*".join(parts), action.lower()) is not None


def allows(permission: Permission, action: str) -> bool:
    """Does a role's permission hold an action?"""
    return any(_matches(pattern, action) for pattern in permission.actions) and not any(
        _matches(pattern, action) for pattern in permission.not_actions
    )


def survey(targets: Sequence[Target], cloud: Cloud, pace: Pace | None = None) -> Observed:
    """Read every target and what they refer to.

    With a pace, an operation that is under way on a target is waited for (an apply); without one the resource is
    taken as it is (a plan). Raises CloudError when Azure cannot be asked at all.
    """
    found: dict[str, Live] = {}
    unreadable: dict[str, str] = {}
    absent: set[str] = set()
    for target in targets:
        _read(target.id, cloud, pace, found, unreadable, absent)
    _follow([target.id for target in targets], cloud, found, unreadable, absent)
    return Observed(found, unreadable)


def also(found: Observed, ids: Iterable[str], cloud: Cloud) -> Observed:
    """The same, with more resources and what these refer to."""
    lives, unreadable, absent = dict(found.found), dict(found.unreadable), set[str]()
    fresh = [id_ for id_ in ids if id_.lower() not in lives and id_.lower() not in unreadable]
    for id_ in fresh:
        _read(id_, cloud, None, lives, unreadable, absent)
    _follow(fresh, cloud, lives, unreadable, absent)
    return replace(found, found=lives, unreadable=unreadable)


def _follow(
    ids: Iterable[str],
    cloud: Cloud,
    found: dict[str, Live],
    unreadable: dict[str, str],
    absent: set[str],
) -> None:
    """Read what resources refer to, and what that refers to."""
    pending = list(ids)
    seen = {id_.lower() for id_ in pending}
    while pending:
        mentioned = _mentioned(pending, found)
        pending = [id_ for id_ in mentioned if id_.lower() not in seen]
        seen.update(id_.lower() for id_ in pending)
        for id_ in pending:
            if id_.lower() not in found and id_.lower() not in unreadable:
                _read(id_, cloud, None, found, unreadable, absent)


def _read(
    id_: str,
    cloud: Cloud,
    pace: Pace | None,
    found: dict[str, Live],
    unreadable: dict[str, str],
    absent: set[str],
) -> None:
    """One resource; nothing is asked about what is in a group or network that is not there."""
    key = id_.lower()
    if group_of(key) in absent or parent_of(key) in absent:
        absent.add(key)
        return
    try:
        live = settled(cloud, id_, pace) if pace else cloud.get(id_)
    except Rejected as error:
        if not error.about_one:
            raise
        unreadable[key] = error.message
        return
    if live is None:
        absent.add(key)
    else:
        found[key] = live


def settled(cloud: Cloud, resource_id: str, pace: Pace) -> Live | None:
    """The resource once no operation is under way on it. Raises StillRunning when that takes longer than it may."""
    longest = pace.cluster_operation if same_type(parse(resource_id).type, CLUSTER) else pace.operation
    until = pace.clock() + longest
    while True:
        live = cloud.get(resource_id)
        if live is None or live.settled:
            return live
        if pace.clock() >= until:
            raise StillRunning(
                f"{resource_id} is still in state {live.state} after {longest / 60:.0f} minutes: see what keeps it in "
                "Azure's activity log, then run this again"
            )
        pace.sleep(pace.poll)


def _mentioned(sources: Iterable[str], found: Mapping[str, Live]) -> list[str]:
    """What existing resources refer to, and a plan has to look at: a gateway's IPs, a subnet's route table and gateway,
    the subnets of a cluster's pools and the IPs of its load balancer."""
    ids: dict[str, str] = {}
    for source in sources:
        live = found.get(source.lower())
        if live is None:
            continue
        type_ = parse(source).type
        named: list[object] = []
        if same_type(type_, NAT_GATEWAY):
            named += gateway_ips(live.body)
        if same_type(type_, VIRTUAL_NETWORK):
            named += _network_gateways(live)
        if same_type(type_, SUBNET):
            named += [read(live.body, f"properties.{name}.id") for name in ("routeTable", "natGateway")]
        if same_type(type_, CLUSTER):
            named += [*pool_subnets(live), *balancer_ips(live)]
        ids.update((id_.lower(), id_) for id_ in named if isinstance(id_, str) and id_)
    return list(ids.values())


def _network_gateways(network: Live) -> list[str]:
    """The virtual network gateways in a network, as its GatewaySubnet lists them: they may learn a default route."""
    subnets = read(network.body, "properties.subnets")
    found: dict[str, str] = {}
    for subnet in subnets if isinstance(subnets, list) else []:
        for id_ in ids_in(read(subnet, "properties.ipConfigurations")) if isinstance(subnet, Mapping) else []:
            segments = id_.split("/")
            if len(segments) > 9 and segments[7].lower() == "virtualnetworkgateways":
                gateway = "/".join(segments[:9])
                found.setdefault(gateway.lower(), gateway)
    return list(found.values())


def pool_subnets(cluster: Live) -> list[str]:
    """The node and pod subnets of a live cluster's pools."""
    found: dict[str, str] = {}
    for profile in pools(cluster.body):
        for name in ("vnetSubnetID", "podSubnetID"):
            id_ = profile.get(name)
            if isinstance(id_, str) and id_:
                found.setdefault(id_.lower(), id_)
    return list(found.values())


def balancer_ips(cluster: Live) -> list[str]:
    """The ids of the IPs that a live cluster's load balancer sends from."""
    return ids_in(read(cluster.body, "properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs"))


def outbound_type(cluster: Live) -> str:
    """A live cluster's, as Azure tells it; ``loadBalancer`` where it tells none."""
    return str(read(cluster.body, OUTBOUND) or LOAD_BALANCER)


def gateway_of(subnet: Live) -> str:
    """The id of a live subnet's NAT gateway; empty where it has none."""
    found = read(subnet.body, EXIT)
    return found if isinstance(found, str) else ""


def nearest_scope(resource_id: str, found: Observed) -> str:
    """The resource itself when it exists, else what it will be made in."""
    if resource_id.lower() in found.found:
        return resource_id
    if same_type(parse(resource_id).type, RESOURCE_GROUP):
        return "/".join(resource_id.split("/")[:3])
    parent = parent_of(resource_id)
    if (
        parse(parent).names
        and not same_type(parse(parent).type, RESOURCE_GROUP)
        and parent.lower() in found.found
    ):
        return parent
    group = group_of(resource_id)
    return group if group.lower() in found.found else "/".join(resource_id.split("/")[:3])
