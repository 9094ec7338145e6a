"""A value that finds its place when it is asked: it is like one that was given it, and asks no sooner than it must."""

from __future__ import annotations

import pytest

from natpin.languages import located_json
from natpin.model.identical import identical
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.value import EXPLICIT, Value


class Around:
    """What a value stands in, which counts how often it was asked where."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def location(self, key: object) -> Location:
        self.asked.append(key)
        return Location("a.json", 3, 7)


def test_it_is_the_same_as_one_with_a_place() -> None:
    for same in (
        lambda one, other: one == other,
        lambda one, other: hash(one) == hash(other),
        lambda one, other: repr(one) == repr(other),
        identical,
        lambda one, other: replace(one, data=2) == replace(other, data=2),
    ):
        assert same(Value.placed(1, Around(), "k"), Value(1, Location("a.json", 3, 7), EXPLICIT))


def test_a_place_is_looked_for_once_and_only_when_it_is_read() -> None:
    around = Around()
    made = Value.placed("x", around, "k")
    assert made.data == "x"
    place = made.at  # to pass it on is not to read it
    assert around.asked == []
    assert place.line == 3
    assert made.at is place
    assert made.at.column == 7
    assert around.asked == ["k"]


def test_what_is_no_field_is_refused() -> None:
    with pytest.raises(AttributeError):
        _ = Value.placed(1, Around(), "k").line  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        _ = object.__new__(Value).origin


def test_every_value_of_a_document_knows_where_it_stands() -> None:
    document = located_json.parse('{\n "a": [1,\n  {"b": "c"}]\n}\n', "x.json")
    assert isinstance(document, Value)
    outer = document.data["a"]  # type: ignore[index, call-overload]
    inner = outer.data[1]
    assert [
        (one.at.line, one.at.column) for one in (document, outer, outer.data[0], inner, inner.data["b"])
    ] == [
        (1, 1),
        (2, 7),
        (2, 8),
        (3, 3),
        (3, 9),
    ]
