"""References in ARM's words, and ids built of them.

Terraform says ``azurerm_public_ip.egress.ip_address`` where ARM says ``properties.ipAddress``; an id may be built by
text around another resource's id. Here both become what the graph follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.numbers import digits
from natpin.model.value import (
    NULL,
    Node,
    PropertyPath,
    Reference,
    Unknown,
    Value,
    dig,
    is_absent,
    items,
    member,
)

Lookup: TypeAlias = "Callable[[str], Instance | None]"
"""An instance of the same stack by address; None for what is not there."""

Piece: TypeAlias = "str | Reference | Unknown | None"
Parts: TypeAlias = "tuple[Piece, ...]"

ARM_TYPES: Mapping[str, str] = {
    "azurerm_firewall": arm.FIREWALL,
    "azurerm_kubernetes_automatic_cluster": arm.CLUSTER,
    "azurerm_kubernetes_cluster": arm.CLUSTER,
    "azurerm_local_network_gateway": "Microsoft.Network/localNetworkGateways",
    "azurerm_kubernetes_cluster_node_pool": arm.AGENT_POOL,
    "azurerm_management_lock": arm.LOCK,
    "azurerm_nat_gateway": arm.NAT_GATEWAY,
    "azurerm_public_ip": arm.PUBLIC_IP,
    "azurerm_public_ip_prefix": arm.PUBLIC_IP_PREFIX,
    "azurerm_resource_group": arm.RESOURCE_GROUP,
    "azurerm_route": arm.ROUTE,
    "azurerm_route_table": arm.ROUTE_TABLE,
    "azurerm_subnet": arm.SUBNET,
    "azurerm_virtual_hub": "Microsoft.Network/virtualHubs",
    "azurerm_virtual_hub_connection": arm.HUB_CONNECTION,
    "azurerm_virtual_hub_route_table": "Microsoft.Network/virtualHubs/hubRouteTables",
    "azurerm_virtual_hub_routing_intent": "Microsoft.Network/virtualHubs/routingIntent",
    "azurerm_virtual_network": arm.VIRTUAL_NETWORK,
    "azurerm_virtual_network_gateway": arm.NETWORK_GATEWAY,
    "azurerm_virtual_network_gateway_connection": "Microsoft.Network/connections",
    "azurerm_virtual_network_peering": arm.PEERING,
}
"""Terraform resource types that declare one ARM resource each."""

_AZAPI = frozenset({"azapi_resource", "azapi_update_resource"})

_SUBNET_ASSOCIATIONS = frozenset(
    {"azurerm_subnet_nat_gateway_association", "azurerm_subnet_route_table_association"}
)
"""Associations whose own id is the subnet's ("Import": ``…/virtualNetworks/myvnet1/subnets/mysubnet1``)."""

_ATTRIBUTES = {
    "ip_address": "properties.ipAddress",
    "ip_prefix": "properties.ipPrefix",
    "node_resource_group": "properties.nodeResourceGroup",
}
"""Computed attributes that other resources read, by the provider's documentation ("Attributes Reference")."""

_BY_PARENT_ID = frozenset(
    {
        "azurerm_kubernetes_cluster_node_pool",
        "azurerm_management_lock",
        "azurerm_virtual_hub_connection",
        "azurerm_virtual_hub_route_table",
        "azurerm_virtual_hub_routing_intent",
    }
)
"""Child types that give their parent's id: nothing of their own id is in their names."""

_PARENTS = {
    "azurerm_virtual_network_peering": ("azurerm_virtual_network", "virtual_network_name"),
    "azurerm_subnet": ("azurerm_virtual_network", "virtual_network_name"),
    "azurerm_route": ("azurerm_route_table", "route_table_name"),
}
"""Child types that name their parent instead of giving its id."""

DEEPEST = 64
"""Nesting beyond this is no configuration that a provider accepts."""


def in_arm_words(node: Node, lookup: Lookup, depth: int = 0) -> Node:
    """A node with every reference in it translated."""
    if depth > DEEPEST:
        return Unknown("is nested too deeply", node.at)
    match node:
        case Reference():
            return _reference(node, lookup, depth)
        case Unknown(sure=Value(data=tuple() as data)):
            known = tuple(in_arm_words(child, lookup, depth + 1) for child in data)
            return Value((*known, Unknown(node.reason, node.at, node.settle_by, others=True)), node.at)
        case Unknown(parts=parts) if any(isinstance(part, Reference) for part in parts):
            return Unknown(node.reason, node.at, node.settle_by, _expanded(parts, lookup))
        case Value(data=Mapping() as data):
            return Value(
                {name: in_arm_words(child, lookup, depth + 1) for name, child in data.items()},
                node.at,
                node.origin,
            )
        case Value(data=tuple() as data):
            return Value(
                tuple(in_arm_words(child, lookup, depth + 1) for child in data), node.at, node.origin
            )
        case _:
            return node


def id_parts(instance: Instance, lookup: Lookup, depth: int = 0) -> Parts | None:
    """What is known of an instance's ARM id; None when its type is not known."""
    if instance.type == "azapi_resource":
        return _azapi_parts(instance, lookup, depth)
    kind = ARM_TYPES.get(instance.type)
    if kind is None or instance.type in _BY_PARENT_ID:
        return None
    name = pieces(instance.attributes.get("name")) or (Reference(instance.address, "name", instance.at),)
    group = pieces(instance.attributes.get("resource_group_name")) or (None,)
    subscription = pieces(instance.subscription) or (None,)
    if kind == arm.RESOURCE_GROUP:
        return ("/subscriptions/", *subscription, "/resourceGroups/", *name)
    head: Parts = ("/subscriptions/", *subscription, "/resourceGroups/", *group, "/providers/")
    if instance.type in _PARENTS:
        parent_type, argument = _PARENTS[instance.type]
        parent = pieces(instance.attributes.get(argument)) or (None,)
        leaf = kind.rsplit("/", 1)[1]
        return (*head, f"{ARM_TYPES[parent_type]}/", *parent, f"/{leaf}/", *name)
    return (*head, f"{kind}/", *name)


def _azapi_parts(instance: Instance, lookup: Lookup, depth: int) -> Parts | None:
    """The parent's id, and this resource in it."""
    parent = instance.attributes.get("parent_id")
    kind = pieces(instance.attributes.get("type"))[:1]
    if depth > DEEPEST or parent is None or not kind or not isinstance(kind[0], str):
        return None
    written = kind[0].partition("@")[0]
    between = f"/{written.rsplit('/', 1)[-1]}/" if written.count("/") > 1 else f"/providers/{written}/"
    head: Parts | None = pieces(parent)
    if isinstance(parent, Reference):
        holder = lookup(parent.target)
        head = id_parts(holder, lookup, depth + 1) if holder is not None else None
    return (*head, between, *(pieces(instance.attributes.get("name")) or (None,))) if head else None


def inline_subnet_id(network: Instance, name: Node | None, lookup: Lookup) -> Node:
    """The id of a subnet that a virtual network declares inline."""
    return Unknown(
        f"the id of an inline subnet of {network.address} is known only after apply",
        network.at,
        "terraform show -json",
        (*(id_parts(network, lookup) or ()), "/subnets/", *(pieces(name) or (None,))),
    )


def _reference(found: Reference, lookup: Lookup, depth: int = 0) -> Node:
    target = lookup(found.target)
    if target is None:
        return found
    if target.type in _SUBNET_ASSOCIATIONS and found.attribute == "id" and depth < DEEPEST:
        return in_arm_words(target.attributes.get("subnet_id", found), lookup, depth + 1)
    if target.type not in ARM_TYPES and target.type not in _AZAPI:
        # Placed where the target is declared, so that two references to it are the same unknown.
        return Unknown(
            f"{found.target}.{found.attribute} is known only after apply", target.at, "terraform show -json"
        )
    names = PropertyPath.parse(found.attribute).names
    if target.type == "azurerm_kubernetes_cluster" and target.data and names[:1] == ("agent_pool_profile",):
        pools = Value({"agent_pool_profile": target.attributes.get("agent_pool_profile", NULL)})
        pool = dig(pools, found.attribute)
        if pool is not None and not is_absent(pool) and depth < DEEPEST:
            return in_arm_words(pool, lookup, depth + 1)
    if target.type == "azurerm_virtual_network" and names[:1] == ("subnet",) and names[-1:] == ("id",):
        return _nth_subnet(found, target, names, lookup)
    return Reference(found.target, _attribute(names, found.attribute), found.at)


def _attribute(names: tuple[str, ...], written: str) -> str:
    """A computed attribute's name in ARM's words."""
    if names[:1] == ("ip_configuration",) and names[-1] == "private_ip_address":
        index = next((name for name in names if name.isdigit()), "0")
        return f"properties.ipConfigurations.{index}.privateIPAddress"
    if names[:1] == ("output",) and len(names) > 1:  # azapi: the response as it came
        return ".".join(names[1:])
    return _ATTRIBUTES.get(written, written)


def _nth_subnet(found: Reference, network: Instance, names: tuple[str, ...], lookup: Lookup) -> Node:
    """An inline subnet by its place among those written. Which one is meant is not certain (``?``) where an index picks
    one of several out of the set."""
    subnets = items(network.attributes.get("subnet"))
    number = digits(names[1]) if len(names) > 1 else None
    if number is not None and number < len(subnets):
        subnets = (subnets[number],)
    if len(subnets) == 1 and isinstance(subnets[0], Value) and isinstance(subnets[0].data, Mapping):
        return inline_subnet_id(network, member(subnets[0].data, "name"), lookup)
    return Unknown(
        f"which inline subnet of {network.address} is meant depends on the order of a set",
        found.at,
        "terraform show -json",
        (*(id_parts(network, lookup) or ()), "/subnets/", None),
    )


def _expanded(parts: Parts, lookup: Lookup) -> Parts:
    """Parts with the ids of resources whose names are known spelled out."""
    spelled: list[Piece] = []
    for part in parts:
        if not isinstance(part, Reference):
            spelled.append(part)
            continue
        target = lookup(part.target)
        known = id_parts(target, lookup) if target is not None and part.attribute == "id" else None
        spelled.extend(known if known is not None else pieces(_reference(part, lookup)))
    return tuple(spelled)


def pieces(node: Node | None) -> Parts:
    """A string as the pieces of a longer one; none when it is absent or no string."""
    match node:
        case Value(data=str() as known):
            return (known,)
        case Unknown(parts=parts) if parts:
            return parts
        case Unknown() | Reference():
            return (node,)
        case _:
            return ()
