"""Every subject of a stack: what its policies are asked of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from natpin.egress import gateway_count, has_nat, outbound_type
from natpin.facts.capacity import Sizes
from natpin.facts.clusters import cluster_facts
from natpin.facts.contract import concerns, kept_by, nameless
from natpin.facts.fields import facts_later, known, location_of, same_name
from natpin.facts.gateways import gateway_subjects, sizes_behind
from natpin.facts.lists import first_unknown, listed, truth
from natpin.facts.network import subnet_facts
from natpin.facts.pools import by_pool, pool_facts
from natpin.facts.scheduling import guess_of
from natpin.facts.users import NOBODY, Users, clusters_of, perhaps_of, subnet_users
from natpin.facts.workloads import Leaving, workload_facts
from natpin.graph import Graph
from natpin.graph.held import held
from natpin.model.asking import called, elements_of, object_of, text_of
from natpin.model.contract import Contract
from natpin.model.later import Later, Ways
from natpin.model.path import EgressPath
from natpin.model.report import WorkloadEgress
from natpin.model.resource import (
    EGRESS_POLICY,
    NETWORK_POLICY,
    SUBNET,
    VIRTUAL_NETWORK,
    Resource,
)
from natpin.model.several import Several, Truth, between, both, negated
from natpin.model.subject import Subject
from natpin.model.value import Node, Unknown, Value, dig

if TYPE_CHECKING:
    from natpin.facts.env_from import Around


def subjects(
    graph: Graph,
    paths: Sequence[EgressPath],
    workloads: Mapping[str, Sequence[WorkloadEgress]],
    contract: Contract | None = None,
    behind: Mapping[str, Sizes] = MappingProxyType({}),
) -> Iterator[Subject]:
    """Clusters, pools, subnets, gateways, IPs, networks, workloads and source notes of one stack.

    ``workloads`` maps a cluster's address to what may run on it; ``contract`` is what partners were given, None
    when the team declared nothing for this stack. ``behind`` has, by a gateway's address, the sizes of the clusters of
    other stacks that leave by it too.
    """
    clusters = _by_cluster(paths)
    shared = sizes_behind(graph, paths)
    shared |= {
        address: shared[address].together(more) for address, more in behind.items() if address in shared
    }
    for address, mine in clusters.items():
        cluster = mine[0].cluster
        concerned = contract is not None and concerns(contract, cluster.label, nameless(cluster))
        promised = None if concerned is False else contract
        facts = cluster_facts(graph, cluster, mine, concerned, shared)
        yield Subject("cluster", address, cluster.label, cluster.at, facts, (address,), cluster)
        pools = {}
        for group in by_pool(mine):
            pool = group[0].pool
            body = pool_facts(graph, group)
            pools[pool.name] = body
            promise = _Promise(group, promised, facts)
            whole = Value(Later(_OF_POOL, promise, object_of(body)), pool.at)
            yield Subject(
                "nodePool",
                pool.address,
                pool.name,
                pool.at,
                whole,
                (address,),
                pool.resource,
                pool.conditional,
            )
        leaving = Leaving(mine)
        around = _around(graph) if workloads.get(address) else None
        for egress in workloads.get(address, ()):
            policies = graph.of_type(EGRESS_POLICY)
            body = workload_facts(egress.workload, egress, mine, pools, policies, leaving, around)
            yield Subject(
                "workload",
                egress.workload.address,
                egress.name,
                egress.workload.at,
                body,
                (address,),
                egress.workload,
                egress.workload.conditional or first_unknown((guess_of(egress.workload),)),
            )
    yield from _subnets(graph, paths)
    if any(isinstance(path.subnet, Unknown) for path in paths):
        from natpin.facts.open_networks import subnets_in_open_networks

        yield from subnets_in_open_networks(graph, paths)
    yield from gateway_subjects(graph, paths, contract)
    yield from _networks(graph, paths)
    if graph.of_type(NETWORK_POLICY):  # loaded only where there is one
        from natpin.facts.network_policies import network_policy_subjects

        yield from network_policy_subjects(graph)
    everyone = tuple(clusters)
    if graph.source_notes:  # loaded only where there are some
        from natpin.facts.remarks import remarks

        yield from remarks(graph, everyone)


def _around(graph: Graph) -> Around:
    """What decides the proxies of workloads: loaded only where there are some."""
    from natpin.facts.env_from import around

    return around(graph)


class _Promise:
    """A pool of a cluster, and what the egress contract means for it; nothing where there is none."""

    def __init__(self, paths: Sequence[EgressPath], contract: Contract | None, cluster: Value) -> None:
        self.paths, self.contract, self.cluster = paths, contract, cluster

    @cached_property
    def kept(self) -> tuple[Node | None, Node | None, Node | None]:
        """Whether it is kept, whether it is reached, and what lies outside of it."""
        if self.contract is None:
            return None, None, None
        kept, reached, outside = kept_by(self.paths, self.contract)
        return kept, reached, _texts(outside, self.paths[0].pool.resource)


_OF_POOL: Final[Ways] = {
    "contractKept": lambda of: of.kept[0],
    "contractReached": lambda of: of.kept[1],
    "outsideContract": lambda of: of.kept[2],
    "cluster": lambda of: of.cluster,
}


def _by_cluster(paths: Sequence[EgressPath]) -> dict[str, list[EgressPath]]:
    found: dict[str, list[EgressPath]] = {}
    for path in paths:
        found.setdefault(path.cluster.address, []).append(path)
    return found


def _subnets(graph: Graph, paths: Sequence[EgressPath]) -> Iterator[Subject]:
    users = subnet_users(graph, paths)
    for subnet in graph.declared(SUBNET):
        mine = users.get(subnet.address, NOBODY)
        facts = Later(_OF_SUBNET, (graph, subnet, mine), object_of(subnet_facts(graph, subnet)))
        yield Subject(
            "subnet",
            subnet.address,
            subnet.label,
            subnet.at,
            Value(facts, subnet.at),
            clusters_of(mine.sure),
            subnet,
            None if mine.sure else subnet.conditional,
            perhaps_of(mine),
        )


_OF_SUBNET: Final[Ways] = {
    "roles": lambda of: _roles(of[1], of[2]),
    "servesCluster": lambda of: truth(of[2].there(), of[1].at),
    "gatewayCount": lambda of: _gateway_count(of[0], of[1]),
    "outboundTypes": lambda of: _outbound_types(of[1], of[2]),
}
"""Of a graph, a subnet and who uses it."""


def _roles(subnet: Resource, mine: Users) -> Value:
    """What it is for: of traffic that may not come, a role that it may not have."""
    sure = {path.role.value for path in mine.sure}
    maybe = {path.role.value: why for path, why in mine.maybe if path.role.value not in sure}
    delegated = elements_of(subnet.get("delegations")).any(_to_containers)
    if delegated is True:
        sure.add("virtual-node")
    elif isinstance(delegated, Unknown):
        maybe["virtual-node"] = delegated
    roles = Several(tuple(sorted(sure)), tuple(sorted(maybe.items())), mine.rest)
    return listed(roles, lambda role: Value(role, subnet.at), subnet.at)


def _to_containers(delegation: Node) -> Truth:
    written = dig(delegation, "properties.serviceName")
    service = text_of(dig(delegation, "serviceName") if written is None else written)
    return (
        service if isinstance(service, Unknown) else (service or "").startswith("Microsoft.ContainerInstance")
    )


def _outbound_types(subnet: Resource, mine: Users) -> Node:
    outbound = [outbound_type(path.cluster) for path in mine.sure]
    unclear = first_unknown(outbound)
    if unclear is not None:
        return unclear
    names = sorted({name for node in outbound if (name := called(node)) is not None})
    others_ = [(node, why) for path, why in mine.maybe for node in [outbound_type(path.cluster)]]
    maybe = {name: why for node, why in others_ if (name := called(node) or "") not in names}
    types = Several(tuple(names), tuple(maybe.items()), mine.rest)
    return listed(types, lambda name: Value(name, subnet.at), subnet.at)


def _gateway_count(graph: Graph, subnet: Resource) -> Node:
    least, most, why = gateway_count(graph, subnet)
    count = between(least, most, why)
    return count if isinstance(count, Unknown) else known(count, subnet.at)


def _texts(words: Sequence[str], resource: Resource) -> Value:
    return Value(tuple(Value(word, resource.at) for word in words), resource.at)


def _networks(graph: Graph, paths: Sequence[EgressPath]) -> Iterator[Subject]:
    users = subnet_users(graph, paths)
    for network in graph.declared(VIRTUAL_NETWORK):
        children = graph.children(network, SUBNET)
        mine = NOBODY
        for child in children:
            mine = mine.with_(users.get(child.address, NOBODY))
        yield Subject(
            "virtualNetwork",
            network.address,
            network.label,
            network.at,
            facts_later(_OF_NETWORK, (graph, network, children, mine), network.at),
            clusters_of(mine.sure),
            network,
            None if mine.sure else network.conditional,
            perhaps_of(mine),
        )


_OF_NETWORK: Final[Ways] = {
    "name": lambda of: known(of[1].label, of[1].at),
    "location": lambda of: location_of(of[0], of[1]),
    "inlineSubnetCount": lambda of: _inline_count(of[1]),
    "inlineWithoutNat": lambda of: _inline_without_nat(of[0], of[1], of[2]),
    "provider": lambda of: of[1].traits.get("provider"),
    "usedByCluster": lambda of: truth(of[3].there(), of[1].at),
}
"""Of a graph, a network, its subnets and who uses them."""


def _inline_count(network: Resource) -> Node:
    inline = elements_of(network.properties.get("subnets"))
    count = between(*inline.count(), inline.cause)
    return count if isinstance(count, Unknown) else known(count, network.at)


def _inline_without_nat(graph: Graph, network: Resource, children: Sequence[Resource]) -> Node:
    """Inline subnets whose gateway is attached by a declaration of its own, which redeploying the network undoes."""
    written = network.traits.get("writtenSubnets", network.properties.get("subnets"))
    inside = elements_of(written)
    by_name: dict[str, list[Node]] = {}
    for item in inside.every:
        by_name.setdefault((called(dig(item, "name")) or "").lower(), []).append(item)

    def quiet(child: Resource) -> Truth:
        name = (called(child.name) or "").lower()
        meant = [*by_name.get(name, ()), *by_name.get("", ())] if name else inside.every
        possible = Several(tuple(meant), rest=inside.rest)
        return possible.any(lambda item: both(same_name(dig(item, "name"), child.name), _silent(item)))

    declared: Several[Resource] = Several(tuple(children))
    apart = declared.where(lambda child: both(quiet(child), has_nat(graph, child)))
    return listed(apart, lambda child: Value({"name": Value(child.label, child.at)}, child.at), network.at)


def _silent(inline: Node) -> Truth:
    """Whether an inline subnet names no gateway. Which one it names is no matter."""
    return inline if isinstance(inline, Unknown) else negated(held(dig(inline, "natGateway")).there())
