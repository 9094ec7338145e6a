"""The two address families of egress: how many addresses a prefix has, and where a NAT gateway lists its own."""

from __future__ import annotations

from natpin.model.resource import PUBLIC_IP, PUBLIC_IP_PREFIX

IPV4, IPV6 = "IPv4", "IPv6"
"""As ARM's ``publicIPAddressVersion`` and ``ipFamilies`` write them."""
IPV6_SKU = "StandardV2"
"""The NAT gateway that takes IPv6. Source: Azure NAT Gateway, "NAT gateway SKUs": 16 IPv4 and 16 IPv6 addresses; Standard takes
no IPv6; AKS, "Use dual-stack networking": StandardV2 for dual-stack egress."""
IP_LISTS = (
    ("properties.publicIpPrefixes", IPV4, PUBLIC_IP_PREFIX),
    ("properties.publicIpAddresses", IPV4, PUBLIC_IP),
    ("properties.publicIpPrefixesV6", IPV6, PUBLIC_IP_PREFIX),
    ("properties.publicIpAddressesV6", IPV6, PUBLIC_IP),
)
"""The lists of a NAT gateway's IPs. Source: Microsoft.Network/natGateways, API 2025-07-01."""


def addresses_in(length: int, version: str) -> int:
    """How many addresses a prefix of a length has; 0 for a length that the family has not."""
    return int(2 ** ((128 if version == IPV6 else 32) - length))
