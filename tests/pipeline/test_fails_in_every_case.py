"""What is undecided as it is, and fails in every case, fails; a cluster that only a case has is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import linted

from natpin.cli import main

SCRIPTS = {
    "a text with a switch": 'O=""\nif [ "$X" = 1 ]; then O="--enable-private-cluster"; fi\naz aks create -g pay -n pay $O\n',
    "what a command prints": 'az aks create -g pay -n pay $([ "$X" = 1 ] && echo --enable-private-cluster)\n',
    "an array with names in it": 'A=(-g pay -n pay)\nif [ "$X" = 1 ]; then A+=(--enable-private-cluster); fi\n'
    'az aks create "${A[@]}"\n',
    "a guard": 'if [ -z "$X" ]; then exit 1; fi\naz aks create -g pay -n "pay-$X"\n',
    "a switch that bears on egress": 'A=(-g pay -n pay)\n[ -n "$X" ] && A+=(--enable-node-public-ip)\naz aks create "${A[@]}"\n',
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_fails_in_every_case_is_told(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "d.sh").write_text(SCRIPTS[name])
    assert main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json"]) == 1
    (stack,) = json.loads(capsys.readouterr().out)["stacks"]
    (cluster,) = stack["clusters"]
    failing = {rule for rule, verdict in cluster["verdicts"].items() if verdict == "fail"}
    told = {finding["rule"] for finding in stack["findings"] if finding["verdict"] == "fail"}
    assert "outbound-type-not-nat" in failing
    assert failing <= told, "no cluster fails without a word"


def test_a_cluster_whose_number_an_answer_says_is_one(tmp_path: Path) -> None:
    text = """\
variable "enabled" {
  type = bool
}
resource "azurerm_kubernetes_cluster" "pay" {
  count               = var.enabled ? 1 : 0
  name                = "pay"
  location            = "westeurope"
  resource_group_name = "rg"
  default_node_pool {
    name       = "system"
    node_count = 3
    vm_size    = "Standard_D4s_v5"
  }
}
"""
    (stack,) = linted(tmp_path, {"main.tf": text}).stacks
    assert [cluster.resource.address for cluster in stack.clusters] == ["azurerm_kubernetes_cluster.pay[0]"]
    assert {one.subject for one in stack.findings} >= {"azurerm_kubernetes_cluster.pay[0]"}
