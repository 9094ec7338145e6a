"""What only Azure writes of a cluster and of a NAT gateway: a template that writes one whole leaves it out.

Source: Microsoft's Bicep types of Microsoft.ContainerService 2026-05-01 and Microsoft.Network 2025-09-01, the properties with the
flag "read-only" (``tests/specs/azure``; a test holds the two together).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from natpin.model.resource import CLUSTER, NAT_GATEWAY, same_type

CLUSTER_PATHS = (
    "properties.provisioningState",
    "properties.powerState",
    "properties.maxAgentPools",
    "properties.currentKubernetesVersion",
    "properties.fqdn",
    "properties.privateFQDN",
    "properties.azurePortalFQDN",
    "properties.agentPoolProfiles.eTag",
    "properties.agentPoolProfiles.currentOrchestratorVersion",
    "properties.agentPoolProfiles.provisioningState",
    "properties.agentPoolProfiles.status.provisioningError",
    "properties.agentPoolProfiles.localDNSProfile.state",
    "properties.addonProfiles.*.identity",
    "properties.podIdentityProfile.userAssignedIdentities.provisioningState",
    "properties.podIdentityProfile.userAssignedIdentities.provisioningInfo",
    "properties.oidcIssuerProfile.issuerURL",
    "properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs",
    "properties.networkProfile.natGatewayProfile.effectiveOutboundIPs",
    "properties.privateLinkResources.privateLinkServiceID",
    "properties.ingressProfile.webAppRouting.identity",
    "properties.resourceUID",
    "properties.status.provisioningError",
    "eTag",
    "identity.principalId",
    "identity.tenantId",
    "identity.userAssignedIdentities.*.principalId",
    "identity.userAssignedIdentities.*.clientId",
    "systemData",
)
"""Dotted paths; ``*`` is any name, and a list is looked through."""


GATEWAY = ("properties.subnets", "properties.resourceGuid", "properties.provisioningState", "etag")


def writable_in_code(type_: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without what only Azure writes. Of a subnet, that is gone from what natpin itself would write."""
    made: dict[str, Any] = dict(body)
    paths = CLUSTER_PATHS if same_type(type_, CLUSTER) else GATEWAY if same_type(type_, NAT_GATEWAY) else ()
    for path in paths:
        made = _without(made, path.split("."))
    return made


def _without(value: Any, path: list[str]) -> Any:
    match value:
        case Mapping():
            name, *rest = path
            named = {key: name in ("*", key) for key in value}
            if not rest:
                return {key: item for key, item in value.items() if not named[key]}
            return {key: _without(item, rest) if named[key] else item for key, item in value.items()}
        case list():
            return [_without(item, path) for item in value]
    return value
