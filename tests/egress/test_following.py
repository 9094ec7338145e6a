"""What a node of a property tree stands for."""

from __future__ import annotations

import pytest
from declare import AT, UNKNOWN, graph, network, ref, resource, subnet, subnet_id
from hypothesis import given
from hypothesis import strategies as st

from natpin.model.arm_id import parse
from natpin.model.resource import RESOURCE_GROUP, SUBNET, Resource
from natpin.model.value import Node, Unknown, Value

HERE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes"


@pytest.mark.parametrize(
    "node",
    [
        ref("nodes"),
        Value(HERE),
        Value(HERE.upper()),
        Value("nodes"),
        Value({"id": Value(HERE)}),
        subnet_id("nodes"),
        subnet_id("Nodes", "VNET", "rg"),
    ],
    ids=["reference", "id", "id in capitals", "bare name", "object", "id with holes", "id with group"],
)
def test_followed(node: Node) -> None:
    found = graph(network(), subnet()).follow(node, SUBNET)
    assert isinstance(found, Resource)
    assert found.address == "nodes"


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        (ref("gone"), "gone is not declared"),
        (UNKNOWN, "var.x has no default"),
        (subnet_id("other"), "other is not declared"),
        (subnet_id("nodes", "elsewhere"), "nodes is not declared"),
        (Value("/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/natGateways/n"), "expected"),
        (Value(""), "empty"),
        (None, "nothing"),
    ],
)
def test_not_followed_says_why(node: Node | None, reason: str) -> None:
    found = graph(network(), subnet()).follow(node, SUBNET)
    assert isinstance(found, Unknown)
    assert reason in found.reason


def test_two_of_one_name_are_told_apart_by_network_else_unknown() -> None:
    both = graph(network("a"), network("b"), subnet("a-nodes", "a"), resource(SUBNET, "b-nodes", ref("b")))
    twins = graph(
        network("a"),
        network("b"),
        Resource("one", SUBNET, Value("nodes"), {}, AT, parent=ref("a")),
        Resource("two", SUBNET, Value("nodes"), {}, AT, parent=ref("b")),
    )
    assert isinstance(both.follow(subnet_id("a-nodes", "a"), SUBNET), Resource)
    found = twins.follow(subnet_id("nodes", "b"), SUBNET)
    assert isinstance(found, Resource)
    assert found.address == "two"
    assert isinstance(twins.follow(Value("nodes"), SUBNET), Unknown)


def test_same_unknown_name_is_the_same_name() -> None:
    name = Unknown("var.name has no default", AT)
    other = Unknown("var.other has no default", AT)
    whole = graph(network(), Resource("s", SUBNET, name, {}, AT, parent=ref("vnet")))
    head = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/"
    assert isinstance(whole.follow(Unknown("…", AT, None, (head, name)), SUBNET), Resource)
    assert isinstance(whole.follow(Unknown("…", AT, None, (head, other)), SUBNET), Unknown)
    assert isinstance(whole.follow(subnet_id("nodes"), SUBNET), Unknown), (
        "a known name may be that unknown one"
    )


def test_looked_up_is_the_declared_one() -> None:
    data = Resource("data.nodes", SUBNET, Value("nodes"), {}, AT, parent=Value("vnet"), external=True)
    found = graph(network(), subnet(), data).follow(ref("data.nodes"), SUBNET)
    assert isinstance(found, Resource)
    assert found.address == "nodes"


def test_resource_groups_keep_namesakes_apart() -> None:
    one = Resource("one", SUBNET, Value("nodes"), {}, AT, resource_group=Value("blue"))
    two = Resource("two", SUBNET, Value("nodes"), {}, AT, resource_group=ref("group"))
    group = Resource("group", RESOURCE_GROUP, Value("green"), {}, AT)
    found = graph(one, two, group).follow(Value(HERE.replace("/rg/", "/GREEN/")), SUBNET)
    assert isinstance(found, Resource)
    assert found.address == "two"


@given(st.text(max_size=80) | st.text(alphabet="/providers subnets{}", max_size=120))
def test_any_text_is_an_id_or_none(literal: str) -> None:
    identifier = parse(Value(literal))
    assert identifier is None or identifier.type


@given(st.lists(st.none() | st.text(max_size=30) | st.just(ref("x")) | st.just(UNKNOWN), max_size=8))
def test_any_pieces_follow_to_something(parts: list[object]) -> None:
    node = Unknown("…", AT, None, tuple(parts))  # type: ignore[arg-type]
    assert isinstance(graph(network(), subnet()).follow(node, SUBNET), Resource | Unknown)
