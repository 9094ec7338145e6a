"""Lists of which not everything is known: an element that may not be there, and one that stands for any number of others."""

from __future__ import annotations

import pytest

from natpin.model.value import IF_THERE, Node, Unknown, Value, of
from natpin.policy.conditions import compile_condition
from natpin.policy.outcomes import PathStart

PERHAPS = Unknown("whether it is made: var.wide has no default")
MORE = Unknown("var.more has no default", others=True)

LISTS: dict[str, tuple[Node, ...]] = {
    "certain": (of({"n": 1}), of({"n": 2})),
    # the second is there, or it is not
    "perhaps": (of({"n": 1}), of({"n": 2, IF_THERE: PERHAPS})),
    # the first is there, and as many others as you like
    "open": (of({"n": 1}), MORE),
}

ANSWERS = [
    # what holds of every element holds whether it is there or not; what one of them breaks is open
    ("perhaps", "each", {"satisfy": {"field": "n", "gte": 1}}, True),
    ("perhaps", "each", {"satisfy": {"field": "n", "gte": 2}}, False),
    ("perhaps", "each", {"satisfy": {"field": "n", "lte": 1}}, None),
    ("perhaps", "each", {"where": {"field": "n", "gte": 2}, "satisfy": {"field": "n", "gte": 3}}, None),
    ("open", "each", {"satisfy": {"field": "n", "gte": 1}}, None),
    ("open", "each", {"satisfy": {"field": "n", "gte": 2}}, False),
    ("perhaps", "some", {"where": {"field": "n", "gte": 1}}, True),
    ("perhaps", "some", {"where": {"field": "n", "gte": 2}}, None),
    ("perhaps", "some", {"where": {"field": "n", "gte": 3}}, False),
    ("perhaps", "none", {"where": {"field": "n", "gte": 2}}, None),
    ("perhaps", "none", {"where": {"field": "n", "gte": 3}}, True),
    ("open", "none", {"where": {"field": "n", "gte": 2}}, None),
    # one or two of them
    ("perhaps", "count", {"equals": 0}, False),
    ("perhaps", "count", {"equals": 1}, None),
    ("perhaps", "count", {"equals": 3}, False),
    ("perhaps", "count", {"gte": 1}, True),
    ("perhaps", "count", {"gte": 2}, None),
    ("perhaps", "count", {"gt": 2}, False),
    ("perhaps", "count", {"lte": 2}, True),
    ("perhaps", "count", {"between": [1, 2]}, True),
    ("perhaps", "count", {"where": {"field": "n", "equals": 2}, "equals": 0}, None),
    # one or more of them, without an end
    ("open", "count", {"gte": 1}, True),
    ("open", "count", {"gt": 1}, None),
    ("open", "count", {"equals": 0}, False),
    ("open", "count", {"equals": 4}, None),
    ("open", "count", {"notEquals": 4}, None),
    ("open", "count", {"lt": 1}, False),
    ("open", "count", {"lte": 1_000_000}, None),
    ("open", "count", {"between": [4, 9]}, None),
    ("open", "count", {"between": [0, 0]}, False),
    # against another field: a number, one as text, and one that is absent
    ("open", "count", {"equals": {"field": "subject.four"}}, None),
    ("open", "count", {"equals": {"field": "subject.none"}}, False),
    ("open", "count", {"gte": {"field": "subject.none"}}, False),
    ("certain", "count", {"equals": {"field": "subject.two"}}, True),
]


@pytest.mark.parametrize(("name", "quantifier", "rest", "expected"), ANSWERS)
def test_a_list_answers(name: str, quantifier: str, rest: dict[str, object], expected: bool | None) -> None:
    assert asked(name, quantifier, rest)[0] is expected


DECIDING = [
    # an element that may be missing: itself, and why it may be; its field is known
    ("perhaps", "each", {"satisfy": {"field": "n", "lte": 1}}, [("list[1]", PERHAPS)]),
    ("perhaps", "some", {"where": {"field": "n", "gte": 2}}, [("list[1]", PERHAPS)]),
    ("perhaps", "count", {"equals": 1}, [("list[1]", PERHAPS)]),
    # others: whether there are any, and what they hold
    ("open", "each", {"satisfy": {"field": "n", "gte": 1}}, [("list[1]", MORE), ("list[1].n", MORE)]),
    # what is counted is the list, and how many of it there are
    ("certain", "count", {"where": {"field": "n", "gte": 2}, "lte": 1}, [("list", 1)]),
]


@pytest.mark.parametrize(("name", "quantifier", "rest", "expected"), DECIDING)
def test_what_decided(name: str, quantifier: str, rest: dict[str, object], expected: list[object]) -> None:
    deciding = asked(name, quantifier, rest)[1]
    told = [(one.path, one.node.data if isinstance(one.node, Value) else one.node) for one in deciding]
    assert told == expected


def asked(name: str, quantifier: str, rest: dict[str, object]):
    facts = of({"list": list(LISTS[name]), "two": 2, "four": 4})
    assert isinstance(facts, Value)
    return compile_condition({quantifier: "list", **rest}, {})(PathStart(facts, facts))
