"""Resources become nodes, references become edges.

A graph answers one question well: *what does this node of a property tree stand for?* It follows references by
address, ids by type and names (case does not count, holes match anything that is unambiguous), and bare names.
What cannot be followed is an ``Unknown`` with its cause, never nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from natpin.model.arm_id import ArmId, parse
from natpin.model.location import Location
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
    same_type,
)
from natpin.model.value import (
    Node,
    Reference,
    Skipped,
    Unknown,
    Value,
    is_absent,
    items,
    members,
    symbol,
    text,
)

LINT_TOGETHER = "lint the files that declare it together with these, or use --azure"


class Graph:
    """The resources of one stack, joined."""

    def __init__(
        self, resources: Iterable[Resource], links: Iterable[Link] = (), remarks: Iterable[Remark] = ()
    ) -> None:
        self.remarks = tuple(remarks)
        self._by_address: dict[str, Resource] = {}
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        for resource in resources:
            self._add(resource)
        for network in list(self.of_type(VIRTUAL_NETWORK)):
            for subnet in _inline_subnets(network):
                self._add(subnet)
        self._canonical: dict[str, Resource] = {}
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

    def _add(self, resource: Resource) -> None:
        if resource.address in self._by_address:
            resource = replace(resource, address=f"{resource.address}@{resource.at.path}:{resource.at.line}")
        self._by_address[resource.address] = resource
        self._by_type[resource.type.lower()].append(resource)

    def _place(self, link: Link) -> None:
        source = self.follow(link.source, link.source_type)
        if isinstance(source, Resource):
            self._attached[source.address, link.property].append(link)
        else:
            self._adrift[link.source_type.lower(), link.property].append((link, source))

    def of_type(self, type_: str) -> tuple[Resource, ...]:
        """Every node of a type, in reading order; looked-up ones that are declared too are left out."""
        return tuple(self._by_type.get(type_.lower(), ()))

    def declared(self, type_: str) -> tuple[Resource, ...]:
        """Distinct resources of a type: a data source that names a declared one is that one."""
        seen: dict[str, Resource] = {}
        for resource in self.of_type(type_):
            canonical = self.canonical(resource)
            seen.setdefault(canonical.address, canonical)
        return tuple(seen.values())

    def get(self, address: str) -> Resource | None:
        """The node with an address."""
        return self._by_address.get(address)

    # -- following ---------------------------------------------------------------------------------------------

    def follow(self, node: Node | None, type_: str) -> Resource | Unknown:
        """The resource that a property refers to.

        ``node`` is a Reference, an id, an Unknown that spells an id, a bare name, or an object with an ``id``.
        """
        match node:
            case None:
                return Unknown("nothing is referred to")
            case Reference():
                return self._follow_reference(node, type_)
            case Value(data=dict()):
                return self.follow(members(node).get("id"), type_)
        identifier = parse(node)
        if identifier is not None:
            if not same_type(identifier.type, type_):
                return Unknown(
                    f"an id of type {identifier.type} stands where {type_} is expected", _place_of(node)
                )
            return self._match(identifier, node, type_)
        if isinstance(node, Unknown):
            return node
        name = text(node)
        if not name:
            return Unknown("the reference is empty", _place_of(node))
        return self._match(ArmId(type_, (node,)), node, type_)

    def _follow_reference(self, reference: Reference, type_: str) -> Resource | Unknown:
        found = self._by_address.get(reference.target)
        if found is None:
            return Unknown(f"{reference.target} is not declared in this stack", reference.at, LINT_TOGETHER)
        if same_type(found.type, type_):
            return self.canonical(found)
        if reference.attribute == "name":
            return Unknown(f"{reference.target} is a {found.type}, not a {type_}", reference.at)
        return Unknown(f"{reference.target} is no {type_}", reference.at)

    def canonical(self, resource: Resource) -> Resource:
        """The declaration behind a resource that is only looked up, or declared twice; else itself."""
        if resource.address not in self._canonical:
            self._canonical[resource.address] = resource  # a resource that is looked up through itself
            if resource.looked_up or "inline" in resource.traits:
                others = [
                    other
                    for other in self._by_type[resource.type.lower()]
                    if other is not resource and not other.looked_up and "inline" not in other.traits
                ]
                if not is_absent(resource.name):
                    same = [other for other in others if self._same(resource, other)]
                    if len(same) == 1:
                        self._canonical[resource.address] = same[0]
        return self._canonical[resource.address]

    def _same(self, looked_up: Resource, declared: Resource) -> bool:
        left, right = symbol(looked_up.name), symbol(declared.name)
        if left is None or left != right:
            return False
        return self._agree_on_parent(looked_up.parent, declared) and self._agree_on_group(
            looked_up.resource_group, declared
        )

    def _match(self, identifier: ArmId, node: Node | None, type_: str) -> Resource | Unknown:
        """The one resource that an id can mean."""
        wanted = identifier.names[-1] if identifier.names else None
        if isinstance(wanted, Reference):
            return self._follow_reference(wanted, type_)
        name = symbol(wanted)
        shown = text(wanted) or str(identifier)
        candidates = [
            resource
            for resource in self._by_type.get(type_.lower(), ())
            if (len(identifier.names) < 2 or self._agree_on_parent(identifier.names[-2], resource))
            and self._agree_on_group(identifier.resource_group, resource)
        ]
        exact = _distinct(
            self.canonical(resource)
            for resource in candidates
            if name is not None and symbol(resource.name) == name
        )
        if len(exact) == 1:
            return exact[0]
        if len(exact) > 1:
            return Unknown(
                f"{shown} may be any of {_listed(exact)}", _place_of(node), "name its resource group"
            )
        reason = node.reason if isinstance(node, Unknown) else None
        nameless = [resource for resource in candidates if text(resource.name) is None]
        if nameless and text(wanted) is not None:
            return Unknown(
                f"{shown} may be {_listed(nameless)}, whose name is unknown",
                _place_of(node),
                _settling(nameless),
            )
        if reason and text(wanted) is None:
            return Unknown(
                reason, node.at if isinstance(node, Unknown) else _place_of(node), _settle_by(node)
            )
        return Unknown(
            f"{_kind(type_)} {shown} is not declared in this stack", _place_of(node), LINT_TOGETHER
        )

    def _agree_on_parent(self, parent: Node | None, resource: Resource) -> bool:
        """False only when both parents are known and differ."""
        return _agree(self._name_of(parent), self._name_of(resource.parent))

    def _agree_on_group(self, group: Node | None, resource: Resource) -> bool:
        """False only when both resource groups are known and differ."""
        return _agree(self._name_of(group), self._name_of(self.group_of(resource)))

    def group_of(self, resource: Resource) -> Node | None:
        """A child lives in its parent's resource group."""
        if resource.resource_group is None and isinstance(resource.parent, Reference):
            parent = self._by_address.get(resource.parent.target)
            return parent.resource_group if parent else None
        if resource.resource_group is None:
            identifier = parse(resource.parent)
            return identifier.resource_group if identifier else None
        return resource.resource_group

    def _name_of(self, node: Node | None) -> str | None:
        """What identifies the last name in a reference, id or name."""
        match node:
            case Reference():
                target = self._by_address.get(node.target)
                return symbol(target.name) if target else symbol(node)
            case Value(data=dict()):
                return self._name_of(members(node).get("id"))
        identifier = parse(node)
        if identifier is not None:
            return self._name_of(identifier.names[-1])
        return symbol(node)

    # -- properties --------------------------------------------------------------------------------------------

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
        found = []
        for child in self.declared(type_):
            parent_type = type_.rsplit("/", 1)[0]
            parent = self.follow(child.parent, parent_type) if child.parent is not None else None
            if isinstance(parent, Resource) and parent.address == resource.address:
                found.append(child)
        return tuple(found)

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


def _agree(left: str | None, right: str | None) -> bool:
    """Whether two symbols can be the same name; one with an unknown piece can be any."""
    return left is None or right is None or left == right or "{" in left or "{" in right


def _distinct(resources: Iterable[Resource]) -> list[Resource]:
    return list({resource.address: resource for resource in resources}.values())


def _listed(resources: list[Resource]) -> str:
    shown = [resource.address for resource in resources[:3]]
    more = len(resources) - len(shown)
    return " or ".join(shown) + (f" or {more} more" if more else "")


def _place_of(node: Node | None) -> Location:
    return node.at if node is not None else Location("<none>")


def _settle_by(node: Node | None) -> str | None:
    return node.settle_by if isinstance(node, Unknown) else None


def _settling(resources: list[Resource]) -> str | None:
    return next(
        (name.settle_by for r in resources if isinstance(name := r.name, Unknown) and name.settle_by), None
    )


_KINDS = {
    SUBNET.lower(): "subnet",
    ROUTE_TABLE.lower(): "route table",
    VIRTUAL_NETWORK.lower(): "virtual network",
}


def _kind(type_: str) -> str:
    """``subnet`` for the type's last segment, in words."""
    last = type_.rsplit("/", 1)[-1]
    words = {
        "natGateways": "NAT gateway",
        "publicIPAddresses": "public IP",
        "publicIPPrefixes": "public IP prefix",
    }
    return _KINDS.get(type_.lower()) or words.get(last) or last
