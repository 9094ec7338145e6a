"""What Azure takes where a declaration says nothing, and between which bounds: each stated once, with its source.

``as_of`` is the day of the source's version, not of our reading. The tools' own defaults (azurerm, az, modules) stand
with the tools; the simulator states Azure's again for itself, so that a mistake here does not prove itself.
"""

from __future__ import annotations

from natpin.model.record import record
from natpin.model.resource import AGENT_POOL, CLUSTER, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX, SUBNET
from natpin.model.value import Scalar


@record
class Default:
    """What the absence of a property means."""

    data: Scalar | tuple[str, ...]
    source: str
    as_of: str
    """ISO 8601, or a version where the source is dated by one."""


@record
class Bounds:
    """The least and the most of a number."""

    least: int
    most: int
    source: str
    as_of: str


_AKS_API = "azure-mgmt-containerservice 41.6.0, models"
_AKS_OF = "2026-06-01"
_NAT_DOCS = 'Azure NAT Gateway resource, "Timers and timeouts"'
_EMPTY_LIST = "ARM: an absent list is an empty one"
_NET = "networkProfile"
_LB = f"{_NET}.loadBalancerProfile"
_NAT = f"{_NET}.natGatewayProfile"

DEFAULTS: dict[tuple[str, str], Default] = {
    (CLUSTER, f"{_NET}.outboundType"): Default(
        "loadBalancer", 'AKS, "Customize cluster egress with outbound types in AKS"', "2026-08-05"
    ),
    (CLUSTER, f"{_NET}.loadBalancerSku"): Default("standard", _AKS_API, _AKS_OF),
    (CLUSTER, f"{_NET}.ipFamilies"): Default(("IPv4",), 'AKS, "Use dual-stack networking"; unverified', ""),
    (CLUSTER, f"{_LB}.managedOutboundIPs.count"): Default(1, _AKS_API, _AKS_OF),
    (CLUSTER, f"{_LB}.idleTimeoutInMinutes"): Default(30, _AKS_API, _AKS_OF),
    (CLUSTER, f"{_LB}.allocatedOutboundPorts"): Default(0, f"{_AKS_API}: 0 lets AKS choose", _AKS_OF),
    (CLUSTER, f"{_NAT}.managedOutboundIPProfile.count"): Default(1, _AKS_API, _AKS_OF),
    (CLUSTER, f"{_NAT}.idleTimeoutInMinutes"): Default(4, _AKS_API, _AKS_OF),
    (CLUSTER, "apiServerAccessProfile.authorizedIPRanges"): Default((), f"{_EMPTY_LIST}; unverified", ""),
    (CLUSTER, "apiServerAccessProfile.enablePrivateCluster"): Default(
        False, 'AKS, "Create a private AKS cluster"; unverified', ""
    ),
    (AGENT_POOL, "osType"): Default("Linux", _AKS_API, _AKS_OF),
    (AGENT_POOL, "availabilityZones"): Default((), f"{_EMPTY_LIST}; unverified", ""),
    (AGENT_POOL, "enableNodePublicIP"): Default(
        False, 'AKS, "Use instance-level public IPs": off by default; unverified', ""
    ),
    (AGENT_POOL, "windowsProfile.disableOutboundNat"): Default(False, _AKS_API, _AKS_OF),
    (SUBNET, "serviceEndpoints"): Default((), _EMPTY_LIST, ""),
    (SUBNET, "delegations"): Default((), _EMPTY_LIST, ""),
    (NAT_GATEWAY, "idleTimeoutInMinutes"): Default(4, _NAT_DOCS, "2023-07"),
    (NAT_GATEWAY, "sku.name"): Default("Standard", "az network nat gateway create (2.91.0); unverified", ""),
    (NAT_GATEWAY, "zones"): Default((), _EMPTY_LIST, ""),
    (PUBLIC_IP, "sku.name"): Default("Basic", "ARM API; unverified", ""),
    (PUBLIC_IP, "sku.tier"): Default("Regional", "ARM API; unverified", ""),
    (PUBLIC_IP, "zones"): Default((), _EMPTY_LIST, ""),
    (PUBLIC_IP, "publicIPAllocationMethod"): Default("Dynamic", "ARM API; unverified", ""),
    (PUBLIC_IP, "publicIPAddressVersion"): Default("IPv4", "ARM API; unverified", ""),
    (PUBLIC_IP_PREFIX, "sku.name"): Default("Standard", 'Azure, "Public IP address prefix"; unverified', ""),
    (PUBLIC_IP_PREFIX, "sku.tier"): Default("Regional", "ARM API; unverified", ""),
    (PUBLIC_IP_PREFIX, "zones"): Default((), _EMPTY_LIST, ""),
    (PUBLIC_IP_PREFIX, "publicIPAddressVersion"): Default("IPv4", "ARM API; unverified", ""),
}  # fmt: skip
"""By ARM type and path. Not here: ``defaultOutboundAccess`` of a subnet, whose default hangs on the API's version."""

AUTOMATIC: dict[str, Default] = {
    f"{_NET}.{name}": Default(data, 'AKS, "What is AKS Automatic"', "2026-08-21")
    for name, data in (
        ("outboundType", "managedNATGateway"),
        ("networkPlugin", "azure"),
        ("networkPluginMode", "overlay"),
        ("networkDataplane", "cilium"),
    )
}
"""What clusters of SKU Automatic take instead."""

IDLE_MINUTES = Bounds(4, 120, _NAT_DOCS, "2023-07")
"""TCP idle timeout of a NAT gateway, in minutes."""
PREFIX_LENGTH = Bounds(28, 31, 'Azure, "Public IP address prefix": /28 (16 addresses) to /31 (2)', "2023-07")
"""Of an IPv4 prefix that a NAT gateway takes."""
PREFIX_LENGTH_V6 = Bounds(
    124, 127, 'Azure, "Public IP address prefix": /124 (16 addresses) to /127 (2)', "2026-07"
)
"""Of an IPv6 prefix that a StandardV2 NAT gateway takes."""
GATEWAY_IPS = Bounds(1, 16, 'Azure NAT Gateway resource, "NAT gateway limitations"', "2023-07")
"""Public IPs of one address family, those of prefixes counted, on one NAT gateway."""


def azure_default(type_: str, path: str) -> Scalar | tuple[str, ...]:
    """What a resource of an ARM type, spelt as ``model.resource`` spells it, has where nothing is written.

    Raises KeyError for a property of which no default is known.
    """
    return DEFAULTS[type_, path].data
