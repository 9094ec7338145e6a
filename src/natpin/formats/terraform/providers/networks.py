"""azurerm_virtual_network with its inline subnets, azurerm_subnet.

Sources: azurerm documentation, ``r/virtual_network``, ``r/subnet`` (5.2.0); 5.0 upgrade guide (``service_endpoints``
became the ``service_endpoint`` block). The provider sends ``default_outbound_access_enabled``'s default, true.
An inline subnet has no argument for a NAT gateway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.arguments import Block, Blocks, Table, To, translate, writes
from natpin.formats.terraform.providers.conversions import boolean, identified, string, strings
from natpin.formats.terraform.providers.declared import Names, default, resource, with_defaults
from natpin.formats.terraform.providers.references import Lookup
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.resource import Resource
from natpin.model.value import NULL, Node, Value, text


@writes("[].service")
def _services(node: Node) -> Node | None:
    """v4's list of service names; v5 has a block for each."""
    if isinstance(node, Value) and isinstance(node.data, tuple):
        return Value(
            tuple(Value({"service": service}, service.at) for service in node.data), node.at, node.origin
        )
    return node


SUBNET: Table = {
    "address_prefixes": To("addressPrefixes", strings),
    "address_prefix": To("addressPrefixes", strings),
    "default_outbound_access_enabled": To("defaultOutboundAccess", boolean),
    "service_endpoint": Blocks("serviceEndpoints", {"service": To("service", string)}),
    "service_endpoints": To("serviceEndpoints", _services),
    "delegation": Blocks(
        "delegations",
        {
            "name": To("name", string),
            "service_delegation": Block("properties", {"name": To("serviceName", string)}),
        },
    ),
    "route_table_id": To("routeTable", identified),
    "route_table_id_wo": To("routeTable", identified),
    "nat_gateway_id": To("natGateway", identified),
}

INLINE: Table = {"name": To("name", string), **SUBNET}

NETWORK: Table = {
    "location": To("location", string),
    "tags": To("tags"),
    "address_space": To("addressSpace.addressPrefixes", strings),
    "subnet": Blocks("subnets", INLINE),
}


def virtual_network(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_virtual_network."""
    properties = translate(instance.attributes, NETWORK, instance.at)
    subnets = properties.get("subnets")
    if isinstance(subnets, Value) and isinstance(subnets.data, tuple):
        if subnets.data:
            completed = tuple(_with_outbound(instance, subnet) for subnet in subnets.data)
            properties["subnets"] = Value(completed, subnets.at, subnets.origin)
        else:
            del properties["subnets"]  # a dynamic block over nothing writes nothing
    yield resource(instance, lookup, arm.VIRTUAL_NETWORK, properties, NETWORK)


def subnet(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """azurerm_subnet, which names its virtual network."""
    properties = translate(instance.attributes, SUBNET, instance.at)
    with_defaults(instance, properties, defaultOutboundAccess=default(instance, True))
    if instance.data and text(instance.attributes.get("route_table_id")) == "":
        properties["routeTable"] = NULL  # read from Azure while planning: there is none
    names = Names(
        instance.attributes.get("virtual_network_name"), instance.attributes.get("resource_group_name")
    )
    yield resource(instance, lookup, arm.SUBNET, properties, SUBNET, names)


def _with_outbound(instance: Instance, subnet: Node) -> Node:
    if instance.data or not isinstance(subnet, Value) or not isinstance(subnet.data, Mapping):
        return subnet
    completed = {"defaultOutboundAccess": default(instance, True), **subnet.data}
    return Value(completed, subnet.at, subnet.origin)
