"""How full a gateway is: as a table, and by the laws that hold of every range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natpin.model.snat import CONNECTIONS_AN_IP, PORTS_A_NODE, PORTS_AN_IP, Range, ips_for
from natpin.reporters.capacity.reckoning import Assumed, Change, Reckoned, State, reckoned
from natpin.reporters.capacity.table import Gateway
from natpin.reporters.rows import Origin


def gateway(nodes: Range, ips: Range, name: str = "egress") -> Gateway:
    return Gateway(Origin(), name, "nat", ("main.tf", 1, 1), ips, nodes, ("aks",), (), False)


def one(number: int) -> Range:
    return Range(number, number)


TABLE = {
    "half of one IP": (one(31), one(1), State.OK, (50, 50)),
    "all of one IP is enough": (one(63), one(1), State.NEAR, (100, 100)),
    "a node too many": (one(64), one(1), State.SHORT, (102, 102)),
    "no IP": (one(1), one(0), State.SHORT, (0, None)),
    "no node, and an IP": (one(0), one(1), State.OK, (0, 0)),
    "no node, and no IP: a gateway without one carries nothing": (one(0), one(0), State.SHORT, (0, 0)),
    "may be too many": (Range(10, 100), one(1), State.UNKNOWN, (16, 159)),
    "nobody knows how many": (Range(10, None), one(1), State.UNKNOWN, (16, None)),
    "too many at the least": (Range(100, None), one(1), State.SHORT, (159, None)),
    "enough at the most": (Range(10, 20), one(1), State.OK, (16, 32)),
    "near at the most": (Range(10, 60), one(1), State.NEAR, (16, 96)),
    "nobody knows how many IPs": (one(10), Range(0, None), State.UNKNOWN, (0, None)),
    "one IP at least is enough": (one(10), Range(1, None), State.OK, (0, 16)),
    "too few IPs at the most": (one(200), Range(0, 3), State.SHORT, (106, None)),
}


@pytest.mark.parametrize("name", TABLE)
def test_how_full_it_is(name: str) -> None:
    nodes, ips, state, percent = TABLE[name]
    found = reckoned(gateway(nodes, ips), Assumed())
    assert (found.state, (found.percent.least, found.percent.most)) == (state, percent)


def test_connections_to_one_destination_count_where_they_are_more() -> None:
    found = reckoned(gateway(one(40), one(1)), Assumed(connections=2000))
    assert found.state is State.SHORT
    assert (found.asked, found.connections) == (one(80_000), one(CONNECTIONS_AN_IP))
    assert (found.required, found.percent) == (one(2), one(160))


def test_what_is_left_for_each_node() -> None:
    assert reckoned(gateway(one(50), one(2)), Assumed()).left_a_node == one(2000)
    assert reckoned(gateway(Range(10, 50), one(1)), Assumed()).left_a_node == Range(1000, 5000)
    assert reckoned(gateway(Range(10, None), one(1)), Assumed()).left_a_node == Range(0, 5000)
    assert reckoned(gateway(one(0), one(1)), Assumed()).left_a_node is None


def test_more_ips_than_a_gateway_can_have() -> None:
    assert reckoned(gateway(one(63 * 16 + 1), one(16)), Assumed()).beyond
    assert not reckoned(gateway(one(63 * 16), one(16)), Assumed()).beyond


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (Change(5, False), Range(1, None, "why"), one(5)),
        (Change(5, True), Range(1, 3, "why"), Range(6, 8, "why")),
        (Change(-2, True), Range(1, None, "why"), Range(0, None, "why")),
        (Change(5, True, "other"), one(1), one(1)),
        (Change(5, True, "egress"), one(1), one(6)),
    ],
)
def test_what_if(change: Change, before: Range, after: Range) -> None:
    assert reckoned(gateway(before, one(1)), Assumed(nodes=(change,))).gateway.nodes == after
    assert reckoned(gateway(one(1), before), Assumed(ips=(change,))).gateway.ips == after


numbers = st.integers(0, 3000)
ranges = st.builds(
    lambda least, more: Range(least, None if more is None else least + more), numbers, st.none() | numbers
)


@given(ranges, ranges, st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 5000))
def test_a_range_holds_what_each_number_in_it_gives(
    nodes: Range, ips: Range, more_nodes: int, more_ips: int, connections: int
) -> None:
    """What is certain of a range is true of every pair of numbers in it: never a false pass, and never a false alarm."""
    assumed = Assumed(connections=connections)
    whole = reckoned(gateway(nodes, ips), assumed)
    n = nodes.least + (more_nodes if nodes.most is None else more_nodes % (nodes.most - nodes.least + 1))
    i = ips.least + (more_ips if ips.most is None else more_ips % (ips.most - ips.least + 1))
    exact = reckoned(gateway(one(n), one(i)), assumed)
    short = i < ips_for(n, connections)
    assert (exact.state is State.SHORT) is short
    if whole.state is State.SHORT:
        assert short
    elif whole.state is not State.UNKNOWN:
        assert not short
    if whole.state is State.OK:
        assert exact.state is State.OK
    for name in ("ports", "needed", "connections", "asked", "required", "percent", "missing"):
        _inside(name, exact, whole)


def _inside(name: str, exact: Reckoned, whole: Reckoned) -> None:
    inner, outer = getattr(exact, name), getattr(whole, name)
    assert outer.least <= inner.least, name
    if outer.most is not None:
        assert inner.most is not None, name
        assert inner.most <= outer.most, name


@given(numbers, st.integers(1, 5000))
def test_ips_for_is_the_least_that_is_enough(nodes: int, connections: int) -> None:
    found = ips_for(nodes, connections)
    assert nodes * PORTS_A_NODE <= found * PORTS_AN_IP
    assert nodes * connections <= found * CONNECTIONS_AN_IP
    fewer = found - 1
    assert (
        not fewer
        or nodes * PORTS_A_NODE > fewer * PORTS_AN_IP
        or nodes * connections > fewer * CONNECTIONS_AN_IP
    )
