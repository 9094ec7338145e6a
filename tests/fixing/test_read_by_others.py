"""A value that other files read, or that is read in words of its own kind: it is changed only where nobody else needs it.

Every program that a step of a pipeline starts finds the pipeline's variables in its environment; a value file may be that
of several roots, a variable of Ansible that of several plays."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Natpin

GATEWAY = "az network nat gateway create -g rg -n n --public-ip-prefixes p --idle-timeout "
WORKFLOW, AZURE, GITLAB = ".github/workflows/deploy.yml", "azure-pipelines.yml", ".gitlab-ci.yml"
CHECKOUT = "      - uses: actions/checkout@v4\n"


def workflow(env: str, use: str = "$IDLE", more: str = "") -> dict[str, str]:
    """A workflow that makes a gateway with a variable of its ``env``."""
    return {
        WORKFLOW: f"on: push\n{env}\njobs:\n  d:\n    runs-on: ubuntu-latest\n    steps:\n{CHECKOUT}"
        f"      - run: {GATEWAY}{use}\n{more}"
    }


def azure(head: str, use: str, more: str = "") -> dict[str, str]:
    """The same in Azure Pipelines."""
    return {
        AZURE: f"{head}\nsteps:\n- task: AzureCLI@2\n  inputs:\n    azureSubscription: s\n    scriptType: bash\n"
        f"    scriptLocation: inlineScript\n    inlineScript: |\n      {GATEWAY}{use}\n{more}"
    }


def gitlab(head: str) -> dict[str, str]:
    """The same in GitLab."""
    return {GITLAB: f"{head}\ndeploy:\n  script:\n    - {GATEWAY}$IDLE\n"}


ENV, FLOW = "env:\n  IDLE: 600", "env: {A: 1, IDLE: 600}"
RUNS = "      - run: ./wait.sh\n"
LISTED = '- name: idle\n  value: "600"'
SPLATTED = """$idle = 600
$nat = @{
    Name                 = 'n'
    ResourceGroupName    = 'rg'
    Location             = 'westeurope'
    Sku                  = 'Standard'
    IdleTimeoutInMinutes = $idle
}
New-AzNatGateway @nat -PublicIpPrefix $p
"""
TASK = """- name: nat
  azure.azcollection.azure_rm_natgateway:
    resource_group: rg
    name: n
    idle_timeout_in_minutes: "{{ idle }}"
    public_ip_addresses: [p]
"""
PLAY = "- hosts: localhost\n  vars:\n    idle: 600\n  tasks:\n" + "".join(
    f"    {line}\n" for line in TASK.splitlines()
)
WAITS = '    - wait_for: {timeout: "{{ idle }}"}\n'
ROLE = {
    "site.yml": "- hosts: localhost\n  roles: [nat]\n",
    "roles/nat/tasks/main.yml": TASK,
    "roles/nat/defaults/main.yml": "idle: 600\n",
}

MENDED = {
    "a workflow's script reads it": (
        workflow(ENV, more=RUNS) | {"wait.sh": "sleep $IDLE\n"},
        (WORKFLOW, "timeout $IDLE", "timeout 10"),
    ),
    "a program in another language reads it": (
        workflow(ENV, more="      - run: python wait.py\n")
        | {"wait.py": 'time.sleep(int(os.environ["IDLE"]))\n'},
        (WORKFLOW, "timeout $IDLE", "timeout 10"),
    ),
    "an action of the repository reads it": (
        workflow(FLOW, more="      - uses: ./.github/actions/wait\n")
        | {
            ".github/actions/wait/action.yml": "runs:\n  using: composite\n  steps:\n    - {run: 'sleep $IDLE', shell: bash}\n"
        },
        (WORKFLOW, "timeout $IDLE", "timeout 10"),
    ),
    "a step reads it, and it stands in braces": (
        workflow(FLOW, more="      - run: sleep $IDLE\n"),
        (WORKFLOW, "timeout $IDLE", "timeout 10"),
    ),
    "only the command reads it, and it stands in braces": (workflow(FLOW), (WORKFLOW, "600", "10")),
    "another workflow has one of this name": (
        workflow(ENV)
        | {".github/workflows/o.yml": "on: push\njobs: {a: {runs-on: x, steps: [{run: sleep $IDLE}]}}\n"},
        (WORKFLOW, "600", "10"),
    ),
    "the command stands in a script": (
        {WORKFLOW: workflow(ENV)[WORKFLOW].replace(GATEWAY + "$IDLE", "./nat.sh")}
        | {"nat.sh": f"{GATEWAY}$IDLE\n"},
        (WORKFLOW, "600", "10"),
    ),
    "a pipeline of Azure": (azure(f"variables:\n{LISTED}", "$(idle)"), (AZURE, "600", "10")),
    "in capitals": (azure(f"variables:\n{LISTED}", "$IDLE"), (AZURE, "600", "10")),
    "in capitals, and another line reads it": (
        azure(f"variables:\n{LISTED}", "$IDLE", "      sleep $(idle)\n"),
        (AZURE, "timeout $IDLE", "timeout 10"),
    ),
    "by a key in brackets": (
        azure("variables:\n  idle: 600", "${{ variables['idle'] }}"),
        (AZURE, "600", "10"),
    ),
    "in braces, beside its name": (
        azure("variables:\n- {name: idle, value: 600}", "$(idle)", "      sleep $(idle)\n"),
        (AZURE, "timeout $(idle)", "timeout 10"),
    ),
    "a template of steps reads it": (
        azure("variables:\n  idle: 600", "$(idle)") | {"steps/wait.yml": "steps:\n- script: sleep $(idle)\n"},
        (AZURE, "timeout $(idle)", "timeout 10"),
    ),
    "a variable of GitLab that is described": (
        gitlab('variables:\n  IDLE:\n    value: "600"\n    description: minutes'),
        (GITLAB, "600", "10"),
    ),
    "what PowerShell splats": ({"nat.ps1": SPLATTED}, ("nat.ps1", "$idle = 600", "$idle = 10")),
    "what PowerShell splats, and another line reads": (
        {"nat.ps1": f"{SPLATTED}Start-Sleep $idle\n"},
        ("nat.ps1", "Minutes = $idle", "Minutes = 10"),
    ),
    "a variable of a play": ({"play.yml": PLAY}, ("play.yml", "idle: 600", "idle: 10")),
    "a variable of a play that another task reads": (
        {"play.yml": PLAY + WAITS},
        ("play.yml", 'minutes: "{{ idle }}"', 'minutes: "10"'),
    ),
    "a default of a role": (ROLE, ("roles/nat/defaults/main.yml", "600", "10")),
}
"""By what reads a value: the files, and the one edit that is right."""


@pytest.mark.parametrize("name", MENDED)
def test_a_value_is_mended_where_nobody_else_needs_it(name: str, tmp_path: Path, natpin: Natpin) -> None:
    files, (path, old, new) = MENDED[name]
    _write(tmp_path, files)
    status, _ = natpin(tmp_path, "fix", ".", "--rule", "nat-idle-seconds")
    assert files[path].count(old) == 1
    expected = files | {path: files[path].replace(old, new)}
    assert {each: (tmp_path / each).read_text() for each in files} == expected
    assert status == 0


ROOT = """variable "idle" {}
resource "azurerm_nat_gateway" "n" {
  name                    = "n"
  resource_group_name     = "rg"
  location                = "westeurope"
  sku_name                = "Standard"
  idle_timeout_in_minutes = var.idle
}
"""
OTHER = 'variable "idle" {}\nresource "terraform_data" "probe" {\n  input = var.idle\n}\n'
STACKS = "stacks:\n  - {root: a, environments: {prod: [all.tfvars]}}\n  - {root: b, environments: {prod: [all.tfvars]}}\n"
TEMPLATE = """param idle int
resource gateway 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'n'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { idleTimeoutInMinutes: idle }
}
"""
PARAMETERS = (
    '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",\n'
    '"contentVersion": "1.0.0.0", "parameters": {"idle": {"value": 600}}}\n'
)
LEFT = {
    "a value file of two roots": {
        "a/main.tf": ROOT,
        "b/main.tf": OTHER,
        "all.tfvars": "idle = 600\n",
        "natpin.yaml": STACKS,
    },
    "a parameter file of two templates": {
        "a.bicep": TEMPLATE,
        "b.bicep": "param idle int\noutput waits int = idle\n",
        "all.json": PARAMETERS,
        "natpin.yaml": "stacks:\n  - {root: a.bicep, environments: {prod: {parameters: [all.json]}}}\n"
        "  - {root: b.bicep, environments: {prod: {parameters: [all.json]}}}\n",
    },
    "a default of a role that the play reads": ROLE | {"site.yml": ROLE["site.yml"] + "  tasks:\n" + WAITS},
    "a variable that GitLab has options for": gitlab(
        'variables:\n  IDLE:\n    value: "600"\n    options: ["600", "1200"]'
    ),
    "a variable of which the command stands in one script, and another script reads it": {
        WORKFLOW: workflow(ENV)[WORKFLOW].replace(GATEWAY + "$IDLE", "./nat.sh"),
        "nat.sh": f"{GATEWAY}$IDLE\n",
        "wait.sh": "sleep $IDLE\n",
    },
}


@pytest.mark.parametrize("name", LEFT)
def test_a_value_that_is_not_the_commands_alone_is_left_and_told(
    name: str, tmp_path: Path, natpin: Natpin
) -> None:
    _write(tmp_path, LEFT[name])
    status, told = natpin(tmp_path, "fix", ".", "--rule", "nat-idle-seconds")
    assert {each: (tmp_path / each).read_text() for each in LEFT[name]} == LEFT[name]
    assert "not mended  nat-idle-seconds  because " in told
    assert status == 0


def test_a_value_file_is_mended_where_both_roots_need_the_same(tmp_path: Path, natpin: Natpin) -> None:
    files = LEFT["a value file of two roots"] | {"b/main.tf": ROOT.replace('"rg"', '"rg2"')}
    _write(tmp_path, files)
    natpin(tmp_path, "fix", ".", "--rule", "nat-idle-seconds")
    assert (tmp_path / "all.tfvars").read_text() == "idle = 10\n"


def test_it_is_told_where_the_value_is_written(tmp_path: Path, natpin: Natpin) -> None:
    """The finding is where the value stands; what is written elsewhere is not written ``here``."""
    _write(tmp_path, {"nat.sh": f"IDLE=600\n{GATEWAY}$IDLE\nsleep $IDLE\n"})
    _, told = natpin(tmp_path, "fix", ".", "--check")
    assert "nat.sh:1  would fix  nat-idle-seconds  write `10` at nat.sh:2, as the value of" in told


def test_a_comment_that_counts_for_nothing_does_not_keep_a_fix(tmp_path: Path, natpin: Natpin) -> None:
    """The team that owns the rules lets nobody ignore this one."""
    script = f"# natpin: ignore[nat-idle-seconds] agreed\n{GATEWAY}600\n"
    _write(tmp_path, {"nat.sh": script, "natpin.yaml": "rules: {nat-idle-seconds: {notIgnorable: true}}\n"})
    natpin(tmp_path, "fix", ".")
    assert (tmp_path / "nat.sh").read_text() == script.replace("600", "10")


@pytest.mark.parametrize("rules", ["", " , "])
def test_a_choice_of_no_rule_is_refused(rules: str, tmp_path: Path, natpin: Natpin) -> None:
    """``--rule "$RULES"`` in a pipeline that forgot to set RULES would say that there is nothing to fix."""
    assert natpin(tmp_path, "fix", ".", "--rule", rules)[0] == 2


def _write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
