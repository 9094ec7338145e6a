"""Configurations made of several files: what lies above wins, and what is wrong is told with its place."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from folders import written

from natpin.cli import main
from natpin.config import Config, FailOn, Shared, discover
from natpin.errors import ConfigError
from natpin.model.finding import Severity
from natpin.workspace import FolderWorkspace

PLATFORM = """\
profile: payments
fail-on: warning
ignore-suppressions: true
policies: platform/policies
paths: {exclude: [examples/**]}
rules:
  nat-idle-policy: {minMinutes: 10, severity: error}
  nat-idle-long: off
ignore:
  - {rule: node-public-ip, path: jump/**, reason: agreed with security}
contract: [20.1.2.0/28]
"""


def configuration(folder: Path, files: Mapping[str, str], shared: str | None = None) -> Config:
    written(folder, files)
    below = None if shared is None else Shared("platform.yaml", shared.encode())
    return discover(FolderWorkspace(folder, folder), shared=below)


def test_what_is_not_said_above_is_as_it_is_below(tmp_path: Path) -> None:
    found = configuration(
        tmp_path, {"natpin.yaml": "extends: platform/natpin.yaml\n", "platform/natpin.yaml": PLATFORM}
    )
    assert (found.path, found.profile, found.fail_on) == ("natpin.yaml", "payments", FailOn.WARNING)
    assert found.ignore_suppressions
    assert found.exclude == ("examples/**",)
    assert [folder for folder, _ in found.policies] == ["platform/policies"]
    assert str(found.rules["nat-idle-long"].at) == "platform/natpin.yaml:8:3"
    assert found.sections["contract"].plain() == ["20.1.2.0/28"]


OWN = """\
profile: strict
fail-on: error
ignore-suppressions: false
policies: [ours]
paths: {exclude: [legacy/**]}
rules:
  nat-idle-policy: warning
  nat-idle-long: on
ignore:
  - {rule: nat-unattached, reason: moves in May}
contract: [20.9.9.9]
"""


@pytest.mark.parametrize("from_outside", [False, True])
def test_what_is_said_above_wins_and_lists_grow(tmp_path: Path, from_outside: bool) -> None:
    files = (
        {"natpin.yaml": OWN}
        if from_outside
        else {"natpin.yaml": f"extends: [p.yaml]\n{OWN}", "p.yaml": PLATFORM}
    )
    found = configuration(tmp_path, files, PLATFORM if from_outside else None)
    assert (found.path, found.profile, found.fail_on) == ("natpin.yaml", "strict", FailOn.ERROR)
    assert not found.ignore_suppressions
    assert found.exclude == ("examples/**", "legacy/**")
    assert [folder for folder, _ in found.policies] == ["platform/policies", "ours"]
    assert [one.rules for one in found.ignore] == [("node-public-ip",), ("nat-unattached",)]
    assert found.sections["contract"].plain() == ["20.9.9.9"]
    idle, long = found.rules["nat-idle-policy"], found.rules["nat-idle-long"]
    assert (idle.severity, idle.parameters["minMinutes"].plain()) == (Severity.WARNING, 10)
    assert long.enabled is True


def test_the_last_of_several_files_lies_highest(tmp_path: Path) -> None:
    files = {
        "natpin.yaml": "extends: [one.yaml, two.yaml]",
        "one.yaml": "profile: strict\nfail-on: note",
        "two.yaml": "extends: three.yaml\nfail-on: unknown",
        "three.yaml": "profile: payments\nfail-on: never",
    }
    found = configuration(tmp_path, files)
    assert (found.profile, found.fail_on) == ("payments", FailOn.UNKNOWN)


def test_a_repository_without_a_configuration_has_the_shared_one(tmp_path: Path) -> None:
    assert configuration(tmp_path, {}, "profile: strict").profile == "strict"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"natpin.yaml": "rules: {}\nextends: gone.yaml"},
            "natpin.yaml:2:10: extends: 'gone.yaml': no such file",
        ),
        (
            {"natpin.yaml": "extends: ../platform.yaml"},
            "natpin.yaml:1:10: extends: '../platform.yaml': is outside the workspace "
            "(whoever runs natpin can name that file with --config)",
        ),
        (
            {"natpin.yaml": "extends: https://example.com/platform.yaml"},
            "natpin.yaml:1:10: extends: 'https://example.com/platform.yaml': no such file "
            "(natpin connects to nothing: check that repository out, and name the file with --config)",
        ),
        (
            {"natpin.yaml": "extends: a.yaml", "a.yaml": "extends: natpin.yaml"},
            "a.yaml:1:10: extends: natpin.yaml extends a.yaml extends natpin.yaml: a circle",
        ),
        (
            {"natpin.yaml": "extends: ./natpin.yaml"},
            "natpin.yaml:1:10: extends: natpin.yaml extends natpin.yaml: a circle",
        ),
        (
            {
                "natpin.yaml": "extends: [1.yaml, 1.yaml]",
                "1.yaml": "extends: [2.yaml, 2.yaml]",
                "2.yaml": "extends: [3.yaml, 3.yaml]",
                "3.yaml": "extends: [4.yaml, 4.yaml]",
                "4.yaml": "fail-on: error",
            },
            "natpin.yaml:1:10: extends: a configuration can have 16 files at most",
        ),
        (
            {"natpin.yaml": "news: 1\nrequired-version: '>=99'"},
            "natpin.yaml:2:19: natpin >=99 is required here",
        ),
        (
            {"natpin.yaml": "extends: a.yaml", "a.yaml": "fail-on: maybe"},
            "a.yaml:1:10: fail-on must be one of",
        ),
        ({"natpin.yaml": "required-version: '>=99'"}, "natpin.yaml:1:19: natpin >=99 is required here"),
        ({"natpin.yaml": "required-version: newest"}, "natpin.yaml:1:19: required-version must be as in"),
        (
            {"natpin.yaml": "extends: a.yaml", "a.yaml": "required-version: '<0.0.1'"},
            "a.yaml:1:19: natpin <0.0.1 is required here",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError) as error:
        configuration(tmp_path, files)
    assert str(error.value).startswith(said)


def test_a_version_that_fits_changes_nothing(tmp_path: Path) -> None:
    assert configuration(tmp_path, {"natpin.yaml": "required-version: '>=0.0.1'"}).profile == "default"


def test_a_file_that_is_extended_is_not_told_as_one_that_nobody_reads(tmp_path: Path) -> None:
    (tmp_path / "platform").mkdir()
    (tmp_path / "platform/natpin.yaml").write_text("profile: strict\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/natpin.yaml").write_text("profile: strict\n")
    (tmp_path / "natpin.yaml").write_text("extends: platform/natpin.yaml\n")
    out = io.StringIO()
    with redirect_stdout(out):
        main(["lint", str(tmp_path), "--workspace", str(tmp_path), "--format", "json"])
    told = {one["path"] for one in json.loads(out.getvalue())["skipped"]}
    assert told == {"other/natpin.yaml"}
