"""Cmdlets of Az beside their parameters: what they look up, lock, send, deploy, and take away.

Source: the reference of Az 16.2.0 (Az.Resources, Az.Network, Az.Aks, Az.Accounts).
"""

from __future__ import annotations

import pytest
from declare import shown

from natpin.formats.az.powershell.reach import EVERYTHING
from natpin.model import resource as arm
from natpin.model.doubt import Doubt, Reach
from natpin.model.resource import Resource
from natpin.model.value import Value

from .table_of_parameters import BEFORE, NET, PASSED_OVER
from .test_ways import read

ALL = " ".join(type_.rpartition("/")[2] for type_ in EVERYTHING)
NAT_ID = f"{NET}natGateways/nat"
Told = tuple[str, object, tuple[str, ...], bool]


def made(script: str) -> dict[str, Resource]:
    return {part.address: part for part in read(BEFORE + script + "\n") if isinstance(part, Resource)}


def told(script: str) -> list[Told]:
    return [
        (" ".join(each.rpartition("/")[2] for each in part.reach.types), shown(part.reach.target), part.reach.properties, part.reach.adds)
        for part in read(BEFORE + script + "\n")
        if isinstance(part, Doubt)
    ]  # fmt: skip


DOUBTS: list[tuple[str, list[Told]]] = [
    ("Get-AzNatGateway -Name nat -ResourceGroupName rg", []),
    ("Test-AzNetworkWatcherConnectivity", []),
    ("ConvertTo-AzVMManagedDisk -ResourceGroupName rg -VMName x", []),
    ("Connect-AzAccount", []),
    ("Disconnect-AzAccount", []),
    ("Register-AzResourceProvider -ProviderNamespace x", []),
    ("Import-AzAksCredential -Name aks -ResourceGroupName rg", []),
    ("New-AzKeyVault -Name x", []),
    ("New-AzVM -Name x", []),
    ("New-AzK8sExtension -Name x", []),
    ("New-AzNetworkSecurityRuleConfig -Name x", []),
    ("New-AzLoadBalancerFrontendIpConfig -Name x", []),
    ("Remove-AzVirtualNetworkPeering -Name x -VirtualNetworkName net -ResourceGroupName rg", []),
    ("New-AzRouteServer -RouteServerName x", [("routeTables routes", None, (), True), ("subnets", None, ("routeTable",), False)]),
    ("New-AzVirtualNetworkGateway -Name x", [("routeTables routes", None, (), True), ("subnets", None, ("routeTable",), False)]),
    ("Remove-AzVirtualNetworkGateway -Name x", [("routeTables routes", None, (), False)]),
    ("Stop-AzAksCluster -Name aks -ResourceGroupName rg", [("managedClusters agentPools", None, (), False)]),
    ("New-AzFirewall -Name x", [("azureFirewalls", None, (), True)]),
    ("New-AzureRmRouteServer -RouteServerName x", [("routeTables routes", None, (), True), ("subnets", None, ("routeTable",), False)]),
    (f"Set-AzResource -ResourceId {NAT_ID} -Properties $p", [("natGateways", None, (), False)]),
    (f"New-AzResource -ResourceId {NAT_ID} -Properties $p", [("natGateways", None, (), True)]),
    (f"Remove-AzResource -ResourceId {NET}virtualNetworks/net", [("virtualNetworks subnets", None, (), False)]),
    ("Remove-AzResource -ResourceType Microsoft.Network/natGateways -Name nat", [("natGateways", None, (), False)]),
    ("Remove-AzResource -ResourceType Microsoft.Web/sites -Name x", []),
    ("Remove-AzResource -ResourceId /subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/x", []),
    ("Remove-AzResource -ResourceId $env:X", [(ALL, None, (), True)]),
    ("Remove-AzResource -Name x", [(ALL, None, (), True)]),
    ("Invoke-AzRestMethod -Method GET -Path /x", []),
    (f"Invoke-AzRestMethod -Method POST -Path {NAT_ID}", [("natGateways", "→ az:natGateway:rg/nat.id", (), False)]),
    ("Invoke-AzRestMethod", [(ALL, None, (), True)]),
    (f"Invoke-AzRest -Method POST -Path {NAT_ID}", [("natGateways", "→ az:natGateway:rg/nat.id", (), False)]),
    ("Remove-AzDelegation -Subnet $env:S -Name d", [("subnets", None, ("delegations",), False)]),
    ("Add-AzDelegation -Subnet $env:S -Name d -ServiceName x", [("subnets", None, ("delegations",), False)]),
    ("Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $env:V -Name own", [("subnets", None, (), True)]),
    ("Add-AzRouteConfig -RouteTable $env:T -Name r", [("routes", None, (), True)]),
    # a member is set of an object that nobody knows
    ("$env:S.NatGateway = $nat", [("subnets", None, ("natGateway",), False)]),
    ("$env:S.RouteTable = $table", [("subnets", None, ("routeTable",), False)]),
    ("$env:S.Subnets = $own", [("subnets", None, (), True)]),
    ("$env:S.Routes = $own", [("routes", None, (), True)]),
    ("$env:S.PublicIpAddresses = $ip", [("natGateways", None, (), False)]),
    ("$env:S.PublicIpPrefixes = $prefix", [("natGateways", None, (), False)]),
    ("$env:S.Tags = $ip", []),
    # one that is there is set, its lists included
    ("$env:V | Set-AzVirtualNetwork", [("virtualNetworks subnets", None, (), False)]),
    ("Set-AzVirtualNetwork -VirtualNetwork $env:V", [("virtualNetworks subnets", None, (), False)]),
    ("$env:T | Set-AzRouteTable", [("routeTables routes", None, (), False)]),
    ("$env:G | Set-AzNatGateway", [("natGateways", None, (), False)]),
    ("New-AzVirtualNetwork @w -Name v -AddressPrefix 10.0.0.0/8 -Subnet $env:X", [("subnets", None, (), True)]),
    ("New-AzVirtualNetwork @w -Name v -AddressPrefix 10.0.0.0/8 -Subnet $own, $env:X", [("subnets", None, (), True)]),
    ("New-AzRouteTable @w -Name t -Route $env:X", [("routes", None, (), True)]),
]  # fmt: skip


@pytest.mark.parametrize(("script", "expected"), DOUBTS, ids=[row[0][:70] for row in DOUBTS])
def test_what_is_not_followed(script: str, expected: list[Told]) -> None:
    assert told(script) == expected


RELEASE = "whether a subnet that is set without -%s keeps it depends on the release of Az.Network"
TABLE_LEFT, NAT_LEFT = f"? {RELEASE % 'RouteTable'}", f"? {RELEASE % 'NatGateway'}"
HAD = """$s = New-AzVirtualNetworkSubnetConfig -Name b -AddressPrefix 10.0.1.0/24 -NatGateway $nat -RouteTable $table
$n = New-AzVirtualNetwork @w -Name v -AddressPrefix 10.0.0.0/16 -Subnet $s
"""
SENT = "\n$n | Set-AzVirtualNetwork"
LEFT: list[tuple[str, str, str, object]] = [
    # a script, a resource, a property and its value
    (f'Invoke-AzRestMethod -Method PUT -Path "{NAT_ID}?api-version=x" -Payload \'{{"properties": {{"idleTimeoutInMinutes": 25}}}}\'', "az:natGateway:rg/nat", "idleTimeoutInMinutes", 25),
    (f'Invoke-AzRestMethod -Method PATCH -Uri "https://management.azure.com{NAT_ID}" -Payload \'{{"properties": {{"idleTimeoutInMinutes": 10}}}}\'', "az:natGateway:rg/nat", "sku.name", "Standard"),
    ("$s = Get-AzVirtualNetworkSubnetConfig -Name own -VirtualNetwork $net\n$s.NatGateway = $nat\n$net | Set-AzVirtualNetwork", "az:subnet:rg/net/own", "natGateway.id", "→ az:natGateway:rg/nat.id"),
    ("$g = Get-AzNatGateway -Name nat -ResourceGroupName rg\n$g.IdleTimeoutInMinutes = 20\n$g | Set-AzNatGateway", "az:natGateway:rg/nat", "idleTimeoutInMinutes", 20),
    ("Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $net -Name own -AddressPrefix 10.0.0.0/24 -NatGateway $nat", "az:subnet:rg/net/own", "natGateway", None),
    ("New-AzResourceGroup other westeurope\nNew-AzNatGateway -ResourceGroupName other -Name made", "az:natGateway:other/made", "sku.name", "Standard"),
    ("New-AzResourceGroup -Name other -Location eastus", "az:group:other", "location", "eastus"),
    ("New-AzResourceGroup other eastus", "az:group:other", "location", "eastus"),
    ("$g = New-AzResourceGroup -Name other -Location eastus\nNew-AzNatGateway -ResourceGroupName $g.ResourceGroupName -Name made -Location $g.Location", "az:natGateway:other/made", "location", "eastus"),
    ("New-AzVirtualNetwork @w -Name v -AddressPrefix 10.0.0.0/8 -Subnet $own", "az:subnet:rg/v/own", "addressPrefixes", ["10.0.0.0/24"]),
    # a member of what Azure has
    ("$g = New-AzNatGateway @w -Name g -IdleTimeoutInMinutes 12\nNew-AzNatGateway @w -Name made -IdleTimeoutInMinutes $g.IdleTimeoutInMinutes", "az:natGateway:rg/made", "idleTimeoutInMinutes", 12),
    # members in memory that have another name than the parameter
    ("$own.ServiceEndpoints = $env:X\nNew-AzVirtualNetwork @w -Name v -Subnet $own", "az:subnet:rg/v/own", "serviceEndpoints", "? what the command sets there is not followed"),
    ("$own.Delegations = $delegation\nNew-AzVirtualNetwork @w -Name v -Subnet $own", "az:subnet:rg/v/own", "delegations", [{"properties": {"serviceName": "Microsoft.Web/serverFarms"}}]),
    ("$nat.PublicIpAddresses = $ip\n$nat | Set-AzNatGateway", "az:natGateway:rg/nat", "publicIpAddresses", [{"id": "→ az:publicIp:rg/ip.id"}]),
    ("$nat.PublicIpPrefixes = $prefix\n$nat | Set-AzNatGateway", "az:natGateway:rg/nat", "publicIpPrefixes", [{"id": "→ az:prefix:rg/prefix.id"}]),
    ("$ip.IpTags = $tag\n$ip | Set-AzPublicIpAddress", "az:publicIp:rg/ip", "ipTags", [{"ipTagType": "RoutingPreference", "tag": "Internet"}]),
    # a subnet of a network that something else declares is written with that network
    ("$n = Get-AzVirtualNetwork -Name elsewhere -ResourceGroupName rg\n$s = Get-AzVirtualNetworkSubnetConfig -Name there -VirtualNetwork $n\n$s.NatGateway = $nat\n$n | Set-AzVirtualNetwork", "az:subnet:rg/elsewhere/there", "natGateway.id", "→ az:natGateway:rg/nat.id"),
    ("$n = Get-AzVirtualNetwork -Name elsewhere -ResourceGroupName rg\nSet-AzVirtualNetworkSubnetConfig -Name there -VirtualNetwork $n -AddressPrefix 10.3.0.0/24 -NatGateway $nat\n$n | Set-AzVirtualNetwork", "az:subnet:rg/elsewhere/there", "natGateway", PASSED_OVER),
    ("$n = Get-AzVirtualNetwork -Name elsewhere -ResourceGroupName rg\n$a = Get-AzVirtualNetworkSubnetConfig -Name a -VirtualNetwork $n\n$b = Get-AzVirtualNetworkSubnetConfig -Name b -VirtualNetwork $n\n$a.NatGateway = $nat\n$b.NatGateway = $nat\n$n | Set-AzVirtualNetwork", "az:subnet:rg/elsewhere/a", "natGateway.id", "→ az:natGateway:rg/nat.id"),
    ("$n = Get-AzVirtualNetwork -Name elsewhere -ResourceGroupName rg\nSet-AzVirtualNetworkSubnetConfig -Name there -VirtualNetwork $n -AddressPrefix 10.3.0.0/24\n$n | Set-AzVirtualNetwork", "az:subnet:rg/elsewhere/there", "routeTable", TABLE_LEFT),
    ("$n = Get-AzVirtualNetwork -Name elsewhere -ResourceGroupName rg\nSet-AzVirtualNetworkSubnetConfig -Name there -VirtualNetwork $n -AddressPrefix 10.3.0.0/24\n$n | Set-AzVirtualNetwork", "az:subnet:rg/elsewhere/there", "natGateway", NAT_LEFT),
    # each of a network's subnets
    ("Get-AzVirtualNetworkSubnetConfig -VirtualNetwork $net | ForEach-Object { $_.NatGateway = $nat }\n$net | Set-AzVirtualNetwork", "az:subnet:rg/net/own", "natGateway.id", "→ az:natGateway:rg/nat.id"),
    ("foreach ($s in (Get-AzVirtualNetworkSubnetConfig -VirtualNetwork $net)) { $s.NatGateway = $nat }\n$net | Set-AzVirtualNetwork", "az:subnet:rg/net/own", "natGateway.id", "→ az:natGateway:rg/nat.id"),
    # a member of what is removed
    ("Remove-AzNatGateway -Name nat -ResourceGroupName rg -Force\nNew-AzNatGateway @w -Name made -IdleTimeoutInMinutes $nat.IdleTimeoutInMinutes", "az:natGateway:rg/made", "idleTimeoutInMinutes", "? what `.IdleTimeoutInMinutes` gives is not known"),
    # what a subnet had and is set without
    (f"{HAD}Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $n -Name b -AddressPrefix 10.0.1.0/24{SENT}", "az:subnet:rg/v/b", "routeTable", TABLE_LEFT),
    (f"{HAD}Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $n -Name b -AddressPrefix 10.0.1.0/24 -RouteTable $null{SENT}", "az:subnet:rg/v/b", "routeTable", None),
    (f"{HAD}Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $n -Name b -AddressPrefix 10.0.1.0/24{SENT}", "az:subnet:rg/v/b", "natGateway", NAT_LEFT),
    (f"{HAD}Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $n -Name b -AddressPrefix 10.0.1.0/24 -NatGateway $nat -RouteTable $table{SENT}", "az:subnet:rg/v/b", "routeTable.id", "→ az:routeTable:rg/table.id"),
    (f"{HAD}Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $n -Name b -AddressPrefix 10.0.1.0/24 -NatGateway $nat{SENT}", "az:subnet:rg/v/b", "natGateway.id", "→ az:natGateway:rg/nat.id"),
    (f"{HAD}Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $n -Name b -AddressPrefix 10.0.1.0/24 -NatGatewayId $nat.Id{SENT}", "az:subnet:rg/v/b", "natGateway.id", "→ az:natGateway:rg/nat.id"),
    (f"{HAD}Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $n -Name b -AddressPrefix 10.0.1.0/24 -NatGateway $null{SENT}", "az:subnet:rg/v/b", "natGateway", PASSED_OVER),
    ("Set-AzVirtualNetworkSubnetConfig -VirtualNetwork $net -Name own -AddressPrefix 10.0.0.0/24 -NatGateway $null\n$net | Set-AzVirtualNetwork", "az:subnet:rg/net/own", "natGateway", None),
    # a configuration's name by its place, objects beside it
    ("$s = New-AzVirtualNetworkSubnetConfig other -AddressPrefix 10.0.1.0/24\nNew-AzVirtualNetwork @w -Name v -Subnet $s", "az:subnet:rg/v/other", "addressPrefixes", ["10.0.1.0/24"]),
    ("Set-AzVirtualNetworkSubnetConfig $net own -AddressPrefix 10.0.0.0/24 -NatGateway $nat\n$net | Set-AzVirtualNetwork", "az:subnet:rg/net/own", "natGateway", PASSED_OVER),
    # a splat of unknown content may say anything of what has a default
    ("New-AzAksCluster -ResourceGroupName rg -Name made @env:X", "az:cluster:rg/made", "networkProfile.outboundType", "? $env is set outside this script"),
    ("New-AzAksCluster -ResourceGroupName rg -Name made -OutboundType loadBalancer @env:X", "az:cluster:rg/made", "networkProfile.outboundType", "loadBalancer"),
    ("New-AzAksCluster -ResourceGroupName rg -Name made", "az:cluster:rg/made", "networkProfile.outboundType", None),
    ("New-AzAksNodePool -ResourceGroupName rg -ClusterName aks -Name made @env:X", "az:pool:rg/aks/made", "vnetSubnetID", "? $env is set outside this script"),
    ("New-AzAksNodePool -ResourceGroupName rg -ClusterName aks -Name made @env:X", "az:pool:rg/aks/made", "enableNodePublicIP", "? $env is set outside this script"),
    ("New-AzAksNodePool -ResourceGroupName rg -ClusterName aks -Name made", "az:pool:rg/aks/made", "enableNodePublicIP", None),
]  # fmt: skip


@pytest.mark.parametrize(("script", "address", "path", "expected"), LEFT)
def test_what_is_left(script: str, address: str, path: str, expected: object) -> None:
    assert shown(made(script)[address].get(path)) == expected


UNROLLED: list[tuple[str, str | None]] = [
    # a command in a function that calls itself without end, and what the rounds that are not followed may change
    ("Remove-AzRouteTable -Name x -ResourceGroupName rg", "routeTables routes"),
    ("Get-AzNatGateway -Name nat -ResourceGroupName rg", None),
    ("Write-Host x", None),
    ("another", "natGateways"),
    ("az network nat gateway frobnicate", "natGateways"),
    ("az.cmd aks frobnicate", "managedClusters agentPools"),
    ("az network nat gateway $env:W", "natGateways"),
    ("az aks $env:W", "managedClusters agentPools"),
    ("az vm $env:W", None),
    ("az -h", None),
    ("az $env:W", ""),
    ("& $env:T x", ""),
    ("bash x.sh", ""),
    ("sh x.sh", ""),
    ("pwsh x.ps1", ""),
    ("powershell x.ps1", ""),
    ("cmd /c x.cmd", ""),
    ("Invoke-Expression $env:X", ""),
    ("iex $env:X", ""),
    ("Start-Process $env:X", ""),
    ("Invoke-AzRestMethod -Method PUT -Path $env:X", ""),
]


@pytest.mark.parametrize(("command", "types"), UNROLLED)
def test_what_calls_without_end_may_change(command: str, types: str | None) -> None:
    script = f"""
function another {{ New-AzNatGateway -Name x -ResourceGroupName rg }}
function f {{ if ($env:GO) {{ {command} }}
 f }}
f
"""
    found = [part for part in read(script) if isinstance(part, Doubt) and "nested too deeply" in part.reason]
    told = [" ".join(each.rpartition("/")[2] for each in part.reach.types) for part in found]
    assert told == ([] if types is None else [types])
    assert all(part.reach.adds and part.reach.alters for part in found)


GONE = [
    ("Remove-AzNatGateway -Name nat -ResourceGroupName rg -Force", "az:natGateway:rg/nat"),
    ("Remove-AzPublicIpAddress -Name ip -ResourceGroupName rg", "az:publicIp:rg/ip"),
    ("Remove-AzPublicIpPrefix -Name prefix -ResourceGroupName rg", "az:prefix:rg/prefix"),
    ("Remove-AzRouteTable -Name table -ResourceGroupName rg", "az:routeTable:rg/table"),
    (
        "Remove-AzVirtualNetworkSubnetConfig -Name own -VirtualNetwork $net | Set-AzVirtualNetwork",
        "az:subnet:rg/net/own",
    ),
]


@pytest.mark.parametrize(("script", "address"), GONE)
def test_what_is_removed_is_gone(script: str, address: str) -> None:
    assert address in made("")
    assert address not in made(script)


LOCKS: list[tuple[str, str, str]] = [
    ("New-AzResourceLock -LockName keep -LockLevel CanNotDelete -ResourceGroupName rg -Force", "CanNotDelete", "group:rg"),
    ("New-AzResourceLock -LockName keep -LockLevel ReadOnly -Scope $ip.Id -Force", "ReadOnly", "publicIp:rg/ip"),
    ("New-AzResourceLock -LockName keep -Level CanNotDelete -ResourceName ip -ResourceType Microsoft.Network/publicIPAddresses -ResourceGroupName rg", "CanNotDelete", "publicIp:rg/ip"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "level", "on"), LOCKS)
def test_locks(script: str, level: str, on: str) -> None:
    (found,) = [each for each in made(script).values() if each.type == arm.LOCK]
    assert (shown(found.name), shown(found.get("level"))) == ("keep", level)
    assert shown(found.parent) == (f"→ az:{on}.id")


def test_what_is_looked_up_is_not_made() -> None:
    found = made(
        "$x = Get-AzNatGateway -Name gone -ResourceGroupName rg\nNew-AzAksCluster -ResourceGroupName rg -Name b"
    )
    assert found["az:natGateway:rg/gone"].external
    assert not found["az:natGateway:rg/nat"].external


def test_a_subnet_that_is_set_in_a_network_of_elsewhere_is_declared_there() -> None:
    script = """$n = Get-AzVirtualNetwork -Name elsewhere -ResourceGroupName rg
Set-AzVirtualNetworkSubnetConfig -Name there -VirtualNetwork $n -AddressPrefix 10.3.0.0/24 -NatGateway $nat
$n | Set-AzVirtualNetwork"""
    found = made(script)["az:subnet:rg/elsewhere/there"]
    assert found.external
    assert shown(found.get("natGateway")) == PASSED_OVER
    assert shown(found.get("routeTable")) == TABLE_LEFT
    assert (found.properties["serviceEndpoints"], found.properties["delegations"]) == (
        Value(None, found.properties["serviceEndpoints"].at),
        Value(None, found.properties["delegations"].at),
    )


def test_what_is_done_if_there_is_what_was_made_is_done() -> None:
    found = made("if ($nat.Id) { New-AzRouteTable @w -Name made }")
    assert found["az:routeTable:rg/made"].conditional is None


@pytest.mark.parametrize(
    "given", ["-Subscription other", "-SubscriptionId other", "-SubscriptionName other", "other"]
)
@pytest.mark.parametrize(
    "cmdlet", ["Set-AzContext", "Select-AzSubscription", "Select-AzContext", "Set-AzSubscription"]
)
def test_which_subscription_is_meant(cmdlet: str, given: str) -> None:
    found = made(f"{cmdlet} {given}\nNew-AzNatGateway -ResourceGroupName rg -Name made")
    (gateway,) = [each for each in found.values() if shown(each.name) == "made"]
    assert shown(gateway.subscription) == "other"


@pytest.mark.parametrize(
    ("cmdlet", "scope"),
    [
        ("New-AzResourceGroupDeployment", "group"),
        ("New-AzDeployment", "sub"),
        ("New-AzSubscriptionDeployment", "sub"),
        ("New-AzTenantDeployment", "tenant"),
        ("New-AzManagementGroupDeployment", "mg"),
    ],
)
def test_a_deployment_may_make_anything(cmdlet: str, scope: str) -> None:
    (doubt,) = [
        part for part in read(f"{BEFORE}{cmdlet} -TemplateUri https://x\n") if isinstance(part, Doubt)
    ]
    assert doubt.reason == f"what `az deployment {scope} create` deploys"
    assert doubt.reach == Reach(adds=True)
