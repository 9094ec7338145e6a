"""What one root attaches, a declaration of the same subnet in another root may take off: nothing says which comes last."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.model.finding import Verdict
from natpin.model.value import Unknown
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

ROOT = """\
provider "azurerm" {
  features {}
}
resource "azurerm_virtual_network" "net" {
  name                = "vnet"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.net.name
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
BICEP = """\
targetScope = 'resourceGroup'
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' existing = { name: 'vnet' }
resource nodes 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: net
  name: 'nodes'
  properties: { addressPrefix: '10.0.0.0/20'%s }
}
"""
BICEP_INLINE = """\
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [{ name: 'nodes', properties: { addressPrefix: '10.0.0.0/20'%s } }]
  }
}
"""
GATEWAY = ", natGateway: { id: resourceId('Microsoft.Network/natGateways', 'egress') }"
SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
VNET = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet"
OTHER_NAT = VNET.replace("/rg/", "/rg-other/").replace("virtualNetworks/vnet", "natGateways/egress")


def arm(type_: str, name: str, properties: object) -> str:
    resource = {"type": type_, "apiVersion": "2024-05-01", "name": name, "properties": properties}
    return json.dumps({"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [resource]})


POWERSHELL = """\
$network = Get-AzVirtualNetwork -Name vnet -ResourceGroupName rg
Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $network -Name nodes -AddressPrefix 10.0.0.0/20%s
$network | Set-AzVirtualNetwork
"""
UPDATE = "az network vnet subnet update -g rg --vnet-name vnet -n nodes "
TAKEN_OFF = "az network vnet subnet update -g rg --vnet-name vnet -n nodes --remove natGateway\n"
AZAPI = """\
resource "%s" "nodes" {
  type %s
  body = { properties = { addressPrefix = "10.0.0.0/20"%s } }
}
"""
ASO = """\
apiVersion: network.azure.com/v1api20240301
kind: VirtualNetworksSubnet
metadata: { name: nodes, namespace: default }
spec:
  owner: { armId: %s }
  addressPrefix: 10.0.0.0/20
%s"""
PREFIX = {"addressPrefix": "10.0.0.0/20"}
SUBNETS = "Microsoft.Network/virtualNetworks/subnets"
OF_VNET = f'= "{SUBNETS}@2024-05-01"\n  name = "nodes"\n  parent_id = "{VNET}"'
BY_ID = f'= "{SUBNETS}@2024-05-01"\n  resource_id = "{VNET}/subnets/nodes"'
REST = "az rest --method put --url \"https://management.azure.com%s/subnets/nodes?api-version=2024-05-01\" --body '%s'\n"

TAKES_OFF = {
    "set-without.ps1": POWERSHELL % "",
    "set-null.ps1": POWERSHELL % " -NatGateway $null",
    "child.bicep": BICEP % "",
    "inline.bicep": BICEP_INLINE % "",
    "child.json": arm(SUBNETS, "vnet/nodes", PREFIX),
    "inline.json": arm(
        "Microsoft.Network/virtualNetworks", "vnet", {"subnets": [{"name": "nodes", "properties": PREFIX}]}
    ),
    "rest-put.sh": REST % (VNET, '{"properties": {"addressPrefix": "10.0.0.0/20"}}'),
    "rest-unknown-body.sh": REST % (VNET, "@body.json"),
    "rest-network.sh": (REST % (VNET, "@body.json")).replace("/subnets/nodes", ""),
    "remove.sh": UPDATE + "--remove natGateway\n",
    "empty.sh": UPDATE + '--nat-gateway ""\n',
    "null.sh": UPDATE + "--nat-gateway null\n",
    "set-null.sh": UPDATE + "--set natGateway=null\n",
    "create.sh": "az network vnet subnet create -g rg --vnet-name vnet -n nodes --address-prefixes 10.0.0.0/20\n",
    "resource-remove.sh": f"az resource update --ids {VNET}/subnets/nodes --remove properties.natGateway\n",
    "azapi-update/main.tf": AZAPI % ("azapi_update_resource", OF_VNET, ", natGateway = null"),
    "azapi-action/main.tf": AZAPI % ("azapi_resource_action", BY_ID + '\n  method = "PUT"', ""),
    "nodes.yaml": ASO % (VNET, ""),
    # which Terraform refuses, so that it may be another thing by the time that it is applied
    "unparsed/main.tf": AZAPI % ("azapi_update_resource", OF_VNET, " natGateway = null"),
    "unparsed-json/main.tf.json": '{"resource": {"azapi_resource_action": {"n": {"resource_id": "ID",}}}}'.replace(
        "ID", f"{VNET}/subnets/nodes"
    ),
    "unparsed-association/main.tf": 'resource "azurerm_subnet_nat_gateway_association" "n" {\n'
    f'  subnet_id = "{VNET}/subnets/nodes", nat_gateway_id = ""\n}}\n',
    # which gateway it is, nobody knows
    "unknown-gateway.bicep": "param gateway string\n" + BICEP % ", natGateway: { id: gateway }",
    "gateway-of-unknown-name.bicep": "param gateway string\n"
    + BICEP % GATEWAY.replace("'egress'", "gateway"),
    "gateway-of-unknown-group.bicep": "param group string\n" + BICEP % GATEWAY.replace("(", "(group, "),
    # a gateway of the same name, and another one
    "gateway-of-other-group.bicep": BICEP % GATEWAY.replace("(", "('rg-other', "),
    "gateway-of-other-group.json": arm(SUBNETS, "vnet/nodes", {**PREFIX, "natGateway": {"id": OTHER_NAT}}),
    # names of which not all is known may be any that fits
    "unknown-network.bicep": "param network string\n" + (BICEP % "").replace("'vnet'", "network"),
    "end-of-network.bicep": "param first string\n" + (BICEP % "").replace("'vnet'", "'${first}net'"),
    "unknown-network-inline.bicep": "param network string\n"
    + (BICEP_INLINE % "").replace("'vnet'", "network"),
    "unknown-subnet.bicep": "param subnet string\n" + (BICEP % "").replace("'nodes'", "subnet"),
    "start-of-both.bicep": "param last string\n"
    + (BICEP % "").replace("'nodes'", "'nod${last}'").replace("'vnet'", "'vn${last}'"),
    "unknown-network.json": arm(SUBNETS, "[concat(parameters('network'), '/nodes')]", PREFIX),
    "unknown-network.sh": TAKEN_OFF.replace("vnet -n", '"$NETWORK" -n'),
    "unknown-subnet.sh": TAKEN_OFF.replace("nodes", '"$SUBNET"'),
    "unknown-group.sh": TAKEN_OFF.replace("-g rg", '-g "$GROUP"'),
}
LEAVES_ON = {
    "same-gateway-by-group.bicep": BICEP % GATEWAY.replace("(", "('rg', "),
    "unparsed-of-other/main.tf": (AZAPI % ("azapi_update_resource", OF_VNET, " natGateway = null"))
    .replace('"nodes"\n', '"pods"\n')
    .replace("virtualNetworks/vnet", "virtualNetworks/vnet-hub"),
    "same-gateway.sh": UPDATE + "--nat-gateway egress\n",
    "start-of-other-network.bicep": "param last string\n" + (BICEP % "").replace("'vnet'", "'hub${last}'"),
    "end-of-other-subnet.bicep": "param first string\n" + (BICEP % "").replace("'nodes'", "'${first}-pods'"),
    # what says of no name anything may be meant for any network there is
    "subnets-of-anyone.bicep": "param network string\nparam subnet string\n"
    + (BICEP % "").replace("'vnet'", "network").replace("'nodes'", "subnet"),
    "same-gateway.bicep": BICEP % GATEWAY,
    "same-gateway-inline.bicep": BICEP_INLINE % GATEWAY,
    "other-network.bicep": (BICEP % "").replace("'vnet'", "'hub'"),
    "other-subnet.bicep": (BICEP % "").replace("'nodes'", "'pods'"),
    "other-group.ps1": (POWERSHELL % "").replace("rg", "rg-other"),
    "endpoints.sh": UPDATE + "--service-endpoints Microsoft.Storage\n",
    "rest-other-network.sh": (REST % (VNET.replace("vnet", "hub"), "@body.json")).replace(
        "/subnets/nodes", ""
    ),
    "rest-other-subnet.sh": (REST % (VNET, "@body.json")).replace("/subnets/nodes", "/subnets/pods"),
    "patch.sh": (REST % (VNET, '{"tags": {"a": "b"}}')).replace("put", "patch"),
    "when-missing.sh": (
        "az network vnet subnet show -g rg --vnet-name vnet -n nodes || "
        "az network vnet subnet create -g rg --vnet-name vnet -n nodes --address-prefixes 10.0.0.0/20\n"
    ),
    # Terraform refuses to create what is there already, and keeps what an association has attached
    "twin/main.tf": ROOT[
        ROOT.index('resource "azurerm_subnet"') : ROOT.index('resource "azurerm_nat')
    ].replace("azurerm_virtual_network.net.name", '"vnet"'),
}
RULE = "node-subnet-no-nat"


def verdict(folder: Path, files: dict[str, str]) -> Verdict:
    for name, written in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(written)
    report = lint(FolderWorkspace(folder, folder), READERS, Settings(chosen(Config())))
    (found,) = [c.verdicts[RULE] for s in report.stacks for c in s.clusters if c.name == "pay"]
    return found


def test_alone_the_root_passes(tmp_path: Path) -> None:
    assert verdict(tmp_path, {"cluster/main.tf": ROOT}) is Verdict.PASS


@pytest.mark.parametrize("name", TAKES_OFF)
def test_a_gateway_that_another_root_may_take_off_is_no_pass(name: str, tmp_path: Path) -> None:
    assert verdict(tmp_path, {"cluster/main.tf": ROOT, f"ops/{name}": TAKES_OFF[name]}) is Verdict.UNKNOWN


@pytest.mark.parametrize("name", LEAVES_ON)
def test_a_gateway_that_stays_on_is_a_pass(name: str, tmp_path: Path) -> None:
    assert verdict(tmp_path, {"cluster/main.tf": ROOT, f"ops/{name}": LEAVES_ON[name]}) is Verdict.PASS


@pytest.mark.parametrize("name", ["child.bicep", "create.sh", "set-without.ps1"])
def test_another_environment_is_another_network(name: str, tmp_path: Path) -> None:
    files = {"prod/cluster/main.tf": ROOT, f"dev/ops/{name}": TAKES_OFF[name]}
    assert verdict(tmp_path, files) is Verdict.PASS


@pytest.mark.parametrize("name", ["child.bicep", "inline.json", "create.sh"])
def test_a_subnet_that_has_no_gateway_has_none_in_either(name: str, tmp_path: Path) -> None:
    start = ROOT.index('resource "azurerm_subnet_nat')
    bare = ROOT[:start] + ROOT[ROOT.index('resource "azurerm_kubernetes') :]
    assert verdict(tmp_path, {"cluster/main.tf": bare, f"ops/{name}": TAKES_OFF[name]}) is Verdict.FAIL


UNKNOWN_HERE = {
    "network": ('"vnet"', "var.any"),
    "end-of-network": ('"vnet"', '"${var.any}net"'),
    "subnet": ('"nodes"\n', "var.any\n"),
    "group": ('resource_group_name  = "rg"', "resource_group_name  = var.any"),
}


@pytest.mark.parametrize("name", ["child.bicep", "inline.json", "set-without.ps1", "remove.sh"])
@pytest.mark.parametrize("unknown", UNKNOWN_HERE)
def test_a_name_that_is_unknown_here_may_be_the_one_there(unknown: str, name: str, tmp_path: Path) -> None:
    there = ROOT.replace(*UNKNOWN_HERE[unknown], 1) + 'variable "any" {}\n'
    assert verdict(tmp_path / "alone", {"cluster/main.tf": there}) is Verdict.PASS
    files = {"cluster/main.tf": there, f"ops/{name}": TAKES_OFF[name]}
    assert verdict(tmp_path / "both", files) is Verdict.UNKNOWN


def test_what_is_unknown_of_a_subnet_inside_its_network_is_not_printed(tmp_path: Path) -> None:
    """A subnet written inside a network of which no group is known is told by what is known of it."""
    own = """\
param network string
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: network
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [{ name: 'nodes', properties: { addressPrefix: '10.0.0.0/20'%s } }]
  }
}
resource pay 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'pay'
  location: 'westeurope'
  properties: {
    agentPoolProfiles: [{ name: 'system', mode: 'System', count: 3, vnetSubnetID: '${net.id}/subnets/nodes' }]
    networkProfile: { networkPlugin: 'azure', outboundType: 'userAssignedNATGateway' }
  }
}
"""
    files = {"cluster/main.bicep": own % GATEWAY, "ops/child.bicep": TAKES_OFF["child.bicep"]}
    for name, written in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(written)
    report = lint(FolderWorkspace(tmp_path, tmp_path), READERS, Settings(chosen(Config())))
    (doubt,) = [d for s in report.stacks for d in s.doubts if "order of two roots" in d.reason]
    assert isinstance(doubt.reach.target, Unknown)
    assert not any(isinstance(part, str) and "None" in part for part in doubt.reach.target.parts)
    assert doubt.reason.startswith("the order of two roots: ops/child.bicep may write subnet nodes as well")
