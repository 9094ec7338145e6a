"""A member of an object, an element of a list: what of a value that is worked out is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from natpin.languages.arm_expressions.invocation import Invocation, symbolic
from natpin.languages.arm_expressions.runtime import Runtime
from natpin.languages.arm_expressions.scope import Surroundings
from natpin.languages.arm_expressions.syntax import Index
from natpin.languages.arm_expressions.texts import is_open, unknown, why
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value, member
from natpin.model.value import symbol as identity


def member_of(node: Node, name: str, at: Location, safe: bool = False) -> Node:
    """A member of an object; of a resource, what only Azure can tell becomes a Reference."""
    match node:
        case Value(data=Mapping() as known):
            found = member(known, name)
            if found is not None:
                return found
            if isinstance(known, Runtime):
                return known.beyond(name, at)
            return Value(None, at) if safe else Unknown(f"there is no member {name}", at)
        case Value(data=None) if safe:
            return Value(None, at)
        case Value():
            return Unknown(f"what should have a member {name} is not an object", at)
        case Reference(target=target, attribute=attribute):
            return Reference(target, f"{attribute}.{name}", at)
        case Unknown():
            whole = identity(node)
            if whole is None:
                return Unknown(node.reason, at, node.settle_by)
            return unknown(f"{whole}.{name}", node.reason, at, node.settle_by)


def element_of(written: Index, of: Node, index: Node, deployment: Surroundings) -> Node:
    """``of[index]``: an element of a list, or a member of an object."""
    at = written.at
    if isinstance(index, Value) and isinstance(index.data, str):
        return member_of(of, index.data, at, written.safe)
    if isinstance(of, Unknown | Reference) or not isinstance(index, Value):
        if isinstance(of, Value) and of.data is None and written.safe:
            return Value(None, at)
        return symbolic(Invocation("[]", (of, index), at, deployment))
    if isinstance(of.data, tuple) and is_open(of.data):
        number = index.data if isinstance(index.data, int) else -1
        if written.from_end or not 0 <= number < len(of.data) or is_open(of.data[: number + 1]):
            return symbolic(Invocation("[]", (of, index), at, deployment), why(of)[0])
    if isinstance(of.data, tuple) and isinstance(index.data, int) and not isinstance(index.data, bool):
        number = len(of.data) - index.data if written.from_end else index.data
        if 0 <= number < len(of.data):
            return of.data[number]
        return Value(None, at) if written.safe else Unknown(f"there is no element {index.data}", at)
    if of.data is None and written.safe:
        return Value(None, at)
    return Unknown("what is indexed is not a list", at)
