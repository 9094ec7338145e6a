"""Each folder of ``cases`` is a change: ``before``, ``after``, and ``expected.txt``, what is said of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import natpin.comparison
from natpin.comparison import Comparison, diff_json, markdown, text
from natpin.reporters.interface import ReportOptions

CASES = Path(__file__).parent / "cases"
NAMES = sorted(case.name for case in CASES.iterdir())
SCHEMA = json.loads(
    (Path(natpin.comparison.__file__).parent / "diff.schema.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_a_change(name: str, cases: dict[str, Comparison]) -> None:
    told = text.render(cases[name], ReportOptions(width=100))
    golden = CASES / name / "expected.txt"
    if os.environ.get("NATPIN_UPDATE_GOLDEN"):
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", NAMES)
def test_json_is_what_its_schema_says(name: str, cases: dict[str, Comparison]) -> None:
    written = json.loads(diff_json.render(cases[name], ReportOptions()))
    errors = [f"{e.json_path}: {e.message[:200]}" for e in Draft202012Validator(SCHEMA).iter_errors(written)]
    assert errors == []


@pytest.mark.parametrize(
    "name", ["prefix-replaced", "ip-attached-undeclared", "pool-moved-to-another-gateway"]
)
def test_markdown(name: str, cases: dict[str, Comparison]) -> None:
    told = markdown.render(cases[name], ReportOptions())
    golden = CASES / name / "expected.md"
    if os.environ.get("NATPIN_UPDATE_GOLDEN"):
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")
