"""Modules that make virtual networks and subnets.

Sources, each the module's ``main.tf``, ``variables.tf`` and ``outputs.tf``: Azure/network/azurerm 3 to 5,
Azure/vnet/azurerm 3 to 5, Azure/subnets/azurerm 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.modules.calls import (
    entries,
    given,
    given_or,
    if_unknown,
    inside,
    instance,
    reference,
    version,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.value import Node, Reference, Unknown, Value, items, members, scalar, text

_NETWORK = "azurerm_virtual_network.vnet"
_LATER = "terraform show -json"


def vnet(call: ModuleCall) -> Iterator[Instance]:
    """Azure/vnet: subnets by name."""
    yield instance(
        call,
        _NETWORK,
        {
            "name": given_or(call, "acctvnet", "vnet_name"),
            "location": given(call, "vnet_location", "location"),
            "resource_group_name": given(call, "resource_group_name"),
            "address_space": given_or(call, ["10.0.0.0/16"], "address_space"),
        },
    )
    tables = members(given(call, "route_tables_ids"))
    for position, name in enumerate(items(_subnet_names(call))):
        known = text(name) or "?"
        delegated = _by_name(call, "subnet_delegation", name)
        subnet = f'azurerm_subnet.subnet["{known}"]'
        yield instance(
            call,
            subnet,
            {
                **_in_network(call, name),
                "address_prefixes": _prefixes(call, position, ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]),
                "delegation": _named_delegations(delegated),
            },
        )
        if known in tables:
            yield instance(
                call,
                f'azurerm_subnet_route_table_association.vnet["{known}"]',
                {"subnet_id": reference(call, subnet), "route_table_id": tables[known]},
            )


def vnet_output(call: ModuleCall, name: str) -> Node | None:
    """An output of Azure/vnet."""
    names = _subnet_names(call)
    known = [text(item) for item in items(names)]
    ids = {item: reference(call, f'azurerm_subnet.subnet["{item}"]') for item in known if item is not None}
    match name:
        case "vnet_id":
            return reference(call, _NETWORK)
        case "vnet_name":
            return given_or(call, "acctvnet", "vnet_name")
        case "vnet_location":
            return given(call, "vnet_location", "location")
        case "vnet_subnets_name_id":
            return names if isinstance(names, Unknown) else Value(ids, call.at)
        case "vnet_subnets":
            # Instances of for_each come in the order of their keys, those of count in the order given.
            order = _ordered(call, known)
            if isinstance(order, Unknown) or isinstance(names, Unknown):
                return order if isinstance(order, Unknown) else names
            return Value(tuple(ids[item] for item in order if item in ids), call.at)
    return None


def network(call: ModuleCall) -> Iterator[Instance]:
    """Azure/network: subnets by name, which can have neither a NAT gateway nor a route table from it."""
    yield instance(
        call,
        _NETWORK,
        {
            "name": given_or(call, "acctvnet", "vnet_name"),
            "location": given(call, "resource_group_location"),
            "resource_group_name": given(call, "resource_group_name"),
            "address_space": given(call, "address_spaces")
            or _alone(given_or(call, "10.0.0.0/16", "address_space")),
        },
    )
    names = _network_names(call)
    if isinstance(names, Unknown):
        yield instance(call, 'azurerm_subnet.subnet_count["?"]', _in_network(call, names))
    for position, (address, name) in enumerate(_network_subnets(call)):
        arguments = {
            **_in_network(call, name),
            "address_prefixes": _prefixes(call, position, ["10.0.1.0/24"]),
            "delegation": _by_name(call, "subnet_delegation", name),
        }
        yield instance(call, address, arguments)


def network_output(call: ModuleCall, name: str) -> Node | None:
    """An output of Azure/network."""
    names = _network_names(call)
    match name:
        case "vnet_id":
            return reference(call, _NETWORK)
        case "vnet_name":
            return given_or(call, "acctvnet", "vnet_name")
        case "vnet_location":
            return given(call, "resource_group_location")
        case "vnet_subnets" if isinstance(names, Unknown):
            return names
        case "vnet_subnets":
            ids = {text(node): reference(call, address) for address, node in _network_subnets(call)}
            order = list(ids)
            by_key = given(call, "use_for_each")
            if isinstance(by_key, Unknown) or None in ids:
                return (
                    by_key
                    if isinstance(by_key, Unknown)
                    else Unknown("a subnet's name is not known", call.at)
                )
            if scalar(by_key) is True:
                order = sorted(order, key=str)
            return Value(tuple(ids[each] for each in order), call.at)
    return None


def _network_names(call: ModuleCall) -> Node:
    return given_or(call, ["subnet1"], "subnet_names")


def _network_subnets(call: ModuleCall) -> Iterator[tuple[str, Node]]:
    """Addresses and names. The names count, or since version 4 are the keys if the call says so."""
    keyed = scalar(given(call, "use_for_each")) is True
    for position, name in enumerate(items(_network_names(call))):
        yield (
            f'azurerm_subnet.subnet_for_each["{text(name) or "?"}"]'
            if keyed
            else f"azurerm_subnet.subnet_count[{position}]",
            name,
        )


def _in_network(call: ModuleCall, name: Node) -> dict[str, Node | None]:
    return {
        "name": name,
        "virtual_network_name": Reference(f"{call.address}.{_NETWORK}", "name", call.at),
        "resource_group_name": given(call, "resource_group_name"),
        "service_endpoints": _by_name(call, "subnet_service_endpoints", name),
    }


def _by_name(call: ModuleCall, name: str, subnet: Node) -> Node | None:
    """What an input, a map by the names of subnets, has of one; unknown where its name is."""
    found, known = given(call, name), text(subnet)
    if found is None or known is not None:
        return inside(found, known or "")
    return Unknown("the subnet's name is not known", subnet.at, _LATER)


def _prefixes(call: ModuleCall, position: int, otherwise: list[str]) -> Node | None:
    """The one range of a subnet: those of ``subnet_prefixes`` stand in the order of ``subnet_names``."""
    listed = given_or(call, otherwise, "subnet_prefixes")
    if not isinstance(listed, Value):
        return listed
    found = items(listed)
    return _alone(found[position]) if position < len(found) else None


def _alone(node: Node) -> Node:
    return Value((node,), node.at) if isinstance(node, Value) else node


def _named_delegations(node: Node | None) -> Node | None:
    """Azure/vnet: a map of delegations by name, each with a ``service_name``."""
    if not isinstance(node, Value) or not isinstance(node.data, Mapping):
        return node
    found = [
        Value({"service_delegation": Value({"name": service}, each.at)}, each.at)
        for each in node.data.values()
        if (service := inside(each, "service_name")) is not None
    ]
    return Value(tuple(found), node.at)


def subnets(call: ModuleCall) -> Iterator[Instance]:
    """Azure/subnets: a map of subnets, each perhaps with a NAT gateway and a route table."""
    yield instance(
        call,
        _NETWORK,
        {
            "name": given(call, "virtual_network_name"),
            "location": given(call, "virtual_network_location"),
            "resource_group_name": given(call, "resource_group_name"),
            "address_space": given(call, "virtual_network_address_space"),
        },
    )
    for key, arguments, element in entries(given(call, "subnets")):
        subnet = f'azurerm_subnet.subnet["{key or "?"}"]'
        yield instance(
            call,
            subnet,
            {
                "name": Value(key, element.at) if key is not None else element,
                "virtual_network_name": Reference(f"{call.address}.{_NETWORK}", "name", call.at),
                "resource_group_name": given(call, "resource_group_name"),
                "address_prefixes": arguments.get("address_prefixes"),
                "default_outbound_access_enabled": arguments.get("default_outbound_access_enabled"),
                "delegation": _delegation_blocks(arguments.get("delegation")),
                "service_endpoints": arguments.get("service_endpoints"),
                "nat_gateway_id": inside(arguments.get("nat_gateway"), "id") or if_unknown(element),
                "route_table_id": inside(arguments.get("route_table"), "id") or if_unknown(element),
            },
        )


def _delegation_blocks(node: Node | None) -> Node | None:
    """Azure/subnets: a list of delegations, or a map of them."""
    if isinstance(node, Value) and isinstance(node.data, Mapping):
        return Value(tuple(node.data.values()), node.at)
    return node


def subnets_output(call: ModuleCall, name: str) -> Node | None:
    """An output of Azure/subnets."""
    given_subnets = given(call, "subnets")
    match name:
        case "vnet_id":
            return reference(call, _NETWORK)
        case "vnet_name":
            return given(call, "virtual_network_name")
        case "vnet_location":
            return given(call, "virtual_network_location")
        case "vnet_subnets_name_id" if isinstance(given_subnets, Unknown):
            return given_subnets
        case "vnet_subnets_name_id":
            keys = members(given_subnets)
            return Value({key: reference(call, f'azurerm_subnet.subnet["{key}"]') for key in keys}, call.at)
    return None


def _subnet_names(call: ModuleCall) -> Node:
    return given_or(call, ["subnet1", "subnet2", "subnet3"], "subnet_names")


def _ordered(call: ModuleCall, known: list[str | None]) -> list[str] | Unknown:
    names = [name for name in known if name is not None]
    if len(names) != len(known):
        return Unknown("a subnet's name is not known", call.at, _LATER)
    found = version(call)
    by_key = given(call, "use_for_each")
    if isinstance(by_key, Unknown):
        return by_key
    # for_each was added in 4.0 as a choice without a default, and became the default in 5.0.
    chosen = scalar(by_key) if by_key is not None else (found is None or found >= (5,))
    return sorted(names) if chosen is True else names
