"""A resource that a root names by its id alone, as if it were looked up there."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.model.arm_id import parse
from natpin.model.resource import Link, Resource
from natpin.model.value import Node, Reference, Unknown, Value


def named_by(link: Link) -> Resource | None:
    """What a separate declaration sets a property of by an id (``azapi_update_resource``), with that property; None where it
    names a resource of its own root, an id that is not known, or an element of a list."""
    identifier = None if isinstance(link.source, Reference) else parse(link.source)
    if identifier is None or link.property.endswith("[]"):
        return None
    why = Unknown(f"what {link.address} is about", link.at)
    names = identifier.names
    parent = names[-2] if len(names) > 1 else None
    above, *below = link.property.split(".")
    return Resource(
        link.address,
        link.source_type,
        names[-1] or why,
        {above: _inside(below, link.target)},
        link.at,
        parent,
        identifier.resource_group or why,
        subscription=identifier.subscription,
        external=True,
    )


def _inside(path: Sequence[str], node: Node) -> Node:
    """A node below the objects of a path."""
    for name in reversed(path):
        node = Value({name: node}, node.at)
    return node
