"""Policies are found in a package and in a checkout; the compiled ones are those of the files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from natpin.config import Config, parse
from natpin.errors import ConfigError, PolicyError
from natpin.model.record import field_names
from natpin.policy import load
from natpin.policy.definition import OnUnknown
from natpin.policy.select import chosen, tuned
from natpin.workspace import FolderWorkspace

ROOT = Path(__file__).resolve().parents[2]

OWN = """\
id: {id}
title: Ours
severity: warning
subject: natGateway
rationale: Because.
remediation: Mend it.
message: ours
require: {{field: name, matches: '^egress-'}}
"""


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A copy of the built-in policies that a test may change."""
    return Path(shutil.copytree(ROOT / "policies", tmp_path / "policies"))


def test_the_checkouts_policies_are_found() -> None:
    assert load.policies_folder() == ROOT / "policies"


def test_the_packages_policies_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "natpin"
    (package / "policies" / "rules").mkdir(parents=True)
    monkeypatch.setattr(load, "__file__", str(package / "policy" / "load.py"))
    assert load.policies_folder() == package / "policies"
    shutil.rmtree(package / "policies")
    with pytest.raises(PolicyError, match="built-in policies are missing"):
        load.policies_folder()


def test_a_wheel_brings_them(tmp_path: Path) -> None:
    built = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(built, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")
    ask = "from natpin.policy.load import *; print(policies_folder()); print(len(built_in().policies))"
    told = subprocess.run(
        [sys.executable, "-c", ask],
        env={"PYTHONPATH": str(tmp_path / "site")},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert told[0] == str(tmp_path / "site" / "natpin" / "policies")
    assert int(told[1]) > 50


def test_compiled_policies_are_those_of_the_files(shipped: Path) -> None:
    compiled = load.built_in(shipped)
    (shipped / load.COMPILED).unlink()
    fresh = load.built_in(shipped)
    for one, other in zip(compiled.policies, fresh.policies, strict=True):
        assert {name: getattr(one, name) for name in field_names(one)} == {
            name: getattr(other, name) for name in field_names(other)
        }
    assert compiled.profiles == fresh.profiles


@pytest.mark.parametrize("damage", ["stale", "broken", "of-another-kind"])
def test_a_compiled_file_that_does_not_fit_is_not_used(shipped: Path, damage: str) -> None:
    rule = shipped / "rules" / "nat-idle-long.yaml"
    rule.write_text(rule.read_text().replace("severity: note", "severity: error"))
    if damage != "stale":
        (shipped / load.COMPILED).write_text({"broken": "{", "of-another-kind": "[1]"}[damage])
    policy = next(policy for policy in load.built_in(shipped).policies if policy.id == "nat-idle-long")
    assert policy.rule.severity.value == "error"


def test_a_broken_built_in_rule_fails_the_run(shipped: Path) -> None:
    (shipped / "rules" / "nat-idle-long.yaml").write_text("id: nat-idle-long\n")
    with pytest.raises(PolicyError, match=r"policies/rules/nat-idle-long.yaml:1:1: a policy needs 'title'"):
        load.built_in(shipped)


def test_a_rule_lies_in_the_file_of_its_name(shipped: Path) -> None:
    (shipped / "rules" / "nat-idle-long.yaml").rename(shipped / "rules" / "other.yaml")
    with pytest.raises(PolicyError, match=r"must be named nat-idle-long.yaml"):
        load.built_in(shipped)


def workspace(tmp_path: Path, **files: str) -> FolderWorkspace:
    (tmp_path / ".git").mkdir()
    (tmp_path / "ours").mkdir()
    for name, text in files.items():
        (tmp_path / "ours" / f"{name}.yaml").write_text(text)
    return FolderWorkspace(tmp_path)


OURS = Config(policies=(("ours", parse(b"profile: default", "natpin.yaml").profile_at),))


def test_a_teams_own_policies_join_the_built_in_ones(tmp_path: Path) -> None:
    policies = chosen(OURS, workspace(tmp_path, a=OWN.format(id="ours-a")))
    assert [policy.source for policy in policies if policy.id == "ours-a"] == ["ours/a.yaml"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, r"natpin.yaml:1:10: the policies folder 'ours' holds no .yaml file"),
        (
            {"a": OWN.format(id="nat-idle-long")},
            r"'nat-idle-long' is already used by policies/rules/nat-idle-long.yaml",
        ),
        ({"a": OWN.format(id="x"), "b": OWN.format(id="x")}, r"the id 'x' is already used by ours/a.yaml"),
        ({"a": OWN.format(id="x").replace("name,", "nme,")}, r"ours/a.yaml:8:18: unknown field 'nme'"),
    ],
)
def test_a_broken_own_policy_fails_the_run(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        chosen(OURS, workspace(tmp_path, **files))


def test_own_policies_come_from_inside_the_workspace_only(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.yaml").write_text(OWN.format(id="a"))
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "repository" / "ours").symlink_to(outside)
    with pytest.raises(PolicyError, match="not there"):
        chosen(OURS, FolderWorkspace(tmp_path / "repository"))


def settings(yaml: str):
    return parse(yaml.encode(), "natpin.yaml").rules


def test_a_team_tunes_rules() -> None:
    shipped = load.built_in().policies
    policies = {
        p.id: p
        for p in tuned(
            shipped, None, settings("rules: {nat-idle-policy: {minMinutes: 10}, nat-idle-long: off}")
        )
    }
    assert policies["nat-idle-policy"].bound == {"minMinutes": 10}
    assert policies["nat-idle-policy"].enabled
    assert not policies["nat-idle-long"].enabled


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        (
            "rules: {nat-idle-polcy: off}",
            r"natpin.yaml:1:9: there is no rule 'nat-idle-polcy'; did you mean 'nat-idle-policy'",
        ),
        (
            "rules: {nat-idle-policy: {minMinute: 10}}",
            r":1:38: .* no parameter 'minMinute' .*did you mean 'minMinutes'",
        ),
        (
            "rules: {nat-idle-policy: {minMinutes: ten}}",
            r":1:39: minMinutes must be a whole number, not 'ten'",
        ),
        ("rules: {nat-idle-policy: {minMinutes: 3}}", r"minMinutes must be at least 4, not 3"),
        ("rules: {nat-idle-range: {minMinutes: 4}}", r"has no parameter 'minMinutes' \(it has none\)"),
        ("rules: {outbound-type-not-nat: {allowed: 3}}", r"allowed must be a list, not 3"),
    ],
)
def test_what_does_not_fit_a_rule_is_said_with_its_place(yaml: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        tuned(load.built_in().policies, None, settings(yaml))


def test_profiles_are_settings_under_the_teams() -> None:
    shipped = load.built_in()
    payments = {
        p.id: p
        for p in tuned(
            shipped.policies, shipped.profiles["payments"], settings("rules: {pools-split-nat: note}")
        )
    }
    assert payments["pools-split-nat"].severity.value == "note"
    assert payments["egress-ip-unprotected"].severity.value == "error"
    deployable = {p.id for p in tuned(shipped.policies, shipped.profiles["deployable"], {}) if p.enabled}
    assert "outbound-type-not-nat" not in deployable
    assert "nat-idle-range" in deployable
    strict = {p.id: p.on_unknown for p in tuned(shipped.policies, shipped.profiles["strict"], {})}
    assert strict["node-subnet-no-nat"] is OnUnknown.FAIL
    assert strict["snat-capacity"] is OnUnknown.QUIET


@pytest.mark.parametrize("name", sorted(load.built_in().profiles))
def test_every_profile_names_rules_that_are_there(name: str) -> None:
    shipped = load.built_in()
    profile = shipped.profiles[name]
    tuned(shipped.policies, profile, {})
    assert set(profile.only or ()) <= {policy.id for policy in shipped.policies}


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(
        ConfigError, match=r"natpin.yaml:1:10: there is no profile 'strikt'; did you mean 'strict'"
    ):
        chosen(parse(b"profile: strikt", "natpin.yaml"))


def test_the_lint_path_needs_no_yaml_parser_for_built_in_rules() -> None:
    ask = "import sys; from natpin.config import Config; from natpin.policy.select import chosen; import natpin.policy.evaluate; chosen(Config()); print(json.dumps([m for m in ('yaml', 'difflib', 'natpin.policy.check', 'natpin.facts.vocabulary', 'hashlib') if m in sys.modules]))"
    told = subprocess.run(
        [sys.executable, "-c", "import json;" + ask], check=True, capture_output=True, text=True
    )
    assert json.loads(told.stdout) == []
