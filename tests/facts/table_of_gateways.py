"""Facts about NAT gateways, public IPs and the contract that names them."""

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
    subnet,
)

from natpin.model.contract import Contract, Promise
from natpin.model.record import replace
from natpin.model.resource import (
    LOCK,
    NAT_GATEWAY,
    RESOURCE_GROUP,
)
from natpin.model.value import Unknown, Value

from .table_of_networks import ELSEWHERE, MAYBE, NAT, OWN, X, one


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
    ("ipCount", "? var.x has no default", [gateway(publicIpAddresses=[{"id": ref("ip")}]), public_ip(publicIPAddressVersion=UNKNOWN)]),
    ("ipCount", "? var.count has no default", [gateway(publicIpAddresses=[{"id": ref("ip")}]), public_ip(), prefix(), attach(ref("nat"), "publicIpPrefixes[]", ref("prefix"), NAT_GATEWAY, conditional=MAYBE)]),
    ("ipCount", 0, [gateway()]),
    ("ipCount", 1, [gateway(publicIpAddresses=[{"id": ELSEWHERE + "publicIPAddresses/egress"}])]),
    ("ipCount", "? egress is only looked up here, not declared", [gateway(publicIpPrefixes=[{"id": ELSEWHERE + "publicIPPrefixes/egress"}])]),
    ("ipCount", "? var.x has no default", [gateway(**BOTH), prefix(length=UNKNOWN), public_ip()]),
    ("ipCount", X, [gateway(publicIpAddresses=UNKNOWN)]),
    ("ipCount", X, [gateway(publicIpAddresses=[{"id": UNKNOWN}])]),
    ("ipCount", "? nat is only looked up here, not declared", [resource(NAT_GATEWAY, "nat", external=True)]),
    ("ipCount", 1, [resource(NAT_GATEWAY, "nat", external=True, publicIpAddresses=[{"id": ref("ip")}], publicIpPrefixes=[], publicIpAddressesV6=[], publicIpPrefixesV6=[]), public_ip()]),
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
    ("ipv6Count", "? var.x has no default", [gateway(publicIpPrefixesV6=[{"id": ref("v6")}]), prefix("v6", UNKNOWN, **V6)]),
    ("ipv6Count", "? the length of v6 is unknown", [gateway(publicIpPrefixesV6=[{"id": ref("v6")}]), prefix("v6", 129, **V6)]),
    ("ipv6Count", 1, [gateway(publicIpPrefixesV6=[{"id": ref("v6")}]), prefix("v6", 128, **V6)]),
    ("ipv6Count", X, [gateway(publicIpAddresses=[{"id": UNKNOWN}])]),
    ("ipv6Count", None, managed()),
    ("location", "westeurope", [gateway(location="West Europe")]),
    ("location", "westeurope", [gateway(location=ref("rg", "location"), group=ref("rg")), resource(RESOURCE_GROUP, "rg", location="westeurope")]),
    ("location", "? the region is that of a resource that is not known", [gateway(location=ref("rg", "location"), group=ref("rg"))]),
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
    ("publicIps[0].name", "ip", [gateway(external=True), public_ip(), attach(ref("nat"), "publicIpAddresses[]", ref("ip"), NAT_GATEWAY)]),
    ("publicIps[3]", None, [gateway(external=True), public_ip(), attach(ref("nat"), "publicIpAddresses[]", ref("ip"), NAT_GATEWAY)]),
    ("publicIps[4]", None, [gateway(external=True), public_ip(), attach(ref("nat"), "publicIpAddresses[]", ref("ip"), NAT_GATEWAY)]),
    ("publicIps", [X], [gateway(publicIpAddresses=[{"id": UNKNOWN}])]),
    ("publicIps", [], [gateway()]),
    ("subnetCount", 1, on()),
    ("subnetCount", 2, [*on(), subnet("other", **NAT), subnet("without")]),
    ("subnetCount", 0, [gateway()]),
    ("subnetCount", "? var.count has no default", [*one(), gateway(), attach(ref("nodes"), "natGateway", ref("nat"), conditional=MAYBE)]),
    ("subnetCount", 1, [*one(), gateway(conditional=MAYBE), attach(ref("nodes"), "natGateway", ref("nat"), conditional=MAYBE)]),
    ("subnetCount", 1, [*one(), gateway(), attach(ref("nodes"), "natGateway", ref("nat"))]),
    ("subnetCount", 1, managed()),
    ("subnetCount", "? nat is declared elsewhere", [resource(NAT_GATEWAY, "nat", external=True)]),
    ("subnetCount", 1, [network(), subnet(**NAT), resource(NAT_GATEWAY, "nat", external=True)]),
    ("subnets[0].name", "nodes", on()),
    ("subnets", [], [gateway()]),
    ("virtualNetworkCount", 1, [*on(), subnet("other", **NAT)]),
    ("virtualNetworkCount", 2, [*on(), network("vnet2"), subnet("other", "vnet2", **NAT)]),
    ("virtualNetworkCount", 0, [gateway()]),
    ("declared", True, [gateway()]),
    ("declared", False, [resource(NAT_GATEWAY, "nat", external=True)]),
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

    ("usedByCluster", False, [cluster("managedNATGateway", [{"name": "a", "vnetSubnetID": UNKNOWN}]), gateway()]),
    ("usedByCluster", True, [cluster("userAssignedNATGateway", [*OWN, {"name": "lost", "vnetSubnetID": UNKNOWN}]), *one(**NAT), gateway()]),
    ("usedByCluster", True, [cluster(pools=[{**OWN[0], "?": MAYBE}]), *one(**NAT), gateway(conditional=MAYBE)]),
    ("clusterZoneCount", "? var.count has no default", [cluster(pools=[{"name": "a"}, {**OWN[0], "availabilityZones": ["1", "2"], "?": MAYBE}]), *one(**NAT), gateway()]),
    ("clusterZones", ["1", "? var.count has no default"], [cluster(pools=[{**OWN[0], "availabilityZones": ["1"]}, {**OWN[0], "name": "b", "availabilityZones": ["1", "2"], "?": MAYBE}]), *one(**NAT), gateway()]),
    ("clusterIpFamilies", ["IPv4"], [cluster(pools=OWN), *one(**NAT), gateway(), cluster(pools=[{"name": "a", "vnetSubnetID": UNKNOWN}], address="aks2", networkProfile={"ipFamilies": ["IPv4"]})]),
    ("clusterLocations", ["eastus"], [cluster(pools=[*OWN, {"name": "lost", "vnetSubnetID": UNKNOWN}], location="eastus"), *one(**NAT), gateway()]),
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


def spelled(name: Any) -> Any:
    """The id of an IP, its name known or not."""
    parts = (ELSEWHERE + "publicIPAddresses/", name)
    return Value("".join(parts)) if isinstance(name, str) else replace(UNKNOWN, parts=parts)


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
    ("zones", ["2"], [*ip(publicIPPrefix={"id": ref("prefix")}), prefix(zones=["2"])]),
    ("zones", ["1"], [*ip(publicIPPrefix={"id": ref("prefix")}, zones=["1"]), prefix(zones=["2"])]),
    ("zones", X, ip(publicIPPrefix=UNKNOWN)),
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
    ("count", "? the length of prefix is unknown", block(33)),
    ("count", "? the length of prefix is unknown", block("28")),
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
    ("customIPPrefix", "? prefix is only looked up here, not declared", block(external=True)),
    ("customIPPrefix", False, ip(external=True)),
    ("customIPPrefix", False, block(customIPPrefix={"id": ""})),
    ("customIPPrefix", True, [*ip(publicIPPrefix={"id": ref("prefix")}), prefix(customIPPrefix={"id": "x"})]),
    ("customIPPrefix", False, [*ip(publicIPPrefix={"id": ref("prefix")}), prefix()]),
    ("customIPPrefix", X, ip(publicIPPrefix=UNKNOWN)),
    ("location", "westeurope", ip(location="West Europe")),
    ("location", X, ip(location=UNKNOWN)),
    ("location", None, ip()),
    ("protected", False, ip()),
    ("protected", True, ip(traits={"preventDestroy": True})),
    ("protected", True, ip(traits={"retained": True})),
    ("protected", False, ip(traits={"preventDestroy": False})),
    ("protected", X, ip(traits={"preventDestroy": UNKNOWN})),
    ("protected", X, ip(traits={"retained": UNKNOWN})),
    ("protected", "? ip is declared elsewhere", ip(external=True)),
    ("protected", True, [*ip(), lock(ref("ip"))]),
    ("protected", False, [*ip(), public_ip("other"), lock(ref("other"))]),
    ("protected", X, [*ip(), public_ip("other", external=True, called=UNKNOWN), lock(ref("other"))]),
    ("protected", False, [*ip(), public_ip("other", external=True), lock(ref("other"))]),
    ("protected", X, [*ip(called=UNKNOWN), public_ip("other", external=True), lock(ref("other"))]),
    ("protected", X, [*ip(), lock(spelled(UNKNOWN))]),
    ("protected", False, [*ip(), lock(spelled("other"))]),
    ("protected", X, [*ip(called=UNKNOWN), lock(spelled("other"))]),
    ("protected", True, [*ip(), lock(scope=ref("ip"))]),
    ("protected", False, [*ip(), public_ip("other"), lock(scope=ref("other"))]),
    ("protected", "? var.count has no default", [*ip(), lock(ref("ip"), conditional=MAYBE)]),
    ("protected", True, [*ip(group=ref("rg")), A_GROUP, lock(ref("rg"))]),
    ("protected", False, [*ip(group=ref("rg")), A_GROUP, ANOTHER, lock(ref("other-rg"))]),
    ("protected", "? gone is not declared in this stack", [*ip(group=ref("gone")), A_GROUP, lock(ref("rg"))]),
    ("protected", True, [*ip(group="rg"), lock(group="rg")]),
    ("protected", False, [*ip(group="rg"), lock(group="other")]),
    ("protected", True, [*ip(group="rg"), lock()]),
    ("inNodeResourceGroup", True, ip(group="MC_rg_aks_westeurope")),
    ("inNodeResourceGroup", True, ip(group="mc_rg_aks_westeurope")),
    ("inNodeResourceGroup", False, ip(group="rg")),
    ("inNodeResourceGroup", False, ip(group="MCrg")),
    ("inNodeResourceGroup", False, [*ip(group=ref("rg")), resource(RESOURCE_GROUP, "rg", called=UNKNOWN)]),
    ("inNodeResourceGroup", X, [*ip(group=ref("rg")), resource(RESOURCE_GROUP, "rg", called=UNKNOWN, external=True)]),
    ("inNodeResourceGroup", False, [cluster(group=UNKNOWN), *ip(group=UNKNOWN)]),
    ("inNodeResourceGroup", X, [cluster(group="rg"), *ip(group=UNKNOWN)]),
    ("inNodeResourceGroup", False, ip(group=Unknown("var.env has no default", AT, parts=("rg-", UNKNOWN)))),
    ("inNodeResourceGroup", True, ip(group=Unknown("var.env has no default", AT, parts=("MC_", UNKNOWN)))),
    ("inNodeResourceGroup", "? var.env has no default", ip(group=Unknown("var.env has no default", AT, parts=("M", UNKNOWN)))),
    ("inNodeResourceGroup", False, ip()),
    ("natGateway.name", "nat", ip()),
    ("natGateway.resourceGroup", "nat-rg", ip()),
    ("declared", True, ip()),
    ("declared", False, ip(external=True)),
    ("declared", False, [gateway(publicIpAddresses=[{"id": ELSEWHERE + "publicIPAddresses/egress"}])]),
    ("plannedAction", "replace", ip(traits={"plannedAction": "replace"})),
    ("plannedAction", None, ip()),
]  # fmt: skip


def by_address(address: str) -> Contract:
    return Contract((Promise(AT, address=address),))


def from_root(address: str) -> list[Any]:
    """A cluster behind a gateway with an IP of this address."""
    return [*on(publicIpAddresses=[{"id": ref(address)}]), public_ip(address)]


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
    # by its address, that of another root with that root in front of it or without
    ("publicIp", "contractDeclared", True, by_address("ip"), from_root("ip")),
    ("publicIp", "contractDeclared", False, by_address("other"), from_root("ip")),
    ("publicIp", "contractDeclared", True, by_address("<net>.ip"), from_root("<net>.ip")),
    ("publicIp", "contractDeclared", True, by_address("ip"), from_root("<net>.ip")),
    ("publicIp", "contractDeclared", False, by_address("<other>.ip"), from_root("<net>.ip")),
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
    ("nodePool", "outsideContract", ["public IPs of its nodes, which change with the node"], PROMISED, [cluster(pools=[{"name": "p", "enableNodePublicIP": True}])]),
    ("nodePool", "outsideContract", [], PROMISED, [cluster("none")]),
    ("nodePool", "outsideContract", None, None, on()),
]  # fmt: skip
