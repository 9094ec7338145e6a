"""Programs and states of Pulumi's classic provider. The topologies hold it to the other languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from folders import linted, read, verdicts

from natpin.formats import pulumi
from natpin.formats.pulumi.classic import type_of
from natpin.model.doubt import Doubt
from natpin.model.finding import Verdict
from natpin.model.resource import Resource
from natpin.model.value import plain

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
PROGRAM = """\
name: x
runtime: yaml
resources:
  egress:
    type: azure:network:NatGateway
    properties: {name: egress, resourceGroupName: pay, location: westeurope, idleTimeoutInMinutes: 10}
  network:
    type: azure:network/virtualNetwork:VirtualNetwork
    properties: {name: net, resourceGroupName: pay, location: westeurope, addressSpaces: [10.0.0.0/16]}
  nodes:
    type: azure:network:Subnet
    properties: {name: nodes, resourceGroupName: pay, virtualNetworkName: "${network.name}", addressPrefixes: [10.0.0.0/20]}
  attached:
    type: azure:network:SubnetNatGatewayAssociation
    properties: {subnetId: "${nodes.id}", natGatewayId: "${egress.id}"}
  cluster:
    type: azure:containerservice:KubernetesCluster
    properties:
      name: pay
      resourceGroupName: pay
      location: westeurope
      dnsPrefix: pay
      defaultNodePool: {name: system, nodeCount: 3, vmSize: Standard_D4s_v5, vnetSubnetId: "${nodes.id}"}
      networkProfile: {networkPlugin: azure, outboundType: userAssignedNATGateway}
"""


@pytest.mark.parametrize(
    ("program", "verdict"),
    [
        (PROGRAM, PASS),
        (PROGRAM.replace("SubnetNatGatewayAssociation", "NetworkInterface"), FAIL),
        (PROGRAM.replace("{name: egress, ", "{"), PASS),
        (PROGRAM.replace("{name: nodes, ", "{"), PASS),
        (PROGRAM.replace('"${nodes.id}"}', '"${where}"}'), UNKNOWN),
        (
            PROGRAM + "  more:\n    type: azure:core:ResourceGroupTemplateDeployment\n"
            "    properties: {name: x, resourceGroupName: pay, deploymentMode: Incremental, templateContent: '${t}'}\n",
            UNKNOWN,
        ),
        (PROGRAM + "  more:\n    type: azure:storage:Account\n    properties: {name: x}\n", PASS),
    ],
    ids=[
        "attached",
        "not attached",
        "a gateway without a name",
        "a subnet without a name",
        "a subnet that is not known",
        "a template that is not known",
        "something else",
    ],
)
def test_what_a_cluster_leaves_by(program: str, verdict: Verdict, tmp_path: Path) -> None:
    assert verdicts(linted(tmp_path, {"Pulumi.yaml": program})) == [verdict]


def parts(folder: Path, resource: str) -> list[Any]:
    program = f"name: x\nruntime: yaml\nresources:\n  it:\n    type: azure:network:{resource}\n"
    (folder / "Pulumi.yaml").write_text(program)
    return [part for _, found in read(folder, pulumi) for part in found]


WRITTEN = {
    "a list of blocks has a plural's name": (
        "VirtualNetwork\n    properties: {name: n, subnets: [{name: a, addressPrefixes: [10.0.0.0/24]}]}",
        "subnets",
        [{"name": "a"}],
    ),
    "routes": (
        "RouteTable\n    properties: {name: n, routes: [{name: a, addressPrefix: 0.0.0.0/0, nextHopType: Internet}]}",
        "routes",
        [{"name": "a", "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}],
    ),
    "a map is not a block": ("NatGateway\n    properties: {name: n, tags: {aB: c}}", "tags", {"aB": "c"}),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_properties_are_azurerms_arguments(name: str, tmp_path: Path) -> None:
    said, path, expected = WRITTEN[name]
    (found,) = [part for part in parts(tmp_path, said) if isinstance(part, Resource)]
    written = plain(found.get(path))
    if isinstance(expected, list) and isinstance(written, list):
        assert [{key: one.get(key) for key in expected[0]} for one in written] == expected
    else:
        assert written == expected


def test_what_is_protected_is(tmp_path: Path) -> None:
    said = "PublicIpPrefix\n    properties: {name: n}\n    options: {protect: true}"
    (found,) = [part for part in parts(tmp_path, said) if isinstance(part, Resource)]
    assert plain(found.traits["preventDestroy"]) is True


def test_a_type_of_networks_that_is_not_known_may_change_them(tmp_path: Path) -> None:
    assert any(isinstance(part, Doubt) for part in parts(tmp_path, "RouteServer\n    properties: {name: n}"))


TYPES = {
    "azure:network:NatGatewayPublicIpPrefixAssociation": "azurerm_nat_gateway_public_ip_prefix_association",
    "azure:network/publicIp:PublicIp": "azurerm_public_ip",
    "azure:containerservice/kubernetesClusterNodePool:KubernetesClusterNodePool": "azurerm_kubernetes_cluster_node_pool",
    "azure:lb:LoadBalancer": "azurerm_lb",
    "azure:management:Lock": "azurerm_management_lock",
    "azure-native:network:NatGateway": None,
    "azuread:index:User": None,
}


@pytest.mark.parametrize("written", TYPES)
def test_types_are_azurerms(written: str) -> None:
    assert type_of(written) == TYPES[written]


def test_findings_are_told_in_its_words(tmp_path: Path) -> None:
    report = linted(tmp_path, {"Pulumi.yaml": PROGRAM})
    said = " ".join(f"{one.message} {one.fix}" for stack in report.stacks for one in stack.findings)
    assert "`defaultOutboundAccessEnabled`" in said
    assert "_enabled" not in said


def state(kind: str, name: str, inputs: dict[str, Any]) -> dict[str, Any]:
    urn = f"urn:pulumi:prod::x::azure:{kind}::{name}"
    return {
        "urn": urn,
        "custom": True,
        "type": f"azure:{kind}",
        "inputs": inputs,
        "outputs": inputs,
        "id": name,
    }


@pytest.mark.parametrize(("attached", "verdict"), [(True, PASS), (False, FAIL)])
def test_states_are_read(attached: bool, verdict: Verdict, tmp_path: Path) -> None:
    inside = "/subscriptions/s/resourceGroups/pay/providers/Microsoft.Network"
    subnet, gateway = f"{inside}/virtualNetworks/net/subnets/nodes", f"{inside}/natGateways/egress"
    resources = [
        state("network/natGateway:NatGateway", "egress", {"name": "egress", "resourceGroupName": "pay"}),
        state("network/virtualNetwork:VirtualNetwork", "net", {"name": "net", "resourceGroupName": "pay"}),
        state(
            "network/subnet:Subnet",
            "nodes",
            {"name": "nodes", "resourceGroupName": "pay", "virtualNetworkName": "net", "__defaults": []},
        ),
        state(
            "containerservice/kubernetesCluster:KubernetesCluster",
            "pay",
            {
                "name": "pay",
                "resourceGroupName": "pay",
                "defaultNodePool": {"name": "system", "vmSize": "x", "nodeCount": 3, "vnetSubnetId": subnet},
                "networkProfile": {"networkPlugin": "azure", "outboundType": "userAssignedNATGateway"},
            },
        ),
    ]
    if attached:
        link = {"subnetId": subnet, "natGatewayId": gateway}
        resources.append(
            state("network/subnetNatGatewayAssociation:SubnetNatGatewayAssociation", "link", link)
        )
    for one in resources:
        one["id"] = f"/subscriptions/s/x/{one['id']}"
    document = json.dumps({"version": 3, "deployment": {"resources": resources}})
    assert verdicts(linted(tmp_path, {"stack.json": document})) == [verdict]
