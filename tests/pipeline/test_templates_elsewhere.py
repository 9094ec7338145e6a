"""A template that is not here, deployed into a group of its own: it says nothing about what is in another one."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

SCRIPT = """
az deployment group create {into} --name workbook --template-uri https://example.com/workbook.json
az network vnet create -g aks-rg -n net --address-prefix 10.0.0.0/16
az network public-ip create -g aks-rg -n ip --sku Standard
az network nat gateway create -g aks-rg -n nat --public-ip-addresses ip --idle-timeout 10
az network vnet subnet create -g aks-rg --vnet-name net -n nodes --address-prefixes 10.0.0.0/24 --nat-gateway nat
az aks create -g aks-rg -n aks --network-plugin azure --outbound-type userAssignedNATGateway \\
  --vnet-subnet-id /subscriptions/$SUB/resourceGroups/aks-rg/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes
"""
TERRAFORM = """
resource "azurerm_resource_group" "hub" {{
  name     = "hub-rg"
  location = "westeurope"
}}
resource "azurerm_resource_group" "aks" {{
  name     = "aks-rg"
  location = "westeurope"
}}
resource "null_resource" "workbook" {{
  provisioner "local-exec" {{
    command = "az deployment group create {into} --name workbook --template-uri https://example.com/workbook.json"
  }}
}}
resource "azurerm_virtual_network" "net" {{
  name                = "net"
  resource_group_name = azurerm_resource_group.aks.name
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}}
resource "azurerm_subnet" "nodes" {{
  name                 = "nodes"
  resource_group_name  = azurerm_resource_group.aks.name
  virtual_network_name = azurerm_virtual_network.net.name
  address_prefixes     = ["10.0.0.0/24"]
}}
resource "azurerm_nat_gateway" "nat" {{
  name                = "nat"
  resource_group_name = azurerm_resource_group.aks.name
  location            = "westeurope"
}}
resource "azurerm_subnet_nat_gateway_association" "nodes" {{
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.nat.id
}}
resource "azurerm_kubernetes_cluster" "aks" {{
  name                = "aks"
  resource_group_name = azurerm_resource_group.aks.name
  location            = "westeurope"
  default_node_pool {{
    name           = "system"
    vm_size        = "Standard_D2s_v5"
    vnet_subnet_id = azurerm_subnet.nodes.id
  }}
  network_profile {{
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }}
}}
"""

INTO = [
    ("-g hub-rg", True),
    ("--resource-group hub-rg", True),
    ("-g aks-rg", False),
    ("-g $GROUP", False),
    ("", False),
]


@pytest.mark.parametrize(("into", "decided"), INTO)
def test_a_script_that_deploys_it(tmp_path: Path, into: str, decided: bool) -> None:
    report = linted(tmp_path, {"up.sh": SCRIPT.format(into=into)})
    assert verdicts(report) == [Verdict.PASS if decided else Verdict.UNKNOWN]


@pytest.mark.parametrize(
    ("into", "decided"), [*INTO[:3], *INTO[4:], ("-g ${azurerm_resource_group.hub.name}", True)]
)
def test_terraform_that_runs_the_command(tmp_path: Path, into: str, decided: bool) -> None:
    report = linted(tmp_path, {"main.tf": TERRAFORM.format(into=into)})
    assert verdicts(report) == [Verdict.PASS if decided else Verdict.UNKNOWN]


def test_a_deployment_of_a_subscription_may_reach_any_group(tmp_path: Path) -> None:
    script = SCRIPT.format(into="-g hub-rg").replace("deployment group create", "deployment sub create")
    assert verdicts(linted(tmp_path, {"up.sh": script})) == [Verdict.UNKNOWN]
