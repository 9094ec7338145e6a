"""``reference`` and ``dependsOn`` take ids that begin at their provider: ``Microsoft.Network/virtualNetworks/net``.

Source: Azure Resource Manager, "Resource functions for ARM templates" (``reference``), "Define the order for deploying resources".
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
GATEWAY = {
    "type": "Microsoft.Network/natGateways",
    "apiVersion": "2024-05-01",
    "name": "nat",
    "location": "westeurope",
}
ATTACHED = {"id": "[resourceId('Microsoft.Network/natGateways', 'nat')]"}
PASS, FAIL = Verdict.PASS, Verdict.FAIL


def network(gateway: object) -> dict[str, object]:
    subnet = {"name": "nodes", "properties": {"addressPrefix": "10.0.0.0/20", "natGateway": gateway}}
    space = {"addressPrefixes": ["10.0.0.0/16"]}
    return {
        "type": "Microsoft.Network/virtualNetworks",
        "apiVersion": "2024-05-01",
        "name": "net",
        "location": "westeurope",
        "properties": {"addressSpace": space, "subnets": [subnet]},
    }


def cluster(subnet: str) -> dict[str, object]:
    pool = {
        "name": "system",
        "count": 3,
        "vmSize": "Standard_D4s_v5",
        "mode": "System",
        "vnetSubnetID": subnet,
    }
    profile = {"networkPlugin": "azure", "outboundType": "userAssignedNATGateway"}
    return {
        "type": "Microsoft.ContainerService/managedClusters",
        "apiVersion": "2024-05-01",
        "name": "pay",
        "location": "westeurope",
        "properties": {"agentPoolProfiles": [pool], "networkProfile": profile},
    }


def template(*resources: dict[str, object], **more: object) -> dict[str, object]:
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": list(resources), **more}


@pytest.mark.parametrize(("gateway", "expected"), [(ATTACHED, PASS), (None, FAIL)])
@pytest.mark.parametrize(
    "path",
    [
        "reference('Microsoft.Network/virtualNetworks/net')",
        "reference('Microsoft.Network/virtualNetworks/net', '2024-05-01')",
        "reference(concat('Microsoft.Network/', 'virtualNetworks/', 'net'))",
        "reference('/providers/Microsoft.Network/virtualNetworks/net')",
    ],
)
def test_a_network_is_found_by_its_path(
    tmp_path: Path, path: str, gateway: object, expected: Verdict
) -> None:
    made = template(GATEWAY, network(gateway), cluster(f"[{path}.subnets[0].id]"))
    assert verdicts(linted(tmp_path, {"azuredeploy.json": json.dumps(made)})) == [expected]


@pytest.mark.parametrize(("gateway", "expected"), [(ATTACHED, PASS), (None, FAIL)])
def test_so_is_a_deployment_of_a_loop(tmp_path: Path, gateway: object, expected: Verdict) -> None:
    ids = {
        "ids": {
            "type": "array",
            "value": ["[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 'nodes')]"],
        }
    }
    inner = template(network(gateway), outputs=ids)
    deployment = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "[concat('net-', copyIndex())]",
        "copy": {"name": "nets", "count": 1},
        "properties": {"mode": "Incremental", "template": inner},
    }
    subnet = "[reference('Microsoft.Resources/deployments/net-0').outputs.ids.value[0]]"
    made = template(GATEWAY, deployment, cluster(subnet))
    assert verdicts(linted(tmp_path, {"azuredeploy.json": json.dumps(made)})) == [expected]
