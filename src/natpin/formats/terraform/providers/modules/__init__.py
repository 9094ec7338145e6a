"""Modules of the registry whose source need not be here: what their inputs mean, for the versions that were read.

Each adapter makes the instances that the module would make, so that everything else about them is known in one
place. A version outside the range is not modelled: the caller says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from natpin.formats.terraform.providers.modules import (
    aks,
    aks_patterns,
    avm_networks,
    caf,
    claranet,
    claranet_aks,
    claranet_networks,
    gateways,
    managed_cluster,
    networks,
    route_tables,
)
from natpin.formats.terraform.providers.modules.calls import registry_name, version
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.record import record
from natpin.model.value import Node


@record
class Module:
    """A module that is understood."""

    since: tuple[int, ...]
    before: tuple[int, ...]
    """The first version that was not read."""
    instances: Callable[[ModuleCall], Iterator[Instance]]
    output: Callable[[ModuleCall, str], Node | None]


_MODULES: Mapping[str, Module] = {
    "aztfmod/caf/azurerm": Module((5, 5), (5, 8), caf.caf, caf.caf_output),
    "azure/aks/azurerm//v4": Module((9,), (11,), aks.aks, aks.aks_output),
    "azure/aks/azurerm": Module((4,), (12,), aks.aks, aks.aks_output),
    "azure/avm-ptn-aks-dev/azurerm": Module((0, 1), (0, 3), aks_patterns.dev, aks_patterns.pattern_output),
    "azure/avm-ptn-aks-economy/azurerm": Module(
        (0, 1), (0, 2), aks_patterns.economy, aks_patterns.pattern_output
    ),
    "azure/avm-ptn-aks-enterprise/azurerm": Module(
        (0, 1), (0, 2), aks_patterns.enterprise, aks_patterns.pattern_output
    ),
    "azure/avm-ptn-aks-production/azurerm": Module(
        (0, 1), (0, 6), aks_patterns.production, aks_patterns.pattern_output
    ),
    "azure/avm-res-containerservice-managedcluster/azurerm": Module(
        (0, 1), (0, 9), managed_cluster.managed_cluster, managed_cluster.managed_cluster_output
    ),
    "azure/avm-res-network-natgateway/azurerm": Module(
        (0, 1), (0, 4), gateways.nat_gateway, gateways.nat_gateway_output
    ),
    "azure/avm-res-network-publicipaddress/azurerm": Module(
        (0, 1), (0, 3), gateways.public_ip, gateways.public_ip_output
    ),
    "azure/avm-res-network-routetable/azurerm": Module(
        (0, 1), (0, 6), route_tables.route_table, route_tables.route_table_output
    ),
    "azure/avm-res-network-virtualnetwork/azurerm//modules/subnet": Module(
        (0, 2), (0, 23), avm_networks.subnet, avm_networks.subnet_output
    ),
    "azure/avm-res-network-virtualnetwork/azurerm": Module(
        (0, 1), (0, 23), avm_networks.virtual_network, avm_networks.virtual_network_output
    ),
    "azure/network/azurerm": Module((3,), (6,), networks.network, networks.network_output),
    "azure/subnets/azurerm": Module((1,), (2,), networks.subnets, networks.subnets_output),
    "azure/vnet/azurerm": Module((3,), (6,), networks.vnet, networks.vnet_output),
    "claranet/aks-light/azurerm": Module((7,), (9,), claranet_aks.aks_light, claranet_aks.aks_light_output),
    "claranet/nat-gateway/azurerm": Module((4,), (9,), claranet.nat_gateway, claranet.nat_gateway_output),
    "claranet/route-table/azurerm": Module(
        (4,), (9,), claranet_networks.route_table, claranet_networks.route_table_output
    ),
    "claranet/subnet/azurerm": Module((5,), (9,), claranet_networks.subnet, claranet_networks.subnet_output),
    "claranet/vnet/azurerm": Module((4,), (9,), claranet_networks.vnet, claranet_networks.vnet_output),
}


def known(call: ModuleCall) -> Module | None:
    """What is known of a called module; None for one that was not read, or not in that version.

    A call that pins no version gets the newest one there is, whose inputs are taken to mean what they meant in the
    newest one read.
    """
    module = _MODULES.get(registry_name(call.source))
    found = version(call)
    if module is None or (found is not None and not module.since <= found < module.before):
        return None
    return module
