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

from collections.abc import Iterable, Iterator

from natpin.egress.addresses import managed_ips, managed_nat, nat_ips
from natpin.egress.pools import pools, subnet_of
from natpin.egress.proxies import beside_a_proxy, http_proxy
from natpin.egress.routes import default_route
from natpin.egress.settings import is_managed_nat, outbound_type
from natpin.egress.subnets import nat_gateway_of
from natpin.graph import Graph, once
from natpin.model.asking import is_, text_of
from natpin.model.path import EgressPath, Exit, Hop, IpRange, Pool, Role
from natpin.model.resource import AGENT_POOL, CLUSTER, POOLS_LOOKED_UP, TAKEN_IN, Resource
from natpin.model.value import Unknown, Value, dig, is_absent

_CLUSTER_EGRESS = (
    "networkProfile.outboundType",
    "networkProfile.natGatewayProfile",
    "networkProfile.loadBalancerProfile",
)
_POOLS = ("agentPoolProfiles", "hostedSystemProfile")
_POOL_EGRESS = ("vnetSubnetID", "podSubnetID", "enableNodePublicIP", "nodePublicIPPrefixID")


def trace(graph: Graph) -> list[EgressPath]:
    """The egress path of every pool of every cluster declared in a graph; pods too where they have a subnet."""
    return [
        path
        for cluster in graph.declared(CLUSTER)
        if _concerns(graph, cluster)
        for pool in pools(graph, cluster)
        for path in _paths(graph, cluster, pool)
    ]


def _concerns(graph: Graph, cluster: Resource) -> bool:
    """False for a cluster that is only looked up, as by a data source: whoever declares it answers for it.

    One that is given settings here that bear on its egress, or pools that no root with the cluster has, is judged by those.
    An update of anything else (an add-on, a node image) says nothing of where traffic leaves.
    """
    looked_up = POOLS_LOOKED_UP in cluster.traits
    if not cluster.external or _says(cluster, _CLUSTER_EGRESS):
        return True
    if not looked_up and _says(cluster, _POOLS):
        return True
    own = (
        pool
        for pool in graph.children(cluster, AGENT_POOL)
        if not (TAKEN_IN in pool.traits or pool.home or (looked_up and "inline" in pool.traits))
    )
    return any(not pool.external or _says(pool, _POOL_EGRESS) for pool in own)


def _says(resource: Resource, paths: Iterable[str]) -> bool:
    """True when any of these properties is given here, known or not."""
    written = Value(resource.properties)
    return any(not is_absent(dig(written, path)) for path in paths)


def _paths(graph: Graph, cluster: Resource, pool: Pool) -> Iterator[EgressPath]:
    nodes = _path(graph, cluster, pool, Role.NODE, subnet_of(graph, pool, Role.NODE))
    if is_(pool.resource.get("mode"), "Gateway") is True:  # loaded only where there is one
        from natpin.egress.static_gateway import with_prefixes_of_its_own

        nodes = with_prefixes_of_its_own(nodes)
    proxy = None if cluster.external else http_proxy(cluster)
    yield nodes if proxy is None else beside_a_proxy(nodes, proxy)
    pod_subnet = subnet_of(graph, pool, Role.POD)
    if pod_subnet is not None:
        pods = _path(graph, cluster, pool, Role.POD, pod_subnet)
        yield pods if proxy is None else beside_a_proxy(pods, proxy)


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

    managed = is_managed_nat(outbound)
    if isinstance(subnet, Unknown) and managed is not True:
        return unknown(subnet)
    hops: tuple[Hop, ...] = ()
    nat: Resource | Unknown | None = None
    if isinstance(subnet, Resource):
        hops = (Hop("subnet", _told(subnet), subnet.at),)
        nat = nat_gateway_of(graph, subnet)
        kind = default_route(graph, subnet)
        next_hop = text_of(kind)
        if isinstance(next_hop, Unknown):
            return unknown(
                next_hop, (*hops, *_nat_hops(graph, nat)) if isinstance(nat, Resource) else hops, nat
            )
        match (next_hop or "").lower():
            case "virtualappliance" | "virtualnetworkgateway" as way:
                appliance = "firewall or appliance" if way == "virtualappliance" else "gateway"
                cause = Unknown(
                    f"traffic leaves through a {appliance}, and its IPs are not known here", kind.at
                )
                return path(
                    Exit.VIRTUAL_APPLIANCE, (*hops, Hop("virtual-appliance", appliance, kind.at)), cause, nat
                )
            case "none":
                return path(Exit.NONE, (*hops, Hop("none", "dropped by a route", kind.at)), (), nat)
        if isinstance(nat, Unknown):
            return unknown(nat, hops, nat)
        if isinstance(nat, Resource):
            return path(Exit.NAT_GATEWAY, (*hops, *_nat_hops(graph, nat)), nat_ips(graph, nat), nat)
    if isinstance(kind_ := text_of(outbound), Unknown):
        return unknown(kind_, hops)
    if managed is True:
        gateway = managed_nat(cluster)
        ips = managed_ips(cluster, "natGatewayProfile", graph)
        return path(
            Exit.MANAGED_NAT_GATEWAY, (*hops, Hop("nat-gateway", "managed by AKS", outbound.at)), ips, gateway
        )
    written = pool.resource.get("enableNodePublicIP")
    public = is_(written, True)
    if isinstance(public, Unknown):
        return unknown(public, hops)
    if public and role is Role.NODE:
        cause = Unknown(
            "each node has a public IP of its own, which changes with the node",
            written.at if written else pool.at,
        )
        return path(Exit.INSTANCE_PUBLIC_IP, (*hops, Hop("instance-public-ip", "node public IPs")), cause)
    match (kind_ or "").lower():
        case "loadbalancer":
            ips = managed_ips(cluster, "loadBalancerProfile", graph)
            return path(Exit.LOAD_BALANCER, (*hops, Hop("load-balancer", "managed by AKS", outbound.at)), ips)
        case "none" | "block":
            return path(Exit.NONE, (*hops, Hop("none", f"outbound type {kind_}", outbound.at)))
        case "userdefinedrouting":
            reason = (
                "outbound type is userDefinedRouting, but no route for 0.0.0.0/0 is declared for its subnet"
            )
            return unknown(Unknown(reason, outbound.at), hops)
        case "userassignednatgateway" if isinstance(subnet, Resource):
            # where nobody knows whether it is private, the worse is told
            private = is_(subnet.get("defaultOutboundAccess"), False) is True
            hop = Hop("none", "no exit") if private else Hop("default-outbound", "an IP that Microsoft owns")
            cause = Unknown("Microsoft owns the IP and can change it", subnet.at)
            return path(
                Exit.NONE if private else Exit.DEFAULT_OUTBOUND, (*hops, hop), () if private else cause
            )
        case "userassignednatgateway":
            return unknown(
                Unknown("outbound type userAssignedNATGateway needs a subnet of your own", outbound.at), hops
            )
        case other:
            return unknown(Unknown(f"outbound type {other!r} is not one natpin knows", outbound.at), hops)


def _told(resource: Resource) -> str:
    """A label that says where a resource is declared when that is another root."""
    return f"{resource.label} (declared in {resource.home})" if resource.home else resource.label


@once
def _nat_hops(graph: Graph, nat: Resource) -> tuple[Hop, ...]:
    hops = [Hop("nat-gateway", _told(nat), nat.at)]
    ips = nat_ips(graph, nat)
    if not isinstance(ips, Unknown):
        hops += [Hop("public-ip-prefix" if "/" in ip.label else "public-ip", ip.label, ip.at) for ip in ips]
    return tuple(hops)
