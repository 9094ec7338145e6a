"""Commands that name nothing which their own root declares or looks up: they may be about the cluster that lies nearest."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

from .test_set_elsewhere import IDLE, OUTBOUND, PASS, ROOT, SUBNET, UNKNOWN, said

ROUTES = "udr-overrides-nat"
TAKE_OFF = "az network vnet subnet update -g rg --vnet-name vnet -n {} --remove natGateway"
EACH = (
    "for id in $(az network vnet subnet list -g rg --vnet-name vnet --query '[].id' -o tsv); do\n  {}\ndone\n"
)


def provisioner(command: str) -> str:
    """A root that runs a command."""
    return f'resource "null_resource" "d" {{\n  provisioner "local-exec" {{\n    command = "{command}"\n  }}\n}}\n'


def in_a_script(command: str) -> str:
    """A deployment script, as azurerm has it."""
    return (
        'resource "azurerm_resource_deployment_script_azure_cli" "d" {\n  name = "d"\n  resource_group_name = "rg"\n'
        f'  version = "2.60.0"\n  retention_interval = "P1D"\n  script_content = "{command}"\n}}\n'
    )


def in_bicep(command: str) -> str:
    """The same as Bicep has it."""
    return (
        "resource s 'Microsoft.Resources/deploymentScripts@2023-08-01' = {\n  name: 's'\n  kind: 'AzureCLI'\n"
        f"  properties: {{ azCliVersion: '2.60.0', retentionInterval: 'P1D', scriptContent: '{command}' }}\n}}\n"
    )


MANAGER = """\
resource "azurerm_network_manager_routing_rule" "r" {
  name               = "default"
  rule_collection_id = "/subscriptions/x/collection"
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


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("change.sh", "az network vnet subnet update --ids $ID --remove natGateway\n", SUBNET),
        ("change.sh", EACH.format("az network vnet subnet update --ids $id --remove natGateway"), SUBNET),
        ("change.sh", "az network vnet subnet update --ids $ID --route-table firewall\n", ROUTES),
        ("change.sh", "az resource update --ids $ID --set properties.natGateway=null\naz aks list\n", SUBNET),
        ("change.sh", "az aks update --ids $ID --outbound-type loadBalancer\n", OUTBOUND),
        ("change.sh", "az network nat gateway update --ids $ID --idle-timeout 60\n", IDLE),
        (
            "change.ps1",
            "Set-AzResource -ResourceId $id -Properties $p -Force\nGet-AzVirtualNetwork -Name v\n",
            SUBNET,
        ),
        ("change/main.tf", provisioner(TAKE_OFF.format("nodes")), SUBNET),
        ("change/main.tf", provisioner("az aks update -g rg -n pay --outbound-type loadBalancer"), OUTBOUND),
        (
            "change/main.tf",
            provisioner("az aks nodepool add -g rg --cluster-name pay -n x --enable-node-public-ip"),
            "node-public-ip",
        ),
        ("change/main.tf", in_a_script(TAKE_OFF.format("nodes")), SUBNET),
        ("change/main.bicep", in_bicep(TAKE_OFF.format("nodes")), SUBNET),
        ("change/main.tf", MANAGER, ROUTES),
        ("change/main.tf", provisioner(TAKE_OFF.format("nodes").replace("-g rg", "-g $RG")), SUBNET),
        ("change/main.tf", provisioner(TAKE_OFF.format("$NODES")), SUBNET),
        ("change/main.bicep", in_bicep("az aks update -g rg -n pay --outbound-type loadBalancer"), OUTBOUND),
        ("change/main.bicep", in_bicep(TAKE_OFF.format("other --name nodes")), SUBNET),
        ("change/main.bicep", in_bicep(TAKE_OFF.format("other --nam nodes")), SUBNET),
        ("change/main.bicep", in_bicep(TAKE_OFF.format("other -nnodes")), SUBNET),
        ("change/main.bicep", in_bicep(TAKE_OFF.format("other $MORE")), SUBNET),
        ("change/main.bicep", in_bicep("az account show\\n" + TAKE_OFF.format("$N")), SUBNET),
        (
            "change/main.bicep",
            in_bicep(TAKE_OFF.format("other") + "\\naz network vnet subnet update --ids x"),
            SUBNET,
        ),
    ],
)
def test_what_a_command_may_change_is_in_doubt(tmp_path: Path, path: str, text: str, rule: str) -> None:
    assert said(tmp_path, rule) is PASS
    assert said(tmp_path, rule, {path: text}) is UNKNOWN


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("change.sh", "az network vnet subnet update --ids $ID --nat-gateway $NAT\n"),
        ("change.sh", "az aks update --ids $ID --tags a=b\n"),
        ("change.sh", "az network vnet subnet show --ids $ID\n"),
        ("change/main.tf", provisioner(TAKE_OFF.format("other"))),
        ("change/main.tf", provisioner("az aks nodepool add -g rg --cluster-name other -n x")),
        ("change/main.tf", provisioner("az aks get-credentials -g rg -n pay")),
        ("change/main.tf", provisioner("az aks update -g rg -n other --outbound-type loadBalancer")),
        ("change/main.tf", provisioner("az aks update -g two -n pay --outbound-type loadBalancer")),
        ("change/main.tf", provisioner(TAKE_OFF.format("nodes").replace("-name vnet", "-name two"))),
        ("change/main.tf", provisioner(TAKE_OFF.format("nodes").replace("-g rg", "-g two"))),
        ("change/main.bicep", in_bicep(TAKE_OFF.format("other"))),
        ("change/main.bicep", in_bicep(TAKE_OFF.format("nodes").replace("-g rg", "-g two"))),
        ("change/main.bicep", in_bicep("az aks update -g two -n pay --outbound-type loadBalancer")),
    ],
)
def test_what_changes_nothing_of_it_is_no_doubt(tmp_path: Path, path: str, text: str) -> None:
    assert {said(tmp_path, rule, {path: text}) for rule in (OUTBOUND, SUBNET, IDLE)} == {PASS}


def test_a_root_that_has_such_things_itself_means_its_own(tmp_path: Path) -> None:
    own = ROOT.replace('"nodes"', '"others"').replace('"pay"', '"play"').replace('"vnet"', '"net"')
    files = {"play/main.tf": own + provisioner("az network vnet subnet update --ids $ID --remove natGateway")}
    assert said(tmp_path, SUBNET, files) is PASS


@pytest.mark.parametrize("command", ["az network vnet subnet update --ids $ID --remove natGateway\n", 'az aks update -g "$RG" -n "$C" --outbound-type loadBalancer\n'])  # fmt: skip
def test_what_a_test_runs_is_about_what_the_test_makes(tmp_path: Path, command: str) -> None:
    def told(path: str, root: str) -> set[Verdict]:
        report = linted(tmp_path / path.replace("/", "-"), {f"{root}/main.tf": ROOT, path: command})
        found = next(one for one in report.stacks if one.stack.root == root).clusters[0].verdicts
        return {found[OUTBOUND], found[SUBNET]}

    assert told("modules/gateway/tests/change.sh", "modules/aks") == {PASS}
    assert told("examples/aks/change.sh", "examples/aks") == {PASS, UNKNOWN}
