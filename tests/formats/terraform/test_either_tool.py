"""Folders that both Terraform and OpenTofu read, each in its own way: a pass holds for whoever deploys them."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

NETWORK = """
resource "azurerm_virtual_network" "v" {
  name                = "net"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "nodes" {
  name                            = "nodes"
  resource_group_name             = "rg"
  virtual_network_name            = azurerm_virtual_network.v.name
  address_prefixes                = ["10.0.0.0/20"]
  default_outbound_access_enabled = false
}
resource "azurerm_nat_gateway" "nat" {
  name                = "nat"
  resource_group_name = "rg"
  location            = "westeurope"
}
resource "azurerm_kubernetes_cluster" "pay" {
  name                = "pay"
  resource_group_name = "rg"
  location            = "westeurope"
  dns_prefix          = "pay"
  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.nodes.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
ATTACHED = """
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.nat.id
}
"""
SETTINGS = 'terraform {\n  required_version = ">= 1.7"\n}\nprovider "azurerm" {\n  features {}\n}\n'
STORAGE = 'resource "azurerm_storage_account" "s" {\n  name = "s"\n}\n'
GOOD = NETWORK + ATTACHED
MODULE = 'module "net" {\n  source = "./net"\n}\n'
LOCK = 'provider "registry.%s.org/hashicorp/azurerm" {\n  version = "4.20.0"\n}\n'

APART = {
    "another main file": {"main.tofu": GOOD, "main.tf": NETWORK},
    "a file more": {"main.tf": NETWORK, "attach.tofu": ATTACHED},
    "in JSON": {
        "main.tf": NETWORK,
        "attach.tofu.json": '{"resource": {"azurerm_subnet_nat_gateway_association": {"nodes": {"subnet_id": '
        '"${azurerm_subnet.nodes.id}", "nat_gateway_id": "${azurerm_nat_gateway.nat.id}"}}}}',
    },
    "an override": {"main.tf": NETWORK.replace('"userA', '"x'), "override.tofu": GOOD},
    "in a module": {"main.tf": MODULE, "net/main.tf": NETWORK, "net/attach.tofu": ATTACHED},
    "by a local": {
        "main.tf": NETWORK + ATTACHED.replace("{", "{\n  count = local.n", 1),
        "n.tf": "locals {\n  n = 0\n}\n",
        "n.tofu": "locals {\n  n = 1\n}\n",
    },
    "as Terraform locks it": {
        "main.tf": NETWORK,
        "attach.tofu": ATTACHED,
        ".terraform.lock.hcl": LOCK.replace("%s.org", "terraform.io"),
    },
}
ALIKE = {
    "OpenTofu alone": {"main.tofu": GOOD},
    "other settings": {"main.tf": GOOD, "versions.tf": "terraform {}\n", "versions.tofu": SETTINGS},
    "the same, laid out otherwise": {"main.tf": GOOD, "main.tofu": GOOD.replace("  ", "    ")},
    "what is not about egress": {"main.tf": GOOD, "more.tofu": STORAGE},
}


@pytest.mark.parametrize("files", APART.values(), ids=APART.keys())
def test_what_terraform_reads_otherwise_is_not_passed(tmp_path: Path, files: dict[str, str]) -> None:
    report = linted(tmp_path, files)
    assert verdicts(report) == [Verdict.UNKNOWN]
    assert any("counts in OpenTofu alone" in one.reason for stack in report.stacks for one in stack.doubts)


@pytest.mark.parametrize("files", ALIKE.values(), ids=ALIKE.keys())
def test_what_both_read_alike_is_judged(tmp_path: Path, files: dict[str, str]) -> None:
    report = linted(tmp_path, files)
    assert not [stack.doubts for stack in report.stacks if stack.doubts]
    assert verdicts(report) == [Verdict.PASS]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (".opentofu-version", "1.9.0\n"),
        ("infra/.opentofu-version", "1.9.0\n"),
        ("infra/.terraform.lock.hcl", LOCK % "opentofu"),
    ],
)
@pytest.mark.parametrize("attached", [True, False])
def test_a_folder_that_is_opentofus_is_read_as_it_reads_it(
    tmp_path: Path, place: str, text: str, attached: bool
) -> None:
    files = {"infra/main.tf": NETWORK if attached else GOOD, "infra/main.tofu": GOOD if attached else NETWORK}
    report = linted(tmp_path, {**files, place: text})
    assert verdicts(report) == [Verdict.PASS if attached else Verdict.FAIL]
