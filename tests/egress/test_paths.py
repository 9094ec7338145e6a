"""Which way a pool's traffic takes, hop by hop, and the IPs it leaves from."""

from __future__ import annotations

from typing import Any

import pytest
from declare import (
    AT,
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
)

from natpin.egress import ip_counts, nat_ips, trace
from natpin.model.doubt import Doubt, Reach
from natpin.model.path import CHOSEN_BY_AKS, EgressPath, IpRange
from natpin.model.resource import AGENT_POOL, CLUSTER, NAT_GATEWAY, NODE_CLASS, PUBLIC_IP, SUBNET, Resource
from natpin.model.value import Unknown, Value

X = "? var.x has no default"
OWN = [{"name": "system", "vnetSubnetID": ref("nodes")}]
NAT = {"natGateway": {"id": ref("nat")}}
TABLE = {"routeTable": {"id": ref("routes")}}
ELSEWHERE = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/"
V6 = {"publicIPAddressVersion": "IPv6"}
USER_NAT = "userAssignedNATGateway"


def ids(*names: str) -> list[dict[str, Any]]:
    return [{"id": ref(name)} for name in names]


def balanced(**profile: Any) -> Resource:
    return cluster("loadBalancer", networkProfile={"loadBalancerProfile": profile})


def managed(**profile: Any) -> Resource:
    return cluster("managedNATGateway", networkProfile={"natGatewayProfile": profile})


def pinned(nat: Resource, *more: Any, subnet_: Any = None) -> list[Any]:
    return [cluster(USER_NAT, OWN), network(), subnet_ or subnet(**NAT), nat, *more]


def routed(*parts: Any, **more: Any) -> list[Any]:
    return [cluster(USER_NAT, OWN), network(), subnet(**TABLE, **more), *parts]


OTHERS = Unknown("var.x has no default", AT, others=True)
POOL, NODES = "pool system", "subnet nodes"
LB, BY_AKS = "load-balancer managed by AKS", "nat-gateway managed by AKS"
ONE = ["chosen by AKS ×1"]
NOT_ON_ITS_SUBNET = (
    "? outbound type is userDefinedRouting, but no route for 0.0.0.0/0 is declared for its subnet"
)


def virtual(subnet_name: Any = "aci", enabled: Any = True, pools: Any = OWN) -> Resource:
    """A cluster with virtual nodes."""
    connector = {"enabled": enabled, "config": {"SubnetName": subnet_name}}
    return cluster(USER_NAT, pools, addonProfiles={"aciConnectorLinux": connector})


ACI = [network(), subnet(**NAT), subnet("aci"), gateway(), network("vnet2"), subnet("far", "vnet2")]
VIRTUAL: list[tuple[str, list[Any], Any]] = [
    # the subnet that virtual nodes are put into; False where there are none
    ("beside the cluster's own", [virtual(), *ACI], "aci"),
    ("of that name in another network", [virtual("far"), *ACI], "? subnet far"),
    ("of a name that is not declared", [virtual("lost"), *ACI], "? subnet lost"),
    ("of a name that is not known", [virtual(UNKNOWN), *ACI], X),
    ("no name", [virtual(None), *ACI], "? the"),
    ("off", [virtual(enabled=False), *ACI], False),
    ("not said", [virtual(enabled=None), *ACI], False),
    ("no add-on", [cluster(USER_NAT, OWN, addonProfiles={}), *ACI], False),
    ("another add-on", [cluster(USER_NAT, OWN, addonProfiles={"omsagent": {"enabled": True}}), *ACI], False),
    ("add-ons that are not known", [cluster(USER_NAT, OWN, addonProfiles=UNKNOWN), *ACI], X),
    ("whose declaration is elsewhere", [cluster(USER_NAT, OWN, external=True), *ACI], False),
]  # fmt: skip


@pytest.mark.parametrize(("told", "parts", "expected"), VIRTUAL, ids=[row[0] for row in VIRTUAL])
def test_virtual_nodes(told: str, parts: list[Any], expected: Any) -> None:
    found = [path for path in trace(graph(*parts)) if path.pool.name == "virtual-node"]
    if expected is False:
        assert found == []
        return
    (path,) = found
    assert path.pool.auxiliary
    said = (
        f"? {path.subnet.reason}" if isinstance(path.subnet, Unknown) else path.subnet and path.subnet.address
    )
    assert str(said).startswith(expected)


@pytest.mark.parametrize(("enabled", "why"), [(True, None), (UNKNOWN, UNKNOWN)])
def test_virtual_nodes_may_be_there(enabled: Any, why: Unknown | None) -> None:
    (path,) = [p for p in trace(graph(virtual(enabled=enabled), *ACI)) if p.pool.name == "virtual-node"]
    assert path.pool.conditional == why


PATHS: list[tuple[str, list[Any], str, list[str], Any]] = [
    # what is asked, what is declared, exit, hops, IPs
    ("load balancer", [cluster()], "load-balancer", [POOL, LB], ONE),
    ("load balancer, in a subnet", [cluster("loadBalancer", OWN), network(), subnet()], "load-balancer", [POOL, NODES, LB], ONE),
    ("managed NAT, in a subnet", [cluster("managedNATGateway", OWN), network(), subnet()], "managed-nat-gateway", [POOL, NODES, BY_AKS], ONE),
    ("IPs of AKS's own choice that are not all known", [balanced(outboundIPs={"publicIPs": [*ids("ip"), UNKNOWN]}), public_ip()], "load-balancer", [POOL, LB], ["ip ×1 ip", "declared elsewhere ×1"]),
    ("IPs brought, others perhaps", [balanced(outboundIPs={"publicIPs": [*ids("ip"), OTHERS]}), public_ip()], "load-balancer", [POOL, LB], X),
    ("effective IPs that are not known", [balanced(effectiveOutboundIPs=UNKNOWN)], "load-balancer", [POOL, LB], X),
    ("its size", [balanced(managedOutboundIPs={"count": 3})], "load-balancer", [POOL, LB], ["chosen by AKS ×3"]),
    ("its size unknown", [balanced(managedOutboundIPs={"count": UNKNOWN})], "load-balancer", [POOL, LB], X),
    ("own IPs", [balanced(outboundIPs={"publicIPs": ids("ip")}), public_ip()], "load-balancer", [POOL, LB], ["ip ×1 ip"]),
    ("own IPs, made", [balanced(outboundIPs={"publicIPs": ids("ip")}), public_ip(ipAddress="20.1.2.3")], "load-balancer", [POOL, LB], ["20.1.2.3 ×1 20.1.2.3/32 ip"]),
    ("an IPv6 address", [balanced(outboundIPs={"publicIPs": ids("ip")}), public_ip(ipAddress="2001:db8::1")], "load-balancer", [POOL, LB], ["2001:db8::1 ×1 2001:db8::1/128 ip"]),
    ("own prefixes", [balanced(outboundIPPrefixes={"publicIPPrefixes": ids("prefix")}), prefix()], "load-balancer", [POOL, LB], ["prefix /28 ×16 prefix"]),
    ("own prefixes, made", [balanced(outboundIPPrefixes={"publicIPPrefixes": ids("prefix")}), prefix(ipPrefix="20.1.2.0/28")], "load-balancer", [POOL, LB], ["20.1.2.0/28 ×16 20.1.2.0/28 prefix"]),
    ("a prefix of unknown length", [balanced(outboundIPPrefixes={"publicIPPrefixes": ids("prefix")}), prefix(length=UNKNOWN)], "load-balancer", [POOL, LB], ["prefix /? ×? prefix"]),
    ("a prefix of /32", [balanced(outboundIPPrefixes={"publicIPPrefixes": ids("prefix")}), prefix(length=32)], "load-balancer", [POOL, LB], ["prefix /32 ×1 prefix"]),
    ("a prefix of /33", [balanced(outboundIPPrefixes={"publicIPPrefixes": ids("prefix")}), prefix(length=33)], "load-balancer", [POOL, LB], ["prefix /? ×? prefix"]),
    ("a prefix of /0", [balanced(outboundIPPrefixes={"publicIPPrefixes": ids("prefix")}), prefix(length=0)], "load-balancer", [POOL, LB], ["prefix /0 ×4294967296 prefix"]),
    ("own IPs and prefixes", [balanced(outboundIPs={"publicIPs": ids("ip")}, outboundIPPrefixes={"publicIPPrefixes": ids("prefix")}), public_ip(), prefix()], "load-balancer", [POOL, LB], ["ip ×1 ip", "prefix /28 ×16 prefix"]),
    ("own IPs win over a count", [balanced(outboundIPs={"publicIPs": ids("ip")}, managedOutboundIPs={"count": 3}), public_ip()], "load-balancer", [POOL, LB], ["ip ×1 ip"]),
    ("what is in use wins", [balanced(effectiveOutboundIPs=ids("live"), outboundIPs={"publicIPs": ids("ip")}), public_ip(), public_ip("live")], "load-balancer", [POOL, LB], ["live ×1 live"]),
    ("an IP of elsewhere", [balanced(outboundIPs={"publicIPs": [{"id": ELSEWHERE + "publicIPAddresses/egress"}]})], "load-balancer", [POOL, LB], ["egress ×1 (egress)"]),
    ("a prefix of elsewhere among what is in use", [balanced(effectiveOutboundIPs=[{"id": ELSEWHERE + "publicIPPrefixes/egress"}])], "load-balancer", [POOL, LB], ["egress ×? (egress)"]),
    ("an unknown IP", [balanced(outboundIPs={"publicIPs": [{"id": UNKNOWN}]})], "load-balancer", [POOL, LB], ["declared elsewhere ×1"]),
    ("managed NAT", [managed()], "managed-nat-gateway", [POOL, BY_AKS], ONE),
    ("its IPs counted", [managed(managedOutboundIPProfile={"count": 2})], "managed-nat-gateway", [POOL, BY_AKS], ["chosen by AKS ×2"]),
    ("its IPs brought", [managed(outboundIPs={"publicIPs": ids("ip")}), public_ip()], "managed-nat-gateway", [POOL, BY_AKS], ["ip ×1 ip"]),
    # plain ids: azure-mgmt-containerservice 41.8.0, ``ManagedClusterNATGatewayProfileOutboundIPs.public_i_ps``
    ("its IPs brought, ids alone", [managed(outboundIPs={"publicIPs": [ref("ip")]}), public_ip()], "managed-nat-gateway", [POOL, BY_AKS], ["ip ×1 ip"]),
    ("its IPs brought from elsewhere", [managed(outboundIPs={"publicIPs": [ELSEWHERE + "publicIPAddresses/egress"]})], "managed-nat-gateway", [POOL, BY_AKS], ["egress ×1 (egress)"]),
    ("its prefixes brought from elsewhere", [managed(outboundIPPrefixes={"publicIPPrefixes": [ELSEWHERE + "publicIPPrefixes/egress"]})], "managed-nat-gateway", [POOL, BY_AKS], ["egress ×? (egress)"]),
    ("its count unknown", [managed(managedOutboundIPProfile={"count": UNKNOWN})], "managed-nat-gateway", [POOL, BY_AKS], X),
    ("managed NAT in a network of one's own", [cluster("managedNATGateway", OWN), network(), subnet()], "managed-nat-gateway", [POOL, NODES, BY_AKS], ONE),
    ("managed NAT in an unknown subnet", [cluster("managedNATGateway", [{"name": "system", "vnetSubnetID": UNKNOWN}])], "managed-nat-gateway", [POOL, BY_AKS], ONE),
    ("NAT without IPs", pinned(gateway()), "nat-gateway", [POOL, NODES, "nat-gateway nat"], []),
    ("NAT with an IP", pinned(gateway(publicIpAddresses=ids("ip")), public_ip()), "nat-gateway", [POOL, NODES, "nat-gateway nat", "public-ip ip"], ["ip ×1 ip"]),
    ("NAT with a prefix", pinned(gateway(publicIpPrefixes=ids("prefix")), prefix()), "nat-gateway", [POOL, NODES, "nat-gateway nat", "public-ip-prefix prefix /28"], ["prefix /28 ×16 prefix"]),
    ("IPv6 is not IPv4", pinned(gateway(publicIpAddresses=ids("ip"), publicIpAddressesV6=ids("v6"), publicIpPrefixesV6=ids("p6")), public_ip(), public_ip("v6", **V6), prefix("p6", 124, **V6)), "nat-gateway", [POOL, NODES, "nat-gateway nat", "public-ip ip"], ["ip ×1 ip"]),
    ("NAT with an IP of elsewhere", pinned(gateway(publicIpAddresses=[{"id": ELSEWHERE + "publicIPAddresses/egress"}])), "nat-gateway", [POOL, NODES, "nat-gateway nat", "public-ip egress"], ["egress ×1 !egress (egress)"]),
    ("NAT with an unknown IP", pinned(gateway(publicIpAddresses=[{"id": UNKNOWN}])), "nat-gateway", [POOL, NODES, "nat-gateway nat"], X),
    ("a null among the IPs", pinned(gateway(publicIpAddresses=[None, *ids("ip")]), public_ip()), "nat-gateway", [POOL, NODES, "nat-gateway nat", "public-ip ip"], ["ip ×1 ip"]),
    ("an IP attached apart", pinned(gateway(), public_ip(), attach(ref("nat"), "publicIpAddresses[]", ref("ip"), NAT_GATEWAY)), "nat-gateway", [POOL, NODES, "nat-gateway nat", "public-ip ip"], ["ip ×1 ip"]),
    ("IPs and prefixes attached apart to a gateway that is looked up", pinned(gateway(external=True), public_ip(), prefix(), attach(ref("nat"), "publicIpAddresses[]", ref("ip"), NAT_GATEWAY), attach(ref("nat"), "publicIpPrefixes[]", ref("prefix"), NAT_GATEWAY)), "nat-gateway", [POOL, NODES, "nat-gateway nat", "public-ip ip", "public-ip-prefix prefix /28"], ["ip ×1 ip", "prefix /28 ×16 prefix"]),
    ("an IP attached apart to a gateway that is looked up", pinned(gateway(external=True), public_ip(), attach(ref("nat"), "publicIpAddresses[]", ref("ip"), NAT_GATEWAY)), "nat-gateway", [POOL, NODES, "nat-gateway nat"], "? nat is only looked up here, not declared, and these files attach more to it: ip"),
    ("a gateway that is looked up", pinned(gateway(external=True)), "nat-gateway", [POOL, NODES, "nat-gateway nat"], "? nat is only looked up here, not declared"),
    ("an unknown IP attached apart is one IP", pinned(gateway(), attach(ref("nat"), "publicIpAddresses[]", UNKNOWN, NAT_GATEWAY)), "nat-gateway", [POOL, NODES, "nat-gateway nat", "public-ip !var.x has no default"], ["!var.x has no default ×1 !var.x has no default (!var.x has no default)"]),
    ("an unknown prefix attached apart", pinned(gateway(), attach(ref("nat"), "publicIpPrefixes[]", UNKNOWN, NAT_GATEWAY)), "nat-gateway", [POOL, NODES, "nat-gateway nat", "public-ip-prefix !var.x has no default /?"], ["!var.x has no default /? ×? !var.x has no default (!var.x has no default)"]),
    ("an IP that may be attached apart", pinned(gateway(), public_ip(), attach(UNKNOWN, "publicIpAddresses[]", ref("ip"), NAT_GATEWAY)), "nat-gateway", [POOL, NODES, "nat-gateway nat"], f"? link:publicIpAddresses[] may attach to it: {UNKNOWN.reason}"),
    ("a gateway of elsewhere", [cluster(USER_NAT, OWN), network(), subnet(natGateway={"id": ELSEWHERE + "natGateways/egress"})], "nat-gateway", [POOL, NODES, "nat-gateway egress"], "? egress is only looked up here, not declared"),
    ("an unknown gateway attached apart", [cluster(USER_NAT, OWN), network(), subnet(), attach(ref("nodes"), "natGateway", UNKNOWN)], "nat-gateway", [POOL, NODES, "nat-gateway nodes!natGateway"], "? nodes!natGateway is only looked up here, not declared"),
    ("of two gateways the declared one", [cluster(USER_NAT, OWN), network(), subnet(natGateway={"id": ELSEWHERE + "natGateways/egress"}), gateway(), attach(ref("nodes"), "natGateway", ref("nat"))], "nat-gateway", [POOL, NODES, "nat-gateway nat"], []),
    ("an appliance", routed(route_table("VirtualAppliance")), "virtual-appliance", [POOL, NODES, "virtual-appliance firewall or appliance"], "? traffic leaves through a firewall or appliance, and its IPs are not known here"),
    ("a gateway's route", routed(route_table("VirtualNetworkGateway")), "virtual-appliance", [POOL, NODES, "virtual-appliance gateway"], "? traffic leaves through a gateway, and its IPs are not known here"),
    ("a route to nowhere", routed(route_table("None")), "none", [POOL, NODES, "none dropped by a route"], []),
    ("an unknown route, no gateway", routed(route_table(UNKNOWN)), "unknown", [POOL, NODES], X),
    ("an unknown route, a gateway", routed(route_table(UNKNOWN), gateway(publicIpAddresses=ids("ip")), public_ip(), **NAT), "unknown", [POOL, NODES, "nat-gateway nat", "public-ip ip"], X),
    ("an unknown route, an unknown gateway", routed(route_table(UNKNOWN), natGateway=UNKNOWN), "unknown", [POOL, NODES], X),
    ("node IPs", [cluster(pools=[{"name": "system", "enableNodePublicIP": True}])], "instance-public-ip", [POOL, "instance-public-ip node public IPs"], "? each node has a public IP of its own, which changes with the node"),
    ("node IPs unknown", [cluster(pools=[{"name": "system", "enableNodePublicIP": UNKNOWN}])], "unknown", [POOL], X),
    ("isolated", [cluster("none")], "none", [POOL, "none outbound type none"], []),
    ("isolated in a network of one's own", [cluster("none", OWN), network(), subnet()], "none", [POOL, NODES, "none outbound type none"], []),
    ("blocked", [cluster("block")], "none", [POOL, "none outbound type block"], []),
    ("routed by the user, no network", [cluster("userDefinedRouting")], "unknown", [POOL], NOT_ON_ITS_SUBNET),
    ("routed by the user, no route", [cluster("userDefinedRouting", OWN), network(), subnet()], "unknown", [POOL, NODES], NOT_ON_ITS_SUBNET),
    ("no gateway", [cluster(USER_NAT, OWN), network(), subnet()], "default-outbound", [POOL, NODES, "default-outbound an IP that Microsoft owns"], "? Microsoft owns the IP and can change it"),
    ("no gateway, private", [cluster(USER_NAT, OWN), network(), subnet(defaultOutboundAccess=False)], "none", [POOL, NODES, "none no exit"], []),
    ("no network", [cluster(USER_NAT)], "unknown", [POOL], f"? outbound type {USER_NAT} needs a subnet of your own"),
    ("an outbound type of the future", [cluster("teleport")], "unknown", [POOL], "? outbound type 'teleport' is not one natpin knows"),
    ("an unknown outbound type", [cluster(UNKNOWN, OWN), network(), subnet()], "unknown", [POOL, NODES], X),
    ("an unknown subnet", [cluster(pools=[{"name": "system", "vnetSubnetID": UNKNOWN}])], "unknown", [POOL], X),
    ("an unknown gateway", [cluster(USER_NAT, OWN), network(), subnet(natGateway=UNKNOWN)], "unknown", [POOL, NODES], X),
    ("no outbound type is a null one", [cluster(networkProfile={"outboundType": None})], "load-balancer", [POOL, LB], ONE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "exit_", "hops", "ips"), [row[1:] for row in PATHS], ids=[row[0] for row in PATHS]
)
def test_path(parts: list[Any], exit_: str, hops: list[str], ips: Any) -> None:
    (path,) = trace(graph(*parts))
    assert path.exit.value == exit_
    assert [f"{hop.kind} {hop.label}" for hop in path.hops] == hops
    assert shown_ips(path) == ips
    assert [cause.reason for cause in path.causes] == ([ips[2:]] if exit_ == "unknown" else [])
    assert all(hop.at == AT for hop in path.hops if hop.at is not None)
    own = () if isinstance(path.ips, Unknown) else [ip for ip in path.ips if ip.label != CHOSEN_BY_AKS]
    assert all(ip.at == AT for ip in own)


def shown_ips(path: EgressPath) -> list[str] | str:
    """Label, how many, addresses, whose they are; in parentheses what holds them that is declared elsewhere."""
    return f"? {path.ips.reason}" if isinstance(path.ips, Unknown) else [shown_ip(ip) for ip in path.ips]


def shown_ip(ip: IpRange) -> str:
    foreign = f"({ip.source.label})" if ip.source is not None and ip.source.external else ""
    size = "?" if ip.count is None else ip.count
    return " ".join(filter(None, (ip.label, f"×{size}", ip.cidr, ip.address, foreign)))


def test_even_where_a_route_overrides_it_the_gateway_is_on_the_path() -> None:
    for hop in ("VirtualAppliance", "None"):
        (path,) = trace(graph(*routed(route_table(hop), gateway(), **NAT)))
        assert isinstance(path.nat_gateway, Resource)
        assert path.nat_gateway.address == "nat"


def test_what_another_root_declares_is_said_to_be_declared_there() -> None:
    parts = [
        cluster(USER_NAT, [{"name": "system", "vnetSubnetID": ref("<network>.nodes")}]),
        Resource("<network>.nodes", SUBNET, Value("nodes"), {"natGateway": ref("<network>.nat")}, AT),
        Resource("<network>.nat", NAT_GATEWAY, Value("nat"), {"publicIpAddresses": Value((ref("<network>.ip"),))}, AT),
        Resource("<network>.ip", PUBLIC_IP, Value("ip"), {}, AT),
    ]  # fmt: skip
    (path,) = trace(graph(*parts))
    assert [hop.label for hop in path.hops] == [
        "system",
        "nodes (declared in network)",
        "nat (declared in network)",
        "ip",
    ]


SAYS: list[tuple[dict[str, Any], bool]] = [
    ({}, False),
    ({"tags": {"a": "b"}}, False),
    ({"networkProfile": {"networkPlugin": "azure"}}, False),
    ({"networkProfile": {"outboundType": None}}, False),
    ({"networkProfile": {"outboundType": "none"}}, True),
    ({"networkProfile": {"natGatewayProfile": {"idleTimeoutInMinutes": 9}}}, True),
    ({"networkProfile": {"loadBalancerProfile": {"allocatedOutboundPorts": 9}}}, True),
    ({"networkProfile": UNKNOWN}, True),
    ({"agentPoolProfiles": [{"name": "a"}]}, True),
]


@pytest.mark.parametrize(("properties", "judged"), SAYS)
def test_a_cluster_of_elsewhere_is_judged_by_what_is_said_of_its_egress_here(
    properties: dict[str, Any], judged: bool
) -> None:
    user = resource(AGENT_POOL, "user", ref("aks"), external=True)
    paths = trace(graph(resource(CLUSTER, "aks", external=True, **properties), user))
    assert bool(paths) is judged


@pytest.mark.parametrize(
    ("properties", "judged"),
    [
        ({}, False),
        ({"count": 3}, False),
        ({"vnetSubnetID": None}, False),
        ({"vnetSubnetID": ref("nodes")}, True),
        ({"podSubnetID": ref("nodes")}, True),
        ({"enableNodePublicIP": True}, True),
        ({"nodePublicIPPrefixID": ref("prefix")}, True),
        ({"enableNodePublicIP": UNKNOWN}, True),
    ],
)
def test_a_pool_of_elsewhere_is_judged_by_what_is_said_of_its_egress_here(
    properties: dict[str, Any], judged: bool
) -> None:
    user = resource(AGENT_POOL, "user", ref("aks"), external=True, **properties)
    assert bool(trace(graph(resource(CLUSTER, "aks", external=True), user, network(), subnet()))) is judged


def test_hosted_system_nodes_make_a_cluster_of_elsewhere_ours() -> None:
    aks = resource(CLUSTER, "aks", external=True, hostedSystemProfile={"nodeSubnetID": ref("nodes")})
    assert trace(graph(aks, resource(AGENT_POOL, "user", ref("aks"), external=True), network(), subnet()))


POOLS: list[tuple[str, list[Any], list[str]]] = [
    ("one by default", [cluster(pools=[])], ["aks#nodepool1"]),
    ("none by default of elsewhere", [resource(CLUSTER, "aks", external=True, networkProfile={"outboundType": "none"}, agentPoolProfiles=[])], []),
    ("inline", [cluster(pools=[{"name": "a"}, {}])], ["aks#a", "aks#pool2"]),
    ("apart", [cluster(pools=[]), pool("a"), pool("b")], ["a", "b"]),
    ("inline and again apart", [cluster(), pool("SYSTEM")], ["SYSTEM"]),
    ("of another cluster", [cluster(), cluster(address="other", pools=[]), pool("a", "other")], ["aks#system", "a"]),
    ("unknown and apart", [cluster(pools=UNKNOWN), pool("a")], ["aks#pools", "a"]),
    ("others may be made apart", [cluster(), Doubt("a loop", AT, None, Reach((AGENT_POOL,), adds=True))], ["aks#system", "aks/pools"]),
    ("two whose names are unknown", [cluster(pools=[]), pool("a", called=UNKNOWN), pool("b", called=UNKNOWN)], ["a", "b"]),
    ("hosted", [cluster(hostedSystemProfile={"nodeSubnetID": ref("nodes"), "systemNodeSubnetID": ref("nodes")})], ["aks#system", "aks#hosted-system", "aks#hosted-nodes"]),
    ("hosted by AKS", [cluster(hostedSystemProfile={"nodeSubnetID": None})], ["aks#system"]),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "addresses"), [row[1:] for row in POOLS], ids=[row[0] for row in POOLS])
def test_pools(parts: list[Any], addresses: list[str]) -> None:
    assert list(dict.fromkeys(path.pool.address for path in trace(graph(*parts)))) == addresses


def test_a_node_class_without_a_subnet_uses_the_clusters() -> None:
    parts = [cluster(USER_NAT, OWN), network(), subnet(**NAT), gateway(), resource(NODE_CLASS, "burst")]
    paths = {path.pool.name: path.exit.value for path in trace(graph(*parts))}
    assert paths == {"system": "nat-gateway", "burst": "nat-gateway"}


def test_ips_that_a_gateway_may_have() -> None:
    """One that may be there leaves the count open; an IPv6 address is none of the IPv4 ones either way."""
    sure = gateway(publicIpAddresses=[{"id": ref("ip")}])
    parts = [sure, public_ip(), public_ip("six", **V6), public_ip("two"), prefix()]
    v6, v4 = (
        attach(ref("nat"), "publicIpAddresses[]", ref(each), NAT_GATEWAY, conditional=UNKNOWN)
        for each in ("six", "two")
    )
    known = nat_ips(graph(*parts, v6), sure)
    assert isinstance(known, tuple)
    assert [each.address for each in known] == ["ip"]
    assert nat_ips(graph(*parts, v4), sure) == UNKNOWN
    maybe = attach(ref("nat"), "publicIpPrefixes[]", ref("prefix"), NAT_GATEWAY, conditional=UNKNOWN)
    four, six = ip_counts(graph(*parts, maybe), sure)
    assert isinstance(four, Unknown)
    assert (four.least, four.most) == (1, 17)
    assert isinstance(six, Value)
    assert six.data == 0


def test_an_unknown_pool_has_pods_of_which_nothing_is_known_either() -> None:
    for pools in (UNKNOWN, [UNKNOWN]):
        paths = trace(graph(cluster(pools=pools)))
        assert [(path.role.value, path.exit.value) for path in paths] == [
            ("node", "unknown"),
            ("pod", "unknown"),
        ]


def test_public_ips_of_nodes_are_no_way_out_for_pods_in_a_subnet_of_their_own() -> None:
    pods = [{**OWN[0], "podSubnetID": ref("pods"), "enableNodePublicIP": True}]
    node, pod = trace(graph(cluster("loadBalancer", pods), network(), subnet(), subnet("pods")))
    assert (node.exit.value, pod.exit.value) == ("instance-public-ip", "load-balancer")


GIVEN = Unknown("var.subnet_id has no default", AT)


@pytest.mark.parametrize(
    ("parts", "attached"),
    [
        ([], True),
        # it could be this one, which may have routes
        ([network(), subnet("other")], False),
        ([Doubt("a module", AT, None, Reach((SUBNET,), adds=True))], False),
    ],
    ids=["none declared", "one declared", "others may be"],
)
def test_the_same_unknown_subnet_is_the_same(parts: list[Any], attached: bool) -> None:
    pools = [{"name": "system", "vnetSubnetID": GIVEN}]
    link = attach(GIVEN, "natGateway", ref("nat"))
    (path,) = trace(graph(cluster(USER_NAT, pools), gateway(), link, *parts))
    assert isinstance(path.nat_gateway, Resource) is attached


@pytest.mark.parametrize(
    ("given", "sure"),
    [
        (Unknown("var.id has no default", AT), False),
        (
            Unknown(
                "var.id", AT, parts=(Unknown("its beginning", AT), "/natGateways/", Unknown("its end", AT))
            ),
            True,
        ),
        (Unknown("var.id", AT, parts=(Unknown("its whole", AT), "")), False),
    ],
)
def test_a_text_of_which_a_piece_is_known_is_something(given: Unknown, sure: bool) -> None:
    pools = [{"name": "system", "vnetSubnetID": ref("nodes")}]
    (path,) = trace(graph(cluster(USER_NAT, pools), network(), subnet(natGateway={"id": given})))
    assert (path.exit.value == "nat-gateway") is sure
