"""NAT gateways and their IPs as subjects: what is on them, what they are on, and whose traffic they carry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from natpin.egress import attached_ips, managed_nat
from natpin.egress.addresses import Ip
from natpin.facts.capacity import Sizes
from natpin.facts.contract import for_cluster, nameless
from natpin.facts.fields import known, location_of, same_name, written_or_default
from natpin.facts.lists import first_unknown, listed, others, truth
from natpin.facts.network import nat_facts, subnet_facts, virtual_network_of
from natpin.facts.pools import pool_facts
from natpin.facts.public_ips import ip_facts
from natpin.facts.users import NOBODY, Users, clusters_of, gateway_users, perhaps_of
from natpin.graph import Graph
from natpin.graph.graph import implied
from natpin.model.asking import elements_of, object_of, scalar_of
from natpin.model.contract import Contract
from natpin.model.later import Later, Ways
from natpin.model.location import Location
from natpin.model.path import EgressPath, Exit, Role
from natpin.model.resource import CLUSTER, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX, SUBNET, Resource
from natpin.model.several import Several, Truth, between
from natpin.model.subject import Subject
from natpin.model.value import COMPUTED, Node, Unknown, Value, symbol


def gateway_subjects(
    graph: Graph, paths: Sequence[EgressPath], contract: Contract | None
) -> Iterator[Subject]:
    """Every NAT gateway of a stack, the ones that AKS brings included, each followed by its IPs."""
    gateways = {gateway.address: gateway for gateway in graph.declared(NAT_GATEWAY)}
    for path in paths:
        if isinstance(path.nat_gateway, Resource):
            gateways.setdefault(path.nat_gateway.address, path.nat_gateway)
        elif path.exit is Exit.MANAGED_NAT_GATEWAY:
            gateway = managed_nat(path.cluster)
            gateways.setdefault(gateway.address, gateway)
    attached = attached_subnets(graph)
    users = gateway_users(graph, paths, gateways.values())
    strays = cache(lambda: _strays(graph))
    for address, gateway in gateways.items():
        mine = users.get(address, NOBODY)
        yield from _gateway(graph, gateway, attached.get(address, Several()), mine, contract, strays)


def _promises(contract: Contract | None, cluster: Resource) -> bool:
    return for_cluster(contract, cluster.label, nameless(cluster)) is not None


class _Carrying:
    """A NAT gateway, what is on it and what it carries."""

    def __init__(
        self,
        graph: Graph,
        gateway: Resource,
        subnets: Several[Resource],
        mine: Users,
        contract: Contract | None,
    ) -> None:
        self.graph, self.gateway, self.subnets, self.mine = graph, gateway, subnets, mine
        self.contract = contract if any(_promises(contract, path.cluster) for path in mine.sure) else None
        self.at = gateway.at
        self.ips = attached_ips(graph, gateway)
        self._ips: dict[str, Node] = {}

    def ip(self, ip: Ip) -> Node:
        """The facts of an IP, once."""
        if isinstance(ip[0], Unknown):
            return ip[0]
        if ip[0].address not in self._ips:
            self._ips[ip[0].address] = ip_facts(self.graph, ip[0], ip[1], self.contract)
        return self._ips[ip[0].address]


_FACTS: Final[Ways] = {
    "publicIps": lambda of: listed(of.ips, of.ip, of.at),
    "subnetCount": lambda of: _subnet_count(of.gateway, of.subnets),
    "subnets": lambda of: listed(of.subnets, lambda subnet: subnet_facts(of.graph, subnet), of.at),
    "virtualNetworkCount": lambda of: _network_count(of.graph, of.gateway, of.subnets),
    "declared": lambda of: known(not of.gateway.external, of.at),
    "clusterZones": lambda of: _words(
        _named(of.mine, lambda path: path.pool.resource.get("availabilityZones")), of.at
    ),
    "clusterZoneCount": lambda of: sizes_of(of.graph, of.mine).zone_count(of.at),
    "clusterIpFamilies": lambda of: _words(_families(of.mine), of.at),
    "clusterLocations": lambda of: _locations(of.graph, of.gateway, of.mine),
    "usedByCluster": lambda of: truth(of.mine.there(), of.at),
    "provider": lambda of: of.gateway.traits.get("provider"),
}
_OF_IP: Final[Ways] = {
    "natGateway": lambda of: Value(of[1], of[2]),
    "declared": lambda of: known(not of[0].external, of[0].at),
    "plannedAction": lambda of: of[0].traits.get("plannedAction"),
}
"""Of an IP, the members of its gateway and the gateway's place."""


def _gateway(
    graph: Graph,
    gateway: Resource,
    subnets: Several[Resource],
    mine: Users,
    contract: Contract | None,
    strays: Callable[[], Sequence[Ip]],
) -> Iterator[Subject]:
    carrying = _Carrying(graph, gateway, subnets, mine, contract)
    ips = carrying.ips
    body = object_of(nat_facts(graph, gateway))
    clusters, perhaps = clusters_of(mine.sure), perhaps_of(mine)
    yield Subject(
        "natGateway",
        gateway.address,
        gateway.label,
        gateway.at,
        Value(Later(_FACTS, carrying, body), gateway.at),
        clusters,
        gateway,
        _doubtful(gateway, mine),
        perhaps,
    )
    found = list(ips)
    open_ = ips.rest is not None or any(isinstance(ip, Unknown) or ip.external for (ip, _), _ in ips)
    for stray in strays() if open_ else ():
        if not isinstance(stray[0], Resource) or stray[0].home != gateway.home:
            continue
        unnamed = ips.rest or first_unknown(_may_mean(ip, stray[0]) for (ip, _), _ in ips)
        if unnamed is not None:
            found.append((stray, unnamed))
    known_here = len(ips.every)
    for number, ((ip, type_), why) in enumerate(found):
        if isinstance(ip, Unknown):
            continue
        whole = Later(_OF_IP, (ip, body, gateway.at), object_of(carrying.ip((ip, type_))))
        kind = "prefix" if type_ == PUBLIC_IP_PREFIX else "IP"
        yield Subject(
            "publicIp",
            ip.address,
            f"{kind} {ip.label}",
            ip.at,
            Value(whole, ip.at),
            clusters if number < known_here else (),
            ip,
            why or _doubtful(gateway, mine),
            perhaps if number < known_here else (*clusters, *perhaps),
            number >= known_here,
        )


def _may_mean(ip: Resource | Unknown, stray: Resource | Unknown) -> Truth:
    """Whether an IP that is not declared here may be one that is."""
    if isinstance(ip, Unknown) or isinstance(stray, Unknown):
        return ip if isinstance(ip, Unknown) else False
    return same_name(ip.name, stray.name) if ip.external else False


def _strays(graph: Graph) -> tuple[Ip, ...]:
    """IPs that are declared, and that no gateway is known to have: one whose IPs are unknown may."""
    taken = {
        ip.address
        for gateway in graph.declared(NAT_GATEWAY)
        for ip, _ in attached_ips(graph, gateway).every
        if isinstance(ip, Resource)
    }
    return tuple(
        (ip, type_)
        for type_ in (PUBLIC_IP, PUBLIC_IP_PREFIX)
        for ip in graph.declared(type_)
        if ip.address not in taken and not ip.external
    )


def _doubtful(gateway: Resource, mine: Users) -> Unknown | None:
    """Why a gateway may not be there. One that carries traffic for certain is, whatever its own condition."""
    if mine.sure or gateway.conditional is None:
        return None
    return gateway.conditional


def _families(mine: Users) -> Several[str]:
    """The IP families that the clusters behind a gateway ask of it; Azure's default where they ask for none."""
    families = _named(
        mine, lambda path: written_or_default(path.cluster, "networkProfile.ipFamilies", CLUSTER)
    )
    return families if families.every or families.rest else Several(("IPv4",))


def _named(mine: Users, property_of: Callable[[EgressPath], Node | None]) -> Several[str]:
    """The distinct words of a list property of everything behind a gateway."""
    sure: set[str] = set()
    maybe: dict[str, Unknown] = {}
    rest = mine.rest
    for path, why in mine:
        written = elements_of(property_of(path))
        rest = rest or written.rest
        for node, doubt in written:
            word = scalar_of(node)
            if isinstance(word, Unknown):
                rest = rest or word
            elif why is None and doubt is None:
                sure.add(str(word))
            else:
                maybe.setdefault(str(word), why or doubt or Unknown(""))
    return Several(tuple(sorted(sure)), tuple((w, c) for w, c in maybe.items() if w not in sure), rest)


def _words(found: Several[str], at: Location) -> Node:
    """Words as a list; unknown as a whole where an element of it is."""
    return found.rest if found.rest is not None else listed(found, lambda word: Value(word, at), at)


def _locations(graph: Graph, gateway: Resource, mine: Users) -> Value:
    sure = [place for path in mine.sure if (place := location_of(graph, path.cluster)) is not None]
    seen = {symbol(place) for place in sure}
    found = [(location_of(graph, path.cluster), why) for path, why in mine.maybe]
    maybe = {
        symbol(place): others(why) for place, why in found if place is not None and symbol(place) not in seen
    }
    return Value((*sure, *maybe.values()), gateway.at)


def sizes_of(graph: Graph, users: Users) -> Sizes:
    """The sizes of all pools whose node traffic these paths carry."""
    pools: dict[str, list[tuple[EgressPath, Unknown | None]]] = {}
    for path, why in users:
        if not path.pool.auxiliary:
            pools.setdefault(f"{path.cluster.address} {path.pool.address}", []).append((path, why))
    facts = [
        (pool_facts(graph, [path for path, _ in group]), _why_not(group))
        for group in pools.values()
        if not group[0][0].pool.others and any(path.role is Role.NODE for path, _ in group)
    ]
    hidden = [path.pool.resource.doubt for group in pools.values() for path, _ in group]
    return Sizes(facts, first_unknown(hidden) or users.rest)


def _why_not(group: Sequence[tuple[EgressPath, Unknown | None]]) -> Unknown | None:
    """Why a pool's nodes may not be behind the gateway."""
    of_nodes = [why for path, why in group if path.role is Role.NODE]
    return None if None in of_nodes else of_nodes[0]


def sizes_behind(graph: Graph, paths: Sequence[EgressPath]) -> dict[str, Sizes]:
    """The sizes of everything behind each gateway: SNAT ports are shared by all its subnets (Azure NAT Gateway, "NAT
    gateway resource"), whichever cluster's they are."""
    gateways = {gateway.address: gateway for gateway in graph.declared(NAT_GATEWAY)}
    gateways |= {
        path.nat_gateway.address: path.nat_gateway for path in paths if isinstance(path.nat_gateway, Resource)
    }
    users = gateway_users(graph, paths, gateways.values())
    return {address: sizes_of(graph, mine) for address, mine in users.items() if mine.sure}


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
