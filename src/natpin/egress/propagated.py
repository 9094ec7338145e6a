"""Default routes that nobody writes into a route table: learnt from a gateway, or from the hub of a Virtual WAN.

Sources: Azure, "Virtual network traffic routing" (a virtual network gateway propagates the routes it learns by BGP to
every subnet whose route table does not disable that; a peering with useRemoteGateways does so from the hub). Azure
Virtual WAN, "Install Azure Firewall in a Virtual WAN hub" (a connection with internet security on gets 0.0.0.0/0). VPN
Gateway, "Configure forced tunneling using default site". Azure Route Server, "Default route injection in spoke virtual networks"
(what an appliance advertises to it, 0.0.0.0/0 included, is a route of every machine in its network; peered networks get it as they
get a gateway's). Such a route beats the system's, and with it a NAT gateway.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.egress.subnets import route_server
from natpin.graph import Graph, once
from natpin.model.arm_id import parse
from natpin.model.asking import called, elements_of, is_, object_of
from natpin.model.resource import HUB_CONNECTION, NETWORK_GATEWAY, PEERING, SUBNET, VIRTUAL_NETWORK, Resource
from natpin.model.several import Truth, both, either
from natpin.model.value import Node, Unknown, Value, dig, is_absent

SETTLE_BY = "a route table with disableBgpRoutePropagation on the subnet; natpin verify --routes shows where its traffic goes today"
"""What a gateway has learnt is no GET of Azure's, so ``--azure`` does not tell."""


def propagated_default(graph: Graph, subnet: Resource, table: Resource | None) -> Node | None:
    """The next hop type of a default route that the subnet may learn; None when it learns none."""
    disabled = is_(table.get("disableBgpRoutePropagation") if table is not None else None, True)
    if disabled is True:
        return None
    network = graph.parent(subnet)
    if isinstance(network, Unknown) and any(map(graph.of_type, (NETWORK_GATEWAY, HUB_CONNECTION, PEERING))):
        return network  # one of these may be its
    if not isinstance(network, Resource):
        return None
    learnt = _learnt(graph, network)
    return disabled if isinstance(disabled, Unknown) and learnt is not None else learnt


@once
def _learnt(graph: Graph, network: Resource) -> Node | None:
    return next(_sources(graph, network), None)


def _sources(graph: Graph, network: Resource) -> Iterator[Node]:
    for gateway in graph.of_type(NETWORK_GATEWAY):
        mine = _is_of(graph, _subnet_ids(gateway), network)
        site = gateway.get("gatewayDefaultSite")
        forced = site if isinstance(site, Unknown) else not is_absent(site)
        if both(mine, forced) is True:
            yield Value("VirtualNetworkGateway", gateway.at)
        elif isinstance(unclear := both(mine, forced), Unknown):
            yield unclear
        learns = either(is_(gateway.get("gatewayType"), "ExpressRoute"), is_(gateway.get("enableBgp"), True))
        yield from _may(
            both(mine, learns), f"the gateway {gateway.label} may learn a default route by BGP", gateway
        )
    for connection in graph.of_type(HUB_CONNECTION):
        mine = _is_of(graph, [connection.get("remoteVirtualNetwork")], network)
        yield from _may(
            both(mine, is_(connection.get("enableInternetSecurity"), True)),
            f"the hub connection {connection.label} has internet security on, so the virtual hub may send it a"
            " default route",
            connection,
        )
    for peering in graph.of_type(PEERING):
        above = graph.parent(peering)
        mine = (
            _is(graph, above, network)
            if isinstance(above, Resource)
            else _is_of(graph, [peering.parent], network)
        )
        yield from _may(
            both(mine, is_(peering.get("useRemoteGateways"), True)),
            f"the peering {peering.label} uses the gateway of the other network",
            peering,
        )
    server = route_server(graph, network)
    if server is not None:
        yield from _may(True, "the Route Server of its network may learn a default route by BGP", server)


def _may(holds: Truth, reason: str, about: Resource) -> Iterator[Unknown]:
    """A route that may be learnt: from the files alone it is never certain."""
    if isinstance(holds, Unknown):
        yield holds
    elif holds:
        yield Unknown(f"{reason}: it would take precedence over the NAT gateway", about.at, SETTLE_BY)


def _subnet_ids(gateway: Resource) -> list[Node | None]:
    found = elements_of(gateway.get("ipConfigurations"))
    return [*(dig(configuration, "subnet") for configuration in found.every), found.rest]


def _is_of(graph: Graph, nodes: list[Node | None], network: Resource) -> Truth:
    """Whether one of these is the virtual network, or a subnet of it."""
    return either(*(_one_is_of(graph, node, network) for node in nodes if node is not None))


def _is(graph: Graph, found: Resource, network: Resource) -> Truth:
    """Whether two are the same, of which one may only be looked up."""
    looked_up, other = (found, network) if found.external else (network, found)
    same = graph.may_be(looked_up, other) if looked_up.external else None
    return found.address == network.address if same is None else same


def _one_is_of(graph: Graph, node: Node, network: Resource) -> Truth:
    inner = object_of(node).get("id") or node
    found = graph.follow(inner, VIRTUAL_NETWORK)
    if isinstance(found, Unknown):
        subnet = graph.follow(inner, SUBNET)
        found = (graph.parent(subnet) or found) if isinstance(subnet, Resource) else found
    if isinstance(found, Resource):
        return _is(graph, found, network)
    identifier = parse(inner)
    named = identifier.names[0] if identifier is not None else inner
    if not graph.may_mean(named, network):
        return False
    return True if called(named) is not None and called(network.name) is not None else found
