"""Facts about clusters and pools: what is declared, and what policies are told of it."""

from __future__ import annotations

from typing import Any

from declare import (
    UNKNOWN,
    attach,
    cluster,
    gateway,
    network,
    pool,
    prefix,
    public_ip,
    ref,
    resource,
    route_table,
    subnet,
)

from natpin.model.resource import CLUSTER, NODE_CLASS, Resource

X = "? var.x has no default"
NAT = {"natGateway": {"id": ref("nat")}}
ON_PREFIX = gateway(publicIpPrefixes=[{"id": ref("prefix")}])
OWN = [{"name": "system", "vnetSubnetID": ref("nodes")}]
PODS = [{"name": "system", "vnetSubnetID": ref("nodes"), "podSubnetID": ref("pods")}]
TWO = [{"name": "a", "vnetSubnetID": ref("nodes")}, {"name": "b", "vnetSubnetID": ref("other")}]


def system(**properties: Any) -> list[Resource]:
    """A cluster in a network that Azure manages, of one pool."""
    return [cluster(pools=[{"name": "system", **properties}])]


def pinned(outbound: Any = "userAssignedNATGateway", pools: Any = OWN, **more: Any) -> list[Any]:
    """A cluster in a subnet of its own with a NAT gateway on a prefix of 16 addresses."""
    return [cluster(outbound, pools, **more), network(), subnet(**NAT), ON_PREFIX, prefix()]


def apart(**properties: Any) -> list[Resource]:
    """A pool that is a resource of its own."""
    return [cluster(pools=[]), pool("user", **properties)]


def profile(**properties: Any) -> list[Resource]:
    """A cluster with a network profile."""
    return [cluster(networkProfile=properties)]


def api_server(**properties: Any) -> Any:
    """A pinned cluster whose NAT gateway has the addresses 20.1.2.0/28."""
    return [
        *pinned(apiServerAccessProfile=properties)[:-1],
        prefix(ipPrefix="20.1.2.0/28"),
    ]


def auto(**more: Any) -> Resource:
    return cluster(sku={"name": "Automatic"}, **more)


BARE = [resource(CLUSTER, "aks")]
FAILING_ROUTE = [
    *pinned()[:2],
    subnet(**NAT, routeTable={"id": ref("routes")}),
    ON_PREFIX,
    prefix(),
]

POOLS: list[tuple[str, object, list[Any]]] = [
    ("name", "system", system()),
    ("name", "pool1", [cluster(pools=[{}])]),
    ("name", "(pools unknown)", [cluster(pools=UNKNOWN)]),
    ("name", "nodepool1", [cluster(pools=[])]),
    ("name", "user", apart()),
    ("mode", "System", system(mode="System")),
    ("mode", "Gateway", apart(mode="Gateway")),
    ("mode", X, system(mode=UNKNOWN)),
    ("mode", None, system()),
    ("isDefault", True, system()),
    ("isDefault", True, [cluster(pools=[])]),
    ("isDefault", False, apart()),
    ("isNodeClass", False, system()),
    ("osType", "Windows", system(osType="Windows")),
    ("osType", "Linux", system()),
    ("osType", "Linux", apart(osType=None)),
    ("osType", X, system(osType=UNKNOWN)),
    ("count", 5, system(count=5)),
    ("count", X, system(count=UNKNOWN)),
    ("count", None, system()),
    ("maxCount", 9, system(count=5, maxCount=9)),
    ("maxCount", 5, system(count=5)),
    ("maxCount", X, system(count=5, maxCount=UNKNOWN)),
    ("maxPods", 110, system(maxPods=110)),
    ("maxPods", X, system(maxPods=UNKNOWN)),
    ("maxPods", None, system()),
    ("maxSurge", "33%", system(upgradeSettings={"maxSurge": "33%"})),
    ("maxSurge", X, system(upgradeSettings=UNKNOWN)),
    ("maxSurge", None, system(upgradeSettings={})),
    ("availabilityZones", ["1", "2"], system(availabilityZones=["1", "2"])),
    ("availabilityZones", [X], system(availabilityZones=[UNKNOWN])),
    ("availabilityZones", X, system(availabilityZones=UNKNOWN)),
    ("availabilityZones", [], system()),
    ("enableNodePublicIP", True, system(enableNodePublicIP=True)),
    ("enableNodePublicIP", False, system()),
    ("enableNodePublicIP", X, system(enableNodePublicIP=UNKNOWN)),
    ("nodePublicIPPrefixID", "→ prefix.id", system(nodePublicIPPrefixID=ref("prefix"))),
    ("nodePublicIPPrefixID", X, system(nodePublicIPPrefixID=UNKNOWN)),
    ("nodePublicIPPrefixID", None, system()),
    ("windowsProfile.disableOutboundNat", True, system(windowsProfile={"disableOutboundNat": True})),
    ("windowsProfile.disableOutboundNat", False, apart(windowsProfile={"disableOutboundNat": False})),
    ("windowsProfile.disableOutboundNat", X, system(windowsProfile={"disableOutboundNat": UNKNOWN})),
    ("windowsProfile.disableOutboundNat", None, system()),
    ("exit", "nat-gateway", pinned()),
    ("exit", "managed-nat-gateway", [cluster("managedNATGateway")]),
    ("exit", "load-balancer", [cluster()]),
    ("exit", "virtual-appliance", [*FAILING_ROUTE, route_table("VirtualAppliance")]),
    ("exit", "instance-public-ip", system(enableNodePublicIP=True)),
    ("exit", "default-outbound", [cluster("userAssignedNATGateway", OWN), network(), subnet()]),
    ("exit", "none", [cluster("none")]),
    ("exit", X, [cluster(UNKNOWN)]),
    ("exitInWords", "the NAT gateway", pinned()),
    ("exitInWords", "the NAT gateway that AKS manages", [cluster("managedNATGateway")]),
    ("exitInWords", "the load balancer", [cluster()]),
    ("exitInWords", "a firewall, appliance or network gateway", [*FAILING_ROUTE, route_table("VirtualAppliance")]),
    ("exitInWords", "the public IPs of its nodes", system(enableNodePublicIP=True)),
    ("exitInWords", "default outbound access, from an IP that Microsoft owns", [cluster("userAssignedNATGateway", OWN), network(), subnet()]),
    ("exitInWords", "no way at all", [cluster("none")]),
    ("exitInWords", "a way that is not known", [cluster(UNKNOWN)]),
    ("podExit", None, pinned()),
    ("podExit", "default-outbound", [*pinned(pools=PODS), subnet("pods")]),
    ("podExit", "nat-gateway", [*pinned(pools=PODS), subnet("pods", **NAT)]),
    ("podExit", X, [*pinned(pools=PODS), subnet("pods", natGateway=UNKNOWN)]),
    ("podExitInWords", "default outbound access, from an IP that Microsoft owns", [*pinned(pools=PODS), subnet("pods")]),
    ("podExitInWords", "the NAT gateway", [*pinned(pools=PODS), subnet("pods", **NAT)]),
    ("podExitInWords", "a way that is not known", [*pinned(pools=PODS), subnet("pods", natGateway=UNKNOWN)]),
    ("podExitInWords", None, pinned()),
    ("byoSubnet", True, pinned()),
    ("byoSubnet", True, system(vnetSubnetID=UNKNOWN)),
    ("byoSubnet", False, system()),
    ("subnet", X, system(vnetSubnetID=UNKNOWN)),
    ("subnet", None, system()),
    ("subnet.name", "nodes", pinned()),
    ("subnet.hasNat", True, pinned()),
    ("podSubnet", None, pinned()),
    ("podSubnet", X, pinned(pools=[{**OWN[0], "podSubnetID": UNKNOWN}])),
    ("podSubnet.name", "pods", [*pinned(pools=PODS), subnet("pods")]),
    ("podSubnet.hasNat", False, [*pinned(pools=PODS), subnet("pods")]),
    ("egressIpCount", 16, pinned()),
    ("egressIpCount", 1, [cluster()]),
    ("egressIpCount", 0, [cluster("none")]),
    ("egressIpCount", 3, [cluster("managedNATGateway", networkProfile={"natGatewayProfile": {"managedOutboundIPProfile": {"count": 3}}})]),
    ("egressIpCount", "? the length of an IP prefix is unknown", [*pinned()[:-1], prefix(length=UNKNOWN)]),
    ("egressIpCount", "? traffic leaves by a firewall or appliance, whose IPs are its own", [*FAILING_ROUTE, route_table("VirtualAppliance")]),
    ("egressIpCount", "? each node has a public IP of its own, which changes with the node", system(enableNodePublicIP=True)),
    ("cluster.name", "aks", system()),
    ("cluster.outboundType", X, [cluster(UNKNOWN)]),
]  # fmt: skip

PROVISIONED = resource(NODE_CLASS, "default", vnetSubnetID=ref("nodes"))
BY_ADDRESS: list[tuple[str, str, object, list[Any]]] = [
    # of which pool
    ("aks#default", "isNodeClass", True, [*pinned(), PROVISIONED]),
    ("aks#default", "exit", "nat-gateway", [*pinned(), PROVISIONED]),
    ("aks#system", "isNodeClass", False, [*pinned(), PROVISIONED]),
    ("user", "subnet.name", "nodes", [*pinned(), pool("user")]),
    ("user", "subnet", None, [*system(), pool("user")]),
    ("user", "subnet", X, [cluster(pools=UNKNOWN), pool("user")]),
    ("user", "subnet", X, [cluster(pools=[UNKNOWN]), pool("user")]),
    ("aks#pool1", "subnet", X, [cluster(pools=[UNKNOWN])]),
    ("aks#pool1", "podSubnet", X, [cluster(pools=[UNKNOWN])]),
    ("aks#pools", "subnet", X, [cluster(pools=UNKNOWN)]),
    ("aks#pools", "podSubnet", X, [cluster(pools=UNKNOWN)]),
    ("user", "subnet.name", "other", [*pinned(), subnet("other"), pool("user", vnetSubnetID=ref("other"))]),
    ("system", "mode", "System", [*system(mode="System"), pool("system", count=2)]),
    ("system", "count", 2, [*system(mode="System", count=1), pool("system", count=2)]),
    ("aks#hosted-system", "subnet.name", "nodes", [cluster(pools=[], hostedSystemProfile={"systemNodeSubnetID": ref("nodes")}), network(), subnet()]),
    ("aks#hosted-nodes", "subnet.name", "nodes", [cluster(pools=[], hostedSystemProfile={"nodeSubnetID": ref("nodes")}), network(), subnet()]),
]  # fmt: skip

CLUSTERS: list[tuple[str, object, list[Any]]] = [
    ("name", "aks", [cluster()]),
    ("name", "$CLUSTER", [cluster(called=UNKNOWN, traits={"calledBy": "$CLUSTER"})]),
    ("location", "westeurope", [cluster(location="West Europe")]),
    ("location", X, [cluster(location=UNKNOWN)]),
    ("location", None, [cluster()]),
    ("subscription", "s-1", [cluster(id="/subscriptions/s-1/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks")]),
    ("subscription", None, [cluster()]),
    ("outboundType", "userAssignedNATGateway", [cluster("userAssignedNATGateway")]),
    ("outboundType", "loadBalancer", [cluster()]),
    ("outboundType", "managedNATGateway", [auto()]),
    ("outboundType", X, [cluster(UNKNOWN)]),
    ("outboundType", "? AKS Automatic in a network of your own: its default outbound type is not documented", [auto(pools=OWN)]),
    ("networkPlugin", "kubenet", profile(networkPlugin="kubenet")),
    ("networkPlugin", "azure", [resource(CLUSTER, "aks", sku={"name": "Automatic"})]),
    ("networkPlugin", X, profile(networkPlugin=UNKNOWN)),
    ("networkPlugin", None, BARE),
    ("networkPluginMode", "overlay", profile(networkPluginMode="overlay")),
    ("networkPluginMode", "overlay", [resource(CLUSTER, "aks", sku={"name": "Automatic"})]),
    ("networkPluginMode", X, profile(networkPluginMode=UNKNOWN)),
    ("networkPluginMode", None, profile()),
    ("networkDataplane", "azure", profile(networkDataplane="azure")),
    ("networkDataplane", "cilium", [resource(CLUSTER, "aks", sku={"name": "Automatic"})]),
    ("networkDataplane", X, profile(networkDataplane=UNKNOWN)),
    ("networkDataplane", None, profile()),
    ("loadBalancerSku", "basic", profile(loadBalancerSku="basic")),
    ("loadBalancerSku", "standard", profile()),
    ("loadBalancerSku", X, profile(loadBalancerSku=UNKNOWN)),
    ("ipFamilies", ["IPv4", "IPv6"], profile(ipFamilies=["IPv4", "IPv6"])),
    ("ipFamilies", ["IPv4"], profile()),
    ("ipFamilies", X, profile(ipFamilies=UNKNOWN)),
    ("podCidr", "10.244.0.0/16", profile(podCidr="10.244.0.0/16")),
    ("podCidr", X, profile(podCidr=UNKNOWN)),
    ("podCidr", None, profile()),
    ("automatic", True, [auto()]),
    ("automatic", False, [cluster(sku={"name": "Base"})]),
    ("automatic", False, [cluster()]),
    ("byoSubnet", True, pinned()),
    ("byoSubnet", True, system(vnetSubnetID=UNKNOWN)),
    ("byoSubnet", False, [cluster()]),
    ("private", True, [cluster(apiServerAccessProfile={"enablePrivateCluster": True})]),
    ("private", False, [cluster()]),
    ("private", X, [cluster(apiServerAccessProfile={"enablePrivateCluster": UNKNOWN})]),
    ("authorizedIPRanges", ["20.0.0.0/8"], api_server(authorizedIPRanges=["20.0.0.0/8"])),
    ("authorizedIPRanges", X, api_server(authorizedIPRanges=UNKNOWN)),
    ("authorizedIPRanges", None, [cluster()]),
    ("authorizedIPRanges", None, [cluster(apiServerAccessProfile={"authorizedIPRanges": None})]),
    ("natIpsNotAuthorized", [], api_server(authorizedIPRanges=["20.1.2.0/24"])),
    ("natIpsNotAuthorized", [], api_server(authorizedIPRanges=["20.1.2.0/28"])),
    ("natIpsNotAuthorized", ["20.1.2.0/28"], api_server(authorizedIPRanges=["20.1.2.0/29"])),
    ("natIpsNotAuthorized", ["20.1.2.0/28"], api_server(authorizedIPRanges=["20.1.2.8/29"])),
    ("natIpsNotAuthorized", ["20.1.2.0/28"], api_server(authorizedIPRanges=["2001:db8::/32"])),
    ("natIpsNotAuthorized", [], [*pinned(apiServerAccessProfile={"authorizedIPRanges": ["20.9.9.9"]})[:-1], prefix()]),
    ("natIpsNotAuthorized", None, api_server()),
    ("natIpsNotAuthorized", None, api_server(authorizedIPRanges=["everyone"])),
    ("natIpsNotAuthorized", [], [cluster(apiServerAccessProfile={"authorizedIPRanges": ["1.2.3.4"]}, networkProfile={"loadBalancerProfile": {"outboundIPs": {"publicIPs": [{"id": ref("ip")}]}}}), public_ip(ipAddress="20.5.5.5")]),
    ("authorizedRangesCoverNat", True, api_server(authorizedIPRanges=["20.1.2.0/24"])),
    ("authorizedRangesCoverNat", False, api_server(authorizedIPRanges=["20.1.2.0/29"])),
    ("authorizedRangesCoverNat", X, api_server(authorizedIPRanges=UNKNOWN)),
    ("authorizedRangesCoverNat", None, api_server()),
    ("authorizedRangesCoverNat", None, api_server(authorizedIPRanges=[])),
    ("authorizedRangesCoverNat", None, [cluster(apiServerAccessProfile={"authorizedIPRanges": ["1.2.3.4"]})]),
    ("authorizedRangesCoverNat", True, pinned(apiServerAccessProfile={"authorizedIPRanges": [ref("prefix", "ipPrefix")]})),
    ("authorizedRangesCoverNat", X, pinned(apiServerAccessProfile={"authorizedIPRanges": ["1.2.3.4", UNKNOWN]})),
    ("authorizedRangesCoverNat", "? the address of prefix /28 is not known before it exists", pinned(apiServerAccessProfile={"authorizedIPRanges": ["1.2.3.4"]})),
    ("authorizedRangesCoverNat", X, [*pinned(apiServerAccessProfile={"authorizedIPRanges": ["1.2.3.4"]})[:-2], gateway(publicIpPrefixes=[{"id": UNKNOWN}])]),
    ("authorizedRangesCoverNat", "? the address of chosen by AKS is not known before it exists", [cluster("managedNATGateway", apiServerAccessProfile={"authorizedIPRanges": ["1.2.3.4"]})]),
    ("apiVersion", "2025-01-01", [cluster(traits={"apiVersion": "2025-01-01"})]),
    ("apiVersion", X, [cluster(traits={"apiVersion": UNKNOWN})]),
    ("apiVersion", None, [cluster()]),
    ("provider", "azurerm 4", [cluster(traits={"provider": "azurerm 4"})]),
    ("provider", None, [cluster()]),
    ("natGatewayProfile.idleTimeoutInMinutes", 30, profile(natGatewayProfile={"idleTimeoutInMinutes": 30})),
    ("natGatewayProfile", X, profile(natGatewayProfile=UNKNOWN)),
    ("natGatewayProfile", None, profile()),
    ("loadBalancerProfile.allocatedOutboundPorts", 1024, profile(loadBalancerProfile={"allocatedOutboundPorts": 1024})),
    ("loadBalancerProfile", X, profile(loadBalancerProfile=UNKNOWN)),
    ("loadBalancerProfile", None, profile()),
    ("hostedSystemProfile.enabled", True, [cluster(hostedSystemProfile={"enabled": True})]),
    ("hostedSystemProfile", X, [cluster(hostedSystemProfile=UNKNOWN)]),
    ("hostedSystemProfile", None, [cluster()]),
    ("nodeProvisioningProfile.mode", "Auto", [cluster(nodeProvisioningProfile={"mode": "Auto"})]),
    ("nodeProvisioningProfile", X, [cluster(nodeProvisioningProfile=UNKNOWN)]),
    ("nodeProvisioningProfile", None, [cluster()]),
    ("pools[0].name", "system", [cluster()]),
    ("pools[0].name", "user", apart()),
    ("pools[0].count", X, system(count=UNKNOWN)),
    ("poolCount", 1, [cluster()]),
    ("poolCount", 1, pinned(pools=PODS)),
    ("poolCount", 2, [cluster(), pool("user")]),
    ("zoneCount", 0, [cluster()]),
    ("zoneCount", 2, [cluster(pools=[{"name": "a", "availabilityZones": ["1"]}, {"name": "b", "availabilityZones": ["1", "2"]}])]),
    ("subnets[0].name", "nodes", pinned()),
    ("subnets", [X], system(vnetSubnetID=UNKNOWN)),
    ("subnets", [], [cluster()]),
    ("subnetHasNat", True, pinned()),
    ("subnetHasNat", True, [*pinned(pools=TWO), subnet("other")]),
    ("subnetHasNat", True, [*pinned(pools=[*OWN, {"name": "lost", "vnetSubnetID": UNKNOWN}])]),
    ("subnetHasNat", False, [cluster(pools=OWN), network(), subnet()]),
    ("subnetHasNat", False, [cluster()]),
    ("subnetHasNat", X, [cluster(pools=OWN), network(), subnet(natGateway=UNKNOWN)]),
    ("subnetHasNat", X, [cluster(pools=[*OWN, {"name": "lost", "vnetSubnetID": UNKNOWN}]), network(), subnet()]),
    ("allSubnetsHaveNat", True, pinned()),
    ("allSubnetsHaveNat", False, [*pinned(pools=TWO), subnet("other")]),
    ("allSubnetsHaveNat", False, [cluster()]),
    ("allSubnetsHaveNat", X, pinned(pools=[*OWN, {"name": "lost", "vnetSubnetID": UNKNOWN}])),
    ("allSubnetsHaveNat", False, [cluster(pools=[*OWN, {"name": "lost", "vnetSubnetID": UNKNOWN}]), network(), subnet()]),
    ("natGateways[0].name", "nat", pinned()),
    ("natGateways[0].name", "aks (managed)", [cluster("managedNATGateway")]),
    ("natGateways", [], [cluster()]),
    ("natGatewayCount", 1, pinned()),
    ("natGatewayCount", 0, [cluster()]),
    ("natGatewayCount", 2, [*pinned(pools=TWO), subnet("other", natGateway={"id": ref("nat2")}), gateway("nat2")]),
    ("natGatewayCount", 1, [*pinned(pools=TWO), subnet("other", **NAT)]),
    ("natGatewayCount", X, [cluster(pools=OWN), network(), subnet(natGateway=UNKNOWN)]),
    ("natGatewayCount", X, pinned(pools=[*OWN, {"name": "lost", "vnetSubnetID": UNKNOWN}])),
    ("virtualNetworks", ["vnet"], pinned()),
    ("virtualNetworks", ["vnet"], [*pinned(pools=TWO), subnet("other")]),
    ("virtualNetworks", [], [cluster()]),
    ("virtualNetworkCount", 1, pinned()),
    ("virtualNetworkCount", 2, [*pinned(pools=TWO), network("vnet2"), subnet("other", "vnet2")]),
    ("virtualNetworkCount", 0, [cluster()]),
    ("virtualNetworkCount", "? gone is not declared in this stack", [cluster(pools=OWN), subnet(parent="gone")]),
    ("virtualNetworkCount", X, pinned(pools=[*OWN, {"name": "lost", "vnetSubnetID": UNKNOWN}])),
    ("vnetLocation", "westeurope", [cluster(pools=OWN), network(location="West Europe"), subnet()]),
    ("vnetLocation", X, [cluster(pools=OWN), network(location=UNKNOWN), subnet()]),
    ("vnetLocation", None, [cluster()]),
    ("managedOutboundIPs", True, [cluster("managedNATGateway")]),
    ("managedOutboundIPs", False, [cluster()]),
    ("managedOutboundIPs", False, [cluster("managedNATGateway", networkProfile={"natGatewayProfile": {"outboundIPs": {"publicIPs": [{"id": ref("ip")}]}}}), public_ip()]),
]  # fmt: skip


def ordered(*waits_for: str, provider: str | None = "azurerm 4", link: str = "link:natGateway") -> list[Any]:
    """A cluster that waits for resources, beside a separate association."""
    traits: dict[str, Any] = {"dependsOn": [ref(each) for each in waits_for]}
    if provider:
        traits["provider"] = provider
    parts: list[Any] = [cluster("userAssignedNATGateway", OWN, traits=traits), network(), subnet(), gateway()]
    return [*parts, attach(ref("nodes"), "natGateway", ref("nat"))]


CLUSTERS += [
    ("orderedAfterAssociation", True, ordered("link:natGateway")),
    ("orderedAfterAssociation", True, ordered("link:natGateway", provider="azapi 2")),
    ("orderedAfterAssociation", False, ordered("link:nat")),
    ("orderedAfterAssociation", False, ordered()),
    ("orderedAfterAssociation", None, ordered("link:natGateway", provider="arm")),
    ("orderedAfterAssociation", None, ordered("link:natGateway", provider=None)),
    ("orderedAfterAssociation", None, pinned(traits={"dependsOn": [], "provider": "azurerm 4"})),
    ("orderedAfterAssociation", None, [cluster("userAssignedNATGateway", OWN, traits={"provider": "azurerm 4"}), network(), subnet(), gateway(), attach(ref("nodes"), "natGateway", ref("nat"))]),
]  # fmt: skip

SIZES: list[tuple[str, object, list[Any]]] = [
    # a pool of n nodes, and what its upgrade adds: 10 % rounded up when not written
    ("maxNodes", 11, system(count=10)),
    ("maxNodes", 13, system(count=11)),
    ("maxNodes", 4, system()),
    ("maxNodes", 22, system(count=3, maxCount=20)),
    ("maxNodes", 15, system(count=10, upgradeSettings={"maxSurge": "50%"})),
    ("maxNodes", 14, system(count=10, upgradeSettings={"maxSurge": "4"})),
    ("maxNodes", 13, system(count=10, upgradeSettings={"maxSurge": 3})),
    ("maxNodes", 10, system(count=10, upgradeSettings={"maxSurge": "many"})),
    ("maxNodes", 10, system(count=10, upgradeSettings={"maxSurge": True})),
    ("maxNodes", 22, [cluster(pools=[{"name": "a", "count": 10}, {"name": "b", "count": 10}])]),
    ("maxNodes", X, [cluster(pools=[{"name": "a", "count": 10}, {"name": "b", "count": UNKNOWN}])]),
    ("maxNodes", "? a pool's size is unknown", system(count="ten")),
    ("maxPods", 330, system(count=10, maxPods=30)),
    ("maxPods", 2420, [cluster(pools=[{"name": "a", "count": 10, "maxPods": 30}, {"name": "b", "count": 10, "maxPods": 110}])]),
    ("maxPods", None, system(count=10)),
    ("maxPods", None, system(count=UNKNOWN, maxPods=30)),
    ("maxPods", None, system(count=10, maxPods=UNKNOWN)),
    ("requiredIps", 1, system(count=1)),
    ("requiredIps", 1, system(count=57)),
    ("requiredIps", 2, system(count=58)),
    ("requiredIps", X, system(count=UNKNOWN)),
]  # fmt: skip
CLUSTERS += SIZES
