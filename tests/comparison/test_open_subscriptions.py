"""An IP whose subscription the files name without saying which: a namesake in the subscription that natpin reads is
told with that cause, and decides nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from natpin.comparison.resolving import addresses_of, resolved_report
from natpin.model.allocated import Allocated, LiveIp
from natpin.model.resource import PUBLIC_IP, PUBLIC_IP_PREFIX

from .conftest import linted

SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
IP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/payments/providers/{PUBLIC_IP}/egress"
ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/payments/providers/{PUBLIC_IP_PREFIX}/egress"
AZURE = Allocated(
    (SUBSCRIPTION,),
    (
        LiveIp(ID, PUBLIC_IP_PREFIX, "egress", "payments", SUBSCRIPTION, "20.1.2.0/28"),
        LiveIp(IP, PUBLIC_IP, "egress", "payments", SUBSCRIPTION, "20.1.2.0/32", zones=("1", "2", "3")),
    ),
)
TERRAFORM = """
provider "azurerm" {
  features {}
  SUBSCRIPTION
}
variable "subscription" { type = string }
variable "known" { default = "11111111-1111-1111-1111-111111111111" }
resource "azurerm_resource_group" "payments" {
  name     = "payments"
  location = "westeurope"
}
resource "azurerm_public_ip_prefix" "egress" {
  name                = "egress"
  resource_group_name = azurerm_resource_group.payments.name
  location            = "westeurope"
  prefix_length       = 28
}
resource "azurerm_nat_gateway" "egress" {
  name                = "egress"
  resource_group_name = azurerm_resource_group.payments.name
  location            = "westeurope"
  sku_name            = "Standard"
}
resource "azurerm_nat_gateway_public_ip_prefix_association" "egress" {
  nat_gateway_id      = azurerm_nat_gateway.egress.id
  public_ip_prefix_id = azurerm_public_ip_prefix.egress.id
}
resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = azurerm_resource_group.payments.name
  virtual_network_name = "payments"
  address_prefixes     = ["10.20.0.0/22"]
}
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}
resource "azurerm_kubernetes_cluster" "payments" {
  name                = "payments"
  resource_group_name = azurerm_resource_group.payments.name
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
MODULE = (
    TERRAFORM.partition('resource "azurerm_public_ip_prefix"')[0]
    + """
module "ip" {
  source              = "Azure/avm-res-network-publicipaddress/azurerm"
  version             = "0.2.0"
  name                = "egress"
  resource_group_name = "payments"
  location            = "westeurope"
  PROVIDERS
}
resource "azurerm_nat_gateway_public_ip_association" "egress" {
  nat_gateway_id       = azurerm_nat_gateway.egress.id
  public_ip_address_id = module.ip.public_ip_id
}
"""
    + 'resource "azurerm_nat_gateway" "egress"'
    + TERRAFORM.partition('resource "azurerm_nat_gateway" "egress"')[2].replace(
        """resource "azurerm_nat_gateway_public_ip_prefix_association" "egress" {
  nat_gateway_id      = azurerm_nat_gateway.egress.id
  public_ip_prefix_id = azurerm_public_ip_prefix.egress.id
}
""",
        "",
    )
)
SCRIPT = """
ACCOUNT
az network public-ip prefix create -g payments -n egress --length 28
az network nat gateway create -g payments -n egress --public-ip-prefixes egress
az network vnet subnet create -g payments --vnet-name payments -n nodes --address-prefixes 10.20.0.0/22 --nat-gateway egress
az aks create -g payments -n payments --outbound-type userAssignedNATGateway \
  --vnet-subnet-id "$(az network vnet subnet show -g payments --vnet-name payments -n nodes --query id -o tsv)"
"""


def ip_of(folder: Path, name: str, text: str):
    (folder / "app").mkdir()
    (folder / "app" / name).write_text(text, encoding="utf-8")
    report = linted(folder, folder)
    known = resolved_report(report, AZURE)
    ((ip,),) = [path.ips for stack in known.stacks for cluster in stack.clusters for path in cluster.paths]
    return ip, addresses_of(report, known)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("main.tf", TERRAFORM.replace("SUBSCRIPTION", "")),
        ("main.tf", TERRAFORM.replace("SUBSCRIPTION", "subscription_id = var.known")),
        ("main.tf", MODULE.replace("SUBSCRIPTION", "").replace("PROVIDERS", "")),
        ("egress.sh", SCRIPT.replace("ACCOUNT", "")),
        ("egress.sh", SCRIPT.replace("ACCOUNT", f"az account set --subscription {SUBSCRIPTION}")),
    ],
)
def test_a_subscription_that_is_known_or_not_named_is_certain(tmp_path: Path, name: str, text: str) -> None:
    ip, decided = ip_of(tmp_path, name, text)
    assert ip.cidr in ("20.1.2.0/28", "20.1.2.0/32")
    assert decided


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("main.tf", TERRAFORM.replace("SUBSCRIPTION", "subscription_id = var.subscription")),
        (
            "main.tf",
            MODULE.replace("SUBSCRIPTION", "subscription_id = var.subscription").replace("PROVIDERS", ""),
        ),
        ("egress.sh", SCRIPT.replace("ACCOUNT", 'az account set --subscription "$SUBSCRIPTION"')),
    ],
)
def test_one_that_is_named_and_not_known_is_told_with_its_cause(tmp_path: Path, name: str, text: str) -> None:
    ip, decided = ip_of(tmp_path, name, text)
    assert ip.cidr is None
    assert re.match(
        r"perhaps 20\.1\.2\.0/(28|32), if its subscription is the one that natpin reads: ", ip.unaddressed
    )
    assert "subscription" in ip.unaddressed.partition(": ")[2].lower()
    assert not decided
