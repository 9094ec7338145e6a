"""Facts about clusters: what is declared, and what policies are told of it."""

from __future__ import annotations

from typing import Any

from declare import (
    AT,
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
    subnet,
)

from natpin.model.record import replace
from natpin.model.resource import CLUSTER
from natpin.model.value import Unknown

from .parts import (
    BARE,
    NAT,
    OWN,
    PODS,
    TWO,
    X,
    apart,
    api_server,
    auto,
    pinned,
    profile,
    system,
)


def _address(address: str, length: str = "/32") -> Unknown:
    """The own address of a public IP as a range, before it is known."""
    return Unknown("known only after apply", AT, parts=(ref(address, "properties.ipAddress"), length))


def admitting(*ranges: Any) -> list[Any]:
    """A pinned cluster that admits these ranges; its NAT gateway has a public IP, and an ingress another one."""
    profile = {"authorizedIPRanges": list(ranges)}
    on_ip = gateway(publicIpAddresses=[{"id": ref("ip")}])
    return [*pinned(apiServerAccessProfile=profile)[:3], on_ip, public_ip(), public_ip("ingress")]


IN_A_NETWORK_OF_ITS_OWN = (
    "? AKS Automatic in a network of your own: its default outbound type is not documented"
)
OWN_NETWORKS: list[dict[str, Any]] = [
    {"apiServerAccessProfile": {"subnetId": ref("api")}},
    {"hostedSystemProfile": {"nodeSubnetID": ref("nodes")}},
    {"hostedSystemProfile": {"systemNodeSubnetID": ref("nodes")}},
    {"pools": [{"name": "a"}, {"name": "b", "vnetSubnetID": ref("nodes")}]},
]
MAYBE = Unknown("var.count has no default", AT)
OTHERS = Unknown("var.x has no default", AT, others=True)
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
    *(("outboundType", IN_A_NETWORK_OF_ITS_OWN, [auto(**own)]) for own in OWN_NETWORKS),
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
    ("byoSubnet", f"? {UNKNOWN.reason}", system(vnetSubnetID=UNKNOWN)),
    ("byoSubnet", False, [cluster()]),
    ("private", True, [cluster(apiServerAccessProfile={"enablePrivateCluster": True})]),
    ("private", False, [cluster()]),
    ("private", X, [cluster(apiServerAccessProfile={"enablePrivateCluster": UNKNOWN})]),
    ("authorizedForLoadBalancerOnly", True, api_server(authorizedIPRanges=["0.0.0.0/32"])),
    ("authorizedForLoadBalancerOnly", False, api_server(authorizedIPRanges=["20.0.0.0/8"])),
    ("authorizedForLoadBalancerOnly", X, api_server(authorizedIPRanges=UNKNOWN)),
    ("authorizedIPRanges", ["20.0.0.0/8"], api_server(authorizedIPRanges=["20.0.0.0/8"])),
    ("authorizedIPRanges", X, api_server(authorizedIPRanges=UNKNOWN)),
    ("authorizedIPRanges", None, [cluster()]),
    ("authorizedIPRanges", None, [cluster(apiServerAccessProfile={"authorizedIPRanges": None})]),
    ("natIpsNotAuthorized", [], api_server(authorizedIPRanges=["20.1.2.0/24"])),
    ("natIpsNotAuthorized", [], api_server(authorizedIPRanges=["20.1.2.0/28"])),
    ("natIpsNotAuthorized", [], api_server(authorizedIPRanges=[" 20.1.2.5/28"])),
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
    ("authorizedRangesCoverNat", True, admitting(_address("ip"))),
    ("authorizedRangesCoverNat", True, admitting(_address("ip"), UNKNOWN)),
    ("authorizedForLoadBalancerOnly", False, admitting(_address("ip"), UNKNOWN)),
    ("authorizedRangesCoverNat", False, admitting(_address("ingress"))),
    ("authorizedRangesCoverNat", False, admitting(ref("ingress", "ipAddress"))),
    ("authorizedRangesCoverNat", False, admitting(_address("ingress"), "10.0.0.0/8")),
    ("authorizedRangesCoverNat", "? the address of ip is not known before it exists", admitting(_address("ingress", "/8"))),
    ("authorizedRangesCoverNat", "? the address of ip is not known before it exists", admitting(_address("ingress"), "20.1.2.3/32")),
    ("authorizedRangesCoverNat", "? the address of ip is not known before it exists", admitting(ref("ip"), "20.1.2.3/32")),
    ("authorizedRangesCoverNat", X, admitting(_address("ingress"), UNKNOWN)),
    ("authorizedRangesCoverNat", None, api_server(authorizedIPRanges=[])),
    ("authorizedRangesCoverNat", True, admitting("0.0.0.0/0")),
    ("authorizedRangesCoverNat", "? the address of ip is not known before it exists", admitting("::/0", "20.0.0.0/8")),
    ("authorizedRangesCoverNat", None, [cluster(apiServerAccessProfile={"authorizedIPRanges": ["1.2.3.4"]})]),
    ("authorizedRangesCoverNat", True, pinned(apiServerAccessProfile={"authorizedIPRanges": [ref("prefix", "ipPrefix")]})),
    ("authorizedRangesCoverNat", X, pinned(apiServerAccessProfile={"authorizedIPRanges": ["1.2.3.4", UNKNOWN]})),
    ("authorizedRangesCoverNat", "? the address of prefix /28 is not known before it exists", pinned(apiServerAccessProfile={"authorizedIPRanges": ["1.2.3.0/28"]})),
    ("authorizedRangesCoverNat", False, pinned(apiServerAccessProfile={"authorizedIPRanges": ["1.2.3.4"]})),
    ("authorizedRangesCoverNat", False, pinned(apiServerAccessProfile={"authorizedIPRanges": ["10.0.0.0/8", "198.51.100.0/24"]})),
    ("authorizedRangesCoverNat", "? the address of prefix /28 is not known before it exists", pinned(apiServerAccessProfile={"authorizedIPRanges": ["10.0.0.0/8", "everyone"]})),
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
    ("httpProxy", None, [cluster()]),
    ("httpProxy", "http://a", [cluster(httpProxyConfig={"httpProxy": "http://a", "noProxy": ["x"]})]),
    ("httpProxy", "http://b", [cluster(httpProxyConfig={"httpProxy": "http://a", "httpsProxy": "http://b"})]),
    ("httpProxy", None, [cluster(httpProxyConfig={"httpProxy": "http://a", "enabled": False})]),
    ("httpProxy", None, [cluster(httpProxyConfig={"trustedCa": "x", "enabled": True})]),
    ("httpProxy", X, [cluster(httpProxyConfig={"httpProxy": "http://a", "enabled": UNKNOWN})]),
    ("httpProxy", X, [cluster(httpProxyConfig=UNKNOWN)]),
    ("httpProxy", "http://a:1", [cluster(httpProxyConfig={"httpProxy": "http://user:secret@a:1"})]),
    ("nodeProvisioningProfile.mode", "Auto", [cluster(nodeProvisioningProfile={"mode": "Auto"})]),
    ("nodeProvisioningProfile", X, [cluster(nodeProvisioningProfile=UNKNOWN)]),
    ("nodeProvisioningProfile", None, [cluster()]),
    ("pools[0].name", "system", [cluster()]),
    ("pools[0].name", "user", apart()),
    ("pools[0].count", X, system(count=UNKNOWN)),
    ("poolCount", 1, [cluster()]),
    ("poolCount", 1, pinned(pools=PODS)),
    ("poolCount", 2, [cluster(), pool("user")]),
    ("poolCount", "? var.count has no default", [cluster(pools=[{"name": "a"}, {"name": "b", "?": MAYBE}])]),
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
    ("natGatewayCount", X, [*pinned(UNKNOWN, TWO), subnet("other")]),
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
    return [*parts, replace(attach(ref("nodes"), "natGateway", ref("nat")), address=link)]


def apart_and_ordered(*waits_for: Any) -> list[Any]:
    """A pool of its own that waits for something, on a subnet whose association stands by itself."""
    own = pool("user", vnetSubnetID=ref("nodes"), traits={"dependsOn": list(waits_for)})
    aks = cluster("userAssignedNATGateway", traits={"dependsOn": [], "provider": "azurerm 4"})
    return [aks, own, network(), subnet(), gateway(), attach(ref("nodes"), "natGateway", ref("nat"))]


NAMELESS = {"natGateway": {"id": Unknown("an id", AT, parts=("/subscriptions/", None, "/resourceGroups/", None, "/providers/Microsoft.Network/natGateways/", None))}}  # fmt: skip
CLUSTERS += [
    ("orderedAfterAssociation", True, apart_and_ordered(ref("link:natGateway"))),
    ("orderedAfterAssociation", False, apart_and_ordered()),
    ("orderedAfterAssociation", X, apart_and_ordered(UNKNOWN)),
    ("natGatewayCount", "? the gateway is declared elsewhere", [*pinned(pools=TWO), subnet("other", **NAMELESS)]),
    ("natGatewayCount", "? var.count has no default", [*pinned(pools=[OWN[0], {**TWO[1], "?": MAYBE}]), subnet("other", natGateway={"id": ref("nat2")}), gateway("nat2")]),
    ("natGatewayCount", 1, [*pinned(pools=[OWN[0], {**TWO[1], "?": MAYBE}]), subnet("other", **NAT)]),
    ("natIpsNotAuthorized", X, api_server(authorizedIPRanges=["20.1.2.0/29", OTHERS])),
    ("natIpsNotAuthorized", [], api_server(authorizedIPRanges=["20.1.2.0/28", OTHERS])),
    ("natIpsNotAuthorized", ["20.1.2.0/28"], api_server(authorizedIPRanges=["20.9.9.9", ref("prefix", "ipPrefix")])),
    ("authorizedForLoadBalancerOnly", X, api_server(authorizedIPRanges=["20.9.9.9", OTHERS])),
    ("authorizedForLoadBalancerOnly", False, api_server(authorizedIPRanges=["20.9.9.9", ref("prefix", "ipPrefix")])),
    ("authorizedForLoadBalancerOnly", True, api_server(authorizedIPRanges=["0.0.0.0/32", UNKNOWN])),
    ("missingOrder", None, ordered("link:natGateway")),
    ("missingOrder", "`depends_on = [one.a]` to `aks`", ordered(link='one.a["x"]')),
    ("missingOrder", "`depends_on = [module.net]` to `aks`", ordered(link='module.net["x.y"].one.a')),
    ("missingOrder", "`depends_on = [link:natGateway]` to `user`", apart_and_ordered()),
    ("missingOrder", None, ordered(provider="arm")),
    ("orderedAfterAssociation", True, ordered("link:natGateway")),
    ("orderedAfterAssociation", True, ordered("link:natGateway", provider="azapi 2")),
    ("orderedAfterAssociation", False, ordered("link:nat")),
    ("orderedAfterAssociation", False, ordered()),
    # on a resource or module: on all its instances, and on nothing that only begins like it
    ("orderedAfterAssociation", True, ordered("one.a", link="one.a[0]")),
    ("orderedAfterAssociation", True, ordered('one.a["x"]', link='one.a["x"]')),
    ("orderedAfterAssociation", False, ordered('one.a["y"]', link='one.a["x"]')),
    ("orderedAfterAssociation", False, ordered("one.a", link="one.ab")),
    ("orderedAfterAssociation", True, ordered("module.net", link="module.net.one.a")),
    ("orderedAfterAssociation", True, ordered("module.net", link='module.net["x"].one.a')),
    ("orderedAfterAssociation", False, ordered("module.net", link="module.net2.one.a")),
    ("orderedAfterAssociation", False, ordered("module.net.one.a", link="module.net")),
    # an instance whose key is not known stands for any of them, and for nothing else
    ("orderedAfterAssociation", True, ordered('one.a["x"]', link="one.a[?each.key]")),
    ("orderedAfterAssociation", True, ordered("one.a[?each.key]", link='one.a["x"]')),
    ("orderedAfterAssociation", False, ordered('one.b["x"]', link="one.a[?each.key]")),
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
    ("maxNodes", "? a pool's surge is unknown", system(count=10, upgradeSettings={"maxSurge": "many"})),
    ("maxNodes", "? a pool's surge is unknown", system(count=10, upgradeSettings={"maxSurge": True})),
    ("maxNodes", 10, system(count=10, upgradeSettings={"maxSurge": 0})),
    ("zoneCount", 1, [cluster(pools=[{"name": "a", "availabilityZones": [1]}, {"name": "b", "availabilityZones": ["1"]}])]),
    ("virtualNetworks", ["vnet", "? var.x has no default"], pinned(pools=[*OWN, {"name": "lost", "vnetSubnetID": UNKNOWN}])),
    ("outboundType", "managedNATGateway", [auto(pools=[{"name": "a", "vnetSubnetID": None}])]),
    ("maxNodes", 22, [cluster(pools=[{"name": "a", "count": 10}, {"name": "b", "count": 10}])]),
    ("maxNodes", X, [cluster(pools=[{"name": "a", "count": 10}, {"name": "b", "count": UNKNOWN}])]),
    ("maxNodes", "? a pool's size is unknown", system(count="ten")),
    ("maxPods", 330, system(count=10, maxPods=30)),
    ("maxPods", 2420, [cluster(pools=[{"name": "a", "count": 10, "maxPods": 30}, {"name": "b", "count": 10, "maxPods": 110}])]),
    ("nodesBehindGateway", 11, system(count=10)),
    ("nodesBehindGateway", 22, system(count=20)),
    ("nodesBehindGateway", f"? {UNKNOWN.reason}", system(count=UNKNOWN)),
    ("maxPods", None, system(count=10)),
    ("maxPods", f"? {UNKNOWN.reason}", system(count=UNKNOWN, maxPods=30)),
    ("maxPods", f"? {UNKNOWN.reason}", system(count=10, maxPods=UNKNOWN)),
    ("requiredIps", 1, system(count=1)),
    ("requiredIps", 1, system(count=57)),
    ("requiredIps", 2, system(count=58)),
    ("requiredIps", X, system(count=UNKNOWN)),
]  # fmt: skip
CLUSTERS += SIZES
