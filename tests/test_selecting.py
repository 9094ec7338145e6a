"""Rules at the command line: which are asked, and how often each fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.cli import main
from natpin.policy.definition import CATEGORIES
from natpin.policy.load import built_in

SCRIPT = """az group create -n rg -l westeurope
az network vnet create -g rg -n net
az network vnet subnet create -g rg --vnet-name net -n nodes
az network nat gateway create -g rg -n egress --idle-timeout 600
az network vnet subnet update -g rg --vnet-name net -n nodes --nat-gateway egress
az aks create -g rg -n aks --network-plugin azure --outbound-type userAssignedNATGateway \\
  --vnet-subnet-id "$(az network vnet subnet show -g rg --vnet-name net -n nodes --query id -o tsv)"
"""


@pytest.fixture
def asked(
    tmp_path: Path, every_rule: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "up.sh").write_text(SCRIPT)
    monkeypatch.chdir(tmp_path)

    def run(*flags: str) -> set[str]:
        main(["lint", ".", "--workspace", ".", "--format", "json", *flags])
        report = json.loads(capsys.readouterr().out)
        return {found["rule"] for stack in report["stacks"] for found in stack["findings"]}

    return run


RULES = len([policy for policy in built_in().policies if policy.enabled])
"""Rules of a run that nothing narrows."""


def test_every_rule_is_in_a_category(every_rule: None) -> None:
    assert {policy.category for policy in built_in().policies} == set(CATEGORIES)


def test_a_rule_or_a_category_is_selected(asked) -> None:
    everything = asked()
    assert {"nat-idle-seconds", "nat-incomplete"} <= everything
    assert asked("--select", "nat-idle-seconds") == {"nat-idle-seconds"}
    assert asked("--select", "nat-idle-seconds,nat-incomplete") == {"nat-idle-seconds", "nat-incomplete"}
    capacity = asked("--select", "capacity")
    assert "nat-idle-seconds" in capacity
    assert "nat-incomplete" not in capacity


def test_a_rule_or_a_category_is_ignored(asked) -> None:
    everything = asked()
    assert asked("--ignore", "nat-idle-seconds") == everything - {"nat-idle-seconds"}
    assert "nat-idle-seconds" not in asked("--ignore", "capacity")
    assert asked("--select", "capacity", "--ignore", "nat-idle-seconds") == asked("--select", "capacity") - {
        "nat-idle-seconds"
    }
    # a rule is closer than its category
    assert asked("--select", "nat-idle-seconds", "--ignore", "capacity") == {"nat-idle-seconds"}


def test_a_selected_rule_is_asked_although_the_configuration_switches_it_off(asked, tmp_path: Path) -> None:
    (tmp_path / "natpin.yaml").write_text("rules: {nat-idle-seconds: off}\n")
    assert "nat-idle-seconds" not in asked()
    assert "nat-idle-seconds" not in asked("--select", "capacity")
    assert asked("--select", "nat-idle-seconds") == {"nat-idle-seconds"}


def test_a_suppression_of_a_rule_that_is_not_asked_is_not_called_unused(asked, tmp_path: Path) -> None:
    marked = SCRIPT.replace(
        "az network nat", "# natpin: ignore[nat-idle-seconds] for a test\naz network nat", 1
    )
    (tmp_path / "up.sh").write_text(marked)
    assert "suppression-unused" not in asked("--ignore", "nat-idle-seconds")


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--select", "nat-idle-second"], "did you mean 'nat-idle-seconds'?"),
        (["--ignore", "capacities"], "did you mean 'capacity'?"),
        (["--select", "capacity", "--write-baseline", "b"], "--write-baseline needs a whole run"),
        (["--select="], "--select names no rule and no category"),
        (["--ignore", ","], "--ignore names no rule and no category"),
        (["--select", "exits", "--ignore", "exits"], "--select exits --ignore exits leaves no rule to ask"),
        (["--ignore", ",".join(CATEGORIES)], "leaves no rule to ask"),
        (["--statistics", "--format", "sarif"], "--statistics works with --format text and --format json"),
    ],
)
def test_what_does_not_go_is_refused(
    asked, flags: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lint", ".", "--workspace", ".", *flags]) == 2
    assert said in capsys.readouterr().err


def test_statistics_count_each_rule(asked, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", ".", "--workspace", ".", "--statistics", "--select", "nat-idle-seconds"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "1  error    nat-idle-seconds  The NAT gateway's idle timeout was given in seconds",
        f"1 error · 1 of {RULES} rules asked (--select nat-idle-seconds)",
    ]
    main(
        ["lint", ".", "--workspace", ".", "--statistics", "--format", "json", "--select", "nat-idle-seconds"]
    )
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["count"], row["as"], row["rule"]) == (1, "error", "nat-idle-seconds")


def test_a_narrowed_run_does_not_read_like_a_full_pass(asked, capsys: pytest.CaptureFixture[str]) -> None:
    lint = ["lint", ".", "--workspace", ".", "--select", "nat-zonal-spof"]
    told = f"1 of {RULES} rules asked (--select nat-zonal-spof)"
    assert main(lint) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "no finding by the 1 rule asked" in text
    assert told in text
    assert "passes" not in text
    assert "✓" not in text
    main([*lint, "--format", "markdown"])
    text = capsys.readouterr().out
    assert "no finding by the 1 rule asked" in text
    assert told in text
    assert "✅" not in text
    main([*lint, "--format", "concise"])
    assert told in capsys.readouterr().out
    main([*lint, "--format", "json"])
    narrowed = {"asked": 1, "of": RULES, "selection": "--select nat-zonal-spof"}
    assert json.loads(capsys.readouterr().out)["narrowed"] == narrowed
    main(["lint", ".", "--workspace", ".", "--format", "json"])
    assert "narrowed" not in json.loads(capsys.readouterr().out)
