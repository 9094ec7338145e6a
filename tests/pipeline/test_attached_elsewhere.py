"""What Terraform attaches to a subnet of another root, of which its text does not say which it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from .test_set_elsewhere import PASS, SUBNET, said
from .test_whose_it_is import MAIN, MODULE, ROUTES

FIREWALL = """\
resource "azurerm_route_table" "fw" {
  name                = "rt-fw"
  location            = "westeurope"
  resource_group_name = "rg-hub"
  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.0.4"
  }
}
"""


def attached(subnet: str, before: str = "") -> str:
    """A route table that Terraform attaches to a subnet."""
    return (
        f'{before}{FIREWALL}resource "azurerm_subnet_route_table_association" "x" {{\n  subnet_id = {subnet}\n'
        "  route_table_id = azurerm_route_table.fw.id\n}\n"
    )


def data(network: str, each: str = "") -> str:
    """A subnet that Terraform looks up."""
    name = "each.value" if each else '"nodes"'
    return (
        f'variable "app" {{}}\nvariable "names" {{ type = set(string) }}\ndata "azurerm_subnet" "x" {{\n{each}  name = {name}\n'
        f'  virtual_network_name = "{network}"\n  resource_group_name = "rg-${{var.app}}"\n}}\n'
    )


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        (attached("var.subnet_id", 'variable "subnet_id" {}\n'), False),
        (attached("data.azurerm_subnet.x.id", data("v${var.app}")), False),
        (attached("data.azurerm_subnet.x.id", data("hub-${var.app}")), True),
        (attached('data.azurerm_subnet.x["a"].id', data("vnet", "  for_each = var.names\n")), False),
        (
            attached(
                "azurerm_subnet.x.id",
                'resource "azurerm_subnet" "x" {\n  name = "x"\n  virtual_network_name = "hub"\n  resource_group_name = "rg"\n}\n',
            ),
            True,
        ),
    ],
)
def test_what_is_attached_to_a_subnet_that_is_not_all_known(tmp_path: Path, text: str, passes: bool) -> None:
    files = {"main.bicep": MAIN, "modules/subnet.bicep": MODULE, "hub/main.tf": text}
    report = linted(tmp_path, files)
    found = next(one for one in report.stacks if one.stack.root == "main.bicep")
    assert (found.clusters[0].verdicts[ROUTES] is PASS) is passes


def test_a_gateway_for_a_subnet_that_is_not_known_is_no_threat(tmp_path: Path) -> None:
    gateway = (
        'variable "subnet_id" {}\nresource "azurerm_nat_gateway" "x" {\n  name = "x"\n  resource_group_name = "rg"\n'
        '  location = "westeurope"\n}\nresource "azurerm_subnet_nat_gateway_association" "x" {\n'
        "  subnet_id = var.subnet_id\n  nat_gateway_id = azurerm_nat_gateway.x.id\n}\n"
    )
    files = {"main.bicep": MAIN, "modules/subnet.bicep": MODULE, "hub/main.tf": gateway}
    found = next(one for one in linted(tmp_path, files).stacks if one.stack.root == "main.bicep")
    assert found.clusters[0].verdicts[SUBNET] is PASS


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        (attached("var.subnet_id", 'variable "subnet_id" {}\n'), False),
        (attached("data.azurerm_subnet.x.id", data("v${var.app}")), False),
        (attached('data.azurerm_subnet.x["a"].id', data("vnet", "  for_each = var.names\n")), False),
        (attached("data.azurerm_subnet.x.id", data("net").replace('"nodes"', '"others"')), True),
    ],
)
def test_so_is_what_one_root_of_terraform_attaches_to_a_subnet_of_another(
    tmp_path: Path, text: str, passes: bool
) -> None:
    assert (said(tmp_path, ROUTES, {"hub/main.tf": text}) is PASS) is passes
