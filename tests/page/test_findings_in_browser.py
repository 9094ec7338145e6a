"""Findings on the page, from real runs: with the lines of the files, with evidence, and with what drifted."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import natpin.reporters.drift
from natpin.cli import main
from natpin.reporters.rows import Origin

from .conftest import Opened, report

EXAMPLE = Path(__file__).parents[2] / "examples" / "payment-processor"
DRIFT = Path(natpin.reporters.drift.__file__).parent / "drift.schema.json"


@pytest.fixture(scope="module")
def linted() -> dict[str, Any]:
    """The report on an example, as a job writes it for a page of several."""
    out = io.StringIO()
    with redirect_stdout(out):
        flags = ["--format", "json", "--excerpts", "--evidence", "findings", "--evidence", "nat-idle-policy"]
        main(["lint", str(EXAMPLE), "--workspace", str(EXAMPLE), *flags])
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_a_finding_shows_its_line_with_what_is_meant(linted: dict[str, Any], opened: Opened) -> None:
    tab = opened((Origin("shop"), linted, None))
    tab.locator("#rows button.name").click()
    idle = tab.locator(".finding", has_text="nat-idle-seconds")
    assert idle.locator(".lines").inner_text().startswith("provision.sh:56")
    assert idle.locator("mark").all_inner_texts() == ["600"]
    assert "To fix it: write 10 here" in idle.inner_text()


def test_the_gravest_is_first_and_evidence_opens_below_its_finding(
    linted: dict[str, Any], opened: Opened
) -> None:
    tab = opened((Origin("shop"), linted, None))
    tab.locator("#rows button.name").click()
    grave = [text.split(" ")[0] for text in tab.locator(".finding .as").all_inner_texts()]
    assert grave == sorted(grave, key=["error", "unknown", "warning", "note"].index)
    evidence = tab.locator(".finding", has_text="nat-idle-seconds").locator("details")
    evidence.locator("summary").focus()
    tab.keyboard.press("Enter")
    places = evidence.locator("li").all_inner_texts()
    assert any(place.startswith("provision.sh:56") and "--idle-timeout" in place for place in places)


def test_evidence_of_a_verdict_without_a_finding_stands_by_itself(
    linted: dict[str, Any], opened: Opened
) -> None:
    tab = opened((Origin("shop"), linted, None))
    tab.locator("#rows button.name").click()
    heads = tab.locator("#detail > details summary").all_inner_texts()
    assert all(head.startswith("Evidence: nat-idle-policy") for head in heads)
    assert bool(heads) == any(one["rule"] == "nat-idle-policy" for one in linted["stacks"][0]["evidence"])


def test_a_finding_about_no_cluster_is_shown(opened: Opened) -> None:
    finding = {
        "rule": "contract-ip-unused", "verdict": "fail", "severity": "warning", "message": "20.1.2.0/29 is promised and unused",
        "at": {"path": "natpin.yaml", "line": 3, "column": 5}, "subject": "x", "property": None, "clusters": [], "related": [],
        "causes": [], "conditional": None, "fingerprint": "f", "remediation": "tell the partner", "fix": None,
    }  # fmt: skip
    tab = opened((Origin("shop"), report([], [finding]), None))
    tab.locator("#missing summary").click()
    assert "20.1.2.0/29 is promised and unused" in tab.locator("#missing").inner_text()


GAPS = [
    ({"skipped": [{"path": "b.tf", "reason": "cannot be parsed", "at": None, "claimsAks": True, "stack": None}]}, "b.tf: cannot be parsed"),
    ({"summary": {"nothingJudged": True}}, "no cluster was made out"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "said"), GAPS, ids=["a file", "no cluster"])
def test_what_may_hide_a_cluster_is_not_folded_away(
    changed: dict[str, Any], said: str, opened: Opened
) -> None:
    tab = opened((Origin("shop"), {**report([], []), **changed}, None))
    told = tab.locator("#missing .lead + ul")
    assert told.is_visible()
    assert said in told.inner_text()


def drifted() -> dict[str, Any]:
    """A report of drift, held to the schema."""
    entry = {
        "kind": "changed", "name": "NAT gateway egress", "severity": "error", "rules": ["drift-nat-gateway"],
        "type": "Microsoft.Network/natGateways", "property": "idleTimeoutInMinutes", "declared": 10, "live": 90,
        "address": "azurerm_nat_gateway.egress", "declaredAt": {"path": "main.tf", "line": 7, "column": 3},
        "id": "/subscriptions/1/egress", "effect": "connections are kept longer", "movesEgress": False, "pools": ["system"],
        "fix": "az network nat gateway update --idle-timeout 10", "accepted": None,
        "changedBy": {"caller": "ada@example.com", "when": "2026-11-28T05:04:03Z", "operation": "Microsoft.Network/natGateways/write"},
        "fingerprints": ["f"],
    }  # fmt: skip
    cluster = {
        "name": "shop", "key": "shop", "state": "drift", "cause": None, "stack": "infra", "address": "azurerm_kubernetes_cluster.shop",
        "declaredAt": {"path": "main.tf", "line": 1, "column": 1}, "live": "/subscriptions/1/shop",
        "egress": ["pool system: NAT gateway egress, 20.1.2.0/29"], "drifts": [entry], "findings": [],
        "uncompared": [{"address": "azurerm_subnet.nodes", "property": "routeTable", "reason": "a variable without value", "settleBy": "--var table=…", "side": "declared"}],
    }  # fmt: skip
    scope = {
        "scope": "/subscriptions/1", "state": "drift", "cause": "resource groups could not be listed",
        "clusters": [cluster], "undeclared": ["/subscriptions/1/other"], "unconfirmed": 2,
    }  # fmt: skip
    return {
        "schema": "natpin/drift/v1", "tool": {"name": "natpin", "version": "0"}, "state": "drift",
        "summary": {"clusters": 1, "drift": 1, "findings": 0, "unknown": 0, "inOrder": 0, "scopesUnknown": 1, "drifts": 1, "accepted": 0, "liveFindings": 0, "uncompared": 1},
        "scopes": [scope], "skipped": [], "notes": ["one entry is not watched"],
    }  # fmt: skip


def test_drift_is_told_with_both_values_since_when_and_how_to_put_it_back(opened: Opened) -> None:
    found = drifted()
    jsonschema.Draft202012Validator(json.loads(DRIFT.read_text("utf-8"))).validate(found)
    tab = opened((Origin("acme/shop", "drift", "2026-11-29T06:00:00Z"), found, None))
    assert "2 parts of what was looked at could not be read" in tab.locator("#missing").inner_text()
    tab.locator("#missing summary").click()
    assert "/subscriptions/1/other is live, and nothing declares it" in tab.locator("#missing").inner_text()
    tab.locator("#rows button.name").click()
    shown = tab.locator("#detail").inner_text()
    for text in (
        "declared 10, live 90",
        "last written 2026-11-28T05:04:03Z by ada@example.com",
        "connections are kept longer",
        "To fix it: az network nat gateway update --idle-timeout 10",
        "pool system: NAT gateway egress, 20.1.2.0/29",
        "1 value not compared",
        "to settle it: --var table=…",
    ):
        assert text in shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_lines_evidence_and_drift(
    scheme: str, linted: dict[str, Any], opened: Opened
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="make page-test")
    tab = opened(
        (Origin("shop"), linted, None), (Origin("shop", "drift"), drifted(), None), color_scheme=scheme
    )
    tab.evaluate("document.querySelectorAll('#missing details').forEach((one) => { one.open = true; })")
    for cluster in range(2):
        tab.locator("#rows button.name").nth(cluster).click()
        tab.evaluate("document.querySelectorAll('#detail details').forEach((one) => { one.open = true; })")
        found = axe.Axe().run(tab)
        assert found.violations_count == 0, found.generate_report()


def test_what_is_open_is_printed_whole(linted: dict[str, Any], opened: Opened) -> None:
    tab = opened((Origin("shop"), linted, None))
    tab.locator("#rows button.name").click()
    tab.emulate_media(media="print")
    cut = tab.locator(".lines").evaluate_all(
        "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    )
    assert cut == 0
    assert not tab.locator("#detail > button").is_visible()
    assert tab.pdf().startswith(b"%PDF")
