"""Members that others are added to are what a copy for each of them would be, for all who hold one of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from natpin.formats.az.powershell import grown
from natpin.formats.az.powershell.grown import with_members
from natpin.formats.az.powershell.values import Body, Entry, known
from natpin.model.location import NOWHERE

NAMES = st.sampled_from([f"k{number}" for number in range(12)])
ADDED = st.tuples(st.integers(0, 30), st.dictionaries(NAMES, st.sampled_from("abc"), max_size=4))
"""To which of those that are there, and what."""


def entries(of: dict[str, str]) -> dict[str, Entry]:
    return {name: Entry(name.upper(), known(text, NOWHERE)) for name, text in of.items()}


@given(st.lists(ADDED, max_size=40), st.integers(0, 5))
def test_they_are_what_copies_would_be(steps: list[tuple[int, dict[str, str]]], copied: int) -> None:
    before, grown.MAX_COPIED = grown.MAX_COPIED, copied
    try:
        shared = [with_members({}, {})]
        copies: list[dict[str, Entry]] = [{}]
        for which, more in steps:
            place = which % len(copies)
            shared.append(with_members(shared[place], entries(more)))
            copies.append({**copies[place], **entries(more)})
        for one, other in zip(shared, copies, strict=True):
            assert list(one.items()) == list(other.items())
            assert len(one) == len(other)
            assert Body(entries=one) == Body(entries=other)
            assert all((name in one) == (name in other) for name in ("k1", "k2", "none"))
    finally:
        grown.MAX_COPIED = before


def test_thousands_that_are_added_one_by_one_are_kept_once() -> None:
    members = with_members({}, entries({f"k{number}": "a" for number in range(100)}))
    rows = set()
    for number in range(100, 1_000):
        members = with_members(members, entries({f"k{number}": "a"}))
        assert isinstance(members, grown.Grown)
        rows.add(id(members._row))
    assert len(rows) == 1
    assert len(members) == 1_000
