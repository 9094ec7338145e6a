"""Which resource a cmdlet is about, what stands for one, and what of it a parameter takes.

Sources: the reference of Az 16.2.0 (Az.Aks: ``-ResourceGroupName`` and ``-Name`` by position; Az.Network: ``-ResourceId``,
``-InputObject`` from the pipeline), about_Pipelines.
"""

from __future__ import annotations

import pytest
from declare import shown

from natpin.formats.az.powershell.parameters import FORMERLY, TABLES

from .table_of_parameters import IP, NAT, NET
from .test_cmdlets import Told, made, told

GATEWAY, IPS = "az:natGateway:rg/made", "publicIpAddresses"
V = "$own = New-AzVirtualNetworkSubnetConfig -Name own\n$v = New-AzVirtualNetwork @w -Name v -Subnet $own\n"

VALUES: list[tuple[str, str, str, object]] = [
    # a script, a resource, a property and its value
    # -- what a parameter takes
    ("New-AzNatGateway @w -Name made -PublicIpAddress $ip, $ip", GATEWAY, IPS, [{"id": IP}, {"id": IP}]),
    ("New-AzNatGateway @w -Name made -PublicIpAddress @()", GATEWAY, IPS, None),
    ("New-AzNatGateway @w -Name made -PublicIpAddress $null", GATEWAY, IPS, None),
    ("New-AzNatGateway @w -Name made -PublicIpAddress $env:X", GATEWAY, IPS, "? $env:X is set outside this script"),
    ("New-AzNatGateway @w -Name made -PublicIpAddress @($ip) ", GATEWAY, IPS, [{"id": IP}]),
    ("New-AzNatGateway @w -Name made -Zone $env:Z", GATEWAY, "zones", "? $env:Z is set outside this script"),
    ("New-AzNatGateway @w -Name made -Zone $null", GATEWAY, "zones", None),
    ("New-AzNatGateway @w -Name made -Sku $env:S", GATEWAY, "sku.name", "? $env:S is set outside this script"),
    ("New-AzNatGateway @w -Name made -IdleTimeoutInMinutes (4 + 6)", GATEWAY, "idleTimeoutInMinutes", 10),
    ("New-AzNatGateway @w -Name made -IdleTimeoutInMinutes $null", GATEWAY, "idleTimeoutInMinutes", None),
    ("$j = az network public-ip show -g rg -n ip | ConvertFrom-Json\nNew-AzNatGateway @w -Name made -PublicIpAddress $j", GATEWAY, IPS, [{"id": IP}]),
    ("$j = az network public-ip show -g rg -n ip | ConvertFrom-Json\nNew-AzNatGateway @w -Name made -PublicIpAddress $j.id", GATEWAY, IPS, [{"id": IP}]),
    (f"New-AzNatGateway @w -Name made -PublicIpAddress {NET}publicIPAddresses/ip", GATEWAY, IPS, [{"id": IP}]),
    ("New-AzRouteTable @w -Name made -DisableBgpRoutePropagation:($env:X -eq 'a')", "az:routeTable:rg/made", "disableBgpRoutePropagation", "? whether it holds is not known"),
    ("New-AzRouteTable @w -Name made -DisableBgpRoutePropagation:$null", "az:routeTable:rg/made", "disableBgpRoutePropagation", None),
    ("New-AzAksCluster rg made -NodePoolLabel $env:X", "az:cluster:rg/made", "agentPoolProfiles[0].nodeLabels", "? $env:X is set outside this script"),
    ("$l = @{ a = 'b' }\n$l[$env:K] = 'c'\nNew-AzAksCluster rg made -NodePoolLabel $l", "az:cluster:rg/made", "agentPoolProfiles[0].nodeLabels", "? a member whose name is not known was set"),
    # -- delegations and tags that are not all known
    ("$d = New-AzDelegation -Name d -ServiceName $env:X\nNew-AzVirtualNetwork @w -Name v -Subnet (New-AzVirtualNetworkSubnetConfig -Name b -Delegation $d)", "az:subnet:rg/v/b", "delegations", [{"properties": {"serviceName": "? $env:X is set outside this script"}}]),
    ("$d = New-AzDelegation -Name d -ServiceName $env:X\n$own.Delegations = $d\n$n = New-AzVirtualNetwork @w -Name v -Subnet $own\n$n.Subnets[0].Delegations.Add($delegation)\n$n | Set-AzVirtualNetwork", "az:subnet:rg/v/own", "delegations[0].properties.serviceName", "? $env:X is set outside this script"),
    ("$i = New-AzPublicIpAddress @w -Name i -IpTag $tag\n$i.IpTags.Add((New-AzPublicIpTag -IpTagType FirstPartyUsage -Tag x))\n$i | Set-AzPublicIpAddress", "az:publicIp:rg/i", "ipTags", [{"ipTagType": "RoutingPreference", "tag": "Internet"}, {"ipTagType": "FirstPartyUsage", "tag": "x"}]),
    ("New-AzPublicIpAddress @w -Name i -IpTag (New-AzPublicIpTag -Tag x)", "az:publicIp:rg/i", "ipTags", [{"ipTagType": "? its iptagtype", "tag": "x"}]),
    # -- by position, by id, by the pipeline
    ("New-AzAksCluster rg made -NodeCount 4", "az:cluster:rg/made", "agentPoolProfiles[0].count", 4),
    ("New-AzAksNodePool rg aks made -Count 4", "az:pool:rg/aks/made", "count", 4),
    ("New-AzAksNodePool rg -ClusterName aks -Name made -Count 4", "az:pool:rg/aks/made", "count", 4),
    ("$g = Get-AzNatGateway -ResourceId $nat.Id\n$g.IdleTimeoutInMinutes = 8\n$g | Set-AzNatGateway", "az:natGateway:rg/nat", "idleTimeoutInMinutes", 8),
    ("$c = Get-AzAksCluster -Id (Get-AzAksCluster rg aks).Id\n$c | Set-AzAksCluster -NodeCount 6", "az:cluster:rg/aks", "agentPoolProfiles[0].count", 6),
    ("Get-AzNatGateway -ResourceGroupName RG -Name NAT | ForEach-Object { $_.IdleTimeoutInMinutes = 8; $_ } | Set-AzNatGateway", "az:natGateway:rg/nat", "idleTimeoutInMinutes", 8),
    ("Set-AzNatGateway -Input $nat -IdleTimeoutInMinutes 8", "az:natGateway:rg/nat", "idleTimeoutInMinutes", 8),
    ("$nat | Set-AzNatGateway -PublicIpAddress $ip", "az:natGateway:rg/nat", IPS, [{"id": IP}]),
    # -- a network by another case, and the subnets of its own alone
    ("$n = Get-AzVirtualNetwork -ResourceGroupName RG -Name NET\n$n.Subnets[0].NatGateway = $nat\n$n | Set-AzVirtualNetwork", "az:subnet:rg/net/own", "natGateway.id", NAT),
    (f"{V}$v.Subnets[0].NatGateway = $nat\n$v | Set-AzVirtualNetwork", "az:subnet:rg/v/own", "natGateway.id", NAT),
    (f"{V}$v.Subnets[0].NatGateway = $nat\n$v | Set-AzVirtualNetwork", "az:subnet:rg/net/own", "natGateway", None),
    (f"{V}New-AzRouteTable @w -Name $v.Subnets[0].Name", "az:routeTable:rg/own", "location", "westeurope"),
    # -- what the client sends where nothing is written
    ("New-AzAksCluster rg made", "az:cluster:rg/made", "location", "westeurope"),
    ("New-AzNatGateway -ResourceGroupName rg -Name made", GATEWAY, "location", None),
    ("New-AzAksCluster other made", "az:cluster:other/made", "location", None),
    ("New-AzAksCluster -Name made", "az:cluster:?/made", "location", None),
    ("New-AzResourceGroup -Name bare\nNew-AzAksCluster bare made", "az:cluster:bare/made", "location", None),
    ("New-AzVirtualNetwork @w -Name made", "az:vnet:rg/made", "sku", None),
    ("az aks create -g rg -n both\nSet-AzAksCluster rg both -NodeCount 5", "az:cluster:rg/both", "agentPoolProfiles[0].count", 5),
]  # fmt: skip


@pytest.mark.parametrize(
    ("script", "address", "path", "expected"), VALUES, ids=[row[0][-90:] for row in VALUES]
)
def test_values(script: str, address: str, path: str, expected: object) -> None:
    assert shown(made(script)[address].get(path)) == expected


UNNAMED: list[tuple[str, list[Told]]] = [
    ("$a = Get-AzVirtualNetwork @w -Name net\n$a, $a | Set-AzVirtualNetwork", [("virtualNetworks subnets", None, (), False)]),
    ("'net' | Set-AzVirtualNetwork", [("virtualNetworks subnets", None, (), False)]),
    ("$ip | Set-AzNatGateway", [("natGateways", None, (), False)]),
    ("$own | Set-AzVirtualNetwork", [("virtualNetworks subnets", None, (), False)]),
    (f"Remove-AzNatGateway -ResourceId {NET}publicIPAddresses/ip", [("natGateways", None, (), False)]),
    ("Remove-AzNatGateway -ResourceId $env:X", [("natGateways", None, (), False)]),
    ("New-AzAksNodePool -ClusterObject $env:C -Name p", [("agentPools managedClusters", None, (), True)]),
    ("New-AzAksCluster rg", [("managedClusters agentPools", None, (), True)]),
    ("$net | New-AzAksNodePool -ClusterName aks -ResourceGroupName rg -Name p", []),
]  # fmt: skip


@pytest.mark.parametrize(("script", "expected"), UNNAMED, ids=[row[0][-90:] for row in UNNAMED])
def test_which_is_meant_is_not_known(script: str, expected: list[Told]) -> None:
    assert told(script) == expected


@pytest.mark.parametrize(
    ("thing", "count"),
    [
        ("$net.Subnets", 1),
        ("(Get-AzVirtualNetwork @w -Name net).Subnets", 1),
        ("(Get-AzVirtualNetworkSubnetConfig -VirtualNetwork $net)", 1),
        ("(Get-AzRouteTable @w -Name table).Routes", 0),
        ("(New-AzRouteTable @w -Name t -Route (New-AzRouteConfig -Name r)).Routes", 1),
        ("$nat.PublicIpAddresses", 0),
        ("(New-AzNatGateway @w -Name g -PublicIpAddress $ip).PublicIpAddresses", 1),
    ],
)
def test_how_many_there_are(thing: str, count: int) -> None:
    there = made(f"{V}if (@({thing}).Count -eq {count}) {{ New-AzRouteTable @w -Name made }}")[
        "az:routeTable:rg/made"
    ]
    assert there.conditional is None
    assert "az:routeTable:rg/made" not in made(
        f"{V}if (@({thing}).Count -ne {count}) {{ New-AzRouteTable @w -Name made }}"
    )


def test_what_is_elsewhere_may_hold_more() -> None:
    script = "$n = Get-AzVirtualNetwork -Name far -ResourceGroupName rg\nif ($n.Subnets.Count -eq 0) { New-AzRouteTable @w -Name made }"
    assert made(script)["az:routeTable:rg/made"].conditional


def test_other_names_are_of_parameters_that_there_are() -> None:
    for kind, names in FORMERLY.items():
        assert set(names.values()) <= set(TABLES[kind])
        assert not set(names) & set(TABLES[kind])
