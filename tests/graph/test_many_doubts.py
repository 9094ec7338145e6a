"""Thousands of doubts about anything cost no more than the first of them, which makes all unknown that they would."""

from __future__ import annotations

from work import at_most

from natpin.graph.doubts import Doubts
from natpin.graph.index import Index
from natpin.model.doubt import Doubt, Reach
from natpin.model.location import Location
from natpin.model.resource import SUBNET, Resource
from natpin.model.value import Unknown, Value

MANY = 1_000


def test_the_first_of_a_kind_stands_for_all() -> None:
    subnets = [
        Resource(f"s{number}", SUBNET, Value(f"s{number}"), at=Location("main.tf", number + 1))
        for number in range(MANY)
    ]
    doubts = [
        Doubt(f"module {number}", Location("main.tf", number + 1), None, Reach(properties=properties))
        for number in range(MANY)
        for properties in ((), ("natGateway",))
    ]
    with at_most(50_000):
        clouded = Doubts(doubts).clouded(subnets, Index)
    for subnet in clouded:
        assert subnet.doubt is not None
        assert subnet.doubt.reason == "natpin does not follow this: module 0"
        cause = subnet.get("natGateway")
        assert isinstance(cause, Unknown)
        assert cause.reason == "natpin does not follow this: module 0"
