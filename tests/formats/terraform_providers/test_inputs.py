"""Modules that natpin understands: each input in ARM's words, each output, and the versions that were read."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import Any

import pytest

from natpin.formats.terraform.providers import module_output, understood
from natpin.formats.terraform.providers.modules import (
    _MODULES,
    aks,
    aks_patterns,
    avm_networks,
    caf,
    caf_keys,
    caf_networks,
    claranet,
    claranet_aks,
    claranet_networks,
    gateways,
    managed_cluster,
    networks,
    route_tables,
)
from natpin.model.value import Reference

from .instances import shown
from .table_of_inputs import GROUP, INPUTS, OUTPUTS
from .test_modules import call, declared

LISTED = Path(__file__).parents[2] / "specs" / "terraform-modules" / "inputs.txt"
ROWS = [(*module, *row) for module, rows in INPUTS.items() for row in rows]
FIRST = {"azure/avm-res-containerservice-managedcluster/azurerm": "0.4", "azure/avm-res-network-natgateway/azurerm": "0.3"}  # fmt: skip
"""The version from which a module takes its group by ``parent_id``."""


def place(source: str, version: str) -> dict[str, Any]:
    """Where a module puts what it makes."""
    by_id = source in FIRST and version >= FIRST[source]
    return {"parent_id": GROUP} if by_id or "virtualnetwork" in source else {"resource_group_name": "rg"}


def told(source: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """Inputs with the name that each module needs."""
    name = {"azure/aks/azurerm": "cluster_name", "azure/vnet/azurerm": "vnet_name"}.get(source, "name")
    return {name: "made", **inputs}


@pytest.mark.parametrize(
    ("source", "version", "inputs", "address", "path", "expected"),
    ROWS,
    ids=[f"{row[0].partition('/')[2]} {' '.join(row[2])} {row[4]}"[:100] for row in ROWS],
)
def test_input(
    source: str, version: str, inputs: dict[str, Any], address: str, path: str, expected: Any
) -> None:
    made = call(source, version, {**place(source, version), **told(source, inputs)})
    assert shown(declared(made)[address].get(path)) == expected


@pytest.mark.parametrize(("source", "version", "inputs", "output", "expected"), OUTPUTS)
def test_output(source: str, version: str, inputs: dict[str, Any], output: str, expected: Any) -> None:
    more = {"cluster_name_random_suffix": False} if source == "azure/aks/azurerm" else {}
    found = module_output(call(source, version, {**place(source, version), **more, **inputs}), output)
    assert shown(found) == expected


def test_every_output_that_is_answered_is_asked() -> None:
    asked = {(source, output) for source, _, _, output, _ in OUTPUTS}
    asked |= {("azure/avm-res-network-virtualnetwork/azurerm", "subnets"), ("azure/aks/azurerm//v4", "")}
    for source, (_, outputs) in listed().items():
        for output in outputs:
            if module_output(call(source, None, {"parent_id": GROUP}), output) is not None:
                assert (source.removesuffix("//v4"), output) in asked, (source, output)


PLACED = [
    ("azure/aks/azurerm", "11.0.0", "azurerm_kubernetes_cluster.main", "rg"),
    ("azure/avm-ptn-aks-production/azurerm", "0.5.0", "azurerm_kubernetes_cluster.this", "rg"),
    ("azure/avm-res-containerservice-managedcluster/azurerm", "0.3.3", "azurerm_kubernetes_cluster.this", "rg"),
    ("azure/avm-res-containerservice-managedcluster/azurerm", "0.8.1", "azapi_resource.this", "→ azurerm_resource_group.rg.id"),
    ("azure/avm-res-network-natgateway/azurerm", "0.2.1", "azurerm_nat_gateway.this", "rg"),
    ("azure/avm-res-network-natgateway/azurerm", "0.3.2", "azapi_resource.this", "→ azurerm_resource_group.rg.id"),
    ("azure/avm-res-network-publicipaddress/azurerm", "0.2.0", "azurerm_public_ip.this", "rg"),
    ("azure/avm-res-network-routetable/azurerm", "0.5.0", "azurerm_route_table.this", "rg"),
    ("azure/avm-res-network-virtualnetwork/azurerm", "0.8.1", "azapi_resource.vnet", "→ azurerm_resource_group.rg.id"),
    ("azure/network/azurerm", "5.3.0", "azurerm_virtual_network.vnet", "rg"),
    ("azure/subnets/azurerm", "1.0.0", "azurerm_virtual_network.vnet", "rg"),
    ("azure/vnet/azurerm", "5.0.1", "azurerm_virtual_network.vnet", "rg"),
    ("azure/avm-ptn-aks-enterprise/azurerm", "0.1.0", "azurerm_route_table.this", "rg"),
    ("claranet/aks-light/azurerm", "8.16.1", "azurerm_kubernetes_cluster.main", "rg"),
    ("claranet/nat-gateway/azurerm", "8.0.6", "azurerm_nat_gateway.main", "rg"),
    ("claranet/subnet/azurerm", "8.1.4", "azurerm_subnet.main", "rg"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "version", "address", "group"), PLACED)
def test_where_it_is_made(source: str, version: str, address: str, group: str) -> None:
    made = call(source, version, {**place(source, version), **told(source, {})})
    assert shown(declared(made)[address].resource_group) == group


HELD = [
    # the module, its inputs, a child and the parent that it has
    ("azure/vnet/azurerm", "5.0.1", {"subnet_names": ["own"]}, 'azurerm_subnet.subnet["own"]', "azurerm_virtual_network.vnet"),
    ("azure/network/azurerm", "5.3.0", {}, "azurerm_subnet.subnet_count[0]", "azurerm_virtual_network.vnet"),
    ("azure/subnets/azurerm", "1.0.0", {"subnets": {"own": {}}}, 'azurerm_subnet.subnet["own"]', "azurerm_virtual_network.vnet"),
    ("azure/avm-res-network-virtualnetwork/azurerm", "0.8.1", {"subnets": {"own": {"name": "own"}}}, 'azapi_resource.subnet["own"]', "azapi_resource.vnet"),
    ("azure/avm-res-network-virtualnetwork/azurerm", "0.8.1", {"peerings": {"hub": {"name": "hub"}}}, 'azapi_resource.peering["hub"]', "azapi_resource.vnet"),
    ("azure/avm-res-network-routetable/azurerm", "0.5.0", {"routes": {"a": {"name": "a"}}}, 'azurerm_route.this["a"]', "azurerm_route_table.this"),
    ("claranet/aks-light/azurerm", "8.0.0", {"node_pools": [{"name": "w"}]}, 'azurerm_kubernetes_cluster_node_pool.main["w"]', "azurerm_kubernetes_cluster.main"),
    ("azure/avm-ptn-aks-economy/azurerm", "0.1.0", {}, "azurerm_kubernetes_cluster_node_pool.this", "azurerm_kubernetes_cluster.this"),
    ("azure/avm-ptn-aks-production/azurerm", "0.5.0", {"node_pools": {"w": {}}}, 'azurerm_kubernetes_cluster_node_pool.this["w"]', "azurerm_kubernetes_cluster.this"),
    ("azure/avm-res-containerservice-managedcluster/azurerm", "0.8.1", {"agent_pools": {"w": {"name": "work"}}}, 'azapi_resource.agentpool["w"]', "azapi_resource.this"),
    ("azure/avm-res-containerservice-managedcluster/azurerm", "0.3.3", {"node_pools": {"w": {"name": "work"}}}, 'azurerm_kubernetes_cluster_node_pool.this["w"]', "azurerm_kubernetes_cluster.this"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "version", "inputs", "address", "parent"), HELD)
def test_whose_child(source: str, version: str, inputs: dict[str, Any], address: str, parent: str) -> None:
    made = call(source, version, {**place(source, version), **told(source, inputs)})
    found = declared(made)[address].parent
    assert isinstance(found, Reference)
    assert found.target == f"module.m.{parent}"


VERSIONS = [
    # the module; the first version that was read, the last, and the first that was not (the modules' docstrings)
    ("azure/aks/azurerm", "4.0", "11.5.0", "3.9.9", "12.0.0"),
    ("azure/aks/azurerm//v4", "9.0.0", "10.2.0", "8.0.0", "11.0.0"),
    ("azure/avm-ptn-aks-dev/azurerm", "0.1.0", "0.2.9", "0.0.9", "0.3.0"),
    ("azure/avm-ptn-aks-economy/azurerm", "0.1.0", "0.1.9", "0.0.9", "0.2.0"),
    ("azure/avm-ptn-aks-enterprise/azurerm", "0.1.0", "0.1.9", "0.0.9", "0.2.0"),
    ("azure/avm-ptn-aks-production/azurerm", "0.1.0", "0.5.9", "0.0.9", "0.6.0"),
    ("azure/avm-res-containerservice-managedcluster/azurerm", "0.1.0", "0.8.9", "0.0.9", "0.9.0"),
    ("azure/avm-res-network-natgateway/azurerm", "0.1.0", "0.3.9", "0.0.9", "0.4.0"),
    ("azure/avm-res-network-publicipaddress/azurerm", "0.1.0", "0.2.9", "0.0.9", "0.3.0"),
    ("azure/avm-res-network-routetable/azurerm", "0.1.0", "0.5.9", "0.0.9", "0.6.0"),
    ("azure/avm-res-network-virtualnetwork/azurerm//modules/subnet", "0.2.0", "0.22.9", "0.1.9", "0.23.0"),
    ("azure/avm-res-network-virtualnetwork/azurerm", "0.1.0", "0.22.9", "0.0.9", "0.23.0"),
    ("azure/network/azurerm", "3.0.0", "5.9.9", "2.9.9", "6.0.0"),
    ("azure/subnets/azurerm", "1.0.0", "1.9.9", "0.9.9", "2.0.0"),
    ("azure/vnet/azurerm", "3.0.0", "5.9.9", "2.9.9", "6.0.0"),
    ("claranet/aks-light/azurerm", "7.0.0", "8.16.1", "6.9.9", "9.0.0"),
    ("aztfmod/caf/azurerm", "5.5.0", "5.7.14", "5.4.8", "5.8.0"),
    ("claranet/nat-gateway/azurerm", "4.0.0", "8.0.6", "3.9.9", "9.0.0"),
    ("claranet/route-table/azurerm", "4.0.0", "8.0.5", "3.9.9", "9.0.0"),
    ("claranet/subnet/azurerm", "5.0.0", "8.1.4", "4.9.9", "9.0.0"),
    ("claranet/vnet/azurerm", "4.0.0", "8.1.5", "3.9.9", "9.0.0"),
]


@pytest.mark.parametrize(("source", "first", "last", "before", "after"), VERSIONS)
def test_which_versions_were_read(source: str, first: str, last: str, before: str, after: str) -> None:
    read = [understood(call(source, each, {})) for each in (first, last, before, after)]
    assert read == [True, True, False, False]


def test_every_module_is_asked() -> None:
    assert {row[0] for row in VERSIONS} == set(_MODULES)
    assert {source for source, _ in INPUTS} == {name for name in _MODULES if not name.endswith("//v4")}


# -- the modules' own variables ------------------------------------------------------------------------------------


def listed() -> dict[str, tuple[set[str], set[str]]]:
    """By module, its inputs and its outputs."""
    found = {}
    for line in LISTED.read_text().splitlines():
        if not line.startswith("#"):
            module, _, rest = line.partition(": ")
            inputs, _, outputs = rest.partition(" @ ")
            found[module] = set(inputs.split()), set(outputs.split())
    return found


READ_BY = {
    aks: ("azure/aks/azurerm",),
    aks_patterns: tuple(
        f"azure/avm-ptn-aks-{name}/azurerm" for name in ("dev", "economy", "enterprise", "production")
    ),
    claranet_aks: ("claranet/aks-light/azurerm",),
    claranet_networks: tuple(f"claranet/{name}/azurerm" for name in ("route-table", "subnet", "vnet")),
    managed_cluster: ("azure/avm-res-containerservice-managedcluster/azurerm",),
    gateways: (
        "azure/avm-res-network-natgateway/azurerm",
        "azure/avm-res-network-publicipaddress/azurerm",
    ),
    avm_networks: (
        "azure/avm-res-network-virtualnetwork/azurerm",
        "azure/avm-res-network-virtualnetwork/azurerm//modules/subnet",
    ),
    networks: ("azure/network/azurerm", "azure/subnets/azurerm", "azure/vnet/azurerm"),
    route_tables: ("azure/avm-res-network-routetable/azurerm",),
    claranet: ("claranet/nat-gateway/azurerm",),
    caf: ("aztfmod/caf/azurerm",),
    caf_keys: ("aztfmod/caf/azurerm",),
    caf_networks: ("aztfmod/caf/azurerm",),
}
"""The modules that a room here understands."""


@pytest.mark.parametrize("room", READ_BY, ids=lambda room: room.__name__)
def test_every_input_that_is_read_is_one_of_the_module_s(room: Any) -> None:
    there = {name for module in READ_BY[room] for name in listed()[module][0]}
    there |= {"virtual_network", "resource_group_name", "location"}  # of earlier versions
    read = {
        argument.value
        for node in ast.walk(ast.parse(inspect.getsource(room)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("given", "given_or")
        for argument in node.args[1 if node.func.id == "given" else 2 :]
        if isinstance(argument, ast.Constant)
    }
    assert read - there == set()
