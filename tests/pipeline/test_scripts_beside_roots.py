"""Scripts that change networks alone: they count where another file of the workspace makes the cluster, however they are
written."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

ROOT = """\
provider "azurerm" {
  features {}
}
resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "rg"
  virtual_network_name = "vnet"
  address_prefixes     = ["10.0.0.0/20"]
}
resource "azurerm_nat_gateway" "egress" {
  name                = "egress"
  resource_group_name = "rg"
  location            = "westeurope"
}
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.egress.id
}
resource "azurerm_kubernetes_cluster" "pay" {
  name                = "pay"
  resource_group_name = "rg"
  location            = "westeurope"
  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.nodes.id
  }
  identity {
    type = "SystemAssigned"
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}
"""
ROUTE = """\
az network route-table create -g rg -n r
az network route-table route create -g rg --route-table-name r -n d --address-prefix 0.0.0.0/0 \\
  --next-hop-type VirtualAppliance --next-hop-ip-address 10.0.0.4
az network vnet subnet update -g rg --vnet-name vnet -n nodes --route-table r
"""
CMDLETS = """\
$route = New-AzRouteConfig -Name d -AddressPrefix 0.0.0.0/0 -NextHopType VirtualAppliance -NextHopIpAddress 10.0.0.4
$table = New-AzRouteTable -Name r -ResourceGroupName rg -Location westeurope -Route $route
$network = Get-AzVirtualNetwork -Name vnet -ResourceGroupName rg
Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $network -Name nodes -AddressPrefix 10.0.0.0/20 -RouteTable $table
$network | Set-AzVirtualNetwork
"""
RULE = "udr-overrides-nat"


@pytest.mark.parametrize(("name", "script"), [("routes.sh", ROUTE), ("routes.ps1", CMDLETS)])
def test_a_route_of_a_script_is_not_passed_over(name: str, script: str, tmp_path: Path) -> None:
    assert verdicts(linted(tmp_path, {"infra/main.tf": ROOT}), RULE) == [Verdict.PASS]
    (told,) = verdicts(linted(tmp_path, {"infra/main.tf": ROOT, name: script}), RULE)
    assert told is not Verdict.PASS


def test_networks_without_a_cluster_are_nobodys_business(tmp_path: Path) -> None:
    report = linted(tmp_path, {"routes.sh": ROUTE})
    assert not report.stacks
    assert not report.skipped


@pytest.mark.parametrize("group", ["argoproj.io/v1alpha1", "kustomize.toolkit.fluxcd.io/v1"])
def test_a_root_that_names_an_object_of_gitops_makes_its_cluster_all_the_same(
    group: str, tmp_path: Path
) -> None:
    """Only manifests may do no more than apply others."""
    manifest = f'resource "kubernetes_manifest" "app" {{\n  manifest = {{ apiVersion = "{group}", kind = "Application" }}\n}}\n'
    report = linted(tmp_path, {"main.tf": ROOT + manifest, "routes.sh": ROUTE})
    (told,) = verdicts(report, RULE)
    assert told is not Verdict.PASS


U = "-g rg --vnet-name vnet -n nodes --remove natGateway"
ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes"
STEP = "on: push\njobs:\n  d:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {}\n"
PUT = """az rest --method put --url "https://management.azure.com$ID?api-version=2023-11-01" --body '{"properties":{}}'"""
DETACHING = {
    "a function": ("d.sh", f'snet() {{ az network vnet subnet "$@"; }}\nsnet update {U}\n'),
    "a verb in a variable": ("d.sh", f"OP=update\naz network vnet subnet $OP {U}\n"),
    "a command in a variable": ("d.sh", f'AZ="az network vnet"\n$AZ subnet update {U}\n'),
    "an alias": ("d.sh", f'alias azn="az network vnet"\nazn subnet update {U}\n'),
    "an array": ("d.sh", f'cmd=(az network vnet subnet)\n"${{cmd[@]}}" update {U}\n'),
    "a word in quotes": ("d.sh", f'az network vnet "subnet" update {U}\n'),
    "a variable of make": ("Makefile", f"NET = network vnet subnet\ndetach:\n\taz $(NET) update {U}\n"),
    "the environment of a step": (
        ".github/workflows/d.yml",
        STEP.format(f"az network vnet subnet $OP {U}\n        env: {{OP: update}}"),
    ),
    "the network made anew": (
        "d.sh",
        "az network vnet create -g rg -n vnet --address-prefixes 10.0.0.0/8 --subnet-name nodes --subnet-prefixes 10.0.0.0/20\n",
    ),
    "a resource by its parts": (
        "d.sh",
        "az resource update -g rg --namespace Microsoft.Network --parent virtualNetworks/vnet --resource-type subnets -n nodes"
        " --remove properties.natGateway\n",
    ),
    "an id that Azure gave": (
        "d.sh",
        f"ID=$(az network vnet subnet show -g rg --vnet-name vnet -n nodes --query id -o tsv)\n{PUT}\n",
    ),
    "curl": ("d.sh", f'curl -X PUT -d @s.json "https://management.azure.com{ID}?api-version=2023-11-01"\n'),
    "cmdlets in small letters": (
        "d.ps1",
        "$v = get-azvirtualnetwork -name vnet -resourcegroupname rg\n"
        "set-azvirtualnetworksubnetconfig -virtualnetwork $v -name nodes -addressprefix 10.0.0.0/20 | set-azvirtualnetwork\n",
    ),
    "a request of PowerShell": (
        "d.ps1",
        f'Invoke-AzRestMethod -Method PUT -Path "{ID}?api-version=2023-11-01" -Payload $p\n',
    ),
    "words in a list": ("d.ps1", f"$a = @('network','vnet','subnet','update')\n& az @a {U}\n"),
    "an id in a workflow": (
        ".github/workflows/d.yml",
        STEP.format(f"az resource update --ids {ID} --remove properties.natGateway"),
    ),
    "a subnet made anew in a workflow": (
        ".github/workflows/d.yml",
        STEP.format(
            "az network vnet subnet create -g rg --vnet-name vnet -n nodes --address-prefixes 10.0.0.0/20"
        ),
    ),
    "an id in GitLab": (
        ".gitlab-ci.yml",
        f"d:\n  script:\n    - az resource update --ids {ID} --remove properties.natGateway\n",
    ),
}
IDLE = {
    "a look": ("d.sh", "az network vnet subnet show -g rg --vnet-name vnet -n nodes\n"),
    "Microsoft Graph": (
        "d.sh",
        "az rest --method PATCH --url https://graph.microsoft.com/v1.0/me --body @b.json\n",
    ),
    "a message": ("d.sh", 'echo "the network is there"\naz account show\n'),
}


@pytest.mark.parametrize("kind", DETACHING)
def test_a_gateway_that_a_script_takes_away_in_other_words(kind: str, tmp_path: Path) -> None:
    path, text = DETACHING[kind]
    (told,) = verdicts(linted(tmp_path, {"infra/main.tf": ROOT, path: text}), "node-subnet-no-nat")
    assert told is not Verdict.PASS


@pytest.mark.parametrize("kind", IDLE)
def test_what_changes_nothing_is_passed_over(kind: str, tmp_path: Path) -> None:
    path, text = IDLE[kind]
    assert verdicts(linted(tmp_path, {"infra/main.tf": ROOT, path: text}), "node-subnet-no-nat") == [
        Verdict.PASS
    ]
