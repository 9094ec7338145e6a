"""Each parameter of Az PowerShell sets its property, or was looked at; every name is one of the reference's."""

from __future__ import annotations

from pathlib import Path

import pytest
from declare import shown

from natpin.formats.az.powershell import reach
from natpin.formats.az.powershell.binding import COMMON
from natpin.formats.az.powershell.parameters import FORMERLY, TABLES
from natpin.formats.az.powershell.plain_parameters import NAMING, PLAIN, SWITCHES
from natpin.model.doubt import Doubt
from natpin.model.resource import Resource

from .table_of_parameters import BEFORE, MADE, PARAMETERS
from .test_ways import read

ROWS = [(kind, *row) for kind, rows in PARAMETERS.items() for row in rows]
LISTED = Path(__file__).parents[3] / "specs" / "powershell" / "parameters-16.2.0.txt"
OLDER = {"dockerbridgecidr", "nowait"}
"""Parameters of earlier releases, taken away since."""


@pytest.mark.parametrize(
    ("kind", "written", "path", "expected"), ROWS, ids=[f"{row[0]} {row[1][:50]} {row[2]}" for row in ROWS]
)
def test_parameter(kind: str, written: str, path: str, expected: object) -> None:
    command, address = MADE[kind]
    parts = read(f"{BEFORE}{command.replace('{}', written)}\n")
    (found,) = [part for part in parts if isinstance(part, Resource) and part.address == address]
    assert shown(found.get(path)) == expected
    assert not [part for part in parts if isinstance(part, Doubt)]


def test_every_parameter_is_asked() -> None:
    asked = {
        (kind.rstrip("+&"), word.partition(":")[0].lower()[1:])
        for kind, written, *_ in ROWS
        for word in written.split()
        if word.startswith("-")
    }
    asked |= {("cluster", name) for kind, name in asked if kind == "firstPool"}
    there = {(kind, name) for kind, table in TABLES.items() for name in table}
    there |= {(kind, name) for kind, names in FORMERLY.items() for name in names}
    assert there - asked == set()


# -- the reference -------------------------------------------------------------------------------------------------

WRITES = {
    "AzNatGateway": ("natGateway",),
    "AzPublicIpAddress": ("publicIp",),
    "AzPublicIpPrefix": ("prefix",),
    "AzVirtualNetwork": ("vnet",),
    "AzVirtualNetworkSubnetConfig": ("subnet",),
    "AzRouteTable": ("routeTable",),
    "AzRouteConfig": ("route",),
    "AzVirtualNetworkPeering": ("peering",),
    "AzAksCluster": ("cluster", "firstPool"),
    "AzAksNodePool": ("pool",),
}
"""The tables of a cmdlet's noun."""


def reference() -> list[tuple[str, tuple[str, ...], str]]:
    """Each parameter: its cmdlet, its names in lower case, its type."""
    found = []
    for line in LISTED.read_text().splitlines():
        cmdlet, _, parameters = line.partition(": ")
        for each in parameters.split() if not line.startswith("#") else ():
            names, _, type_ = each.partition("=")
            found.append((cmdlet, tuple(names.lower().split("|")), type_))
    return found


REFERENCE = reference()
WRITTEN = sorted(
    {
        (cmdlet.partition("-")[2], name)
        for cmdlet, names, _ in REFERENCE
        if not cmdlet.startswith("Get-") and cmdlet.partition("-")[2] in WRITES
        for name in names
    }
)


@pytest.mark.parametrize(("noun", "name"), WRITTEN)
def test_every_parameter_of_the_reference_is_known(noun: str, name: str) -> None:
    known = {*PLAIN, *NAMING, *COMMON, "wi", "cf"}
    for kind in WRITES[noun]:
        known |= {*TABLES[kind], *FORMERLY.get(kind, {})}
    assert name in known, "translate it, or say in plain_parameters.py that it bears on nothing that is read"


def test_every_name_is_one_of_the_reference() -> None:
    there = {name for _, names, _ in REFERENCE for name in names} | COMMON | OLDER
    ours = {*PLAIN, *NAMING, *SWITCHES, *(name for table in TABLES.values() for name in table)}
    assert ours - there == set()


def test_switches_are_those_that_take_no_value() -> None:
    typed = [(names, type_) for cmdlet, names, type_ in REFERENCE if cmdlet.partition("-")[2] in WRITES]
    switches = {name for names, type_ in typed if type_ == "SwitchParameter" for name in names}
    others = {name for names, type_ in typed if type_ != "SwitchParameter" for name in names}
    assert switches - SWITCHES == {"expandresource"} & switches
    assert SWITCHES & others == set()
    assert SWITCHES - switches - COMMON - OLDER == set()


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_a_parameter_that_nobody_knows_is_a_doubt(kind: str) -> None:
    command, address = MADE[kind]
    found = [
        part
        for part in read(f"{BEFORE}{command.replace('{}', '-Frobnicate x')}\n")
        if isinstance(part, Doubt)
    ]
    told = [(shown(doubt.reach.target), doubt.reach.adds) for doubt in found]
    if kind in ("subnet", "route", "peering"):
        return  # written with their network; what is not known of them: tests/paths
    assert told == [(f"→ {address}.id", False)]


NOUNS = {
    # a cmdlet's noun, and what it may change
    "AzAksNodePool": "agentPools managedClusters",
    "AzAksCluster": "managedClusters agentPools",
    "AzAks": "managedClusters agentPools",
    "AzNatGateway": "natGateways",
    "AzPublicIpPrefix": "publicIPPrefixes",
    "AzPublicIpAddress": "publicIPAddresses",
    "AzVirtualNetworkSubnetConfig": "subnets",
    "AzVirtualNetworkPeering": "routeTables routes",
    "AzVirtualNetworkGateway": "routeTables routes",
    "AzVirtualNetworkGatewayConnection": "routeTables routes",
    "AzVirtualNetworkTap": "",
    "AzVirtualNetwork": "virtualNetworks subnets",
    "AzRouteConfig": "routes",
    "AzRouteTable": "routeTables routes",
    "AzRouteServer": "routeTables routes",
    "AzRouteServerPeer": "routeTables routes",
    "AzVirtualHub": "routeTables routes",
    "AzVirtualHubVnetConnection": "routeTables routes",
    "AzVirtualWan": "routeTables routes",
    "AzVHubRouteTable": "routeTables routes",
    "AzFirewall": "azureFirewalls",
    "AzNetworkVirtualAppliance": "routeTables routes",
    "AzResourceGroup": "",
    "AzResourceLock": "",
    "AzResourceProvider": "",
    "AzResourceManagementPrivateLink": "",
    "AzNetworkSecurityGroup": "",
    "AzPrivateEndpoint": "",
    "AzApplicationGateway": "",
    "AzLoadBalancer": "",
    "AzKeyVault": "",
    "AzVM": "",
    **dict.fromkeys(
        (
            "AzResourceGroupDeployment",
            "AzDeployment",
            "AzSubscriptionDeployment",
            "AzManagementGroupDeployment",
            "AzTenantDeployment",
            "AzResource",
            "AzRestMethod",
            "AzRest",
        ),
        "managedClusters agentPools natGateways publicIPAddresses publicIPPrefixes virtualNetworks subnets routeTables routes",
    ),
}


@pytest.mark.parametrize("noun", NOUNS)
def test_what_a_cmdlet_may_change(noun: str) -> None:
    assert " ".join(type_.rpartition("/")[2] for type_ in reach.types_of_noun(noun)) == NOUNS[noun]


TEXTS = [
    # a text, and what its commands may change; everything for ``*``
    ("New-AzNatGateway -Name x", "natGateways"),
    ("set-azvirtualnetwork", "virtualNetworks subnets"),
    ("az network nat gateway frobnicate", "natGateways"),
    ("& 'az' aks frobnicate", "managedClusters agentPools"),
    ("az.cmd network route-table route frobnicate", "routes"),
    ("Get-AzNatGateway", None),
    ("New-AzKeyVault; az acr create", None),
    ("", None),
    ("Remove-AzRouteTable; New-AzNatGateway", "routeTables routes natGateways"),
    ("az rest -m put", ""),
]


@pytest.mark.parametrize(("text", "types"), TEXTS)
def test_what_a_text_may_change(text: str, types: str | None) -> None:
    found = reach.reach_of_text(text)
    assert (None if found is None else " ".join(each.rpartition("/")[2] for each in found.types)) == types
    assert found is None or (found.adds, found.alters) == (True, True)


NAT_ID = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/natGateways/nat"
MEANT = [
    # how a gateway is named when it is changed: the names of the reference, and by position
    "-ResourceGroupName rg -Name nat",
    "-Name nat -ResourceGroupName rg",
    "-ResourceGroupName rg -ResourceName nat",
    "-ResourceGroup rg -Name nat",  # the beginning of a parameter's name is enough
    "-Name nat rg",
    "-InputObject $nat",
    "-ResourceId $nat.Id",
    "-NatGatewayId $nat.Id",
    f"-ResourceId {NAT_ID}",
    f"-Id {NAT_ID}",
]


@pytest.mark.parametrize("named", MEANT)
def test_which_gateway_is_changed(named: str) -> None:
    parts = read(f"{BEFORE}Set-AzNatGateway {named} -IdleTimeoutInMinutes 20\n")
    (found,) = [
        part for part in parts if isinstance(part, Resource) and part.address == "az:natGateway:rg/nat"
    ]
    assert shown(found.get("idleTimeoutInMinutes")) == 20
    parts = read(f"{BEFORE}Remove-AzNatGateway {named} -Force\n")
    assert not [
        part for part in parts if isinstance(part, Resource) and part.address == "az:natGateway:rg/nat"
    ]


@pytest.mark.parametrize("verb", ["Set", "Update"])
def test_which_gateway_is_not_known(verb: str) -> None:
    parts = read(f"{BEFORE}{verb}-AzNatGateway -ResourceGroupName rg -Name $env:X -IdleTimeoutInMinutes 20\n")
    (doubt,) = [part for part in parts if isinstance(part, Doubt)]
    assert (doubt.reach.types, doubt.reach.target) == (("Microsoft.Network/natGateways",), None)
