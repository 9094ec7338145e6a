"""Which flag sets which ARM property, per kind of resource.

Sources: ``az <command> --help`` of azure-cli 2.91.0 and the request bodies its commands build
(command_modules/network/aaz/latest, command_modules/acs/managed_cluster_decorator.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.az.cli.values import Shape
from natpin.model.record import record


@record
class To:
    """Where a flag's value goes."""

    path: str
    shape: Shape = Shape.TEXT
    kind: str = ""
    """For ids: the word of the kind named."""


Table = Mapping[str, To]

_COMMON: Table = {
    "--location": To("location"),
    "--tags": To("tags", Shape.PAIRS),
}

_VIRTUAL_NODES = "addonProfiles.aciConnectorLinux"

_ZONED: Table = {"--zone": To("zones", Shape.WORDS), "--zones": To("zones", Shape.WORDS)}

PROPERTIES: Mapping[str, Table] = {
    "group": _COMMON,
    "publicIp": {
        **_COMMON,
        **_ZONED,
        "--sku": To("sku.name"),
        "--tier": To("sku.tier"),
        "--allocation-method": To("publicIPAllocationMethod"),
        "--version": To("publicIPAddressVersion"),
        "--public-ip-prefix": To("publicIPPrefix", Shape.ID, "prefix"),
        "--ip-tags": To("ipTags", Shape.TAGGED),
        "--ip-address": To("ipAddress"),
        "--ddos-protection-mode": To("ddosSettings.protectionMode"),
    },
    "prefix": {
        **_COMMON,
        **_ZONED,
        "--length": To("prefixLength", Shape.INTEGER),
        "--version": To("publicIPAddressVersion"),
        "--sku": To("sku.name"),
        "--tier": To("sku.tier"),
        "--ip-tags": To("ipTags", Shape.TAGGED),
        "--custom-ip-prefix-name": To("customIPPrefix"),
    },
    "natGateway": {
        **_COMMON,
        **_ZONED,
        "--sku": To("sku.name"),
        "--idle-timeout": To("idleTimeoutInMinutes", Shape.INTEGER),
        "--public-ip-addresses": To("publicIpAddresses", Shape.IDS, "publicIp"),
        "--public-ip-prefixes": To("publicIpPrefixes", Shape.IDS, "prefix"),
        "--pip-addresses-v6": To("publicIpAddressesV6", Shape.IDS, "publicIp"),
        "--pip-prefixes-v6": To("publicIpPrefixesV6", Shape.IDS, "prefix"),
        "--source-vnet": To("sourceVirtualNetwork", Shape.ID, "vnet"),
    },
    "vnet": {**_COMMON, "--address-prefixes": To("addressSpace.addressPrefixes", Shape.WORDS)},
    "subnet": {
        "--address-prefixes": To("addressPrefixes", Shape.WORDS),
        "--ipam-allocations": To("addressPrefixes", Shape.UNFOLLOWED),
        "--nat-gateway": To("natGateway", Shape.ID, "natGateway"),
        "--route-table": To("routeTable", Shape.ID, "routeTable"),
        "--service-endpoints": To("serviceEndpoints", Shape.SERVICES),
        "--endpoints": To("serviceEndpoints", Shape.SERVICES),
        "--delegations": To("delegations", Shape.DELEGATIONS),
        "--default-outbound-access": To("defaultOutboundAccess", Shape.SWITCH),
    },
    "routeTable": {
        **_COMMON,
        "--disable-bgp-route-propagation": To("disableBgpRoutePropagation", Shape.SWITCH),
    },
    "route": {
        "--address-prefix": To("addressPrefix"),
        "--next-hop-type": To("nextHopType"),
        "--next-hop-ip-address": To("nextHopIpAddress"),
        "--next-hop": To("nextHopIpAddress", Shape.UNFOLLOWED),
    },
    "cluster": {
        **_COMMON,
        "--kubernetes-version": To("kubernetesVersion"),
        "--node-resource-group": To("nodeResourceGroup"),
        "--sku": To("sku.name"),
        "--tier": To("sku.tier"),
        "--network-plugin": To("networkProfile.networkPlugin"),
        "--network-plugin-mode": To("networkProfile.networkPluginMode"),
        "--network-dataplane": To("networkProfile.networkDataplane"),
        "--network-policy": To("networkProfile.networkPolicy"),
        "--outbound-type": To("networkProfile.outboundType"),
        "--outbound-type-sku": To("networkProfile.natGatewayProfile.sku"),
        "--pod-cidrs": To("networkProfile.podCidr", Shape.UNFOLLOWED),
        "--pod-cidr": To("networkProfile.podCidr"),
        "--ip-families": To("networkProfile.ipFamilies", Shape.COMMAS),
        "--load-balancer-sku": To("networkProfile.loadBalancerSku"),
        "--load-balancer-managed-outbound-ip-count": To(
            "networkProfile.loadBalancerProfile.managedOutboundIPs.count", Shape.INTEGER
        ),
        "--load-balancer-outbound-ips": To(
            "networkProfile.loadBalancerProfile.outboundIPs.publicIPs", Shape.IDS, "publicIp"
        ),
        "--load-balancer-outbound-ip-prefixes": To(
            "networkProfile.loadBalancerProfile.outboundIPPrefixes.publicIPPrefixes", Shape.IDS, "prefix"
        ),
        "--load-balancer-outbound-ports": To(
            "networkProfile.loadBalancerProfile.allocatedOutboundPorts", Shape.INTEGER
        ),
        "--load-balancer-idle-timeout": To(
            "networkProfile.loadBalancerProfile.idleTimeoutInMinutes", Shape.INTEGER
        ),
        "--nat-gateway-managed-outbound-ip-count": To(
            "networkProfile.natGatewayProfile.managedOutboundIPProfile.count", Shape.INTEGER
        ),
        "--nat-gateway-managed-outbound-ipv6-count": To(
            "networkProfile.natGatewayProfile.managedOutboundIPProfile.countIPv6", Shape.INTEGER
        ),
        "--nat-gateway-idle-timeout": To(
            "networkProfile.natGatewayProfile.idleTimeoutInMinutes", Shape.INTEGER
        ),
        "--nat-gateway-outbound-ips": To(
            "networkProfile.natGatewayProfile.outboundIPs.publicIPs", Shape.IDS, "publicIp"
        ),
        "--nat-gateway-outbound-ip-prefixes": To(
            "networkProfile.natGatewayProfile.outboundIPPrefixes.publicIPPrefixes", Shape.IDS, "prefix"
        ),
        "--api-server-authorized-ip-ranges": To("apiServerAccessProfile.authorizedIPRanges", Shape.COMMAS),
        "--enable-private-cluster": To("apiServerAccessProfile.enablePrivateCluster", Shape.SWITCH),
        "--disable-private-cluster": To("apiServerAccessProfile.enablePrivateCluster", Shape.OFF),
        "--enable-apiserver-vnet-integration": To(
            "apiServerAccessProfile.enableVnetIntegration", Shape.SWITCH
        ),
        "--apiserver-subnet-id": To("apiServerAccessProfile.subnetId", Shape.PLAIN_ID, "subnet"),
        "--system-node-subnet-id": To("hostedSystemProfile.systemNodeSubnetID", Shape.PLAIN_ID, "subnet"),
        "--node-subnet-id": To("hostedSystemProfile.nodeSubnetID", Shape.PLAIN_ID, "subnet"),
        "--enable-hosted-system": To("hostedSystemProfile.enabled", Shape.SWITCH),
        "--http-proxy-config": To("httpProxyConfig", Shape.UNFOLLOWED),
        "--enable-http-proxy": To("httpProxyConfig.enabled", Shape.SWITCH),
        "--disable-http-proxy": To("httpProxyConfig.enabled", Shape.OFF),
        "--node-provisioning-mode": To("nodeProvisioningProfile.mode"),
        "--enable-addons": To(f"{_VIRTUAL_NODES}.enabled", Shape.ADD_ONS),
        "--addons": To(f"{_VIRTUAL_NODES}.enabled", Shape.ADD_ONS),
        "--aci-subnet-name": To(f"{_VIRTUAL_NODES}.config.SubnetName"),
        "--subnet-name": To(f"{_VIRTUAL_NODES}.config.SubnetName"),
        "--enable-static-egress-gateway": To(
            "networkProfile.staticEgressGatewayProfile.enabled", Shape.SWITCH
        ),
        "--disable-static-egress-gateway": To("networkProfile.staticEgressGatewayProfile.enabled", Shape.OFF),
    },
    "pool": {
        "--vnet-subnet-id": To("vnetSubnetID", Shape.PLAIN_ID, "subnet"),
        "--pod-subnet-id": To("podSubnetID", Shape.PLAIN_ID, "subnet"),
        "--pod-ip-allocation-mode": To("podIPAllocationMode"),
        "--node-count": To("count", Shape.INTEGER),
        "--min-count": To("minCount", Shape.INTEGER),
        "--max-count": To("maxCount", Shape.INTEGER),
        "--enable-cluster-autoscaler": To("enableAutoScaling", Shape.SWITCH),
        "--disable-cluster-autoscaler": To("enableAutoScaling", Shape.OFF),
        "--max-pods": To("maxPods", Shape.INTEGER),
        "--enable-node-public-ip": To("enableNodePublicIP", Shape.SWITCH),
        "--node-public-ip-prefix-id": To("nodePublicIPPrefixID", Shape.PLAIN_ID, "prefix"),
        "--zones": To("availabilityZones", Shape.WORDS),
        "--labels": To("nodeLabels", Shape.PAIRS),
        "--node-taints": To("nodeTaints", Shape.COMMAS),
        "--mode": To("mode"),
        "--priority": To("scaleSetPriority"),
        "--os-type": To("osType"),
        "--os-sku": To("osSKU"),
        "--node-vm-size": To("vmSize"),
        "--max-surge": To("upgradeSettings.maxSurge"),
        "--disable-windows-outbound-nat": To("windowsProfile.disableOutboundNat", Shape.SWITCH),
        "--gateway-prefix-size": To("gatewayProfile.publicIPPrefixSize", Shape.INTEGER),
        # `az aks create` spells what it shares with its first pool so:
        "--nodepool-labels": To("nodeLabels", Shape.PAIRS),
        "--nodepool-taints": To("nodeTaints", Shape.COMMAS),
    },
    "firewall": {**_COMMON, **_ZONED},
    "lock": {"--lock-type": To("level"), "--notes": To("notes")},
    "peering": {
        "--remote-vnet": To("remoteVirtualNetwork", Shape.ID, "vnet"),
        "--use-remote-gateways": To("useRemoteGateways", Shape.SWITCH),
        "--allow-gateway-transit": To("allowGatewayTransit", Shape.SWITCH),
    },
    # az turns BGP on where any of its settings is given (azure-cli, ``VnetGatewayCreate.pre_operations``)
    "vnetGateway": {
        **_COMMON,
        "--vnet": To("ipConfigurations", Shape.GATEWAY_NETWORK, "vnet"),
        "--gateway-type": To("gatewayType"),
        "--gateway-default-site": To("gatewayDefaultSite"),
        "--asn": To("enableBgp", Shape.ON),
        "--bgp-peering-address": To("enableBgp", Shape.ON),
        "--peer-weight": To("enableBgp", Shape.ON),
        "--enable-bgp": To("enableBgp", Shape.SWITCH),
    },
    "vhub": _COMMON,
    "hubConnection": {
        "--remote-vnet": To("remoteVirtualNetwork", Shape.ID, "vnet"),
        "--internet-security": To("enableInternetSecurity", Shape.SWITCH),
    },
}
