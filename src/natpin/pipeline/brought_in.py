"""A stack's network as parts of another stack's graph: addresses say which root they come from."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.model.doubt import Doubt, Reach
from natpin.model.record import replace
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    SUBNET,
    VIRTUAL_NETWORK,
    WORKLOAD,
    Link,
    Resource,
    same_type,
)
from natpin.model.value import Node, Reference, Unknown, Value, is_absent, items, members
from natpin.pipeline.reading import ReadStack

_NEVER = tuple(t.lower() for t in (CLUSTER, AGENT_POOL, WORKLOAD))


_LOOKED_UP = (SUBNET.lower(), VIRTUAL_NETWORK.lower())
"""What is there all the same where another root does not declare it, for a cluster's root looks it up."""


def brought(other: ReadStack, into: str = "") -> Iterator[Resource | Link | Doubt]:
    """A stack's network as parts of another's graph: addresses get its root in front, so that none clash. So do doubts
    about some of it; what it leaves open without naming anything may change what it declares, and no more. A
    network that it may not declare is there all the same, for it is looked up: then nobody here knows what it is like.
    Clusters and pools stay behind, and doubts about them: ``changed_elsewhere`` says whose they are. What the other has taken
    in from ``into``, the root that it is brought into, is that root's own."""
    prefix = f"<{other.stack.root}>."
    own = f"<{into}>." if into else ""
    left = {
        part.address for part in other.parts if isinstance(part, Resource) and part.type.lower() in _NEVER
    }
    for part in other.parts:
        match part:
            case Resource() if into and part.home == into:
                continue
            case Resource() if part.type.lower() not in _NEVER:
                open_ = part.doubt or (part.conditional if part.type.lower() in _LOOKED_UP else None)
                yield replace(resource_moved(part, prefix, own), doubt=open_)
            case Link() if own and part.address.startswith(own):
                continue
            case Link():
                yield replace(
                    part,
                    address=prefix + part.address,
                    source=moved(part.source, prefix, own),
                    target=moved(part.target, prefix, own),
                )
            case Doubt(reach=Reach(target=Reference(target=address))) if address in left:
                continue
            case Doubt():
                target = None if part.reach.target is None else moved(part.reach.target, prefix, own)
                group = None if part.reach.group is None else moved(part.reach.group, prefix, own)
                home = other.stack.root if target is None else None
                yield replace(part, reach=replace(part.reach, target=target, home=home, group=group))


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


def updates(other: ReadStack) -> Iterator[Link | Doubt]:
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
            node = moved(part.properties[name], prefix)
            single = (node,) if written == name else items(node)
            targets = [t for one in single if (t := members(one).get("id")) is not None]
            for number, target in enumerate(targets):
                address = f"{prefix}{part.address}.{name}" + (f"[{number}]" if written != name else "")
                yield Link(address, part.type, source, written, target, node.at)
            taken_off = is_absent(node) and same_type(
                part.type, SUBNET
            )  # which counts where something attaches
            if not taken_off and (not targets or len(targets) < len(single)):
                why = f"{other.stack.root} takes {name} off {part.label}, or sets it to what is not known"
                yield Doubt(why, node.at, None, Reach((part.type,), source, (name,)))


def resource_moved(resource: Resource, prefix: str, home: str = "") -> Resource:
    """A resource as part of another stack's graph."""
    parent, group = resource.parent, resource.resource_group
    return replace(
        resource,
        address=prefix + resource.address,
        properties={name: moved(node, prefix, home) for name, node in resource.properties.items()},
        name=moved(resource.name, prefix, home),
        parent=moved(parent, prefix, home) if parent is not None else None,
        resource_group=moved(group, prefix, home) if group is not None else None,
        traits={name: moved(node, prefix, home) for name, node in resource.traits.items()},
    )


def moved(node: Node, prefix: str, home: str = "") -> Node:
    """A node whose references point to the addresses with the prefix, and those that begin with ``home`` to what follows it."""
    match node:
        case Reference():
            own = home and node.target.startswith(home)
            return replace(node, target=node.target[len(home) :] if own else prefix + node.target)
        case Unknown(parts=parts) if parts:
            pieces = tuple(
                moved(part, prefix, home) if isinstance(part, Reference | Unknown) else part for part in parts
            )
            return replace(node, parts=pieces)
        case Value(data=dict() as data):
            return replace(node, data={name: moved(child, prefix, home) for name, child in data.items()})
        case Value(data=tuple() as data):
            return replace(node, data=tuple(moved(child, prefix, home) for child in data))
        case _:
            return node
