"""What is hidden, what is not, and how decisions that no longer fit show."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from natpin.config import Config, parse
from natpin.errors import ConfigError
from natpin.model.finding import Finding, Rule, Severity, Verdict
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.report import StackReport
from natpin.model.stack import Stack
from natpin.policy import baseline
from natpin.policy.load import built_in
from natpin.policy.select import tuned
from natpin.policy.suppress import collected, settle
from natpin.workspace import FolderWorkspace

TODAY = datetime.date(2026, 11, 23)
POLICIES = tuple(
    policy
    for policy in built_in().policies
    if policy.subject != "suppression"
    or policy.id in ("suppression-expired", "suppression-invalid", "suppression-unused")
)
RULES = {policy.id: policy.rule for policy in POLICIES}

MAIN = """\
# natpin: ignore[outbound-type-not-nat] leaves by the firewall
resource "azurerm_kubernetes_cluster" "aks" {
  name = "aks"
}
resource "azurerm_nat_gateway" "egress" {
  idle_timeout_in_minutes = 60 # natpin: ignore[nat-idle-long] websockets until=2026-11-22
  location = "x" # natpin: ignore[ip-location-mismatch] never true
  sku_name = "x" # natpin: ignore[nat-idle-lng] misspelled
  zones = [] # natpin: ignore[suppression-unused] hush
}
"""


def finding(
    rule: str, line: int, subject_line: int = 2, subject: str = "aks", fingerprint: str = ""
) -> Finding:
    return Finding(
        RULES.get(rule) or Rule(rule, "", Severity.ERROR, "", ""),
        Verdict.FAIL,
        Severity.ERROR,
        "…",
        Location("main.tf", line),
        subject,
        "infra",
        subject_at=Location("main.tf", subject_line),
        fingerprint=fingerprint or f"{rule}-{line}",
    )


@pytest.fixture
def workspace(tmp_path: Path) -> FolderWorkspace:
    (tmp_path / ".git").mkdir()
    (tmp_path / "main.tf").write_text(MAIN)
    return FolderWorkspace(tmp_path)


def settled(workspace, *findings: Finding, config: Config | None = None, more=(), inline: bool = True):
    """(kept, suppressed, what is said of suppressions as (line, rule))."""
    report = StackReport(Stack("terraform", "infra"), (), findings)
    waivers = [*collected(workspace, ["main.tf"], [report], config or Config(), inline), *more]
    reports, suppressed = settle([report], POLICIES, waivers, TODAY)
    about = [(f.at.line, f.rule.id) for f in reports[1].findings] if len(reports) > 1 else []
    return [f.rule.id for f in reports[0].findings], [s.finding.rule.id for s in suppressed], sorted(about)


EXPIRED, UNUSED, INVALID = "suppression-expired", "suppression-unused", "suppression-invalid"


def test_a_comment_above_the_block_hides_what_is_inside_it(workspace) -> None:
    kept, hidden, about = settled(workspace, finding("outbound-type-not-nat", line=3))
    assert (kept, hidden) == ([], ["outbound-type-not-nat"])
    assert (1, UNUSED) not in about


def test_other_rules_and_other_blocks_are_not_hidden(workspace) -> None:
    kept, hidden, _ = settled(
        workspace, finding("azure-cni-required", 2), finding("outbound-type-not-nat", 6, subject_line=5)
    )
    assert (kept, hidden) == (["azure-cni-required", "outbound-type-not-nat"], [])


def test_an_expired_one_hides_nothing_and_is_told(workspace) -> None:
    kept, _, about = settled(workspace, finding("nat-idle-long", 6, 5))
    assert kept == ["nat-idle-long"]
    assert (6, EXPIRED) in about


def test_unused_and_misunderstood_ones_are_told(workspace) -> None:
    *_, about = settled(workspace)
    assert about == [(1, UNUSED), (6, EXPIRED), (7, UNUSED), (8, INVALID), (9, INVALID)]


def test_one_inside_the_block_that_it_is_meant_for_is_told_its_place(workspace) -> None:
    found = finding("ip-location-mismatch", 5, 5)
    block = replace(found, subject_at=Location("main.tf", 5, 1, 10, 2))
    report = StackReport(Stack("terraform", "infra"), (), (block,))
    waivers = collected(workspace, ["main.tf"], [report], Config())
    reports, suppressed = settle([report], POLICIES, waivers, TODAY)
    assert suppressed == ()
    (told,) = [one for one in reports[1].findings if one.at.line == 7]
    # natpin fix removes what is unused; this one is to be moved
    assert told.rule.id == INVALID
    assert "inside the block" in told.message
    assert "above line 5" in told.message


def test_they_can_be_switched_off(workspace) -> None:
    found = finding("outbound-type-not-nat", 3)
    assert settled(workspace, found, inline=False) == (["outbound-type-not-nat"], [], [])
    platform = parse(b"ignore-suppressions: true", "natpin.yaml")
    assert settled(workspace, found, config=platform) == (["outbound-type-not-nat"], [], [])


def test_what_may_not_be_ignored_is_not(workspace) -> None:
    entry = b"ignore: [{rule: suppression-unused, reason: quiet please}]"
    *_, about = settled(workspace, config=parse(entry, "natpin.yaml"))
    assert (1, INVALID) in about
    assert (7, UNUSED) in about


@pytest.mark.parametrize(
    ("rules", "hidden"),
    [
        ("{outbound-type-not-nat: error}", ["outbound-type-not-nat"]),
        ("{outbound-type-not-nat: {notIgnorable: false}}", ["outbound-type-not-nat"]),
        ("{outbound-type-not-nat: {notIgnorable: true}}", []),
        ("{suppression-unused: {notIgnorable: false}, outbound-type-not-nat: {notIgnorable: true}}", []),
    ],
)
def test_a_team_keeps_a_rule_from_being_hidden(workspace, rules: str, hidden: list[str]) -> None:
    config = parse(f"rules: {rules}\n".encode(), "natpin.yaml")
    policies = tuned(POLICIES, None, config.rules)
    report = StackReport(Stack("terraform", "infra"), (), (finding("outbound-type-not-nat", line=3),))
    waivers = collected(workspace, ["main.tf"], [report], config)
    _, suppressed = settle([report], policies, waivers, TODAY)
    assert [one.finding.rule.id for one in suppressed] == hidden
    assert not next(one for one in policies if one.id == UNUSED).ignorable, (
        "no setting allows what a rule forbids"
    )


def test_natpin_yaml_hides_by_path_and_subject(workspace) -> None:
    yaml = b"""ignore:
  - {rule: azure-cni-required, path: "*.tf", reason: kubenet until May, until: 2027-05-31}
  - {rules: [node-public-ip], subject: other, reason: a jump host}
"""
    kept, hidden, about = settled(
        workspace,
        finding("azure-cni-required", 2),
        finding("node-public-ip", 2),
        config=parse(yaml, "natpin.yaml"),
    )
    assert (kept, hidden) == (["node-public-ip"], ["azure-cni-required"])
    assert (3, UNUSED) in about


def test_a_rule_that_is_off_leaves_its_suppressions_in_peace(workspace) -> None:
    policies = [policy.tuned(policy.id != "ip-location-mismatch", None, {}) for policy in POLICIES]
    waivers = collected(workspace, ["main.tf"], [], Config())
    reports, _ = settle([], policies, waivers, TODAY)
    assert (7, UNUSED) not in [(f.at.line, f.rule.id) for f in reports[0].findings]


# -- baselines ---------------------------------------------------------------------------------------------------


def test_a_baseline_hides_what_it_was_written_from_and_nothing_else(workspace) -> None:
    old = finding("azure-cni-required", 2, fingerprint="f1")
    text = baseline.write([old], "before natpin", "2027-01-31")
    entries = baseline.parse(text.encode(), "baseline.json")
    twin = finding("azure-cni-required", 2, fingerprint="f2")
    kept, hidden, _ = settled(workspace, old, twin, more=entries)
    assert (kept, hidden) == (["azure-cni-required"], ["azure-cni-required"])


def test_stale_and_expired_entries_are_told_at_their_line(workspace) -> None:
    gone, old = (
        finding("node-public-ip", 2, fingerprint="f1"),
        finding("azure-cni-required", 2, fingerprint="f2"),
    )
    text = baseline.write([gone], "a") + baseline.write([old], "b", "2026-11-22")
    first, second = text.split("}\n{")
    stale = baseline.parse((first + "}\n").encode(), "baseline.json")
    expired = baseline.parse(("{" + second).encode(), "baseline.json")
    kept, hidden, about = settled(workspace, old, more=[*stale, *expired], inline=False)
    assert (kept, hidden) == (["azure-cni-required"], [])
    assert about == [(4, EXPIRED), (4, UNUSED)]


def test_a_baseline_written_again_keeps_reasons(workspace) -> None:
    old = finding("azure-cni-required", 2, fingerprint="f1")
    entries = baseline.parse(baseline.write([old], "kubenet until May", "2027-05-31").encode(), "b.json")
    _, suppressed = settle([StackReport(Stack("terraform", "infra"), (), (old,))], POLICIES, entries, TODAY)
    again = baseline.write([finding("node-public-ip", 3, fingerprint="f2")], "new", kept=suppressed)
    assert [(one.reason, one.until) for one in baseline.parse(again.encode(), "b.json")] == [
        ("kubenet until May", "2027-05-31"),
        ("new", None),
    ]
    assert baseline.parse(baseline.write([], "none").encode(), "b.json") == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"{", "not valid JSON"),
        (b"[]", '"schema": "natpin/baseline/v1"'),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"schema": "natpin/baseline/v1"}', "needs a list of entries"),
        (b'{"schema": "natpin/baseline/v1", "entries": [1]}', "an object of texts"),
        (
            b'{"schema": "natpin/baseline/v1", "entries": [{"fingerprint": "f", "rule": "r"}]}',
            "has no reason",
        ),
        (
            b'{"schema": "natpin/baseline/v1", "entries": [{"fingerprint": "f", "rule": "r", "reason": "x", "until": "soon"}]}',
            "until must be a day",
        ),
    ],
    ids=range(7),
)
def test_what_is_no_baseline_says_so(source: bytes, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        baseline.parse(source, "baseline.json")
