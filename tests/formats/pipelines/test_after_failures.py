"""A job, stage or step that takes the gateway off: whether it runs in a run that ends well, or may."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.model.finding import Verdict
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

MAKES = (
    "az network nat gateway create -g rg -n gw --public-ip-addresses ip --idle-timeout 10",
    "az network vnet create -g rg -n net --address-prefixes 10.0.0.0/16",
    "az network vnet subnet create -g rg --vnet-name net -n nodes --nat-gateway gw",
    "az aks create -g rg -n shop --outbound-type userAssignedNATGateway --vnet-subnet-id "
    "$(az network vnet subnet show -g rg --vnet-name net -n nodes --query id -o tsv)",
)
TAKES_OFF = ("az network vnet subnet update -g rg --vnet-name net -n nodes --nat-gateway null",)


def said(commands: tuple[str, ...], indent: int) -> str:
    return "".join(f"{' ' * indent}{command}\n" for command in commands)


GITHUB = f"""\
on: push
jobs:
  up:
    runs-on: ubuntu-latest
    steps:
    - run: |
{said(MAKES, 8)}"""
GITHUB_JOB = f"""{GITHUB}\
  down:
    needs: up
    if: CONDITION
    runs-on: ubuntu-latest
    steps:
    - run: |
{said(TAKES_OFF, 8)}"""
GITHUB_STEP = f"""{GITHUB}\
    - if: CONDITION
      run: |
{said(TAKES_OFF, 8)}"""
AZURE_STAGE = f"""\
trigger: none
stages:
- stage: up
  jobs:
  - job: up
    steps:
    - script: |
{said(MAKES, 8)}\
- stage: down
  condition: CONDITION
  jobs:
  - job: down
    steps:
    - script: |
{said(TAKES_OFF, 8)}"""
AZURE_JOB = f"""\
trigger: none
jobs:
- job: up
  steps:
  - script: |
{said(MAKES, 6)}\
- job: down
  dependsOn: up
  condition: CONDITION
  steps:
  - script: |
{said(TAKES_OFF, 6)}"""
AZURE_STEP = f"""\
trigger: none
steps:
- script: |
{said(MAKES, 4)}\
- script: |
{said(TAKES_OFF, 4)}\
  condition: CONDITION
"""
GITLAB = f"""\
up:
  stage: build
  script:
{"".join(f"  - {command}{chr(10)}" for command in MAKES)}\
down:
  stage: deploy
  CONDITION
  script:
  - {TAKES_OFF[0]}
"""
STAYS, MAY_STAY, GOES = Verdict.PASS, Verdict.UNKNOWN, Verdict.FAIL
OF_GITHUB = {
    "failure()": STAYS,
    "${{ failure() }}": STAYS,
    "failure() && inputs.back": STAYS,
    "cancelled()": STAYS,
    "failure() || cancelled()": STAYS,
    "cancelled() || inputs.back": MAY_STAY,
    "failure() || inputs.back": MAY_STAY,
    "inputs.back || failure()": MAY_STAY,
    "always() && inputs.back": MAY_STAY,
    "vars.BACK == 'yes'": MAY_STAY,
    "always()": GOES,
    "success()": GOES,
    "${{ !failure() }}": GOES,
    "${{ !cancelled() }}": GOES,
}
OF_AZURE = {
    "failed()": STAYS,
    "and(failed(), eq(variables.back, 'yes'))": STAYS,
    "or(failed(), eq(variables.back, 'yes'))": MAY_STAY,
    "eq(variables.back, 'yes')": MAY_STAY,
    "not(failed())": GOES,
    "succeeded()": GOES,
    "always()": GOES,
    "succeededOrFailed()": GOES,
}
OF_GITLAB = {
    "when: on_failure": STAYS,
    "when: never": STAYS,
    "when: manual": MAY_STAY,
    "rules: [{if: $BACK}]": MAY_STAY,
    "rules: [{if: $BACK, when: manual}]": MAY_STAY,
    "rules: [{when: on_failure}]": STAYS,
    "when: on_success": GOES,
    "when: always": GOES,
}
ROWS = [
    *(
        (".github/workflows/a.yml", GITHUB_JOB, condition, verdict)
        for condition, verdict in OF_GITHUB.items()
    ),
    *(
        (".github/workflows/a.yml", GITHUB_STEP, condition, verdict)
        for condition, verdict in OF_GITHUB.items()
    ),
    *(("azure-pipelines.yml", AZURE_STAGE, condition, verdict) for condition, verdict in OF_AZURE.items()),
    *(("azure-pipelines.yml", AZURE_JOB, condition, verdict) for condition, verdict in OF_AZURE.items()),
    *(("azure-pipelines.yml", AZURE_STEP, condition, verdict) for condition, verdict in OF_AZURE.items()),
    *((".gitlab-ci.yml", GITLAB, condition, verdict) for condition, verdict in OF_GITLAB.items()),
]


@pytest.mark.parametrize(("path", "written", "condition", "verdict"), ROWS)
def test_a_step_back(path: str, written: str, condition: str, verdict: Verdict, tmp_path: Path) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(written.replace("CONDITION", condition))
    report = lint(FolderWorkspace(tmp_path, tmp_path), READERS, Settings(chosen(Config())))
    (cluster,) = [cluster for stack in report.stacks for cluster in stack.clusters]
    assert cluster.verdicts["node-subnet-no-nat"] is verdict
