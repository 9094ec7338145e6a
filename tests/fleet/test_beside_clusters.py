"""What no cluster's row can say, and what partners were promised: neither is lost on the way from a report to a fleet."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest

from natpin.fleet.table import Line, Totals
from natpin.reporters.rows import Origin, rows

from .conftest import IDS, Run
from .test_report_command import FAILING, PASSING

SPARE = """
resource spare 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'spare'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { idleTimeoutInMinutes: 600 }
}
"""
ABSENT = "contract:\n  clusters: [paymnts]\n  ips: [20.1.2.3]\n"


@pytest.mark.parametrize(
    ("more", "yaml", "flags", "fails", "statuses"),
    [
        (SPARE, "", (), "fails: nat-idle-seconds", (1, 1)),
        ("", ABSENT, (), "unknown: contract-not-kept", (0, 1)),
        ("", "", ("--select", "nat-idle-seconds"), "rules were asked (--select nat-idle-seconds)", (4, 1)),
    ],
    ids=["a gateway without a cluster", "a contract that names none", "a narrowed run"],
)
@pytest.mark.parametrize("form", ["text", "markdown", "csv", "openmetrics"])
def test_what_concerns_no_cluster_or_was_not_asked_is_never_in_order(
    form: str,
    more: str,
    yaml: str,
    flags: tuple[str, ...],
    fails: str,
    statuses: tuple[int, int],
    natpin: Run,
    here: Path,
) -> None:
    (here / "main.bicep").write_text(PASSING.read_text() + more)
    (here / "natpin.yaml").write_text(yaml)
    natpin("lint", "main.bicep", "--workspace", ".", "--format", "json", "--output", "one.json", *flags)
    shown = [
        natpin("report", "show", "one.json", "--format", form, "--fail-on", on) for on in ("error", "unknown")
    ]
    assert tuple(ran.status for ran in shown) == statuses
    if form == "openmetrics":
        state, about = fails.partition(":")[0], 'source="one",kind="files"'
        assert (f'natpin_source_rules_apart{{{about},state="{state}"}} 0' in shown[0].out) is False
        assert (f"natpin_source_incomplete{{{about}}} 1" in shown[0].out) is bool(flags)
        return
    assert fails.rpartition(": ")[2] in " ".join(shown[0].out.split())
    assert "✅" not in shown[0].out


def test_a_report_that_speaks_of_a_cluster_that_it_does_not_hold_is_not_in_order(
    natpin: Run, here: Path
) -> None:
    (here / "main.bicep").write_text(FAILING.read_text())
    natpin("lint", "main.bicep", "--workspace", ".", "--format", "json", "--output", "shop.json")
    document = json.loads((here / "shop.json").read_text())
    for finding in document["stacks"][0]["findings"]:
        finding["clusters"] = ["nobody"]
    (here / "shop.json").write_text(json.dumps(document))
    assert natpin("report", "show", "shop.json").status == 1


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_what_a_baseline_hides_is_counted(form: str, natpin: Run, here: Path) -> None:
    (here / "main.bicep").write_text(FAILING.read_text())
    natpin("lint", "main.bicep", "--workspace", ".", "--write-baseline", "known.json")
    flags = ("--baseline", "known.json", "--format", "json", "--output", "one.json")
    natpin("lint", "main.bicep", "--workspace", ".", *flags)
    hidden = len(json.loads((here / "one.json").read_text())["suppressed"])
    ran = natpin("report", "show", "one.json", "--format", form)
    assert ran.status == 0
    assert f"{hidden} finding" in ran.out
    assert "suppressed" in ran.out


@pytest.mark.parametrize(
    ("promise", "named"),
    [
        ("{cidr: 20.64.0.0/30, partners: [Acme]}", "Acme"),
        ("{cidr: 20.65.0.0/30, partners: [Acme]}", ""),
    ],
)
def test_partners_are_told_of_what_is_live(promise: str, named: str, fleet: Run, here: Path) -> None:
    (here / "natpin.yaml").write_text(f"contract:\n  ips: [{promise}]\n")
    ran = fleet("--subscription", IDS[0], "--format", "csv", "--fail-on", "never")
    told = {row["cluster"]: row["partners"] for row in csv.DictReader(io.StringIO(ran.out))}
    assert told["c0"] == named
    assert told["c1"] == ""


@pytest.mark.parametrize(
    ("what", "ip", "named"),
    [
        ("ip egress", "Egress", True),
        ("ip egress", "egress /29", False),
        ("prefix egress", "egress /29", True),
        ("prefix egress", "egress", True),
        ("prefix egress", "egress-2 /29", False),
        ("ip egress", "20.1.2.3/32", False),
        ("ip 20.1.2.3", "20.1.2.3/32", False),
    ],
)
def test_partners_are_told_by_the_name_of_what_they_were_promised(what: str, ip: str, named: bool) -> None:
    way = {"pool": "p", "role": "node", "subnet": "s", "exit": "nat-gateway", "natGateway": "n", "causes": []}
    way |= {"idleTimeoutMinutes": 4, "ipCount": 1, "ips": [ip], "cidrs": [ip] if ip.endswith("/32") else []}
    cluster = {"address": "a", "name": "a", "egress": [way]}
    document = {
        "schema": "natpin/report/v1",
        "stacks": [{"id": ".", "clusters": [cluster], "findings": []}],
        "contract": [{"what": what, "cidr": None, "partners": ["Acme"], "until": None}],
    }
    (row,) = rows(document, Origin())
    assert row.partners == (("Acme",) if named else ())


@pytest.mark.parametrize(
    ("days", "looked"),
    [
        (("", ""), ""),
        (("2026-03-01", ""), "looked at on 2026-03-01"),
        (("2026-03-01", "2020-01-01"), "looked at from 2020-01-01 to 2026-03-01"),
    ],
)
def test_an_old_report_says_that_it_is_old(days: tuple[str, ...], looked: str) -> None:
    totals = Totals()
    for number, day in enumerate(days):
        totals.add(Line(Origin(str(number), "live", day and f"{day}T08:00:00Z"), Counter(), None, ""))
    assert totals.looked == looked
