"""A root of which the writing alone shows that it changes no other root's resources changes none when it is worked out."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from natpin.formats.interface import Inputs
from natpin.formats.terraform.known_roots import known_roots
from natpin.formats.terraform.marks import CHANGING, changed_by
from natpin.formats.terraform.neighbours import marks_for
from natpin.formats.terraform.own_alone import changes_own_alone
from natpin.languages.terraform.folder import load_folder
from natpin.workspace import FolderWorkspace

_ID = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network"
IDS = (
    "azurerm_subnet.a.id",
    "azurerm_subnet.a.name",
    'azurerm_subnet.a["x"].id',
    "azurerm_subnet.a[0].id",
    "azurerm_subnet.a[each.key].id",
    "azurerm_subnet.a[var.x].id",
    "azurerm_subnet.a[*].id",
    "azurerm_subnet.missing.id",
    "data.azurerm_subnet.a.id",
    "var.x",
    "local.x",
    f'"{_ID}/virtualNetworks/v/subnets/s"',
    f'"{_ID}/virtualNetworks/v/subnets/${{var.x}}"',
    "azurerm_nat_gateway.a.id",
)
INSTANCES = (
    "",
    "  count = 2\n",
    '  for_each = toset(["x", "y"])\n',
    "  for_each = var.x\n",
    '  count = var.x == "y" ? 1 : 0\n',
)
WRITTEN = ("", f'  id = "{_ID}/virtualNetworks/other/subnets/s"\n')
NAMES = ('"s"', '"GatewaySubnet"', "var.x", '"RouteServer${local.x}"')


def root(kind: str, given: str, of_own: str, of_changing: str, written: str) -> str:
    arguments = "".join(f"  {name} = {given}\n" for name in changed_by(kind))
    places = '  route_table_name = "r"\n  virtual_network_name = "v"\n  resource_group_name = "rg"\n'
    name = f"  name = {given}\n"
    return f"""
variable "x" {{}}
locals {{
  x = "{_ID}/natGateways/n"
}}
data "azurerm_subnet" "a" {{
  name = "s"
{places}}}
resource "azurerm_nat_gateway" "a" {{
  name = "n"
  resource_group_name = "rg"
}}
resource "azurerm_subnet" "a" {{
{of_own}{written}  name = "s"
  virtual_network_name = "w"
  resource_group_name = "rg"
}}
resource "{kind}" "changing" {{
{of_changing}{arguments or name}{places}}}
"""


@pytest.mark.parametrize("kind", sorted(CHANGING))
def test_what_is_seen_is_what_is_worked_out(kind: str, tmp_path: Path) -> None:
    seen = 0
    values = IDS if changed_by(kind) else NAMES
    for number, (given, *rest) in enumerate(product(values, INSTANCES, INSTANCES[:3:2], WRITTEN)):
        place = tmp_path / f"r{number}"
        place.mkdir()
        (place / "main.tf").write_text(root(kind, given, *rest))
        workspace = FolderWorkspace(place, place)
        glimpsed = marks_for(workspace, Inputs(), ".", (), (".", ()), False)
        whole = marks_for(workspace, Inputs(), ".", (), (".", ()), True)
        assert whole.declares
        assert (glimpsed.touches, glimpsed.perhaps, glimpsed.broken) == (
            whole.touches,
            whole.perhaps,
            whole.broken,
        ), (given, rest)
        if changes_own_alone(load_folder(".", workspace)):
            seen += 1
            assert glimpsed.declares is None
            assert len(known_roots(workspace).marks[".", ()]) == 2
        else:
            assert glimpsed is whole
    assert seen or kind in ("azurerm_route", "azurerm_virtual_network_peering")
