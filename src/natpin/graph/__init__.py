"""Resources become nodes, references become edges.

``Index`` says what a node of a property tree stands for; ``Graph`` adds what separate declarations attach to a
resource, and its children.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import chain, islice
from typing import Any, TypeVar

from natpin.graph.index import Index
from natpin.model.arm_id import parse
from natpin.model.location import Location
from natpin.model.part import Part
from natpin.model.record import replace
from natpin.model.resource import (
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Link,
    Resource,
    SourceNote,
)
from natpin.model.value import Node, Reference, Unknown, Value, is_absent, items, members, text

T = TypeVar("T")

MOST_DOUBTS = 16
"""Links of unknown source that are told of one resource."""


class Graph(Index):
    """The resources of one stack, joined: an index with edges."""

    def __init__(
        self,
        resources: Iterable[Resource],
        links: Iterable[Link] = (),
        source_notes: Iterable[SourceNote] = (),
    ) -> None:
        super().__init__()
        self.source_notes = tuple(source_notes)
        for resource in resources:
            self.add(resource)
        for network in self.of_type(VIRTUAL_NETWORK):
            for subnet in _inline_subnets(network):
                self.add(subnet)
        self.worked_out: dict[tuple[object, int], tuple[Resource, Any]] = {}
        """What ``once`` remembers."""
        self._families: dict[str, dict[str, tuple[Resource, ...]]] = {}
        self._attached: dict[tuple[str, str], list[Link]] = defaultdict(list)
        self._adrift: dict[tuple[str, str], dict[str | None, list[tuple[Link, Unknown]]]] = {}
        """By what they may attach to: a type, a property, and a name, None for any."""
        for link in links:
            self._place(link)

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Graph:
        """A graph of what a reader yields; skipped inputs are for the report."""
        resources, links, source_notes = [], [], []
        for part in parts:
            match part:
                case Resource():
                    resources.append(part)
                case Link():
                    links.append(part)
                case SourceNote():
                    source_notes.append(part)
        return cls(resources, links, source_notes)

    def _place(self, link: Link) -> None:
        source = self.follow(link.source, link.source_type)
        if isinstance(source, Resource):
            self._attached[source.address, link.property].append(link)
        elif not isinstance(link.source, Reference):  # which names another resource, that is not here
            by_name = self._adrift.setdefault((link.source_type.lower(), link.property), {})
            by_name.setdefault(_name_in(link.source), []).append((link, source))

    def attachments(self, resource: Resource, name: str) -> tuple[Node, ...]:
        """Everything declarations attach as a single-valued property (``natGateway``, ``routeTable``).

        None at all when nothing does; an Unknown among them when something may.
        """
        found: list[Node] = []
        own = resource.get(name)
        if isinstance(own, Value) and isinstance(own.data, dict) and is_absent(own.data.get("id")):
            own = None
        if (
            own is not None
            and not is_absent(own)
            and not (isinstance(own, Unknown) and resource.external and self._linked(resource, name))
        ):
            found.append(own)
        return (*found, *self._linked(resource, name), *self._perhaps(resource, name))

    def elements(self, resource: Resource, name: str) -> tuple[Node, ...]:
        """The elements of a list property (``publicIpAddresses``), from wherever they are declared."""
        own = resource.get(name)
        inline = items(own) if isinstance(own, Value) else (() if own is None else (own,))
        linked = self._linked(resource, name + "[]")
        if isinstance(own, Unknown) and resource.external and linked:
            inline = ()
        return (
            *(item for item in inline if not is_absent(item)),
            *linked,
            *self._perhaps(resource, name + "[]"),
        )

    def _linked(self, resource: Resource, name: str) -> tuple[Node, ...]:
        return tuple(
            replace(link.conditional, at=link.at) if link.conditional else _certain(link)
            for link in self._attached.get((resource.address, name), ())
        )

    def _perhaps(self, resource: Resource, name: str) -> tuple[Unknown, ...]:
        """Links whose source could not be followed, and that may mean this resource: a few, for one more makes nothing
        more unknown."""
        by_name = self._adrift.get((resource.type.lower(), name))
        if by_name is None:
            return ()
        own = (text(resource.name) or "").lower()
        possible = (*by_name.get(None, ()), *by_name.get(own, ())) if own else chain(*by_name.values())
        return tuple(
            Unknown(f"{link.address} may attach to it: {cause.reason}", link.at, cause.settle_by)
            for link, cause in islice(possible, MOST_DOUBTS)
        )

    def links_to(self, resource: Resource, name: str) -> tuple[Link, ...]:
        """The separate declarations that set a property of a resource."""
        return tuple(self._attached.get((resource.address, name), ()))

    def children(self, resource: Resource, type_: str) -> tuple[Resource, ...]:
        """Declared children of a resource, ones declared twice once."""
        if type_ not in self._families:
            families: dict[str, list[Resource]] = defaultdict(list)
            for child in self.declared(type_):
                parent = self.parent(child)
                if isinstance(parent, Resource):
                    families[parent.address].append(child)
            self._families[type_] = {address: tuple(found) for address, found in families.items()}
        return self._families[type_].get(resource.address, ())

    def parent(self, resource: Resource) -> Resource | Unknown | None:
        """The parent of a child resource."""
        if resource.parent is None:
            return None
        return self.follow(resource.parent, resource.type.rsplit("/", 1)[0])


def once(compute: Callable[[Graph, Resource], T]) -> Callable[[Graph, Resource], T]:
    """A fact of a resource, worked out once for each graph: thousands of pools may share one subnet, and thousands of
    declarations attach to it."""

    @wraps(compute)
    def known(graph: Graph, resource: Resource) -> T:
        key = compute, id(resource)  # the resource is kept, so that no other has its id
        found = graph.worked_out.get(key)
        if found is None:
            found = graph.worked_out[key] = resource, compute(graph, resource)
        result: T = found[1]
        return result

    return known


_TARGETS = {
    "natGateway": NAT_GATEWAY,
    "routeTable": ROUTE_TABLE,
    "publicIpAddresses[]": PUBLIC_IP,
    "publicIpPrefixes[]": PUBLIC_IP_PREFIX,
}


def _name_in(source: Node) -> str | None:
    """The name, lower case, of what a source that cannot be followed means; None when that is unknown too."""
    identifier = parse(source)
    name = text(identifier.names[-1]) if identifier else text(source)
    return name.lower() if name is not None else None


def _certain(link: Link) -> Node:
    """The target of a link that certainly exists. Unknown *which* one it is, it is an id of which the name is unknown:
    no provider lets an association be made with nothing."""
    target, type_ = link.target, _TARGETS.get(link.property)
    if isinstance(target, Unknown) and not target.parts and type_:
        parts = ("/subscriptions/", None, "/resourceGroups/", None, f"/providers/{type_}/", target)
        return replace(target, parts=parts)
    return target


def _inline_subnets(network: Resource) -> Iterator[Resource]:
    """Subnets written inside a virtual network are subnets."""
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
    return node.at if node is not None else Location("<none>")
