"""The members of a statement's body, told apart without evaluating them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.languages.arm_expressions.evaluate import evaluate
from natpin.languages.arm_expressions.runtime import Lazy
from natpin.languages.arm_expressions.scope import Frame, Place
from natpin.languages.arm_expressions.syntax import Expression, Literal, ObjectMember, ObjectOf, Written
from natpin.languages.arm_expressions.texts import pieces, segments
from natpin.model.value import Node, Value, members, text


def member_later(part: Expression, frame: Frame) -> Callable[[], Node]:
    """An object's members wait until they are asked for, one level deep."""
    return _later(part, parts_of(part), frame)


def _later(part: Expression, inner: Mapping[str, Expression] | None, frame: Frame) -> Callable[[], Node]:
    if inner is None:
        return lambda: evaluate(part, frame)
    return lambda: Value(
        Lazy({name: evaluated_later(child, frame) for name, child in inner.items()}), part.at
    )


def evaluated_later(part: Expression, frame: Frame) -> Callable[[], Node]:
    """An evaluation that waits until it is asked for."""
    return lambda: evaluate(part, frame)


def parts_of(expression: Expression) -> Mapping[str, Expression] | None:
    """The members of a written object, when their names are plain; None for any other expression."""
    match expression:
        case Written(value=Value(data=Mapping() as written)):
            if any(name.startswith("[") or name.lower() == "copy" for name in written):
                return None
            return {name: Written(child) for name, child in written.items() if isinstance(child, Value)}
        case ObjectOf(entries=entries):
            found: dict[str, Expression] = {}
            for entry in entries:
                if not (isinstance(entry, ObjectMember) and isinstance(entry.key, Literal)):
                    return None
                found[str(entry.key.value.data)] = entry.value
            return found
        case _:
            return None


class Outlines:
    """The members of the body that was asked for last: all resources of a loop have one, and are made one after the other."""

    def __init__(self) -> None:
        self._body: Expression | None = None
        self.plain: Mapping[str, Expression] | None = None
        """Its members, where their names are plain."""
        self.by_lower_name: Mapping[str, Expression] = {}
        """The same, empty where they are not."""
        self.inner: Mapping[str, Mapping[str, Expression] | None] = {}
        """The members of each of them, likewise."""

    def of(self, body: Expression) -> Outlines:
        """Itself, with the members of a body."""
        if body is not self._body:
            plain = parts_of(body)
            self._body, self.plain = body, plain
            self.by_lower_name = {name.lower(): part for name, part in (plain or {}).items()}
            self.inner = {name: parts_of(part) for name, part in (plain or {}).items()}
        return self


def members_of(body: Expression, frame: Frame, outlines: Outlines) -> Mapping[str, Callable[[], Node]]:
    """The members of a statement's body, each evaluated when it is asked for.

    Where a part of the body is unknown (``...common``), so is what it may have overridden, and what natpin asks of
    every resource.
    """
    known = outlines.of(body)
    if known.plain is not None:
        return {name: _later(part, known.inner[name], frame) for name, part in known.plain.items()}
    if not isinstance(body, ObjectOf):
        return _given(evaluate(body, frame))
    found: dict[str, Callable[[], Node]] = {}
    for entry in body.entries:
        if isinstance(entry, ObjectMember):
            key = evaluate(entry.key, frame)
            name = text(key)
            if name is not None:
                found[name] = member_later(entry.value, frame)
                continue
            spread: Node = key
        else:
            spread = evaluate(entry.of, frame)
        if not isinstance(spread, Value):
            found = {name: _constant(spread) for name in (*_ASKED_OF_ALL, *found)}
        else:
            found.update(_given(spread))
    return found


_ASKED_OF_ALL = ("properties", "sku", "zones", "location")


def _given(node: Node) -> dict[str, Callable[[], Node]]:
    if isinstance(node, Value):
        return {name: _constant(child) for name, child in members(node).items()}
    return {name: _constant(node) for name in _ASKED_OF_ALL}


def _constant(node: Node) -> Callable[[], Node]:
    return lambda: node


def place_of_scope(scope: Node) -> Place | None:
    """The place in an id of a subscription or resource group."""
    found = segments(pieces(scope))
    words = [segment[0].lower() if segment and isinstance(segment[0], str) else "" for segment in found]
    if "subscriptions" not in words:
        return Place((None,), None)
    here = words.index("subscriptions") + 1
    subscription = tuple(found[here]) if here < len(found) else (None,)
    if "resourcegroups" not in words:
        return Place(subscription, None)
    group = words.index("resourcegroups") + 1
    return Place(subscription, tuple(found[group]) if group < len(found) else (None,))
