"""Modules of the public Bicep registry that are known without their source: a subnet by itself, and patterns."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
ON_NAT, EXIT, PLUGIN = "node-subnet-no-nat", "outbound-type-not-nat", "azure-cni-required"

NETWORK = """\
param location string = resourceGroup().location
resource nat 'Microsoft.Network/natGateways@2024-07-01' = {
  name: 'nat'
  location: location
  sku: { name: 'Standard' }
  properties: { idleTimeoutInMinutes: 10 }
}
resource vnet 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: 'vnet'
  location: location
  properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } }
}
module nodes 'br/public:avm/res/network/virtual-network/subnet:0.2.0' = {
  name: 'nodes'
  params: {
    name: 'nodes'
    virtualNetworkName: vnet.name
    addressPrefix: '10.0.0.0/20'
    natGatewayResourceId: nat.id
  }
}
module aks 'br/public:avm/res/container-service/managed-cluster:0.14.0' = {
  name: 'aks'
  params: {
    name: 'aks'
    networkPlugin: 'azure'
    outboundType: 'userAssignedNATGateway'
    primaryAgentPoolProfiles: [{ name: 'one', count: 3, mode: 'System', vnetSubnetResourceId: nodes.outputs.resourceId }]
  }
}
"""


def pattern(name: str, version: str, params: str = "") -> str:
    return f"module m 'br/public:avm/ptn/azd/{name}:{version}' = {{\n  name: 'm'\n  params: {{\n    name: 'm'\n{params}  }}\n}}\n"


CASES = {
    "a subnet by itself": (NETWORK, ON_NAT, PASS),
    "without its gateway": (NETWORK.replace("    natGatewayResourceId: nat.id\n", ""), ON_NAT, FAIL),
    "a version that was not read": (NETWORK.replace("subnet:0.2.0", "subnet:0.9.0"), ON_NAT, UNKNOWN),
    "azd": (pattern("aks", "0.3.0"), EXIT, FAIL),
    "azd, its plugin": (pattern("aks", "0.2.0"), PLUGIN, PASS),
    "azd, another plugin": (pattern("aks", "0.3.0", "    networkPlugin: 'kubenet'\n"), PLUGIN, FAIL),
    "azd, an Automatic cluster": (pattern("aks-automatic-cluster", "0.3.0"), EXIT, PASS),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_module_makes(case: str, tmp_path: Path) -> None:
    written, rule, expected = CASES[case]
    assert set(verdicts(linted(tmp_path, {"main.bicep": written}), rule)) == {expected}
