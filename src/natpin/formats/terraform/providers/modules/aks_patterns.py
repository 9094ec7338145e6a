"""Azure/avm-ptn-aks-production/azurerm 0.1 to 0.5, -enterprise 0.1, -economy 0.1, -dev 0.1 and 0.2: clusters as patterns.

Source: each module's ``main.tf``, ``variables.tf`` and ``outputs.tf`` in each of these versions. What a pattern fixes is written
here as the module's default: nobody who calls it can change it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.modules.calls import (
    blocks,
    entries,
    given,
    given_or,
    inside,
    instance,
    reference,
    version,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.languages.terraform.values import joined
from natpin.model.value import Node, Reference, Unknown, Value

_CLUSTER = "azurerm_kubernetes_cluster.this"
_NETWORK, _SUBNET, _TABLE = "azurerm_virtual_network.this", "azurerm_subnet.aks", "azurerm_route_table.this"
_FIREWALL, _FIREWALL_SUBNET, _FIREWALL_IP = (
    "azurerm_firewall.this",
    "azurerm_subnet.firewall",
    "azurerm_public_ip.this",
)


def production(call: ModuleCall) -> Iterator[Instance]:
    """Private, Azure CNI overlay, one subnet for all pools: since 0.2 one that is given, before that the module's own."""
    subnet = inside(given(call, "network"), "node_subnet_id")
    if (version(call) or (9,)) < (0, 2):
        yield from _network(call, given_or(call, "10.31.0.0/16", "node_cidr"), "vnet", "nodecidr")
        subnet = reference(call, _SUBNET)
    yield _cluster(
        call,
        {"min_count": 3, "max_count": 9},
        subnet,
        {
            "network_plugin": given_or(call, "azure"),
            "network_plugin_mode": given_or(call, "overlay"),
            "outbound_type": given_or(call, "loadBalancer", "outbound_type"),
        },
        private=True,
    )
    yield from _pools(call, subnet)


def enterprise(call: ModuleCall) -> Iterator[Instance]:
    """Private, a network and a firewall of its own, and a route of everything to that."""
    yield from _network(call, given_or(call, "10.42.1.0/24", "node_cidr"), None, "aks-subnet")
    shared = {"location": given(call, "location"), "resource_group_name": given(call, "resource_group_name")}
    made_up = Unknown("the module's names have a random suffix", call.at, "terraform show -json")
    yield instance(
        call,
        _FIREWALL_SUBNET,
        {
            "name": given_or(call, "AzureFirewallSubnet"),
            "resource_group_name": given(call, "resource_group_name"),
            "virtual_network_name": Reference(reference(call, _NETWORK).target, "name", call.at),
        },
    )
    yield instance(
        call,
        _FIREWALL_IP,
        {
            **shared,
            "name": made_up,
            "allocation_method": given_or(call, "Static"),
            "sku": given_or(call, "Standard"),
        },
    )
    configuration = {
        "name": given_or(call, "configuration"),
        "public_ip_address_id": reference(call, _FIREWALL_IP),
        "subnet_id": reference(call, _FIREWALL_SUBNET),
    }
    yield instance(
        call, _FIREWALL, {**shared, "name": made_up, "ip_configuration": blocks(configuration, call)}
    )
    route = {
        "name": given_or(call, "internet"),
        "address_prefix": given_or(call, "0.0.0.0/0"),
        "next_hop_type": given_or(call, "VirtualAppliance"),
        "next_hop_in_ip_address": Reference(
            reference(call, _FIREWALL).target, "ip_configuration[0].private_ip_address", call.at
        ),
    }
    yield instance(call, _TABLE, {**shared, "name": made_up, "route": blocks(route, call)})
    yield instance(
        call,
        "azurerm_subnet_route_table_association.this",
        {"subnet_id": reference(call, _SUBNET), "route_table_id": reference(call, _TABLE)},
    )
    yield _cluster(
        call,
        {"min_count": 2, "max_count": 5},
        reference(call, _SUBNET),
        {
            "network_plugin": given_or(call, "azure"),
            "network_plugin_mode": given_or(call, "overlay"),
            "outbound_type": given_or(call, "userDefinedRouting"),
        },
        private=True,
    )
    yield from _pools(call, reference(call, _SUBNET))


def economy(call: ModuleCall) -> Iterator[Instance]:
    """Azure CNI overlay behind a load balancer, in a network of its own, with one pool beside the first."""
    yield from _network(call, given(call, "node_cidr"), "vnet", "nodecidr", access=given_or(call, False))
    subnet = reference(call, _SUBNET)
    yield _cluster(
        call,
        {"min_count": 3, "max_count": 9},
        subnet,
        {"network_plugin": given_or(call, "azure"), "network_plugin_mode": given_or(call, "overlay")},
    )
    yield instance(
        call,
        "azurerm_kubernetes_cluster_node_pool.this",
        {
            "name": given_or(call, "userpool"),
            "kubernetes_cluster_id": reference(call, _CLUSTER),
            "auto_scaling_enabled": given_or(call, True),
            "min_count": given_or(call, 0),
            "max_count": given_or(call, 25),
            "vnet_subnet_id": subnet,
        },
    )


def dev(call: ModuleCall) -> Iterator[Instance]:
    """Kubenet behind a Basic load balancer, in the network that AKS makes."""
    yield _cluster(
        call,
        {"min_count": 2, "max_count": 5},
        None,
        {"network_plugin": given_or(call, "kubenet"), "load_balancer_sku": given_or(call, "basic")},
    )


def pattern_output(call: ModuleCall, name: str) -> Node | None:
    """An output of any of them."""
    match name:
        case "resource_id":
            return reference(call, _CLUSTER)
        case "name":
            return _name(call)
    return None


def _name(call: ModuleCall) -> Node | None:
    name = given(call, "name")
    if isinstance(name, Value) and not isinstance(name.data, str):
        return Unknown("the name is no text", name.at)
    return None if name is None else joined([Value("aks-", call.at), name], call.at)


def _cluster(
    call: ModuleCall,
    size: Mapping[str, int],
    subnet: Node | None,
    profile: Mapping[str, Node | None],
    private: bool = False,
) -> Instance:
    return instance(
        call,
        _CLUSTER,
        {
            "name": _name(call),
            "location": given(call, "location"),
            "resource_group_name": given(call, "resource_group_name"),
            "private_cluster_enabled": given_or(call, private),
            "default_node_pool": blocks(
                {
                    "name": given_or(call, "agentpool"),
                    "auto_scaling_enabled": given_or(call, True),
                    "max_pods": given_or(call, 110),
                    **{name: given_or(call, count) for name, count in size.items()},
                    "vnet_subnet_id": subnet,
                },
                call,
            ),
            "network_profile": blocks(profile, call),
        },
    )


def _pools(call: ModuleCall, subnet: Node | None) -> Iterator[Instance]:
    """One pool for each availability zone of the region that offers the size."""
    for key, arguments, element in entries(given(call, "node_pools")):
        yield instance(
            call,
            f'azurerm_kubernetes_cluster_node_pool.this["{key or "?"}"]',
            {
                "name": Unknown("one pool is made for each availability zone", element.at),
                "kubernetes_cluster_id": reference(call, _CLUSTER),
                "auto_scaling_enabled": given_or(call, True),
                "min_count": arguments.get("min_count"),
                "max_count": arguments.get("max_count"),
                "vnet_subnet_id": subnet,
            },
        )


def _network(
    call: ModuleCall, prefix: Node | None, network: str | None, subnet: str, access: Node | None = None
) -> Iterator[Instance]:
    """A network with one subnet for the pools. ``network``: its name; None for one that is made up."""
    prefixes = None if prefix is None else Value((prefix,), prefix.at)
    made_up = Unknown("the module's names have a random suffix", call.at, "terraform show -json")
    group = given(call, "resource_group_name")
    yield instance(
        call,
        _NETWORK,
        {
            "name": given_or(call, network) if network is not None else made_up,
            "location": given(call, "location"),
            "resource_group_name": group,
            "address_space": prefixes,
        },
    )
    yield instance(
        call,
        _SUBNET,
        {
            "name": given_or(call, subnet),
            "resource_group_name": group,
            "virtual_network_name": Reference(reference(call, _NETWORK).target, "name", call.at),
            "address_prefixes": prefixes,
            "default_outbound_access_enabled": access,
        },
    )
