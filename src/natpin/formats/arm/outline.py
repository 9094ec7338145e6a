"""The members of a statement's body, told apart without evaluating them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.languages.arm_expressions.evaluate import evaluate
from natpin.languages.arm_expressions.runtime import Lazy
from natpin.languages.arm_expressions.scope import Frame, Place
from natpin.languages.arm_expressions.syntax import Entry, Expression, Literal, ObjectOf, Written
from natpin.languages.arm_expressions.texts import pieces, segments
from natpin.model.value import Node, Value


def member_later(part: Expression, frame: Frame) -> Callable[[], Node]:
    """An object's members wait until they are asked for, one level deep."""
    inner = parts_of(part)
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
                if not (isinstance(entry, Entry) and isinstance(entry.key, Literal)):
                    return None
                found[str(entry.key.value.data)] = entry.value
            return found
        case _:
            return None


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
