"""Scripts that change networks alone: they count where another file of the workspace makes the cluster."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

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


@pytest.mark.parametrize(("name", "script"), [("routes.sh", ROUTE), ("routes.ps1", CMDLETS)])
def test_a_route_of_a_script_is_not_passed_over(name: str, script: str, tmp_path: Path) -> None:
    assert verdicts(linted(tmp_path, {"infra/main.tf": ROOT}), RULE) == [Verdict.PASS]
    (told,) = verdicts(linted(tmp_path, {"infra/main.tf": ROOT, name: script}), RULE)
    assert told is not Verdict.PASS


def test_networks_without_a_cluster_are_nobodys_business(tmp_path: Path) -> None:
    report = linted(tmp_path, {"routes.sh": ROUTE})
    assert not report.stacks
    assert not report.skipped


@pytest.mark.parametrize("group", ["argoproj.io/v1alpha1", "kustomize.toolkit.fluxcd.io/v1"])
def test_a_root_that_names_an_object_of_gitops_makes_its_cluster_all_the_same(
    group: str, tmp_path: Path
) -> None:
    """Only manifests may do no more than apply others."""
    manifest = f'resource "kubernetes_manifest" "app" {{\n  manifest = {{ apiVersion = "{group}", kind = "Application" }}\n}}\n'
    report = linted(tmp_path, {"main.tf": ROOT + manifest, "routes.sh": ROUTE})
    (told,) = verdicts(report, RULE)
    assert told is not Verdict.PASS
