"""Which root's network is brought into which cluster's graph, and what it brings."""

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
    subnet,
    workload,
)

from natpin.model.doubt import Doubt, Reach
from natpin.model.record import replace
from natpin.model.resource import (
    NAT_GATEWAY,
    NETWORK_POLICY,
    PEERING,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    RESOURCE_GROUP,
    ROUTE,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    Link,
    Resource,
    SourceNote,
)
from natpin.model.stack import Stack
from natpin.model.value import Node, Reference, Unknown, Value
from natpin.pipeline.cross_stack import joined
from natpin.pipeline.reading import ReadStack

ID = "/subscriptions/s/resourceGroups/{group}/providers/{type}/{names}"
TYPES = {
    "subnet": SUBNET, "vnet": VIRTUAL_NETWORK, "nat": NAT_GATEWAY, "ip": PUBLIC_IP, "prefix": PUBLIC_IP_PREFIX,
    "table": ROUTE_TABLE, "group": RESOURCE_GROUP,
}  # fmt: skip


def root(name: str, *parts: Any, inputs: tuple[str, ...] = (), environment: str = "") -> ReadStack:
    return ReadStack(Stack("terraform", name, inputs, environment), parts)


def an_id(name: str = "nodes", vnet: Any = "net", group: Any = "hub") -> Node:
    """A subnet's id, its group or network perhaps not known."""
    head = (
        "/subscriptions/",
        None,
        "/resourceGroups/",
        group,
        "/providers/Microsoft.Network/virtualNetworks/",
    )
    return Unknown("the id is put together", AT, None, (*head, vnet, "/subnets/", name))


def nodes(
    name: str = "nodes", parent: Any = "net", group: Any = "hub", subscription: str = "", **more: Any
) -> Resource:
    known = Value(parent) if isinstance(parent, str) else parent
    found = resource(SUBNET, "declared", known, called=Value(name), group=group, **more)
    return replace(found, subscription=Value(subscription)) if subscription else found


def sought(name: str = "nodes", parent: Any = "net", group: Any = "hub") -> Resource:
    known = Value(parent) if isinstance(parent, str) else parent
    return resource(SUBNET, "data.nodes", known, True, called=Value(name), group=group)


def aks(node: Node | None = None, **more: Any) -> Resource:
    pools = [{"name": "p", "vnetSubnetID": node}] if node is not None else [{"name": "p"}]
    return cluster("userAssignedNATGateway", pools, **more)


def brought(stacks: list[ReadStack], root_: str = "aks") -> list[str]:
    """Addresses that a root's stack got from other roots."""
    own = {part.address for stack in stacks if stack.stack.root == root_ for part in stack.parts}
    (found,) = [stack for stack in joined(stacks) if stack.stack.root == root_]
    return [part.address for part in found.parts if part.address not in own]


LATER = Unknown("var.vnet has no default", AT)
FOUND: list[tuple[str, list[Any], list[Any], bool]] = [
    # what is asked, what the cluster's root holds, what the network's root holds, whether it is brought
    ("looked up", [aks(), sought()], [nodes()], True),
    ("looked up in other capitals", [aks(), sought("NODES", "NET", "HUB")], [nodes()], True),
    ("looked up, its network not known", [aks(), sought(parent=LATER)], [nodes()], True),
    ("looked up, its network not told", [aks(), sought(parent=None)], [nodes()], True),
    ("looked up in another network", [aks(), sought(parent="other")], [nodes()], False),
    ("looked up in another group", [aks(), sought(group="other")], [nodes()], False),
    ("looked up, its group not known", [aks(), sought(group=UNKNOWN)], [nodes()], True),
    ("looked up, the declared group not known", [aks(), sought()], [nodes(group=UNKNOWN)], True),
    ("looked up under another name", [aks(), sought("other")], [nodes()], False),
    ("looked up there too", [aks(), sought()], [nodes(external=True)], False),
    ("declared here as well", [aks(), sought(), nodes()], [nodes()], False),
    ("its network by reference", [aks(), sought(parent=ref("data.net")), resource(VIRTUAL_NETWORK, "data.net", None, True, called=Value("net"))], [nodes()], True),
    ("its network by reference, another", [aks(), sought(parent=ref("data.net")), resource(VIRTUAL_NETWORK, "data.net", None, True, called=Value("other"))], [nodes()], False),
    ("its network by reference, not there", [aks(), sought(parent=ref("data.net"))], [nodes()], True),
    ("its network by id", [aks(), sought(parent=Value(ID.format(group="hub", type=VIRTUAL_NETWORK, names="net")))], [nodes()], True),
    ("its network by another's id", [aks(), sought(parent=Value(ID.format(group="hub", type=VIRTUAL_NETWORK, names="other")))], [nodes()], False),
    ("its network by an id with holes", [aks(), sought(parent=Unknown("…", AT, None, ("/subscriptions/", None, "/resourceGroups/", None, "/providers/Microsoft.Network/virtualNetworks/other")))], [nodes()], False),
    ("its group by reference", [aks(), sought(group=ref("g")), resource(RESOURCE_GROUP, "g", called=Value("hub"))], [nodes()], True),
    ("its group by reference, another", [aks(), sought(group=ref("g")), resource(RESOURCE_GROUP, "g", called=Value("other"))], [nodes()], False),
    ("an empty network name", [aks(), sought(parent="")], [nodes()], True),
    ("written out", [aks(an_id())], [nodes()], True),
    ("written out in other capitals", [aks(an_id("NODES", "NET", "HUB"))], [nodes()], True),
    ("written out whole", [aks(Value("/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes"))], [nodes(subscription="s")], True),
    ("written out whole, of a subscription that the other root does not tell", [aks(Value(ID.format(group="hub", type=VIRTUAL_NETWORK, names="net") + "/subnets/nodes"))], [nodes()], True),
    ("written out whole, of another subscription than the other root's", [aks(Value(ID.format(group="hub", type=VIRTUAL_NETWORK, names="net") + "/subnets/nodes"))], [nodes(subscription="t")], False),
    ("written out whole, of a subscription, its like in another one too", [aks(Value(ID.format(group="hub", type=VIRTUAL_NETWORK, names="net") + "/subnets/nodes"))], [nodes(), replace(nodes(subscription="t"), address="other")], False),
    ("written out whole, the declared group not known", [aks(Value(ID.format(group="hub", type=VIRTUAL_NETWORK, names="net") + "/subnets/nodes"))], [nodes(group=UNKNOWN)], False),
    ("written out in another network", [aks(an_id(vnet="other"))], [nodes()], False),
    ("written out in another group", [aks(an_id(group="other"))], [nodes()], False),
    ("written out, its network not known", [aks(an_id(vnet=None))], [nodes()], True),
    ("written out of a pool", [aks(), pool("user", vnetSubnetID=an_id())], [nodes()], True),
    ("written out of a subnet", [aks(), subnet(natGateway={"id": Value(ID.format(group="hub", type=NAT_GATEWAY, names="nat"))})], [replace(gateway(group="hub"), subscription=Value("s"))], True),
    ("written out of something else", [aks(), resource(NETWORK_POLICY, "x", about=an_id())], [nodes()], False),
    ("written out deep down", [aks(deep={"a": {"b": {"c": {"d": {"e": {"f": an_id()}}}}}})], [nodes()], True),
    ("written out deeper than anything is", [aks(deep={"a": {"b": {"c": {"d": {"e": {"f": {"g": an_id()}}}}}}})], [nodes()], False),
    ("an id without a name", [aks(an_id(name=None))], [nodes()], False),
    ("no id", [aks(Value("nodes"))], [nodes()], False),
    ("an id of something that is not joined", [aks(Value(ID.format(group="hub", type=RESOURCE_GROUP, names="hub")))], [resource(RESOURCE_GROUP, "hub")], False),
    ("inside its network", [aks(an_id())], [network("net", group="hub", subnets=[{"name": "Nodes"}])], True),
    ("inside another network", [aks(an_id())], [network("other", group="hub", subnets=[{"name": "nodes"}])], False),
    ("inside a network of another group", [aks(an_id())], [network("net", group="other", subnets=[{"name": "nodes"}])], False),
    ("inside its network under another name", [aks(an_id())], [network("net", group="hub", subnets=[{"name": "other"}, {}])], False),
    ("inside a network that is looked up", [aks(an_id())], [network("net", group="hub", external=True, subnets=[{"name": "nodes"}])], False),
    ("a name that is not known", [aks(), resource(SUBNET, "data.n", None, True, called=UNKNOWN)], [resource(SUBNET, "n", called=UNKNOWN)], False),
    ("a root without a cluster", [sought()], [nodes()], False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("here", "there", "is_brought"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND]
)
def test_what_is_found(here: list[Any], there: list[Any], is_brought: bool) -> None:
    found = brought([root("aks", *here), root("net", *there)])
    assert found == ([f"<net>.{part.address}" for part in there] if is_brought else [])


@pytest.mark.parametrize("kind", TYPES)
def test_what_kinds_are_found(kind: str) -> None:
    here = resource(TYPES[kind], "data.x", None, True, called=Value("x"))
    there = resource(TYPES[kind], "x")
    assert brought([root("aks", aks(), here), root("net", there)]) == ([] if kind == "group" else ["<net>.x"])


def test_of_two_roots_that_fit_neither_is_taken() -> None:
    stacks = [root("aks", aks(an_id())), root("a", nodes()), root("b", nodes())]
    assert brought(stacks) == []
    assert brought([*stacks[:2], root("b", nodes(group="other"))]) == ["<a>.declared"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("prod", "dev", ["<a>.declared"]),
        ("dev", "prod", ["<b>.declared"]),
        ("prod", "prod", []),
        ("dev", "dev", []),
        ("", "prod", ["<b>.declared"]),
        ("", "dev", []),
        ("", "", []),
    ],
)
def test_of_two_roots_that_fit_the_one_of_our_environment(
    first: str, second: str, expected: list[str]
) -> None:
    ours = root("aks", aks(an_id()), environment="prod")
    others = [root("a", nodes(), environment=first), root("b", nodes(), environment=second)]
    assert brought([ours, *others]) == expected


def test_a_root_that_fits_by_two_names_is_brought_once() -> None:
    here = [aks(an_id()), sought("pods")]
    other = resource(SUBNET, "pods", Value("net"), called=Value("pods"), group="hub")
    assert brought([root("aks", *here), root("net", nodes(), other)]) == ["<net>.declared", "<net>.pods"]


def test_two_roots_may_each_bring_something() -> None:
    here = [aks(an_id()), resource(NAT_GATEWAY, "data.nat", None, True, called=Value("nat"))]
    assert brought([root("aks", *here), root("a", nodes()), root("b", gateway())]) == [
        "<a>.declared",
        "<b>.nat",
    ]


def test_a_root_brings_nothing_to_itself() -> None:
    stacks = [
        root("same", aks(an_id()), inputs=("dev.tfvars",)),
        root("same", nodes(), inputs=("prod.tfvars",)),
    ]
    assert [len(stack.parts) for stack in joined(stacks)] == [1, 1]


@pytest.mark.parametrize(
    ("own", "touched", "is_brought"),
    [
        # a subnet of an unknown name may be this one where both lie in one network, or in one group
        (nodes(), {"parent": "net", "group": "hub"}, True),
        (nodes(), {"parent": "net"}, True),
        (nodes(parent=LATER), {"group": "hub"}, True),
        (nodes(), {"parent": "other", "group": "hub"}, False),
        (nodes(), {}, False),
    ],
)
def test_what_may_be_touched(own: Resource, touched: dict[str, Any], is_brought: bool) -> None:
    network_, group = touched.get("parent"), touched.get("group")
    parent = Value(network_) if network_ else None
    lost = resource(SUBNET, "data.n", parent, True, called=UNKNOWN, group=group)
    there = [lost, gateway(), attach(ref("data.n"), "natGateway", ref("nat"))]
    found = brought([root("aks", aks(ref("declared")), own), root("net", *there)])
    assert found == ([f"<net>.{part.address}" for part in there] if is_brought else [])


def test_roots_are_followed_from_one_to_the_next() -> None:
    nat = Value(ID.format(group="hub", type=NAT_GATEWAY, names="nat"))
    owned = replace(gateway(group="hub"), subscription=Value("s"))
    stacks = [root("aks", aks(an_id())), root("net", nodes(natGateway={"id": nat})), root("gw", owned)]
    assert brought(stacks) == ["<net>.declared", "<gw>.nat"]


@pytest.mark.parametrize(
    ("child", "own", "is_brought"),
    [
        # what decides where traffic of the whole goes that it is put into
        (resource(ROUTE, "r", Value(ID.format(group="hub", type=ROUTE_TABLE, names="t"))), resource(ROUTE_TABLE, "t", group="hub"), True),
        (resource(ROUTE, "r", Value(ID.format(group="hub", type=ROUTE_TABLE, names="u"))), resource(ROUTE_TABLE, "t", group="hub"), False),
        (resource(PEERING, "p", Value(ID.format(group="hub", type=VIRTUAL_NETWORK, names="net"))), network("net", group="hub"), True),
        (resource(SUBNET, "GatewaySubnet", Value(ID.format(group="hub", type=VIRTUAL_NETWORK, names="net"))), network("net", group="hub"), True),
        (resource(SUBNET, "pods", Value(ID.format(group="hub", type=VIRTUAL_NETWORK, names="net"))), network("net", group="hub"), False),
    ],
)  # fmt: skip
def test_what_is_put_into_something_of_ours(child: Resource, own: Resource, is_brought: bool) -> None:
    ours = replace(own, subscription=Value("s"))
    assert brought([root("aks", aks(), ours), root("net", child)]) == (
        [f"<net>.{child.address}"] if is_brought else []
    )


def test_a_subnet_that_another_root_may_not_declare_is_there_all_the_same() -> None:
    there = [replace(part, conditional=LATER) for part in (nodes(), network("net", group="hub"), gateway())]
    (found, _) = joined([root("aks", aks(an_id())), root("net", *there)])
    told = [
        (part.type, part.doubt, part.conditional) for part in found.parts[1:] if isinstance(part, Resource)
    ]
    assert told == [(SUBNET, LATER, LATER), (VIRTUAL_NETWORK, LATER, LATER), (NAT_GATEWAY, None, LATER)]


def test_what_a_further_root_attaches_to_what_is_looked_up() -> None:
    there = [sought(), gateway(), attach(ref("declared"), "natGateway", ref("nat"))]
    there[0] = replace(there[0], address="declared")
    assert brought([root("aks", aks(ref("data.nodes")), sought()), root("gw", *there)]) == [
        "<gw>.declared",
        "<gw>.nat",
        "<gw>.link:natGateway",
    ]


def test_a_root_that_looks_back_brings_nothing_of_the_cluster_s_own() -> None:
    back = resource(NAT_GATEWAY, "data.nat", None, True, called=Value("nat"))
    there = [nodes(natGateway={"id": ref("data.nat")}), back]
    assert brought([root("aks", aks(an_id()), gateway()), root("net", *there)]) == [
        "<net>.declared",
        "<net>.data.nat",
    ]


def test_what_a_reader_has_joined_by_itself_is_not_brought_again() -> None:
    for home, is_brought in (("net", False), ("elsewhere", True)):
        joined_already = replace(nodes("pods"), address=f"<{home}>.pods")
        found = brought([root("aks", aks(an_id()), joined_already), root("net", nodes())])
        assert found == (["<net>.declared"] if is_brought else [])


@pytest.mark.parametrize(("environment", "is_brought"), [("prod", True), ("", True), ("dev", False)])
def test_what_may_be_touched_by_another_environment(environment: str, is_brought: bool) -> None:
    lost = resource(SUBNET, "data.n", Value("net"), True, called=UNKNOWN)
    there = [lost, gateway(), attach(ref("data.n"), "natGateway", ref("nat"))]
    ours = root("aks", aks(ref("declared")), nodes(), environment="prod")
    found = brought([ours, root("net", *there, environment=environment)])
    assert found == ([f"<net>.{part.address}" for part in there] if is_brought else [])


ENVIRONMENTS: list[tuple[dict[str, Any], list[dict[str, Any]], list[int]]] = [
    # the cluster's environment, the network's ones, which of them are brought
    ({"inputs": ("aks/prod.tfvars",)}, [{"inputs": ("net/dev.tfvars",)}, {"inputs": ("net/prod.tfvars",)}], [1]),
    ({"inputs": ("aks/test.tfvars",)}, [{"inputs": ("net/dev.tfvars",)}, {"inputs": ("net/prod.tfvars",)}], []),
    ({"inputs": ("aks/test.tfvars",)}, [{"inputs": ("net/dev.tfvars",)}], []),
    ({"inputs": ("aks/dev.tfvars",)}, [{"inputs": ("net/dev.tfvars",)}], [0]),
    ({"environment": "prod"}, [{"environment": "dev"}, {"environment": "prod"}], [1]),
    ({"environment": "prod", "inputs": ("x.tfvars",)}, [{"environment": "dev", "inputs": ("x.tfvars",)}, {"environment": "prod"}], [1]),
    ({}, [{"inputs": ("net/dev.tfvars",)}, {}], []),
    ({}, [{}], [0]),
    ({}, [{"inputs": ("net/dev.tfvars",)}, {"inputs": ("net/prod.tfvars",)}], []),
    ({"inputs": ("a/common.tfvars", "a/prod.tfvars")}, [{"inputs": ("b/common.tfvars", "b/prod.tfvars")}, {"inputs": ("b/prod.tfvars",)}], []),
    ({"inputs": ("a/common.tfvars", "a/prod.tfvars")}, [{"inputs": ("b/common.tfvars", "b/prod.tfvars")}, {"inputs": ("b/common.tfvars", "b/dev.tfvars")}], [0]),
]  # fmt: skip


@pytest.mark.parametrize(("mine", "theirs", "expected"), ENVIRONMENTS)
def test_of_environments_the_one_of_our_name(
    mine: dict[str, Any], theirs: list[dict[str, Any]], expected: list[int]
) -> None:
    others = [root("net", nodes(number=number), **each) for number, each in enumerate(theirs)]
    (found, *_) = joined([root("aks", aks(an_id()), **mine), *others])
    numbers = [part.get("number") for part in found.parts if isinstance(part, Resource) and part.home]
    assert numbers == [Value(number, AT) for number in expected]


def test_what_a_root_brings() -> None:
    there = [
        nodes(natGateway={"id": ref("nat")}, other=[ref("nat"), 1, UNKNOWN]),
        resource(
            NAT_GATEWAY, "nat", ref("declared"), called=ref("g", "name"), group=ref("g"), traits={"dependsOn": [ref("g")]},
            id=Unknown("…", AT, None, ("/x/", ref("g"), None, Unknown("…", AT, None, (ref("nat"),)))),
        ),
        attach(ref("declared"), "natGateway", ref("nat")),
        cluster(address="their-aks"), pool("their-pool", "their-aks"), workload(), SourceNote("unknown-flag", AT),
        prefix(),
    ]  # fmt: skip
    (found, *rest) = joined([root("aks", aks(an_id())), root("net", *there)])
    assert rest == [root("net", *there)]
    own, subnet_, nat, link, prefix_ = found.parts
    assert isinstance(own, Resource)
    assert own.home is None
    assert isinstance(subnet_, Resource)
    assert (subnet_.address, subnet_.home, subnet_.parent) == ("<net>.declared", "net", Value("net"))
    assert subnet_.get("natGateway.id") == Reference("<net>.nat", "id", AT)
    assert subnet_.get("other") == Value((Reference("<net>.nat", "id", AT), Value(1, AT), UNKNOWN), AT)
    assert isinstance(nat, Resource)
    assert (nat.parent, nat.resource_group) == (
        Reference("<net>.declared", "id", AT),
        Reference("<net>.g", "id", AT),
    )
    assert nat.name == Reference("<net>.g", "name", AT)
    assert nat.traits == {"dependsOn": Value((Reference("<net>.g", "id", AT),), AT)}
    inner = Unknown("…", AT, None, (Reference("<net>.nat", "id", AT),))
    assert nat.properties["id"] == Unknown(
        "…", AT, None, ("/x/", Reference("<net>.g", "id", AT), None, inner)
    )
    assert isinstance(link, Link)
    assert (link.address, link.source, link.target) == (
        "<net>.link:natGateway", Reference("<net>.declared", "id", AT), Reference("<net>.nat", "id", AT),
    )  # fmt: skip
    assert isinstance(prefix_, Resource)
    assert (prefix_.parent, prefix_.resource_group) == (None, None)


def test_what_another_root_leaves_open_is_open_here() -> None:
    about_one = Doubt("a script", AT, None, Reach((SUBNET,), ref("declared"), ("natGateway",)))
    about_all = Doubt("a module", AT, None, Reach((SUBNET,), adds=True))
    (found, _) = joined([root("aks", aks(an_id())), root("net", nodes(), about_one, about_all)])
    reaches = [part.reach for part in found.parts if isinstance(part, Doubt)]
    assert reaches == [
        # of a resource: of that one; of no certain one: of what that root declares, and no more
        Reach((SUBNET,), Reference("<net>.declared", "id", AT), ("natGateway",)),
        Reach((SUBNET,), adds=True, home="net"),
    ]


@pytest.mark.parametrize(("written", "left_open"), [(None, ["natGateway"]), ({"id": ref("nat")}, [])])
def test_a_third_root_may_take_off_what_another_attaches(written: object, left_open: list[str]) -> None:
    theirs = [nodes(natGateway={"id": ref("nat")}), gateway()]
    looked_up = replace(nodes(natGateway=written), address="found", external=True)
    (found, *_) = joined([root("aks", aks(an_id())), root("net", *theirs), root("tool", looked_up)])
    told = [
        part for part in found.parts if isinstance(part, Doubt) and "the order of two roots" in part.reason
    ]
    assert [name for doubt in told for name in doubt.reach.properties] == left_open


NAT_ID = ID.format(group="hub", type=NAT_GATEWAY, names="nat")
UPDATES: list[tuple[str, dict[str, Any], list[tuple[str, object]], list[str]]] = [
    # what another root sets on what it only looks up: what that attaches, and what it leaves open
    ("subnet", {"natGateway": {"id": ref("nat")}}, [("natGateway", Reference("<tool>.nat", "id", AT))], []),
    ("subnet", {"natGateway": {"id": NAT_ID}}, [("natGateway", Value(NAT_ID, AT))], []),
    ("subnet", {"routeTable": {"id": ref("t")}}, [("routeTable", Reference("<tool>.t", "id", AT))], []),
    ("subnet", {"routeTable": UNKNOWN}, [], ["routeTable"]),
    ("subnet", {"natGateway": {"id": ref("nat")}, "routeTable": UNKNOWN}, [("natGateway", Reference("<tool>.nat", "id", AT))], ["routeTable"]),
    # taken off a subnet: that counts where something attaches it, which is seen in the graph
    ("subnet", {"natGateway": None, "routeTable": None}, [], []),
    ("subnet", {"addressPrefixes": ["10.0.0.0/24"]}, [], []),
    ("nat", {"publicIpAddresses": [{"id": ref("a")}, {"id": ref("b")}]}, [("publicIpAddresses[]", Reference("<tool>.a", "id", AT)), ("publicIpAddresses[]", Reference("<tool>.b", "id", AT))], []),
    ("nat", {"publicIpPrefixes": [{"id": ref("a")}]}, [("publicIpPrefixes[]", Reference("<tool>.a", "id", AT))], []),
    ("nat", {"publicIpAddressesV6": [{"id": ref("a")}]}, [("publicIpAddressesV6[]", Reference("<tool>.a", "id", AT))], []),
    ("nat", {"publicIpPrefixesV6": [{"id": ref("a")}]}, [("publicIpPrefixesV6[]", Reference("<tool>.a", "id", AT))], []),
    ("nat", {"publicIpAddresses": [{"id": ref("a")}, UNKNOWN]}, [("publicIpAddresses[]", Reference("<tool>.a", "id", AT))], ["publicIpAddresses"]),
    ("nat", {"publicIpAddresses": []}, [], ["publicIpAddresses"]),
    ("nat", {"publicIpAddresses": None}, [], ["publicIpAddresses"]),
    ("nat", {"publicIpPrefixes": UNKNOWN}, [], ["publicIpPrefixes"]),
    ("nat", {"idleTimeoutInMinutes": 4}, [], []),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "properties", "attached", "left_open"), UPDATES)
def test_what_a_root_sets_on_what_it_looks_up(
    kind: str, properties: dict[str, Any], attached: list[tuple[str, object]], left_open: list[str]
) -> None:
    own = nodes() if kind == "subnet" else gateway("declared", called=Value("nat"), group="hub")
    looked_up = replace(own, address="found", external=True)
    looked_up = replace(looked_up, properties=resource(own.type, "x", **properties).properties)
    (found, _) = joined([root("aks", aks(), own), root("tool", looked_up)])
    source = Reference("<tool>.found", "id", AT)
    links = [part for part in found.parts if isinstance(part, Link)]
    assert [(link.property, link.target) for link in links] == attached
    assert {(link.source, link.source_type, link.at) for link in links} <= {(source, own.type, AT)}
    assert len({link.address for link in links}) == len(links)
    # of the order of the two roots' writes there may be doubts besides
    reaches = [part.reach for part in found.parts if isinstance(part, Doubt)]
    assert [reach for reach in reaches if reach.target == source] == [
        Reach((own.type,), source, (name,)) for name in left_open
    ]


def test_what_a_root_declares_it_does_not_set_again() -> None:
    there = [nodes(natGateway={"id": ref("nat")}), gateway()]
    (found, _) = joined([root("aks", aks(an_id())), root("net", *there)])
    assert not [part for part in found.parts if isinstance(part, Link)]
