"""``parseCidr``, ``cidrSubnet`` and ``cidrHost`` (Azure Resource Manager, "CIDR functions for ARM templates")."""

from __future__ import annotations

import ipaddress


def parse_cidr(text: str) -> dict[str, object]:
    """Raises ValueError for what is no network."""
    network = _network(text)
    usable = network.num_addresses > 2 and network.version == 4
    return {
        "network": str(network.network_address),
        "netmask": str(network.netmask),
        "broadcast": str(network.broadcast_address),
        "firstUsable": str(network.network_address + 1 if usable else network.network_address),
        "lastUsable": str(network.broadcast_address - 1 if usable else network.broadcast_address),
        "cidr": network.prefixlen,
    }


def cidr_subnet(text: str, length: int, number: int) -> str:
    """The ``number``-th subnet of this length. Raises ValueError when there is none."""
    network = _network(text)
    if not network.prefixlen <= length <= network.max_prefixlen:
        raise ValueError("no such length")
    if not 0 <= number < 2 ** (length - network.prefixlen):
        raise ValueError("no such subnet")
    first = int(network.network_address) + number * 2 ** (network.max_prefixlen - length)
    return str(ipaddress.ip_network((first, length)))


def cidr_host(text: str, number: int) -> str:
    """The ``number``-th host address. Raises ValueError when there is none."""
    network = _network(text)
    if not 0 <= number < network.num_addresses - 1:
        raise ValueError("no such host")
    return str(network.network_address + number + 1)


def _network(text: object) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    if not isinstance(text, str):  # Python would take a number for an address
        raise ValueError("no network")
    return ipaddress.ip_network(text, strict=False)
