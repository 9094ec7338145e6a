"""What facts are made of: derived values, properties with what Azure takes where nothing is written, names and places."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.facts.lists import first_unknown
from natpin.graph import Graph
from natpin.model.arm_id import parse
from natpin.model.asking import called, object_of
from natpin.model.azure_defaults import azure_default
from natpin.model.later import Later, Ways
from natpin.model.location import NOWHERE, Location
from natpin.model.resource import (
    RESOURCE_GROUP,
    Resource,
)
from natpin.model.several import Truth
from natpin.model.value import (
    COMPUTED,
    Node,
    Reference,
    Unknown,
    Value,
    default_of,
    is_absent,
    symbol,
)

ARM = default_of("ARM API")
"""Service defaults, as the ARM API fills them in."""


def known(data: bool | int | str | tuple[Node, ...], at: Location) -> Value:
    """A fact natpin derived."""
    return Value(data, at, COMPUTED)


def fact_object(fields: Mapping[str, Node | None], at: Location) -> Value:
    """An object of the fields that are there."""
    return Value({name: node for name, node in fields.items() if node is not None}, at, COMPUTED)


def facts_later(ways: Ways, of: object, at: Location, base: Value | None = None) -> Value:
    """An object of facts, each worked out of ``of`` when a policy asks for it; beside them those of ``base``."""
    return Value(Later(ways, of) if base is None else Later(ways, of, object_of(base)), at, COMPUTED)


def written_or_default(resource: Resource, path: str, type_: str) -> Node:
    """A property, or what the ARM API takes for one of ``type_`` where it is absent."""
    written = resource.get(path)
    if written is not None and not is_absent(written):
        return written
    data = azure_default(type_, path)
    elements = tuple(map(Value, data)) if isinstance(data, tuple) else data
    return Value(elements, resource.at, ARM)


def optional(resource: Resource, path: str) -> Node | None:
    """A property; None when absent or written as null."""
    found = resource.get(path)
    return None if is_absent(found) else found


def group_name(graph: Graph, resource: Resource) -> Node | None:
    """The name of the resource group, through a reference to it if need be."""
    node = graph.group_of(resource)
    if isinstance(node, Reference):
        target = graph.get(node.target)
        return target.name if target else Unknown(f"{node.target} is not declared in this stack", node.at)
    return node


def location_of(graph: Graph, resource: Resource) -> Node | None:
    """The region, normalised as ARM does (``West Europe`` is ``westeurope``)."""
    found = optional(resource, "location")
    if isinstance(found, Reference):
        group = graph.follow(resource.resource_group, RESOURCE_GROUP)
        found = (
            group.get("location")
            if isinstance(group, Resource)
            else Unknown("the region is that of a resource that is not known", found.at)
        )
    region = called(found)
    if region is not None and found is not None:
        return Value(region.replace(" ", "").lower(), found.at, COMPUTED)
    return found


def subscription_of(resource: Resource) -> Node | None:
    """The subscription, where an id or the source tells it."""
    if resource.subscription is not None:
        return resource.subscription
    identifier = parse(resource.properties.get("id"))
    return identifier.subscription if identifier else None


def same_name(left: Node | None, right: Node | None) -> Truth:
    """Whether two names are one: known texts compare, equal symbols are equal, anything else nobody knows."""
    one, other = symbol(left), symbol(right)
    if one is not None and one == other:
        return True
    unknown = first_unknown((left, right))
    if unknown is not None:
        return unknown
    if one is None or other is None:
        return False
    return Unknown("names that are known only once they exist", NOWHERE) if "{" in one + other else False
