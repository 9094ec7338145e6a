"""Commands of which no resource that their root looks up says what they change: a subnet by an id that is not known, or one
that is named in a text which Terraform or a template runs. They are about what another root declares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.model.arm_id import parse
from natpin.model.doubt import Doubt
from natpin.model.resource import Resource, same_type
from natpin.model.value import Node, Reference, Unknown, text
from natpin.pipeline.reading import ReadStack


def nameless_in(stack: ReadStack, types: Sequence[str]) -> Iterator[tuple[Resource, Doubt]]:
    """What a stack's commands may change elsewhere, of some types, each with the doubt about it. Where the stack declares such
    things itself, its commands are about those."""
    found = [part for part in stack.parts if isinstance(part, Doubt) and part.reach.elsewhere]
    if not found:
        return
    declared = {p.type.lower() for p in stack.parts if isinstance(p, Resource) and not p.external}
    for doubt in found:
        reach = doubt.reach
        meant = types if not reach.types else [one for one in types if one in reach.types]
        if reach.alters and not _is_own(reach.target):
            for one in meant:
                if one.lower() not in declared:
                    yield _meant(one, doubt), doubt


def _is_own(target: Node | None) -> bool:
    """Whether a command names something that its own root declares or looks up: that is followed by its reference."""
    pieces = target.parts if isinstance(target, Unknown) else (target,)
    return any(isinstance(piece, Reference) for piece in pieces)


def _meant(type_: str, doubt: Doubt) -> Resource:
    """What a command is about, as if its root looked it up."""
    target, why = doubt.reach.target, Unknown(doubt.reason, doubt.at)
    name: Node = why
    parent: Node = why
    group: Node = why
    identifier = parse(target)
    if identifier is not None and same_type(identifier.type, type_):
        name, group = identifier.names[-1] or why, identifier.resource_group or why
        parent = (identifier.names[-2] if len(identifier.names) > 1 else None) or why
    elif target is not None and "/" not in (text(target) or "/"):
        name = target
    return Resource("!nameless", type_, name, {}, doubt.at, parent, group, subscription=why, external=True)
