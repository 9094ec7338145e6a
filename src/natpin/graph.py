"""Resources become nodes, references become edges.

``Index`` says what a node of a property tree stands for; ``Graph`` adds what separate declarations attach to a
resource, and its children.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from natpin.index import Index
from natpin.model.arm_id import parse
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import (
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Link,
    Remark,
    Resource,
)
from natpin.model.value import Node, Reference, Skipped, Unknown, Value, is_absent, items, members, text


class Graph(Index):
    """The resources of one stack, joined: an index with edges."""

    def __init__(
        self, resources: Iterable[Resource], links: Iterable[Link] = (), remarks: Iterable[Remark] = ()
    ) -> None:
        super().__init__()
        self.remarks = tuple(remarks)
        for resource in resources:
            self.add(resource)
        for network in self.of_type(VIRTUAL_NETWORK):
            for subnet in _inline_subnets(network):
                self.add(subnet)
        self._families: dict[str, dict[str, tuple[Resource, ...]]] = {}
        self._attached: dict[tuple[str, str], list[Link]] = defaultdict(list)
        self._adrift: dict[tuple[str, str], list[tuple[Link, Unknown]]] = defaultdict(list)
        for link in links:
            self._place(link)

    @classmethod
    def of(cls, parts: Iterable[Resource | Link | Remark | Skipped]) -> Graph:
        """A graph of what a reader yields; skipped inputs are for the report."""
        resources, links, remarks = [], [], []
        for part in parts:
            match part:
                case Resource():
                    resources.append(part)
                case Link():
                    links.append(part)
                case Remark():
                    remarks.append(part)
        return cls(resources, links, remarks)

    def _place(self, link: Link) -> None:
        source = self.follow(link.source, link.source_type)
        if isinstance(source, Resource):
            self._attached[source.address, link.property].append(link)
        else:
            self._adrift[link.source_type.lower(), link.property].append((link, source))

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
            and not (isinstance(own, Unknown) and resource.looked_up and self._linked(resource, name))
        ):
            found.append(own)
        return (*found, *self._linked(resource, name), *self._perhaps(resource, name))

    def elements(self, resource: Resource, name: str) -> tuple[Node, ...]:
        """The elements of a list property (``publicIpAddresses``), from wherever they are declared."""
        own = resource.get(name)
        inline = items(own) if isinstance(own, Value) else (() if own is None else (own,))
        linked = self._linked(resource, name + "[]")
        if isinstance(own, Unknown) and resource.looked_up and linked:
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
        """Links whose source could not be followed, and that may mean this resource."""
        return tuple(
            Unknown(f"{link.address} may attach to it: {cause.reason}", link.at, cause.settle_by)
            for link, cause in self._adrift.get((resource.type.lower(), name), ())
            if self._may_mean(link.source, resource)
        )

    def _may_mean(self, source: Node, resource: Resource) -> bool:
        if isinstance(source, Reference):
            return False  # it names another resource, which is not here
        identifier = parse(source)
        name = text(identifier.names[-1]) if identifier else text(source)
        own = text(resource.name)
        return name is None or own is None or name.lower() == own.lower()

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


_TARGETS = {
    "natGateway": NAT_GATEWAY,
    "routeTable": ROUTE_TABLE,
    "publicIpAddresses[]": PUBLIC_IP,
    "publicIpPrefixes[]": PUBLIC_IP_PREFIX,
}


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
            looked_up=network.looked_up,
            conditional=network.conditional,
            traits={**network.traits, "inline": Value(True, node.at)},
        )


def _place_of(node: Node | None) -> Location:
    return node.at if node is not None else Location("<none>")
