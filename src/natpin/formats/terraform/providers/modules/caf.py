"""aztfmod/caf/azurerm 5.5 to 5.7: clusters and their pools, and what the module gives out; its networks are apart.

Source: the module's ``compute_aks_clusters.tf`` (``aks_clusters.tf`` before 5.7.4) and ``modules/compute/aks/aks.tf``.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers.modules.caf_keys import (
    SETTLE,
    Settings,
    first,
    group_of,
    named,
    of_kind,
    subnet_address,
    subnet_of,
)
from natpin.formats.terraform.providers.modules.caf_networks import if_unknown_element, networks
from natpin.formats.terraform.providers.modules.calls import (
    blocks,
    entries,
    given,
    given_or,
    inside,
    instance,
    reference,
    version,
    written,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.value import Node, Unknown, Value, items

_OF_POOLS = (
    "enable_auto_scaling", "enable_node_public_ip", "max_count", "max_pods", "min_count", "mode", "name", "node_count",
    "node_labels", "node_public_ip_prefix_id", "node_taints", "only_critical_addons_enabled", "os_sku", "os_type",
    "priority", "upgrade_settings", "vm_size", "windows_profile",
)  # fmt: skip
_OF_NETWORKS = (
    "dns_service_ip", "load_balancer_profile", "load_balancer_sku", "network_plugin", "network_plugin_mode",
    "network_policy", "outbound_type", "pod_cidr", "service_cidr",
)  # fmt: skip
_ZONES = ("vnet.lz_key", "lz_key")
_NETWORKS = ("vnet.key", "vnet_key")


def caf(call: ModuleCall) -> Iterator[Instance]:
    """Networks, and clusters in them."""
    yield from networks(call)
    for key, settings, element in of_kind(call, "compute", "aks_clusters"):
        unknown = if_unknown_element(element)
        cluster = f'azurerm_kubernetes_cluster.aks["{key or "?"}"]'
        pool = first(settings, "default_node_pool")
        profile = first(settings, "network_profile")
        access = first(settings, "api_server_access_profile.authorized_ip_ranges")
        yield instance(
            call,
            cluster,
            {
                "name": named(call, settings, element, "the cluster"),
                "resource_group_name": group_of(call, settings, element),
                "default_node_pool": unknown or _default_pool(call, settings, pool),
                "network_profile": unknown or (None if profile is None else _profile(call, profile)),
                "private_cluster_enabled": first(settings, "private_cluster_enabled"),
                "api_server_access_profile": None
                if access is None
                else blocks({"authorized_ip_ranges": access}, call),
                "http_proxy_config": first(settings, "http_proxy_config"),
                "sku_tier": first(settings, "sku_tier"),
            },
            conditional=unknown,
        )
        for name, one, whole in entries(unknown or first(settings, "node_pools")):
            perhaps = if_unknown_element(whole)
            yield instance(
                call,
                f'azurerm_kubernetes_cluster_node_pool.nodepools["{key or "?"}/{name or "?"}"]',
                {
                    "kubernetes_cluster_id": reference(call, cluster),
                    **(
                        {"name": perhaps, "vnet_subnet_id": perhaps}
                        if perhaps
                        else _pool(call, settings, one)
                    ),
                },
                conditional=perhaps,
            )


def _default_pool(call: ModuleCall, settings: Settings, pool: Node | None) -> Node:
    if not isinstance(pool, Value) or not isinstance(pool.data, dict):
        return Unknown("default_node_pool is not known", call.at, SETTLE)
    more = {"node_count": given_or(call, 1), "max_pods": given_or(call, 30)}
    return blocks({**more, **written(_pool(call, settings, pool.data))}, call)


def _pool(call: ModuleCall, settings: Settings, pool: Settings) -> dict[str, Node | None]:
    """A pool: its subnet by id, else by its key in the network of the cluster's settings."""
    both = {**settings, "subnet_key": pool.get("subnet_key"), "subnet": pool.get("subnet")}
    keys = {name: node for name, node in both.items() if node is not None}
    by_id = first(pool, "vnet_subnet_id", "subnet.resource_id")
    unmade = Unknown("the pool's subnet is not known", call.at, SETTLE)
    return {
        **{name: first(pool, name) for name in _OF_POOLS},
        "zones": first(pool, "zones", "availability_zones"),
        "vnet_subnet_id": by_id
        or subnet_of(call, keys, _ZONES, _NETWORKS, ("subnet_key", "subnet.key"))
        or unmade,
        "pod_subnet_id": _pod_subnet(call, settings, pool),
    }


def _pod_subnet(call: ModuleCall, settings: Settings, pool: Settings) -> Node | None:
    """By id; since 5.6 by key only where both ways to write it are there, for the module asks for both."""
    by_id = first(pool, "pod_subnet_id", "pod_subnet.resource_id")
    key, other = first(pool, "pod_subnet_key"), first(pool, "pod_subnet.key")
    if by_id is not None or (key is None and other is None):
        return by_id
    found = version(call)
    if found is not None and found < (5, 6):
        return Unknown("the pods' subnet of this version is not followed", call.at, SETTLE)
    if key is None or other is None:
        return None
    keys = {**settings, "pod_subnet_key": key}
    return subnet_of(call, keys, ("lz_key",), ("vnet_key",), ("pod_subnet_key",))


def _profile(call: ModuleCall, profile: Node) -> Node:
    """The network profile: an object, or a list of one."""
    one = items(profile)[0] if items(profile) else profile
    if not isinstance(one, Value) or not isinstance(one.data, dict):
        return Unknown("network_profile is not known", profile.at, SETTLE)
    found = {name: first(one.data, name) for name in _OF_NETWORKS}
    balancer = found["load_balancer_profile"]
    if isinstance(balancer, Value) and isinstance(balancer.data, dict):
        found["load_balancer_profile"] = Value((balancer,), balancer.at)
    return blocks(found, call)


_GIVEN_OUT = {
    "aks_clusters": ("compute", "azurerm_kubernetes_cluster.aks"),
    "nat_gateways": ("networking", "azurerm_nat_gateway.nat_gateway"),
    "public_ip_addresses": ("networking", "azurerm_public_ip.pip"),
}


def caf_output(call: ModuleCall, name: str) -> Node | None:
    """An output: maps by key, of the ids of what is made."""
    if name == "vnets":
        held = inside(given(call, "networking"), "vnets")
        if isinstance(held, Unknown):
            return held
        return Value({key: _network(call, key, one) for key, one, _ in entries(held) if key}, call.at)
    if name not in _GIVEN_OUT:
        return None
    group, address = _GIVEN_OUT[name]
    held = inside(given(call, group), name)
    if isinstance(held, Unknown):
        return held
    ids = {
        key: Value({"id": reference(call, f'{address}["{key}"]')}, call.at)
        for key, _, _ in entries(held)
        if key
    }
    return Value(ids, call.at)


def _network(call: ModuleCall, key: str, settings: Settings) -> Node:
    subnets = {
        name: Value({"id": reference(call, subnet_address(key, name))}, call.at)
        for kind in ("specialsubnets", "subnets")
        for name, _, _ in entries(first(settings, kind))
        if name
    }
    network = reference(call, f'azurerm_virtual_network.vnet["{key}"]')
    return Value({"id": network, "subnets": Value(subnets, call.at)}, call.at)
