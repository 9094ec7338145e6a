"""Objects whose members are worked out when they are asked for are those that would be made at once."""

from __future__ import annotations

import pytest

from natpin.model.later import Later, otherwise_cased
from natpin.model.value import Node, Value, dig

WAYS = {
    "name": lambda of: Value(of),
    "idleTimeout": lambda of: Value(10),
    "zones": lambda of: None,
}
BASE: dict[str, Node] = {"name": Value("base"), "sku": Value({"name": Value("Standard")})}


def test_it_equals_what_is_made_at_once() -> None:
    assert Later(WAYS, "own") == {"name": Value("own"), "idleTimeout": Value(10)}
    assert list(Later(WAYS, "own", BASE).items()) == list(
        {**BASE, "name": Value("own"), "idleTimeout": Value(10)}.items()
    )
    assert len(Later(WAYS, "own", BASE)) == 3
    assert "zones" not in Later(WAYS, "own")


def test_each_member_is_worked_out_once_and_none_unasked() -> None:
    made: list[str] = []
    ways = {
        "name": lambda of: made.append("name") or Value(of),
        "count": lambda of: made.append("count") or None,
        "never": lambda of: made.append("never") or Value(1),
    }
    one = Later(ways, "x")
    assert [one.get("name"), one["name"], one.get("count"), one.get("count")] == [
        Value("x"),
        Value("x"),
        None,
        None,
    ]
    assert one.get("NoSuch") is None
    assert otherwise_cased(one, "nosuch") is None
    assert made == ["name", "count"]


@pytest.mark.parametrize("path", ["name", "NAME", "idletimeout", "sku.name", "SKU.Name"])
def test_names_are_matched_without_regard_to_case(path: str) -> None:
    eager = Value({**BASE, **Later(WAYS, "own")})
    assert dig(Value(Later(WAYS, "own", BASE)), path) == dig(eager, path) != None  # noqa: E711


def test_what_is_not_there_is_missing() -> None:
    one = Later(WAYS, "own")
    assert one.get("zones", "nothing") == "nothing"
    assert one.get("sku", "nothing") == "nothing"
    with pytest.raises(KeyError):
        one["zones"]
