"""What GitHub, GitLab and Azure Pipelines take, and how much of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from xml.etree import ElementTree

import pytest

from natpin.model.finding import Suppressed
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.reporters import annotations, codequality, junit, markdown, mermaid
from natpin.reporters.interface import ReportOptions
from natpin.reporters.sized import Section, document

Crowd = Callable[[int], Report]


def kinds(output: str) -> Counter[str]:
    return Counter(line.split(" ")[0] for line in output.splitlines())


@pytest.mark.parametrize(
    ("number", "expected", "left"),
    [
        (3, {"::error": 1, "::warning": 1, "::notice": 1}, 0),
        (30, {"::error": 10, "::warning": 10, "::notice": 10}, 0),
        (31, {"::error": 10, "::warning": 10, "::notice": 10}, 2),
        (300, {"::error": 10, "::warning": 10, "::notice": 10}, 271),
    ],
)
def test_ten_annotations_of_a_kind_and_the_rest_counted(
    number: int, expected: Mapping[str, int], left: int, crowd: Crowd
) -> None:
    output = annotations.render(crowd(number), ReportOptions())
    assert kinds(output) == expected
    last = output.splitlines()[-1]
    assert last.startswith(f"::notice title=natpin::{left} more") == bool(left)


def test_nothing_to_say_is_no_output(results: Mapping[str, Report]) -> None:
    assert annotations.render(results["clean"], ReportOptions()) == ""


def test_columns_only_within_one_line(results: Mapping[str, Report]) -> None:
    output = annotations.render(results["tutorial"], ReportOptions(prefix="deploy"))
    (line,) = [line for line in output.splitlines() if "nat-idle-seconds" in line]
    assert (
        "file=deploy/examples/payment-processor/provision.sh,line=44,endLine=44,col=78,endColumn=81::" in line
    )


def test_unread_files_are_annotated(results: Mapping[str, Report]) -> None:
    output = annotations.render(results["environments"], ReportOptions())
    assert "::warning title=natpin could not read this file,file=infra/broken.tf,line=3" in output
    assert "logo.sh" not in output


def test_codequality_fingerprints_are_unique(results: Mapping[str, Report]) -> None:
    issues = json.loads(codequality.render(results["environments"], ReportOptions()))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 4
    assert {issue["severity"] for issue in issues} <= {"info", "minor", "major", "critical", "blocker"}
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert not issue["location"]["path"].startswith(("/", "./"))


def test_junit_counts_agree_and_an_unknown_is_no_pass(results: Mapping[str, Report]) -> None:
    root = ElementTree.fromstring(junit.render(results["environments"], ReportOptions()))
    cases = root.findall("./testsuite/testcase")
    assert int(root.attrib["tests"]) == len(cases)
    assert int(root.attrib["failures"]) == len(root.findall(".//failure")) == 2
    assert int(root.attrib["skipped"]) == len(root.findall(".//skipped"))
    (passed,) = [case for case in cases if len(case) == 0]
    assert passed.attrib == {
        "classname": "infra (staging.tfvars)/payments",
        "name": "pool-subnet-no-nat",
    }
    unknown = root.find(".//testcase[@classname='infra (dev.tfvars)/gpu']/skipped")
    assert unknown is not None
    assert "var.gpu_subnet_id has no default" in str(unknown.text)


def test_junit_shows_a_suppressed_failure_as_skipped_with_its_reason(results: Mapping[str, Report]) -> None:
    report = results["tutorial"]
    (stack,) = report.stacks
    first, *others = stack.findings
    let_be = Suppressed(first, "until the migration", "inline", first.at, "2027-01-31")
    report = replace(report, stacks=(replace(stack, findings=tuple(others)),), suppressed=(let_be,))
    root = ElementTree.fromstring(junit.render(report, ReportOptions()))
    skipped = root.find(".//testcase[@name='nat-idle-seconds']/skipped")
    assert skipped is not None
    assert skipped.attrib["message"] == "suppressed until 2027-01-31: until the migration"


@pytest.mark.parametrize("budget", [200, 1_000, 3_000, 10_000, 60_000, 400_000])
def test_markdown_keeps_its_budget(budget: int, crowd: Crowd, results: Mapping[str, Report]) -> None:
    for report in (crowd(2_000), results["estate"], results["environments"]):
        output = markdown.render(report, ReportOptions(max_bytes=budget))
        assert len(output.encode()) <= budget
        assert output.count("```") % 2 == 0
        assert output.count("<details>") == output.count("</details>")


def test_markdown_says_what_it_left_out(crowd: Crowd, results: Mapping[str, Report]) -> None:
    output = markdown.render(crowd(2_000), ReportOptions(max_bytes=60_000))
    assert "- ❌ **error**" in output
    assert "more, left out for size" in output
    assert len(output.encode()) > 50_000, "the budget is used"
    output = markdown.render(results["estate"], ReportOptions(max_bytes=7_000))
    assert "_Left out for size: Egress map._" in output


def test_places_become_links_where_the_source_can_be_seen(results: Mapping[str, Report]) -> None:
    options = ReportOptions(source_url="https://github.com/o/r/blob/abc", prefix="my deploy")
    output = markdown.render(results["environments"], options)
    assert (
        "[`my deploy/infra/main.tf:50`](https://github.com/o/r/blob/abc/my%20deploy/infra/main.tf#L50)"
        in output
    )


def test_the_least_goes_first() -> None:
    parts = [
        Section("Keep", "kept " * 10),
        Section("Second", "x" * 500, rank=1),
        Section("First", "y" * 500, rank=2),
    ]
    whole = document(parts)
    assert document(parts, len(whole)) == whole
    assert "Second" in document(parts, 700).split("_Left out")[0]
    assert "_Left out for size: First, Second._" in document(parts, 300)


def test_a_gateway_reached_from_two_subnets_is_one_box(results: Mapping[str, Report]) -> None:
    stack = results["environments"].stacks[0]
    drawn = mermaid.flowchart([("payments", stack.clusters[0])])
    assert drawn.count('"NAT gateway egress"') == 1
    assert drawn.count('["subnet ') == 3


def test_a_large_estate_is_not_drawn_whole(results: Mapping[str, Report]) -> None:
    """Mermaid refuses more than 500 arrows or 50,000 characters."""
    cluster = results["estate"].stacks[0].clusters[0]
    drawn = mermaid.flowchart([(f"cluster {number}", cluster) for number in range(200)])
    assert drawn.count("-->") < 500
    assert len(drawn) < 50_000
    assert "more clusters, not drawn" in drawn


def test_no_cluster_no_picture(results: Mapping[str, Report]) -> None:
    assert mermaid.flowchart([]) == ""
    assert "mermaid" not in markdown.render(results["nothing"], ReportOptions())
