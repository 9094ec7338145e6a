"""The contract between formats and facts: which properties judging reads off resources, by ARM type.

Everything above the formats (graph, egress, facts, policies) reads these and no others. A format that translates has to
answer for each: its table carries the property, or it says why its language cannot express it. Three tests hold this
together (``tests/paths/``):

- what is read off every resource of the topologies and rules' cases is what stands here, nothing more and nothing less;
- what a table carries and what its language cannot express are together what stands here;
- a flag that a table does not carry is one that was looked at, and that bears on nothing of this.

So a new fact that reads a new property fails a test until each format has answered.

``[]`` stands for the elements of a list. Names, parents, ids and traits are on every ``Resource`` and not listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    HUB_CONNECTION,
    LOCK,
    NAT_GATEWAY,
    NETWORK_GATEWAY,
    PEERING,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
)

Paths = frozenset[str]


def _words(listed: str) -> Paths:
    return frozenset(listed.split())


READ: Final[Mapping[str, Paths]] = {
    CLUSTER: _words("""
        location
        sku.name
        agentPoolProfiles
        addonProfiles.aciConnectorLinux.enabled
        addonProfiles.aciConnectorLinux.config.subnetName
        apiServerAccessProfile.authorizedIPRanges
        apiServerAccessProfile.enablePrivateCluster
        apiServerAccessProfile.subnetId
        hostedSystemProfile.enabled
        httpProxyConfig.enabled
        httpProxyConfig.httpProxy
        httpProxyConfig.httpsProxy
        hostedSystemProfile.nodeSubnetID
        hostedSystemProfile.systemNodeSubnetID
        networkProfile.ipFamilies
        networkProfile.loadBalancerSku
        networkProfile.networkDataplane
        networkProfile.networkPlugin
        networkProfile.networkPluginMode
        networkProfile.outboundType
        networkProfile.podCidr
        networkProfile.loadBalancerProfile.effectiveOutboundIPs
        networkProfile.loadBalancerProfile.managedOutboundIPs.count
        networkProfile.loadBalancerProfile.outboundIPPrefixes.publicIPPrefixes
        networkProfile.loadBalancerProfile.outboundIPs.publicIPs
        networkProfile.natGatewayProfile.effectiveOutboundIPs
        networkProfile.natGatewayProfile.idleTimeoutInMinutes
        networkProfile.natGatewayProfile.managedOutboundIPProfile.count
        networkProfile.natGatewayProfile.outboundIPPrefixes.publicIPPrefixes
        networkProfile.natGatewayProfile.outboundIPs.publicIPs
        networkProfile.natGatewayProfile.sku
        nodeProvisioningProfile.mode
    """),
    AGENT_POOL: _words("""
        availabilityZones
        count
        enableNodePublicIP
        maxCount
        maxPods
        mode
        nodeLabels
        nodePublicIPPrefixID
        nodeTaints
        osType
        podSubnetID
        scaleSetPriority
        upgradeSettings.maxSurge
        vnetSubnetID
        windowsProfile.disableOutboundNat
    """),
    NAT_GATEWAY: _words("""
        location
        zones
        sku.name
        idleTimeoutInMinutes
        publicIpAddresses
        publicIpAddressesV6
        publicIpPrefixes
        publicIpPrefixesV6
    """),
    PUBLIC_IP: _words("""
        location
        zones
        sku.name
        ddosSettings.protectionMode
        ipAddress
        ipTags[].ipTagType
        ipTags[].tag
        publicIPAddressVersion
        publicIPAllocationMethod
        publicIPPrefix
    """),
    PUBLIC_IP_PREFIX: _words("""
        location
        zones
        sku.name
        customIPPrefix
        ipPrefix
        ipTags[].ipTagType
        ipTags[].tag
        prefixLength
        publicIPAddressVersion
    """),
    VIRTUAL_NETWORK: _words("location subnets"),
    SUBNET: _words("""
        addressPrefix
        addressPrefixes
        defaultOutboundAccess
        delegations[].properties.serviceName
        natGateway
        routeTable
        serviceEndpoints[].service
    """),
    ROUTE_TABLE: _words("disableBgpRoutePropagation routes"),
    ROUTE: _words("addressPrefix nextHopIpAddress nextHopType"),
    RESOURCE_GROUP: _words("location"),
    LOCK: _words("scope"),
    PEERING: _words("useRemoteGateways"),
    NETWORK_GATEWAY: _words("enableBgp gatewayDefaultSite gatewayType ipConfigurations[].subnet"),
    HUB_CONNECTION: _words("enableInternetSecurity remoteVirtualNetwork"),
}
