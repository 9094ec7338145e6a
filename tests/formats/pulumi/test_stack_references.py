"""Outputs that a program takes from another one: followed where that is here, unknown where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

from natpin.model.finding import Verdict

NETWORK = """\
name: net
runtime: yaml
config:
  minutes: {type: integer, default: 4}
resources:
  rg: {type: azure-native:resources:ResourceGroup, properties: {resourceGroupName: rg, location: westeurope}}
  ip: {type: azure-native:network:PublicIPAddress, properties: {publicIpAddressName: ip, resourceGroupName: "${rg.name}"}}
  nat:
    type: azure-native:network:NatGateway
    properties: {natGatewayName: nat, resourceGroupName: "${rg.name}", publicIpAddresses: [{id: "${ip.id}"}]}
  vnet: {type: azure-native:network:VirtualNetwork, properties: {virtualNetworkName: vnet, resourceGroupName: "${rg.name}"}}
  nodes:
    type: azure-native:network:Subnet
    properties:
      subnetName: nodes
      virtualNetworkName: ${vnet.name}
      resourceGroupName: ${rg.name}
      natGateway: {id: "${nat.id}"}
outputs:
  subnetId: ${nodes.id}
  names: {group: "${rg.name}"}
"""
CLUSTER = """\
name: app
runtime: yaml
resources:
  net: {type: "pulumi:pulumi:StackReference", properties: {name: STACK}}
  rg: {type: azure-native:resources:ResourceGroup, properties: {resourceGroupName: app, location: westeurope}}
  aks:
    type: azure-native:containerservice:ManagedCluster
    properties:
      resourceName: aks
      resourceGroupName: ${rg.name}
      networkProfile: {networkPlugin: azure, outboundType: userAssignedNATGateway}
      agentPoolProfiles: [{name: system, mode: System, count: 3, vnetSubnetID: '${net.outputs["subnetId"]}'}]
"""
NO_NAT = NETWORK.replace('      natGateway: {id: "${nat.id}"}\n', "")
CASES = {
    "followed": (NETWORK, "acme/net/prod", Verdict.PASS),
    "followed to what is not there": (NO_NAT, "acme/net/prod", Verdict.FAIL),
    "the stack's own name": (NETWORK, "'acme/net/${pulumi.stack}'", Verdict.PASS),
    "a program that is not here": (NETWORK, "acme/other/prod", Verdict.UNKNOWN),
    "a stack that is not known": (NETWORK, "'acme/net/${which}'", Verdict.UNKNOWN),
    "an output that is not there": (
        NETWORK.replace("subnetId: ${nodes.id}", "id: ${nodes.id}"),
        "acme/net/prod",
        Verdict.UNKNOWN,
    ),
    "a name that Pulumi makes up": (
        NO_NAT.replace("      subnetName: nodes\n", ""),
        "acme/net/prod",
        Verdict.UNKNOWN,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_outputs_of_another_program(case: str, tmp_path: Path) -> None:
    network, stack, verdict = CASES[case]
    files = {
        "net/Pulumi.yaml": network,
        "net/Pulumi.prod.yaml": "config: {}\n",
        "app/Pulumi.yaml": CLUSTER.replace("STACK", stack),
        "app/Pulumi.prod.yaml": "config: {}\n",
    }
    assert verdicts(linted(tmp_path, files)) == [verdict]


def test_programs_that_take_from_one_another_end(tmp_path: Path) -> None:
    taking = NETWORK.replace("${nodes.id}", '${net.outputs["subnetId"]}').replace(
        "resources:\n",
        "resources:\n  net: {type: pulumi:pulumi:StackReference, properties: {name: acme/net/prod}}\n",
    )
    files = {"net/Pulumi.yaml": taking, "app/Pulumi.yaml": CLUSTER.replace("STACK", "acme/net/prod")}
    assert verdicts(linted(tmp_path, files)) == [Verdict.UNKNOWN]
