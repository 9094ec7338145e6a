"""The law *indifferent* for the machine's language: a process that is told another one judges the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .cases import TOPOLOGIES

LANGUAGES = {
    "no language": {},
    "C": {"LC_ALL": "C", "LANG": "C"},
    "ASCII, and Python told to keep to it": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "Turkish, where I is not a capital i": {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"},
    "German by Latin-1": {"LANG": "de_DE.ISO-8859-1", "LC_ALL": "de_DE.ISO-8859-1"},
}
STACKS = sorted(
    path for path in TOPOLOGIES.glob("firewall-route/*") if path.is_file() and path.name != "expected.json"
)


def _judged(folder: Path, language: dict[str, str]) -> Any:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "LANG", "PYTHONUTF8"))
    }
    found = subprocess.run(
        [sys.executable, "-m", "natpin", "lint", str(folder), "--workspace", str(folder), "--format", "json"],
        env={**kept, **language},
        capture_output=True,
        check=False,
    )
    assert found.stderr == b""
    return json.loads(found.stdout)


def _lay_out(folder: Path) -> None:
    """One topology in every language, with letters that are no ASCII in comments and names."""
    for number, path in enumerate(STACKS):
        (folder / str(number)).mkdir(parents=True)
        comment = (
            "" if path.suffix == ".json" else ("// ç ı İ ß\n" if path.suffix == ".bicep" else "# ç ı İ ß\n")
        )
        text = path.read_text(encoding="utf-8")
        head, newline, rest = text.partition("\n") if text.startswith("#!") else ("", "", text)
        (folder / str(number) / path.name).write_text(f"{head}{newline}{comment}{rest}", encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("stacks")
    _lay_out(made)
    return made


@pytest.fixture(scope="module")
def plain(folder: Path) -> Any:
    return _judged(folder, {"LC_ALL": "C.UTF-8"})


def test_each_is_judged(plain: Any) -> None:
    assert len([stack for stack in plain["stacks"] if stack["clusters"]]) == len(STACKS) > 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_machines_language_changes_no_verdict(language: str, folder: Path, plain: Any) -> None:
    assert _judged(folder, LANGUAGES[language]) == plain
