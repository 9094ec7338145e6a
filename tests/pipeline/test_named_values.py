"""A value file that natpin.yaml names for a stack and that is not there is told with the place that names it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main

STACKS = "stacks:\n  - root: infra\n    environments:\n      prod: [env/nope.tfvars]\n"


def test_by_the_line_that_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = Path(__file__).parents[2] / "examples" / "payment-processor-pinned" / "terraform"
    (tmp_path / "infra").mkdir()
    for file in example.glob("*.tf"):
        (tmp_path / "infra" / file.name).write_text(file.read_text())
    (tmp_path / "natpin.yaml").write_text(STACKS)
    assert main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json"]) == 4
    (skipped,) = json.loads(capsys.readouterr().out)["skipped"]
    assert skipped["path"] == "natpin.yaml"
    assert "stacks: the value file env/nope.tfvars of prod is not there" in skipped["reason"]
