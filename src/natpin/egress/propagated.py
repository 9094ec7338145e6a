"""Default routes that nobody writes into a route table: learnt from a gateway, or from the hub of a Virtual WAN.

Sources: Azure, "Virtual network traffic routing" (a virtual network gateway propagates the routes it learns by BGP to
every subnet whose route table does not disable that; a peering with useRemoteGateways does so from the hub). Azure
Virtual WAN, "Install Azure Firewall in a Virtual WAN hub" (a connection with internet security on gets 0.0.0.0/0). VPN
Gateway, "Configure forced tunneling using default site". Such a route beats the system's, and with it a NAT gateway.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.graph import Graph, once
from natpin.model.resource import HUB_CONNECTION, NETWORK_GATEWAY, PEERING, VIRTUAL_NETWORK, Resource
from natpin.model.value import Node, Unknown, Value, dig, is_absent, items, members, scalar, text, word


def propagated_default(graph: Graph, subnet: Resource, table: Resource | None) -> Node | None:
    """The next hop type of a default route that the subnet may learn; None when it learns none."""
    disabled = table.get("disableBgpRoutePropagation") if table is not None else None
    if scalar(disabled) is True:
        return None
    network = graph.parent(subnet)
    if not isinstance(network, Resource):
        return None
    return _learnt(graph, network)


@once
def _learnt(graph: Graph, network: Resource) -> Node | None:
    return next(_sources(graph, network), None)


def _sources(graph: Graph, network: Resource) -> Iterator[Node]:
    for gateway in graph.of_type(NETWORK_GATEWAY):
        if _is_of(graph, _subnet_ids(gateway), network):
            site, kind, bgp = (gateway.get(n) for n in ("gatewayDefaultSite", "gatewayType", "enableBgp"))
            if not is_absent(site) and not isinstance(site, Unknown):
                yield Value("VirtualNetworkGateway", gateway.at)
            elif word(kind) == "expressroute" or scalar(bgp) is True:
                yield _may(f"the gateway {gateway.label} may learn a default route by BGP", gateway)
            else:
                yield from (node for node in (site, kind, bgp) if isinstance(node, Unknown))
    for connection in graph.of_type(HUB_CONNECTION):
        if _is_of(graph, [connection.get("remoteVirtualNetwork")], network):
            secured = connection.get("enableInternetSecurity")
            if isinstance(secured, Unknown):
                yield secured
            elif scalar(secured) is True:
                yield _may(
                    f"the hub connection {connection.label} has internet security on, so the virtual hub may send it a"
                    " default route",
                    connection,
                )
    for peering in graph.of_type(PEERING):
        if _is_of(graph, [peering.parent], network):
            remote = peering.get("useRemoteGateways")
            if isinstance(remote, Unknown):
                yield remote
            elif scalar(remote) is True:
                yield _may(f"the peering {peering.label} uses the gateway of the other network", peering)


def _may(reason: str, about: Resource) -> Unknown:
    return Unknown(f"{reason}: it would beat the NAT gateway", about.at, "--azure")


def _subnet_ids(gateway: Resource) -> list[Node | None]:
    return [dig(configuration, "subnet") for configuration in items(gateway.get("ipConfigurations"))]


def _is_of(graph: Graph, nodes: list[Node | None], network: Resource) -> bool:
    """True when one of these is the virtual network, or a subnet of it."""
    for node in nodes:
        if node is None:
            continue
        inner = members(node).get("id") or node
        found = graph.follow(inner, VIRTUAL_NETWORK)
        if isinstance(found, Resource) and found.address == network.address:
            return True
        subnet = graph.follow(inner, "Microsoft.Network/virtualNetworks/subnets")
        parent = graph.parent(subnet) if isinstance(subnet, Resource) else None
        if isinstance(parent, Resource) and parent.address == network.address:
            return True
        known = text(inner)
        if known and network.label and f"/virtualnetworks/{network.label.lower()}/" in f"{known.lower()}/":
            return True
    return False
