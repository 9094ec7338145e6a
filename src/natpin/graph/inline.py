"""Subnets that are written inside a virtual network are subnets."""

from __future__ import annotations

from natpin.model.asking import called, elements_of, object_of
from natpin.model.resource import SUBNET, Resource
from natpin.model.value import IF_THERE, Node, Reference, Unknown, Value, dig

WRITTEN = "written"
"""The trait of an inline subnet that holds what its network writes, where another declaration leaves something else."""


def inline_subnets(network: Resource) -> tuple[list[Resource], Unknown | None]:
    """The subnets of a virtual network's own declaration, and why there may be others: an unknown list, or element.

    Of a network that is only looked up, only what is written here is asked.
    """
    node = network.properties.get("subnets") if network.external else network.get("subnets")
    written = elements_of(node)
    unclear = next((each for each in written.every if isinstance(each, Unknown)), written.rest)
    listed = node.data if isinstance(node, Value) and isinstance(node.data, tuple) else ()
    before = network.traits.get("writtenSubnets")
    return [
        _subnet(network, each, position, dig(before, str(position)))
        for position, each in enumerate(listed)
        if object_of(each)
    ], unclear


def _subnet(network: Resource, node: Node, position: int, before: Node | None) -> Resource:
    body = dict(object_of(node))
    why = body.pop(IF_THERE, None)
    name = body.get("name", Unknown("the subnet's name is not written", node.at))
    return Resource(
        address=f"{network.address}/subnets/{called(name) or position}",
        type=SUBNET,
        name=name,
        properties=body,
        at=node.at,
        parent=Reference(network.address, "id", node.at),
        resource_group=network.resource_group,
        subscription=network.subscription,
        external=network.external,
        conditional=network.conditional or (why if isinstance(why, Unknown) else None),
        traits={
            **network.traits,
            "inline": Value(True, node.at),
            **({WRITTEN: before} if before is not None else {}),
        },
        called_at=network.called_at,
    )
