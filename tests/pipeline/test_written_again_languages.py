"""Whatever a subnet with its gateway is written in, another root that may write it again takes its pass away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.model.finding import Verdict
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

TOPOLOGY = Path(__file__).parent.parent / "topologies" / "seconds-for-minutes"
LANGUAGES = (
    "main.tf",
    "main.bicep",
    "azuredeploy.json",
    "provision.sh",
    "provision.ps1",
    "Makefile",
    "azure-pipelines.yml",
    ".gitlab-ci.yml",
    ".github/workflows/provision.yml",
    "Pulumi.yaml",
    "aso.yaml",
    "crossplane.yaml",
)
CHILD = """\
param any string
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' existing = { name: 'shop-vnet' }
resource nodes 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: net
  name: 'nodes'
  properties: { addressPrefix: '10.30.0.0/20'GATEWAY }
}
"""
SAME = ", natGateway: { id: resourceId('Microsoft.Network/natGateways', 'egress') }"
UPDATE = "az network vnet subnet update -g shop-rg --vnet-name shop-vnet -n nodes "
ASO = """\
apiVersion: network.azure.com/v1api20240301
kind: VirtualNetworksSubnet
metadata: { name: "\\x6eodes", namespace: default }
spec:
  owner: { armId: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-rg/providers/Microsoft.Network/virtualNetworks/shop-vnet }
  addressPrefix: 10.30.0.0/20
"""
ARM = """\
{"$schema": "https:\\/\\/schema.management.azure.com\\/schemas\\/2019-04-01\\/deploymentTemplate.json#",
 "contentVersion": "1.0.0.0", "resources": [
  {"type": "Microsoft.Network\\/virtualNetworks\\/subnets", "apiVersion": "2024-05-01", "name": "shop-vnet\\/nodes",
   "properties": {"addressPrefix": "10.30.0.0\\/20"}}]}
"""
OTHERS = {
    "without.bicep": (CHILD.replace("GATEWAY", ""), Verdict.UNKNOWN),
    "unknown-gateway.bicep": (CHILD.replace("GATEWAY", ", natGateway: { id: any }"), Verdict.UNKNOWN),
    "other-group.bicep": (CHILD.replace("GATEWAY", SAME.replace("(", "('other-rg', ")), Verdict.UNKNOWN),
    "unknown-network.bicep": (
        CHILD.replace("GATEWAY", "").replace("'shop-vnet'", "'${any}-vnet'"),
        Verdict.UNKNOWN,
    ),
    "with-slashes.json": (ARM, Verdict.UNKNOWN),
    "with-escapes.yaml": (ASO, Verdict.UNKNOWN),
    "takes-off.sh": (UPDATE + "--remove natGateway\n", Verdict.UNKNOWN),
    "same.bicep": (CHILD.replace("GATEWAY", SAME), Verdict.PASS),
    "other-network.bicep": (
        CHILD.replace("GATEWAY", "").replace("'shop-vnet'", "'${any}-hub'"),
        Verdict.PASS,
    ),
}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_another_root_may_write_it_again(language: str, other: str, tmp_path: Path) -> None:
    written, verdict = OTHERS[other]
    mine = tmp_path / "shop" / language if not language.startswith(".") else tmp_path / language
    mine.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(TOPOLOGY / language, mine)
    (tmp_path / "ops").mkdir()
    (tmp_path / "ops" / other).write_text(written)
    report = lint(FolderWorkspace(tmp_path, tmp_path), READERS, Settings(chosen(Config())))
    (found,) = [one.verdicts["node-subnet-no-nat"] for stack in report.stacks for one in stack.clusters]
    assert found is verdict
