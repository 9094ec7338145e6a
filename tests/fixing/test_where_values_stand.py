"""A value is mended where it really stands: a variable's default, a value file, a local, a parameter file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Natpin
from .spoiling import good, unguarded

TOPOLOGY = Path(__file__).parent.parent / "topologies/seconds-for-minutes"
TERRAFORM = (TOPOLOGY / "main.tf").read_text()
BICEP = (TOPOLOGY / "main.bicep").read_text()
ARM = (TOPOLOGY / "azuredeploy.json").read_text()

ANYWHERE: dict[str, tuple[dict[str, str], str, str, str]] = {
    "a variable's default": (
        {
            "main.tf": TERRAFORM.replace("600", "var.idle"),
            "variables.tf": 'variable "idle" {\n  type    = number\n  default = 600 # ten minutes\n}\n',
        },
        "variables.tf",
        "default = 600 # ten",
        "default = 10 # ten",
    ),
    "a value file": (
        {
            "main.tf": TERRAFORM.replace("600", "var.idle"),
            "variables.tf": 'variable "idle" {\n  type = number\n}\n',
            "terraform.tfvars": "idle = 600\n",
        },
        "terraform.tfvars",
        "idle = 600",
        "idle = 10",
    ),
    "a value file in JSON": (
        {
            "main.tf": TERRAFORM.replace("600", "var.idle"),
            "variables.tf": 'variable "idle" {\n  type = number\n}\n',
            "terraform.tfvars.json": '{"idle": 600}\n',
        },
        "terraform.tfvars.json",
        '{"idle": 600}',
        '{"idle": 10}',
    ),
    "a local in a map": (
        {
            "main.tf": TERRAFORM.replace("600", "local.egress.idle"),
            "locals.tf": 'locals {\n  egress = { idle = "600", sku = "Standard" }\n}\n',
        },
        "locals.tf",
        'idle = "600"',
        'idle = "10"',
    ),
    "one side of a condition": (
        {
            "main.tf": TERRAFORM.replace("600", "var.long ? 600 : 30"),
            "variables.tf": 'variable "long" {\n  default = true\n}\n',
        },
        "main.tf",
        "var.long ? 600 : 30",
        "var.long ? 10 : 30",
    ),
    "a parameter's default": (
        {"main.bicep": "param idle int = 600\n" + BICEP.replace("600", "idle")},
        "main.bicep",
        "param idle int = 600",
        "param idle int = 10",
    ),
    "a parameter file of Bicep": (
        {
            "main.bicep": "param idle int\n" + BICEP.replace("600", "idle"),
            "main.bicepparam": "using 'main.bicep'\n\nparam idle = 600\n",
        },
        "main.bicepparam",
        "param idle = 600",
        "param idle = 10",
    ),
    "a parameter file of ARM": (
        {
            "azuredeploy.json": ARM.replace("600", "\"[parameters('idle')]\"").replace(
                '"resources": [', '"parameters": {"idle": {"type": "int"}},\n  "resources": [', 1
            ),
            "azuredeploy.parameters.json": '{\n  "contentVersion": "1.0.0.0",\n'
            '  "parameters": {"idle": {"value": 600}}\n}\n',
        },
        "azuredeploy.parameters.json",
        '{"value": 600}',
        '{"value": 10}',
    ),
    "a file of JSON that Bicep loads": (
        {
            "main.bicep": "var cfg = loadJsonContent('config.json')\n"
            + BICEP.replace("600", "cfg.egress.idle"),
            "config.json": '{\n  "egress": { "idle": 600, "name": "x" }\n}\n',
        },
        "config.json",
        '"idle": 600',
        '"idle": 10',
    ),
    "a file of YAML that Bicep loads": (
        {
            "main.bicep": "var cfg = loadYamlContent('config.yaml').egress\n"
            + BICEP.replace("600", "cfg.idle"),
            "config.yaml": "egress:\n  idle: 600 # seconds?\n  name: x\n",
        },
        "config.yaml",
        "idle: 600 #",
        "idle: 10 #",
    ),
    "a file of YAML that Terraform decodes": (
        {
            "main.tf": 'locals {\n  cfg = yamldecode(file("${path.module}/config.yaml"))\n}\n\n'
            + TERRAFORM.replace("600", "local.cfg.egress.idle"),
            "config.yaml": "egress:\n  idle: 600\n",
        },
        "config.yaml",
        "idle: 600",
        "idle: 10",
    ),
    "a file of JSON that Terraform decodes": (
        {
            "main.tf": 'locals {\n  cfg = jsondecode(file("config.json"))\n}\n\n'
            + TERRAFORM.replace("600", 'local.cfg.egress["idle"]'),
            "config.json": '{"egress": {"idle": 600}}\n',
        },
        "config.json",
        '"idle": 600',
        '"idle": 10',
    ),
    "a variable of a script": (
        {
            "provision.sh": (TOPOLOGY / "provision.sh")
            .read_text()
            .replace("600", '"$IDLE"')
            .replace("GROUP=shop-rg", "GROUP=shop-rg\nIDLE=600 # seconds?")
        },
        "provision.sh",
        "IDLE=600 # seconds?",
        "IDLE=10 # seconds?",
    ),
}


@pytest.mark.parametrize("where", ANYWHERE)
def test_it_is_mended_there(
    where: str, tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    files, path, before, after = ANYWHERE[where]
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert "nat-idle-seconds" in failing(tmp_path)
    assert natpin(tmp_path, "fix", ".")[0] == 0
    assert not failing(tmp_path)
    mended = {name: (tmp_path / name).read_text() for name in files}
    assert mended == {**files, path: files[path].replace(before, after)}


@pytest.mark.parametrize("written", ["60 * 10", "10 * 60", "600 + 0", "var.minutes * 60", "max(600, 4)"])
def test_a_piece_of_a_sum_is_not_the_value(written: str, tmp_path: Path, natpin: Natpin) -> None:
    """``10 * 10`` would lint well, and is a hundred minutes; numbers alone are written anew as a whole."""
    text = 'variable "minutes" {\n  default = 10\n}\n\n' + TERRAFORM.replace("600", written)
    (tmp_path / "main.tf").write_text(text)
    natpin(tmp_path, "fix", ".", "--unsafe")
    left = (tmp_path / "main.tf").read_text()
    whole = text.replace(f"= {written}\n", "= 10\n")
    assert (
        left == whole if written[0].isdigit() else left in (text, text.replace("max(600, 4)", "max(10, 4)"))
    )


def test_what_two_environments_share_is_mended_only_when_both_are_well(
    tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    """Each has its own file; the one that is right is left alone."""
    (tmp_path / "main.tf").write_text(TERRAFORM.replace("600", "var.idle"))
    (tmp_path / "variables.tf").write_text('variable "idle" {\n  type = number\n}\n')
    (tmp_path / "dev.tfvars").write_text("idle = 600\n")
    (tmp_path / "prod.tfvars").write_text("idle = 15\n")
    assert natpin(tmp_path, "fix", ".")[0] == 0
    assert not failing(tmp_path)
    assert (tmp_path / "dev.tfvars").read_text() == "idle = 10\n"
    assert (tmp_path / "prod.tfvars").read_text() == "idle = 15\n"


def test_what_is_hidden_is_left_alone(tmp_path: Path, natpin: Natpin) -> None:
    text = TERRAFORM.replace(
        "  idle_timeout_in_minutes = 600",
        "  # natpin: ignore[nat-idle-seconds] known, and mended next week\n  idle_timeout_in_minutes = 600",
    )
    (tmp_path / "main.tf").write_text(text)
    assert natpin(tmp_path, "fix", ".") == (0, "nothing to fix\n")
    assert (tmp_path / "main.tf").read_text() == text


def test_a_suppression_that_hides_nothing_goes(tmp_path: Path, natpin: Natpin) -> None:
    text = good(TERRAFORM)
    line = "  idle_timeout_in_minutes = 10"
    assert line in text
    for spoiled in (
        text.replace(line, f"  # natpin: ignore[nat-idle-seconds] once\n{line}"),
        text.replace(line, f"{line} # natpin: ignore[nat-idle-seconds] once"),
    ):
        (tmp_path / "main.tf").write_text(spoiled)
        assert natpin(tmp_path, "fix", ".")[0] == 0
        assert (tmp_path / "main.tf").read_text() == spoiled, "whoever wrote it decides"
        assert natpin(tmp_path, "fix", ".", "--unsafe")[0] == 0
        assert (tmp_path / "main.tf").read_text() == text


def test_a_suppression_at_the_wrong_place_is_heeded(tmp_path: Path, natpin: Natpin) -> None:
    """It hides nothing there, and says what its author wants."""
    text = unguarded(TERRAFORM)
    block = 'resource "azurerm_public_ip_prefix" "egress" {\n'
    assert block in text
    spoiled = text.replace(block, f"{block}  # natpin: ignore[egress-ip-unprotected] rebuilt nightly\n")
    (tmp_path / "main.tf").write_text(spoiled)
    for flags in ((), ("--unsafe",)):
        _, told = natpin(tmp_path, "fix", ".", *flags)
        assert (tmp_path / "main.tf").read_text() == spoiled
        assert "not mended  egress-ip-unprotected  because the comment at main.tf:" in told
    natpin(tmp_path, "fix", ".", "--no-ignores")
    assert "prevent_destroy" in (tmp_path / "main.tf").read_text()


MODULE = {
    "egress/main.tf": """\
variable "idle" {
  type    = number
  default = 600
}

resource "azurerm_nat_gateway" "egress" {
  name                    = "egress"
  resource_group_name     = "shop-rg"
  location                = "westeurope"
  sku_name                = "Standard"
  idle_timeout_in_minutes = var.idle
}

output "id" {
  value = azurerm_nat_gateway.egress.id
}
"""
}


def test_what_else_uses_the_file_is_judged_too(
    tmp_path: Path, natpin: Natpin, failing: Callable[[Path], set[str]]
) -> None:
    """Another root, which nobody named, halves the module's timeout: with ten minutes it would have five, and the team's
    minimum is ten."""
    before, after = (
        TERRAFORM.index('resource "azurerm_nat_gateway" "'),
        TERRAFORM.index("idle_timeout_in_minutes"),
    )
    gateway = TERRAFORM[before : TERRAFORM.index("}\n", after) + 2]
    called = 'module "egress" {\n  source = "../egress"\n}\n'
    name = gateway.split('"')[3]
    shop = TERRAFORM.replace(gateway, called).replace(f"azurerm_nat_gateway.{name}.id", "module.egress.id")
    # a reader of the variable itself would be reason enough
    other = TERRAFORM.replace("600", "module.egress.minutes / 2") + f"\n{called}"
    files = {
        "egress/main.tf": MODULE["egress/main.tf"]
        + '\noutput "minutes" {\n  value = azurerm_nat_gateway.egress.idle_timeout_in_minutes / 3\n}\n',
        "shop/main.tf": shop,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    assert natpin(tmp_path, "fix", "shop")[0] == 0
    assert "default = 10" in (tmp_path / "egress/main.tf").read_text()
    (tmp_path / "egress/main.tf").write_text(files["egress/main.tf"])
    (tmp_path / "other").mkdir()
    (tmp_path / "other/main.tf").write_text(other)
    natpin(tmp_path, "fix", "shop")
    assert (tmp_path / "egress/main.tf").read_text() == files["egress/main.tf"]


def test_what_the_team_leaves_out_is_not_edited(tmp_path: Path, natpin: Natpin) -> None:
    (tmp_path / "main.tf").write_text(TERRAFORM.replace("600", "var.idle"))
    (tmp_path / "variables.tf").write_text('variable "idle" {\n  default = 600\n}\n')
    (tmp_path / "natpin.yaml").write_text("paths:\n  exclude: [variables.tf]\n")
    told = "variables.tf:2  not mended  nat-idle-seconds  because variables.tf is left out of natpin's work"
    assert natpin(tmp_path, "fix", ".")[1].startswith(told)
    assert "600" in (tmp_path / "variables.tf").read_text()
