"""The ARM id of what an instance declares, as far as its arguments tell it, and what a reference to it means.

Sources: azurerm documentation, "Import" and "Attributes Reference" of each resource (5.2.0), which shows the id.
"""

from __future__ import annotations

from typing import Any

import pytest

from natpin.formats.terraform.providers.references import id_parts, in_arm_words
from natpin.model.value import Node, Reference, Unknown, Value

from .instances import AT, instance, lookup, of_parts, shown

NAMED = {"name": "x", "resource_group_name": "rg", "virtual_network_name": "net", "route_table_name": "table"}
NETWORK = "/subscriptions/?/resourceGroups/rg/providers/Microsoft.Network"
IDS = {
    # type: the id; a question mark for what is not known
    "azurerm_firewall": f"{NETWORK}/azureFirewalls/x",
    "azurerm_kubernetes_automatic_cluster": "/subscriptions/?/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/x",
    "azurerm_kubernetes_cluster": "/subscriptions/?/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/x",
    "azurerm_local_network_gateway": f"{NETWORK}/localNetworkGateways/x",
    "azurerm_nat_gateway": f"{NETWORK}/natGateways/x",
    "azurerm_public_ip": f"{NETWORK}/publicIPAddresses/x",
    "azurerm_public_ip_prefix": f"{NETWORK}/publicIPPrefixes/x",
    "azurerm_resource_group": "/subscriptions/?/resourceGroups/x",
    "azurerm_route": f"{NETWORK}/routeTables/table/routes/x",
    "azurerm_route_table": f"{NETWORK}/routeTables/x",
    "azurerm_subnet": f"{NETWORK}/virtualNetworks/net/subnets/x",
    "azurerm_virtual_hub": f"{NETWORK}/virtualHubs/x",
    "azurerm_virtual_network": f"{NETWORK}/virtualNetworks/x",
    "azurerm_virtual_network_gateway": f"{NETWORK}/virtualNetworkGateways/x",
    "azurerm_virtual_network_gateway_connection": f"{NETWORK}/connections/x",
    "azurerm_virtual_network_peering": f"{NETWORK}/virtualNetworks/net/virtualNetworkPeerings/x",
    # their parent's id is an argument, in none of their names
    "azurerm_kubernetes_cluster_node_pool": None,
    "azurerm_management_lock": None,
    "azurerm_virtual_hub_connection": None,
    "azurerm_virtual_hub_route_table": None,
    "azurerm_virtual_hub_routing_intent": None,
    "random_pet": None,
}


@pytest.mark.parametrize("kind", sorted(IDS))
def test_id(kind: str) -> None:
    found = id_parts(instance(f"{kind}.x", NAMED), lookup(()))
    assert (None if found is None else of_parts(found)) == IDS[kind]


AZAPI: list[tuple[dict[str, Any], str | None]] = [
    ({"type": "Microsoft.Network/natGateways@2024-05-01", "parent_id": "/subscriptions/s/resourceGroups/rg"}, "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/natGateways/x"),
    ({"type": "Microsoft.Network/virtualNetworks/subnets@2024-05-01", "parent_id": "/n"}, "/n/subnets/x"),
    ({"type": "Microsoft.Network/virtualNetworks/subnets", "parent_id": Reference("azurerm_virtual_network.v", "id", AT)}, f"{NETWORK}/virtualNetworks/v/subnets/x"),
    ({"type": "Microsoft.Network/natGateways@2024-05-01"}, None),
    ({"parent_id": "/n"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), AZAPI)
def test_id_of_azapi(given: dict[str, Any], expected: str | None) -> None:
    around = instance("azurerm_virtual_network.v", {**NAMED, "name": "v"})
    found = id_parts(instance("azapi_resource.x", {"name": "x", **given}), lookup((around,)))
    assert (None if found is None else of_parts(found)) == expected


CLUSTER = instance(
    "data.azurerm_kubernetes_cluster.c",
    {"agent_pool_profile": [{"vnet_subnet_id": "/subnet/own", "name": "a"}]},
)
AROUND = (
    CLUSTER,
    instance("azurerm_public_ip.p", NAMED),
    instance("azurerm_public_ip_prefix.p", NAMED),
    instance("azurerm_kubernetes_cluster.c", {**NAMED, "agent_pool_profile": [{"vnet_subnet_id": "/x"}]}),
    instance("azurerm_firewall.f", NAMED),
    instance("azapi_resource.a", {"type": "Microsoft.Network/natGateways@2024-05-01"}),
    instance("azapi_update_resource.a", {}),
    instance("azurerm_subnet.s", NAMED),
    instance(
        "azurerm_subnet_nat_gateway_association.a", {"subnet_id": Reference("azurerm_subnet.s", "id", AT)}
    ),
    instance(
        "azurerm_subnet_route_table_association.a", {"subnet_id": Reference("azurerm_subnet.s", "id", AT)}
    ),
    instance("azurerm_virtual_network.one", {**NAMED, "subnet": [{"name": "a"}]}),
    instance("azurerm_virtual_network.two", {**NAMED, "subnet": [{"name": "a"}, {"name": "b"}]}),
    instance("random_pet.r", {}),
)
LATER = "is known only after apply"
MEANT: list[tuple[str, str, object]] = [
    # what is referred to, which attribute, and what that is in ARM's words
    ("azurerm_public_ip.p", "id", "→ azurerm_public_ip.p.id"),
    ("azurerm_public_ip.p", "ip_address", "→ azurerm_public_ip.p.properties.ipAddress"),
    ("azurerm_public_ip_prefix.p", "ip_prefix", "→ azurerm_public_ip_prefix.p.properties.ipPrefix"),
    ("azurerm_kubernetes_cluster.c", "node_resource_group", "→ azurerm_kubernetes_cluster.c.properties.nodeResourceGroup"),
    ("azurerm_firewall.f", "ip_configuration[1].private_ip_address", "→ azurerm_firewall.f.properties.ipConfigurations.1.privateIPAddress"),
    ("azurerm_firewall.f", "ip_configuration.private_ip_address", "→ azurerm_firewall.f.properties.ipConfigurations.0.privateIPAddress"),
    ("azapi_resource.a", "output.properties.x", "→ azapi_resource.a.properties.x"),
    ("azapi_resource.a", "id", "→ azapi_resource.a.id"),
    ("azapi_update_resource.a", "id", "→ azapi_update_resource.a.id"),
    ("azurerm_subnet_nat_gateway_association.a", "id", "→ azurerm_subnet.s.id"),
    ("azurerm_subnet_route_table_association.a", "id", "→ azurerm_subnet.s.id"),
    ("azurerm_subnet_route_table_association.a", "x", f"? azurerm_subnet_route_table_association.a.x {LATER}"),
    ("data.azurerm_kubernetes_cluster.c", "agent_pool_profile[0].vnet_subnet_id", "/subnet/own"),
    ("data.azurerm_kubernetes_cluster.c", "agent_pool_profile[1].vnet_subnet_id", "→ data.azurerm_kubernetes_cluster.c.agent_pool_profile[1].vnet_subnet_id"),
    ("azurerm_kubernetes_cluster.c", "agent_pool_profile[0].vnet_subnet_id", "→ azurerm_kubernetes_cluster.c.agent_pool_profile[0].vnet_subnet_id"),
    ("azurerm_virtual_network.one", "subnet[0].id", f"? the id of an inline subnet of azurerm_virtual_network.one {LATER}"),
    ("azurerm_virtual_network.two", "subnet[1].id", f"? the id of an inline subnet of azurerm_virtual_network.two {LATER}"),
    ("azurerm_virtual_network.two", "subnet.id", "? which inline subnet of azurerm_virtual_network.two is meant depends on the order of a set"),
    ("azurerm_virtual_network.two", "subnet[7].id", "? which inline subnet of azurerm_virtual_network.two is meant depends on the order of a set"),
    ("azurerm_virtual_network.one", "name", "→ azurerm_virtual_network.one.name"),
    ("random_pet.r", "id", f"? random_pet.r.id {LATER}"),
    ("azurerm_subnet.nowhere", "id", "→ azurerm_subnet.nowhere.id"),
]  # fmt: skip


@pytest.mark.parametrize(("target", "attribute", "expected"), MEANT)
def test_what_a_reference_means(target: str, attribute: str, expected: object) -> None:
    assert shown(in_arm_words(Reference(target, attribute, AT), lookup(AROUND))) == expected


@pytest.mark.parametrize(("number", "name"), [(0, "a"), (1, "b")])
def test_the_id_of_an_inline_subnet_has_its_name(number: int, name: str) -> None:
    found = in_arm_words(Reference("azurerm_virtual_network.two", f"subnet[{number}].id", AT), lookup(AROUND))
    assert isinstance(found, Unknown)
    assert of_parts(found.parts) == f"{NETWORK}/virtualNetworks/x/subnets/{name}"


def test_an_id_built_around_another_is_spelled_out() -> None:
    pip: Node = Reference("azurerm_public_ip.p", "id", AT)
    found = in_arm_words(Unknown("…", AT, None, (pip, "/x")), lookup(AROUND))
    assert isinstance(found, Unknown)
    assert of_parts(found.parts) == f"{NETWORK}/publicIPAddresses/x/x"
    address = Unknown("…", AT, None, (Reference("azurerm_public_ip.p", "ip_address", AT), "/32"))
    told = in_arm_words(address, lookup(AROUND))
    assert isinstance(told, Unknown)
    assert [shown(each) if not isinstance(each, str) else each for each in told.parts] == [
        "→ azurerm_public_ip.p.properties.ipAddress",
        "/32",
    ]


def test_what_is_certain_of_a_list_is_kept_and_more_may_come() -> None:
    sure = Value((Reference("azurerm_public_ip.p", "ip_address", AT),), AT)
    found = in_arm_words(Unknown("var.more", AT, None, sure=sure), lookup(AROUND))
    assert isinstance(found, Value)
    first, rest = found.data  # type: ignore[misc,union-attr]
    assert shown(first) == "→ azurerm_public_ip.p.properties.ipAddress"
    assert isinstance(rest, Unknown)
    assert rest.others
