"""A connection to a virtual hub in a root of its own: the hub may lead the network's traffic to the internet by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import linted

from natpin.model.finding import Verdict
from natpin.model.report import Report

from .test_set_elsewhere import ROOT

RULE = "udr-overrides-nat"
NETWORK = """\
resource "azurerm_virtual_network" "vnet" {
  name                = "vnet"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}
"""
PAY = {"pay/main.tf": NETWORK + ROOT.replace('"vnet"', "azurerm_virtual_network.vnet.name")}
BICEP = """\
resource h 'Microsoft.Network/virtualHubs@2024-05-01' existing = { name: 'hub' }
resource c 'Microsoft.Network/virtualHubs/hubVirtualNetworkConnections@2024-05-01' = {
  parent: h
  name: 'pay'
  properties: {
    enableInternetSecurity: SECURE
    remoteVirtualNetwork: { id: resourceId('rg', 'Microsoft.Network/virtualNetworks', 'NETWORK') }
  }
}
"""
ARM = json.dumps(
    {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [
            {
                "type": "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections",
                "apiVersion": "2024-05-01",
                "name": "hub/pay",
                "properties": {
                    "enableInternetSecurity": "SECURE",
                    "remoteVirtualNetwork": {
                        "id": "[resourceId('rg', 'Microsoft.Network/virtualNetworks', 'NETWORK')]"
                    },
                },
            }
        ],
    }
).replace('"SECURE"', "SECURE")
ID = "/subscriptions/x/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/NETWORK"
CROSSPLANE = f"""\
apiVersion: network.azure.upbound.io/v1beta1
kind: VirtualHubConnection
metadata: {{name: a}}
spec:
  forProvider:
    virtualHubId: /subscriptions/x/resourceGroups/hub/providers/Microsoft.Network/virtualHubs/h
    remoteVirtualNetworkId: {ID}
    internetSecurityEnabled: SECURE
"""
AZ = (
    "az network vhub connection create -g hub --vhub-name hub -n pay "
    f'--remote-vnet "{ID.replace("/x/", "/$SUB/")}" --internet-security SECURE\n'
)
FILES = {"hub/main.bicep": BICEP, "hub/main.json": ARM, "hub/hub.yaml": CROSSPLANE, "hub/connect.sh": AZ}


def said(tmp_path: Path, path: str, network: str, secure: str) -> Verdict:
    text = FILES[path].replace("NETWORK", network).replace("SECURE", secure)
    return verdict_of_pay(linted(tmp_path, {**PAY, path: text}))


def verdict_of_pay(report: Report) -> Verdict:
    return next(one for one in report.stacks if one.stack.root == "pay").clusters[0].verdicts[RULE]


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize(
    ("network", "secure", "passes"),
    [("vnet", "true", False), ("vnet", "false", True), ("other", "true", True)],
)
def test_it_counts_for_the_network_that_it_names(
    tmp_path: Path, path: str, network: str, secure: str, passes: bool
) -> None:
    assert (said(tmp_path, path, network, secure) is Verdict.PASS) is passes


MANAGER = """\
resource m 'Microsoft.Network/networkManagers@2024-05-01' existing = { name: 'm' }
resource r 'Microsoft.Network/networkManagers/KIND@2024-05-01' = { parent: m, name: 'r', properties: {} }
"""


@pytest.mark.parametrize(("kind", "passes"), [("routingConfigurations", False), ("ipamPools", True)])
def test_routes_of_a_network_manager_in_a_root_of_its_own(tmp_path: Path, kind: str, passes: bool) -> None:
    report = linted(tmp_path, {**PAY, "net/main.bicep": MANAGER.replace("KIND", kind)})
    assert (verdict_of_pay(report) is Verdict.PASS) is passes
