"""Registry modules whose source is not here."""

from __future__ import annotations

from typing import Any

import pytest

from natpin.formats.terraform.providers import module_output, translate_module, understood
from natpin.languages.terraform.instance import ModuleCall
from natpin.model.resource import Link, Resource
from natpin.model.value import Reference, Unknown, of

from .instances import AT, shown

SUBNET = Reference("azurerm_subnet.aks", "id", AT)
NAT = Reference("azurerm_nat_gateway.egress", "id", AT)
GROUP = Reference("azurerm_resource_group.rg", "id", AT)


def call(source: str, version: str | None, inputs: dict[str, Any]) -> ModuleCall:
    return ModuleCall("module.m", source, version, {name: of(data, AT) for name, data in inputs.items()}, AT)


def declared(made: ModuleCall) -> dict[str, Resource]:
    found = translate_module(made, lambda _: None)
    return {item.address.removeprefix("module.m."): item for item in found if isinstance(item, Resource)}


def links(made: ModuleCall) -> list[tuple[str, object, object]]:
    found = translate_module(made, lambda _: None)
    return [
        (item.property, shown(item.source), shown(item.target)) for item in found if isinstance(item, Link)
    ]


UNDERSTOOD = [
    ("Azure/aks/azurerm", "9.4.1", True),
    ("Azure/aks/azurerm", "~> 11.0", True),
    ("Azure/aks/azurerm", None, True),
    ("Azure/aks/azurerm", "4.16.0", True),
    ("Azure/aks/azurerm", "3.0.0", False),
    ("Azure/aks/azurerm", "12.0.0", False),
    ("registry.example.com/Azure/aks/azurerm", "9.0", True),
    ("Azure/aks/azurerm//v4", "10.2.0", True),
    ("Azure/aks/azurerm//modules/other", "10.2.0", False),
    ("git::https://github.com/Azure/terraform-azurerm-aks.git?ref=7.5.0", None, True),
    ("git::ssh://git@github.com/Azure/terraform-azurerm-aks.git?ref=v3.0.0", None, False),
    ("github.com/Azure/terraform-azurerm-avm-res-network-natgateway?ref=v0.3.2", None, True),
    ("Azure/avm-res-network-virtualnetwork/azurerm//modules/subnet", "0.8.1", True),
    ("Azure/avm-res-network-virtualnetwork/azurerm//modules/peering", "0.8.1", False),
    ("./modules/aks", None, False),
    ("somebody/aks/azurerm", "1.0", False),
    ("", None, False),
]


@pytest.mark.parametrize(("source", "version", "expected"), UNDERSTOOD)
def test_which_modules_are_understood(source: str, version: str | None, expected: bool) -> None:
    assert understood(call(source, version, {})) is expected


AKS: list[tuple[str, dict[str, Any], str, Any]] = [
    ("9.4.1", {"vnet_subnet_id": SUBNET}, "agentPoolProfiles[0].vnetSubnetID", "→ azurerm_subnet.aks.id"),
    ("11.0.0", {"vnet_subnet": {"id": SUBNET}}, "agentPoolProfiles[0].vnetSubnetID", "→ azurerm_subnet.aks.id"),
    ("11.0.0", {"vnet_subnet": Unknown("var.s", AT)}, "agentPoolProfiles[0].vnetSubnetID", "? var.s"),
    ("9.4.1", {}, "networkProfile.networkPlugin", "kubenet"),
    ("9.4.1", {}, "networkProfile.outboundType", "loadBalancer"),
    ("9.4.1", {"net_profile_outbound_type": "userAssignedNATGateway"}, "networkProfile.outboundType", "userAssignedNATGateway"),
    ("9.4.1", {"enable_node_public_ip": True}, "agentPoolProfiles[0].enableNodePublicIP", True),
    ("11.0.0", {"node_public_ip_enabled": True}, "agentPoolProfiles[0].enableNodePublicIP", True),
    ("9.4.1", {"api_server_authorized_ip_ranges": ["1.2.3.4/32"]}, "apiServerAccessProfile.authorizedIPRanges", ["1.2.3.4/32"]),
    ("11.0.0", {"nat_gateway_profile": {"idle_timeout_in_minutes": 8}}, "networkProfile.natGatewayProfile.idleTimeoutInMinutes", 8),
    ("9.4.1", {"load_balancer_profile_enabled": Unknown("var.lb", AT)}, "networkProfile.loadBalancerProfile.idleTimeoutInMinutes", "? var.lb"),
]  # fmt: skip


@pytest.mark.parametrize(("version", "inputs", "path", "expected"), AKS)
def test_aks(version: str, inputs: dict[str, Any], path: str, expected: Any) -> None:
    cluster = declared(call("Azure/aks/azurerm", version, inputs))["azurerm_kubernetes_cluster.main"]
    assert shown(cluster.get(path)) == expected


def test_pools_of_aks() -> None:
    made = call(
        "Azure/aks/azurerm", "9.4.1", {"node_pools": {"w": {"name": "work", "vnet_subnet_id": SUBNET}}}
    )
    pool = declared(made)['azurerm_kubernetes_cluster_node_pool.node_pool["w"]']
    assert shown(pool.parent) == shown(module_output(made, "aks_id"))
    assert shown(pool.get("vnetSubnetID")) == "→ azurerm_subnet.aks.id"


def test_unknown_pools_are_not_absent() -> None:
    made = call("Azure/aks/azurerm", "9.4.1", {"node_pools": Unknown("var.pools has no default", AT)})
    (pool,) = [item for address, item in declared(made).items() if "node_pool" in address]
    assert isinstance(pool.conditional, Unknown)
    assert shown(pool.get("vnetSubnetID")) == "? var.pools has no default"


def test_the_two_generations_of_the_managed_cluster_module() -> None:
    source = "Azure/avm-res-containerservice-managedcluster/azurerm"
    old = declared(
        call(source, "0.3.3", {"name": "c", "default_node_pool": {"name": "s", "vnet_subnet_id": SUBNET}})
    )
    new = declared(
        call(
            source,
            "0.8.1",
            {
                "name": "c",
                "parent_id": GROUP,
                "network_profile": {"network_plugin": "azure", "nat_gateway_profile": {"managed_outbound_ip_profile": {"count": 2}}},
                "default_agent_pool": {"vnet_subnet_id": SUBNET},
            },
        )
    )  # fmt: skip
    cluster = old["azurerm_kubernetes_cluster.this"]
    assert shown(cluster.get("networkProfile.networkPluginMode")) == "overlay"
    assert shown(cluster.get("agentPoolProfiles[0].vnetSubnetID")) == "→ azurerm_subnet.aks.id"
    cluster = new["azapi_resource.this"]
    assert shown(cluster.get("networkProfile.natGatewayProfile.managedOutboundIPProfile.count")) == 2
    assert shown(cluster.get("agentPoolProfiles[0].vnetSubnetID")) == "→ azurerm_subnet.aks.id"


def test_the_two_generations_of_the_nat_gateway_module() -> None:
    source = "Azure/avm-res-network-natgateway/azurerm"
    old = call(
        source,
        "0.2.1",
        {
            "name": "egress",
            "public_ips": {"one": {"name": "one"}},
            "public_ip_prefix_length": 30,
            "subnet_associations": {"aks": {"resource_id": SUBNET}},
        },
    )
    gateway = "→ module.m.azurerm_nat_gateway.this.id"
    assert links(old) == [
        ("publicIpAddresses[]", gateway, '→ module.m.azurerm_public_ip.this["one"].id'),
        ("publicIpPrefixes[]", gateway, "→ module.m.azurerm_public_ip_prefix.this[0].id"),
        ("natGateway", "→ azurerm_subnet.aks.id", gateway),
    ]
    new = declared(
        call(source, "0.3.2", {"name": "egress", "parent_id": GROUP, "public_ips": {"one": {"name": "one"}}})
    )
    assert shown(new["azapi_resource.this"].get("sku.name")) == "StandardV2"
    assert shown(new["azapi_resource.this"].get("publicIpAddresses")) == [
        {"id": '→ module.m.azapi_resource.public_ip["one"].id'}
    ]
    assert shown(new['azapi_resource.public_ip["one"]'].get("sku.name")) == "StandardV2"


SUBNETS: list[tuple[str, str, dict[str, Any], str, Any, str]] = [
    (
        "Azure/subnets/azurerm", "1.0.0", {"subnets": {"aks": {"nat_gateway": {"id": NAT}}}},
        "vnet_subnets_name_id", {"aks": '→ module.m.azurerm_subnet.subnet["aks"].id'}, 'azurerm_subnet.subnet["aks"]',
    ),
    (
        "Azure/avm-res-network-virtualnetwork/azurerm", "0.8.1", {"subnets": {"a": {"name": "aks", "nat_gateway": {"id": NAT}}}},
        "subnets", {"a": {"name": "aks", "resource_id": '→ module.m.azapi_resource.subnet["a"].id'}}, 'azapi_resource.subnet["a"]',
    ),
    (
        "Azure/avm-res-network-virtualnetwork/azurerm//modules/subnet", "0.8.1", {"name": "aks", "nat_gateway": {"id": NAT}},
        "resource_id", "→ module.m.azapi_resource.subnet.id", "azapi_resource.subnet",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "version", "inputs", "output", "expected", "address"), SUBNETS)
def test_subnets_and_their_gateways(
    source: str, version: str, inputs: dict[str, Any], output: str, expected: Any, address: str
) -> None:
    made = call(source, version, inputs)
    assert shown(module_output(made, output)) == expected
    subnet = declared(made)[address]
    assert (shown(subnet.name), shown(subnet.get("natGateway.id"))) == (
        "aks",
        "→ azurerm_nat_gateway.egress.id",
    )


@pytest.mark.parametrize(
    ("version", "inputs", "order"),
    [
        ("3.2.0", {}, ["b", "a"]),
        ("4.1.0", {"use_for_each": False}, ["b", "a"]),
        ("4.1.0", {"use_for_each": True}, ["a", "b"]),
        ("5.0.1", {}, ["a", "b"]),
    ],
)
def test_subnets_in_the_order_of_the_module(version: str, inputs: dict[str, Any], order: list[str]) -> None:
    made = call("Azure/vnet/azurerm", version, {"subnet_names": ["b", "a"], **inputs})
    assert shown(module_output(made, "vnet_subnets")) == [
        f'→ module.m.azurerm_subnet.subnet["{name}"].id' for name in order
    ]


@pytest.mark.parametrize(
    ("version", "inputs", "ids"),
    [
        ("3.5.0", {}, ["subnet_count[0]"]),
        ("3.5.0", {"subnet_names": ["b", "a"]}, ["subnet_count[0]", "subnet_count[1]"]),
        (
            "5.3.0",
            {"subnet_names": ["b", "a"], "use_for_each": False},
            ["subnet_count[0]", "subnet_count[1]"],
        ),
        (
            "5.3.0",
            {"subnet_names": ["b", "a"], "use_for_each": True},
            ['subnet_for_each["a"]', 'subnet_for_each["b"]'],
        ),
    ],
)
def test_subnets_of_azure_network_in_order(version: str, inputs: dict[str, Any], ids: list[str]) -> None:
    made = call("Azure/network/azurerm", version, {"vnet_name": "hub", **inputs})
    assert shown(module_output(made, "vnet_subnets")) == [
        f"→ module.m.azurerm_subnet.{each}.id" for each in ids
    ]
    found = declared(made)
    assert {f"azurerm_subnet.{each}" for each in ids} < set(found)
    assert all(found[f"azurerm_subnet.{each}"].get("natGateway") is None for each in ids)


def test_public_ip_with_a_lock() -> None:
    made = call(
        "Azure/avm-res-network-publicipaddress/azurerm",
        "0.2.0",
        {"name": "ip", "lock": {"kind": "CanNotDelete"}},
    )
    found = declared(made)
    assert shown(found["azurerm_public_ip.this"].get("sku.name")) == "Standard"
    assert shown(found["azurerm_management_lock.this[0]"].parent) == shown(module_output(made, "resource_id"))


@pytest.mark.parametrize(
    ("version", "subnets"), [("0.5.0", {"a": SUBNET}), ("0.1.0", [SUBNET])], ids=["a map", "a list"]
)
def test_the_route_table_module_attaches_its_table(version: str, subnets: Any) -> None:
    made = call(
        "Azure/avm-res-network-routetable/azurerm", version, {"name": "rt", "subnet_resource_ids": subnets}
    )
    table = "→ module.m.azurerm_route_table.this.id"
    assert links(made) == [("routeTable", "→ azurerm_subnet.aks.id", table)]


def test_routes_that_are_not_known_are_not_absent() -> None:
    lost = Unknown("var.routes", AT)
    made = declared(call("Azure/avm-res-network-routetable/azurerm", "0.5.0", {"name": "rt", "routes": lost}))
    assert made['azurerm_route.this["?"]'].conditional is not None


CLARANET = [
    ("8.0.6", {"public_ip_created": False}, []),
    ("8.0.6", {}, ["→ module.m.azurerm_public_ip.main[0].id"]),
    ("7.0.0", {"create_public_ip": False, "public_ip_ids": [NAT]}, ["→ azurerm_nat_gateway.egress.id"]),
]


@pytest.mark.parametrize(("version", "inputs", "addresses"), CLARANET)
def test_the_nat_gateway_module_of_claranet(
    version: str, inputs: dict[str, Any], addresses: list[str]
) -> None:
    made = call("claranet/nat-gateway/azurerm", version, {"subnet_ids": [SUBNET], **inputs})
    gateway = "→ module.m.azurerm_nat_gateway.main.id"
    assert links(made) == [
        *(("publicIpAddresses[]", gateway, each) for each in addresses),
        ("natGateway", "→ azurerm_subnet.aks.id", gateway),
    ]


def test_an_ip_that_is_perhaps_made_is_perhaps_there() -> None:
    inputs = {"public_ip_created": Unknown("var.own", AT), "subnet_ids": []}
    made = declared(call("claranet/nat-gateway/azurerm", "8.0.6", inputs))
    assert made["azurerm_public_ip.main[0]"].conditional is not None


def cluster_of(source: str, version: str, inputs: dict[str, Any]) -> Resource:
    made = declared(call(source, version, inputs))
    return next(one for one in made.values() if one.type == "Microsoft.ContainerService/managedClusters")


SUBNET_BY_NAMES = (
    "/subscriptions/*/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes"
)
NODES = {"name": "nodes", "virtual_network_name": "vnet", "resource_group_name": "rg"}
PATTERNS: list[tuple[str, str, dict[str, Any], str, Any]] = [
    ("Azure/avm-ptn-aks-production/azurerm", "0.5.0", {"name": "shop"}, "name", "aks-shop"),
    ("Azure/avm-ptn-aks-production/azurerm", "0.2.0", {"network": {"node_subnet_id": SUBNET}}, "agentPoolProfiles[0].vnetSubnetID", "→ azurerm_subnet.aks.id"),
    ("Azure/avm-ptn-aks-production/azurerm", "0.1.0", {}, "agentPoolProfiles[0].vnetSubnetID", "→ module.m.azurerm_subnet.aks.id"),
    ("Azure/avm-ptn-aks-production/azurerm", "0.4.0", {}, "networkProfile.outboundType", "loadBalancer"),
    ("Azure/avm-ptn-aks-enterprise/azurerm", "0.1.0", {"name": "shop"}, "networkProfile.outboundType", "userDefinedRouting"),
    ("Azure/avm-ptn-aks-economy/azurerm", "0.1.0", {}, "networkProfile.networkPlugin", "azure"),
    ("Azure/avm-ptn-aks-dev/azurerm", "0.2.0", {}, "networkProfile.networkPlugin", "kubenet"),
    ("Azure/avm-ptn-aks-dev/azurerm", "0.1.0", {}, "networkProfile.loadBalancerSku", "basic"),
    ("claranet/aks-light/azurerm", "7.0.0", {}, "networkProfile.networkPlugin", "azure"),
    ("claranet/aks-light/azurerm", "8.16.1", {}, "networkProfile.networkPluginMode", "overlay"),
    ("claranet/aks-light/azurerm", "8.0.0", {"network_plugin": {"name": "kubenet"}}, "networkProfile.networkPlugin", "kubenet"),
    ("claranet/aks-light/azurerm", "8.0.0", {"network_plugin": Unknown("var.p", AT)}, "networkProfile.networkPlugin", "? var.p"),
    ("claranet/aks-light/azurerm", "7.2.0", {"outbound_type": "userAssignedNATGateway"}, "networkProfile.outboundType", "userAssignedNATGateway"),
    ("claranet/aks-light/azurerm", "8.0.0", {}, "networkProfile.outboundType", "loadBalancer"),
    ("claranet/aks-light/azurerm", "8.0.0", {"default_node_pool": {"node_public_ip_enabled": True}}, "agentPoolProfiles[0].enableNodePublicIP", True),
    ("claranet/aks-light/azurerm", "8.0.0", {"nodes_subnet": Unknown("var.s", AT)}, "agentPoolProfiles[0].vnetSubnetID", "? var.s"),
    ("claranet/aks-light/azurerm", "8.0.0", {"default_node_pool": Unknown("var.d", AT)}, "agentPoolProfiles[0].vnetSubnetID", "? default_node_pool is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "version", "inputs", "path", "expected"), PATTERNS)
def test_patterns(source: str, version: str, inputs: dict[str, Any], path: str, expected: Any) -> None:
    cluster = cluster_of(source, version, inputs)
    found = cluster.name if path == "name" else cluster.get(path)
    assert shown(found) == expected


def test_subnets_of_claranet_are_named() -> None:
    pools = [{"name": "work", "node_subnet": {"name": "other"}}]
    made = call(
        "claranet/aks-light/azurerm",
        "8.0.0",
        {"nodes_subnet": NODES, "node_pools": pools, "resource_group_name": "x"},
    )
    found = declared(made)
    first = cluster_of(made.source, "8.0.0", {"nodes_subnet": NODES}).get("agentPoolProfiles[0].vnetSubnetID")
    second = found['azurerm_kubernetes_cluster_node_pool.main["work"]'].get("vnetSubnetID")
    of_both = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/"
    for one, name in ((first, "nodes"), (second, "other")):
        assert isinstance(one, Unknown)
        assert one.parts == ("/subscriptions/", None, f"{of_both}{name}")


def test_networks_of_claranet() -> None:
    inputs = {
        "resource_group_name": "rg",
        "virtual_network_name": "vnet",
        "custom_name": "nodes",
        "route_table_name": "rt",
    }
    made = call("claranet/subnet/azurerm", "8.1.4", inputs)
    subnet = declared(made)["azurerm_subnet.main"]
    assert shown(subnet.get("defaultOutboundAccess")) is False
    assert [one[0] for one in links(made)] == ["routeTable"]
    assert shown(module_output(made, "id")) == shown(Reference(f"module.m.{'azurerm_subnet.main'}", "id", AT))
    unpinned = declared(call("claranet/subnet/azurerm", "~> 7.0", inputs))["azurerm_subnet.main"]
    assert isinstance(unpinned.get("defaultOutboundAccess"), Unknown)
    table = declared(call("claranet/route-table/azurerm", "8.0.5", {"force_tunneling_enabled": True}))
    assert (
        shown(table["azurerm_route.force_internet_tunneling[0]"].get("nextHopType"))
        == "VirtualNetworkGateway"
    )
    assert set(declared(call("claranet/route-table/azurerm", "8.0.5", {}))) == {"azurerm_route_table.main"}
    network = declared(call("claranet/vnet/azurerm", "7.0.0", {"custom_vnet_name": "vnet"}))
    assert shown(network["azurerm_virtual_network.main"].name) == "vnet"


def test_the_enterprise_pattern_routes_to_its_firewall() -> None:
    made = declared(call("Azure/avm-ptn-aks-enterprise/azurerm", "0.1.0", {"name": "shop"}))
    assert {one.type.rpartition("/")[2] for one in made.values()} >= {
        "azureFirewalls",
        "routeTables",
        "subnets",
    }


def test_early_versions_of_avm() -> None:
    made = call(
        "Azure/avm-res-network-natgateway/azurerm", "0.1.5", {"name": "nat", "public_ip_prefix_length": 30}
    )
    assert "azurerm_public_ip_prefix.this[0]" in declared(made)
    resource = module_output(made, "resource")
    assert shown(resource)["id"] == "→ module.m.azurerm_nat_gateway.this.id"
    network = call("Azure/avm-res-network-virtualnetwork/azurerm", "0.2.0", {"subnets": {"a": {"name": "a"}}})
    assert module_output(network, "subnets") is None
