"""``natpin capacity`` on files, on live clusters and on reports; that it agrees with the rule; its formats."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from folders import written
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from tests.builders.published import held

from natpin.model.snat import Range
from natpin.reporters.capacity import data, markdown, text
from natpin.reporters.capacity.reckoning import Assumed, reckoned
from natpin.reporters.capacity.table import Elsewhere, Gateway
from natpin.reporters.capacity.words import Whole, ordered
from natpin.reporters.interface import ReportOptions
from natpin.reporters.rows import Origin

from .conftest import Run

TESTS = Path(__file__).parents[1]
RULE = TESTS / "rules" / "snat-capacity"
CASES = sorted(path.relative_to(RULE).as_posix() for path in RULE.glob("*/*"))
HOSTILE = sorted((TESTS / "reporters" / "hostile").glob("*.txt"))

NETWORK = """
variable "ips" {
  type = number
}
resource "azurerm_resource_group" "main" {
  name     = "main"
  location = "westeurope"
}
resource "azurerm_virtual_network" "main" {
  name                = "main"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.main.name
  address_space       = ["10.0.0.0/8"]
}
resource "azurerm_public_ip_prefix" "egress" {
  name                = "egress"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.main.name
  prefix_length       = var.ips
}
resource "azurerm_nat_gateway" "egress" {
  name                = "egress"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.main.name
  sku_name            = "Standard"
}
resource "azurerm_nat_gateway_public_ip_prefix_association" "egress" {
  nat_gateway_id      = azurerm_nat_gateway.egress.id
  public_ip_prefix_id = azurerm_public_ip_prefix.egress.id
}
"""
CLUSTER = """
resource "azurerm_subnet" "NAME" {
  name                 = "NAME"
  resource_group_name  = azurerm_resource_group.main.name
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.0.0/16"]
}
resource "azurerm_subnet_nat_gateway_association" "NAME" {
  subnet_id      = azurerm_subnet.NAME.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}
resource "azurerm_kubernetes_cluster" "NAME" {
  name                = "NAME"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.main.name
  default_node_pool {
    name                 = "system"
    vm_size              = "Standard_D4s_v5"
    auto_scaling_enabled = true
    min_count            = 1
    max_count            = MOST
    vnet_subnet_id       = azurerm_subnet.NAME.id
    upgrade_settings {
      max_surge = "33%"
    }
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""


def cluster(name: str, most: str) -> str:
    return CLUSTER.replace("NAME", name).replace("MOST", most)


@pytest.mark.parametrize("case", CASES)
def test_it_agrees_with_the_rule(case: str, natpin: Run, here: Path) -> None:
    """One reckoning: what the rule calls too few is short, and nothing else is."""
    shutil.copytree(RULE / case, here / "case")
    ran = natpin("capacity", "case", "--workspace", "case", "--format", "json")
    states = {one["state"] for one in ran.document["gateways"]}
    assert states, "the case has a gateway"
    assert ("short" in states) is case.endswith("fail")
    assert ran.status == (1 if case.endswith("fail") else 0)


def test_clusters_that_share_a_gateway_are_added_up(natpin: Run, here: Path) -> None:
    files = {"infra/main.tf": NETWORK + cluster("shop", "50") + cluster("cards", "40")}
    written(here, files)
    ran = natpin("capacity", "infra", "--workspace", "infra", "--var", "ips=31", "--format", "json")
    (gateway,) = ran.document["gateways"]
    assert gateway["clusters"] == ["shop", "cards"]
    assert (gateway["nodes"]["least"], gateway["nodes"]["most"]) == (67 + 54, 67 + 54), (
        "with a third for upgrades"
    )
    assert gateway["ips"]["most"] == 2
    assert gateway["portsNeeded"]["most"] == 121 * 1024
    assert gateway["ports"]["most"] == 2 * 64512
    assert (gateway["state"], gateway["percent"]["most"]) == ("near", 97)
    assert ran.status == 0
    assert (
        natpin("capacity", "infra", "--workspace", "infra", "--var", "ips=31", "--fail-on", "near").status
        == 1
    )


def test_what_is_not_known_is_a_range_with_what_settles_it(natpin: Run, here: Path) -> None:
    written(
        here, {"infra/main.tf": NETWORK + cluster("shop", "var.most") + 'variable "most" { type = number }'}
    )
    ran = natpin("capacity", "infra", "--workspace", "infra", "--var", "ips=31")
    assert "It may need more public IPs than it has; unknown because" in " ".join(ran.out.split())
    assert "var.most" in ran.out
    assert ran.status == 0
    assert (
        natpin("capacity", "infra", "--workspace", "infra", "--var", "ips=31", "--fail-on", "unknown").status
        == 1
    )
    settled = natpin(
        "capacity", "infra", "--workspace", "infra", "--var", "ips=31", "--var", "most=12", "--format", "json"
    )
    assert settled.document["gateways"][0]["nodes"]["most"] == 16


def test_what_if(natpin: Run, here: Path) -> None:
    written(here, {"infra/main.tf": NETWORK + cluster("shop", "40")})
    there = ("capacity", "infra", "--workspace", "infra", "--var", "ips=31", "--format", "json")
    expected: dict[tuple[str, ...], tuple[str, int]] = {
        (): ("ok", 1),
        ("--nodes", "200"): ("short", 4),
        ("--nodes", "egress=+100"): ("short", 3),
        ("--nodes", "200", "--ips", "+2"): ("near", 4),
        ("--ips", "0"): ("short", 1),
        ("--connections-per-node", "3000"): ("short", 4),
    }
    for flags, (state, ips) in expected.items():
        (gateway,) = natpin(*there, *flags).document["gateways"]
        assert (gateway["state"], gateway["ipsRequired"]["most"]) == (state, ips), flags
    ran = natpin(*there, "--nodes", "egres=5")
    assert ran.status == 2
    assert "there is no NAT gateway egres" in ran.err
    for wrong in ("five", "1.5", "=5", "-", "1e3"):
        assert natpin(*there, f"--nodes={wrong}").status == 2, wrong


def test_a_cluster_behind_no_gateway_is_named_and_nothing_at_all_is_not_all_well(
    natpin: Run, here: Path
) -> None:
    written(here, {"a/main.tf": 'resource "azurerm_resource_group" "main" {}', "a/aks.txt": "aks"})
    ran = natpin("capacity", "a", "--workspace", "a")
    assert ran.status == 4
    assert "no NAT gateway carries a cluster here" in ran.out
    live = natpin("capacity", "--azure", "simulator")
    assert "2 clusters leave by no NAT gateway and are not counted: load balancer (2)" in live.out
    assert live.status == 0


def test_a_cluster_that_may_leave_by_a_gateway_that_is_not_here_is_unknown(natpin: Run, here: Path) -> None:
    """That a gateway which may carry it has room tells nothing of the one that does."""
    asked = cluster("a", "3").replace("= azurerm_subnet.a.id\n    upgrade", "= var.subnet\n    upgrade")
    written(here, {"a/main.tf": NETWORK + asked + 'variable "subnet" {}\n', "a/a.auto.tfvars": "ips = 28\n"})
    ran = natpin("capacity", "a", "--workspace", "a", "--fail-on", "unknown")
    assert ran.status == 1
    assert (
        "cluster a: its NAT gateway, if it has one, is unknown because var.subnet has no default"
        in " ".join(ran.out.split())
    )
    assert "1 cluster with an unknown gateway" in ran.out
    assert "✅" not in natpin("capacity", "a", "--workspace", "a", "--format", "markdown").out


def test_a_gateway_of_another_root_carries_both_and_is_told_once(natpin: Run, here: Path) -> None:
    look_up = """
data "azurerm_nat_gateway" "egress" {
  name                = "egress"
  resource_group_name = "main"
}
"""
    own = cluster("cards", "30").replace(
        "azurerm_nat_gateway.egress.id", "data.azurerm_nat_gateway.egress.id"
    )
    other = look_up + own.replace("azurerm_resource_group.main.name", '"main"').replace(
        "azurerm_virtual_network.main.name", '"main"'
    )
    written(here, {"all/infra/main.tf": NETWORK + cluster("shop", "20"), "all/cards/main.tf": other})
    ran = natpin("capacity", "all", "--workspace", "all", "--var", "ips=31", "--format", "json")
    (gateway,) = ran.document["gateways"]
    assert sorted(gateway["clusters"]) == ["cards", "shop"]
    assert gateway["nodes"]["most"] == 27 + 40
    assert gateway["otherStacks"] is True
    assert len(gateway["stacks"]) == 2


def test_reports_of_many_sources_give_the_same_as_each(natpin: Run, here: Path) -> None:
    written(here, {"infra/main.tf": NETWORK + cluster("shop", "80")})
    there = ("infra", "--workspace", "infra", "--var", "ips=31", "--format", "json")
    natpin("lint", *there, "--output", "shop.json")
    alone = natpin("capacity", *there).document["gateways"]
    natpin("fleet", "--azure", "simulator", "--format", "fleet", "--output", "azure.fleet")
    natpin("report", "merge", "acme/shop=shop.json", "azure.fleet", "--output", "all.fleet")
    ran = natpin("capacity", "--reports", "all.fleet", "--format", "json")
    assert ran.status == 0
    by_kind: dict[str, list[str]] = {}
    for one in ran.document["gateways"]:
        by_kind.setdefault(one["kind"], []).append(one["name"])
    assert by_kind == {"files": ["egress"], "live": ["portal (managed)", "payments", "shop"]}
    (same,) = (one for one in ran.document["gateways"] if one["kind"] == "files")
    assert {**same, "source": "", "kind": ""} == alone[0]
    assert natpin("capacity", "infra", "--reports", "all.fleet").status == 2


def test_a_report_without_gateways_is_no_report_of_none(natpin: Run, here: Path) -> None:
    """As natpin wrote them before there was this command."""
    written(here, {"infra/main.tf": NETWORK + cluster("shop", "80")})
    natpin(
        "lint", "infra", "--workspace", "infra", "--var", "ips=31", "--format", "json", "--output", "new.json"
    )
    old = json.loads((here / "new.json").read_text())
    for stack in old["stacks"]:
        del stack["gateways"]
    (here / "old.json").write_text(json.dumps(old))
    ran = natpin("capacity", "--reports", "old.json", "--fail-on", "unknown")
    assert ran.status == 1
    assert "did not tell gateways yet" in " ".join(ran.out.split())


def test_what_was_not_read_is_told_in_every_format(natpin: Run, here: Path) -> None:
    member = '{"source": "a", "kind": "live", "taken": "", "missing": "forbidden"}'
    (here / "a.fleet").write_text(f'{{"schema": "natpin/fleet/v1"}}\n{member}\n{{"members": 1}}\n')
    for format_ in ("text", "json", "csv", "openmetrics", "markdown"):
        ran = natpin("capacity", "--reports", "a.fleet", "--format", format_)
        assert ran.status == 4
        assert "a" in ran.out
        assert "forbidden" in ran.out or format_ == "openmetrics"
    assert natpin("capacity", "--reports", "a.fleet", "--fail-on", "unknown").status == 1


def whole(name: str) -> Whole:
    origin = Origin(name, "files", "2026-11-29T12:00:00Z")
    several = [
        Gateway(origin, name, f"{name}{number}", (name, 1, 1), ips, nodes, (name,), (name,), False, (name,))
        for number, (nodes, ips) in enumerate(
            (
                (Range(64, 64), Range(1, 1)),
                (Range(1, None, name, name), Range(0, None, name)),
                (Range(1, 1), Range(9, 9)),
            )
        )
    ]
    found = ordered(reckoned(one, Assumed()) for one in several)
    others = [
        Elsewhere(origin, name, name, ("load-balancer",), ""),
        Elsewhere(origin, name, name, ("unknown",), name, name),
    ]
    return Whole(found, others, [(name, name)], Assumed(), [name])


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_no_name_breaks_out_of_a_format(path: Path) -> None:
    """Names are strangers'. What must hold of each format is what holds of the reports of lint."""
    name = path.read_bytes().decode("utf-8", "surrogatepass")
    made = whole(name or "empty")
    options = ReportOptions(verbose=True)
    told = text.render(made, options)
    assert all(line.isprintable() for line in told.splitlines()), "nothing that a terminal obeys"
    assert not any(line.lstrip().startswith("::") for line in told.split("\n"))
    assert "##[" not in told
    assert "##vso" not in told
    in_markdown = markdown.render(made, options)
    assert "<script" not in in_markdown
    for line in in_markdown.splitlines():
        if line.startswith("| ") and "---" not in line and "NAT gateway" not in line:
            assert line.replace("\\|", "").count("|") == 9, "a name makes no cell"
    assert held(data.as_json(made, options))["schema"] == "natpin/capacity/v1"
    for row in csv.reader(io.StringIO(data.as_csv(made, options))):
        assert len(row) == len(data.COLUMNS)
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    found = {
        family.name: family for family in text_string_to_metric_families(data.as_openmetrics(made, options))
    }
    assert len(found["natpin_nat_gateway_state"].samples) == 12


def test_the_text_shows_what_is_near_and_counts_the_rest() -> None:
    told = text.render(whole("egress"), ReportOptions())
    assert "1 more NAT gateway; --verbose tells all" in told
    assert told.index("It needs 1 more public IP.") < told.index("It may need more public IPs")
    assert told.splitlines()[-1] == (
        "3 NAT gateways · 1 short · 1 unknown · 1 with room · 1 cluster with an unknown gateway · 1 source not read"
    )


def test_a_table_in_markdown_is_one_and_no_heading_is_empty() -> None:
    lines = markdown.render(whole("egress"), ReportOptions(verbose=True)).splitlines()
    start = lines.index(next(line for line in lines if line.startswith("| NAT gateway")))
    assert [line[:2] for line in lines[start : start + 6]] == ["| ", "|-", "| ", "| ", "| ", ""]
    assert not [line for line in lines if line.startswith("#") and not line.strip("# ")]


def test_connections_are_asked_only_where_somebody_says_how_many() -> None:
    assert "connections asked" not in text.render(whole("egress"), ReportOptions(verbose=True))


REFUSED = {
    ("--near", "0"): "write a percentage from 1 to 100",
    ("--near", "500"): "write a percentage from 1 to 100",
    ("--ips", "17"): "a NAT gateway takes at most 16",
    ("--ips", "egress=17"): "a NAT gateway takes at most 16",
    ("--connections-per-node", "0"): "1 or more",
}


@pytest.mark.parametrize("flags", REFUSED, ids=" ".join)
def test_what_no_gateway_can_have_is_refused(flags: tuple[str, ...], natpin: Run, tmp_path: Path) -> None:
    ran = natpin("capacity", str(tmp_path), *flags)
    assert ran.status == 2
    assert REFUSED[flags] in ran.err
