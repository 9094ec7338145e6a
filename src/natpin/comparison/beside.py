"""IPs that a NAT gateway has in Azure, and that the files do not declare.

Somebody attached them by hand, or another repository did. Traffic leaves from them too: a NAT gateway chooses one of its
IPs at random for each connection. So a list of addresses is not complete while they are there.
"""

from __future__ import annotations

from natpin.model.allocated import Allocated, LiveExit, LiveIp
from natpin.model.asking import called
from natpin.model.path import EgressPath, Exit, IpRange
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.model.resource import NAT_GATEWAY, PUBLIC_IP_PREFIX, Resource, same_type
from natpin.model.value import Unknown

Held = tuple[str, str, str]
"""Name of a NAT gateway; type and name of an IP on it: in lower case."""

SETTLE_BY = "declare it in the files, or take it off the gateway"


def gateway_ips(report: Report) -> frozenset[Held]:
    """Which IPs the files put on which NAT gateways."""
    return frozenset(
        (gateway, ip.source.type.lower(), (called(ip.source.name) or "").lower())
        for stack in report.stacks
        for cluster in stack.clusters
        for path in cluster.paths
        if (gateway := _gateway(path)) and not isinstance(path.ips, Unknown)
        for ip in path.ips
        if ip.source is not None
    )


def beside(path: EgressPath, declared: frozenset[Held], live: Allocated) -> EgressPath:
    """The same path, with the IPs that its gateway has besides. Says nothing of a gateway that the files only name: its
    IPs are those that Azure has."""
    gateway = _gateway(path)
    if not gateway or isinstance(path.ips, Unknown) or _only_named(path):
        return path
    by_id = {one.id.lower(): one for one in live.ips}
    told = dict.fromkeys(
        _told(identifier, by_id.get(identifier))
        for exit_ in live.exits
        if same_type(exit_.type, NAT_GATEWAY) and exit_.name.lower() == gateway
        if _is(exit_, path, path.ips, by_id)
        for identifier in exit_.ips
        if (gateway, *_name(identifier)) not in declared and not _six(by_id.get(identifier))
    )
    assert isinstance(path.nat_gateway, Resource)
    at = path.nat_gateway.at
    return replace(path, beside=tuple(Unknown(one, at, SETTLE_BY) for one in told)) if told else path


def _gateway(path: EgressPath) -> str:
    if path.exit is not Exit.NAT_GATEWAY or not isinstance(path.nat_gateway, Resource):
        return ""
    return (called(path.nat_gateway.name) or "").lower()


def _only_named(path: EgressPath) -> bool:
    gateway = path.nat_gateway
    return isinstance(gateway, Resource) and gateway.external


def _is(exit_: LiveExit, path: EgressPath, ips: tuple[IpRange, ...], by_id: dict[str, LiveIp]) -> bool:
    """Whether a gateway of this name is the one that is meant: it lies in its resource group, or has its IPs."""
    assert isinstance(path.nat_gateway, Resource)
    group = called(path.nat_gateway.resource_group)
    if group:
        return exit_.resource_group.lower() == group.lower()
    groups = {ip.group.lower() for ip in ips if ip.group}
    held = {by_id[one].cidr for one in exit_.ips if one in by_id}
    return exit_.resource_group.lower() in groups or any(ip.cidr in held for ip in ips if ip.cidr)


def _name(identifier: str) -> tuple[str, str]:
    """Type and name of an IP, from its ARM id in lower case."""
    parts = identifier.split("/")
    return "/".join(parts[-3:-1]), parts[-1]


def _six(ip: LiveIp | None) -> bool:
    return ip is not None and ":" in ip.cidr


def _told(identifier: str, ip: LiveIp | None) -> str:
    type_, name = _name(identifier)
    kind = "prefix" if same_type(type_, PUBLIC_IP_PREFIX) else "IP"
    where = f" ({ip.cidr})" if ip is not None and ip.cidr else ""
    return f"in Azure its NAT gateway also has the {kind} {name}{where}, which the files do not declare"
