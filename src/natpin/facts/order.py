"""Whether a cluster and its pools wait for the NAT gateway on their subnets, where the tool would create all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from natpin.facts.lists import first_unknown
from natpin.graph import Graph
from natpin.model.asking import called, elements_of
from natpin.model.path import EgressPath
from natpin.model.resource import Link, Resource
from natpin.model.value import Node, Reference, Unknown, Value


def ordered(graph: Graph, cluster: Resource, groups: Sequence[Sequence[EgressPath]]) -> Node | None:
    """Terraform creates a cluster, or a pool, and the association at once unless one waits for the other.

    A pool declared by itself answers for its own subnets; whatever waits for the cluster waits for what that waits for.
    None where nothing is attached by a declaration of its own, or the tool has no such order.
    """
    provider = str(called(cluster.traits.get("provider")))
    depends = cluster.traits.get("dependsOn")
    if depends is None or not provider.startswith(("azurerm", "azapi")):
        return None
    of_cluster, unclear = list(_targets(depends)), _unlisted(depends)
    asked = False
    for group in groups:
        pool = group[0].pool
        own = pool.resource.traits.get("dependsOn")
        waits_for = [*of_cluster, *(_targets(own) if own is not None else ())]
        for link in _links(graph, group):
            asked = True
            if not any(_covers(target, link.address) for target in waits_for):
                return unclear or _unlisted(own) or Value(False, cluster.at)
    return _lost(graph, groups, of_cluster) or (Value(True, cluster.at) if asked else None)


def _lost(graph: Graph, groups: Sequence[Sequence[EgressPath]], waits_for: Sequence[str]) -> Unknown | None:
    """Why an attachment that the cluster does not wait for may be one to its subnets."""
    unclear = first_unknown(path.subnet for group in groups for path in group)
    links = graph.links_of("natGateway") if unclear is not None else ()
    vague = [*graph.astray("natGateway"), *((link, unclear) for link in links)]
    return next(
        (why for link, why in vague if not any(_covers(target, link.address) for target in waits_for)), None
    )


def _links(graph: Graph, paths: Iterable[EgressPath]) -> Iterable[Link]:
    for path in paths:
        if isinstance(path.subnet, Resource) and not path.subnet.home:
            yield from graph.links_to(path.subnet, "natGateway")


def _targets(depends: Node) -> Iterable[str]:
    return (node.target for node in elements_of(depends).every if isinstance(node, Reference))


def _unlisted(depends: Node | None) -> Unknown | None:
    """Why it may wait for something else as well."""
    found = elements_of(depends)
    return found.rest or next((node for node in found.every if isinstance(node, Unknown)), None)


def _covers(target: str, address: str) -> bool:
    """A dependency on a resource or module is one on all its instances; on one instance of several, on those made like
    it (a key that is not known stands for any)."""
    if address == target or address.startswith((target + "[", target + ".")):
        return True
    return address.partition("[")[0] == target.partition("[")[0] and "[?" in address + target
