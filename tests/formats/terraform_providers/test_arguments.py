"""Each argument of azurerm in ARM's words, what the provider sends by itself, and which resource a resource is."""

from __future__ import annotations

from typing import Any

import pytest

from natpin.formats.terraform.providers import TRANSLATED
from natpin.formats.terraform.providers.references import ARM_TYPES
from natpin.model.resource import Resource
from natpin.model.value import Kind, Reference, Unknown, Value, items

from .instances import AT, instance, only, shown
from .table_of_arguments import ANCESTORS, ARGUMENTS, DEFAULTS
from .test_argument_names import ROWS as NAMES
from .test_argument_names import TABLES

ROWS = [(resource, *row) for resource, rows in ARGUMENTS.items() for row in rows]


def declared(resource: str, argument: str, written: Any) -> Resource:
    """A resource with one argument, in the blocks that it stands in."""
    *blocks, name = argument.split(".")
    value: Any = written
    for each in (name, *reversed(blocks)):
        value = {each: value} if each == name and value is written else {each: [value]}
    return only(instance(f"{resource}.x", {"name": "x", **value}))


@pytest.mark.parametrize(
    ("resource", "argument", "written", "path", "expected"),
    ROWS,
    ids=[f"{r[0]} {r[1]} {r[2]}"[:90] for r in ROWS],
)
def test_argument(resource: str, argument: str, written: Any, path: str, expected: Any) -> None:
    assert shown(declared(resource, argument, written).get(path)) == expected


def test_every_argument_is_asked() -> None:
    asked = {(resource, argument) for resource, argument, *_ in ROWS}
    blocks = {(resource, argument.rpartition(".")[0]) for resource, argument in asked}
    blocks |= {(resource, block.rpartition(".")[0]) for resource, block in blocks}
    there = {(resource, f"{block}.{name}".lstrip(".")) for resource, block, name in NAMES}
    assert there - asked - blocks == set()


@pytest.mark.parametrize(("resource", "path", "expected"), DEFAULTS)
def test_default(resource: str, path: str, expected: Any) -> None:
    found = only(instance(f"{resource}.x", {"name": "x"})).get(path)
    assert shown(found) == expected
    if isinstance(found, Value):
        assert found.origin.kind is Kind.DEFAULT
    else:
        assert found is None


@pytest.mark.parametrize("resource", sorted(TABLES))
def test_a_data_source_has_no_defaults(resource: str) -> None:
    found = only(instance(f"data.{resource}.x", {"name": "x"}))
    assert dict(found.properties) == {}


@pytest.mark.parametrize("resource", sorted(TABLES))
def test_a_resource_is_of_its_type(resource: str) -> None:
    found = only(instance(f"{resource}.x", {"name": "x"}))
    assert (found.type, found.label) == (ARM_TYPES[resource], "x")


def test_every_resource_is_asked() -> None:
    made = {name for name in TRANSLATED if name.startswith("azurerm_") and not name.endswith("_association")}
    assert made - ARGUMENTS.keys() == set()


@pytest.mark.parametrize(("resource", "named", "parent"), ANCESTORS)
def test_parent(resource: str, named: dict[str, Any], parent: Any) -> None:
    found = only(instance(f"{resource}.x", {"name": "x", "resource_group_name": "rg", **named}))
    assert shown(found.parent) == parent


PRIVATE = [
    # the blocks of an automatic cluster, and whether its API server is private beside what else is said of it
    (
        {"private_cluster": [{}], "api_server_access": [{"authorized_ip_ranges": ["1.2.3.4"]}]},
        True,
        ["1.2.3.4"],
    ),
    ({"private_cluster": Unknown("var.x", AT)}, "? var.x", None),
    ({"private_cluster": [{}], "api_server_access": Unknown("var.y", AT)}, True, "? var.y"),
    ({"api_server_access": [{"authorized_ip_ranges": ["1.2.3.4"]}]}, None, ["1.2.3.4"]),
    ({"private_cluster": None}, None, None),
]


@pytest.mark.parametrize(("blocks", "private", "ranges"), PRIVATE)
def test_an_automatic_cluster_is_private_by_its_block(
    blocks: dict[str, Any], private: Any, ranges: Any
) -> None:
    found = only(instance("azurerm_kubernetes_automatic_cluster.x", {"name": "x", **blocks}))
    assert shown(found.get("apiServerAccessProfile.enablePrivateCluster")) == private
    assert shown(found.get("apiServerAccessProfile.authorizedIPRanges")) == ranges


def test_what_is_certain_of_a_list_is_put_into_arm_s_shape() -> None:
    certain = Value((Reference("azurerm_public_ip.a", "id", AT),), AT)
    ids = Unknown("var.more has no default", AT, sure=certain)
    balancer = {"outbound_ip_address_ids": ids}
    aks = {
        "name": "aks",
        "network_profile": [{"network_plugin": "azure", "load_balancer_profile": [balancer]}],
    }
    found = only(instance("azurerm_kubernetes_cluster.aks", aks))
    node = found.get("networkProfile.loadBalancerProfile.outboundIPs.publicIPs")
    assert isinstance(node, Value)
    first, rest = items(node)
    assert shown(first) == {"id": "→ azurerm_public_ip.a.id"}
    assert isinstance(rest, Unknown)
    assert (rest.reason, rest.others) == ("var.more has no default", True)
