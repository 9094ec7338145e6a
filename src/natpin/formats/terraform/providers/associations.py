"""The resources of azurerm that attach one thing to another.

Sources: azurerm documentation, ``r/nat_gateway_public_ip_association``, ``r/nat_gateway_public_ip_prefix_association``,
``r/subnet_nat_gateway_association``, ``r/subnet_route_table_association`` (5.2.0).
"""

from __future__ import annotations

from collections.abc import Mapping

from natpin.model import resource as arm
from natpin.model.record import record


@record
class Association:
    """A resource that attaches one thing to another."""

    source_type: str
    """Whose property it sets."""
    source: str
    """The argument that names that."""
    path: str
    """The property."""
    target: str
    """The argument that names what is attached."""


ASSOCIATIONS: Mapping[str, Association] = {
    "azurerm_subnet_nat_gateway_association": Association(
        arm.SUBNET, "subnet_id", "natGateway", "nat_gateway_id"
    ),
    "azurerm_nat_gateway_public_ip_prefix_association": Association(
        arm.NAT_GATEWAY, "nat_gateway_id", "publicIpPrefixes[]", "public_ip_prefix_id"
    ),
    "azurerm_nat_gateway_public_ip_association": Association(
        arm.NAT_GATEWAY, "nat_gateway_id", "publicIpAddresses[]", "public_ip_address_id"
    ),
    "azurerm_subnet_route_table_association": Association(
        arm.SUBNET, "subnet_id", "routeTable", "route_table_id"
    ),
}
