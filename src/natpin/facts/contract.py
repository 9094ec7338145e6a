"""Whether the egress contract names an IP: yes, no, or unknown while Azure has not given it an address."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence

from natpin import globs
from natpin.model.asking import called
from natpin.model.contract import Contract, Promise
from natpin.model.location import NOWHERE, Location
from natpin.model.path import CHOSEN_BY_AKS, EgressPath, Exit, IpRange
from natpin.model.resource import PUBLIC_IP_PREFIX, Resource, same_type
from natpin.model.several import Truth
from natpin.model.stack import Stack
from natpin.model.value import COMPUTED, Node, Unknown, Value

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SETTLE_BY = "name the resource in the contract ({prefix: NAME} or {ip: NAME}), or --azure"

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
"""Characters of a cluster's name; in a pattern each stands for itself."""

_CHANGING = {
    Exit.INSTANCE_PUBLIC_IP: "public IPs of its nodes, which change with the node",
    Exit.DEFAULT_OUTBOUND: "an IP that Microsoft owns and can change",
}
"""Exits whose IPs nobody can promise, and what is said after "leaves from"."""


def for_stack(contract: Contract | None, stack: Stack) -> Contract | None:
    """The contract, where it is about a stack; else None."""
    if contract is None or not contract.stacks:
        return contract
    return contract if any(names_stack(pattern, stack) for pattern in contract.stacks) else None


def names_stack(pattern: str, stack: Stack) -> bool:
    """True where an entry of the contract's ``stacks`` is about a stack: its id, one of its inputs, or its root."""
    return pattern == stack.id or pattern in stack.inputs or globs.matches(pattern, stack.root or ".")


def for_cluster(contract: Contract | None, name: str, nameless: Unknown | None = None) -> Contract | None:
    """The contract, where it is about a cluster or may be; else None. ``nameless``: as for ``concerns``."""
    return None if contract is None or concerns(contract, name, nameless) is False else contract


def concerns(contract: Contract, name: str, nameless: Unknown | None = None) -> Truth:
    """Whether the contract is about a cluster. ``name``: as reports show it; ``nameless``: why its name is not known."""
    if not contract.clusters or any(globs.matches(pattern, name) for pattern in contract.clusters):
        return True
    if nameless is None or not any(_may_match(pattern, nameless) for pattern in contract.clusters):
        return False
    reason = f"whether the contract is about this cluster is not known, as its name is not: {nameless.reason}"
    return Unknown(reason, nameless.at, nameless.settle_by)


def nameless(cluster: Resource) -> Unknown | None:
    """Why a cluster's name is not known; None where it is."""
    if called(cluster.name):
        return None
    return (
        cluster.name if isinstance(cluster.name, Unknown) else Unknown("it is known only later", cluster.at)
    )


def _may_match(pattern: str, name: Unknown) -> bool:
    """Whether a text of which the beginning may be known can fit a pattern of which the beginning is plain."""
    begins = (name.parts[0] if name.parts and isinstance(name.parts[0], str) else "").lower()
    plain = pattern[: len(pattern) - len(pattern.lstrip(_PLAIN))].lower()
    return plain.startswith(begins) or (len(plain) < len(pattern) and begins.startswith(plain))


def declared(ip: IpRange | Resource, contract: Contract) -> Node:
    """True when the contract names all of an IP or prefix, false when not; Unknown when that cannot be told."""
    resource, cidr, at = _of(ip)
    if any(_names(promise, resource) for promise in contract.promises):
        return Value(True, at, COMPUTED)
    networks = [ipaddress.ip_network(one.cidr) for one in contract.promises if one.cidr]
    chosen = isinstance(ip, IpRange) and ip.label == CHOSEN_BY_AKS
    nameless = not chosen and (resource is None or called(resource.name) is None)
    by_name = any(promise.name for promise in contract.promises)
    network = _network(cidr)
    if network is not None:
        if covered(network, networks):
            return Value(True, at, COMPUTED)
        if nameless and by_name:
            return Unknown("the name of the IP is not known", at, SETTLE_BY)
        return Value(False, at, COMPUTED)
    if networks:
        return Unknown("its address is not known before it exists", at, SETTLE_BY)
    if nameless and by_name:
        return Unknown("the name of the IP is not known", at, SETTLE_BY)
    return Value(False, at, COMPUTED)


def promised(ip: IpRange, contract: Contract) -> tuple[Promise, ...]:
    """The promises that an IP keeps, wholly or in part."""
    resource, cidr, _ = _of(ip)
    network = _network(cidr)
    return tuple(
        promise
        for promise in contract.promises
        if _names(promise, resource)
        or (network is not None and promise.cidr and overlap(network, ipaddress.ip_network(promise.cidr)))
    )


def kept_by(paths: Sequence[EgressPath], contract: Contract) -> tuple[Node, Node, tuple[str, ...]]:
    """Of a pool: whether it leaves by IPs of the contract only, whether by any at all, and the ones it does not name."""
    verdicts: list[Node] = []
    outside: list[str] = []
    for path in paths:
        at = path.pool.at
        if path.exit is Exit.NONE:
            continue
        if path.exit in _CHANGING:
            verdicts.append(Value(False, at, COMPUTED))
            outside.append(_CHANGING[path.exit])
        elif isinstance(path.ips, Unknown):
            verdicts.append(path.ips)
        elif not path.ips:
            verdicts.append(Value(False, at, COMPUTED))
            outside.append("no IP at all")
        for ip in () if isinstance(path.ips, Unknown) else path.ips:
            verdict = declared(ip, contract)
            verdicts.append(verdict)
            if isinstance(verdict, Value) and verdict.data is False:
                outside.append("an IP chosen by AKS" if ip.label == CHOSEN_BY_AKS else ip.label)
        verdicts += path.beside
    at = paths[0].pool.at
    return _all(verdicts, at), _some(verdicts, at), tuple(dict.fromkeys(outside))


def _all(verdicts: Iterable[Node], at: Location) -> Node:
    found = list(verdicts)
    for verdict in found:
        if isinstance(verdict, Value) and verdict.data is False:
            return Value(False, at, COMPUTED)
    return next((verdict for verdict in found if isinstance(verdict, Unknown)), Value(True, at, COMPUTED))


def _some(verdicts: Iterable[Node], at: Location) -> Node:
    found = list(verdicts)
    if not found or any(isinstance(verdict, Value) and verdict.data is True for verdict in found):
        return Value(True, at, COMPUTED)
    return next((verdict for verdict in found if isinstance(verdict, Unknown)), Value(False, at, COMPUTED))


def _of(ip: IpRange | Resource) -> tuple[Resource | None, str | None, Location]:
    if isinstance(ip, Resource):
        return ip, called(ip.get("ipPrefix")) or called(ip.get("ipAddress")), ip.at
    return ip.source, ip.cidr, ip.at or NOWHERE


def _names(promise: Promise, resource: Resource | None) -> bool:
    if resource is None:
        return False
    if promise.address is not None:
        own = resource.address.partition(">.")[2] if resource.home else resource.address
        return promise.address in (resource.address, own)
    if promise.name is None or (called(resource.name) or "").lower() != promise.name.lower():
        return False
    return (promise.kind == "prefix") == same_type(resource.type, PUBLIC_IP_PREFIX)


def _network(cidr: str | None) -> Network | None:
    try:
        return ipaddress.ip_network(cidr.strip(), strict=False) if cidr else None
    except ValueError:
        return None


def overlap(left: Network, right: Network) -> bool:
    """True where two networks have an address in common."""
    return left.version == right.version and left.overlaps(right)


def covered(network: Network, promised_: Iterable[Network]) -> bool:
    """Whether ranges that may lie side by side hold all of a network."""
    same = [one for one in promised_ if one.version == network.version and one.overlaps(network)]
    if any(one.supernet_of(network) for one in same):  # type: ignore[arg-type]
        return True
    collapsed: Iterable[Network] = ipaddress.collapse_addresses(same)  # type: ignore[type-var]
    return sum(one.num_addresses for one in collapsed) == network.num_addresses
