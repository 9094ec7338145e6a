"""What is declared with a hole in it, and what is told for that: an unknown, or a list with one."""

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
    workload,
)

from natpin.model.resource import LOCK, NAT_GATEWAY
from natpin.model.value import Unknown

OWN = [{"name": "system", "vnetSubnetID": ref("nodes")}]
NAT = {"natGateway": {"id": ref("nat")}}
ON = [network(), subnet(**NAT)]
MAYBE = Unknown("var.count has no default", AT)
OF_OTHERS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/theirs"
OTHERS = Unknown("var.subnets has no default", AT, others=True)
SKU = cluster(sku={"name": UNKNOWN})

DOUBTS: list[tuple[str, str, list[Any]]] = [
    ("cluster", "automatic", [SKU]),
    ("cluster", "outboundType", [SKU]),
    ("nodePool", "exit", [SKU]),
    ("cluster", "managedOutboundIPs", [cluster(UNKNOWN)]),
    ("cluster", "managedOutboundIPs", [cluster("managedNATGateway", networkProfile={"natGatewayProfile": UNKNOWN})]),
    ("cluster", "zoneCount", [cluster(pools=[{"name": "a", "availabilityZones": UNKNOWN}])]),
    ("cluster", "poolCount", [cluster(pools=UNKNOWN)]),
    ("cluster", "maxNodes", [cluster(pools=UNKNOWN)]),
    ("cluster", "maxNodes", [cluster(pools=[{"name": "a", "count": 3, "upgradeSettings": {"maxSurge": UNKNOWN}}])]),
    ("cluster", "maxPods", [cluster(pools=[{"name": "a", "count": UNKNOWN, "maxPods": 30}])]),
    ("cluster", "maxPods", [cluster(pools=[{"name": "a", "count": 3, "maxPods": UNKNOWN}])]),
    ("cluster", "requiredIps", [cluster(pools=UNKNOWN)]),
    ("cluster", "natIpsNotAuthorized", [cluster("userAssignedNATGateway", OWN, apiServerAccessProfile={"authorizedIPRanges": UNKNOWN}), *ON, gateway()]),
    ("cluster", "natIpsNotAuthorized", [cluster("userAssignedNATGateway", OWN, apiServerAccessProfile={"authorizedIPRanges": ["1.2.3.4"]}), *ON, gateway(publicIpAddresses=UNKNOWN)]),
    ("cluster", "virtualNetworks", [cluster(pools=[{"name": "a", "vnetSubnetID": UNKNOWN}])]),
    ("cluster", "vnetLocation", [cluster(pools=[{"name": "a", "vnetSubnetID": UNKNOWN}])]),
    ("cluster", "natGateways", [cluster(pools=[{"name": "a", "vnetSubnetID": UNKNOWN}])]),
    ("cluster", "orderedAfterAssociation", [cluster("userAssignedNATGateway", OWN, traits={"provider": "azurerm 4", "dependsOn": UNKNOWN}), *ON, gateway(), attach(ref("nodes"), "natGateway", ref("nat"))]),
    ("subnet", "outboundTypes", [cluster(UNKNOWN, OWN), network(), subnet()]),
    ("subnet", "servesCluster", [cluster(pools=[{"name": "a", "vnetSubnetID": UNKNOWN}]), network(), subnet()]),
    ("subnet", "roles", [network(), subnet(delegations=UNKNOWN)]),
    ("subnet", "gatewayCount", [network(), subnet(natGateway=UNKNOWN)]),
    ("subnet", "hasRouteTable", [network(), subnet(routeTable=UNKNOWN)]),
    ("natGateway", "ipv6Count", [gateway(publicIpPrefixesV6=[{"id": ref("p")}]), prefix("p", UNKNOWN, publicIPAddressVersion="IPv6")]),
    ("natGateway", "ipCount", [gateway(publicIpAddresses=[{"id": ref("ip")}]), public_ip(publicIPAddressVersion=UNKNOWN)]),
    ("natGateway", "ipv6Count", [gateway(publicIpAddresses=[{"id": ref("ip")}]), public_ip(publicIPAddressVersion=UNKNOWN)]),
    ("natGateway", "subnetCount", [gateway(), network(), subnet(natGateway=UNKNOWN)]),
    ("natGateway", "virtualNetworkCount", [gateway(), subnet(parent="gone", **NAT)]),
    ("natGateway", "usedByCluster", [cluster(pools=[{"name": "a", "vnetSubnetID": UNKNOWN}]), gateway()]),
    ("natGateway", "clusterZones", [cluster(pools=[{**OWN[0], "availabilityZones": UNKNOWN}]), *ON, gateway()]),
    ("natGateway", "clusterZones", [cluster(pools=[{**OWN[0], "availabilityZones": [UNKNOWN]}]), *ON, gateway()]),
    ("natGateway", "clusterZoneCount", [cluster(pools=[{**OWN[0], "availabilityZones": [UNKNOWN]}]), *ON, gateway()]),
    ("natGateway", "clusterIpFamilies", [cluster(pools=OWN, networkProfile={"ipFamilies": UNKNOWN}), *ON, gateway()]),
    ("publicIp", "protected", [gateway(publicIpAddresses=[{"id": ref("ip")}]), public_ip(), resource(LOCK, "lock", ref("ip"), conditional=MAYBE)]),
    ("publicIp", "protected", [gateway(publicIpAddresses=[{"id": ref("ip")}]), public_ip(), resource(LOCK, "lock", UNKNOWN)]),
    ("publicIp", "inNodeResourceGroup", [gateway(publicIpAddresses=[{"id": ref("ip")}]), public_ip(group=UNKNOWN)]),
    ("publicIp", "publicIPAddressVersion", [resource(NAT_GATEWAY, "nat", publicIpAddresses=[{"id": OF_OTHERS}])]),
    ("virtualNetwork", "inlineSubnetCount", [network(subnets=UNKNOWN)]),
    ("virtualNetwork", "inlineSubnetCount", [network(subnets=[OTHERS])]),
    ("workload", "hostNetwork", [cluster(), workload(pod={"hostNetwork": UNKNOWN})]),
    ("workload", "egressLabelled", [cluster(), workload(labels={"natpin.io/egress": UNKNOWN})]),
    ("workload", "egressLabelled", [cluster(), workload(labels=UNKNOWN)]),
    ("workload", "tcpKeepaliveSeconds", [cluster(), workload(pod={"securityContext": {"sysctls": [{"name": "net.ipv4.tcp_keepalive_time", "value": UNKNOWN}]}})]),
    ("workload", "poolCount", [cluster(pools=[{"name": "a", "nodeTaints": UNKNOWN}]), workload()]),
    ("workload", "usesPodSubnet", [cluster(pools=[{"name": "a", "vnetSubnetID": ref("nodes"), "nodeTaints": UNKNOWN, "podSubnetID": ref("nodes")}]), network(), subnet(), workload()]),
]  # fmt: skip
