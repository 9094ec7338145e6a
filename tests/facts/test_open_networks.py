"""Where something may have changed a cluster and its network, rules about the network's subnets are unknown, not left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.model.finding import Verdict
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

RULE = "default-outbound-access"
NETWORK = {
    "type": "Microsoft.Network/virtualNetworks",
    "apiVersion": "2024-05-01",
    "name": "net",
    "location": "westeurope",
    "properties": {
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [{"name": "nodes", "properties": {"addressPrefix": "10.0.0.0/22"}}],
    },
}
CLUSTER = {
    "type": "Microsoft.ContainerService/managedClusters",
    "apiVersion": "2025-05-01",
    "name": "shop",
    "location": "westeurope",
    "properties": {
        "dnsPrefix": "shop",
        "agentPoolProfiles": [
            {
                "name": "one",
                "mode": "System",
                "count": 3,
                "vnetSubnetID": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'nodes')]",
            }
        ],
        "networkProfile": {"networkPlugin": "azure", "outboundType": "userAssignedNATGateway"},
    },
}
SCRIPT = {
    "type": "Microsoft.Resources/deploymentScripts",
    "apiVersion": "2023-08-01",
    "name": "attach",
    "location": "westeurope",
    "kind": "AzureCLI",
    "properties": {
        "azCliVersion": "2.60.0",
        "retentionInterval": "P1D",
        "primaryScriptUri": "https://example.com/attach.sh",
    },
}


@pytest.mark.parametrize(
    ("resources", "verdict"),
    [([NETWORK, CLUSTER], Verdict.FAIL), ([NETWORK, CLUSTER, SCRIPT], Verdict.UNKNOWN)],
)
def test_subnets_that_something_may_have_changed_are_asked_about(
    resources: list[object], verdict: Verdict, tmp_path: Path
) -> None:
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": resources,
    }
    (tmp_path / "azuredeploy.json").write_text(json.dumps(template))
    report = lint(FolderWorkspace(tmp_path, tmp_path), READERS, Settings(chosen(Config())))
    (cluster,) = [one for stack in report.stacks for one in stack.clusters]
    assert cluster.verdicts.get(RULE) is verdict
