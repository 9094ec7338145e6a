"""``natpin lint --azure``: the team's configuration holds for what is live as it does for files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.simulator import Simulator

from .conftest import Ran, Run, answered

CONTRACT = """
contract:
  stacks: [infra]
  ips: [{cidr}]
"""


def rules(ran: Ran) -> set[str]:
    return {finding["rule"] for stack in json.loads(ran.out)["stacks"] for finding in stack["findings"]}


def test_live_ips_are_held_to_the_contract(azure: Simulator, run: Run) -> None:
    scope = ("lint", "--azure", f"{azure.subscription}/payments", "--format", "json")
    Path("natpin.yaml").write_text(CONTRACT.replace("{cidr}", "20.64.0.0/29"))
    assert rules(run(*scope)) == set()
    Path("natpin.yaml").write_text(CONTRACT.replace("{cidr}", "20.1.2.0/28"))
    assert "contract-not-kept" in rules(run(*scope))


def test_rules_are_tuned_and_findings_ignored_by_natpin_yaml(azure: Simulator, run: Run) -> None:
    scope = ("lint", "--azure", f"{azure.subscription}/shop", "--format", "json")
    before = run(*scope)
    assert before.status == 1
    Path("natpin.yaml").write_text(
        "rules: {default-outbound-access: off}\n"
        "ignore: [{rule: node-subnet-no-nat, reason: batch is moving, until: 2099-01-31}]\n"
    )
    after = run(*scope)
    assert rules(before) - rules(after) == {"default-outbound-access", "node-subnet-no-nat"}
    assert after.status == 0


def test_a_suppression_for_files_is_not_called_unused_here(azure: Simulator, run: Run) -> None:
    Path("natpin.yaml").write_text("ignore: [{rule: nat-idle-long, path: main.tf, reason: long polls}]\n")
    ran = run("lint", "--azure", f"{azure.subscription}/payments", "--format", "json")
    assert rules(ran) == set()


def test_files_and_azure_in_one_report(azure: Simulator, run: Run) -> None:
    Path("main.tf").write_text('resource "azurerm_kubernetes_cluster" "aks" {\n  name = "written"\n}\n')
    ran = run("lint", "main.tf", "--azure", f"{azure.subscription}/payments", "--format", "json")
    stacks = {
        stack["reader"]: [cluster["name"] for cluster in stack["clusters"]]
        for stack in json.loads(ran.out)["stacks"]
    }
    assert stacks == {"terraform": ["written"], "azure": ["payments"]}


def test_without_the_flag_nothing_is_asked(azure: Simulator, run: Run) -> None:
    Path("main.tf").write_text('resource "azurerm_kubernetes_cluster" "aks" {\n  name = "written"\n}\n')
    run("lint", ".", plain=True)
    assert answered(azure) == []


def test_a_baseline_of_what_is_live(azure: Simulator, run: Run) -> None:
    scope = ("lint", "--azure", azure.subscription)
    assert run(*scope, "--write-baseline", "known.json").status == 1
    assert run(*scope, "--baseline", "known.json").status == 0


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "sarif", "junit", "codequality", "github"])
def test_every_format_can_tell_of_live_clusters(azure: Simulator, run: Run, format_: str) -> None:
    ran = run("lint", "--azure", f"{azure.subscription}/shop", "--format", format_)
    assert ran.status == 1
    assert "batch" in ran.out
    assert "no_nat" in ran.out.replace("-", "_")
