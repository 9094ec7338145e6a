"""Azure/aks/azurerm, versions 4 to 11.

Source: the modules' own ``main.tf``, ``variables.tf`` and upgrade notices: ``vnet_subnet_id`` became
``vnet_subnet.id`` in 10.0, ``enable_node_public_ip`` became ``node_public_ip_enabled`` in 11.0; the defaults
``network_plugin = "kubenet"`` and ``net_profile_outbound_type = "loadBalancer"`` hold in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.modules.calls import (
    blocks,
    enabled,
    entries,
    given,
    given_or,
    inside,
    instance,
    written,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.value import Node, Reference, Unknown, Value, is_absent, scalar, text

_CLUSTER = "azurerm_kubernetes_cluster.main"
_POOL_ARGUMENTS = (
    "node_count", "min_count", "max_count", "max_pods", "mode", "node_labels", "node_public_ip_prefix_id",
    "node_taints", "os_type", "zones", "auto_scaling_enabled", "enable_auto_scaling", "node_public_ip_enabled",
    "enable_node_public_ip", "vm_size", "priority", "upgrade_settings", "windows_profile",
)  # fmt: skip


def aks(call: ModuleCall) -> Iterator[Instance]:
    """The cluster and its node pools."""
    yield instance(
        call,
        _CLUSTER,
        {
            "name": _cluster_name(call),
            "location": given(call, "location"),
            "resource_group_name": given(call, "resource_group_name"),
            "private_cluster_enabled": given(call, "private_cluster_enabled"),
            "node_resource_group": given(call, "node_resource_group"),
            "default_node_pool": blocks(_default_pool(call), call),
            "network_profile": blocks(_network(call), call),
            "api_server_access_profile": _api_server(call),
            "aci_connector_linux": _virtual_nodes(call),
            "http_proxy_config": given(call, "http_proxy_config"),
            "node_provisioning_profile": given(call, "node_provisioning_profile"),
        },
    )
    for key, arguments, element in entries(given(call, "node_pools")):
        unknown = Unknown("node_pools is not known", element.at) if key is None else None
        pool = {name: arguments.get(name) for name in _POOL_ARGUMENTS}
        yield instance(
            call,
            f'azurerm_kubernetes_cluster_node_pool.node_pool["{key or "?"}"]',
            {
                **pool,
                "name": _pool_name(arguments, element),
                "kubernetes_cluster_id": Reference(f"{call.address}.{_CLUSTER}", "id", call.at),
                "vnet_subnet_id": _subnet(arguments, "vnet_subnet", element),
                "pod_subnet_id": _subnet(arguments, "pod_subnet", element),
            },
            conditional=unknown,
        )


def aks_output(call: ModuleCall, name: str) -> Node | None:
    """An output of the module."""
    cluster = Reference(f"{call.address}.{_CLUSTER}", "id", call.at)
    match name:
        case "aks_id":
            return cluster
        case "aks_name":
            return _cluster_name(call)
        case "location":
            return given(call, "location")
        case "node_resource_group":
            return Reference(cluster.target, "properties.nodeResourceGroup", call.at)
    return None


def _cluster_name(call: ModuleCall) -> Node | None:
    """``coalesce(var.cluster_name, trim("${var.prefix}-aks", "-"))``, with a random suffix if asked for."""
    name = given(call, "cluster_name")
    prefix = given(call, "prefix")
    if name is None and isinstance(prefix, Unknown):
        name = Unknown(prefix.reason, prefix.at, prefix.settle_by, (prefix, "-aks"))
    elif name is None:
        name = Value(f"{text(prefix) or ''}-aks".strip("-"), call.at)
    if enabled(given(call, "cluster_name_random_suffix")) is False:
        return name
    return Unknown(
        "the cluster's name has a random suffix", call.at, "terraform show -json", (text(name), None)
    )


def _default_pool(call: ModuleCall) -> dict[str, Node | None]:
    scaled = given(call, "auto_scaling_enabled", "enable_auto_scaling")
    return {
        "name": given_or(call, "nodepool", "agents_pool_name"),
        "node_count": given_or(call, 2, "agents_count") if scalar(scaled) is not True else None,
        "min_count": given(call, "agents_min_count"),
        "max_count": given(call, "agents_max_count"),
        "max_pods": given(call, "agents_max_pods"),
        "node_labels": given(call, "agents_labels"),
        "zones": given(call, "agents_availability_zones"),
        "auto_scaling_enabled": scaled,
        "node_public_ip_enabled": given(call, "node_public_ip_enabled", "enable_node_public_ip"),
        "only_critical_addons_enabled": given(call, "only_critical_addons_enabled"),
        "node_taints": given(call, "agents_taints"),
        "upgrade_settings": blocks({"max_surge": given(call, "agents_pool_max_surge")}, call)
        if given(call, "agents_pool_max_surge") is not None
        else None,
        "vnet_subnet_id": _subnet(call.inputs, "vnet_subnet", None),
        "pod_subnet_id": _subnet(call.inputs, "pod_subnet", None),
    }


def _network(call: ModuleCall) -> dict[str, Node | None]:
    profile: dict[str, Node | None] = {
        "network_plugin": given_or(call, "kubenet", "network_plugin"),
        "network_plugin_mode": given(call, "network_plugin_mode"),
        "network_policy": given(call, "network_policy"),
        "network_data_plane": given(call, "ebpf_data_plane"),
        "outbound_type": given_or(call, "loadBalancer", "net_profile_outbound_type"),
        "load_balancer_sku": given(call, "load_balancer_sku"),
        "pod_cidr": given(call, "net_profile_pod_cidr"),
        "pod_cidrs": given(call, "net_profile_pod_cidrs"),
        "ip_versions": given(call, "network_ip_versions"),
    }
    managed = given(call, "nat_gateway_profile")
    if managed is not None:
        profile["nat_gateway_profile"] = Value((managed,), managed.at)
    balanced = enabled(given(call, "load_balancer_profile_enabled"))
    if isinstance(balanced, Unknown):
        profile["load_balancer_profile"] = balanced
    elif balanced:
        prefix = "load_balancer_profile_"
        profile["load_balancer_profile"] = blocks(
            {
                name: given(call, prefix + name)
                for name in (
                    "idle_timeout_in_minutes",
                    "managed_outbound_ip_count",
                    "managed_outbound_ipv6_count",
                    "outbound_ip_address_ids",
                    "outbound_ip_prefix_ids",
                    "outbound_ports_allocated",
                )
            },
            call,
        )
    return profile


def _api_server(call: ModuleCall) -> Node | None:
    """The module's block is there where ranges are given, or the integration into the network is switched on."""
    ranges = given(call, "api_server_authorized_ip_ranges")
    integrated = given(call, "api_server_vnet_integration_enabled")
    if ranges is None and enabled(integrated) is False:
        return None
    return blocks(
        {
            "authorized_ip_ranges": ranges,
            "subnet_id": given(call, "api_server_subnet_id"),
            "virtual_network_integration_enabled": integrated,
        },
        call,
    )


def _virtual_nodes(call: ModuleCall) -> Node | None:
    on = enabled(given(call, "aci_connector_linux_enabled"))
    if isinstance(on, Unknown):
        return on
    return blocks({"subnet_name": given(call, "aci_connector_linux_subnet_name")}, call) if on else None


def _subnet(arguments: Mapping[str, Node], name: str, element: Node | None) -> Node | None:
    """``vnet_subnet_id``, or since version 10 ``vnet_subnet.id``."""
    direct = arguments.get(f"{name}_id")
    if direct is not None and not is_absent(direct):
        return direct
    if isinstance(element, Unknown):
        return element
    return inside(arguments.get(name), "id")


def _pool_name(arguments: Mapping[str, Node], element: Node) -> Node:
    """Pools made before the old ones are destroyed, the default, carry four random characters."""
    name = written({"name": arguments.get("name")}).get("name")
    if name is None:
        return (
            element if isinstance(element, Unknown) else Unknown("the pool's name is not written", element.at)
        )
    if scalar(arguments.get("create_before_destroy")) is False:
        return name
    return Unknown("the pool's name has a random suffix", name.at, "terraform show -json", (text(name), None))
