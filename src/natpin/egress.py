"""Which exit a pool's traffic takes, and from which IPs.

Azure's outbound precedence, stated once:

1. a route for 0.0.0.0/0 to a virtual appliance or a gateway (or a more specific public route, for its part)
2. a NAT gateway on the subnet
3. a public IP of the node itself
4. the load balancer's outbound rules
5. default outbound access, where the subnet still has it

Sources: Azure NAT Gateway, "Design virtual networks with NAT gateway" and "Azure NAT Gateway connectivity": a
UDR to a virtual appliance or virtual network gateway takes precedence over NAT gateway, which takes precedence over
instance-level public IPs, load balancer outbound rules and default outbound access. AKS, "Customize cluster egress
with outbound types in AKS": outboundType, its default loadBalancer, and which ones need a subnet of one's own.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator

from natpin.graph import Graph
from natpin.model.arm_id import parse
from natpin.model.path import CHOSEN_BY_AKS, EgressPath, Exit, Hop, IpRange, Pool, Role
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    NODE_CLASS,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    Resource,
)
from natpin.model.value import (
    COMPUTED,
    NULL,
    Node,
    Reference,
    Unknown,
    Value,
    default_of,
    dig,
    is_absent,
    items,
    members,
    scalar,
    text,
    word,
)

MANAGED_NAT = ("managednatgateway", "managednatgatewayv2")
"""managedNATGatewayV2 existed in preview APIs only (Azure REST API specs, 2026-06-01: sku takes its place)."""


def trace(graph: Graph) -> list[EgressPath]:
    """The egress path of every pool of every cluster declared in a graph; pods too where they have a subnet."""
    return [
        path
        for cluster in graph.declared(CLUSTER)
        if _concerns(graph, cluster)
        for pool in pools(graph, cluster)
        for path in _paths(graph, cluster, pool)
    ]


_CLUSTER_EGRESS = (
    "networkProfile.outboundType",
    "networkProfile.natGatewayProfile",
    "networkProfile.loadBalancerProfile",
    "agentPoolProfiles",
    "hostedSystemProfile",
)
_POOL_EGRESS = ("vnetSubnetID", "podSubnetID", "enableNodePublicIP", "nodePublicIPPrefixID")


def _concerns(graph: Graph, cluster: Resource) -> bool:
    """False for a cluster that is only looked up, as by a data source: whoever declares it answers for it.

    One that is given settings here that bear on its egress, or pools, is judged by those. An update of anything else
    (an add-on, a node image) says nothing of where traffic leaves.
    """
    if not cluster.looked_up or _says(cluster, _CLUSTER_EGRESS):
        return True
    return any(
        not pool.looked_up or _says(pool, _POOL_EGRESS) for pool in graph.children(cluster, AGENT_POOL)
    )


def _says(resource: Resource, paths: Iterable[str]) -> bool:
    """True when any of these properties is given here, known or not."""
    written = Value(resource.properties)
    return any(not is_absent(dig(written, path)) for path in paths)


def outbound_type(cluster: Resource) -> Node:
    """The effective outbound type: what is written, else what the API fills in.

    AKS Automatic in a virtual network that Azure manages takes managedNATGateway; in one of the team's own it may be
    any of several, and which one is filled in is not documented (AKS, "What is AKS Automatic"). Everything else takes
    loadBalancer (AKS, "Customize cluster egress").
    """
    written = cluster.get("networkProfile.outboundType")
    if written is not None and not is_absent(written):
        return written
    if is_automatic(cluster) and _brings_network(cluster):
        reason = "AKS Automatic in a network of your own: its default outbound type is not documented"
        return Unknown(reason, cluster.at, "write networkProfile.outboundType")
    if is_automatic(cluster):
        return Value("managedNATGateway", cluster.at, default_of("AKS Automatic"))
    return Value("loadBalancer", cluster.at, default_of("AKS API"))


def _brings_network(cluster: Resource) -> bool:
    """True when a pool of the cluster itself is put into a subnet."""
    profiles = items(cluster.get("agentPoolProfiles"))
    return any(not is_absent(dig(profile, "vnetSubnetID")) for profile in profiles)


def is_automatic(cluster: Resource) -> bool:
    """True for a cluster of SKU Automatic."""
    return word(cluster.get("sku.name")) == "automatic"


_OF_AUTOMATIC = {"networkPlugin": "azure", "networkPluginMode": "overlay", "networkDataplane": "cilium"}


def network_setting(cluster: Resource, name: str) -> Node | None:
    """``networkPlugin``, ``networkPluginMode`` or ``networkDataplane``: what is written, else what is certain.

    AKS Automatic comes with Azure CNI Overlay powered by Cilium (AKS, "What is AKS Automatic"). For other clusters
    the API's default depends on its version.
    """
    written = cluster.get(f"networkProfile.{name}")
    if is_absent(written) and is_automatic(cluster) and not cluster.looked_up:
        if is_absent(cluster.get("networkProfile.networkPlugin")):
            return Value(_OF_AUTOMATIC[name], cluster.at, default_of("AKS Automatic"))
    return None if is_absent(written) else written


def is_managed_nat(outbound: Node) -> bool:
    """True when AKS brings a NAT gateway of its own."""
    return word(outbound) in MANAGED_NAT


# -- pools ---------------------------------------------------------------------------------------------------------


def pools(graph: Graph, cluster: Resource) -> tuple[Pool, ...]:
    """The node pools of a cluster: inline profiles, agentPools resources, node classes of auto-provisioning."""
    found: dict[str, Pool] = {}
    profiles = cluster.get("agentPoolProfiles")
    for position, profile in enumerate(items(profiles)):
        name = text(dig(profile, "name")) or f"pool{position + 1}"
        address = f"{cluster.address}#{name}"
        resource = Resource(
            address, AGENT_POOL, Value(name), members(profile), profile.at, Reference(cluster.address)
        )
        if isinstance(profile, Unknown):
            resource = Resource(
                address, AGENT_POOL, profile, {"vnetSubnetID": profile, "podSubnetID": profile}, profile.at
            )
        found[name.lower()] = Pool(name, address, resource, profile.at)
    if isinstance(profiles, Unknown):
        resource = Resource(
            f"{cluster.address}#pools",
            AGENT_POOL,
            profiles,
            {"vnetSubnetID": profiles, "podSubnetID": profiles},
            profiles.at,
        )
        found["?"] = Pool("(pools unknown)", resource.address, resource, profiles.at)
    for child in graph.children(cluster, AGENT_POOL):
        known = text(child.name)
        merged = found.get(known.lower()) if known else None
        if merged:
            child = child.with_properties(**{**merged.resource.properties, **child.properties})
        found[known.lower() if known else child.address] = Pool(child.label, child.address, child, child.at)
    found.update(_hosted_pools(cluster))
    if not found and not cluster.looked_up:
        name = "nodepool1"
        bare = Resource(
            f"{cluster.address}#{name}", AGENT_POOL, Value(name), {}, cluster.at, Reference(cluster.address)
        )
        found[name] = Pool(name, bare.address, bare, cluster.at)
    for node_class in graph.of_type(NODE_CLASS):
        address = f"{cluster.address}#{node_class.label}"
        found[address] = Pool(node_class.label, address, node_class, node_class.at)
    return tuple(found.values())


def _hosted_pools(cluster: Resource) -> Iterator[tuple[str, Pool]]:
    """AKS Automatic's hosted system nodes: subnets of their own (managedClusters API, hostedSystemProfile)."""
    for field, name in (("systemNodeSubnetID", "hosted-system"), ("nodeSubnetID", "hosted-nodes")):
        subnet = cluster.get(f"hostedSystemProfile.{field}") if not cluster.looked_up else None
        if subnet is not None and not is_absent(subnet):
            address = f"{cluster.address}#{name}"
            resource = Resource(
                address,
                AGENT_POOL,
                Value(name),
                {"vnetSubnetID": subnet},
                subnet.at,
                Reference(cluster.address),
            )
            yield name, Pool(name, address, resource, subnet.at)


def subnet_of(graph: Graph, pool: Pool, role: Role) -> Resource | Unknown | None:
    """The subnet a pool's nodes or pods are put into; None when Azure manages the network."""
    node = pool.resource.get("vnetSubnetID" if role is Role.NODE else "podSubnetID")
    if node is None or is_absent(node):
        return None
    return graph.follow(node, SUBNET)


# -- paths ---------------------------------------------------------------------------------------------------------


def _paths(graph: Graph, cluster: Resource, pool: Pool) -> Iterator[EgressPath]:
    yield _path(graph, cluster, pool, Role.NODE, subnet_of(graph, pool, Role.NODE))
    pod_subnet = subnet_of(graph, pool, Role.POD)
    if pod_subnet is not None:
        yield _path(graph, cluster, pool, Role.POD, pod_subnet)


def _path(
    graph: Graph, cluster: Resource, pool: Pool, role: Role, subnet: Resource | Unknown | None
) -> EgressPath:
    outbound = outbound_type(cluster)
    start = (Hop("pool", pool.name, pool.at),)

    def path(
        exit_: Exit,
        hops: tuple[Hop, ...] = (),
        ips: tuple[IpRange, ...] | Unknown = (),
        nat: Resource | Unknown | None = None,
        causes: tuple[Unknown, ...] = (),
    ) -> EgressPath:
        return EgressPath(cluster, pool, role, exit_, subnet, nat, start + hops, ips, causes)

    def unknown(
        cause: Unknown, hops: tuple[Hop, ...] = (), nat: Resource | Unknown | None = None
    ) -> EgressPath:
        return path(Exit.UNKNOWN, hops, cause, nat, (cause,))

    if isinstance(subnet, Unknown) and not is_managed_nat(outbound):
        return unknown(subnet)
    hops: tuple[Hop, ...] = ()
    nat: Resource | Unknown | None = None
    if isinstance(subnet, Resource):
        hops = (Hop("subnet", _told(subnet), subnet.at),)
        nat = nat_gateway_of(graph, subnet)
        kind = default_route(graph, subnet)
        if isinstance(kind, Unknown):
            return unknown(kind, (*hops, *_nat_hops(graph, nat)) if isinstance(nat, Resource) else hops, nat)
        match word(kind):
            case "virtualappliance" | "virtualnetworkgateway":
                appliance = "firewall or appliance" if word(kind) == "virtualappliance" else "gateway"
                cause = Unknown(f"traffic leaves by a {appliance}, whose IPs are its own", kind.at)
                return path(
                    Exit.VIRTUAL_APPLIANCE, (*hops, Hop("virtual-appliance", appliance, kind.at)), cause, nat
                )
            case "none":
                return path(Exit.NONE, (*hops, Hop("none", "dropped by a route", kind.at)), (), nat)
        if isinstance(nat, Unknown):
            return unknown(nat, hops, nat)
        if isinstance(nat, Resource):
            return path(Exit.NAT_GATEWAY, (*hops, *_nat_hops(graph, nat)), nat_ips(graph, nat), nat)
    if isinstance(outbound, Unknown):
        return unknown(outbound, hops)
    if is_managed_nat(outbound):
        gateway = managed_nat(cluster)
        ips = _managed_ips(cluster, "natGatewayProfile", graph)
        return path(
            Exit.MANAGED_NAT_GATEWAY, (*hops, Hop("nat-gateway", "managed by AKS", outbound.at)), ips, gateway
        )
    public = pool.resource.get("enableNodePublicIP")
    if isinstance(public, Unknown):
        return unknown(public, hops)
    if scalar(public) is True and role is Role.NODE:
        cause = Unknown(
            "each node has a public IP of its own, which changes with the node",
            public.at if public else pool.at,
        )
        return path(Exit.INSTANCE_PUBLIC_IP, (*hops, Hop("instance-public-ip", "node public IPs")), cause)
    match word(outbound):
        case "loadbalancer":
            ips = _managed_ips(cluster, "loadBalancerProfile", graph)
            return path(Exit.LOAD_BALANCER, (*hops, Hop("load-balancer", "managed by AKS", outbound.at)), ips)
        case "none" | "block":
            return path(Exit.NONE, (*hops, Hop("none", f"outbound type {text(outbound)}", outbound.at)))
        case "userdefinedrouting":
            reason = (
                "outbound type is userDefinedRouting, but no route for 0.0.0.0/0 is declared for its subnet"
            )
            return unknown(Unknown(reason, outbound.at), hops)
        case "userassignednatgateway" if isinstance(subnet, Resource):
            private = scalar(subnet.get("defaultOutboundAccess")) is False
            hop = Hop("none", "no exit") if private else Hop("default-outbound", "an IP that Microsoft owns")
            cause = Unknown("the IP belongs to Microsoft and changes", subnet.at)
            return path(
                Exit.NONE if private else Exit.DEFAULT_OUTBOUND, (*hops, hop), () if private else cause
            )
        case "userassignednatgateway":
            return unknown(
                Unknown("outbound type userAssignedNATGateway needs a subnet of your own", outbound.at), hops
            )
        case other:
            return unknown(Unknown(f"outbound type {other!r} is not one natpin knows", outbound.at), hops)


# -- subnets, routes, gateways -------------------------------------------------------------------------------------


def nat_gateway_of(graph: Graph, subnet: Resource) -> Resource | Unknown | None:
    """The NAT gateway on a subnet; Unknown when one may be, or when it is one that is not declared here."""
    attached = graph.attachments(subnet, "natGateway")
    if not attached:
        return None
    found = [graph.follow(node, NAT_GATEWAY) for node in attached]
    resources = [gateway for gateway in found if isinstance(gateway, Resource)]
    if resources:
        return resources[0]
    certain = [node for node in map(_id_of, attached) if not isinstance(node, Unknown) or node.parts]
    if certain:
        return _undeclared_gateway(certain[0], subnet)
    return next(cause for cause in found if isinstance(cause, Unknown))


def _id_of(node: Node) -> Node:
    """The id in an object such as ``{"id": …}``."""
    inner = members(node).get("id")
    return node if inner is None else inner


def _undeclared_gateway(node: Node, subnet: Resource) -> Resource:
    """A gateway that is certainly attached, though declared elsewhere: its properties are unknown, its being is not."""
    identifier = parse(node)
    label = text(identifier.names[-1]) if identifier else text(node)
    shown: Node = Value(label, node.at) if label else Unknown("the gateway is declared elsewhere", node.at)
    return Resource(f"{subnet.address}!natGateway", NAT_GATEWAY, shown, {}, node.at, looked_up=True)


def default_route(graph: Graph, subnet: Resource) -> Node:
    """The next hop type for 0.0.0.0/0 that a route table gives; a null Value when none overrides the system's.

    Two halves, 0.0.0.0/1 and 128.0.0.0/1, count as one: longest prefix wins (Azure, "Virtual network traffic routing").
    """
    for attached in graph.attachments(subnet, "routeTable"):
        table = graph.follow(attached, ROUTE_TABLE)
        if isinstance(table, Unknown):
            return table
        halves: dict[str, Node] = {}
        for route in routes_of(graph, table):
            if isinstance(route, Unknown):
                return route
            prefix, hop = dig(route, "addressPrefix"), dig(route, "nextHopType")
            if isinstance(prefix, Unknown):
                return prefix
            if text(prefix) == "0.0.0.0/0":
                return hop if hop is not None else NULL
            if text(prefix) in ("0.0.0.0/1", "128.0.0.0/1") and hop is not None:
                halves[str(text(prefix))] = hop
        if len(halves) == 2:
            return halves["0.0.0.0/1"]
        if table.looked_up:
            return Unknown(f"the routes of {table.label} are declared elsewhere", table.at, "--azure")
    return NULL


def routes_of(graph: Graph, table: Resource) -> tuple[Node, ...]:
    """The routes of a route table, inline ones and ones declared by themselves, as objects."""
    children = tuple(
        child.conditional or Value({**child.properties, "name": child.name}, child.at)
        for child in graph.children(table, ROUTE)
    )
    inline = () if table.looked_up else graph.elements(table, "routes")
    return (*inline, *children)


def _told(resource: Resource) -> str:
    """A label that says where a resource is declared when that is another root."""
    return f"{resource.label} (declared in {resource.home})" if resource.home else resource.label


def _nat_hops(graph: Graph, nat: Resource) -> tuple[Hop, ...]:
    hops = [Hop("nat-gateway", _told(nat), nat.at)]
    ips = nat_ips(graph, nat)
    if not isinstance(ips, Unknown):
        hops += [Hop("public-ip-prefix" if "/" in ip.label else "public-ip", ip.label, ip.at) for ip in ips]
    return tuple(hops)


def attached_ips(graph: Graph, nat: Resource) -> tuple[tuple[Resource | Unknown, str], ...]:
    """Every public IP and prefix on a gateway (IPv4 and IPv6), each with its ARM type."""
    found = []
    for name, type_ in (
        ("publicIpAddresses", PUBLIC_IP),
        ("publicIpPrefixes", PUBLIC_IP_PREFIX),
        ("publicIpAddressesV6", PUBLIC_IP),
        ("publicIpPrefixesV6", PUBLIC_IP_PREFIX),
    ):
        for node in graph.elements(nat, name):
            target = graph.follow(node, type_)
            if isinstance(target, Unknown) and not name.endswith("V6"):
                target = _undeclared_ip(_id_of(node), type_, target)
            found.append((target, type_))
    return tuple(found)


def _undeclared_ip(node: Node, type_: str, cause: Unknown) -> Resource | Unknown:
    """An IP that is certainly attached though declared elsewhere."""
    identifier = parse(node)
    if identifier is None:
        return cause
    name = identifier.names[-1] or Unknown("its name is unknown", node.at)
    return Resource(f"!{text(name) or cause.reason}", type_, name, {}, node.at, looked_up=True)


def nat_ips(graph: Graph, nat: Resource) -> tuple[IpRange, ...] | Unknown:
    """The IPv4 addresses traffic leaves a NAT gateway from; a source IP is chosen at random per connection."""
    found = []
    for ip, type_ in attached_ips(graph, nat):
        if isinstance(ip, Unknown):
            return ip
        if word(ip.get("publicIPAddressVersion")) != "ipv6":
            found.append(ip_range(ip, type_))
    return tuple(found)


def ip_range(ip: Resource, type_: str) -> IpRange:
    """What a public IP or prefix contributes."""
    if type_ == PUBLIC_IP:
        address = text(ip.get("ipAddress"))
        bits = 128 if ":" in (address or "") else 32
        return IpRange(
            address or ip.label, 1, f"{address}/{bits}" if address else None, ip.address, ip.at, ip
        )
    length = scalar(ip.get("prefixLength"))
    count = 2 ** (32 - length) if isinstance(length, int) and 0 <= length <= 32 else None
    cidr = text(ip.get("ipPrefix"))
    return IpRange(cidr or f"{ip.label} /{length if count else '?'}", count, cidr, ip.address, ip.at, ip)


def managed_nat(cluster: Resource) -> Resource:
    """The gateway that AKS creates, as a resource: its settings are in the cluster's natGatewayProfile."""
    profile = cluster.get("networkProfile.natGatewayProfile")
    idle = cluster.get("networkProfile.natGatewayProfile.idleTimeoutInMinutes")
    properties: dict[str, Node] = {"managed": Value(True, cluster.at, COMPUTED)}
    if idle is not None and not is_absent(idle):
        properties["idleTimeoutInMinutes"] = idle
    count = cluster.get("networkProfile.natGatewayProfile.managedOutboundIPProfile.count")
    if count is not None and not is_absent(count):
        properties["managedIpCount"] = count
    sku = cluster.get("networkProfile.natGatewayProfile.sku")
    if sku is not None:
        properties["sku"] = Value({"name": sku}, sku.at)
    location = cluster.get("location")
    if location is not None:
        properties["location"] = location
    at = profile.at if profile is not None and not isinstance(profile, Unknown) else cluster.at
    name = Value(f"{cluster.label} (managed)", at, COMPUTED)
    return Resource(f"{cluster.address}#natGateway", NAT_GATEWAY, name, properties, at)


def _managed_ips(cluster: Resource, profile: str, graph: Graph) -> tuple[IpRange, ...] | Unknown:
    """The outbound IPs of what AKS manages: effective ones where known, else the ones brought, else the count."""
    base = f"networkProfile.{profile}"
    effective = _ip_ids(graph, cluster.get(f"{base}.effectiveOutboundIPs"), PUBLIC_IP)
    if effective:
        return effective
    brought = _ip_ids(graph, cluster.get(f"{base}.outboundIPs.publicIPs"), PUBLIC_IP)
    brought += _ip_ids(graph, cluster.get(f"{base}.outboundIPPrefixes.publicIPPrefixes"), PUBLIC_IP_PREFIX)
    if brought:
        return brought
    for managed in ("managedOutboundIPProfile.count", "managedOutboundIPs.count"):
        count = cluster.get(f"{base}.{managed}")
        if isinstance(count, Unknown):
            return count
        if isinstance(amount := scalar(count), int):
            return (IpRange(CHOSEN_BY_AKS, amount),)
    return (IpRange(CHOSEN_BY_AKS, 1),)


def _ip_ids(graph: Graph, nodes: Node | None, type_: str) -> tuple[IpRange, ...]:
    found = []
    for node in items(nodes):
        identifier = text(dig(node, "id")) or "declared elsewhere"
        # effectiveOutboundIPs lists the prefixes a load balancer was given beside single IPs (recorded from Azure)
        kind = PUBLIC_IP_PREFIX if "/publicipprefixes/" in identifier.lower() else type_
        target = graph.follow(node, kind)
        if isinstance(target, Unknown):
            meant = _undeclared_ip(_id_of(node), kind, target)
            source = meant if isinstance(meant, Resource) else None
            label = identifier.rsplit("/", 1)[-1]
            found.append(IpRange(label, 1 if kind == PUBLIC_IP else None, at=node.at, source=source))
        else:
            found.append(ip_range(target, kind))
    return tuple(found)


def parse_cidr(literal: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """A CIDR or address; None when it is neither."""
    try:
        return ipaddress.ip_network(literal.strip(), strict=False)
    except ValueError:
        return None
