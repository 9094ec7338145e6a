"""What the properties of network types may be called: the network provider refuses a request with any other.

Source: Bicep types of Microsoft.Network 2025-09-01 (tests/specs/azure; a test holds the table to them). What is there already, put in
place by another api-version, is let through.
"""

from __future__ import annotations

from natpin.simulator import errors
from natpin.simulator.types.rules import Write

NAMES: dict[str, frozenset[str]] = {
    "Microsoft.Network/natGateways": frozenset(
        (
            "idleTimeoutInMinutes",
            "nat64",
            "provisioningState",
            "publicIpAddresses",
            "publicIpAddressesV6",
            "publicIpPrefixes",
            "publicIpPrefixesV6",
            "resourceGuid",
            "serviceGateway",
            "sourceVirtualNetwork",
            "subnets",
        )
    ),
    "Microsoft.Network/networkSecurityGroups": frozenset(
        (
            "defaultSecurityRules",
            "flowLogs",
            "flushConnection",
            "networkInterfaces",
            "provisioningState",
            "resourceGuid",
            "securityRules",
            "subnets",
        )
    ),
    "Microsoft.Network/publicIPAddresses": frozenset(
        (
            "ddosSettings",
            "deleteOption",
            "dnsSettings",
            "idleTimeoutInMinutes",
            "ipAddress",
            "ipConfiguration",
            "ipTags",
            "linkedPublicIPAddress",
            "migrationPhase",
            "natGateway",
            "provisioningState",
            "publicIPAddressVersion",
            "publicIPAllocationMethod",
            "publicIPPrefix",
            "resourceGuid",
            "servicePublicIPAddress",
            "upgradedToV2",
        )
    ),
    "Microsoft.Network/publicIPPrefixes": frozenset(
        (
            "customIPPrefix",
            "ipPrefix",
            "ipTags",
            "loadBalancerFrontendIpConfiguration",
            "natGateway",
            "prefixLength",
            "provisioningState",
            "publicIPAddressVersion",
            "publicIPAddresses",
            "resourceGuid",
            "upgradedToV2",
        )
    ),
    "Microsoft.Network/routeTables": frozenset(
        (
            "disableBgpRoutePropagation",
            "disablePeeringRoute",
            "provisioningState",
            "resourceGuid",
            "routes",
            "subnets",
        )
    ),
    "Microsoft.Network/routeTables/routes": frozenset(
        (
            "addressPrefix",
            "hasBgpOverride",
            "nextHop",
            "nextHopIpAddress",
            "nextHopType",
            "provisioningState",
        )
    ),
    "Microsoft.Network/virtualNetworks": frozenset(
        (
            "addressSpace",
            "bgpCommunities",
            "ddosProtectionPlan",
            "defaultPublicNatGateway",
            "dhcpOptions",
            "enableDdosProtection",
            "enableVmProtection",
            "encryption",
            "flowLogs",
            "flowTimeoutInMinutes",
            "ipAllocations",
            "privateEndpointVNetPolicies",
            "provisioningState",
            "resourceGuid",
            "subnets",
            "summarizedGatewayPrefixes",
            "virtualNetworkPeerings",
        )
    ),
    "Microsoft.Network/virtualNetworks/subnets": frozenset(
        (
            "addressPrefix",
            "addressPrefixes",
            "applicationGatewayIPConfigurations",
            "defaultOutboundAccess",
            "delegations",
            "ipAllocations",
            "ipConfigurationProfiles",
            "ipConfigurations",
            "ipamPoolPrefixAllocations",
            "natGateway",
            "networkSecurityGroup",
            "privateEndpointNetworkPolicies",
            "privateEndpoints",
            "privateLinkServiceNetworkPolicies",
            "provisioningState",
            "purpose",
            "resourceNavigationLinks",
            "routeTable",
            "serviceAssociationLinks",
            "serviceEndpointPolicies",
            "serviceEndpoints",
            "serviceGateway",
            "sharingScope",
        )
    ),
}

_SHOWN = frozenset({"type"})
"""What the service shows beside them, and takes back (recorded: ``type`` of NAT gateways)."""
_LOWERED = {kind.lower(): frozenset(map(str.lower, names)) for kind, names in NAMES.items()}


def refuse_unknown(write: Write) -> None:
    """Raise Refused for a member that the type has not. The form of the refusal is reported by users: unverified."""
    known = _LOWERED.get(write.type.lower())
    if known is None:
        return
    there = _SHOWN | {name.lower() for name in (write.current.properties if write.current else ())}
    for name in write.properties:
        if name.lower() not in known and name.lower() not in there:
            kind = write.type.rpartition("/")[2]
            raise errors.network(
                400,
                "InvalidRequestFormat",
                "Cannot parse the request.",
                [
                    {
                        "code": "InvalidJson",
                        "message": f"Could not find member '{name}' on object of type '{kind}'.",
                    }
                ],
            )
