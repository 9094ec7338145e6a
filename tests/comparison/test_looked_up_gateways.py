"""A NAT gateway that the files only look up: its IPs of today are all of them only where the files add none."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.comparison import compare
from natpin.comparison.people import sentences
from natpin.comparison.resolving import addresses_of, resolved, resolved_report
from natpin.model.allocated import Allocated, LiveExit, LiveIp
from natpin.model.resource import NAT_GATEWAY, PUBLIC_IP

from .conftest import linted

SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
IP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/hub-rg/providers/{PUBLIC_IP}/old"
GATEWAY = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/hub-rg/providers/{NAT_GATEWAY}/shared"
AZURE = Allocated(
    (SUBSCRIPTION,),
    (LiveIp(IP, PUBLIC_IP, "old", "hub-rg", SUBSCRIPTION, "20.1.1.1/32"),),
    (LiveExit(GATEWAY, NAT_GATEWAY, "shared", "hub-rg", SUBSCRIPTION, (IP.lower(),)),),
)
CLUSTER = """
resource "azurerm_subnet" "nodes" {
  name                            = "nodes"
  resource_group_name             = "payments"
  virtual_network_name            = "payments"
  address_prefixes                = ["10.20.0.0/22"]
  default_outbound_access_enabled = false
}
data "azurerm_nat_gateway" "egress" {
  PROVIDER
  name                = "shared"
  resource_group_name = "hub-rg"
}
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = data.azurerm_nat_gateway.egress.id
}
resource "azurerm_kubernetes_cluster" "payments" {
  name                = "payments"
  resource_group_name = "payments"
  location            = "westeurope"
  dns_prefix          = "payments"
  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.nodes.id
  }
  identity {
    type = "SystemAssigned"
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
MORE = """
variable "n" { type = number }
resource "azurerm_public_ip" "more" {
  name                = "more"
  resource_group_name = "hub-rg"
  location            = "westeurope"
  allocation_method   = "Static"
  sku                 = "Standard"
}
"""
ASSOCIATION = (
    MORE
    + """
resource "azurerm_nat_gateway_public_ip_association" "more" {
  COUNT
  nat_gateway_id       = data.azurerm_nat_gateway.egress.id
  public_ip_address_id = azurerm_public_ip.more.id
}
"""
)
UPDATE = (
    MORE
    + """
variable "ids" {}
resource "azapi_update_resource" "more" {
  type        = "Microsoft.Network/natGateways@2024-05-01"
  resource_id = data.azurerm_nat_gateway.egress.id
  body        = { properties = { publicIpAddresses = IDS } }
}
"""
)


def found(folder: Path, files: str):
    (folder / "app").mkdir()
    (folder / "app" / "main.tf").write_text(files, encoding="utf-8")
    report = linted(folder, folder)
    known = resolved_report(report, AZURE)
    ((path,),) = [[path for cluster in stack.clusters for path in cluster.paths] for stack in known.stacks]
    return path, addresses_of(report, known)


def test_one_that_is_only_looked_up_has_what_azure_has(tmp_path: Path) -> None:
    path, decided = found(tmp_path, CLUSTER.replace("PROVIDER", ""))
    assert [ip.cidr for ip in path.ips] == ["20.1.1.1/32"]
    assert not path.beside
    assert decided


@pytest.mark.parametrize(
    "more",
    [
        ASSOCIATION.replace("COUNT", ""),
        ASSOCIATION.replace("COUNT", "count = var.n"),
        UPDATE.replace("IDS", "[{ id = azurerm_public_ip.more.id }]"),
        UPDATE.replace("IDS", "var.ids"),
    ],
)
def test_where_the_files_add_to_it_those_of_today_are_not_all(tmp_path: Path, more: str) -> None:
    path, decided = found(tmp_path, CLUSTER.replace("PROVIDER", "") + more)
    assert [ip.cidr for ip in path.ips] == ["20.1.1.1/32"]
    assert path.beside
    assert not decided


def test_a_namesake_is_not_the_one_of_a_subscription_that_nobody_knows(tmp_path: Path) -> None:
    hub = 'provider "azurerm" {\n  alias = "hub"\n  features {}\n  subscription_id = var.hub\n}\nvariable "hub" {}\n'
    path, decided = found(tmp_path, CLUSTER.replace("PROVIDER", "provider = azurerm.hub") + hub)
    assert not isinstance(path.ips, tuple)
    assert "perhaps 20.1.1.1/32, if its subscription is the one that natpin reads: " in path.ips.reason
    assert not decided


ANOTHER = (
    ASSOCIATION.replace("COUNT", "")
    .replace('variable "n" { type = number }', "")
    .replace('more"', 'another"')
)
ANOTHER = ANOTHER.replace("azurerm_public_ip.more", "azurerm_public_ip.another")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ASSOCIATION, ""),
        (ASSOCIATION + ANOTHER, ASSOCIATION),
        (ASSOCIATION + ANOTHER, ANOTHER),
        (ASSOCIATION, ANOTHER),
    ],
)
def test_what_a_change_takes_off_is_not_what_it_leaves_from(tmp_path: Path, before: str, after: str) -> None:
    """Azure has the IP still: those of today are not the ones of after."""
    sides = []
    for name, more in (("before", before), ("after", after)):
        (tmp_path / name / "app").mkdir(parents=True)
        files = CLUSTER.replace("PROVIDER", "") + more.replace("COUNT", "")
        (tmp_path / name / "app" / "main.tf").write_text(files, encoding="utf-8")
        sides.append(linted(tmp_path / name, tmp_path / name))
    comparison = resolved(compare(*sides), AZURE)
    assert comparison.changed
    assert any("not known whether" in one.text or "not known" in one.text for one in sentences(comparison))
    ((path,),) = [[path for one in stack.clusters for path in one.paths] for stack in comparison.head.stacks]
    assert not isinstance(path.ips, tuple)


def test_a_change_elsewhere_takes_nothing_off(tmp_path: Path) -> None:
    path, _ = found(tmp_path, CLUSTER.replace("PROVIDER", "") + ASSOCIATION.replace("COUNT", ""))
    report = linted(tmp_path, tmp_path)
    comparison = resolved(compare(report, report), AZURE)
    assert not comparison.changed
    ((same,),) = [[path for one in stack.clusters for path in one.paths] for stack in comparison.head.stacks]
    assert same.ips == path.ips
