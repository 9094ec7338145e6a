"""The resource group that a command deploys a template into is part of what the template's resources are.

Source: Azure CLI, ``az deployment group create --resource-group``; Bicep, "Existing resources" (``scope``; without one the
group that is deployed into).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

NET = """
resource ip 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'ip'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}
resource nat 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'nat'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIpAddresses: [ { id: ip.id } ] }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.0.0.0/8' ] }
    subnets: [ { name: 'nodes', properties: { addressPrefix: '10.0.0.0/16', natGateway: { id: nat.id } } } ]
  }
}
"""
AKS = """
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: 'net'
%s}
resource nodes 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {
  parent: net
  name: 'nodes'
}
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'aks'
  location: 'westeurope'
  identity: { type: 'SystemAssigned' }
  properties: {
    agentPoolProfiles: [ { name: 'system', mode: 'System', count: 1, vmSize: 'x', vnetSubnetID: nodes.id } ]
    networkProfile: { networkPlugin: 'azure', outboundType: 'userAssignedNATGateway' }
  }
}
"""
SCOPED = "  scope: resourceGroup('rg-net')\n"
PASSES, OPEN = "pass", "unknown"

ROWS = [
    # where the network goes, where the cluster goes, the cluster's scope, the verdict
    ("rg-net", "rg-aks", SCOPED, PASSES),
    ("RG-Net", "rg-aks", SCOPED, PASSES),
    ("rg-dev", "rg-aks", SCOPED, OPEN),
    ("rg-one", "rg-one", "", PASSES),
    ("rg-net", "rg-aks", "", OPEN),
    ("$RG", "$RG", "", PASSES),
    ("$RG", "rg-aks", SCOPED, PASSES),
]


@pytest.mark.parametrize(("net", "aks", "scope", "verdict"), ROWS)
def test_a_subnet_of_another_template(tmp_path: Path, net: str, aks: str, scope: str, verdict: str) -> None:
    script = f"az deployment group create -g {net} -f net.bicep\naz deployment group create -g {aks} -f aks.bicep\n"
    report = linted(tmp_path, {"net.bicep": NET, "aks.bicep": AKS % scope, "up.sh": script})
    assert [one.name.lower() for one in verdicts(report)] == [verdict]


def test_a_template_that_goes_into_several(tmp_path: Path) -> None:
    """Nobody knows which of them is meant: any fits, as where no command says it."""
    script = "for g in rg-dev rg-net; do az deployment group create -g $g -f net.bicep; done\n"
    report = linted(tmp_path, {"net.bicep": NET, "aks.bicep": AKS % SCOPED, "up.sh": script})
    assert {one.name.lower() for one in verdicts(report)} == {PASSES}
