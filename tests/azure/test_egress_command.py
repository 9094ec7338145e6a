"""``natpin egress``: maps, and allowlists from which no address is missing silently."""

from __future__ import annotations

import ipaddress
import json
from pathlib import Path

import pytest
from tests.builders.published import held

from natpin.model.location import Location
from natpin.model.path import EgressPath, Exit, IpRange, Pool, Role
from natpin.model.report import ClusterReport, Report, StackReport
from natpin.model.resource import AGENT_POOL, CLUSTER, Resource
from natpin.model.stack import Stack
from natpin.model.value import Skipped, Unknown, Value, of
from natpin.reporters import allowlist
from natpin.simulator import Simulator

from .conftest import Run

AT = Location("main.tf")
FORMATS = tuple(allowlist.FORMATS)


@pytest.mark.parametrize("format_", FORMATS)
def test_an_allowlist_of_a_live_cluster(azure: Simulator, run: Run, format_: str) -> None:
    ran = run("egress", "--azure", f"{azure.subscription}/payments", "--format", format_, "--port", "8443")
    assert (ran.status, ran.err) == (0, "")
    expected = Path(__file__).parent / "allowlists" / format_
    assert ran.out == expected.read_text()


@pytest.mark.parametrize("format_", FORMATS)
def test_an_unknown_address_stops_an_allowlist(azure: Simulator, run: Run, format_: str) -> None:
    ran = run("egress", "--azure", f"{azure.subscription}/shop", "--format", format_)
    assert (ran.status, ran.out) == (4, "")
    assert "cluster shop, batch: Microsoft owns the IP and can change it" in ran.err
    partial = run("egress", "--azure", f"{azure.subscription}/shop", "--format", format_, "--allow-partial")
    assert partial.status == 0
    assert "20.64.0.8" in partial.out
    assert "cluster shop, batch" in partial.err


def test_nothing_known_is_never_an_empty_allowlist(run: Run, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "azurerm_kubernetes_cluster" "aks" {\n  name = "aks"\n}\n')
    for more in ((), ("--allow-partial",)):
        ran = run("egress", str(tmp_path), "--format", "cidrs", *more, plain=True)
        assert ran.status != 0
        assert ran.out == ""
    (tmp_path / "main.tf").write_text("")
    ran = run("egress", str(tmp_path), "--format", "nginx", plain=True)
    assert (ran.status, ran.out) == (2, "")
    assert "no AKS cluster was found" in ran.err


def test_json_is_for_programs(azure: Simulator, run: Run) -> None:
    ran = run("egress", "--azure", azure.subscription, "--format", "json")
    assert ran.status == 4
    found = held(ran.out)
    assert found["schema"] == "natpin/egress/v1"
    assert found["complete"] is False
    assert found["cidrs"][0] == {"cidr": "20.64.0.0/29", "clusters": ["payments"]}
    assert found["gaps"] == [
        {
            "cluster": "shop",
            "pool": "batch",
            "reason": "Microsoft owns the IP and can change it",
            "settleBy": None,
        }
    ]
    assert {cluster["name"] for cluster in found["clusters"]} == {
        "checkout",
        "legacy",
        "payments",
        "portal",
        "shop",
    }
    one = run("egress", "--azure", f"{azure.subscription}/portal", "--format", "json")
    assert (one.status, held(one.out)["complete"]) == (0, True)


def test_markdown_and_text_show_the_map_and_the_addresses(azure: Simulator, run: Run) -> None:
    for format_ in ("text", "markdown"):
        ran = run("egress", "--azure", f"{azure.subscription}/payments", "--format", format_)
        assert ran.status == 0
        assert "NAT gateway payments" in ran.out
        assert "20.64.0.0/29" in ran.out


@pytest.mark.parametrize(
    ("format_", "begins"), [("html", "<!doctype html>"), ("svg", "<svg "), ("dot", "digraph ")]
)
def test_pages_and_drawings_say_what_is_not_known(
    azure: Simulator, run: Run, format_: str, begins: str
) -> None:
    ran = run("egress", "--azure", f"{azure.subscription}/shop", "--format", format_)
    assert ran.status == 4
    assert ran.out.startswith(begins)
    assert "20.64.0.8/29" in ran.out
    assert "not known" in ran.out


def test_a_file_is_written_in_one_piece_or_not_at_all(azure: Simulator, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "allow.txt"
    arguments = ("--format", "cidrs", "--output", str(target))
    assert run("egress", "--azure", f"{azure.subscription}/shop", *arguments).status == 4
    assert not target.exists()
    assert run("egress", "--azure", f"{azure.subscription}/payments", *arguments).status == 0
    assert target.read_text() == "20.64.0.0/29\n"


@pytest.mark.parametrize(
    "arguments", [("--port", "0"), ("--port", "70000"), ("--port", "x"), ("--name", "a-b"), ("--name", '"')]
)
def test_flags_that_make_no_sense(run: Run, arguments: tuple[str, str]) -> None:
    assert run("egress", *arguments).status == 2


# -- what goes in, and what is a gap ---------------------------------------------------------------------------------


def reported(
    *ips: IpRange,
    exit_: Exit = Exit.NAT_GATEWAY,
    unknown: Unknown | None = None,
    families: tuple[str, ...] = (),
) -> Report:
    network = {"networkProfile": of({"ipFamilies": list(families)}, AT)} if families else {}
    cluster = Resource("aks", CLUSTER, Value("aks"), network, AT)
    pool = Pool("system", "aks#system", Resource("aks#system", AGENT_POOL, Value("system")), AT)
    path = EgressPath(cluster, pool, Role.NODE, exit_, None, ips=unknown or ips)
    stack = StackReport(Stack("azure", "<live>"), (ClusterReport(cluster, "aks", {}, (path,), (), {}),), ())
    return Report((stack,), (), (), ())


def known(*cidrs: str) -> tuple[IpRange, ...]:
    return tuple(IpRange(cidr, 1, cidr) for cidr in cidrs)


@pytest.mark.parametrize(
    ("report", "listed", "gaps"),
    [
        (reported(*known("20.0.0.10/32", "20.0.0.9/32")), ["20.0.0.9/32", "20.0.0.10/32"], 0),
        (reported(*known("20.0.0.3/32", "20.0.0.0/29", "20.0.0.0/28")), ["20.0.0.0/28"], 0),
        (reported(*known("20.0.0.0/29", "20.0.0.8/29")), ["20.0.0.0/29", "20.0.0.8/29"], 0),
        (reported(*known("2603:1020::1/128", "20.0.0.1/32")), ["20.0.0.1/32", "2603:1020::1/128"], 0),
        (reported(IpRange("chosen by AKS", 1), *known("20.0.0.1/32")), ["20.0.0.1/32"], 1),
        (reported(IpRange("egress /28", 16)), [], 1),
        (reported(), [], 1),
        (reported(exit_=Exit.NONE), [], 0),
        (reported(unknown=Unknown("why"), exit_=Exit.VIRTUAL_APPLIANCE), [], 1),
        (reported(*known("20.0.0.1/32"), families=("IPv4", "IPv6")), ["20.0.0.1/32"], 1),
        (
            reported(*known("20.0.0.1/32", "2603::1/128"), families=("IPv4", "IPv6")),
            ["20.0.0.1/32", "2603::1/128"],
            0,
        ),
        (reported(*known("20.0.0.1/32"), families=("IPv4",)), ["20.0.0.1/32"], 0),
    ],
)
def test_what_is_listed_and_what_is_missing(report: Report, listed: list[str], gaps: int) -> None:
    found = allowlist.of(report)
    assert [str(entry.network) for entry in found.entries] == listed
    assert len(found.gaps) == gaps


def test_a_file_that_could_not_be_read_is_a_gap() -> None:
    report = Report((), (Skipped("infra/main.tf", "is no text", claims_aks=True),), (), ())
    assert [gap.reason for gap in allowlist.of(report).gaps] == ["infra/main.tf: is no text"]


def test_single_addresses_are_spelled_out_where_azure_wants_them() -> None:
    found = allowlist.of(reported(*known("20.0.0.2/31", "20.0.1.1/32", "20.0.2.0/30", "2603::1/128")))
    rules = json.loads(allowlist.azure_ip_rules(found, allowlist.Wish()))["ipRules"]
    assert [rule["value"] for rule in rules] == ["20.0.0.2", "20.0.0.3", "20.0.1.1", "20.0.2.0/30"]
    assert [str(entry.network) for entry in allowlist.left_out(found, "azure-ip-rules")] == ["2603::1/128"]
    assert [str(entry.network) for entry in allowlist.left_out(found, "aws-prefix-list")] == ["2603::1/128"]
    assert not allowlist.left_out(found, "aws")


HOSTILE = 'evil\n deny all; */ ${file("/etc/passwd")} \u202e" ]'


@pytest.mark.parametrize("format_", FORMATS)
def test_a_cluster_s_name_cannot_break_out(format_: str) -> None:
    network = ipaddress.ip_network("20.0.0.0/29")
    found = allowlist.Allowlist((allowlist.AllowedRange(network, (HOSTILE, "b" * 500)),), ())
    said = allowlist.FORMATS[format_](found, allowlist.Wish())
    assert said.isascii()
    assert "${" not in said
    assert len(said.splitlines()) == len(
        allowlist.FORMATS[format_](
            allowlist.Allowlist((allowlist.AllowedRange(network, ("a",)),), ()), allowlist.Wish()
        ).splitlines()
    )
