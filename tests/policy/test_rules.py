"""Every built-in rule, on its cases: facts documents and infrastructure under tests/policies/<id>/<verdict>/."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from natpin.model.finding import Judgement
from natpin.policy.definition import Policy
from natpin.policy.load import built_in
from natpin.policy.trial import Case, Judged, folder_cases, run_case

CASES = Path(__file__).resolve().parents[1] / "policies"
POLICIES = {policy.id: policy for policy in built_in().policies}

ALWAYS_KNOWN = {"remark", "ruleChange", "suppression"}
"""Subjects that natpin makes itself: nothing about them can be unknown."""

ONLY_BAD_NEWS = {"remark", "ruleChange"}
"""Subjects that exist only when something is wrong: nothing about them can pass."""


def lint_one(path: Path, policy: Policy) -> list[Judged]:
    """Infrastructure, read and judged as ``natpin lint`` does it."""
    from natpin.formats.registry import READERS
    from natpin.pipeline.lint import lint
    from natpin.pipeline.settings import Settings
    from natpin.workspace import FolderWorkspace

    report = lint(FolderWorkspace(path, path if path.is_dir() else path.parent), READERS, Settings((policy,)))
    said = [(finding.verdict, finding.message) for stack in report.stacks for finding in stack.findings]
    folded = [cluster.verdicts[policy.id] for cluster in clusters(report) if policy.id in cluster.verdicts]
    return said or [(verdict, "") for verdict in folded]


def clusters(report) -> Iterator[Judgement]:
    return (cluster for stack in report.stacks for cluster in stack.clusters)


def every_case() -> list[tuple[str, Case]]:
    return [(name, case) for name, policy in POLICIES.items() for case in folder_cases(policy, CASES / name)]


@pytest.mark.parametrize(
    ("rule", "case"), every_case(), ids=[f"{rule}-{case.name}" for rule, case in every_case()]
)
def test_case(rule: str, case: Case) -> None:
    assert run_case(POLICIES[rule], case, lint_one).problem is None


@pytest.mark.parametrize("rule", sorted(POLICIES))
def test_a_rule_has_a_case_of_each_verdict_it_can_have(rule: str) -> None:
    kind = POLICIES[rule].subject
    wanted = {"fail"}
    wanted |= set() if kind in ALWAYS_KNOWN else {"unknown"}
    wanted |= set() if kind in ONLY_BAD_NEWS else {"pass"}
    assert wanted <= {case.expect for case in folder_cases(POLICIES[rule], CASES / rule)}


def test_no_case_is_left_without_its_rule() -> None:
    assert {path.name for path in CASES.iterdir() if path.is_dir()} == set(POLICIES)


@pytest.mark.parametrize("rule", sorted(POLICIES))
def test_a_rule_says_why_and_on_what_it_rests(rule: str) -> None:
    policy = POLICIES[rule]
    assert not policy.rule.title.endswith(".")
    assert policy.rule.references or policy.subject == "suppression"
    assert all(reference.startswith("https://") for reference in policy.rule.references)
    assert "{" in policy.message, "a message names what it is about"


IMPLICATIONS = [
    # what one rule leaves to another is asked there: together they never let a bad value through
    ("nat-idle-range", "nat-idle-seconds", "natGateway", [{"idleTimeoutInMinutes": n} for n in (0, 3, 121, 240, 600, 7200, 7260, 99999)]),
    ("outbound-type-implicit-lb", "outbound-type-not-nat", "cluster",
     [{"outboundType": t, "subnetHasNat": nat} for t in ("loadBalancer", "userDefinedRouting", "none", "block") for nat in (True, False, None, {"$unknown": "why"})]),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "kind", "bad"), IMPLICATIONS, ids=["idle", "outbound"])
def test_rules_that_share_a_question_fail_together(
    left: str, right: str, kind: str, bad: list[dict[str, object]]
) -> None:
    from natpin.errors import PolicyError
    from natpin.languages.located_yaml.checked import read
    from natpin.policy.evaluate import evaluate
    from natpin.policy.facts_document import subject_of

    for facts in bad:
        import json

        subject = subject_of(read(json.dumps(facts).encode(), "facts.yaml", PolicyError), kind)
        _, judgements = evaluate([POLICIES[left], POLICIES[right]], [subject], "s")
        assert "fail" in {judgement.verdict.value for judgement in judgements}, facts
