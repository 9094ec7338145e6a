"""Managed clusters of Cluster API as resources.

Source of names and defaults: Cluster API Provider Azure, v1beta1 API reference (AzureManagedControlPlane,
AzureManagedMachinePool) and "Managed clusters (AKS)". The provider makes a network where none of that name exists, with no
NAT gateway: there is no setting for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.capz import classes, self_managed
from natpin.formats.capz.objects import Object, Pool, clusters, pools
from natpin.formats.envsubst import substituted
from natpin.formats.kustomizations import patched
from natpin.formats.manifests import opened
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import NOWHERE
from natpin.model.record import replace
from natpin.model.resource import AGENT_POOL, CLUSTER, SUBNET, VIRTUAL_NETWORK, Resource
from natpin.model.value import (
    Node,
    Reference,
    Unknown,
    Value,
    default_of,
    dig,
    is_absent,
    items,
    members,
    text,
)
from natpin.workspace import Workspace

_WEBHOOK = "Cluster API Provider Azure"
MEMBERS_OF_POOLS: Mapping[str, str] = {
    "mode": "mode",
    "sku": "vmSize",
    "osDiskSizeGB": "osDiskSizeGB",
    "availabilityZones": "availabilityZones",
    "maxPods": "maxPods",
    "osType": "osType",
    "enableNodePublicIP": "enableNodePublicIP",
    "nodePublicIPPrefixID": "nodePublicIPPrefixID",
    "scaleSetPriority": "scaleSetPriority",
    "nodeLabels": "nodeLabels",
}
"""Members of AzureManagedMachinePool to ARM's properties of an agent pool."""
_NETWORK = (
    "networkPlugin",
    "networkPluginMode",
    "networkPolicy",
    "networkDataplane",
    "outboundType",
    "loadBalancerSKU",
)
_ADDONS = {"aciConnector": "aciConnectorLinux"}
_SETTLE = "--azure"
_TOGETHER = "lint the files that declare it together"
_TRANSLATED = ("AzureManagedControlPlane", "AzureManagedMachinePool")


def parts(
    found: Sequence[Object], over: Mapping[str, Sequence[str]], workspace: Workspace
) -> Iterator[Resource | Doubt]:
    """Every cluster with its network, every pool, and what may change them."""
    found = classes.without_unused(classes.patched(found))
    planes = clusters(found)
    for one in planes:
        yield from _network(one)
        yield _cluster(one)
        yield from _patched(one, CLUSTER, "asoManagedClusterPatches", over, workspace)
    made: set[str] = set()
    for each in pools(found):
        if each.cluster is None and (each.called is None or each.pool.kind.endswith("Template")):
            yield _whose(each.pool)
            if planes or each.pool.kind.endswith("Template"):
                continue  # it may be a pool of one of these; a template makes none by itself
        subnet = _own_subnet(each)
        if subnet is not None and subnet.address not in made:
            made.add(subnet.address)
            yield subnet
        yield _pool(each, subnet)
        yield from _patched(each.pool, AGENT_POOL, "asoManagedClustersAgentPoolPatches", over, workspace)
    for one in found:
        if not one.kind.startswith((*_TRANSLATED, *self_managed.KINDS)):
            yield from opened(one.open, Reach((CLUSTER, AGENT_POOL)))


def _whose(pool: Object) -> Doubt:
    reason = f"which cluster the pool {pool.name} belongs to"
    return Doubt(reason, pool.at, _TOGETHER, Reach((AGENT_POOL,), adds=True, alters=False))


def _patched(
    one: Object, type_: str, member: str, over: Mapping[str, Sequence[str]], workspace: Workspace
) -> Iterator[Doubt]:
    reach = Reach((type_,), Reference(one.address))
    written = one.spec(member)
    if written is not None:
        yield Doubt(f"what {member} sets", written.at, _SETTLE, reach)
    yield from patched(one.kind, one.name, one.at, over.get(one.at.path, ()), workspace, reach)
    yield from opened(one.open, reach)


def _cluster(of: Object) -> Resource:
    network: dict[str, Node] = {
        "networkPlugin": Value("azure", of.at, default_of(_WEBHOOK)),
        "loadBalancerSKU": Value("Standard", of.at, default_of(_WEBHOOK)),
    }
    for name in _NETWORK:
        node = of.spec(name)
        if node is not None:
            network[name] = substituted(node)
    profile = of.spec("loadBalancerProfile")
    if profile is not None:
        network["loadBalancerProfile"] = _balancer(profile)
    properties: dict[str, Node] = {"networkProfile": Value(network, of.at)}
    for name in ("location", "apiServerAccessProfile", "httpProxyConfig", "sku", "identity"):
        node = of.spec(name)
        if node is not None:
            properties[name] = _deep(node)
    addons = {
        _ADDONS.get(called, called): Value(
            {**members(_deep(each)), "enabled": dig(each, "enabled") or Value(False, each.at)}, each.at
        )
        for each in items(of.spec("addonProfiles"))
        if (called := text(dig(each, "name")))
    }
    if addons:
        properties["addonProfiles"] = Value(addons, of.at)
    return Resource(
        of.address,
        CLUSTER,
        substituted(of.get("metadata.name") or Unknown("metadata.name is not written", of.at)),
        properties,
        of.at,
        resource_group=_group(of),
        subscription=_subscription(of),
        traits=_traits(of.get("metadata.name")),
    )


def _balancer(profile: Node) -> Node:
    """The load balancer's profile: counts and ids where ARM has objects."""
    found: dict[str, Node] = {}
    for name, node in members(profile).items():
        match name:
            case "managedOutboundIPs":
                found["managedOutboundIPs"] = Value({"count": substituted(node)}, node.at)
            case "outboundIPs" | "outboundIPPrefixes":
                inner = "publicIPs" if name == "outboundIPs" else "publicIPPrefixes"
                listed = tuple(Value({"id": substituted(each)}, each.at) for each in items(node))
                found[name] = Value({inner: Value(listed, node.at)}, node.at)
            case _:
                found[name] = substituted(node)
    return Value(found, profile.at)


def _network(of: Object) -> Iterator[Resource]:
    """The network that a cluster names, which may exist; or else the one that the provider makes for it."""
    written = of.spec("virtualNetwork")
    subnet = dig(written, "subnet")
    name = dig(written, "name") or of.get("metadata.name") or Unknown("metadata.name is not written", of.at)
    called = dig(subnet, "name") or name
    at = (written or name).at
    network = Resource(
        f"{of.address}/network",
        VIRTUAL_NETWORK,
        substituted(name),
        {},
        at,
        resource_group=substituted(dig(written, "resourceGroup") or _group(of)),
        subscription=_subscription(of),
        external=written is not None,
        traits=_traits(name),
    )
    yield network
    yield replace(
        network,
        address=_subnet_of(of),
        type=SUBNET,
        name=substituted(called),
        at=called.at,
        parent=Reference(network.address, "id", at),
        traits=_traits(called),
    )


def _traits(name: Node | None) -> Mapping[str, Node]:
    """What wrote it, and what stands for a name that is put in later."""
    at = name.at if name is not None else NOWHERE
    traits: dict[str, Node] = {"provider": Value("cluster-api", at)}
    written = text(name)
    if written is not None and "$" in written:
        traits["calledBy"] = Value(written, at)
    return traits


def _subnet_of(of: Object) -> str:
    return f"{of.address}/subnet"


def _own_subnet(each: Pool) -> Resource | None:
    """The subnet that a pool names, where it is another than its cluster's."""
    written = each.pool.spec("subnetName")
    if is_absent(written) or written is None:
        return None
    plane = each.cluster
    if plane is None:
        return None
    default = (
        dig(plane.spec("virtualNetwork"), "subnet.name")
        or dig(plane.spec("virtualNetwork"), "name")
        or plane.get("metadata.name")
    )
    if text(written) is not None and text(written) == text(default):
        return None
    return Resource(
        f"{plane.address}/subnet/{text(written) or each.pool.name}",
        SUBNET,
        substituted(written),
        {},
        written.at,
        Reference(f"{plane.address}/network", "id", written.at),
        resource_group=substituted(dig(plane.spec("virtualNetwork"), "resourceGroup") or _group(plane)),
        subscription=_subscription(plane),
        external=True,
        traits=_traits(written),
    )


def _pool(each: Pool, subnet: Resource | None) -> Resource:
    of = each.pool
    properties: dict[str, Node] = {}
    for name, arm in MEMBERS_OF_POOLS.items():
        node = of.spec(name)
        if node is not None:
            properties[arm] = _deep(node)
    if each.replicas is not None:
        properties["count"] = substituted(each.replicas)
    scaling = of.spec("scaling")
    if scaling is not None:
        properties["enableAutoScaling"] = Value(True, scaling.at)
        for name, arm in (("minSize", "minCount"), ("maxSize", "maxCount")):
            node = dig(scaling, name)
            if node is not None:
                properties[arm] = substituted(node)
    taints = of.spec("taints")
    if taints is not None:
        properties["nodeTaints"] = Value(tuple(_taint(one) for one in items(taints)), taints.at)
    plane = each.cluster
    if plane is None:
        properties["vnetSubnetID"] = _elsewhere(of)
    else:
        address = subnet.address if subnet is not None else _subnet_of(plane)
        properties["vnetSubnetID"] = Reference(address, "id", of.at)
    return Resource(
        of.address,
        AGENT_POOL,
        substituted(
            of.spec("name") or of.get("metadata.name") or Unknown("metadata.name is not written", of.at)
        ),
        properties,
        of.at,
        Reference(plane.address, "id", of.at) if plane is not None else _called(each),
        resource_group=_group(plane) if plane is not None else None,
        subscription=_subscription(plane) if plane is not None else None,
        traits=_traits(of.spec("name") or of.get("metadata.name")),
    )


def _called(each: Pool) -> Node:
    """The cluster of a pool whose control plane is not here, by its name."""
    at = each.pool.at
    if each.called is None:
        return Unknown(f"which cluster the pool {each.pool.name} belongs to is not written", at, _TOGETHER)
    return substituted(Value(each.called, at))


def _elsewhere(pool: Object) -> Node:
    """The subnet of a pool whose control plane, which names the network, is not here."""
    written = pool.spec("subnetName")
    at = pool.at if written is None else written.at
    return Unknown(f"the network of the pool {pool.name} is not written here", at, _TOGETHER)


def _taint(node: Node) -> Node:
    key, value, effect = (text(dig(node, name)) for name in ("key", "value", "effect"))
    if key is None or effect is None:
        return Unknown("a taint that is not written out", node.at)
    return Value(f"{key}={value or ''}:{effect}", node.at)


def _group(of: Object) -> Node:
    written = of.spec("resourceGroupName")
    if written is None:  # a ClusterClass leaves it to the cluster
        return Unknown(f"the resource group of {of.name} is not written", of.at, _SETTLE)
    return substituted(written)


def _subscription(of: Object) -> Node | None:
    written = of.spec("subscriptionID")
    return substituted(written) if written is not None else None


def _deep(node: Node) -> Node:
    if isinstance(node, Value) and isinstance(node.data, Mapping):
        return Value({name: _deep(child) for name, child in node.data.items()}, node.at, node.origin)
    if isinstance(node, Value) and isinstance(node.data, tuple):
        return Value(tuple(_deep(child) for child in node.data), node.at, node.origin)
    return substituted(node)
