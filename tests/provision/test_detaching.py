"""A subnet is taken off its NAT gateway only by name, and only where whoever is in it has another way out."""

from __future__ import annotations

from typing import Any

import pytest

from natpin.errors import ConfigError
from natpin.model.change import Plan
from natpin.provision.migrations import MANAGED_NETWORK, OWN_NETWORK, in_place, reachable
from natpin.provision.plan_file import dumped, loaded
from natpin.simulator.types.cluster_checks import _BYO_MOVES, _MANAGED_MOVES

from .bench import Bench, entry
from .scenes import lived_in
from .test_bystanders import cluster, effects, reasons

NET = "Microsoft.Network"
AKS = "Microsoft.ContainerService/managedClusters"
BALANCED = {"name": "aks", "outbound-type": "loadBalancer"}
WORDS = ("outbound-type-change", "gateway-detach")


def plan_of(ground: Bench, *allow: str, off: bool = True, **changes: Any) -> Plan:
    subnet = {"name": "pods", **({"nat-gateway": "none"} if off else {})}
    fields = {"subnets": [subnet], "cluster": BALANCED, **changes}
    made: Plan = ground.plan(ground.wanted(entry(ground.subscription, **fields)), *allow)
    return made


def moved(ground: Bench, *allow: str, **changes: Any) -> None:
    if ground.azure.get(ground.id(f"{AKS}/aks")) is None:
        lived_in(ground)
    assert ground.apply(plan_of(ground, "outbound-type-change", *allow, off=False, **changes)).complete


def gateway_of(ground: Bench, subnet: str = "pods") -> str | None:
    body = ground.azure.get(ground.id(f"{NET}/virtualNetworks/vnet/subnets/{subnet}"))
    assert body is not None
    return str((body["properties"].get("natGateway") or {}).get("id", "")).rpartition("/")[2] or None


def test_back_to_the_load_balancer_from_the_ips_it_had(ground: Bench) -> None:
    moved(ground)
    assert gateway_of(ground) == "nat"
    before = ground.azure.get(ground.id(f"{NET}/virtualNetworks/vnet/subnets/pods"))
    plan = plan_of(ground, *WORDS)
    assert not plan.blocked
    assert [change.type.rpartition("/")[2] for change in plan.writes] == ["subnets"]
    assert "no longer leave from 203.0.113.0/30, 198.51.100.7 (the NAT gateway nat), but from " in effects(
        plan
    )
    assert "(the load balancer of aks)" in effects(plan)
    assert ground.apply(loaded(dumped(plan).encode(), "plan.json")).complete
    assert gateway_of(ground) is None
    after = ground.azure.get(ground.id(f"{NET}/virtualNetworks/vnet/subnets/pods"))
    assert before is not None
    assert after is not None
    assert after["properties"]["routeTable"] == before["properties"]["routeTable"]
    assert not plan_of(ground, *WORDS).writes


@pytest.mark.parametrize(
    ("allow", "expected"),
    [
        (("outbound-type-change",), "add gateway-detach under allow:"),
        (("gateway-detach",), "add outbound-type-change or egress-change under allow:"),
    ],
)
def test_only_by_name(allow: tuple[str, ...], expected: str, ground: Bench) -> None:
    moved(ground)
    assert expected in reasons(plan_of(ground, *allow))


def test_a_cluster_that_lives_on_the_gateway_keeps_it(ground: Bench) -> None:
    """Named or not: first its outbound type changes, then the subnet."""
    moved(ground, cluster={"name": "aks"})
    assert "have its outbound type changed first" in reasons(plan_of(ground, *WORDS, cluster={"name": "aks"}))
    theirs = plan_of(ground, *WORDS, "egress-change", cluster=None)
    assert "the cluster aks of rg-payments (pool system) leaves from it with the outbound type" in reasons(
        theirs
    )
    plan = plan_of(ground, *WORDS)
    assert not plan.blocked
    assert "from IPs that AKS has yet to choose" in effects(plan)
    ground.azure.clear_requests()
    assert ground.apply(plan).complete
    puts = [one.path.rpartition("/")[2] for one in ground.azure.requests if one.method == "PUT"]
    assert puts == ["aks", "pods"]
    assert gateway_of(ground) is None


@pytest.mark.parametrize(("ranges", "blocked"), [(["203.0.113.0/30"], True), ([], False)])
def test_nodes_are_not_locked_out_of_their_api_server(
    ground: Bench, ranges: list[str], blocked: bool
) -> None:
    type_ = "userDefinedRouting"
    moved(ground)
    path = ground.id(f"{AKS}/aks")
    body = ground.azure.get(path)
    assert body is not None
    body["properties"]["apiServerAccessProfile"] = {"authorizedIPRanges": ranges}
    body["properties"]["networkProfile"]["outboundType"] = type_
    ground.azure.seed(body)
    ground.azure.settle()
    plan = plan_of(ground, *WORDS, cluster={"name": "aks", "outbound-type": type_})
    assert ("they might be locked out" in reasons(plan)) is blocked


def test_whoever_else_is_in_it_is_named(ground: Bench) -> None:
    lived_in(ground)
    cluster(ground, "theirs", "pods")
    moved(ground, "egress-change")
    assert "the cluster theirs of rg-others (pool main) leaves from it" in reasons(plan_of(ground, *WORDS))
    assert not plan_of(ground, *WORDS, "egress-change").blocked


def test_an_ip_of_the_load_balancer_that_is_promised_keeps_the_outbound_type(ground: Bench) -> None:
    moved(ground)
    body = ground.azure.get(ground.id(f"{AKS}/aks")) or {}
    (ip,) = body["properties"]["networkProfile"]["loadBalancerProfile"]["effectiveOutboundIPs"]
    ips = {"prefix": {"name": "egress", "length": 30}, "retire": [{"id": ip["id"], "after": "2999-12-31"}]}
    fields = {"off": False, "cluster": {"name": "aks"}, "public_ips": ips}
    assert "of its load balancer, is promised until 2999-12-31" in reasons(
        plan_of(ground, "outbound-type-change", **fields)
    )
    ips["retire"][0]["after"] = "2026-01-31"  # type: ignore[index]
    assert not plan_of(ground, "outbound-type-change", **fields).blocked


def test_what_is_no_way_to_write_it_is_told(ground: Bench) -> None:
    with pytest.raises(ConfigError, match="nat-gateway of a subnet"):
        plan_of(ground, subnets=[{"name": "pods", "nat-gateway": "nat"}])
    wanted = ground.wanted(entry(ground.subscription, subnets=[{"name": "pods", "nat-gateway": "none"}]))
    assert wanted.entry()["subnets"] == [{"name": "pods", "nat-gateway": "none"}]


def test_the_simulator_moves_what_the_table_has() -> None:
    assert {type_: set(to) for type_, to in MANAGED_NETWORK.items()} == _MANAGED_MOVES
    assert {type_: {*to, type_} for type_, to in OWN_NETWORK.items()} == dict.fromkeys(_BYO_MOVES, _BYO_MOVES)


def test_the_table_is_asked_without_regard_to_case() -> None:
    assert in_place("LoadBalancer", "userassignednatgateway", own_network=True)
    assert not in_place("loadBalancer", "userAssignedNATGateway", own_network=False)
    assert not in_place("managedNATGateway", "userAssignedNATGateway", own_network=False)
    assert reachable("managedNATGateway", own_network=False) == ("block", "none")
    assert reachable("managedNATGatewayV2", own_network=False) == ()
