"""Whether two names may be one: what is known of both decides, and what is unknown of either may be anything."""

from __future__ import annotations

import itertools

import pytest

from natpin.graph.identity import agree, says_something
from natpin.model.location import Location
from natpin.model.value import Node, Reference, Unknown, Value, symbol

X, Y = Unknown("x has no default", Location("a/b.tf", 1)), Unknown("y has no default", Location("a/b.tf", 2))


def name(*parts: str | Unknown | Reference | None) -> Node:
    return Unknown("a part is unknown", parts=parts)


ONE = [
    (Value("net"), Value("NET")),
    (Value("net"), X),
    (X, Y),
    (Value("prod-net"), name(X, "-net")),
    (Value("prod-net"), name("prod-", X)),
    (Value("prod-net"), name("p", X, "t")),
    (Value("prod-net"), name(X, "od-n", Y)),
    (name("prod-", X), name(Y, "-net")),
    (name("prod-", X), name("p", Y)),
    (Value("prod-net"), name(None, "-pod")),  # None is a piece that nothing identifies
    (Value("net"), Reference("a.b", "name")),
    # the end of an id stands for the whole
    (Value("nodes"), name(X, "/subnets/nodes")),
    (Value("nodes"), name("/subscriptions/", X, "/subnets/nodes")),
]
TWO = [
    (Value("net"), Value("hub")),
    (Value("net"), Value("nets")),
    (Value("prod-net"), name(X, "-pod")),
    (Value("prod-net"), name("dev-", X)),
    (Value("prod-net"), name("prod-net", X, "t")),
    (Value("net"), name("ne", X, "et")),  # at least four characters
    (name("prod-", X), name("dev-", Y)),
    (name(X, "-net"), name(X, "-pod")),
]


@pytest.mark.parametrize(("left", "right"), ONE)
def test_these_may_be_one(left: Node, right: Node) -> None:
    assert agree(symbol(left), symbol(right))
    assert agree(symbol(right), symbol(left))


@pytest.mark.parametrize(("left", "right"), TWO)
def test_these_are_two(left: Node, right: Node) -> None:
    assert not agree(symbol(left), symbol(right))
    assert not agree(symbol(right), symbol(left))


def test_what_two_patterns_can_both_be_is_never_told_apart() -> None:
    """Every pair of patterns, and every text of three letters: where a text fits both, the two agree."""
    letters = "ab"
    texts = ["".join(each) for size in range(1, 4) for each in itertools.product(letters, repeat=size)]
    ends = ["", *(text for text in texts if len(text) < 3)]
    patterns = [(first, last) for first in ends for last in ends]

    def fits(text: str, first: str, last: str) -> bool:
        return text.startswith(first) and text.endswith(last) and len(text) >= len(first) + len(last)

    for one, other in itertools.product(patterns, patterns):
        left = symbol(name(one[0], X, one[1]))
        right = symbol(name(other[0], Y, other[1]))
        if any(fits(text, *one) and fits(text, *other) for text in texts):
            assert agree(left, right), (one, other)
        for text in texts:
            assert agree(text, left) is fits(text, *one), (text, one)


def test_a_name_without_a_known_piece_says_nothing() -> None:
    assert not any(map(says_something, (None, symbol(X), symbol(name(X, Y)))))
    assert all(map(says_something, ("net", symbol(name(X, "net")), symbol(name("net", X)))))
