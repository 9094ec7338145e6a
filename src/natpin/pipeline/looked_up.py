"""A resource that a root names by its id alone, as if it were looked up there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.model.arm_id import parse
from natpin.model.part import Part
from natpin.model.resource import Link, Resource, same_type
from natpin.model.value import Node, Reference, Unknown, Value


def named_by(link: Link, parts: Sequence[Part]) -> Resource | None:
    """What a separate declaration sets a property of by an id (``azapi_update_resource``), with that property. By an id that
    nobody knows it is something of another root, unless its own has such things. None where it names a resource of its own
    root, or sets an element of a list."""
    if isinstance(link.source, Reference) or link.property.endswith("[]"):
        return None
    identifier = parse(link.source)
    why = Unknown(f"what {link.address} is about", link.at)
    above, *below = link.property.split(".")
    properties = {above: _inside(below, link.target)}
    if identifier is None:
        own = any(
            isinstance(p, Resource) and same_type(p.type, link.source_type) and not p.external for p in parts
        )
        parent = why if link.source_type.count("/") > 1 else None
        return None if own else _looked_up(link, why, properties, parent, why, why)
    names = identifier.names
    return _looked_up(
        link,
        names[-1] or why,
        properties,
        names[-2] if len(names) > 1 else None,
        identifier.resource_group or why,
        identifier.subscription,
    )


def _looked_up(
    link: Link,
    name: Node,
    properties: Mapping[str, Node],
    parent: Node | None,
    group: Node,
    subscription: Node | None,
) -> Resource:
    return Resource(
        link.address,
        link.source_type,
        name,
        properties,
        link.at,
        parent,
        group,
        subscription=subscription,
        external=True,
    )


def _inside(path: Sequence[str], node: Node) -> Node:
    """A node below the objects of a path."""
    for name in reversed(path):
        node = Value({name: node}, node.at)
    return node
