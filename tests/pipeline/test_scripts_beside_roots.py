"""Scripts that change networks alone: they count where another file of the workspace makes the cluster."""

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

ROOT = """\
provider "azurerm" {
  features {}
}
resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "rg"
  virtual_network_name = "vnet"
  address_prefixes     = ["10.0.0.0/20"]
}
resource "azurerm_nat_gateway" "egress" {
  name                = "egress"
  resource_group_name = "rg"
  location            = "westeurope"
}
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}
resource "azurerm_kubernetes_cluster" "pay" {
  name                = "pay"
  resource_group_name = "rg"
  location            = "westeurope"
  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
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
ROUTE = """\
az network route-table create -g rg -n r
az network route-table route create -g rg --route-table-name r -n d --address-prefix 0.0.0.0/0 \\
  --next-hop-type VirtualAppliance --next-hop-ip-address 10.0.0.4
az network vnet subnet update -g rg --vnet-name vnet -n nodes --route-table r
"""
CMDLETS = """\
$route = New-AzRouteConfig -Name d -AddressPrefix 0.0.0.0/0 -NextHopType VirtualAppliance -NextHopIpAddress 10.0.0.4
$table = New-AzRouteTable -Name r -ResourceGroupName rg -Location westeurope -Route $route
$network = Get-AzVirtualNetwork -Name vnet -ResourceGroupName rg
Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $network -Name nodes -AddressPrefix 10.0.0.0/20 -RouteTable $table
$network | Set-AzVirtualNetwork
"""
RULE = "udr-overrides-nat"


def verdicts(folder: Path, files: dict[str, str]) -> list[Verdict]:
    for name, written in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(written)
    report = lint(FolderWorkspace(folder, folder), READERS, Settings(chosen(Config())))
    return [cluster.verdicts[RULE] for stack in report.stacks for cluster in stack.clusters]


@pytest.mark.parametrize(("name", "script"), [("routes.sh", ROUTE), ("routes.ps1", CMDLETS)])
def test_a_route_of_a_script_is_not_passed_over(name: str, script: str, tmp_path: Path) -> None:
    assert verdicts(tmp_path, {"infra/main.tf": ROOT}) == [Verdict.PASS]
    (told,) = verdicts(tmp_path, {"infra/main.tf": ROOT, name: script})
    assert told is not Verdict.PASS


def test_networks_without_a_cluster_are_nobodys_business(tmp_path: Path) -> None:
    (tmp_path / "routes.sh").write_text(ROUTE)
    report = lint(FolderWorkspace(tmp_path, tmp_path), READERS, Settings(chosen(Config())))
    assert not report.stacks
    assert not report.skipped
