"""Templates and Terraform that change networks by commands, in a root of their own: each is told beside a cluster."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.formats.terraform.mentions import changes
from natpin.model.report import Report

from .whole_in_bicep import whole

DETACH = "az network vnet subnet update -g rg --vnet-name net -n nodes --remove natGateway"
ROUTE = "az network route-table route create -g rg --route-table-name r -n d --address-prefix 0.0.0.0/0 --next-hop-type VirtualAppliance"
SHOW = "az network vnet subnet show -g rg --vnet-name net -n nodes"
SCRIPT = """\
resource s 'Microsoft.Resources/deploymentScripts@2023-08-01' = {
  name: 'd'
  kind: 'AzureCLI'
  properties: { azCliVersion: '2.60.0', retentionInterval: 'P1D', scriptContent: CONTENT }
}
"""
EXTENSION = """\
resource e 'Microsoft.Compute/virtualMachines/extensions@2023-09-01' = {
  name: 'vm/run'
  properties: { type: 'CustomScript', settings: { commandToExecute: 'CONTENT' } }
}
"""
ARM = """\
{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [
  {"type": "Microsoft.Resources/deploymentScripts", "apiVersion": "2023-08-01", "name": "d", "kind": "AzureCLI",
   "properties": {"azCliVersion": "2.60.0", "retentionInterval": "P1D", "scriptContent": "CONTENT"}}]}
"""
EXEC = 'resource "terraform_data" "d" {\n  provisioner "local-exec" {\n    command = "CONTENT"\n  }\n}\n'
AZURE_CLI = """\
resource azurerm_resource_deployment_script_azure_cli "d" {
  name           = "d"
  version        = "2.60.0"
  script_content = "CONTENT"
}
"""
RUNBOOK = (
    'resource "azurerm_automation_runbook" "d" {\n  name    = "d"\n  content = <<-E\n  CONTENT\n  E\n}\n'
)
TEMPLATE = """\
resource "azurerm_resource_group_template_deployment" "d" {
  name             = "d"
  template_content = jsonencode({
    "$schema" = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    resources = [{ type = "CONTENT", apiVersion = "2023-11-01", name = "net/nodes", properties = { addressPrefix = "10.0.0.0/22" } }]
  })
}
"""
ROUTES = """\
resource "azurerm_network_manager_routing_rule" "r" {
  name = "default"
  destination {
    type    = "AddressPrefix"
    address = "0.0.0.0/0"
  }
  next_hop {
    type    = "VirtualAppliance"
    address = "10.9.0.4"
  }
}
"""
LOWER = """\
resource azapi_resource "s" {
  type      = "Microsoft.Network/virtualnetworks/subnets@2023-11-01"
  name      = "nodes"
  parent_id = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net"
  body      = { properties = { addressPrefix = "10.0.0.0/22" } }
}
"""


def told_of(folder: str, report: Report) -> bool:
    """Whether a report says anything of the files in a folder."""
    doubts = [doubt for stack in report.stacks for doubt in stack.doubts]
    return any(one.at is not None and one.at.path.startswith(folder) for one in (*doubts, *report.skipped))


CHANGING = {
    "a script of Bicep": {"x/s.bicep": SCRIPT.replace("CONTENT", f"'{ROUTE}'")},
    "a cluster's": {"x/s.bicep": SCRIPT.replace("CONTENT", "'az aks update -g rg -n pay --outbound-type loadBalancer'")},
    "a script beside Bicep": {"x/s.bicep": SCRIPT.replace("CONTENT", "loadTextContent('d.txt')"), "x/d.txt": DETACH},
    "an extension of a machine": {"x/vm.bicep": EXTENSION.replace("CONTENT", ROUTE)},
    "a script of a template": {"x/s.json": ARM.replace("CONTENT", ROUTE)},
    "a provisioner": {"x/main.tf": EXEC.replace("CONTENT", DETACH)},
    "a provisioner that routes": {"x/main.tf": EXEC.replace("CONTENT", ROUTE)},
    "a script of Terraform": {"x/main.tf": AZURE_CLI.replace("CONTENT", DETACH)},
    "a runbook": {"x/main.tf": RUNBOOK.replace("CONTENT", "Set-AzVirtualNetworkSubnetConfig -Name nodes -VirtualNetwork $v")},
    "a template in Terraform": {"x/main.tf": TEMPLATE.replace("CONTENT", "Microsoft.Network/virtualNetworks/subnets")},
    "Azure's own routes": {"x/main.tf": ROUTES},
    "a type in lower case": {"x/main.tf": LOWER},
}  # fmt: skip
SILENT = {
    "a script that shows": {"x/s.bicep": SCRIPT.replace("CONTENT", f"'{SHOW}'")},
    "a script that loads another": {"x/s.bicep": SCRIPT.replace("CONTENT", "loadTextContent('d.txt')"), "x/d.txt": SHOW},
    "an extension that shows": {"x/vm.bicep": EXTENSION.replace("CONTENT", SHOW)},
    "a template that shows": {"x/s.json": ARM.replace("CONTENT", SHOW)},
    "a provisioner that shows": {"x/main.tf": EXEC.replace("CONTENT", SHOW)},
    "a script of Terraform": {"x/main.tf": AZURE_CLI.replace("CONTENT", "az keyvault secret set -n a --value b")},
    "a runbook that shows": {"x/main.tf": RUNBOOK.replace("CONTENT", "Get-AzVirtualNetwork -Name net")},
    "a template of something else": {"x/main.tf": TEMPLATE.replace("CONTENT", "Microsoft.Storage/storageAccounts")},
}  # fmt: skip


@pytest.mark.parametrize("beside", CHANGING)
def test_what_changes_networks_by_commands_is_told(beside: str, tmp_path: Path) -> None:
    report = linted(tmp_path, {"aks/main.bicep": whole("pay"), **CHANGING[beside]})
    assert told_of("x/", report)


@pytest.mark.parametrize("beside", SILENT)
def test_what_changes_nothing_stays_silent(beside: str, tmp_path: Path) -> None:
    report = linted(tmp_path, {"aks/main.bicep": whole("pay"), **SILENT[beside]})
    assert [stack.stack.root for stack in report.stacks] == ["aks/main.bicep"]
    assert not told_of("x/", report)


@pytest.mark.parametrize("beside", CHANGING)
def test_it_is_nobodys_business_without_a_cluster(beside: str, tmp_path: Path) -> None:
    if beside != "a cluster's":
        report = linted(tmp_path, CHANGING[beside])
        assert not any(one.at.path.startswith("x/") for one in report.skipped if one.at is not None)


def test_a_route_is_one_whether_or_not_its_labels_have_quotes() -> None:
    assert changes(b'resource azurerm_route "d" {')
    assert changes(b'resource "azurerm_route" "d" {')
    assert not changes(b'resource "azurerm_route_table" "d" {')
    assert not changes(b"id = azurerm_route.d.id")
