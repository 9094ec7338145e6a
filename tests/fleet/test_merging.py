"""Reports are merged in whatever order and groups, and however often: the result is one."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from natpin.errors import InputError
from natpin.fleet.member import Kind, Member
from natpin.fleet.merging import merged

SOURCES = st.sampled_from(["a", "a/b", "b", "/subscriptions/1"])
TAKEN = st.sampled_from(["2026-11-27T06:00:00Z", "2026-11-28T06:00:00Z", "2026-11-29T06:00:00Z"])
FOUND = st.sampled_from(
    [{"report": {"n": 1}}, {"report": {"n": 2}}, {"missing": "forbidden"}, {"missing": "away"}]
)


def members(taken: st.SearchStrategy[str]) -> st.SearchStrategy[Member]:
    """Members that were looked at at some of these times."""
    kinds = st.sampled_from(list(Kind))
    return st.builds(
        lambda source, kind, taken, found: Member(source, kind, taken, **found), SOURCES, kinds, taken, FOUND
    )


def file_of(members: Sequence[Member]) -> list[Member]:
    """Members as a file holds them: in order, one of each key."""
    return list({one.key: one for one in sorted(members, key=lambda one: one.key)}.values())


FILES = st.lists(members(TAKEN), max_size=6).map(file_of)
UNDATED = st.lists(members(st.just("")), max_size=6).map(file_of)


@given(st.lists(FILES, min_size=1, max_size=5), st.randoms())
def test_order_and_groups_change_nothing(files: list[list[Member]], chance: random.Random) -> None:
    whole = list(merged(files))
    shuffled = chance.sample(files, len(files))
    cut = chance.randint(0, len(files))
    grouped = [list(merged(shuffled[:cut])), list(merged(shuffled[cut:]))]
    assert list(merged(grouped)) == whole
    assert list(merged([whole, *files])) == whole
    assert [one.key for one in whole] == sorted({one.key for file in files for one in file})


@given(FILES, FILES)
def test_of_two_looks_the_later_counts(first: list[Member], second: list[Member]) -> None:
    for member in merged([first, second]):
        same = [one for one in (*first, *second) if one.key == member.key]
        assert member in same
        assert member.taken == max(one.taken for one in same)
        latest = [one for one in same if one.taken == member.taken]
        assert (member.report is not None) == any(one.report is not None for one in latest)


def outcome(*files: Iterable[Member]) -> list[Member] | None:
    """What they are merged into; None where they are refused."""
    try:
        return list(merged(files))
    except InputError:
        return None


@given(st.lists(UNDATED, min_size=1, max_size=5), st.randoms())
def test_of_reports_without_a_time_no_order_and_no_group_hides_one(
    files: list[list[Member]], chance: random.Random
) -> None:
    """As those of lint and drift are: they are the same, or refused, whatever is merged first."""
    whole = outcome(*files)
    shuffled = chance.sample(files, len(files))
    assert outcome(*shuffled) == whole
    cut = chance.randint(0, len(files))
    groups = outcome(*shuffled[:cut]), outcome(*shuffled[cut:])
    assert (None if None in groups else outcome(*filter(None, groups))) == whole
    for source in {one.key for file in files for one in file}:
        reports = {
            one.body() for file in files for one in file if one.key == source and one.report is not None
        }
        assert len(reports) < 2 or whole is None
