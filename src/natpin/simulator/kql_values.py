"""What the expressions of a query give for a row: comparisons, functions, paths."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from natpin.simulator.exchange import Json

Row = Json
Expression = Callable[[Row], Any]
COMPARISONS = frozenset(
    {"==", "!=", "=~", "!~", "in", "in~", "!in", "!in~", "contains", "!contains", "startswith", "!startswith"}
)
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "tostring": lambda value: as_text(value),
    "tolower": lambda value: as_text(value).lower(),
    "isempty": lambda value: value is None or as_text(value) == "",
    "isnotempty": lambda value: value is not None and as_text(value) != "",
    "isnull": lambda value: value is None,
    "isnotnull": lambda value: value is not None,
}


def membership(left: Expression, options: list[Expression], operator: str) -> Expression:
    """``in``, ``in~`` and their negations."""
    fold, negated = operator.endswith("~"), operator.startswith("!")

    def member(row: Row) -> bool:
        value = as_text(left(row))
        known = [as_text(option(row)) for option in options]
        found = value.lower() in {text.lower() for text in known} if fold else value in known
        return found != negated

    return member


def comparison(left: Expression, right: Expression, operator: str) -> Expression:
    """The other operators, on texts."""

    def compare(row: Row) -> bool:
        one, other = as_text(left(row)), as_text(right(row))
        match operator:
            case "==":
                return one == other
            case "!=":
                return one != other
            case "=~":
                return one.lower() == other.lower()
            case "!~":
                return one.lower() != other.lower()
        found = (
            other.lower() in one.lower() if "contains" in operator else one.lower().startswith(other.lower())
        )
        return found != operator.startswith("!")

    return compare


def dig(row: Any, keys: list[str | int]) -> Any:
    """What a property path leads to; None where it leads nowhere."""
    for key in keys:
        if isinstance(row, dict) and isinstance(key, str):
            row = row.get(key)
        elif isinstance(row, list) and isinstance(key, int) and key < len(row):
            row = row[key]
        else:
            return None
    return row


def as_text(value: Any) -> str:
    """As Kusto's ``tostring``."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case _:
            return json.dumps(value, separators=(",", ":"))


def unquoted(text: str) -> str:
    """What a literal of text holds."""
    return re.sub(r"\\(.)", r"\1", text[1:-1])
