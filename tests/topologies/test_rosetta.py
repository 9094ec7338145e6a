"""The Rosetta suite: one topology in every language gives the same egress paths and the same verdicts.

A case is a folder with one file per language (``main.tf``, ``main.bicep``, ``azuredeploy.json``, ``provision.sh``, ``aso.yaml``, a workflow, …) and
an ``expected.json``:

``root``        where the files are, when not beside it
``languages``   the readers that must give a stack
``egress``      every path: pool, role, exit, subnet, natGateway, idleTimeoutMinutes, ipCount
``fail``        rules that fail, in every language
``unknown``     rules that are undecided, in every language
``only``        rules of one language: {"az": {"fail": [...]}}
"""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from escapes import escaped_hcl, escaped_json, escaped_yaml

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.reporters.interface import ReportOptions
from natpin.reporters.registry import reporter
from natpin.workspace import FolderWorkspace

HERE = Path(__file__).parent
CHECKOUT = HERE.parent.parent
CASES = sorted(path.parent.name for path in HERE.glob("*/expected.json"))


def whereabouts(case: str) -> tuple[dict[str, Any], Path]:
    """What is expected of a case, and where its files are."""
    expected = json.loads((HERE / case / "expected.json").read_text())
    return expected, CHECKOUT / expected["root"] if "root" in expected else HERE / case


def linted(root: Path) -> list[dict[str, Any]]:
    """The stacks of a JSON report."""
    report = lint(FolderWorkspace(root, root), READERS, Settings(chosen(Config())))
    assert not report.skipped
    rendered = json.loads(reporter("json").render(report, ReportOptions()))
    found: list[dict[str, Any]] = rendered["stacks"]
    return found


@pytest.mark.parametrize("case", CASES)
def test_every_language_says_the_same(case: str) -> None:
    expected, root = whereabouts(case)
    check(expected, linted(root))


ESCAPED = {".json": escaped_json, ".yaml": escaped_yaml, ".yml": escaped_yaml, ".tf": escaped_hcl}


@pytest.mark.parametrize("case", CASES)
def test_letters_that_are_escaped_are_the_same_letters(case: str, tmp_path: Path) -> None:
    """A file is known by words in its bytes: whichever way its format writes a letter, it is the same word."""
    expected, root = whereabouts(case)
    for path in root.rglob("*"):
        if path.is_file() and path.name != "expected.json":
            copy = tmp_path / path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(ESCAPED.get(path.suffix, str)(path.read_text()))
    check(expected, linted(tmp_path))


def check(expected: dict[str, Any], stacks: list[dict[str, Any]]) -> None:
    """Every language gives the stacks that are expected."""
    assert sorted(stack["reader"] for stack in stacks) == sorted(expected["languages"])
    for stack in stacks:
        held_to(expected, stack, stack["reader"])


def held_to(expected: dict[str, Any], stack: dict[str, Any], reader: str) -> None:
    """A stack has the paths and verdicts that are expected of a reader."""
    (cluster,) = stack["clusters"]
    keys = ("pool", "role", "exit", "subnet", "natGateway", "idleTimeoutMinutes", "ipCount")
    paths = [{key: path.get(key) for key in keys if path.get(key) is not None} for path in cluster["egress"]]
    assert paths == expected["egress"], reader
    own = expected.get("only", {}).get(reader, {})
    for verdict in ("fail", "unknown"):
        wanted = sorted([*expected.get(verdict, []), *own.get(verdict, [])])
        found = sorted({f["rule"] for f in stack["findings"] if f["verdict"] == verdict})
        assert found == wanted, f"{reader}: {verdict}"


STEPS = {
    ".github/workflows/up.yml": "on: push\njobs:\n  up:\n    runs-on: ubuntu-latest\n    steps:\n      - shell: pwsh\n        run: |\n{}",
    "azure-pipelines.yml": "steps:\n- task: AzurePowerShell@5\n  inputs:\n    ScriptType: InlineScript\n    Inline: |\n{}",
}
"""Pipelines with one step in PowerShell."""


@pytest.mark.parametrize("path", STEPS)
@pytest.mark.parametrize("case", [case for case in CASES if (HERE / case / "provision.ps1").exists()])
def test_powershell_says_in_a_step_what_it_says_in_a_script(case: str, path: str, tmp_path: Path) -> None:
    expected = json.loads((HERE / case / "expected.json").read_text())
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(
        STEPS[path].format(indent((HERE / case / "provision.ps1").read_text(), " " * 10))
    )
    report = lint(FolderWorkspace(tmp_path, tmp_path), READERS, Settings(chosen(Config())))
    assert not report.skipped
    (stack,) = json.loads(reporter("json").render(report, ReportOptions()))["stacks"]
    held_to(expected, stack, "az-powershell")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_what_windows_powershell_wrote_is_read_like_anything_else(encoding: str, tmp_path: Path) -> None:
    case = HERE / "seconds-for-minutes"
    expected = json.loads((case / "expected.json").read_text())
    for path in case.rglob("*"):
        if path.is_file() and path.name != "expected.json":
            copy = tmp_path / path.relative_to(case)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(("\ufeff" + path.read_text()).encode(encoding))
    report = lint(FolderWorkspace(tmp_path, tmp_path), READERS, Settings(chosen(Config())))
    assert not report.skipped
    assert sorted(stack.stack.reader for stack in report.stacks) == sorted(expected["languages"])
    assert all("nat-idle-seconds" in {f.rule.id for f in stack.findings} for stack in report.stacks)
    broken = "\ufeff" + (case / "main.tf").read_text().rpartition("}")[0]
    (tmp_path / "main.tf").write_bytes(broken.encode(encoding))
    assert lint(FolderWorkspace(tmp_path, tmp_path), READERS, Settings(chosen(Config()))).incomplete


def test_there_are_cases() -> None:
    assert "payment-processor-pinned" in CASES
