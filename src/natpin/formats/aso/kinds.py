"""The kinds of Azure Service Operator: which become resources of natpin's model, and which do not bear on egress.

Source: Azure Service Operator, "Supported resources" (azure.github.io/azure-service-operator/reference). A kind of these
groups that is in no list is a doubt.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    FIREWALL,
    LOAD_BALANCER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
)

CONTAINER_SERVICE = "containerservice.azure.com"
NETWORK = "network.azure.com"
RESOURCES = "resources.azure.com"
GROUPS = (CONTAINER_SERVICE, NETWORK, RESOURCES)

TRANSLATED: Mapping[tuple[str, str], str] = {
    (CONTAINER_SERVICE, "ManagedCluster"): CLUSTER,
    (CONTAINER_SERVICE, "ManagedClustersAgentPool"): AGENT_POOL,
    (NETWORK, "AzureFirewall"): FIREWALL,
    (NETWORK, "LoadBalancer"): LOAD_BALANCER,
    (NETWORK, "NatGateway"): NAT_GATEWAY,
    (NETWORK, "PublicIPAddress"): PUBLIC_IP,
    (NETWORK, "PublicIPPrefix"): PUBLIC_IP_PREFIX,
    (NETWORK, "RouteTable"): ROUTE_TABLE,
    (NETWORK, "RouteTablesRoute"): ROUTE,
    (NETWORK, "VirtualNetwork"): VIRTUAL_NETWORK,
    (NETWORK, "VirtualNetworkGateway"): "Microsoft.Network/virtualNetworkGateways",
    (NETWORK, "VirtualNetworksSubnet"): SUBNET,
    (
        NETWORK,
        "VirtualNetworksVirtualNetworkPeering",
    ): "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
    (RESOURCES, "ResourceGroup"): RESOURCE_GROUP,
}
"""API group and kind to ARM's type."""

_HARMLESS: Mapping[str, str] = {
    CONTAINER_SERVICE: """
        Fleet FleetsAutoUpgradeProfile FleetsMember FleetsUpdateRun FleetsUpdateStrategy IdentityBinding
        MaintenanceConfiguration TrustedAccessRoleBinding
        """,
    NETWORK: """
        ApplicationGateway ApplicationSecurityGroup BastionHost DnsForwardingRuleSetsForwardingRule
        DnsForwardingRuleSetsVirtualNetworkLink DnsForwardingRuleset DnsResolver DnsResolversInboundEndpoint
        DnsResolversOutboundEndpoint DnsZone FirewallPolicy FirewallPoliciesRuleCollectionGroup
        LoadBalancersInboundNatRule NetworkInterface NetworkSecurityGroup NetworkSecurityGroupsSecurityRule
        NetworkWatcher NetworkWatchersFlowLog PrivateDnsZone PrivateEndpoint PrivateEndpointsPrivateDnsZoneGroup
        PrivateLinkService TrafficManagerProfile WebApplicationFirewallPolicy
        """,
    RESOURCES: "",
}
_HARMLESS_BEGINNINGS = ("DnsZones", "PrivateDnsZones", "TrafficManagerProfiles")
"""Kinds of records, links and endpoints."""


def is_harmless(group: str, kind: str) -> bool:
    """True for a kind that leaves clusters, networks' ways out and public IPs as they are."""
    return kind in _HARMLESS[group].split() or kind.startswith(_HARMLESS_BEGINNINGS)
