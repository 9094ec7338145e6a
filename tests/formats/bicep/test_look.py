"""A look at a Bicep file tells no more than reading it would: what it passes over bears on no egress, however it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats.arm.template import Template
from natpin.formats.arm.world import StackDeployments
from natpin.formats.bicep.load import module_template
from natpin.formats.bicep.look import may_bear_on_egress
from natpin.formats.bicep.reader import _load
from natpin.languages.arm_expressions.scope import Effort
from natpin.workspace import FolderWorkspace

TESTS = Path(__file__).parent.parent.parent
FILES = sorted(str(path.relative_to(TESTS)) for path in TESTS.rglob("*.bicep"))

IDLE = """
resource sa 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'sa'
  resource blobs 'blobServices' = { name: 'default' }
}
resource telemetry 'Microsoft.Resources/deployments@2024-03-01' = if (tell) {
  name: 'telemetry'
  properties: {
    mode: 'Incremental'
    template: { '$schema': 'https://x', contentVersion: '1.0.0.0', resources: [] }
  }
}
resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  name: 'lock'
  properties: { level: 'CanNotDelete' }
  scope: sa
}
module vault 'br/public:avm/res/key-vault/vault:0.11.0' = { name: 'vault' }
"""


def _workspace(folder: Path, files: dict[str, str | bytes]) -> FolderWorkspace:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return FolderWorkspace(folder, folder)


def _concerns(path: str, workspace: FolderWorkspace) -> bool:
    """What reading all of it says."""
    world = StackDeployments(workspace, Effort(10_000_000), _load, module_template)
    template = world.template(path)
    return not isinstance(template, Template) or world.concerns(template)


def test_what_a_look_passes_over_bears_on_no_egress_when_it_is_read() -> None:
    workspace = FolderWorkspace(TESTS, TESTS)
    told = {path: may_bear_on_egress(path, workspace) for path in FILES}
    wrong = [path for path, may in told.items() if not may and _concerns(path, workspace)]
    assert wrong == []
    assert len(told) > sum(told.values())  # it passes over some


def test_modules_that_only_say_that_they_are_used_are_passed_over(tmp_path: Path) -> None:
    calling = f"{IDLE}\nmodule inner 'm/inner.bicep' = {{ name: 'inner' }}\n"
    workspace = _workspace(tmp_path, {"main.bicep": calling, "m/inner.bicep": IDLE})
    assert not may_bear_on_egress("main.bicep", workspace)


@pytest.mark.parametrize(
    "more",
    [
        "resource g 'Microsoft.Network/natGateways@2023-01-01' = { name: 'g' }",
        "resource g 'microsoft.network/NATGATEWAYS@2023-01-01' = { name: 'g' }",
        "@onlyIfNotExists() resource g 'Microsoft.Network/natGateways@2023-01-01' = { name: 'g' }",
        "resource /* so */ g 'Microsoft.Network/natGateways@2023-01-01' = { name: 'g' }",
        "resource g // so\n 'Microsoft.Network/natGateways@2023-01-01' = { name: 'g' }",
        "resource\n  g\n  'Microsoft.Network/natGateways@2023-01-01' = { name: 'g' }",
        "resource g'Microsoft.Network/natGateways@2023-01-01' = { name: 'g' }",
        "resource g 'Contoso.Any/things@2023-01-01' = { name: 'g' }",
        "resource g 'Microsoft.Network/networkManagers@2023-01-01' = {\n  name: 'g'\n"
        "  resource r 'routingConfigurations' = { name: 'r' }\n}",
        "resource d 'Microsoft.Resources/deployments@2024-03-01' = {\n  name: 'd'\n"
        "  properties: { template: { resources: [one] } }\n}",
        "resource d 'Microsoft.Resources/deployments@2024-03-01' = {\n  name: 'd'\n"
        "  properties: { template: given }\n}",
        "resource d 'Microsoft.Resources/deployments@2024-03-01' = {\n  name: 'd'\n"
        "  properties: { templateLink: { uri: 'https://x' } template: { resources: [] } }\n}",
        "resource d 'Microsoft.Resources/deployments@2024-03-01' = {\n  name: 'd'\n"
        "  properties: { ...given, template: { resources: [] } }\n}",
        "resource l 'Microsoft.Authorization/locks@2020-05-01' = { name: 'l' }",
        "resource l 'Microsoft.Authorization/locks@2020-05-01' = {\n  name: 'l'\n  scope: group\n}",
        "resource group 'Microsoft.Management/managementGroups@2023-04-01' existing = { name: 'g' }\n"
        "resource l 'Microsoft.Authorization/locks@2020-05-01' = {\n  name: 'l'\n  scope: group\n}",
        "module m 'missing.bicep' = { name: 'm' }",
        "module m 'template.json' = { name: 'm' }",
        "module m 'circle.bicep' = { name: 'm' }",
        "module m 'br/public:avm/res/network/nat-gateway:1.2.2' = { name: 'm' }",
        "module m 'br:contoso.azurecr.io/anything:1' = { name: 'm' }",
        "module m 'ts:00000000-0000-0000-0000-000000000000/g/network:1' = { name: 'm' }",
    ],
)
def test_a_look_is_stopped_by_whatever_may_bear_on_egress(tmp_path: Path, more: str) -> None:
    workspace = _workspace(
        tmp_path,
        {
            "main.bicep": f"{IDLE}\n{more}\n",
            "outer.bicep": "module m 'main.bicep' = { name: 'm' }\n",
            "circle.bicep": "module m 'round.bicep' = { name: 'm' }\n",
            "round.bicep": "module c 'circle.bicep' = { name: 'c' }\n"
            "resource g 'Microsoft.Network/natGateways@2023-01-01' = { name: 'g' }\n",
            "template.json": "{}",
        },
    )
    # whichever is asked first: what is found while a circle is gone round says nothing of its members
    assert may_bear_on_egress("outer.bicep", workspace)
    assert may_bear_on_egress("main.bicep", workspace)
    assert may_bear_on_egress("round.bicep", workspace)
    assert may_bear_on_egress("circle.bicep", workspace)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_look_sees_text_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    text = "resource g 'Microsoft.Network/natGateways@2023-01-01' = { name: 'g' }\n"
    workspace = _workspace(tmp_path, {"main.bicep": text.encode(encoding), "broken.bicep": b"\xff\xfe\xff"})
    assert may_bear_on_egress("main.bicep", workspace)
    assert may_bear_on_egress("broken.bicep", workspace)
