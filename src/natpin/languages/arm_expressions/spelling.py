"""Expressions as their author would write them, for a question to be asked in words."""

from __future__ import annotations

import json

from natpin.languages.arm_expressions.syntax import (
    Call,
    Expression,
    Index,
    Literal,
    Member,
    Name,
    Text,
    Written,
)
from natpin.model.value import text

MAX_SPELLED = 120
"""Characters; what is longer is cut."""

_OPERATORS = {
    "equals": "==",
    "equalsignorecase": "=~",
    "less": "<",
    "lessorequals": "<=",
    "greater": ">",
    "greaterorequals": ">=",
    "and": "&&",
    "or": "||",
    "coalesce": "??",
}


def spelled(expression: Expression) -> str:
    """``tier == 'prod'``; parts that are no plain expression are shown as an ellipsis."""
    found = _spelled(expression, 0)
    return found if len(found) <= MAX_SPELLED else found[: MAX_SPELLED - 1] + "…"


def _spelled(expression: Expression, depth: int) -> str:
    if depth > 8:
        return "…"
    match expression:
        case Literal(value=value) if isinstance(value.data, str):
            return f"'{value.data}'"
        case Literal(value=value) if value.data is None or isinstance(value.data, bool | int):
            return json.dumps(value.data)
        case Written(value=value):
            written = text(value)
            return written.strip("[]") if written is not None else "…"
        case Name(name=name):
            return name
        case Member(of=of, name=name):
            return f"{_spelled(of, depth + 1)}.{name.lstrip(':')}"
        case Index(of=of, index=index):
            return f"{_spelled(of, depth + 1)}[{_spelled(index, depth + 1)}]"
        case Text(pieces=pieces):
            inner = [p if isinstance(p, str) else f"${{{_spelled(p, depth + 1)}}}" for p in pieces]
            return f"'{''.join(inner)}'"
        case Call(name="parameters" | "variables", arguments=(Literal(value=value),)):
            return str(value.data)
        case Call(name="not", arguments=(inner,)):
            return f"!({_spelled(inner, depth + 1)})"
        case Call(name=name, arguments=arguments) if name in _OPERATORS and len(arguments) > 1:
            return f" {_OPERATORS[name]} ".join(_spelled(argument, depth + 1) for argument in arguments)
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(_spelled(argument, depth + 1) for argument in arguments)})"
        case _:
            return "…"
