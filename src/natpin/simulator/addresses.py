"""Public addresses, handed out in a fixed order from ranges nobody routes.

Single addresses come from 198.51.100.0/24 (RFC 5737) and then 198.19.0.0/16, prefixes from 203.0.113.0/24
(RFC 5737) and then 198.18.0.0/16 (RFC 2544), IPv6 from 2001:db8::/32 (RFC 3849).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

_SINGLE4 = (IPv4Network("198.51.100.0/24"), IPv4Network("198.19.0.0/16"))
_PREFIX4 = (IPv4Network("203.0.113.0/24"), IPv4Network("198.18.0.0/16"))
_SINGLE6 = (IPv6Network("2001:db8:1::/64"),)
_PREFIX6 = (IPv6Network("2001:db8:2::/64"),)


def next_address(taken: Iterable[str], version: str) -> str:
    """The first free single address of the family ("IPv4" or "IPv6"); raises LookupError when none is left."""
    used = frozenset(taken)
    pools: tuple[IPv4Network | IPv6Network, ...] = _SINGLE6 if version == "IPv6" else _SINGLE4
    for pool in pools:
        for address in _hosts(pool):
            if address not in used:
                return address
    raise LookupError("no address left")


def next_prefix(taken: Iterable[str], version: str, length: int) -> str:
    """The first free prefix of the length (28 to 31, or 124 to 127 for IPv6); raises LookupError when none is left."""
    used = sorted(map(_span, taken))
    pools: tuple[IPv4Network | IPv6Network, ...] = _PREFIX6 if version == "IPv6" else _PREFIX4
    for pool in pools:
        size = 2 ** (pool.max_prefixlen - length)
        at, end = int(pool.network_address), int(pool.broadcast_address)
        for first, last in used:
            if last < at or first > end:
                continue
            if first >= at + size:
                break
            at = max(at, -(-(last + 1) // size) * size)
        if at + size - 1 <= end:
            return f"{pool.network_address + (at - int(pool.network_address))}/{length}"
    raise LookupError("no prefix left")


@lru_cache(maxsize=65536)
def _span(prefix: str) -> tuple[int, int]:
    network = ip_network(prefix)
    return int(network.network_address), int(network.broadcast_address)


def inside(prefix: str, taken: Iterable[str]) -> str:
    """The first free address of a prefix; raises LookupError when it is used up."""
    used = frozenset(taken)
    for address in ip_network(prefix):
        if str(address) not in used:
            return str(address)
    raise LookupError("the prefix is used up")


def _hosts(pool: IPv4Network | IPv6Network) -> Iterator[str]:
    first, last = int(pool.network_address) + 1, int(pool.broadcast_address)
    for number in range(first, last):
        yield str(pool.network_address + (number - int(pool.network_address)))
