"""A resource that a root names by its id alone, as if it were looked up there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.model.arm_id import parse
from natpin.model.location import Location
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
    if identifier is None and any(
        isinstance(part, Resource) and same_type(part.type, link.source_type) and not part.external
        for part in parts
    ):
        return None
    names, group, subscription = (
        ((), None, why)
        if identifier is None
        else (identifier.names, identifier.resource_group, identifier.subscription)
    )
    return looked_up(link.address, link.source_type, link.at, why, names, group, subscription, properties)


def looked_up(
    address: str,
    type_: str,
    at: Location,
    why: Unknown,
    names: Sequence[Node | None],
    group: Node | None,
    subscription: Node | None,
    properties: Mapping[str, Node] | None = None,
) -> Resource:
    """A resource as if its root looked it up. ``names``: its own last, those above it before, each None, or not there, where
    nobody knows it; ``why`` says so then."""
    above = (names[-2] if len(names) > 1 else None) or why
    return Resource(
        address,
        type_,
        (names[-1] if names else None) or why,
        properties or {},
        at,
        above if type_.count("/") > 1 else None,
        group or why,
        subscription=subscription,
        external=True,
    )


def _inside(path: Sequence[str], node: Node) -> Node:
    """A node below the objects of a path."""
    for name in reversed(path):
        node = Value({name: node}, node.at)
    return node
