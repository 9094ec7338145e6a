"""A deployment script in JSON whose identity's rights are told in the same template."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats.arm.script_rights import _names_identity
from natpin.model.doubt import Doubt
from natpin.model.value import Reference

from .test_open_templates import NETWORK, read

WHO = "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'installer')]"
IDENTITY = {"type": "Microsoft.ManagedIdentity/userAssignedIdentities", "name": "installer"}
RIGHT = {
    "type": "Microsoft.Authorization/roleAssignments",
    "name": "[guid('right')]",
    "properties": {
        "roleDefinitionId": "",
        "principalId": "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'installer')).principalId]",
    },
}
SCRIPT = {
    "type": "Microsoft.Resources/deploymentScripts",
    "name": "run",
    "kind": "AzureCLI",
    "identity": {"type": "UserAssigned", "userAssignedIdentities": {WHO: {}}},
    "properties": {"primaryScriptUri": "https://example.com/run.sh"},
}
READER, CONTRIBUTOR = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "b24988ac-6180-42a0-ab88-20f7382dd24c"


def right(role: str) -> dict[str, object]:
    found = f"[resourceId('Microsoft.Authorization/roleDefinitions', '{role}')]"
    return {**RIGHT, "properties": {**RIGHT["properties"], "roleDefinitionId": found}}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("others", "changes"),
    [
        ([IDENTITY, right(READER)], False),
        ([IDENTITY], False),
        ([IDENTITY, right(CONTRIBUTOR)], True),
        ([right(READER)], True),
    ],
)
def test_it_may_do_what_its_identity_may(
    tmp_path: Path, others: list[dict[str, object]], changes: bool
) -> None:
    parts = read(tmp_path, NETWORK, SCRIPT, *others)
    assert any(isinstance(part, Doubt) for part in parts) is changes


CLIENT_ID = f"[reference({WHO[1:-1]}).clientId]"


@pytest.mark.parametrize(
    ("variable", "changes"),
    [
        ({"name": "workloadClientId", "value": CLIENT_ID}, False),
        ({"name": "clientId", "value": "[parameters('id')]"}, True),
        ({"name": "clientSecret", "secureValue": CLIENT_ID}, True),
        ({"name": "clientKey", "value": "[reference('other').key]"}, True),
        ({"name": "keyVaultName", "value": "[parameters('vault')]"}, False),
        ({"name": "secretProviderClassName", "value": "tls"}, False),
        ({"name": "keyVaultUri", "value": "https://vault.example.com"}, False),
        ({"name": "installCertManager", "value": "true"}, False),
        ({"name": "certificate", "value": "MIIB"}, True),
        ({"name": "token", "value": "[parameters('token')]"}, True),
    ],
)
def test_the_client_id_of_an_identity_is_no_password(
    tmp_path: Path, variable: dict[str, str], changes: bool
) -> None:
    handed = {**SCRIPT["properties"], "environmentVariables": [variable]}  # type: ignore[dict-item]
    parts = read(tmp_path, NETWORK, {**SCRIPT, "properties": handed}, IDENTITY, right(READER))
    assert any(isinstance(part, Doubt) for part in parts) is changes


@pytest.mark.parametrize(
    ("elsewhere", "changes"),
    [
        ("[if(empty(variables('none')), null(), variables('none'))]", False),
        ("[null()]", False),
        ("[createArray()]", False),
        ("[parameters('links')]", True),
        ("https://example.com/run.sh", True),
    ],
)
@pytest.mark.parametrize("name", ["primaryScriptUri", "supportingScriptUris"])
def test_a_file_of_elsewhere_that_is_null_is_none(
    tmp_path: Path, name: str, elsewhere: str, changes: bool
) -> None:
    properties = {"scriptContent": "az aks show -n shop -g rg", name: elsewhere}
    parts = read(tmp_path, NETWORK, {**SCRIPT, "properties": properties}, variables={"none": ""})
    assert any(isinstance(part, Doubt) for part in parts) is changes


@pytest.mark.parametrize(
    ("attribute", "names"),
    [("properties.clientId", True), ("properties.addonProfiles.x.identity.clientId", True), ("key", False)],
)
def test_what_names_an_identity(attribute: str, names: bool) -> None:
    assert _names_identity(Reference("aks", attribute)) is names
