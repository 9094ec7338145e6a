"""Whole-number arithmetic of ``$((…))``, as far as scripts that provision use it."""

from __future__ import annotations

import re
from collections.abc import Callable

_TOKEN = re.compile(r"\s*(?:(\d{1,15})|\$?\{?([A-Za-z_]\w*)\}?|\$?\{?(\d)\}?|([-+*/%()]))")
_MAX_TOKENS = 200


def evaluate(text: str, lookup: Callable[[str], str | None]) -> int | None:
    """The value of an expression of ``+ - * / %`` and brackets; None for any other, or with an unknown in it."""
    tokens = _tokens(text, lookup)
    if not tokens:
        return None
    value, rest = _sum(tokens, 0)
    return value if rest == len(tokens) and value is not None and abs(value) < 2**63 else None


def _tokens(text: str, lookup: Callable[[str], str | None]) -> list[int | str] | None:
    tokens: list[int | str] = []
    position = 0
    stripped = text.strip()
    while position < len(stripped):
        found = _TOKEN.match(stripped, position)
        if not found or len(tokens) > _MAX_TOKENS:
            return None
        position = found.end()
        number, name, _, operator = found.groups()
        if number is not None:
            tokens.append(int(number))
        elif name is not None:
            known = lookup(name)
            if known is None or not re.fullmatch(r"-?\d{1,15}", known):
                return None
            tokens.append(int(known))
        elif operator is not None:
            tokens.append(operator)
        else:
            return None
    return tokens


def _sum(tokens: list[int | str], position: int, depth: int = 0) -> tuple[int | None, int]:
    value, position = _product(tokens, position, depth)
    while value is not None and position < len(tokens) and tokens[position] in ("+", "-"):
        operator = tokens[position]
        other, position = _product(tokens, position + 1, depth)
        if other is None:
            return None, position
        value = value + other if operator == "+" else value - other
    return value, position


def _product(tokens: list[int | str], position: int, depth: int) -> tuple[int | None, int]:
    value, position = _atom(tokens, position, depth)
    while value is not None and position < len(tokens) and tokens[position] in ("*", "/", "%"):
        operator = tokens[position]
        other, position = _atom(tokens, position + 1, depth)
        if other is None or (operator != "*" and other == 0) or abs(value) > 2**63:
            return None, position
        if operator == "*":
            value *= other
        else:
            quotient = abs(value) // abs(other) * (1 if (value < 0) == (other < 0) else -1)
            value = quotient if operator == "/" else value - quotient * other
    return value, position


def _atom(tokens: list[int | str], position: int, depth: int) -> tuple[int | None, int]:
    if position >= len(tokens) or depth > 50:
        return None, position
    part = tokens[position]
    if isinstance(part, int):
        return part, position + 1
    if part == "(":
        value, position = _sum(tokens, position + 1, depth + 1)
        closed = position < len(tokens) and tokens[position] == ")"
        return (value if closed else None), position + 1
    if part in ("-", "+"):
        value, position = _atom(tokens, position + 1, depth + 1)
        return (None if value is None else -value if part == "-" else value), position
    return None, position
