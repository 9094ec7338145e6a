"""Answering from what is kept says what reading anew says, for every answer and for two at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from pathlib import Path

import pytest

from natpin.formats import terraform
from natpin.formats.interface import Inputs
from natpin.model.doubt import Question
from natpin.model.part import Part
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import FolderWorkspace

TOPOLOGIES = sorted((Path(__file__).parents[2] / "topologies").glob("*/main.tf"))
LITERAL = re.compile(r'^(\s+(?!source|version|backend)\w+\s*=\s*)"[^"$%\n]*"[ \t]*$', re.MULTILINE)
BLOCK = re.compile(r'^resource "(\w+)" "(\w+)" \{\n', re.MULTILINE)

CLUSTER = (
    'resource "azurerm_kubernetes_cluster" "c" {\n  name = "c"\n  resource_group_name = "g"\n'
    '  network_profile {\n    network_plugin = "azure"\n    outbound_type = %s\n  }\n'
    '  default_node_pool {\n    name = "s"\n    vnet_subnet_id = %s\n  }\n}\n'
)
SUBNET = 'resource "azurerm_subnet" "s" {\n  %s\n  name = "s"\n  virtual_network_name = "v"\n  resource_group_name = "g"\n}\n'
FLAG = 'variable "flag" {\n  type = bool\n}\nvariable "mode" {\n  type = string\n}\n'

ROOTS: dict[str, dict[str, str]] = {
    "a local of a local": {
        "main.tf": FLAG
        + 'locals {\n  a = var.flag ? "userAssignedNATGateway" : "loadBalancer"\n  b = local.a\n  other = "g"\n}\n'
        + CLUSTER % ("local.b", "azurerm_subnet.s.id")
        + SUBNET % 'service_endpoints = [local.other, var.mode == "x" ? "y" : "z"]'
    },
    "a resource is a local": {
        "main.tf": FLAG
        + "locals {\n  subnet = azurerm_subnet.s\n}\n"
        + SUBNET % "count = var.flag ? 1 : 0"
        + CLUSTER % ('"loadBalancer"', "one(local.subnet[*].id)")
    },
    "each of a module": {
        "main.tf": FLAG
        + 'module "m" {\n  source = "./m"\n  for_each = var.flag ? { a = "g1", b = "g2" } : { a = "g1" }\n  group = each.value\n}\n'
        + CLUSTER % ('"loadBalancer"', 'module.m["a"].id'),
        "m/main.tf": 'variable "group" {}\nresource "azurerm_subnet" "s" {\n  name = "s"\n  virtual_network_name = "v"\n'
        '  resource_group_name = var.group\n}\noutput "id" {\n  value = azurerm_subnet.s.id\n}\n',
    },
    "modules that feed one another": {
        "main.tf": FLAG
        + 'module "a" {\n  source = "./m"\n  given = module.b.told\n}\nmodule "b" {\n  source = "./m"\n'
        + '  given = var.flag ? "x" : module.a.fixed\n}\n'
        + CLUSTER % ("module.a.told", "null"),
        "m/main.tf": 'variable "given" {}\noutput "told" {\n  value = var.given\n}\noutput "fixed" {\n  value = "loadBalancer"\n}\n'
        'resource "azurerm_nat_gateway" "n" {\n  name = var.given\n  resource_group_name = "g"\n}\n',
    },
    "what goes round in a circle": {
        "main.tf": FLAG
        + 'locals {\n  a = var.flag ? "x" : local.b\n  b = var.mode == "m" ? "y" : local.a\n}\n'
        + CLUSTER % ("local.b", "null")
        + SUBNET % "service_endpoints = [local.a]"
    },
    "a dynamic block": {
        "main.tf": FLAG
        + 'resource "azurerm_virtual_network" "v" {\n  name = "v"\n  resource_group_name = "g"\n  dynamic "subnet" {\n'
        + '    for_each = var.flag ? ["a", "b"] : []\n    content {\n      name = subnet.value\n    }\n  }\n}\n'
        + CLUSTER % ("var.mode", '"${azurerm_virtual_network.v.id}/subnets/a"')
    },
    "a text that is compared": {
        "main.tf": FLAG
        + 'locals {\n  mode = var.mode\n  kind = local.mode == "nat" ? "userAssignedNATGateway" : local.mode == "lb" ? "loadBalancer" : "none"\n}\n'
        + CLUSTER % ("local.kind", "azurerm_subnet.s.id")
        + SUBNET % 'count = contains(["nat", "udr"], local.mode) ? 1 : 0'
    },
    "a provider's subscription": {
        "main.tf": FLAG
        + 'provider "azurerm" {\n  features {}\n  subscription_id = var.flag ? "11111111-1111-1111-1111-111111111111" : var.mode\n}\n'
        + SUBNET % ""
        + CLUSTER % ('"loadBalancer"', "azurerm_subnet.s.id")
    },
    "try and can": {
        "main.tf": FLAG
        + 'locals {\n  a = try(azurerm_subnet.s[0].id, "none")\n  b = can(regex("x", var.mode)) ? 1 : 2\n}\n'
        + SUBNET % "count = var.flag ? local.b : 0"
        + CLUSTER % ('"loadBalancer"', "local.a")
    },
    "a module that is not here": {
        "main.tf": FLAG
        + 'module "aks" {\n  source = "Azure/aks/azurerm"\n  version = "9.0.0"\n  cluster_name = "c"\n  resource_group_name = "g"\n'
        + '  net_profile_outbound_type = var.flag ? "userAssignedNATGateway" : "loadBalancer"\n  vnet_subnet_id = azurerm_subnet.s.id\n}\n'
        + SUBNET % 'service_endpoints = [var.mode == "x" ? "y" : module.aks.aks_name]'
    },
    "the state of another root": {
        "main.tf": FLAG
        + 'data "terraform_remote_state" "net" {\n  backend = "azurerm"\n  config = { key = "net.tfstate", container_name = "s" }\n}\n'
        + CLUSTER
        % (
            'var.flag ? "userAssignedNATGateway" : "loadBalancer"',
            "data.terraform_remote_state.net.outputs.id",
        ),
        "net/main.tf": 'terraform {\n  backend "azurerm" {\n    key = "net.tfstate"\n    container_name = "s"\n  }\n}\n'
        + FLAG
        + SUBNET % 'service_endpoints = var.flag ? ["a"] : []'
        + 'output "id" {\n  value = var.mode == "none" ? null : azurerm_subnet.s.id\n}\n',
    },
    "an instance that is named by another's count": {
        "main.tf": FLAG
        + SUBNET % "count = var.flag ? 2 : 1"
        + 'resource "azurerm_subnet_nat_gateway_association" "a" {\n  count = length(azurerm_subnet.s)\n'
        + "  subnet_id = azurerm_subnet.s[count.index].id\n  nat_gateway_id = azurerm_nat_gateway.n.id\n}\n"
        + 'resource "azurerm_nat_gateway" "n" {\n  name = var.mode == "a" ? "x" : "n"\n  resource_group_name = "g"\n}\n'
        + CLUSTER % ('"userAssignedNATGateway"', "azurerm_subnet.s[0].id")
    },
    "an input in capitals in two modules": {
        "main.tf": FLAG
        + 'module "a" {\n  source = "./m"\n  mode = var.mode\n}\nmodule "b" {\n  source = "./m"\n  mode = upper(var.mode)\n  count = var.flag ? 1 : 0\n}\n'
        + CLUSTER % ("module.a.kind", "null"),
        "m/main.tf": 'variable "mode" {}\nlocals {\n  kind = var.mode == "NAT" ? "userAssignedNATGateway" : "loadBalancer"\n}\n'
        'output "kind" {\n  value = local.kind\n}\nresource "azurerm_nat_gateway" "n" {\n  name = local.kind\n  resource_group_name = "g"\n}\n',
    },
    "a folder that an input names": {
        "main.tf": 'variable "folder" {\n  validation {\n    condition = contains(["./x", "./y"], var.folder)\n    error_message = "no"\n  }\n}\n'
        'module "m" {\n  source = var.folder\n}\n' + CLUSTER % ("module.m.kind", "null"),
        "x/main.tf": 'output "kind" {\n  value = "userAssignedNATGateway"\n}\n' + SUBNET % "",
        "y/main.tf": 'output "kind" {\n  value = "loadBalancer"\n}\n' + SUBNET % 'service_endpoints = ["y"]',
    },
}


def _held(folder: Path, files: Mapping[str, str]) -> list[str]:
    """The answers with which it does not, and those that were asked."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    workspace, stack = FolderWorkspace(folder, folder), Stack("terraform", ".")
    answer = terraform.answering(stack, workspace, Inputs())
    asked = [one for one in terraform.read(stack, workspace, Inputs()) if isinstance(one, Question)]
    assert asked
    for answers in _answers(asked):
        anew = _declared(terraform.read(stack, workspace, Inputs(assumed=answers)))
        assert any(isinstance(one, Resource) for one in anew)
        assert _declared(answer(answers)) == anew, answers
    return [one.key for one in asked]


def _answers(asked: list[Question]) -> Iterator[dict[str, str]]:
    for one in asked:
        yield from ({one.key: option} for option in one.options)
    for two in combinations(asked, 2):
        for options in product(*(one.options for one in two)):
            yield dict(zip((one.key for one in two), options, strict=True))


def _declared(parts: Iterator[Part]) -> list[Part]:
    return [one for one in parts if not isinstance(one, Question | Skipped)]


@pytest.mark.parametrize("name", ROOTS)
def test_of_roots_in_which_values_lead_to_one_another(name: str, tmp_path: Path) -> None:
    _held(tmp_path, ROOTS[name])


@pytest.mark.parametrize("path", TOPOLOGIES, ids=lambda path: path.parent.name)
def test_of_every_topology_with_much_left_open(path: Path, tmp_path: Path) -> None:
    text = path.read_text()
    literals = [one for one in LITERAL.finditer(text) if not _in_settings(text, one.start())]
    blocks = [one for one in BLOCK.finditer(text) if f"{one[1]}.{one[2]}." not in text]
    changes = {one.end(1): (one.end(), f"var.open_{number % 3}") for number, one in enumerate(literals[::3])}
    for number, one in enumerate(blocks[:3]):
        changes[one.end()] = one.end(), f'  count = var.open_{number} == "x" ? 1 : 0\n'
    for start, (end, written) in sorted(changes.items(), reverse=True):
        text = text[:start] + written + text[end:]
    text += "".join(f'\nvariable "open_{number}" {{}}\n' for number in range(3))
    _held(tmp_path, {"main.tf": text})


def _in_settings(text: str, position: int) -> bool:
    blocks = list(re.finditer(r"^(\w+)[^\n]*\{$", text[:position], re.MULTILINE))
    return bool(blocks) and blocks[-1][1] in ("terraform", "provider", "variable", "output")
