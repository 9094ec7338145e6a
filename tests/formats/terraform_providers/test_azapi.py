"""azapi: ARM's own words in Terraform."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from natpin.formats.terraform.providers import with_updates
from natpin.model import resource as arm
from natpin.model.doubt import Doubt
from natpin.model.read_paths import READ
from natpin.model.resource import Link, Resource
from natpin.model.value import Reference, Unknown, of

from .instances import AT, instance, only, properties, shown, translated

GROUP = Reference("azurerm_resource_group.rg", "id", AT)
GATEWAY = {"type": "Microsoft.Network/natGateways@2025-05-01", "name": "nat", "parent_id": GROUP}
BODY = {"sku": {"name": "StandardV2"}, "properties": {"idleTimeoutInMinutes": 10}}


@pytest.mark.parametrize("body", [BODY, json.dumps(BODY)], ids=["object", "jsonencode"])
def test_body(body: Any) -> None:
    found = only(instance("azapi_resource.nat", {**GATEWAY, "location": "westeurope", "body": body}))
    assert found.type == arm.NAT_GATEWAY
    assert properties(found) == {
        "location": "westeurope",
        "sku": {"name": "StandardV2"},
        "idleTimeoutInMinutes": 10,
    }
    assert shown(found.resource_group) == "→ azurerm_resource_group.rg.id"
    assert shown(found.traits["apiVersion"]) == "2025-05-01"


def test_holes_of_an_encoded_body_stay_what_they_are() -> None:
    pip = Reference("azurerm_public_ip.p", "id", AT)
    minutes = Unknown("var.minutes has no default", AT)
    encoded = (
        '{"properties":{"publicIpAddresses":[{"id":"', pip, '"}],"idleTimeoutInMinutes":', minutes,
        ',"note":"a\\"b ', None, '"}}',
    )  # fmt: skip
    found = only(instance("azapi_resource.nat", {**GATEWAY, "body": Unknown("…", AT, None, encoded)}))
    assert properties(found) == {
        "publicIpAddresses": [{"id": "→ azurerm_public_ip.p.id"}],
        "idleTimeoutInMinutes": "? var.minutes has no default",
        "note": "? a part of the body cannot be known",
    }


def test_text_that_looks_like_a_hole_is_none() -> None:
    encoded = ('{"note":"\ue000 ', Reference("azurerm_public_ip.p", "id", AT), '"}')
    found = only(instance("azapi_resource.nat", {**GATEWAY, "body": Unknown("a body", AT, None, encoded)}))
    assert shown(found.get("sku")) == "? a body"


def test_an_unknown_body_is_unknown_not_empty() -> None:
    subnet = {"type": "Microsoft.Network/virtualNetworks/subnets@2024-05-01", "name": "s", "parent_id": "v"}
    found = only(instance("azapi_resource.s", {**subnet, "body": Unknown("var.body has no default", AT)}))
    assert shown(found.get("natGateway")) == "? var.body has no default"


def test_a_body_from_elsewhere_is_unknown_not_empty() -> None:
    found = only(
        instance("azapi_resource.nat", {**GATEWAY, "body": Reference("terraform_data.body", "output", AT)})
    )
    node = found.get("idleTimeoutInMinutes")
    assert isinstance(node, Unknown)
    assert (node.reason, node.at, node.settle_by) == (
        "comes from terraform_data.body",
        AT,
        "terraform show -json",
    )


@pytest.mark.parametrize("kind", sorted(READ.keys() - {arm.RESOURCE_GROUP}))
def test_nothing_that_judging_reads_is_absent_of_a_body_that_is_unknown(kind: str) -> None:
    lost = Unknown("var.body has no default", AT)
    of_kind = {"type": f"{kind}@2024-05-01", "name": "x", "parent_id": "v"}
    found = translated(instance("azapi_resource.x", {**of_kind, "body": lost}))
    for each in found[:1]:  # of a network, a peering that may be there follows
        assert isinstance(each, Resource)
        read = {re.split(r"[.\[]", path)[0] for path in READ[kind]}
        assert {name: each.properties.get(name) for name in read} == dict.fromkeys(read, lost)


PEERINGS = [
    # the peerings of a network's body, what they say of the other network's gateway
    ([{"name": "hub", "properties": {"useRemoteGateways": True}}], [("hub", True)]),
    ([{"name": "hub", "properties": {"useRemoteGateways": False}}], [("hub", False)]),
    ([], []),
    (Unknown("var.peerings has no default", AT), [("? var.peerings has no default",) * 2]),
]


@pytest.mark.parametrize(("written", "expected"), PEERINGS)
def test_peerings_in_the_body_of_a_network(written: Any, expected: list[tuple[object, object]]) -> None:
    network = {"type": f"{arm.VIRTUAL_NETWORK}@2024-05-01", "name": "net", "parent_id": GROUP}
    body = {"properties": {"virtualNetworkPeerings": written}}
    found = translated(instance("azapi_resource.net", {**network, "body": body}))
    peerings = [each for each in found if isinstance(each, Resource) and each.type == arm.PEERING]
    assert [(shown(each.name), shown(each.get("useRemoteGateways"))) for each in peerings] == expected
    assert all(shown(each.parent) == "→ azapi_resource.net.id" for each in peerings)


def test_an_unknown_body_of_a_network_may_have_peerings() -> None:
    network = {"type": f"{arm.VIRTUAL_NETWORK}@2024-05-01", "name": "net", "parent_id": GROUP}
    lost = Unknown("var.body has no default", AT)
    (_, peering) = translated(instance("azapi_resource.net", {**network, "body": lost}))
    assert isinstance(peering, Resource)
    assert (peering.type, peering.get("useRemoteGateways")) == (arm.PEERING, lost)


def test_of_an_address_of_a_gateway_that_is_unknown_the_subnet_is_unknown() -> None:
    gateway = {"type": f"{arm.NETWORK_GATEWAY}@2024-05-01", "name": "vpn", "parent_id": GROUP}
    lost = Unknown("var.address has no default", AT)
    body = {"properties": {"ipConfigurations": [{"name": "a", "properties": lost}]}}
    found = only(instance("azapi_resource.vpn", {**gateway, "body": body}))
    assert found.get("ipConfigurations[0].subnet") == lost


def test_what_stands_beside_unknown_properties_is_known() -> None:
    lost = Unknown("var.properties has no default", AT)
    body = {"sku": {"name": "StandardV2"}, "properties": lost}
    found = only(instance("azapi_resource.nat", {**GATEWAY, "location": "westeurope", "body": body}))
    assert (shown(found.get("sku.name")), shown(found.get("location"))) == ("StandardV2", "westeurope")
    assert found.get("zones") is None
    assert found.get("idleTimeoutInMinutes") == lost
    whole = only(instance("azapi_resource.nat", {**GATEWAY, "location": "westeurope", "body": lost}))
    assert (shown(whole.get("location")), whole.get("zones")) == ("westeurope", lost)


def test_inline_children_are_flattened() -> None:
    network = {
        "type": "microsoft.network/virtualnetworks@2024-05-01",
        "name": "v",
        "parent_id": "/subscriptions/1/resourceGroups/net",
        "body": {"properties": {"subnets": [{"name": "a", "properties": {"natGateway": {"id": "x"}}}]}},
    }
    found = only(instance("azapi_resource.v", network))
    assert found.type == arm.VIRTUAL_NETWORK
    assert properties(found) == {"subnets": [{"name": "a", "natGateway": {"id": "x"}}]}
    assert shown(found.resource_group) == "net"


def test_data_source_by_id() -> None:
    found = only(
        instance(
            "data.azapi_resource.s",
            {
                "type": "Microsoft.Network/virtualNetworks/subnets@2024-05-01",
                "resource_id": "/subscriptions/1/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/s",
            },
        )
    )
    assert found.external
    assert (shown(found.name), shown(found.parent), shown(found.resource_group)) == ("s", "v", "net")


def test_an_update_is_links_to_what_it_updates() -> None:
    update = instance(
        "azapi_update_resource.s",
        {
            "type": "Microsoft.Network/virtualNetworks/subnets@2024-05-01",
            "resource_id": Reference("azurerm_subnet.s", "id", AT),
            "body": {"properties": {"natGateway": {"id": Reference("azapi_resource.nat", "id", AT)}, "defaultOutboundAccess": False}},
        },
    )  # fmt: skip
    links = [item for item in translated(update) if isinstance(item, Link)]
    assert [(link.property, shown(link.source), shown(link.target)) for link in links] == [
        ("natGateway", "→ azurerm_subnet.s.id", "→ azapi_resource.nat.id"),
        ("defaultOutboundAccess", "→ azurerm_subnet.s.id", False),
    ]


def test_an_update_by_name_spells_the_id() -> None:
    update = instance(
        "azapi_update_resource.c",
        {
            "type": "Microsoft.ContainerService/managedClusters@2025-05-01",
            "name": "aks",
            "parent_id": GROUP,
            "body": {"properties": {"networkProfile": {"outboundType": "none"}}},
        },
    )
    group = instance("azurerm_resource_group.rg", {"name": "apps"})
    (link,) = [item for item in translated(update, group) if isinstance(item, Link)]
    assert (link.property, shown(link.target)) == ("networkProfile.outboundType", "none")
    assert isinstance(link.source, Unknown)
    assert link.source.parts[-3:] == ("apps", "/providers/Microsoft.ContainerService/managedClusters/", "aks")


def test_a_type_that_does_not_bear_on_egress_is_left_out() -> None:
    kind = "Microsoft.Storage/storageAccounts@2024-01-01"
    assert translated(instance("azapi_resource.x", {"type": kind, "body": of({}, AT)})) == []


@pytest.mark.parametrize("kind", [7, None, Unknown("var.type", AT)])
def test_a_type_that_is_not_known_may_be_anything(kind: Any) -> None:
    (found,) = translated(instance("azapi_resource.x", {"type": kind, "body": of({}, AT)}))
    assert isinstance(found, Doubt)
    assert found.reach.adds


def test_an_id_of_a_child_is_built_through_its_parents() -> None:
    network = instance(
        "azapi_resource.v",
        {"type": "Microsoft.Network/virtualNetworks@2024-05-01", "name": "v", "parent_id": GROUP},
    )
    built = Unknown("…", AT, None, (Reference("azapi_resource.v", "id", AT), "/subnets/aks"))
    group = instance("azurerm_resource_group.rg", {"name": "net"})
    pool = instance("azurerm_kubernetes_cluster_node_pool.p", {"vnet_subnet_id": built})
    found = only(pool, network, group).get("vnetSubnetID")
    assert isinstance(found, Unknown)
    assert "".join(part if isinstance(part, str) else "?" for part in found.parts) == (
        "/subscriptions/?/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/aks"
    )


CLUSTER_ID = "/subscriptions/1/resourceGroups/apps/providers/Microsoft.ContainerService/managedClusters/aks"


@pytest.mark.parametrize(
    ("meant", "outbound", "left"),
    [
        (Reference("azurerm_kubernetes_cluster.aks", "id", AT), "none", 0),
        (CLUSTER_ID, "none", 0),
        (CLUSTER_ID + "-other", None, 1),
        (Unknown("var.id has no default", AT), "? azapi_update_resource.c may set it", 0),
    ],
)
def test_an_update_of_a_plain_property_is_merged_where_it_is_declared(
    meant: Any, outbound: str | None, left: int
) -> None:
    update = instance(
        "azapi_update_resource.c",
        {
            "type": "Microsoft.ContainerService/managedClusters@2025-05-01",
            "resource_id": meant,
            "body": {"properties": {"networkProfile": {"outboundType": "none"}}},
        },
    )
    cluster = instance(
        "azurerm_kubernetes_cluster.aks", {"name": "aks", "network_profile": [{"network_plugin": "azure"}]}
    )
    found = list(with_updates(translated(update, cluster)))
    (declared,) = [item for item in found if isinstance(item, Resource)]
    assert shown(declared.get("networkProfile.outboundType")) == outbound
    assert shown(declared.get("networkProfile.networkPlugin")) == "azure"
    assert len([item for item in found if isinstance(item, Link)]) == left


LOST = Unknown("var.x has no default", AT)
UPDATES: list[tuple[Any, list[tuple[str, object]], bool]] = [
    # the body of an update, the links that it makes, and whether it is a doubt
    ({"properties": {"idleTimeoutInMinutes": 9}}, [("idleTimeoutInMinutes", 9)], False),
    ({"properties": {"publicIpAddresses": [{"id": "/x"}]}}, [("publicIpAddresses[]", "/x")], False),
    ({"properties": {"publicIpAddresses": []}}, [("publicIpAddresses", [])], False),
    ({"sku": {"name": "StandardV2"}}, [("sku.name", "StandardV2")], False),
    ({"properties": None}, [], False),
    ({}, [], False),
    (None, [], False),
    ({"properties": LOST}, [], True),
    (LOST, [], True),
    ({"properties": {"idleTimeoutInMinutes": None}}, [], True),
    ({"properties": {"resourceGuid": None}}, [], False),
]


@pytest.mark.parametrize(("body", "links", "doubted"), UPDATES)
def test_the_body_of_an_update(body: Any, links: list[tuple[str, object]], doubted: bool) -> None:
    update = {"type": "Microsoft.Network/natGateways@2025-05-01", "resource_id": "/x", "body": body}
    found = translated(instance("azapi_update_resource.u", update))
    made = [(item.property, shown(item.target)) for item in found if isinstance(item, Link)]
    assert [each for each in made if each != ("properties", None)] == links
    doubts = [item.reach.types for item in found if isinstance(item, Doubt)]
    assert doubts == ([(arm.NAT_GATEWAY,)] if doubted else [])


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ({"natGateway": Unknown("var.nat has no default", AT)}, "natGateway"),
        ({"natGateway": {"id": Unknown("var.nat has no default", AT)}}, "natGateway"),
        ({"a": {"b": Unknown("var.nat has no default", AT)}}, "a.b"),
    ],
)
def test_an_update_sets_what_is_not_known_as_well(properties: dict[str, Any], path: str) -> None:
    update = {
        "type": "Microsoft.Network/virtualNetworks/subnets@2024-05-01",
        "resource_id": Reference("azurerm_subnet.s", "id", AT),
        "body": {"properties": properties},
    }
    (link,) = translated(instance("azapi_update_resource.u", update))
    assert isinstance(link, Link)
    assert (link.property, shown(link.target)) == (path, "? var.nat has no default")
