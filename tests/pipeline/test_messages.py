"""A message that speaks of a command deploys nothing, and gives nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict
from natpin.pipeline.messages import in_message

SAID = "terraform apply"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('    Write-Err "has terraform apply completed for $Stage?"', True),
        ("Write-Error 'run terraform apply first'", True),
        ('} else { throw "terraform apply failed for $Stage" }', True),
        ('log_error "terraform apply -var-file=$FILE failed"', True),
        ('die "terraform apply failed"', True),
        ('make plan || fail "then terraform apply $ROOT"', False),
        ('Write-Output "terraform apply $flags"', False),
        ('echo "terraform apply $flags"', False),
        ('run "terraform apply $flags"', False),
        ('log "$(terraform apply $flags)"', False),
        ('log "`cd infra; terraform apply $flags`"', False),
        ('log "terraform apply -auto-approve $EXTRA" | bash', False),
        ('log "terraform apply -auto-approve $EXTRA" > run.sh', False),
        ('Write-Host "terraform apply $env:EXTRA" | Invoke-Expression', False),
        ('Write-AndRun "terraform apply $env:EXTRA"', False),
        ('log "terraform apply $(cat flags)"', False),
        ('log "terraform apply', False),
        ('log "done"; terraform apply $flags', False),
        ('Write-Host "done"; terraform apply $flags', False),
        ("terraform apply $flags", False),
        ("log terraform apply $flags", False),
        ('logged "terraform apply $flags"', False),
    ],
)
def test_what_is_a_message(line: str, message: bool) -> None:
    text = f"first\n{line}\nlast"
    assert in_message(text, text.index(SAID)) is message


ROOT = """variable "nat" {
  default = true
}
resource "azurerm_resource_group" "g" {
  name     = "g"
  location = "westeurope"
}
resource "azurerm_virtual_network" "v" {
  name                = "v"
  resource_group_name = azurerm_resource_group.g.name
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "s" {
  name                 = "s"
  resource_group_name  = azurerm_resource_group.g.name
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = ["10.0.1.0/24"]
}
resource "azurerm_nat_gateway" "n" {
  name                = "n"
  resource_group_name = azurerm_resource_group.g.name
  location            = "westeurope"
}
resource "azurerm_subnet_nat_gateway_association" "a" {
  count          = var.nat ? 1 : 0
  subnet_id      = azurerm_subnet.s.id
  nat_gateway_id = azurerm_nat_gateway.n.id
}
resource "azurerm_kubernetes_cluster" "c" {
  name                = "c"
  resource_group_name = azurerm_resource_group.g.name
  location            = "westeurope"
  default_node_pool {
    name           = "p"
    vnet_subnet_id = azurerm_subnet.s.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""


@pytest.mark.parametrize(
    ("name", "script", "verdict"),
    [
        (
            "a.ps1",
            'if (-not $Out) { exit 1 }\nWrite-Err "has terraform apply $Stage completed?"\n',
            Verdict.PASS,
        ),
        ("a.ps1", 'Write-Host "applying"\nterraform apply @flags\n', Verdict.UNKNOWN),
        ("a.ps1", "$flags = Get-Content flags.txt\nterraform apply $flags\n", Verdict.UNKNOWN),
        ("a.sh", 'test -f x || exit 1\nlog_info "then terraform apply $STAGE"\n', Verdict.PASS),
        ("a.sh", 'log_info "applying"\nterraform apply $FLAGS\n', Verdict.UNKNOWN),
    ],
)
def test_it_gives_a_root_nothing(name: str, script: str, verdict: Verdict, tmp_path: Path) -> None:
    report = linted(tmp_path, {"main.tf": ROOT, name: script})
    assert set(verdicts(report)) == {verdict}
