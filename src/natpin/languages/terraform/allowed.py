"""The values that a variable may have, as its type and its ``validation`` blocks tell.

Source: Terraform language documentation, "Custom Conditions": a plan is refused unless every condition holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.languages.hcl.ast import (
    Attr,
    Binary,
    Body,
    Call,
    Expression,
    Literal,
    Name,
    Traversal,
    TupleOf,
    Unary,
)
from natpin.regex import late_regex

_ALTERNATIVES = late_regex(r"\^\(?(?:\?:)?([\w.|-]+)\)?\$\Z")


def allowed(name: str, body: Body) -> tuple[str, ...]:
    """Every value that a variable may have, as text; none where they are not few."""
    admitted: tuple[str, ...] = ()
    for block in body.blocks:
        condition = block.body.attributes.get("condition") if block.type == "validation" else None
        for part in _conjuncts(condition.expression) if condition is not None else ():
            found = _values(part, name)
            if found:
                admitted = tuple(value for value in dict.fromkeys(found) if not admitted or value in admitted)
    kind = body.attributes.get("type")
    if not admitted and kind is not None and isinstance(kind.expression, Name | Literal):
        word = kind.expression.name if isinstance(kind.expression, Name) else kind.expression.value
        if word == "bool":
            return ("true", "false")
    return admitted


_HOLE = late_regex(r"(?:\[\^?[^\[\]\\]+\]|\.)\+")
_LITERAL = late_regex(r"[\w/.-]*\Z")


def spelled(name: str, body: Body) -> tuple[str | None, ...]:
    """What every value of a variable certainly holds, in order, as a ``validation`` by ``regex`` tells; None for what
    stands between. Nothing where no condition tells."""
    for block in body.blocks:
        condition = block.body.attributes.get("condition") if block.type == "validation" else None
        for part in _conjuncts(condition.expression) if condition is not None else ():
            match part:
                case Call(
                    name="can",
                    arguments=(Call(name="regex", arguments=(Literal(value=str() as pattern), wanted)),),
                ) if _is_variable(wanted, name):
                    found = _pieces(pattern)
                    if any(found):
                        return found
    return ()


def _pieces(pattern: str) -> tuple[str | None, ...]:
    """The literal text of a pattern of literals and of holes such as ``[^/]+``; none for any other pattern."""
    pattern = pattern.removeprefix("(?i)")
    start, end = pattern.startswith("^"), pattern.endswith("$")
    literals = [text.replace("\\", "") for text in _HOLE.split(pattern.removeprefix("^").removesuffix("$"))]
    if not all(_LITERAL.match(text) for text in literals):
        return ()
    pieces: list[str | None] = [] if start else [None]
    for number, text in enumerate(literals):
        pieces += [None] * (number > 0 and pieces[-1:] != [None]) + ([text] if text else [])
    return (*pieces, *([] if end or pieces[-1:] == [None] else [None]))


def _conjuncts(expression: Expression) -> Iterator[Expression]:
    if isinstance(expression, Binary) and expression.operator == "&&":
        yield from _conjuncts(expression.left)
        yield from _conjuncts(expression.right)
    else:
        yield expression


def _values(expression: Expression, name: str) -> list[str]:
    """The values that a condition admits; none when it is of another form."""
    match expression:
        case Call(name="contains", arguments=(TupleOf(items=listed), wanted)) if _is_variable(wanted, name):
            known = [item.value for item in listed if isinstance(item, Literal)]
            values = [_word(value) for value in known if isinstance(value, str | int)]
            return values if len(values) == len(listed) else []
        case Call(
            name="can", arguments=(Call(name="regex", arguments=(Literal(value=str() as pattern), wanted)),)
        ):
            found = _ALTERNATIVES.match(pattern) if _is_variable(wanted, name) else None
            return found[1].split("|") if found is not None and "." not in found[1] else []
        case Binary(operator="||", left=left, right=right):
            one, other = _values(left, name), _values(right, name)
            return one + other if one and other else []
        case Binary(operator="==", left=left, right=Literal(value=str() | bool() as value)) if _is_variable(
            left, name
        ):
            return [_word(value)]
        case Unary(operator="!", operand=operand) if _is_variable(operand, name):
            return ["false"]
        case Traversal() if _is_variable(expression, name):
            return ["true"]
    return []


def _word(value: str | int | float) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _is_variable(expression: Expression, name: str) -> bool:
    match expression:
        case Traversal(source=Name(name="var"), steps=(Attr(name=found),)):
            return found == name
    return False
