"""Subnets of a map that nobody knows, handed on by an output and looked up by key: what is attached to one is attached to
that one alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

NET = """\
variable "subnets" { type = map(object({ prefix = string, nat = optional(bool, false) })) }
variable "nat_id" { default = null }
resource "azurerm_virtual_network" "net" {
  name                = "net"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/8"]
}
resource "azurerm_subnet" "this" {
  for_each             = var.subnets
  name                 = each.key
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.net.name
  address_prefixes     = [each.value.prefix]
}
output "ids" { value = { for k, s in azurerm_subnet.this : k => s.id } }
output "all" { value = azurerm_subnet.this }
output "others" { value = { for k, s in azurerm_subnet.this : "${k}-x" => s.id } }
"""
ROOT = """\
variable "subnets" { type = map(object({ prefix = string, nat = optional(bool, false) })) }
variable "which" { type = string }
module "net" {
  source  = "./net"
  subnets = var.subnets
  nat_id  = azurerm_nat_gateway.nat.id
}
resource "azurerm_nat_gateway" "nat" {
  name                = "nat"
  location            = "westeurope"
  resource_group_name = "rg"
}
resource "azurerm_kubernetes_cluster" "aks" {
  name                = "aks"
  location            = "westeurope"
  resource_group_name = "rg"
  dns_prefix          = "aks"
  default_node_pool {
    name           = "default"
    vm_size        = "Standard_D2s_v3"
    node_count     = 1
    vnet_subnet_id = SUBNET
  }
  identity { type = "SystemAssigned" }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
OWN = 'module.net.ids["aks"]'


def _within(*lines: str) -> str:
    return _association(*lines, "nat_gateway_id = var.nat_id")


def _outside(*lines: str) -> str:
    return _association(*lines, "nat_gateway_id = azurerm_nat_gateway.nat.id")


def _association(*lines: str) -> str:
    return "\n".join(('resource "azurerm_subnet_nat_gateway_association" "x" {', *lines, "}", ""))


ROWS: dict[str, tuple[str, str, str, str]] = {
    # what stands in the module and in the root, the cluster's subnet, whether it has the gateway
    "nothing": ("", "", OWN, "fail"),
    "nothing, as a whole": ("", "", 'module.net.all["aks"].id', "fail"),
    "nothing, by another key": ("", "", 'module.net.others["aks-x"]', "unknown"),
    "that key": ("", _outside('subnet_id = module.net.ids["aks"]'), OWN, "pass"),
    "that key of another output": ("", _outside('subnet_id = module.net.all["aks"].id'), OWN, "pass"),
    "another key": ("", _outside('subnet_id = module.net.ids["pub"]'), OWN, "fail"),
    "another key of another output": ("", _outside('subnet_id = module.net.all["pub"].id'), OWN, "fail"),
    "a key that is not known": ("", _outside("subnet_id = module.net.ids[var.which]"), OWN, "unknown"),
    "keys that are not known": (
        "",
        _outside("for_each = var.subnets", "subnet_id = module.net.ids[each.key]"),
        OWN,
        "unknown",
    ),
    "each of them": ("", _outside("for_each = module.net.ids", "subnet_id = each.value"), OWN, "unknown"),
    "each but that": (
        "",
        _outside(
            'for_each = { for k, v in module.net.ids : k => v if k != "aks" }', "subnet_id = each.value"
        ),
        OWN,
        "unknown",
    ),
    "keys of a set": (
        "",
        _outside('for_each = toset(["aks", "pub"])', "subnet_id = module.net.ids[each.key]"),
        OWN,
        "pass",
    ),
    "some value": ("", _outside("subnet_id = values(module.net.ids)[0]"), OWN, "unknown"),
    "both by a key that is not known": (
        "",
        _outside("subnet_id = module.net.ids[var.which]"),
        "module.net.ids[var.which]",
        "unknown",
    ),
    "within, that key": (_within('subnet_id = azurerm_subnet.this["aks"].id'), "", OWN, "pass"),
    "within, another key": (_within('subnet_id = azurerm_subnet.this["pub"].id'), "", OWN, "fail"),
    "within, another key of a set": (
        _within('for_each = toset(["pub"])', "subnet_id = azurerm_subnet.this[each.key].id"),
        "",
        OWN,
        "fail",
    ),
    "within, each of those": (
        _within(
            "for_each = { for k, v in var.subnets : k => v if v.nat }",
            "subnet_id = azurerm_subnet.this[each.key].id",
        ),
        "",
        OWN,
        "unknown",
    ),
    "within, each but that": (
        _within(
            'for_each = { for k, s in azurerm_subnet.this : k => s if k != "aks" }',
            "subnet_id = each.value.id",
        ),
        "",
        OWN,
        "unknown",
    ),
}


@pytest.mark.parametrize(("within", "outside", "subnet", "expected"), ROWS.values(), ids=list(ROWS))
def test_whether_a_subnet_has_the_gateway(
    tmp_path: Path, within: str, outside: str, subnet: str, expected: str
) -> None:
    report = linted(
        tmp_path, {"main.tf": ROOT.replace("SUBNET", subnet) + outside, "net/main.tf": NET + within}
    )
    (cluster,) = [cluster for stack in report.stacks for cluster in stack.clusters]
    assert cluster.verdicts["node-subnet-no-nat"].value == expected


def test_keys_of_a_module_of_a_module(tmp_path: Path) -> None:
    """One that is further away knows only the keys by which its neighbour names them."""
    middle = 'variable "subnets" {}\nmodule "net" {\n  source  = "../net"\n  subnets = var.subnets\n}\n'
    hands = 'output "ids" { value = module.net.ids }\noutput "pub" { value = module.net.ids["pub"] }\n'
    root = ROOT.replace("./net", "./middle").replace("  nat_id  = azurerm_nat_gateway.nat.id\n", "")
    root = root.replace("SUBNET", OWN) + _outside('subnet_id = module.net.ids["pub"]')
    report = linted(tmp_path, {"main.tf": root, "middle/main.tf": middle + hands, "net/main.tf": NET})
    (cluster,) = [cluster for stack in report.stacks for cluster in stack.clusters]
    assert cluster.verdicts["node-subnet-no-nat"].value == "unknown"
