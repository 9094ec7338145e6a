"""``az aks create``, ``az aks update`` and ``az aks nodepool``."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.formats.az.cli.arguments import Arguments
from natpin.formats.az.cli.generic_update import generic_update
from natpin.formats.az.cli.identity import Identity
from natpin.formats.az.cli.names import Directory
from natpin.formats.az.cli.state import State
from natpin.formats.az.cli.translate import translate, unseen, virtual_nodes
from natpin.formats.az.cli.values import assign, text_node
from natpin.model.record import replace
from natpin.model.resource import Resource
from natpin.model.value import Node, Unknown, Value, default_of, dig, items, members, text

_SHARED_WITH_POOL = (
    "--enable-cluster-autoscaler",
    "--disable-cluster-autoscaler",
    "--min-count",
    "--max-count",
)

VIRTUAL_NODES = "addonProfiles.aciConnectorLinux.enabled"

WATCHED = ("networkProfile.outboundType", "networkProfile.networkPlugin", "networkProfile.networkPluginMode")
WATCHED_POOL = ("vnetSubnetID", "podSubnetID", "enableNodePublicIP")
"""What an unknown parameter of ``New-AzAksCluster`` and ``New-AzAksNodePool`` may set; a doubt says it of all else."""


def create(identity: Identity, arguments: Arguments, directory: Directory) -> dict[str, Node]:
    """The body of ``az aks create``.

    The client sends no network plugin of its own (acs/managed_cluster_decorator.py, ``_get_network_plugin``: "no
    defaulting should happen in the CLI"): which one a cluster gets depends on the AKS API's version.
    """
    properties = translate("cluster", arguments, directory, identity.group)
    properties = unseen("cluster", arguments, properties)
    assign(
        properties, "agentPoolProfiles", Value((_first_pool(identity, arguments, directory),), arguments.at)
    )
    whose = default_of("az aks create")
    automatic = (text(dig(Value(properties), "sku.name")) or "").lower() == "automatic"
    if automatic:
        subnets = ("--vnet-subnet-id", "--node-subnet-id", "--system-node-subnet-id", "--apiserver-subnet-id")
        fresh = arguments.open is None and not any(name in arguments.flags for name in subnets)
        if "--outbound-type" not in arguments.flags and fresh:
            assign(properties, "networkProfile.outboundType", Value("managedNATGateway", arguments.at, whose))
        if "--network-plugin" not in arguments.flags and arguments.open is None:
            service = default_of("AKS Automatic")
            assign(properties, "networkProfile.networkPlugin", Value("azure", arguments.at, service))
            assign(properties, "networkProfile.networkPluginMode", Value("overlay", arguments.at, service))
    if dig(Value(properties), "networkProfile.networkPlugin") is None:
        cause = Unknown(
            "without --network-plugin the AKS API's version decides on the network plugin",
            arguments.at,
            "--network-plugin azure",
        )
        assign(properties, "networkProfile.networkPlugin", cause)
    return properties


def _first_pool(identity: Identity, arguments: Arguments, directory: Directory) -> Node:
    pool = unseen("pool", arguments, translate("pool", arguments, directory, identity.group))
    whose = default_of("az aks create")
    name = arguments.word("--nodepool-name")
    pool["name"] = name.node() if name else Value("nodepool1", arguments.at, whose)
    pool.setdefault("mode", Value("System", arguments.at, whose))
    pool.setdefault("osType", Value("Linux", arguments.at, whose))
    pool.setdefault("count", Value(3, arguments.at, whose))
    return Value(pool, arguments.at)


def add_pool(identity: Identity, arguments: Arguments, directory: Directory) -> dict[str, Node]:
    """The body of ``az aks nodepool add``. Without a subnet the pool goes to the first pool's (AKS)."""
    pool = unseen("pool", arguments, translate("pool", arguments, directory, identity.group))
    whose = default_of("az aks nodepool add")
    pool["name"] = identity.names[-1].node()
    pool.setdefault("mode", Value("User", arguments.at, whose))
    pool.setdefault("osType", Value("Linux", arguments.at, whose))
    pool.setdefault("count", Value(3, arguments.at, whose))
    return pool


def update(
    found: Resource, arguments: Arguments, directory: Directory, identity: Identity
) -> dict[str, Node]:
    """The body after ``az aks update``, and after add-ons are turned on or off."""
    if arguments.command == "aks disable-addons":
        return _without(found.properties, arguments)
    before = _dropped(found, arguments) if arguments.command == "aks update" else found.properties
    properties = translate("cluster", arguments, directory, identity.group, before)
    pools = items(properties.get("agentPoolProfiles"))
    flags = ("--node-count",) if arguments.command == "aks scale" else _SHARED_WITH_POOL
    shared = {name: arguments.flags[name] for name in flags if name in arguments.flags}
    if pools and shared:
        first = translate(
            "pool", replace(arguments, flags=shared), directory, identity.group, members(pools[0])
        )
        properties["agentPoolProfiles"] = Value((Value(first, pools[0].at), *pools[1:]), arguments.at)
    return properties


def _without(before: Mapping[str, Node], arguments: Arguments) -> dict[str, Node]:
    """The body without the virtual nodes that ``az aks disable-addons`` turns off."""
    properties = dict(before)
    off = virtual_nodes(arguments.flags["--addons"]) if "--addons" in arguments.flags else None
    if isinstance(off, Value):
        assign(properties, VIRTUAL_NODES, Value(False, off.at))
    elif off is not None:
        assign(properties, VIRTUAL_NODES, off)
    return properties


_PROFILES = {
    "networkProfile.loadBalancerProfile": ("loadBalancer",),
    "networkProfile.natGatewayProfile": ("managedNATGateway", "managedNATGatewayV2"),
}
"""Profiles, and the outbound types that they are for."""


def _dropped(cluster: Resource, arguments: Arguments) -> Mapping[str, Node]:
    """A cluster's properties without the profiles that ``az aks update`` takes away.

    Whatever it is asked for, it sends the profiles of the outbound type alone that holds after it (azure-cli 2.91.0,
    acs/managed_cluster_decorator.py, ``update_load_balancer_profile`` and ``update_nat_gateway_profile``).
    """
    before = cluster.properties
    word = arguments.word("--outbound-type")
    chosen = text_node(word, "outboundType") if word else dig(Value(before), "networkProfile.outboundType")
    if chosen is None:
        return before
    kept = dict(before)
    for path, types in _PROFILES.items():
        profile = dig(Value(before), path)
        if isinstance(chosen, Unknown) and profile is not None:
            reason = f"az keeps it only for outbound type {types[0]}: {chosen.reason}"
            assign(kept, path, Unknown(reason, arguments.at, chosen.settle_by))
        elif text(chosen) not in (None, *types) and (profile is not None or cluster.external):
            assign(kept, path, Value(None, arguments.at))
    return kept


def update_first_pool(state: State, identity: Identity, arguments: Arguments, directory: Directory) -> bool:
    """``az aks nodepool update`` of a pool that ``az aks create`` made; False when it is another."""
    parent = identity.parent
    cluster = state.get(parent) if parent else None
    if cluster is None:
        return False
    wanted = identity.names[-1].label.lower()
    pools = list(items(cluster.properties.get("agentPoolProfiles")))
    for number, pool in enumerate(pools):
        if (text(members(pool).get("name")) or "").lower() == wanted:
            body = translate("pool", arguments, directory, identity.group, members(pool))
            pools[number] = Value(generic_update(arguments, body, directory), pool.at)
            changed = {**cluster.properties, "agentPoolProfiles": Value(tuple(pools), cluster.at)}
            state.put(replace(cluster, properties=changed))
            state_created_pool = state.get(identity)
            if state_created_pool is not None and state_created_pool.external:
                state.drop(identity)
            return True
    return False
