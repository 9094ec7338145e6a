"""aztfmod/caf/azurerm 5.5 to 5.7: networks, subnets, NAT gateways, addresses, routes, peerings.

A gateway is attached where ``subnet_key`` and ``public_ip_key`` stand beside its name: within ``vnet`` and ``public_ip`` alone
they attach nothing. Source: the module's ``networking.tf``, ``networking_nat_gateways.tf`` and what lies under
``modules/networking/`` (nat_gateways, virtual_network, public_ip_addresses, public_ip_prefixes, route_tables, routes).
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers.modules.caf_keys import (
    SETTLE,
    Settings,
    first,
    group_of,
    looked_up,
    named,
    of_kind,
    subnet_address,
    subnet_of,
)
from natpin.formats.terraform.providers.modules.calls import (
    blocks,
    entries,
    given,
    given_or,
    if_unknown,
    instance,
    reference,
    version,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.value import Node, Reference, Unknown, Value, text

_IP, _PREFIX = "azurerm_public_ip.pip", "azurerm_public_ip_prefix.pip_prefix"
_TABLE, _NETWORK = "azurerm_route_table.rt", "azurerm_virtual_network.vnet"
_FURTHER = {
    "virtual_network_gateways": "azurerm_virtual_network_gateway",
    "virtual_hub_connections": "azurerm_virtual_hub_connection",
    "vhub_peerings": "azurerm_virtual_hub_connection",
}
"""Kinds that may bring routes into a network, and whose settings are not followed."""


def networks(call: ModuleCall) -> Iterator[Instance]:
    """Everything of ``networking`` that bears on egress, and the resource groups that it lies in."""
    for key, settings, element in _groups(call):
        yield instance(
            call,
            f'azurerm_resource_group.rg["{key or "?"}"]',
            {"name": named(call, settings, element, "a resource group")},
            conditional=if_unknown_element(element),
        )
    yield from _networks(call)
    yield from _addresses(call)
    yield from _gateways(call)
    yield from _routes(call)
    yield from _peerings(call)
    for kind, type_ in _FURTHER.items():
        for key, _, element in of_kind(call, "networking", kind):
            unknown = Unknown(f"what {kind} of module {call.source} joins", element.at, SETTLE)
            arguments = {"name": unknown, "remote_virtual_network_id": unknown, "virtual_hub_id": unknown}
            if type_ == "azurerm_virtual_network_gateway":
                arguments = {"name": unknown, "ip_configuration": unknown}
            yield instance(call, f'{type_}.{kind}["{key or "?"}"]', arguments)


def if_unknown_element(element: Node) -> Unknown | None:
    """Why nobody knows whether an element is there."""
    return element if isinstance(element, Unknown) else None


def _groups(call: ModuleCall) -> Iterator[tuple[str | None, Settings, Node]]:
    yield from entries(given(call, "resource_groups"))


def _networks(call: ModuleCall) -> Iterator[Instance]:
    for key, settings, element in of_kind(call, "networking", "vnets"):
        unknown = if_unknown_element(element)
        network = f'{_NETWORK}["{key or "?"}"]'
        own = first(settings, "vnet")
        inner = own.data if isinstance(own, Value) and isinstance(own.data, dict) else {}
        group = group_of(call, settings, element)
        yield instance(
            call,
            network,
            {
                "name": named(call, inner, unknown or own or element, "the network"),
                "resource_group_name": group,
                "address_space": inner.get("address_space"),
            },
            conditional=unknown,
        )
        held = Reference(reference(call, network).target, "name", element.at)
        for kind in ("subnets", "specialsubnets"):
            for name, subnet, whole in _inside(settings, kind, unknown):
                yield from _subnet(call, subnet_address(key, name), subnet, whole, held, group)
    for key, settings, element in of_kind(call, "networking", "virtual_subnets"):
        chosen = first(settings, "vnet.key")
        by_key = looked_up(call, "vnets", chosen, _NETWORK)
        held_in = Reference(by_key.target, "name", by_key.at) if isinstance(by_key, Reference) else None
        vague = Unknown("which network a subnet is put into", element.at, SETTLE)
        yield from _subnet(
            call, f'azurerm_subnet.virtual["{key or "?"}"]', settings, element, held_in or vague, vague
        )


def _inside(
    settings: Settings, kind: str, unknown: Unknown | None
) -> Iterator[tuple[str | None, Settings, Node]]:
    yield from entries(unknown or first(settings, kind))


def _subnet(
    call: ModuleCall, address: str, settings: Settings, element: Node, network: Node, group: Node | None
) -> Iterator[Instance]:
    unknown = if_unknown_element(element)
    delegated = first(settings, "delegation")
    service = blocks({"name": first(settings, "delegation.service_delegation")}, call)
    yield instance(
        call,
        address,
        {
            "name": named(call, settings, element, "a subnet"),
            "resource_group_name": group,
            "virtual_network_name": network,
            "address_prefixes": settings.get("cidr"),
            "service_endpoints": settings.get("service_endpoints"),
            "delegation": None
            if delegated is None
            else if_unknown(delegated)
            or blocks({"name": first(settings, "delegation.name"), "service_delegation": service}, call),
        },
        conditional=unknown,
    )
    table = first(settings, "route_table_key")
    if table is not None or unknown is not None:
        yield instance(
            call,
            f'azurerm_subnet_route_table_association.rt["{address}"]',
            {
                "subnet_id": reference(call, address),
                "route_table_id": unknown or looked_up(call, "route_tables", table, _TABLE),
            },
            conditional=unknown,
        )


def _addresses(call: ModuleCall) -> Iterator[Instance]:
    for key, settings, element in of_kind(call, "networking", "public_ip_addresses"):
        unknown = if_unknown_element(element)
        sku = unknown or first(settings, "sku") or given_or(call, "Basic")
        prefix = first(settings, "public_ip_prefix.key")
        yield instance(
            call,
            f'{_IP}["{key or "?"}"]',
            {
                "name": named(call, settings, element, "a public IP"),
                "resource_group_name": group_of(call, settings, element),
                "sku": sku,
                "allocation_method": unknown
                or first(settings, "allocation_method")
                or given_or(call, "Dynamic"),
                "ip_version": unknown or first(settings, "ip_version") or given_or(call, "IPv4"),
                "zones": unknown or _zones(call, settings, sku),
                "public_ip_prefix_id": looked_up(call, "public_ip_prefixes", prefix, _PREFIX)
                or first(settings, "public_ip_prefix_id"),
            },
            conditional=unknown,
        )
    for key, settings, element in of_kind(call, "networking", "public_ip_prefixes"):
        unknown = if_unknown_element(element)
        yield instance(
            call,
            f'{_PREFIX}["{key or "?"}"]',
            {
                "name": named(call, settings, element, "a prefix"),
                "resource_group_name": group_of(call, settings, element),
                "prefix_length": unknown or first(settings, "prefix_length") or given_or(call, 28),
                "ip_version": unknown or first(settings, "ip_version") or given_or(call, "IPv4"),
                "zones": unknown or first(settings, "zones"),
            },
            conditional=unknown,
        )


def _zones(call: ModuleCall, settings: Settings, sku: Node) -> Node | None:
    """5.7 takes every zone where none is given, for another SKU than Basic; before it, azurerm's own words."""
    written = first(settings, "zones")
    if (version(call) or (5, 7)) < (5, 7):
        return Unknown("the zones of earlier versions are not followed", call.at, SETTLE)
    if isinstance(sku, Unknown):
        return sku
    return None if text(sku) == "Basic" else written or given_or(call, ("1", "2", "3"))


def _gateways(call: ModuleCall) -> Iterator[Instance]:
    for key, settings, element in of_kind(call, "networking", "nat_gateways"):
        unknown = if_unknown_element(element)
        address = f'azurerm_nat_gateway.nat_gateway["{key or "?"}"]'
        yield instance(
            call,
            address,
            {
                "name": unknown or first(settings, "name"),
                "resource_group_name": group_of(call, settings, element),
                "idle_timeout_in_minutes": unknown or first(settings, "idle_timeout_in_minutes"),
                "zones": unknown or first(settings, "zones"),
            },
            conditional=unknown,
        )
        if unknown is not None or first(settings, "subnet_key") is not None:
            subnet = unknown or subnet_of(
                call,
                settings,
                ("vnet.lz_key",),
                ("vnet.vnet_key", "vnet_key"),
                ("vnet.subnet_key", "subnet_key"),
            )
            yield instance(
                call,
                f'azurerm_subnet_nat_gateway_association.subnet["{key or "?"}"]',
                {
                    "nat_gateway_id": reference(call, address),
                    "subnet_id": subnet or Unknown("which subnet a gateway has", element.at, SETTLE),
                },
                conditional=unknown,
            )
        if unknown is not None or first(settings, "public_ip_key") is not None:
            yield instance(
                call,
                f'azurerm_nat_gateway_public_ip_association.public_ip["{key or "?"}"]',
                {
                    "nat_gateway_id": reference(call, address),
                    "public_ip_address_id": unknown or _address_of(call, settings),
                },
                conditional=unknown,
            )


def _address_of(call: ModuleCall, settings: Settings) -> Node | None:
    zone = first(settings, "public_ip.lz_key")
    if zone is not None:
        return Unknown("a public IP of another landing zone", zone.at, SETTLE)
    key = first(settings, "public_ip.public_ip_key", "public_ip_key")
    return looked_up(call, "public_ip_addresses", key, _IP)


def _routes(call: ModuleCall) -> Iterator[Instance]:
    for key, settings, element in of_kind(call, "networking", "route_tables"):
        yield instance(
            call,
            f'{_TABLE}["{key or "?"}"]',
            {
                "name": named(call, settings, element, "a route table"),
                "resource_group_name": group_of(call, settings, element),
                "disable_bgp_route_propagation": settings.get("disable_bgp_route_propagation"),
            },
            conditional=if_unknown_element(element),
        )
    for key, settings, element in of_kind(call, "networking", "azurerm_routes"):
        unknown = if_unknown_element(element)
        table = looked_up(call, "route_tables", first(settings, "route_table_key"), _TABLE)
        vague = unknown or Unknown("which route table a route is in", element.at, SETTLE)
        hop = unknown or first(settings, "next_hop_type")
        behind = first(settings, "next_hop_in_ip_address")
        appliance = isinstance(hop, Unknown) or (text(hop) or "").lower() == "virtualappliance"
        firewall = Unknown("the address of a firewall that the module makes", element.at, SETTLE)
        yield instance(
            call,
            f'azurerm_route.route["{key or "?"}"]',
            {
                "name": named(call, settings, element, "a route"),
                "resource_group_name": group_of(call, settings, element),
                "route_table_name": Reference(table.target, "name", table.at)
                if isinstance(table, Reference)
                else vague,
                "address_prefix": unknown or first(settings, "address_prefix"),
                "next_hop_type": hop,
                "next_hop_in_ip_address": (unknown or behind or firewall) if appliance else None,
            },
            conditional=unknown,
        )


def _peerings(call: ModuleCall) -> Iterator[Instance]:
    for kind in ("vnet_peerings", "vnet_peerings_v1"):
        for key, settings, element in of_kind(call, "networking", kind):
            unknown = if_unknown_element(element)
            near = looked_up(call, "vnets", first(settings, "from.vnet_key"), _NETWORK)
            far = looked_up(call, "vnets", first(settings, "to.vnet_key"), _NETWORK)
            vague = unknown or Unknown("a network of a peering is not followed", element.at, SETTLE)
            mine = first(settings, "from.lz_key") is None and isinstance(near, Reference)
            yield instance(
                call,
                f'azurerm_virtual_network_peering.{kind}["{key or "?"}"]',
                {
                    "name": vague,
                    "virtual_network_name": Reference(near.target, "name", near.at)
                    if mine and isinstance(near, Reference)
                    else vague,
                    "remote_virtual_network_id": first(settings, "to.remote_virtual_network_id", "to.id")
                    or (far if first(settings, "to.lz_key") is None else None)
                    or vague,
                    "use_remote_gateways": unknown
                    or first(settings, "use_remote_gateways")
                    or given_or(call, False),
                },
                conditional=unknown,
            )
