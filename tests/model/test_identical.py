"""Identical is more than equal: nothing that can be told apart is taken for the same."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from natpin.model.doubt import Doubt
from natpin.model.identical import identical
from natpin.model.location import NOWHERE, Location
from natpin.model.record import mutable, record, replace
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.model.value import Kind, Reference, Unknown, Value

HERE = Location("a.tf", 3, 1)
LATER = Location.later(lambda key: HERE, 0)
OPEN = Unknown("why", HERE)
SUBNET = Resource("a.b", "T", Value("n"), {"x": Value(1), "y": OPEN}, HERE)


@mutable
class Changing:
    """What may change."""

    field: int = 0


@record
class Child(Resource):
    """A record whose own fields are not all that it has."""

    more: int = 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SUBNET, replace(SUBNET, properties={"x": Value(1), "y": replace(OPEN)})),
        (Value(1, HERE), Value(1, LATER)),
        ((1, "a", None), (1, "a", None)),
        (MappingProxyType({"a": 1}), MappingProxyType({"a": 1})),
        (frozenset({"a", "b"}), frozenset({"b", "a"})),
        (Doubt("x", HERE), Doubt("x", replace(HERE))),
        (Kind.DEFAULT, Kind.DEFAULT),
    ],
)
def test_the_same_made_twice_is_identical(one: object, other: object) -> None:
    assert identical(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Value(1), Value(True)),
        (Value(1), Value(1.0)),
        (Value(0), Value(-0.5)),
        (SUBNET, replace(SUBNET, called_at=(HERE,))),  # equality passes over it
        (OPEN, replace(OPEN, sure=Value((), HERE))),
        (OPEN, replace(OPEN, each=Value(1))),
        (OPEN, replace(OPEN, named=Value(1))),
        (Stack("az", "a.sh"), Stack("az", "a.sh", scripts=("b.sh",))),
        (Stack("az", "a.sh"), Stack("az", "a.sh", deployed_at=HERE)),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({1: "a"}, {True: "a"}),
        ((1, 2), [1, 2]),
        ((1, 2), (1, 2, 3)),
        (Value(1, HERE), Value(1, NOWHERE)),
        (Reference("a"), Reference("a", "name")),
        (Kind.DEFAULT, Kind.EXPLICIT),
        (frozenset({1}), frozenset({True})),
        (Changing(), Changing()),
        (object(), object()),
        (lambda: 1, lambda: 1),
        (Child(1), Child(1)),
    ],
)
def test_what_can_be_told_apart_is_not(one: object, other: object) -> None:
    assert not identical(one, other)


def test_what_is_nested_too_deeply_is_not_certain() -> None:
    one: object = ()
    other: object = ()
    for _ in range(100_000):
        one, other = (one,), (other,)
    assert not identical((one, 1), (other, 1))
