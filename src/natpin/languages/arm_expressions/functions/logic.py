"""Conditions, comparisons and choices, in three-valued logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from natpin.languages.arm_expressions.invocation import Evaluate, Invocation, symbolic
from natpin.languages.arm_expressions.scope import Effort, Frame, located
from natpin.languages.arm_expressions.syntax import Call, Expression
from natpin.languages.arm_expressions.texts import certainly_differ, certainly_not_empty, is_open, why
from natpin.model.value import NULL, Node, Unknown, Value
from natpin.model.value import symbol as identity


def truth(node: Node) -> bool | None:
    """True, False, or None for what is no known boolean. The texts 'true' and 'false' count, as ARM has it."""
    if isinstance(node, Value):
        if isinstance(node.data, bool):
            return node.data
        if isinstance(node.data, str) and node.data.lower() in ("true", "false"):
            return node.data.lower() == "true"
    return None


def decided(node: Node, asked: Expression, frame: Frame) -> bool | None:
    """Whether a condition holds, or is supposed to; None for one that is open."""
    found = truth(node)
    if found is not None or isinstance(node, Value) or None in frame.turns:
        return found  # of any turn of a loop nobody knows: one answer is not that of the others
    return frame.deployment.supposed(node, f"{asked.at}{frame.where}", asked)


def choose(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``if(condition, then, else)``; of an undecided choice, what both branches agree on."""
    if len(call.arguments) != 3:
        return Unknown("if() takes 3 arguments", call.at)
    condition = evaluate(call.arguments[0], frame)
    holds = decided(condition, call.arguments[0], frame)
    if holds is not None:
        return evaluate(call.arguments[1 if holds else 2], frame)
    reason, settle_by = why(condition)
    cause = Unknown(located(reason or "the condition is not a boolean", frame), call.at, settle_by)
    left, right = evaluate(call.arguments[1], frame), evaluate(call.arguments[2], frame)
    return either(left, right, cause, frame.deployment.effort)


def either(left: Node, right: Node, cause: Unknown, effort: Effort) -> Node:
    """What is true of both; the rest is unknown because of ``cause``."""
    effort.spend()
    match left, right:
        case Value(data=Mapping() as ours), Value(data=Mapping() as theirs):
            members: dict[str, Node] = {}
            for name in dict.fromkeys([*ours, *theirs]):
                here, there = ours.get(name, NULL), theirs.get(name, NULL)
                members[name] = either(here, there, cause, effort)
            return Value(members, left.at)
        case Value(data=tuple() as ours), Value(data=tuple() as theirs) if is_open((*ours, *theirs)):
            alike = len(ours) == len(theirs) and all(
                equal(a, b, effort) for a, b in zip(ours, theirs, strict=True)
            )
            return left if alike else cause
        case Value(data=tuple() as ours), Value(data=tuple() as theirs) if len(ours) == len(theirs):
            pairs = zip(ours, theirs, strict=True)
            return Value(tuple(either(a, b, cause, effort) for a, b in pairs), left.at)
        case Value(data=a), Value(data=b) if not isinstance(a, tuple | Mapping):
            return left if a == b and type(a) is type(b) else cause
        case Value(), _:
            return cause
        case _ if identity(left) is not None and identity(left) == identity(right):
            return left
    return cause


def all_of(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``and``: one false decides, however unknown the others are."""
    return _fold(call, frame, evaluate, decisive=False)


def any_of(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``or``: one true decides."""
    return _fold(call, frame, evaluate, decisive=True)


def _fold(call: Call, frame: Frame, evaluate: Evaluate, decisive: bool) -> Node:
    undecided: list[tuple[Node, Expression]] = []
    for argument in call.arguments:
        node = evaluate(argument, frame)
        found = truth(node)
        if found is decisive:
            return Value(decisive, call.at)
        if found is None:
            undecided.append((node, argument))
    # Only now, for one that is known decides whatever is supposed of the others.
    left: list[Node] = []
    for node, argument in undecided:
        found = decided(node, argument, frame)
        if found is decisive:
            return Value(decisive, call.at)
        if found is None:
            left.append(node)
    if left:
        return symbolic(Invocation(call.name, tuple(left), call.at, frame.deployment))
    return Value(not decisive, call.at)


def negate(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """``not``."""
    if len(call.arguments) != 1:
        return Unknown("not() takes one argument", call.at)
    node = evaluate(call.arguments[0], frame)
    found = decided(node, call.arguments[0], frame)
    if found is not None:
        return Value(not found, call.at)
    return symbolic(Invocation(call.name, (node,), call.at, frame.deployment))


def coalesce(call: Call, frame: Frame, evaluate: Evaluate) -> Node:
    """The first argument that is not null."""
    node: Node = Value(None, call.at)
    for argument in call.arguments:
        node = evaluate(argument, frame)
        if not isinstance(node, Value):
            # An unknown may be null; what is surely a text or a reference is not.
            return node
        if node.data is not None:
            return node
    return node


def equal(left: Node, right: Node, effort: Effort) -> bool | None:
    """Whether two values are the same; None when that cannot be known."""
    effort.spend()
    match left, right:
        case Value(data=Mapping() as ours), Value(data=Mapping() as theirs):
            if {name.lower() for name in ours} != {name.lower() for name in theirs}:
                return False
            folded = {name.lower(): child for name, child in theirs.items()}
            return _all(equal(child, folded[name.lower()], effort) for name, child in ours.items())
        case Value(data=tuple() as ours), Value(data=tuple() as theirs):
            if is_open((*ours, *theirs)):
                return None
            if len(ours) != len(theirs):
                return False
            return _all(equal(a, b, effort) for a, b in zip(ours, theirs, strict=True))
        case Value(data=a), Value(data=b):
            if isinstance(a, tuple | Mapping) or isinstance(b, tuple | Mapping):
                return False
            return a == b and isinstance(a, bool) == isinstance(b, bool)
        case Value(data=None), other if certainly_not_empty(other):
            return False
        case other, Value(data=None) if certainly_not_empty(other):
            return False
        case Value(data=""), other if certainly_not_empty(other):
            return False
        case other, Value(data="") if certainly_not_empty(other):
            return False
    if identity(left) is not None and identity(left) == identity(right):
        return True
    return False if _are_texts(left, right) and certainly_differ(left, right) else None


def _are_texts(left: Node, right: Node) -> bool:
    """True for known texts and for unknown ones of which a piece is known."""
    return all(
        (isinstance(node, Value) and isinstance(node.data, str)) or certainly_not_empty(node)
        for node in (left, right)
    )


def _all(found: object) -> bool | None:
    verdict: bool | None = True
    for one in found:  # type: ignore[attr-defined]
        if one is False:
            return False
        if one is None:
            verdict = None
    return verdict


def equals(invocation: Invocation) -> Node:
    """``equals`` and ``==``; case counts."""
    if len(invocation.arguments) != 2:
        return symbolic(invocation)
    found = equal(*invocation.arguments, invocation.deployment.effort)
    return symbolic(invocation) if found is None else Value(found, invocation.at)


def equals_ignoring_case(invocation: Invocation) -> Node:
    """Bicep's ``=~``."""
    folded = tuple(
        Value(node.data.lower(), node.at) if isinstance(node, Value) and isinstance(node.data, str) else node
        for node in invocation.arguments
    )
    return equals(Invocation(invocation.name, folded, invocation.at, invocation.deployment))


def compared(verdict: Callable[[int], bool]) -> Callable[[Invocation], Node]:
    """``less``, ``greaterOrEquals`` and the like, of two numbers or two texts."""

    def called(invocation: Invocation) -> Node:
        match invocation.arguments:
            case (Value(data=str() as left), Value(data=str() as right)):
                return Value(verdict((left > right) - (left < right)), invocation.at)
            case (Value(data=int() | float() as a), Value(data=int() | float() as b)):
                return Value(verdict((a > b) - (a < b)), invocation.at)
            case _:
                return symbolic(invocation)

    return called


def boolean(invocation: Invocation) -> Node:
    """``bool``: of a boolean, a text or a number."""
    node = invocation.arguments[0] if len(invocation.arguments) == 1 else None
    if isinstance(node, Value) and isinstance(node.data, int):
        return Value(bool(node.data), invocation.at)
    found = truth(node) if node else None
    return symbolic(invocation) if found is None else Value(found, invocation.at)


def always(data: bool | None) -> Callable[[Invocation], Node]:
    """``true()``, ``false()`` and ``null()``."""
    return lambda invocation: Value(data, invocation.at)
