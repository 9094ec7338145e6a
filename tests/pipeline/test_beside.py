"""What stands beside a cluster's root and bears on it: a script, a route of another template, clusters of other roots."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats.registry import READERS
from natpin.model.finding import Verdict
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.load import built_in
from natpin.workspace import FolderWorkspace

NETWORK = """
resource "azurerm_virtual_network" "hub" {
  name                = "hub-net"
  resource_group_name = "hub-rg"
  location            = "westeurope"
  address_space       = ["10.4.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                 = "nodes"
  resource_group_name  = "hub-rg"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.4.0.0/20"]
}

resource "azurerm_public_ip" "out" {
  name                = "out"
  resource_group_name = "hub-rg"
  location            = "westeurope"
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_nat_gateway" "out" {
  name                = "out"
  resource_group_name = "hub-rg"
  location            = "westeurope"
}

resource "azurerm_nat_gateway_public_ip_association" "out" {
  nat_gateway_id       = azurerm_nat_gateway.out.id
  public_ip_address_id = azurerm_public_ip.out.id
}

resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.out.id
}
"""


def cluster(name: str, nodes: int = 3, environment: str = "") -> str:
    return f"""
data "azurerm_subnet" "nodes" {{
  name                 = "nodes"
  virtual_network_name = "hub-net"
  resource_group_name  = "hub-rg"
}}

resource "azurerm_kubernetes_cluster" "this" {{
  name                = "{name}"
  resource_group_name = "{name}-rg"
  location            = "westeurope"
  default_node_pool {{
    name           = "system"
    node_count     = {nodes}
    vnet_subnet_id = data.azurerm_subnet.nodes.id
  }}
  network_profile {{
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }}
}}
"""


def verdicts(folder: Path, files: dict[str, str]) -> dict[str, dict[str, Verdict]]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    report = lint(FolderWorkspace(folder, folder), READERS, Settings(built_in().policies))
    return {one.name: dict(one.verdicts) for stack in report.stacks for one in stack.clusters}


UPDATE = "az network vnet subnet update -g hub-rg --vnet-name hub-net -n nodes"


@pytest.mark.parametrize(
    ("script", "rule", "expected"),
    [
        (f"{UPDATE} --remove natGateway", "node-subnet-no-nat", Verdict.UNKNOWN),
        (f'{UPDATE} --nat-gateway ""', "node-subnet-no-nat", Verdict.UNKNOWN),
        (f"{UPDATE} --nat-gateway null", "node-subnet-no-nat", Verdict.UNKNOWN),
        (f"{UPDATE} --set natGateway=null", "node-subnet-no-nat", Verdict.UNKNOWN),
        (f"{UPDATE} --nat-gateway other", "subnet-two-nats", Verdict.FAIL),
        (f"{UPDATE} --remove serviceEndpoints", "node-subnet-no-nat", Verdict.PASS),
        (UPDATE.replace("nodes", "jobs") + " --remove natGateway", "node-subnet-no-nat", Verdict.PASS),
        (
            "az network route-table route create -g hub-rg --route-table-name out -n all "
            "--address-prefix 0.0.0.0/0 --next-hop-type VirtualAppliance --next-hop-ip-address 10.9.0.4\n"
            f"{UPDATE} --route-table out",
            "udr-overrides-nat",
            Verdict.FAIL,
        ),
    ],
)
def test_a_script_of_another_root_counts(tmp_path: Path, script: str, rule: str, expected: Verdict) -> None:
    files = {"infra/main.tf": NETWORK + cluster("shop"), "ops/hotfix.sh": f"#!/bin/bash\n{script}\n"}
    assert verdicts(tmp_path, files)["shop"][rule] is expected


def test_a_workflow_of_another_root_counts(tmp_path: Path) -> None:
    steps = f"on: push\njobs:\n  fix:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {UPDATE} --remove natGateway\n"
    files = {"infra/main.tf": NETWORK + cluster("shop"), ".github/workflows/fix.yml": steps}
    assert verdicts(tmp_path, files)["shop"]["node-subnet-no-nat"] is Verdict.UNKNOWN


HUB = """
data "azurerm_virtual_network" "hub" {
  name                = "hub-net"
  resource_group_name = "hub-rg"
}
"""
VPN = """
resource "azurerm_subnet" "gateway" {
  name                 = "GatewaySubnet"
  resource_group_name  = "hub-rg"
  virtual_network_name = data.azurerm_virtual_network.hub.name
  address_prefixes     = ["10.4.255.0/24"]
}

resource "azurerm_virtual_network_gateway" "vpn" {
  name                             = "vpn"
  resource_group_name              = "hub-rg"
  location                         = "westeurope"
  type                             = "Vpn"
  default_local_network_gateway_id = azurerm_local_network_gateway.office.id
  ip_configuration {
    subnet_id = azurerm_subnet.gateway.id
  }
}

resource "azurerm_local_network_gateway" "office" {
  name                = "office"
  resource_group_name = "hub-rg"
  location            = "westeurope"
  gateway_address     = "203.0.113.9"
}
"""


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (HUB + VPN, Verdict.FAIL),
        (HUB + VPN.replace("GatewaySubnet", "workers"), Verdict.PASS),
        (HUB.replace("hub-net", "office-net") + VPN, Verdict.PASS),
    ],
    ids=["of this network", "no gateway's subnet", "of another network"],
)
def test_a_gateway_that_another_root_puts_into_the_network_counts(
    tmp_path: Path, other: str, expected: Verdict
) -> None:
    found = verdicts(tmp_path, {"infra/main.tf": NETWORK + cluster("shop"), "vpn/main.tf": other})
    assert found["shop"]["udr-overrides-nat"] is expected


TABLE = """
resource "azurerm_route_table" "egress" {
  name                = "egress"
  resource_group_name = "hub-rg"
  location            = "westeurope"
}
resource "azurerm_subnet_route_table_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  route_table_id = azurerm_route_table.egress.id
}
"""
ROUTE_TO_FIREWALL = """
variable "unknown" {}
resource "azurerm_route" "all" {
  name                   = "all"
  resource_group_name    = "hub-rg"
  route_table_name       = "egress"
  address_prefix         = "0.0.0.0/0"
  next_hop_type          = "VirtualAppliance"
  next_hop_in_ip_address = "10.9.0.4"
}
"""
TABLE_ON_NODES = """
variable "unknown" {}
data "azurerm_subnet" "nodes" {
  name                 = "nodes"
  virtual_network_name = "hub-net"
  resource_group_name  = "hub-rg"
}
resource "azurerm_route_table" "all" {
  name                = "all"
  resource_group_name = "firewall-rg"
  location            = "westeurope"
  route {
    name                   = "all"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.9.0.4"
  }
}
resource "azurerm_subnet_route_table_association" "nodes" {
  subnet_id      = data.azurerm_subnet.nodes.id
  route_table_id = azurerm_route_table.all.id
}
"""
OWN = (
    'variable "unknown" {}\n'
    + NETWORK
    + TABLE
    + cluster("shop").replace("data.azurerm", "azurerm").partition("}\n")[2]
)


@pytest.mark.parametrize(
    ("mine", "other", "expected"),
    [
        (OWN, ROUTE_TO_FIREWALL, Verdict.FAIL),
        (OWN.replace('= "hub-rg"', "= var.unknown"), ROUTE_TO_FIREWALL, Verdict.UNKNOWN),
        (OWN, ROUTE_TO_FIREWALL.replace('"egress"', "var.unknown"), Verdict.UNKNOWN),
        (OWN, ROUTE_TO_FIREWALL.replace('"egress"', '"other"'), Verdict.PASS),
        (OWN.replace(TABLE, ""), TABLE_ON_NODES, Verdict.FAIL),
        (OWN.replace(TABLE, "").replace('"nodes"\n', "var.unknown\n"), TABLE_ON_NODES, Verdict.UNKNOWN),
        (OWN.replace(TABLE, ""), TABLE_ON_NODES.replace('"nodes"\n', "var.unknown\n"), Verdict.UNKNOWN),
        (OWN.replace(TABLE, ""), TABLE_ON_NODES.replace('"hub-net"', '"other"'), Verdict.PASS),
        (OWN.replace(TABLE, ""), TABLE_ON_NODES.replace('"nodes"\n', '"jobs"\n'), Verdict.PASS),
    ],
)
def test_what_another_root_changes_may_be_ours(
    tmp_path: Path, mine: str, other: str, expected: Verdict
) -> None:
    found = verdicts(tmp_path, {"infra/main.tf": mine, "firewall/main.tf": other})
    assert found["shop"]["udr-overrides-nat"] is expected


TEMPLATE = """
param unknown string
param maybe bool
resource nat 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'out'
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  properties: {
    subnets: [ { name: 'nodes', properties: { natGateway: { id: nat.id } } } ]
  }
}
"""
LOOKING_UP = """
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: 'net'
}
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'shop'
  properties: {
    agentPoolProfiles: [ { name: 'system', vnetSubnetID: '${net.id}/subnets/nodes' } ]
    networkProfile: { outboundType: 'userAssignedNATGateway' }
  }
}
"""
UNREAD = """
module more 'br:contoso.azurecr.io/network/attach:1.0' = {
  name: 'more'
  params: { subnet: '${net.id}/subnets/nodes' }
}
"""


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (TEMPLATE, Verdict.PASS),
        (TEMPLATE + UNREAD, Verdict.UNKNOWN),
        (
            TEMPLATE.replace("natGateways@2024-05-01' = {", "natGateways@2024-05-01' = if (maybe) {"),
            Verdict.PASS,
        ),
        (
            TEMPLATE.replace("virtualNetworks@2024-05-01' = {", "virtualNetworks@2024-05-01' = if (maybe) {"),
            Verdict.UNKNOWN,
        ),
    ],
    ids=[
        "all known",
        "a module that is not read",
        "a gateway that is attached is there",
        "the network may be another's",
    ],
)
def test_what_a_network_of_another_root_leaves_open_is_open(
    tmp_path: Path, network: str, expected: Verdict
) -> None:
    found = verdicts(tmp_path, {"network/main.bicep": network, "aks/main.bicep": LOOKING_UP})
    assert found["shop"]["node-subnet-no-nat"] is expected


def test_a_route_of_another_template_counts(tmp_path: Path) -> None:
    network = """
resource table 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'egress'
}
resource nat 'Microsoft.Network/natGateways@2024-05-01' existing = {
  name: 'out'
}
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  properties: {
    subnets: [ { name: 'nodes', properties: { routeTable: { id: table.id }, natGateway: { id: nat.id } } } ]
  }
}
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'shop'
  properties: {
    agentPoolProfiles: [ { name: 'system', vnetSubnetID: '${net.id}/subnets/nodes' } ]
    networkProfile: { outboundType: 'userAssignedNATGateway' }
  }
}
"""
    route = """
resource table 'Microsoft.Network/routeTables@2024-05-01' existing = {
  name: 'egress'
}
resource all 'Microsoft.Network/routeTables/routes@2024-05-01' = {
  parent: table
  name: 'all'
  properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.0.4' }
}
"""
    found = verdicts(tmp_path, {"aks/main.bicep": network, "firewall/main.bicep": route})
    assert found["shop"]["udr-overrides-nat"] is not Verdict.PASS


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({f"{name}/main.tf": cluster(name, 40) for name in ("one", "two")}, Verdict.FAIL),
        ({f"{name}/main.tf": cluster(name, 20) for name in ("one", "two")}, Verdict.PASS),
        # the same cluster, described by two roots
        ({f"{name}/main.tf": cluster("one", 40) for name in ("one", "two")}, Verdict.PASS),
        # environments that never stand together
        (
            {"dev/main.tf": cluster("one", 40), "prod/main.tf": cluster("two", 40)},
            Verdict.PASS,
        ),
    ],
    ids=["too many together", "enough together", "one cluster", "two environments"],
)
def test_clusters_of_several_roots_share_the_ports_of_a_gateway(
    tmp_path: Path, files: dict[str, str], expected: Verdict
) -> None:
    found = verdicts(tmp_path, {"network/main.tf": NETWORK, **files})
    assert {one["snat-capacity"] for one in found.values()} == {expected}
