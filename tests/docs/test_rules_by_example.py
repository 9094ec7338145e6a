"""Rule pages by example are made of the rules' own test cases, and are as natpin says it today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docs import examples
from natpin.cli import main
from natpin.policy.load import built_in
from natpin.policy.load import examples as shipped
from natpin.policy.pages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]


def test_the_examples_are_what_natpin_says_today(every_rule: None) -> None:
    written = (ROOT / examples.EXAMPLES).read_text(encoding="utf-8")
    assert written == examples.text(examples.examples(ROOT)), "make docs"


def test_every_rule_is_shown_in_a_language_that_has_a_name() -> None:
    found = shipped()
    for policy in built_in().policies:
        assert found[policy.id], policy.id
        assert set(found[policy.id]) <= set(LANGUAGES)
        for language, case in found[policy.id].items():
            assert policy.id in case["says"] or policy.id.startswith("drift-"), (policy.id, language)
            assert case["fails"] != case["mended"]


def test_explain_shows_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "nat-idle-seconds", "--language", "az"]) == 0
    told = capsys.readouterr().out
    assert "--idle-timeout 600" in told
    assert "fix: pass `--idle-timeout 10`" in told
    assert "hcl" not in told
    mark = next(line for line in told.splitlines() if "^^^" in line)
    line = told.splitlines()[told.splitlines().index(mark) - 1]
    assert line[mark.index("^") :] == "600"


@pytest.mark.parametrize(("given", "shown"), [("tf", "azurerm_nat_gateway"), ("bash", "--idle-timeout"), ("github-workflow", "--idle-timeout"), ("ps1", "New-AzNatGateway"), ("azure-service-operator", "kind: NatGateway")])  # fmt: skip
def test_explain_knows_other_names_of_a_language(
    given: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those that reports give to a stack, and endings of files."""
    assert main(["explain", "nat-idle-seconds", "--language", given]) == 0
    assert shown in capsys.readouterr().out


def test_explain_names_the_languages_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "nat-idle-seconds", "--language", "cobol"]) == 2
    assert "there are ansible, arm, aso, az, bicep, " in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["nat-idle-seconds", "--language", ""], ["--language", "az"]])
def test_explain_refuses_a_language_that_shows_nothing(arguments: list[str]) -> None:
    """An empty one, and one without a rule of which the examples would be."""
    assert main(["explain", *arguments]) == 2


def test_explain_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "nat-idle-seconds", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["id"], told["category"]) == ("nat-idle-seconds", "capacity")
    assert {"terraform", "bicep", "arm", "az", "powershell"} <= set(told["examples"])
    assert main(["explain", "--format", "json"]) == 0
    assert {one["id"] for one in json.loads(capsys.readouterr().out)} == {
        policy.id for policy in built_in().policies
    }


def test_the_list_is_by_category(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    told = capsys.readouterr().out
    assert told.index("capacity: ") < told.index("  nat-idle-seconds ") < told.index("routes: ")
