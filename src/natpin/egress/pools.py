"""The node pools of a cluster, and the subnets they are put into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.graph import Graph
from natpin.graph.index import LINT_TOGETHER
from natpin.model.asking import called, doubt_of, elements_of, is_, key_of, object_of
from natpin.model.location import Location
from natpin.model.path import Pool, Role
from natpin.model.record import replace
from natpin.model.resource import AGENT_POOL, NODE_CLASS, SUBNET, Resource
from natpin.model.value import (
    IF_THERE,
    Node,
    Reference,
    Unknown,
    Value,
    dig,
    is_absent,
)


def pools(graph: Graph, cluster: Resource) -> tuple[Pool, ...]:
    """The node pools of a cluster: inline profiles, agentPools resources, node classes of auto-provisioning.

    One that may not exist says why (``Pool.conditional``); one that stands for pools nobody can list is ``Pool.others``.
    """
    found: dict[str, Pool] = {}
    profiles = cluster.get("agentPoolProfiles")
    inline = profiles.data if isinstance(profiles, Value) and isinstance(profiles.data, tuple) else ()
    for position, profile in enumerate(inline):
        pool = _inline(cluster, profile, position)
        found[pool.name.lower()] = replace(pool, resource=graph.doubts.reached(pool.resource, graph))
    if isinstance(profiles, Unknown):
        found["?"] = _unlisted(cluster, profiles)
    first = _first_subnet(cluster)
    offspring = graph.offspring(cluster, AGENT_POOL)
    for child, why in offspring:
        known = called(child.name)
        merged = found.get(known.lower()) if known else None
        if merged:
            child = child.with_properties(**{**merged.resource.properties, **child.properties})
            why = merged.conditional  # what certainly makes it does, whatever becomes of the other
        elif first is not None and is_absent(child.properties.get("vnetSubnetID")):
            child = child.with_properties(vnetSubnetID=first)
        found[known.lower() if known else child.address] = Pool(
            child.label, child.address, child, child.at, why
        )
    if offspring.rest is not None and "?" not in found:
        found["?"] = _unlisted(cluster, offspring.rest, additional=bool(found))
    found.update(_hosted_pools(cluster))
    if not found and not cluster.external:
        name = "nodepool1"
        bare = _own(cluster, f"#{name}", Value(name), {}, cluster.at)
        found[name] = Pool(name, bare.address, bare, cluster.at)
    found.update(_virtual_nodes(graph, cluster, first))
    for node_class in graph.of_type(NODE_CLASS):
        address = f"{cluster.address}#{node_class.label}"
        subnet = node_class.get("vnetSubnetID")
        if first is not None and is_absent(subnet):
            # AKS, "Node auto-provisioning networking": without vnetSubnetID the cluster's own subnet is used
            node_class = node_class.with_properties(vnetSubnetID=first)
        found[address] = Pool(
            node_class.label, address, node_class, node_class.at, node_class.conditional, auxiliary=True
        )
    return tuple(found.values())


def _inline(cluster: Resource, profile: Node, position: int) -> Pool:
    """A pool of the cluster's own declaration."""
    written = dig(profile, "name")
    name = called(written) or f"pool{position + 1}"
    if isinstance(profile, Unknown):
        resource = _own(cluster, f"#{name}", profile, {}, profile.at, profile)
        why = profile if profile.others else None
        return Pool(name, resource.address, resource, profile.at, why, profile.others)
    resource = _own(cluster, f"#{name}", doubt_of(written) or Value(name), object_of(profile), profile.at)
    there = key_of(profile, IF_THERE)
    return Pool(name, resource.address, resource, profile.at, there if isinstance(there, Unknown) else None)


def _own(
    cluster: Resource,
    suffix: str,
    name: Node,
    properties: Mapping[str, Node],
    at: Location,
    doubt: Unknown | None = None,
) -> Resource:
    """A pool that the cluster's own declaration makes: what calls the cluster calls the pool."""
    return Resource(
        f"{cluster.address}{suffix}",
        AGENT_POOL,
        name,
        properties,
        at,
        Reference(cluster.address),
        doubt=doubt,
        called_at=cluster.called_at,
    )


def _unlisted(cluster: Resource, why: Unknown, *, additional: bool = False) -> Pool:
    """What stands for the pools that nobody can list; ``additional`` where the cluster's own are known."""
    resource = _own(cluster, "/pools" if additional else "#pools", why, {}, why.at, why)
    return Pool("(pools unknown)", resource.address, resource, why.at, others=True)


def _virtual_nodes(graph: Graph, cluster: Resource, first: Node | None) -> Iterator[tuple[str, Pool]]:
    """Virtual nodes: their pods run in Azure Container Instances, in the subnet that the add-on names.

    Source: AKS, "Use virtual nodes"; addonProfiles.aciConnectorLinux.config.SubnetName of the managedClusters API.
    """
    if cluster.external and not cluster.properties.get("addonProfiles"):
        return  # whoever declares it answers for it
    addon = cluster.get("addonProfiles.aciConnectorLinux")
    enabled = is_(dig(addon, "enabled"), True)
    if addon is None or enabled is False or cluster.doubt is not None:
        return
    written = dig(addon, "config.subnetName")
    subnet: Node = Unknown("the add-on's subnet is not written", addon.at)
    if written is not None and not is_absent(written):
        subnet = written
    own = graph.follow(first, SUBNET) if first is not None else None
    network = graph.parent(own) if isinstance(own, Resource) else None
    if isinstance(network, Resource) and called(subnet):
        siblings = [s for s in graph.declared(SUBNET) if called(s.name) == called(subnet)]
        beside = [
            s for s in siblings if isinstance(p := graph.parent(s), Resource) and p.address == network.address
        ]
        if len(beside) == 1:
            subnet = Reference(beside[0].address, "id", subnet.at)
        else:
            lost = f"subnet {called(subnet)} is not declared in the virtual network of the cluster"
            subnet = Unknown(lost, subnet.at, LINT_TOGETHER)
    name = "virtual-node"
    resource = _own(cluster, f"#{name}", Value(name), {"vnetSubnetID": subnet}, addon.at)
    why = enabled if isinstance(enabled, Unknown) else None
    yield name, Pool(name, resource.address, resource, addon.at, why, auxiliary=True)


def _first_subnet(cluster: Resource) -> Node | None:
    """Where AKS puts the nodes of a pool that is added without a subnet: with those of the cluster's first pool.

    So azurerm's users and maintainers report (hashicorp/terraform-provider-azurerm#8297 and #8662,
    Azure/terraform-azurerm-aks#160): the API answers with the subnet of the default node pool.
    """
    found = elements_of(cluster.get("agentPoolProfiles"))
    first = found.sure[0] if found.sure else found.cause
    node = first if isinstance(first, Unknown) else dig(first, "vnetSubnetID")
    return None if is_absent(node) else node


def _hosted_pools(cluster: Resource) -> Iterator[tuple[str, Pool]]:
    """AKS Automatic's hosted system nodes: subnets of their own (managedClusters API, hostedSystemProfile)."""
    for field, name in (("systemNodeSubnetID", "hosted-system"), ("nodeSubnetID", "hosted-nodes")):
        known = not cluster.external and cluster.doubt is None
        subnet = cluster.get(f"hostedSystemProfile.{field}") if known else None
        if subnet is not None and not is_absent(subnet):
            resource = _own(cluster, f"#{name}", Value(name), {"vnetSubnetID": subnet}, subnet.at)
            yield name, Pool(name, resource.address, resource, subnet.at)


def subnet_of(graph: Graph, pool: Pool, role: Role) -> Resource | Unknown | None:
    """The subnet a pool's nodes or pods are put into; None when Azure manages the network."""
    node = pool.resource.get("vnetSubnetID" if role is Role.NODE else "podSubnetID")
    if node is None or is_absent(node):
        return None
    return graph.follow(node, SUBNET)
