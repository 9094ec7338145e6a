"""What azapi_update_resource changes of a resource, put into that resource.

Attachments (a NAT gateway, a route table, an IP) stay links, as associations are; any other property is set where the
resource is declared or looked up, so that whoever asks the resource gets what will hold. An update of something
that is not here stays a link; one of something that cannot be told apart makes the property unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from natpin.model.arm_id import parse
from natpin.model.part import Part
from natpin.model.record import replace
from natpin.model.resource import Link, Resource, same_type
from natpin.model.value import Node, PropertyPath, Reference, Unknown, Value, symbol

_ATTACHMENTS = frozenset({"natGateway", "routeTable"})


def with_updates(
    items: Iterable[Part],
) -> Iterator[Part]:
    """The same items, updates of plain properties merged into the resources they mean."""
    found = list(items)
    resources = {item.address: item for item in found if isinstance(item, Resource)}
    merged: set[int] = set()
    for position, item in enumerate(found):
        if isinstance(item, Link) and item.property not in _ATTACHMENTS and not item.property.endswith("[]"):
            names = PropertyPath.parse(item.property).names
            meant, certain = _meant(item, resources)
            cause = item.conditional
            if not certain:
                cause = cause or Unknown(f"{item.address} may set it", item.at, "terraform show -json")
            for target in meant:
                node = item.target if cause is None else Unknown(cause.reason, item.at, cause.settle_by)
                changed = replace(target, properties=_members(target.properties, names, node))
                resources[target.address] = changed
            if meant:
                merged.add(position)
    for position, item in enumerate(found):
        if position not in merged:
            yield resources[item.address] if isinstance(item, Resource) else item


def _meant(link: Link, resources: Mapping[str, Resource]) -> tuple[list[Resource], bool]:
    """The resources that an update can mean, and whether that is certain: all of its type when nothing tells."""
    if isinstance(link.source, Reference):
        target = resources.get(link.source.target)
        return [target] if target is not None and same_type(target.type, link.source_type) else [], True
    identifier = parse(link.source)
    name = symbol(identifier.names[-1]) if identifier is not None else None
    declared = [
        resource
        for resource in resources.values()
        if same_type(resource.type, link.source_type) and not resource.external
    ]
    exact = [resource for resource in declared if name is not None and symbol(resource.name) == name]
    if len(exact) == 1:
        return exact, True
    known = isinstance(link.source, Value) or (name is not None and "{" not in name)
    return exact if known else declared, False


def _members(members: Mapping[str, Node], names: tuple[str, ...], node: Node) -> dict[str, Node]:
    """Members with the one at a path set; names compare as ARM compares them."""
    first, *rest = names
    key = next((name for name in members if name.lower() == first.lower()), first)
    found = dict(members)
    if not rest:
        found[key] = node
        return found
    inner = members.get(key)
    match inner:
        case Value(data=Mapping() as nested):
            found[key] = Value(_members(nested, tuple(rest), node), inner.at, inner.origin)
        case None | Value():
            found[key] = Value(_members({}, tuple(rest), node), node.at)
        case _:
            found[key] = inner  # it may be anything, this property included
    return found
