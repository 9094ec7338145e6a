"""Facts about clusters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Final

from natpin.egress import has_nat, http_proxy, is_automatic, is_managed_nat, network_setting, outbound_type
from natpin.facts.authorized import covered, load_balancer_only, unauthorized
from natpin.facts.capacity import Sizes
from natpin.facts.fields import facts_later, known, location_of, optional, subscription_of, written_or_default
from natpin.facts.lists import first_unknown, listed, others, perhaps, truth
from natpin.facts.network import nat_facts, subnet_facts, virtual_network_of
from natpin.facts.order import missing_order, ordered
from natpin.facts.pools import by_pool, pool_facts
from natpin.facts.users import gateways_of
from natpin.graph import Graph
from natpin.model.asking import is_
from natpin.model.later import Ways
from natpin.model.location import Location
from natpin.model.path import EgressPath, Pool
from natpin.model.record import record
from natpin.model.resource import CLUSTER, Resource
from natpin.model.several import Several, Truth, between, both, either, negated
from natpin.model.value import COMPUTED, Node, Unknown, Value, dig, is_absent


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
    return facts_later(_FACTS, _Cluster(graph, cluster, paths, contract, shared), cluster.at)


class _Cluster:
    """A cluster, and what several of its facts rest on."""

    def __init__(
        self,
        graph: Graph,
        cluster: Resource,
        paths: Sequence[EgressPath],
        contract: Truth,
        shared: Mapping[str, Sizes],
    ) -> None:
        self.graph, self.cluster, self.paths = graph, cluster, paths
        self.contract, self.shared = contract, shared
        self.at = cluster.at

    def default(self, path: str) -> Node:
        """A property, or what Azure takes where it is absent."""
        return written_or_default(self.cluster, path, CLUSTER)

    @cached_property
    def groups(self) -> list[list[EgressPath]]:
        """The paths of each pool."""
        return by_pool(self.paths)

    @cached_property
    def pools(self) -> list[tuple[Value, Pool]]:
        """The facts of each pool."""
        return [(pool_facts(self.graph, group), group[0].pool) for group in self.groups]

    @cached_property
    def own_subnet(self) -> Truth:
        """Whether a pool is in a subnet of the team's."""
        return either(*[_if_there(dig(facts, "byoSubnet"), pool) for facts, pool in self.pools])

    @cached_property
    def subnets(self) -> Several[Resource]:
        """Those that traffic leaves from."""
        return _subnets_of(self.paths)

    @cached_property
    def with_nat(self) -> Several[Truth]:
        """Of each subnet, whether it has a NAT gateway."""
        return self.subnets.map(lambda subnet: has_nat(self.graph, subnet))

    @cached_property
    def gateways(self) -> Several[Resource]:
        """The NAT gateways that it leaves by."""
        return gateways_of(self.graph, self.paths)

    @cached_property
    def networks(self) -> Networks:
        """The virtual networks of the subnets."""
        return networks_of(self.graph, self.subnets)

    @cached_property
    def outbound(self) -> Node:
        """The outbound type."""
        return outbound_type(self.cluster)

    @cached_property
    def ranges(self) -> Node | None:
        """What the API server admits."""
        return _authorized_ranges(self.cluster)

    @cached_property
    def sizes(self) -> Sizes:
        """How large the pools may grow."""
        return Sizes(
            [
                (facts, pool.conditional)
                for facts, pool in self.pools
                if not pool.others and not pool.auxiliary
            ],
            next((pool.resource.doubt for _, pool in self.pools if pool.others), None),
        )

    @cached_property
    def behind(self) -> Sizes:
        """How large everything behind its gateway may grow."""
        only = self.gateways.sure[0].address if len(self.gateways.sure) == 1 else None
        return self.shared.get(only, self.sizes) if only is not None else self.sizes


_FACTS: Final[Ways] = {
    "name": lambda of: known(of.cluster.label, of.at),
    "location": lambda of: location_of(of.graph, of.cluster),
    "subscription": lambda of: subscription_of(of.cluster),
    "outboundType": lambda of: of.outbound,
    "networkPlugin": lambda of: network_setting(of.cluster, "networkPlugin"),
    "networkPluginMode": lambda of: network_setting(of.cluster, "networkPluginMode"),
    "networkDataplane": lambda of: network_setting(of.cluster, "networkDataplane"),
    "loadBalancerSku": lambda of: of.default("networkProfile.loadBalancerSku"),
    "ipFamilies": lambda of: of.default("networkProfile.ipFamilies"),
    "podCidr": lambda of: optional(of.cluster, "networkProfile.podCidr"),
    "automatic": lambda of: _automatic(of.cluster),
    "byoSubnet": lambda of: truth(of.own_subnet, of.at),
    "private": lambda of: of.default("apiServerAccessProfile.enablePrivateCluster"),
    "authorizedIPRanges": lambda of: of.ranges,
    "natIpsNotAuthorized": lambda of: unauthorized(of.ranges, of.paths),
    "authorizedRangesCoverNat": lambda of: covered(of.graph, of.ranges, of.paths),
    "authorizedForLoadBalancerOnly": lambda of: load_balancer_only(of.ranges),
    "apiVersion": lambda of: of.cluster.traits.get("apiVersion"),
    "provider": lambda of: of.cluster.traits.get("provider"),
    "natGatewayProfile": lambda of: optional(of.cluster, "networkProfile.natGatewayProfile"),
    "loadBalancerProfile": lambda of: optional(of.cluster, "networkProfile.loadBalancerProfile"),
    "hostedSystemProfile": lambda of: optional(of.cluster, "hostedSystemProfile"),
    "httpProxy": lambda of: http_proxy(of.cluster),
    "nodeProvisioningProfile": lambda of: optional(of.cluster, "nodeProvisioningProfile"),
    "pools": lambda of: _pool_list(of.pools, of.at),
    "poolCount": lambda of: _number(of.pools),
    "zoneCount": lambda of: of.sizes.zone_count(of.at),
    "maxNodes": lambda of: of.sizes.max_nodes(),
    "maxPods": lambda of: of.sizes.max_pods(),
    "nodesBehindGateway": lambda of: of.behind.max_nodes(),
    "requiredIps": lambda of: of.behind.required_ips(),
    "subnets": lambda of: listed(of.subnets, lambda subnet: subnet_facts(of.graph, subnet), of.at),
    "subnetHasNat": lambda of: truth(of.with_nat.any(lambda answer: answer), of.at),
    "allSubnetsHaveNat": lambda of: truth(
        both(of.with_nat.all(lambda answer: answer), of.subnets.there()) if of.subnets.every else False, of.at
    ),
    "natGateways": lambda of: listed(of.gateways, lambda gateway: nat_facts(of.graph, gateway), of.at),
    "natGatewayCount": lambda of: _counted(of.gateways, of.at),
    "virtualNetworks": lambda of: listed(
        of.networks.named, lambda network: known(network.label, network.at), of.at
    ),
    "virtualNetworkCount": lambda of: _counted(of.networks.named, of.at),
    "vnetLocation": lambda of: of.networks.location,
    "orderedAfterAssociation": lambda of: ordered(of.graph, of.cluster, of.groups),
    "missingOrder": lambda of: missing_order(of.graph, of.cluster, of.groups),
    "managedOutboundIPs": lambda of: truth(_managed_ips(of.cluster, of.outbound), of.at),
    "contract": lambda of: truth(of.contract, of.at),
}


@record
class Networks:
    """The virtual networks that subnets lie in."""

    named: Several[Resource]
    location: Node | None
    """The region of one of them, or why none is known."""


def networks_of(graph: Graph, subnets: Several[Resource]) -> Networks:
    """Those of a cluster's subnets; one that only a subnet that may be there lies in may be its network."""
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
    location = next((location_of(graph, network) for network in found.values()), None)
    return Networks(named, location or unclear)


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


def _counted(several: Several[Resource], at: Location) -> Node:
    return _as_fact(between(*several.count(), several.cause), at)


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


def _authorized_ranges(cluster: Resource) -> Node | None:
    found = cluster.get("apiServerAccessProfile.authorizedIPRanges")
    return None if is_absent(found) else found
