"""Both sides of a change, of which most is the same: what is judged once is told as if it had been judged twice."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from natpin.cli import main
from natpin.formats.interface import Reader
from natpin.model.report import Report, StackReport
from natpin.pipeline.lint import lint
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.remembered import Lints
from natpin.pipeline.remembered.looks import Identified
from natpin.pipeline.settings import Settings
from natpin.pipeline.worlds import judge_in_every_case

from .repository import Repository

_MODULE = """variable "minutes" { default = 10 }
resource "azurerm_nat_gateway" "n" {
  name                    = "nat"
  resource_group_name     = "rg"
  location                = "westeurope"
  idle_timeout_in_minutes = var.minutes
}
output "id" { value = azurerm_nat_gateway.n.id }
"""
_ROOT = """module "net" {
  source = "../modules/net"
}
resource "azurerm_subnet" "s" {
  name                 = "snet-%(n)s"
  resource_group_name  = "rg"
  virtual_network_name = "vnet"
  address_prefixes     = ["10.0.0.0/24"]
}
resource "azurerm_kubernetes_cluster" "c" {
  name                = "aks-%(n)s"
  resource_group_name = "rg"
  location            = "westeurope"
  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4ds_v5"
    vnet_subnet_id = azurerm_subnet.s.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
_ATTACHED = """
resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = azurerm_subnet.s.id
  nat_gateway_id = module.net.id
}
"""
_FROM_OUTSIDE = """data "azurerm_subnet" "s" {
  name                 = "snet-b"
  virtual_network_name = "vnet"
  resource_group_name  = "rg"
}
resource "azurerm_nat_gateway" "n" {
  name                    = "other"
  resource_group_name     = "rg"
  location                = "westeurope"
  idle_timeout_in_minutes = 4
}
resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = data.azurerm_subnet.s.id
  nat_gateway_id = azurerm_nat_gateway.n.id
}
"""
BASE: dict[str, str | bytes] = {
    "modules/net/main.tf": _MODULE,
    "a/main.tf": _ROOT % {"n": "a"} + _ATTACHED,
    "b/main.tf": _ROOT % {"n": "b"},
    "c/main.tf": _ROOT % {"n": "c"} + _ATTACHED,
    "c/scale.tf": 'variable "size" { type = bool }\n',
    "deploy.sh": "terraform -chdir=c apply -var size=true\naz aks create -g rg -n d --outbound-type loadBalancer\n",
    "apps/a.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n",
}
CHANGES: dict[str, dict[str, str | None]] = {
    "a module": {"modules/net/main.tf": _MODULE.replace("10", "4")},
    "a root": {"a/main.tf": _ROOT % {"n": "a"}},
    "a root's place": {"a/main.tf": "\n\n" + _ROOT % {"n": "a"} + _ATTACHED},
    "what another root attaches": {"d/main.tf": _FROM_OUTSIDE},
    "a root less": {"b/main.tf": None},
    "values": {"c/terraform.tfvars": "minutes = 4\n", "c/more.tf": 'variable "minutes" {}\n'},
    "a caller": {"deploy.sh": None},
    "another caller": {"deploy.sh": "terraform -chdir=a apply -var minutes=4\n"},
    "rules": {"natpin.yaml": "rules:\n  nat-idle-seconds: off\n"},
    "what is left out": {"natpin.yaml": "exclude: [b/**]\n"},
    "a contract": {
        "natpin.yaml": "contract:\n  partners:\n    - {name: bank, ips: [20.1.2.3]}\n",
    },
    "a waiver": {"c/main.tf": "# natpin:ignore-file all -- later\n" + _ROOT % {"n": "c"} + _ATTACHED},
    "a manifest": {"apps/a.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: b}\n"},
    "what cannot be parsed": {"b/main.tf": _ROOT % {"n": "b"} + "resource {{{\n"},
    "a question": {
        "a/q.tf": 'variable "on" { type = bool }\nresource "azurerm_subnet" "q" { count = var.on ? 1 : 0 }\n'
    },
}


def naively(patch: pytest.MonkeyPatch) -> None:
    """From now on nothing is shared."""

    def each(_: Lints, files: Identified, readers: Sequence[Reader], run: Settings, *seen: object) -> Report:
        return lint(files, readers, run)

    patch.setattr(Lints, "lint", each)


def told(folder: Path, form: str, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    """What the comparison of the work tree with main says."""
    os.chdir(folder)
    status = main(["lint", "--diff", "main", "--format", form, "--jobs", "1", *more])
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.fixture
def at_home() -> Iterator[None]:
    before = Path.cwd()
    yield
    os.chdir(before)


@pytest.mark.usefixtures("at_home")
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    changes=st.sets(st.sampled_from(sorted(CHANGES)), max_size=4),
    before=st.sets(st.sampled_from(sorted(CHANGES)), max_size=2),
    form=st.sampled_from(["json", "text", "markdown", "sarif"]),
    flags=st.sampled_from([(), ("--all",), ("--rules-from", "head")]),
)
def test_the_outcome_is_that_of_two_lints(
    changes: set[str],
    before: set[str],
    form: str,
    flags: tuple[str, ...],
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = Repository(tmp_path_factory.mktemp("r") / "r")
    base = {**BASE}
    for name in sorted(before):
        base.update({path: text or "" for path, text in CHANGES[name].items()})
    made.commit(base)
    for name in sorted(changes):
        for path, text in CHANGES[name].items():
            if text is None:
                (made.folder / path).unlink(missing_ok=True)
            else:
                made.write(path, text)
    shared = told(made.folder, form, capsys, *flags)
    with pytest.MonkeyPatch.context() as patch:
        naively(patch)
        assert shared == told(made.folder, form, capsys, *flags)


@pytest.mark.usefixtures("at_home")
def test_only_what_a_change_reaches_is_judged_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Repository(tmp_path / "r")
    made.commit(BASE)
    made.write("a/main.tf", _ROOT % {"n": "a"})
    again: list[str] = []
    real = judge_in_every_case

    def judge(read: ReadStack, run: Settings) -> StackReport:
        again.append(read.stack.id)
        return real(read, run)

    monkeypatch.setattr("natpin.pipeline.remembered.lints.judge_in_every_case", judge)
    assert told(made.folder, "json", capsys)[0] in (0, 1)
    half = len(set(again))
    assert again[half:] == ["a"], "the second time, of all stacks"
    assert half > 3
