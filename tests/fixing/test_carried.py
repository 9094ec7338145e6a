"""Fixes as they travel: whoever applies the report's text gets what ``natpin fix`` writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Natpin, contents
from .spoiling import LANGUAGES, MISTAKES, copy
from .test_every_language import NOT_MENDED

Region = tuple[str, int, int, int, int, str]


def of_sarif(report: dict[str, Any]) -> list[Region]:
    """Path, start, end and text of every replacement."""
    found = []
    for result in report["runs"][0]["results"]:
        for change in (change for fix in result.get("fixes", ()) for change in fix["artifactChanges"]):
            for one in change["replacements"]:
                region = one["deletedRegion"]
                places = [region[name] for name in ("startLine", "startColumn", "endLine", "endColumn")]
                found.append((change["artifactLocation"]["uri"], *places, one["insertedContent"]["text"]))
    return found


def of_json(report: dict[str, Any]) -> list[Region]:
    found = []
    for stack in report["stacks"]:
        for fix in (one["fix"] for one in stack["findings"] if one["fix"] and one["fix"]["replacement"]):
            at = fix["at"]
            found.append(
                (at["path"], at["line"], at["column"], at["endLine"], at["endColumn"], fix["replacement"])
            )
    return found


def applied(text: str, region: Region) -> str:
    _, line, column, end_line, end_column, new = region
    lines = text.splitlines(keepends=True)
    start = sum(map(len, lines[: line - 1])) + column - 1
    end = sum(map(len, lines[: end_line - 1])) + end_column - 1
    return text[:start] + new + text[end:]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_report_carries_what_fix_writes(
    mistake: str, language: str, tmp_path: Path, natpin: Natpin
) -> None:
    if (mistake, language) in NOT_MENDED:
        pytest.skip(NOT_MENDED[mistake, language])
    copy(language, MISTAKES[mistake], tmp_path)
    readers: dict[str, Callable[[dict[str, Any]], list[Region]]] = {"sarif": of_sarif, "json": of_json}
    told = set()
    for form, read in readers.items():
        status, report = natpin(tmp_path, "fix", ".", "--check", "--format", form)
        assert status == 1
        told |= set(read(json.loads(report)))
    (region,) = told
    before = contents(tmp_path)
    natpin(tmp_path, "fix", ".")
    expected = contents(tmp_path)
    uri = next(path for path in before if before[path] != expected[path])
    assert region[0].removeprefix("./") == uri
    assert applied(before[uri].decode(), region) == expected[uri].decode()
