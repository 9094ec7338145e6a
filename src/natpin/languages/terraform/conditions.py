"""Conditions that the files do not decide, each put as a question.

A condition is identified by its text and the module it stands in. Where it uses names of its own (``each``, a variable
of ``for``) their values belong to it; where those are not known, nothing identifies it and it is no question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.languages.hcl.ast import Binary, Call, Expression, Literal, Name, Traversal, Unary
from natpin.languages.terraform.scope import Scope
from natpin.model.record import field_names
from natpin.model.value import Node, Unknown, Value, symbol

COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">="})
FUNCTIONS = frozenset(
    {"contains", "alltrue", "anytrue", "can", "startswith", "endswith", "strcontains", "tobool"}
)
"""Functions that answer a yes-or-no question."""

_LONGEST = 400


def settled(expression: Expression, node: Node, scope: Scope) -> Node:
    """A condition's value: as it is, or as it is supposed to be. One whose parts are questions is none itself."""
    if not isinstance(node, Unknown) or scope.world.trying:
        return node
    if isinstance(expression, Unary) or (
        isinstance(expression, Binary) and expression.operator in ("&&", "||", *COMPARISONS)
    ):
        return node
    if isinstance(expression, Call) and expression.name in FUNCTIONS:
        return node  # asked where it is called
    return put(expression, node, scope)


def put(expression: Expression, node: Unknown, scope: Scope) -> Node:
    """A condition put as a question: as it is supposed to be, else itself."""
    if scope.world.trying:
        return node
    asked, name = _named(expression, scope)
    return scope.world.choices.condition(node, name, asked, scope.at(expression.start, expression.end))


def compared(expression: Binary, left: Node, right: Node, node: Unknown, scope: Scope) -> Node:
    """A comparison's value, as it is supposed to be. An input compared with a text is a question about the input."""
    at = scope.at(expression.start, expression.end)
    equal = expression.operator in ("==", "!=")
    if scope.world.trying:
        return node
    for one, other in ((left, right), (right, left)):
        if equal and isinstance(other, Value) and isinstance(other.data, str | bool | int):
            word = ("true" if other.data else "false") if isinstance(other.data, bool) else str(other.data)
            if scope.world.choices.compared(one, (word,)) is False:
                return Value(expression.operator == "!=", at)
            if scope.world.choices.is_input(one):
                return node
    asked, name = _named(expression, scope)
    if not equal:
        return scope.world.choices.condition(node, name, asked, at)
    # ``a != b`` is the question ``a == b``, answered the other way
    same = f"{_text(expression.left, scope)} == {_text(expression.right, scope)}"
    everywhere = _of_input(left, right, scope)
    if everywhere is not None:
        name = everywhere
    elif name is None:
        return scope.world.choices.condition(node, name, asked, at)
    elif expression.operator == "!=":
        name = name.replace(asked, same, 1)
    answer = scope.world.choices.condition(node, name, same, at)
    if isinstance(answer, Value):
        return Value(answer.data is (expression.operator == "=="), at)
    return answer


def _of_input(left: Node, right: Node, scope: Scope) -> str | None:
    """What identifies the comparison of an input with a known value, wherever it stands: an input that modules hand on
    to one another is the same in each, whatever they call it."""
    for one, other in ((left, right), (right, left)):
        name = scope.world.choices.name_of(one)
        if name is not None and isinstance(other, Value) and other.data is None:
            return f"{name} == null"
    return None


def _text(expression: Expression, scope: Scope) -> str:
    return " ".join(scope.source.text[expression.start : expression.end].split())


def _named(expression: Expression, scope: Scope) -> tuple[str, str | None]:
    """How the author writes a condition, and what identifies it; None where nothing does."""
    written = _text(expression, scope)
    if len(written) > _LONGEST:
        return written[:_LONGEST], None
    own = sorted({name for name in _names(expression) if name in scope.names})
    values = [_of_name(name, scope.names[name]) for name in own]
    if None in values:
        return written, None
    context = "".join(f" [{name}: {value}]" for name, value in zip(own, values, strict=True))
    if own:  # the same name stands for something else at another place
        context += f" at {scope.source.path}:{expression.start}"
    module = scope.module.address
    return written, f"{module}: {written}{context}" if module else f"{written}{context}"


def _of_name(name: str, node: Node) -> str | None:
    """What a name stands for, as text; None when that is not known. ``each`` is known by its key, of one block and
    module instance."""
    if name in ("each", "count") and isinstance(node, Value) and isinstance(node.data, dict):
        return _value(node.data.get("key") or node.data.get("index"))
    return _value(node)


def _value(node: Node | None, depth: int = 0) -> str | None:
    if not isinstance(node, Value) or depth > 4:
        return symbol(node)
    if isinstance(node.data, dict):
        parts = [(key, _value(one, depth + 1)) for key, one in node.data.items()]
    elif isinstance(node.data, tuple):
        parts = [("", _value(one, depth + 1)) for one in node.data]
    elif isinstance(node.data, Mapping):
        return None
    else:
        return repr(node.data)
    known = [f"{key}={value}" for key, value in parts if value is not None]
    whole = ",".join(known)
    return whole if len(known) == len(parts) and len(whole) <= _LONGEST else None


def _names(expression: Expression) -> Iterator[str]:
    """The first word of every traversal in an expression."""
    pending: list[object] = [expression]
    while pending:
        one = pending.pop()
        match one:
            case Name(name=name):
                yield name
            case Traversal(source=source, steps=steps):
                pending.append(source)
                pending.extend(steps)
            case Literal() | None | str() | int() | float() | bool():
                pass
            case tuple():
                pending.extend(one)
            case _:
                pending.extend(getattr(one, name) for name in field_names(one))
