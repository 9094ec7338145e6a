"""Output that programs read is what its schema says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import natpin.reporters
from natpin.model.report import Report
from natpin.reporters import json as json_reporter
from natpin.reporters import neutral, sarif
from natpin.reporters.interface import ReportOptions

SARIF = Path(__file__).parents[1] / "specs" / "sarif" / "sarif-2.1.0.json"
OURS = Path(str(natpin.reporters.__file__)).parent / "report.schema.json"
NAMES = ("clean", "tutorial", "environments", "estate", "nothing")


@cache
def validator(path: Path) -> Draft202012Validator:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def errors(path: Path, document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(path).iter_errors(document)]


@pytest.mark.parametrize("name", NAMES)
def test_json_is_valid(name: str, results: Mapping[str, Report]) -> None:
    document = json.loads(json_reporter.render(results[name], ReportOptions()))
    assert errors(OURS, document) == []


@pytest.mark.parametrize("member", ["at", "verdict", "severity", "rule", "causes", "fingerprint"])
def test_schema_notices_what_is_missing(member: str, results: Mapping[str, Report]) -> None:
    document = json.loads(json_reporter.render(results["tutorial"], ReportOptions()))
    del document["stacks"][0]["findings"][0][member]
    assert errors(OURS, document)


@pytest.mark.parametrize("options", [ReportOptions(), ReportOptions(prefix="deploy", show_suppressed=False)])
@pytest.mark.parametrize("name", NAMES)
def test_sarif_is_valid(name: str, options: ReportOptions, results: Mapping[str, Report]) -> None:
    document = json.loads(sarif.render(results[name], options))
    assert errors(SARIF, document) == []


def test_sarif_stays_within_limits(crowd: Callable[[int], Report]) -> None:
    run = json.loads(sarif.render(crowd(6_000), ReportOptions()))["runs"][0]
    assert len(run["results"]) == 5_000
    levels = [result["level"] for result in run["results"]]
    assert levels.count("error") == levels.count("warning") == 2_000, "the gravest are kept"
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert "1000 of 6000 results are left out" in notifications[-1]["message"]["text"]


def test_sarif_results_have_what_github_needs(results: Mapping[str, Report]) -> None:
    run = json.loads(sarif.render(results["environments"], ReportOptions(prefix="deploy dir")))["runs"][0]
    hashes = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(hashes)) == len(hashes)
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"].startswith("deploy%20dir/infra/")
        assert place["region"]["startLine"] >= 1
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_never_hides_an_unknown(results: Mapping[str, Report]) -> None:
    run = json.loads(sarif.render(results["environments"], ReportOptions()))["runs"][0]
    (undecided,) = [result for result in run["results"] if result["properties"]["verdict"] == "unknown"]
    assert undecided["level"] == "note"
    assert "kind" not in undecided
    assert undecided["message"]["text"].startswith("Unknown: ")
    assert "var.gpu_subnet_id has no default" in undecided["message"]["text"]


def test_sarif_marks_suppressed_findings_or_leaves_them_out(results: Mapping[str, Report]) -> None:
    def suppressions(options: ReportOptions) -> list[Any]:
        run = json.loads(sarif.render(results["environments"], options))["runs"][0]
        return [one for result in run["results"] for one in result.get("suppressions", [])]

    (one,) = suppressions(ReportOptions())
    assert one["kind"] == "inSource"
    assert one["justification"] == "the resource group is locked by the platform team (until 2027-01-31)"
    assert suppressions(ReportOptions(show_suppressed=False)) == []


def test_incomplete_scan_is_no_success(results: Mapping[str, Report]) -> None:
    (invocation,) = json.loads(sarif.render(results["environments"], ReportOptions()))["runs"][0][
        "invocations"
    ]
    assert invocation["executionSuccessful"] is False
    (grave, slight, *doubts) = invocation["toolExecutionNotifications"]
    assert (grave["level"], slight["level"]) == ("error", "note")
    assert [one["level"] for one in doubts] == ["warning", "warning"]
    assert "It may change NAT gateway and route table of subnets" in doubts[0]["message"]["text"]
    assert len(doubts[1]["locations"]) == 2, "doubts that read alike are told once"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("infra/main.tf", "infra/main.tf"),
        ("a b/ü.tf", "a%20b/%C3%BC.tf"),
        ("javascript:x", "javascript%3Ax"),
        ("50%/#?.tf", "50%25/%23%3F.tf"),
        ("byte-\udc80", "byte-%80"),
        ("half-\ud800", "half-%ED%A0%80"),
        ("//evil.example/x", "evil.example/x"),
        ("", "."),
    ],
)
def test_uris_are_relative_and_encoded(path: str, uri: str) -> None:
    assert neutral.uri(path) == uri
