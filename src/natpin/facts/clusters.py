"""Facts about clusters and their node pools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from natpin.egress import has_nat, http_proxy, is_automatic, is_managed_nat, network_setting, outbound_type
from natpin.facts.authorized import covered, load_balancer_only, unauthorized
from natpin.facts.capacity import Sizes
from natpin.facts.fields import fact_object, known, location_of, optional, subscription_of, written_or_default
from natpin.facts.lists import first_unknown, listed, others, perhaps, truth
from natpin.facts.network import nat_facts, subnet_facts, virtual_network_of
from natpin.facts.order import missing_order, ordered
from natpin.facts.users import gateways_of
from natpin.graph import Graph
from natpin.model.arm_id import parse
from natpin.model.asking import is_
from natpin.model.location import Location
from natpin.model.path import EgressPath, Exit, Pool, Role
from natpin.model.resource import AGENT_POOL, CLUSTER, Resource
from natpin.model.several import Several, Truth, between, both, either, negated
from natpin.model.value import COMPUTED, Node, Unknown, Value, dig, is_absent

_EXITS = {
    Exit.NAT_GATEWAY: "leaves through the NAT gateway",
    Exit.MANAGED_NAT_GATEWAY: "leaves through the NAT gateway that AKS manages",
    Exit.LOAD_BALANCER: "leaves through the load balancer",
    Exit.VIRTUAL_APPLIANCE: "leaves through a firewall, appliance or network gateway",
    Exit.INSTANCE_PUBLIC_IP: "leaves through the public IPs of its nodes",
    Exit.DEFAULT_OUTBOUND: "leaves through default outbound access (an IP that Microsoft owns)",
    Exit.NONE: "has no way out",
    Exit.UNKNOWN: "leaves through an exit that is not known",
}
"""What is said after "traffic"."""


def _is_default(path: EgressPath) -> Node:
    """Whether the pool is declared with its cluster. Of a cluster that declares none itself, those that nobody can list may
    be its first one or others."""
    pool = path.pool
    if pool.others and pool.resource.doubt is not None and path.cluster.get("agentPoolProfiles") is None:
        return pool.resource.doubt
    return known("#" in pool.address and not pool.auxiliary, pool.at)


def pool_facts(graph: Graph, paths: Sequence[EgressPath]) -> Value:
    """A pool, by its paths: worked out once, for itself and for each gateway that it leaves by."""
    key = pool_facts, tuple(map(id, paths))  # the paths are kept, so that no others have their ids
    found = graph.worked_out.get(key)
    if found is None:
        found = graph.worked_out[key] = tuple(paths), _pool_facts(graph, paths)
    body: Value = found[1]
    return body


def _pool_facts(graph: Graph, paths: Sequence[EgressPath]) -> Value:
    """A node pool, from its paths: the nodes' one, and the pods' one where pods have a subnet of their own."""
    node = next(path for path in paths if path.role is Role.NODE)
    pod = next((path for path in paths if path.role is Role.POD), None)
    pool = node.pool.resource
    count = optional(pool, "count")
    maximum = optional(pool, "maxCount") or count
    subnet = pool.get("vnetSubnetID")
    return fact_object(
        {
            "name": known(node.pool.name, node.pool.at),
            "mode": optional(pool, "mode"),
            "isDefault": _is_default(node),
            "isNodeClass": known(pool.type.endswith("AKSNodeClass"), node.pool.at),
            "isAuxiliary": known(node.pool.auxiliary, node.pool.at),
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
            "byoSubnet": truth(_own_subnet(subnet, node), node.pool.at),
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


def _own_subnet(written: Node | None, path: EgressPath) -> Truth:
    """Whether a pool is put into a subnet of the team's own: an id of which nobody knows whether it is null is not."""
    if path.subnet is None:
        return False
    if isinstance(written, Unknown) and isinstance(path.subnet, Unknown) and parse(written) is None:
        return written
    return True


def cluster_facts(
    graph: Graph,
    cluster: Resource,
    paths: Sequence[EgressPath],
    contract: Truth,
    shared: Mapping[str, Sizes] = MappingProxyType({}),
) -> Value:
    """A cluster with its pools, subnets and gateways.

    ``shared`` has the sizes of everything behind each gateway, other clusters' pools included.
    """
    groups = by_pool(paths)
    pools = [(pool_facts(graph, group), group[0].pool) for group in groups]
    subnets = _subnets_of(paths)
    gateways = gateways_of(graph, paths)
    networks = [virtual_network_of(graph, subnet) for subnet in subnets.every]
    found = {network.address: network for network in networks if isinstance(network, Resource)}
    certain = {
        n.address for subnet in subnets.sure if isinstance(n := virtual_network_of(graph, subnet), Resource)
    }
    unclear = first_unknown([*networks, subnets.rest])
    named: Several[Resource] = Several(
        tuple(network for address, network in found.items() if address in certain),
        tuple((n, why) for a, n in found.items() if a not in certain and (why := subnets.cause) is not None),
        unclear,
    )
    at = cluster.at
    outbound = outbound_type(cluster)
    ranges = _authorized_ranges(cluster)
    with_nat = subnets.map(lambda subnet: has_nat(graph, subnet))
    own = either(*[_if_there(dig(facts, "byoSubnet"), pool) for facts, pool in pools])
    sizes = Sizes(
        [(facts, pool.conditional) for facts, pool in pools if not pool.others and not pool.auxiliary],
        next((pool.resource.doubt for _, pool in pools if pool.others), None),
    )
    behind = shared.get(gateways.sure[0].address, sizes) if len(gateways.sure) == 1 else sizes
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
            "automatic": _automatic(cluster),
            "byoSubnet": truth(own, at),
            "private": written_or_default(cluster, "apiServerAccessProfile.enablePrivateCluster", CLUSTER),
            "authorizedIPRanges": ranges,
            "natIpsNotAuthorized": unauthorized(ranges, paths),
            "authorizedRangesCoverNat": covered(graph, ranges, paths),
            "authorizedForLoadBalancerOnly": load_balancer_only(ranges),
            "apiVersion": cluster.traits.get("apiVersion"),
            "provider": cluster.traits.get("provider"),
            "natGatewayProfile": optional(cluster, "networkProfile.natGatewayProfile"),
            "loadBalancerProfile": optional(cluster, "networkProfile.loadBalancerProfile"),
            "hostedSystemProfile": optional(cluster, "hostedSystemProfile"),
            "httpProxy": http_proxy(cluster),
            "nodeProvisioningProfile": optional(cluster, "nodeProvisioningProfile"),
            "pools": _pool_list(pools, at),
            "poolCount": _number(pools),
            "zoneCount": sizes.zone_count(at),
            "maxNodes": sizes.max_nodes(),
            "maxPods": sizes.max_pods(),
            "nodesBehindGateway": behind.max_nodes(),
            "requiredIps": behind.required_ips(),
            "subnets": listed(subnets, lambda subnet: subnet_facts(graph, subnet), at),
            "subnetHasNat": truth(with_nat.any(lambda answer: answer), at),
            "allSubnetsHaveNat": truth(
                both(with_nat.all(lambda answer: answer), subnets.there()) if subnets.every else False, at
            ),
            "natGateways": listed(gateways, lambda gateway: nat_facts(graph, gateway), at),
            "natGatewayCount": _as_fact(between(*gateways.count(), gateways.cause), at),
            "virtualNetworks": listed(named, lambda network: known(network.label, network.at), at),
            "virtualNetworkCount": _as_fact(between(*named.count(), named.cause), at),
            "vnetLocation": next((location_of(graph, network) for network in found.values()), None)
            or unclear,
            "orderedAfterAssociation": ordered(graph, cluster, groups),
            "missingOrder": missing_order(graph, cluster, groups),
            "managedOutboundIPs": truth(_managed_ips(cluster, outbound), at),
            "contract": truth(contract, at),
        },
        at,
    )


def _automatic(cluster: Resource) -> Node:
    sku = cluster.get("sku.name")
    if isinstance(sku, Unknown) and not cluster.external:
        return sku
    return known(is_automatic(cluster) is True, cluster.at)


def _managed_ips(cluster: Resource, outbound: Node) -> Truth:
    """Whether AKS chooses the IPs of a NAT gateway that it brings: neither IPs nor prefixes are given to it."""
    if isinstance(outbound, Unknown):
        return outbound
    if is_managed_nat(outbound) is not True:
        return False
    given = [
        cluster.get(f"networkProfile.natGatewayProfile.{name}")
        for name in ("outboundIPs", "outboundIPPrefixes")
    ]
    answers: list[Truth] = [node if isinstance(node, Unknown) else not is_absent(node) for node in given]
    return negated(either(*answers))


def _if_there(fact: Node | None, pool: Pool) -> Truth:
    return both(is_(fact, True), pool.conditional if pool.conditional is not None else True)


def _pool_list(pools: Sequence[tuple[Value, Pool]], at: Location) -> Value:
    """The pools as facts; pools that nobody can list leave the list open."""
    found = [
        others(pool.resource.doubt)
        if pool.others and pool.resource.doubt
        else perhaps(facts, pool.conditional)
        for facts, pool in pools
    ]
    return Value(tuple(found), at)


def _number(pools: Sequence[tuple[Value, Pool]]) -> Node:
    sure = sum(1 for _, pool in pools if pool.conditional is None and not pool.others)
    why = first_unknown(
        [pool.conditional or (pool.resource.doubt if pool.others else None) for _, pool in pools]
    )
    open_ended = any(pool.others for _, pool in pools)
    return _as_fact(between(sure, None if open_ended else len(pools), why), pools[0][1].at)


def _as_fact(count: int | Unknown, at: Location) -> Node:
    return count if isinstance(count, Unknown) else Value(count, at, COMPUTED)


def _subnets_of(paths: Sequence[EgressPath]) -> Several[Resource]:
    """The subnets that a cluster's traffic leaves from."""
    sure: dict[str, Resource] = {}
    maybe: dict[str, tuple[Resource, Unknown]] = {}
    rest: Unknown | None = None
    for path in paths:
        if isinstance(path.subnet, Unknown):
            rest = rest or path.subnet
        elif path.subnet is not None and path.pool.conditional is None:
            sure[path.subnet.address] = path.subnet
        elif path.subnet is not None and path.pool.conditional is not None:
            maybe.setdefault(path.subnet.address, (path.subnet, path.pool.conditional))
    doubtful = tuple(each for address, each in maybe.items() if address not in sure)
    return Several(tuple(sure.values()), doubtful, rest)


def by_pool(paths: Sequence[EgressPath]) -> list[list[EgressPath]]:
    """The paths of each pool together."""
    groups: dict[str, list[EgressPath]] = {}
    for path in paths:
        groups.setdefault(path.pool.address, []).append(path)
    return list(groups.values())


def _authorized_ranges(cluster: Resource) -> Node | None:
    found = cluster.get("apiServerAccessProfile.authorizedIPRanges")
    return None if is_absent(found) else found
