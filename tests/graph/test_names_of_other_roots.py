"""A name in a root means that root's own, though others declare namesakes: hub and spoke each have a table for the firewall."""

from __future__ import annotations

import pytest

from natpin.graph import Graph
from natpin.model.resource import NAT_GATEWAY, ROUTE, ROUTE_TABLE, SUBNET, Link, Resource
from natpin.model.value import Value

ROOTS = ("", "<hub>.", "<spoke>.")


@pytest.mark.parametrize("root", ROOTS)
def test_a_route_is_of_its_own_root_s_table(root: str) -> None:
    tables = [Resource(f"{each}table", ROUTE_TABLE, Value("firewall")) for each in ROOTS]
    route = Resource(f"{root}route", ROUTE, Value("default"), parent=Value("firewall"))
    graph = Graph([*tables, route])
    assert [table.address for table in tables if graph.children(table, ROUTE)] == [f"{root}table"]


@pytest.mark.parametrize("root", ROOTS)
def test_an_association_is_about_its_own_root_s_subnet(root: str) -> None:
    subnets = [Resource(f"{each}subnet", SUBNET, Value("nodes")) for each in ROOTS]
    gateway = Resource("gateway", NAT_GATEWAY, Value("nat"))
    link = Link(f"{root}link", SUBNET, Value("nodes"), "natGateway", Value("nat"), gateway.at)
    graph = Graph([*subnets, gateway], [link])
    held = [subnet.address for subnet in subnets if graph.attached(subnet, "natGateway").sure]
    assert held == [f"{root}subnet"]
