"""A stack with the addresses that Azure has given to its IPs: what a contract or an allowlist is compared with.

Only addresses that are certain come here. They hold in every case that the files leave open: an IP whose name, group or
size depends on an answer has none.
"""

from __future__ import annotations

from collections.abc import Iterable

from natpin.model.allocated import Addresses
from natpin.model.path import EgressPath, Exit
from natpin.model.record import replace
from natpin.model.resource import PUBLIC_IP, PUBLIC_IP_PREFIX, Resource, same_type
from natpin.model.value import COMPUTED, Unknown, Value
from natpin.pipeline.reading import ReadStack

_NOBODYS = Addresses()


def with_addresses(read: ReadStack, found: Addresses | None) -> ReadStack:
    """The same stack, whose IPs have their addresses."""
    if found is None or not found.ips:
        return read
    parts = tuple(
        _addressed(part, found.ips[part.address])
        if isinstance(part, Resource) and part.address in found.ips
        else part
        for part in read.parts
    )
    return replace(read, parts=parts)


def _addressed(ip: Resource, cidr: str) -> Resource:
    if same_type(ip.type, PUBLIC_IP_PREFIX):
        name, known = "ipPrefix", cidr
    elif same_type(ip.type, PUBLIC_IP):
        name, known = "ipAddress", cidr.partition("/")[0]
    else:
        return ip
    return replace(ip, properties={**ip.properties, name: Value(known, ip.at, COMPUTED)})


def on_paths(paths: Iterable[EgressPath], found: Addresses | None) -> list[EgressPath]:
    """The same paths; IPs that no part of the stack stands for have their addresses too."""
    return [_on_path(path, found or _NOBODYS) for path in paths]


def _on_path(path: EgressPath, found: Addresses) -> EgressPath:
    if isinstance(path.ips, Unknown):
        gateway = path.nat_gateway
        named = found.gateways.get(gateway.address) if isinstance(gateway, Resource) else None
        return (
            replace(path, ips=named) if named and path.exit is Exit.NAT_GATEWAY and not path.causes else path
        )
    return replace(
        path,
        ips=tuple(
            replace(ip, cidr=found.ips.get(ip.address or ip.label)) if ip.cidr is None else ip
            for ip in path.ips
        ),
    )
