"""natpin.yaml: what it can say, and how it says what is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from natpin.config import Config, FailOn, discover, parse
from natpin.errors import ConfigError
from natpin.globs import matches
from natpin.languages.located_yaml.checked import read
from natpin.model.finding import Finding, Rule, Severity, Verdict
from natpin.model.location import Location
from natpin.workspace import FolderWorkspace

ROOT = Path(__file__).resolve().parents[2]

FULL = b"""\
profile: payments
policies: [policies/ours]
fail-on: warning
ignore-suppressions: true
paths: {exclude: ["examples/**", "*.bak.tf"]}
rules:
  nat-idle-long: off
  nat-unattached: note
  nat-idle-policy: {minMinutes: 10, severity: error}
  node-public-ip: {enabled: false}
ignore:
  - {rule: egress-ip-unprotected, path: legacy/**, reason: moves in May, until: 2027-05-31}
stacks:
  - root: infra
    environments:
      prod: [env/prod.tfvars]
      dev: {var-files: [env/dev.tfvars], vars: {replicas: 2, debug: true}, workspace: dev}
contract: {ips: [20.1.2.0/28]}
"""


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        json.loads((ROOT / "policies/schema/natpin.schema.json").read_text())
    )


def test_everything_it_can_say(schema: jsonschema.Draft202012Validator) -> None:
    config = parse(FULL, "natpin.yaml")
    assert (config.profile, config.fail_on, config.ignore_suppressions) == ("payments", FailOn.WARNING, True)
    assert [(folder, str(at)) for folder, at in config.policies] == [("policies/ours", "natpin.yaml:2:12")]
    assert {name: (one.enabled, one.severity) for name, one in config.rules.items()} == {
        "nat-idle-long": (False, None),
        "nat-unattached": (True, Severity.NOTE),
        "nat-idle-policy": (True, Severity.ERROR),
        "node-public-ip": (False, None),
    }
    assert config.rules["nat-idle-policy"].parameters["minMinutes"].data == 10
    assert [(one.rules, one.path, one.until) for one in config.ignore] == [
        (("egress-ip-unprotected",), "legacy/**", "2027-05-31")
    ]
    prod, dev = config.environments
    assert (prod.root, prod.name, prod.var_files) == ("infra", "prod", ("env/prod.tfvars",))
    assert (dev.variables, dev.workspace) == ({"replicas": "2", "debug": "true"}, "dev")
    assert config.sections["contract"].mapping("contract")["ips"].texts("ips") == ("20.1.2.0/28",)
    assert config.excluded("examples/a/main.tf")
    assert not config.excluded("infra/main.tf")
    assert schema.is_valid(read(FULL, "f", ConfigError).plain())


@pytest.mark.parametrize(
    ("source", "message", "schema_too"),
    [
        ("profil: strict", r"natpin.yaml:1:1: natpin.yaml has no 'profil'; did you mean 'profile'", True),
        ("fail-on: errors", r":1:10: fail-on must be one of .*did you mean 'error'", True),
        ("policies: ../elsewhere", r"'../elsewhere' is outside the workspace", False),
        ("policies: [/etc]", r"'/etc' is outside the workspace", False),
        ("rules: [nat-idle-long]", r"rules must be a mapping, not a list", True),
        ("rules: {nat-idle-long: loud}", r":1:24: a rule must be one of off, on, error", True),
        (
            "rules: {nat-idle-policy: {severity: loud}}",
            r":1:37: severity must be one of off, on, error",
            True,
        ),
        ("ignore: [{rule: x}]", r"an entry of ignore needs 'reason'", True),
        ("ignore: [{reason: x}]", r"needs 'rule' or 'rules'", True),
        ("ignore: [{rule: x, reason: y, until: soon}]", r"until must be a day such as", True),
        ("ignore: [{rule: x, reason: y, until: 2027-02-30}]", r"until must be a day such as", False),
        ("ignore: [{rule: x, reason: y, until: 2027-W13-1}]", r"until must be a day such as", True),
        ("stacks: [{environments: {}}]", r"a stack needs 'root'", True),
        ("stacks: [{root: a, environments: {p: {tfvars: [x]}}}]", r"an environment has no 'tfvars'", True),
        ("stacks: [{root: a, environments: {p: [../../x]}}]", r"is outside the workspace", False),
        ("paths: {exlude: [a]}", r"paths has no 'exlude'; did you mean 'exclude'", True),
        ("ignore-suppressions: perhaps", r"must be true or false", True),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    schema: jsonschema.Draft202012Validator, source: str, message: str, schema_too: bool
) -> None:
    with pytest.raises(ConfigError) as raised:
        parse(source.encode(), "natpin.yaml")
    assert re.search(message, str(raised.value)), str(raised.value)
    assert str(raised.value).startswith("natpin.yaml:1:")
    assert schema.is_valid(read(source.encode(), "f", ConfigError).plain()) is not schema_too


def test_it_is_found_at_the_root_and_can_be_named(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "infra").mkdir()
    workspace = FolderWorkspace(tmp_path / "infra")
    assert discover(workspace) == Config()
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "natpin.yaml").write_text("profile: strict")
    assert discover(FolderWorkspace(tmp_path / "infra")).profile == "strict"
    (tmp_path / "natpin.yaml").write_text("profile: payments")
    assert discover(FolderWorkspace(tmp_path / "infra")).profile == "payments"
    (tmp_path / "infra" / "other.yaml").write_text("")
    assert discover(workspace, "infra/other.yaml") == Config(path="infra/other.yaml")
    with pytest.raises(ConfigError, match=r"missing\.yaml: no such file"):
        discover(workspace, "missing.yaml")


@pytest.mark.parametrize(
    ("pattern", "path", "found"),
    [
        ("examples/**", "examples/a/b.tf", True),
        ("examples", "examples/a/b.tf", True),
        ("examples/", "infra/examples/b.tf", True),
        ("infra/examples", "infra/examples/b.tf", True),
        ("infra/*.tf", "infra/a/b.tf", False),
        ("infra/*.tf", "infra/b.tf", True),
        ("**/test/*.tf", "a/b/test/x.tf", True),
        ("**/test/*.tf", "test/x.tf", True),
        ("*.bak.tf", "deep/in/x.bak.tf", True),
        ("*a*a*a*a*a*a*a*b", "a" * 200, False),
        ("**/**/**/**/**/x", "/".join("a" * 60), False),
        ("", "a", False),
    ],
)
def test_paths_match_as_in_gitignore(pattern: str, path: str, found: bool) -> None:
    assert matches(pattern, path) is found


@pytest.mark.parametrize(
    ("fail_on", "met"),
    [("never", []), ("error", ["error"]), ("warning", ["error", "warning"]), ("note", ["error", "warning", "note"]),
     ("unknown", ["error", "warning", "note", "unknown"])],
)  # fmt: skip
def test_a_run_fails_from_a_level_on(fail_on: str, met: list[str]) -> None:
    def finding(level: str) -> Finding:
        verdict = Verdict.UNKNOWN if level == "unknown" else Verdict.FAIL
        severity = Severity.ERROR if level == "unknown" else Severity(level)
        return Finding(Rule("r", "", severity, "", ""), verdict, severity, "", Location("f"), "a", "s")

    levels = ["error", "warning", "note", "unknown"]
    assert [level for level in levels if FailOn(fail_on).met_by([finding(level)])] == met


@pytest.mark.parametrize(
    ("rules", "valid"),
    [
        ("{nat-idle-policy: {minMinutes: 10}}", True),
        ("{nat-idle-policy: {minMinutes: 3}}", False),
        ("{nat-idle-policy: {minMinute: 10}}", False),
        ("{our-own-rule: {anything: 1}}", True),
    ],
)
def test_the_schema_knows_the_parameters_of_built_in_rules(
    schema: jsonschema.Draft202012Validator, rules: str, valid: bool
) -> None:
    assert schema.is_valid(read(f"rules: {rules}".encode(), "f", ConfigError).plain()) is valid
