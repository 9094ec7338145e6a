"""A cluster has gone where its files say so, and not where they cannot be read."""

from __future__ import annotations

from natpin.history.states import ClusterState, Key, Way
from natpin.history.unread import Kept, Unread

ONE: Key = ("", "a", "aks")
TWO: Key = ("", "b", "aks")
BROKEN: Unread = {("b/main.tf", "cannot be parsed", "b"): "b/main.tf cannot be parsed"}
OTHER: Unread = {("docs/link", "leads out", ""): "docs/link leads out"}


def state(ip: str) -> ClusterState:
    return ClusterState("aks", (Way("system", "node", "nat-gateway", "egress", (ip,)),))


def kept(*looks: tuple[dict[Key, ClusterState], Unread]) -> tuple[Kept, list[dict[Key, str]]]:
    made = Kept()
    return made, [made.look(found, unread) for found, unread in looks]


BOTH = {ONE: state("20.1.2.3"), TWO: state("20.1.2.4")}
FIRST = {ONE: BOTH[ONE]}


def test_what_cannot_be_read_any_more_stays_as_it_was_and_is_told_once() -> None:
    made, since = kept((BOTH, {}), (FIRST, BROKEN), (FIRST, {**BROKEN, **OTHER}))
    assert made.states == BOTH
    assert since == [{}, {TWO: "b/main.tf cannot be parsed"}, {}]


def test_it_goes_when_the_file_is_read_again_or_is_gone() -> None:
    made, _ = kept((BOTH, {}), (FIRST, BROKEN), (FIRST, OTHER))
    assert made.states == FIRST


def test_what_never_could_be_read_keeps_nothing() -> None:
    made, since = kept((BOTH, OTHER), (FIRST, OTHER))
    assert made.states == FIRST
    assert since == [{}, {}]


def test_what_another_stack_misses_keeps_nothing() -> None:
    made, since = kept((BOTH, {}), ({TWO: BOTH[TWO]}, BROKEN))
    assert made.states == {TWO: BOTH[TWO]}
    assert since == [{}, {}]


def test_one_that_moves_is_not_kept_twice() -> None:
    made, since = kept((FIRST, {}), ({TWO: FIRST[ONE]}, BROKEN))
    assert made.states == {TWO: FIRST[ONE]}
    assert since == [{}, {}]
