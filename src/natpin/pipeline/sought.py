"""What a stack declares of its network, only looks up, or attaches something to: as far as that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.model.arm_id import parse
from natpin.model.part import Part
from natpin.model.record import field, record
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    HUB_CONNECTION,
    NAT_GATEWAY,
    PEERING,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Link,
    Resource,
    same_type,
)
from natpin.model.value import Node, Reference, Unknown, Value, dig_members, items, members, symbol, text
from natpin.pipeline.reading import ReadStack
from natpin.regex import late_regex

_JOINED = tuple(
    t.lower() for t in (SUBNET, VIRTUAL_NETWORK, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX, ROUTE_TABLE)
)
"""Types that one root may declare and another one look up."""
_ROUTING = (ROUTE.lower(), PEERING.lower())
"""Children that decide where their parent's traffic goes."""
_GATEWAYS_OWN = ("gatewaysubnet", "routeserversubnet")
"""Subnets whose being there means a gateway or a route server of the network's."""


@record
class Sought:
    """What is known of a resource. Lower case; None for what is not known, an empty name for one that is not."""

    type: str
    name: str
    parent: str | None
    group: str | None
    subscription: str | None = None
    kept_in: str | None = None
    """Of a resource group whose name is a variable of a pipeline: the groups of variables that hold it."""


def fits(sought: Sought, known: Sought) -> bool:
    """Nothing that is known of both differs; a subscription that one side alone names may be another one's, and variables of
    two groups may be two resource groups."""
    if sought.subscription != known.subscription:
        return False
    if None not in (sought.kept_in, known.kept_in) and sought.kept_in != known.kept_in:
        return False
    pairs = ((sought.parent, known.parent), (sought.group, known.group))
    return all(left is None or right is None or left == right for left, right in pairs)


def all_names_are_equal(sought: Sought, known: Sought) -> bool:
    """Whether the names of both, their parents' and their groups' are known, and the same."""
    whole = sought.group is not None and (sought.parent is not None or sought.type.count("/") == 1)
    return whole and (sought.parent, sought.group) == (known.parent, known.group)


def _deployed_into(stack: ReadStack) -> str | None:
    """The resource group that every command which deploys the stack names; None where they differ, or one does not say."""
    groups = {group for _, (_, group) in stack.deployed}
    return groups.pop() if len(groups) == 1 else None


@record
class _Names:
    """Known names in a stack."""

    by_address: Mapping[str, str]
    own_group: str | None = None
    """The resource group that the stack is deployed into."""
    kept: Mapping[str, str] = field(default_factory=dict)
    """By address: the groups of variables that hold a name which is not known."""

    def last(self, node: Node | None) -> str | None:
        """See ``_last_name``."""
        return _last_name(node, self.by_address)

    def group(self, node: Node | None) -> str | None:
        """The name of a resource group: where a template leaves it to its deployment, the one that is deployed into."""
        found = self.last(node)
        if found is not None or self.own_group is None or not isinstance(node, Unknown):
            return found
        from natpin.languages.arm_expressions.functions.identifiers import RESOURCE_GROUP

        return self.own_group if symbol(node) == symbol(RESOURCE_GROUP) else None

    def kept_in(self, node: Node | None) -> str | None:
        """See ``Sought.kept_in``."""
        return self.kept.get(node.target) if isinstance(node, Reference) else _kept_in(node)


_KEPT = late_regex(r"\{[^{}]{0,200} of (the group [^{}]{1,200}?)(?: is only known[^{}]*)?\}")
"""How the readers of pipelines call a variable that groups of variables hold."""


def _kept_in(node: Node | None) -> str | None:
    found = _KEPT.search(symbol(node) or "") if isinstance(node, Unknown) else None
    return found[1] if found is not None else None


def _names(stack: ReadStack) -> _Names:
    kept = {
        part.address: held
        for part in stack.parts
        if isinstance(part, Resource) and (held := _kept_in(part.name)) is not None
    }
    return _Names(_names_by_address(stack.parts), _deployed_into(stack), kept)


def touched_by(stack: ReadStack) -> Iterator[Sought]:
    """What a stack attaches something to, and does not declare itself."""
    names = _names(stack)
    by_address = {part.address: part for part in stack.parts if isinstance(part, Resource)}
    for part in stack.parts:
        if isinstance(part, Link):
            if isinstance(part.source, Reference):
                source = by_address.get(part.source.target)
                if source is not None and source.external:
                    yield _known_of(source, names)
            else:
                yield from _ids(part.source, names, 0)
        elif (
            isinstance(part, Resource) and part.external and part.type.lower() in _JOINED and part.properties
        ):
            yield _known_of(part, names)  # an update of what is declared elsewhere
        elif isinstance(part, Resource) and not part.external and same_type(part.type, HUB_CONNECTION):
            yield from _joined_to_a_hub(part, by_address, names)
        elif isinstance(part, Resource) and not part.external and _changes_its_parent(part):
            parent = by_address.get(part.parent.target) if isinstance(part.parent, Reference) else None
            if parent is None:
                yield from _ids(part.parent, names, 0) if part.parent is not None else ()
            elif parent.external:
                yield _known_of(parent, names)


def _joined_to_a_hub(
    connection: Resource, by_address: Mapping[str, Resource], names: _Names
) -> Iterator[Sought]:
    """The network that a connection to a virtual hub gives the hub's routes, the way to the internet among them (Azure docs,
    "How to configure Virtual WAN Hub routing policies", internet traffic: ``enableInternetSecurity``)."""
    network = dig_members(connection.properties, "remoteVirtualNetwork.id")
    if isinstance(network, Reference):
        there = by_address.get(network.target)
        if there is not None and there.external:
            yield _known_of(there, names)
    elif network is not None:
        yield from _ids(network, names, 0)


def _changes_its_parent(child: Resource) -> bool:
    """True for what decides where traffic of the whole goes that it is put into: routes of a table; of a network, a
    peering, and the subnet of a gateway or of a route server."""
    if child.type.lower() in _ROUTING:
        return True
    return same_type(child.type, SUBNET) and (text(child.name) or "").lower() in _GATEWAYS_OWN


def declared_by(stack: ReadStack) -> Iterator[Sought]:
    """What a stack declares, the subnets inside its networks too."""
    names = _names(stack)
    for part in stack.parts:
        if isinstance(part, Resource) and part.type.lower() in _JOINED and not part.external:
            yield _known_of(part, names)
            if same_type(part.type, VIRTUAL_NETWORK):
                for item in items(part.properties.get("subnets")):
                    name = text(members(item).get("name"))
                    if name:
                        yield Sought(
                            SUBNET.lower(),
                            name.lower(),
                            names.last(part.name),
                            names.group(part.resource_group),
                            _plain(part.subscription),
                            names.kept_in(part.resource_group),
                        )


def sought_by(stack: ReadStack) -> Iterator[Sought]:
    """Everything looked up here, and every id that is written out."""
    names = _names(stack)
    for part in stack.parts:
        if not isinstance(part, Resource):
            continue
        if part.external and part.type.lower() in _JOINED:
            yield _known_of(part, names)
        if part.type.lower() in (CLUSTER.lower(), AGENT_POOL.lower(), SUBNET.lower()):
            for node in part.properties.values():
                yield from _ids(node, names, 0)


def _known_of(resource: Resource, names: _Names) -> Sought:
    return Sought(
        resource.type.lower(),
        (text(resource.name) or "").lower(),
        names.last(resource.parent),
        names.group(resource.resource_group),
        _plain(resource.subscription),
        names.kept_in(resource.resource_group),
    )


def _ids(node: Node, names: _Names, depth: int) -> Iterator[Sought]:
    identifier = parse(node)
    if identifier is not None and identifier.type.lower() in _JOINED:
        yield Sought(
            identifier.type.lower(),
            (text(identifier.names[-1]) or "").lower(),
            names.last(identifier.names[-2]) if len(identifier.names) > 1 else None,
            names.group(identifier.resource_group),
            _plain(identifier.subscription),
        )
    elif depth < 6:
        for child in (*items(node), *members(node).values()):
            yield from _ids(child, names, depth + 1)


def _plain(node: Node | None) -> str | None:
    """A subscription as far as it can be compared: its id, or what stands for it; None for the stack's own."""
    found = symbol(node)
    if found is None or not isinstance(node, Unknown):
        return None if found is None else found.lower()
    from natpin.languages.arm_expressions.functions.identifiers import SUBSCRIPTION

    return None if found == symbol(SUBSCRIPTION) else found.lower()  # a template's word for its own


def _names_by_address(parts: Sequence[Part]) -> dict[str, str]:
    """Known names by address, to see through references to networks and resource groups."""
    return {
        part.address: name.lower()
        for part in parts
        if isinstance(part, Resource) and (name := text(part.name))
    }


def _last_name(node: Node | None, names: Mapping[str, str]) -> str | None:
    """The name, lower case, of what a reference, an id or a name means; None where that is not known."""
    match node:
        case Reference():
            return names.get(node.target)
        case Value(data=str() as literal):
            identifier = parse(node)
            last = text(identifier.names[-1]) if identifier else literal
            return last.lower() if last else None
        case _:
            identifier = parse(node)
            last = text(identifier.names[-1]) if identifier else None
            return last.lower() if last else None
