"""Facts about clusters and their node pools."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Sequence

from natpin.egress import is_automatic, is_managed_nat, network_setting, outbound_type, parse_cidr
from natpin.facts.network import (
    fact_object,
    known,
    location_of,
    nat_facts,
    optional,
    subnet_facts,
    subscription_of,
    virtual_network_of,
    written_or_default,
)
from natpin.graph import Graph
from natpin.model.path import EgressPath, Exit, Role
from natpin.model.resource import AGENT_POOL, CLUSTER, Resource
from natpin.model.value import Node, Reference, Unknown, Value, dig, is_absent, items, members, scalar, text

SNAT_PORTS_A_NODE = 1024
"""Parity with AKS's load balancer default for up to 50 nodes (AKS, "Use a public standard load balancer"). Our
policy knob, not Microsoft's advice for NAT gateways."""
SNAT_PORTS_AN_IP = 64512
"""Azure NAT Gateway, "Azure NAT Gateway SKUs"."""


_EXITS = {
    Exit.NAT_GATEWAY: "the NAT gateway",
    Exit.MANAGED_NAT_GATEWAY: "the NAT gateway that AKS manages",
    Exit.LOAD_BALANCER: "the load balancer",
    Exit.VIRTUAL_APPLIANCE: "a firewall, appliance or network gateway",
    Exit.INSTANCE_PUBLIC_IP: "the public IPs of its nodes",
    Exit.DEFAULT_OUTBOUND: "default outbound access, from an IP that Microsoft owns",
    Exit.NONE: "no way at all",
    Exit.UNKNOWN: "a way that is not known",
}
"""What is said after "leaves by"."""


def pool_facts(graph: Graph, paths: Sequence[EgressPath]) -> Value:
    """A node pool, from its paths: the nodes' one, and the pods' one where pods have a subnet of their own."""
    node = next(path for path in paths if path.role is Role.NODE)
    pod = next((path for path in paths if path.role is Role.POD), None)
    pool = node.pool.resource
    count = optional(pool, "count")
    maximum = optional(pool, "maxCount") or count
    return fact_object(
        {
            "name": known(node.pool.name, node.pool.at),
            "mode": optional(pool, "mode"),
            "isDefault": known("#" in node.pool.address, node.pool.at),
            "isNodeClass": known(pool.type.endswith("AKSNodeClass"), node.pool.at),
            "osType": written_or_default(pool, "osType", AGENT_POOL),
            "count": count,
            "maxCount": maximum,
            "maxPods": optional(pool, "maxPods"),
            "maxSurge": optional(pool, "upgradeSettings.maxSurge"),
            "availabilityZones": written_or_default(pool, "availabilityZones", AGENT_POOL),
            "enableNodePublicIP": written_or_default(pool, "enableNodePublicIP", AGENT_POOL),
            "nodePublicIPPrefixID": optional(pool, "nodePublicIPPrefixID"),
            "windowsProfile": optional(pool, "windowsProfile"),
            "exit": _exit(node),
            "podExit": _exit(pod) if pod else None,
            "exitInWords": known(_EXITS[node.exit], node.pool.at),
            "podExitInWords": known(_EXITS[pod.exit], node.pool.at) if pod else None,
            "byoSubnet": known(node.subnet is not None, node.pool.at),
            "subnet": _subnet(graph, node),
            "podSubnet": _subnet(graph, pod) if pod else None,
            "egressIpCount": known(node.ip_count, node.pool.at)
            if node.ip_count is not None
            else _why_no_count(node),
        },
        node.pool.at,
    )


def _exit(path: EgressPath) -> Node:
    return (
        path.causes[0] if path.exit is Exit.UNKNOWN and path.causes else known(path.exit.value, path.pool.at)
    )


def _subnet(graph: Graph, path: EgressPath) -> Node | None:
    return subnet_facts(graph, path.subnet) if isinstance(path.subnet, Resource) else path.subnet


def _why_no_count(path: EgressPath) -> Node:
    return (
        path.ips
        if isinstance(path.ips, Unknown)
        else Unknown("the length of an IP prefix is unknown", path.pool.at)
    )


def cluster_facts(graph: Graph, cluster: Resource, paths: Sequence[EgressPath], contract: bool) -> Value:
    """A cluster with its pools, subnets and gateways."""
    pools = [pool_facts(graph, group) for group in by_pool(paths)]
    subnets = {path.subnet.address: path.subnet for path in paths if isinstance(path.subnet, Resource)}
    lost = [path.subnet for path in paths if isinstance(path.subnet, Unknown)]
    facts_of_subnets = [subnet_facts(graph, subnet) for subnet in subnets.values()]
    gateways = {
        path.nat_gateway.address: path.nat_gateway for path in paths if isinstance(path.nat_gateway, Resource)
    }
    networks = [virtual_network_of(graph, subnet) for subnet in subnets.values()]
    found = {network.address: network for network in networks if isinstance(network, Resource)}
    unclear = [node for node in networks if isinstance(node, Unknown)] + lost
    at = cluster.at
    has_nat = [dig(facts, "hasNat") for facts in facts_of_subnets] + list(lost)
    outbound = outbound_type(cluster)
    subnet_list: Node = Value((*facts_of_subnets, *lost), at)
    ranges = _authorized_ranges(cluster)
    return fact_object(
        {
            "name": known(cluster.label, at),
            "location": location_of(graph, cluster),
            "subscription": subscription_of(cluster),
            "outboundType": outbound,
            "networkPlugin": network_setting(cluster, "networkPlugin"),
            "networkPluginMode": network_setting(cluster, "networkPluginMode"),
            "networkDataplane": network_setting(cluster, "networkDataplane"),
            "loadBalancerSku": written_or_default(cluster, "networkProfile.loadBalancerSku", CLUSTER),
            "ipFamilies": written_or_default(cluster, "networkProfile.ipFamilies", CLUSTER),
            "podCidr": optional(cluster, "networkProfile.podCidr"),
            "automatic": known(is_automatic(cluster), at),
            "byoSubnet": known(bool(subnets or lost), at),
            "private": written_or_default(cluster, "apiServerAccessProfile.enablePrivateCluster", CLUSTER),
            "authorizedIPRanges": ranges,
            "natIpsNotAuthorized": _unauthorized(ranges, paths),
            "authorizedRangesCoverNat": _covered(ranges, paths),
            "apiVersion": cluster.traits.get("apiVersion"),
            "provider": cluster.traits.get("provider"),
            "natGatewayProfile": optional(cluster, "networkProfile.natGatewayProfile"),
            "loadBalancerProfile": optional(cluster, "networkProfile.loadBalancerProfile"),
            "hostedSystemProfile": optional(cluster, "hostedSystemProfile"),
            "nodeProvisioningProfile": optional(cluster, "nodeProvisioningProfile"),
            "pools": Value(tuple(pools), at),
            "poolCount": known(len(pools), at),
            "zoneCount": known(len(_zones(pools)), at),
            "maxNodes": _max_nodes(pools),
            "maxPods": _max_pods(pools),
            "requiredIps": _required_ips(pools),
            "subnets": subnet_list,
            "subnetHasNat": _any(has_nat),
            "allSubnetsHaveNat": _all(has_nat),
            "natGateways": Value(tuple(nat_facts(graph, gateway) for gateway in gateways.values()), at),
            "natGatewayCount": _count(
                len(gateways),
                [path.nat_gateway for path in paths if isinstance(path.nat_gateway, Unknown)] + lost,
            ),
            "virtualNetworks": Value(
                tuple(known(network.label, network.at) for network in found.values()), at
            ),
            "virtualNetworkCount": _count(len(found), unclear),
            "vnetLocation": next((location_of(graph, network) for network in found.values()), None),
            "orderedAfterAssociation": _ordered(graph, cluster, list(subnets.values())),
            "managedOutboundIPs": known(
                is_managed_nat(outbound)
                and is_absent(cluster.get("networkProfile.natGatewayProfile.outboundIPs")),
                at,
            ),
            "contract": known(contract, at),
        },
        at,
    )


def by_pool(paths: Sequence[EgressPath]) -> list[list[EgressPath]]:
    """The paths of each pool together."""
    groups: dict[str, list[EgressPath]] = {}
    for path in paths:
        groups.setdefault(path.pool.address, []).append(path)
    return list(groups.values())


def _any(nodes: list[Node | None]) -> Node:
    if any(scalar(node) is True for node in nodes):
        return Value(True)
    return next((node for node in nodes if isinstance(node, Unknown)), Value(False))


def _all(nodes: list[Node | None]) -> Node:
    if any(scalar(node) is False for node in nodes):
        return Value(False)
    return next((node for node in nodes if isinstance(node, Unknown)), Value(bool(nodes)))


def _count(certain: int, unclear: Sequence[Unknown]) -> Node:
    return unclear[0] if unclear else Value(certain)


def _zones(pools: list[Value]) -> set[str]:
    return {str(scalar(zone)) for pool in pools for zone in items(dig(pool, "availabilityZones"))}


def _max_nodes(pools: list[Value]) -> Node:
    total = 0
    for pool in pools:
        maximum = dig(pool, "maxCount")
        amount = scalar(maximum)
        if maximum is not None and not isinstance(amount, int | float):
            return (
                maximum if isinstance(maximum, Unknown) else Unknown("a pool's size is unknown", maximum.at)
            )
        amount = int(amount) if isinstance(amount, int | float) else 3
        total += amount + _surge(scalar(dig(pool, "maxSurge")), amount)
    return Value(total)


def _surge(written: object, amount: int) -> int:
    """Extra nodes during an upgrade; 10% when not written (AKS, "Customize node surge upgrade")."""
    if isinstance(written, int | float) and not isinstance(written, bool):
        return int(written)
    literal = str(written or "10%").strip()
    if literal.endswith("%") and literal[:-1].isdigit():
        return math.ceil(amount * int(literal[:-1]) / 100)
    return int(literal) if literal.isdigit() else 0


def _max_pods(pools: list[Value]) -> Node | None:
    nodes = _max_nodes(pools)
    most = [scalar(dig(pool, "maxPods")) for pool in pools]
    amount = scalar(nodes)
    if not isinstance(amount, int) or not all(isinstance(value, int) for value in most) or not most:
        return None
    return Value(amount * max(value for value in most if isinstance(value, int)))


def _required_ips(pools: list[Value]) -> Node:
    nodes = _max_nodes(pools)
    amount = scalar(nodes)
    if not isinstance(amount, int):
        return nodes
    return Value(max(1, math.ceil(amount * SNAT_PORTS_A_NODE / SNAT_PORTS_AN_IP)))


def _authorized_ranges(cluster: Resource) -> Node | None:
    found = cluster.get("apiServerAccessProfile.authorizedIPRanges")
    return None if is_absent(found) else found


def _unauthorized(ranges: Node | None, paths: Sequence[EgressPath]) -> Node | None:
    allowed = _networks(ranges)
    if not allowed:
        return None
    missing = []
    for path in paths:
        if path.exit in (Exit.NAT_GATEWAY, Exit.MANAGED_NAT_GATEWAY) and not isinstance(path.ips, Unknown):
            for ip in path.ips:
                network = parse_cidr(ip.cidr) if ip.cidr else None
                if network and not _within(network, allowed):
                    missing.append(str(network))
    return Value(tuple(Value(cidr) for cidr in sorted(set(missing))))


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _within(network: Network, allowed: list[Network]) -> bool:
    return any(
        int(outer.network_address) <= int(network.network_address)
        and int(network.broadcast_address) <= int(outer.broadcast_address)
        for outer in allowed
        if outer.version == network.version
    )


def _networks(ranges: Node | None) -> list[Network]:
    return [network for item in items(ranges) if (network := parse_cidr(text(item) or "")) is not None]


def _covered(ranges: Node | None, paths: Sequence[EgressPath]) -> Node | None:
    """Whether the API server admits the cluster's own NAT IPs.

    A range written as a reference to the gateway's own IP or prefix covers it, whatever its address will be.
    """
    nat_paths = [path for path in paths if path.exit in (Exit.NAT_GATEWAY, Exit.MANAGED_NAT_GATEWAY)]
    if ranges is None or not nat_paths or (isinstance(ranges, Value) and not items(ranges)):
        return None
    if isinstance(ranges, Unknown):
        return ranges
    referred = set(_references(ranges))
    allowed = _networks(ranges)
    for path in nat_paths:
        if isinstance(path.ips, Unknown):
            return path.ips
        for ip in path.ips:
            if ip.address and ip.address in referred:
                continue
            network = parse_cidr(ip.cidr) if ip.cidr else None
            if network is None:
                if any(isinstance(item, Unknown) for item in items(ranges)):
                    return next(item for item in items(ranges) if isinstance(item, Unknown))
                return Unknown(
                    f"the address of {ip.label} is not known before it exists", ranges.at, "--azure"
                )
            if not _within(network, allowed):
                return Value(False, ranges.at)
    return Value(True, ranges.at)


def _references(node: Node | None) -> list[str]:
    match node:
        case Reference():
            return [node.target]
        case Unknown():
            return [part.target for part in node.parts if isinstance(part, Reference)]
        case Value():
            return [
                address for child in (*items(node), *members(node).values()) for address in _references(child)
            ]
        case _:
            return []


def _ordered(graph: Graph, cluster: Resource, subnets: list[Resource]) -> Node | None:
    """Terraform creates the cluster and the association at once unless one waits for the other."""
    links = [link for subnet in subnets if not subnet.home for link in graph.links_to(subnet, "natGateway")]
    depends = cluster.traits.get("dependsOn")
    if (
        not links
        or depends is None
        or not str(text(cluster.traits.get("provider"))).startswith(("azurerm", "azapi"))
    ):
        return None
    targets = [node.target for node in items(depends) if isinstance(node, Reference)]
    waits = all(any(_covers(target, link.address) for target in targets) for link in links)
    return Value(waits, cluster.at)


def _covers(target: str, address: str) -> bool:
    """A dependency on a resource or module is one on all its instances."""
    return address == target or address.startswith((target + "[", target + "."))
