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
