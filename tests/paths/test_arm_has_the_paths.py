"""Every path that a translation table sets is one that ARM has, and holds what is put there.

The source is Microsoft's own types (``tests/builders/arm_types.py``), so a path that is mistyped in a table, or a
coercion that does not fit, is noticed here and not by a cluster that is judged without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from arm_types import known_types, what_stands

from natpin.formats.az.cli.kinds import KINDS
from natpin.formats.az.cli.tables import PROPERTIES
from natpin.formats.az.cli.tables import To as Flagged
from natpin.formats.az.cli.values import INSIDE as INSIDE_SHAPES
from natpin.formats.az.cli.values import Shape
from natpin.formats.az.powershell.parameters import TABLES as PARAMETERS
from natpin.formats.terraform.providers import (
    addresses,
    clusters,
    conversions,
    gateways,
    groups,
    networks,
    pools,
    propagation,
    routes,
)
from natpin.formats.terraform.providers.arguments import INSIDE, Block, Convert, Table, To, as_is
from natpin.formats.terraform.providers.modules import managed_cluster
from natpin.model import resource as arm
from natpin.model.read_paths import READ

NO_PROPERTIES = {arm.RESOURCE_GROUP: {"location", "tags"}, arm.LOCK: {"level", "notes", "scope"}}
"""Types whose few members are told here: Azure Resource Manager, "Resource groups" and "Management locks" template
references. A lock's scope is not in its body: natpin has it there."""

_NAT = "networkProfile.natGatewayProfile"
SINCE_2026_06 = {
    f"{_NAT}.sku": "string",
    f"{_NAT}.managedOutboundIPProfile.countIPv6": "integer",
    f"{_NAT}.outboundIPs.publicIPs": "[]string",
    f"{_NAT}.outboundIPPrefixes.publicIPPrefixes": "[]string",
}
"""What a cluster has from API version 2026-06-01 on, one after the types here: azure-mgmt-containerservice 41.8.0,
``ManagedClusterNATGatewayProfile``. The ids are plain there; natpin has an object around each, as a load balancer has."""

SHAPES: Mapping[Shape, tuple[str, ...]] = {
    Shape.TEXT: ("string", "object"),  # an object for --custom-ip-prefix-name and --gateway-default-site
    Shape.INTEGER: ("integer",),
    Shape.SWITCH: ("boolean",),
    Shape.OFF: ("boolean",),
    Shape.ON: ("boolean",),
    Shape.ADD_ONS: ("boolean",),
    Shape.WORDS: ("[]string",),
    Shape.COMMAS: ("[]string",),
    Shape.PAIRS: ("{}string",),
    Shape.TAGGED: ("[]object",),
    Shape.SERVICES: ("[]object",),
    Shape.DELEGATIONS: ("[]object",),
    Shape.GATEWAY_NETWORK: ("[]object",),
    Shape.ID: ("object",),
    Shape.IDS: ("[]object",),
    Shape.PLAIN_ID: ("string",),
    Shape.UNFOLLOWED: ("string", "object", "[]string", "[]object"),
}
"""What a flag's words may become."""

CONVERSIONS: Mapping[Convert, str] = {
    conversions.number: "integer",
    conversions.boolean: "boolean",
    conversions.inverted: "boolean",
    conversions.string: "string",
    conversions.strings: "[]string",
    conversions.identified: "object",
    conversions.identified_each: "[]object",
    conversions.labels: "{}string",
    addresses.ip_tags: "[]object",
    addresses._availability_zone: "[]string",
    networks._services: "[]object",
    # nothing is converted: not asked
}

AZURERM: list[tuple[str, str, Table]] = [
    ("azurerm_resource_group", arm.RESOURCE_GROUP, groups.GROUP),
    ("azurerm_management_lock", arm.LOCK, groups.LOCK),
    ("azurerm_firewall", arm.FIREWALL, groups._FIREWALL),
    ("azurerm_public_ip", arm.PUBLIC_IP, addresses.ADDRESS),
    ("azurerm_public_ip_prefix", arm.PUBLIC_IP_PREFIX, addresses.PREFIX),
    ("azurerm_nat_gateway", arm.NAT_GATEWAY, gateways.GATEWAY),
    ("azurerm_virtual_network", arm.VIRTUAL_NETWORK, networks.NETWORK),
    ("azurerm_subnet", arm.SUBNET, networks.SUBNET),
    ("azurerm_route_table", arm.ROUTE_TABLE, routes.TABLE),
    ("azurerm_route", arm.ROUTE, routes.ROUTE),
    ("azurerm_kubernetes_cluster", arm.CLUSTER, clusters.CLUSTER),
    ("azurerm_kubernetes_automatic_cluster", arm.CLUSTER, clusters.AUTOMATIC),
    ("azurerm_kubernetes_cluster_node_pool", arm.AGENT_POOL, pools.POOL),
    ("avm-res-containerservice-managedcluster", arm.AGENT_POOL, managed_cluster._POOL),
    *((name, type_, propagation.TABLES[type_]) for name, type_ in propagation.TYPES.items()),
]


def test_every_table_is_asked() -> None:
    assert {type_ for _, type_, _ in AZURERM if type_ not in NO_PROPERTIES} <= known_types()
    assert set(propagation.TABLES) == set(propagation.TYPES.values())


def flags() -> Iterator[tuple[str, str, str, Flagged]]:
    for tables in (PROPERTIES, {**PARAMETERS, "pool": {**PARAMETERS["firstPool"], **PARAMETERS["pool"]}}):
        for kind, table in tables.items():
            for flag, to in table.items():
                if kind != "firstPool":
                    yield f"{kind} {flag}", KINDS[kind].type, kind, to


@pytest.mark.parametrize(
    ("type_", "kind", "to"), [row[1:] for row in flags()], ids=[row[0] for row in flags()]
)
def test_a_flag_sets_what_arm_has(type_: str, kind: str, to: Flagged) -> None:
    if type_ in NO_PROPERTIES:
        assert to.path in NO_PROPERTIES[type_]
        return
    if (later := SINCE_2026_06.get(to.path)) is not None:
        assert to.shape is Shape.IDS if later == "[]string" else later in SHAPES[to.shape]
        return
    assert what_stands(type_, to.path) in SHAPES[to.shape]
    for inside in INSIDE_SHAPES.get(to.shape, ()):
        assert what_stands(type_, to.path + inside) is not None


def leaves(table: Table, path: str = "") -> Iterator[tuple[str, str, To]]:
    for name, entry in table.items():
        match entry:
            case To():
                yield name, path + entry.path, entry
            case Block():
                for inner, *more in leaves(entry.table, f"{path}{entry.path}." if entry.path else path):
                    yield f"{name}.{inner}", *more  # type: ignore[misc]
            case _:
                for inner, *more in leaves(entry.table, f"{path}{entry.path}[]."):
                    yield f"{name}.{inner}", *more  # type: ignore[misc]


ARGUMENTS = [
    pytest.param(type_, path, to, id=f"{resource} {name}")
    for resource, type_, table in AZURERM
    for name, path, to in leaves(table)
]


@pytest.mark.parametrize(("type_", "path", "to"), ARGUMENTS)
def test_an_argument_sets_what_arm_has(type_: str, path: str, to: To) -> None:
    if type_ in NO_PROPERTIES:
        assert path in NO_PROPERTIES[type_]
        return
    found = what_stands(type_, path)
    assert found is not None
    if to.convert is not as_is:
        assert found == CONVERSIONS[to.convert]
    for inside in INSIDE.get(to.convert, ()):
        assert what_stands(type_, path + inside) is not None


@pytest.mark.parametrize(
    ("type_", "path"), sorted((type_, path) for type_ in READ.keys() - NO_PROPERTIES for path in READ[type_])
)
def test_what_is_read_is_what_arm_has(type_: str, path: str) -> None:
    if path == "addonProfiles.aciConnectorLinux.config.subnetName":
        path = "addonProfiles.aciConnectorLinux.config.SubnetName"  # members of ``config`` have any name
    assert what_stands(type_, path) is not None or path in SINCE_2026_06
