"""Verbs and nouns of Az: which only read, which make a resource, and which az commands others amount to.

Sources: the reference of Az 16.2.0 (Az.Accounts, Az.Aks, Az.Network, Az.Resources), and of earlier releases where a cmdlet
has gone since (``New-AzAks``).
"""

from __future__ import annotations

from importlib import import_module

import pytest
from declare import shown

from natpin.formats.az.powershell import answers
from natpin.model import resource as arm
from natpin.model.doubt import Doubt, Reach
from natpin.model.rollout import Rollout

from .table_of_parameters import BEFORE, NET
from .test_cmdlets import ALL, NAT_ID, Told, made, told
from .test_ways import read

READING = """
    Get Test Connect Disconnect Find Export Import Register Unregister Save Measure ConvertTo ConvertFrom Wait Receive Show
    Search Resolve
""".split()  # noqa: SIM905
WRITING = ["New", "Set", "Update", "Remove", "Add", "Start", "Stop", "Invoke", "Enable", "Disable", "Move", "Reset", "Restart"]  # fmt: skip


@pytest.mark.parametrize("verb", READING)
def test_a_cmdlet_that_reads_changes_nothing(verb: str) -> None:
    assert told(f"{verb}-AzVirtualHub -Name x") == []
    assert told(f"{verb}-AzureRmVirtualHub -Name x -WhatIf:$env:X") == []


@pytest.mark.parametrize("verb", WRITING)
def test_a_cmdlet_that_writes_may_change_what_it_is_about(verb: str) -> None:
    brings = verb in ("New", "Set", "Update", "Add")
    assert told(f"{verb}-AzVirtualHub -Name x") == [
        ("routeTables routes", None, (), verb not in ("Remove", "Stop")),
        *([BROUGHT] if brings else []),
    ]


def test_what_another_module_s_function_does_is_not_known() -> None:
    assert told("Import-Module ./gone.psm1\nDeploy-AzureNetwork x") == [(ALL, None, (), True)]
    assert told("Import-Module ./gone.psm1\nNew-AzKeyVault x") == []


BROUGHT = ("subnets", None, ("routeTable",), False)
"""What sends routes to the networks it is joined to may send them to subnets that have no route table."""
KINDS = [
    ("AzNatGateway", "natGateway:rg/x"),
    ("AzPublicIpAddress", "publicIp:rg/x"),
    ("AzPublicIpPrefix", "prefix:rg/x"),
    ("AzVirtualNetwork", "vnet:rg/x"),
    ("AzRouteTable", "routeTable:rg/x"),
    ("AzAksCluster", "cluster:rg/x"),
    ("AzAks", "cluster:rg/x"),
    ("AzureRmNatGateway", "natGateway:rg/x"),
]


@pytest.mark.parametrize(("noun", "address"), KINDS)
def test_what_makes_looks_up_sets_and_removes(noun: str, address: str) -> None:
    named = "-ResourceGroupName rg -Name x"
    address = f"az:{address}"
    assert not made(f"New-{noun} {named}")[address].external
    assert made(f"Get-{noun} {named}")[address].external
    assert made(f"Set-{noun} {named}")[address].external
    judged_as_it_stood = "cluster" in address
    assert (address in made(f"New-{noun} {named}\nRemove-{noun} {named}")) is judged_as_it_stood
    assert address not in made(f"Remove-{noun} {named}")
    assert shown(made(f"New-{noun} {named}")[address].traits["cmdlet"]) is True


def test_an_az_command_after_a_cmdlet_is_spoken_of_in_flags() -> None:
    found = made("Get-AzNatGateway -ResourceGroupName rg -Name x\naz network nat gateway create -g rg -n y")
    assert "cmdlet" not in found["az:natGateway:rg/y"].traits


def test_what_answers_a_pattern_is_not_known() -> None:
    assert "az:natGateway:rg/x*" not in made("Get-AzNatGateway -ResourceGroupName rg -Name x*")
    assert made("if (Get-AzNatGateway -Name 'x*') { New-AzRouteTable @w -Name made }")[
        "az:routeTable:rg/made"
    ].conditional


@pytest.mark.parametrize("noun", ["AzPublicIpTag", "AzPublicIpPrefixTag"])
def test_a_tag_is_an_object(noun: str) -> None:
    script = f"$t = New-{noun} -IpTagType RoutingPreference -Tag Internet\nNew-AzPublicIpPrefix @w -Name x -IpTag $t"
    tags = [{"ipTagType": "RoutingPreference", "tag": "Internet"}]
    assert shown(made(script)["az:prefix:rg/x"].get("ipTags")) == tags
    assert shown(made(f"{script}, $t")["az:prefix:rg/x"].get("ipTags")) == tags * 2


GROUPS = ["-Name other -Location eastus", "other eastus", "-ResourceGroupName other -Location eastus", "-Location eastus -Name other"]  # fmt: skip


@pytest.mark.parametrize("given", GROUPS)
def test_a_group(given: str) -> None:
    found = made(
        f"$g = New-AzResourceGroup {given}\nNew-AzNatGateway -Name x -ResourceGroupName $g.ResourceGroupName -Location $g.Location"
    )
    assert shown(found["az:group:other"].get("location")) == "eastus"
    assert shown(found["az:natGateway:other/x"].get("location")) == "eastus"
    assert not found["az:group:other"].external


def test_a_group_without_a_place_or_a_name() -> None:
    found = made(
        "$g = New-AzResourceGroup -Name other\nNew-AzNatGateway -Name x -ResourceGroupName other -Location $g.Location"
    )
    assert "location" not in found["az:group:other"].properties
    assert "location" not in found["az:natGateway:other/x"].properties
    assert [each for each in made("New-AzResourceGroup -Location eastus") if each.startswith("az:group")] == [
        "az:group:rg"
    ]


LOCKED = [
    "-ResourceGroupName rg",
    "-Scope $ip.Id",
    "-ResourceName ip -ResourceType Microsoft.Network/publicIPAddresses -ResourceGroupName rg",
]


@pytest.mark.parametrize("on", LOCKED)
def test_a_lock_is_made_changed_and_removed(on: str) -> None:
    lock = f"New-AzResourceLock -LockName keep -LockLevel CanNotDelete {on} -Force\n"
    (made_,) = [each for each in made(lock).values() if each.type == arm.LOCK]
    (changed,) = [
        each
        for each in made(f"{lock}Set-AzResourceLock -LockName keep -LockLevel ReadOnly {on}").values()
        if each.type == arm.LOCK
    ]
    assert (shown(made_.get("level")), shown(changed.get("level"))) == ("CanNotDelete", "ReadOnly")
    left = made(f"{lock}Remove-AzResourceLock -LockName keep {on} -Force")
    assert not [each for each in left.values() if each.type == arm.LOCK]
    left = made(f"{lock}Remove-AzResourceLock -LockName other {on} -Force")
    assert [each for each in left.values() if each.type == arm.LOCK] == [made_]


def test_a_group_is_locked_by_its_id() -> None:
    script = "$g = New-AzResourceGroup -Name other -Location x\nNew-AzResourceLock -LockName keep -LockLevel CanNotDelete -Scope $g.ResourceId"
    (lock,) = [each for each in made(script).values() if each.type == arm.LOCK]
    assert shown(lock.parent) == "→ az:group:other.id"


def test_a_lock_is_removed_by_its_id() -> None:
    lock = "New-AzResourceLock -LockName keep -LockLevel CanNotDelete -ResourceGroupName rg\n"
    id_ = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Authorization/locks/keep"
    assert "az:lock:rg/keep" in made(lock)
    assert "az:lock:rg/keep" not in made(f"{lock}Remove-AzResourceLock -LockId {id_} -Force")


DEPLOYED = [
    ("AzResourceGroupDeployment", "deployment group"),
    ("AzDeployment", "deployment sub"),
    ("AzSubscriptionDeployment", "deployment sub"),
    ("AzTenantDeployment", "deployment tenant"),
    ("AzManagementGroupDeployment", "deployment mg"),
    ("AzResourceGroupDeploymentStack", "stack group"),
    ("AzSubscriptionDeploymentStack", "stack sub"),
    ("AzManagementGroupDeploymentStack", "stack mg"),
]


@pytest.mark.parametrize(("noun", "command"), DEPLOYED)
def test_a_deployment_is_the_one_of_az(noun: str, command: str) -> None:
    for verb in ("New", "Set"):
        (doubt,) = [
            part
            for part in read(f"{BEFORE}{verb}-{noun} -TemplateUri https://x\n")
            if isinstance(part, Doubt)
        ]
        assert (doubt.reason, doubt.reach) == (f"what `az {command} create` deploys", Reach(adds=True))
    assert told(f"Stop-{noun} -Name x") == []
    assert bool(told(f"Remove-{noun} -Name x")) == noun.endswith("Stack")
    (rollout,) = [
        part for part in read(f"{BEFORE}New-{noun} -TemplateFile x.bicep\n") if isinstance(part, Rollout)
    ]
    assert rollout.roots == ("x.bicep",)


BODY = '\'{"properties": {"idleTimeoutInMinutes": 25}}\''
REQUESTS = [
    # each sets the gateway's idle time, or does not
    (f"Invoke-AzRestMethod -Method PUT -Path {NAT_ID} -Payload {BODY}", 25),
    (f"Invoke-AzRestMethod -Path {NAT_ID} -Method PUT -Payload {BODY}", 25),
    (f"Invoke-AzRestMethod -Method PUT -Path \"$($nat.Id)?api-version=2024-05-01\" -Payload {BODY}", 25),
    (f"Invoke-AzRestMethod -Method PUT -Uri https://management.azure.com{NAT_ID} -Payload {BODY}", 25),
    (f"Invoke-AzRestMethod https://management.azure.com{NAT_ID} -Method PUT -Payload {BODY}", 25),
    (f"Invoke-AzRest -Method PUT -Path {NAT_ID} -Payload {BODY}", 25),
    (f"Invoke-AzRestMethod -Path {NAT_ID} -Payload {BODY}", None),
    (f"Invoke-AzRestMethod -Method GET -Path {NAT_ID} -Payload {BODY}", None),
]  # fmt: skip


@pytest.mark.parametrize(("script", "minutes"), REQUESTS)
def test_a_request(script: str, minutes: int | None) -> None:
    assert shown(made(script)["az:natGateway:rg/nat"].get("idleTimeoutInMinutes")) == minutes
    assert told(script) == []


RESOURCES: list[tuple[str, list[Told]]] = [
    (f"Remove-AzResource -ResourceId {NET}publicIPAddresses/x", [("publicIPAddresses", None, (), False)]),
    (f"New-AzResource -ResourceId {NET}routeTables/x -Properties $p", [("routeTables routes", None, (), True)]),
    (f"Set-AzResource -ResourceId {NET}virtualNetworks/v/subnets/s -Properties $p", [("subnets", None, (), False)]),
    ("Set-AzResource -ResourceId $nat.Id -Properties $p", [("natGateways", None, (), False)]),
    ("Remove-AzResource -ResourceId /subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/servers/x", []),
    ("Remove-AzResource -Id /subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/servers/x", []),
    ("Remove-AzResource -ResourceId /subscriptions/s/resourceGroups/rg", [(ALL, None, (), True)]),
    ("New-AzResource -ResourceType microsoft.network/NATGATEWAYS -Name nat", [("natGateways", None, (), True)]),
    ("New-AzResource -ResourceType Microsoft.ContainerService/managedClusters -Name x", [("managedClusters agentPools", None, (), True)]),
    ("New-AzResource -ResourceType $env:T -Name nat", [(ALL, None, (), True)]),
    ("$r | Set-AzResource", [(ALL, None, (), True)]),
    ("Get-AzResource -Name x", []),
    ("Move-AzResource -ResourceId $env:X", [(ALL, None, (), True)]),
    # parts of a cluster that carry no traffic
    ("Start-AzAksDashboard -ResourceGroupName rg -Name aks", []),
    ("New-AzAksMaintenanceConfiguration -ResourceGroupName rg -ClusterName aks -ConfigName x", []),
    ("New-AzAksTimeInWeekObject -Day Sunday", []),
    ("Set-AzAksClusterCredential -ResourceGroupName rg -Name aks", []),
    ("Enable-AzAksAddOn -ResourceGroupName rg -ClusterName aks -Name VirtualNode", [("managedClusters agentPools", None, (), True)]),
    ("Add-AzVirtualNetworkGatewayIpConfig -Name x", [("routeTables routes", None, (), True), BROUGHT]),
    ("Add-AzVirtualNetworkPeering -VirtualNetwork $net -Name p -RemoteVirtualNetworkId $net.Id", []),
    ("Set-AzVirtualNetworkPeering -VirtualNetworkPeering $env:P", [("routeTables routes", None, (), True), BROUGHT]),
    ("New-AzVirtualNetworkTap -Name x", []),
]  # fmt: skip


@pytest.mark.parametrize(("script", "expected"), RESOURCES)
def test_what_a_resource_may_be(script: str, expected: list[Told]) -> None:
    assert told(script) == expected


CONTEXTS = [
    "-Subscription other",
    "-SubscriptionId other",
    "-SubscriptionName other",
    "-Context other",
    "other",
]


@pytest.mark.parametrize("given", CONTEXTS)
def test_a_context(given: str) -> None:
    (gateway,) = [
        each
        for each in made(f"Set-AzContext {given}\nNew-AzNatGateway -ResourceGroupName rg -Name made").values()
        if shown(each.name) == "made"
    ]
    assert shown(gateway.subscription) == "other"


def test_no_context_is_the_script_s_own() -> None:
    (gateway,) = [
        each
        for each in made("Set-AzContext\nNew-AzNatGateway -ResourceGroupName rg -Name made").values()
        if shown(each.name) == "made"
    ]
    assert gateway.subscription is None


MAKING = {
    "New-AzResourceGroup": (arm.RESOURCE_GROUP,),
    "New-AzResourceLock": (arm.LOCK,),
    "New-AzPublicIpAddress": (arm.PUBLIC_IP,),
    "New-AzPublicIpPrefix": (arm.PUBLIC_IP_PREFIX,),
    "New-AzNatGateway": (arm.NAT_GATEWAY,),
    "New-AzVirtualNetwork": (arm.VIRTUAL_NETWORK,),
    "New-AzVirtualNetworkSubnetConfig": (arm.SUBNET,),
    "New-AzRouteTable": (arm.ROUTE_TABLE,),
    "New-AzRouteConfig": (arm.ROUTE,),
    "Add-AzVirtualNetworkPeering": (arm.PEERING,),
    "New-AzAksCluster": (arm.CLUSTER, arm.AGENT_POOL),
    "New-AzAksNodePool": (arm.AGENT_POOL,),
}
"""A cmdlet, and the types that it makes."""


def test_every_way_to_make_a_resource_answers() -> None:
    found = [(each.written, each.type) for each in answers.answers()]
    assert found == [(cmdlet, type_) for cmdlet, types in MAKING.items() for type_ in types]


def test_what_code_answers_is_said_by_code_that_there_is() -> None:
    for each in answers.answers():
        for said in each.code.values():
            module, _, function = said.partition(":")[0].partition(".")
            classes = vars(import_module(f"natpin.formats.az.powershell.{module}")).values()
            assert any(function in vars(one) for one in classes if isinstance(one, type)), said
