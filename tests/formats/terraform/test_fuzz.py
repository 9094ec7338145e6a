"""Whatever bytes the files hold, reading ends and yields values of the model."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from natpin.formats import terraform
from natpin.formats.interface import Inputs
from natpin.model.part import Part
from natpin.model.stack import Stack
from natpin.workspace import FolderWorkspace

ROOT = """
variable "names" {
  type    = list(object({ name = string, nat = optional(bool, true) }))
  default = [{ name = "a" }, { name = "b", nat = false }]
}
variable "u" {}
locals {
  by_name = { for n in var.names : n.name => n }
  nested  = flatten([for k, v in local.by_name : [for z in ["1", "2"] : { k = k, z = z, v = v }]])
  text    = templatefile("t.tpl", { n = local.by_name })
}
module "net" {
  source   = "./net"
  for_each = local.by_name
  name     = "${each.key}-${var.u}"
}
resource "azurerm_kubernetes_cluster" "aks" {
  name  = try(local.nested[0].k, "x")
  count = length(var.names) > 1 ? 1 : 0
  dynamic "default_node_pool" {
    for_each = [for n in var.names : n if n.nat]
    content {
      name           = default_node_pool.value.name
      vnet_subnet_id = module.net[default_node_pool.value.name].id
    }
  }
  network_profile {
    outbound_type = var.u ? "loadBalancer" : jsondecode(jsonencode({ a = "userAssignedNATGateway" })).a
  }
}
"""
NET = """
variable "name" { default = null }
resource "azurerm_subnet" "s" {
  name = lower(replace(var.name, "/[^a-z]+/", "-"))
}
resource "azurerm_nat_gateway" "n" {
  idle_timeout_in_minutes = max([4, 10]...)
}
resource "azurerm_subnet_nat_gateway_association" "a" {
  subnet_id      = azurerm_subnet.s.id
  nat_gateway_id = one(azurerm_nat_gateway.n[*].id)
}
output "id" { value = azurerm_subnet.s.id }
"""
WORDS = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    '"',
    "${",
    "%{",
    "<<E\n",
    "\n",
    " for ",
    " in ",
    "...",
    "[*]",
    ".0",
    "==",
    "?",
    ":",
    "=>",
    "var.u",
    "local.by_name",
    "null",
    "1e9",
    "count = ",
    "for_each = ",
    "each.key",
    "\x00",
    "é",
    "module.net",
    "*",
    "-",
    "!",
]


def read_all(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in files.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(data)
        workspace = FolderWorkspace(folder, folder)
        found = list(terraform.stacks(["main.tf"], workspace, Inputs()))
        for stack in [*found, Stack("terraform", ".")]:
            if isinstance(stack, Stack):
                for part in terraform.read(stack, workspace, Inputs()):
                    assert isinstance(part, Part)


@settings(max_examples=60)
@given(st.binary(max_size=200), st.binary(max_size=100))
def test_any_bytes(data: bytes, values: bytes) -> None:
    read_all({"main.tf": data, "x.tf.json": data, "terraform.tfvars": values, "net/main.tf": data})


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(0, 1400), st.integers(0, 30), st.sampled_from(WORDS)), min_size=1, max_size=6
    ),
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 30), st.sampled_from(WORDS)), max_size=3),
    st.text("%{}$~ifor\nelsndabk.=,", max_size=60),
)
def test_mutated_roots(
    root_cuts: list[tuple[int, int, str]], net_cuts: list[tuple[int, int, str]], template: str
) -> None:
    root, net = ROOT, NET
    for offset, length, word in root_cuts:
        root = root[:offset] + word + root[offset + length :]
    for offset, length, word in net_cuts:
        net = net[:offset] + word + net[offset + length :]
    read_all({"main.tf": root.encode(), "net/main.tf": net.encode(), "t.tpl": template.encode()})
