"""Terraform that attaches or writes beside a Terraform root with a cluster, where only an id says of what."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

from .test_hub_connections import PAY
from .test_set_elsewhere import SUBNET
from .test_terraform_beside import TABLE

ROUTES = "udr-overrides-nat"
LOOKED_UP = 'data "azurerm_virtual_network" "n" {\n  name = "NETWORK"\n  resource_group_name = "rg"\n}\n'
ATTACHED = """\
resource "azurerm_subnet_route_table_association" "r" {
  subnet_id      = "${data.azurerm_virtual_network.n.id}/subnets/nodes"
  route_table_id = azurerm_route_table.r.id
}
"""
TO_EACH = ATTACHED.replace("nodes", "${each.value}").replace(
    '"r" {\n', '"r" {\n  for_each = toset(data.azurerm_virtual_network.n.subnets)\n'
)
OWN = LOOKED_UP.replace("data ", "resource ").replace('"NETWORK"', '"mine"')
WRITTEN = """\
resource "azapi_resource" "n" {
  type      = "Microsoft.Network/virtualNetworks@2024-05-01"
  name      = "NETWORK"
  parent_id = "/subscriptions/s/resourceGroups/rg"
  body      = { properties = { subnets = [{ name = "nodes", properties = { addressPrefix = "10.0.0.0/20" } }] } }
}
"""


@pytest.mark.parametrize(
    ("text", "rule"),
    [(TABLE + LOOKED_UP + ATTACHED, ROUTES), (TABLE + LOOKED_UP + TO_EACH, ROUTES), (WRITTEN, SUBNET)],
)
def test_it_counts_for_the_network_that_it_names(tmp_path: Path, text: str, rule: str) -> None:
    def said(network: str) -> Verdict:
        files = {**PAY, "hub/main.tf": text.replace("NETWORK", network)}
        report = linted(tmp_path / network, files)
        return next(one for one in report.stacks if one.stack.root == "pay").clusters[0].verdicts[rule]

    assert said("vnet") is not Verdict.PASS
    assert said("other") is Verdict.PASS


def test_a_network_of_its_own_is_no_others(tmp_path: Path) -> None:
    own = (OWN + TABLE + ATTACHED).replace("data.azurerm_virtual_network", "azurerm_virtual_network")
    report = linted(tmp_path, {**PAY, "hub/main.tf": own})
    assert report.stacks[-1].clusters[0].verdicts[ROUTES] is Verdict.PASS
