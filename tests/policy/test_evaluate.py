"""What a finding says: where it is, what else explains it, how grave it is, and what identifies it."""

from __future__ import annotations

import pytest

from natpin.model.finding import Severity, Verdict
from natpin.model.location import NOWHERE, Location
from natpin.model.record import replace
from natpin.model.value import Value
from natpin.policy.evaluate import evaluate

IDLE = "require: {field: idleTimeoutInMinutes, gte: 10}\n"


def only(policy, subject, stack="infra"):
    findings, judgements = evaluate([policy], [subject], stack)
    assert len(judgements) == 1
    return findings[0] if findings else None


def test_a_finding_lies_where_the_deciding_value_was_written(policy, subject) -> None:
    found = only(policy(IDLE), subject("name: egress\nidleTimeoutInMinutes: 4"))
    assert (found.at.line, found.property, found.subject_at.line) == (3, "idleTimeoutInMinutes", 2)
    assert found.verdict is Verdict.FAIL


def test_a_default_is_found_at_the_subject_and_named(policy, subject) -> None:
    found = only(
        policy(IDLE, message="timeout {idleTimeoutInMinutes}"),
        subject("name: egress\nidleTimeoutInMinutes: {$default: 4, of: az}", at=Location("main.tf", 7)),
    )
    assert found.at.line == 7
    assert found.message == "timeout 4 (the default in az)"


def test_a_default_that_the_message_leaves_out_is_told_beside_it(policy, subject) -> None:
    found = only(policy(IDLE), subject("name: egress\nidleTimeoutInMinutes: {$default: 4, of: az}"))
    assert [related.message for related in found.related] == [
        "`idleTimeoutInMinutes` is not written, so it is 4 (the default in az)"
    ]


def test_a_value_in_no_file_leaves_the_finding_at_the_subject(policy, subject) -> None:
    about = subject("name: egress\nidleTimeoutInMinutes: 4")
    facts = Value({**about.facts.data, "idleTimeoutInMinutes": Value(4, NOWHERE)}, about.facts.at)
    assert only(policy(IDLE), replace(about, facts=facts)).at == about.at


def test_the_policy_can_say_where(policy, subject) -> None:
    found = only(policy(IDLE + "property: name\n"), subject("name: egress\nidleTimeoutInMinutes: 4"))
    assert (found.at.line, found.property) == (2, "name")


def test_related_places_are_the_policys_and_those_of_other_deciding_fields(policy, subject) -> None:
    body = """
    require: {all: [{field: sku.name, equals: Standard}, {field: ipCount, lte: 16}]}
    related: [{field: location, message: "in {location}"}]
    """
    found = only(
        policy(body), subject("name: egress\nlocation: westeurope\nsku: {name: Standard}\nipCount: 17")
    )
    assert [(related.message, related.at.line) for related in found.related] == [("in westeurope", 3)]
    both = "require: {not: {all: [{field: sku.name, equals: Standard}, {field: ipCount, gt: 16}]}}"
    found = only(policy(both), subject("name: egress\nsku: {name: Standard}\nipCount: 17"))
    assert [(related.message, related.at.line) for related in found.related] == [("public IPs: 17", 4)]


def test_an_unknown_carries_its_causes_and_is_neither_pass_nor_fail(policy, subject) -> None:
    found = only(
        policy(IDLE),
        subject(
            "name: egress\nidleTimeoutInMinutes: {$unknown: var.idle has no default, settleBy: --var-file}"
        ),
    )
    assert found.verdict is Verdict.UNKNOWN
    assert found.fix is None
    assert [(cause.reason, cause.settle_by) for cause in found.causes] == [
        ("var.idle has no default", "--var-file")
    ]
    assert found.message == "egress: cannot tell whether a rule under test, because var.idle has no default"


@pytest.mark.parametrize(
    ("when", "require", "verdict"),
    [
        ("true", "true", Verdict.PASS),
        ("true", "false", Verdict.FAIL),
        ("true", "unknown", Verdict.UNKNOWN),
        ("false", "true", Verdict.NOT_APPLICABLE),
        ("false", "false", Verdict.NOT_APPLICABLE),
        ("false", "unknown", Verdict.NOT_APPLICABLE),
        ("unknown", "true", Verdict.PASS),
        ("unknown", "false", Verdict.UNKNOWN),
        ("unknown", "unknown", Verdict.UNKNOWN),
    ],
)
def test_verdicts_follow_when_implies_require(
    policy, subject, when: str, require: str, verdict: Verdict
) -> None:
    truths = {
        "true": "{field: managed, equals: true}",
        "false": "{field: managed, equals: false}",
        "unknown": "{field: location, exists: true}",
    }
    asked = policy(f"when: {truths[when]}\nrequire: {truths[require]}\n")
    _, judgements = evaluate([asked], [subject("managed: true\nlocation: {$unknown: why}")], "infra")
    assert [judgement.verdict for judgement in judgements] == [verdict]


@pytest.mark.parametrize(
    ("on_unknown", "verdict", "found"),
    [("unknown", "unknown", "unknown"), ("fail", "fail", "fail"), ("quiet", "unknown", None)],
)
def test_what_becomes_of_an_unknown_is_the_policys_choice(
    policy, subject, on_unknown, verdict, found
) -> None:
    asked = policy(f"onUnknown: {on_unknown}\n" + IDLE)
    findings, judgements = evaluate([asked], [subject("idleTimeoutInMinutes: {$unknown: why}")], "infra")
    assert judgements[0].verdict.value == verdict
    assert [finding.verdict.value for finding in findings] == ([found] if found else [])


def test_severity_is_the_teams_else_the_cases_else_the_rules(policy, subject) -> None:
    asked = policy(IDLE + "severityWhen: [{when: {field: managed, equals: true}, severity: note}]\n")
    plain, managed = subject("idleTimeoutInMinutes: 4"), subject("idleTimeoutInMinutes: 4\nmanaged: true")
    assert only(asked, plain).severity is Severity.ERROR
    assert only(asked, managed).severity is Severity.NOTE
    assert only(asked.tuned(None, Severity.WARNING, {}), managed).severity is Severity.WARNING


def test_messages_name_the_elements_that_decided(policy, subject) -> None:
    asked = policy(
        "require: {each: publicIps, satisfy: {field: sku.name, equals: Standard}}", message="bad: {elements}"
    )
    ips = "publicIps: [{name: a, sku: {name: Basic}}, {name: b, sku: {name: Standard}}, {name: c, sku: {name: Basic}}]"
    assert only(asked, subject(ips)).message == "bad: a, c"


def test_fingerprints_hold_over_moved_lines_and_tell_apart_all_else(policy, subject) -> None:
    asked = policy(IDLE)
    facts = "name: egress\nidleTimeoutInMinutes: 4"
    usual = only(asked, subject(facts)).fingerprint
    moved = only(asked, subject("name: egress\nmanaged: false\nidleTimeoutInMinutes: 4")).fingerprint
    others = {
        only(asked, subject(facts, address="other")).fingerprint,
        only(asked, subject(facts), stack="infra (dev.tfvars)").fingerprint,
        only(policy(IDLE, id="another"), subject(facts)).fingerprint,
    }
    assert moved == usual
    assert len(others | {usual}) == 4


def test_two_equal_findings_have_two_fingerprints(policy, subject) -> None:
    twin = subject("name: egress\nidleTimeoutInMinutes: 4")
    findings, _ = evaluate([policy(IDLE)], [twin, twin], "infra")
    assert len({finding.fingerprint for finding in findings}) == 2


def test_a_disabled_policy_is_not_asked(policy, subject) -> None:
    asked = policy(IDLE).tuned(False, None, {})
    assert evaluate([asked], [subject("idleTimeoutInMinutes: 4")], "infra") == ([], [])
