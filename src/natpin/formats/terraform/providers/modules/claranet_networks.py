"""claranet/vnet/azurerm, claranet/subnet/azurerm, claranet/route-table/azurerm: networks, each name of a subnet's own call.

Source: each module's ``r-….tf`` or ``resources.tf``, ``variables.tf``, ``locals.tf`` and ``outputs.tf``: vnet and route-table
v4.0.0 to v8.1.5 and v8.0.5, subnet v5.0.0 to v8.1.4; 8 gave inputs and outputs other names. Names that are not given are
made up: unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.modules.calls import (
    enabled,
    given,
    given_or,
    instance,
    made_up,
    named_id,
    reference,
    version,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.value import Node, Reference, Unknown, Value, items, members

_NETWORK, _SUBNET, _TABLE = "azurerm_virtual_network.main", "azurerm_subnet.main", "azurerm_route_table.main"


def vnet(call: ModuleCall) -> Iterator[Instance]:
    """claranet/vnet."""
    yield instance(
        call,
        _NETWORK,
        {
            "name": given(call, "custom_name", "custom_vnet_name") or made_up(call, "the network"),
            "location": given(call, "location"),
            "resource_group_name": given(call, "resource_group_name"),
            "address_space": given(call, "cidrs", "vnet_cidr"),
        },
    )


def vnet_output(call: ModuleCall, name: str) -> Node | None:
    """An output of claranet/vnet."""
    return _of(call, name, _NETWORK, ("virtual_network_id",), ("virtual_network_name",))


def subnet(call: ModuleCall) -> Iterator[Instance]:
    """claranet/subnet: a subnet, and the route table that is named."""
    group = given(call, "resource_group_name")
    yield instance(
        call,
        _SUBNET,
        {
            "name": given(call, "custom_name", "custom_subnet_name") or made_up(call, "the subnet"),
            "resource_group_name": group,
            "virtual_network_name": given(call, "virtual_network_name"),
            "address_prefixes": given(call, "cidrs", "subnet_cidr_list"),
            "service_endpoints": given(call, "service_endpoints"),
            "delegation": _delegations(given(call, "delegations", "subnet_delegation")),
            "default_outbound_access_enabled": _default_access(call),
        },
    )
    table = given(call, "route_table_name")
    if table is not None:
        kind = "Microsoft.Network/routeTables"
        yield instance(
            call,
            "azurerm_subnet_route_table_association.main[0]",
            {
                "subnet_id": reference(call, _SUBNET),
                "route_table_id": named_id(call, given(call, "route_table_rg") or group, kind, table),
            },
        )


def _default_access(call: ModuleCall) -> Node | None:
    """Version 7.1 brought the input, which is false by default; before it, the provider's default holds."""
    found = version(call) or (8,)
    if found >= (7, 1):
        return given_or(call, False, "default_outbound_access_enabled")
    written = given(call, "default_outbound_access_enabled")
    if written is None and found[0] == 7 and len(found) < 3:
        return Unknown("the module's default depends on its version, which is not pinned", call.at)
    return written


def subnet_output(call: ModuleCall, name: str) -> Node | None:
    """An output of claranet/subnet."""
    return _of(call, name, _SUBNET, ("subnet_id",), ("subnet_name",))


def route_table(call: ModuleCall) -> Iterator[Instance]:
    """claranet/route-table: a table, and where it is asked for a route of everything to the gateway of the network."""
    yield instance(
        call,
        _TABLE,
        {
            "name": given(call, "custom_name") or made_up(call, "the route table"),
            "location": given(call, "location"),
            "resource_group_name": given(call, "resource_group_name"),
            "bgp_route_propagation_enabled": given(call, "bgp_route_propagation_enabled"),
            "disable_bgp_route_propagation": given(call, "disable_bgp_route_propagation"),
        },
    )
    forced = enabled(given(call, "force_tunneling_enabled", "enable_force_tunneling"))
    if forced is not False:
        yield instance(
            call,
            "azurerm_route.force_internet_tunneling[0]",
            {
                "name": given_or(call, "InternetForceTunneling"),
                "resource_group_name": given(call, "resource_group_name"),
                "route_table_name": Reference(reference(call, _TABLE).target, "name", call.at),
                "address_prefix": given_or(call, "0.0.0.0/0"),
                "next_hop_type": given_or(call, "VirtualNetworkGateway"),
            },
            conditional=forced if isinstance(forced, Unknown) else None,
        )


def route_table_output(call: ModuleCall, name: str) -> Node | None:
    """An output of claranet/route-table."""
    return _of(call, name, _TABLE, ("route_table_id",), ("route_table_name",))


def _of(
    call: ModuleCall, name: str, resource: str, ids: tuple[str, ...], names: tuple[str, ...]
) -> Node | None:
    """An output that is a resource's id or name, by version 8's word or an older one."""
    if name in ("id", *ids):
        return reference(call, resource)
    if name in ("name", *names):
        return Reference(reference(call, resource).target, "name", call.at)
    return None


def _delegations(node: Node | None) -> Node | None:
    """A map from a name to a list of services, each ``{name, actions}``, as azurerm's blocks."""
    if not isinstance(node, Value) or not isinstance(node.data, Mapping):
        return node
    blocks: list[Node] = []
    for services in node.data.values():
        if not isinstance(services, Value):
            return Unknown("the delegations are not known", node.at)
        for one in items(services):
            called = members(one).get("name") or Unknown("the service is not written", one.at)
            service = Value((Value({"name": called}, one.at),), one.at)
            blocks.append(Value({"name": called, "service_delegation": service}, one.at))
    return Value(tuple(blocks), node.at)
