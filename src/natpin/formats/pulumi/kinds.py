"""The types of Pulumi's azure-native provider: which become resources, by which property each is named, and which do not
bear on egress.

Source: Pulumi Registry, Azure Native provider, modules ``containerservice``, ``network``, ``resources``,
``authorization``. A type of those that make or deploy networks (``MODULES``)
that is in no list is a doubt.
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model.record import record
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    FIREWALL,
    LOAD_BALANCER,
    LOCK,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
)
from natpin.regex import late_regex

_TYPE = late_regex(r"azure-native(?:_\w+)?:(?:([a-z]+)(?:/(v\d\w*))?:)(\w+)\Z")


@record
class Kind:
    """A type, as ARM knows it."""

    type: str
    named: str
    """The property that holds its name; where it is not written, Pulumi makes one up."""
    parent: str | None = None
    """The property that names what it belongs to, of a child type."""


KINDS: Mapping[tuple[str, str], Kind] = {
    ("authorization", "ManagementLockByScope"): Kind(LOCK, "lockName", "scope"),
    ("authorization", "ManagementLockAtResourceLevel"): Kind(LOCK, "lockName", "resourceName"),
    ("authorization", "ManagementLockAtResourceGroupLevel"): Kind(LOCK, "lockName", "resourceGroupName"),
    ("containerservice", "AgentPool"): Kind(AGENT_POOL, "agentPoolName", "resourceName"),
    ("containerservice", "ManagedCluster"): Kind(CLUSTER, "resourceName"),
    ("network", "AzureFirewall"): Kind(FIREWALL, "azureFirewallName"),
    ("network", "LoadBalancer"): Kind(LOAD_BALANCER, "loadBalancerName"),
    ("network", "NatGateway"): Kind(NAT_GATEWAY, "natGatewayName"),
    ("network", "PublicIPAddress"): Kind(PUBLIC_IP, "publicIpAddressName"),
    ("network", "PublicIPPrefix"): Kind(PUBLIC_IP_PREFIX, "publicIpPrefixName"),
    ("network", "Route"): Kind(ROUTE, "routeName", "routeTableName"),
    ("network", "RouteTable"): Kind(ROUTE_TABLE, "routeTableName"),
    ("network", "Subnet"): Kind(SUBNET, "subnetName", "virtualNetworkName"),
    ("network", "VirtualNetwork"): Kind(VIRTUAL_NETWORK, "virtualNetworkName"),
    ("network", "VirtualNetworkGateway"): Kind(
        "Microsoft.Network/virtualNetworkGateways", "virtualNetworkGatewayName"
    ),
    ("network", "VirtualNetworkPeering"): Kind(
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        "virtualNetworkPeeringName",
        "virtualNetworkName",
    ),
    ("resources", "ResourceGroup"): Kind(RESOURCE_GROUP, "resourceGroupName"),
}

_HARMLESS = frozenset(
    """
    MaintenanceConfiguration TrustedAccessRoleBinding Snapshot ManagedClusterSnapshot Fleet FleetMember
    FleetUpdateStrategy UpdateRun ApplicationGateway ApplicationSecurityGroup BastionHost DdosProtectionPlan FirewallPolicy
    FirewallPolicyRuleCollectionGroup FlowLog IpGroup NetworkInterface NetworkProfile NetworkSecurityGroup NetworkWatcher
    PrivateDnsZoneGroup PrivateEndpoint PrivateLinkService Profile RecordSet SecurityRule WebApplicationFirewallPolicy
    Zone PrivateRecordSet PrivateZone VirtualNetworkLink Endpoint LocalNetworkGateway
    TagAtScope TemplateSpec TemplateSpecVersion
    """.split()  # noqa: SIM905
)
MODULES = ("blueprint", "containerservice", "network", "resources", "solutions")
"""Modules of which every type is in a list: those of the networks, and those whose types deploy what others declare
(templates, scripts, blueprints, managed applications)."""


def kind_of(type_: str) -> tuple[str, str, str | None] | None:
    """Module, type and API version of azure-native's ``azure-native:network/v20240501:NatGateway``; None for others'."""
    match = _TYPE.match(type_)
    return (match.group(1), match.group(3), match.group(2)) if match is not None else None


def is_harmless(module: str, kind: str) -> bool:
    """True for a type that leaves clusters, networks' ways out and public IPs as they are."""
    return module not in MODULES or kind in _HARMLESS
