"""Commands of which no resource that their root looks up says what they change: a subnet by an id that is not known, or one
that is named in a text which Terraform or a template runs. They are about what another root declares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from natpin.graph.identity import Identity
from natpin.model.arm_id import parse
from natpin.model.doubt import Doubt, Reach
from natpin.model.record import replace
from natpin.model.resource import AGENT_POOL, CLUSTER, Resource, same_type
from natpin.model.value import Node, Reference, Unknown, text
from natpin.pipeline.looked_up import looked_up
from natpin.pipeline.reading import ReadStack
from natpin.pipeline.same_place import place_of


def nameless_in(stack: ReadStack, types: Sequence[str], known: Identity) -> Iterator[tuple[Resource, Doubt]]:
    """What a stack's commands may change elsewhere, of some types, each with the doubt about it. Where it may be something
    that the stack declares itself, they are about that. ``known``: what is known of the stack's resources."""
    found = [part for part in stack.parts if isinstance(part, Doubt) and part.reach.elsewhere]
    if not found:
        return
    declared: dict[str, list[Resource]] = defaultdict(list)
    for part in stack.parts:
        if isinstance(part, Resource) and not part.external and part.home is None:
            declared[part.type.lower()].append(part)
    for doubt in found:
        reach = doubt.reach
        if not reach.alters or _is_own(reach.target):
            continue
        for one in types:
            if reach.types and one not in reach.types:
                continue
            meant = _meant(one, doubt)
            place = place_of(meant, known)
            if not any(place.agrees(place_of(own, known)) for own in declared[one.lower()]):
                yield meant, doubt


def clusters_given_pools(stack: ReadStack, known: Identity) -> Iterator[tuple[Resource, Doubt]]:
    """The clusters of other roots that a stack's commands add node pools to, by their names, each with the doubt about that."""
    for part in stack.parts:
        if not isinstance(part, Doubt) or not (part.reach.elsewhere and part.reach.adds):
            continue
        identifier = parse(part.reach.target)
        if identifier is None or not same_type(identifier.type, AGENT_POOL) or _is_own(part.reach.target):
            continue
        why = Unknown(part.reason, part.at)
        cluster = looked_up(
            "!nameless", CLUSTER, part.at, why, identifier.names[:-1], identifier.resource_group, why
        )
        place = place_of(cluster, known)
        own = (
            p
            for p in stack.parts
            if isinstance(p, Resource) and same_type(p.type, CLUSTER) and not p.external
        )
        if not any(place.agrees(place_of(one, known)) for one in own):
            yield cluster, replace(part, reach=Reach((AGENT_POOL,), adds=True, alters=False))


def _is_own(target: Node | None) -> bool:
    """Whether a command names something that its own root declares or looks up: that is followed by its reference."""
    pieces = target.parts if isinstance(target, Unknown) else (target,)
    return any(isinstance(piece, Reference) for piece in pieces)


def _meant(type_: str, doubt: Doubt) -> Resource:
    """What a command is about, as if its root looked it up."""
    target, why = doubt.reach.target, Unknown(doubt.reason, doubt.at)
    identifier = parse(target)
    names: Sequence[Node | None] = ()
    group: Node | None = None
    if identifier is not None and same_type(identifier.type, type_):
        names, group = identifier.names, identifier.resource_group
    elif "/" not in (text(target) or "/"):
        names = (target,)
    return looked_up("!nameless", type_, doubt.at, why, names, group, why)
