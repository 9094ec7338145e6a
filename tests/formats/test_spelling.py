"""Each language's words for the same property: taken from its table, and complete where its table is."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats.az.powershell.parameters import TABLES
from natpin.formats.az.powershell.spelt import BOOLEANS, SPELT
from natpin.formats.spelling import speech_of
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import AGENT_POOL, CLUSTER, NAT_GATEWAY, PUBLIC_IP_PREFIX, SUBNET, Resource
from natpin.model.value import Reference, Value

OUTBOUND = "networkProfile.outboundType"
PARAMETERS = Path(__file__).parents[1] / "specs" / "powershell" / "parameters-16.2.0.txt"


def made(address: str, type_: str, provider: str = "", path: str = "main.tf", **traits: object) -> Resource:
    """A resource as a format makes it."""
    said = {**({"provider": provider} if provider else {}), **traits}
    name = address.rpartition("/")[2].rpartition(".")[2]
    return Resource(
        address,
        type_,
        Value(name),
        at=Location(path),
        traits={key: Value(each) for key, each in said.items()},  # type: ignore[arg-type]
    )


AKS = {
    "azurerm": made("azurerm_kubernetes_cluster.aks", CLUSTER, "azurerm 4.1"),
    "module": made("module.aks", CLUSTER, "azurerm 4.1"),
    "azapi": made("azapi_resource.aks", CLUSTER, "azapi"),
    "az": made("az:cluster:rg/aks", CLUSTER, "az", "up.sh"),
    "powershell": made("az:cluster:rg/aks", CLUSTER, "az", "up.ps1", cmdlet=True),
    "bicep": made("aks", CLUSTER, path="main.bicep"),
    "arm": made("aks", CLUSTER, path="main.json"),
    "pulumi": made("aks", CLUSTER, "azure-native", "Pulumi.yaml"),
    "aso": made("ManagedCluster/aks", CLUSTER, "azure-service-operator", "aks.yaml"),
    "capz": made("AzureManagedControlPlane/aks", CLUSTER, "cluster-api", "aks.yaml"),
    "crossplane": made("KubernetesCluster/aks", CLUSTER, "azurerm", "aks.yaml"),
}


@pytest.mark.parametrize(
    ("language", "name", "setting"),
    [
        ("azurerm", "outbound_type", 'set `outbound_type = "x"` in `network_profile`'),
        ("module", "outbound_type", 'set `outbound_type = "x"` in `network_profile`'),
        (
            "azapi",
            "properties.networkProfile.outboundType",
            'set `properties.networkProfile.outboundType` to `"x"` in `body`',
        ),
        ("az", "--outbound-type", "pass `--outbound-type x`"),
        ("powershell", "-OutboundType", "pass `-OutboundType x`"),
        ("bicep", OUTBOUND, "set `networkProfile.outboundType` to `'x'`"),
        ("arm", OUTBOUND, 'set `networkProfile.outboundType` to `"x"`'),
        ("pulumi", OUTBOUND, "set `networkProfile.outboundType` to `x`"),
        ("aso", f"spec.{OUTBOUND}", "set `spec.networkProfile.outboundType` to `x`"),
        ("capz", "spec.outboundType", "set `spec.outboundType` to `x`"),
        ("crossplane", "outboundType", "set `outboundType: x` in `networkProfile`"),
    ],
)
def test_the_outbound_type_in_every_language(language: str, name: str, setting: str) -> None:
    speech = speech_of(AKS[language])
    assert speech.name(OUTBOUND) == name
    assert speech.setting(OUTBOUND, "x") == setting


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("azurerm", "set `node_public_ip_enabled = false` in `default_node_pool`"),
        ("az", "leave out `--enable-node-public-ip`"),
        ("powershell", "leave out `-EnableNodePublicIp`"),
        ("bicep", "set `enableNodePublicIP` to `false`"),
        ("crossplane", "set `nodePublicIpEnabled: false` in `defaultNodePool`"),
    ],
)
def test_a_pool_inside_of_its_cluster_speaks_its_clusters_language(language: str, said: str) -> None:
    cluster = AKS[language]
    pool = Resource(
        f"{cluster.address}#system",
        AGENT_POOL,
        Value("system"),
        at=cluster.at,
        parent=Reference(cluster.address),
    )
    assert speech_of(pool, cluster).setting("enableNodePublicIP", "false") == said


def test_a_pool_of_its_own() -> None:
    pool = made("azurerm_kubernetes_cluster_node_pool.user", AGENT_POOL, "azurerm")
    assert speech_of(pool, AKS["azurerm"]).setting("enableNodePublicIP", "true") == (
        "set `node_public_ip_enabled = true`"
    )
    inverted = speech_of(pool).setting("windowsProfile.disableOutboundNat", "true")
    assert inverted == "set `outbound_nat_enabled = false` in `windows_profile`"
    by_az = made("az:pool:rg/aks/user", AGENT_POOL, "az")
    assert speech_of(by_az).setting("windowsProfile.disableOutboundNat", "true") == (
        "pass `--disable-windows-outbound-nat`"
    )


@pytest.mark.parametrize(
    ("subnet", "said"),
    [
        (
            made("module.net.azurerm_subnet.aks", SUBNET, "azurerm"),
            "add an `azurerm_subnet_nat_gateway_association` for `module.net.azurerm_subnet.aks`",
        ),
        (
            made("az:subnet:rg/v/aks", SUBNET, "az"),
            "pass `--nat-gateway` to `az network vnet subnet update` for `aks`",
        ),
        (
            made("az:subnet:rg/v/aks", SUBNET, "az", cmdlet=True),
            "pass `-NatGateway` to `New-AzVirtualNetworkSubnetConfig` for `aks`",
        ),
        (
            replace(made("az:subnet:rg/v/aks", SUBNET, "az", cmdlet=True), external=True),
            "set `.NatGateway` of `aks`, and give its network to `Set-AzVirtualNetwork`",
        ),
        (made("v/subnets/aks", SUBNET, path="main.bicep"), "set `natGateway.id` of `aks`"),
        (
            made("VirtualNetworksSubnet/aks", SUBNET, "azure-service-operator"),
            "set `spec.natGateway.reference` of `aks`",
        ),
        (made("Subnet/aks", SUBNET, "azurerm"), "add a `SubnetNATGatewayAssociation` for `Subnet/aks`"),
    ],
)
def test_what_attaches_a_gateway(subnet: Resource, said: str) -> None:
    assert speech_of(subnet).attaching("natGateway") == said


def test_an_object_that_several_flags_or_arguments_write() -> None:
    path = "networkProfile.natGatewayProfile"
    assert speech_of(AKS["azurerm"]).name(path) == "nat_gateway_profile"
    assert speech_of(AKS["az"]).name(path) == "--nat-gateway-…"
    assert speech_of(AKS["powershell"]).name(path) == "-NATGateway…"
    assert speech_of(AKS["azurerm"]).without(path) == "remove `nat_gateway_profile` from `network_profile`"


@pytest.mark.parametrize(
    "provider", ["", "azurerm", "az", "azure-native", "azure-service-operator", "cluster-api"]
)
def test_everybody_can_guard_an_ip(provider: str) -> None:
    ip = made("azurerm_public_ip_prefix.egress", PUBLIC_IP_PREFIX, provider)
    assert speech_of(ip).guarding()


def test_what_no_table_carries_is_said_in_arms_words() -> None:
    gateway = made("azurerm_nat_gateway.egress", NAT_GATEWAY, "azurerm")
    assert speech_of(gateway).name("somethingNew.inside") == "somethingNew.inside"
    assert speech_of(None).name(OUTBOUND) == OUTBOUND


def test_every_parameter_is_spelt_as_the_reference_spells_it() -> None:
    written: dict[str, set[str]] = {}
    for line in PARAMETERS.read_text(encoding="utf-8").splitlines():
        for each in line.partition(": ")[2].split() if not line.startswith("#") else ():
            names, _, type_ = each.partition("=")
            for name in names.split("|"):
                written.setdefault(name, set()).add(type_)
    for table in TABLES.values():
        for name in table:
            assert SPELT[name] in written, name
    switches = {name.lower() for name, types in written.items() if "Boolean" in types}
    assert {name for table in TABLES.values() for name in table} & switches == BOOLEANS


def test_the_command_that_takes_a_flag_is_named_where_another_may_have_made_the_resource() -> None:
    # `az network vnet create` and `New-AzVirtualNetwork` make subnets and have no such flag
    assert speech_of(made("az:subnet:rg/net/nodes", SUBNET, "az", "up.sh")).setting(
        "defaultOutboundAccess", "false"
    ) == (
        "pass `--default-outbound-access false` to `az network vnet subnet create` or "
        "`az network vnet subnet update` for `nodes`"
    )
    assert (
        speech_of(made("az:subnet:rg/net/nodes", SUBNET, "az", "up.ps1", cmdlet=True)).setting(
            "defaultOutboundAccess", "false"
        )
        == "pass `-DefaultOutboundAccess $false` to `New-AzVirtualNetworkSubnetConfig` for `nodes`"
    )
