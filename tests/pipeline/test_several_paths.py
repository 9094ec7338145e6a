"""Several paths of one workspace are one scan; of several workspaces, several scans in one report."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from natpin.cli import main

RANDOM = random.Random(1).randbytes(3_000)

Lint = Callable[..., tuple[int, dict[str, Any]]]

CLUSTER = """
data "azurerm_subnet" "nodes" {
  name                 = "nodes"
  virtual_network_name = "net"
  resource_group_name  = "rg"
}
resource "azurerm_kubernetes_cluster" "this" {
  name                = "%s"
  resource_group_name = "rg"
  location            = "westeurope"
  dns_prefix          = "a"
  default_node_pool {
    name           = "system"
    vnet_subnet_id = data.azurerm_subnet.nodes.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
NETWORK = """
resource "azurerm_virtual_network" "this" {
  name                = "net"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  virtual_network_name = azurerm_virtual_network.this.name
  resource_group_name  = "rg"
  address_prefixes     = ["10.0.0.0/20"]
}
resource "azurerm_public_ip" "out" {
  name                = "out"
  resource_group_name = "rg"
  location            = "westeurope"
  allocation_method   = "Static"
  sku                 = "Standard"
}
resource "azurerm_nat_gateway" "out" {
  name                    = "out"
  resource_group_name     = "rg"
  location                = "westeurope"
  idle_timeout_in_minutes = 10
}
resource "azurerm_nat_gateway_public_ip_association" "out" {
  nat_gateway_id       = azurerm_nat_gateway.out.id
  public_ip_address_id = azurerm_public_ip.out.id
}
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.out.id
}
"""


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lint:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        status = main(["lint", *arguments, "--format", "json"])
        return status, json.loads(capsys.readouterr().out or "{}")

    return run


def lay_out(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def verdicts(report: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    return {
        (stack["id"], cluster["name"]): cluster["verdicts"]
        for stack in report["stacks"]
        for cluster in stack["clusters"]
    }


def test_any_order_and_partition_gives_the_verdicts_of_the_whole(tmp_path: Path, lint: Lint) -> None:
    files = {"aks/main.tf": CLUSTER % "one", "network/main.tf": NETWORK, "old/main.tf": CLUSTER % "two"}
    lay_out(tmp_path, files)
    _, whole = lint(".")
    assert verdicts(whole)["aks", "one"]["node-subnet-no-nat"] == "pass"
    parts = ["aks", "network", "old"]
    for order in itertools.permutations(parts):
        assert verdicts(lint(*order)[1]) == verdicts(whole)
    assert verdicts(lint("network/main.tf", "old", "aks/main.tf")[1]) == verdicts(whole)


def test_a_network_by_modules_of_the_registry_is_a_root_whether_its_files_are_named_or_not(
    tmp_path: Path, lint: Lint
) -> None:
    """Whichever is named, its subnet without a gateway is the one that the cluster's root looks up."""
    network = """
variable "net" {}
module "net" {
  source              = "Azure/avm-res-network-virtualnetwork/azurerm"
  version             = "0.8.1"
  resource_group_name = "rg"
  name                = var.net
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
  subnets = {
    nodes = { name = "nodes", address_prefixes = ["10.0.0.0/20"] }
  }
}
"""
    lay_out(tmp_path, {"aks/main.tf": CLUSTER % "one", "network/main.tf": network})
    _, whole = lint(".")
    assert verdicts(lint("aks/main.tf", "network/main.tf")[1]) == verdicts(whole)
    assert verdicts(whole)["aks", "one"]["node-subnet-no-nat"] == "fail"


def test_files_that_say_nothing_of_aks_change_nothing_when_they_are_named(tmp_path: Path, lint: Lint) -> None:
    """Not even those that would take a cluster away, were they scripts about one."""
    lay_out(
        tmp_path,
        {
            "up.sh": "az aks create -g rg -n one --outbound-type loadBalancer\n",
            "down.sh": "az group delete -n rg --yes\n",
            "tags/main.tf": 'resource "azurerm_resource_group" "this" {\n  name = "rg"\n  location = "westeurope"\n}\n',
        },
    )
    _, whole = lint(".")
    assert [name for _, name in verdicts(whole)] == ["one"]
    assert verdicts(lint("down.sh", "up.sh", "tags/main.tf")[1]) == verdicts(whole)
    assert lint("tags/main.tf")[1]["summary"]["filesRead"] == 1


def test_what_is_not_named_completes_what_is(tmp_path: Path, lint: Lint) -> None:
    (tmp_path / ".git").mkdir()  # one work tree
    lay_out(
        tmp_path,
        {
            "aks/main.tf": CLUSTER % "one",
            "network/main.tf": NETWORK,
            "broken/main.tf": "resource {{ azurerm_kubernetes_cluster",
        },
    )
    status, report = lint("aks")
    assert verdicts(report)["aks", "one"]["node-subnet-no-nat"] == "pass"
    assert {stack["root"] for stack in report["stacks"]} == {"aks"}
    assert report["skipped"] == [], "what is elsewhere is not this report's"
    assert report["summary"]["filesSeen"] == 1
    assert status in (0, 1)


def test_two_repositories_keep_their_names(tmp_path: Path, lint: Lint) -> None:
    for name in ("a", "b"):
        lay_out(tmp_path / name, {"infra/main.tf": CLUSTER % name, "network/main.tf": NETWORK})
        subprocess.run(["git", "init", "-q", tmp_path / name], check=True)
    _, report = lint("a", "b")
    found = verdicts(report)
    assert set(found) == {("a/infra", "a"), ("b/infra", "b")}
    places = {finding["at"]["path"] for stack in report["stacks"] for finding in stack["findings"]}
    assert all(path.startswith(("a/", "b/")) for path in places)
    prints = [finding["fingerprint"] for stack in report["stacks"] for finding in stack["findings"]]
    assert len(set(prints)) == len(prints)
    assert set(verdicts(lint("b", "a")[1])) == set(found)


def test_a_baseline_of_two_repositories_is_written_once_and_holds(tmp_path: Path, lint: Lint) -> None:
    for name in ("a", "b"):
        lay_out(tmp_path / name, {"infra/main.tf": CLUSTER % name})
        subprocess.run(["git", "init", "-q", tmp_path / name], check=True)
    _, before = lint("a", "b", "--write-baseline", "baseline.json")
    number = sum(len(stack["findings"]) for stack in before["stacks"])
    assert number
    assert len(json.loads(Path("baseline.json").read_text())["entries"]) == number
    status, after = lint("b", "a", "--baseline", "baseline.json")
    assert status == 0
    assert after["summary"]["suppressed"] == number


def test_a_module_is_a_root_where_none_of_its_callers_is_named(tmp_path: Path, lint: Lint) -> None:
    lay_out(
        tmp_path,
        {
            "modules/aks/main.tf": CLUSTER % "one",
            "live/main.tf": 'module "a" {\n  source = "../modules/aks"\n}\n',
        },
    )
    assert {stack for stack, _ in verdicts(lint("modules")[1])} == {"modules/aks"}
    assert {stack for stack, _ in verdicts(lint("modules", "live")[1])} == {"live"}
    assert {stack for stack, _ in verdicts(lint(".")[1])} == {"live"}


def test_a_unit_of_terragrunt_is_named_by_its_file_as_well(tmp_path: Path, lint: Lint) -> None:
    unit, module = "live/prod/terragrunt.hcl", "modules/aks/main.tf"
    source = 'terraform {\n  source = "${get_repo_root()}/modules/aks"\n}\n'
    lay_out(tmp_path, {module: CLUSTER % "one", unit: source})
    for paths in ((".",), ("live",), (unit,), (unit, module), (module, unit)):
        assert {stack for stack, _ in verdicts(lint(*paths)[1])} == {"live/prod"}
    assert {stack for stack, _ in verdicts(lint(module)[1])} == {"modules/aks"}


def test_a_linked_folder_is_read_once(tmp_path: Path, lint: Lint) -> None:
    (tmp_path / ".git").mkdir()  # one work tree
    lay_out(tmp_path, {"stacks/prod/main.tf": CLUSTER % "one", "live/README.md": "-"})
    (tmp_path / "live/prod").symlink_to("../stacks/prod")
    (tmp_path / "live/loop").symlink_to("..")
    assert set(verdicts(lint("live")[1])) == {("stacks/prod", "one")}
    assert set(verdicts(lint(".")[1])) == {("stacks/prod", "one")}


def test_a_folder_called_bin_is_read_unless_it_is_built(tmp_path: Path, lint: Lint) -> None:
    lay_out(tmp_path, {"bin/main.tf": CLUSTER % "one", "app/bin/Debug/net8.0/main.tf": CLUSTER % "two"})
    assert set(verdicts(lint(".")[1])) == {("bin", "one")}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tfplan", b"PK\x03\x04\x00\x00", "binary Terraform plan"),
        ("network.png", b"\x89PNG\x00", "is not text"),
        ("notes.txt", b"aks", "natpin reads "),
        ("main.tf", RANDOM, "is not text"),
        ("up.sh", b"#!/bin/sh\n" + RANDOM, "is not text"),
        ("up", b"#!/bin/sh\n" + RANDOM, "is not text"),
        ("a.bicep", b"\xff\xfe" + RANDOM, "is not text"),
        ("short.yaml", b"\x89PNG\x01\xe4", "is not text"),
        ("plan.json", b"PK\x03\x04\x14\x00\x08\x00", "binary Terraform plan"),
    ],
)
def test_what_is_no_input_is_refused(
    tmp_path: Path, name: str, content: bytes, said: str, lint: Lint, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main(["lint", name]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"# caf\xe9, as Windows-1252 has it\n",
        "# café\n".encode("utf-16"),
        "# café\n".encode("utf-8-sig"),
        b"# " + "é".encode() * 5_000,
        b"#" + "é".encode() * 5_000,
        b"\x1b[1m# bold\x1b[0m \xe9\n",
    ],
)
def test_text_in_any_encoding_is_read(tmp_path: Path, content: bytes, lint: Lint) -> None:
    (tmp_path / "main.tf").write_bytes(content)
    status, report = lint("main.tf")
    assert (status, report["summary"]["filesRead"]) == (0, 1)


def test_what_is_no_text_does_not_count_as_read(tmp_path: Path, lint: Lint) -> None:
    lay_out(tmp_path, {"main.tf": CLUSTER % "one"})
    (tmp_path / "x.json").write_bytes(RANDOM)
    (tmp_path / "x.tf").write_bytes(RANDOM)
    _, report = lint(".")
    assert (report["summary"]["filesSeen"], report["summary"]["filesRead"]) == (3, 1)
    assert [one["reason"] for one in report["skipped"]] == ["is not text"]


def test_an_empty_folder_that_is_named_is_refused(
    tmp_path: Path, lint: Lint, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(tmp_path, {"infra/.gitkeep": ""})
    assert main(["lint", "infra"]) == 2
    assert "holds no file that natpin reads" in capsys.readouterr().err
    assert main(["lint", "."]) == 2, "a job that forgot to check out its repository"


def test_nothing_judged_is_not_all_is_well(
    tmp_path: Path, lint: Lint, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(tmp_path, {"Justfile": "up:\n  az aks create -n a\n"})
    status, report = lint(".")
    assert (status, report["summary"]["nothingJudged"], report["summary"]["incomplete"]) == (4, True, True)
    assert main(["lint", "."]) == 4
    assert "! nothing was judged: 1 file about AKS was not read" in capsys.readouterr().out
    (tmp_path / "Justfile").write_text("up:\n  echo nothing\n")
    assert main(["lint", "."]) == 0
    assert capsys.readouterr().out.startswith("– nothing about AKS found")


def test_unread_files_count_when_unknowns_do(tmp_path: Path, lint: Lint) -> None:
    lay_out(tmp_path, {"Justfile": "up:\n  az aks create -n a\n"})
    assert lint(".", "--fail-on", "unknown")[0] == 1
    assert lint(".", "--fail-on", "never")[0] == 0


@pytest.mark.parametrize("name", ["natpin.yml", "infra/natpin.yaml", "infra/.natpin.yml"])
def test_a_configuration_that_does_not_count_is_told(tmp_path: Path, name: str, lint: Lint) -> None:
    lay_out(tmp_path, {name: "fail-on: never\n", "natpin.yaml": "fail-on: error\n"})
    _, report = lint(".")
    assert [one["path"] for one in report["skipped"]] == [name]
    assert "the configuration is natpin.yaml" in report["skipped"][0]["reason"]


def test_a_value_for_nothing_is_told(tmp_path: Path, lint: Lint) -> None:
    lay_out(tmp_path, {"main.tf": CLUSTER % "one" + 'variable "size" {}\n', "terraform.tfvars": "sise = 3\n"})
    status, report = lint(".", "--var", "siez=3", "--var", "size=3")
    reasons = [one["reason"] for one in report["skipped"]]
    said = "--var siez: no variable of this name is declared under the paths that were named"
    assert f"{said}; did you mean 'size'?" in reasons
    assert any("it sets sise, which . does not declare; did you mean 'size'?" in reason for reason in reasons)
    assert not any("--var size:" in reason for reason in reasons)
    assert status in (1, 4)


@pytest.mark.parametrize(
    ("name", "told"),
    [("outboundType", True), ("OUTBOUND-TYPE", True), ("zone", True), ("CLUSTER", False)],
)
def test_beside_a_script_a_value_for_nothing_is_told_too(
    tmp_path: Path, lint: Lint, name: str, told: bool
) -> None:
    """A script takes names that it declares nowhere. A page that says a word takes none, and a name that differs from an
    input by a mark means that one."""
    files = {"main.tf": CLUSTER % "one" + 'variable "outbound_type" {}\n'}
    files["deploy.sh"] = 'az aks create -n "$CLUSTER" -g b\n'
    files["README.md"] = "Give outboundType, OUTBOUND-TYPE or zone.\n"
    lay_out(tmp_path, files)
    _, report = lint(".", "--var", f"{name}=x")
    assert any(f"--var {name}: no variable" in one["reason"] for one in report["skipped"]) is told


FORMATS = ("text", "markdown", "json", "sarif", "junit", "codequality", "github")


def test_a_flag_for_nothing_is_told_as_a_flag_and_not_as_a_file(
    tmp_path: Path, lint: Lint, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(tmp_path, {"main.tf": CLUSTER % "one" + 'variable "outbound_type" {}\n'})
    for format_ in FORMATS:
        main(["lint", ".", "--var", "outbound_tipe=x", "--format", format_])
        out = " ".join(capsys.readouterr().out.replace("&#95;", "_").split())
        assert "--var outbound_tipe: no variable of this name" in out, format_
        assert "did you mean" in out, format_
        assert not any(
            wrong in out for wrong in ("Not read", "not read", "could not be read", "it speaks of AKS")
        ), format_
    assert main(["lint", ".", "--var", "outbound_tipe=x", "--fail-on", "unknown"]) == 1
    out = capsys.readouterr().out
    assert "Not used ─" in out
    assert "1 flag not used · 1 cluster in 1 stack · 1 of 1 file relevant" in " ".join(out.split())


def test_a_value_that_one_of_several_roots_declares_is_used(tmp_path: Path, lint: Lint) -> None:
    lay_out(tmp_path, {"a/main.tf": CLUSTER % "one" + 'variable "size" {}\n', "b/main.tf": CLUSTER % "two"})
    assert lint(".", "--var", "size=3")[1]["skipped"] == []
    for folder in "ab":
        (tmp_path / folder / ".git").mkdir()  # two repositories
    assert lint("a", "b", "--var", "size=3")[1]["skipped"] == []
    _, report = lint("a", "b", "--var", "siez=3")
    (told,) = report["skipped"]
    assert told["path"] == "<--var siez>"
    assert told["reason"].endswith("did you mean 'size'?")


def test_a_root_that_says_nothing_of_aks_is_none_for_being_named_beside_one_that_does(
    tmp_path: Path, lint: Lint
) -> None:
    """What a script nearby writes may be of any root: which roots there are must not hang on how they are named."""
    files = {
        "aks/terraform/main.tf": NETWORK + CLUSTER % "one",
        "group/terraform/main.tf": 'variable "name" {}\n',
        "group/ci/terraform/main.tf": 'module "group" {\n  source = "../../../group/terraform"\n}\n',
        "group/tests/make.sh": 'cd "$1"\ncat > main.tf <<EOF\n# made\nEOF\nterraform apply -auto-approve\n',
    }
    lay_out(tmp_path, files)
    _, whole = lint(".")
    assert [stack["id"] for stack in whole["stacks"]] == ["aks/terraform"]
    for named in (list(files), list(files)[::-1], ["group", "aks"]):
        _, report = lint(*named)
        assert verdicts(report) == verdicts(whole)
        assert [stack["id"] for stack in report["stacks"]] == ["aks/terraform"]
