"""Facts about subnets and virtual networks."""

from __future__ import annotations

from typing import Any

from declare import (
    AT,
    UNKNOWN,
    attach,
    cluster,
    gateway,
    network,
    ref,
    resource,
    route_table,
    subnet,
    subnet_id,
)

from natpin.model.resource import (
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
)
from natpin.model.value import Unknown, Value

X = "? var.x has no default"
ELSEWHERE = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/"
NAT = {"natGateway": {"id": ref("nat")}}
TABLE = {"routeTable": {"id": ref("routes")}}
OWN = [{"name": "system", "vnetSubnetID": ref("nodes")}]
MAYBE = Unknown("var.count has no default", AT)
OTHER_NAT = {"natGateway": {"id": ref("other")}}
OTHER_LINK = attach(ref("nodes"), "natGateway", ref("other"))
LINK = attach(ref("nodes"), "natGateway", ref("nat"))
ARM_CHILD = resource(ROUTE, "child", ref("routes"), addressPrefix="0.0.0.0/0", nextHopType="VirtualAppliance")


def one(**properties: Any) -> list[Any]:
    """A subnet."""
    return [network(), subnet(**properties)]


def routed(*parts: Any, **properties: Any) -> list[Any]:
    """A subnet with a route table."""
    return [network(), subnet(**TABLE, **properties), *parts]


def table(*routes: Any, **more: Any) -> Any:
    return resource(ROUTE_TABLE, "routes", routes=list(routes), **more)


def perhaps(address: str, cidr: Any, hop: Any = "VirtualAppliance") -> Any:
    """A route of its own that may not be there."""
    return resource(ROUTE, address, ref("routes"), conditional=MAYBE, addressPrefix=cidr, nextHopType=hop)


def to(cidr: Any, hop: Any = "VirtualAppliance", **more: Any) -> dict[str, Any]:
    return {"name": "r", "addressPrefix": cidr, "nextHopType": hop, **more}


def subnet_of(name: Any = "nodes", vnet: Any = "vnet", group: Any = "rg") -> Unknown:
    """An id of which pieces are not known."""
    network_ = ("/providers/Microsoft.Network/virtualNetworks/", vnet, "/subnets/", name)
    return Unknown("an id", AT, parts=("/subscriptions/", None, "/resourceGroups/", group, *network_))


# names of subnets that are not the one that is declared, whatever is not known of them
NOT_IT: list[Any] = [
    ref("gone"),
    {"id": ref("gone")},
    "elsewhere",
    subnet_of("elsewhere", None, None),
    subnet_of(UNKNOWN, "hub"),
    ELSEWHERE + "virtualNetworks/vnet/subnets/other",
    ELSEWHERE + "natGateways/nodes",
    Unknown("an id", AT, parts=("/subscriptions/", None, "/resourceGroups/", None, "/providers/Microsoft.Network/natGateways/", UNKNOWN)),
]  # fmt: skip
PERHAPS = [network(group="rg"), subnet(group="rg")]
MAY_BE_IT = [
    (subnet_of(UNKNOWN), "an id"),
    (subnet_of(UNKNOWN, UNKNOWN, UNKNOWN), "an id"),
    (Unknown("an id", AT, parts=("no", UNKNOWN)), "an id"),
    ({"id": UNKNOWN}, UNKNOWN.reason),
]
NOT_IT += [subnet_of(UNKNOWN, "vnet2"), subnet_of("pods", UNKNOWN)]
SUBNETS: list[tuple[str, object, list[Any]]] = [
    ("name", "nodes", one()),
    ("name", "nodes", [network(subnets=[{"name": "nodes"}])]),
    ("name", "vnet/subnets/0", [network(subnets=[{"addressPrefix": "10.0.0.0/24"}])]),
    ("address", "nodes", one()),
    ("address", "vnet/subnets/nodes", [network(subnets=[{"name": "nodes"}])]),
    ("hasNat", True, [*one(**NAT), gateway()]),
    ("hasNat", True, [*one(), gateway(), LINK]),
    ("hasNat", True, [*one(natGateway={"id": ELSEWHERE + "natGateways/egress"})]),
    ("hasNat", True, [*one(), attach(ref("nodes"), "natGateway", UNKNOWN)]),
    ("hasNat", False, one()),
    ("hasNat", False, one(natGateway=None)),
    ("hasNat", False, one(natGateway={"id": None})),
    ("hasNat", X, one(natGateway=UNKNOWN)),
    ("hasNat", X, one(natGateway={"id": UNKNOWN})),
    ("hasNat", "? var.count has no default", [*one(), gateway(), attach(ref("nodes"), "natGateway", ref("nat"), conditional=MAYBE)]),
    ("hasNat", f"? link:natGateway may attach to it: {UNKNOWN.reason}", [*one(), gateway(), attach(UNKNOWN, "natGateway", ref("nat"))]),
    ("hasNat", "? nodes is only looked up here, not declared", [resource(SUBNET, "nodes", external=True)]),
    ("hasNat", True, [resource(SUBNET, "nodes", external=True), gateway(), LINK]),
    ("gatewayCount", 1, [resource(SUBNET, "nodes", external=True), gateway(), LINK]),
    ("gatewayCount", X, [resource(SUBNET, "nodes", external=True, natGateway={"id": UNKNOWN}), gateway(), LINK]),
    ("natGateway.name", "nat", [*one(**NAT), gateway()]),
    ("natGateway.name", "egress", one(natGateway={"id": ELSEWHERE + "natGateways/egress"})),
    ("natGateway.ipCount", "? egress is only looked up here, not declared", one(natGateway={"id": ELSEWHERE + "natGateways/egress"})),
    ("natGateway", None, one()),
    ("natGateway", X, one(natGateway=UNKNOWN)),
    ("defaultRoute", "VirtualAppliance", routed(route_table("VirtualAppliance"))),
    ("defaultRoute", "Internet", routed(route_table("Internet"))),
    ("defaultRoute", X, routed(route_table(UNKNOWN))),
    ("defaultRoute", X, routed(route_table("None", cidr=UNKNOWN))),
    ("defaultRoute", None, one()),
    ("defaultRoute", None, routed(route_table("VirtualAppliance", cidr="10.0.0.0/8"))),
    ("defaultRoute", None, routed(table({"name": "r", "addressPrefix": "0.0.0.0/0"}))),
    ("defaultRoute", "VirtualAppliance", routed(table(to("0.0.0.0/1"), to("128.0.0.0/1", "Internet")))),
    ("defaultRoute", "VirtualAppliance", routed(table(to("0.0.0.0/1")))),
    ("defaultRoute", "VirtualAppliance", routed(table(to("128.0.0.0/1"), to("128.0.0.0/1")))),
    ("defaultRoute", "VirtualAppliance", routed(table(to("0.0.0.0/1"), {"name": "r", "addressPrefix": "128.0.0.0/1"}))),
    ("defaultRoute", "VirtualAppliance", routed(table(to("0.0.0.0/1"), to("0.0.0.0/0", "Internet"), to("128.0.0.0/1")))),
    ("defaultRoute", X, routed(table(UNKNOWN))),
    ("defaultRoute", X, routed(resource(ROUTE_TABLE, "routes", routes=UNKNOWN))),
    ("defaultRoute", "VirtualAppliance", routed(table(), ARM_CHILD)),
    ("defaultRoute", None, routed(table(), resource(ROUTE, "child", ref("routes"), conditional=MAYBE, addressPrefix="0.0.0.0/0"))),
    ("defaultRoute", "? var.count has no default", routed(table(), resource(ROUTE, "child", ref("routes"), conditional=MAYBE, addressPrefix="0.0.0.0/0", nextHopType="VirtualAppliance"))),
    ("defaultRoute", "Internet", routed(table(to("0.0.0.0/0", "Internet")), resource(ROUTE, "child", ref("routes"), conditional=MAYBE, addressPrefix="0.0.0.0/1"))),
    ("defaultRoute", "? var.count has no default", routed(table(to("0.0.0.0/0", "Internet")), resource(ROUTE, "child", ref("routes"), conditional=MAYBE, addressPrefix="0.0.0.0/1", nextHopType="VirtualAppliance"))),
    ("defaultRoute", None, routed(route_table("VirtualAppliance", cidr="::/0"))),
    ("defaultRoute", "? var.count has no default", routed(table(), perhaps("child", UNKNOWN))),
    ("defaultRoute", "? var.count has no default", routed(table(to("0.0.0.0/0")), perhaps("low", "0.0.0.0/1", "Internet"), perhaps("high", "128.0.0.0/1", "Internet"))),
    ("defaultRoute", "VirtualAppliance", routed(table(to("0.0.0.0/0")), perhaps("low", "0.0.0.0/1", "Internet"))),
    ("defaultRoute", "VirtualAppliance", routed(table(to("0.0.0.0/0")), perhaps("low", "0.0.0.0/1"), perhaps("high", "128.0.0.0/1"))),
    ("defaultRoute", "VirtualAppliance", routed(route_table("VirtualAppliance", cidr="::/0"), addressPrefixes=["10.0.0.0/24", "fd00::/64"])),
    ("defaultRoute", "VirtualAppliance", routed(route_table("VirtualAppliance", cidr="::/0"), addressPrefix="fd00::/64")),
    ("defaultRoute", X, routed(route_table("VirtualAppliance", cidr="::/0"), addressPrefixes=["10.0.0.0/24", UNKNOWN])),
    ("defaultRoute", None, routed(route_table("Internet", cidr="::/0"), addressPrefixes=["10.0.0.0/24", UNKNOWN])),
    ("defaultRoute", None, routed(table(to(UNKNOWN, "Internet")))),
    ("defaultRoute", X, routed(table(to(UNKNOWN)))),
    ("defaultRoute", "? the routes of routes are declared elsewhere", routed(table(external=True))),
    ("defaultRoute", "? routes is not declared in this stack", routed()),
    ("defaultRoute", "VirtualAppliance", [*one(), route_table("VirtualAppliance"), attach(ref("nodes"), "routeTable", ref("routes"))]),
    ("routes[0].nextHopType", "VirtualAppliance", routed(route_table("VirtualAppliance"))),
    ("routes[0].addressPrefix", "0.0.0.0/0", routed(route_table("VirtualAppliance"))),
    ("routes[0].addressPrefix", X, routed(route_table("VirtualAppliance", cidr=UNKNOWN))),
    ("routes[0].name", "r", routed(route_table("VirtualAppliance"))),
    ("routes[0].name", "child", routed(table(), ARM_CHILD)),
    ("routes[0].nextHopIpAddress", "10.0.0.4", routed(table(to("0.0.0.0/0", nextHopIpAddress="10.0.0.4")))),
    ("routes[0].nextHopIpAddress", None, routed(route_table("Internet"))),
    ("routes", [], one()),
    ("routes", [], routed(table())),
    ("routes", "? routes is not declared in this stack", routed()),
    ("routes", "? the routes of routes are declared elsewhere", routed(table(external=True))),
    ("bgpRoutePropagation", False, routed(table(disableBgpRoutePropagation=True))),
    ("bgpRoutePropagation", True, routed(table(disableBgpRoutePropagation=False))),
    ("bgpRoutePropagation", X, routed(table(disableBgpRoutePropagation=UNKNOWN))),
    ("bgpRoutePropagation", "? routes is not declared in this stack", routed()),
    ("bgpRoutePropagation", None, routed(table())),
    ("bgpRoutePropagation", None, one()),
    ("internetRoute", True, routed(table(to("0.0.0.0/0", "Internet")))),
    ("internetRoute", True, routed(table(to("0.0.0.0/1", "Internet"), to("128.0.0.0/1", "Internet")))),
    ("internetRoute", False, one()),
    ("internetRoute", False, routed(table(to("10.0.0.0/8", "Internet")))),
    ("internetRoute", False, routed(table(to("0.0.0.0/0")))),
    ("internetRoute", False, routed(table(to("0.0.0.0/0"), to(UNKNOWN, "Internet")))),
    ("internetRoute", False, routed(table(to("10.0.0.0/8", UNKNOWN)))),
    ("internetRoute", X, routed(table(to(UNKNOWN, "Internet")))),
    ("internetRoute", X, routed(table(to(UNKNOWN, UNKNOWN)))),
    ("internetRoute", X, routed(table(to("0.0.0.0/0", UNKNOWN)))),
    ("internetRoute", X, routed(table(to("0.0.0.0/1", UNKNOWN)))),
    ("internetRoute", X, routed(table(to(UNKNOWN)))),
    ("internetRoute", "? var.count has no default", routed(table(), perhaps("low", "0.0.0.0/1", "Internet"))),
    ("internetRoute", X, routed(table(), perhaps("low", UNKNOWN, "Internet"))),
    ("internetRoute", "? the routes of routes are declared elsewhere", routed(table(external=True))),
    ("hasRouteTable", True, routed(table())),
    ("hasRouteTable", True, routed()),
    ("hasRouteTable", False, one()),
    ("addressPrefix", "10.0.0.0/24", one(addressPrefix="10.0.0.0/24")),
    ("addressPrefix", "10.0.0.0/24", one(addressPrefixes=["10.0.0.0/24", "10.0.1.0/24"])),
    ("addressPrefix", X, one(addressPrefix=UNKNOWN)),
    ("addressPrefix", X, one(addressPrefixes=UNKNOWN)),
    ("addressPrefix", X, one(addressPrefixes=[UNKNOWN])),
    ("addressPrefix", None, one()),
    ("defaultOutboundAccess", False, one(defaultOutboundAccess=False)),
    ("defaultOutboundAccess", True, one(defaultOutboundAccess=True)),
    ("defaultOutboundAccess", X, one(defaultOutboundAccess=UNKNOWN)),
    ("defaultOutboundAccess", None, one()),
    ("delegations[0].serviceName", "Microsoft.X/y", one(delegations=[{"properties": {"serviceName": "Microsoft.X/y"}}])),
    ("delegations", X, one(delegations=UNKNOWN)),
    ("delegations", [], one()),
    ("serviceEndpoints[0].service", "Microsoft.Storage", one(serviceEndpoints=[{"service": "Microsoft.Storage"}])),
    ("serviceEndpoints", X, one(serviceEndpoints=UNKNOWN)),
    ("serviceEndpoints", [], one()),
    ("virtualNetwork", "vnet", one()),
    ("virtualNetwork", "? gone is not declared in this stack", [subnet(parent="gone")]),
    ("virtualNetwork", None, [resource(SUBNET, "nodes")]),
    ("inline", True, [network(subnets=[{"name": "nodes"}])]),
    ("inline", False, one()),
    ("declared", True, one()),
    ("declared", False, [resource(SUBNET, "nodes", external=True)]),
    ("declared", True, [network(), subnet(), resource(SUBNET, "data.nodes", None, True, called=subnet().name)]),
    ("location", "westeurope", [network(location="West Europe"), subnet()]),
    ("location", X, [network(location=UNKNOWN), subnet()]),
    ("location", None, one()),
    ("location", "? gone is not declared in this stack", [subnet(parent="gone")]),
    ("roles", ["node"], [cluster(pools=OWN), *one()]),
    ("roles", ["node", "pod"], [cluster(pools=[{**OWN[0], "podSubnetID": ref("nodes")}]), *one()]),
    ("roles", ["virtual-node"], one(delegations=[{"properties": {"serviceName": "Microsoft.ContainerInstance/containerGroups"}}])),
    ("roles", [], one(delegations=[{"properties": {"serviceName": "Microsoft.Sql/managedInstances"}}])),
    ("roles", [X], one(delegations=UNKNOWN)),
    ("servesCluster", True, [cluster(pools=OWN), *one()]),
    ("servesCluster", False, [cluster(), *one()]),
    ("servesCluster", True, [cluster(pools=[*OWN, {"name": "lost", "vnetSubnetID": UNKNOWN}]), *one()]),
    ("servesCluster", True, [cluster(pools=[{**OWN[0], "?": MAYBE}]), network(), subnet(conditional=MAYBE)]),
    *(("servesCluster", False, [cluster(pools=[{"name": "a", "vnetSubnetID": node}]), *one()]) for node in NOT_IT),
    *(("servesCluster", f"? {why}", [cluster(pools=[{"name": "a", "vnetSubnetID": node}]), *PERHAPS]) for node, why in MAY_BE_IT),
    ("gatewayCount", 0, one()),
    ("gatewayCount", 1, [*one(**NAT), gateway()]),
    ("gatewayCount", 1, [*one(**NAT), gateway(), LINK]),
    ("gatewayCount", 2, [*one(**NAT), gateway(), gateway("other"), OTHER_LINK]),
    ("gatewayCount", 2, [network(subnets=[{"name": "nodes", **OTHER_NAT}]), subnet(**NAT), gateway(), gateway("other")]),
    ("gatewayCount", 1, [network(subnets=[{"name": "nodes", **NAT}]), subnet(**NAT), gateway()]),
    ("gatewayCount", 1, [network(subnets=[{"name": "nodes"}]), subnet(**NAT), gateway()]),
    ("gatewayCount", 2, [network(subnets=[{"name": "nodes", **NAT}], traits={"writtenSubnets": [{"name": "nodes", **OTHER_NAT}]}), subnet(**NAT), gateway(), gateway("other")]),
    ("gatewayCount", 2, [network(subnets=[{"name": "nodes", **NAT}], traits={"writtenSubnets": [{"name": "nodes", **OTHER_NAT}]}), gateway(), gateway("other")]),
    ("gatewayCount", X, [network(subnets=[{"name": "nodes", **OTHER_NAT}], conditional=UNKNOWN), subnet(**NAT), gateway(), gateway("other")]),
    ("gatewayCount", 1, one(natGateway={"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/natGateways/n"})),
    ("gatewayCount", "? var.x has no default", one(natGateway=UNKNOWN)),
    ("gatewayCount", 1, [*one(**NAT), gateway(), resource(SUBNET, "data.nodes", None, True, called=subnet().name)]),
    ("gatewayCount", 1, [*one(**NAT), gateway(), gateway("other"), network("vnet2"), subnet("twin", "vnet2", called=subnet().name, **OTHER_NAT)]),
    ("gatewayCount", 1, [*one(), attach(ref("nodes"), "natGateway", UNKNOWN)]),
    ("gatewayCount", X, [*one(**NAT), gateway(), attach(ref("nodes"), "natGateway", UNKNOWN)]),
    ("gatewayCount", "? var.count has no default", [*one(**NAT), gateway(), gateway("other"), attach(ref("nodes"), "natGateway", ref("other"), conditional=MAYBE)]),
    ("gatewayCount", 1, [*one(**NAT), gateway(), attach(ref("nodes"), "natGateway", ref("nat"), conditional=MAYBE)]),
    ("gatewayCount", 2, [*one(natGateway={"id": ELSEWHERE + "natGateways/a"}), attach(ref("nodes"), "natGateway", Value(ELSEWHERE + "natGateways/b"))]),
    ("gatewayCount", 1, [*one(natGateway={"id": ELSEWHERE + "natGateways/a"}), attach(ref("nodes"), "natGateway", Value(ELSEWHERE + "natGateways/A"))]),
    ("outboundTypes", ["userAssignedNATGateway"], [cluster("userAssignedNATGateway", OWN), *one()]),
    ("outboundTypes", ["loadBalancer", "userAssignedNATGateway"], [cluster("userAssignedNATGateway", OWN), cluster("loadBalancer", OWN, "aks2"), *one()]),
    ("outboundTypes", [], one()),
]  # fmt: skip

INSIDE = network(subnets=[{"name": "nodes"}])

NETWORKS: list[tuple[str, object, list[Any]]] = [
    ("name", "vnet", [network()]),
    ("name", "hub", [network("hub")]),
    ("location", "westeurope", [network(location="West Europe")]),
    ("location", X, [network(location=UNKNOWN)]),
    ("location", None, [network()]),
    ("inlineSubnetCount", 2, [network(subnets=[{"name": "a"}, {"name": "b"}])]),
    ("inlineSubnetCount", 0, [network(), subnet()]),
    ("inlineWithoutNat", [], [INSIDE]),
    ("inlineWithoutNat[0].name", "nodes", [INSIDE, gateway(), attach(subnet_id("nodes"), "natGateway", ref("nat"))]),
    ("inlineWithoutNat", [{"name": "nodes", "?": "? link:natGateway may attach to it: var.x has no default"}], [INSIDE, gateway(), attach(UNKNOWN, "natGateway", ref("nat"))]),
    ("inlineWithoutNat", [], [network(subnets=[{"name": "nodes", **NAT}]), gateway()]),
    ("inlineWithoutNat", [{"name": "nodes"}], [INSIDE, subnet(natGateway={"id": subnet_id("x")})]),
    ("inlineWithoutNat", [], [INSIDE, subnet("other", **NAT), gateway()]),
    ("inlineWithoutNat", [{"name": "nodes"}], [network(subnets=[{"name": "Nodes"}]), subnet(**NAT), gateway()]),
    ("inlineWithoutNat", [{"name": "a"}, {"name": "b", "?": "? link:natGateway may attach to it: var.x has no default"}], [network(subnets=[{"name": "a"}, {"name": "b"}]), gateway(), attach(subnet_id("a"), "natGateway", ref("nat")), attach(UNKNOWN, "natGateway", ref("nat"))]),
    ("provider", "azurerm 4", [network(traits={"provider": "azurerm 4"})]),
    ("provider", None, [network()]),
    ("usedByCluster", True, [cluster(pools=OWN), network(), subnet()]),
    ("usedByCluster", False, [cluster(), network(), subnet()]),
    ("usedByCluster", False, [network()]),
]  # fmt: skip
