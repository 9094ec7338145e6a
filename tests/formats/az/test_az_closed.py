"""What a command that natpin does not follow may change, which az it goes to, and what az takes by default.

Sources: the command groups of azure-cli 2.91.0 (``az --help``), what each makes by its reference; ``az account set --help``
(``--subscription``, ``--name``, ``-s``, ``-n``), ``az configure --help``, "Azure CLI configuration" (``defaults.group``,
AZURE_DEFAULTS_GROUP); global parameters may stand before a command.
"""

from __future__ import annotations

import pytest
from declare import shown
from scripts import GROUP, NAT, VNET, made, ran

from natpin.formats.az.cli import closed
from natpin.formats.az.cli.kinds import BY_COMMAND, BY_TYPE, KINDS, WITH_CHILDREN
from natpin.model import resource as arm
from natpin.model.doubt import Doubt, Reach
from natpin.model.record import replace

LOOKING = """
aks show; aks list; aks wait; group exists; group export; deployment group validate; deployment group what-if; aks version;
aks help; network vnet check; network vnet browse; network vnet list-available-ips; network vnet subnet show-usage;
aks get-upgrades; network vnet check-ip-address; deployment test-x; vm download-y; deployment validate-z; graph query-a;
role search-b; x find-c
"""
IDLE = """
aks get-credentials; aks command invoke; aks install-cli; aks nodepool upgrade; aks start; aks approuting enable; aks mesh enable;
acr create; account set; ad sp create; role assignment create; keyvault create; storage account create; vm create; sql db create;
monitor log-analytics workspace create; extension add; feature register; identity create; k8s-extension create; login; policy assignment create;
network application-gateway create; network nsg rule create; network private-endpoint create; network lb create; network dns zone create;
network firewall policy create; network firewall network-rule create; network firewall ip-config create; network private-dns zone create;
network nic update; network bastion create; network asg create; network vpn-connection create; network local-gateway create;
network vnet peering delete; network vnet subnet wait; network profile create; network watcher configure; network vwan create;
resource tag; resource move; resource link create; tag create; lock update; group update; group delete; deployment group cancel;
deployment operation group list; webapp create; functionapp create; version; upgrade; bicep build; provider register
"""
BEARING = [
    # the words of a command, the types that it may change, which properties alone, and whether it makes some
    ("aks frobnicate", "managedClusters agentPools", (), True),
    ("aks nodepool frobnicate", "agentPools", (), True),
    ("aks enable-addons", "managedClusters", ("addonProfiles",), False),
    ("aks disable-addons", "managedClusters", ("addonProfiles",), False),
    ("aks scale", "agentPools managedClusters", ("count", "agentPoolProfiles"), False),
    ("network nat gateway frobnicate", "natGateways", (), True),
    ("network public-ip frobnicate", "publicIPAddresses", (), True),
    ("network public-ip prefix frobnicate", "publicIPPrefixes", (), True),
    ("network vnet frobnicate", "virtualNetworks subnets", (), True),
    ("network vnet subnet frobnicate", "subnets", ("natGateway", "routeTable", "defaultOutboundAccess"), True),
    ("network vnet peering frobnicate", "subnets", ("routeTable",), False),
    ("network route-table frobnicate", "routeTables routes", (), True),
    ("network route-table route frobnicate", "routes", (), True),
    ("network routeserver create", "subnets", ("routeTable",), False),
    ("network manager post-commit", "subnets routeTables routes", ("routeTable",), True),
    ("network firewall frobnicate", "azureFirewalls", (), True),
    ("network frobnicate", "virtualNetworks subnets natGateways publicIPAddresses publicIPPrefixes routeTables routes", (), True),
    ("lock frobnicate", "locks", (), True),
    ("group lock frobnicate", "locks", (), True),
    ("resource lock frobnicate", "locks", (), True),
    ("account lock create", "locks", (), True),
    ("rest", "", (), True),
    ("resource create", "", (), True),
    ("deployment group create", "", (), True),
    ("stack group create", "", (), True),
    ("group deployment create", "", (), True),
    ("contoso frobnicate", "", (), True),
]  # fmt: skip


def listed(commands: str) -> list[str]:
    return [" ".join(command.split()) for command in commands.split(";")]


@pytest.mark.parametrize("command", [*listed(LOOKING), *listed(IDLE)])
def test_a_command_that_bears_on_no_egress(command: str) -> None:
    assert closed.bearing(command.split()) is None


@pytest.mark.parametrize(("command", "types", "properties", "adds"), BEARING)
def test_a_command_that_does(command: str, types: str, properties: tuple[str, ...], adds: bool) -> None:
    found = closed.bearing(command.split())
    assert found is not None
    told = (" ".join(type_.rpartition("/")[2] for type_ in found.types), found.properties, found.adds)
    assert told == (types, properties, adds)


def test_no_word_bears_on_nothing() -> None:
    assert closed.bearing([]) is None


TALK = [
    (
        "run `az aks update -n a` and then az network vnet create",
        [["aks", "update"], ["network", "vnet", "create"]],
    ),
    ("az\taks show", [["aks", "show"]]),
    ("lazy az, az: nothing", []),
    ("az a b c d e f g", [["a", "b", "c", "d", "e", "f"]]),
]


@pytest.mark.parametrize(("text", "commands"), TALK)
def test_commands_in_a_text(text: str, commands: list[list[str]]) -> None:
    assert list(closed.commands_in(text)) == commands


DOUBTS: list[tuple[str, Reach | None]] = [
    ("az $command", Reach(adds=True)),
    ("az", None),
    ("az network", None),
    ("az --help", None),
    ("az network frobnicate -n x", replace(closed.BEARING["network"], elsewhere=True)),
    ("az rest", None),  # GET, unless a method is said
    ("az acr frobnicate", None),
    ("az aks frobnicate -n x", Reach((arm.CLUSTER, arm.AGENT_POOL), adds=True, elsewhere=True)),
]


@pytest.mark.parametrize(("command", "reach"), DOUBTS)
def test_the_doubt_of_a_command(command: str, reach: Reach | None) -> None:
    found = [part.reach for part in ran(f"{GROUP}{command}\n") if isinstance(part, Doubt)]
    assert found == ([] if reach is None else [reach])


ACCOUNTS: list[tuple[str, str, object]] = [
    # what runs before a gateway is made, the flags of that, and the subscription that the gateway is told to be in
    ("", "", None),
    ("az account set --subscription prod", "", None),  # the one that the script begins with is its own
    ("az account set --subscription prod\naz account set --subscription other", "", "other"),
    ("az account set -s prod\naz account set -s other", "", "other"),
    ("az account set --name prod\naz account set --name other", "", "other"),
    ("az account set -n prod\naz account set -n other", "", "other"),
    ("az account set --subscription=prod\naz account set --subscription=other", "", "other"),
    ("az account set -s prod\naz account set -s other\naz account set -s PROD", "", None),
    (GROUP, "--subscription other", "other"),
    ("az account set -s prod", "--subscription prod", None),
    ("az account set -s prod", "--subscription other", "other"),
    ("az account set -s prod\nID=$(az account show --query id -o tsv)", "--subscription $ID", None),
    ("az account set -s prod\naz account set -s other\nID=$(az account show --query id -o tsv)", "--subscription $ID", "other"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "flags", "expected"), ACCOUNTS)
def test_which_subscription_a_command_goes_to(before: str, flags: str, expected: object) -> None:
    found = [each for each in made(f"{before}\n{NAT} {flags}\n").values() if each.type == arm.NAT_GATEWAY]
    assert [shown(each.subscription) for each in found] == [expected]


def test_global_flags_may_stand_before_the_command() -> None:
    rest = NAT.removeprefix("az ")
    for flags in (
        "--only-show-errors",
        "--verbose",
        "--debug",
        "--output json",
        "-o tsv",
        "--output=json",
        "--subscription s",
        "--query id",
        "--debug --output json",
    ):
        assert "az:natGateway:rg/nat" in made(f"az {flags} {rest} --idle-timeout 9\n"), flags
    assert "az:natGateway:rg/nat" not in made(f"az --frobnicate {rest}\n")


DEFAULTED: list[tuple[str, str, str]] = [
    # what sets a default, the group of a gateway that names none, and where it is made
    ("az configure --defaults group=rg location=eastus", "→ az:group:rg.name", "eastus"),
    ("az configure -d group=rg location=eastus", "→ az:group:rg.name", "eastus"),
    ("az config set defaults.group=rg defaults.location=eastus", "→ az:group:rg.name", "eastus"),
    ("N=r\naz config set defaults.group=${N}g defaults.location=eastus", "→ az:group:rg.name", "eastus"),
    (
        "export AZURE_DEFAULTS_GROUP=rg\naz config set defaults.location=eastus",
        "→ az:group:rg.name",
        "eastus",
    ),
]


@pytest.mark.parametrize(("before", "group", "location"), DEFAULTED)
def test_defaults(before: str, group: str, location: str) -> None:
    script = f"{before}\naz network nat gateway create -n nat\n"
    (found,) = [each for each in made(script).values() if each.type == arm.NAT_GATEWAY]
    assert (shown(found.resource_group), shown(found.get("location"))) == (group, location)


SUBNETS = [
    ('create -g rg -n v --subnets \'[{"name": "a"}]\'', True),
    ("update -g rg -n net --set subnets[0].natGateway=null", True),
    ("update -g rg -n net --remove subnets 0", True),
    ("update -g rg -n net --add subnets name=a", True),
    ("update -g rg -n net --set tags.a=b", False),
    ("create -g rg -n v", False),
]


@pytest.mark.parametrize(("command", "doubted"), SUBNETS)
def test_subnets_that_are_written_with_their_network(command: str, doubted: bool) -> None:
    found = [part for part in ran(f"{GROUP}{VNET}az network vnet {command}\n") if isinstance(part, Doubt)]
    named = "az:vnet:rg/net" if command.startswith("update") else None
    reaches = [
        (doubt.reach.types, getattr(doubt.reach.target, "target", None), doubt.reach.adds) for doubt in found
    ]
    assert reaches == ([((arm.SUBNET,), named, True)] if doubted else [])


# -- kinds ---------------------------------------------------------------------------------------------------------

TYPES = {
    "group": "Microsoft.Resources/resourceGroups",
    "publicIp": "Microsoft.Network/publicIPAddresses",
    "prefix": "Microsoft.Network/publicIPPrefixes",
    "natGateway": "Microsoft.Network/natGateways",
    "vnet": "Microsoft.Network/virtualNetworks",
    "subnet": "Microsoft.Network/virtualNetworks/subnets",
    "routeTable": "Microsoft.Network/routeTables",
    "route": "Microsoft.Network/routeTables/routes",
    "cluster": "Microsoft.ContainerService/managedClusters",
    "pool": "Microsoft.ContainerService/managedClusters/agentPools",
    "lock": "Microsoft.Authorization/locks",
    "firewall": "Microsoft.Network/azureFirewalls",
    "peering": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
    "vnetGateway": "Microsoft.Network/virtualNetworkGateways",
    "vhub": "Microsoft.Network/virtualHubs",
    "hubConnection": "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections",
}


def test_each_kind_is_of_its_type() -> None:
    assert {word: kind.type for word, kind in KINDS.items()} == TYPES
    assert {type_: kind.word for type_, kind in BY_TYPE.items()} == {
        type_.lower(): word for word, type_ in TYPES.items()
    }


def test_a_child_s_parent_is_the_type_above_it() -> None:
    for kind in KINDS.values():
        above = kind.type.rpartition("/")[0]
        assert (KINDS[kind.parent].type if kind.parent else None) == (above if "/" in above else None)


def test_a_template_may_declare_a_kind_with_its_children() -> None:
    held = {
        word: {type_ for type_ in TYPES.values() if type_.startswith(f"{TYPES[word]}/")}
        for word in ("vnet", "routeTable", "cluster")
    }
    held["vnet"].discard(TYPES["peering"])
    assert {word: set(types) for word, types in WITH_CHILDREN.items()} == {
        "group": set(),
        **{word: {TYPES[word], *below} for word, below in held.items()},
    }


def test_each_command_is_of_its_kind() -> None:
    assert {command: kind.word for command, kind in BY_COMMAND.items()} == {
        "group": "group",
        "network public-ip": "publicIp",
        "network public-ip prefix": "prefix",
        "network nat gateway": "natGateway",
        "network vnet": "vnet",
        "network vnet subnet": "subnet",
        "network route-table": "routeTable",
        "network route-table route": "route",
        "network firewall": "firewall",
        "network vnet peering": "peering",
        "network vnet-gateway": "vnetGateway",
        "network vhub connection": "hubConnection",
        "aks": "cluster",
        "aks nodepool": "pool",
        "lock": "lock",
        "group lock": "lock",
        "resource lock": "lock",
    }
