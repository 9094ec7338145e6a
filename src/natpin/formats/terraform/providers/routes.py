"""azurerm_route_table with its inline routes, azurerm_route, azurerm_subnet_route_table_association.

Sources: azurerm documentation, ``r/route_table``, ``r/route``, ``r/subnet_route_table_association`` (5.2.0); 4.0
upgrade guide: ``disable_bgp_route_propagation`` gave way to ``bgp_route_propagation_enabled``, its opposite.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.terraform.providers.arguments import Blocks, Table, To, translate
from natpin.formats.terraform.providers.conversions import boolean, inverted, string
from natpin.formats.terraform.providers.declared import Names, resource
from natpin.formats.terraform.providers.references import Lookup
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.resource import Resource

ROUTE: Table = {
    "address_prefix": To("addressPrefix", string),
    "next_hop_type": To("nextHopType", string),
    "next_hop_in_ip_address": To("nextHopIpAddress", string),
}

TABLE: Table = {
    "location": To("location", string),
    "tags": To("tags"),
    "bgp_route_propagation_enabled": To("disableBgpRoutePropagation", inverted),
    "disable_bgp_route_propagation": To("disableBgpRoutePropagation", boolean),
    "route": Blocks("routes", {"name": To("name", string), **ROUTE}),
}


def route_table(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_route_table."""
    properties = translate(instance.attributes, TABLE, instance.at)
    yield resource(instance, lookup, arm.ROUTE_TABLE, properties, TABLE)


def route(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_route, which names its table."""
    properties = translate(instance.attributes, ROUTE, instance.at)
    names = Names(instance.attributes.get("route_table_name"), instance.attributes.get("resource_group_name"))
    yield resource(instance, lookup, arm.ROUTE, properties, ROUTE, names)
