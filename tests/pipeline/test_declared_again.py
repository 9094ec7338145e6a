"""A NAT gateway or a route table that two roots declare, and networks that two wholes share."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict

from .test_set_elsewhere import PASS, ROOT, UNKNOWN, said
from .test_whose_it_is import MAIN, MODULE

ROUTES, IPS = "udr-overrides-nat", "nat-ip-count"
TABLE = """\
resource "azurerm_route_table" "rt" {
  name                = "rt"
  resource_group_name = "rg"
  location            = "westeurope"
  route {
    name           = "storage"
    address_prefix = "Storage"
    next_hop_type  = "Internet"
  }
}
resource "azurerm_subnet_route_table_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  route_table_id = azurerm_route_table.rt.id
}
"""
ROUTED = ROOT + TABLE
DEFAULT = "{ name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.0.4' } }"
SAME = "{ name: 'storage', properties: { addressPrefix: 'Storage', nextHopType: 'Internet' } }"
AGAIN = "az network route-table create -g rg -n rt -l westeurope\naz network route-table route create -g rg --route-table-name rt"


def table(*routes: str, name: str = "rt") -> str:
    """A route table of Bicep."""
    return f"""\
resource rt 'Microsoft.Network/routeTables@2024-05-01' = {{
  name: '{name}'
  location: 'westeurope'
  properties: {{ routes: [ {" ".join(routes)} ] }}
}}
"""


@pytest.mark.parametrize(
    ("path", "text", "verdict"),
    [
        ("routes/main.bicep", table(DEFAULT), UNKNOWN),
        ("routes/main.bicep", table(SAME, DEFAULT), UNKNOWN),
        ("routes/main.bicep", table(SAME), PASS),
        ("routes/main.bicep", table(DEFAULT, name="rt-other"), PASS),
        (
            "routes.sh",
            f"{AGAIN} -n d --address-prefix 0.0.0.0/0 --next-hop-type VirtualAppliance --next-hop-ip-address 10.0.0.4\n",
            UNKNOWN,
        ),
        ("routes.sh", f"{AGAIN} -n s --address-prefix Storage --next-hop-type Internet\n", PASS),
    ],
)
def test_a_route_table_that_is_declared_again(tmp_path: Path, path: str, text: str, verdict: Verdict) -> None:
    assert said(tmp_path, ROUTES, {}, ROUTED) is PASS
    assert said(tmp_path, ROUTES, {path: text}, ROUTED) is verdict


@pytest.mark.parametrize(
    ("command", "verdict"),
    [
        ("az network nat gateway create -g rg -n egress --public-ip-addresses other", UNKNOWN),
        ("az network nat gateway create -g rg -n egress --idle-timeout 10", UNKNOWN),
        (
            "az network nat gateway create -g rg -n egress --public-ip-addresses egress-ip --idle-timeout 10",
            PASS,
        ),
        ("az network nat gateway create -g rg-other -n egress --public-ip-addresses other", PASS),
        ("az network nat gateway create -g rg -n other --public-ip-addresses other", PASS),
    ],
)
def test_a_gateway_that_is_declared_again(tmp_path: Path, command: str, verdict: Verdict) -> None:
    assert said(tmp_path, IPS) is PASS
    assert said(tmp_path, IPS, {"gateway.sh": command + "\n"}) is verdict


def script(cluster: str, group: str, gateway: str) -> str:
    """A whole: a network with its cluster."""
    return (
        f"az network vnet create -g {group} -n vnet --address-prefixes 10.0.0.0/8\n"
        f"az network vnet subnet create -g {group} --vnet-name vnet -n nodes --address-prefixes 10.0.0.0/20 {gateway}\n"
        f"az aks create -g {group} -n {cluster} --network-plugin azure --outbound-type userAssignedNATGateway "
        f'--vnet-subnet-id "$(az network vnet subnet show -g {group} --vnet-name vnet -n nodes --query id -o tsv)"\n'
    )


@pytest.mark.parametrize(
    ("cluster", "group", "verdict"),
    [("batch", "rg", UNKNOWN), ("batch", "rg-other", PASS), ("pay", "rg", PASS)],
)
def test_two_wholes_of_one_network_are_there_both(
    tmp_path: Path, cluster: str, group: str, verdict: Verdict
) -> None:
    nat = "az network public-ip create -g rg -n ip --sku Standard\naz network nat gateway create -g rg -n nat --public-ip-addresses ip\n"
    report = linted(
        tmp_path,
        {"pay.sh": nat + script("pay", "rg", "--nat-gateway nat"), "batch.sh": script(cluster, group, "")},
    )
    found = next(one for one in report.stacks if one.stack.root == "pay.sh")
    assert found.clusters[0].verdicts["node-subnet-no-nat"] is verdict


BATCH = """\
resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.0.0.0/16' ] }
    subnets: [ { name: 'nodes', properties: { addressPrefix: '10.0.0.0/22' } } ]
  }
}
resource batch 'Microsoft.ContainerService/managedClusters@2024-05-01' = {
  name: 'batch'
  location: 'westeurope'
  properties: { agentPoolProfiles: [ { name: 'system', count: 1, vmSize: 'Standard_D4s_v5', mode: 'System' } ] }
}
"""


@pytest.mark.parametrize(("group", "verdict"), [("rg", UNKNOWN), ("rg-batch", PASS)])
def test_two_wholes_that_scripts_deploy_into_one_group(tmp_path: Path, group: str, verdict: Verdict) -> None:
    files = {
        "main.bicep": MAIN,
        "modules/subnet.bicep": MODULE,
        "batch/main.bicep": BATCH,
        "deploy.sh": "az deployment group create -g rg -f main.bicep\n",
        "batch.sh": f"az deployment group create -g {group} -f batch/main.bicep\n",
    }
    report = linted(tmp_path, files)
    found = next(one for one in report.stacks if one.clusters and one.clusters[0].name == "pay")
    assert found.clusters[0].verdicts["node-subnet-no-nat"] is verdict
