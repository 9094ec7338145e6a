"""Functions of IP networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from natpin.languages.terraform.scope import Scope
from natpin.languages.terraform.values import EvalError, text, whole
from natpin.model.location import Location
from natpin.model.value import Node, Value

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

Network: TypeAlias = "IPv4Network | IPv6Network"


def _network(node: Node) -> Network:
    from ipaddress import ip_network

    written = text(node)
    try:
        return ip_network(written, strict=False)
    except ValueError:
        raise EvalError(f"{written[:60]!r} is not a network", node.at) from None


def _part(network: Network, bits: int, number: int, at: Location) -> str:
    length = network.prefixlen + bits
    if bits < 0 or length > network.max_prefixlen or not 0 <= number < 2**bits:
        raise EvalError(f"{network} has no part {number} with {bits} more bits", at)
    step = 2 ** (network.max_prefixlen - length)
    return f"{network.network_address + number * step}/{length}"


def cidrsubnet(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``cidrsubnet(prefix, newbits, netnum)``"""
    return Value(_part(_network(arguments[0]), whole(arguments[1]), whole(arguments[2]), at), at)


def cidrsubnets(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``cidrsubnets(prefix, newbits...)``: parts one after the other, each aligned to its size."""
    network = _network(arguments[0])
    bits = [whole(node) for node in arguments[1:]]
    address = int(network.network_address)
    end = address + network.num_addresses
    found: list[Node] = []
    for more in bits:
        length = network.prefixlen + more
        if more < 1 or length > network.max_prefixlen:
            raise EvalError(f"{network} cannot be cut with {more} more bits", at)
        size = 2 ** (network.max_prefixlen - length)
        address = -(-address // size) * size
        if address + size > end:
            raise EvalError(f"{network} is too small for its parts", at)
        found.append(Value(f"{type(network.network_address)(address)}/{length}", at))
        address += size
    return Value(tuple(found), at)


def cidrhost(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``cidrhost(prefix, hostnum)``; a negative number counts from the end."""
    network, number = _network(arguments[0]), whole(arguments[1])
    if number < 0:
        number += network.num_addresses
    if not 0 <= number < network.num_addresses:
        raise EvalError(f"{network} has no host {number}", at)
    return Value(str(network.network_address + number), at)


def cidrnetmask(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``cidrnetmask(prefix)``"""
    return Value(str(_network(arguments[0]).netmask), at)


def cidrcontains(arguments: list[Node], scope: Scope, at: Location) -> Node:
    """``cidrcontains(prefix, prefix or address)`` (OpenTofu)"""
    outer, inner = _network(arguments[0]), _network(arguments[1])
    return Value(
        outer.version == inner.version
        and int(outer.network_address) <= int(inner.network_address)
        and int(inner.broadcast_address) <= int(outer.broadcast_address),
        at,
    )


FUNCTIONS: Mapping[str, Callable[[list[Node], Scope, Location], Node]] = {
    "cidrcontains": cidrcontains,
    "cidrhost": cidrhost,
    "cidrnetmask": cidrnetmask,
    "cidrsubnet": cidrsubnet,
    "cidrsubnets": cidrsubnets,
}
