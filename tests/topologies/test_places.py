"""In every language of manifests and programs a finding stands at the value, to the column, and a comment before it
suppresses it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from natpin.cli import main

CASE = Path(__file__).parent / "seconds-for-minutes"
RULE = "nat-idle-seconds"
WRITTEN = {
    "Azure Service Operator": ("aso.yaml", "aso.yaml"),
    "Crossplane": ("crossplane.yaml", "crossplane.yaml"),
    "Pulumi": ("Pulumi.yaml", "Pulumi.yaml"),
    "Pulumi, the classic provider": ("classic", "classic/Pulumi.yaml"),
    "Ansible": ("playbook.yml", "playbook.yml"),
    "Terragrunt": ("terragrunt", "terragrunt"),
    "Terraform Stacks": ("terraform-stack", "terraform-stack"),
    "OpenTofu": ("main.tf", "main.tofu"),
}


def found(folder: Path) -> list[tuple[str, int, int]]:
    """Where the rule is told."""
    told = folder / "told.json"
    main(["lint", str(folder), "--workspace", str(folder), "--format", "json", "--output", str(told)])
    report = json.loads(told.read_text())
    told.unlink()
    findings = [one for stack in report["stacks"] for one in stack["findings"] if one["rule"] == RULE]
    return [(one["at"]["path"], one["at"]["line"], one["at"]["column"]) for one in findings]


@pytest.mark.parametrize("language", WRITTEN)
def test_a_finding_stands_at_its_value(language: str, tmp_path: Path) -> None:
    source, target = WRITTEN[language]
    place = tmp_path / target
    if (CASE / source).is_dir():
        shutil.copytree(CASE / source, tmp_path / source)
    else:
        shutil.copy(CASE / source, place)
    ((path, line, column),) = found(tmp_path)
    file = tmp_path / path
    lines = file.read_text().splitlines(keepends=True)
    assert lines[line - 1][column - 1 :].startswith("600")
    blank = lines[line - 1]
    indent = blank[: len(blank) - len(blank.lstrip())]
    lines.insert(line - 1, f"{indent}# natpin: ignore[{RULE}] agreed\n")
    file.write_text("".join(lines))
    assert found(tmp_path) == []
