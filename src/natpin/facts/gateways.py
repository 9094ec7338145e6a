"""NAT gateways and their IPs as subjects: what is on them, what they are on, and whose traffic they carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.egress import attached_ips, managed_nat
from natpin.egress.addresses import Ip
from natpin.facts.capacity import Sizes
from natpin.facts.clusters import pool_facts
from natpin.facts.contract import for_cluster
from natpin.facts.lists import first_unknown, listed
from natpin.facts.network import ip_facts, known, location_of, nat_facts, subnet_facts, virtual_network_of
from natpin.graph import Graph
from natpin.graph.graph import implied
from natpin.model.contract import Contract
from natpin.model.path import EgressPath, Exit, Role
from natpin.model.resource import NAT_GATEWAY, PUBLIC_IP_PREFIX, SUBNET, Resource
from natpin.model.several import Several, between
from natpin.model.subject import Subject
from natpin.model.value import COMPUTED, Node, Unknown, Value, items, members, scalar, text


def gateway_subjects(
    graph: Graph, paths: Sequence[EgressPath], contract: Contract | None
) -> Iterator[Subject]:
    """Every NAT gateway of a stack, the ones that AKS brings included, each followed by its IPs."""
    gateways = {gateway.address: gateway for gateway in graph.declared(NAT_GATEWAY)}
    users: dict[str, list[EgressPath]] = {}
    for path in paths:
        if isinstance(path.nat_gateway, Resource):
            gateways.setdefault(path.nat_gateway.address, path.nat_gateway)
            users.setdefault(path.nat_gateway.address, []).append(path)
        elif path.exit is Exit.MANAGED_NAT_GATEWAY:
            gateway = managed_nat(path.cluster)
            gateways.setdefault(gateway.address, gateway)
    attached = attached_subnets(graph)
    for address, gateway in gateways.items():
        mine = users.get(address, [])
        yield from _gateway(graph, gateway, attached.get(address, Several()), mine, contract)


def _gateway(
    graph: Graph,
    gateway: Resource,
    subnets: Several[Resource],
    mine: Sequence[EgressPath],
    contract: Contract | None,
) -> Iterator[Subject]:
    about = contract if any(for_cluster(contract, path.cluster.label) for path in mine) else None
    ips = attached_ips(graph, gateway)

    def fact(ip: Ip) -> Node:
        return ip[0] if isinstance(ip[0], Unknown) else ip_facts(graph, ip[0], ip[1], about)

    body = members(nat_facts(graph, gateway))
    facts: dict[str, Node] = {
        **body,
        "publicIps": listed(ips, fact, gateway.at),
        "subnetCount": _subnet_count(gateway, subnets),
        "subnets": listed(subnets, lambda subnet: subnet_facts(graph, subnet), gateway.at),
        "virtualNetworkCount": _network_count(graph, gateway, subnets),
        "declared": known(not gateway.external, gateway.at),
        **_of_clusters(graph, gateway, mine),
    }
    if "provider" in gateway.traits:
        facts["provider"] = gateway.traits["provider"]
    clusters = tuple(dict.fromkeys(path.cluster.address for path in mine))
    yield Subject(
        "natGateway",
        gateway.address,
        gateway.label,
        gateway.at,
        Value(facts, gateway.at),
        clusters,
        gateway,
        _doubtful(gateway, mine),
    )
    for (ip, type_), why in ips:
        if isinstance(ip, Unknown):
            continue
        whole = {
            **members(fact((ip, type_))),
            "natGateway": Value(body, gateway.at),
            "declared": known(not ip.external, ip.at),
        }
        if "plannedAction" in ip.traits:
            whole["plannedAction"] = ip.traits["plannedAction"]
        kind = "prefix" if type_ == PUBLIC_IP_PREFIX else "IP"
        yield Subject(
            "publicIp",
            ip.address,
            f"{kind} {ip.label}",
            ip.at,
            Value(whole, ip.at),
            clusters,
            ip,
            why or _doubtful(gateway, mine),
        )


def _doubtful(gateway: Resource, mine: Sequence[EgressPath]) -> Unknown | None:
    """Why a gateway may not be there. One that carries traffic for certain is, whatever its own condition."""
    if mine or gateway.conditional is None:
        return None
    return gateway.conditional


def _of_clusters(graph: Graph, gateway: Resource, mine: Sequence[EgressPath]) -> dict[str, Node]:
    """What the clusters behind a gateway ask of it."""
    families = [path.cluster.get("networkProfile.ipFamilies") for path in mine]
    named = {str(text(item)) for node in families for item in items(node)} or {"IPv4"}
    sizes = sizes_of(graph, mine)
    unclear = first_unknown(families)
    return {
        "clusterZones": _zones(gateway, mine),
        "clusterZoneCount": sizes.zone_count(gateway.at),
        "clusterIpFamilies": unclear or Value(tuple(Value(name) for name in sorted(named)), gateway.at),
        "clusterLocations": Value(
            tuple(r for path in mine if (r := location_of(graph, path.cluster)) is not None), gateway.at
        ),
        "usedByCluster": known(bool(mine), gateway.at),
    }


def _zones(gateway: Resource, mine: Sequence[EgressPath]) -> Node:
    written = [path.pool.resource.get("availabilityZones") for path in mine]
    unknown = first_unknown([*written, *(zone for node in written for zone in items(node))])
    if unknown is not None:
        return unknown
    names = sorted({str(scalar(zone)) for node in written for zone in items(node)})
    return Value(tuple(Value(name, gateway.at) for name in names), gateway.at)


def sizes_of(graph: Graph, paths: Sequence[EgressPath]) -> Sizes:
    """The sizes of all pools whose node traffic these paths carry."""
    pools: dict[str, list[EgressPath]] = {}
    for path in paths:
        if not path.pool.auxiliary:
            pools.setdefault(f"{path.cluster.address} {path.pool.address}", []).append(path)
    facts = [
        (pool_facts(graph, group), group[0].pool.conditional)
        for group in pools.values()
        if not group[0].pool.others and any(path.role is Role.NODE for path in group)
    ]
    return Sizes(facts, first_unknown([group[0].pool.resource.doubt for group in pools.values()]))


def sizes_behind(graph: Graph, paths: Sequence[EgressPath]) -> dict[str, Sizes]:
    """The sizes of everything behind each gateway: SNAT ports are shared by all its subnets (Azure NAT Gateway, "NAT
    gateway resource"), whichever cluster's they are."""
    users: dict[str, list[EgressPath]] = {}
    for path in paths:
        if isinstance(path.nat_gateway, Resource):
            users.setdefault(path.nat_gateway.address, []).append(path)
    return {address: sizes_of(graph, mine) for address, mine in users.items()}


def _subnet_count(gateway: Resource, subnets: Several[Resource]) -> Node:
    if "managed" in gateway.traits:
        return known(1, gateway.at)
    if gateway.external and not subnets.every:
        return Unknown(f"{gateway.label} is declared elsewhere", gateway.at, "--azure")
    count = between(*subnets.count(), subnets.cause)
    return count if isinstance(count, Unknown) else known(count, gateway.at)


def _network_count(graph: Graph, gateway: Resource, subnets: Several[Resource]) -> Node:
    networks = [virtual_network_of(graph, subnet) for subnet in subnets.every]
    certain = {n.address for n in networks if isinstance(n, Resource)}
    unclear = first_unknown(networks)
    count = between(min(1, len(certain)) if unclear else len(certain), None, unclear)
    return count if isinstance(count, Unknown) else Value(count, gateway.at, COMPUTED)


def attached_subnets(graph: Graph) -> Mapping[str, Several[Resource]]:
    """The subnets that each gateway is attached to; an attachment of unknown subnet is one to some subnet."""
    sure: dict[str, dict[str, Resource]] = {}
    maybe: dict[str, dict[str, tuple[Resource, Unknown]]] = {}
    lost: Unknown | None = None
    for subnet in graph.declared(SUBNET):
        for node, why in graph.attached(subnet, "natGateway"):
            gateway = graph.follow(node, NAT_GATEWAY)
            if isinstance(gateway, Unknown):
                lost = lost or gateway
            elif why is None or implied(why, gateway):
                sure.setdefault(gateway.address, {})[subnet.address] = subnet
            else:
                maybe.setdefault(gateway.address, {})[subnet.address] = (subnet, why)
    for link in graph.links_of("natGateway"):
        gateway = graph.follow(link.target, NAT_GATEWAY)
        source = graph.follow(link.source, SUBNET)
        if isinstance(gateway, Resource) and isinstance(source, Unknown) and link.conditional is None:
            unseen = Resource(f"{link.address}!subnet", SUBNET, source, {}, link.at, external=True)
            sure.setdefault(gateway.address, {})[unseen.address] = unseen
    rest = lost or graph.others(SUBNET)
    return {
        gateway.address: Several(
            tuple(sure.get(gateway.address, {}).values()),
            tuple(
                each
                for address, each in maybe.get(gateway.address, {}).items()
                if address not in sure.get(gateway.address, {})
            ),
            rest,
        )
        for gateway in graph.of_type(NAT_GATEWAY)
    }
