"""Parameter files in folders of environments beside a template's own: ``parameters/prod/infra.parameters.json``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deployment%s.json#"
POOLS = "[{ name: 'system', count: 3, vmSize: 'Standard_D4s_v5', mode: 'System' }]"
BICEP = f"""\
param outbound string
resource pay 'Microsoft.ContainerService/managedClusters@2024-05-01' = {{
  name: 'pay'
  location: 'westeurope'
  properties: {{ agentPoolProfiles: {POOLS}, networkProfile: {{ networkPlugin: 'azure', outboundType: outbound }} }}
}}
"""
ARM = json.dumps(
    {
        "$schema": SCHEMA % "Template",
        "contentVersion": "1.0.0.0",
        "parameters": {"outbound": {"type": "string"}},
        "resources": [
            {
                "type": "Microsoft.ContainerService/managedClusters",
                "apiVersion": "2024-05-01",
                "name": "pay",
                "location": "westeurope",
                "properties": {"networkProfile": {"outboundType": "[parameters('outbound')]"}},
            }
        ],
    }
)
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def parameters(name: str, value: str) -> str:
    values = {name: {"value": value}}
    return json.dumps({"$schema": SCHEMA % "Parameters", "contentVersion": "1.0.0.0", "parameters": values})


def said(folder: Path, files: dict[str, str]) -> list[Verdict]:
    stacks = linted(folder, files).stacks
    return [one.verdicts["outbound-type-not-nat"] for stack in stacks for one in stack.clusters]


@pytest.mark.parametrize(("template", "text"), [("infra.bicep", BICEP), ("infra.json", ARM)])
@pytest.mark.parametrize(
    "place",
    [
        "parameters/prod/infra.parameters.json",
        "params/infra.prod.parameters.json",
        "environments/prod/infra.json",
        "templates/parameters/prod/infra.parameters.json",
    ],
)
def test_one_of_its_name_is_its_own(tmp_path: Path, template: str, text: str, place: str) -> None:
    for value, expected in (("managedNATGateway", PASS), ("loadBalancer", FAIL)):
        files = {f"templates/{template}": text, place: parameters("outbound", value)}
        assert said(tmp_path, files) == [expected]


def test_each_environment_is_a_stack(tmp_path: Path) -> None:
    files = {
        "templates/infra.bicep": BICEP,
        "parameters/dev/infra.parameters.json": parameters("outbound", "managedNATGateway"),
        "parameters/prod/infra.parameters.json": parameters("outbound", "loadBalancer"),
    }
    assert said(tmp_path, files) == [PASS, FAIL]


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("parameters/prod/other.parameters.json", "outbound"),  # named after another template, or after none
        ("parameters/prod/infra.parameters.json", "outboundType"),  # a parameter that it does not have
        ("elsewhere/parameters/prod/infra.parameters.json", "outbound"),
        ("samples/prod/infra.parameters.json", "outbound"),
    ],
)
def test_others_are_not(tmp_path: Path, place: str, name: str) -> None:
    files = {"templates/infra.bicep": BICEP, place: parameters(name, "managedNATGateway")}
    assert said(tmp_path, files) == [UNKNOWN]
