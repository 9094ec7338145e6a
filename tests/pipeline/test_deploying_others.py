"""A script that deploys templates of another kind alone gives a template that it does not name no inputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .table_of_rollouts import BICEP
from .test_rollouts import verdicts

UP = "az deployment group create -g rg"
SHOW = "az deployment group show -g rg -n d"
EMPTY = json.dumps(
    {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"nat": {"type": "bool"}},
        "resources": [],
    }
)
BUILT = EMPTY.replace('"parameters"', '"metadata": {"_generator": {"name": "bicep"}}, "parameters"', 1)
ROWS: list[tuple[str, str, dict[str, str], str]] = [
    ("another's template", f"{UP} -f other.json", {}, "P"),
    ("by its long flag, on two lines", f"{UP} \\\n  --template-file='./other.json'", {}, "P"),
    ("in a folder of a variable", f'{UP} -f "${{HERE}}/other.json"', {}, "P"),
    ("in a substitution", f"ID=$({UP} -f other.json --query id)", {}, "P"),
    ("what a deployment was is asked", f"{UP} -f other.json\n{SHOW}", {}, "P"),
    ("a template by a variable", f"{UP} -f $T", {}, "U"),
    ("a name by a variable", f"{UP} -f $T.json", {}, "U"),
    ("a template by a link", f"{UP} --template-uri https://x/other.json", {}, "U"),
    ("a template that is not here", f"{UP} -f gone.json", {}, "U"),
    ("a second deployment", f"{UP} -f other.json\n{UP} -f $T", {}, "U"),
    ("a second one on the line", f"{UP} -f other.json && {UP} -f $T", {}, "U"),
    ("a flag of another program", f"{UP} -f $T | jq -f other.json", {}, "U"),
    ("a deployment that is called show", f"{UP} -n show -f $T", {}, "U"),
    ("what is compiled before", f"az bicep build -f $T --outfile other.json\n{UP} -f other.json", {}, "U"),
    ("what was compiled", f"{UP} -f built.json", {"built.json": BUILT}, "U"),
    ("what has its name", f"{UP} -f infra/main.json", {"infra/main.json": EMPTY}, "U"),
    ("a stack by PowerShell", f"{UP} -f other.json\nNew-AzResourceGroupDeployment -TemplateFile $T -nat $1", {}, "U"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("script", "files", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
@pytest.mark.parametrize("before", ["", "if [ ]; then (\n"], ids=["followed", "not Bash"])
def test_bicep(tmp_path: Path, before: str, script: str, files: dict[str, str], expected: str) -> None:
    every = {"main.bicep": BICEP, "other.json": EMPTY, "up.sh": f"{before}nat=$1\n{script}", **files}
    assert verdicts(tmp_path, every)["main.bicep"] == expected
