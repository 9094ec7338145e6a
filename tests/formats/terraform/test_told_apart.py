"""Instances of an unknown number that other blocks name by different keys are different resources."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.model.finding import Verdict
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

FAIL, UNKNOWN, PASS = Verdict.FAIL, Verdict.UNKNOWN, None

STACK = """
terraform {{ required_providers {{ azurerm = {{ source = "hashicorp/azurerm", version = "~> 4.0" }} }} }}
variable "n" {{}}
variable "i" {{}}
variable "j" {{}}
variable "second" {{ default = 1 }}
resource "azurerm_nat_gateway" "out" {{
  name                = "out"
  location            = "westeurope"
  resource_group_name = "rg"
}}
resource "azurerm_virtual_network" "net" {{
  name                = "net"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/8"]
}}
{subnets}
resource "azurerm_subnet_nat_gateway_association" "out" {{
  subnet_id      = {attached}
  nat_gateway_id = azurerm_nat_gateway.out.id
}}
resource "azurerm_kubernetes_cluster" "aks" {{
  name                = "aks"
  location            = "westeurope"
  resource_group_name = "rg"
  default_node_pool {{
    name           = "system"
    vnet_subnet_id = {pool}
  }}
  network_profile {{
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }}
}}
"""
SUBNET = """
resource "azurerm_subnet" "nodes" {
  %s
  name                 = "nodes-%s"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.net.name
  address_prefixes     = ["10.0.0.0/16"]
}
"""
COUNTED = SUBNET % ("count = var.n", "${count.index}")
EACH = SUBNET % ("for_each = var.n", "${each.key}")
PARTLY = SUBNET % ('for_each = merge(var.n, { a = "a" })', "${each.key}")
MODULE = """
module "network" {
  source = "./network"
  count  = var.n
  index  = count.index
}
"""
INNER = """
variable "index" {}
resource "azurerm_subnet" "nodes" {
  name                 = "nodes-${var.index}"
  resource_group_name  = "rg"
  virtual_network_name = "net"
  address_prefixes     = ["10.0.0.0/16"]
}
output "id" {
  value = azurerm_subnet.nodes.id
}
"""


@pytest.mark.parametrize(
    ("subnets", "attached", "pool", "verdict"),
    [
        (COUNTED, "azurerm_subnet.nodes[0].id", "azurerm_subnet.nodes[0].id", PASS),
        (COUNTED, "azurerm_subnet.nodes[0].id", "azurerm_subnet.nodes[1].id", FAIL),
        (COUNTED, "azurerm_subnet.nodes.0.id", "azurerm_subnet.nodes.1.id", FAIL),
        (COUNTED, "azurerm_subnet.nodes[0].id", "azurerm_subnet.nodes[var.second].id", FAIL),
        (COUNTED, "azurerm_subnet.nodes[1].id", "azurerm_subnet.nodes[var.second].id", PASS),
        (COUNTED, "azurerm_subnet.nodes[0].id", "azurerm_subnet.nodes[var.i].id", UNKNOWN),
        (COUNTED, "azurerm_subnet.nodes[var.i].id", "azurerm_subnet.nodes[0].id", UNKNOWN),
        (COUNTED, "azurerm_subnet.nodes[var.i].id", "azurerm_subnet.nodes[var.j].id", UNKNOWN),
        (COUNTED, "azurerm_subnet.nodes[var.i].id", "azurerm_subnet.nodes[var.i].id", PASS),
        (EACH, 'azurerm_subnet.nodes["a"].id', 'azurerm_subnet.nodes["a"].id', PASS),
        (EACH, 'azurerm_subnet.nodes["a"].id', 'azurerm_subnet.nodes["b"].id', FAIL),
        (PARTLY, 'azurerm_subnet.nodes["a"].id', 'azurerm_subnet.nodes["b"].id', FAIL),
        (PARTLY, 'azurerm_subnet.nodes["c"].id', 'azurerm_subnet.nodes["b"].id', FAIL),
        (PARTLY, 'azurerm_subnet.nodes["c"].id', 'azurerm_subnet.nodes["c"].id', PASS),
        (MODULE, "module.network[0].id", "module.network[0].id", PASS),
        (MODULE, "module.network[0].id", "module.network[1].id", FAIL),
    ],
)
def test_what_is_named_by_another_key_is_another(
    subnets: str, attached: str, pool: str, verdict: Verdict | None, tmp_path: Path
) -> None:
    (tmp_path / "main.tf").write_text(STACK.format(subnets=subnets, attached=attached, pool=pool))
    (tmp_path / "network").mkdir()
    (tmp_path / "network" / "main.tf").write_text(INNER)
    report = lint(FolderWorkspace(tmp_path), READERS, Settings(chosen(Config())))
    told = [found.verdict for found in report.findings if found.rule.id == "node-subnet-no-nat"]
    assert told == ([] if verdict is PASS else [verdict])
    assert report.stacks[0].clusters
