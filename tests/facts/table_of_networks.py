"""Facts about subnets, NAT gateways, public IPs and virtual networks."""

from __future__ import annotations

from typing import Any

from declare import (
    AT,
    UNKNOWN,
    attach,
    cluster,
    gateway,
    network,
    prefix,
    public_ip,
    ref,
    resource,
    route_table,
    subnet,
    subnet_id,
)

from natpin.model.contract import Contract, Promise
from natpin.model.resource import (
    LOCK,
    NAT_GATEWAY,
    RESOURCE_GROUP,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
)
from natpin.model.value import Unknown

X = "? var.x has no default"
ELSEWHERE = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/"
NAT = {"natGateway": {"id": ref("nat")}}
TABLE = {"routeTable": {"id": ref("routes")}}
OWN = [{"name": "system", "vnetSubnetID": ref("nodes")}]
MAYBE = Unknown("var.count has no default", AT)
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


def to(cidr: Any, hop: Any = "VirtualAppliance", **more: Any) -> dict[str, Any]:
    return {"name": "r", "addressPrefix": cidr, "nextHopType": hop, **more}


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
    ("hasNat", "? nodes is only looked up here, not declared", [resource(SUBNET, "nodes", looked_up=True)]),
    ("hasNat", True, [resource(SUBNET, "nodes", looked_up=True), gateway(), LINK]),
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
    ("defaultRoute", None, routed(table(to("0.0.0.0/1")))),
    ("defaultRoute", None, routed(table(to("128.0.0.0/1"), to("128.0.0.0/1")))),
    ("defaultRoute", None, routed(table(to("0.0.0.0/1"), {"name": "r", "addressPrefix": "128.0.0.0/1"}))),
    ("defaultRoute", "Internet", routed(table(to("0.0.0.0/1"), to("0.0.0.0/0", "Internet"), to("128.0.0.0/1")))),
    ("defaultRoute", X, routed(table(UNKNOWN))),
    ("defaultRoute", X, routed(resource(ROUTE_TABLE, "routes", routes=UNKNOWN))),
    ("defaultRoute", "VirtualAppliance", routed(table(), ARM_CHILD)),
    ("defaultRoute", "? var.count has no default", routed(table(), resource(ROUTE, "child", ref("routes"), conditional=MAYBE, addressPrefix="0.0.0.0/0"))),
    ("defaultRoute", "? the routes of routes are declared elsewhere", routed(table(looked_up=True))),
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
    ("routes", "? the routes of routes are declared elsewhere", routed(table(looked_up=True))),
    ("bgpRoutePropagation", False, routed(table(disableBgpRoutePropagation=True))),
    ("bgpRoutePropagation", True, routed(table(disableBgpRoutePropagation=False))),
    ("bgpRoutePropagation", X, routed(table(disableBgpRoutePropagation=UNKNOWN))),
    ("bgpRoutePropagation", "? routes is not declared in this stack", routed()),
    ("bgpRoutePropagation", None, routed(table())),
    ("bgpRoutePropagation", None, one()),
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
    ("delegations[0].serviceName", "Microsoft.X/y", one(delegations=[{"serviceName": "Microsoft.X/y"}])),
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
    ("declared", False, [resource(SUBNET, "nodes", looked_up=True)]),
    ("declared", True, [network(), subnet(), resource(SUBNET, "data.nodes", None, True, called=subnet().name)]),
    ("location", "westeurope", [network(location="West Europe"), subnet()]),
    ("location", X, [network(location=UNKNOWN), subnet()]),
    ("location", None, one()),
    ("location", "? gone is not declared in this stack", [subnet(parent="gone")]),
    ("roles", ["node"], [cluster(pools=OWN), *one()]),
    ("roles", ["node", "pod"], [cluster(pools=[{**OWN[0], "podSubnetID": ref("nodes")}]), *one()]),
    ("roles", ["virtual-node"], one(delegations=[{"serviceName": "Microsoft.ContainerInstance/containerGroups"}])),
    ("roles", [], one(delegations=[{"serviceName": "Microsoft.Sql/managedInstances"}])),
    ("roles", [], one(delegations=UNKNOWN)),
    ("servesCluster", True, [cluster(pools=OWN), *one()]),
    ("servesCluster", False, [cluster(), *one()]),
    ("gatewayCount", 0, one()),
    ("gatewayCount", 1, [*one(**NAT), gateway()]),
    ("gatewayCount", 2, [*one(**NAT), gateway(), LINK]),
    ("gatewayCount", 1, one(natGateway=UNKNOWN)),
    ("outboundTypes", ["userAssignedNATGateway"], [cluster("userAssignedNATGateway", OWN), *one()]),
    ("outboundTypes", ["loadBalancer", "userAssignedNATGateway"], [cluster("userAssignedNATGateway", OWN), cluster("loadBalancer", OWN, "aks2"), *one()]),
    ("outboundTypes", [], one()),
]  # fmt: skip


def on(**properties: Any) -> list[Any]:
    """A gateway with a cluster behind it."""
    return [cluster("userAssignedNATGateway", OWN), network(), subnet(**NAT), gateway(**properties)]


def managed(**profile: Any) -> list[Any]:
    """A cluster whose gateway AKS makes."""
    return [cluster("managedNATGateway", networkProfile={"natGatewayProfile": profile}, location="eastus")]


BOTH = {"publicIpPrefixes": [{"id": ref("prefix")}], "publicIpAddresses": [{"id": ref("ip")}]}
V6 = {"publicIPAddressVersion": "IPv6"}

GATEWAYS: list[tuple[str, object, list[Any]]] = [
    ("name", "nat", [gateway()]),
    ("name", "aks (managed)", managed()),
    ("name", "egress", [cluster("userAssignedNATGateway", OWN), *one(natGateway={"id": ELSEWHERE + "natGateways/egress"})]),
    ("managed", False, [gateway()]),
    ("managed", True, managed()),
    ("sku.name", "StandardV2", [gateway(sku={"name": "StandardV2"})]),
    ("sku.name", "Standard", [gateway()]),
    ("sku.name", X, [gateway(sku={"name": UNKNOWN})]),
    ("sku.name", "StandardV2", managed(sku="StandardV2")),
    ("sku.name", None, managed()),
    ("zones", ["1"], [gateway(zones=["1"])]),
    ("zones", [], [gateway()]),
    ("zones", X, [gateway(zones=UNKNOWN)]),
    ("idleTimeoutInMinutes", 10, [gateway(idleTimeoutInMinutes=10)]),
    ("idleTimeoutInMinutes", 4, [gateway()]),
    ("idleTimeoutInMinutes", 4, [gateway(idleTimeoutInMinutes=None)]),
    ("idleTimeoutInMinutes", X, [gateway(idleTimeoutInMinutes=UNKNOWN)]),
    ("idleTimeoutInMinutes", 30, managed(idleTimeoutInMinutes=30)),
    ("idleTimeoutInMinutes", 4, managed()),
    ("idleTimeoutInMinutes", X, managed(idleTimeoutInMinutes=UNKNOWN)),
    ("ipCount", 17, [gateway(**BOTH), prefix(), public_ip()]),
    ("ipCount", 0, [gateway()]),
    ("ipCount", 1, [gateway(publicIpAddresses=[{"id": ELSEWHERE + "publicIPAddresses/egress"}])]),
    ("ipCount", "? the length of egress /? is unknown", [gateway(publicIpPrefixes=[{"id": ELSEWHERE + "publicIPPrefixes/egress"}])]),
    ("ipCount", "? the length of prefix /? is unknown", [gateway(**BOTH), prefix(length=UNKNOWN), public_ip()]),
    ("ipCount", X, [gateway(publicIpAddresses=UNKNOWN)]),
    ("ipCount", X, [gateway(publicIpAddresses=[{"id": UNKNOWN}])]),
    ("ipCount", "? nat is only looked up here, not declared", [resource(NAT_GATEWAY, "nat", looked_up=True)]),
    ("ipCount", 1, [resource(NAT_GATEWAY, "nat", looked_up=True, publicIpAddresses=[{"id": ref("ip")}], publicIpPrefixes=[], publicIpAddressesV6=[], publicIpPrefixesV6=[]), public_ip()]),
    ("ipCount", 1, [gateway(), public_ip(), attach(ref("nat"), "publicIpAddresses[]", ref("ip"), NAT_GATEWAY)]),
    ("ipCount", 16, [gateway(), prefix(), attach(ref("nat"), "publicIpPrefixes[]", ref("prefix"), NAT_GATEWAY)]),
    ("ipCount", 1, [gateway(publicIpAddresses=[{"id": ref("ip")}], publicIpAddressesV6=[{"id": ref("v6")}]), public_ip(), public_ip("v6", **V6)]),
    ("ipCount", 2, managed(managedOutboundIPProfile={"count": 2})),
    ("ipCount", 1, managed(managedOutboundIPProfile={"count": None})),
    ("ipCount", X, managed(managedOutboundIPProfile={"count": UNKNOWN})),
    ("ipCount", 1, managed()),
    ("ipv6Count", 0, [gateway(**BOTH), prefix(), public_ip()]),
    ("ipv6Count", 1, [gateway(publicIpAddressesV6=[{"id": ref("v6")}]), public_ip("v6", **V6)]),
    ("ipv6Count", 16, [gateway(publicIpPrefixesV6=[{"id": ref("v6")}]), prefix("v6", 124, **V6)]),
    ("ipv6Count", 1, [gateway(publicIpPrefixesV6=[{"id": ref("v6")}]), prefix("v6", UNKNOWN, **V6)]),
    ("ipv6Count", 1, [gateway(publicIpPrefixesV6=[{"id": ref("v6")}]), prefix("v6", 129, **V6)]),
    ("ipv6Count", 1, [gateway(publicIpPrefixesV6=[{"id": ref("v6")}]), prefix("v6", 128, **V6)]),
    ("ipv6Count", X, [gateway(publicIpAddresses=[{"id": UNKNOWN}])]),
    ("ipv6Count", None, managed()),
    ("location", "westeurope", [gateway(location="West Europe")]),
    ("location", "westeurope", [gateway(location=ref("rg", "location"), group=ref("rg")), resource(RESOURCE_GROUP, "rg", location="westeurope")]),
    ("location", "? the region is that of something unknown", [gateway(location=ref("rg", "location"), group=ref("rg"))]),
    ("location", X, [gateway(location=UNKNOWN)]),
    ("location", None, [gateway()]),
    ("location", "eastus", managed()),
    ("subscription", "s", [gateway(id=ELSEWHERE + "natGateways/nat")]),
    ("subscription", None, [gateway()]),
    ("resourceGroup", "payments", [gateway(group="payments")]),
    ("resourceGroup", "payments", [gateway(group=ref("rg")), resource(RESOURCE_GROUP, "rg", called=network("payments").name)]),
    ("resourceGroup", "? rg is not declared in this stack", [gateway(group=ref("rg"))]),
    ("resourceGroup", X, [gateway(group=UNKNOWN)]),
    ("resourceGroup", None, [gateway()]),
    ("publicIps[0].name", "ip", [gateway(**BOTH), prefix(), public_ip()]),
    ("publicIps[1].isPrefix", True, [gateway(**BOTH), prefix(), public_ip()]),
    ("publicIps", [X], [gateway(publicIpAddresses=[{"id": UNKNOWN}])]),
    ("publicIps", [], [gateway()]),
    ("subnetCount", 1, on()),
    ("subnetCount", 2, [*on(), subnet("other", **NAT), subnet("without")]),
    ("subnetCount", 0, [gateway()]),
    ("subnetCount", 1, managed()),
    ("subnetCount", "? nat is declared elsewhere", [resource(NAT_GATEWAY, "nat", looked_up=True)]),
    ("subnetCount", 1, [network(), subnet(**NAT), resource(NAT_GATEWAY, "nat", looked_up=True)]),
    ("subnets[0].name", "nodes", on()),
    ("subnets", [], [gateway()]),
    ("virtualNetworkCount", 1, [*on(), subnet("other", **NAT)]),
    ("virtualNetworkCount", 2, [*on(), network("vnet2"), subnet("other", "vnet2", **NAT)]),
    ("virtualNetworkCount", 0, [gateway()]),
    ("declared", True, [gateway()]),
    ("declared", False, [resource(NAT_GATEWAY, "nat", looked_up=True)]),
    ("clusterZones", ["1", "2"], [cluster("userAssignedNATGateway", [{**OWN[0], "availabilityZones": ["2", "1"]}]), *on()[1:]]),
    ("clusterZones", [], on()),
    ("clusterZones", [], [gateway()]),
    ("clusterZoneCount", 2, [cluster("userAssignedNATGateway", [{**OWN[0], "availabilityZones": ["2", "1"]}]), *on()[1:]]),
    ("clusterZoneCount", 0, on()),
    ("clusterIpFamilies", ["IPv4", "IPv6"], [cluster("userAssignedNATGateway", OWN, networkProfile={"ipFamilies": ["IPv6", "IPv4"]}), *on()[1:]]),
    ("clusterIpFamilies", ["IPv4"], on()),
    ("clusterLocations", ["eastus"], [cluster("userAssignedNATGateway", OWN, location="East US"), *on()[1:]]),
    ("clusterLocations", [X], [cluster("userAssignedNATGateway", OWN, location=UNKNOWN), *on()[1:]]),
    ("clusterLocations", [], on()),
    ("usedByCluster", True, on()),
    ("usedByCluster", False, [gateway()]),
    ("provider", "azurerm 4", [gateway(traits={"provider": "azurerm 4"})]),
    ("provider", None, [gateway()]),
]  # fmt: skip

A_GROUP = resource(RESOURCE_GROUP, "rg")
ANOTHER = resource(RESOURCE_GROUP, "other-rg")


def ip(**more: Any) -> list[Any]:
    """A public IP on a gateway."""
    return [gateway(publicIpAddresses=[{"id": ref("ip")}], group="nat-rg"), public_ip(**more)]


def block(length: Any = 28, **more: Any) -> list[Any]:
    """A prefix on a gateway."""
    return [gateway(publicIpPrefixes=[{"id": ref("prefix")}]), prefix(length=length, **more)]


def lock(parent: Any = None, **more: Any) -> Any:
    return resource(LOCK, "lock", parent, **more)


IPS: list[tuple[str, object, list[Any]]] = [
    ("name", "ip", ip()),
    ("name", "egress", [gateway(publicIpAddresses=[{"id": ELSEWHERE + "publicIPAddresses/egress"}])]),
    ("isPrefix", True, block()),
    ("isPrefix", False, ip()),
    ("sku.name", "StandardV2", ip(sku={"name": "StandardV2"})),
    ("sku.name", "Basic", ip()),
    ("sku.name", "Standard", block()),
    ("sku.name", X, ip(sku=UNKNOWN)),
    ("zones", ["1"], ip(zones=["1"])),
    ("zones", [], ip()),
    ("zones", X, ip(zones=UNKNOWN)),
    ("publicIPAllocationMethod", "Static", ip(publicIPAllocationMethod="Static")),
    ("publicIPAllocationMethod", "Dynamic", ip()),
    ("publicIPAllocationMethod", X, ip(publicIPAllocationMethod=UNKNOWN)),
    ("publicIPAllocationMethod", None, block()),
    ("publicIPAddressVersion", "IPv6", ip(publicIPAddressVersion="IPv6")),
    ("publicIPAddressVersion", "IPv4", ip()),
    ("publicIPAddressVersion", X, ip(publicIPAddressVersion=UNKNOWN)),
    ("prefixLength", 28, block()),
    ("prefixLength", X, block(UNKNOWN)),
    ("prefixLength", None, ip(prefixLength=28)),
    ("count", 1, ip()),
    ("count", 16, block()),
    ("count", 1, block(32)),
    ("count", X, block(UNKNOWN)),
    ("count", 33, block(33)),
    ("count", 16, [gateway(publicIpPrefixesV6=[{"id": ref("prefix")}]), prefix(length=124, **V6)]),
    ("count", 1, [gateway(publicIpPrefixesV6=[{"id": ref("prefix")}]), prefix(length=128, **V6)]),
    ("routingPreference", "Internet", ip(ipTags=[{"ipTagType": "FirstPartyUsage", "tag": "x"}, {"ipTagType": "RoutingPreference", "tag": "Internet"}])),
    ("routingPreference", None, ip(ipTags=[{"ipTagType": "FirstPartyUsage", "tag": "x"}])),
    ("routingPreference", None, ip()),
    ("routingPreference", X, ip(ipTags=UNKNOWN)),
    ("routingPreference", X, ip(ipTags=[{"ipTagType": "RoutingPreference", "tag": UNKNOWN}])),
    ("ddosProtectionMode", "Enabled", ip(ddosSettings={"protectionMode": "Enabled"})),
    ("ddosProtectionMode", X, ip(ddosSettings=UNKNOWN)),
    ("ddosProtectionMode", None, ip()),
    ("customIPPrefix", True, block(customIPPrefix={"id": "x"})),
    ("customIPPrefix", False, block()),
    ("customIPPrefix", None, block(looked_up=True)),
    ("location", "westeurope", ip(location="West Europe")),
    ("location", X, ip(location=UNKNOWN)),
    ("location", None, ip()),
    ("protected", False, ip()),
    ("protected", True, ip(traits={"preventDestroy": True})),
    ("protected", True, ip(traits={"retained": True})),
    ("protected", False, ip(traits={"preventDestroy": False})),
    ("protected", X, ip(traits={"preventDestroy": UNKNOWN})),
    ("protected", X, ip(traits={"retained": UNKNOWN})),
    ("protected", "? ip is declared elsewhere", ip(looked_up=True)),
    ("protected", True, [*ip(), lock(ref("ip"))]),
    ("protected", False, [*ip(), public_ip("other"), lock(ref("other"))]),
    ("protected", True, [*ip(), lock(scope=ref("ip"))]),
    ("protected", False, [*ip(), public_ip("other"), lock(scope=ref("other"))]),
    ("protected", False, [*ip(), lock(ref("ip"), conditional=MAYBE)]),
    ("protected", True, [*ip(group=ref("rg")), A_GROUP, lock(ref("rg"))]),
    ("protected", False, [*ip(group=ref("rg")), A_GROUP, ANOTHER, lock(ref("other-rg"))]),
    ("protected", False, [*ip(group=ref("gone")), A_GROUP, lock(ref("rg"))]),
    ("protected", True, [*ip(group="rg"), lock(group="rg")]),
    ("protected", False, [*ip(group="rg"), lock(group="other")]),
    ("protected", True, [*ip(group="rg"), lock()]),
    ("inNodeResourceGroup", True, ip(group="MC_rg_aks_westeurope")),
    ("inNodeResourceGroup", True, ip(group="mc_rg_aks_westeurope")),
    ("inNodeResourceGroup", False, ip(group="rg")),
    ("inNodeResourceGroup", False, ip()),
    ("natGateway.name", "nat", ip()),
    ("natGateway.resourceGroup", "nat-rg", ip()),
    ("declared", True, ip()),
    ("declared", False, ip(looked_up=True)),
    ("declared", False, [gateway(publicIpAddresses=[{"id": ELSEWHERE + "publicIPAddresses/egress"}])]),
    ("plannedAction", "replace", ip(traits={"plannedAction": "replace"})),
    ("plannedAction", None, ip()),
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
    ("inlineWithoutNat", f"? link:natGateway may attach to it: {UNKNOWN.reason}", [INSIDE, gateway(), attach(UNKNOWN, "natGateway", ref("nat"))]),
    ("inlineWithoutNat", [], [network(subnets=[{"name": "nodes", **NAT}]), gateway()]),
    ("inlineWithoutNat", [{"name": "nodes"}], [INSIDE, subnet(natGateway={"id": subnet_id("x")})]),
    ("inlineWithoutNat", [], [INSIDE, subnet("other", **NAT), gateway()]),
    ("inlineWithoutNat", [{"name": "nodes"}], [network(subnets=[{"name": "Nodes"}]), subnet(**NAT), gateway()]),
    ("inlineWithoutNat", [{"name": "a"}], [network(subnets=[{"name": "a"}, {"name": "b"}]), gateway(), attach(subnet_id("a"), "natGateway", ref("nat")), attach(UNKNOWN, "natGateway", ref("nat"))]),
    ("provider", "azurerm 4", [network(traits={"provider": "azurerm 4"})]),
    ("provider", None, [network()]),
    ("usedByCluster", True, [cluster(pools=OWN), network(), subnet()]),
    ("usedByCluster", False, [cluster(), network(), subnet()]),
    ("usedByCluster", False, [network()]),
]  # fmt: skip

PROMISED = Contract((Promise(AT, cidr="20.1.2.0/28"),))
BY_NAME = Contract((Promise(AT, name="ip", kind="ip"),), clusters=("aks",))
CONTRACTS: list[tuple[str, str, object, Contract | None, list[Any]]] = [
    # kind of subject, fact, what is told, the contract, what is declared
    ("publicIp", "contractDeclared", True, PROMISED, [*on(**BOTH)[:-1], *block(ipPrefix="20.1.2.0/28")]),
    ("publicIp", "contractDeclared", False, PROMISED, [*on(**BOTH)[:-1], *block(ipPrefix="20.1.3.0/28")]),
    ("publicIp", "contractDeclared", "? its address is not known before it exists", PROMISED, [*on(**BOTH)[:-1], *block()]),
    ("publicIp", "contractDeclared", None, None, [*on(**BOTH)[:-1], *block()]),
    ("publicIp", "contractDeclared", None, PROMISED, block()),
    ("publicIp", "contractDeclared", True, BY_NAME, [*on(**BOTH)[:-1], *ip()]),
    ("publicIp", "contractDeclared", None, Contract(BY_NAME.promises, clusters=("shop",)), [*on(**BOTH)[:-1], *ip()]),
    ("cluster", "contract", True, PROMISED, on()),
    ("cluster", "contract", False, None, on()),
    ("cluster", "contract", False, Contract(PROMISED.promises, clusters=("shop",)), on()),
    ("nodePool", "contractKept", True, PROMISED, [*on(**BOTH)[:-1], *block(ipPrefix="20.1.2.0/28")]),
    ("nodePool", "contractKept", False, PROMISED, [*on(**BOTH)[:-1], *block(ipPrefix="20.1.3.0/28")]),
    ("nodePool", "contractKept", "? its address is not known before it exists", PROMISED, [*on(**BOTH)[:-1], *block()]),
    ("nodePool", "contractKept", None, None, on()),
    ("nodePool", "contractReached", True, PROMISED, [*on(**BOTH)[:-1], *block(ipPrefix="20.1.2.0/28")]),
    ("nodePool", "contractReached", False, PROMISED, [*on(**BOTH)[:-1], *block(ipPrefix="20.1.3.0/28")]),
    ("nodePool", "contractReached", "? its address is not known before it exists", PROMISED, [*on(**BOTH)[:-1], *block()]),
    ("nodePool", "contractReached", None, None, on()),
    ("nodePool", "outsideContract", ["20.1.3.0/28"], PROMISED, [*on(**BOTH)[:-1], *block(ipPrefix="20.1.3.0/28")]),
    ("nodePool", "outsideContract", [], PROMISED, [*on(**BOTH)[:-1], *block(ipPrefix="20.1.2.0/28")]),
    ("nodePool", "outsideContract", ["no IP at all"], PROMISED, on()),
    ("nodePool", "outsideContract", ["an IP chosen by AKS"], BY_NAME, [cluster("managedNATGateway")]),
    ("nodePool", "outsideContract", ["each node has a public IP of its own, which changes with the node"], PROMISED, [cluster(pools=[{"name": "p", "enableNodePublicIP": True}])]),
    ("nodePool", "outsideContract", [], PROMISED, [cluster("none")]),
    ("nodePool", "outsideContract", None, None, on()),
]  # fmt: skip
