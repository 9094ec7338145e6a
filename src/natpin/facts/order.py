"""Whether a cluster and its pools wait for the NAT gateway on their subnets, where the tool would create all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
    depends = _depends(cluster)
    if depends is None:
        return None
    unclear = _unlisted(depends)
    asked = False
    for pool, _link, waits in _waits(graph, depends, groups):
        asked = True
        if not waits:
            own = pool.traits.get("dependsOn")
            return unclear or _unlisted(own) or Value(False, cluster.at)
    lost = _lost(graph, groups, list(_targets(depends)))
    return lost or (Value(True, cluster.at) if asked else None)


def missing_order(graph: Graph, cluster: Resource, groups: Sequence[Sequence[EgressPath]]) -> Node | None:
    """What makes a cluster, or its pool, wait for the first association that it does not wait for, with the block that it is
    written in: ``depends_on`` names nothing inside of another module, so there it names the module, and stands in the call of
    the cluster's (Terraform, "The depends_on Meta-Argument": resources and child modules of the same module)."""
    depends = _depends(cluster)
    for pool, link, waits in _waits(graph, depends, groups) if depends is not None else ():
        if not waits:
            waiting = pool if "dependsOn" in pool.traits else cluster
            what, where = _named_in_one_module(link.address, waiting.address)
            return Value(f"`depends_on = [{what}]` to `{where}`", cluster.at)
    return None


def _depends(cluster: Resource) -> Node | None:
    """What a cluster says that it waits for; None where its tool has no such order."""
    provider = str(called(cluster.traits.get("provider")))
    return cluster.traits.get("dependsOn") if provider.startswith(("azurerm", "azapi")) else None


def _waits(
    graph: Graph, depends: Node, groups: Sequence[Sequence[EgressPath]]
) -> Iterator[tuple[Resource, Link, bool]]:
    """Each pool with each association of its subnets, and whether it waits for that."""
    of_cluster = list(_targets(depends))
    for group in groups:
        pool = group[0].pool.resource
        own = pool.traits.get("dependsOn")
        waits_for = [*of_cluster, *(_targets(own) if own is not None else ())]
        for link in _links(graph, group):
            own_call = next(iter(modules(pool.address)), "")
            yield pool, link, any(_made_before(target, link.address, own_call) for target in waits_for)


_COMPONENT = "component."


def _made_before(target: str, address: str, own_call: str) -> bool:
    """Whether what waits for ``target`` starts when ``address`` is made. A component of a Terraform Stack is applied whole
    before those that take something of it (Terraform's source, ``stackeval.ComponentInstance.ApplyModuleTreePlan``: a plan of
    its own for each component); ``own_call`` is that of what waits."""
    call = next(iter(modules(target)), "")
    other = call.startswith(_COMPONENT) and call != own_call
    return _covers(call if other else target, address)


def _named_in_one_module(what: str, where: str) -> tuple[str, str]:
    """Two addresses as the innermost module that knows of both calls them: ``module.net`` for what is in that one."""
    first, second = modules(what), modules(where)
    while first[1:] and second[1:] and first[0] == second[0]:
        first, second = first[1:], second[1:]
    return first[0].partition("[")[0], second[0].partition("[")[0]


def modules(address: str) -> list[str]:
    """``module.a["x"]``, ``module.b`` and the resource of an address; a component of a Terraform Stack is one of them."""
    found: list[str] = []
    rest = address
    while rest.startswith(("module.", _COMPONENT)):
        depth, end = 0, len(rest)
        for position in range(rest.index(".") + 1, len(rest)):
            depth += {"[": 1, "]": -1}.get(rest[position], 0)
            if rest[position] == "." and not depth:
                end = position
                break
        found.append(rest[:end])
        rest = rest[end + 1 :]
    return [*found, *([rest] if rest else [])]


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
            yield from (link for link in graph.links_to(path.subnet, "natGateway") if link.address[0] != "<")


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
