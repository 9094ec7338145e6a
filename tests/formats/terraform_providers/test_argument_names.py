"""Every argument that a translation table names is one of azurerm's: of 5.2.0, or of a version before it.

Source: the provider's documentation, as ``tests/specs/azurerm`` lists it, and its upgrade guides for what is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from natpin.formats.terraform.providers import (
    addresses,
    clusters,
    gateways,
    groups,
    networks,
    pools,
    propagation,
    routes,
)
from natpin.formats.terraform.providers.arguments import Table, To
from natpin.formats.terraform.providers.references import (
    ARM_TYPES,
)

LISTED = Path(__file__).parent.parent.parent / "specs" / "azurerm" / "arguments-5.2.0.txt"

TABLES: dict[str, Table] = {
    "azurerm_resource_group": groups.GROUP,
    "azurerm_management_lock": groups.LOCK,
    "azurerm_firewall": groups._FIREWALL,
    "azurerm_public_ip": addresses.ADDRESS,
    "azurerm_public_ip_prefix": addresses.PREFIX,
    "azurerm_nat_gateway": gateways.GATEWAY,
    "azurerm_virtual_network": networks.NETWORK,
    "azurerm_subnet": networks.SUBNET,
    "azurerm_route_table": routes.TABLE,
    "azurerm_route": routes.ROUTE,
    "azurerm_kubernetes_cluster": {**clusters.CLUSTER, **clusters._PATHS},
    "azurerm_kubernetes_automatic_cluster": clusters.AUTOMATIC,
    "azurerm_kubernetes_cluster_node_pool": pools.OWN,
    **{name: propagation.TABLES[type_] for name, type_ in propagation.TYPES.items()},
}

FORMERLY: dict[str, str] = {
    # resource, block and argument, and what says that it was there
    "azurerm_public_ip availability_zone": "3.0 upgrade guide: zones",
    "azurerm_public_ip_prefix availability_zone": "3.0 upgrade guide: zones",
    "azurerm_nat_gateway public_ip_address_ids": "3.0 upgrade guide: removed for its association",
    "azurerm_nat_gateway public_ip_prefix_ids": "3.0 upgrade guide: removed for its association",
    "azurerm_subnet address_prefix": "3.0 upgrade guide: address_prefixes",
    "azurerm_subnet service_endpoints": "5.0 upgrade guide: the block service_endpoint",
    "azurerm_virtual_network subnet.address_prefix": "4.0 upgrade guide: address_prefixes",
    "azurerm_virtual_network subnet.service_endpoints": "5.0 upgrade guide: the block service_endpoint",
    "azurerm_route_table disable_bgp_route_propagation": "4.0 upgrade guide: bgp_route_propagation_enabled",
    "azurerm_kubernetes_cluster api_server_authorized_ip_ranges": "4.0 upgrade guide: its block",
    "azurerm_kubernetes_cluster private_link_enabled": "3.0 upgrade guide: private_cluster_enabled",
    "azurerm_kubernetes_cluster addon_profile.aci_connector_linux.enabled": "3.0 upgrade guide: aci_connector_linux",
    "azurerm_kubernetes_cluster network_profile.ebpf_data_plane": "4.0 upgrade guide: network_data_plane",
    "azurerm_kubernetes_cluster api_server_access_profile.vnet_integration_enabled": "4.0 upgrade guide",
    "azurerm_kubernetes_cluster default_node_pool.enable_auto_scaling": "4.0 upgrade guide: auto_scaling_enabled",
    "azurerm_kubernetes_cluster default_node_pool.enable_node_public_ip": "4.0 upgrade guide",
    "azurerm_kubernetes_cluster default_node_pool.availability_zones": "3.0 upgrade guide: zones",
    "azurerm_kubernetes_cluster_node_pool enable_auto_scaling": "4.0 upgrade guide: auto_scaling_enabled",
    "azurerm_kubernetes_cluster_node_pool enable_node_public_ip": "4.0 upgrade guide: node_public_ip_enabled",
    "azurerm_kubernetes_cluster_node_pool availability_zones": "3.0 upgrade guide: zones",
    "azurerm_virtual_network_gateway enable_bgp": "5.0 upgrade guide: bgp_enabled",
    "azurerm_virtual_network_gateway_connection enable_bgp": "5.0 upgrade guide: bgp_enabled",
}
"""Arguments of older versions."""

HANDED_OVER = {
    "azurerm_subnet nat_gateway_id": "no argument: modules/networks.py hands a subnet's gateway over under this name",
    "azurerm_subnet route_table_id": "an attribute of the data source; likewise",
    "azurerm_virtual_network subnet.nat_gateway_id": "the table of azurerm_subnet",
    "azurerm_virtual_network subnet.route_table_id_wo": "the table of azurerm_subnet",
}
"""What a table takes that no resource has as an argument."""

LIKE = {"azurerm_kubernetes_cluster.default_node_pool": "azurerm_kubernetes_cluster_node_pool"}
"""Blocks that share the table of a resource, and its data source's names."""


def documented() -> dict[str, set[str]]:
    """Names by resource and block; of a block, wherever it stands. Attributes are with arguments: plans write them."""
    found: dict[str, set[str]] = {}
    for line in LISTED.read_text().splitlines():
        if not line.startswith("#"):
            where, _, names = line.partition(": ")
            found.setdefault(where.replace("@", "").rstrip("."), set()).update(names.split())
    return found


DOCUMENTED = documented()


def of_block(where: str) -> set[str]:
    """The names in a block, whatever it stands in."""
    resource, _, block = where.partition(".")
    return DOCUMENTED.get(f"{resource}.{block.rpartition('.')[2]}".rstrip("."), set())


def arguments(table: Table, block: str = "") -> Iterator[tuple[str, str]]:
    """Each argument of a table with the block that it stands in."""
    for name, entry in table.items():
        if isinstance(entry, To):
            yield block, name
        else:
            yield block, name
            yield from arguments(entry.table, f"{block}.{name}".lstrip("."))


ROWS = [(resource, *row) for resource, table in TABLES.items() for row in arguments(table)]


@pytest.mark.parametrize(("resource", "block", "name"), ROWS, ids=[" ".join(row) for row in ROWS])
def test_an_argument_is_documented(resource: str, block: str, name: str) -> None:
    where = f"{resource}.{block}".rstrip(".")
    known = of_block(where)
    for shared, other in LIKE.items():
        if where.startswith(shared):
            known = known | of_block(where.replace(shared, other))
    spelled = f"{resource} {block}.{name}".replace(" .", " ")
    gone = any(each == spelled or each.startswith(f"{spelled}.") for each in FORMERLY)
    assert name in known or gone or spelled in HANDED_OVER
    assert not (name in known and spelled in {**FORMERLY, **HANDED_OVER})


def test_what_is_gone_is_in_a_table() -> None:
    there = {f"{resource} {block}.{name}".replace(" .", " ") for resource, block, name in ROWS}
    assert FORMERLY.keys() | HANDED_OVER.keys() <= there


def test_every_resource_has_its_documentation() -> None:
    assert ARM_TYPES.keys() <= DOCUMENTED.keys()
