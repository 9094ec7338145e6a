"""Thousands of data sources of one name are each compared with what is declared under it, and not with one another."""

from __future__ import annotations

from work import lines_at_most

from natpin.graph import Graph
from natpin.model.location import Location
from natpin.model.resource import SUBNET, Resource
from natpin.model.value import Value

MANY = 1_000


def subnet(address: str, external: bool, line: int) -> Resource:
    return Resource(address, SUBNET, Value("s"), at=Location("main.tf", line), external=external)


def test_those_that_are_looked_up_are_the_one_that_is_declared() -> None:
    sought = [subnet(f"data.azurerm_subnet.a{number}", True, number + 2) for number in range(MANY)]
    with lines_at_most(400 * MANY):
        graph = Graph([subnet("azurerm_subnet.a", False, 1), *sought])
        found = {graph.canonical(one).address for one in sought}
    assert found == {"azurerm_subnet.a"}


def test_those_that_nothing_declares_are_themselves() -> None:
    sought = [subnet(f"data.azurerm_subnet.a{number}", True, number + 2) for number in range(MANY)]
    with lines_at_most(400 * MANY):
        graph = Graph(sought)
        assert [graph.canonical(one) for one in sought] == sought
