"""Numbers of which only bounds are known, and two unknowns that are the same."""

from __future__ import annotations

import pytest

from natpin.model.value import Unknown, Value
from natpin.policy.operators import ask


def number(least: int | None = None, most: int | None = None) -> Unknown:
    return Unknown("var.n has no default", least=least, most=most)


BETWEEN = [
    # of a number that is between these, is it from 5 to 9?
    (number(None, 4), False),
    (number(None, 5), None),
    (number(10, None), False),
    (number(9, None), None),
    (number(5, 9), True),
    (number(4, 9), None),
    (number(5, 10), None),
    (number(6, 8), True),
    (number(6, None), None),
]


@pytest.mark.parametrize(("field", "expected"), BETWEEN)
def test_between(field: Unknown, expected: bool | None) -> None:
    assert ask("between", field, (5, 9)) == (field if expected is None else expected)


EQUALS = [
    # can a number that is between these be 5?
    (number(5, None), None),
    (number(6, None), False),
    (number(None, 5), None),
    (number(None, 4), False),
    (number(5, 9), None),
    (number(1, 4), False),
    (number(), None),
]


@pytest.mark.parametrize("wanted", [5, "5"])
@pytest.mark.parametrize(("field", "expected"), EQUALS)
def test_equals(field: Unknown, expected: bool | None, wanted: object) -> None:
    assert ask("equals", field, wanted) == (field if expected is None else expected)


def test_a_number_within_bounds_may_be_any_text() -> None:
    field = number(6, 9)
    assert ask("equals", field, "many") == field


COMPARED = [
    # a number against one of which only bounds are known
    ("lt", 4, number(5), True),
    ("lt", 5, number(5), None),
    ("lte", 5, number(5), True),
    ("lte", 6, number(5), None),
    ("gt", 5, number(5), False),
    ("gt", 6, number(5), None),
    ("gte", 4, number(5), False),
    ("gte", 5, number(5), None),
    ("lt", 5, number(None, 5), False),
    ("lt", 4, number(None, 5), None),
    ("lte", 6, number(None, 5), False),
    ("lte", 5, number(None, 5), None),
    ("gt", 6, number(None, 5), True),
    ("gt", 5, number(None, 5), None),
    ("gte", 5, number(None, 5), True),
    ("gte", 4, number(None, 5), None),
    ("lt", 4, number(5, 9), True),
    ("lt", 7, number(5, 9), None),
    ("lt", 9, number(5, 9), False),
]


@pytest.mark.parametrize(("operator", "field", "bound", "expected"), COMPARED)
def test_compared(operator: str, field: int, bound: Unknown, expected: bool | None) -> None:
    assert ask(operator, Value(field), bound) == (bound if expected is None else expected)


@pytest.mark.parametrize(("operator", "expected"), [("equals", True), ("sameAs", True), ("notEquals", False)])
def test_the_same_unknown_is_the_same(operator: str, expected: bool) -> None:
    prefix = Unknown("var.prefix has no default")
    one, other = (Unknown(reason, parts=(prefix, "-aks")) for reason in ("one text", "another text"))
    assert ask(operator, one, other) is expected
