"""Every subject of a stack: what its policies are asked of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.egress import gateway_count, has_nat, outbound_type
from natpin.facts.clusters import by_pool, cluster_facts, pool_facts
from natpin.facts.contract import for_cluster, kept_by
from natpin.facts.gateways import gateway_subjects, sizes_behind
from natpin.facts.lists import first_unknown, listed
from natpin.facts.network import (
    delegations,
    fact_object,
    known,
    location_of,
    subnet_facts,
)
from natpin.facts.network_policies import network_policy_subjects
from natpin.facts.workloads import workload_facts
from natpin.graph import Graph
from natpin.model.contract import Contract
from natpin.model.path import EgressPath
from natpin.model.report import WorkloadEgress
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    EGRESS_POLICY,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Resource,
)
from natpin.model.several import Several, between
from natpin.model.subject import Subject
from natpin.model.value import Node, Unknown, Value, dig, items, members, text, word


def subjects(
    graph: Graph,
    paths: Sequence[EgressPath],
    workloads: Mapping[str, Sequence[WorkloadEgress]],
    contract: Contract | None = None,
) -> Iterator[Subject]:
    """Clusters, pools, subnets, gateways, IPs, networks, workloads and source notes of one stack.

    ``workloads`` maps a cluster's address to what may run on it; ``contract`` is what partners were given, None
    when the team declared nothing for this stack.
    """
    clusters = _by_cluster(paths)
    shared = sizes_behind(graph, paths)
    for address, mine in clusters.items():
        cluster = mine[0].cluster
        promised = for_cluster(contract, cluster.label)
        facts = cluster_facts(graph, cluster, mine, promised is not None, shared)
        yield Subject("cluster", address, cluster.label, cluster.at, facts, (address,), cluster)
        pools = {}
        for group in by_pool(mine):
            pool = group[0].pool
            body = pool_facts(graph, group)
            pools[pool.name] = body
            whole = Value({**members(body), **_contract(group, promised), "cluster": facts}, pool.at)
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
        for egress in workloads.get(address, ()):
            body = workload_facts(egress.workload, egress, mine, pools, graph.of_type(EGRESS_POLICY))
            yield Subject(
                "workload",
                egress.workload.address,
                egress.name,
                egress.workload.at,
                body,
                (address,),
                egress.workload,
            )
    yield from _subnets(graph, paths)
    yield from gateway_subjects(graph, paths, contract)
    yield from _networks(graph, paths)
    yield from network_policy_subjects(graph)
    everyone = tuple(clusters)
    creates = any(not one.external and one.home is None for type_ in _CREATED for one in graph.of_type(type_))
    for number, source_note in enumerate(graph.source_notes):
        about = graph.get(source_note.address) if source_note.address else None
        home = graph.canonical(about).home if about else None
        elsewhere: dict[str, Node] = {"scriptCreates": known(creates, source_note.at)}
        if home:
            elsewhere["declaredIn"] = known(home, source_note.at)
        body = Value(
            {"kind": Value(source_note.kind, source_note.at), **source_note.facts, **elsewhere},
            source_note.at,
        )
        label = about.label if about else text(source_note.facts.get("flag")) or source_note.kind
        yield Subject(
            "remark",
            source_note.address or f"{source_note.kind}#{number}",
            label,
            source_note.at,
            body,
            everyone,
        )


_CREATED = (
    CLUSTER,
    AGENT_POOL,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    VIRTUAL_NETWORK,
    SUBNET,
    ROUTE_TABLE,
)
"""What egress is made of."""


def _contract(paths: Sequence[EgressPath], contract: Contract | None) -> dict[str, Node]:
    """What the egress contract means for a pool; nothing where there is none."""
    if contract is None:
        return {}
    kept, reached, outside = kept_by(paths, contract)
    return {
        "contractKept": kept,
        "contractReached": reached,
        "outsideContract": _texts(outside, paths[0].pool.resource),
    }


def _by_cluster(paths: Sequence[EgressPath]) -> dict[str, list[EgressPath]]:
    found: dict[str, list[EgressPath]] = {}
    for path in paths:
        found.setdefault(path.cluster.address, []).append(path)
    return found


def _clusters_of(paths: Sequence[EgressPath]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path.cluster.address for path in paths))


def _subnets(graph: Graph, paths: Sequence[EgressPath]) -> Iterator[Subject]:
    users = _by_subnet(paths)
    for subnet in graph.declared(SUBNET):
        mine = users.get(subnet.address, [])
        roles = sorted({path.role.value for path in mine})
        if any(
            str(text(dig(item, "serviceName"))).startswith("Microsoft.ContainerInstance")
            for item in items(delegations(subnet))
        ):
            roles.append("virtual-node")
        outbound = [outbound_type(path.cluster) for path in mine]
        types = {name for node in outbound if (name := text(node)) is not None}
        unclear = first_unknown(outbound)
        facts: dict[str, Node] = {
            **members(subnet_facts(graph, subnet)),
            "roles": _texts(roles, subnet),
            "servesCluster": known(bool(mine), subnet.at),
            "gatewayCount": _gateway_count(graph, subnet),
            "outboundTypes": _texts(sorted(types), subnet) if unclear is None else unclear,
        }
        yield Subject(
            "subnet",
            subnet.address,
            subnet.label,
            subnet.at,
            Value(facts, subnet.at),
            _clusters_of(mine),
            subnet,
            None if mine else subnet.conditional,
        )


def _gateway_count(graph: Graph, subnet: Resource) -> Node:
    least, most, why = gateway_count(graph, subnet)
    count = between(least, most, why)
    return count if isinstance(count, Unknown) else known(count, subnet.at)


def _by_subnet(paths: Sequence[EgressPath]) -> dict[str, list[EgressPath]]:
    found: dict[str, list[EgressPath]] = {}
    for path in paths:
        if isinstance(path.subnet, Resource):
            found.setdefault(path.subnet.address, []).append(path)
    return found


def _texts(words: Sequence[str], resource: Resource) -> Value:
    return Value(tuple(Value(word, resource.at) for word in words), resource.at)


def _networks(graph: Graph, paths: Sequence[EgressPath]) -> Iterator[Subject]:
    users = _by_subnet(paths)
    for network in graph.declared(VIRTUAL_NETWORK):
        children = graph.children(network, SUBNET)
        mine = [path for child in children for path in users.get(child.address, ())]
        inline = [
            name for item in items(network.properties.get("subnets")) if (name := text(dig(item, "name")))
        ]
        body = fact_object(
            {
                "name": known(network.label, network.at),
                "location": location_of(graph, network),
                "inlineSubnetCount": known(len(inline), network.at),
                "inlineWithoutNat": _inline_without_nat(graph, network, children),
                "provider": network.traits.get("provider"),
                "usedByCluster": known(bool(mine), network.at),
            },
            network.at,
        )
        yield Subject(
            "virtualNetwork", network.address, network.label, network.at, body, _clusters_of(mine), network
        )


def _inline_without_nat(graph: Graph, network: Resource, children: Sequence[Resource]) -> Node:
    """Inline subnets whose gateway is attached by a declaration of its own, which redeploying the network undoes."""
    written = network.traits.get("writtenSubnets", network.properties.get("subnets"))
    silent = {word(dig(item, "name")) for item in items(written) if dig(item, "natGateway") is None}
    quiet: Several[Resource] = Several(tuple(c for c in children if c.label.lower() in silent))
    apart = quiet.where(lambda child: has_nat(graph, child))
    return listed(apart, lambda child: Value({"name": Value(child.label, child.at)}, child.at), network.at)
