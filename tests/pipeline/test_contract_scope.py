"""A contract about clusters or stacks that are not there checks nothing: it is told, wherever the rest is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from natpin.cli import main
from natpin.policy import select

CLUSTER = """resource "azurerm_kubernetes_cluster" "a" {
  name                = %s
  resource_group_name = "rg"
  location            = "westeurope"
  default_node_pool {
    name = "system"
  }
}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for folder, name in (("shop", '"aks-shop"'), ("rest", '"aks-rest"')):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "main.tf").write_text(CLUSTER % name)
    return tmp_path


def told(place: Path, scope: str, capsys: pytest.CaptureFixture[str], path: str = "shop") -> list[Any]:
    """The findings about the contract's scope: line, and why."""
    (place / "natpin.yaml").write_text(f"contract:\n  ips: [20.1.2.3]\n  {scope}\n")
    main(["lint", str(place / path), "--workspace", str(place), "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    found = [
        finding for stack in report["stacks"] if stack["root"] == "contract" for finding in stack["findings"]
    ]
    assert all((one["rule"], one["verdict"]) == ("contract-not-kept", "unknown") for one in found)
    assert all((one["at"]["path"], one["at"]["line"]) == ("natpin.yaml", 3) for one in found)
    return [one["causes"][0]["reason"] for one in found]


@pytest.mark.parametrize(
    ("scope", "why"),
    [
        ("clusters: [aks-zzz-1234]", "about the cluster 'aks-zzz-1234', and no cluster of this name was found"),
        ("clusters: [aks-shop, aks-shpo]", "cluster 'aks-shpo', and no cluster of this name was found; did you mean 'aks-shop'?"),
        ("stacks: [nosuch]", "about the stack 'nosuch', and no stack of this name was found"),
        ("stacks: [shpo]", "did you mean 'shop'?"),
        ("clusters: [aks-rest]\n  stacks: [shop]", "was found in the stacks shop"),
    ],
)  # fmt: skip
def test_a_name_that_fits_nothing_is_told(
    scope: str, why: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (reason,) = told(place, scope, capsys)
    assert why in reason


@pytest.mark.parametrize(
    "scope", ["clusters: [aks-rest]", "clusters: ['aks-*']", "stacks: [rest]", "stacks: [shop, rest]"]
)
def test_what_the_rest_of_the_workspace_declares_is_no_mistake(
    scope: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(place, scope, capsys) == []


def test_a_cluster_whose_name_is_not_known_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "rest" / "main.tf").write_text(CLUSTER % "var.name" + 'variable "name" {}\n')
    (reason,) = told(place, "clusters: [payments]", capsys)
    assert reason.endswith("; the name of azurerm_kubernetes_cluster.a is not known")


def test_nothing_is_told_where_no_cluster_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "main.tf").write_text('resource "azurerm_nat_gateway" "n" {\n  name = "n"\n}\n')
    assert told(tmp_path, "clusters: [payments]", capsys) == []


def test_nothing_is_told_where_no_rule_asks(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    off = (
        "contract-not-kept",
        "managed-ip-contract",
        "egress-ip-replaced",
        "egress-ip-added",
        "outbound-type-change-reips",
    )
    rules = "rules: {" + ", ".join(f"{one}: off" for one in off) + "}"
    assert told(place, f"clusters: [nosuch]\n{rules}", capsys) == []


def test_it_is_told_in_every_report(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "natpin.yaml").write_text("contract: {clusters: [aks-shpo], ips: [20.1.2.3]}\n")
    everything = ["lint", str(place), "--workspace", str(place)]
    for format_ in ("text", "markdown", "json", "sarif", "junit", "codequality", "github"):
        main([*everything, "--format", format_])
        out = " ".join(capsys.readouterr().out.split())
        assert "did you mean" in out, format_
        assert "contract-not-kept" in out, format_


def test_it_counts_where_what_is_unknown_counts(place: Path) -> None:
    others = {policy.id: "off" for policy in select.built_in().policies if policy.id != "contract-not-kept"}
    everything = ["lint", str(place), "--workspace", str(place)]
    contract = {"clusters": ["aks-shpo"], "ips": ["20.1.2.3"]}
    (place / "natpin.yaml").write_text(json.dumps({"rules": others, "contract": contract}))
    assert main(everything) == 0
    assert main([*everything, "--fail-on", "unknown"]) == 1
