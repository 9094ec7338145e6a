"""Whether the API server's authorised ranges admit the cluster's own egress IPs."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from natpin.egress import parse_cidr
from natpin.facts.lists import first_unknown
from natpin.model.asking import called, elements_of, is_, object_of
from natpin.model.path import EgressPath, Exit, IpRange
from natpin.model.value import Node, Reference, Unknown, Value

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

OUTBOUND_ONLY = "0.0.0.0/32"

_NAT = (Exit.NAT_GATEWAY, Exit.MANAGED_NAT_GATEWAY)


def unauthorized(ranges: Node | None, paths: Sequence[EgressPath]) -> Node | None:
    """The cluster's NAT IPs, as far as they are known, that no range covers; None where there are no ranges."""
    if isinstance(ranges, Unknown):
        return ranges
    allowed = _networks(ranges)
    perhaps = _perhaps(ranges)
    if not allowed:
        return perhaps
    unclear = first_unknown([path.ips for path in paths if path.exit in _NAT])
    if unclear is not None:
        return unclear
    missing = []
    for path in paths:
        if path.exit in _NAT and not isinstance(path.ips, Unknown):
            for ip in path.ips:
                network = parse_cidr(ip.cidr) if ip.cidr else None
                if network and not _within(network, allowed):
                    missing.append(str(network))
    if missing and perhaps is not None:
        return perhaps
    return Value(tuple(Value(cidr) for cidr in sorted(set(missing))))


def _perhaps(ranges: Node | None) -> Unknown | None:
    """A range that is not known and stands for no IP of the stack: it may hold any address."""
    found = elements_of(ranges)
    return first_unknown(each for each in (*found.every, found.cause) if not _references(each))


def load_balancer_only(ranges: Node | None) -> Node | None:
    """Whether the ranges hold 0.0.0.0/32, which stands for the load balancer's outbound IP alone (AKS, "API server
    authorized IP ranges"). A range that is an IP's own address is not that one, whatever the address will be."""
    if ranges is None or isinstance(ranges, Unknown):
        return ranges
    if any(is_(item, OUTBOUND_ONLY) is True for item in elements_of(ranges).sure):
        return Value(True, ranges.at)
    return _perhaps(ranges) or Value(False, ranges.at)


def covered(ranges: Node | None, paths: Sequence[EgressPath]) -> Node | None:
    """Whether the API server admits the cluster's own NAT IPs.

    A range written as a reference to the gateway's own IP or prefix covers it, whatever its address will be. Only a
    range that is known not to cover, and no other that might, says no.
    """
    nat_paths = [path for path in paths if path.exit in _NAT]
    if ranges is None or not nat_paths or elements_of(ranges).there() is False:
        return None
    if isinstance(ranges, Unknown):
        return ranges
    perhaps = _perhaps(ranges)
    referred = set(_references(ranges))
    allowed = _networks(ranges)
    open_: Unknown | None = None
    for path in nat_paths:
        if isinstance(path.ips, Unknown):
            open_ = open_ or path.ips
            continue
        for ip in path.ips:
            answer = _admits(ip, referred, allowed, perhaps, ranges)
            if answer is False:
                return Value(False, ranges.at)
            if isinstance(answer, Unknown):
                open_ = open_ or answer
    return open_ if open_ is not None else Value(True, ranges.at)


def _admits(
    ip: IpRange, referred: set[str], allowed: list[Network], perhaps: Unknown | None, ranges: Node
) -> bool | Unknown:
    if ip.address and ip.address in referred:
        return True
    network = parse_cidr(ip.cidr) if ip.cidr else None
    if network is not None and _within(network, allowed):
        return True
    if perhaps is not None:
        return perhaps
    if network is None:
        return Unknown(f"the address of {ip.label} is not known before it exists", ranges.at, "--azure")
    return False


def _within(network: Network, allowed: list[Network]) -> bool:
    return any(
        int(outer.network_address) <= int(network.network_address)
        and int(network.broadcast_address) <= int(outer.broadcast_address)
        for outer in allowed
        if outer.version == network.version
    )


def _networks(ranges: Node | None) -> list[Network]:
    found = elements_of(ranges).sure
    return [network for item in found if (network := parse_cidr(called(item) or "")) is not None]


def _references(node: Node | None) -> list[str]:
    match node:
        case Reference():
            return [node.target]
        case Unknown():
            return [part.target for part in node.parts if isinstance(part, Reference)]
        case Value():
            inside = (*elements_of(node).every, *object_of(node).values())
            return [address for child in inside for address in _references(child)]
        case _:
            return []
