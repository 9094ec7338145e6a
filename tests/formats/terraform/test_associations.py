"""Subnets and their NAT gateway, wired in every way people wire them, down to the egress paths.

{root, module, nested module} × {literal, count, for_each over a set, over a map, a for expression, flatten}
× {reference, module output, name lookup, string-built id} × {associated, one missing, wrong subnet}.
Each case is generated; the pools are always ``system`` on subnet ``snet-system`` and ``user`` on ``snet-user``.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from natpin.egress import trace
from natpin.formats import terraform
from natpin.formats.interface import Inputs
from natpin.graph import Graph
from natpin.model.resource import Resource
from natpin.workspace import FolderWorkspace

PLACES = ("root", "module", "nested")
MULTIPLICITIES = ("literal", "count", "set", "map", "for", "flatten")
JOINS = ("reference", "output", "name", "id")
OUTCOMES = {
    "associated": ("system", "user"),
    "one-missing": ("system",),
    "wrong-subnet": ("system", "other"),
}

COMMON = """
resource "azurerm_virtual_network" "v" {
  name                = "vnet"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.0.0.0/8"]
}
resource "azurerm_nat_gateway" "egress" {
  name                = "nat"
  resource_group_name = "rg"
  location            = "westeurope"
}
"""
SUBNET = """
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = ["10.1.0.0/16"]
"""
GATEWAY = "  nat_gateway_id = azurerm_nat_gateway.egress.id\n"


def network(multiplicity: str, attached: tuple[str, ...]) -> tuple[str, str]:
    """The subnets and associations, and an expression for the map of subnet ids by pool name."""
    names = ("system", "user", "other")
    listed = ", ".join(f'"{name}"' for name in attached)
    everything = ", ".join(f'"{name}"' for name in names)
    if multiplicity == "literal":
        text = "".join(
            f'resource "azurerm_subnet" "{name}" {{\n  name = "snet-{name}"{SUBNET}}}\n' for name in names
        )
        text += "".join(
            f'resource "azurerm_subnet_nat_gateway_association" "{name}" {{\n'
            f"  subnet_id = azurerm_subnet.{name}.id\n{GATEWAY}}}\n"
            for name in attached
        )
        return text, "{ system = azurerm_subnet.system.id, user = azurerm_subnet.user.id }"
    by_name = '{ for s in azurerm_subnet.s : trimprefix(s.name, "snet-") => s.id }'
    match multiplicity:
        case "count":
            subnets = 'count = length(local.names)\n  name = "snet-${local.names[count.index]}"'
            linked = (
                "count = length(local.attached)\n"
                "  subnet_id = azurerm_subnet.s.*.id[index(local.names, local.attached[count.index])]"
            )
            by_name = "zipmap(local.names, azurerm_subnet.s[*].id)"
        case "set":
            subnets = 'for_each = toset(local.names)\n  name = "snet-${each.value}"'
            linked = "for_each = toset(local.attached)\n  subnet_id = azurerm_subnet.s[each.key].id"
        case "map":
            subnets = "for_each = local.subnets\n  name = each.value.name"
            linked = (
                'for_each = { for k, v in local.subnets : k => v if lookup(v, "nat", false) }\n'
                "  subnet_id = azurerm_subnet.s[each.key].id"
            )
        case "for":
            subnets = "for_each = { for s in local.rows : s.key => s }\n  name = each.value.name"
            linked = (
                "for_each = { for k, s in azurerm_subnet.s : k => s.id if contains(local.attached, k) }\n"
                "  subnet_id = each.value"
            )
        case _:
            subnets = "for_each = { for s in local.flat : s.key => s }\n  name = each.value.name"
            linked = (
                "for_each = { for s in local.flat : s.key => s if s.nat }\n"
                "  subnet_id = azurerm_subnet.s[each.value.key].id"
            )
    objects = "\n".join(
        f'    {name} = {{ name = "snet-{name}"{", nat = true" if name in attached else ""} }}'
        for name in names
    )
    return (
        f"""
locals {{
  names    = [{everything}]
  attached = [{listed}]
  subnets = {{
{objects}
  }}
  rows = [for n in local.names : {{ key = n, name = format("snet-%s", n) }}]
  networks = [{{ name = "vnet", subnets = local.names }}]
  flat = flatten([for v in local.networks : [
    for s in v.subnets : {{ key = "${{v.name}}/${{s}}", name = "snet-${{s}}", nat = contains(local.attached, s) }}
  ]])
}}
resource "azurerm_subnet" "s" {{
  {subnets}{SUBNET}}}
resource "azurerm_subnet_nat_gateway_association" "a" {{
  {linked}
{GATEWAY}}}
""",
        by_name,
    )


def cluster(ids: str) -> str:
    """A cluster whose pools take their subnets from an expression for the map of ids."""
    return f"""
locals {{
  ids = {ids}
}}
resource "azurerm_kubernetes_cluster" "aks" {{
  name                = "aks"
  resource_group_name = "rg"
  location            = "westeurope"
  default_node_pool {{
    name           = "system"
    vnet_subnet_id = local.ids["system"]
  }}
  network_profile {{
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }}
}}
resource "azurerm_kubernetes_cluster_node_pool" "user" {{
  name                  = "user"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.aks.id
  vnet_subnet_id        = local.ids["user"]
}}
"""


def write(folder: Path, place: str, multiplicity: str, join: str, attached: tuple[str, ...]) -> None:
    """The files of one case."""
    declared, ids = network(multiplicity, attached)
    depth = PLACES.index(place)
    above = ""
    match join:
        case "reference":
            inside = COMMON + declared + cluster(ids)
        case "output":
            inside = COMMON + declared + f'output "ids" {{\n  value = {ids}\n}}\n'
            if depth:
                above = cluster("module.below.ids")
            else:
                variable = 'variable "ids" {\n  type = map(string)\n}\n'
                (folder / "aks").mkdir()
                (folder / "aks" / "main.tf").write_text(variable + cluster("var.ids"))
                inside += f'module "aks" {{\n  source = "./aks"\n  ids = {ids}\n}}\n'
        case "name":
            inside = COMMON + declared
            above = cluster("{ for k, s in data.azurerm_subnet.by_name : k => s.id }") + (
                'data "azurerm_subnet" "by_name" {\n  for_each = toset(["system", "user"])\n'
                '  name = "snet-${each.key}"\n  virtual_network_name = "vnet"\n  resource_group_name = "rg"\n}\n'
            )
        case _:
            inside = COMMON + declared
            above = 'variable "subscription" {}\n' + cluster(
                '{ for n in ["system", "user"] : n => "/subscriptions/${var.subscription}/resourceGroups/rg/providers/'
                'Microsoft.Network/virtualNetworks/vnet/subnets/snet-${n}" }'
            )
    here = folder
    for level in range(depth):
        passed = 'output "ids" {\n  value = module.below.ids\n}\n' if join == "output" and level else ""
        (here / "main.tf").write_text(
            f'module "below" {{\n  source = "./below"\n}}\n{passed}' + (above if level == 0 else "")
        )
        here = here / "below"
        here.mkdir()
    (here / "main.tf").write_text(inside + (above if depth == 0 else ""))


@pytest.mark.parametrize(
    ("place", "multiplicity", "join", "outcome"), list(product(PLACES, MULTIPLICITIES, JOINS, OUTCOMES))
)
def test_every_pool_finds_its_gateway(
    place: str, multiplicity: str, join: str, outcome: str, tmp_path: Path
) -> None:
    attached = OUTCOMES[outcome]
    write(tmp_path, place, multiplicity, join, attached)
    workspace = FolderWorkspace(tmp_path, tmp_path)
    claimed = [path for path in workspace.walk() if terraform.claims(path, workspace.read(path) or b"")]  # type: ignore[arg-type]
    stacks = list(terraform.stacks(claimed, workspace, Inputs()))
    assert [getattr(stack, "root", None) for stack in stacks] == ["."]
    parts = list(terraform.read(stacks[0], workspace, Inputs()))  # type: ignore[arg-type]
    found = {}
    for path in trace(Graph.of(parts)):
        assert isinstance(path.subnet, Resource), path.subnet
        found[path.pool.name] = (path.subnet.label, isinstance(path.nat_gateway, Resource))
    assert found == {name: (f"snet-{name}", name in attached) for name in ("system", "user")}
