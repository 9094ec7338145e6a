"""A deployment in a script gives parameters to a template: their defaults are then not what is deployed."""

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

TEMPLATE = """\
param nat bool = true
param natural string = 'a'
resource gateway 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'egress'
  location: 'westeurope'
  sku: { name: 'Standard' }
}
resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [{
      name: 'nodes'
      properties: { addressPrefix: '10.0.0.0/22', natGateway: nat ? { id: gateway.id } : null }
    }]
  }
}
resource cluster 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'shop'
  location: 'westeurope'
  properties: {
    agentPoolProfiles: [{ name: 'sys', mode: 'System', count: 3, vnetSubnetID: network.properties.subnets[0].id }]
    networkProfile: { outboundType: 'userAssignedNATGateway' }
  }
}
"""
CREATE = "az deployment group create -g rg -f main.bicep"
GIVES = [
    f"{CREATE} --parameters nat=false",
    f"{CREATE} -p nat=false",
    f"{CREATE} -p=nat=false",
    f"{CREATE} -p natural=b nat=false",
    f"{CREATE} -p natural=b -p nat=false",
    f"{CREATE} -p 'nat=false'",
    f'{CREATE} -p nat="$NAT"',
    f"{CREATE} \\\n  -p \\\n  nat=false",
    f"{CREATE} -p NAT=false",
    "az deployment sub create -l westeurope --template-file main.bicep -p nat=false",
]
GIVES_OTHERS = [
    CREATE,
    f"{CREATE} -p natural=b",
    f"{CREATE} -p unnat=false",
    f"{CREATE.replace('main', 'other')} -p nat=false",
    "az vm create -g rg -n vm -p nat=false",
]


def verdict(folder: Path, script: str) -> Verdict:
    (folder / "main.bicep").write_text(TEMPLATE)
    (folder / "other.bicep").write_text("param nat bool = true\n")
    (folder / "up.sh").write_text(script + "\n")
    report = lint(FolderWorkspace(folder, folder), READERS, Settings(chosen(Config())))
    (found,) = [
        cluster.verdicts["node-subnet-no-nat"]
        for stack in report.stacks
        for cluster in stack.clusters
        if stack.stack.root == "main.bicep"
    ]
    return found


@pytest.mark.parametrize("script", GIVES)
def test_what_a_deployment_gives_beats_the_default(script: str, tmp_path: Path) -> None:
    assert verdict(tmp_path, script) is not Verdict.PASS


@pytest.mark.parametrize("script", GIVES_OTHERS)
def test_what_it_does_not_give_is_the_default(script: str, tmp_path: Path) -> None:
    assert verdict(tmp_path, script) is Verdict.PASS
