"""Azure/avm-res-network-routetable/azurerm 0.1 to 0.5: a route table, its routes, and the subnets that it is attached to.

Source: the module's ``main.tf``, ``variables.tf`` and ``outputs.tf`` of each of these versions. 0.5 makes routes with azapi,
unless ``routes_legacy_mode`` is set; their names and destinations are the same either way.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers.modules.calls import (
    entries,
    given,
    guarded,
    if_unknown,
    instance,
    reference,
)
from natpin.languages.terraform.instance import Instance, ModuleCall
from natpin.model.value import Node, Reference, Unknown

_TABLE = "azurerm_route_table.this"


def route_table(call: ModuleCall) -> Iterator[Instance]:
    """avm-res-network-routetable."""
    shared = {name: given(call, name) for name in ("name", "location", "resource_group_name")}
    propagation = ("bgp_route_propagation_enabled", "disable_bgp_route_propagation")
    yield instance(call, _TABLE, {**shared, **{name: given(call, name) for name in propagation}})
    for key, arguments, element in entries(given(call, "routes")):
        members = ("name", "address_prefix", "next_hop_type", "next_hop_in_ip_address")
        yield instance(
            call,
            f'azurerm_route.this["{key or "?"}"]',
            {
                **{name: arguments.get(name) or if_unknown(element) for name in members},
                "resource_group_name": shared["resource_group_name"],
                "route_table_name": Reference(reference(call, _TABLE).target, "name", call.at),
            },
            conditional=element if isinstance(element, Unknown) else None,
        )
    for key, _, element in entries(given(call, "subnet_resource_ids")):
        yield instance(
            call,
            f'azurerm_subnet_route_table_association.this["{key or "?"}"]',
            {"route_table_id": reference(call, _TABLE), "subnet_id": element},
        )
    yield from guarded(call, _TABLE)


def route_table_output(call: ModuleCall, name: str) -> Node | None:
    """An output of avm-res-network-routetable."""
    match name:
        case "resource_id":
            return reference(call, _TABLE)
        case "name":
            return given(call, "name")
    return None
