"""Scripts that deploy nothing are told by a look at their tree; whatever deploys when it is followed is followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats.az.powershell import may_deploy, read
from natpin.formats.interface import Inputs
from natpin.model.rollout import Rollout
from natpin.model.stack import Stack
from natpin.workspace import FolderWorkspace

CMDLET = "New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile main.bicep"
AZ = "az deployment group create -g rg -f main.bicep"
OTHERS = {
    "lib/deploy.ps1": f"function Deploy-It {{ {CMDLET} }}",
    "lib/run.ps1": CMDLET,
    "lib/tools.psm1": f"function Deploy-It {{ {CMDLET} }}",
    "lib/tools.psd1": "@{ RootModule = 'tools.psm1' }",
    "lib/look/look.psm1": f"function Deploy-It {{ {CMDLET} }}",
    "lib/outer.ps1": '. "$PSScriptRoot/deploy.ps1"',
    "lib/quiet.ps1": "function Get-It { Get-AzAksCluster }",
}
DEPLOY = [
    CMDLET,
    CMDLET.replace("New-", "Set-"),
    CMDLET.replace("-Az", "-AzureRm"),
    CMDLET.lower(),
    "New-AzSubscriptionDeployment -Location w -TemplateFile main.bicep",
    AZ,
    AZ.replace("az ", "az.cmd ", 1),
    AZ.replace("az ", "& 'az' ", 1),
    AZ.replace("az ", "az --verbose ", 1),
    "az group deployment create -g rg -f main.bicep",
    "$a = 'deployment', 'group', 'create', '-g', 'rg', '-f', 'main.bicep'; az @a",
    "$w = 'deployment'; az $w group create -g rg -f main.bicep",
    "terraform apply -auto-approve",
    "& terraform.exe apply",
    "tofu apply",
    f"if ($x) {{ foreach ($i in 1..2) {{ try {{ {CMDLET} }} catch {{ throw }} }} }}",
    f"1..2 | ForEach-Object {{ {CMDLET} }}",
    f"& {{ {CMDLET} }}",
    f"$x = $({CMDLET})",
    f"$b = {{ {CMDLET} }}; & $b",
    f"function Deploy-It {{ {CMDLET} }}",
    f"switch ($x) {{ 'a' {{ {CMDLET} }} }}",
    f"Invoke-Expression '{CMDLET}'",
    f"iex '{CMDLET}'",
    f"Invoke-Command -ScriptBlock {{ {CMDLET} }}",
    "Invoke-Command -FilePath ./lib/run.ps1",
    "Start-Process az -ArgumentList 'deployment group create -g rg -f main.bicep'",
    f"Start-Job {{ {CMDLET} }}",
    f'cmd /c "{AZ}"',
    f'pwsh -Command "{AZ}"',
    "pwsh -File ./lib/run.ps1",
    f"sudo {AZ}",
    f"Set-Alias up New-AzResourceGroupDeployment; {CMDLET.replace('New-AzResourceGroupDeployment', 'up')}",
    f"$c = 'New-AzResource' + 'GroupDeployment'; {CMDLET.replace('New-AzResourceGroupDeployment', '& $c')}",
    f"$b = [scriptblock]::Create('{CMDLET}'); & $b",
    "./lib/run.ps1",
    "& ./lib/run.ps1 -X 1",
    '& "$PSScriptRoot/lib/run.ps1"',
    "& (Join-Path $PSScriptRoot 'lib' 'run.ps1')",
    '$p = "$PSScriptRoot/lib/run.ps1"; & $p',
    "$n = 'run'; & \"$PSScriptRoot/lib/$n.ps1\"",
    "& ('lib/run' + '.ps1')",
    ". ./lib/deploy.ps1; Deploy-It",
    ". (Join-Path $PSScriptRoot 'lib/deploy.ps1'); Deploy-It",
    ". ./lib/outer.ps1; Deploy-It",
    "Import-Module ./lib/tools.psm1; Deploy-It",
    "Import-Module ./lib/tools.psd1; Deploy-It",
    "Import-Module ./lib/tools; Deploy-It",
    "Import-Module ./lib/look -Force; Deploy-It",
    "Import-Module -Name:./lib/tools.psm1; Deploy-It",
    'ipmo "$PSScriptRoot/lib/tools.psm1"; Deploy-It',
    "Import-Module (Join-Path $PSScriptRoot 'lib' 'tools.psm1'); Deploy-It",
]
NOTHING = [
    "",
    "Write-Host 'New-AzResourceGroupDeployment'",
    f"# {CMDLET}",
    f"$text = '{CMDLET}'",
    "Get-AzResourceGroupDeployment -ResourceGroupName rg",
    "Test-AzResourceGroupDeployment -ResourceGroupName rg -TemplateFile main.bicep",
    "az account show; az aks create -n a -g rg",
    ". ./lib/quiet.ps1; Get-It",
    ". (Join-Path (Split-Path $PSScriptRoot) 'lib' 'quiet.ps1')",
    "Import-Module Az.Resources, Pester",
    "Get-ChildItem | Where-Object { $_.Name } | ForEach-Object { Write-Host $_ }",
]


def _workspace(folder: Path, text: str) -> FolderWorkspace:
    for path, said in {**OTHERS, "main.bicep": "param nat bool", "up.ps1": text}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(said)
    return FolderWorkspace(folder, folder)


@pytest.mark.parametrize("text", DEPLOY)
def test_what_deploys_is_followed(tmp_path: Path, text: str) -> None:
    workspace = _workspace(tmp_path, text)
    parts = read(Stack("az-powershell", "up.ps1"), workspace, Inputs())
    assert any(isinstance(part, Rollout) for part in parts), "the case shows nothing"
    assert may_deploy("up.ps1", workspace)


@pytest.mark.parametrize("text", NOTHING)
def test_what_deploys_nothing_is_not(tmp_path: Path, text: str) -> None:
    workspace = _workspace(tmp_path, text)
    parts = read(Stack("az-powershell", "up.ps1"), workspace, Inputs())
    assert not any(isinstance(part, Rollout) for part in parts)
    assert not may_deploy("up.ps1", workspace)
