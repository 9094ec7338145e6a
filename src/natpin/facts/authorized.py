"""Whether the API server's authorised ranges admit the cluster's own egress IPs."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from natpin.egress import parse_cidr
from natpin.facts.lists import first_unknown
from natpin.graph import Graph
from natpin.model.asking import called, elements_of, is_, object_of
from natpin.model.path import EgressPath, Exit, IpRange
from natpin.model.resource import PUBLIC_IP, Resource, same_type
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
    sure = elements_of(ranges).sure
    if any(is_(item, OUTBOUND_ONLY) is True for item in sure):
        return Value(True, ranges.at)
    if any(map(_references, sure)):
        return Value(False, ranges.at)  # 0.0.0.0/32 would not stand alone
    return _perhaps(ranges) or Value(False, ranges.at)


def covered(graph: Graph, ranges: Node | None, paths: Sequence[EgressPath]) -> Node | None:
    """Whether the API server admits the cluster's own NAT IPs.

    A range written as a reference to the gateway's own IP or prefix covers it, whatever its address will be. Only a
    range that is known not to cover, and no other that might, says no.
    """
    nat_paths = [path for path in paths if path.exit in _NAT]
    unclear = first_unknown(cause for path in paths if path.exit is Exit.UNKNOWN for cause in path.causes)
    if ranges is None or not (nat_paths or unclear) or elements_of(ranges).there() is False:
        return None
    if isinstance(ranges, Unknown):
        return ranges
    perhaps = _perhaps(ranges)
    found = elements_of(ranges)
    referred = {address for item in found.sure for address in _references(item)}
    doubtful = {address for item, _ in found.maybe for address in _references(item)}
    allowed = _networks(ranges)
    others = _others_addresses(graph, ranges)
    open_ = unclear
    for path in nat_paths:
        if isinstance(path.ips, Unknown):
            open_ = open_ or path.ips
            continue
        for ip in path.ips:
            answer = _admits(ip, referred, allowed, perhaps, ranges)
            if answer is not True and ip.address in doubtful:
                answer = found.cause or answer
            elif isinstance(answer, Unknown) and perhaps is None and _is_another(ip, others):
                answer = False
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
    if network is None and any(each.version == 4 and each.prefixlen == 0 for each in allowed):
        return True  # whatever IPv4 address Azure will give it
    if (
        network is None
        and elements_of(ranges).count() == (len(allowed), len(allowed))
        and _too_few(allowed, ip.count)
    ):
        return False
    if perhaps is not None:
        return perhaps
    if network is None:
        return Unknown(f"the address of {ip.label} is not known before it exists", ranges.at, "--azure")
    return False


def _others_addresses(graph: Graph, ranges: Node) -> set[str] | None:
    """The public IPs declared here whose own addresses are all that the ranges hold; None where they hold more."""
    found: set[str] = set()
    for item in elements_of(ranges).every:
        network = parse_cidr(called(item) or "")
        if network is not None and network.is_private:
            continue  # no public IP lies in it
        parts = item.parts if isinstance(item, Unknown) else (item,)
        first = parts[0] if parts else None
        resource = graph.get(first.target) if isinstance(first, Reference) else None
        if parts[1:] not in ((), ("/32",)) or not _is_declared_ip(resource):
            return None
        found.add(first.target)  # type: ignore[union-attr]
    return found


def _is_declared_ip(resource: Resource | None) -> bool:
    return resource is not None and same_type(resource.type, PUBLIC_IP) and not resource.external


def _is_another(ip: IpRange, others: set[str] | None) -> bool:
    """Whether the ranges hold the addresses of other IPs alone: two IPs never have one address."""
    return others is not None and _is_declared_ip(ip.source) and ip.address not in others


def _too_few(allowed: list[Network], count: int | None) -> bool:
    """True where ranges hold fewer public addresses than there are IPs, whatever Azure will make these.

    Private, documentation and other special ranges (IANA, RFC 6890) hold none; two ranges may overlap, which is no
    matter here.
    """
    public = sum(network.num_addresses for network in allowed if not network.is_private)
    return public < (1 if count is None else count)


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
            return [] if node.attribute in ("id", "name") else [node.target]
        case Unknown():
            return [
                address for part in node.parts if isinstance(part, Reference) for address in _references(part)
            ]
        case Value():
            inside = (*elements_of(node).every, *object_of(node).values())
            return [address for child in inside for address in _references(child)]
        case _:
            return []
