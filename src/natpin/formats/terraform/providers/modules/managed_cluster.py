"""Azure/avm-res-containerservice-managedcluster/azurerm 0.1 to 0.8.

Source: the module's ``main.tf``, ``variables.tf`` and ``locals.*.tf``. Until 0.3 it was built on azurerm, in azurerm's
words, and defaulted to Azure CNI overlay; since 0.4 it is built on azapi, its inputs are ARM's properties in snake
case, and it has no defaults of its own for the network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.arguments import Block, Table, To, translate
from natpin.formats.terraform.providers.modules.calls import (
    blocks,
    entries,
    given,
    given_or,
    inside,
    instance,
    version,
    written,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model import resource as arm
from natpin.model.value import Node, Reference, Unknown, Value

_POOL: Table = {
    "name": To("name"),
    "count_of": To("count"),
    "min_count": To("minCount"),
    "max_count": To("maxCount"),
    "max_pods": To("maxPods"),
    "mode": To("mode"),
    "enable_auto_scaling": To("enableAutoScaling"),
    "enable_node_public_ip": To("enableNodePublicIP"),
    "node_public_ip_prefix_id": To("nodePublicIPPrefixID"),
    "vnet_subnet_id": To("vnetSubnetID"),
    "pod_subnet_id": To("podSubnetID"),
    "availability_zones": To("availabilityZones"),
    "node_labels": To("nodeLabels"),
    "node_taints": To("nodeTaints"),
    "os_type": To("osType"),
    "os_sku": To("osSKU"),
    "scale_set_priority": To("scaleSetPriority"),
    "upgrade_settings": Block("upgradeSettings", {"max_surge": To("maxSurge")}),
    "windows_profile": Block("windowsProfile", {"disable_outbound_nat": To("disableOutboundNat")}),
}


_PROFILES = (
    "network_profile",
    "api_server_access_profile",
    "node_provisioning_profile",
    "hosted_system_profile",
    "http_proxy_config",
)
"""Inputs that are properties of ARM in snake case."""


def managed_cluster(call: ModuleCall) -> Iterator[Instance]:
    """The cluster and its node pools."""
    yield from _azapi(call) if _is_azapi(call) else _azurerm(call)


def managed_cluster_output(call: ModuleCall, name: str) -> Node | None:
    """An output of the module."""
    match name:
        case "resource_id":
            return _cluster(call)
        case "name":
            return given(call, "name")
    return None


def _is_azapi(call: ModuleCall) -> bool:
    found = version(call)
    return "parent_id" in call.inputs if found is None else found >= (0, 4)


def _cluster(call: ModuleCall) -> Reference:
    kind = "azapi_resource" if _is_azapi(call) else "azurerm_kubernetes_cluster"
    return Reference(f"{call.address}.{kind}.this", "id", call.at)


def _azapi(call: ModuleCall) -> Iterator[Instance]:
    properties: dict[str, Node] = {}
    for written_as in _PROFILES:
        profile = given(call, written_as)
        if profile is not None:
            properties[_name(written_as)] = _camel(profile)
    extra = given(call, "addon_profiles_extra")
    if extra is not None:
        properties["addonProfiles"] = (
            extra  # by ARM's own names; none of the module's other add-ons bears on egress
        )
    properties["agentPoolProfiles"] = Value((_default_pool(call),), call.at)
    body: dict[str, Node] = {"properties": Value(properties, call.at)}
    sku = given(call, "sku")
    if sku is not None:
        body["sku"] = sku
    yield instance(
        call,
        "azapi_resource.this",
        {
            "type": Value(arm.CLUSTER, call.at),
            "name": given(call, "name"),
            "location": given(call, "location"),
            "parent_id": given(call, "parent_id"),
            "body": Value(body, call.at),
        },
    )
    for key, arguments, element in entries(given(call, "agent_pools")):
        pool = translate(arguments, _POOL, element.at)
        name = pool.pop("name", element if isinstance(element, Unknown) else None)
        if isinstance(element, Unknown):
            pool["vnetSubnetID"] = element
        yield instance(
            call,
            f'azapi_resource.agentpool["{key or "?"}"]',
            {
                "type": Value(arm.AGENT_POOL, call.at),
                "name": name,
                "parent_id": _cluster(call),
                "body": Value({"properties": Value(pool, element.at)}, element.at),
            },
            conditional=element if isinstance(element, Unknown) else None,
        )


def _default_pool(call: ModuleCall) -> Node:
    written_pool = given(call, "default_agent_pool")
    if isinstance(written_pool, Unknown | Reference):
        return Unknown("default_agent_pool is not known", written_pool.at)
    arguments = written_pool.data if isinstance(written_pool, Value) else {}
    pool = translate(arguments if isinstance(arguments, Mapping) else {}, _POOL, call.at)
    pool.setdefault("name", given_or(call, "systempool"))
    pool.setdefault("count", given_or(call, 3))
    pool.setdefault("mode", given_or(call, "System"))
    return Value(pool, call.at)


def _azurerm(call: ModuleCall) -> Iterator[Instance]:
    profile = given(call, "network_profile")
    standard = {"network_plugin": "azure", "network_policy": "azure", "network_plugin_mode": "overlay"}
    pool = given(call, "default_node_pool")
    yield instance(
        call,
        "azurerm_kubernetes_cluster.this",
        {
            "name": given(call, "name"),
            "location": given(call, "location"),
            "resource_group_name": given(call, "resource_group_name"),
            "private_cluster_enabled": given(call, "private_cluster_enabled"),
            "default_node_pool": None if pool is None else Value((pool,), pool.at),
            "network_profile": Value((_nested(profile),), profile.at)
            if profile is not None
            else blocks({name: given_or(call, data) for name, data in standard.items()}, call),
            "api_server_access_profile": _one(given(call, "api_server_access_profile")),
            "http_proxy_config": _one(given(call, "http_proxy_config")),
            "aci_connector_linux": _virtual_nodes(given(call, "aci_connector_linux_subnet_name"), call),
        },
    )
    for key, arguments, element in entries(given(call, "node_pools")):
        yield instance(
            call,
            f'azurerm_kubernetes_cluster_node_pool.this["{key or "?"}"]',
            {
                **arguments,
                "name": inside(element, "name"),
                "kubernetes_cluster_id": _cluster(call),
            },
            conditional=element if isinstance(element, Unknown) else None,
        )


def _virtual_nodes(subnet: Node | None, call: ModuleCall) -> Node | None:
    """The block is there where the subnet's name is given."""
    return subnet if subnet is None or isinstance(subnet, Unknown) else blocks({"subnet_name": subnet}, call)


def _one(node: Node | None) -> Node | None:
    return None if node is None else Value((node,), node.at)


def _nested(profile: Node) -> Node:
    """The profiles inside the network profile as the blocks they become."""
    if not isinstance(profile, Value) or not isinstance(profile.data, Mapping):
        return profile
    found = dict(profile.data)
    for name in ("load_balancer_profile", "nat_gateway_profile"):
        if name in found:
            found[name] = _one(found[name]) or found[name]
    return Value(found, profile.at, profile.origin)


_RENAMED = {
    "authorized_ip_ranges": "authorizedIPRanges",
    "private_dns_zone": "privateDNSZone",
    "managed_outbound_ip_profile": "managedOutboundIPProfile",
    "managed_outbound_ips": "managedOutboundIPs",
    "outbound_ips": "outboundIPs",
    "outbound_ip_prefixes": "outboundIPPrefixes",
    "public_ips": "publicIPs",
    "public_ip_prefixes": "publicIPPrefixes",
    "count_i_pv6": "countIPv6",
}


def _camel(node: Node, depth: int = 0) -> Node:
    """Snake-case inputs in ARM's spelling."""
    if not isinstance(node, Value) or depth > 16:
        return node
    if isinstance(node.data, Mapping):
        return Value(
            written({_name(name): _camel(child, depth + 1) for name, child in node.data.items()}),
            node.at,
            node.origin,
        )
    if isinstance(node.data, tuple):
        return Value(tuple(_camel(child, depth + 1) for child in node.data), node.at, node.origin)
    return node


def _name(snake: str) -> str:
    if snake in _RENAMED:
        return _RENAMED[snake]
    first, *rest = snake.split("_")
    return first + "".join(word.capitalize() for word in rest)
