"""A component is applied whole before those that take something of it: the cluster of one waits for the association of another."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

NETWORK = """
resource "azurerm_virtual_network" "v" {
  name                = "net"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = ["10.0.0.0/20"]
}
resource "azurerm_nat_gateway" "nat" {
  name                = "nat"
  resource_group_name = "rg"
  location            = "westeurope"
}
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.nat.id
}
output "subnet_id" { value = azurerm_subnet.nodes.id }
"""
AKS = """
variable "subnet_id" { type = string }
resource "azurerm_kubernetes_cluster" "aks" {
  name                = "shop"
  resource_group_name = "rg"
  location            = "westeurope"
  dns_prefix          = "shop"
  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    vnet_subnet_id = var.subnet_id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
ATTACH = """
variable "subnet_id" { type = string }
variable "gateway_id" { type = string }
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = var.subnet_id
  nat_gateway_id = var.gateway_id
}
"""
SUBNET = "component.network.subnet_id"


def component(name: str, source: str, inputs: str = "{}", more: str = "") -> str:
    return f'component "{name}" {{\n  source = "{source}"\n  inputs = {inputs}\n{more}}}\n'


def two(subnet: str, more: str = "", key: str = "") -> dict[str, str]:
    """The network and the cluster as two components."""
    each = '  for_each = toset(["a"])\n' if key else ""
    made = component("network", "./network", more=each) + component(
        "aks", "./aks", f"{{ subnet_id = {subnet} }}", more
    )
    return {"c.tfcomponent.hcl": made, "network/main.tf": NETWORK, "aks/main.tf": AKS}


def three(more: str = "") -> dict[str, str]:
    """The association as a component of its own, of which the cluster takes nothing."""
    network = NETWORK.partition('resource "azurerm_subnet_nat')[0] + NETWORK[NETWORK.index("output") :]
    given = f"{{ subnet_id = {SUBNET}, gateway_id = component.network.gateway_id }}"
    files = two(SUBNET, more)
    return files | {
        "c.tfcomponent.hcl": files["c.tfcomponent.hcl"] + component("attach", "./attach", given),
        "network/main.tf": network + 'output "gateway_id" { value = azurerm_nat_gateway.nat.id }\n',
        "attach/main.tf": ATTACH,
    }


ONE = {
    "c.tfcomponent.hcl": component("all", "./all"),
    "all/main.tf": NETWORK
    + AKS.replace('variable "subnet_id" { type = string }\n', "").replace(
        "var.subnet_id", "azurerm_subnet.nodes.id"
    ),
}
CASES = {
    "takes the subnet of it": (two(SUBNET), Verdict.PASS),
    "takes the subnet of one of several": (two('component.network["a"].subnet_id', key="a"), Verdict.PASS),
    "says so": (three("  depends_on = [component.attach]\n"), Verdict.PASS),
    "takes nothing of it": (three(), Verdict.FAIL),
    "in one component, as in a module": (ONE, Verdict.FAIL),
}


@pytest.mark.parametrize(("files", "verdict"), CASES.values(), ids=CASES.keys())
def test_a_component_waits_for_what_it_takes(tmp_path: Path, files: dict[str, str], verdict: Verdict) -> None:
    (cluster,) = (one for stack in linted(tmp_path, files).stacks for one in stack.clusters)
    assert cluster.verdicts["nat-association-order"] is verdict


def test_the_components_wait_for_one_another_where_the_resources_cannot(tmp_path: Path) -> None:
    findings = (one for stack in linted(tmp_path, three()).stacks for one in stack.findings)
    (found,) = (one for one in findings if one.rule.id == "nat-association-order")
    assert found.fix is not None
    assert "add `depends_on = [component.attach]` to `component.aks`" in found.fix.description
