"""Azure/avm-res-network-virtualnetwork/azurerm 0.1: networks and subnets of azurerm; lists until 0.1.2, then a map by name.

Source: the module's ``main.tf``, ``main.subnet.tf``, ``locals.tf``, ``variables.tf`` and ``outputs.tf`` (v0.1.0 to v0.1.4).
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers.modules.calls import (
    entries,
    given,
    given_or,
    if_unknown,
    inside,
    instance,
    reference,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.record import record
from natpin.model.value import Node, Reference, Unknown, Value, items, text

_NETWORK = "azurerm_virtual_network.vnet"


def network(call: ModuleCall) -> Iterator[Instance]:
    """The network, its subnets, what is attached to them, and its peerings."""
    group = given(call, "resource_group_name")
    space = given(call, "virtual_network_address_space", "address_spaces")
    alone = given_or(call, "10.0.0.0/16", "address_space")
    yield instance(
        call,
        _NETWORK,
        {
            "name": given_or(call, "acctvnet", "name", "vnet_name"),
            "location": given(call, "location", "vnet_location"),
            "resource_group_name": group,
            "address_space": space or Value((alone,), alone.at),
        },
    )
    listed = given(call, "subnets")
    every = _by_name(call, listed) if listed is not None else _listed(call)
    for one in every:
        name = one.name
        subnet = f'azurerm_subnet.subnet["{text(name) or "?"}"]'
        unknown = name if isinstance(name, Unknown) else None
        yield instance(
            call,
            subnet,
            {
                "name": name,
                "resource_group_name": group,
                "virtual_network_name": Reference(reference(call, _NETWORK).target, "name", call.at),
                "address_prefixes": one.prefixes,
                "service_endpoints": one.endpoints,
            },
            conditional=unknown,
        )
        for kind, argument, node in (
            ("azurerm_subnet_route_table_association.vnet", "route_table_id", one.table),
            ("azurerm_subnet_nat_gateway_association.nat_gw", "nat_gateway_id", one.gateway),
        ):
            if node is not None:
                yield instance(
                    call,
                    f'{kind}["{text(name) or "?"}"]',
                    {"subnet_id": reference(call, subnet), argument: node},
                    conditional=unknown,
                )
    for key, arguments, element in entries(given(call, "vnet_peering_config")):
        perhaps = element if isinstance(element, Unknown) else None
        yield instance(
            call,
            f'azurerm_virtual_network_peering.vnet_peering["{key or "?"}"]',
            {
                "name": perhaps or Value(f"peering-{key}", element.at),
                "resource_group_name": group,
                "virtual_network_name": Reference(reference(call, _NETWORK).target, "name", call.at),
                "remote_virtual_network_id": perhaps or arguments.get("remote_vnet_id"),
                "use_remote_gateways": perhaps or arguments.get("use_remote_gateways"),
            },
            conditional=perhaps,
        )


@record
class _Subnet:
    """What is said of one subnet: ids of its route table and its NAT gateway at the end."""

    name: Node
    prefixes: Node | None
    endpoints: Node | None
    table: Node | None
    gateway: Node | None


def _by_name(call: ModuleCall, listed: Node) -> Iterator[_Subnet]:
    for key, arguments, element in entries(listed):
        unknown = if_unknown(element)
        yield _Subnet(
            unknown or Value(key, element.at),
            unknown or arguments.get("address_prefixes"),
            unknown or arguments.get("service_endpoints"),
            unknown or inside(arguments.get("route_table"), "id"),
            unknown or inside(arguments.get("nat_gateway"), "id"),
        )


def _listed(call: ModuleCall) -> Iterator[_Subnet]:
    """The subnets of lists, which can have no NAT gateway from the module."""
    names = given_or(call, ["subnet1"], "subnet_names")
    prefixes = items(given_or(call, ["10.0.1.0/24"], "subnet_prefixes"))
    if isinstance(names, Unknown):
        yield _Subnet(names, names, names, names, None)
    for position, name in enumerate(items(names)):
        tables, endpoints = given(call, "route_tables_ids"), given(call, "subnet_service_endpoints")
        prefix = prefixes[position] if position < len(prefixes) else None
        yield _Subnet(
            name,
            None if prefix is None else Value((prefix,), prefix.at),
            _of(endpoints, name),
            _of(tables, name),
            None,
        )


def _of(held: Node | None, name: Node) -> Node | None:
    """A member of a map by the name of a subnet."""
    if held is None or isinstance(held, Unknown):
        return held
    called = text(name)
    return inside(held, called) if called is not None else None


def network_output(call: ModuleCall, name: str) -> Node | None:
    """An output of the module: ids of subnets by their names."""
    match name:
        case "vnet_id" | "virtual_network_id":
            return reference(call, _NETWORK)
        case "subnet_ids":
            names = given_or(call, ["subnet1"], "subnet_names")
            if isinstance(names, Unknown):
                return names
            known = [called for one in items(names) if (called := text(one)) is not None]
            ids = {called: reference(call, f'azurerm_subnet.subnet["{called}"]') for called in known}
            return Value(ids, call.at)
        case "subnets":
            listed = given(call, "subnets")
            if isinstance(listed, Unknown):
                return listed
            ids_of = {
                key: Value({"id": reference(call, f'azurerm_subnet.subnet["{key}"]')}, call.at)
                for key, _, _ in entries(listed)
                if key is not None
            }
            return Value(ids_of, call.at)
    return None
