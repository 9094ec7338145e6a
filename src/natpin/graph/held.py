"""What a property holds, as several: a part of it may be open."""

from __future__ import annotations

from natpin.model.arm_id import parse
from natpin.model.asking import elements_of
from natpin.model.record import replace
from natpin.model.several import Several
from natpin.model.value import Node, Reference, Unknown, Value, is_absent


def is_empty(node: Node | None) -> bool:
    """True for null and for the empty text, which stands for null where an id is expected."""
    return is_absent(node) or (isinstance(node, Value) and node.data == "")


def held(own: Node | None) -> Several[Node]:
    """What stands in a single-valued property such as ``natGateway``; nothing for null, an empty id or none at all."""
    if isinstance(own, Value) and isinstance(own.data, dict) and is_empty(own.data.get("id")):
        own = None
    return Several() if own is None or is_absent(own) else _present(own)


def _present(own: Node) -> Several[Node]:
    """What a property holds: a maybe when nobody knows whether it is null."""
    inner = own.data.get("id") if isinstance(own, Value) and isinstance(own.data, dict) else own
    if isinstance(inner, Unknown) and parse(inner) is None and not _holds_text(inner):
        return Several((), ((own, inner),))
    return Several((own,))


def _holds_text(unknown: Unknown) -> bool:
    """True for a text of which a piece is known: whatever the rest is, it is neither null nor empty."""
    return any(isinstance(part, str) and part for part in unknown.parts)


def elements(own: Node | None) -> Several[Node]:
    """What a list property holds."""
    # a reference where a list is expected is one resource, named without the brackets
    return Several((own,)) if isinstance(own, Reference) else elements_of(own)


def flat(found: Several[Node]) -> tuple[Node, ...]:
    """The same in one row; an unknown stands for what may be there, marked where it may be several."""
    more = (replace(found.rest, others=True),) if found.rest is not None else ()
    return (*found.sure, *(why for _, why in found.maybe), *more)
