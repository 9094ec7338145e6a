"""What a pipeline deploys of a repository that it checks out into a folder of its own, or of another repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from .table_of_rollouts import TERRAFORM, workflow
from .test_rollouts import verdicts

APPLY = "terraform apply -auto-approve -var nat=false"


def _action(**given: str) -> str:
    return "uses: actions/checkout@v4\nwith:\n" + "".join(
        f"  {name}: {said}\n" for name, said in given.items()
    )


def _run(folder: str, command: str = APPLY) -> str:
    return f"run: {command}\nworking-directory: {folder}"


WORKFLOWS = {
    "in its own folder": ([_action(path="mine"), _run("mine/infra")], "F"),
    "in a folder below another": ([_action(path="./src/mine/"), _run("src/mine/infra")], "F"),
    "by its own name": (
        [_action(path="mine", repository="${{ github.repository }}"), _run("mine/infra")],
        "F",
    ),
    "gone to": ([_action(path="mine"), f"run: cd mine && cd infra && {APPLY}"], "F"),
    "named": ([_action(path="mine"), "run: terraform -chdir=mine/infra apply -var nat=false"], "F"),
    "in PowerShell": ([_action(path="mine"), f"{_run('mine/infra')}\nshell: pwsh"], "F"),
    "a script of it": ([_action(path="mine"), _run("mine", "./up.sh")], "F"),
    "another repository": ([_action(repository="acme/other"), _run("infra")], "U"),
    "another one beside it": (
        [_action(), _action(repository="acme/other", path="other"), _run("other/infra")],
        "U",
    ),
    "it, after another one": ([_action(repository="acme/other"), _action(ref="main"), _run("infra")], "F"),
}


@pytest.mark.parametrize(("steps", "expected"), WORKFLOWS.values(), ids=WORKFLOWS)
def test_github(steps: list[str], expected: str, tmp_path: Path) -> None:
    files = {"infra/main.tf": TERRAFORM, ".github/workflows/up.yml": workflow(*steps)}
    if "./up.sh" in files[".github/workflows/up.yml"]:
        files["up.sh"] = f"cd infra\n{APPLY}\n"
    assert "".join(sorted(set(verdicts(tmp_path, files).values()))) == expected


TOP = """\
resources:
  repositories:
  - repository: templates
    type: git
    name: acme/infra-templates
variables:
  folder: $(Build.SourcesDirectory)/acme-infra/infra
steps:
"""
TWO = "- checkout: self\n- checkout: templates\n"
AT = "  workingDirectory: $(Build.SourcesDirectory)/"
PIPELINES = {
    "by its name": (f"{TWO}- bash: {APPLY}\n{AT}acme-infra/infra\n", "F"),
    "by a variable": (f"{TWO}- bash: {APPLY}\n  workingDirectory: $(folder)\n", "F"),
    "gone to": (f"{TWO}- bash: cd acme-infra && cd infra && {APPLY}\n", "F"),
    "in PowerShell": (f"{TWO}- pwsh: {APPLY}\n{AT}acme-infra/infra\n", "F"),
    "by a task": (
        f"{TWO}- task: TerraformTaskV4@4\n  inputs:\n    command: apply\n    commandOptions: -var nat=false\n  {AT}acme-infra/infra\n",
        "F",
    ),
    "in a folder that is named": (
        f"- checkout: self\n  path: s/mine\n- checkout: templates\n- bash: {APPLY}\n{AT}mine/infra\n",
        "F",
    ),
    "another repository": (f"{TWO}- bash: {APPLY}\n{AT}infra-templates/infra\n", "U"),
    "another one by its folder": (
        f"- checkout: self\n- checkout: templates\n  path: s/theirs\n- bash: {APPLY}\n{AT}theirs/infra\n",
        "U",
    ),
    "another one by its address": (
        f"- checkout: self\n- checkout: git://acme/more@main\n- bash: {APPLY}\n{AT}more/infra\n",
        "U",
    ),
    "one alone": (f"- checkout: self\n- bash: {APPLY}\n{AT}acme-infra/infra\n", "U"),
}


@pytest.mark.parametrize(("steps", "expected"), PIPELINES.values(), ids=PIPELINES)
def test_azure(steps: str, expected: str, tmp_path: Path) -> None:
    files = {"infra/main.tf": TERRAFORM, "azure-pipelines.yml": TOP + steps}
    assert "".join(sorted(set(verdicts(tmp_path, files).values()))) == expected
