"""Linked templates that are uploaded side by side, and lie in a folder below the one that links them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
CLUSTER = {
    "type": "Microsoft.ContainerService/managedClusters",
    "apiVersion": "2024-05-01",
    "name": "pay",
    "location": "westeurope",
    "properties": {"networkProfile": {"networkPlugin": "azure", "outboundType": "[parameters('outbound')]"}},
}
OUTBOUND = {"outbound": {"type": "string"}}
UPLOADED = "[concat(parameters('storageUri'), '/', 'aks.json', parameters('sasToken'))]"


def template(parameters: object, *resources: object) -> str:
    made = {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "parameters": parameters, "resources": resources}
    return json.dumps(made)


def linking(uri: str, outbound: str) -> str:
    deployment = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "linked",
        "properties": {
            "mode": "Incremental",
            "templateLink": {"uri": uri},
            "parameters": {"outbound": {"value": outbound}},
        },
    }
    return template({"storageUri": {"type": "string"}, "sasToken": {"type": "string"}}, deployment)


def said(folder: Path, files: dict[str, str]) -> list[tuple[str, Verdict]]:
    return [
        (stack.stack.root, one.verdicts["outbound-type-not-nat"])
        for stack in linted(folder, files).stacks
        for one in stack.clusters
    ]


@pytest.mark.parametrize(
    ("outbound", "expected"), [("managedNATGateway", Verdict.PASS), ("loadBalancer", Verdict.FAIL)]
)
@pytest.mark.parametrize("place", ["nestedtemplates/aks.json", "linked/aks.json", "aks.json"])
def test_the_one_right_below_is_linked_and_is_no_root(
    tmp_path: Path, place: str, outbound: str, expected: Verdict
) -> None:
    files = {"azuredeploy.json": linking(UPLOADED, outbound), place: template(OUTBOUND, CLUSTER)}
    assert said(tmp_path, files) == [("azuredeploy.json", expected)]


@pytest.mark.parametrize(
    ("uri", "places"),
    [
        (UPLOADED, ["one/aks.json", "two/aks.json"]),
        (UPLOADED, ["one/below/aks.json"]),
        ("https://example.com/templates/aks.json", ["nestedtemplates/aks.json"]),
    ],
)
def test_where_nothing_says_which_none_is(tmp_path: Path, uri: str, places: list[str]) -> None:
    files = {place: template(OUTBOUND, CLUSTER) for place in places}
    report = linted(tmp_path, {"azuredeploy.json": linking(uri, "managedNATGateway"), **files})
    assert "azuredeploy.json" in {one.path for one in report.skipped}
    assert not any(one.stack.root == "azuredeploy.json" and one.clusters for one in report.stacks)
