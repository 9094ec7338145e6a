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


AKS = "az aks create -g rg -n shop --outbound-type userAssignedNATGateway\n"
TASK = "steps:\n- task: AzureCLI@2\n  inputs:\n    scriptPath: $(Build.SourcesDirectory)/scripts/up.sh\n"


@pytest.mark.parametrize(
    ("named", "text", "expected"),
    [
        ("azure-pipelines.yml", "steps:\n- script: ./scripts/up.sh\n", ["scripts/up.sh"]),
        ("azure-pipelines.yml", TASK, ["scripts/up.sh"]),
        (".github/workflows/up.yml", workflow("run: scripts/up.sh"), ["scripts/up.sh"]),
        (".gitlab-ci.yml", "up:\n  script:\n    - cd scripts && ./up.sh\n", ["other/up.sh", "scripts/up.sh"]),
        ("Makefile", "up:\n\tbash scripts/up.sh\n", ["scripts/up.sh"]),
        ("azure-pipelines.yml", "steps:\n- script: ./scripts/down.sh\n", []),
        ("azure-pipelines.yml", "steps:\n# - script: ./scripts/up.sh\n", []),
        ("azure-pipelines.yml", "steps:\n- script: shellcheck scripts/up.sh\n", []),
    ],
)
def test_what_a_named_pipeline_runs_belongs_to_its_run(
    named: str, text: str, expected: list[str], tmp_path: Path
) -> None:
    files = {named: text, "scripts/up.sh": AKS, "other/up.sh": AKS}
    itself = [named] if expected else []  # with what it gives the script
    assert [stack.stack.id for stack in linted(tmp_path, files, named).stacks] == [*expected, *itself]


def test_what_a_script_deploys_that_a_named_pipeline_runs(tmp_path: Path) -> None:
    pipeline = "steps:\n- script: ./scripts/up.sh\n"
    files = {
        "main.bicep": BICEP,
        "scripts/up.sh": f"{CREATE} -p nat=false\n",
        "azure-pipelines.yml": pipeline,
    }
    by_script = "main.bicep (by scripts/up.sh)"
    assert _told(linted(tmp_path, files, "azure-pipelines.yml")) == {by_script: Verdict.FAIL}


def test_what_a_script_runs_that_a_named_pipeline_runs(tmp_path: Path) -> None:
    pipeline = "steps:\n- script: bash ./go.sh\n"
    files = {"azure-pipelines.yml": pipeline, "go.sh": "./scripts/up.sh\n", "scripts/up.sh": AKS}
    assert [one.stack.id for one in linted(tmp_path, files, "azure-pipelines.yml").stacks] == [
        "go.sh",
        "azure-pipelines.yml",
    ]
