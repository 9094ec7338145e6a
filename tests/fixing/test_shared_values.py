"""A value that something else reads too is not changed: it is written at its use, or left with the reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Natpin

TOPOLOGY = Path(__file__).parent.parent / "topologies/seconds-for-minutes"
TERRAFORM = (TOPOLOGY / "main.tf").read_text()
BICEP = (TOPOLOGY / "main.bicep").read_text()
ARM = (TOPOLOGY / "azuredeploy.json").read_text()

SCRIPT = (TOPOLOGY / "provision.sh").read_text().replace("GROUP=shop-rg", "GROUP=shop-rg\nIDLE=600")


@pytest.mark.parametrize(
    "other",
    [
        "timeout $IDLE kubectl wait --for=condition=Ready node --all",
        "kubectl wait --timeout=${IDLE}s --all node",
        'sleep "$((IDLE / 60))"',
    ],
)
@pytest.mark.parametrize(("used", "mended"), [('"$IDLE"', '"10"'), ("$IDLE", "10"), ("${IDLE}", "10")])
def test_a_scripts_variable_that_something_else_reads_is_kept(
    other: str, used: str, mended: str, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    """Ten seconds is no time to wait for nodes."""
    text = SCRIPT.replace("--idle-timeout 600", f"--idle-timeout {used}") + f"\n{other}\n"
    assert used in text
    (tmp_path / "provision.sh").write_text(text)
    assert "nat-idle-seconds" in failing(tmp_path)
    assert natpin(tmp_path, "fix", ".")[0] == 0
    assert not failing(tmp_path)
    expected = text.replace(f"--idle-timeout {used}", f"--idle-timeout {mended}")
    assert (tmp_path / "provision.sh").read_text() == expected


def test_an_exported_variable_is_kept(tmp_path: Path, natpin: Natpin) -> None:
    """Programs that the script starts read it."""
    text = SCRIPT.replace("\nIDLE=", "\nexport IDLE=").replace("--idle-timeout 600", "--idle-timeout $IDLE")
    (tmp_path / "provision.sh").write_text(text)
    assert natpin(tmp_path, "fix", ".")[0] == 0
    assert (tmp_path / "provision.sh").read_text() == text.replace("timeout $IDLE", "timeout 10")


PROBE = 'resource "terraform_data" "probe" {\n  input = VALUE\n}\n'
TOLD = "not mended  nat-idle-seconds  because "
SHARED = {
    "a variable's default": {
        "main.tf": TERRAFORM.replace("600", "var.idle") + "\n" + PROBE.replace("VALUE", "var.idle"),
        "variables.tf": 'variable "idle" {\n  default = 600\n}\n',
    },
    "a value file": {
        "main.tf": TERRAFORM.replace("600", "var.idle") + "\n" + PROBE.replace("VALUE", "var.idle"),
        "variables.tf": 'variable "idle" {\n  type = number\n}\n',
        "terraform.tfvars": "idle = 600\n",
    },
    "a local": {
        "main.tf": TERRAFORM.replace("600", "local.idle") + "\n" + PROBE.replace("VALUE", '"${local.idle}s"'),
        "locals.tf": "locals {\n  idle = 600\n}\n",
    },
    "a variable that goes through a local": {
        "main.tf": TERRAFORM.replace("600", "local.idle") + "\n" + PROBE.replace("VALUE", "local.idle"),
        "locals.tf": 'locals {\n  idle = var.idle\n}\n\nvariable "idle" {\n  default = 600\n}\n',
    },
    "a parameter": {
        "main.bicep": "param idle int = 600\n" + BICEP.replace("600", "idle") + "\noutput waits int = idle\n",
    },
    "a parameter file": {
        "main.bicep": "param idle int\n" + BICEP.replace("600", "idle") + "\noutput waits int = idle\n",
        "main.bicepparam": "using 'main.bicep'\n\nparam idle = 600\n",
    },
    "a member of an object that a value file gives": {
        "main.tf": TERRAFORM.replace("600", "var.egress.idle")
        + "\n"
        + PROBE.replace("VALUE", "var.egress.idle"),
        "variables.tf": 'variable "egress" {\n  type = any\n}\n',
        "terraform.tfvars": "egress = {\n  idle = 600\n}\n",
    },
    "a variable in JSON": {
        "main.tf": TERRAFORM.replace("600", "var.idle") + "\n" + PROBE.replace("VALUE", "var.idle"),
        "variables.tf.json": '{"variable": {"idle": {"type": "number", "default": 600}}}\n',
    },
    "a member of an object": {
        "main.bicep": "var egress = {\n  idle: 600\n}\n"
        + BICEP.replace("600", "egress.idle")
        + "\noutput waits int = egress.idle\n",
    },
    "one branch of a choice": {
        "main.bicep": "param idle int = 600\nparam slow bool = true\n"
        + BICEP.replace("600", "idle")
        + "\noutput waits int = slow ? idle : 4\n",
    },
    "a variable that another template imports": {
        "main.bicep": "import { idle } from 'shared.bicep'\n" + BICEP.replace("600", "idle"),
        "shared.bicep": "@export()\nvar idle = 600\n",
        "other.bicep": "import { idle } from 'shared.bicep'\noutput waits int = idle\n",
    },
    "a variable of a parameter file": {
        "main.bicep": "param idle int\nparam waits int\n"
        + BICEP.replace("600", "idle")
        + "\noutput waiting int = waits\n",
        "main.bicepparam": "using 'main.bicep'\n\nvar seconds = 600\nparam idle = seconds\nparam waits = seconds\n",
    },
    "a parameter file, of what a module takes": {
        "main.bicep": "param seconds int\nmodule net 'net.bicep' = {\n  name: 'net'\n  params: {\n    idle: seconds\n  }\n}\n"
        "output waits int = seconds\n",
        "net.bicep": "param idle int\n" + BICEP.replace("600", "idle"),
        "main.parameters.json": '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",'
        '"contentVersion": "1.0.0.0", "parameters": {"seconds": {"value": 600}}}\n',
    },
    "a member of a template's variable": {
        "azuredeploy.json": ARM.replace("600", "\"[variables('egress').idle]\"").replace(
            '"resources": [',
            '"variables": {"egress": {"idle": 600}},\n'
            '  "outputs": {"waits": {"type": "int", "value": "[variables(\'egress\').idle]"}},\n  "resources": [',
            1,
        ),
    },
    "a script that another one sources": {
        "provision.sh": SCRIPT.replace("GROUP=shop-rg\nIDLE=600", "GROUP=shop-rg\n. ./settings.sh").replace(
            "--idle-timeout 600", "--idle-timeout $IDLE"
        ),
        "settings.sh": "IDLE=600\n",
        "wait.sh": ". ./settings.sh\ntimeout $IDLE make\n",
    },
    "a file that Bicep loads": {
        "main.bicep": "var cfg = loadYamlContent('config.yaml')\n"
        + BICEP.replace("600", "cfg.egress.idle")
        + "\noutput waits int = cfg.egress.idle\n",
        "config.yaml": "egress:\n  idle: 600\n",
    },
    "a file that another template loads too": {
        "main.bicep": "var cfg = loadJsonContent('config.json')\n" + BICEP.replace("600", "cfg.idle"),
        "config.json": '{"idle": 600}\n',
        "other.bicep": "var cfg = loadJsonContent('config.json')\noutput waits int = cfg.idle\n",
    },
    "a file that Terraform decodes": {
        "main.tf": 'locals {\n  cfg = yamldecode(file("config.yaml"))\n}\n\n'
        + TERRAFORM.replace("600", "local.cfg.idle")
        + "\n"
        + PROBE.replace("VALUE", 'local.cfg["idle"]'),
        "config.yaml": "idle: 600\n",
    },
    "a template's parameter": {
        "azuredeploy.json": ARM.replace("600", "\"[parameters('idle')]\"").replace(
            '"resources": [',
            '"parameters": {"idle": {"type": "int", "defaultValue": 600}},\n'
            '  "outputs": {"waits": {"type": "int", "value": "[parameters(\'idle\')]"}},\n  "resources": [',
            1,
        ),
    },
}


@pytest.mark.parametrize("where", SHARED)
def test_what_somebody_else_reads_is_left_and_told(
    where: str, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    files = SHARED[where]
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert "nat-idle-seconds" in failing(tmp_path)
    _, told = natpin(tmp_path, "fix", ".", "--unsafe")
    assert TOLD in told
    assert "is read elsewhere too" in told
    assert {name: (tmp_path / name).read_text() for name in files} == files


def test_two_gateways_with_one_timeout_are_mended_together(tmp_path: Path, natpin: Natpin) -> None:
    """Both read the variable for the same argument."""
    start = TERRAFORM.index('resource "azurerm_nat_gateway" "egress"')
    gateway = TERRAFORM[start : TERRAFORM.index("\n}\n", start) + 3]
    second = gateway.replace('"egress"', '"other"')
    text = TERRAFORM.replace("600", "var.idle") + "\n" + second.replace("600", "var.idle")
    (tmp_path / "main.tf").write_text(text)
    validation = '\n  validation {\n    condition     = var.idle > 3\n    error_message = "too short"\n  }\n'
    (tmp_path / "variables.tf").write_text(f'variable "idle" {{\n  default = 600\n{validation}}}\n')
    natpin(tmp_path, "fix", ".", "--rule", "nat-idle-seconds")
    assert "default = 10" in (tmp_path / "variables.tf").read_text()


LIMITED = {
    "a validation": {
        "main.tf": TERRAFORM.replace("600", "var.idle"),
        "variables.tf": 'variable "idle" {\n  default = 600\n\n  validation {\n'
        '    condition     = var.idle >= 100 && contains([600, 900], var.idle)\n    error_message = "x"\n  }\n}\n',
    },
    "a least value": {
        "main.bicep": "@minValue(100)\n@description('Seconds.')\nparam idle int = 600\n"
        + BICEP.replace("600", "idle"),
    },
    "values that are allowed": {
        "main.bicep": "@allowed([\n  600\n  900\n])\nparam idle int = 600\n" + BICEP.replace("600", "idle"),
    },
    "values that a template allows": {
        "azuredeploy.json": ARM.replace("600", "\"[parameters('idle')]\"").replace(
            '"resources": [',
            '"parameters": {"idle": {"type": "int", "defaultValue": 600, "allowedValues": [600, 900]}},\n  "resources": [',
            1,
        ),
    },
}


@pytest.mark.parametrize("where", LIMITED)
def test_a_value_that_its_declaration_refuses_is_not_written(
    where: str, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    """The tool would refuse to plan or to deploy."""
    files = LIMITED[where]
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert "nat-idle-seconds" in failing(tmp_path)
    _, told = natpin(tmp_path, "fix", ".", "--unsafe")
    assert TOLD in told
    assert "does not allow 10" in told
    assert {name: (tmp_path / name).read_text() for name in files} == files


def test_limits_of_another_parameter_do_not_count(tmp_path: Path, natpin: Natpin) -> None:
    text = "@minValue(100)\nparam other int = 100\n@minValue(4)\nparam idle int = 600\n" + BICEP.replace(
        "600", "idle"
    )
    (tmp_path / "main.bicep").write_text(text)
    natpin(tmp_path, "fix", ".", "--rule", "nat-idle-seconds")
    assert "param idle int = 10\n" in (tmp_path / "main.bicep").read_text()


ENVIRONMENTS = {
    ".github/workflows/up.yml": "on: push\nenv:\n  IDLE: 600\njobs:\n  up:\n    runs-on: x\n    steps:\n      - run: NAT\n",
    ".github/workflows/step.yml": "on: push\njobs:\n  up:\n    runs-on: x\n    steps:\n      - env:\n"
    '          IDLE: "600" # seconds\n        run: |\n          NAT\n',
    ".gitlab-ci.yml": "variables:\n  IDLE: 600\nup:\n  script:\n    - NAT\n",
    "azure-pipelines.yml": "steps:\n- bash: |\n    NAT\n  env:\n    IDLE: 600\n",
}
NAT = "az network nat gateway create -g rg -n nat --public-ip-prefixes p --idle-timeout $IDLE"


@pytest.mark.parametrize("path", ENVIRONMENTS)
@pytest.mark.parametrize("other", [False, True])
def test_a_value_from_the_environment_of_a_pipeline(
    path: str, other: bool, tmp_path: Path, natpin: Natpin
) -> None:
    """The finding stands at the value, and the fix too, unless a command reads it for something else."""
    command = f"sleep $IDLE && {NAT}" if other else NAT
    text = ENVIRONMENTS[path].replace("NAT", command)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    line = text[: text.index("600")].count("\n") + 1
    _, told = natpin(tmp_path, "fix", ".", "--rule", "nat-idle-seconds")
    assert f"{path}:{line}  fixed" in told
    mended = text.replace("timeout $IDLE", "timeout 10") if other else text.replace("600", "10")
    assert (tmp_path / path).read_text() == mended
