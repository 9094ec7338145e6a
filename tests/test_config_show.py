"""``natpin config show``: the value that lint uses, and the line that says so."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from natpin.cli import main

OWN = """\
extends: team/base.yaml
profile: payments
fail-on: warning
policies: [rules]
rules:
  nat-idle-policy: {minMinutes: 10}
  nat-idle-long: off
  nat-idle-seconds: {notIgnorable: true}
ignore:
  - {rule: node-public-ip, reason: jump hosts}
contract: [{cidr: 20.1.2.0/29}]
"""
BASE = """\
profile: strict
rules:
  nat-idle-policy: {severity: error, minMinutes: 20}
  nat-idle-long: error
paths: {exclude: ["a/**", b]}
ignore:
  - {rule: pip-sku-mismatch, reason: below}
"""
POLICY = """\
id: our-gateway
title: The gateway is not ours
severity: warning
subject: natGateway
require: {field: name, matches: '^our-'}
message: "{name} is not ours"
rationale: Partners know ours.
remediation: Use ours.
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "repository"
    for folder in (".git", "team", "rules"):
        (root / folder).mkdir(parents=True)
    (root / "natpin.yaml").write_text(OWN)
    (root / "team/base.yaml").write_text(BASE)
    (root / "rules/our.yaml").write_text(POLICY)
    monkeypatch.chdir(root)
    return root


def shown(capsys: pytest.CaptureFixture[str], *flags: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["config", "show", "--format", "json", *flags]) == 0
    document = json.loads(capsys.readouterr().out)
    schema = json.loads((resources.files("natpin.commands") / "config.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []
    return {one["name"]: one for one in document["settings"]}


ROWS = [
    ("profile", "payments", "natpin.yaml:2"),
    ("fail-on", "warning", "natpin.yaml:3"),
    ("ignore-suppressions", False, "default"),
    ("extends[0]", "team/base.yaml", "natpin.yaml:1"),
    ("paths.exclude[0]", "a/**", "team/base.yaml:5"),
    ("paths.exclude[1]", "b", "team/base.yaml:5"),
    ("ignore[0]", {"rule": "pip-sku-mismatch", "reason": "below"}, "team/base.yaml:7"),
    ("ignore[1]", {"rule": "node-public-ip", "reason": "jump hosts"}, "natpin.yaml:10"),
    ("contract", [{"cidr": "20.1.2.0/29"}], "natpin.yaml:11"),
    ("stacks", None, "default"),
    ("rules.nat-idle-policy", "error", "team/base.yaml:3"),
    ("rules.nat-idle-policy.minMinutes", 10, "natpin.yaml:6"),
    ("rules.nat-idle-long", "off", "natpin.yaml:7"),
    ("rules.nat-idle-seconds", "error", "default"),
    ("rules.nat-idle-seconds.notIgnorable", True, "natpin.yaml:8"),
    ("rules.partial-bypass", "error", "profile payments"),
    ("rules.our-gateway", "warning", "policy rules/our.yaml"),
    ("rules.suppression-expired.notIgnorable", True, "default"),
]


def told(one: dict[str, Any]) -> str:
    match one["source"]:
        case "file":
            return f"{one['origin']}:{one['line']}"
        case "default":
            return "default"
        case source:
            return f"{source} {one['origin']}"


def test_each_setting_has_the_word_that_counts(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = shown(capsys)
    assert [(name, found[name]["value"], told(found[name])) for name, _, _ in ROWS] == ROWS


def test_a_file_says_on_that_line_what_is_shown(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for one in shown(capsys).values():
        if one["source"] == "file":
            line = (repository / one["origin"]).read_text().splitlines()[one["line"] - 1]
            value = next(iter(one["value"].values())) if isinstance(one["value"], dict) else one["value"]
            value = value[0]["cidr"] if isinstance(value, list) else value
            assert (str(value).lower() if isinstance(value, bool) else str(value)) in line


def test_the_command_line_wins(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = shown(capsys, "--profile", "deployable")
    assert told(found["profile"]) == "flag --profile"
    assert (found["rules.snat-capacity"]["value"], told(found["rules.snat-capacity"])) == (
        "off",
        "profile deployable",
    )


def test_rules_from_outside_lie_below(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared = repository.parent / "shared.yaml"
    shared.write_text("fail-on: note\nrules: {snat-capacity: error}\n")
    found = shown(capsys, "--config", str(shared))
    assert told(found["fail-on"]) == "natpin.yaml:3"
    assert told(found["rules.snat-capacity"]) == f"{shared}:2"


def test_without_a_file_everything_is_a_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    assert {one["source"] for one in shown(capsys).values()} == {"default"}
    assert shown(capsys, "--changed") == {}
    assert main(["config", "show", "--changed"]) == 0
    assert capsys.readouterr().out == "No natpin.yaml: natpin's defaults\n"


def test_in_lines(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["config", "show", "--changed"]) == 0
    lines = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    rows = {line[0]: [part.strip() for part in line[1:] if part.strip()] for line in lines}
    assert rows["rules.nat-idle-policy.minMinutes"] == ["10", "natpin.yaml:6"]
    assert rows["rules.partial-bypass"] == ["error", "profile payments"]
    assert "stacks" not in rows


def test_what_lint_refuses_has_no_settings(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "natpin.yaml").write_text("rulez: {}\n")
    assert main(["config", "show"]) == 2
    assert "did you mean 'rules'?" in capsys.readouterr().err
