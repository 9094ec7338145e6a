"""Numbers, ranges and ``+``."""

from __future__ import annotations

from natpin.formats.az.powershell.basics import as_number, not_followed
from natpin.formats.az.powershell.values import (
    MAX_ELEMENTS,
    Items,
    Nothing,
    Number,
    Text,
    Thing,
    both,
    hole_of,
    items_of,
    known,
    label_of,
    literal,
    pieces_of,
)
from natpin.languages.shell.words import joined
from natpin.model.location import Location
from natpin.model.value import Unknown

MAX_NUMBER = 1e30


def _add(left: Thing, right: Thing, at: Location) -> Thing:
    match left:
        case Items():
            more = right if isinstance(right, Items) else Items((right,), at)
            if isinstance(right, Nothing):
                more = Items((right,), at)
            hole = hole_of(right)
            if hole is not None:
                more = Items((right,), at)
            return both(left, more, at)
        case Number(value=value):
            other = as_number(right)
            if other is not None:
                return _number(value + other, at)
            return not_followed(f"({label_of(left)}+{label_of(right)})", at, "+")
        case Nothing():
            return right
        case Text():
            if hole_of(left) is not None and isinstance(right, Number):
                return not_followed(f"({label_of(left)}+{label_of(right)})", at, "+")
            return Text(joined((*left.pieces, *pieces_of(right))), left.at)
    return not_followed(f"({label_of(left)}+{label_of(right)})", at, "+")


def _number(value: int | float, at: Location) -> Thing:
    if abs(value) > MAX_NUMBER or value != value:
        return not_followed(f"$(…@{at.line}:{at.column})", at, "a number that large")
    return Number(value, at)


def _reckon(operator: str, left: Thing, right: Thing, at: Location) -> Thing:
    one, other = as_number(left), as_number(right)
    text = literal(left)
    if operator == "*" and isinstance(left, Text) and text is not None and isinstance(other, int):
        return known(text * other, at) if 0 <= other * len(text) <= 4_096 else not_followed("(*)", at, "*")
    if operator == "*" and isinstance(left, Items) and isinstance(other, int):
        return items_of(left.elements * max(min(other, MAX_ELEMENTS), 0), at)
    if one is None or other is None:
        return not_followed(f"({label_of(left)}{operator}{label_of(right)})", at, operator)
    try:
        match operator:
            case "-":
                return _number(one - other, at)
            case "*":
                return _number(one * other, at)
            case "/":
                result = one / other
                return _number(int(result) if float(result).is_integer() else result, at)
            case "%":
                return _number(one - other * int(one / other), at)
            case "-band":
                return _number(int(one) & int(other), at)
            case "-bor":
                return _number(int(one) | int(other), at)
            case "-bxor":
                return _number(int(one) ^ int(other), at)
            case "-shl" if 0 <= other < 64:
                return _number(int(one) << int(other), at)
            case "-shr" if 0 <= other < 64:
                return _number(int(one) >> int(other), at)
    except (ZeroDivisionError, OverflowError):
        pass
    return not_followed(f"({label_of(left)}{operator}{label_of(right)})", at, operator)


def _range(left: Thing, right: Thing, at: Location) -> Thing:
    first, last = as_number(left), as_number(right)
    if first is None or last is None:
        why = Unknown("how far a range goes is not known", at)
        return Items((Number(int(first), at),) if first is not None else (), at, why)
    start, end = round(first), round(last)
    step = 1 if end >= start else -1
    if abs(end - start) >= MAX_ELEMENTS:
        return Items((), at, Unknown("the list is too long to follow", at))
    return Items(tuple(Number(value, at) for value in range(start, end + step, step)), at)
