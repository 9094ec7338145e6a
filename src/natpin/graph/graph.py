"""The resources of one stack, joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial, wraps
from itertools import chain, islice
from typing import Any, TypeVar

from natpin.graph.again import declared_again
from natpin.graph.doubts import Doubts, taken_away
from natpin.graph.held import elements, flat, held, is_empty
from natpin.graph.index import Index, indexed
from natpin.graph.inline import WRITTEN, inline_subnets
from natpin.graph.undeclared import (
    name_clusters_of_pools,
    name_outside_subnets,
    name_unknown_subnets,
    set_where_looked_up,
)
from natpin.model.arm_id import parse
from natpin.model.asking import called
from natpin.model.doubt import Doubt
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
    home_of,
    same_type,
)
from natpin.model.several import Several
from natpin.model.value import Node, Reference, Unknown, Value, dig

T = TypeVar("T")

_NONE: Several[Node] = Several()
MOST_DOUBTS = 16
"""Links of unknown source that are told of one resource."""


class Graph(Index):
    """The resources of one stack, joined: an index with edges. What it holds several of may be open."""

    def __init__(
        self,
        resources: Iterable[Resource],
        links: Iterable[Link] = (),
        source_notes: Iterable[SourceNote] = (),
        doubts: Iterable[Doubt] = (),
    ) -> None:
        super().__init__()
        self.source_notes = tuple(source_notes)
        resources, links = list(resources), list(links)
        as_written = cache(partial(indexed, resources))
        again = declared_again(resources, as_written)
        self.doubts = Doubts((*doubts, *taken_away(resources, links), *again))
        for resource in self.doubts.clouded(resources, as_written):
            self.add(resource)
        self._unlisted: dict[str, Unknown] = {}
        """By a network's address, why it may have other inline subnets than the ones that are known."""
        for network in self.of_type(VIRTUAL_NETWORK):
            inline, unlisted = inline_subnets(network)
            for subnet in self.doubts.clouded(inline, partial(indexed, inline)):
                self.add(subnet)
            if unlisted is not None:
                self._unlisted[network.address] = unlisted
        self.worked_out: dict[tuple[object, object], tuple[object, Any]] = {}
        """What ``once`` and its like remember: by a function and what it was asked of, that itself and the answer."""
        self._held: dict[tuple[str, int], tuple[Resource, Several[Node]]] = {}
        """What is attached to a resource by a property, the resource kept so that no other has its id: each of a subnet's
        facts asks for its gateway."""
        self._families: dict[str, dict[str, tuple[Resource, ...]]] = {}
        self._strays: dict[str, list[tuple[Resource, Unknown]]] = {}
        """Children of which nobody knows whose they are, and why."""
        self._attached: dict[tuple[str, str], list[Link]] = defaultdict(list)
        self._adrift: dict[tuple[str, str], dict[str | None, list[tuple[Link, Unknown]]]] = {}
        """By what they may attach to: a type, a property, and a name, None for any."""
        self._attached_elsewhere: dict[tuple[str, str], list[tuple[Link, Resource]]] = {}
        """By a type and a property, what other roots attach to what nobody here declares under that name."""
        self._by_target: dict[str, list[Link]] = defaultdict(list)
        self._astray: dict[str, list[tuple[Link, Unknown]]] = {}
        """By property, the links whose source could not be followed, and why."""
        placed = (*links, *set_where_looked_up(self))
        if not self._unlisted and self.others(SUBNET) is None:
            name_unknown_subnets(self, placed)
        name_outside_subnets(self, placed)
        name_clusters_of_pools(self)
        for link in placed:
            self._place(link)

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Graph:
        """A graph of what a reader yields; skipped inputs are for the report."""
        resources, links, source_notes, doubts = [], [], [], []
        for part in parts:
            match part:
                case Resource():
                    resources.append(part)
                case Link():
                    links.append(part)
                case SourceNote():
                    source_notes.append(part)
                case Doubt():
                    doubts.append(part)
        return cls(resources, links, source_notes, doubts)

    def _place(self, link: Link) -> None:
        source = self.follow(link.source, link.source_type, home_of(link.address))
        self._by_target[link.property].append(link)
        if isinstance(source, Unknown):
            self._astray.setdefault(link.property, []).append((link, source))
        if isinstance(source, Resource):
            self._attached[source.address, link.property].append(link)
            if source.external and source.home is not None:
                kin = self._attached_elsewhere.setdefault((link.source_type.lower(), link.property), [])
                kin.append((link, source))
        elif not isinstance(link.source, Reference):  # which names another resource, that is not here
            by_name = self._adrift.setdefault((link.source_type.lower(), link.property), {})
            by_name.setdefault(_name_in(link.source), []).append((link, source))

    def attached(self, resource: Resource, name: str) -> Several[Node]:
        """What is set as a single-valued property (``natGateway``, ``routeTable``), in the resource or by declarations
        of their own. An id that is unknown is still something; an object of which nobody knows whether it is there is a
        maybe."""
        key = name, id(resource)
        known = self._held.get(key)
        if known is None:
            known = self._held[key] = resource, self._attached_to(resource, name)
        return known[1]

    def _attached_to(self, resource: Resource, name: str) -> Several[Node]:
        own = resource.get(name)
        linked = self._linked(resource, name)
        if isinstance(own, Unknown) and resource.external and resource.doubt is None and linked.every:
            own = None  # what another declaration sets is known, though the resource's own is elsewhere
        return held(own).with_(linked).with_(self._perhaps(resource, name))

    def written(self, resource: Resource, name: str) -> Several[Node]:
        """What a resource's own declaration sets as a single-valued property, whatever another one leaves of it."""
        once_written = resource.traits.get(WRITTEN)
        own = held(resource.get(name) if once_written is None else dig(once_written, name))
        if resource.conditional is None:
            return own
        return Several((), tuple((each, why or resource.conditional) for each, why in own), own.rest)

    def listed(self, resource: Resource, name: str) -> Several[Node]:
        """The elements of a list property (``publicIpAddresses``), from wherever they are declared."""
        own = resource.get(name)
        linked = self._linked(resource, name + "[]")
        if isinstance(own, Unknown) and resource.external and resource.doubt is None and linked.every:
            own = None
        return elements(own).with_(linked).with_(self._perhaps(resource, name + "[]"))

    def elements(self, resource: Resource, name: str) -> tuple[Node, ...]:
        """``listed`` as plain nodes: an Unknown for what may be there."""
        return flat(self.listed(resource, name))

    def _linked(self, resource: Resource, name: str) -> Several[Node]:
        attached = self._attached.get((resource.address, name))
        if attached is None and self.doubts.alters_nothing:
            return _NONE
        sure: list[Node] = []
        maybe: list[tuple[Node, Unknown]] = []
        for link in attached or ():
            if link.conditional is not None:
                maybe.append((_certain(link), replace(link.conditional, at=link.at)))
            elif isinstance(link.target, Value) and is_empty(link.target):
                continue  # no provider attaches nothing
            else:
                sure.append(_certain(link))
        found: Several[Node] = Several(tuple(sure), tuple(maybe))
        return found.doubted(self.doubts.link(resource, name, self))

    def _perhaps(self, resource: Resource, name: str) -> Several[Node]:
        """Links whose source could not be followed, and that may mean this resource: a few, for one more makes nothing
        more unknown."""
        kind = resource.type.lower(), name
        by_name = self._adrift.get(kind, {})
        if not by_name and kind not in self._attached_elsewhere:
            return _NONE
        own = (called(resource.name) or "").lower()
        possible = chain(
            (*by_name.get(None, ()), *by_name.get(own, ())) if own else chain(*by_name.values()),
            self._perhaps_elsewhere(resource, name),
        )
        return Several(
            (),
            tuple(
                (
                    _certain(link),
                    Unknown(f"{link.address} may attach to it: {cause.reason}", link.at, cause.settle_by),
                )
                for link, cause in islice(possible, MOST_DOUBTS)
            ),
        )

    def _perhaps_elsewhere(self, resource: Resource, name: str) -> Iterator[tuple[Link, Unknown]]:
        for link, source in self._attached_elsewhere.get((resource.type.lower(), name), ()):
            why = self.may_be(source, resource) if source.home != resource.home else None
            if why is not None:
                yield link, why

    def links_to(self, resource: Resource, name: str) -> tuple[Link, ...]:
        """The separate declarations that set a property of a resource."""
        return tuple(self._attached.get((resource.address, name), ()))

    def links_of(self, name: str) -> tuple[Link, ...]:
        """Every separate declaration that sets a property of this name."""
        return tuple(self._by_target.get(name, ()))

    def astray(self, name: str) -> Sequence[tuple[Link, Unknown]]:
        """Those of ``links_of`` of which nobody knows what they set it of, and why."""
        return self._astray.get(name, ())

    def children(self, resource: Resource, type_: str) -> tuple[Resource, ...]:
        """Declared children of a resource, ones declared twice once, conditional ones too."""
        if type_ not in self._families:
            families: dict[str, list[Resource]] = defaultdict(list)
            strays = self._strays[type_] = []
            for child in self.declared(type_):
                parent = self.parent(child)
                if isinstance(parent, Resource):
                    families[parent.address].append(child)
                    if parent.external and isinstance(parent.name, Unknown) and not child.external:
                        strays.append((child, parent.name))
                elif (
                    isinstance(parent, Unknown)
                    and not isinstance(child.parent, Reference)
                    and not child.external
                ):
                    strays.append((child, parent))
            self._families[type_] = {address: tuple(found) for address, found in families.items()}
        return self._families[type_].get(resource.address, ())

    def offspring(self, resource: Resource, type_: str) -> Several[Resource]:
        """The children of a resource: those that certainly exist, those that may, and whether there may be others."""
        found = self.children(resource, type_)
        strays = (each for each in self._strays[type_] if self.may_be_parent(each[0].parent, resource))
        return Several(
            tuple(child for child in found if implied(child.conditional, resource)),
            (
                *(
                    (child, child.conditional)
                    for child in found
                    if child.conditional is not None and not implied(child.conditional, resource)
                ),
                *islice(strays, MOST_DOUBTS),
            ),
            self.doubts.others(type_, resource, self) or self._unlisted.get(resource.address),
        )

    def others(self, type_: str) -> Unknown | None:
        """Why there may be more resources of a type in the stack than the ones declared; None when that is all."""
        inline = next(iter(self._unlisted.values()), None) if same_type(type_, SUBNET) else None
        return self.doubts.others(type_, None, self) or inline


def implied(condition: Unknown | None, whole: Resource) -> bool:
    """True for what exists whenever ``whole`` does: unconditionally, or on the same condition."""
    return condition is None or (
        whole.conditional is not None
        and (condition.reason, condition.parts) == (whole.conditional.reason, whole.conditional.parts)
    )


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
    name = called(identifier.names[-1] if identifier else source)
    return name.lower() if name is not None else None


def _certain(link: Link) -> Node:
    """The target of a link that certainly exists. Unknown *which* one it is, it is an id of which the name is unknown:
    no provider lets an association be made with nothing."""
    target, type_ = link.target, _TARGETS.get(link.property)
    if isinstance(target, Unknown) and parse(target) is None and type_:
        parts = ("/subscriptions/", None, "/resourceGroups/", None, f"/providers/{type_}/", target)
        return replace(target, parts=parts)
    return target
