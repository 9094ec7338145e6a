"""A deployment script of Terraform's does what its identity may: one that only fetches credentials changes no network."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.formats.arm.script_rights import QUIET_ROLES
from natpin.formats.terraform.providers.script_rights import _QUIET_NAMES
from natpin.model.finding import Verdict

CLUSTER = """\
provider "azurerm" {
  features {}
}
resource "azurerm_kubernetes_cluster" "pay" {
  name                = "pay"
  resource_group_name = "rg"
  location            = "westeurope"
  dns_prefix          = "pay"
  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
  }
  identity {
    type = "SystemAssigned"
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "managedNATGateway"
  }
}
"""
IDENTITY = """\
resource "azurerm_user_assigned_identity" "script" {
  name                = "script"
  resource_group_name = "rg"
  location            = "westeurope"
}
"""
SCRIPT = """\
resource "azurerm_resource_deployment_script_azure_cli" "script" {
  name                = "script"
  resource_group_name = "rg"
  location            = "westeurope"
  version             = "2.60.0"
  retention_interval  = "P1D"
  primary_script_uri  = "https://example.com/install.sh"
%s
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.script.id]
  }
}
"""
RIGHT = """\
resource "azurerm_role_assignment" "script" {
  scope                = %s
  role_definition_name = "%s"
  principal_id         = %s
}
"""
OWN = "azurerm_user_assigned_identity.script.principal_id"
VAULT = 'resource "azurerm_key_vault" "v" {\n  name = "v"\n}\n'
ON_CLUSTER = "azurerm_kubernetes_cluster.pay.id"
ADMIN = "Azure Kubernetes Service Cluster Admin Role"
VARIABLE = '  environment_variable {\n    name  = "%s"\n    %s\n  }\n'
DATA = IDENTITY.replace("resource ", "data ", 1).replace('  location            = "westeurope"\n', "")
PASS, UNKNOWN = Verdict.PASS, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("others", "within", "expected"),
    [
        (IDENTITY + RIGHT % (ON_CLUSTER, ADMIN, OWN), "", PASS),
        (IDENTITY, "", PASS),
        (IDENTITY + RIGHT % (ON_CLUSTER, "Contributor", OWN), "", UNKNOWN),
        (IDENTITY + 'variable "who" {}\n' + RIGHT % (ON_CLUSTER, "Contributor", "var.who"), "", UNKNOWN),
        (IDENTITY + RIGHT % (ON_CLUSTER, "Contributor", "azurerm_kubernetes_cluster.pay.identity[0].principal_id"), "", PASS),
        (IDENTITY + VAULT + RIGHT % ("azurerm_key_vault.v.id", "Contributor", OWN), "", PASS),
        (DATA, "", UNKNOWN),
        (IDENTITY, VARIABLE % ("clusterName", 'value = "pay"'), PASS),
        (IDENTITY, VARIABLE % ("keyVaultName", 'value = "vault"'), PASS),
        (IDENTITY, VARIABLE % ("clientSecret", "value = var.secret"), UNKNOWN),
        (IDENTITY, VARIABLE % ("any", "secure_value = var.secret"), UNKNOWN),
        (IDENTITY, VARIABLE % ("clientId", "value = azurerm_user_assigned_identity.script.client_id"), PASS),
        (IDENTITY, '  command_line = "-clientSecret abc -resourceName"\n', UNKNOWN),
        (IDENTITY, '  command_line = "-cluster pay"\n', PASS),
        (IDENTITY + 'module "rights" {\n  source    = "example/rights/azurerm"\n  principal = ' + OWN + "\n}\n", "", UNKNOWN),
    ],
)  # fmt: skip
def test_it_may_do_what_its_identity_may(tmp_path: Path, others: str, within: str, expected: Verdict) -> None:
    script = SCRIPT % within
    if others == DATA:
        script = script.replace("azurerm_user_assigned", "data.azurerm_user_assigned")
    report = linted(tmp_path, {"main.tf": CLUSTER + others + script})
    assert verdicts(report, "outbound-type-not-nat") == [expected]


def test_one_in_a_module_too(tmp_path: Path) -> None:
    module = 'variable "cluster" {}\n' + IDENTITY + RIGHT % ("var.cluster", ADMIN, OWN) + SCRIPT % ""
    call = f'module "script" {{\n  source  = "./script"\n  cluster = {ON_CLUSTER}\n}}\n'
    report = linted(tmp_path, {"main.tf": CLUSTER + call, "script/main.tf": module})
    assert verdicts(report, "outbound-type-not-nat") == [PASS]


def test_a_script_that_signs_in_as_somebody_else_may_do_more(tmp_path: Path) -> None:
    content = 'script_content = "az login --service-principal -u x\\naz aks update -g rg -n pay --outbound-type none"'
    script = (SCRIPT % "").replace('primary_script_uri  = "https://example.com/install.sh"', content)
    report = linted(tmp_path, {"main.tf": CLUSTER + IDENTITY + script})
    assert verdicts(report, "outbound-type-not-nat") == [UNKNOWN]


def test_roles_are_known_by_name_as_by_id() -> None:
    assert len(_QUIET_NAMES) == len(QUIET_ROLES)
