"""What one root only looks up, or leaves bare, and another root of the same workspace declares or attaches.

Estates are split: a network root declares subnets and their NAT gateway, a cluster root looks the subnet up by name,
or is given its id; a third root attaches the gateway, or a route table. Each root is a stack of its own. Where another
root declares what this one looks up, or attaches something to what this one has, that root's network is brought into
the cluster's graph, and every resource brought in says where it is declared (``Resource.home``). A reader that can do
better does so itself, as Terraform's does with remote states.

Identity is Azure's: subscription, resource group, type, names. Where two roots fit, nothing is brought in: the unknown
stays. Environments pair with environments of the same name: what dev declares is never lent to prod.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from natpin.model.arm_id import parse
from natpin.model.doubt import Doubt, Reach
from natpin.model.record import record, replace
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    WORKLOAD,
    Link,
    Resource,
    same_type,
)
from natpin.model.value import Node, Reference, Unknown, Value, items, members, symbol, text
from natpin.pipeline.pairing import pair_up
from natpin.pipeline.reading import ReadStack

_JOINED = tuple(
    t.lower() for t in (SUBNET, VIRTUAL_NETWORK, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX, ROUTE_TABLE)
)
_NEVER = tuple(t.lower() for t in (CLUSTER, AGENT_POOL, WORKLOAD))

_ROUTING = (ROUTE.lower(), "microsoft.network/virtualnetworks/virtualnetworkpeerings")
_GATEWAYS_OWN = ("gatewaysubnet", "routeserversubnet")

_LOOKED_UP = (SUBNET.lower(), VIRTUAL_NETWORK.lower())
"""What is there all the same where another root does not declare it, for a cluster's root looks it up."""

MOST_STEPS = 4
"""How far roots are followed: a cluster's, its network's, the one that attaches the gateway, the gateway's own."""


@record
class _Sought:
    """What is known of a resource. Lower case; None for what is not known, an empty name for one that is not."""

    type: str
    name: str
    parent: str | None
    group: str | None
    subscription: str | None = None


def joined(stacks: Sequence[ReadStack]) -> Iterator[ReadStack]:
    """The stacks, those with clusters completed by what other roots declare for them and attach to what they have."""
    declared: _Index = defaultdict(list)
    touched: _Index = defaultdict(list)
    near: _Index = defaultdict(list)
    for stack in stacks:
        for known in _declared(stack):
            if known.name:
                declared[known.type, known.name].append((stack, known))
        for known in _touched(stack):
            if known.name:
                touched[known.type, known.name].append((stack, known))
            for place in filter(None, (known.parent, known.group)):
                near[known.type, place].append((stack, known))
    for stack in stacks:
        if not stack.has_cluster:
            yield stack
            continue
        # what a reader has joined by itself, Terraform's data sources and states, is there already
        found = _completing(stack, declared, touched)
        found += [other for other in _perhaps_touching(stack, near) if other not in found]
        there = _homes(stack).union(*map(_homes, found))
        found = [other for other in found if other.stack.root not in there]
        foreign = [part for other in found for part in (*_brought(other), *_updates(other))]
        yield replace(stack, parts=(*stack.parts, *foreign)) if foreign else stack


def _homes(stack: ReadStack) -> set[str]:
    """The other roots whose resources a stack holds."""
    return {part.home for part in stack.parts if isinstance(part, Resource) and part.home is not None}


_Index = defaultdict[tuple[str, str], list[tuple[ReadStack, _Sought]]]


def _completing(stack: ReadStack, declared: _Index, touched: _Index) -> list[ReadStack]:
    """The other stacks whose networks belong to this one's, step by step."""
    found: dict[str, ReadStack] = {}
    pending = [stack]
    for _ in range(MOST_STEPS):
        new: dict[str, ReadStack] = {}
        for each in pending:
            own = {(known.type, known.name) for known in _declared(each)}
            for sought in _sought(each):
                if (sought.type, sought.name) in own:
                    continue
                other = _only_home(stack, sought, declared.get((sought.type, sought.name), []))
                if other is not None:
                    new[other.stack.id] = other
            for sought in (*_declared(each), *_sought(each)):
                for other in _touching(stack, sought, touched.get((sought.type, sought.name), [])):
                    new[other.stack.id] = other
        pending = [other for key, other in new.items() if key not in found and other is not stack]
        found.update((other.stack.id, other) for other in pending)
        if not pending:
            break
    return list(found.values())


def _only_home(
    stack: ReadStack, sought: _Sought, candidates: Sequence[tuple[ReadStack, _Sought]]
) -> ReadStack | None:
    """The stack that declares it: of one root only, and of that root's environments the one with our name."""
    fitting = [
        other for other, known in candidates if other.stack.root != stack.stack.root and _fits(sought, known)
    ]
    roots = {other.stack.root for other in fitting}
    if len(roots) != 1:
        fitting = [other for other in fitting if pair_up(stack.stack, other.stack) is True]
        roots = {other.stack.root for other in fitting}
    if len(roots) != 1:
        return None
    return _of_our_environment(stack, fitting)


def _touching(
    stack: ReadStack, sought: _Sought, candidates: Sequence[tuple[ReadStack, _Sought]]
) -> Iterator[ReadStack]:
    """Stacks that attach something to it: of each root, the environment with our name."""
    by_root: dict[str, list[ReadStack]] = defaultdict(list)
    for candidate, known in candidates:
        if candidate.stack.root != stack.stack.root and _fits(sought, known):
            by_root[candidate.stack.root].append(candidate)
    for fitting in by_root.values():
        ours = _of_our_environment(stack, fitting)
        if ours is not None:
            yield ours


def _perhaps_touching(stack: ReadStack, near: _Index) -> list[ReadStack]:
    """Stacks that attach something to what may be this one's: one of the two names is unknown, and both are known to lie
    in one network or resource group."""
    found: dict[str, ReadStack] = {}
    for mine in _declared(stack):
        for place in filter(None, {mine.parent, mine.group}):
            for other, theirs in near.get((mine.type, place), ()):
                vague = not (mine.name and theirs.name) and _fits(mine, theirs)
                same_place = (
                    mine.parent == theirs.parent is not None or mine.group == theirs.group is not None
                )
                if vague and same_place and other.stack.root != stack.stack.root:
                    found[other.stack.id] = other
    return [other for other in found.values() if pair_up(stack.stack, other.stack) is not False]


def _of_our_environment(stack: ReadStack, fitting: Sequence[ReadStack]) -> ReadStack | None:
    distinct = {other.stack.id: other for other in fitting}
    kin = {key: other for key, other in distinct.items() if pair_up(stack.stack, other.stack) is True}
    if not kin:
        kin = {
            key: other for key, other in distinct.items() if pair_up(stack.stack, other.stack) is not False
        }
    return next(iter(kin.values())) if len(kin) == 1 else None


def _fits(sought: _Sought, known: _Sought) -> bool:
    """Nothing that is known of both differs; a subscription that one side alone names may be another one's."""
    if sought.subscription != known.subscription:
        return False
    pairs = ((sought.parent, known.parent), (sought.group, known.group))
    return all(left is None or right is None or left == right for left, right in pairs)


def _touched(stack: ReadStack) -> Iterator[_Sought]:
    """What a stack attaches something to, and does not declare itself."""
    names = _names(stack)
    by_address = {part.address: part for part in stack.parts if isinstance(part, Resource)}
    for part in stack.parts:
        if isinstance(part, Link):
            if isinstance(part.source, Reference):
                source = by_address.get(part.source.target)
                if source is not None and source.external:
                    yield from _known(source, names)
            else:
                yield from _ids(part.source, names, 0)
        elif (
            isinstance(part, Resource) and part.external and part.type.lower() in _JOINED and part.properties
        ):
            yield from _known(part, names)  # an update of what is declared elsewhere
        elif isinstance(part, Resource) and not part.external and _changes_its_parent(part):
            parent = by_address.get(part.parent.target) if isinstance(part.parent, Reference) else None
            if parent is None:
                yield from _ids(part.parent, names, 0) if part.parent is not None else ()
            elif parent.external:
                yield from _known(parent, names)


def _changes_its_parent(child: Resource) -> bool:
    """True for what decides where traffic of the whole goes that it is put into: routes of a table; of a network, a
    peering, and the subnet of a gateway or of a route server."""
    if child.type.lower() in _ROUTING:
        return True
    return same_type(child.type, SUBNET) and (text(child.name) or "").lower() in _GATEWAYS_OWN


def _declared(stack: ReadStack) -> Iterator[_Sought]:
    names = _names(stack)
    for part in stack.parts:
        if isinstance(part, Resource) and part.type.lower() in _JOINED and not part.external:
            yield from _known(part, names)
            if same_type(part.type, VIRTUAL_NETWORK):
                for item in items(part.properties.get("subnets")):
                    name = text(members(item).get("name"))
                    if name:
                        yield _Sought(
                            SUBNET.lower(),
                            name.lower(),
                            _named(part.name, names),
                            _named(part.resource_group, names),
                            _plain(part.subscription),
                        )


def _sought(stack: ReadStack) -> Iterator[_Sought]:
    """Everything looked up here, and every id that is written out."""
    names = _names(stack)
    for part in stack.parts:
        if not isinstance(part, Resource):
            continue
        if part.external and part.type.lower() in _JOINED:
            yield from _known(part, names)
        if part.type.lower() in (CLUSTER.lower(), AGENT_POOL.lower(), SUBNET.lower()):
            for node in part.properties.values():
                yield from _ids(node, names, 0)


def _known(resource: Resource, names: dict[str, str]) -> Iterator[_Sought]:
    yield _Sought(
        resource.type.lower(),
        (text(resource.name) or "").lower(),
        _named(resource.parent, names),
        _named(resource.resource_group, names),
        _plain(resource.subscription),
    )


def _ids(node: Node, names: dict[str, str], depth: int) -> Iterator[_Sought]:
    identifier = parse(node)
    if identifier is not None and identifier.type.lower() in _JOINED:
        yield _Sought(
            identifier.type.lower(),
            (text(identifier.names[-1]) or "").lower(),
            _named(identifier.names[-2], names) if len(identifier.names) > 1 else None,
            _named(identifier.resource_group, names),
            _plain(identifier.subscription),
        )
    elif depth < 6:
        for child in (*items(node), *members(node).values()):
            yield from _ids(child, names, depth + 1)


def _plain(node: Node | None) -> str | None:
    """A subscription as far as it can be compared: its id, or what stands for it; None for the stack's own."""
    found = symbol(node)
    return None if found is None else found.lower()


def _names(stack: ReadStack) -> dict[str, str]:
    """Known names by address, to see through references to networks and resource groups."""
    return {
        part.address: name.lower()
        for part in stack.parts
        if isinstance(part, Resource) and (name := text(part.name))
    }


def _named(node: Node | None, names: dict[str, str]) -> str | None:
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


def _brought(other: ReadStack) -> Iterator[Resource | Link | Doubt]:
    """A stack's network as parts of another's graph: addresses get its root in front, so that none clash. So do doubts
    about some of it; what it leaves open without naming anything may change what it declares, and no more. A
    network that it may not declare is there all the same, for it is looked up: then nobody here knows what it is like."""
    prefix = f"<{other.stack.root}>."
    for part in other.parts:
        match part:
            case Resource() if part.type.lower() not in _NEVER:
                yield replace(
                    part,
                    address=prefix + part.address,
                    doubt=part.doubt or (part.conditional if part.type.lower() in _LOOKED_UP else None),
                    properties={name: _moved(node, prefix) for name, node in part.properties.items()},
                    name=_moved(part.name, prefix),
                    parent=_moved(part.parent, prefix) if part.parent is not None else None,
                    resource_group=_moved(part.resource_group, prefix)
                    if part.resource_group is not None
                    else None,
                    traits={name: _moved(node, prefix) for name, node in part.traits.items()},
                )
            case Link():
                yield replace(
                    part,
                    address=prefix + part.address,
                    source=_moved(part.source, prefix),
                    target=_moved(part.target, prefix),
                )
            case Doubt():
                target = None if part.reach.target is None else _moved(part.reach.target, prefix)
                home = other.stack.root if target is None else None
                yield replace(part, reach=replace(part.reach, target=target, home=home))


_ATTACHED = {
    SUBNET.lower(): ("natGateway", "routeTable"),
    NAT_GATEWAY.lower(): (
        "publicIpAddresses[]",
        "publicIpPrefixes[]",
        "publicIpAddressesV6[]",
        "publicIpPrefixesV6[]",
    ),
}
"""What an update may attach to what another root declares."""


def _updates(other: ReadStack) -> Iterator[Link | Doubt]:
    """What a stack sets on what it only looks up: a script that updates a subnet of Terraform's attaches the gateway as
    an association would. What it takes off, or replaces by what nobody knows, may be off or not: nothing says whether
    the root is applied after the script."""
    prefix = f"<{other.stack.root}>."
    for part in other.parts:
        if not isinstance(part, Resource) or not part.external:
            continue
        source = Reference(prefix + part.address, "id", part.at)
        for written in _ATTACHED.get(part.type.lower(), ()):
            name = written.removesuffix("[]")
            if name not in part.properties:
                continue
            node = _moved(part.properties[name], prefix)
            single = (node,) if written == name else items(node)
            targets = [t for one in single if (t := members(one).get("id")) is not None]
            for number, target in enumerate(targets):
                address = f"{prefix}{part.address}.{name}" + (f"[{number}]" if written != name else "")
                yield Link(address, part.type, source, written, target, node.at)
            if not targets or len(targets) < len(single):
                why = f"{other.stack.root} takes {name} off {part.label}, or sets it to what is not known"
                yield Doubt(why, node.at, None, Reach((part.type,), source, (name,)))


def _moved(node: Node, prefix: str) -> Node:
    """A node whose references point to the addresses with the prefix."""
    match node:
        case Reference():
            return replace(node, target=prefix + node.target)
        case Unknown(parts=parts) if parts:
            moved = tuple(
                _moved(part, prefix) if isinstance(part, Reference | Unknown) else part for part in parts
            )
            return replace(node, parts=moved)
        case Value(data=dict() as data):
            return replace(node, data={name: _moved(child, prefix) for name, child in data.items()})
        case Value(data=tuple() as data):
            return replace(node, data=tuple(_moved(child, prefix) for child in data))
        case _:
            return node
