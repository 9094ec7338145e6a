"""aztfmod/caf/azurerm: what keys mean, and what nobody can tell of them."""

from __future__ import annotations

from typing import Any

import pytest

from natpin.model.value import Unknown

from .instances import AT, shown
from .test_modules import call, declared, links

LOST = Unknown("var.x", AT)
VNETS = {"spoke": {"vnet": {"name": "spoke"}, "subnets": {"nodes": {"name": "nodes"}}}}
GATEWAY = {"name": "egress", "vnet_key": "spoke", "subnet_key": "nodes", "public_ip_key": "ip"}
ALL = {"vnets": VNETS, "nat_gateways": {"n": GATEWAY}, "public_ip_addresses": {"ip": {"name": "ip"}}}
NAT = '→ module.m.azurerm_nat_gateway.nat_gateway["n"].id'
NODES = '→ module.m.azurerm_subnet.subnet["spoke/nodes"].id'
IP = '→ module.m.azurerm_public_ip.pip["ip"].id'


def attached(networking: Any, version: str = "5.7.14") -> list[tuple[str, object, object]]:
    return links(call("aztfmod/caf/azurerm", version, {"networking": networking}))


def gateway(**changed: Any) -> dict[str, Any]:
    """All, with other settings of the gateway; None takes one off."""
    settings = {name: one for name, one in {**GATEWAY, **changed}.items() if one is not None}
    return {**ALL, "nat_gateways": {"n": settings}}


@pytest.mark.parametrize("version", ["5.5.0", "5.6.9", "5.7.14"])
def test_a_gateway_is_attached_by_keys(version: str) -> None:
    assert sorted(attached(ALL, version)) == [("natGateway", NODES, NAT), ("publicIpAddresses[]", NAT, IP)]


def test_keys_within_a_network_alone_attach_nothing() -> None:
    inside = {"vnet": {"vnet_key": "spoke", "subnet_key": "nodes"}, "vnet_key": None, "subnet_key": None}
    assert [one[0] for one in attached(gateway(**inside))] == ["publicIpAddresses[]"]
    by_ip = gateway(public_ip={"public_ip_key": "ip"}, public_ip_key=None)
    assert [one[0] for one in attached(by_ip)] == ["natGateway"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"vnet": {"lz_key": "hub", "vnet_key": "spoke"}}, "it belongs to the landing zone hub"),
        ({"subnet_key": "other"}, "module aztfmod/caf/azurerm looks up subnet other"),
        ({"vnet_key": LOST}, "the key of a subnet is not known"),
        ({"subnet_key": LOST}, "the key of a subnet is not known"),
    ],
)
def test_what_is_of_another_landing_zone_is_not_known(changed: dict[str, Any], why: str) -> None:
    ((_, source, _),) = [one for one in attached(gateway(**changed)) if one[0] == "natGateway"]
    assert str(source).removeprefix("? ").startswith(why)


def test_settings_that_are_not_known_may_make_anything() -> None:
    made = declared(call("aztfmod/caf/azurerm", "5.7.14", {"networking": LOST, "compute": LOST}))
    kinds = {address.partition(".")[0] for address, one in made.items() if one.conditional is not None}
    assert {"azurerm_kubernetes_cluster", "azurerm_nat_gateway", "azurerm_subnet", "azurerm_route"} <= kinds


def test_names_are_known_only_where_they_are_passed_through() -> None:
    for passed, expected in ((True, "spoke"), (False, None), (LOST, "? var.x")):
        inputs = {"networking": {"vnets": VNETS}, "global_settings": {"passthrough": passed}}
        made = declared(call("aztfmod/caf/azurerm", "5.7.14", inputs))
        name = shown(made['azurerm_virtual_network.vnet["spoke"]'].name)
        assert name == expected or (expected is None and str(name).startswith("? module aztfmod/caf/azurerm"))


def test_a_pool_is_in_a_subnet_by_its_key() -> None:
    pool = {"name": "system", "subnet_key": "nodes"}
    cluster = {"name": "pay", "vnet_key": "spoke", "default_node_pool": pool}
    for changed, expected in (
        ({}, NODES),
        ({"lz_key": "hub"}, "? it belongs to the landing zone hub, which is not here"),
    ):
        inputs = {"networking": ALL, "compute": {"aks_clusters": {"pay": {**cluster, **changed}}}}
        made = declared(call("aztfmod/caf/azurerm", "5.7.14", inputs))
        found = made['azurerm_kubernetes_cluster.aks["pay"]'].get("agentPoolProfiles[0].vnetSubnetID")
        assert shown(found) == expected


def test_first_networks_of_avm_attach_by_name() -> None:
    subnets = {"a": {"nat_gateway": {"id": "/nat"}, "route_table": {"id": "/rt"}}}
    made = call("Azure/avm-res-network-virtualnetwork/azurerm", "0.1.4", {"name": "net", "subnets": subnets})
    subnet = '→ module.m.azurerm_subnet.subnet["a"].id'
    assert sorted(links(made)) == [("natGateway", subnet, "/nat"), ("routeTable", subnet, "/rt")]
    lists = {"route_tables_ids": {"subnet1": "/rt"}}
    made = call("Azure/avm-res-network-virtualnetwork/azurerm", "0.1.0", lists)
    assert links(made) == [("routeTable", '→ module.m.azurerm_subnet.subnet["subnet1"].id', "/rt")]
