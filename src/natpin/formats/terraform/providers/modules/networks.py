"""Modules that make virtual networks and subnets.

Sources, each the module's ``main.tf``, ``variables.tf`` and ``outputs.tf``: Azure/network/azurerm 3 to 5,
Azure/vnet/azurerm 3 to 5,
Azure/subnets/azurerm 1, Azure/avm-res-network-virtualnetwork/azurerm 0.2.1 to 0.22 and its submodule ``subnet``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.modules.calls import (
    entries,
    given,
    given_or,
    inside,
    instance,
    version,
    written,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model import resource as arm
from natpin.model.value import Node, Reference, Unknown, Value, is_absent, items, members, scalar, text

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
    for name in items(_subnet_names(call)):
        known = text(name) or "?"
        subnet = f'azurerm_subnet.subnet["{known}"]'
        yield instance(
            call,
            subnet,
            {
                "name": name,
                "virtual_network_name": Reference(f"{call.address}.{_NETWORK}", "name", call.at),
                "resource_group_name": given(call, "resource_group_name"),
            },
        )
        if known in tables:
            yield instance(
                call,
                f'azurerm_subnet_route_table_association.vnet["{known}"]',
                {"subnet_id": _reference(call, subnet), "route_table_id": tables[known]},
            )


def vnet_output(call: ModuleCall, name: str) -> Node | None:
    """An output of Azure/vnet."""
    names = _subnet_names(call)
    known = [text(item) for item in items(names)]
    ids = {item: _reference(call, f'azurerm_subnet.subnet["{item}"]') for item in known if item is not None}
    match name:
        case "vnet_id":
            return _reference(call, _NETWORK)
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
        },
    )
    names = _network_names(call)
    if isinstance(names, Unknown):
        yield instance(call, 'azurerm_subnet.subnet_count["?"]', _in_network(call, names))
    for address, name in _network_subnets(call):
        yield instance(call, address, _in_network(call, name))


def network_output(call: ModuleCall, name: str) -> Node | None:
    """An output of Azure/network."""
    names = _network_names(call)
    match name:
        case "vnet_id":
            return _reference(call, _NETWORK)
        case "vnet_name":
            return given_or(call, "acctvnet", "vnet_name")
        case "vnet_location":
            return given(call, "resource_group_location")
        case "vnet_subnets" if isinstance(names, Unknown):
            return names
        case "vnet_subnets":
            ids = {text(node): _reference(call, address) for address, node in _network_subnets(call)}
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
    }


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
                "nat_gateway_id": inside(arguments.get("nat_gateway"), "id") or _if_unknown(element),
                "route_table_id": inside(arguments.get("route_table"), "id") or _if_unknown(element),
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
            return _reference(call, _NETWORK)
        case "vnet_name":
            return given(call, "virtual_network_name")
        case "vnet_location":
            return given(call, "virtual_network_location")
        case "vnet_subnets_name_id" if isinstance(given_subnets, Unknown):
            return given_subnets
        case "vnet_subnets_name_id":
            keys = members(given_subnets)
            return Value({key: _reference(call, f'azurerm_subnet.subnet["{key}"]') for key in keys}, call.at)
    return None


def virtual_network(call: ModuleCall) -> Iterator[Instance]:
    """avm-res-network-virtualnetwork: azapi resources, subnets by map key."""
    group = given(call, "parent_id")
    network = {
        "type": Value(arm.VIRTUAL_NETWORK, call.at),
        "name": given(call, "name"),
        "location": given(call, "location"),
        "parent_id": group,
    }
    network["parent_id"] = group or _group_id(call)
    yield instance(call, "azapi_resource.vnet", network)
    for key, arguments, element in entries(given(call, "subnets")):
        yield instance(
            call,
            f'azapi_resource.subnet["{key or "?"}"]',
            {
                "type": Value(arm.SUBNET, call.at),
                "name": arguments.get("name") or _if_unknown(element),
                "parent_id": _reference(call, "azapi_resource.vnet"),
                "body": _subnet_body(call, arguments, element),
            },
        )


def subnet(call: ModuleCall) -> Iterator[Instance]:
    """avm-res-network-virtualnetwork//modules/subnet; ``virtual_network.resource_id`` became ``parent_id``."""
    yield instance(
        call,
        "azapi_resource.subnet",
        {
            "type": Value(arm.SUBNET, call.at),
            "name": given(call, "name"),
            "parent_id": given(call, "parent_id") or inside(given(call, "virtual_network"), "resource_id"),
            "body": _subnet_body(call, call.inputs, Value({}, call.at)),
        },
    )


def subnet_output(call: ModuleCall, name: str) -> Node | None:
    """An output of avm-res-network-virtualnetwork//modules/subnet."""
    match name:
        case "resource_id":
            return _reference(call, "azapi_resource.subnet")
        case "name":
            return given(call, "name")
    return None


def _subnet_body(call: ModuleCall, arguments: Mapping[str, Node], element: Node) -> Node:
    """A subnet of the AVM modules: unlike azurerm, they turn default outbound access off."""
    nat = inside(arguments.get("nat_gateway"), "id") or _if_unknown(element)
    table = inside(arguments.get("route_table"), "id") or _if_unknown(element)
    body = written(
        {
            "natGateway": None if nat is None else Value({"id": nat}, nat.at),
            "routeTable": None if table is None else Value({"id": table}, table.at),
            "addressPrefixes": arguments.get("address_prefixes"),
            "delegations": _delegations(arguments),
            "serviceEndpoints": _endpoints(arguments),
            "defaultOutboundAccess": arguments.get("default_outbound_access_enabled")
            or given_or(call, False),
        }
    )
    return Value({"properties": Value(body, element.at)}, element.at)


def _delegations(arguments: Mapping[str, Node]) -> Node | None:
    """``delegation``, later ``delegations``: ``{name, service_delegation: {name}}`` each."""
    given_list = arguments.get("delegations") or arguments.get("delegation")
    if not isinstance(given_list, Value) or not isinstance(given_list.data, tuple):
        return given_list
    found = []
    for each in given_list.data:
        service = inside(each, "service_delegation", "name") or Unknown("the service is not written", each.at)
        found.append(Value({"properties": Value({"serviceName": service}, each.at)}, each.at))
    return Value(tuple(found), given_list.at)


def _endpoints(arguments: Mapping[str, Node]) -> Node | None:
    """``service_endpoints``, names; later ``service_endpoints_with_location``: ``{service, locations}`` each."""
    located, named = arguments.get("service_endpoints_with_location"), arguments.get("service_endpoints")
    if located is not None and not is_absent(located):
        return located
    if not isinstance(named, Value) or not isinstance(named.data, tuple):
        return named
    return Value(tuple(Value({"service": each}, each.at) for each in named.data), named.at)


def virtual_network_output(call: ModuleCall, name: str) -> Node | None:
    """An output of avm-res-network-virtualnetwork."""
    given_subnets = given(call, "subnets")
    match name:
        case "resource_id":
            return _reference(call, "azapi_resource.vnet")
        case "name":
            return given(call, "name")
        case "subnets" if isinstance(given_subnets, Unknown):
            return given_subnets
        case "subnets":
            return Value(
                {
                    key: Value(
                        written(
                            {
                                "resource_id": _reference(call, f'azapi_resource.subnet["{key}"]'),
                                "name": arguments.get("name"),
                            }
                        ),
                        call.at,
                    )
                    for key, arguments, _ in entries(given_subnets)
                    if key is not None
                },
                call.at,
            )
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


def _if_unknown(element: Node) -> Node | None:
    return element if isinstance(element, Unknown) else None


def _group_id(call: ModuleCall) -> Node | None:
    """Until 0.10 the module took the resource group's name."""
    name = given(call, "resource_group_name")
    if name is None:
        return None
    if isinstance(name, Reference):
        return Reference(name.target, "id", name.at)
    piece = text(name) if isinstance(name, Value) else name
    return Unknown(
        "the subscription is not known", name.at, _LATER, ("/subscriptions/", None, "/resourceGroups/", piece)
    )


def _reference(call: ModuleCall, address: str) -> Reference:
    return Reference(f"{call.address}.{address}", "id", call.at)
