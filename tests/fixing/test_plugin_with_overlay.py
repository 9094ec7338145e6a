"""Azure CNI is written with its overlay: a pod CIDR without it is refused by Azure and by azurerm."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.cli import main

TERRAFORM = """\
terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "VERSION"
    }
  }
}

resource "azurerm_kubernetes_cluster" "this" {
  name                = "shop"
  resource_group_name = "rg"
  location            = "westeurope"
  dns_prefix          = "shop"

  default_node_pool {
    name    = "system"
    vm_size = "Standard_D4ds_v5"
  }

  network_profile {
    network_plugin = "kubenet"
    pod_cidr       = "10.244.0.0/16"
    outbound_type  = "managedNATGateway"
  }
}
"""
BICEP = """\
resource aks 'Microsoft.ContainerService/managedClusters@VERSION' = {
  name: 'aks'
  location: 'westeurope'
  properties: {
    agentPoolProfiles: [ { name: 'system' } ]
    networkProfile: {
      networkPlugin: 'kubenet'
      podCidr: '10.244.0.0/16'
      outboundType: 'managedNATGateway'
    }
  }
}
"""
AZ = "az aks create -g rg -n aks --network-plugin kubenet --pod-cidr 10.244.0.0/16 --outbound-type managedNATGateway\n"
AZURE = {
    ".tf": 'network_plugin = "azure"',
    ".bicep": "networkPlugin: 'azure'",
    ".sh": "--network-plugin azure",
}
OVERLAY = {
    ".tf": 'network_plugin_mode = "overlay"',
    ".bicep": "networkPluginMode: 'overlay'",
    ".sh": "--network-plugin-mode overlay",
}


def fixed(folder: Path, name: str, text: str) -> str:
    (folder / ".git").mkdir(exist_ok=True)
    (folder / name).write_text(text)
    main(["fix", str(folder), "--workspace", str(folder), "--unsafe", "--rule", "azure-cni-required"])
    return (folder / name).read_text()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("main.tf", TERRAFORM.replace("VERSION", "~> 4.40")),
        ("main.bicep", BICEP.replace("VERSION", "2024-09-01")),
        ("up.sh", AZ),
    ],
)
def test_the_overlay_is_written_too(tmp_path: Path, every_rule: None, name: str, text: str) -> None:
    once = fixed(tmp_path, name, text)
    assert AZURE[Path(name).suffix] in once
    assert OVERLAY[Path(name).suffix] in once
    assert fixed(tmp_path, name, once) == once


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("main.tf", TERRAFORM.replace("VERSION", "~> 3.20.0")),
        ("main.bicep", BICEP.replace("VERSION", "2022-06-01")),
    ],
)
def test_nothing_is_written_for_a_version_without_it(
    tmp_path: Path, every_rule: None, name: str, text: str
) -> None:
    assert fixed(tmp_path, name, text) == text
