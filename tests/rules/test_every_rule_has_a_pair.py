"""Every built-in rule on infrastructure as people write it: a failing case, and the same mended. README.md tells how."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from natpin.cli import main
from natpin.policy import load

from .running import clusters, kept, verdict

HERE = Path(__file__).parent
RULES = {policy.id: policy for policy in load.built_in().policies}
EVERYWHERE = ("terraform", "bicep", "arm", "az", "powershell")
"""Languages in which every rule is shown that can arise there."""

ELSEWHERE = ("ansible", "pulumi", "aso", "crossplane", "capz")
"""Languages in which the rules are shown that people meet most."""

LANGUAGES = (*EVERYWHERE, *ELSEWHERE, "terraform-state", "snapshot")
"""What a pair's folder may be called. Kubernetes manifests stand beside the cluster, in that cluster's language."""

MOST_MET = (
    "default-outbound-access",
    "egress-ip-unprotected",
    "nat-idle-policy",
    "nat-idle-seconds",
    "nat-incomplete",
    "nat-unattached",
    "node-public-ip",
    "node-subnet-no-nat",
    "outbound-type-implicit-lb",
    "outbound-type-not-nat",
    "pod-subnet-no-nat",
    "pool-subnet-no-nat",
    "udr-overrides-nat",
)

_DECLARED = ("terraform", "bicep", "arm")
_SCRIPTS = ("az", "powershell")
_OF_CAPZ = ("node-public-ip", "outbound-type-not-nat")
_NO_NETWORK = (
    "gateways, routes and IPs of the network are declared elsewhere; the provider has no setting for them"
)

NEVER: Mapping[tuple[str, tuple[str, ...]], str] = {
    (
        "http-proxy-egress",
        ("az",),
    ): "az takes the proxy from a file of its own, which is not read: the answer is unknown",
    (
        "managed-nat-sku-implicit",
        _SCRIPTS,
    ): "the client chooses the API version, and the script does not tell it",
    (
        "nat-association-order",
        ("bicep", "arm"),
    ): "the subnet names its gateway itself, and the cluster the subnet",
    ("nat-association-order", _SCRIPTS): "commands run one after the other",
    ("platform-retiring", _DECLARED): "an abbreviated flag is one of an az command",
    ("script-lost-continuation", _DECLARED): "only a command has lines that are continued",
    (
        "script-removed-value",
        _DECLARED,
    ): "it asks what az takes; outbound-type-v2-legacy asks the same of files",
    ("script-unknown-flag", _DECLARED): "only a command has flags",
    (
        "subnet-two-nats",
        _SCRIPTS,
    ): "a later command takes the place of an earlier one: there is one gateway at a time",
    ("used-before-created", _DECLARED): "resources are ordered by their references, and not by their lines",
    ("vnet-inline-subnets", _SCRIPTS): "a script makes the network before it attaches anything to it",
    ("windows-outbound-nat", ("powershell",)): "New-AzAksNodePool has no parameter for it",
    **{(rule, ("capz",)): _NO_NETWORK for rule in MOST_MET if rule not in _OF_CAPZ},
}
"""Why a rule cannot fail in some languages."""

SILENT_WHEN_FINE = {
    "change": "reports tell of an unchanged IP in no rule's words",
    "drift": "what is as declared is not a difference",
    "networkPolicy": "reports give the verdicts that concern a cluster, and a network policy concerns pods",
    "remark": "a script without mistakes has no remarks",
    "ruleChange": "rules that stay as they are are no news",
    "suppression": "a suppression that is right is told as what it hides",
}
"""Subjects that reports mention only when a rule fails: mended, the rule is not heard of."""

MENDED_AWAY = {
    "lb-profile-with-nat": "the mended cluster has no load balancer profile",
    "nat-profile-ignored": "the mended cluster has no NAT gateway profile",
    "outbound-type-v2-legacy": "the mended cluster has another outbound type",
    "vnet-inline-subnets": "azurerm's mended virtual network has no inline subnets",
}
"""Rules that do not apply any more once their finding is mended, and why."""

STILL_ASKED = (["vnet-inline-subnets", "arm"], ["vnet-inline-subnets", "bicep"])
"""Pairs of these rules whose mended side is asked all the same, and passes."""

WRONG_TODAY: dict[str, str] = {}
"""Cases that natpin judges wrongly, and why. A case that comes right must leave this table."""


def pairs() -> list[Path]:
    """The folder of every pair: ``<rule>/<language>``."""
    return sorted(path for path in HERE.glob("*/*") if path.is_dir() and path.parent.name != "__pycache__")


def cases() -> list[object]:
    """Every case, by its path below this folder."""
    names = [f"{pair.relative_to(HERE).as_posix()}/{side}" for pair in pairs() for side in ("fail", "pass")]
    wrong = {
        name: [pytest.mark.xfail(reason=why, strict=True, raises=AssertionError)]
        for name, why in WRONG_TODAY.items()
    }
    return [pytest.param(name, marks=wrong.get(name, ()), id=name) for name in names]


@pytest.fixture
def natpin(every_rule: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs natpin in this process with every rule there is, on a git that knows no user's settings."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)

    def run(*arguments: str) -> str:
        status = main(list(arguments))
        told = capsys.readouterr()
        assert status in (0, 1), told.err
        return told.out

    return run


@pytest.mark.parametrize("case", cases())
def test_a_case_is_judged_as_its_folder_says(case: str, natpin, tmp_path: Path) -> None:
    rule, _, side = case.split("/")
    report = kept(HERE / case, natpin, tmp_path)
    assert not report.get("skipped")
    assert list(clusters(report)), "no cluster was read"
    assert verdict(report, rule) == (side if side == "fail" else mended(rule, case))


def mended(rule: str, case: str) -> str:
    """What a rule says of a mended case: pass, where it is heard of at all."""
    away = rule in MENDED_AWAY and case.split("/")[:2] not in STILL_ASKED
    return "not-applicable" if away or RULES[rule].subject in SILENT_WHEN_FINE else "pass"


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_is_shown_or_excused_in_each_language(rule: str) -> None:
    shown = {pair.name for pair in pairs() if pair.parent.name == rule}
    excused = {language for (named, many), _ in NEVER.items() if named == rule for language in many}
    wanted = {*EVERYWHERE, *(ELSEWHERE if rule in MOST_MET else ())}
    assert not wanted - shown - excused, f"add tests/rules/{rule}/<language>/fail and /pass, or say why not"
    assert not excused & shown, "it can arise there, as its pair shows"
    assert excused <= wanted


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair.relative_to(HERE).as_posix())
def test_a_pair_is_the_same_files_before_and_after_mending(pair: Path) -> None:
    assert pair.parent.name in RULES, "there is no such rule"
    assert pair.name in LANGUAGES
    assert {side.name for side in pair.iterdir()} == {"fail", "pass"}
    failing, passing = (files(pair / side) for side in ("fail", "pass"))
    assert failing.keys() == passing.keys()
    assert failing != passing


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_the_tables_name_rules_and_cases_there_are() -> None:
    named = {*(rule for rule, _ in NEVER), *MOST_MET, *MENDED_AWAY}
    assert named <= set(RULES)
    assert all((HERE / case).is_dir() for case in WRONG_TODAY)
