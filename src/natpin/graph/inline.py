"""Subnets that are written inside a virtual network are subnets."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.location import NOWHERE, Location
from natpin.model.resource import SUBNET, Resource
from natpin.model.value import Node, Reference, Unknown, Value, items, members, text


def inline_subnets(network: Resource) -> Iterator[Resource]:
    """The subnets of a virtual network's own declaration."""
    for position, node in enumerate(items(network.get("subnets"))):
        body = members(node)
        if not body:
            continue
        name = body.get("name", Unknown("the subnet's name is not written", _place_of(node)))
        yield Resource(
            address=f"{network.address}/subnets/{text(name) or position}",
            type=SUBNET,
            name=name,
            properties=body,
            at=node.at,
            parent=Reference(network.address, "id", node.at),
            resource_group=network.resource_group,
            subscription=network.subscription,
            external=network.external,
            conditional=network.conditional,
            traits={**network.traits, "inline": Value(True, node.at)},
        )


def _place_of(node: Node | None) -> Location:
    return node.at if node is not None else NOWHERE
