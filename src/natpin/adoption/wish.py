"""What is wished for of a cluster on its way to pinned IPs: entries of natpin.yaml, one for each stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from natpin.adoption.standing import Standing, subnets_of
from natpin.errors import Refused
from natpin.facts.capacity import DEFAULT_COUNT
from natpin.model.azure_defaults import GATEWAY_IPS, PREFIX_LENGTH
from natpin.model.record import record, replace
from natpin.model.resource import NAT_GATEWAY, PUBLIC_IP_PREFIX
from natpin.model.snat import PORTS_A_NODE, ips_for
from natpin.provision.bodies import gateway_ips, read
from natpin.provision.desired import (
    Desired,
    DesiredCluster,
    DesiredGateway,
    DesiredNetwork,
    DesiredPrefix,
    DesiredSubnet,
    Retired,
)
from natpin.provision.families import IPV4, IPV6
from natpin.provision.ids import parent_of, parse, resource_id, same
from natpin.provision.migrations import OWN_NAT
from natpin.provision.observed import balancer_ips, gateway_of, outbound_type
from natpin.provision.occupancy import pools
from natpin.provision.ports import Live


@record
class Choices:
    """What a person may choose; empty for natpin's own."""

    entry: str = ""
    """The name of the entry under ``egress:``; the cluster's."""
    gateway: str = ""
    prefix: str = ""
    length: int = 0
    """Of the prefix, 28 to 31; 0 for that of the prefix that is there, else the smallest that the nodes take."""
    sku: str = "Standard"
    promised_until: str = ""
    """The last day the present IPs are promised to partners, as in 2027-03-31."""
    together: tuple[str, ...] = ()
    """Ids of clusters that share the subnets and shall move, too."""
    new: str = ""
    """The name of a new cluster, where the one that is there cannot get to pinned IPs."""
    space: str = ""
    """The address space of its new virtual network."""


def whole(standing: Standing, choices: Choices) -> Desired:
    """The wish at the end of the way: every subnet on one gateway, every cluster of the type that lives on it.

    Raises Refused for what no single entry can say.
    """
    cluster = standing.cluster
    own = parse(cluster.id)
    network = _network(standing)
    gateway, ips, ips_v6 = _gateway(standing, choices)
    id_ = prefix_id(standing, choices)
    live = standing.found.live(id_)
    made = read(live.body, "properties.prefixLength") if live is not None else None
    prefix = None
    if not ips:
        there = made if isinstance(made, int) else 0
        prefix = DesiredPrefix(id_, choices.length or there or length_for(nodes(standing.clusters)))
    elif isinstance(made, int) and any(same(ip, id_) for ip in ips):
        # an earlier stage of this way made it: the entry goes on naming it as that stage did
        prefix, ips = DesiredPrefix(id_, made), [ip for ip in ips if not same(ip, id_)]
    return Desired(
        name=choices.entry or own.name,
        subscription=own.subscription.lower(),
        resource_group=own.group,
        location=str(read(cluster.body, "location") or "").replace(" ", "").lower(),
        network=DesiredNetwork(network),
        subnets=tuple(DesiredSubnet(subnet.id) for subnet in standing.subnets),
        gateway=gateway,
        prefix=prefix,
        existing=tuple(ips),
        existing_v6=tuple(ips_v6),
        retired=retiring(standing, choices.promised_until, [*ips, *ips_v6, id_]),
        clusters=tuple(DesiredCluster(live.id, OWN_NAT) for live in standing.clusters),
    )


def prefix_id(standing: Standing, choices: Choices) -> str:
    """The id of the prefix of this way, made already or not."""
    own = parse(standing.cluster.id)
    return resource_id(own.subscription, own.group, PUBLIC_IP_PREFIX, choices.prefix or f"pfx-{own.name}")


def _network(standing: Standing) -> str:
    networks = {parent_of(subnet.id).lower(): parent_of(subnet.id) for subnet in standing.subnets}
    if len(networks) != 1:
        raise Refused(
            f"its pools, and those of the clusters that share their subnets, are in several virtual networks: "
            f"{', '.join(networks.values())}. A NAT gateway serves one: make an entry by hand for each"
        )
    (network,) = networks.values()
    homes = {parse(live.id).subscription.lower() for live in standing.clusters} | {
        parse(network).subscription.lower()
    }
    if len(homes) != 1:
        raise Refused(
            f"the clusters and their virtual network {network} are in several subscriptions "
            f"({', '.join(sorted(homes))}), and an entry of natpin.yaml is about one: natpin cannot plan this move"
        )
    return network


def _gateway(standing: Standing, choices: Choices) -> tuple[DesiredGateway, list[str], list[str]]:
    """The gateway that some of the subnets have already, with its IPv4 and its IPv6 addresses; else a new one, with none
    yet."""
    used = {id_.lower(): id_ for subnet in standing.subnets if (id_ := gateway_of(subnet))}
    if len(used) > 1:
        raise Refused(
            f"its subnets use several NAT gateways ({', '.join(used.values())}): make an entry by hand for each, or "
            "bring them together with gateway-change first"
        )
    own = parse(standing.cluster.id)
    if not used:
        name = choices.gateway or f"nat-{own.name}"
        return (
            DesiredGateway(resource_id(own.subscription, own.group, NAT_GATEWAY, name), choices.sku),
            [],
            [],
        )
    (id_,) = used.values()
    live = standing.found.live(id_)
    if live is None:
        raise Refused(
            f"the NAT gateway {id_} of its subnets could not be read: give this identity the role Reader on it"
        )
    zones = read(live.body, "zones")
    zone = str(zones[0]) if isinstance(zones, list) and len(zones) == 1 else None
    sku = str(read(live.body, "sku.name") or "Standard")
    made = DesiredGateway(id_, sku, None, zone if sku == "Standard" else None)
    return made, gateway_ips(live.body, IPV4), gateway_ips(live.body, IPV6)


def retiring(standing: Standing, day: str, kept: Iterable[str]) -> tuple[Retired, ...]:
    """The load balancers' IPs, less those that are kept, with the last day they are promised; none without a day."""
    if not day:
        return ()
    own = {id_.lower() for id_ in kept}
    leaving: Mapping[str, str] = {
        id_.lower(): id_ for live in standing.clusters for id_ in balancer_ips(live) if id_.lower() not in own
    }
    return tuple(Retired(id_, day) for id_ in leaving.values())


def nodes(clusters: Iterable[Live]) -> int:
    """The most nodes that some clusters' pools may have, upgrades aside."""
    most = 0
    for cluster in clusters:
        for profile in pools(cluster.body):
            count = read(profile, "maxCount") or read(profile, "count")
            most += count if isinstance(count, int) else DEFAULT_COUNT
    return most


def length_for(most: int) -> int:
    """The smallest prefix whose addresses give every node the SNAT ports it has on AKS's load balancer. Raises Refused."""
    wanted = ips_for(most)
    if wanted > GATEWAY_IPS.most:
        raise Refused(
            f"{most} nodes take {wanted} IPs at {PORTS_A_NODE} SNAT ports a node, and a NAT gateway has {GATEWAY_IPS.most} at "
            "most: choose --length, or give the pools subnets and gateways of their own"
        )
    return next(
        length
        for length in range(PREFIX_LENGTH.most, PREFIX_LENGTH.least - 1, -1)
        if 2 ** (32 - length) >= wanted
    )


def groups(standing: Standing) -> list[tuple[Live, ...]]:
    """The subnets that have to move together, those with a system pool last.

    Subnets of one pool's nodes and of its pods belong together; so do a cluster's subnets that are no pool's with one
    another only where they are the same subnet.
    """
    parties: list[set[str]] = []
    for cluster in standing.clusters:
        for profile in pools(cluster.body):
            of_pool = {
                str(value).lower()
                for key in ("vnetSubnetID", "podSubnetID")
                if isinstance(value := read(profile, key), str) and value
            }
            touching = [party for party in parties if party & of_pool]
            for party in touching:
                parties.remove(party)
                of_pool |= party
            parties.append(of_pool)
        parties += [
            {id_.lower()} for id_ in subnets_of(cluster) if not any(id_.lower() in p for p in parties)
        ]
    system = {id_ for cluster in standing.clusters for id_ in _system(cluster)}
    every = {live.id.lower(): live for live in standing.subnets}
    found = [tuple(every[id_] for id_ in every if id_ in party) for party in parties if party & every.keys()]
    return sorted(found, key=lambda group: any(live.id.lower() in system for live in group))


def _system(cluster: Live) -> set[str]:
    return {
        str(read(profile, "vnetSubnetID") or "").lower()
        for profile in pools(cluster.body)
        if read(profile, "mode") == "System"
    }


def moving(end: Desired, standing: Standing, moved: Iterable[Live], back: Iterable[Live] = ()) -> Desired:
    """The wish while subnets move: those ``moved`` are on the gateway, those ``back`` off it again; every cluster is still of
    the type that it is of today, and its load balancer keeps its IPs."""
    off = {live.id.lower() for live in back}
    on = {live.id.lower() for live in moved} - off
    subnets = tuple(
        replace(subnet, attached=subnet.id.lower() in on)
        for subnet in end.subnets
        if subnet.id.lower() in on | off
    )
    types = {live.id.lower(): outbound_type(live) for live in standing.clusters}
    clusters = tuple(replace(cluster, outbound_type=types[cluster.id.lower()]) for cluster in end.clusters)
    return replace(end, subnets=subnets, clusters=clusters, retired=())


def attached(standing: Standing, gateway_id: str) -> tuple[Live, ...]:
    """The subnets that are on a gateway today."""
    return tuple(live for live in standing.subnets if same(gateway_of(live), gateway_id))
