"""Azure's outbound precedence, case by case."""

from __future__ import annotations

from typing import Any

import pytest
from declare import (
    UNKNOWN,
    attach,
    cluster,
    gateway,
    graph,
    network,
    pool,
    prefix,
    public_ip,
    ref,
    resource,
    route_table,
    subnet,
    subnet_id,
)

from natpin.egress import network_setting, trace
from natpin.model.path import EgressPath, Exit, Role
from natpin.model.record import replace
from natpin.model.resource import AGENT_POOL, CLUSTER, NAT_GATEWAY, ROUTE, ROUTE_TABLE
from natpin.model.value import Unknown, Value, text

NODES = [{"name": "system", "vnetSubnetID": ref("nodes")}]
NO_POOLS: list[dict[str, Any]] = []
NAT = {"natGateway": {"id": ref("nat")}}
ON_PREFIX = gateway(publicIpPrefixes=[{"id": ref("prefix")}])


def only(*parts: Any) -> EgressPath:
    (path,) = trace(graph(*parts))
    return path


CASES: list[tuple[str, list[Any], Exit]] = [
    ("managed network, nothing written", [cluster()], Exit.LOAD_BALANCER),
    ("managed network, managed NAT", [cluster("managedNATGateway")], Exit.MANAGED_NAT_GATEWAY),
    ("managed network, managed NAT by its preview name", [cluster("managedNATGatewayV2")], Exit.MANAGED_NAT_GATEWAY),
    ("managed network, isolated", [cluster("none")], Exit.NONE),
    ("managed network, blocked", [cluster("block")], Exit.NONE),
    ("own gateway but no subnet", [cluster("userAssignedNATGateway")], Exit.UNKNOWN),
    ("automatic", [cluster(sku={"name": "Automatic"})], Exit.MANAGED_NAT_GATEWAY),
    ("node public IPs, no NAT", [cluster(pools=[{"name": "p", "enableNodePublicIP": True}])], Exit.INSTANCE_PUBLIC_IP),
    ("NAT on the subnet", [cluster("userAssignedNATGateway", NODES), network(), subnet(**NAT), ON_PREFIX, prefix()], Exit.NAT_GATEWAY),
    ("NAT on the subnet wins over the load balancer", [cluster("loadBalancer", NODES), network(), subnet(**NAT), ON_PREFIX, prefix()], Exit.NAT_GATEWAY),
    (
        "NAT wins over node public IPs",
        [cluster("userAssignedNATGateway", [{**NODES[0], "enableNodePublicIP": True}]), network(), subnet(**NAT), ON_PREFIX, prefix()],
        Exit.NAT_GATEWAY,
    ),
    (
        "an appliance wins over NAT",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(**NAT, routeTable={"id": ref("routes")}), ON_PREFIX, prefix(), route_table("VirtualAppliance")],
        Exit.VIRTUAL_APPLIANCE,
    ),
    (
        "a VPN gateway wins over NAT",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(**NAT, routeTable={"id": ref("routes")}), ON_PREFIX, prefix(), route_table("VirtualNetworkGateway")],
        Exit.VIRTUAL_APPLIANCE,
    ),
    (
        "a route to nowhere",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(**NAT, routeTable={"id": ref("routes")}), ON_PREFIX, prefix(), route_table("None")],
        Exit.NONE,
    ),
    (
        "a route to the internet leaves NAT in charge",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(**NAT, routeTable={"id": ref("routes")}), ON_PREFIX, prefix(), route_table("Internet")],
        Exit.NAT_GATEWAY,
    ),
    (
        "a private route leaves NAT in charge",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(**NAT, routeTable={"id": ref("routes")}), ON_PREFIX, prefix(), route_table("VirtualAppliance", cidr="10.0.0.0/8")],
        Exit.NAT_GATEWAY,
    ),
    (
        "a default route that is not written as a network's address",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(**NAT, routeTable={"id": ref("routes")}), ON_PREFIX, prefix(), route_table("VirtualAppliance", cidr="10.0.0.1/0")],
        Exit.VIRTUAL_APPLIANCE,
    ),
    (
        "a service tag",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(**NAT, routeTable={"id": ref("routes")}), ON_PREFIX, prefix(), route_table("VirtualAppliance", cidr="AzureCloud")],
        Exit.NAT_GATEWAY,
    ),
    (
        "an unknown next hop",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(**NAT, routeTable={"id": ref("routes")}), ON_PREFIX, prefix(), route_table(UNKNOWN)],
        Exit.UNKNOWN,
    ),
    (
        "a route table declared elsewhere",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(**NAT, routeTable={"id": ref("elsewhere")}), ON_PREFIX, prefix()],
        Exit.UNKNOWN,
    ),
    ("no NAT on the subnet, load balancer", [cluster("loadBalancer", NODES), network(), subnet()], Exit.LOAD_BALANCER),
    ("no NAT on the subnet though the type promises it", [cluster("userAssignedNATGateway", NODES), network(), subnet()], Exit.DEFAULT_OUTBOUND),
    (
        "the same in a private subnet",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(defaultOutboundAccess=False)],
        Exit.NONE,
    ),
    ("routing by the user, but no route", [cluster("userDefinedRouting", NODES), network(), subnet()], Exit.UNKNOWN),
    ("a subnet that is not declared", [cluster("userAssignedNATGateway", NODES)], Exit.UNKNOWN),
    ("an unknown subnet", [cluster("userAssignedNATGateway", [{"name": "p", "vnetSubnetID": UNKNOWN}])], Exit.UNKNOWN),
    ("an unknown outbound type, managed network", [cluster(UNKNOWN)], Exit.UNKNOWN),
    (
        "an unknown outbound type, NAT on the subnet",
        [cluster(UNKNOWN, NODES), network(), subnet(**NAT), ON_PREFIX, prefix()],
        Exit.NAT_GATEWAY,
    ),
    ("an unknown gateway", [cluster("userAssignedNATGateway", NODES), network(), subnet(natGateway={"id": UNKNOWN})], Exit.UNKNOWN),
    ("unknown whether node IPs", [cluster(pools=[{"name": "p", "enableNodePublicIP": UNKNOWN}])], Exit.UNKNOWN),
    ("an outbound type of the future", [cluster("teleport")], Exit.UNKNOWN),
    (
        "a gateway declared elsewhere is still a gateway",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(natGateway={"id": "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/natGateways/egress"})],
        Exit.NAT_GATEWAY,
    ),
    ("associated by a link", [cluster("userAssignedNATGateway", NODES), network(), subnet(), gateway(), attach(ref("nodes"), "natGateway", ref("nat"))], Exit.NAT_GATEWAY),
    ("associated by a link through an id", [cluster("userAssignedNATGateway", NODES), network(), subnet(), gateway(), attach(subnet_id("NODES"), "natGateway", ref("nat"))], Exit.NAT_GATEWAY),
    (
        "a link that may not exist",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(), gateway(), attach(ref("nodes"), "natGateway", ref("nat"), conditional=UNKNOWN)],
        Exit.UNKNOWN,
    ),
    (
        "a link to an unknown subnet may be this one",
        [cluster("userAssignedNATGateway", NODES), network(), subnet(), gateway(), attach(UNKNOWN, "natGateway", ref("nat"))],
        Exit.UNKNOWN,
    ),
    (
        "a link to a subnet of another name is not this one",
        [cluster("loadBalancer", NODES), network(), subnet(), gateway(), attach(subnet_id("others"), "natGateway", ref("nat"))],
        Exit.LOAD_BALANCER,
    ),
    (
        "looked up by name, written inside its network",
        [cluster("loadBalancer", [{"name": "p", "vnetSubnetID": ref("inline")}]), network(subnets=[{"name": "inline"}]), subnet("inline", external=True)],
        Exit.LOAD_BALANCER,
    ),
    (
        "AKS Automatic whose hosted nodes are in a network of one's own",
        [cluster(sku={"name": "Automatic"}, pools=NO_POOLS, hostedSystemProfile={"nodeSubnetID": ref("nodes")}), network(), subnet()],
        Exit.UNKNOWN,
    ),
    (
        "AKS Automatic whose API server is in a network of one's own",
        [cluster(sku={"name": "Automatic"}, apiServerAccessProfile={"subnetId": ref("nodes")}), network(), subnet()],
        Exit.UNKNOWN,
    ),
    ("a subnet inside its network", [cluster("userAssignedNATGateway", [{"name": "p", "vnetSubnetID": subnet_id("inline")}]), network(subnets=[{"name": "inline", **NAT}]), ON_PREFIX, prefix()], Exit.NAT_GATEWAY),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "exit_"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_exit(parts: list[Any], exit_: Exit) -> None:
    path = only(*parts)
    assert path.exit is exit_
    if exit_ is Exit.UNKNOWN:
        assert path.causes, "an unknown exit says why"


def test_pods_with_a_subnet_of_their_own_have_a_path_of_their_own() -> None:
    aks = cluster("userAssignedNATGateway", [{**NODES[0], "podSubnetID": ref("pods")}])
    node, pod = trace(graph(aks, network(), subnet(**NAT), subnet("pods"), ON_PREFIX, prefix()))
    assert (node.role, node.exit) == (Role.NODE, Exit.NAT_GATEWAY)
    assert (pod.role, pod.exit) == (Role.POD, Exit.DEFAULT_OUTBOUND)


def test_a_pool_declared_apart_is_a_pool_and_a_pool_declared_twice_is_one() -> None:
    aks = cluster("userAssignedNATGateway", NODES)
    again = pool("system", vnetSubnetID=ref("nodes"))
    paths = trace(
        graph(
            aks,
            network(),
            subnet(**NAT),
            subnet("fresh"),
            pool("user", vnetSubnetID=ref("fresh")),
            again,
            ON_PREFIX,
            prefix(),
        )
    )
    assert [(path.pool.name, path.exit) for path in paths] == [
        ("system", Exit.NAT_GATEWAY),
        ("user", Exit.DEFAULT_OUTBOUND),
    ]


def test_halves_count_as_a_default_route_each() -> None:
    halves = route_table("VirtualAppliance", cidr="0.0.0.0/1")
    upper = {"name": "u", "addressPrefix": "128.0.0.0/1", "nextHopType": "VirtualAppliance"}
    from natpin.model.value import Value, items, of

    both = halves.with_properties(routes=Value((*items(halves.get("routes")), of(upper))))
    aks = cluster("userAssignedNATGateway", NODES)
    table = {"routeTable": {"id": ref("routes")}}
    assert (
        only(aks, network(), subnet(**NAT, **table), ON_PREFIX, prefix(), both).exit is Exit.VIRTUAL_APPLIANCE
    )
    # what lies in one half alone is still half of the internet
    one = only(aks, network(), subnet(**NAT, **table), ON_PREFIX, prefix(), halves)
    assert one.exit is Exit.VIRTUAL_APPLIANCE


APPLIANCE = {"name": "all", "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance"}
LOWER = {"name": "lower", "addressPrefix": "0.0.0.0/1", "nextHopType": "Internet"}
SOMEWHERE = {"name": "somewhere", "addressPrefix": UNKNOWN, "nextHopType": "Internet"}
TO_APPLIANCE = {"name": "somewhere", "addressPrefix": UNKNOWN, "nextHopType": "VirtualAppliance"}


@pytest.mark.parametrize(
    ("routes", "exit_"),
    [
        ([APPLIANCE, SOMEWHERE], Exit.VIRTUAL_APPLIANCE),  # one longer prefix leaves something of it
        ([APPLIANCE, SOMEWHERE, SOMEWHERE], Exit.UNKNOWN),
        ([APPLIANCE, LOWER, SOMEWHERE], Exit.UNKNOWN),
        ([APPLIANCE, LOWER, UNKNOWN], Exit.UNKNOWN),
        ([APPLIANCE, LOWER, TO_APPLIANCE], Exit.VIRTUAL_APPLIANCE),
        ([APPLIANCE, LOWER], Exit.VIRTUAL_APPLIANCE),
    ],
)
def test_a_route_of_unknown_prefix_may_take_the_last_half(routes: list[Any], exit_: Exit) -> None:
    table = resource(ROUTE_TABLE, "routes", routes=routes)
    aks = cluster("userAssignedNATGateway", NODES)
    nodes = subnet(**NAT, routeTable={"id": ref("routes")})
    assert only(aks, network(), nodes, ON_PREFIX, prefix(), table).exit is exit_


@pytest.mark.parametrize(
    ("written", "exit_"),
    [
        ({"nextHopType": "VirtualAppliance"}, Exit.UNKNOWN),
        ({"nextHopType": "Internet"}, Exit.NAT_GATEWAY),
        ({"nextHopType": "VirtualAppliance", "addressPrefix": "203.0.113.0/24"}, Exit.NAT_GATEWAY),
    ],
)
def test_a_route_that_is_only_changed_here_keeps_its_prefix(written: dict[str, str], exit_: Exit) -> None:
    table = resource(ROUTE_TABLE, "routes", routes=[])
    changed = resource(ROUTE, "out", ref("routes"), external=True, **written)
    nodes = subnet(**NAT, routeTable={"id": ref("routes")})
    aks = cluster("userAssignedNATGateway", NODES)
    assert only(aks, network(), nodes, ON_PREFIX, prefix(), table, changed).exit is exit_


def test_ips_add_up_over_addresses_and_prefixes() -> None:
    nat = gateway(publicIpPrefixes=[{"id": ref("prefix")}], publicIpAddresses=[{"id": ref("ip")}])
    link = attach(ref("nat"), "publicIpAddresses[]", ref("ip2"), NAT_GATEWAY)
    aks = cluster("userAssignedNATGateway", NODES)
    path = only(aks, network(), subnet(**NAT), nat, prefix(length=30), public_ip(), public_ip("ip2"), link)
    assert path.ip_count == 4 + 1 + 1


def test_an_unknown_address_makes_the_ips_unknown_never_fewer() -> None:
    nat = gateway(publicIpAddresses=[{"id": ref("ip")}, {"id": UNKNOWN}])
    path = only(cluster("userAssignedNATGateway", NODES), network(), subnet(**NAT), nat, public_ip())
    assert isinstance(path.ips, Unknown)
    assert path.exit is Exit.NAT_GATEWAY


def test_managed_load_balancer_shows_the_ips_it_was_given() -> None:
    aks = cluster("loadBalancer", None)
    own = aks.with_properties()
    assert only(own).ip_count == 1


@pytest.mark.parametrize(
    ("changed", "judged"),
    [
        ([], False),
        ([{"addonProfiles": {"omsagent": {"enabled": True}}}], False),
        ([{"networkProfile": {"kubeProxyConfig": {"enabled": False}}}], False),
        ([{"networkProfile": {"outboundType": "userAssignedNATGateway"}}], True),
        ([{"networkProfile": UNKNOWN}], True),
        ([{"agentPoolProfiles": [{"name": "system"}]}], True),
    ],
    ids=["named", "an add-on", "kube-proxy", "the outbound type", "something unknown", "the pools"],
)
def test_a_cluster_of_elsewhere_is_judged_by_what_is_changed_here(
    changed: list[dict[str, Any]], judged: bool
) -> None:
    properties = changed[0] if changed else {}
    assert bool(trace(graph(resource(CLUSTER, "aks", external=True, **properties)))) is judged


def test_a_pool_of_a_cluster_of_elsewhere_is_judged_when_made_or_moved_here() -> None:
    aks = resource(CLUSTER, "aks", external=True)
    named = resource(AGENT_POOL, "user", ref("aks"), external=True)
    assert trace(graph(aks, named)) == []
    assert trace(graph(aks, named.with_properties(vnetSubnetID=ref("nodes")), network(), subnet()))
    assert trace(graph(aks, pool("user")))


@pytest.mark.parametrize(
    ("sku", "written", "plugin", "mode"),
    [
        ("Automatic", {}, "azure", "overlay"),
        ("automatic", {"outboundType": "loadBalancer"}, "azure", "overlay"),
        ("Automatic", {"networkPlugin": "none"}, "none", None),
        ("Base", {}, None, None),
        ("Base", {"networkPlugin": "azure"}, "azure", None),
    ],
)
def test_network_plugin(sku: str, written: dict[str, str], plugin: str | None, mode: str | None) -> None:
    aks = resource(CLUSTER, "aks", sku={"name": sku}, networkProfile=written)
    assert text(network_setting(aks, "networkPlugin")) == plugin
    assert text(network_setting(aks, "networkPluginMode")) == mode


def test_pools_of_unknown_names_stay_apart_whatever_they_are_called() -> None:
    called = {"calledBy": Value("$POOL")}
    pools = [replace(pool(f"pool{number}"), name=UNKNOWN, traits=called) for number in range(2)]
    paths = trace(graph(cluster("managedNATGateway", NODES), network(), subnet(), *pools))
    assert [path.pool.name for path in paths] == ["system", "$POOL", "$POOL"]


def test_a_pool_added_without_a_subnet_goes_to_the_first_pools() -> None:
    around = network(), subnet(**NAT), ON_PREFIX, prefix()
    aks = cluster("userAssignedNATGateway", NODES)
    _, added = trace(graph(aks, pool("user"), *around))
    assert (added.pool.name, added.exit) == ("user", Exit.NAT_GATEWAY)
    elsewhere = resource(CLUSTER, "aks", external=True)
    paths = trace(graph(elsewhere, pool("user"), *around))
    assert {path.exit for path in paths} == {Exit.UNKNOWN}
    _, alone = trace(graph(cluster("loadBalancer"), pool("user")))
    assert (alone.subnet, alone.exit) == (None, Exit.LOAD_BALANCER)
