"""One Terraform root with 3,000 resources in 200 modules: networks, clusters in them, and what stands around."""

from __future__ import annotations

from pathlib import Path

from bench.paired import LINT, median, once

MODULES = 200
OTHERS = 12
"""Resources of a module that have nothing to do with egress; three others do."""


def main(folder: Path) -> None:
    """The time and memory of one lint; there is no peer to run beside it."""
    make(folder)
    once(LINT, folder)
    run = median([once(LINT, folder) for _ in range(5)])
    print(
        f"one Terraform root, {MODULES * (OTHERS + 3)} resources in {MODULES} modules\n"
        f"  natpin {run.wall * 1000:7.0f} ms wall {run.cpu * 1000:7.0f} ms CPU {run.megabytes:5.0f} MB"
        " (goals: 1 s wall, 100 MB)\n"
    )


def make(folder: Path) -> None:
    """Write the root and its modules: every tenth declares a cluster, the others a subnet that some cluster uses."""
    calls = ['resource "azurerm_resource_group" "this" {\n  name     = "rg"\n  location = "westeurope"\n}\n']
    for number in range(MODULES):
        cluster = number % 10 == 0
        module = folder / "modules" / f"part-{number:03}"
        module.mkdir(parents=True)
        (module / "main.tf").write_text(_module(number, cluster))
        subnet = "" if cluster else f"\n  gateway  = module.part_{number - number % 10}.gateway"
        calls.append(
            f'module "part_{number}" {{\n  source   = "./modules/part-{number:03}"\n  number   = {number}\n'
            f"  group    = azurerm_resource_group.this.name{subnet}\n}}\n"
        )
    (folder / "main.tf").write_text("\n".join(calls))


def _module(number: int, cluster: bool) -> str:
    others = "".join(_storage(index) for index in range(OTHERS))
    own = _CLUSTER if cluster else _SUBNET
    return f'variable "number" {{}}\nvariable "group" {{}}\n{own}{others}'


_SUBNET = """
variable "gateway" {}

resource "azurerm_virtual_network" "this" {
  name                = "vnet-${var.number}"
  location            = "westeurope"
  resource_group_name = var.group
  address_space       = [cidrsubnet("10.0.0.0/8", 8, var.number)]
}

resource "azurerm_subnet" "this" {
  name                 = "snet-${var.number}"
  resource_group_name  = var.group
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [cidrsubnet(azurerm_virtual_network.this.address_space[0], 8, 1)]
}

resource "azurerm_subnet_nat_gateway_association" "this" {
  subnet_id      = azurerm_subnet.this.id
  nat_gateway_id = var.gateway
}
"""

_CLUSTER = """
resource "azurerm_nat_gateway" "this" {
  name                = "nat-${var.number}"
  location            = "westeurope"
  resource_group_name = var.group
}

resource "azurerm_public_ip_prefix" "this" {
  name                = "prefix-${var.number}"
  location            = "westeurope"
  resource_group_name = var.group
  prefix_length       = 29
}

resource "azurerm_kubernetes_cluster" "this" {
  name                = "aks-${var.number}"
  location            = "westeurope"
  resource_group_name = var.group
  dns_prefix          = "aks"
  default_node_pool {
    name    = "system"
    vm_size = "Standard_D4ds_v5"
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}

output "gateway" {
  value = azurerm_nat_gateway.this.id
}
"""


def _storage(index: int) -> str:
    return f"""
resource "azurerm_storage_account" "s{index}" {{
  name                     = "st${{var.number}}{index}"
  resource_group_name      = var.group
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = {{ owner = "team-{index}", cost = "{index * 7}" }}
}}
"""
