"""A script that is named shows what it deploys: the stack that its inputs make of a root."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict
from natpin.model.report import Report

from .table_of_rollouts import BICEP, CREATE, workflow

FILES = {
    "main.bicep": BICEP,
    "up.sh": f"{CREATE} -p nat=false\n",
    "on.sh": f"{CREATE} -p nat=true\n",
    ".github/workflows/up.yml": workflow(f"run: {CREATE} -p mode=off"),
}
UP, ON, WORKFLOW = (
    "main.bicep (by up.sh)",
    "main.bicep (by on.sh)",
    "main.bicep (by .github/workflows/up.yml)",
)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (("up.sh",), {UP: Verdict.FAIL}),
        (("on.sh",), {ON: Verdict.PASS}),
        ((".github",), {WORKFLOW: Verdict.FAIL}),
        (("up.sh", "on.sh"), {UP: Verdict.FAIL, ON: Verdict.PASS}),
        (("main.bicep",), {UP: Verdict.FAIL, ON: Verdict.PASS, WORKFLOW: Verdict.FAIL}),
        ((), {UP: Verdict.FAIL, ON: Verdict.PASS, WORKFLOW: Verdict.FAIL}),
    ],
)
def test_what_a_named_script_deploys(
    named: tuple[str, ...], expected: dict[str, Verdict], tmp_path: Path
) -> None:
    assert _told(linted(tmp_path, FILES, *named)) == expected


def _told(report: Report) -> dict[str, Verdict]:
    return {
        stack.stack.id: cluster.verdicts["node-subnet-no-nat"]
        for stack in report.stacks
        for cluster in stack.clusters
    }


def test_what_a_named_script_deploys_as_it_is(tmp_path: Path) -> None:
    files = {
        "main.bicep": BICEP,
        "plain.sh": CREATE + "\n",
        "prod.bicepparam": "using 'main.bicep'\nparam nat = false\n",
    }
    files["prod.sh"] = "az deployment group create -g rg -p prod.bicepparam\n"
    for named, expected in (
        ("plain.sh", {"main.bicep": Verdict.PASS}),
        ("prod.sh", {"main.bicep (prod.bicepparam)": Verdict.FAIL}),
    ):
        assert _told(linted(tmp_path, files, named)) == expected
