"""What azapi_update_resource sets, in the resource that it means (azapi documentation, ``r/azapi_update_resource``: the body
is merged into the resource with that ``resource_id``, or ``name`` and ``parent_id``)."""

from __future__ import annotations

from typing import Any

import pytest

from natpin.formats.terraform.providers.updates import with_updates
from natpin.model import resource as arm
from natpin.model.resource import Link, Resource
from natpin.model.value import Node, Reference, Unknown, Value, of

from .instances import AT, shown

NET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/natGateways/"
LOST = Unknown("var.x", AT)


def gateway(name: Any, address: str = "", **properties: Any) -> Resource:
    named = of(name, AT)
    found: dict[str, Node] = {key: of(data, AT) for key, data in properties.items()}
    return Resource(address or f"nat.{name}", arm.NAT_GATEWAY, named, found, AT)


def update(source: Node, property_: str, data: Any, conditional: Unknown | None = None) -> Link:
    return Link("azapi_update_resource.u", arm.NAT_GATEWAY, source, property_, of(data, AT), AT, conditional)


A, B = gateway("a", idleTimeoutInMinutes=4), gateway("b", idleTimeoutInMinutes=4)
MAY = "? azapi_update_resource.u may set it"
ROWS: list[tuple[str, Node, Unknown | None, object, object, bool]] = [
    # what is asked, what the update names, whether it runs, the timeouts of a and b, and whether it is a link still
    ("a reference", Reference("nat.a", "id", AT), None, 9, 4, False),
    ("a reference to what is not here", Reference("nat.c", "id", AT), None, 4, 4, True),
    ("an id", Value(f"{NET}a", AT), None, 9, 4, False),
    ("an id of what is not here", Value(f"{NET}c", AT), None, 4, 4, True),
    ("an id that is known by its name", Unknown("…", AT, None, (None, f"{NET}a")), None, 9, 4, False),
    ("an id whose name is another", Unknown("…", AT, None, (None, f"{NET}c")), None, 4, 4, True),
    ("an id that is not known", LOST, None, MAY, MAY, False),
    ("an id whose name is not known", Unknown("…", AT, None, (NET, None)), None, MAY, MAY, False),
    ("an update that may not run", Value(f"{NET}a", AT), LOST, "? var.x", 4, False),
    ("a text that is not an id", Value("a", AT), None, 4, 4, True),
]


@pytest.mark.parametrize(
    ("source", "conditional", "a", "b", "link"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS]
)
def test_what_an_update_sets(
    source: Node, conditional: Unknown | None, a: object, b: object, link: bool
) -> None:
    found = list(with_updates([A, update(source, "idleTimeoutInMinutes", 9, conditional), B]))
    told = {
        item.address: shown(item.get("idleTimeoutInMinutes")) for item in found if isinstance(item, Resource)
    }
    assert told == {"nat.a": a, "nat.b": b}
    assert any(isinstance(item, Link) for item in found) is link


PATHS: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    # what is there, the path that is set to 9, and what is there then
    ({}, "idleTimeoutInMinutes", {"idleTimeoutInMinutes": 9}),
    ({"IDLETIMEOUTINMINUTES": 4}, "idleTimeoutInMinutes", {"IDLETIMEOUTINMINUTES": 9}),
    ({"sku": {"tier": "x"}}, "sku.name", {"sku": {"tier": "x", "name": 9}}),
    ({}, "sku.name", {"sku": {"name": 9}}),
    ({"sku": None}, "sku.name", {"sku": {"name": 9}}),
    ({"sku": LOST}, "sku.name", {"sku": "? var.x"}),
]


@pytest.mark.parametrize(("there", "path", "then"), PATHS)
def test_where_an_update_sets_it(there: dict[str, Any], path: str, then: dict[str, Any]) -> None:
    (found,) = with_updates([gateway("a", **there), update(Reference("nat.a", "id", AT), path, 9)])
    assert isinstance(found, Resource)
    assert {name: shown(node) for name, node in found.properties.items()} == then


@pytest.mark.parametrize("attached", ["natGateway", "routeTable", "publicIpAddresses[]"])
def test_an_attachment_stays_a_link(attached: str) -> None:
    link = update(Reference("nat.a", "id", AT), attached, "x")
    assert list(with_updates([A, link])) == [A, link]
