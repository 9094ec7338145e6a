"""Records behave as frozen dataclasses with slots do; only they are made faster."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from natpin.model import record as records
from natpin.model.record import field, field_names, mutable, record, replace


@record
class Place:
    """Where."""

    path: str
    line: int = 1
    notes: tuple[str, ...] = ()
    names: list[str] = field(default_factory=list)
    secret: str | None = field(default=None, repr=False)
    source: object = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    path: str
    line: int = 1


@mutable
class Counter:
    count: int = 0


@record
class Empty:
    """No fields."""


def test_fields_are_given_by_position_or_name_and_have_defaults() -> None:
    assert Place("a", line=2) == Place(path="a", line=2, notes=())
    assert str(Place("a", 3)) == "a:3"
    assert Place("a").names is not Place("a").names
    assert field_names(Place("a")) == ("path", "line", "notes", "names", "secret", "source")
    with pytest.raises(TypeError, match="path"):
        Place()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="colour"):
        Place("a", colour="red")  # type: ignore[call-arg]


def test_equality_goes_by_compared_fields_and_by_class() -> None:
    assert Place("a", source=1) == Place("a", source=2)
    assert Place("a", secret="x") != Place("a", secret="y")
    assert Standard("a") != Place("a") != Standard("a")
    assert Empty() == Empty()
    assert hash(Empty()) == hash(Empty())
    assert len({Place("a", names=()), Place("a", names=()), Place("b", names=())}) == 2  # type: ignore[arg-type]


def test_repr_names_the_shown_fields() -> None:
    assert repr(Place("a", secret="x")) == "Place(path='a', line=1, notes=(), names=[])"


@pytest.mark.parametrize(
    "change",
    [
        lambda place: setattr(place, "line", 2),
        lambda place: setattr(place, "other", 2),
        lambda place: delattr(place, "line"),
    ],
)
def test_a_record_is_frozen(change: Callable[[Place], None]) -> None:
    place = Place("a")
    with pytest.raises(AttributeError):
        change(place)
    assert place.line == 1


def test_a_mutable_one_is_not_and_equals_itself_alone() -> None:
    counter = Counter()
    counter.count += 1
    assert counter.count == 1
    assert counter != Counter(1)
    with pytest.raises(AttributeError):
        counter.other = 1  # type: ignore[attr-defined]


def test_replace_changes_some_fields_of_a_record_or_a_dataclass() -> None:
    assert replace(Place("a", 2), path="b") == Place("b", 2)
    assert replace(Standard("a", 2), path="b") == Standard("b", 2)
    with pytest.raises(TypeError, match="colour"):
        replace(Place("a"), colour="red")


def test_records_are_matched_by_position() -> None:
    match Place("a", 2):
        case Place(path, line):
            assert (path, line) == ("a", 2)


def test_outside_of_tests_a_record_is_the_same_but_for_what_refuses_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody pays there for a refusal that mypy makes unneeded: to make an object takes a third of the time."""
    monkeypatch.setattr(records, "_GUARD", {})

    @record
    class Point:
        x: int
        names: list[str] = field(default_factory=list)
        y: int = 0

    one = Point(1, y=2)
    assert repr(one).endswith("Point(x=1, names=[], y=2)")
    assert one == Point(1, [], 2) != Point(1, ["a"], 2)
    assert replace(one, x=3) == Point(3, y=2)
    assert Point(1).names is not Point(1).names
    assert Point.__setattr__ is object.__setattr__
    with pytest.raises(TypeError, match="x"):
        Point()  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        one.other = 1  # type: ignore[attr-defined]


def test_the_guard_is_set_on_records_that_were_made_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_GUARD", {})

    @record
    class Early:
        x: int = 1

    early = Early(2)
    records.guard()
    with pytest.raises(AttributeError, match="frozen"):
        early.x = 3  # type: ignore[misc]
    assert (early.x, Early(4).x) == (2, 4)
