"""What stands beside a resource: commands that take something off it, attachments of other roots, data sources."""

from __future__ import annotations

from typing import Any

import pytest
from declare import AT, UNKNOWN, attach, fact, gateway, network, prefix, ref, resource, subnet, subnet_id

from natpin.graph import Graph
from natpin.model.doubt import Doubt, Reach
from natpin.model.resource import NAT_GATEWAY, SUBNET, Link, Resource
from natpin.model.value import Node, Unknown, Value

OFF = "? natpin does not follow this: the order of a command that takes the {} off nodes"
DECLARED = [
    network(),
    subnet(natGateway={"id": ref("nat")}, routeTable={"id": ref("routes")}),
    gateway(),
]
TAKEN: list[tuple[str, dict[str, Any], str, object]] = [
    # what a command writes on a subnet that it looks up, and what is then known of the declared one
    ("nothing", {}, "hasNat", True),
    ("the gateway off", {"natGateway": None}, "hasNat", OFF.format("NAT gateway")),
    ("the gateway off: its routes stay", {"natGateway": None}, "hasRouteTable", True),
    ("the route table off", {"routeTable": None}, "hasRouteTable", OFF.format("route table")),
    ("the route table off: its gateway stays", {"routeTable": None}, "hasNat", True),
    ("both off", {"natGateway": None, "routeTable": None}, "hasNat", OFF.format("NAT gateway and the route table")),
    ("something else off", {"networkSecurityGroup": None}, "hasNat", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "field", "expected"), [row[1:] for row in TAKEN], ids=[r[0] for r in TAKEN]
)
def test_what_a_command_takes_off(written: dict[str, Any], field: str, expected: object) -> None:
    looked_up = resource(
        SUBNET, "az:subnet:vnet/nodes", Value("vnet"), True, called=Value("nodes"), **written
    )
    assert fact("subnet", field, [*DECLARED, looked_up], "nodes") == expected


def test_a_command_takes_off_what_the_network_attaches() -> None:
    inline = network(subnets=[{"name": "nodes", "natGateway": {"id": ref("nat")}}])
    looked_up = resource(
        SUBNET, "az:subnet:vnet/nodes", Value("vnet"), True, called=Value("nodes"), natGateway=None
    )
    parts = [inline, subnet(), gateway(), looked_up]
    assert fact("subnet", "hasNat", parts, "nodes") == OFF.format("NAT gateway")


def test_a_command_takes_nothing_off_where_nothing_attaches_anything() -> None:
    looked_up = resource(
        SUBNET, "az:subnet:vnet/nodes", Value("vnet"), True, called=Value("nodes"), natGateway=None
    )
    assert fact("subnet", "hasNat", [network(), subnet(), gateway(), looked_up], "nodes") is False


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        # what puts its whole body again and again, or in any order: nobody knows which of two counts
        ("azure-service-operator v2", None),
        ("azure-native 3", None),
        # what refuses a second, or says itself which is last
        ("azurerm 4", 10),
        ("az", 10),
    ],
)
def test_one_that_is_declared_twice(provider: str, expected: int | None) -> None:
    one = gateway(idleTimeoutInMinutes=10, traits={"provider": provider})
    again = gateway("again", called=Value("nat"), idleTimeoutInMinutes=20, traits={"provider": provider})
    found = Graph.of([one, again]).get("nat")
    assert isinstance(found, Resource)
    node = found.get("idleTimeoutInMinutes")
    assert isinstance(node, Unknown) if expected is None else node == Value(expected, AT)


def test_two_whose_names_nobody_can_tell_are_not_one() -> None:
    vague = Unknown("a name of which a part is unknown", AT, None, ("nat-", None))
    traits = {"provider": "azure-native 3"}
    one = gateway(called=vague, idleTimeoutInMinutes=10, traits=traits)
    found = Graph.of([one, gateway("again", called=vague, idleTimeoutInMinutes=20, traits=traits)]).get("nat")
    assert isinstance(found, Resource)
    assert found.get("idleTimeoutInMinutes") == Value(10, AT)


def test_a_command_takes_nothing_off_a_subnet_of_another_name() -> None:
    other = resource(
        SUBNET, "az:subnet:vnet/pods", Value("vnet"), True, called=Value("pods"), natGateway=None
    )
    assert fact("subnet", "hasNat", [*DECLARED, other], "nodes") is True
    assert Graph.of([*DECLARED, other]).doubts.all == ()


def test_what_another_root_attaches_to_its_own_subnet_is_not_attached_here() -> None:
    theirs = resource(SUBNET, "<net>.n", ref("vnet"), called=UNKNOWN)
    link = attach(ref("<net>.n"), "natGateway", ref("nat"))
    assert fact("subnet", "hasNat", [network(), subnet(), gateway(), theirs, link], "nodes") is False


def test_what_another_root_attaches_to_a_subnet_that_it_looks_up_by_an_unknown_name_may_be_attached_here() -> (
    None
):
    theirs = resource(SUBNET, "<net>.n", ref("vnet"), True, called=UNKNOWN)
    link = attach(ref("<net>.n"), "natGateway", ref("nat"))
    found = fact("subnet", "hasNat", [network(), subnet(), gateway(), theirs, link], "nodes")
    assert str(found).startswith("?")
    # one root's own lookup is no other's, and of another name it is another subnet
    ours = resource(SUBNET, "n", Value("other"), True, called=UNKNOWN)
    link = attach(ref("n"), "natGateway", ref("nat"))
    assert fact("subnet", "hasNat", [network(), subnet(), gateway(), ours, link], "nodes") is False


def test_what_another_root_leaves_open_adds_to_what_that_root_declares_alone() -> None:
    more = Doubt("a module", AT, None, Reach((SUBNET,), adds=True, home="net"))
    graph = Graph.of([network(), network("<net>.vnet", called=Value("hub")), more])
    own, theirs = graph.get("vnet"), graph.get("<net>.vnet")
    assert own is not None
    assert theirs is not None
    assert graph.offspring(own, SUBNET).rest is None
    assert graph.offspring(theirs, SUBNET).rest is not None
    assert graph.others(SUBNET) is not None


def data(*waits_for: Node) -> Resource:
    """A data source that names the subnet nodes."""
    traits = {"provider": "azurerm 4", "dependsOn": list(waits_for)}
    return resource(SUBNET, "data.nodes", None, True, called=Value("nodes"), traits=traits)


@pytest.mark.parametrize(
    ("address", "waits_for", "may_be"),
    [
        # Terraform reads a data source before it makes anything that the source does not wait for
        ("azurerm_subnet.n", [], False),
        ("azurerm_subnet.n", [ref("azurerm_subnet.n")], True),
        ("azurerm_subnet.n", [ref("azurerm_subnet.other")], False),
        ("module.net.azurerm_subnet.n", [ref("module.net")], True),
        ('module.net["eu"].azurerm_subnet.n', [ref("module.net")], True),
        ("module.network.azurerm_subnet.n", [ref("module.net")], False),
        ("azurerm_subnet.n[0]", [ref("azurerm_subnet.n")], True),
    ],
)
def test_a_data_source_may_be_what_it_waits_for(address: str, waits_for: list[Node], may_be: bool) -> None:
    declared = resource(SUBNET, address, called=UNKNOWN)
    sought = data(*waits_for)
    assert Graph.of([declared, sought]).may_be(sought, declared) == (UNKNOWN if may_be else None)


def test_a_list_of_which_a_part_is_open_ends_with_an_unknown_for_any_number() -> None:
    others = Unknown("var.x has no default", AT, others=True)
    closed, open_ = (
        gateway("a", publicIpPrefixes=[{"id": ref("prefix")}]),
        gateway("b", publicIpPrefixes=[others]),
    )
    found = Graph.of([closed, open_, prefix()])
    assert found.elements(closed, "publicIpPrefixes") == (Value({"id": ref("prefix")}, AT),)
    assert found.elements(open_, "publicIpPrefixes") == (others,)


ID = "/subscriptions/s/resourceGroups/Net/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes"


@pytest.mark.parametrize(
    ("attached", "meant", "found"),
    [
        (ID, ID, True),
        (ID, ID.lower(), True),
        (ID, ID.replace("subscriptions/s", "subscriptions/t"), False),
        (ID, ID.replace("subnets/nodes", "subnets/n\u043edes"), False),
        (ID, ID.replace("virtualNetworks/hub", "virtualNetworks/spoke"), False),
        (ID, ID.replace("resourceGroups/Net", "resourceGroups/Other"), False),
        (ID.replace("/subscriptions/s", ""), ID, False),
    ],
)
def test_a_subnet_that_only_an_id_names_is_the_same_wherever_the_id_stands(
    attached: str, meant: str, found: bool
) -> None:
    graph = Graph.of([gateway(), attach(Value(attached), "natGateway", ref("nat"))])
    subnet_ = graph.follow(Value(meant), SUBNET)
    assert isinstance(subnet_, Resource) == found
    if isinstance(subnet_, Resource):
        assert graph.attached(subnet_, "natGateway").there() is True
        assert isinstance(subnet_.get("routeTable"), Unknown)


LOST = Unknown("var.subnet has no default", AT)
NOTHING_TO_TELL_BY = Unknown("a text of which a part is unknown", AT, None, ("/x/", None))


@pytest.mark.parametrize(
    ("more", "link", "meant", "found"),
    [
        # the same unknown is the same subnet wherever it stands, while nothing declares one
        ([], attach(LOST, "natGateway", ref("nat")), LOST, True),
        ([], attach(LOST, "natGateway", ref("nat")), Unknown("var.other has no default", AT), False),
        ([subnet(external=True)], attach(LOST, "natGateway", ref("nat")), LOST, True),
        # a declared one may be meant, and so may one that nobody lists
        ([network(), subnet()], attach(LOST, "natGateway", ref("nat")), LOST, False),
        ([network(subnets=UNKNOWN)], attach(LOST, "natGateway", ref("nat")), LOST, False),
        ([Doubt("a module", AT, None, Reach((SUBNET,), adds=True))], attach(LOST, "natGateway", ref("nat")), LOST, False),
        # two texts of which the unknown part has no name are two
        ([], attach(NOTHING_TO_TELL_BY, "natGateway", ref("nat")), NOTHING_TO_TELL_BY, False),
        # what something is attached to is no subnet
        ([], attach(LOST, "publicIpAddresses[]", ref("ip"), NAT_GATEWAY), LOST, False),
    ],
)  # fmt: skip
def test_a_subnet_that_is_unknown_is_the_same_wherever_the_same_unknown_stands(
    more: list[Any], link: Link, meant: Unknown, found: bool
) -> None:
    graph = Graph.of([gateway(), *more, link])
    subnet_ = graph.follow(meant, SUBNET)
    assert isinstance(subnet_, Resource) == found
    if isinstance(subnet_, Resource):
        assert subnet_ in graph.of_type(SUBNET)
        assert subnet_.label == "the subnet"
        assert graph.attached(subnet_, "natGateway").there() is True
        assert isinstance(subnet_.get("routeTable"), Unknown)


@pytest.mark.parametrize(
    "link",
    [
        attach(Value(ID), "publicIpAddresses[]", ref("ip"), NAT_GATEWAY),
        attach(Value(ID.partition("/subnets")[0]), "natGateway", ref("nat")),
        attach(Value("nodes"), "natGateway", ref("nat")),
        attach(ref("data.nodes"), "natGateway", ref("nat")),
        attach(NOTHING_TO_TELL_BY, "natGateway", ref("nat")),
    ],
)  # fmt: skip
def test_what_names_no_subnet_in_full_stands_for_none(link: Link) -> None:
    assert Graph.of([gateway(), link]).of_type(SUBNET) == ()


def test_an_id_of_a_subnet_that_is_looked_up_stands_for_that() -> None:
    looked_up = subnet(external=True)
    link = attach(subnet_id("nodes"), "natGateway", ref("nat"))
    graph = Graph.of([network(external=True), looked_up, gateway(), link])
    assert graph.of_type(SUBNET) == (looked_up,)
    assert graph.attached(looked_up, "natGateway").there() is True


def test_an_id_that_may_mean_a_declared_subnet_stands_for_nothing_else() -> None:
    named = subnet(called=UNKNOWN)
    graph = Graph.of([network("hub"), named, gateway(), attach(Value(ID), "natGateway", ref("nat"))])
    assert isinstance(graph.follow(Value(ID), SUBNET), Unknown)
