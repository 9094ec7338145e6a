"""What a format knew and did not translate let rules pass: each of these is judged now, in the language that hid it.

A row is a rule, what is written with and without the mistake, and the two verdicts. The scripts are otherwise right.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.model.finding import Verdict
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

FAIL, UNKNOWN = Verdict.FAIL, Verdict.UNKNOWN

AZ = """
az group create -n rg -l westeurope
az network public-ip create -g rg -n egress --sku {sku} --zone 1 2 3 {ip}
az network public-ip prefix create -g rg -n more --length 31 {prefix}
az network nat gateway create -g rg -n nat --sku {sku} --idle-timeout 10 --public-ip-addresses egress --public-ip-prefixes more
az network vnet create -g rg -n spoke --address-prefixes 10.0.0.0/16
az network vnet create -g rg -n hub --address-prefixes 10.9.0.0/16
az network vnet subnet create -g rg --vnet-name spoke -n nodes --address-prefixes 10.0.0.0/22 --nat-gateway nat {subnet}
az network vnet subnet create -g rg --vnet-name spoke -n virtual --address-prefixes 10.0.8.0/24
{network}
ID=$(az network vnet subnet show -g rg --vnet-name spoke -n nodes --query id -o tsv)
az aks create -g rg -n aks --network-plugin azure --outbound-type userAssignedNATGateway --vnet-subnet-id "$ID" {cluster}
{after}
"""

POWERSHELL = """
New-AzResourceGroup -Name rg -Location westeurope
{tag}
$ip = New-AzPublicIpAddress -ResourceGroupName rg -Name egress -Location westeurope -Sku {sku} -AllocationMethod Static {ip}
$nat = New-AzNatGateway -ResourceGroupName rg -Name nat -Location westeurope -Sku {sku} -IdleTimeoutInMinutes 10 -PublicIpAddress $ip
{part}
$nodes = New-AzVirtualNetworkSubnetConfig -Name nodes -AddressPrefix 10.0.0.0/22 -NatGateway $nat {subnet}
{config}
$virtual = New-AzVirtualNetworkSubnetConfig -Name virtual -AddressPrefix 10.0.8.0/24
$vnet = New-AzVirtualNetwork -ResourceGroupName rg -Name spoke -Location westeurope -AddressPrefix 10.0.0.0/16 -Subnet $nodes,$virtual
{network}
$subnet = Get-AzVirtualNetworkSubnetConfig -Name nodes -VirtualNetwork $vnet
New-AzAksCluster -ResourceGroupName rg -Name aks -NetworkPlugin azure -OutboundType userAssignedNATGateway -NodeVnetSubnetID $subnet.Id {cluster}
"""

TERRAFORM = """
terraform {{ required_providers {{ azurerm = {{ source = "hashicorp/azurerm", version = "~> 4.0" }} }} }}
resource "azurerm_resource_group" "rg" {{
  name     = "rg"
  location = "westeurope"
}}
resource "azurerm_nat_gateway" "nat" {{
  name                = "nat"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.rg.name
  sku_name            = "{sku}"
}}
module "network" {{
  source        = "Azure/avm-res-network-virtualnetwork/azurerm"
  version       = "0.10.0"
  name          = "spoke"
  location      = "westeurope"
  parent_id     = azurerm_resource_group.rg.id
  address_space = ["10.0.0.0/16"]
  subnets = {{
    nodes = {{
      name             = "nodes"
      address_prefixes = ["10.0.0.0/22"]
      nat_gateway      = {{ id = azurerm_nat_gateway.nat.id }}
      {subnet}
    }}
  }}
}}
resource "azurerm_kubernetes_cluster" "aks" {{
  name                = "aks"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.rg.name
  network_profile {{
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }}
  default_node_pool {{
    name           = "system"
    vnet_subnet_id = module.network.subnets["nodes"].resource_id
  }}
}}
"""

FILES = {
    "az": ("provision.sh", AZ),
    "powershell": ("provision.ps1", POWERSHELL),
    "avm": ("main.tf", TERRAFORM),
}

HOLES = ("ip", "prefix", "subnet", "network", "cluster", "after", "tag", "part", "config")

TAG = '$tag = New-AzPublicIpTag -IpTagType "RoutingPreference" -Tag "Internet"'
DELEGATION = '$part = New-AzDelegation -Name d -ServiceName "Microsoft.Web/serverFarms"'
ADD_DELEGATION = '$nodes = Add-AzDelegation -Name d -ServiceName "Microsoft.Web/serverFarms" -Subnet $nodes'
PEERED = "az network vnet peering create -g rg --vnet-name spoke -n to-hub --remote-vnet hub"
GATEWAY = "az network vnet-gateway create -g rg -n vpn --vnet spoke --public-ip-addresses egress --sku VpnGw1"
CONNECTED = "az network vhub connection create -g rg -n c --vhub-name hub --remote-vnet spoke"
ENABLED = "az aks enable-addons -g rg -n aks --addons monitoring,virtual-node --subnet-name virtual"

Row = tuple[str, str, Verdict, dict[str, str], dict[str, str]]

ROWS: list[Row] = [
    # az: flags that were known
    ("service-endpoint-bypass", "az", FAIL, {"subnet": "--service-endpoints Microsoft.Storage"}, {}),
    ("service-endpoint-bypass", "az", FAIL, {"subnet": "--endpoints '[{service:Microsoft.Sql}]'"}, {}),
    ("nat-invalid-attachment", "az", FAIL, {"sku": "StandardV2", "subnet": "--delegations Microsoft.Web/serverFarms"}, {"sku": "StandardV2"}),
    ("nat-invalid-attachment", "az", FAIL, {"sku": "StandardV2", "subnet": "--delegations Microsoft.Web.serverFarms"}, {"sku": "StandardV2"}),
    ("pip-incompatible", "az", FAIL, {"ip": "--ip-tags RoutingPreference=Internet"}, {"ip": "--ip-tags FirstPartyUsage=Sql"}),
    ("pip-incompatible", "az", FAIL, {"ip": "--ip-tags '[{ip-tag-type:RoutingPreference,tag:Internet}]'"}, {}),
    ("pip-incompatible", "az", FAIL, {"ip": """--ip-tags '[{"ipTagType":"RoutingPreference","tag":"Internet"}]'"""}, {}),
    ("pip-incompatible", "az", UNKNOWN, {"ip": "--ip-tags @tags.json"}, {}),
    ("pip-incompatible", "az", FAIL, {"prefix": "--ip-tags RoutingPreference=Internet"}, {}),
    ("v2-constraints", "az", FAIL, {"sku": "StandardV2", "prefix": "--custom-ip-prefix-name own"}, {"sku": "StandardV2"}),
    ("aux-subnet-no-nat", "az", FAIL, {"cluster": "--enable-addons virtual-node --aci-subnet-name virtual"}, {"cluster": "--enable-addons monitoring"}),
    ("aux-subnet-no-nat", "az", FAIL, {"after": ENABLED}, {"after": ENABLED.replace(",virtual-node", "")}),
    ("aux-subnet-no-nat", "az", FAIL, {"after": ENABLED}, {"after": f"{ENABLED}\naz aks disable-addons -g rg -n aks --addons virtual-node"}),
    ("udr-overrides-nat", "az", UNKNOWN, {"network": f"{PEERED} --use-remote-gateways"}, {"network": PEERED}),
    ("udr-overrides-nat", "az", FAIL, {"network": f"{GATEWAY} --gateway-default-site office"}, {"network": GATEWAY}),
    ("udr-overrides-nat", "az", UNKNOWN, {"network": f"{GATEWAY} --asn 65010"}, {"network": GATEWAY}),
    ("udr-overrides-nat", "az", UNKNOWN, {"network": f"{GATEWAY} --gateway-type ExpressRoute"}, {"network": GATEWAY}),
    ("udr-overrides-nat", "az", UNKNOWN, {"network": CONNECTED}, {"network": f"{CONNECTED} --internet-security false"}),
    # PowerShell: parameters that were taken to bear on nothing
    ("service-endpoint-bypass", "powershell", FAIL, {"subnet": "-ServiceEndpoint Microsoft.Storage"}, {}),
    ("nat-invalid-attachment", "powershell", FAIL, {"sku": "StandardV2", "part": DELEGATION, "subnet": "-Delegation $part"}, {"sku": "StandardV2"}),
    ("nat-invalid-attachment", "powershell", FAIL, {"sku": "StandardV2", "config": ADD_DELEGATION}, {"sku": "StandardV2"}),
    ("pip-incompatible", "powershell", FAIL, {"tag": TAG, "ip": "-IpTag $tag"}, {"tag": TAG.replace("RoutingPreference", "FirstPartyUsage"), "ip": "-IpTag $tag"}),
    ("aux-subnet-no-nat", "powershell", FAIL, {"cluster": "-AddOnNameToBeEnabled VirtualNode -SubnetName virtual"}, {"cluster": "-AddOnNameToBeEnabled Monitoring"}),
    ("udr-overrides-nat", "powershell", UNKNOWN, {"network": "Add-AzVirtualNetworkPeering -Name p -VirtualNetwork $vnet -RemoteVirtualNetworkId $hub -UseRemoteGateways"}, {"network": "Add-AzVirtualNetworkPeering -Name p -VirtualNetwork $vnet -RemoteVirtualNetworkId $hub"}),
    # registry modules: inputs that were not handed on
    ("service-endpoint-bypass", "avm", FAIL, {"subnet": 'service_endpoints = ["Microsoft.Storage"]'}, {}),
    ("service-endpoint-bypass", "avm", FAIL, {"subnet": 'service_endpoints_with_location = [{ service = "Microsoft.Sql" }]'}, {}),
    ("nat-invalid-attachment", "avm", FAIL, {"sku": "StandardV2", "subnet": 'delegation = [{ name = "d", service_delegation = { name = "Microsoft.Web/serverFarms" } }]'}, {"sku": "StandardV2"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "language", "verdict", "wrong", "right"),
    ROWS,
    ids=[f"{number}-{language}-{rule}" for number, (rule, language, *_) in enumerate(ROWS)],
)
def test_it_is_judged(
    rule: str,
    language: str,
    verdict: Verdict,
    wrong: dict[str, str],
    right: dict[str, str],
    every_rule: None,
    tmp_path: Path,
) -> None:
    assert judged(rule, language, wrong, tmp_path / "wrong") == {verdict}
    assert judged(rule, language, right, tmp_path / "right") == set()


def judged(rule: str, language: str, written: dict[str, str], folder: Path) -> set[Verdict]:
    """The verdicts of a rule that are told: it fails, or nobody knows."""
    name, template = FILES[language]
    folder.mkdir()
    (folder / name).write_text(template.format(**{"sku": "Standard", **dict.fromkeys(HOLES, ""), **written}))
    report = lint(FolderWorkspace(folder, folder), READERS, Settings(chosen(Config())))
    assert not report.skipped
    assert any(stack.clusters for stack in report.stacks), "no cluster was read"
    return {
        finding.verdict for stack in report.stacks for finding in stack.findings if finding.rule.id == rule
    }
