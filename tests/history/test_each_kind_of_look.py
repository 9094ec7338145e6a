"""Every kind of look that a stack's reader takes is asked again: where one kind is not, some history is told wrongly."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import pytest
from histories import Files, history, told

from natpin.formats.interface import Inputs
from natpin.formats.terraform import neighbours
from natpin.pipeline.remembered import Memory, looks

CLUSTER = """
resource "azurerm_kubernetes_cluster" "aks" {
  name                = "aks"
  location            = "westeurope"
  resource_group_name = "rg"
  dns_prefix          = "aks"
  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D2s_v5"
    vnet_subnet_id = %s
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = %s
  }
}
"""
NAT = '"userAssignedNATGateway"'
NAMED = 'data "azurerm_subnet" "s" {\n  name = "%s"\n  virtual_network_name = "vnet"\n  resource_group_name = "rg"\n}\n'
ATTACHING = (
    NAMED
    + """
resource "azurerm_nat_gateway" "g" {
  name = "g"
  location = "westeurope"
  resource_group_name = "rg"
}
resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = data.azurerm_subnet.s.id
  nat_gateway_id = azurerm_nat_gateway.g.id
}
"""
)
SUBNET = """
resource "azurerm_subnet" "%s" {
  name                 = "%s"
  virtual_network_name = "vnet"
  resource_group_name  = "rg"
  address_prefixes     = ["10.0.0.0/24"]
}
"""


def root(subnet: str = "null", outbound: str = NAT, more: str = "") -> bytes:
    """A root with a cluster."""
    return (CLUSTER % (subnet, outbound) + more).encode()


VARIABLE = 'variable "outbound" {\n  default = "loadBalancer"\n}\n'
OF_FLAG = f'fileexists("${{path.module}}/../flags/on") ? {NAT} : "loadBalancer"'
OF_FILES = f'length(fileset("${{path.module}}/../flags", "**/*.txt")) > 0 ? {NAT} : "loadBalancer"'
CALL = 'module "net" {\n  source = "../net/aks"\n}\n'
OUTPUT = b'output "outbound" {\n  value = "loadBalancer"\n}\n'
OWN = root("azurerm_subnet.s.id", NAT, SUBNET % ("s", "s"))
LOOKING = root("data.azurerm_subnet.s.id", NAT, NAMED % "s")
STATE = root(
    "null",
    "data.terraform_remote_state.net.outputs.outbound",
    'data "terraform_remote_state" "net" {\n  backend = "azurerm"\n  config = { key = "net" }\n}\n',
)
KEEPING = 'terraform {\n  backend "azurerm" {\n    key = "%s"\n  }\n}\n'
WITH_VARIABLE: Files = {"a/main.tf": root("null", "var.outbound", VARIABLE)}
APPLIES = b". ./names.sh\nterraform -chdir=a apply -var outbound=$OUTBOUND\n"
NOT_FOLLOWED = b'pipeline { steps { sh "terraform -chdir=a apply -var outbound=${choose()}" } }\n'
IN_ENVIRONMENTS: Files = {
    "a/main.tf": STATE + b'variable "place" {}\n',
    "a/prod.tfvars": b'place = "westeurope"\n',
    "b/main.tf": (
        KEEPING % "net" + 'output "outbound" {\n  value = var.way\n}\nvariable "way" {}\n'
    ).encode(),
}

CASES: dict[str, list[Files]] = {
    "bytes": [{"a/main.tf": root("null", '"loadBalancer"')}, {"a/main.tf": root()}],
    "names": [
        {"a/main.tf": root()},
        {"a/main.tf": root(), "a/main_override.tf": root("null", '"loadBalancer"')},
    ],
    "exists": [
        {"a/main.tf": root("null", OF_FLAG)},
        {"a/main.tf": root("null", OF_FLAG), "flags/on": b""},
    ],
    "walk": [
        {"a/main.tf": root("null", OF_FILES)},
        {"a/main.tf": root("null", OF_FILES), "flags/deep/on.txt": b""},
    ],
    "folder": [
        {"a/main.tf": root("null", "module.net.outbound", CALL)},
        {"a/main.tf": root("null", "module.net.outbound", CALL), "net/aks/main.tf": OUTPUT},
    ],
    "handed": [
        {**WITH_VARIABLE, "deploy.sh": APPLIES, "names.sh": b"OUTBOUND=loadBalancer\n"},
        {**WITH_VARIABLE, "deploy.sh": APPLIES, "names.sh": b"OUTBOUND=userAssignedNATGateway\n"},
    ],
    "unseen": [WITH_VARIABLE, {**WITH_VARIABLE, "Jenkinsfile": NOT_FOLLOWED}],
    "too_many": [
        {"a/main.tf": LOOKING, "b/main.tf": (SUBNET % ("s", "s")).encode()},
        {"a/main.tf": LOOKING, "b/main.tf": (SUBNET % ("s", "s")).encode(), "c/main.tf": b"locals {}\n"},
    ],
    "declaring": [
        {"a/main.tf": LOOKING, "b/main.tf": (SUBNET % ("s", "other")).encode()},
        {"a/main.tf": LOOKING, "b/main.tf": (SUBNET % ("s", "s")).encode()},
    ],
    "too_many_changing": [
        {"a/main.tf": OWN, "b/main.tf": (ATTACHING % "other").encode()},
        {
            "a/main.tf": OWN,
            "b/main.tf": (ATTACHING % "other").encode(),
            "c/main.tf": (ATTACHING % "third").encode(),
        },
    ],
    "changing": [
        {"a/main.tf": OWN, "b/main.tf": (ATTACHING % "other").encode()},
        {"a/main.tf": OWN, "b/main.tf": (ATTACHING % "s").encode()},
    ],
    "leaving_open": [
        {"a/main.tf": OWN, "b/main.tf": (ATTACHING % "other").encode()},
        {"a/main.tf": OWN, "b/main.tf": (ATTACHING % "${var.name}").encode() + b'variable "name" {}\n'},
    ],
    "_environments": [IN_ENVIRONMENTS, {**IN_ENVIRONMENTS, "b/env/prod.tfvars": b'way = "loadBalancer"\n'}],
    "_keeping": [
        {"a/main.tf": STATE, "b/main.tf": (KEEPING % "other").encode() + OUTPUT},
        {"a/main.tf": STATE, "b/main.tf": (KEEPING % "net").encode() + OUTPUT},
    ],
}
"""By kind of look, or by what is worked out: a commit, and the next, at which only that kind of look tells that a stack is to
be read again. What is not here (which paths the user named, what cannot be looked into) is the same at each commit."""

MOST_ROOTS = {"too_many": 2, "too_many_changing": 1}
"""How many roots there are is asked by itself, since more than some hundreds are not looked through: here, more than this."""


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_of_look_is_asked_again(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "_MAX_ROOTS", MOST_ROOTS.get(kind, neighbours._MAX_ROOTS))
    first, second = history(tmp_path, CASES[kind])
    anew = told(tmp_path, second, None)
    assert told(tmp_path, first, None) != anew, "the case shows nothing"
    memory = Memory()
    told(tmp_path, first, memory)
    assert told(tmp_path, second, memory) == anew
    ask = looks.answer

    def ignoring(question: tuple[str, Hashable], workspace: looks.Identified, inputs: Inputs) -> object:
        what, about = question
        named = about[0].__name__ if isinstance(about, tuple) else what
        return Same() if named == kind else ask(question, workspace, inputs)

    memory = Memory()
    told(tmp_path, first, memory)
    monkeypatch.setattr(looks, "answer", ignoring)
    assert told(tmp_path, second, memory) != anew, "nothing is told wrongly where this is not asked again"


class Same:
    """Equal to whatever was answered before."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]
