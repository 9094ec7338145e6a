"""Subnets that something is attached to, and clusters that pools are added to, and that no declaration of the stack stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from natpin.graph.held import held
from natpin.graph.index import Index
from natpin.model.arm_id import parse
from natpin.model.asking import called
from natpin.model.resource import AGENT_POOL, CLUSTER, SUBNET, Link, Resource, named, same_type
from natpin.model.value import Reference, Unknown, Value, symbol

ATTACHED = ("natGateway", "routeTable")


def name_unknown_subnets(index: Index, links: Iterable[Link]) -> None:
    """Where no subnet is declared, one that is unknown and has something attached is the same wherever the same
    unknown names it. A declared one could be meant too, and could have routes."""
    if any(not subnet.external for subnet in index.of_type(SUBNET)):
        return
    for link in links:
        if not isinstance(link.source, Unknown) or not same_type(link.source_type, SUBNET):
            continue
        name = symbol(link.source)
        if name is not None and isinstance(index.follow(link.source, SUBNET), Unknown):
            unseen = Resource(
                f"!subnet:{name}",
                SUBNET,
                link.source,
                {},
                link.source.at,
                external=True,
                traits={"calledBy": Value("the subnet")},
            )
            index.add(unseen)
            index.unseen[name] = unseen


def name_outside_subnets(index: Index, links: Iterable[Link]) -> None:
    """A subnet that nobody here declares, and that an id in full names where something is attached to it: whatever
    names it by the same id means it."""
    for link in links:
        if not same_type(link.source_type, SUBNET) or not isinstance(link.source, Value):
            continue
        identity = parse(link.source)
        whole = identity is not None and identity.subscription is not None and len(identity.names) == 2
        if identity is None or not whole or not isinstance(index.follow(link.source, SUBNET), Unknown):
            continue
        if any(index.may_mean(link.source, subnet) for subnet in index.of_type(SUBNET)):
            continue
        index.add(
            Resource(
                f"!subnet:{called(link.source)}".lower(),
                SUBNET,
                named(identity.names[-1]),
                {"id": link.source},
                link.source.at,
                parent=identity.names[-2],
                resource_group=identity.resource_group,
                subscription=identity.subscription,
                external=True,
            )
        )


def name_clusters_of_pools(index: Index) -> None:
    """A cluster that nobody here declares, and that a node pool is added to: it is there, declared elsewhere. Pools that name it
    alike are pools of one."""
    for pool in index.of_type(AGENT_POOL):
        node = pool.parent
        found = index.parent(pool)
        if pool.external or "inline" in pool.traits or node is None or isinstance(found, Resource):
            continue
        if isinstance(node, Reference) and node.target in index.by_address:
            continue  # it is something else than a cluster
        identity = parse(node)
        name = named(identity.names[-1]) if identity is not None else node
        if isinstance(name, Reference):
            name = Unknown(f"{name.target} is not declared in this stack", node.at)
        if any(index.may_mean(node, each) for each in index.of_type(CLUSTER)):
            continue
        cluster = Resource(
            f"!cluster:{symbol(node)}".lower(),
            CLUSTER,
            name,
            {},
            node.at,
            resource_group=identity.resource_group if identity is not None else None,
            subscription=identity.subscription if identity is not None else None,
            external=True,
            traits={"calledBy": Value("the cluster")},
        )
        index.add(cluster)
        if isinstance(node, Unknown):
            index.unseen[symbol(node) or ""] = cluster


def set_where_looked_up(index: Index) -> Iterator[Link]:
    """What a script attaches to a subnet that it looks up and that is declared beside it."""
    for subnet in index.of_type(SUBNET):
        declared = index.canonical(subnet) if subnet.external else subnet
        for name in ATTACHED if declared is not subnet and subnet.doubt is None else ():
            for node in held(subnet.properties.get(name)).sure:
                source = Reference(declared.address, "id", subnet.at)
                yield Link(
                    f"{subnet.address}!{name}", SUBNET, source, name, node, node.at, subnet.conditional
                )
