"""What natpin could not follow opens what it may have changed, and nothing else (``graph/doubts.py``)."""

from __future__ import annotations

from typing import Any

import pytest
from declare import (
    AT,
    UNKNOWN,
    attach,
    cluster,
    gateway,
    network,
    pool,
    prefix,
    ref,
    resource,
    route_table,
    subnet,
    told,
)

from natpin.graph import Graph
from natpin.model.doubt import Doubt, Reach
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    FIREWALL,
    LOCK,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
)
from natpin.model.value import Node, Unknown, Value, dig

EGRESS = (
    *(CLUSTER, AGENT_POOL, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX, VIRTUAL_NETWORK, SUBNET),
    *(ROUTE_TABLE, ROUTE, LOCK, FIREWALL),
)
WHY = "natpin does not follow this: az rest puts a body"


def doubt(*types: str, target: Node | None = None, properties: tuple[str, ...] = (), **more: Any) -> Doubt:
    return Doubt("az rest puts a body", AT, None, Reach(types, target, properties, **more))


def name(text: str) -> Node:
    return Value(text, AT)


STACK = [
    cluster("userAssignedNATGateway", [{"name": "system", "vnetSubnetID": ref("nodes")}]),
    network(),
    subnet(natGateway={"id": ref("nat")}, defaultOutboundAccess=False),
    subnet("other", defaultOutboundAccess=False),
    gateway(idleTimeoutInMinutes=10, publicIpPrefixes=[{"id": ref("prefix")}]),
    prefix(),
]


def asked(address: str, path: str, *parts: Any) -> object:
    """A property of a resource of the stack: its data, or why nobody knows it."""
    found = Graph.of([*STACK, *parts]).get(address)
    assert found is not None
    node = found.get(path)
    return node.reason if isinstance(node, Unknown) else node.data if isinstance(node, Value) else node


REACHED: list[tuple[str, Doubt, str, str, object]] = [
    # the doubt, and what is known of a property in spite of it
    ("any of a type", doubt(SUBNET), "nodes", "defaultOutboundAccess", WHY),
    ("another type", doubt(NAT_GATEWAY), "nodes", "defaultOutboundAccess", False),
    ("anything that bears on egress", doubt(), "nodes", "defaultOutboundAccess", WHY),
    ("one by reference", doubt(SUBNET, target=ref("nodes")), "nodes", "defaultOutboundAccess", WHY),
    ("another by reference", doubt(SUBNET, target=ref("other")), "nodes", "defaultOutboundAccess", False),
    ("one by name", doubt(SUBNET, target=name("NODES")), "nodes", "defaultOutboundAccess", WHY),
    ("another by name", doubt(SUBNET, target=name("other")), "nodes", "defaultOutboundAccess", False),
    ("a name that is not declared", doubt(SUBNET, target=name("third")), "nodes", "defaultOutboundAccess", False),
    ("a name that is not known", doubt(SUBNET, target=UNKNOWN), "nodes", "defaultOutboundAccess", WHY),
    ("an id of which too little is known", doubt(SUBNET, target=name("x/nodes")), "nodes", "defaultOutboundAccess", WHY),
    ("its network, subnets named", doubt(SUBNET, target=ref("vnet")), "nodes", "defaultOutboundAccess", WHY),
    ("another network", doubt(SUBNET, target=ref("vnet2")), "nodes", "defaultOutboundAccess", WHY),
    ("another network that is here", doubt(SUBNET, target=ref("nat")), "nodes", "defaultOutboundAccess", False),
    ("one property", doubt(SUBNET, properties=("natGateway",)), "nodes", "defaultOutboundAccess", False),
    ("that property", doubt(SUBNET, properties=("natGateway",)), "nodes", "natGateway", WHY),
    ("a property that was not written", doubt(SUBNET, properties=("routeTable",)), "nodes", "routeTable", WHY),
    ("what only adds", doubt(SUBNET, alters=False, adds=True), "nodes", "defaultOutboundAccess", False),
    ("an idle timeout", doubt(NAT_GATEWAY, properties=("idleTimeoutInMinutes",)), "nat", "idleTimeoutInMinutes", WHY),
]  # fmt: skip


@pytest.mark.parametrize(
    ("told_", "what", "address", "path", "expected"), REACHED, ids=[row[0] for row in REACHED]
)
def test_what_a_doubt_reaches(told_: str, what: Doubt, address: str, path: str, expected: object) -> None:
    assert asked(address, path, what) == expected


GROUPS = [
    network("v", group="net-rg"),
    subnet("in", "v", defaultOutboundAccess=False),
    network("w", group=ref("rg")),
    subnet("beside", "w", defaultOutboundAccess=False),
    network("u", group=UNKNOWN),
    subnet("somewhere", "u", defaultOutboundAccess=False),
    resource(RESOURCE_GROUP, "rg", called=Value("Aks-RG")),
]


@pytest.mark.parametrize(
    ("group", "reached"),
    [
        (None, {"in", "beside", "somewhere"}),
        (name("net-rg"), {"in", "somewhere"}),
        (name("NET-RG"), {"in", "somewhere"}),
        (name("aks-rg"), {"beside", "somewhere"}),
        (ref("rg"), {"beside", "somewhere"}),
        (name("hub-rg"), {"somewhere"}),
        (UNKNOWN, {"in", "beside", "somewhere"}),
    ],
)
def test_a_deployment_into_a_group_leaves_what_is_in_another(group: Node | None, reached: set[str]) -> None:
    """Only a group that is known to be another one is left alone."""
    stack = Graph.of([*GROUPS, doubt(group=group, adds=True)])
    found = {"in", "beside", "somewhere"}
    assert {
        one for one in found if isinstance(stack.get(one).get("defaultOutboundAccess"), Unknown)
    } == reached  # type: ignore[union-attr]
    networks = {"in": "v", "beside": "w", "somewhere": "u"}
    assert {
        one for one, above in networks.items() if stack.offspring(stack.get(above), SUBNET).rest
    } == reached  # type: ignore[arg-type]


def test_an_unknown_property_keeps_its_own_cause() -> None:
    found = Graph.of(
        [gateway(idleTimeoutInMinutes=UNKNOWN), doubt(NAT_GATEWAY, properties=("idleTimeoutInMinutes",))]
    )
    own = found.get("nat")
    assert own is not None
    assert own.get("idleTimeoutInMinutes") == UNKNOWN


def fact(kind: str, field: str, *parts: Any) -> object:
    subject = next(each for each in told(*parts) if each.kind == kind)
    node = dig(subject.facts, field)
    return f"? {node.reason}" if isinstance(node, Unknown) else node.data if isinstance(node, Value) else node


LINK = attach(ref("nodes"), "natGateway", ref("nat"))
BARE = [network(), subnet(), gateway()]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (doubt(SUBNET, properties=("natGateway",)), f"? {WHY}"),
        (doubt(SUBNET, properties=("natGateway",), target=ref("nodes")), f"? {WHY}"),
        (doubt(SUBNET, properties=("routeTable",)), True),
        (doubt(SUBNET, properties=("natGateway",), target=ref("elsewhere")), f"? {WHY}"),
        (doubt(SUBNET, properties=("natGateway",), target=name("other")), True),
        (doubt(NAT_GATEWAY), True),
        (doubt(SUBNET), f"? {WHY}"),
    ],
)
def test_an_association_of_its_own_is_doubted_with_the_property(what: Doubt, expected: object) -> None:
    assert fact("subnet", "hasNat", *BARE, LINK, what) == expected


CLUSTER_OF = [cluster(pools=[{"name": "a"}]), pool("user")]


@pytest.mark.parametrize(
    ("what", "least", "most"),
    [
        (doubt(AGENT_POOL, adds=True, alters=False), 2, None),
        (doubt(AGENT_POOL, adds=True, alters=False, target=ref("aks")), 2, None),
        (doubt(AGENT_POOL, adds=True, alters=False, target=name("aks")), 2, None),
        (doubt(AGENT_POOL, adds=True, alters=False, target=UNKNOWN), 2, None),
        (doubt(AGENT_POOL, adds=True, alters=False, target=ref("aks2")), 2, 2),
        (doubt(SUBNET, adds=True, alters=False), 2, 2),
        (doubt(adds=True, alters=False), 2, None),
    ],
)
def test_pools_that_may_have_been_added(what: Doubt, least: int, most: int | None) -> None:
    found = Graph.of([*CLUSTER_OF, cluster(address="aks2"), what])
    aks = found.get("aks")
    assert aks is not None
    pools = found.offspring(aks, AGENT_POOL)
    assert pools.count() == (least - 1, None if most is None else most - 1)


def test_more_of_a_type_anywhere() -> None:
    found = Graph.of([*STACK, doubt(SUBNET, adds=True, alters=False, target=ref("vnet"))])
    more = found.others(SUBNET)
    assert more is not None
    assert more.reason == WHY
    assert found.others(CLUSTER) is None
    assert Graph.of(STACK).others(SUBNET) is None


def test_subnets_that_a_network_does_not_list_are_other_subnets() -> None:
    found = Graph.of([network(subnets=[{"name": "a"}, UNKNOWN]), network("listed", subnets=[{"name": "b"}])])
    open_, listed = found.get("vnet"), found.get("listed")
    assert open_ is not None
    assert listed is not None
    assert found.others(SUBNET) == UNKNOWN
    assert found.offspring(open_, SUBNET).rest == UNKNOWN
    assert found.offspring(listed, SUBNET).rest is None
    assert found.others(VIRTUAL_NETWORK) is None


def test_a_network_that_is_only_looked_up_leaves_the_stack_closed() -> None:
    assert Graph.of([resource(VIRTUAL_NETWORK, "vnet", external=True)]).others(SUBNET) is None


def test_an_inline_subnet_that_may_not_be_there_is_conditional() -> None:
    found = Graph.of([network(subnets=[{"name": "a", "?": UNKNOWN}, {"name": "b"}])])
    assert [(each.label, each.conditional) for each in found.of_type(SUBNET)] == [("a", UNKNOWN), ("b", None)]
    assert "?" not in found.of_type(SUBNET)[0].properties


def test_routes_that_may_have_been_added_leave_the_way_open() -> None:
    parts = [network(), subnet(routeTable={"id": ref("routes")}, natGateway={"id": ref("nat")}), gateway()]
    table = route_table("Internet", cidr="10.0.0.0/8")
    assert fact("subnet", "defaultRoute", *parts, table) is None
    assert fact("subnet", "defaultRoute", *parts, table, doubt(ROUTE_TABLE)) == f"? {WHY}"


def test_pools_that_nobody_can_list_are_told_once() -> None:
    parts = [cluster(pools=UNKNOWN), doubt(AGENT_POOL, adds=True, alters=False)]
    assert [each.label for each in told(*parts) if each.kind == "nodePool"] == ["(pools unknown)"]


@pytest.mark.parametrize("type_", EGRESS)
def test_a_doubt_of_no_type_is_about_all_that_egress_is_made_of(type_: str) -> None:
    found = Graph.of([resource(type_, "one"), doubt(adds=True)])
    one = found.get("one")
    assert one is not None
    assert one.doubt is not None
    assert found.others(type_) is not None


def test_a_doubt_of_no_type_is_about_nothing_else() -> None:
    found = Graph.of([resource(RESOURCE_GROUP, "one"), doubt(adds=True)])
    one = found.get("one")
    assert one is not None
    assert one.doubt is None
    assert found.others(RESOURCE_GROUP) is None


def test_a_lock_may_have_been_added() -> None:
    parts = [gateway(publicIpPrefixes=[{"id": ref("prefix")}]), prefix()]
    assert fact("publicIp", "protected", *parts) is False
    assert fact("publicIp", "protected", *parts, doubt(LOCK, adds=True, alters=False)) == f"? {WHY}"
