"""claranet/aks-light/azurerm 7 and 8: a cluster and its pools, in subnets that are named.

Source: the module's ``r-aks.tf``, ``r-node-pools.tf``, ``locals.tf``, ``variables-aks-light.tf`` and ``outputs.tf`` (v7.0.0 to
v8.16.1); 8 dropped ``aks_`` before the names of inputs.
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
    made_up,
    named_id,
    reference,
    version,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.value import Node, Unknown, Value, is_absent, text

_OF_POOLS = (
    "auto_scaling_enabled", "enable_auto_scaling", "node_count", "min_count", "max_count", "max_pods", "mode",
    "node_labels", "node_public_ip_enabled", "enable_node_public_ip", "node_taints", "os_sku", "priority",
    "upgrade_settings", "windows_profile", "zones",
)  # fmt: skip
_KIND = "Microsoft.Network/virtualNetworks/subnets"


def aks_light(call: ModuleCall) -> Iterator[Instance]:
    """The cluster and its node pools."""
    private = enabled(given_or(call, True, "private_cluster_enabled"))
    ranges = given(call, "api_server_authorized_ip_ranges")
    yield instance(
        call,
        _address(call),
        {
            "name": given(call, "custom_name") or made_up(call, "the cluster"),
            "location": given(call, "location"),
            "resource_group_name": given(call, "resource_group_name"),
            "private_cluster_enabled": given_or(call, True, "private_cluster_enabled"),
            "default_node_pool": _default_pool(call),
            "network_profile": blocks(_network(call), call),
            "api_server_access_profile": private
            if isinstance(private, Unknown) and ranges is not None
            else None
            if private or ranges is None
            else blocks({"authorized_ip_ranges": ranges}, call),
            "aci_connector_linux": _virtual_nodes(call),
            "http_proxy_config": _proxy(call),
        },
    )
    for key, arguments, element in entries(given(call, "node_pools")):
        unknown = element if isinstance(element, Unknown) else None
        yield instance(
            call,
            f'azurerm_kubernetes_cluster_node_pool.main["{text(arguments.get("name")) or key or "?"}"]',
            {
                **{name: arguments.get(name) for name in _OF_POOLS},
                "name": arguments.get("name") or unknown,
                "kubernetes_cluster_id": reference(call, _address(call)),
                "vnet_subnet_id": unknown or _subnet(call, "nodes_subnet", arguments.get("node_subnet")),
                "pod_subnet_id": unknown or _subnet(call, "pods_subnet", arguments.get("pod_subnet")),
            },
            conditional=unknown,
        )


def aks_light_output(call: ModuleCall, name: str) -> Node | None:
    """An output of the module."""
    match name:
        case "id":
            return reference(call, _address(call))
        case "name":
            return given(call, "custom_name")
    return None


def _proxy(call: ModuleCall) -> Node | None:
    """The proxy, by the module's own names for its URLs: ``http_proxy_settings``, ``aks_http_proxy_settings`` in its older form."""
    settings = given(call, "http_proxy_settings", "aks_http_proxy_settings")
    if settings is None or isinstance(settings, Unknown) or is_absent(settings):
        return settings
    return blocks(
        {
            "https_proxy": inside(settings, "https_proxy_url"),
            "http_proxy": inside(settings, "http_proxy_url"),
        },
        call,
    )


def _address(call: ModuleCall) -> str:
    found = version(call)
    return f"azurerm_kubernetes_cluster.{'main' if found is None or found >= (8,) else 'aks'}"


def _default_pool(call: ModuleCall) -> Node:
    given_pool = given(call, "default_node_pool")
    if given_pool is not None and not (
        isinstance(given_pool, Value) and isinstance(given_pool.data, Mapping)
    ):
        return Unknown("default_node_pool is not known", given_pool.at)
    arguments = (
        given_pool.data if isinstance(given_pool, Value) and isinstance(given_pool.data, Mapping) else {}
    )
    return blocks(
        {
            **{name: arguments.get(name) for name in _OF_POOLS},
            "name": arguments.get("name") or given_or(call, "default"),
            "vnet_subnet_id": _subnet(call, "nodes_subnet", None),
            "pod_subnet_id": _subnet(call, "pods_subnet", None),
        },
        call,
    )


def _network(call: ModuleCall) -> dict[str, Node | None]:
    chosen = given(call, "network_plugin", "aks_network_plugin")
    plugin = inside(chosen, "name") or given_or(call, "azure")
    how = inside(chosen, "cni_mode") or given_or(call, "overlay")
    mode: Node | None = None
    if isinstance(how, Unknown) or isinstance(plugin, Unknown):
        mode = how if isinstance(how, Unknown) else plugin
    elif text(plugin) == "azure" and (text(how) or "").lower() == "overlay":
        mode = Value("overlay", how.at, how.origin) if isinstance(how, Value) else how
    return {
        "network_plugin": plugin,
        "network_plugin_mode": mode,
        "network_policy": given_or(call, "calico", "network_policy", "aks_network_policy"),
        "network_data_plane": given(call, "network_data_plane"),
        "outbound_type": given_or(call, "loadBalancer", "outbound_type"),
        "pod_cidr": given(call, "pod_cidr", "aks_pod_cidr"),
    }


def _subnet(call: ModuleCall, name: str, own: Node | None) -> Node | None:
    """The id of a subnet that is named with its network and group: a pool's own, part by part, else that of all pools."""
    shared = given(call, name)
    for node in (own, shared):
        if isinstance(node, Unknown):
            return node
    group, network, called = (
        inside(own, part) or inside(shared, part)
        for part in ("resource_group_name", "virtual_network_name", "name")
    )
    if network is None or called is None or is_absent(called):
        return None
    return named_id(call, group or given(call, "resource_group_name"), _KIND, network, called)


def _virtual_nodes(call: ModuleCall) -> Node | None:
    """The block is there where the subnet of virtual nodes is given, by its id."""
    subnet = given(call, "aci_subnet_id") or inside(given(call, "aci_subnet"), "id")
    if subnet is None:
        return None
    written = text(subnet)
    if written is None:
        return Unknown("which subnet virtual nodes have is not known", subnet.at)
    return blocks({"subnet_name": Value(written.rpartition("/")[2], subnet.at)}, call)
