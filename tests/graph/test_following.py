"""What a subnet that a pool names stands for: asked through what is told of the pool."""

from __future__ import annotations

from typing import Any

import pytest
from declare import (
    AT,
    UNKNOWN,
    attach,
    cluster,
    fact,
    gateway,
    network,
    pool,
    ref,
    resource,
    subnet,
    subnet_id,
    told,
)

from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.resource import (
    AGENT_POOL,
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Resource,
)
from natpin.model.value import Node, Unknown, Value, dig

HERE = Location("pools.tf", 9)
TOGETHER = "lint the files that declare it together with these, or use --azure"
NAME = Unknown("var.name has no default", AT, "--var-file")
OTHER_NAME = Unknown("var.other has no default", AT, "--var-file")
INLINE = {"subnets": [{"name": "nodes"}]}


def spelled(
    name: Any = "nodes", vnet: Any = "vnet", group: Any = "rg", subscription: Any = "s", type_: str = SUBNET
) -> Node:
    """An id in pieces: a piece is text, a reference, an unknown, or None for nobody knows."""
    network_, _, child = type_.partition("/virtualNetworks")
    middle = f"/providers/{network_}/virtualNetworks/" if child else f"/providers/{type_}/"
    parts = ["/subscriptions/", subscription, "/resourceGroups/", group, middle]
    parts += [vnet, "/subnets/", name] if child else [name]
    if all(isinstance(part, str) for part in parts):
        return Value("".join(parts), HERE)
    return Unknown("the id is put together", HERE, "--var-file", tuple(parts))


def named(address: str, name: Any = "nodes", parent: Any = None, **more: Any) -> Resource:
    return resource(
        SUBNET, address, parent, called=name if isinstance(name, Unknown) else Value(name), **more
    )


def group(address: str, name: Any = None) -> Resource:
    return resource(
        RESOURCE_GROUP, address, called=name if isinstance(name, Unknown) else Value(name or address)
    )


BLUE, GREEN = named("one", group="blue"), named("two", group="green")
TWO = [network("a"), network("b"), named("one", parent=ref("a")), named("two", parent=ref("b"))]
DATA = resource(SUBNET, "data.nodes", Value("vnet"), True, called=Value("nodes"))

BLUE_NETWORK = "/subscriptions/s/resourceGroups/blue/providers/Microsoft.Network/virtualNetworks/vnet"

FOLLOWED: list[tuple[str, Node, list[Any], str]] = [
    # how it is named, the name, what is declared, the address of the subnet that is meant
    ("reference", ref("nodes"), [network(), subnet()], "nodes"),
    ("id", spelled(), [network(), subnet()], "nodes"),
    ("id in other capitals", spelled("NODES", "VNET"), [network(), subnet()], "nodes"),
    ("bare name", Value("Nodes"), [network(), subnet()], "nodes"),
    ("object", Value({"id": ref("nodes")}), [network(), subnet()], "nodes"),
    ("id without subscription and group", subnet_id("nodes"), [network(), subnet()], "nodes"),
    ("the id that Azure gave", Value("/X/y"), [resource(SUBNET, "live", id="/x/Y")], "live"),
    ("the id that Azure gave, of two of a name", spelled(), [*TWO[:3], named("two", parent=ref("b"), id="/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes")], "two"),
    ("inline", spelled(), [network(**INLINE)], "vnet/subnets/nodes"),
    ("inline, by reference to its network", Unknown("…", HERE, None, (ref("vnet"), "/subnets/nodes")), [network(**INLINE)], "? …"),
    ("by its network", spelled(vnet="b"), TWO, "two"),
    ("by its network, by reference", spelled(vnet=ref("b")), TWO, "two"),
    ("by its network's id", spelled(vnet="b"), [named("one", parent=Value("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/a")), named("two", parent=Value("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/b"))], "two"),
    ("by its network's id in an object", spelled(vnet="b"), [named("one", parent=Value({"id": ref("a")})), named("two", parent=Value({"id": ref("b")})), network("a"), network("b")], "two"),
    ("by its group", spelled(group="GREEN"), [BLUE, GREEN], "two"),
    ("by its group, declared", spelled(group="green"), [BLUE, named("two", group=ref("g")), group("g", "green")], "two"),
    ("by its group, by reference", spelled(group=ref("g")), [BLUE, GREEN, group("g", "green")], "two"),
    ("by its network's group", spelled(vnet=None, group="green"), [network("a", group="blue"), network("b", group="green"), *(named(one, parent=ref(vnet)) for one, vnet in (("one", "a"), ("two", "b")))], "two"),
    ("by its subscription", spelled(subscription="t"), [named("one"), Resource("two", SUBNET, Value("nodes"), {}, AT, subscription=Value("t")), Resource("three", SUBNET, Value("nodes"), {}, AT, subscription=Value("u"))], "? nodes may be any of one or two"),
    ("by a reference to its name", spelled(ref("nodes", "name")), [network(), subnet()], "nodes"),
    ("by the same unknown name", spelled(NAME), [network(), named("n", NAME, ref("vnet"))], "n"),
    ("by another unknown name", spelled(OTHER_NAME), [network(), named("n", NAME, ref("vnet"))], "? the id is put together"),
    ("looked up and declared", ref("data.nodes"), [network(), subnet(), DATA], "nodes"),
    ("looked up and declared inside", ref("data.nodes"), [network(**INLINE), DATA], "vnet/subnets/nodes"),
    ("looked up and declared inside and apart", ref("data.nodes"), [network(**INLINE), subnet(), DATA], "nodes"),
    ("looked up only", ref("data.nodes"), [DATA], "data.nodes"),
    ("looked up, and two of its name", ref("data.nodes"), [network(), subnet(), named("again", parent=ref("vnet")), DATA], "data.nodes"),
    ("looked up in another network", ref("data.nodes"), [network("hub"), named("n", parent=ref("hub")), DATA], "data.nodes"),
    ("looked up in another group", ref("data.nodes"), [named("n", parent=Value("vnet"), group="blue"), resource(SUBNET, "data.nodes", Value("vnet"), True, called=Value("nodes"), group="green")], "data.nodes"),
    ("looked up twice", ref("data.nodes"), [DATA, resource(SUBNET, "data.again", Value("vnet"), True, called=Value("nodes"))], "data.nodes"),
    ("looked up, its name unknown, the same", ref("data.n"), [named("n", NAME), resource(SUBNET, "data.n", None, True, called=NAME)], "n"),
    ("inside its network and apart", ref("vnet/subnets/nodes"), [network(**INLINE), subnet()], "nodes"),
    ("inside its network and apart, by id", spelled(), [network(**INLINE), subnet()], "nodes"),
    ("its own before another root's", spelled(), [Resource("<net>.nodes", SUBNET, Value("nodes"), {}, AT, parent=Value("vnet")), network(), subnet()], "nodes"),
    ("another root's alone", spelled(), [Resource("<net>.nodes", SUBNET, Value("nodes"), {}, AT, parent=Value("vnet"))], "<net>.nodes"),
    ("of two other roots", spelled(), [Resource(f"<{root}>.nodes", SUBNET, Value("nodes"), {}, AT, parent=Value("vnet")) for root in ("a", "b")], "? nodes may be any of <a>.nodes or <b>.nodes"),
    ("by its network's id, of another group", spelled(group="green"), [named("one", parent=Value(BLUE_NETWORK))], "? subnet nodes is not declared"),
    ("by its network's id, of its group", spelled(group="blue"), [named("one", parent=Value(BLUE_NETWORK))], "one"),
    ("a group of its own before its network's", spelled(group="green"), [named("one", parent=Value(BLUE_NETWORK), group="green")], "one"),
    ("another subscription than a template's own", spelled(subscription="t"), [named("n", traits={"apiVersion": "2024-05-01"})], "? nodes is in one subscription"),
    ("another subscription than azapi's own", spelled(subscription="t"), [named("n", traits={"apiVersion": "2024-05-01", "provider": "azapi 2"})], "n"),
    ("another subscription than azurerm's own", spelled(subscription="t"), [named("n", traits={"provider": "azurerm 4"})], "n"),
    ("inside two networks", spelled(vnet="b"), [network("a", **INLINE), network("b", **INLINE)], "b/subnets/nodes"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("node", "parts", "expected"), [row[1:] for row in FOLLOWED], ids=[row[0] for row in FOLLOWED]
)
def test_followed(node: Node, parts: list[Any], expected: str) -> None:
    aks = cluster(pools=[{"name": "p", "vnetSubnetID": node}])
    found = fact("nodePool", "subnet.address", [aks, *parts])
    assert str(found).startswith(expected) if expected.startswith("? ") else found == expected


MANY = [named(str(number)) for number in range(5)]
LOST: list[tuple[str, Node, list[Any], str, str | None, Location]] = [
    # how it is named, the name, what is declared, why it is not known which, what settles it, the place
    ("reference", ref("gone"), [subnet()], "gone is not declared in this stack", TOGETHER, AT),
    ("reference to something else", ref("vnet"), [network()], f"vnet is no {SUBNET}", None, AT),
    ("reference to the name of something else", ref("vnet", "name"), [network()], f"vnet is a {VIRTUAL_NETWORK}, not a {SUBNET}", None, AT),
    ("unknown", NAME, [subnet()], NAME.reason, "--var-file", AT),
    ("empty", Value("", HERE), [subnet()], "the reference is empty", None, HERE),
    ("number", Value(7, HERE), [subnet()], "the reference is empty", None, HERE),
    ("id of something else", Value("/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/natGateways/n", HERE), [subnet()], f"an id of type {NAT_GATEWAY} stands where {SUBNET} is expected", None, HERE),
    ("id", spelled("other"), [network(), subnet()], "subnet other is not declared in this stack", TOGETHER, HERE),
    ("id in another network", spelled(vnet="hub"), [network(), subnet()], "subnet nodes is not declared in this stack", TOGETHER, HERE),
    ("name", Value("other", HERE), [subnet()], "subnet other is not declared in this stack", TOGETHER, HERE),
    ("one of two", Value("nodes", HERE), TWO, "nodes may be any of one or two", "name its resource group", HERE),
    ("one of many", Value("nodes", HERE), [named(each.address) for each in MANY], "nodes may be any of 0 or 1 or 2 or 2 more", "name its resource group", HERE),
    ("one of four", Value("nodes", HERE), MANY[:4], "nodes may be any of 0 or 1 or 2 or 1 more", "name its resource group", HERE),
    ("one of three", Value("nodes", HERE), MANY[:3], "nodes may be any of 0 or 1 or 2", "name its resource group", HERE),
    ("perhaps one of unknown name", Value("nodes", HERE), [named("n", NAME)], "nodes may be n, whose name is unknown", "--var-file", HERE),
    ("perhaps one of two of unknown names", Value("nodes", HERE), [named("m", Unknown("m.name is known later", AT)), named("n", NAME)], "nodes may be m or n, whose name is unknown", "--var-file", HERE),
    ("no one of unknown name in another network", spelled(), [network("hub"), named("n", NAME, ref("hub"))], "subnet nodes is not declared in this stack", TOGETHER, HERE),
    ("an unknown name", spelled(OTHER_NAME), [named("n", NAME)], "the id is put together", "--var-file", HERE),
    ("nobody knows the name", spelled(None), [subnet()], "the id is put together", "--var-file", HERE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("node", "parts", "reason", "settle_by", "at"), [row[1:] for row in LOST], ids=[row[0] for row in LOST]
)
def test_not_followed_says_why(
    node: Node, parts: list[Any], reason: str, settle_by: str | None, at: Location
) -> None:
    aks = cluster(pools=[{"name": "p", "vnetSubnetID": node}])
    found = next(subject for subject in told(aks, *parts) if subject.kind == "nodePool")
    cause = dig(found.facts, "subnet")
    assert isinstance(cause, Unknown)
    assert (cause.reason, cause.settle_by, cause.at) == (reason, settle_by, at)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("routeTable", "r", "? route table r is not declared in this stack"),
        ("natGateway", "n", None),
    ],
)
def test_kinds_are_called_by_their_words(field: str, value: str, expected: str | None) -> None:
    found = fact("subnet", "defaultRoute", [subnet(**{field: {"id": value}})])
    assert found == expected


def word_of(type_: str) -> str:
    """What a kind that is not declared is called."""
    from declare import graph

    found = graph().follow(Value("x"), type_)
    assert isinstance(found, Unknown)
    return found.reason.removesuffix(" x is not declared in this stack")


def test_every_kind_has_a_word() -> None:
    words = {
        SUBNET: "subnet",
        ROUTE_TABLE: "route table",
        VIRTUAL_NETWORK: "virtual network",
        NAT_GATEWAY: "NAT gateway",
        PUBLIC_IP: "public IP",
        PUBLIC_IP_PREFIX: "public IP prefix",
        AGENT_POOL: "node pool",
        CLUSTER: "cluster",
    }
    assert {type_: word_of(type_) for type_ in words} == words


INHERITED = resource(
    VIRTUAL_NETWORK,
    "vnet",
    external=True,
    group="rg",
    conditional=UNKNOWN,
    traits={"provider": "arm"},
    subnets=[
        {"name": "nodes", "addressPrefix": "10.0.0.0/24"},
        UNKNOWN,
        {},
        {"addressPrefix": "10.0.1.0/24"},
    ],
)


def test_a_subnet_written_inside_its_network_has_what_its_network_has() -> None:
    subjects = [each for each in told(INHERITED) if each.kind == "subnet"]
    assert [each.address for each in subjects] == ["vnet/subnets/nodes", "vnet/subnets/3"]
    one, nameless = (each.resource for each in subjects)
    assert one is not None
    assert nameless is not None
    assert (one.at, one.resource_group, one.conditional, one.external) == (
        AT,
        Value("rg", AT),
        UNKNOWN,
        True,
    )
    assert one.parent == ref("vnet")
    assert (one.traits["provider"], one.traits["inline"]) == (Value("arm", AT), Value(True, AT))
    assert isinstance(nameless.name, Unknown)
    assert (nameless.name.reason, nameless.name.at) == ("the subnet's name is not written", AT)


def test_a_subscription_is_inherited_too() -> None:
    network_ = Resource("vnet", VIRTUAL_NETWORK, Value("vnet"), network(**INLINE).properties, AT, subscription=Value("s"))  # fmt: skip
    one = next(each.resource for each in told(network_) if each.kind == "subnet")
    assert one is not None
    assert one.subscription == Value("s")


def test_two_of_one_address_are_told_apart_by_their_place() -> None:
    again = Resource("nodes", SUBNET, Value("again"), {}, Location("more.tf", 3))
    addresses = [each.address for each in told(subnet(), again) if each.kind == "subnet"]
    assert addresses == ["nodes", "nodes@more.tf:3"]


def test_a_pool_declared_twice_is_one_and_a_cluster_of_elsewhere_is_the_one_declared_here() -> None:
    data = resource("Microsoft.ContainerService/managedClusters", "data.aks", None, True, called=Value("aks"))
    parts = [cluster(pools=[]), data, pool("user", "data.aks"), resource(AGENT_POOL, "data.user", ref("aks"), True, called=Value("user"))]  # fmt: skip
    assert [each.address for each in told(*parts) if each.kind in ("cluster", "nodePool")] == ["aks", "user"]


def test_what_may_not_exist_is_told_where_it_is_declared() -> None:
    link = replace(attach(ref("nodes"), "natGateway", ref("nat"), conditional=UNKNOWN), at=HERE)
    found = next(each for each in told(network(), subnet(), gateway(), link) if each.kind == "subnet")
    cause = dig(found.facts, "hasNat")
    assert isinstance(cause, Unknown)
    assert (cause.reason, cause.at) == (UNKNOWN.reason, HERE)
