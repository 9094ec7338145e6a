"""What traffic will notice of a change, in words: which IPs change, which connections drop.

Sources: NAT gateway, "Azure NAT Gateway connectivity" (existing flows keep their IP until they close; the source IP
is picked at random from all that are attached) and "NAT gateway SKUs" (StandardV2 may interrupt existing flows);
AKS, "Customize cluster egress with outbound types" (a changed outbound type changes egress IPs and interrupts).
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.change import PropertyChange
from natpin.model.resource import (
    CLUSTER,
    LOCK,
    NAT_GATEWAY,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    SUBNET,
    VIRTUAL_NETWORK,
    same_type,
)
from natpin.provision.bodies import equal, gateway_ips, ids_in, ids_of, read
from natpin.provision.bystanders import bystanders
from natpin.provision.desired import Desired
from natpin.provision.detaching import after_detaching
from natpin.provision.families import IPV6
from natpin.provision.idle import idle_otherwise
from natpin.provision.ids import parent_of, parse, same
from natpin.provision.migrations import LOAD_BALANCER, OWN_NAT
from natpin.provision.observed import Observed, balancer_ips, gateway_of, pool_subnets
from natpin.provision.ports import Live
from natpin.provision.targets import EXIT, Target


def effects(
    target: Target, live: Live | None, changes: tuple[PropertyChange, ...], wanted: Desired, found: Observed
) -> tuple[str, ...]:
    """What a change does to egress; empty for a change that traffic cannot notice."""
    if live is None:
        return (_created(target, wanted, found),) if target.create is not None else ()
    told = [text for change in changes for text in _changed(target, live, change, wanted, found) if text]
    concerned = bystanders(target, live, changes, found)
    if concerned:
        told.append(f"who notices: {'; '.join(dict.fromkeys(one.label for one in concerned))}")
    return tuple(told)


def _created(target: Target, wanted: Desired, found: Observed) -> str:
    match target.type:
        case type_ if same_type(type_, RESOURCE_GROUP):
            return "a new resource group: no traffic notices"
        case type_ if same_type(type_, VIRTUAL_NETWORK):
            return "a new virtual network: no traffic notices"
        case type_ if same_type(type_, LOCK):
            return f"{parse(parent_of(target.id)).name} can no longer be deleted before the lock is: no traffic notices"
        case type_ if same_type(type_, PUBLIC_IP_PREFIX):
            prefix = wanted.prefix_at(target.id)
            assert prefix is not None
            return f"{prefix.count} new public IPs{' (IPv6)' if prefix.version == IPV6 else ''} are allocated; nothing uses them before they are on a NAT gateway in use"
        case type_ if same_type(type_, NAT_GATEWAY):
            return f"a new NAT gateway with {ips(wanted, found)}: no traffic uses it before a subnet does"
        case type_ if same_type(type_, SUBNET):
            return f"a new subnet: whatever is placed in it leaves from {ips(wanted, found)}"
        case _:
            return f"a new cluster, whose traffic leaves from {ips(wanted, found)}"


def _changed(
    target: Target, live: Live, change: PropertyChange, wanted: Desired, found: Observed
) -> Iterator[str]:
    name = parse(target.id).name
    if change.path == "properties.provisioningState":
        yield f"its last operation ended as {change.before}: it is written again as it should be"
    elif change.path == EXIT and change.after is None:
        yield (
            f"egress IPs change: new connections from the subnet {name}{_used(live)} no longer leave from "
            f"{_today(live, wanted, found)}, but from {after_detaching(live, wanted, found)}; connections that are open may "
            "be interrupted (Azure does not say; unverified)"
        )
        yield from idle_otherwise(live, wanted, found, attached=False)
    elif change.path == EXIT:
        kept = (
            "connections that are open may be interrupted, since the NAT gateway is a StandardV2"
            if wanted.gateway.sku == "StandardV2"
            else "connections that are open keep their present IP until they close"
        )
        if isinstance(change.before, str):
            kept = (
                "it goes over in one write, and is never without a gateway; connections that are open may be interrupted "
                "(Azure does not say; unverified)"
            )
        yield (
            f"egress IPs change: new connections from the subnet {name}{_used(live)} leave from {ips(wanted, found)}, no "
            f"longer from {_today(live, wanted, found)}; {kept}. A route to a firewall or gateway still wins"
        )
        yield from idle_otherwise(live, wanted, found)
    elif change.path == "properties.idleTimeoutInMinutes":
        yield (
            f"TCP connections through {name} that are idle are dropped after {change.after} minutes, not after "
            f"{change.before}"
        )
    elif change.path in target.included or change.path in target.excluded:
        before = {id_.lower() for id_ in ids_of(change.before)}
        after = {id_.lower() for id_ in ids_of(change.after)}
        gone = [id_ for id_ in ids_of(change.before) if id_.lower() not in after]
        if gone:
            yield (
                f"egress IPs are taken off: {', '.join(_addresses(id_, wanted, found) for id_ in gone)}. Connections that use "
                "them break at once, and new ones leave from the others. The IPs are not deleted"
            )
        if not after - before:
            return
        added = [id_ for id_ in ids_of(change.after) if id_.lower() not in before]
        subnets = ids_in(read(live.body, "properties.subnets"))
        shown = ", ".join(_addresses(id_, wanted, found) for id_ in added)
        if subnets:
            yield (
                f"egress IPs are added: new connections from {len(subnets)} subnet{'s'[: len(subnets) > 1]} may leave "
                f"from {shown} at once, since each picks one of all attached IPs at random: have partners allow them "
                "first"
            )
        else:
            yield f"egress IPs are added: {shown}; no subnet uses the NAT gateway yet"
    elif change.path in target.ranges:
        before = set(change.before) if isinstance(change.before, list) else set()
        added = (
            [cidr for cidr in change.after if cidr not in before] if isinstance(change.after, list) else []
        )
        yield (
            f"the API server lets in {', '.join(added)} besides: its own nodes will come from there. No traffic of the "
            "cluster changes"
        )
    elif same_type(target.type, CLUSTER) and _there(live, change, wanted, found):
        yield (
            f"the cluster's outbound type changes from {change.before or LOAD_BALANCER} to {change.after}: new connections "
            f"leave from {ips(wanted, found)} already{_left(live, found)}; egress may be interrupted while AKS reconciles"
        )
    elif same_type(target.type, CLUSTER) and _stays(live, change, wanted, found):
        yield (
            f"the cluster's outbound type changes from {change.before or LOAD_BALANCER} to {change.after}: new connections go "
            f"on leaving from {ips(wanted, found)}, since its subnets keep the NAT gateway; egress may be interrupted while AKS "
            "reconciles"
        )
    elif same_type(target.type, CLUSTER):
        yield (
            f"the cluster's outbound type changes from {change.before or LOAD_BALANCER} to {change.after}: its egress "
            f"IPs change{_released(live, found)}, open connections drop, and egress is interrupted while AKS reconciles"
        )


def _used(subnet: Live) -> str:
    return " and what runs in it" if ids_in(read(subnet.body, "properties.ipConfigurations")) else ""


def _today(subnet: Live, wanted: Desired, found: Observed) -> str:
    """Where a subnet leaves from today: its NAT gateway; without one, as far as the clusters in it tell."""
    other = gateway_of(subnet)
    if other:
        gateway = found.live(other)
        ids = gateway_ips(gateway.body) if gateway is not None else []
        told_ips = ", ".join(_addresses(id_, wanted, found) for id_ in ids) or "its IPs"
        return f"{told_ips} (the NAT gateway {parse(other).name})"
    told = []
    for cluster in found.clusters:
        if subnet.id.lower() in {id_.lower() for id_ in pool_subnets(cluster)}:
            ips = [_addresses(id_, wanted, found) for id_ in balancer_ips(cluster)]
            if ips:
                told.append(f"{', '.join(ips)} (the load balancer of {parse(cluster.id).name})")
    return ", ".join(told) or "the load balancer, a public IP of the node, or default outbound access"


def _there(cluster: Live, change: PropertyChange, wanted: Desired, found: Observed) -> bool:
    """Are all the subnets of a cluster on the gateway, to which its outbound type only follows?"""
    return equal(change.after, OWN_NAT) and _on(cluster, wanted, found)


def _stays(cluster: Live, change: PropertyChange, wanted: Desired, found: Observed) -> bool:
    """Does a cluster get a load balancer that it does not leave by, since its subnets stay on the gateway?"""
    kept = {subnet.id.lower() for subnet in wanted.subnets if subnet.attached}
    return (
        equal(change.after, LOAD_BALANCER)
        and _on(cluster, wanted, found)
        and kept >= {id_.lower() for id_ in pool_subnets(cluster)}
    )


def _on(cluster: Live, wanted: Desired, found: Observed) -> bool:
    """Are all the subnets of a cluster's pools on the entry's gateway?"""
    lives = [found.live(id_) for id_ in pool_subnets(cluster)]
    return bool(lives) and all(
        live is not None and same(gateway_of(live), wanted.gateway.id) for live in lives
    )


def _left(cluster: Live, found: Observed) -> str:
    """What the load balancer's IPs are worth then."""
    known = [address for id_ in balancer_ips(cluster) if (address := found.address(id_))]
    return f"; connections that still leave from {', '.join(known)} drop" if known else ""


def _released(cluster: Live, found: Observed) -> str:
    """The public IPs of the load balancer, which the cluster no longer leaves from; its prefixes are not named."""
    lives = [live for id_ in balancer_ips(cluster) if (live := found.live(id_))]
    known = [address for live in lives if isinstance(address := read(live.body, "properties.ipAddress"), str)]
    return f" (no longer {', '.join(known)})" if known else ""


def ips(wanted: Desired, found: Observed) -> str:
    """The IPs the entry's NAT gateway has, or will have."""
    ids = list(wanted.ip_ids)
    gateway = found.live(wanted.gateway.id)
    if gateway is not None:
        present = {id_.lower() for id_ in (*ids, *(each.id for each in wanted.retired))}
        ids += [id_ for id_ in gateway_ips(gateway.body) if id_.lower() not in present]
    return ", ".join(_addresses(id_, wanted, found) for id_ in ids)


def _addresses(id_: str, wanted: Desired, found: Observed) -> str:
    address, name = found.address(id_), parse(id_).name
    if address is not None:
        return address
    prefix = wanted.prefix_at(id_)
    if prefix is not None:
        return f"{name} (a new /{prefix.length})"
    return name
