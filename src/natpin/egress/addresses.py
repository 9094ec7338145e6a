"""Which IPs an exit has: on a NAT gateway, or managed by AKS."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from functools import partial

from natpin.egress.subnets import id_of
from natpin.graph import Graph, once
from natpin.model.arm_id import parse
from natpin.model.asking import called, elements_of, is_, scalar_of
from natpin.model.path import CHOSEN_BY_AKS, IpRange
from natpin.model.record import replace
from natpin.model.resource import (
    NAT_GATEWAY,
    OWN_SUBSCRIPTION,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    Resource,
)
from natpin.model.several import Several, Truth, between
from natpin.model.value import COMPUTED, Node, Reference, Unknown, Value, is_absent

Ip = tuple[Resource | Unknown, str]
"""A public IP or prefix, with its ARM type; Unknown for one that is attached and cannot be followed."""

_LISTS = (
    ("publicIpAddresses", PUBLIC_IP),
    ("publicIpPrefixes", PUBLIC_IP_PREFIX),
    ("publicIpAddressesV6", PUBLIC_IP),
    ("publicIpPrefixesV6", PUBLIC_IP_PREFIX),
)
"""Where a gateway's IPs are, and of which type (natGateways API)."""


@once
def attached_ips(graph: Graph, nat: Resource) -> Several[Ip]:
    """Every public IP and prefix on a gateway (IPv4 and IPv6)."""
    found: Several[Ip] = Several()
    for name, type_ in _LISTS:
        listed = graph.listed(nat, name)
        if nat.external and nat.doubt is None and name.endswith("V6"):
            listed = Several(listed.sure, listed.maybe)  # asked of the list of IPv4 already
        found = found.with_(listed.map(partial(_followed, graph, type_)))
    return found


def _followed(graph: Graph, type_: str, node: Node) -> Ip:
    target = graph.follow(node, type_)
    return (_undeclared_ip(id_of(node), type_, target) if isinstance(target, Unknown) else target), type_


def _undeclared_ip(node: Node, type_: str, cause: Unknown) -> Resource | Unknown:
    """An IP that is certainly attached though declared elsewhere."""
    identifier = parse(node)
    if identifier is None:
        return cause
    name = identifier.names[-1] or Unknown("its name is unknown", node.at)
    return Resource(
        f"!{called(name) or cause.reason}",
        type_,
        name,
        {},
        node.at,
        resource_group=identifier.resource_group,
        subscription=identifier.subscription,
        external=True,
    )


@once
def nat_ips(graph: Graph, nat: Resource) -> tuple[IpRange, ...] | Unknown:
    """The IPv4 addresses traffic leaves a NAT gateway from; a source IP is chosen at random per connection."""
    attached = attached_ips(graph, nat)
    found = []
    for ip, type_ in attached.sure:
        if isinstance(ip, Unknown):
            return ip
        version = _version(graph, ip)
        if isinstance(version, Unknown):
            return version
        if version != 6:
            found.append(_placed(graph, ip_range(ip, type_)))
    for (ip, _), why in attached.maybe:
        if isinstance(ip, Unknown) or _version(graph, ip) != 6:
            return why
    if attached.rest is None:
        return tuple(found)
    plain = nat.only_looked_up
    if nat.external and attached.rest == plain and _adds_to(graph, nat):
        # which ones is part of the reason: where a change takes one off, it is another
        more = ", ".join(sorted({_label(ip) for (ip, _), _ in attached}))
        said = f"{plain.reason}, and these files attach more to it{f': {more}' if more else ''}"
        return Unknown(said, plain.at, plain.settle_by)
    return attached.rest


def _label(ip: Resource | Unknown) -> str:
    return "one that is not known" if isinstance(ip, Unknown) else ip.label


def _adds_to(graph: Graph, nat: Resource) -> bool:
    """Whether the files say anything of the IPs of a gateway that they only look up, or may: then it does not keep
    those that it has in Azure, or nobody knows whether it does."""
    plain = nat.only_looked_up
    lists = (graph.listed(nat, name) for name, _ in _LISTS)
    return any(listed.every or listed.rest not in (None, plain) for listed in lists)


@once
def ip_counts(graph: Graph, nat: Resource) -> tuple[Node, Node]:
    """How many IPv4 and how many IPv6 addresses a gateway has: a number, or an Unknown that says between which."""
    attached = attached_ips(graph, nat)
    bounds: dict[int, list[int | None]] = {4: [0, 0], 6: [0, 0]}
    why: dict[int, Unknown | None] = {4: attached.rest, 6: attached.rest}
    for (ip, type_), doubt in attached:
        version = ip if isinstance(ip, Unknown) else _version(graph, ip)
        size = None if isinstance(ip, Unknown) else ip_range(ip, type_).count
        cause = doubt if doubt is not None else version if isinstance(version, Unknown) else None
        if cause is None and size is None and isinstance(ip, Resource):
            length = ip.get("prefixLength")
            vague = f"the length of {ip.label} is unknown"
            cause = length if isinstance(length, Unknown) else Unknown(vague, ip.at)
        for family in (4, 6) if isinstance(version, Unknown) else (version,):
            least, most = bounds[family]
            certain = cause is None and not isinstance(version, Unknown)
            # an IP of which only the size is not known is one at least
            there = doubt is None and not isinstance(version, Unknown)
            bounds[family] = [
                (least or 0) + (size if certain and size is not None else int(there)),
                None if most is None or size is None else most + size,
            ]
            why[family] = why[family] or cause
    counts = []
    for family in (4, 6):
        least, most = bounds[family]
        open_ended = attached.rest is not None
        count = between(least or 0, None if open_ended else most, why[family])
        counts.append(count if isinstance(count, Unknown) else Value(count, nat.at, COMPUTED))
    return counts[0], counts[1]


def _version(graph: Graph, ip: Resource) -> int | Unknown:
    """4 or 6. An IP of which nothing is known is taken for IPv4, unless it may be one declared here that is not."""
    six = is_(ip.get("publicIPAddressVersion"), "IPv6")
    if isinstance(six, Unknown) and ip.external:
        others = _perhaps_six(graph, ip.type)
        six = next((why for each in others if (why := graph.may_be(ip, each)) is not None), False)
    if isinstance(six, Unknown):
        return six
    return 6 if six is True else 4


def _perhaps_six(graph: Graph, type_: str) -> tuple[Resource, ...]:
    """The declared IPs of a type that may not be IPv4, sought once: each that is looked up may be one of them."""
    key = _perhaps_six, type_
    if key not in graph.worked_out:
        found = tuple(each for each in graph.declared(type_) if _is_six(each) is not False)
        graph.worked_out[key] = type_, found
    found_before: tuple[Resource, ...] = graph.worked_out[key][1]
    return found_before


def _is_six(ip: Resource) -> Truth:
    return is_(ip.get("publicIPAddressVersion"), "IPv6")


def ip_range(ip: Resource, type_: str) -> IpRange:
    """What a public IP or prefix contributes."""
    if type_ == PUBLIC_IP:
        address = called(ip.get("ipAddress"))
        bits = 128 if ":" in (address or "") else 32
        return IpRange(
            address or ip.label, 1, f"{address}/{bits}" if address else None, ip.address, ip.at, ip
        )
    length = scalar_of(ip.get("prefixLength"))
    bits = 128 if _is_six(ip) is True else 32
    count = 2 ** (bits - length) if isinstance(length, int) and 0 <= length <= bits else None
    cidr = called(ip.get("ipPrefix"))
    return IpRange(cidr or f"{ip.label} /{length if count else '?'}", count, cidr, ip.address, ip.at, ip)


def managed_nat(cluster: Resource) -> Resource:
    """The gateway that AKS creates, as a resource: its settings are in the cluster's natGatewayProfile."""
    profile = cluster.get("networkProfile.natGatewayProfile")
    idle = cluster.get("networkProfile.natGatewayProfile.idleTimeoutInMinutes")
    properties: dict[str, Node] = {}
    traits: dict[str, Node] = {"managed": Value(True, cluster.at, COMPUTED)}
    if idle is not None and not is_absent(idle):
        properties["idleTimeoutInMinutes"] = idle
    count = cluster.get("networkProfile.natGatewayProfile.managedOutboundIPProfile.count")
    if count is not None and not is_absent(count):
        traits["managedIpCount"] = count
    sku = cluster.get("networkProfile.natGatewayProfile.sku")
    if sku is not None:
        properties["sku"] = Value({"name": sku}, sku.at)
    location = cluster.get("location")
    if location is not None:
        properties["location"] = location
    at = profile.at if profile is not None and not isinstance(profile, Unknown) else cluster.at
    name = Value(f"{cluster.label} (managed)", at, COMPUTED)
    return Resource(
        f"{cluster.address}#natGateway",
        NAT_GATEWAY,
        name,
        properties,
        at,
        traits=traits,
        called_at=cluster.called_at,
    )


_MANAGED_COUNT = {
    "natGatewayProfile": "managedOutboundIPProfile.count",
    "loadBalancerProfile": "managedOutboundIPs.count",
}
"""How many IPs AKS is to bring, by the profile that says so (managedClusters API)."""


def managed_ips(cluster: Resource, profile: str, graph: Graph) -> tuple[IpRange, ...] | Unknown:
    """The outbound IPs of what AKS manages: effective ones where known, else the ones brought, else the count."""
    base = f"networkProfile.{profile}"
    for path in ("outboundIPs.publicIPs", "outboundIPPrefixes.publicIPPrefixes", "effectiveOutboundIPs"):
        given = cluster.get(f"{base}.{path}")
        if isinstance(given, Unknown) and not cluster.external:
            return given
    for lists in (
        (("effectiveOutboundIPs", PUBLIC_IP),),
        (("outboundIPs.publicIPs", PUBLIC_IP), ("outboundIPPrefixes.publicIPPrefixes", PUBLIC_IP_PREFIX)),
    ):
        found: Several[tuple[Node, str]] = Several()
        for path, type_ in lists:
            node = cluster.get(f"{base}.{path}")
            if not (isinstance(node, Unknown) and cluster.external):
                found = found.with_(elements_of(node).map(partial(_typed, type_)))
        if found.cause is not None:
            return found.cause
        if found.sure:
            return _ip_ids(graph, found.sure)
    count = cluster.get(f"{base}.{_MANAGED_COUNT[profile]}")
    if isinstance(count, Unknown):
        return count
    if isinstance(amount := scalar_of(count), int):
        return (IpRange(CHOSEN_BY_AKS, amount),)
    return (IpRange(CHOSEN_BY_AKS, 1),)


def _typed(type_: str, node: Node) -> tuple[Node, str]:
    return node, type_


def _ip_ids(graph: Graph, nodes: Iterable[tuple[Node, str]]) -> tuple[IpRange, ...]:
    found = []
    for node, type_ in nodes:
        identifier = called(id_of(node)) or "declared elsewhere"
        # effectiveOutboundIPs lists the prefixes a load balancer was given beside single IPs (recorded from Azure)
        kind = PUBLIC_IP_PREFIX if "/publicipprefixes/" in identifier.lower() else type_
        target = graph.follow(node, kind)
        if isinstance(target, Unknown):
            meant = _undeclared_ip(id_of(node), kind, target)
            source = meant if isinstance(meant, Resource) else None
            label = identifier.rsplit("/", 1)[-1]
            known = IpRange(label, 1 if kind == PUBLIC_IP else None, at=node.at, source=source)
            found.append(_placed(graph, known))
        else:
            found.append(_placed(graph, ip_range(target, kind)))
    return tuple(found)


def _placed(graph: Graph, ip: IpRange) -> IpRange:
    """With the names of its resource group and subscription, where they are known: Azure knows an IP by these. One whose
    subscription is named and not known may be a namesake of what one looks at."""
    if ip.source is None:
        return ip
    group, subscription = graph.group_of(ip.source), graph.subscription_of(ip.source)
    if isinstance(group, Reference):
        declared = graph.by_address.get(group.target)
        group = declared.name if declared is not None else None
    return replace(
        ip,
        group=called(group) or "",
        subscription=(called(subscription) or "").lower(),
        subscription_open=_why_open(subscription, ip.source),
        region=_region(graph, ip.source),
    )


def _why_open(subscription: Node | None, source: Resource) -> str:
    """Why nobody knows a subscription that the files name; empty where it is known, or where they name none."""
    if subscription is None or is_absent(subscription):
        subscription = source.traits.get(OWN_SUBSCRIPTION)
        if subscription is None:
            return ""
    if called(subscription):
        return ""
    return subscription.reason if isinstance(subscription, Unknown) else "it is known only after it is made"


def _region(graph: Graph, ip: Resource) -> str:
    """Where it lies, as ARM writes it; a reference is to the region of its resource group."""
    found = ip.get("location")
    if isinstance(found, Reference):
        group = graph.follow(ip.resource_group, RESOURCE_GROUP)
        found = group.get("location") if isinstance(group, Resource) else None
    return (called(found) or "").replace(" ", "").lower()


def parse_cidr(literal: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """A CIDR or address; None when it is neither."""
    try:
        return ipaddress.ip_network(literal.strip(), strict=False)
    except ValueError:
        return None
