"""No lock-out: the addresses a cluster leaves from are let in to its API server before it leaves from them.

A cluster's nodes reach their own public API server from the cluster's egress IPs. AKS lets in the load balancer's by itself,
a NAT gateway's never. Source: AKS, "Secure access to the API server using authorized IP address ranges": at most 200
ranges, none on a private cluster; ``0.0.0.0/32`` stands for the load balancer's address alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from natpin.model.change import PropertyChange
from natpin.model.record import replace
from natpin.model.resource import CLUSTER, NAT_GATEWAY, SUBNET, same_type
from natpin.provision.bodies import covered, equal, gateway_ips, ids_in, read
from natpin.provision.bystanders import bystanders
from natpin.provision.desired import ALLOCATE, EGRESS_CHANGE, Desired
from natpin.provision.families import IPV4
from natpin.provision.ids import parse
from natpin.provision.migrations import OWN_NAT, ROUTES
from natpin.provision.observed import Observed, gateway_of, outbound_type
from natpin.provision.occupancy import places
from natpin.provision.ports import Live
from natpin.provision.targets import EXIT, OUTBOUND, Target, targets

RANGES = "properties.apiServerAccessProfile.authorizedIPRanges"
STEP = "authorize"
MOST_RANGES = 200


def wished(wanted: Desired, found: Observed) -> tuple[Target, ...]:
    """Every resource of an entry, and the API servers that have to let in its addresses first."""
    made = targets(wanted)
    if wanted.stage == ALLOCATE:
        return made
    first = tuple(_authorization(wanted, cluster, found) for cluster in _guarded(wanted, found))
    if not first:
        return made
    keys = tuple(target.key for target in first)
    ordered: list[Target] = []
    for target in made:
        if same_type(target.type, NAT_GATEWAY):
            ordered += first
        moves = any(same_type(target.type, type_) for type_ in (NAT_GATEWAY, SUBNET, CLUSTER))
        ordered.append(replace(target, depends_on=(*target.depends_on, *keys)) if moves else target)
    return tuple(ordered)


def _guarded(wanted: Desired, found: Observed) -> list[Live]:
    """The entry's own live clusters that let in some ranges only, and leave by a NAT gateway now or then."""
    own = [live for cluster in wanted.clusters if (live := found.live(cluster.id)) is not None]
    return [live for live in own if ranges_of(live) and leaving(wanted, live, found)]


def leaving(wanted: Desired, cluster: Live, found: Observed) -> dict[str, str]:
    """As ``addresses``, what a cluster leaves from when all is done: the entry's gateway, where it has anything in a subnet that
    is behind it now or then; the gateways of its other subnets, where it changes to leaving by these."""
    gateway = found.live(wanted.gateway.id)
    behind = {subnet.id.lower() for subnet in wanted.subnets if subnet.attached}
    if gateway is not None:
        taken_off = {subnet.id.lower() for subnet in wanted.subnets if not subnet.attached}
        behind |= {id_.lower() for id_ in ids_in(read(gateway.body, "properties.subnets"))} - taken_off
    lives = [live for id_ in sorted(behind) if (live := found.live(id_)) is not None]
    within = behind & places(cluster.body).keys() or any(
        one.cluster and one.id.lower() == cluster.id.lower()
        for live in lives
        for one in found.occupants(live)
    )
    told = dict(addresses(wanted, found)) if within else {}
    own = wanted.own(cluster.id)
    if own is not None and equal(own.outbound_type, OWN_NAT) and not equal(outbound_type(cluster), OWN_NAT):
        for id_ in sorted(places(cluster.body).keys() - behind):
            subnet = found.live(id_)
            live = found.live(gateway_of(subnet)) if subnet is not None else None
            told |= _told(gateway_ips(live.body, IPV4), found) if live is not None else {}
    return told


def ranges_of(cluster: Live) -> list[str]:
    """What a cluster's API server lets in; empty for everything."""
    if read(cluster.body, "properties.apiServerAccessProfile.enablePrivateCluster") is True:
        return []
    found = read(cluster.body, RANGES)
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []


def _authorization(wanted: Desired, cluster: Live, found: Observed) -> Target:
    own = next(one for one in wanted.clusters if one.id.lower() == cluster.id.lower())
    known = [cidr for cidr in leaving(wanted, cluster, found).values() if cidr]
    return Target(own.id, CLUSTER, own.at, ranges={RANGES: tuple(sorted(known))}, optional=True, step=STEP)


def addresses(wanted: Desired, found: Observed, *versions: str) -> dict[str, str]:
    """By id of an IP or prefix that the entry's gateway has or will have, its CIDR; empty while it has none.

    Of some address families; without one of IPv4 alone, by which nodes reach an API server's public address (Azure documents
    no IPv6 range there; unverified).
    """
    families = versions or (IPV4,)
    gateway = found.live(wanted.gateway.id)
    ids = [id_ for version in families for id_ in wanted.ips_of(version)]
    ids += gateway_ips(gateway.body, *families) if gateway is not None else []
    gone = {each.id.lower() for each in wanted.retired}
    return _told([id_ for id_ in ids if id_.lower() not in gone], found)


def _told(ids: Iterable[str], found: Observed) -> dict[str, str]:
    told: dict[str, str] = {}
    for id_ in ids:
        told.setdefault(id_.lower(), found.cidr(id_) or "")
    return told


def lock_outs(
    target: Target,
    live: Live,
    changes: tuple[PropertyChange, ...],
    wanted: Desired,
    found: Observed,
    allow: frozenset[str],
) -> Iterator[str]:
    """Reasons against a change that would have a cluster leave from addresses its API server does not let in."""
    if target.step == STEP:
        yield from _authorizable(live, changes)
        return
    outbound = next((str(change.after) for change in changes if change.path == OUTBOUND), "")
    if equal(outbound, ROUTES) and ranges_of(live) and EGRESS_CHANGE not in allow:
        yield (
            f"its API server lets in {', '.join(ranges_of(live))} only, and by which addresses routes of your own lead out "
            f"natpin cannot tell: let these in, then add {EGRESS_CHANGE} under allow: in natpin.yaml"
        )
    concerned = _concerned(target, live, changes, outbound, found)
    for cluster in concerned:
        mine = leaving(wanted, cluster, found)
        told = mine or addresses(wanted, found)
        name = f"the API server of {parse(cluster.id).name} ({parse(cluster.id).group})"
        hidden = [parse(id_).name for id_, cidr in told.items() if not cidr and id_ in found.unreadable]
        unknown = [parse(id_).name for id_, cidr in told.items() if not cidr and id_ not in found.unreadable]
        missing = [cidr for cidr in told.values() if cidr and not covered(cidr, ranges_of(cluster))]
        if hidden:
            yield (
                f"{name} lets in {', '.join(ranges_of(cluster))} only, and the address of {', '.join(hidden)} could not "
                "be read: give this identity the role Reader on it, then plan again"
            )
        if unknown:
            yield (
                f"{name} lets in {', '.join(ranges_of(cluster))} only, and the address of {', '.join(unknown)} is not "
                "known before it exists: allocate it first (natpin plan --stage allocate, and apply that), then plan again"
            )
        if missing and not (mine and wanted.owns(cluster.id)):
            yield (
                f"{name} does not let in {', '.join(sorted(missing))}, and would lock out its own nodes: have its owners "
                "allow that first, then plan again"
            )


def _concerned(
    target: Target, live: Live, changes: tuple[PropertyChange, ...], outbound: str, found: Observed
) -> list[Live]:
    """The guarded clusters that would leave from other addresses."""
    if same_type(target.type, CLUSTER):
        guarded = equal(outbound, OWN_NAT) and ranges_of(live)
        return [live] if guarded else []
    if not any(_comes(change) or change.path in target.included for change in changes):
        return []
    ids = {one.id.lower() for one in bystanders(target, live, changes, found) if one.cluster}
    return [cluster for cluster in found.clusters if cluster.id.lower() in ids and ranges_of(cluster)]


def _comes(change: PropertyChange) -> bool:
    """Does a subnet get a gateway? One that loses its own leaves by the load balancer, which AKS lets in by itself."""
    return change.path == EXIT and change.after is not None


def _authorizable(live: Live, changes: tuple[PropertyChange, ...]) -> Iterator[str]:
    for change in changes:
        count = len(change.after) if isinstance(change.after, list) else 0
        if change.path == RANGES and count > MOST_RANGES:
            yield f"it would have {count} authorized ranges, and can have {MOST_RANGES}: join some of them first"
    power = read(live.body, "properties.powerState.code")
    if changes and isinstance(power, str) and power.lower() != "running":
        yield f"it is {power.lower()}: start it first"
