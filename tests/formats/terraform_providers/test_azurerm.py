"""azurerm's resource types, in the spellings and with the defaults of its versions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from natpin.formats.terraform.providers import TRANSLATED
from natpin.formats.terraform.providers.bearing import DOUBTFUL, doubtful
from natpin.model import resource as arm
from natpin.model.arm_id import parse
from natpin.model.doubt import Doubt
from natpin.model.value import Kind, Reference, Skipped, Unknown, Value

from .instances import AT, instance, only, only_link, properties, shown, translated

SUBNET = Reference("azurerm_subnet.aks", "id", AT)

SPELLINGS: list[tuple[str, str | None, dict[str, Any], dict[str, Any]]] = [
    # address, provider version, written, in ARM's words
    (
        "azurerm_nat_gateway.g",
        "4",
        {"idle_timeout_in_minutes": "10", "sku_name": "StandardV2", "zones": [1]},
        {"idleTimeoutInMinutes": 10, "sku": {"name": "StandardV2"}, "zones": ["1"]},
    ),
    ("azurerm_nat_gateway.g", "4", {}, {"sku": {"name": "Standard"}}),
    (
        "azurerm_nat_gateway.g",
        "2",
        {"public_ip_address_ids": [Reference("azurerm_public_ip.p", "id", AT)]},
        {"publicIpAddresses": [{"id": "→ azurerm_public_ip.p.id"}], "sku": {"name": "Standard"}},
    ),
    ("azurerm_public_ip.p", "3.117.0", {"allocation_method": "Static"}, {"sku": {"name": "Basic"}, "publicIPAllocationMethod": "Static"}),
    ("azurerm_public_ip.p", "4", {}, {"sku": {"name": "Standard"}}),
    ("azurerm_public_ip.p", "5.2.0", {"sku_tier": "Global"}, {"sku": {"name": "Standard", "tier": "Global"}}),
    (
        "azurerm_public_ip.p",
        "4",
        {"sku": "StandardV2", "ddos_protection_mode": "Enabled", "ip_tags": {"RoutingPreference": "Internet"}, "zones": ["1", "2"]},
        {
            "sku": {"name": "StandardV2"},
            "ddosSettings": {"protectionMode": "Enabled"},
            "ipTags": [{"ipTagType": "RoutingPreference", "tag": "Internet"}],
            "zones": ["1", "2"],
        },
    ),
    ("azurerm_public_ip.p", "2.99.0", {"sku": "Standard", "availability_zone": "Zone-Redundant"}, {"sku": {"name": "Standard"}, "zones": ["1", "2", "3"]}),
    ("azurerm_public_ip.p", "2.99.0", {"sku": "Standard", "availability_zone": "No-Zone"}, {"sku": {"name": "Standard"}}),
    ("azurerm_public_ip_prefix.p", "4", {}, {"prefixLength": 28, "sku": {"name": "Standard"}}),
    ("azurerm_public_ip_prefix.p", "4", {"prefix_length": 31}, {"prefixLength": 31, "sku": {"name": "Standard"}}),
    ("azurerm_subnet.s", "4", {"address_prefixes": ["10.0.0.0/24"]}, {"addressPrefixes": ["10.0.0.0/24"], "defaultOutboundAccess": True}),
    ("azurerm_subnet.s", "4", {"default_outbound_access_enabled": False, "service_endpoints": ["Microsoft.Sql"]}, {"defaultOutboundAccess": False, "serviceEndpoints": [{"service": "Microsoft.Sql"}]}),
    ("azurerm_subnet.s", "5", {"service_endpoint": [{"service": "Microsoft.Sql"}]}, {"defaultOutboundAccess": True, "serviceEndpoints": [{"service": "Microsoft.Sql"}]}),
    (
        "azurerm_subnet.s",
        "4",
        {"delegation": [{"name": "aci", "service_delegation": [{"name": "Microsoft.ContainerInstance/containerGroups"}]}]},
        {"defaultOutboundAccess": True, "delegations": [{"name": "aci", "properties": {"serviceName": "Microsoft.ContainerInstance/containerGroups"}}]},
    ),
    (
        "azurerm_virtual_network.v",
        "4",
        {"address_space": ["10.0.0.0/8"], "subnet": [{"name": "a", "address_prefix": "10.0.0.0/24"}]},
        {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}, "subnets": [{"name": "a", "addressPrefixes": ["10.0.0.0/24"], "defaultOutboundAccess": True}]},
    ),
    ("azurerm_virtual_network.v", "4", {"subnet": []}, {}),
    ("azurerm_route_table.r", "3", {"disable_bgp_route_propagation": True}, {"disableBgpRoutePropagation": True}),
    ("azurerm_route_table.r", "4", {"bgp_route_propagation_enabled": "true"}, {"disableBgpRoutePropagation": False}),
    (
        "azurerm_route_table.r",
        "4",
        {"route": [{"name": "d", "address_prefix": "0.0.0.0/0", "next_hop_type": "VirtualAppliance", "next_hop_in_ip_address": "10.1.0.4"}]},
        {"routes": [{"name": "d", "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.1.0.4"}]},
    ),
    ("azurerm_management_lock.l", "4", {"lock_level": "CanNotDelete", "scope": Reference("azurerm_public_ip.p", "id", AT)}, {"level": "CanNotDelete", "scope": "→ azurerm_public_ip.p.id"}),
]  # fmt: skip


@pytest.mark.parametrize(("address", "version", "written", "expected"), SPELLINGS)
def test_arguments_in_arms_words(
    address: str, version: str | None, written: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert properties(only(instance(address, written, version))) == expected


CLUSTERS: list[tuple[str, dict[str, Any], str, Any]] = [
    # what is asked, written, ARM path, expected
    ("no profile is kubenet", {}, "networkProfile.networkPlugin", "kubenet"),
    ("outbound type is ARM's to default", {"network_profile": [{"network_plugin": "azure"}]}, "networkProfile.outboundType", None),
    ("outbound type", {"network_profile": [{"network_plugin": "azure", "outbound_type": "userAssignedNATGateway"}]}, "networkProfile.outboundType", "userAssignedNATGateway"),
    ("v3's data plane", {"network_profile": [{"network_plugin": "azure", "ebpf_data_plane": "cilium"}]}, "networkProfile.networkDataplane", "cilium"),
    ("managed gateway", {"network_profile": [{"nat_gateway_profile": [{"managed_outbound_ip_count": 2}]}]}, "networkProfile.natGatewayProfile.managedOutboundIPProfile.count", 2),
    ("an empty block is still there", {"network_profile": [{"nat_gateway_profile": [None]}]}, "networkProfile.natGatewayProfile", {}),
    ("load balancer's IPs", {"network_profile": [{"load_balancer_profile": [{"outbound_ip_address_ids": ["x"]}]}]}, "networkProfile.loadBalancerProfile.outboundIPs.publicIPs", [{"id": "x"}]),
    ("an unknown block makes its properties unknown", {"network_profile": Unknown("var.profile has no default", AT)}, "networkProfile.outboundType", "? var.profile has no default"),
    ("v3's ranges", {"api_server_authorized_ip_ranges": ["1.2.3.4/32"]}, "apiServerAccessProfile.authorizedIPRanges", ["1.2.3.4/32"]),
    ("v4's ranges", {"api_server_access_profile": [{"authorized_ip_ranges": ["1.2.3.4/32"]}]}, "apiServerAccessProfile.authorizedIPRanges", ["1.2.3.4/32"]),
    ("private beside ranges", {"private_cluster_enabled": True, "api_server_access_profile": [{"subnet_id": SUBNET}]}, "apiServerAccessProfile.enablePrivateCluster", True),
    ("node provisioning", {"node_provisioning_profile": [{"mode": "Auto"}]}, "nodeProvisioningProfile.mode", "Auto"),
    ("virtual nodes", {"aci_connector_linux": [{"subnet_name": "aci"}]}, "addonProfiles.aciConnectorLinux", {"enabled": True, "config": {"SubnetName": "aci"}}),
    ("v2's virtual nodes, off", {"addon_profile": [{"aci_connector_linux": [{"enabled": False}]}]}, "addonProfiles.aciConnectorLinux.enabled", False),
    ("default pool's subnet", {"default_node_pool": [{"name": "s", "vnet_subnet_id": SUBNET}]}, "agentPoolProfiles[0].vnetSubnetID", "→ azurerm_subnet.aks.id"),
    ("default pool is a system pool", {"default_node_pool": [{"name": "s"}]}, "agentPoolProfiles[0].mode", "System"),
    ("v3's node IPs", {"default_node_pool": [{"enable_node_public_ip": True}]}, "agentPoolProfiles[0].enableNodePublicIP", True),
    ("v4's node IPs", {"default_node_pool": [{"node_public_ip_enabled": True}]}, "agentPoolProfiles[0].enableNodePublicIP", True),
    ("an empty id is none", {"default_node_pool": [{"vnet_subnet_id": ""}]}, "agentPoolProfiles[0].vnetSubnetID", None),
    ("autoscaled from the minimum", {"default_node_pool": [{"enable_auto_scaling": True, "min_count": 3, "max_count": 9}]}, "agentPoolProfiles[0].count", 3),
    ("surge", {"default_node_pool": [{"upgrade_settings": [{"max_surge": "33%"}]}]}, "agentPoolProfiles[0].upgradeSettings.maxSurge", "33%"),
    ("only critical add-ons", {"default_node_pool": [{"only_critical_addons_enabled": True}]}, "agentPoolProfiles[0].nodeTaints", ["CriticalAddonsOnly=true:NoSchedule"]),
    ("only critical add-ons, unknown", {"default_node_pool": [{"only_critical_addons_enabled": Unknown("var.x", AT)}]}, "agentPoolProfiles[0].nodeTaints", "? var.x"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "path", "expected"), [c[1:] for c in CLUSTERS], ids=[c[0] for c in CLUSTERS]
)
def test_cluster(written: dict[str, Any], path: str, expected: Any) -> None:
    cluster = only(instance("azurerm_kubernetes_cluster.aks", {"name": "aks", **written}))
    assert cluster.type == arm.CLUSTER
    assert shown(cluster.get(path)) == expected


def test_pool_is_the_clusters_child() -> None:
    pool = only(
        instance(
            "azurerm_kubernetes_cluster_node_pool.user",
            {
                "name": "user",
                "kubernetes_cluster_id": Reference("azurerm_kubernetes_cluster.aks", "id", AT),
                "pod_subnet_id": SUBNET,
                "windows_profile": [{"outbound_nat_enabled": False}],
            },
        )
    )
    assert pool.type == arm.AGENT_POOL
    assert shown(pool.parent) == "→ azurerm_kubernetes_cluster.aks.id"
    assert properties(pool) == {
        "podSubnetID": "→ azurerm_subnet.aks.id",
        "windowsProfile": {"disableOutboundNat": True},
    }


ASSOCIATIONS = [
    ("azurerm_subnet_nat_gateway_association", "subnet_id", "nat_gateway_id", arm.SUBNET, "natGateway"),
    ("azurerm_subnet_route_table_association", "subnet_id", "route_table_id", arm.SUBNET, "routeTable"),
    ("azurerm_nat_gateway_public_ip_association", "nat_gateway_id", "public_ip_address_id", arm.NAT_GATEWAY, "publicIpAddresses[]"),
    ("azurerm_nat_gateway_public_ip_prefix_association", "nat_gateway_id", "public_ip_prefix_id", arm.NAT_GATEWAY, "publicIpPrefixes[]"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "source", "target", "source_type", "property"), ASSOCIATIONS)
def test_association_is_a_link(kind: str, source: str, target: str, source_type: str, property: str) -> None:
    maybe = Unknown("var.count has no default", AT)
    link = only_link(
        instance(
            f"{kind}.this",
            {source: Reference("a_b.source", "id", AT), target: Reference("a_b.target", "id", AT)},
            conditional=maybe,
        )
    )
    assert (link.source_type, link.property, link.conditional) == (source_type, property, maybe)
    assert (shown(link.source), shown(link.target)) == ("→ a_b.source.id", "→ a_b.target.id")


def test_association_without_its_gateway_is_unknown_not_absent() -> None:
    link = only_link(
        instance("azurerm_subnet_nat_gateway_association.a", {"subnet_id": SUBNET, "nat_gateway_id": None})
    )
    assert isinstance(link.target, Unknown)


def test_default_of_a_version_that_nothing_tells_is_unknown() -> None:
    sku = only(instance("azurerm_public_ip.p", {}, version=None)).get("sku.name")
    assert isinstance(sku, Unknown)
    assert sku.settle_by == "required_providers or .terraform.lock.hcl"


def test_a_default_says_whose_it_is() -> None:
    sku = only(instance("azurerm_nat_gateway.g", {}, "3.100.0")).get("sku.name")
    assert isinstance(sku, Value)
    assert (sku.origin.kind, sku.origin.whose) == (Kind.DEFAULT, "azurerm 3.x")


def test_data_source_is_looked_up_and_has_no_defaults() -> None:
    found = only(
        instance(
            "data.azurerm_subnet.aks",
            {"name": "aks", "virtual_network_name": "hub", "resource_group_name": "network"},
        )
    )
    assert found.external
    assert (shown(found.name), shown(found.parent), shown(found.resource_group)) == ("aks", "hub", "network")
    assert found.properties == {}


def test_what_terraform_says_beyond_arm() -> None:
    cluster = only(
        instance(
            "azurerm_kubernetes_cluster.aks",
            {"name": "aks"},
            "4.27.0",
            prevent_destroy=True,
            ignore_changes=("default_node_pool[0].node_count", "network_profile[0].outbound_type", "tags"),
        )
    )
    assert {name: shown(node) for name, node in cluster.traits.items()} == {
        "provider": "azurerm 4.27.0",
        "preventDestroy": True,
        "ignoreChanges": ["agentPoolProfiles.0.count", "networkProfile.outboundType", "tags"],
    }


def test_order_is_followed_through_what_is_no_azure_resource() -> None:
    association = "azurerm_subnet_nat_gateway_association.a"
    sleep = instance("time_sleep.settle", {}, depends_on=(Reference(association),))
    cluster = instance("azurerm_kubernetes_cluster.aks", {}, depends_on=(Reference("time_sleep.settle"),))
    depends = only(cluster, sleep).traits["dependsOn"]
    assert shown(depends) == ["→ time_sleep.settle.id", f"→ {association}.id"]


NETWORK = instance(
    "azurerm_virtual_network.v", {"name": "v", "resource_group_name": "net", "subnet": [{"name": "only"}]}
)
REFERENCES: list[tuple[str, Any, str]] = [
    ("as it is", Reference("azurerm_subnet.x", "id", AT), "→ azurerm_subnet.x.id"),
    ("what is not an Azure resource", Reference("random_pet.p", "id", AT), "? random_pet.p.id is known only after apply"),
    ("association's id is its subnet's", Reference("azurerm_subnet_nat_gateway_association.a", "id", AT), "→ azurerm_subnet.x.id"),
    ("the only inline subnet", Reference("azurerm_virtual_network.v", "subnet[0].id", AT), "? the id of an inline subnet of azurerm_virtual_network.v is known only after apply"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("node", "expected"), [case[1:] for case in REFERENCES], ids=[c[0] for c in REFERENCES]
)
def test_references(node: Any, expected: str) -> None:
    pool = instance("azurerm_kubernetes_cluster_node_pool.p", {"vnet_subnet_id": node})
    around = (
        instance("random_pet.p", {}),
        instance(
            "azurerm_subnet_nat_gateway_association.a", {"subnet_id": Reference("azurerm_subnet.x", "id", AT)}
        ),
        NETWORK,
    )
    assert shown(only(pool, *around).get("vnetSubnetID")) == expected


def test_an_id_built_around_another_keeps_every_known_name() -> None:
    built = Unknown("…", AT, None, (Reference("azurerm_virtual_network.v", "id", AT), "/subnets/aks"))
    found = only(instance("azurerm_kubernetes_cluster_node_pool.p", {"vnet_subnet_id": built}), NETWORK).get(
        "vnetSubnetID"
    )
    assert isinstance(found, Unknown)
    assert "".join(part if isinstance(part, str) else "?" for part in found.parts) == (
        "/subscriptions/?/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/aks"
    )


def test_an_address_of_another_resource_is_said_in_arms_words() -> None:
    route = instance(
        "azurerm_route.default",
        {
            "name": "default",
            "route_table_name": Reference("azurerm_route_table.r", "name", AT),
            "next_hop_in_ip_address": Reference(
                "azurerm_firewall.fw", "ip_configuration[0].private_ip_address", AT
            ),
        },
    )
    found = only(route, instance("azurerm_firewall.fw", {}), instance("azurerm_route_table.r", {}))
    assert shown(found.parent) == "→ azurerm_route_table.r.id"
    assert shown(found.get("nextHopIpAddress")) == (
        "→ azurerm_firewall.fw.properties.ipConfigurations.0.privateIPAddress"
    )


@pytest.mark.parametrize(
    ("command", "skipped"),
    [
        ("az aks create -n x", True),
        (Unknown("…", AT, None, ("az  network nat   gateway create -n ", None)), True),
        ("az aks update -g g -n x --outbound-type userAssignedNATGateway", True),
        ("az aks update -g g -n x \\\n  --enable-azure-monitor-metrics \\\n  --outbound loadBalancer", True),
        (Unknown("…", AT, None, ("az aks update -n ", None, " ", None)), True),
        ('az aks update -n x --tags "a;b" --nat-gateway-idle-timeout 9', True),
        ("az aks update -n x --enable-keda && az aks create -n y", True),
        ("az aks get-credentials -n x", False),
        ("az aks nodepool update -n x --cluster-name y --node-count 3", False),
        (Unknown("…", AT, None, ("az aks update -g ", None, " -n x", None, " `\r\n --enable-keda")), False),
        ("echo done", False),
    ],
)
def test_az_in_a_provisioner_is_an_input_that_was_not_read(command: Any, skipped: bool) -> None:
    found = translated(instance("terraform_data.run", {"provisioner": [{"command": command}]}))
    assert any(isinstance(item, Doubt) for item in found) == skipped
    assert any(isinstance(item, Skipped) for item in found) == ("aks create" in str(command))


@pytest.mark.parametrize(
    ("command", "kind", "target", "properties"),
    [
        ("az network vnet subnet update --ids /s --nat-gateway ng", "subnets", "/s", ("natGateway",)),
        ("az network vnet subnet update -n a --vnet-name v --service-endpoints x", "subnets", "a", ("serviceEndpoints",)),
        ("az network vnet subnet update -n a --vnet-name v --network-security-group x", None, None, ()),
        ("az network vnet subnet update -n a --vnet-name v --remove natGateway", "subnets", "a", ("natGateway",)),
        ("az resource update --ids /s --resource-type Microsoft.Network/virtualNetworks/subnets"
         " --set properties.routeTable.id=x", "subnets", "/s", ("routeTable",)),
        ("az rest --method put --url https://management.azure.com/subscriptions/a/resourceGroups/g/providers/"
         "Microsoft.Network/routeTables/r?api-version=1 --body @b", "routeTables", None, ()),
        ("az rest --method get --url https://x/providers/Microsoft.Network/routeTables/r", None, None, ()),
        ("az storage account create -n x", None, None, ()),
        ("kubectl apply -f x && helm upgrade y", None, None, ()),
        ("Set-AzVirtualNetworkSubnetConfig -Name a -NatGateway $n", "subnets", None, ()),
        ("cd x && terraform apply -auto-approve", "natGateways", None, ()),
    ],
)  # fmt: skip
def test_the_words_of_a_command_tell_what_it_may_change(
    command: str, kind: str | None, target: str | None, properties: tuple[str, ...]
) -> None:
    found = translated(instance("terraform_data.run", {"provisioner": [{"command": command}]}))
    doubts = [item for item in found if isinstance(item, Doubt)]
    assert bool(doubts) == (kind is not None)
    for doubt in doubts:
        assert any(each.endswith(f"/{kind}") for each in doubt.reach.types)
        assert doubt.reach.properties == properties
        identifier = parse(doubt.reach.target)
        named = identifier.names[-1] if identifier is not None else doubt.reach.target
        assert target is None or named == Value(target)


def test_what_runs_at_destroy_changes_nothing() -> None:
    command = {"when": "destroy", "command": "az network vnet subnet update --ids /s --remove natGateway"}
    assert translated(instance("terraform_data.run", {"provisioner": [command]})) == []


def test_no_type_of_azurerm_is_unknown() -> None:
    names = (Path(__file__).parent / "azurerm-5.2.0-resources.txt").read_text().split()
    strangers = [
        name
        for name in names
        if doubtful(f"azurerm_{name}") and f"azurerm_{name}" not in DOUBTFUL | TRANSLATED
    ]
    assert strangers == []
    assert len(names) > 1000


@pytest.mark.parametrize(
    "kind", ["azurerm_kubernetes_later", "azurerm_virtual_network_thing", "castai_aks_cluster"]
)
def test_a_type_that_nobody_knows_is_a_doubt_with_the_reach_of_its_arguments(kind: str) -> None:
    subnet = instance("azurerm_subnet.s", {"name": "s"})
    given = {"subnet_id": Reference("azurerm_subnet.s", "id", AT)}
    found = translated(instance(f"{kind}.x", given), subnet)
    reach = next(item.reach for item in found if isinstance(item, Doubt))
    assert reach.types == (arm.SUBNET,)
    assert reach.target == Reference("azurerm_subnet.s", "id", AT)
