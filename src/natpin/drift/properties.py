"""The properties that bear on egress, and what Azure writes otherwise than it was told.

None of these is a difference; each is held to recorded Azure by tests/drift/not_drift.py:

- casing and blanks of keywords and regions (``Standard`` for ``standard``, ``West Europe`` for ``westeurope``)
- casing of resource ids (``resourcegroups``, upper-cased names), in whatever order a list holds them
- an absent property and its documented default; null, an empty list and an absent list
- ``20.1.2.3`` and ``20.1.2.3/32``; ``addressPrefix`` and a list of one ``addressPrefixes``
- numbers and flags as text (``"4"``, ``"true"``)
- whatever is not in this table: tags, etags, provisioning states, counts, versions, guids, read-only back references
- routes to private destinations: AKS itself writes one for each node of a kubenet cluster
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import lru_cache

from natpin.egress import outbound_type
from natpin.model.numbers import whole_number
from natpin.model.record import record
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    SUBNET,
    Resource,
)
from natpin.model.value import Node, Reference, Unknown, dig, is_absent, items, plain, scalar, text, word

Comparable = object
"""Plain, hashable data; equal when Azure means the same."""


@record
class Property:
    """One property that is compared."""

    path: str
    label: str
    """In words: ``idle timeout``."""
    reading: Callable[[Node], Comparable | Unknown]
    defaulted: bool = False
    """Whether its absence means Azure's default, on either side; if not, an absence in the declaration says nothing."""
    live_default: object = None
    """What its absence means on the live side, where the declaration's says nothing."""
    applies: Callable[[Resource, Resource], bool] = lambda declared, live: True
    effect: str = ""
    """What it does when no egress path moves; ``{declared}`` and ``{live}`` stand for the values."""


def keyword(node: Node) -> Comparable | Unknown:
    """A keyword as ARM compares it."""
    found = scalar(node)
    return _unclear(node) if found is None else str(found).replace(" ", "").lower()


def flag(node: Node) -> Comparable | Unknown:
    """True or false, written as such or as text."""
    found = scalar(node)
    if isinstance(found, str) and found.lower() in ("true", "false"):
        return found.lower() == "true"
    return bool(found) if isinstance(found, bool) else _unclear(node)


def number(node: Node) -> Comparable | Unknown:
    """A whole number, written as such or as text."""
    data = scalar(node)
    if isinstance(data, str):
        data = whole_number(data.strip())
    if isinstance(data, bool) or not isinstance(data, int | float):
        return _unclear(node)
    return int(data)


def words(node: Node) -> Comparable | Unknown:
    """A list of keywords, in any order."""
    return _several(node, keyword)


def cidr(node: Node) -> Comparable | Unknown:
    """An address or range, in one spelling."""
    found = text(node)
    return _unclear(node) if found is None else spelled(found)


@lru_cache(maxsize=16_384)
def spelled(written: str) -> str:
    """An address or range in one spelling; another text in lower case. Each is asked for several times."""
    try:
        return str(ipaddress.ip_network(written.strip(), strict=False))
    except ValueError:
        return written.strip().lower()


def cidrs(node: Node) -> Comparable | Unknown:
    """Addresses and ranges, in any order."""
    if text(node) is not None:
        return frozenset({cidr(node)})
    return _several(node, cidr)


def services(node: Node) -> Comparable | Unknown:
    """The service names of service endpoints."""
    return _several(node, lambda item: keyword(dig(item, "service") or item))


def _several(node: Node, each: Callable[[Node], Comparable | Unknown]) -> Comparable | Unknown:
    if not isinstance(node, Unknown | Reference) and isinstance(plain(node), list):
        found = [each(item) for item in items(node) if not is_absent(item)]
        return next((one for one in found if isinstance(one, Unknown)), frozenset(found))
    return _unclear(node)


def _unclear(node: Node) -> Unknown:
    if isinstance(node, Unknown):
        return node
    if isinstance(node, Reference):
        return Unknown(f"it is {node.attribute} of {node.target}, known only once that exists", node.at)
    return Unknown("it is written in a form natpin does not know", node.at)


def _balanced(declared: Resource, live: Resource) -> bool:
    """The load balancer's settings count while it is the way out, by declaration and in fact."""
    return {word(outbound_type(declared)), word(outbound_type(live))} == {"loadbalancer"}


def _managed(declared: Resource, live: Resource) -> bool:
    both = {word(outbound_type(declared)), word(outbound_type(live))}
    return all(outbound.startswith("managednatgateway") for outbound in both)


def _private(declared: Resource, live: Resource) -> bool:
    """A private cluster has no public API server that ranges could guard."""
    return scalar(live.get("apiServerAccessProfile.enablePrivateCluster")) is not True


_LB = "networkProfile.loadBalancerProfile"
_NAT = "networkProfile.natGatewayProfile"
_IPS = (
    Property("publicIPAddressVersion", "IP version", keyword, defaulted=True),
    Property("zones", "zones", words, applies=lambda declared, live: bool(items(declared.get("zones")))),
)

PROPERTIES: dict[str, tuple[Property, ...]] = {
    CLUSTER: (
        # the outbound type's default depends on the SKU: ``egress.outbound_type`` knows it
        Property("networkProfile.loadBalancerSku", "load balancer SKU", keyword, defaulted=True),
        Property(f"{_LB}.managedOutboundIPs.count", "number of outbound IPs that AKS manages", number, defaulted=True,
                 applies=lambda declared, live: _balanced(declared, live) and not _brings_ips(declared, live)),
        Property(f"{_LB}.idleTimeoutInMinutes", "load balancer's idle timeout", number, defaulted=True, applies=_balanced,
                 effect="idle connections are dropped after {live} minutes, not after {declared}"),
        Property(f"{_LB}.allocatedOutboundPorts", "SNAT ports per node", number, defaulted=True, applies=_balanced,
                 effect="each node has {live} SNAT ports, not {declared} (0: AKS chooses)"),
        Property(f"{_NAT}.managedOutboundIPProfile.count", "number of outbound IPs that AKS manages", number, defaulted=True,
                 applies=_managed),
        Property(f"{_NAT}.idleTimeoutInMinutes", "managed NAT gateway's idle timeout", number, defaulted=True, applies=_managed,
                 effect="idle connections are dropped after {live} minutes, not after {declared}"),
        Property("apiServerAccessProfile.authorizedIPRanges", "authorized IP ranges of the API server", cidrs,
                 defaulted=True, applies=_private,
                 effect="the API server admits {live}, not {declared}; nodes whose egress IP it does not admit lose it"),
        Property("apiServerAccessProfile.enablePrivateCluster", "private API server", flag, defaulted=True,
                 effect="nodes reach the API server otherwise than declared; other egress stays as it is"),
    ),
    AGENT_POOL: (
        Property("enableNodePublicIP", "public IPs of the nodes", flag, defaulted=True),
        Property("windowsProfile.disableOutboundNat", "OutboundNAT of Windows nodes is disabled", flag, defaulted=True,
                 effect="Windows pods' addresses are translated otherwise before they reach the NAT gateway"),
    ),
    SUBNET: (
        Property("addressPrefixes", "address range", cidrs,
                 effect="nodes take addresses of {live}; egress IPs stay, firewalls inside may see others"),
        Property("defaultOutboundAccess", "default outbound access", flag, live_default=True,
                 effect="{live:on|off}: should the NAT gateway ever be detached, traffic {live:leaves from an IP of "
                 "Microsoft's|stops} instead of {declared:leaving from an IP of Microsoft's|stopping}"),
        Property("serviceEndpoints", "service endpoints", services, defaulted=True,
                 effect="traffic to {live} goes past the egress IPs; declared is {declared}"),
    ),
    NAT_GATEWAY: (
        Property("idleTimeoutInMinutes", "idle timeout", number, defaulted=True,
                 effect="TCP connections that are idle are dropped after {live} minutes, not after {declared}"),
        Property("sku.name", "SKU", keyword, defaulted=True,
                 effect="the NAT gateway is another one than declared: it was made again"),
        Property("zones", "zone", words, applies=lambda declared, live: bool(items(declared.get("zones"))),
                 effect="the NAT gateway is in zone {live}, not in {declared}: it was made again"),
    ),
    PUBLIC_IP: (
        *_IPS,
        Property("ipAddress", "address", cidr),
        Property("publicIPAllocationMethod", "allocation", keyword,
                 effect="the address is {live}, not {declared}: a dynamic one may change at any time"),
        Property("sku.name", "SKU", keyword),
    ),
    PUBLIC_IP_PREFIX: (
        *_IPS,
        Property("ipPrefix", "range", cidr),
        Property("prefixLength", "length", number),
        Property("sku.name", "SKU", keyword),
    ),
}  # fmt: skip
"""By ARM type. References (gateway, route table, IPs, subnets), routes and locks have rooms of their own."""


def _brings_ips(*clusters: Resource) -> bool:
    return any(
        items(cluster.get(f"{_LB}.{path}"))
        for cluster in clusters
        for path in ("outboundIPs.publicIPs", "outboundIPPrefixes.publicIPPrefixes")
    )


ALIASES = {(SUBNET, "addressPrefixes"): "addressPrefix"}
"""The older, singular name of a property."""


def node_of(resource: Resource, path: str) -> Node | None:
    """A property under either of its names; None when absent or null."""
    found = resource.get(path)
    if is_absent(found) or (isinstance(found, Unknown) and resource.external):
        other = ALIASES.get((resource.type, path))
        single = resource.get(other) if other else None
        found = single if not is_absent(single) else found
    return None if is_absent(found) else found


def shown(value: object) -> str:
    """A comparable value, in words."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(str(item) for item in value)) or "nothing"
    if isinstance(value, bool):
        return "on" if value else "off"
    return "nothing" if value is None else str(value)
