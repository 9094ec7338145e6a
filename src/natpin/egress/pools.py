"""The node pools of a cluster, and the subnets they are put into."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.graph import Graph
from natpin.model.path import Pool, Role
from natpin.model.resource import AGENT_POOL, NODE_CLASS, SUBNET, Resource
from natpin.model.value import Node, Reference, Unknown, Value, dig, is_absent, items, members, text


def pools(graph: Graph, cluster: Resource) -> tuple[Pool, ...]:
    """The node pools of a cluster: inline profiles, agentPools resources, node classes of auto-provisioning."""
    found: dict[str, Pool] = {}
    profiles = cluster.get("agentPoolProfiles")
    for position, profile in enumerate(items(profiles)):
        name = text(dig(profile, "name")) or f"pool{position + 1}"
        address = f"{cluster.address}#{name}"
        resource = Resource(
            address, AGENT_POOL, Value(name), members(profile), profile.at, Reference(cluster.address)
        )
        if isinstance(profile, Unknown):
            resource = Resource(
                address, AGENT_POOL, profile, {"vnetSubnetID": profile, "podSubnetID": profile}, profile.at
            )
        found[name.lower()] = Pool(name, address, resource, profile.at)
    if isinstance(profiles, Unknown):
        resource = Resource(
            f"{cluster.address}#pools",
            AGENT_POOL,
            profiles,
            {"vnetSubnetID": profiles, "podSubnetID": profiles},
            profiles.at,
        )
        found["?"] = Pool("(pools unknown)", resource.address, resource, profiles.at)
    first = _first_subnet(cluster)
    for child in graph.children(cluster, AGENT_POOL):
        known = text(child.name)
        merged = found.get(known.lower()) if known else None
        if merged:
            child = child.with_properties(**{**merged.resource.properties, **child.properties})
        elif first is not None and is_absent(child.properties.get("vnetSubnetID")):
            child = child.with_properties(vnetSubnetID=first)
        found[known.lower() if known else child.address] = Pool(child.label, child.address, child, child.at)
    found.update(_hosted_pools(cluster))
    if not found and not cluster.external:
        name = "nodepool1"
        bare = Resource(
            f"{cluster.address}#{name}", AGENT_POOL, Value(name), {}, cluster.at, Reference(cluster.address)
        )
        found[name] = Pool(name, bare.address, bare, cluster.at)
    for node_class in graph.of_type(NODE_CLASS):
        address = f"{cluster.address}#{node_class.label}"
        found[address] = Pool(node_class.label, address, node_class, node_class.at)
    return tuple(found.values())


def _first_subnet(cluster: Resource) -> Node | None:
    """Where AKS puts the nodes of a pool that is added without a subnet: with those of the cluster's first pool.

    So azurerm's users and maintainers report (hashicorp/terraform-provider-azurerm#8297 and #8662,
    Azure/terraform-azurerm-aks#160): the API answers with the subnet of the default node pool.
    """
    profiles = cluster.get("agentPoolProfiles")
    if isinstance(profiles, Unknown):
        return profiles
    first = next(iter(items(profiles)), None)
    node = first if isinstance(first, Unknown) else dig(first, "vnetSubnetID")
    return None if is_absent(node) else node


def _hosted_pools(cluster: Resource) -> Iterator[tuple[str, Pool]]:
    """AKS Automatic's hosted system nodes: subnets of their own (managedClusters API, hostedSystemProfile)."""
    for field, name in (("systemNodeSubnetID", "hosted-system"), ("nodeSubnetID", "hosted-nodes")):
        subnet = cluster.get(f"hostedSystemProfile.{field}") if not cluster.external else None
        if subnet is not None and not is_absent(subnet):
            address = f"{cluster.address}#{name}"
            resource = Resource(
                address,
                AGENT_POOL,
                Value(name),
                {"vnetSubnetID": subnet},
                subnet.at,
                Reference(cluster.address),
            )
            yield name, Pool(name, address, resource, subnet.at)


def subnet_of(graph: Graph, pool: Pool, role: Role) -> Resource | Unknown | None:
    """The subnet a pool's nodes or pods are put into; None when Azure manages the network."""
    node = pool.resource.get("vnetSubnetID" if role is Role.NODE else "podSubnetID")
    if node is None or is_absent(node):
        return None
    return graph.follow(node, SUBNET)
