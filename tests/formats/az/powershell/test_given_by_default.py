"""``$PSDefaultParameterValues``, and files of settings that are not here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main

CREATE = "New-AzAksCluster -ResourceGroupName pay -Name pay -NetworkPlugin azure"
AZ = "az aks create -g pay -n pay --network-plugin azure --outbound-type $Out"
DEFAULTS = "$PSDefaultParameterValues"
ROWS = {
    "by its name": (
        [f"{DEFAULTS} = @{{'New-AzAksCluster:OutboundType'='managedNATGateway'}}", CREATE],
        "pass",
    ),
    "by a pattern": ([f"{DEFAULTS}['New-AzAks*:OutboundType']='managedNATGateway'", CREATE], "pass"),
    "added": ([f"{DEFAULTS}.Add('*:OutboundType','managedNATGateway')", CREATE], "pass"),
    "of another cmdlet": (
        [f"{DEFAULTS}['Set-AzAksCluster:OutboundType']='managedNATGateway'", CREATE],
        "fail",
    ),
    "what is written wins": (
        [f"{DEFAULTS}['*:OutboundType']='managedNATGateway'", f"{CREATE} -OutboundType loadBalancer"],
        "fail",
    ),
    "turned off": (
        [f"{DEFAULTS}['*:OutboundType']='managedNATGateway'", f"{DEFAULTS}['Disabled']=$true", CREATE],
        "fail",
    ),
    "worked out": ([f"{DEFAULTS}['*:OutboundType']={{ Get-Choice }}", CREATE], "unknown"),
    "not known": ([f"{DEFAULTS} = Get-Defaults", CREATE], "unknown"),
    "settings that are not here": (["$Out = 'managedNATGateway'", ". ./settings.ps1", AZ], "unknown"),
    "settings that may be there": (
        ["$Out = 'managedNATGateway'", "if (Test-Path ./settings.ps1) { . ./settings.ps1 }", AZ],
        "unknown",
    ),
    "settings that may be in the script's folder": (
        [
            "$Out = 'managedNATGateway'",
            "$file = Join-Path $PSScriptRoot 'settings.ps1'",
            "if (Test-Path $file) { . $file }",
            AZ,
        ],
        "unknown",
    ),
    "set behind them": ([". ./settings.ps1", "$Out = 'managedNATGateway'", AZ], "pass"),
    "functions that are not here": (["$Out = 'managedNATGateway'", ". ./functions.ps1", AZ], "pass"),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_is_not_written_at_the_command(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, expected = ROWS[name]
    (tmp_path / "d.ps1").write_text("\n".join(lines) + "\n")
    main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json"])
    (stack,) = json.loads(capsys.readouterr().out)["stacks"]
    assert stack["clusters"][0]["verdicts"]["outbound-type-not-nat"] == expected
