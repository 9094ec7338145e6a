"""What one resource refers to, declared and live: a gateway, a route table, a subnet, the IPs of a gateway."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.drift.context import Context
from natpin.drift.pairs import Pairs, live_id
from natpin.graph import Graph
from natpin.model.arm_id import ArmId
from natpin.model.change import Uncompared
from natpin.model.location import Location
from natpin.model.record import record
from natpin.model.resource import Resource
from natpin.model.value import Node, Unknown, text


@record
class Target:
    """One end of a reference."""

    label: str
    id: str | None = None
    """The live resource's id; None for a declaration that no live resource stands for."""
    declared: Resource | None = None
    live: Resource | None = None
    certain: bool = True
    """False when the declaration says that there is one, and not which."""

    @property
    def key(self) -> str:
        """What equal targets share."""
        return (self.id or f"?{self.label}").lower()


def declared_target(graph: Graph, pairs: Pairs, node: Node, type_: str) -> Target | Unknown:
    """What a reference of the declaration means."""
    found = graph.follow(node, type_)
    if isinstance(found, Resource):
        pair = pairs.of(found)
        if isinstance(pair, Resource):
            return Target(pair.label, live_id(pair), found, pair)
        return Target(found.label, None, found, certain=pair is None)
    named = pairs.named(node, type_)
    match named:
        case Resource():
            return Target(named.label, live_id(named), None, named)
        case ArmId():
            last = named.names[-1]
            whole = text(node) or str(named)
            return Target(text(last) or "one that is declared elsewhere", whole if "…" not in whole else None)
        case Unknown():
            return named
    return found


def live_target(graph: Graph, node: Node, type_: str) -> Target | Unknown:
    """What a reference of a live resource means. One to a resource that could not be read still has its id."""
    found = graph.follow(node, type_)
    if isinstance(found, Resource):
        return Target(found.label, live_id(found), None, found)
    from natpin.model.arm_id import parse
    from natpin.model.value import Value, members

    inner = members(node).get("id", node) if isinstance(node, Value) else node
    identifier = parse(inner)
    whole = text(inner)
    if identifier is None or whole is None:
        return found
    return Target(whole.rsplit("/", 1)[-1], whole)


def single(graph: Graph, resource: Resource, name: str) -> Node | None:
    """The one thing attached as a property; None when nothing is."""
    attached = graph.attached(resource, name)
    return attached.sure[0] if attached.sure else attached.cause


def several(graph: Graph, resource: Resource, name: str) -> tuple[Node, ...] | Unknown:
    """The elements of a list property; Unknown when the list is."""
    listed = graph.listed(resource, name)
    if listed.cause is not None:
        return listed.cause
    doubtful = [node for node in listed.sure if isinstance(node, Unknown) and not node.parts]
    return doubtful[0] if doubtful else listed.sure


def alike(declared: Target | None, live: Target | None) -> bool:
    """Whether both ends are one. A live resource that could not be read is known by its name alone."""
    if declared is None or live is None:
        return declared is live
    if declared.id is None and live.live is None and declared.certain:
        return declared.label.lower() == live.label.lower()
    return declared.key == live.key


def matched(declared: Sequence[Target], live: Sequence[Target]) -> tuple[list[Target], list[Target]]:
    """What is declared and not live, what is live and not declared."""
    lost = [one for one in declared if not any(alike(one, other) for other in live)]
    extra = [one for one in live if not any(alike(other, one) for other in declared)]
    return lost, extra


def unread(address: str, path: str, target: Target, at: Location) -> Uncompared:
    """A live resource that is there and could not be read."""
    return Uncompared(
        address, path, Unknown(f"{target.label} could not be read in Azure", at), live_side=True
    )


def expected_id(context: Context, target: Target) -> str | None:
    """The id that a target must have, as far as the declaration tells it."""
    if target.id is not None or target.declared is None:
        return target.id
    return context.pairs.expected_id(target.declared, context.live.subscription, None)


def is_absent_for_certain(context: Context, target: Target) -> bool:
    """True for a declared resource that was asked for and is not there."""
    if target.declared is None or target.id is not None:
        return False
    expected = expected_id(context, target)
    return expected is not None and expected.lower() in context.live.absent


def is_declared(context: Context, target: Target) -> bool:
    """Whether something of the target's type declares it."""
    if target.id is None or target.live is None:
        return False
    return context.pairs.is_declared(target.id, target.live.type)


def nameless(resource: Resource) -> Unknown:
    name = resource.name
    return name if isinstance(name, Unknown) else Unknown("its name is not known here", resource.at)
