"""Tests of a team's own policies."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.errors import PolicyError
from natpin.model.finding import Verdict
from natpin.policy.trial import run_policy_tests

POLICY = """\
id: ours
title: The gateway is ours
severity: error
subject: natGateway
rationale: Because.
remediation: Mend it.
message: "{name} is not ours"
parameters: [{name: prefix, type: text, default: egress, description: How ours begin.}]
when: {field: managed, notEquals: true}
require: {field: name, contains: {param: prefix}}
"""


def trials(tmp_path: Path, tests: str = "", **files: str):
    (tmp_path / "ours.yaml").write_text(POLICY + tests)
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".yaml").write_text(text)
    return run_policy_tests(tmp_path)


def test_cases_stand_in_the_policy_and_in_folders(tmp_path: Path) -> None:
    done = trials(
        tmp_path,
        """tests:
  - {name: ours, given: {name: egress-1}, expect: pass}
  - {given: {name: other}, expect: fail, message: other is not ours}
  - {given: {name: other}, parameters: {prefix: oth}, expect: pass}
  - {given: cases/a.yaml, expect: unknown}
""",
        cases__a="facts: {name: {$unknown: var.name has no default}}",
        tests__ours__fail__b="facts: {name: b}\nparameters: {prefix: x}\n",
    )
    assert [(trial.name, trial.got, trial.problem) for trial in done.results] == [
        ("ours", "pass", None),
        ("test 2", "fail", None),
        ("test 3", "pass", None),
        ("test 4", "unknown", None),
        ("fail/b.yaml", "fail", None),
    ]
    assert done.passed
    assert done.warnings == ()


@pytest.mark.parametrize(
    ("case", "problem"),
    [
        ("{given: {name: other}, expect: pass}", "expected pass, got fail: other is not ours"),
        (
            "{given: {name: other}, expect: fail, message: blue}",
            "the message does not contain 'blue': 'other is not ours'",
        ),
        (
            "{given: {nmae: other}, expect: fail}",
            r"ours.yaml:12:14: natGateway has no fact 'nmae'; did you mean 'name'?",
        ),
        (
            "{given: {name: a}, expect: fail, parameters: {prefx: b}}",
            "has no parameter 'prefx'; did you mean 'prefix'?",
        ),
        ("{given: missing.yaml, expect: fail}", "No such file"),
        ("{given: infra, expect: fail}", "natpin policy test takes policies, not infrastructure"),
    ],
)
def test_what_goes_otherwise_is_a_problem_of_the_case(tmp_path: Path, case: str, problem: str) -> None:
    done = trials(tmp_path, f"tests:\n  - {case}\n")
    assert not done.passed
    assert problem in (done.results[0].problem or "")


def test_infrastructure_is_linted_by_whoever_can(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(POLICY + "tests: [{given: infra, expect: fail}]\n")
    (tmp_path / "infra").mkdir()
    asked = []

    def lint_one(path, policy):
        asked.append((path.name, policy.id))
        return [(Verdict.PASS, ""), (Verdict.FAIL, "bad")]

    assert run_policy_tests(tmp_path, lint_one).passed
    assert asked == [("infra", "ours")]


@pytest.mark.parametrize(
    ("tests", "warning"),
    [
        ("", "ours has no tests"),
        ("tests: [{given: {managed: true}, expect: not-applicable}]", "dead in its tests"),
        ("tests: [{given: {name: egress}, expect: pass}]", "never fails in its tests"),
    ],
)
def test_a_policy_that_no_case_reaches_is_warned_of(tmp_path: Path, tests: str, warning: str) -> None:
    (told,) = trials(tmp_path, tests).warnings
    assert warning in told


def test_a_case_outside_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="must name something in the policies' folder"):
        trials(tmp_path, "tests: [{given: ../secret, expect: pass}]")


def test_no_policies_and_misnamed_folders_are_errors(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no policy"):
        run_policy_tests(tmp_path)
    (tmp_path / "tests" / "ours" / "fails").mkdir(parents=True)
    with pytest.raises(PolicyError, match="did you mean 'fail'"):
        trials(tmp_path)
