"""``natpin lint --evidence``: what is named, in which words, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import natpin.reporters
from natpin.cli import main

TESTS = Path(__file__).parent.parent
SCHEMA = json.loads((Path(natpin.reporters.__file__).parent / "report.schema.json").read_text("utf-8"))
Lint = Callable[..., tuple[int, str, str]]

NETWORK = """
variable "minutes" {
  default = 10
}
locals {
  idle = var.minutes
}
resource "azurerm_nat_gateway" "egress" {
  name                    = "egress"
  location                = "westeurope"
  resource_group_name     = "shop"
  idle_timeout_in_minutes = local.idle
}
resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "shop"
  virtual_network_name = "shop"
  address_prefixes     = ["10.0.0.0/20"]
}
""".lstrip()
ASSOCIATION = """
resource "azurerm_subnet_nat_gateway_association" "nodes" {%s
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}
""".lstrip()
CLUSTER = """
resource "azurerm_kubernetes_cluster" "shop" {
  name                = "shop"
  location            = "westeurope"
  resource_group_name = "shop"
  default_node_pool {
    name           = "system"
    vnet_subnet_id = azurerm_subnet.nodes.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = %s
  }
}
""".lstrip()


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lint:
    """Lints files, given by name; gives status, output and errors."""

    def run(files: dict[str, str], *arguments: str) -> tuple[int, str, str]:
        for name, source in files.items():
            (tmp_path / name).write_text(source, "utf-8")
        monkeypatch.chdir(tmp_path)
        status = main(["lint", ".", "--workspace", ".", *arguments])
        return status, *capsys.readouterr()

    return run


def terraform(outbound: str = '"userAssignedNATGateway"', count: str = "") -> dict[str, str]:
    return {"network.tf": NETWORK, "association.tf": ASSOCIATION % count, "cluster.tf": CLUSTER % outbound}


def test_a_pass_is_told_from_the_cluster_to_the_gateway(lint: Lint) -> None:
    _, output, _ = lint(terraform(), "--evidence", "nat-idle-policy:shop")
    told, _, rest = output.partition("how this traffic leaves")
    assert told.splitlines()[1:] == [
        "nat-idle-policy passes for NAT gateway egress",
        "  because idle_timeout_in_minutes is 10",
        "    cluster.tf:1:1 cluster shop is declared",
        "    cluster.tf:7:5 vnet_subnet_id → subnet nodes",
        "    network.tf:13:1 subnet nodes is declared",
        "    association.tf:1:1 azurerm_subnet_nat_gateway_association.nodes attaches",
        "      NAT gateway egress to subnet nodes",
        "    association.tf:2:3 subnet_id → subnet nodes",
        "    association.tf:3:3 nat_gateway_id → NAT gateway egress",
        "    network.tf:7:1 NAT gateway egress is declared",
        "    network.tf:11:3 idle_timeout_in_minutes = 10",
        "      network.tf:5:3 handed on here",
        "      network.tf:2:3 written here, as the default of variable minutes",
        "  ",
    ]
    assert "network.tf:13:1 no route table is attached to subnet nodes" in rest


@pytest.mark.parametrize("rule", ["node-subnet-no-nat", "nat-idle-policy", "outbound-type-not-nat"])
def test_the_main_rules_name_the_association_the_subnet_and_the_gateway(rule: str, lint: Lint) -> None:
    _, output, _ = lint(terraform(), "--evidence", rule, "--format", "json")
    report = json.loads(output)
    Draft202012Validator(SCHEMA).validate(report)
    (found,) = report["stacks"][0]["evidence"]
    assert found["verdict"] == "pass"
    places = {
        (place["at"]["path"], place["at"]["line"])
        for ground in found["grounds"]
        for place in (*ground["places"], *ground["path"])
        if place["at"]
    }
    assert {("association.tf", 1), ("network.tf", 13), ("network.tf", 7), ("cluster.tf", 7)} <= places


def test_without_a_request_the_report_has_no_evidence(lint: Lint) -> None:
    _, output, _ = lint(terraform(), "--format", "json")
    assert "evidence" not in json.loads(output)["stacks"][0]


def test_what_is_not_written_is_told_with_its_source_and_date(lint: Lint) -> None:
    script = {"up.sh": "az aks create -g shop -n shop\n"}
    _, output, _ = lint(script, "--evidence", "outbound-type-not-nat:shop")
    said = " ".join(output.split())
    assert "outbound-type-not-nat fails for cluster shop" in said
    assert "up.sh:1:1 networkProfile.outboundType is not written, so it is loadBalancer" in said


def test_the_cases_of_a_conditional_verdict_are_told_apart(lint: Lint) -> None:
    files = terraform(count="\n  count = var.nat ? 1 : 0")
    files["inputs.tf"] = 'variable "nat" {\n  type = bool\n}\n'
    _, output, _ = lint(files, "--evidence", "node-subnet-no-nat:system")
    assert "node-subnet-no-nat is unknown for node pool system" in output
    assert "  passes when nat = true\n" in output
    failing = output[output.index("  fails when nat = false") :]
    assert "no NAT gateway is attached to subnet nodes" in failing


def test_an_unknown_verdict_tells_every_cause_and_what_settles_it(lint: Lint) -> None:
    files = terraform("var.outbound")
    files["inputs.tf"] = 'variable "outbound" {}\n'
    _, output, _ = lint(files, "--evidence", "outbound-type-not-nat")
    assert "outbound-type-not-nat is unknown for cluster shop" in output
    assert "    inputs.tf:1:1 var.outbound has no default\n      to settle it: give --var-file\n" in output


@pytest.mark.parametrize(
    ("language", "idle"),
    [
        ("main.tf", "idle_timeout_in_minutes = 10"),
        ("azuredeploy.json", "idleTimeoutInMinutes = 10"),
        ("main.bicep", "idleTimeoutInMinutes = 10"),
        ("provision.sh", "--idle-timeout 10"),
    ],
)
def test_every_language_is_told_in_its_own_words(language: str, idle: str, lint: Lint) -> None:
    source = (TESTS / "topologies/two-pools-one-missing" / language).read_text("utf-8")
    _, output, _ = lint({language: source}, "--evidence", "nat-idle-policy", "--verbose")
    assert "nat-idle-policy passes for NAT gateway" in output
    assert idle in output
    line = next(line for line in output.splitlines() if idle in line)
    number = int(line.split(":")[1])
    assert "10" in source.splitlines()[number - 1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nat-idle-polcy"], "there is no rule 'nat-idle-polcy'; did you mean 'nat-idle-policy'?"),
        (["nat-idle-policy:shpo"], "checks nothing called 'shpo'"),
        (["nat-idle-policy:shpo"], "did you mean 'shop'?"),
        (["workload-off-nat"], "nothing in these files is of the kind that this rule checks"),
        (["nat-idle-policy", "--format", "sarif"], "not with sarif"),
        (["nat-idle-policy", "--diff", "HEAD"], "leave out --diff"),
        (["nat-idle-policy", "--profile", "deployable"], "is switched off here"),
    ],
)
def test_what_cannot_be_told_is_refused(arguments: list[str], said: str, lint: Lint) -> None:
    status, output, errors = lint(terraform(), "--evidence", *arguments)
    assert (status, output) == (2, "")
    assert said in errors


def test_requests_may_be_repeated_and_name_a_subject_by_its_address(lint: Lint) -> None:
    address = "azurerm_nat_gateway.egress"
    _, output, _ = lint(
        terraform(), "--evidence", f"nat-idle-policy:{address}", "--evidence", "outbound-type-not-nat:shop"
    )
    assert "nat-idle-policy passes for NAT gateway egress" in output
    assert "outbound-type-not-nat passes for cluster shop" in output


def test_findings_stand_for_every_rule_that_has_some(lint: Lint) -> None:
    status, output, _ = lint(
        terraform('"loadBalancer"'), "--evidence", "findings", "--format", "json", "--excerpts"
    )
    document = json.loads(output)
    Draft202012Validator(SCHEMA).validate(document)
    (stack,) = document["stacks"]
    found = {(one["rule"], one["subject"]) for one in stack["findings"]}
    assert {(one["rule"], one["subject"]) for one in stack["evidence"]} == found
    assert status == 1
    assert found
    lines = [line for one in stack["findings"] for line in one["excerpt"]]
    assert ("cluster.tf", 11, 'outbound_type  = "loadBalancer"') in {
        (line["path"], line["line"], line["text"]) for line in lines
    }
    for line in lines:
        assert line["mark"].strip(" ") == "^" * len(line["mark"].strip(" "))
        assert len(line["mark"]) <= len(line["text"])


def test_without_a_wish_json_holds_no_line_of_the_files(lint: Lint) -> None:
    _, output, _ = lint(terraform('"loadBalancer"'), "--format", "json")
    assert "excerpt" not in output


def test_hostile_names_are_made_harmless(lint: Lint) -> None:
    files = terraform()
    files["network.tf"] = NETWORK.replace('"egress"\n', '"\\u001b[31m##[error]x"\n', 1).replace(
        'name                    = "egress"', 'name                    = "\\u001b[31m##[error]x"'
    )
    _, output, _ = lint(files, "--evidence", "nat-idle-policy")
    assert output.startswith("Evidence")
    assert not [piece for piece in ("\x1b[31m", "##[error]") if piece in output]
