"""Default routes that nobody writes: learnt from a gateway, a peering or a virtual hub (``egress/propagated.py``)."""

from __future__ import annotations

from typing import Any

import pytest
from declare import AT, UNKNOWN, fact, graph, network, ref, resource, route_table, subnet, subnet_id

from natpin.model.resource import HUB_CONNECTION, PEERING, ROUTE_TABLE, Resource
from natpin.model.resource import NETWORK_GATEWAY as GATEWAY
from natpin.model.value import Unknown

X = "? var.x has no default"
BEATS = ": it would take precedence over the NAT gateway"
BY_BGP = "? the gateway vpn may learn a default route by BGP" + BEATS
BY_HUB = (
    "? the hub connection hub has internet security on, so the virtual hub may send it a default route"
    + BEATS
)
BY_PEER = "? the peering peer uses the gateway of the other network" + BEATS
BY_SERVER = "? the Route Server of its network may learn a default route by BGP" + BEATS
TABLE = {"routeTable": {"id": ref("routes")}}
VNET_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/"


def vpn(subnet_: Any = None, **properties: Any) -> Resource:
    """A gateway of the network, unless ``subnet_`` says where it stands."""
    at = {"id": ref("GatewaySubnet")} if subnet_ is None else subnet_
    return resource(GATEWAY, "vpn", ipConfigurations=[{"subnet": at}], **properties)


def hub(to: Any = None, secured: Any = True) -> Resource:
    return resource(HUB_CONNECTION, "hub", remoteVirtualNetwork=to or {"id": ref("vnet")}, enableInternetSecurity=secured)  # fmt: skip


def peer(uses: Any = True, of: str = "vnet") -> Resource:
    return resource(PEERING, "peer", ref(of), useRemoteGateways=uses)


def table(disabled: Any) -> Resource:
    return resource(ROUTE_TABLE, "routes", routes=[], disableBgpRoutePropagation=disabled)


NETWORK = [network(), subnet(**TABLE), subnet("GatewaySubnet")]
PLAIN = [network(), subnet(), subnet("GatewaySubnet")]
OTHER = [network("vnet2"), subnet("there", "vnet2")]
READ = {"provider": "azurerm 4"}
SITE = {"gatewayDefaultSite": {"id": "site"}}

LEARNT: list[tuple[str, list[Any], object]] = [
    # what stands beside the network, and the default route that its subnet learns
    ("nothing", PLAIN, None),
    ("forced tunnelling", [*PLAIN, vpn(**SITE)], "VirtualNetworkGateway"),
    ("forced tunnelling, perhaps", [*PLAIN, vpn(gatewayDefaultSite=UNKNOWN)], X),
    ("BGP", [*PLAIN, vpn(enableBgp=True)], BY_BGP),
    ("no BGP", [*PLAIN, vpn(enableBgp=False, gatewayType="Vpn")], None),
    ("BGP, perhaps", [*PLAIN, vpn(enableBgp=UNKNOWN)], X),
    ("ExpressRoute", [*PLAIN, vpn(gatewayType="ExpressRoute")], BY_BGP),
    ("a kind that is not known", [*PLAIN, vpn(gatewayType=UNKNOWN)], X),
    ("another network's gateway", [*PLAIN, *OTHER, vpn({"id": ref("there")}, **SITE)], None),
    ("a gateway somewhere", [*PLAIN, vpn(UNKNOWN, **SITE)], X),
    ("a gateway with unknown places", [*PLAIN, resource(GATEWAY, "vpn", ipConfigurations=UNKNOWN, **SITE)], X),
    ("a gateway in a subnet of the network that is not declared", [*PLAIN, vpn({"id": subnet_id("elsewhere")}, **SITE)], "VirtualNetworkGateway"),
    ("a gateway in another network's subnet that is not declared", [*PLAIN, vpn({"id": subnet_id("elsewhere", "hub")}, **SITE)], None),
    ("a gateway that another module declares", [*PLAIN, vpn({"id": ref("gone")}, **SITE)], None),
    ("a secured hub", [*PLAIN, hub()], BY_HUB),
    ("a hub", [*PLAIN, hub(secured=False)], None),
    ("a hub, secured perhaps", [*PLAIN, hub(secured=UNKNOWN)], X),
    ("another network's hub", [*PLAIN, *OTHER, hub({"id": ref("vnet2")})], None),
    ("a hub's network by its id", [*PLAIN, hub({"id": VNET_ID + "vnet"})], BY_HUB),
    ("another network's id", [*PLAIN, hub({"id": VNET_ID + "other"})], None),
    ("a hub of some network", [*PLAIN, hub(UNKNOWN)], X),
    ("a hub of a network whose name is unknown", [*PLAIN, hub({"id": ref("vnet2")}), network("vnet2", external=True, called=UNKNOWN)], X),
    ("a hub of a network that is looked up", [*PLAIN, hub({"id": ref("vnet2")}), network("vnet2", external=True)], None),
    ("a hub of a network that Terraform reads before it makes ours", [*PLAIN, hub({"id": ref("vnet2")}), network("vnet2", external=True, called=UNKNOWN, traits=READ)], None),
    ("a hub of a network that Terraform reads when it has made ours", [*PLAIN, hub({"id": ref("vnet2")}), network("vnet2", external=True, called=UNKNOWN, traits={**READ, "dependsOn": (ref("vnet"),)})], X),
    ("a peering that uses the other's gateway", [*PLAIN, peer()], BY_PEER),
    ("a peering", [*PLAIN, peer(False)], None),
    ("a peering, perhaps", [*PLAIN, peer(UNKNOWN)], X),
    ("another network's peering", [*PLAIN, *OTHER, peer(of="vnet2")], None),
    ("a Route Server", [*PLAIN, subnet("RouteServerSubnet")], BY_SERVER),
    ("a Route Server in another casing", [*PLAIN, subnet("ROUTESERVERSUBNET")], BY_SERVER),
    ("another network's Route Server", [*PLAIN, network("vnet2"), subnet("RouteServerSubnet", "vnet2")], None),
    ("a Route Server, propagation off", [*NETWORK, table(True), subnet("RouteServerSubnet")], None),
    ("a Route Server, and a route of the user's own", [*NETWORK, route_table("Internet"), subnet("RouteServerSubnet")], "Internet"),
    ("propagation off", [*NETWORK, table(True), vpn(**SITE)], None),
    ("propagation on", [*NETWORK, table(False), vpn(**SITE)], "VirtualNetworkGateway"),
    ("propagation perhaps off", [*NETWORK, table(UNKNOWN), vpn(**SITE)], X),
    ("propagation perhaps off, nothing learnt", [*NETWORK, table(UNKNOWN)], None),
    ("a route of the user's own for everything", [*NETWORK, route_table("Internet"), vpn(**SITE)], "Internet"),
    ("a route of the user's own for a half", [*NETWORK, route_table("Internet", cidr="0.0.0.0/1"), vpn(**SITE)], "VirtualNetworkGateway"),
    ("IPv6 routes leave IPv4 to the gateway", [*NETWORK, route_table("Internet", cidr="::/0"), vpn(**SITE)], "VirtualNetworkGateway"),
    ("a subnet of some network, and a gateway", [subnet(parent="gone"), vpn(UNKNOWN, **SITE)], "? gone is not declared in this stack"),
    ("a subnet of some network, and no gateway", [subnet(parent="gone")], None),
]  # fmt: skip


@pytest.mark.parametrize(("told", "parts", "expected"), LEARNT, ids=[row[0] for row in LEARNT])
def test_the_default_route_that_a_subnet_learns(told: str, parts: list[Any], expected: object) -> None:
    assert fact("subnet", "defaultRoute", parts, "nodes") == expected


def test_a_gateway_that_is_not_known_has_a_place() -> None:
    unknown = Unknown("the region of the hub is not known", AT)
    assert fact("subnet", "defaultRoute", [*PLAIN, hub(secured=unknown)], "nodes") == f"? {unknown.reason}"


def test_what_is_learnt_is_not_settled_by_asking_azure() -> None:
    """Azure tells of no learnt route, so whoever has given --azure is not told to give it."""
    from natpin.egress.propagated import SETTLE_BY, propagated_default

    whole = graph(*PLAIN, peer())
    found = propagated_default(whole, PLAIN[1], None)
    assert isinstance(found, Unknown)
    assert found.settle_by == SETTLE_BY
    assert not SETTLE_BY.startswith("--azure")
