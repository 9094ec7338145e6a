"""Whose cluster and network a command or another root is about: what it names, what it declares itself, where it lies."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

from .test_nameless import MANAGER, provisioner
from .test_set_elsewhere import BICEP, OUTBOUND, PASS, ROOT, SUBNET, UNKNOWN, said

ROUTES, ADDRESS, PROXY = "udr-overrides-nat", "node-public-ip", "http-proxy-egress"
PROD = (
    ROOT.replace('"vnet"', '"vnet-prod"')
    .replace('"rg"', '"rg-prod"')
    .replace('name                = "pay"', 'name                = "pay-prod"')
)
OFF = "az network vnet subnet update -g rg-{0} --vnet-name vnet-{0} -n nodes --remove natGateway\n"
CLUSTER_ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/pay"
NETWORK = 'data "azurerm_virtual_network" "x" {\n  name = "vnet"\n  resource_group_name = "rg"\n}\n'
LOOKED_UP = 'data "azurerm_subnet" "x" {\n  name = "nodes"\n  virtual_network_name = "vnet"\n  resource_group_name = "rg"\n}\n'


def azapi(id_: str, type_: str, properties: str) -> str:
    """A property that azapi sets by an id."""
    return (
        f'resource "azapi_update_resource" "u" {{\n  type = "{type_}@2024-05-01"\n  resource_id = "{id_}"\n'
        f"  body = {{ properties = {properties} }}\n}}\n"
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ops/dr/failover.sh", OFF.format("prod")),
        ("tools/test-egress.sh", OFF.format("prod")),
        ("network/dev/subnets.sh", "for e in dev prod; do " + OFF.format("$e").strip() + "; done\n"),
    ],
)
def test_names_that_are_written_out_count_before_the_folder(tmp_path: Path, path: str, text: str) -> None:
    report = linted(tmp_path, {"live/prod/main.tf": PROD, path: text})
    found = next(one for one in report.stacks if one.stack.root == "live/prod")
    assert found.clusters[0].verdicts[SUBNET] is not PASS


@pytest.mark.parametrize("text", [OFF.format("dev"), 'az network vnet subnet update -g "$RG" --vnet-name "$V" -n nodes --remove natGateway\n'])  # fmt: skip
def test_what_dev_does_to_its_own_is_nothing_of_prod_s(tmp_path: Path, text: str) -> None:
    report = linted(tmp_path, {"live/prod/main.tf": PROD, "live/dev/ops.sh": text})
    found = next(one for one in report.stacks if one.stack.root == "live/prod")
    assert found.clusters[0].verdicts[SUBNET] is PASS


OTHER = ROOT.replace('"nodes"', '"others"').replace('"pay"', '"play"').replace('"vnet"', '"net"')


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        # it has things of its own, and names others
        (
            OTHER + provisioner(OFF.format("x").replace("rg-x", "rg").replace("vnet-x", "vnet").strip()),
            SUBNET,
        ),
        (OTHER + provisioner("az aks update -g rg -n pay --outbound-type loadBalancer"), OUTBOUND),
        # what it looks up is taken in, and is not its own
        (NETWORK + MANAGER, ROUTES),
        (
            LOOKED_UP
            + provisioner(
                "az network vnet subnet update --ids ${data.azurerm_subnet.x.id} --remove natGateway"
            ),
            SUBNET,
        ),
    ],
)
def test_what_another_root_says_of_it_is_in_doubt(tmp_path: Path, text: str, rule: str) -> None:
    assert said(tmp_path, rule) is PASS
    assert said(tmp_path, rule, {"change/main.tf": text}) is UNKNOWN


def test_a_property_by_an_id_reaches_what_another_language_declares(tmp_path: Path) -> None:
    pool = azapi(f"{CLUSTER_ID}/agentPools/system", "Microsoft.ContainerService/managedClusters/agentPools", "{ enableNodePublicIP = true }")  # fmt: skip
    assert said(tmp_path, ADDRESS, {}, BICEP, "main.bicep") is PASS
    assert said(tmp_path, ADDRESS, {"change/main.tf": pool}, BICEP, "main.bicep") is UNKNOWN
    other = pool.replace("managedClusters/pay/", "managedClusters/play/")
    assert said(tmp_path / "other", ADDRESS, {"change/main.tf": other}, BICEP, "main.bicep") is PASS


def test_a_proxy_for_a_cluster_without_a_name(tmp_path: Path) -> None:
    command = 'az aks update -g "$RG" -n "$CLUSTER" --http-proxy-config proxy.json\n'
    assert said(tmp_path, PROXY) is PASS
    assert said(tmp_path, PROXY, {"change.sh": command}) is UNKNOWN


MODULE = """\
param subnet string
param gateway string = ''
resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' existing = { name: 'vnet' }
resource nodes 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: vnet
  name: subnet
  properties: { addressPrefix: '10.0.0.0/22', natGateway: empty(gateway) ? null : { id: gateway } }
}
output id string = nodes.id
"""
MAIN = """\
resource prefix 'Microsoft.Network/publicIPPrefixes@2024-05-01' = {
  name: 'ips'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { prefixLength: 30 }
}
resource nat 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'nat'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { idleTimeoutInMinutes: 4, publicIpPrefixes: [ { id: prefix.id } ] }
}
resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: [ '10.0.0.0/16' ] } }
}
module nodes 'modules/subnet.bicep' = {
  name: 'nodes'
  params: { subnet: 'nodes', gateway: nat.id }
}
resource pay 'Microsoft.ContainerService/managedClusters@2024-05-01' = {
  name: 'pay'
  location: 'westeurope'
  properties: {
    agentPoolProfiles: [ { name: 'system', count: 3, vmSize: 'Standard_D4s_v5', mode: 'System', vnetSubnetID: nodes.outputs.id } ]
    networkProfile: { networkPlugin: 'azure', outboundType: 'userAssignedNATGateway' }
  }
}
"""


def test_a_module_that_is_deployed_by_itself_writes_what_it_declares(tmp_path: Path) -> None:
    deploy = "az deployment group create -g rg -f main.bicep\n"
    alone = "az deployment group create -g rg -f modules/subnet.bicep -p subnet=nodes\n"
    files = {"main.bicep": MAIN, "modules/subnet.bicep": MODULE, "deploy.sh": deploy}

    def nodes(folder: Path, files: dict[str, str]) -> Verdict:
        report = linted(folder, files)
        return next(one for one in report.stacks if one.clusters).clusters[0].verdicts[SUBNET]

    assert nodes(tmp_path / "a", files) is PASS
    assert nodes(tmp_path / "b", {**files, "hotfix.sh": alone}) is UNKNOWN


CREDENTIALS = 'resource "null_resource" "x" {\n  provisioner "local-exec" {\n    command = "az aks get-credentials -g rg -n pay"\n  }\n}\n'
LOOKED_UP_CLUSTER = 'data "azurerm_kubernetes_cluster" "pay" {\n  name                = "pay"\n  resource_group_name = "rg"\n}\n'
POOL_IN_THE_SAME_SUBNET = (
    'az aks nodepool add -g rg --cluster-name pay -n gpu --vnet-subnet-id "$(az network vnet subnet show -g rg '
    '--vnet-name vnet -n nodes --query id -o tsv)"\n'
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("apps/main.tf", LOOKED_UP_CLUSTER + CREDENTIALS),
        ("pool.sh", POOL_IN_THE_SAME_SUBNET),
    ],
)
def test_a_cluster_is_judged_where_it_is_declared(tmp_path: Path, path: str, text: str) -> None:
    report = linted(tmp_path, {"main.tf": ROOT, path: text})
    assert [one.stack.root for one in report.stacks if one.clusters] == ["."]
    assert report.stacks[0].clusters[0].verdicts[SUBNET] is PASS


def test_a_pool_takes_its_subnet_from_the_cluster_that_it_is_added_to(tmp_path: Path) -> None:
    pool = (
        LOOKED_UP_CLUSTER + 'resource "azurerm_kubernetes_cluster_node_pool" "extra" {\n  name = "extra"\n'
        '  vm_size = "Standard_D4s_v5"\n  kubernetes_cluster_id = data.azurerm_kubernetes_cluster.pay.id\n'
        "  vnet_subnet_id = data.azurerm_kubernetes_cluster.pay.agent_pool_profile[0].vnet_subnet_id\n}\n"
    )
    assert said(tmp_path, "pool-subnet-no-nat", {"pools/main.tf": pool}) is PASS


def test_a_pool_for_a_cluster_that_no_root_declares_is_judged_where_it_is_added(tmp_path: Path) -> None:
    report = linted(tmp_path, {"pool.sh": POOL_IN_THE_SAME_SUBNET})
    assert [one.stack.root for one in report.stacks if one.clusters] == ["pool.sh"]


TABLE = """\
resource "azurerm_route_table" "rt" {
  name                = "rt"
  resource_group_name = "rg"
  location            = "westeurope"
}
resource "azurerm_subnet_route_table_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  route_table_id = azurerm_route_table.rt.id
}
"""
ROUTE = """\
data "azurerm_route_table" "rt" {
  name                = "rt"
  resource_group_name = "rg"
}
resource "azapi_resource" "default" {
  type      = "Microsoft.Network/routeTables/routes@2024-05-01"
  name      = "default"
  parent_id = data.azurerm_route_table.rt.id
  body = {
    properties = { addressPrefix = "0.0.0.0/0", nextHopType = "VirtualAppliance", nextHopIpAddress = "10.0.0.4" }
  }
}
"""


def test_what_another_root_has_taken_in_from_this_one_is_this_one_s(tmp_path: Path) -> None:
    assert said(tmp_path, ROUTES, {}, ROOT + TABLE) is PASS
    assert said(tmp_path, ROUTES, {"routes/main.tf": ROUTE}, ROOT + TABLE) is Verdict.FAIL
    assert said(tmp_path, "subnet-two-nats", {"routes/main.tf": ROUTE}, ROOT + TABLE) is PASS
