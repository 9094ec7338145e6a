"""Roots that are wholes, network and cluster included: ways to set up the same, unless one script deploys them both."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

WHOLE = """\
resource ip 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'out'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}
resource out 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'out'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIpAddresses: [{ id: ip.id }] }
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [{ name: 'nodes', properties: { addressPrefix: '10.0.0.0/22'GATEWAY } }]
  }
}
resource aks 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'CLUSTER'
  location: 'westeurope'
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'c'
    agentPoolProfiles: [{ name: 'core', mode: 'System', count: 3, vnetSubnetID: '${net.id}/subnets/nodes' }]
    networkProfile: { networkPlugin: 'azure', outboundType: 'OUTBOUND' }
  }
}
"""
PINNED = (
    WHOLE.replace("GATEWAY", ", natGateway: { id: out.id }")
    .replace("CLUSTER", "one")
    .replace("OUTBOUND", "userAssignedNATGateway")
)
BARE = WHOLE.replace("GATEWAY", "").replace("CLUSTER", "two").replace("OUTBOUND", "loadBalancer")


@pytest.mark.parametrize(
    ("script", "second", "told"),
    [
        (
            "az deployment group create -g rg -f a.bicep\naz deployment group create -g rg -f b.bicep\n",
            BARE,
            "unknown",
        ),
        (
            "az deployment group create -g rg -f b.bicep\naz deployment group create -g rg -f a.bicep\n",
            BARE,
            "unknown",
        ),
        (
            'RG=rg\naz deployment group create -g $RG -f a.bicep\naz deployment group create -g "$2" -f b.bicep\n',
            BARE,
            "unknown",
        ),
        (
            "az deployment group create -g rg -f a.bicep\naz deployment group create -g other -f b.bicep\n",
            BARE,
            "pass",
        ),
        (
            "az deployment group create -g rg -f a.bicep\naz deployment group create -g rg -f b.bicep\n",
            PINNED,
            "pass",
        ),
        ("az deployment group create -g rg -f a.bicep\n", BARE, "pass"),
        ("echo nothing\n", BARE, "pass"),
    ],
)
def test_wholes_are_alternatives_unless_one_script_deploys_them(
    script: str, second: str, told: str, tmp_path: Path
) -> None:
    for name, text in (("a.bicep", PINNED), ("b.bicep", second), ("up.sh", script)):
        (tmp_path / name).write_text(text)
    report = lint(FolderWorkspace(tmp_path, tmp_path), READERS, Settings(chosen(Config())))
    (mine,) = [
        cluster.verdicts["node-subnet-no-nat"].value
        for stack in report.stacks
        if stack.stack.root == "a.bicep"
        for cluster in stack.clusters
    ]
    assert mine == told
