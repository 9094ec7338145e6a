"""The missing gateway, in the stack's own style."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .conftest import Natpin

VERSIONS = """\
terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.40"
    }
  }
}
"""

NETWORK = """\
resource "azurerm_virtual_network" "main" {
  name                = "vnet-${var.env}"
  resource_group_name = var.group
  location            = var.location
  address_space       = ["10.30.0.0/16"]
  tags                = local.tags
}

resource "azurerm_subnet" "nodes" {
  name                            = "nodes"
  resource_group_name             = var.group
  virtual_network_name            = azurerm_virtual_network.main.name
  address_prefixes                = ["10.30.0.0/20"]
  default_outbound_access_enabled = false
}
"""

INPUTS = """\
variable "env" {
  default = "prod"
}

variable "group" {
  default = "payments"
}

variable "location" {
  default = "westeurope"
}

locals {
  tags = { team = "payments" }
}
"""

CLUSTER = """\
resource "azurerm_kubernetes_cluster" "main" {
  name                = "aks-${var.env}"
  resource_group_name = var.group
  location            = var.location
  dns_prefix          = "shop"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    node_count     = 3
    vnet_subnet_id = SUBNET
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
  }
}
"""

MADE = """\

resource "azurerm_public_ip_prefix" "main" {
  name                = "ippre-${var.env}"
  resource_group_name = var.group
  location            = var.location
  prefix_length       = 30
  tags                = local.tags

  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_nat_gateway" "main" {
  name                = "ng-${var.env}"
  resource_group_name = var.group
  location            = var.location
  sku_name            = "Standard"
  tags                = local.tags
}

resource "azurerm_nat_gateway_public_ip_prefix_association" "main" {
  nat_gateway_id      = azurerm_nat_gateway.main.id
  public_ip_prefix_id = azurerm_public_ip_prefix.main.id
}

resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.main.id
}
"""

OUTBOUND = '    network_plugin = "azure"\n    outbound_type  = "userAssignedNATGateway"\n'


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def mended(folder: Path, natpin: Natpin, files: dict[str, str]) -> dict[str, str]:
    """The files after ``fix --unsafe``, those alone that are others than before."""
    written(folder, files)
    assert natpin(folder, "fix", ".")[0] == 0
    assert {name: (folder / name).read_text() for name in files} == files, "it is not safe"
    assert natpin(folder, "fix", ".", "--unsafe")[0] == 0
    status, told = natpin(folder, "fix", ".", "--unsafe")
    assert status == 0
    assert "  fixed  " not in told, "a second time there is nothing to do"
    return {name: text for name in files if (text := (folder / name).read_text()) != files[name]}


def test_beside_the_cluster(tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]) -> None:
    files = {
        "versions.tf": VERSIONS,
        "inputs.tf": INPUTS,
        "network.tf": NETWORK,
        "aks.tf": CLUSTER.replace("SUBNET", "azurerm_subnet.nodes.id"),
    }
    assert mended(tmp_path, natpin, files) == {
        "network.tf": NETWORK + MADE,
        "aks.tf": files["aks.tf"].replace('    network_plugin = "azure"\n', OUTBOUND)[:-2]
        + "\n  depends_on = [azurerm_subnet_nat_gateway_association.nodes]\n}\n",
    }
    assert not failing(tmp_path)


def test_what_a_gateway_is_told_of_already_does_not_keep_a_cluster_from_it(
    tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    """A /28 fills all slots of a gateway: a note, which is the cluster's too once it leaves from there; so is what a comment
    hides."""
    start = MADE.index('\nresource "azurerm_subnet_nat_gateway_association"')
    gateway = (
        MADE[:start]
        .replace("= 30", "= 28")
        .replace(
            '  sku_name            = "Standard"\n',
            '  sku_name            = "Standard"\n\n'
            "  idle_timeout_in_minutes = 600 # natpin: ignore[nat-idle-seconds, nat-idle-range] the vendor asks for it\n",
        )
    )
    files = {
        "versions.tf": VERSIONS,
        "inputs.tf": INPUTS,
        "network.tf": NETWORK + gateway,
        "aks.tf": CLUSTER.replace("SUBNET", "azurerm_subnet.nodes.id"),
    }
    changed = mended(tmp_path, natpin, files)
    assert MADE[start:] in changed["network.tf"]
    assert OUTBOUND in changed["aks.tf"]
    assert failing(tmp_path) <= {"egress-ip-no-headroom"}


def test_in_a_module_of_the_network(
    tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    calls = (
        'module "network" {\n  source = "./network"\n}\n\n'
        'module "aks" {\n  source    = "./aks"\n  subnet_id = module.network.subnet_id\n}\n'
    )
    files = {
        "main.tf": f"{VERSIONS}\n{calls}",
        "network/main.tf": f'{INPUTS}\n{NETWORK}\noutput "subnet_id" {{\n  value = azurerm_subnet.nodes.id\n}}\n',
        "aks/main.tf": f'{INPUTS}\nvariable "subnet_id" {{}}\n\n{CLUSTER.replace("SUBNET", "var.subnet_id")}',
    }
    assert mended(tmp_path, natpin, files) == {
        "main.tf": files["main.tf"][:-2] + "\n  depends_on = [module.network]\n}\n",
        "network/main.tf": files["network/main.tf"].replace(NETWORK, NETWORK + MADE),
        "aks/main.tf": files["aks/main.tf"].replace('    network_plugin = "azure"\n', OUTBOUND),
    }
    assert not failing(tmp_path)


def test_no_name_is_taken_twice(tmp_path: Path, natpin: Natpin) -> None:
    """Another gateway of that label stands in the module already, under a condition: which one is meant is not known."""
    other = 'resource "azurerm_nat_gateway" "main" {\n  count = 0\n\n  name = "old"\n}\n'
    files = {
        "versions.tf": VERSIONS,
        "inputs.tf": INPUTS,
        "network.tf": NETWORK,
        "old.tf": other,
        "aks.tf": CLUSTER.replace("SUBNET", "azurerm_subnet.nodes.id"),
    }
    assert mended(tmp_path, natpin, files) == {}


BICEP = """\
param location string = resourceGroup().location
param tags object = {}

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'spoke'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.30.0.0/16'
      ]
    }
  }
}

resource nodes 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: vnet
  name: 'nodes'
  properties: {
    addressPrefix: '10.30.0.0/20'
    defaultOutboundAccess: false
  }
}

resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'shop'
  location: location
  properties: {
    networkProfile: { networkPlugin: 'azure' }
    agentPoolProfiles: [
      { name: 'system', mode: 'System', count: 3, vmSize: 'Standard_D4ds_v5', vnetSubnetID: nodes.id }
    ]
  }
}
"""

BICEP_MADE = """\

resource natGatewayPrefix 'Microsoft.Network/publicIPPrefixes@2024-05-01' = {
  name: 'spoke-nat-prefix'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    prefixLength: 30
    publicIPAddressVersion: 'IPv4'
  }
}

resource natGatewayPrefixLock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: '${natGatewayPrefix.name}-lock'
  scope: natGatewayPrefix
  properties: {
    level: 'CanNotDelete'
  }
}

resource natGateway 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'spoke-nat'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIpPrefixes: [
      {
        id: natGatewayPrefix.id
      }
    ]
  }
}
"""


def test_in_bicep(tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]) -> None:
    network = BICEP[: BICEP.index("\nresource nodes")]
    expected = BICEP.replace(network, network + BICEP_MADE)
    expected = expected.replace(
        "    defaultOutboundAccess: false\n",
        "    defaultOutboundAccess: false\n    natGateway: {\n      id: natGateway.id\n    }\n",
    )
    expected = expected.replace(
        "{ networkPlugin: 'azure' }", "{ networkPlugin: 'azure', outboundType: 'userAssignedNATGateway' }"
    )
    assert mended(tmp_path, natpin, {"main.bicep": BICEP}) == {"main.bicep": expected}
    assert not failing(tmp_path)


def test_an_az_command_names_the_gateway(
    tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    script = """\
az group create -n rg -l westeurope
az network public-ip prefix create -g rg -n egress --length 29
az lock create --name keep --lock-type CanNotDelete -g rg --resource egress \\
  --resource-type Microsoft.Network/publicIPPrefixes
az network nat gateway create -g rg -n "$GATEWAY" --public-ip-prefixes egress
az network vnet create -g rg -n vnet --address-prefixes 10.0.0.0/16
az network vnet subnet create -g rg --vnet-name vnet -n nodes --address-prefixes 10.0.0.0/20 \\
  --default-outbound-access false
ID=$(az network vnet subnet show -g rg --vnet-name vnet -n nodes --query id -o tsv)
az aks create -g rg -n aks --nodepool-name system --node-count 3 --network-plugin azure --vnet-subnet-id $ID
"""
    files = {"up.sh": f"GATEWAY=egress\n{script}"}
    expected = files["up.sh"].replace(
        "  --default-outbound-access false",
        '  --default-outbound-access false \\\n  --nat-gateway "$GATEWAY"',
    )
    expected = expected.replace(
        "vnet-subnet-id $ID", "vnet-subnet-id $ID --outbound-type userAssignedNATGateway"
    )
    assert mended(tmp_path, natpin, files) == {"up.sh": expected}
    assert not failing(tmp_path)
