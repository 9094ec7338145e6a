"""What one root only looks up and another root of the same workspace declares.

Estates are split: a network root declares subnets and their NAT gateway, a cluster root looks the subnet up by name,
or is given its id. Each root is a stack of its own; where the name, and whatever is known of the network and resource
group, fits what exactly one other root declares, that root's network is brought into the cluster's graph, and every
resource brought in says where it is declared (``Resource.home``). A reader that can do better does so itself, as
Terraform's does with remote states. Where two roots fit, nothing is brought in: the unknown stays.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence

from natpin.model.arm_id import parse
from natpin.model.record import record, replace
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    WORKLOAD,
    Link,
    Resource,
    same_type,
)
from natpin.model.value import Node, Reference, Unknown, Value, items, members, text
from natpin.pipeline.reading import ReadStack

_JOINED = tuple(
    t.lower() for t in (SUBNET, VIRTUAL_NETWORK, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX, ROUTE_TABLE)
)
_NEVER = tuple(t.lower() for t in (CLUSTER, AGENT_POOL, WORKLOAD))


@record
class _Sought:
    """What is known of a resource that is declared elsewhere. Lower case; None for what is not known."""

    type: str
    name: str
    parent: str | None
    group: str | None


def joined(stacks: Sequence[ReadStack]) -> Iterator[ReadStack]:
    """The stacks, those with clusters completed by the networks that other roots declare for them."""
    declared: dict[tuple[str, str], list[tuple[ReadStack, _Sought]]] = defaultdict(list)
    for stack in stacks:
        for known in _declared(stack):
            declared[known.type, known.name].append((stack, known))
    for stack in stacks:
        if not stack.has_cluster:
            yield stack
            continue
        found: dict[str, ReadStack] = {}
        own = {(known.type, known.name) for known in _declared(stack)}
        for sought in _sought(stack):
            if (sought.type, sought.name) in own:
                continue
            other = _only_home(stack, sought, declared.get((sought.type, sought.name), []))
            if other is not None:
                found[other.stack.id] = other
        foreign = [part for other in found.values() for part in _brought(other)]
        yield replace(stack, parts=(*stack.parts, *foreign)) if foreign else stack


def _only_home(
    stack: ReadStack, sought: _Sought, candidates: Sequence[tuple[ReadStack, _Sought]]
) -> ReadStack | None:
    """The stack that declares it: of one root only, and of that root's environments the one with our name."""
    fitting = [
        other for other, known in candidates if other.stack.root != stack.stack.root and _fits(sought, known)
    ]
    roots = {other.stack.root for other in fitting}
    if len(roots) != 1:
        return None
    kin = [other for other in fitting if _environment(other) == _environment(stack)]
    distinct = {other.stack.id: other for other in (kin or fitting)}
    return next(iter(distinct.values())) if len(distinct) == 1 else None


def _environment(stack: ReadStack) -> tuple[str, ...]:
    if stack.stack.environment:
        return (stack.stack.environment,)
    return tuple(posixpath.basename(path) for path in stack.stack.inputs)


def _fits(sought: _Sought, known: _Sought) -> bool:
    """Nothing that is known of both differs."""
    pairs = ((sought.parent, known.parent), (sought.group, known.group))
    return all(left is None or right is None or left == right for left, right in pairs)


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
    name = text(resource.name)
    if name:
        yield _Sought(
            resource.type.lower(),
            name.lower(),
            _named(resource.parent, names),
            _named(resource.resource_group, names),
        )


def _ids(node: Node, names: dict[str, str], depth: int) -> Iterator[_Sought]:
    identifier = parse(node)
    if identifier is not None and identifier.type.lower() in _JOINED:
        name = text(identifier.names[-1])
        if name:
            parent = _named(identifier.names[-2], names) if len(identifier.names) > 1 else None
            yield _Sought(
                identifier.type.lower(), name.lower(), parent, _named(identifier.resource_group, names)
            )
    elif depth < 6:
        for child in (*items(node), *members(node).values()):
            yield from _ids(child, names, depth + 1)


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


def _brought(other: ReadStack) -> Iterator[Resource | Link]:
    """A stack's network as parts of another's graph: addresses get its root in front, so that none clash."""
    prefix = f"<{other.stack.root}>."
    for part in other.parts:
        match part:
            case Resource() if part.type.lower() not in _NEVER:
                yield replace(
                    part,
                    address=prefix + part.address,
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
