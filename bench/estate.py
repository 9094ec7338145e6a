"""An estate of two thousand clusters in files: what each costs, and what several processes gain."""

from __future__ import annotations

from pathlib import Path

from bench.paired import LINT, once

CLUSTERS = 2_000
ROOTS = 20


def main(folder: Path) -> None:
    """One lint by one process, and one by two. The clock says little on a busy machine."""
    make(folder, CLUSTERS, ROOTS)
    once(LINT, folder)
    print(f"{CLUSTERS} clusters in {ROOTS} Terraform roots (goal: 1.5 ms of CPU each)")
    for jobs in (1, 2):
        run = once([*LINT, "--jobs", str(jobs)], folder)
        print(
            f"  --jobs {jobs}: {run.wall:6.2f} s wall {run.cpu:6.2f} s CPU {run.megabytes:5.0f} MB, "
            f"{1000 * run.cpu / CLUSTERS:.1f} ms of CPU a cluster",
            flush=True,
        )
    print()


def make(folder: Path, clusters: int, roots: int) -> None:
    """Write the roots: each cluster with a network, a subnet, a NAT gateway and its IP."""
    each = clusters // roots
    for root in range(roots):
        place = folder / f"root-{root:03}"
        place.mkdir()
        blocks = (_CLUSTER % {"i": root * each + number, "b": number % 200} for number in range(each))
        (place / "main.tf").write_text(_GROUP % root + "".join(blocks))


_GROUP = """resource "azurerm_resource_group" "this" {
  name     = "rg-%d"
  location = "westeurope"
}
"""
_CLUSTER = """
resource "azurerm_virtual_network" "v%(i)d" {
  name                = "vnet-%(i)d"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
  address_space       = ["10.%(b)d.0.0/16"]
}
resource "azurerm_subnet" "s%(i)d" {
  name                 = "snet-%(i)d"
  resource_group_name  = azurerm_resource_group.this.name
  virtual_network_name = azurerm_virtual_network.v%(i)d.name
  address_prefixes     = ["10.%(b)d.1.0/24"]
}
resource "azurerm_public_ip" "i%(i)d" {
  name                = "ip-%(i)d"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
  allocation_method   = "Static"
  sku                 = "Standard"
}
resource "azurerm_nat_gateway" "n%(i)d" {
  name                = "nat-%(i)d"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
  sku_name            = "Standard"
}
resource "azurerm_nat_gateway_public_ip_association" "a%(i)d" {
  nat_gateway_id       = azurerm_nat_gateway.n%(i)d.id
  public_ip_address_id = azurerm_public_ip.i%(i)d.id
}
resource "azurerm_subnet_nat_gateway_association" "g%(i)d" {
  subnet_id      = azurerm_subnet.s%(i)d.id
  nat_gateway_id = azurerm_nat_gateway.n%(i)d.id
}
resource "azurerm_kubernetes_cluster" "c%(i)d" {
  name                = "aks-%(i)d"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this.name
  dns_prefix          = "aks%(i)d"
  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.s%(i)d.id
  }
  identity { type = "SystemAssigned" }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
