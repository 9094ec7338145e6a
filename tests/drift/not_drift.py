"""Changes that are not drift: Azure's own spellings, what it adds by itself, and what bears on no egress IP.

Tags are not compared: nothing is judged by them, and they may hold anything.
"""

from __future__ import annotations

from .cases import DEFAULT, HUB_NODES, MONITOR, USER, routes
from .estate import (
    GATEWAY,
    HUB,
    IP,
    NET,
    OTHER_GATEWAY,
    PAYMENTS,
    PREFIX,
    SHOP,
    SPARE_IP,
    SPARE_PREFIX,
    TABLE,
    WEB,
    WEB_IP,
    Change,
    Do,
    cluster,
    gateway,
    network_id,
    route,
)

NSG = network_id("payments", "networkSecurityGroups", "nodes")


def recased(text: str) -> str:
    return (
        text.replace("resourceGroups", "resourcegroups")
        .replace("/payments/", "/PAYMENTS/")
        .upper()
        .replace("/SUBSCRIPTIONS", "/subscriptions")
    )


def restate(c: Change, identifier: str, state: str) -> None:
    entry = c.entry(identifier)
    entry.state = state
    c.azure.world.resources.put(entry)


def relocated(c: Change, identifier: str, location: str) -> None:
    entry = c.entry(identifier)
    entry.location = location
    c.azure.world.resources.put(entry)


def retagged(c: Change, identifier: str) -> None:
    entry = c.entry(identifier)
    entry.etag = 'W/"11111111-1111-1111-1111-111111111111"'
    c.azure.world.resources.put(entry)


def upgraded(c: Change) -> None:
    c.set(PAYMENTS, kubernetesVersion="1.34.1")
    for name in ("system", "user"):
        c.pool(PAYMENTS, name, orchestratorVersion="1.34.1")


NOT_DRIFT: dict[str, Do] = {
    # spellings
    "gateway-id-in-capitals": lambda c: c.set(USER, natGateway={"id": recased(GATEWAY)}),
    "gateway-id-lower": lambda c: c.set(USER, natGateway={"id": GATEWAY.lower()}),
    "ip-ids-recased": lambda c: c.set(GATEWAY, publicIpAddresses=[{"id": recased(IP)}], publicIpPrefixes=[{"id": PREFIX.lower()}]),
    "subnet-id-recased": lambda c: c.pool(PAYMENTS, "user", vnetSubnetID=USER.replace("resourceGroups", "resourcegroups").lower()),
    "route-table-id-recased": lambda c: c.set(HUB_NODES, routeTable={"id": recased(TABLE)}),
    "outbound-type-casing": lambda c: c.set(PAYMENTS, networkProfile__outboundType="UserAssignedNatGateway"),
    "load-balancer-sku-casing": lambda c: c.set(WEB, networkProfile__loadBalancerSku="STANDARD"),
    "ip-version-casing": lambda c: c.set(IP, publicIPAddressVersion="ipv4"),
    "allocation-casing": lambda c: c.set(IP, publicIPAllocationMethod="static"),
    "next-hop-casing": lambda c: c.set(f"{TABLE}/routes/default", nextHopType="virtualappliance"),
    "service-tag-casing": lambda c: c.set(f"{TABLE}/routes/monitor", addressPrefix="AZUREMONITOR"),
    "region-in-words": lambda c: relocated(c, GATEWAY, "West Europe"),
    "ranges-as-addresses": lambda c: c.set(PAYMENTS, apiServerAccessProfile__authorizedIPRanges=["20.1.2.0/29", "20.1.3.4", "203.0.113.0/24"]),
    "ranges-reordered": lambda c: c.set(PAYMENTS, apiServerAccessProfile__authorizedIPRanges=["203.0.113.0/24", "20.1.3.4/32", "20.1.2.0/29"]),
    "address-prefixes": lambda c: c.set(USER, addressPrefix=None, addressPrefixes=["10.0.1.0/24"]),
    "minutes-as-text": lambda c: c.set(GATEWAY, idleTimeoutInMinutes="10"),
    # order
    "routes-reordered": lambda c: routes(c, MONITOR, DEFAULT),
    "routes-renamed": lambda c: routes(c, {**DEFAULT, "name": "to-firewall"}, {**MONITOR, "name": "logs"}),
    # defaults, written out or gone
    "no-service-endpoints": lambda c: c.set(USER, serviceEndpoints=[]),
    "no-outbound-nat-flag": lambda c: c.pool(PAYMENTS, "user", windowsProfile={"disableOutboundNat": False}),
    "node-public-ip-absent": lambda c: c.pool(PAYMENTS, "user", enableNodePublicIP=None),
    "idle-timeout-of-managed-absent": lambda c: c.set(SHOP, networkProfile__natGatewayProfile__idleTimeoutInMinutes=None),
    "lb-idle-timeout-absent": lambda c: c.set(WEB, networkProfile__loadBalancerProfile__idleTimeoutInMinutes=None),
    "propagation-flag-absent": lambda c: c.set(TABLE, disableBgpRoutePropagation=None),
    "private-cluster-written-out": lambda c: c.set(PAYMENTS, apiServerAccessProfile__enablePrivateCluster=False),
    "gateway-sku-without-tier": lambda c: c.top(GATEWAY, sku={"name": "Standard"}),
    "gateway-zones-empty": lambda c: c.top(GATEWAY, zones=[]),
    "prefix-zones-filled-in": lambda c: c.top(PREFIX, zones=["1", "2", "3"]),
    "ip-tags-empty": lambda c: c.set(PREFIX, ipTags=[]),
    # read-only, and what comes and goes
    "etag": lambda c: retagged(c, GATEWAY),
    "updating": lambda c: restate(c, GATEWAY, "Updating"),
    "cluster-updating": lambda c: restate(c, PAYMENTS, "Updating"),
    "last-operation-failed": lambda c: restate(c, NET, "Failed"),
    "nodes-come": lambda c: c.pool(PAYMENTS, "user", count=40),
    "autoscaling": lambda c: c.pool(PAYMENTS, "user", enableAutoScaling=True, minCount=1, maxCount=9),
    "upgraded": upgraded,
    "labels-and-taints": lambda c: c.pool(PAYMENTS, "user", nodeLabels={"a": "b"}, nodeTaints=["x=y:NoSchedule"]),
    "surge": lambda c: c.pool(PAYMENTS, "user", upgradeSettings={"maxSurge": "33%"}),
    "max-pods": lambda c: c.pool(PAYMENTS, "user", maxPods=50),
    "node-image": lambda c: c.pool(PAYMENTS, "user", nodeImageVersion="AKSUbuntu-2204gen2containerd-202611.01.0"),
    "channel": lambda c: c.set(PAYMENTS, autoUpgradeProfile={"upgradeChannel": "stable"}),
    "add-on": lambda c: c.set(PAYMENTS, addonProfiles={"omsagent": {"enabled": True}}),
    # tags
    "tags-of-the-gateway": lambda c: c.top(GATEWAY, tags={"owner": "platform"}),
    "tags-of-the-cluster": lambda c: c.top(PAYMENTS, tags={"cost": "42"}),
    "tags-of-the-network": lambda c: c.top(NET, tags={"managedBy": "portal"}),
    # elsewhere, or on no egress
    "security-group": lambda c: [c.seed({"id": NSG, "location": "westeurope", "properties": {}}), c.set(USER, networkSecurityGroup={"id": NSG})],
    "private-endpoint-policies": lambda c: c.set(USER, privateEndpointNetworkPolicies="Enabled"),
    "address-space-wider": lambda c: c.set(NET, addressSpace={"addressPrefixes": ["10.0.0.0/16", "10.77.0.0/16"]}),
    "subnet-beside": lambda c: c.seed({"id": f"{NET}/subnets/bastion", "properties": {"addressPrefix": "10.0.7.0/24"}}),
    "gateway-beside": lambda c: c.seed(gateway(OTHER_GATEWAY, [SPARE_PREFIX], [])),
    "gateway-on-a-subnet-beside": lambda c: [c.seed(gateway(OTHER_GATEWAY, [SPARE_PREFIX], [])), c.set(f"{NET}/subnets/fresh", natGateway={"id": OTHER_GATEWAY})],
    "gateway-on-one-more-subnet": lambda c: c.set(f"{NET}/subnets/fresh", natGateway={"id": GATEWAY}),
    "spare-ip-gone": lambda c: c.gone(SPARE_IP),
    "ip-idle-timeout": lambda c: c.set(IP, idleTimeoutInMinutes=30),
    "dns-name-of-an-ip": lambda c: c.set(IP, dnsSettings={"domainNameLabel": "egress", "fqdn": "egress.westeurope.cloudapp.azure.com"}),
    "ddos-of-an-ip": lambda c: c.set(WEB_IP, ddosSettings={"protectionMode": "VirtualNetworkInherited"}),
    "private-route": lambda c: routes(c, DEFAULT, MONITOR, route("spoke", "10.50.0.0/16", "VirtualAppliance", "10.9.0.4")),
    "routes-of-kubenet-nodes": lambda c: routes(c, DEFAULT, MONITOR, route("aks-system-000000", "10.244.0.0/24", "VirtualAppliance", "10.9.1.4")),
    "route-to-shared-addresses": lambda c: routes(c, DEFAULT, MONITOR, route("overlay", "100.64.0.0/16", "VirtualAppliance", "10.9.1.4")),
    "another-lock": lambda c: c.azure.lock(GATEWAY, "ReadOnly", "more"),
    "lock-on-the-group": lambda c: [c.unlock(), c.azure.lock("/".join(PREFIX.split("/")[:5]), "CanNotDelete", "group")],
    "another-cluster": lambda c: c.seed(cluster("lab", {"outboundType": "loadBalancer"}, [{"name": "system"}])),
    "pool-of-another-cluster": lambda c: [c.seed(cluster("lab", {"outboundType": "loadBalancer"}, [{"name": "system"}])), c.seed(cluster("lab2", {"outboundType": "loadBalancer"}, [{"name": "x"}]))],
    "cluster-identity": lambda c: c.top(HUB, identity={"type": "SystemAssigned", "principalId": "22222222-2222-2222-2222-222222222222"}),
}  # fmt: skip
