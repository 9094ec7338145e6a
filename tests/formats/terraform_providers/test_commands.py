"""Commands that Terraform runs: which of them may change what bears on egress, and what.

Sources: the reference of ``az aks``, ``az network``, ``az resource``, ``az rest`` (azure-cli 2.91.0) and of Az PowerShell;
Terraform, "Provisioners" (``when = destroy`` runs when the resource is destroyed).
"""

from __future__ import annotations

from typing import Any

import pytest

from natpin.formats.terraform.providers.command_groups import GROUPS
from natpin.formats.terraform.providers.commands import provisioned
from natpin.formats.terraform.providers.reach import BEARING
from natpin.model import resource as arm
from natpin.model.arm_id import parse
from natpin.model.doubt import Doubt
from natpin.model.value import Node, Reference, Skipped, Unknown, text

from .instances import AT, instance, lookup, shown

NAT_ID = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/natGateways/nat"
SUBNET = instance(
    "azurerm_subnet.own", {"name": "own", "virtual_network_name": "net", "resource_group_name": "rg"}
)
HOLE = Unknown("…", AT, None, ("az network vnet subnet update --ids ", Reference("azurerm_subnet.own", "id", AT), " --nat-gateway nat"))  # fmt: skip
OPEN = Unknown("…", AT, None, ("az aks update -n aks ", Unknown("var.flags has no default", AT)))
ALL = " ".join(type_.rpartition("/")[2] for type_ in BEARING)
Told = tuple[str, object, tuple[str, ...], bool]


def run(command: Any, **more: Any) -> list[Any]:
    one = instance("null_resource.x", {"provisioner": [{"command": command, **more}]})
    return list(provisioned(one, lookup((one, SUBNET))))


def told(parts: list[Any]) -> list[Told]:
    """Of each doubt the types, the resource, the properties, and whether it may make some."""
    return [
        (" ".join(each.rpartition("/")[2] for each in part.reach.types), shown(part.reach.target), part.reach.properties, part.reach.adds)
        for part in parts
        if isinstance(part, Doubt)
    ]  # fmt: skip


UPDATES: list[tuple[str, str, str, tuple[str, ...]]] = [
    # the group, the flags of its update, the type, and the properties that may be set; none: any of them
    ("aks", "--outbound-type none", "managedClusters", ("networkProfile",)),
    ("aks", "--nat-gateway-idle-timeout 4", "managedClusters", ("networkProfile",)),
    ("aks", "--load-balancer-outbound-ips x", "managedClusters", ("networkProfile",)),
    ("aks", "--network-plugin azure", "managedClusters", ("networkProfile",)),
    ("aks", "--network-dataplane cilium", "managedClusters", ("networkProfile",)),
    ("aks", "--pod-cidr 10.0.0.0/16", "managedClusters", ("networkProfile",)),
    ("aks", "--ip-families IPv4", "managedClusters", ("networkProfile",)),
    ("aks", "--api-server-authorized-ip-ranges 1.2.3.4", "managedClusters", ("apiServerAccessProfile",)),
    ("aks", "--apiserver-subnet-id x", "managedClusters", ("apiServerAccessProfile",)),
    ("aks", "--enable-private-cluster", "managedClusters", ("apiServerAccessProfile",)),
    ("aks", "--disable-private-cluster", "managedClusters", ("apiServerAccessProfile",)),
    ("aks", "--node-provisioning-mode Auto", "managedClusters", ("nodeProvisioningProfile",)),
    ("aks", "--http-proxy-config p.json", "managedClusters", ("httpProxyConfig",)),
    ("aks", "--enable-http-proxy", "managedClusters", ("httpProxyConfig",)),
    ("aks", "--disable-http-proxy", "managedClusters", ("httpProxyConfig",)),
    ("aks", "--sku automatic", "managedClusters", ("sku",)),
    ("aks", "--outbound none --sku base", "managedClusters", ("networkProfile", "sku")),
    ("aks", "--set networkProfile.outboundType=none", "managedClusters", ("networkProfile",)),
    ("aks", "--set properties.networkProfile.outboundType=none", "managedClusters", ("networkProfile",)),
    ("aks", "--add agentPoolProfiles[0].x y=z", "managedClusters", ("agentPoolProfiles", "y")),
    ("aks", "--remove networkProfile.podCidr", "managedClusters", ("networkProfile",)),
    ("aks", "--set $P=1", "managedClusters", ()),
    ("aks", "--outbound-type=none", "managedClusters", ("networkProfile",)),
    ("aks nodepool", "--max-count 9", "agentPools", ("maxCount",)),
    ("aks nodepool", "--labels a=b", "agentPools", ("nodeLabels",)),
    ("aks nodepool", "--node-taints a=b:NoSchedule", "agentPools", ("nodeTaints",)),
    ("aks nodepool", "--mode System", "agentPools", ("mode",)),
    ("aks nodepool", "--max-surge 33%", "agentPools", ("upgradeSettings",)),
    ("network nat gateway", "--public-ip-addresses x", "natGateways", ("publicIpAddresses",)),
    ("network nat gateway", "--public-ip-prefixes x", "natGateways", ("publicIpPrefixes",)),
    ("network nat gateway", "--pip-addresses-v6 x", "natGateways", ("publicIpAddressesV6",)),
    ("network nat gateway", "--pip-prefixes-v6 x", "natGateways", ("publicIpPrefixesV6",)),
    ("network nat gateway", "--idle-timeout 4", "natGateways", ("idleTimeoutInMinutes",)),
    ("network vnet subnet", "--nat-gateway x", "subnets", ("natGateway",)),
    ("network vnet subnet", "--route-table x", "subnets", ("routeTable",)),
    ("network vnet subnet", "--default-outbound-access false", "subnets", ("defaultOutboundAccess",)),
    ("network vnet subnet", "--address-prefixes 10.0.0.0/24", "subnets", ("addressPrefixes",)),
    ("network vnet subnet", "--ipam-allocations x", "subnets", ("addressPrefixes",)),
    ("network vnet subnet", "--service-endpoints x", "subnets", ("serviceEndpoints",)),
    ("network vnet subnet", "--endpoints x", "subnets", ("serviceEndpoints",)),
    ("network vnet subnet", "--delegations x", "subnets", ("delegations",)),
    ("network route-table", "--disable-bgp-route-propagation true", "routeTables", ("disableBgpRoutePropagation",)),
    ("network public-ip", "--sku x", "publicIPAddresses", ()),
    ("network public-ip prefix", "--tags x", "publicIPPrefixes", ()),
    ("network route-table route", "--next-hop-type None", "routes", ()),
    ("network vnet peering", "--set useRemoteGateways=true", "virtualNetworkPeerings", ()),
    ("network vnet-gateway", "--asn 1", "virtualNetworkGateways", ()),
    ("network vhub connection", "--internet-security true", "hubVirtualNetworkConnections", ()),
    ("network vhub routing-intent", "--x y", "routingIntent", ()),
]  # fmt: skip


@pytest.mark.parametrize(("group", "flags", "type_", "properties"), UPDATES)
def test_an_update(group: str, flags: str, type_: str, properties: tuple[str, ...]) -> None:
    (found,) = told(run(f"az {group} update -g rg -n made {flags}"))
    assert (found[0], found[2], found[3]) == (type_, properties, False)
    (doubt, *_) = run(f"az {group} update -g rg -n made {flags}")
    identifier = parse(doubt.reach.target)
    assert identifier is not None
    assert (text(identifier.names[-1]), text(identifier.resource_group)) == ("made", "rg")
    assert identifier.type == GROUPS[group].kind


PLACES = [
    ("-g rg --vnet-name v -n s", ("rg", "v", "s")),
    ("--resource-group=rg --vnet-name v --name s", ("rg", "v", "s")),
    ("-g $RG --vnet-name v -n s", (None, "v", "s")),
    ("-g rg --vnet-name v -n $S", ("rg", "v", None)),
    ("-g %RG% --vnet-name <net> -n s", (None, None, "s")),
    ("-g $(cat rg) --vnet-name v -n s", (None, "v", "s")),
    ("-g rg -g other --vnet-name v -n s", (None, "v", "s")),
    ("--vnet-name v -n s)", (None, "v", None)),
    ("-n s --vnet v", (None, None, "s")),
]


@pytest.mark.parametrize(("flags", "expected"), PLACES)
def test_what_a_subnet_is_told_by(flags: str, expected: tuple[str | None, ...]) -> None:
    (doubt, *_) = run(f"az network vnet subnet update {flags} --remove natGateway")
    identifier = parse(doubt.reach.target)
    if identifier is None:
        assert expected == (None, None, text(doubt.reach.target))
    else:
        assert (text(identifier.resource_group), *map(text, identifier.names)) == expected


def test_a_hole_that_may_be_flags_may_name_another() -> None:
    hole = Unknown(
        "…", AT, None, ("az aks update -g rg -n a --outbound-type none ", Unknown("var.flags", AT))
    )
    hole = Unknown("…", AT, None, (*hole.parts, " -o none"))
    (doubt,) = run(hole)
    assert shown(doubt.reach.target) == "a"


def test_the_subnets_of_a_network_that_is_changed() -> None:
    _, doubt = run("az network vnet update -g rg -n v --set subnets[0].natGateway=null")
    identifier = parse(doubt.reach.target)
    assert identifier is not None
    assert text(identifier.names[0]) == "v"
    assert identifier.names[1] is None


def test_every_flag_is_asked() -> None:
    asked = {(group, word) for group, flags, *_ in UPDATES for word in flags.split()}
    for group, command in GROUPS.items():
        for flag in command.flags:
            assert flag == "--" or any(g == group and word.startswith(flag) for g, word in asked), (
                group,
                flag,
            )


ANY_OF_IT = "? which subnet of a network a command changes is not known"
QUIET = [
    "az aks update -n a --tags b=c",
    "az aks show -n a --query networkProfile",
    "az aks get-credentials -n a",
    "az aks nodepool update -n a --tags b=c",
    "az aks nodepool upgrade -n a",
    "az aks enable-addons -n a --addons monitoring,azure-policy",
    "az network nat gateway update -n a --tags b=c",
    "az network vnet subnet update -n a --network-security-group x",
    "az network vnet update -n a --dns-servers 1.2.3.4",
    "az network nat gateway show -n a",
    "az network nsg create -n a",
    "az resource show --ids x",
    "az resource tag --ids x",
    "az group create -n rg",
    "az rest --url https://management.azure.com/x",
    "az rest --method get --url x",
    "az rest --method post --url x",
    "az rest -m HEAD --url x",
    "az deployment group show -n a",
    "kubectl apply -f x",
    "terraform plan",
    "Get-AzNatGateway",
    "New-AzKeyVault",
    "echo lazy aks create",
    "",
]


@pytest.mark.parametrize("command", QUIET)
def test_what_changes_nothing(command: str) -> None:
    assert run(command) == []


OTHERS: list[tuple[Any, list[Told]]] = [
    ("az aks scale -n a -c 3", [("managedClusters", "a", ("agentPoolProfiles",), False)]),
    ("az aks nodepool scale --nodepool-name a -c 3", [("agentPools", "a", ("count",), False)]),
    ("az aks enable-addons -n a --addons virtual-node", [("managedClusters", "a", ("addonProfiles",), False)]),
    ("az aks disable-addons -n a -a monitoring,virtual-node", [("managedClusters", "a", ("addonProfiles",), False)]),
    ("az aks enable-addons -n a --addons $X", [("managedClusters", "a", ("addonProfiles",), False)]),
    ("az aks enable-addons -n a", [("managedClusters", "a", ("addonProfiles",), False)]),
    ("az network nat gateway delete -n a", [("natGateways", "a", (), False)]),
    ("az network vnet peering delete -n a", [("virtualNetworkPeerings", "a", (), False)]),
    ("az network nat gateway create -n a", [("natGateways", "a", (), True)]),
    ("az network nat gateway create --name a", [("natGateways", "a", (), True)]),
    ("az network nat gateway update --ids x y --idle-timeout 4", [("natGateways", None, ("idleTimeoutInMinutes",), False)]),
    ("az network nat gateway update --idle-timeout 4", [("natGateways", None, ("idleTimeoutInMinutes",), False)]),
    ("az network vnet create -n a", [("virtualNetworks", "a", (), True), ("subnets", None, (), True)]),
    ("az network vnet update -n a --set subnets[0].natGateway=null", [("virtualNetworks", "a", ("subnets",), False), ("subnets", ANY_OF_IT, (), True)]),
    ("az network vnet update -n a --set $X", [("virtualNetworks", "a", (), False), ("subnets", ANY_OF_IT, (), True)]),
    ("az network vnet update -n a --set tags.x=y", [("virtualNetworks", "a", ("tags",), False)]),
    ("az group delete -n rg", [(ALL, None, (), False)]),
    ("az deployment group create -f main.bicep", [(ALL, None, (), True)]),
    ("az stack sub create -f main.bicep", [(ALL, None, (), True)]),
    ("terraform -chdir=x apply", [(ALL, None, (), True)]),
    ("cd x && terragrunt destroy", [(ALL, None, (), True)]),
    ("azd provision", [(ALL, None, (), True)]),
    ("pulumi up", [(ALL, None, (), True)]),
    ("tofu apply", [(ALL, None, (), True)]),
    (HOLE, [("subnets", "→ azurerm_subnet.own.id", ("natGateway",), False)]),
    (OPEN, [("managedClusters", None, (), False)]),  # what is not known may name another
    ("az aks update -n a --outbound-type none; az aks update -n a --outbound-type none", [("managedClusters", "a", ("networkProfile",), False)]),
    ("az aks \\\n  update -n a --outbound-type none", [("managedClusters", "a", ("networkProfile",), False)]),
    ("pwsh -c 'az aks update -n a --outbound-type none'", [("managedClusters", "a", ("networkProfile",), False)]),
    # a quote that the text does not close: all that follows is the command's
    ("sh -c \"az aks update -n a --set 'networkProfile.outboundType=none", [("managedClusters", "a", ("networkProfile",), False)]),
    ('az aks update -n a --set "networkProfile.outboundType=none', [("managedClusters", "a", ("networkProfile",), False)]),
    ("az aks update -n a --set 'networkProfile.outboundType=none", [("managedClusters", "a", ("networkProfile",), False)]),
    (f"az resource update --ids {NAT_ID} --set properties.idleTimeoutInMinutes=4", [("natGateways", NAT_ID, ("idleTimeoutInMinutes",), True)]),
    ("az resource delete -n a --resource-type Microsoft.Network/natGateways", [("natGateways", "a", (), True)]),
    ("az resource delete -n a --resource-type Microsoft.Web/sites", []),
    ("az resource update --ids $X --set a=b", [(ALL, "? $X is known when the command runs", ("a",), True)]),
    ("az resource patch -n a", [(ALL, "a", (), True)]),
    ("az resource invoke-action --action x", [(ALL, "? what it changes is not known", (), True)]),
    (f"az rest --method put --url https://management.azure.com{NAT_ID}?api-version=x --body x", [("natGateways", "? the address is not known", (), True)]),
    (f"az rest -m patch -u {NAT_ID}", [("natGateways", "? the address is not known", (), True)]),
    (f"az rest --method delete --uri {NAT_ID}", [("natGateways", "? the address is not known", (), True)]),
    ("az rest --method put --url /subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/x", []),
    ("az rest --method put --url /subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualHubs/h/x/y", [("x", "? the address is not known", (), True)]),
    ("az rest --method put", [(ALL, "? the address is not known", (), True)]),
    ("Set-AzVirtualNetworkSubnetConfig -Name x", [("subnets", None, (), True)]),
    ("New-AzVirtualNetwork -Name x", [("virtualNetworks subnets", None, (), True)]),
    ("Update-AzAksNodePool -Name x", [("managedClusters agentPools", None, (), True)]),
    ("Remove-AzNatGateway -Name x", [("natGateways", None, (), True)]),
    ("add-azrouteconfig -Name x", [("routeTables routes", None, (), True)]),
    ("New-AzPublicIpPrefix -Name x", [("publicIPAddresses publicIPPrefixes", None, (), True)]),
    ("New-AzNatGateway; New-AzNatGateway", [("natGateways", None, (), True)]),
]  # fmt: skip


@pytest.mark.parametrize(("command", "expected"), OTHERS)
def test_another_command(command: Any, expected: list[Told]) -> None:
    assert told(run(command)) == expected


def test_a_cluster_that_a_command_makes_was_not_read() -> None:
    parts: list[Any] = run("az aks create -n made")
    assert told(parts) == [("managedClusters", "made", (), True)]
    (skipped,) = [part for part in parts if isinstance(part, Skipped)]
    assert skipped.claims_aks
    assert (skipped.path, skipped.at) == (AT.path, AT)


CHANGES = "az network nat gateway delete -n a"


@pytest.mark.parametrize(
    ("provisioner", "runs"),
    [
        ({"command": CHANGES}, True),
        ({"command": CHANGES, "when": "create"}, True),
        ({"command": CHANGES, "when": "destroy"}, False),
        ({"inline": ["echo", CHANGES]}, True),
        ({"natpin_script": CHANGES}, True),
        ({"script": CHANGES}, False),
    ],
)
def test_which_provisioners_run(provisioner: dict[str, Any], runs: bool) -> None:
    one = instance("null_resource.x", {"provisioner": [provisioner]})
    found = told(list(provisioned(one, lookup((one,)))))
    assert found == ([("natGateways", "a", (), False)] if runs else [])


def test_a_script_that_is_not_here_may_change_what_it_is_given() -> None:
    given: dict[str, Node] = {"SUBNET_ID": Reference("azurerm_subnet.own", "id", AT)}
    parts = run("./attach.sh", natpin_unread="./attach.sh", environment=given)
    assert told(parts) == [("subnets", "→ azurerm_subnet.own.id", ("natGateway", "routeTable"), False)]
    assert parts[0].reach.types == (arm.SUBNET,)
