"""Objects of Az: what is set of them in memory, what is added to and taken off them, and what of it is written.

Sources: the reference of Az 16.2.0 (``New-AzDelegation``, ``Add-AzDelegation``, ``Set-AzVirtualNetwork``,
``Set-AzNatGateway``, ``Set-AzRouteTable``), Azure/azure-powershell (``SetAzureRmRouteConfigCommand.cs``,
``SetAzureVirtualNetworkSubnetConfigCommand.cs``), about_CommonParameters and about_Parameters.
"""

from __future__ import annotations

import pytest
from declare import shown

from natpin.model.resource import SourceNote
from natpin.model.value import Value

from .table_of_parameters import BEFORE, IP, NAT, PREFIX, TABLE
from .test_cmdlets import Told, made, told
from .test_ways import read

SUBNET, IN_V = "az:subnet:rg/net/own", "az:subnet:rg/v/own"
WRITE = "\n$net | Set-AzVirtualNetwork"
ANEW = f"\n$net | Remove-AzVirtualNetworkSubnetConfig -Name own\n$net | Add-AzVirtualNetworkSubnetConfig -Name own -AddressPrefix 10.0.1.0/24{WRITE}"
NEW = "\nNew-AzVirtualNetwork @w -Name v -Subnet $own"
GET = "$s = Get-AzVirtualNetworkSubnetConfig -Name own -VirtualNetwork $net\n"
ELSEWHERE = "$n = Get-AzVirtualNetwork -Name elsewhere -ResourceGroupName rg\n"
THERE = f"{ELSEWHERE}$s = Get-AzVirtualNetworkSubnetConfig -Name there -VirtualNetwork $n\n"
SECOND = "$i2 = New-AzPublicIpAddress @w -Name i2 -Sku Standard -AllocationMethod Static\n"
WITH_IP = f"{SECOND}$g = New-AzNatGateway @w -Name g -PublicIpAddress $ip\n"
I2 = "→ az:publicIp:rg/i2.id"
TO = {"properties": {"serviceName": "Microsoft.Web/serverFarms"}}
SQL = {"properties": {"serviceName": "Microsoft.Sql/servers"}}
ROUTE = "-AddressPrefix 0.0.0.0/0 -NextHopType VirtualAppliance -NextHopIpAddress 10.0.0.4"
ADDED = f"Add-AzRouteConfig -RouteTable $table -Name r {ROUTE} | Set-AzRouteTable\n"
NOT_FOLLOWED = "? what the command sets there is not followed"

LEFT: list[tuple[str, str, str, object]] = [
    # a script, a resource, a property and its value
    # -- lists of a gateway
    ("$nat.PublicIpAddresses.Add($ip)\n$nat | Set-AzNatGateway", "az:natGateway:rg/nat", "publicIpAddresses", [{"id": IP}]),
    ("$nat.PublicIpPrefixes.Add($prefix)\n$nat | Set-AzNatGateway", "az:natGateway:rg/nat", "publicIpPrefixes", [{"id": PREFIX}]),
    (f"{WITH_IP}$g.PublicIpAddresses.Add($i2)\n$g | Set-AzNatGateway", "az:natGateway:rg/g", "publicIpAddresses", [{"id": IP}, {"id": I2}]),
    (f"{WITH_IP}$g.PublicIpAddresses += $i2\n$g | Set-AzNatGateway", "az:natGateway:rg/g", "publicIpAddresses", [{"id": IP}, {"id": I2}]),
    (f"{WITH_IP}$g.PublicIpAddresses = $i2\n$g | Set-AzNatGateway", "az:natGateway:rg/g", "publicIpAddresses", [{"id": I2}]),
    (f"{WITH_IP}$g.PublicIpAddresses.Clear()\n$g | Set-AzNatGateway", "az:natGateway:rg/g", "publicIpAddresses", None),
    (f"{WITH_IP}$g.PublicIpAddresses = $null\n$g | Set-AzNatGateway", "az:natGateway:rg/g", "publicIpAddresses", None),
    (f"{WITH_IP}$g.PublicIpAddresses.Add($i2)", "az:natGateway:rg/g", "publicIpAddresses", [{"id": IP}]),
    (f"{WITH_IP}New-AzNatGateway @w -Name h -PublicIpAddress $g.PublicIpAddresses", "az:natGateway:rg/h", "publicIpAddresses", [{"id": IP}]),
    (f"{WITH_IP}New-AzNatGateway @w -Name h -PublicIpAddress $g.PublicIpAddresses[0].Id", "az:natGateway:rg/h", "publicIpAddresses", [{"id": IP}]),
    ("$g = New-AzNatGateway @w -Name g -PublicIpAddress $env:X\n$g.PublicIpAddresses.Add($ip)\n$g | Set-AzNatGateway", "az:natGateway:rg/g", "publicIpAddresses", "? $env:X is set outside this script"),
    ("$g = Get-AzNatGateway -ResourceGroupName rg -Name far\n$g.PublicIpAddresses.Add($ip)\n$g | Set-AzNatGateway", "az:natGateway:rg/far", "publicIpAddresses", "? what a list held that is changed is not known"),
    # -- delegations and service endpoints of a subnet
    (f"{GET}$s.Delegations.Add($delegation){WRITE}", SUBNET, "delegations", [TO]),
    (f"{GET}$s = Add-AzDelegation -Name d -ServiceName Microsoft.Sql/servers -Subnet $s{WRITE}", SUBNET, "delegations", [SQL]),
    (f"{GET}$s | Add-AzDelegation -Name d -ServiceName Microsoft.Sql/servers{WRITE}", SUBNET, "delegations", [SQL]),
    (f"{GET}$s.Delegations.Add($delegation){WRITE}\n{GET}Add-AzDelegation -Name d -ServiceName Microsoft.Sql/servers -Subnet $s{WRITE}", SUBNET, "delegations", [TO, SQL]),
    (f"{GET}$s.Delegations.Add($delegation){WRITE}\n{GET}$s.Delegations.Clear(){WRITE}", SUBNET, "delegations", []),
    (f"{GET}$s.Delegations = $null{WRITE}", SUBNET, "delegations", None),
    (f"{GET}$s.Delegations.Add($delegation){WRITE}\n{GET}Remove-AzDelegation -Name d -Subnet $s{WRITE}", SUBNET, "delegations", "? which delegations are left is not followed"),
    (f"{GET}Remove-AzDelegation -Name d -Subnet $s{WRITE}", SUBNET, "delegations", []),
    (f"{GET}$s.Delegations.Add($env:X){WRITE}", SUBNET, "delegations", "? what is listed is not known"),
    (f"{GET}$s.Delegations.Add((New-AzDelegation -Name d)){WRITE}", SUBNET, "delegations", [{"properties": {"serviceName": "? its servicename"}}]),
    (f"$own = New-AzVirtualNetworkSubnetConfig -Name own -Delegation $delegation\nAdd-AzDelegation -Name d -ServiceName Microsoft.Sql/servers -Subnet $own{NEW}", IN_V, "delegations", [TO, SQL]),
    (f"$own = New-AzVirtualNetworkSubnetConfig -Name own -Delegation $delegation\n$own.Delegations.Add($delegation){NEW}", IN_V, "delegations", [TO, TO]),
    (f"$own.Delegations.Add($delegation){NEW}", IN_V, "delegations", [TO]),
    (f"$own = New-AzVirtualNetworkSubnetConfig -Name own -ServiceEndpoint Microsoft.Sql\n$own.ServiceEndpoints = $null{NEW}", IN_V, "serviceEndpoints", None),
    (f"$own = New-AzVirtualNetworkSubnetConfig -Name own -ServiceEndpoint Microsoft.Sql\n$own.ServiceEndpoints.Add($env:X){NEW}", IN_V, "serviceEndpoints", NOT_FOLLOWED),
    # -- what a subnet or a route is not given when it is set
    ("$own = New-AzVirtualNetworkSubnetConfig -Name own -Delegation $delegation -ServiceEndpoint Microsoft.Sql\n$n = New-AzVirtualNetwork @w -Name v -Subnet $own\nSet-AzVirtualNetworkSubnetConfig -VirtualNetwork $n -Name own -AddressPrefix 10.0.1.0/24 | Set-AzVirtualNetwork", IN_V, "delegations", None),
    ("$own = New-AzVirtualNetworkSubnetConfig -Name own -Delegation $delegation -ServiceEndpoint Microsoft.Sql\n$n = New-AzVirtualNetwork @w -Name v -Subnet $own\nSet-AzVirtualNetworkSubnetConfig -VirtualNetwork $n -Name own -AddressPrefix 10.0.1.0/24 | Set-AzVirtualNetwork", IN_V, "serviceEndpoints", None),
    # -- one that is made in memory takes the place of its namesake with all that it had
    (f"{GET}$s.NatGateway = $nat{WRITE}{ANEW}", SUBNET, "natGateway", None),
    (f"{GET}$s.RouteTable = $table{WRITE}{ANEW}", SUBNET, "routeTable", None),
    (f"{GET}$s.NatGateway = $nat{WRITE}\n$net | Add-AzVirtualNetworkSubnetConfig -Name two -AddressPrefix 10.0.2.0/24{WRITE}", SUBNET, "natGateway.id", NAT),
    (f"{GET}$s.NatGateway = $nat{WRITE}{ANEW[:-len(WRITE)]}", SUBNET, "natGateway.id", NAT),
    (f"{ADDED}Remove-AzRouteConfig -RouteTable $table -Name r\nAdd-AzRouteConfig -RouteTable $table -Name r -AddressPrefix 0.0.0.0/0 -NextHopType Internet | Set-AzRouteTable", "az:route:rg/table/r", "nextHopIpAddress", None),
    (f"Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $net -Name own -AddressPrefix 10.0.1.0/24{WRITE}", SUBNET, "routeTable", None),
    (f"Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $net -Name own -AddressPrefix 10.0.1.0/24{WRITE}", SUBNET, "natGateway", None),
    (f"{ADDED}Set-AzRouteConfig -RouteTable $table -Name r -AddressPrefix 0.0.0.0/0 -NextHopType Internet | Set-AzRouteTable", "az:route:rg/table/r", "nextHopIpAddress", None),
    (f"{ADDED}Set-AzRouteConfig -RouteTable $table -Name r -AddressPrefix 0.0.0.0/0 -NextHopType Internet | Set-AzRouteTable", "az:route:rg/table/r", "nextHopType", "Internet"),
    (f"{ADDED}Set-AzRouteConfig -RouteTable $table -Name r -NextHopType Internet | Set-AzRouteTable", "az:route:rg/table/r", "addressPrefix", None),
    # -- members one by one
    (f"{GET}$s.RouteTable = $table{WRITE}", SUBNET, "routeTable.id", TABLE),
    (f"{GET}$s.DefaultOutboundAccess = $false{WRITE}", SUBNET, "defaultOutboundAccess", False),
    (f"{GET}$s.AddressPrefix = '10.0.9.0/24'{WRITE}", SUBNET, "addressPrefixes", ["10.0.9.0/24"]),
    (f"{GET}$s.NatGateway = $nat{WRITE}\n{GET}$s.NatGateway = $null{WRITE}", SUBNET, "natGateway", None),
    (f"$net.Subnets[0].NatGateway = $nat{WRITE}", SUBNET, "natGateway.id", NAT),
    (f"$net.Subnets[0].natgateway = $nat{WRITE}", SUBNET, "natGateway.id", NAT),
    (f"($net.Subnets | Where-Object Name -eq 'OWN').NatGateway = $nat{WRITE}", SUBNET, "natGateway.id", NAT),
    (f"$x = Get-AzVirtualNetworkSubnetConfig -Name OWN -VirtualNetwork $net\n$x.NatGateway = $nat{WRITE}", SUBNET, "natGateway.id", NAT),
    (f"$net.Subnets = $own{WRITE}", SUBNET, "addressPrefixes", ["10.0.0.0/24"]),
    (f"$t = Get-AzRouteTable -ResourceGroupName rg -Name table\n$t.Routes.Add((New-AzRouteConfig -Name r {ROUTE}))\n$t | Set-AzRouteTable", "az:route:rg/table/r", "nextHopIpAddress", "10.0.0.4"),
    (f"{ADDED}$table.Routes[0].NextHopIpAddress = '10.0.0.5'\n$table | Set-AzRouteTable", "az:route:rg/table/r", "nextHopIpAddress", "10.0.0.5"),
    # -- a gateway in a subnet's member, and what has none
    (f"{GET}$s.NatGateway = $nat{WRITE}\nNew-AzVirtualNetworkSubnetConfig -Name b -NatGateway $net.Subnets[0].NatGateway -OutVariable b\n$n = New-AzVirtualNetwork @w -Name v -Subnet (New-AzVirtualNetworkSubnetConfig -Name b -NatGateway (Get-AzVirtualNetworkSubnetConfig -Name own -VirtualNetwork $net).NatGateway)", "az:subnet:rg/v/b", "natGateway.id", NAT),
    (f"{GET}$x = New-AzVirtualNetworkSubnetConfig -Name b -NatGateway $s.NatGateway\nNew-AzVirtualNetwork @w -Name v -Subnet $x", "az:subnet:rg/v/b", "natGateway", None),
    # -- an object handed over by its parameter
    ("$nat.IdleTimeoutInMinutes = 21\nSet-AzNatGateway -InputObject $nat", "az:natGateway:rg/nat", "idleTimeoutInMinutes", 21),
    ("$nat.IdleTimeoutInMinutes = 21\nSet-AzNatGateway -NatGateway $nat", "az:natGateway:rg/nat", "idleTimeoutInMinutes", 21),
    ("$ip.IdleTimeoutInMinutes = 21\nSet-AzPublicIpAddress -PublicIpAddress $ip", "az:publicIp:rg/ip", "idleTimeoutInMinutes", 21),
    ("$ip.Zones = '1', '2'\nSet-AzPublicIpAddress -PublicIpAddress $ip", "az:publicIp:rg/ip", "zones", ["1", "2"]),
    ("$ip.PublicIpAllocationMethod = 'Dynamic'\nSet-AzPublicIpAddress -PublicIpAddress $ip", "az:publicIp:rg/ip", "publicIPAllocationMethod", "Dynamic"),
    ("$ip.PublicIpAddressVersion = 'IPv6'\n$ip | Set-AzPublicIpAddress", "az:publicIp:rg/ip", "publicIPAddressVersion", "IPv6"),
    ("$i = New-AzPublicIpAddress @w -Name i -Sku Basic\n$i.Sku.Name = 'Standard'\nSet-AzPublicIpAddress -PublicIpAddress $i", "az:publicIp:rg/i", "sku.name", "Standard"),
    ("$i = New-AzPublicIpAddress @w -Name i -Sku Basic\n$i.Sku.Name = 'Standard'", "az:publicIp:rg/i", "sku.name", "Basic"),
    ("New-AzPublicIpAddress @w -Name i -Sku $ip.Sku.Name", "az:publicIp:rg/i", "sku.name", "Standard"),
    ("$nat.PublicIpAddressesV6 = $ip\n$nat.PublicIpPrefixesV6 = $prefix\n$nat | Set-AzNatGateway", "az:natGateway:rg/nat", "publicIpAddressesV6", [{"id": IP}]),
    ("$nat.PublicIpAddressesV6 = $ip\n$nat.PublicIpPrefixesV6 = $prefix\n$nat | Set-AzNatGateway", "az:natGateway:rg/nat", "publicIpPrefixesV6", [{"id": PREFIX}]),
    ("$prefix.PrefixLength = 30\nSet-AzPublicIpPrefix -PublicIpPrefix $prefix", "az:prefix:rg/prefix", "prefixLength", 30),
    ("$table.DisableBgpRoutePropagation = $true\nSet-AzRouteTable -RouteTable $table", "az:routeTable:rg/table", "disableBgpRoutePropagation", True),
    (f"{GET}$s.NatGateway = $nat\nSet-AzVirtualNetwork -VirtualNetwork $net", SUBNET, "natGateway.id", NAT),
    ("$c = Get-AzAksCluster -ResourceGroupName rg -Name aks\nSet-AzAksCluster -InputObject $c -NodeCount 9", "az:cluster:rg/aks", "agentPoolProfiles[0].count", 9),
    ("$c = Get-AzAksCluster -ResourceGroupName rg -Name aks\n$p = $c | New-AzAksNodePool -Name made\n$p | Update-AzAksNodePool -NodeCount 6", "az:pool:rg/aks/made", "count", 6),
    ("$c = Get-AzAksCluster -ResourceGroupName rg -Name aks\n$p = New-AzAksNodePool -ClusterObject $c -Name made\nUpdate-AzAksNodePool -InputObject $p -NodeCount 6", "az:pool:rg/aks/made", "count", 6),
    ("$c = Get-AzAksCluster -ResourceGroupName rg -Name aks\nNew-AzAksNodePool -ClusterObject $c -Name made\nUpdate-AzAksNodePool -ClusterObject $c -Name made -NodeCount 6", "az:pool:rg/aks/made", "count", 6),
    ("$c = Get-AzAksCluster -ResourceGroupName rg -Name aks\n$c.Count = 7\n$p = New-AzAksNodePool -ClusterObject $c -Name made\nUpdate-AzAksNodePool -ClusterObject $c -Name made", "az:pool:rg/aks/made", "count", 1),
    # -- the beginning of a parameter's name is enough where it is the only one
    ("New-AzNatGateway -Res rg -Name made -Loc eastus", "az:natGateway:rg/made", "location", "eastus"),
    ("New-AzNatGateway @w -Name made -PublicIpA $ip", "az:natGateway:rg/made", "publicIpAddresses", None),
    ("$x = New-AzVirtualNetworkSubnetConfig -Name own -Address 10.0.4.0/24 -NatGatewayI $nat.Id\nNew-AzVirtualNetwork @w -Name v -Sub $x", IN_V, "natGateway.id", NAT),
    ("$x = New-AzVirtualNetworkSubnetConfig -Name own -Address 10.0.4.0/24\nNew-AzVirtualNetwork @w -Name v -Sub $x", IN_V, "addressPrefixes", ["10.0.4.0/24"]),
    # -- in Azure alone
    (f"{ELSEWHERE}New-AzNatGateway -ResourceGroupName $n.ResourceGroupName -Name made", "az:natGateway:rg/made", "sku.name", "Standard"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "address", "path", "expected"), LEFT, ids=[row[0][-90:] for row in LEFT])
def test_what_is_written(script: str, address: str, path: str, expected: object) -> None:
    assert shown(made(script)[address].get(path)) == expected


DOUBTS: list[tuple[str, list[Told]]] = [
    # the name of what is set, or taken off, is not known
    ("Set-AzVirtualNetworkSubnetConfig -Name $env:X -VirtualNetwork $net -AddressPrefix 10.0.0.0/24", [("subnets", None, (), True)]),
    ("Set-AzVirtualNetworkSubnetConfig -Name gone -VirtualNetwork $net -AddressPrefix 10.0.0.0/24", [("subnets", None, (), True)]),
    ("Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $net @more", [("subnets", None, (), True)]),
    ("Add-AzRouteConfig -RouteTable $table @more", [("routes", None, (), True)]),
    ("Remove-AzVirtualNetworkSubnetConfig -Name $env:X -VirtualNetwork $net", [("subnets", None, (), False)]),
    ("Remove-AzVirtualNetworkSubnetConfig -Name own -VirtualNetwork $env:V", [("subnets", None, (), False)]),
    ("Remove-AzVirtualNetworkSubnetConfig -Name gone -VirtualNetwork $net", []),
    (f"{ELSEWHERE}Remove-AzVirtualNetworkSubnetConfig -Name there -VirtualNetwork $n", [("subnets", None, (), False)]),
    ("Remove-AzRouteConfig -Name $env:X -RouteTable $table", [("routes", None, (), False)]),
    ("Get-AzVirtualNetworkSubnetConfig -Name own -VirtualNetwork $env:V", []),
    ("Get-AzRouteConfig -Name own -RouteTable $env:T", []),
    ("$s = Get-AzVirtualNetworkSubnetConfig -Name $env:X -VirtualNetwork $net\n$s.NatGateway = $nat", [("subnets", None, ("natGateway",), False)]),
    # what is set is not known
    ("$r = New-AzRouteConfig -Name r @env:X\nNew-AzRouteTable @w -Name t -Route $r", [("routes", "→ az:route:rg/t/r.id", (), False)]),
    (f"{GET}Set-AzVirtualNetworkSubnetConfig -Name own -VirtualNetwork $net @env:X{WRITE}", [("subnets", "→ az:subnet:rg/net/own.id", (), False)]),
    (f"{ADDED}$x = @{{ NextHopType = 'Internet' }}\nSet-AzRouteConfig -Name r -RouteTable $table @x | Set-AzRouteTable", []),
    # a list of which nobody knows what it holds
    (f"$net.Subnets = $env:X{WRITE}", [("subnets", None, (), True)]),
    (f"$net.Subnets.Add($env:X){WRITE}", [("subnets", None, (), True)]),
    (f"$net.Subnets += $env:X{WRITE}", [("subnets", None, (), True)]),
    ("$table.Routes = $env:X\n$table | Set-AzRouteTable", [("routes", None, (), True)]),
    (f"{ELSEWHERE}$n | Set-AzVirtualNetwork", []),
    (f"{ELSEWHERE}$n.Subnets = $env:X\n$n | Set-AzVirtualNetwork", [("subnets", None, (), True)]),
    # a member of an object that nobody knows
    ("$env:S.Delegations.Add($delegation)", [("subnets", None, ("delegations",), False)]),
    ("$env:S.ServiceEndpoints = $null", [("subnets", None, ("serviceEndpoints",), False)]),
    ("$env:S.AddressPrefix = '10.0.0.0/24'", [("subnets", None, (), False)]),
    ("$env:S.DefaultOutboundAccess = $true", [("subnets", None, (), False)]),
    ("$env:R.NextHopType = 'Internet'", [("routes", None, (), False)]),
    ("$env:R.NextHopIpAddress = '10.0.0.4'", [("routes", None, (), False)]),
    ("$env:G.PublicIpAddresses.Add($ip)", [("natGateways", None, (), False)]),
    ("$env:G.IdleTimeoutInMinutes = 120", [("natGateways", None, (), False)]),
    ("$c = Get-AzAksCluster -ResourceGroupName rg -Name aks\n$c.NetworkProfile.OutboundType = 'none'\n$c | Set-AzAksCluster", [("managedClusters", None, (), False)]),
    ("$c = Get-AzAksCluster -ResourceGroupName rg -Name aks\n$c.ApiServerAccessProfile.AuthorizedIPRanges = '1.2.3.4'\n$c | Set-AzAksCluster", [("managedClusters", None, (), False)]),
    # which resource is meant is not known
    ("New-AzAksNodePool -Name p", [("agentPools managedClusters", None, (), True)]),
    ("Remove-AzAksNodePool -Name p", [("agentPools managedClusters", None, (), False)]),
    ("Update-AzAksNodePool -InputObject $env:P", [("agentPools managedClusters", None, (), False)]),
    ("Remove-AzVirtualNetwork -Name $env:X -ResourceGroupName rg", [("virtualNetworks subnets", None, (), False)]),
    ("Remove-AzAksCluster -Name $env:X -ResourceGroupName rg", [("managedClusters agentPools", None, (), False)]),
    ("New-AzNatGateway -Name $env:X -ResourceGroupName rg", []),
    ("New-AzNatGateway -Name $env:X -ResourceGroupName rg\nSet-AzNatGateway -Name $env:X -ResourceGroupName rg", []),
    ("Remove-AzNatGateway -Name gone -ResourceGroupName rg\n$gone = 1", []),
    ("Remove-AzNatGateway -InputObject $net", [("natGateways", None, (), False)]),
    ("Add-AzVirtualNetworkPeering -VirtualNetwork $env:V -Name p", [("routeTables routes", None, (), True), ("subnets", None, ("routeTable",), False)]),
    ("Add-AzVirtualNetworkPeering -VirtualNetwork $net", [("routeTables routes", None, (), True), ("subnets", None, ("routeTable",), False)]),
    # no parameter of the cmdlet
    ("New-AzAksCluster -ResourceGroupName rg -Name a -NodeCount 2 -WhatI:$false", []),
    ("New-AzAksNodePool -ResourceGroupName rg -ClusterName aks -Name p -NodeVnetSubnetID x", [("agentPools", "→ az:pool:rg/aks/p.id", (), False)]),
    ("New-AzNatGateway @w -Name made -Verbose -ErrorAction Stop -AsJob -Confirm:$false -DefaultProfile $x", []),
    ("New-AzNatGateway @w -Name made -Nonsense 1", [("natGateways", "→ az:natGateway:rg/made.id", (), False)]),
    ("New-AzNatGateway @w -Name made @env:X", [("natGateways", "→ az:natGateway:rg/made.id", (), False)]),
    # cmdlets that only install a tool
    ("Install-AzAksCliTool", []),
    ("Install-AzAksKubectl", []),
    # nothing is done
    ("Set-AzRouteServer -RouteServerName x -WhatIf", []),
    ("New-AzResourceGroupDeployment -ResourceGroupName rg -TemplateUri https://x -WhatIf", []),
    ("Invoke-AzRestMethod -WhatIf", []),
]  # fmt: skip


@pytest.mark.parametrize(("script", "expected"), DOUBTS, ids=[row[0][-90:] for row in DOUBTS])
def test_what_is_not_known(script: str, expected: list[Told]) -> None:
    assert told(script) == expected


THERE_OR_NOT: list[tuple[str, str, str]] = [
    # a script, and whether a resource is there: "yes", "no", "maybe", "elsewhere"
    ("New-AzNatGateway @w -Name made -WhatIf", "az:natGateway:rg/made", "no"),
    ("New-AzNatGateway @w -Name made -WhatIf:$true", "az:natGateway:rg/made", "no"),
    ("New-AzNatGateway @w -Name made -WhatIf:$false", "az:natGateway:rg/made", "yes"),
    ("New-AzNatGateway @w -Name made -wi", "az:natGateway:rg/made", "no"),
    ("$WhatIfPreference = $true\nNew-AzNatGateway @w -Name made", "az:natGateway:rg/made", "no"),
    ("$WhatIfPreference = $true\nNew-AzNatGateway @w -Name made -WhatIf:$false", "az:natGateway:rg/made", "yes"),
    ("$WhatIfPreference = $true\n$WhatIfPreference = $false\nNew-AzNatGateway @w -Name made", "az:natGateway:rg/made", "yes"),
    ("$PSDefaultParameterValues['*-Az*:WhatIf'] = $true\nNew-AzNatGateway @w -Name made", "az:natGateway:rg/made", "maybe"),
    ("$PSDefaultParameterValues = @{ '*:WhatIf' = $true }\nNew-AzNatGateway @w -Name made", "az:natGateway:rg/made", "maybe"),
    ("$PSDefaultParameterValues['*:ErrorAction'] = 'Stop'\nNew-AzNatGateway @w -Name made", "az:natGateway:rg/made", "yes"),
    ("New-AzNatGateway @w -Name made -WhatIf:$env:TEST", "az:natGateway:rg/made", "maybe"),
    ("$s = @{ WhatIf = $true }\nRemove-AzNatGateway -Name nat -ResourceGroupName rg @s", "az:natGateway:rg/nat", "yes"),
    ("Remove-AzNatGateway -Name nat -ResourceGroupName rg -WhatIf", "az:natGateway:rg/nat", "yes"),
    ("Get-AzNatGateway -Name far -ResourceGroupName rg -WhatIf", "az:natGateway:rg/far", "elsewhere"),
    # what another cmdlet adds or takes off leaves the rest
    ("$net | Add-AzVirtualNetworkSubnetConfig -Name two -AddressPrefix 10.0.2.0/24 | Set-AzVirtualNetwork", "az:subnet:rg/net/two", "yes"),
    ("$net | Add-AzVirtualNetworkSubnetConfig -Name two -AddressPrefix 10.0.2.0/24 | Set-AzVirtualNetwork", SUBNET, "yes"),
    ("$net | Add-AzVirtualNetworkSubnetConfig -Name two -AddressPrefix 10.0.2.0/24 | Add-AzVirtualNetworkSubnetConfig -Name three -AddressPrefix 10.0.3.0/24 | Set-AzVirtualNetwork", "az:subnet:rg/net/two", "yes"),
    ("$net | Add-AzVirtualNetworkSubnetConfig -Name two -AddressPrefix 10.0.2.0/24", "az:subnet:rg/net/two", "no"),
    ("$net | Add-AzVirtualNetworkSubnetConfig -Name two -AddressPrefix 10.0.2.0/24 | Set-AzVirtualNetwork\n$net | Remove-AzVirtualNetworkSubnetConfig -Name own | Set-AzVirtualNetwork", "az:subnet:rg/net/two", "yes"),
    ("$net | Add-AzVirtualNetworkSubnetConfig -Name two -AddressPrefix 10.0.2.0/24 | Set-AzVirtualNetwork\n$net | Remove-AzVirtualNetworkSubnetConfig -Name OWN | Set-AzVirtualNetwork", SUBNET, "no"),
    ("Remove-AzVirtualNetworkSubnetConfig -Name own -VirtualNetwork $net", SUBNET, "yes"),
    ("Remove-AzVirtualNetworkSubnetConfig -Name $env:X -VirtualNetwork $net | Set-AzVirtualNetwork", SUBNET, "yes"),
    ("$net | Set-AzVirtualNetwork", SUBNET, "yes"),
    (f"$net.Subnets = $null{WRITE}", SUBNET, "no"),
    (f"$net.Subnets.Clear(){WRITE}", SUBNET, "no"),
    (f"$net.Subnets = $env:X{WRITE}", SUBNET, "yes"),
    ("$n = Get-AzVirtualNetwork @w -Name net\n$n.Subnets = @()\nGet-AzVirtualNetwork @w -Name net | Set-AzVirtualNetwork", SUBNET, "yes"),
    (f"{ADDED}Remove-AzRouteConfig -RouteTable $table -Name r | Set-AzRouteTable", "az:route:rg/table/r", "no"),
    (f"{ADDED}$table | Set-AzRouteTable", "az:route:rg/table/r", "yes"),
    (f"{ADDED}New-AzRouteTable @w -Name table -Force", "az:route:rg/table/r", "yes"),
    # what is handed over by its parameter is removed
    ("Remove-AzPublicIpPrefix -InputObject $prefix", "az:prefix:rg/prefix", "no"),
    ("$nat | Remove-AzNatGateway -Force", "az:natGateway:rg/nat", "no"),
    ("Remove-AzNatGateway -InputObject $nat -Force\n$nat | Set-AzNatGateway", "az:natGateway:rg/nat", "no"),
    # but a cluster that the script has made is judged as it stood
    ("$c = Get-AzAksCluster -ResourceGroupName rg -Name aks\nRemove-AzAksCluster -InputObject $c", "az:cluster:rg/aks", "yes"),
    ("Get-AzAksCluster rg aks | Remove-AzAksCluster -Force", "az:cluster:rg/aks", "yes"),
    ("Remove-AzAksCluster rg aks", "az:cluster:rg/aks", "yes"),
    # what a pool or a subnet stands in is there, declared by something else
    ("New-AzAksNodePool -ResourceGroupName rg -ClusterName far -Name p", "az:cluster:rg/far", "elsewhere"),
    ("New-AzAksNodePool rg far p", "az:pool:rg/far/p", "yes"),
    (f"{THERE}", "az:vnet:rg/elsewhere", "elsewhere"),
    (f"{THERE}", "az:subnet:rg/elsewhere/there", "elsewhere"),
    (f"{THERE}$n | Set-AzVirtualNetwork", "az:subnet:rg/elsewhere/there", "elsewhere"),
    # what is looked up under a condition
    ("if (Get-AzVirtualNetworkSubnetConfig -Name own -VirtualNetwork $net) { New-AzRouteTable @w -Name made }", "az:routeTable:rg/made", "yes"),
    ("if (Get-AzVirtualNetworkSubnetConfig -Name gone -VirtualNetwork $net) { New-AzRouteTable @w -Name made }", "az:routeTable:rg/made", "no"),
    ("if (Get-AzVirtualNetworkSubnetConfig -Name $env:X -VirtualNetwork $net) { New-AzRouteTable @w -Name made }", "az:routeTable:rg/made", "maybe"),
    ("if (Get-AzVirtualNetworkSubnetConfig -Name own -VirtualNetwork $env:V) { New-AzRouteTable @w -Name made }", "az:routeTable:rg/made", "maybe"),
    ("if ($nat.ProvisioningState -eq 'Succeeded') { New-AzRouteTable @w -Name made }", "az:routeTable:rg/made", "maybe"),
    (f"{GET}if ($s.NatGateway) {{ New-AzRouteTable @w -Name made }}", "az:routeTable:rg/made", "no"),
    (f"{GET}$s.NatGateway = $nat{WRITE}\n{GET}if ($s.NatGateway) {{ New-AzRouteTable @w -Name made }}", "az:routeTable:rg/made", "yes"),
    ("if ($nat.PublicIpAddresses) { New-AzRouteTable @w -Name made }", "az:routeTable:rg/made", "no"),
    ("if ($nat.PublicIpAddresses.Count -eq 0) { New-AzRouteTable @w -Name made }", "az:routeTable:rg/made", "yes"),
    ("if ($ip.IpAddress) { New-AzRouteTable @w -Name made }", "az:routeTable:rg/made", "maybe"),
    # what is looked up is supposed to be missing
    ("if (-not (Get-AzNatGateway -ResourceGroupName rg)) { New-AzRouteTable @w -Name made }", "az:routeTable:rg/made", "yes"),
    ("if (-not (Get-AzResourceLock -LockName x)) { New-AzRouteTable @w -Name made }", "az:routeTable:rg/made", "yes"),
    ("if (-not (Find-AzResource -Name x)) { New-AzRouteTable @w -Name made }", "az:routeTable:rg/made", "maybe"),
    # what is only taken away under such a name is no deployment
    ("if ($env:DESTROY -eq 'yes') { Remove-AzNatGateway -Name nat -ResourceGroupName rg -Force }", "az:natGateway:rg/nat", "yes"),
    ("if ($env:OTHER -eq 'yes') { Remove-AzNatGateway -Name nat -ResourceGroupName rg -Force }", "az:natGateway:rg/nat", "maybe"),
    ("if ($env:DESTROY -eq 'yes') { Remove-AzNatGateway -Name nat -ResourceGroupName rg -Force; New-AzRouteTable @w -Name x }", "az:natGateway:rg/nat", "maybe"),
    ("if ($env:DESTROY -eq 'yes') { Remove-AzNatGateway -Name nat -ResourceGroupName rg -Force; $net | Add-AzVirtualNetworkPeering -Name x -RemoteVirtualNetworkId y }", "az:natGateway:rg/nat", "maybe"),
    ("if ($env:DESTROY -eq 'yes') { Remove-AzNatGateway -Name nat -ResourceGroupName rg -Force; New-AzResourceGroup -Name x -Location y }", "az:natGateway:rg/nat", "maybe"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("script", "address", "expected"), THERE_OR_NOT, ids=[f"{row[0][-90:]} {row[1]}" for row in THERE_OR_NOT]
)
def test_what_is_there(script: str, address: str, expected: str) -> None:
    found = made(script).get(address)
    answer = (
        "no" if found is None else "elsewhere" if found.external else "maybe" if found.conditional else "yes"
    )
    assert answer == expected


def test_what_is_set_to_nothing_in_a_network_of_elsewhere_is_written_so() -> None:
    found = made(f"{THERE}$s.NatGateway = $null\n$n | Set-AzVirtualNetwork")["az:subnet:rg/elsewhere/there"]
    assert found.properties["natGateway"] == Value(None, found.properties["natGateway"].at)
    assert "natGateway" not in made(f"{THERE}$n | Set-AzVirtualNetwork")[found.address].properties
    here = made(f"{GET}$s.NatGateway = $null{WRITE}")[SUBNET]
    assert "natGateway" not in here.properties


FAR = "$g = Get-AzNatGateway -Name far -ResourceGroupName rg -ErrorAction SilentlyContinue\n"
USED = "\nNew-AzVirtualNetwork @w -Name v -Subnet (New-AzVirtualNetworkSubnetConfig -Name b -NatGateway $g)"
NOTES: list[tuple[str, list[str]]] = [
    # a script, and what it uses that nothing has made by then
    ("Set-AzNatGateway -Name far -ResourceGroupName rg", ["az:natGateway:rg/far"]),
    ("Set-AzNatGateway -Name nat -ResourceGroupName rg", []),
    (
        "$g = Get-AzNatGateway -Name far -ResourceGroupName rg\nNew-AzVirtualNetworkSubnetConfig -Name b -NatGateway $g",
        [],
    ),
    (f"{FAR}$own.NatGateway = $g{NEW}", ["az:natGateway:rg/far"]),
    (
        f"{FAR}New-AzVirtualNetwork @w -Name v -Subnet (New-AzVirtualNetworkSubnetConfig -Name b -NatGatewayId $g.Id)",
        ["az:natGateway:rg/far"],
    ),
    (f"{FAR}$g | Set-AzNatGateway", ["az:natGateway:rg/far"]),
    # whether something is there may be asked, and it may be made where it is not
    (f"{FAR}if (-not $g) {{ $g = New-AzNatGateway @w -Name far }}{USED}", []),
    (f"{FAR}if ($null -eq $g) {{ $g = New-AzNatGateway @w -Name far }}{USED}", []),
    (f"{FAR}if (-not $g.Id) {{ $g = New-AzNatGateway @w -Name far }}{USED}", []),
    (
        "try { $g = Get-AzNatGateway -Name far -ResourceGroupName rg -ErrorAction Stop } catch { $g = New-AzNatGateway @w -Name far }"
        + USED,
        [],
    ),
]


@pytest.mark.parametrize(("script", "expected"), NOTES)
def test_what_is_used_before_it_is_made(script: str, expected: list[str]) -> None:
    notes = [part for part in read(f"{BEFORE}{script}\n") if isinstance(part, SourceNote)]
    assert [note.address for note in notes if note.kind == "used-before-created"] == expected
