"""A module, or nested deployment, that goes to another resource group: the group is part of what a resource is.

Sources: Azure Resource Manager, "Deploy resources to more than one subscription or resource group"; Bicep, "Module scope".
"""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted, verdicts

NAT = """
resource ip 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'ip'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}
resource nat 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'nat'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIpAddresses: [ { id: ip.id } ] }
}
"""
MAIN = """
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'net'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: [ '10.0.0.0/8' ] }
    subnets: [ { name: 'nodes', properties: { addressPrefix: '10.0.0.0/16'%s } } ]
  }
}
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'aks'
  location: 'westeurope'
  identity: { type: 'SystemAssigned' }
  properties: {
    agentPoolProfiles: [ { name: 'system', mode: 'System', count: 1, vmSize: 'x', vnetSubnetID: '${net.id}/subnets/nodes' } ]
    networkProfile: { networkPlugin: 'azure', outboundType: 'userAssignedNATGateway' }
  }
}
module m 'm.bicep' = {
  name: 'm'
%s  dependsOn: [ net ]
}
"""
INNER = """
resource net 'Microsoft.Network/virtualNetworks@2024-05-01' existing = { name: '%s' }
resource nodes 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: net
  name: '%s'
  properties: { addressPrefix: '10.0.0.0/16'%s }
}
"""
WITH, GATEWAY, WITHOUT = ", natGateway: { id: nat.id }", ", natGateway: { id: nat.id }", ""
OTHER = "  scope: resourceGroup('other')\n"
ELSEWHERE = "  scope: resourceGroup('00000000-0000-0000-0000-000000000001', 'other')\n"
OWN = "  scope: resourceGroup()\n"

ROWS: list[tuple[str, str, str, tuple[str, str], str, str]] = [
    # where the module goes, what the outer subnet has, the inner network and subnet, what the inner subnet has, the verdict
    ("", WITHOUT, ("net", "nodes"), GATEWAY, "", "pass"),
    ("", WITH, ("net", "nodes"), "", "", "fail"),
    (OWN, WITHOUT, ("net", "nodes"), GATEWAY, "", "pass"),
    (OWN, WITH, ("net", "nodes"), "", "", "fail"),
    (OTHER, WITHOUT, ("net", "nodes"), GATEWAY, "", "unknown"),
    (OTHER, WITH, ("net", "nodes"), "", "", "unknown"),
    (ELSEWHERE, WITHOUT, ("net", "nodes"), GATEWAY, "", "unknown"),
    (OTHER, WITHOUT, ("hub", "nodes"), GATEWAY, "", "fail"),
    (OTHER, WITH, ("hub", "nodes"), "", "", "pass"),
    (OTHER, WITH, ("net", "others"), "", "", "pass"),
    (OTHER, WITHOUT, ("net", "others"), GATEWAY, "", "fail"),
]  # fmt: skip


@pytest.mark.parametrize(("scope", "outer", "names", "inner", "script", "verdict"), ROWS)
def test_a_module_in_another_group(
    tmp_path: Path, scope: str, outer: str, names: tuple[str, str], inner: str, script: str, verdict: str
) -> None:
    files = {
        "main.bicep": NAT + MAIN % (outer, scope),
        "m.bicep": (NAT if inner else "") + INNER % (*names, inner),
        **({"up.sh": f"#!/bin/sh\nset -e\n{script}\n"} if script else {}),
    }
    report = linted(tmp_path, files)
    assert [one.name.lower() for one in verdicts(report)] == [verdict]


LOOKED_UP: dict[str, tuple[str, str]] = {
    "a child by its parent": (
        "resource net 'Microsoft.Network/virtualNetworks@2024-05-01' existing = { name: 'net' }\n"
        "resource nodes 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {\n  parent: net\n  name: 'nodes'\n}\n",
        "nodes.id",
    ),
    "a child inside": (
        "resource net 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {\n  name: 'net'\n"
        "  resource nodes 'subnets' existing = { name: 'nodes' }\n}\n",
        "net::nodes.id",
    ),
}
"""Ways to look up a subnet that another module of the same deployment makes, and its id."""
POOL = """
%s
resource aks 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: 'aks'
  location: 'westeurope'
  identity: { type: 'SystemAssigned' }
  properties: {
    agentPoolProfiles: [ { name: 'system', mode: 'System', count: 1, vmSize: 'x', vnetSubnetID: %s } ]
    networkProfile: { networkPlugin: 'azure', outboundType: 'userAssignedNATGateway' }
  }
}
"""


@pytest.mark.parametrize("way", LOOKED_UP)
@pytest.mark.parametrize(("gateway", "verdict"), [(GATEWAY, "pass"), (WITHOUT, "fail")])
def test_a_subnet_of_another_module_is_found(tmp_path: Path, way: str, gateway: str, verdict: str) -> None:
    """Bicep, "Nested resource accessor": ``::`` finds what is nested in the statement, existing or not."""
    lookup, id_ = LOOKED_UP[way]
    report = linted(
        tmp_path,
        {
            "main.bicep": "module a 'net.bicep' = { name: 'a' }\nmodule b 'aks.bicep' = {\n  name: 'b'\n  dependsOn: [ a ]\n}\n",
            "net.bicep": NAT + MAIN.split("resource aks")[0] % gateway,
            "aks.bicep": POOL % (lookup, id_),
        },
    )
    assert [one.name.lower() for one in verdicts(report)] == [verdict]


IN_GROUP = """
resource there 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: 'net'
  scope: resourceGroup(%s)
}
resource theirs 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {
  parent: there
  name: 'nodes'
}
"""
BY_ID = "resourceId(%s, 'Microsoft.Network/virtualNetworks/subnets', 'net', 'nodes')"


@pytest.mark.parametrize(
    ("group", "verdict"),
    [
        ("'rg-network'", "unknown"),  # nobody knows which group the template is deployed to
        ("networkGroup", "unknown"),
        ("resourceGroup().name", "pass"),
        ("ownGroup", "pass"),
    ],
)
@pytest.mark.parametrize("by_id", [False, True])
def test_a_namesake_in_a_group_that_is_written_is_not_the_one_deployed_here(
    group: str, verdict: str, by_id: bool, tmp_path: Path
) -> None:
    subnet = BY_ID % group if by_id else "theirs.id"
    main = MAIN.split("module m")[0].replace("'${net.id}/subnets/nodes'", subnet)
    parameters = "param networkGroup string\nparam ownGroup string = resourceGroup().name\n"
    text = parameters + NAT + main % WITH + ("" if by_id else IN_GROUP % group)
    found = verdicts(linted(tmp_path, {"main.bicep": text}))
    assert [one.name.lower() for one in found] == [verdict]
