"""What blocks a change, and what the user is told to do about it. Nothing is written then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from natpin.errors import Refused
from natpin.model.change import Action, Plan

from .bench import Bench, entry
from .scenes import lived_in

NET = "Microsoft.Network"


def reasons(plan: Plan) -> str:
    return "\n".join(f"{change.id}: {reason}" for change in plan.blocked for reason in change.reasons)


def seeded(**body: Any) -> Callable[[Bench], None]:
    def seed(ground: Bench) -> None:
        path = body["path"]
        rest = {name: value for name, value in body.items() if name != "path"}
        ground.azure.seed(
            {"id": ground.id(f"{NET}/{path}"), "location": "westeurope", **_filled(rest, ground)}
        )

    return seed


def _filled(value: Any, ground: Bench) -> Any:
    match value:
        case dict():
            return {key: _filled(item, ground) for key, item in value.items()}
        case list():
            return [_filled(item, ground) for item in value]
        case str() if value.startswith("@"):
            return ground.id(f"{NET}/{value[1:]}")
    return value


STANDARD = {"name": "Standard"}
IP = "publicIPAddresses/ip"

CASES: dict[str, tuple[list[Callable[[Bench], None]], dict[str, Any], str]] = {
    "prefix of another length": (
        [seeded(path="publicIPPrefixes/egress", sku=STANDARD, properties={"prefixLength": 31})],
        {},
        "its prefixLength is 31, 30 is wanted",
    ),
    "gateway of another SKU": (
        [seeded(path="natGateways/nat", sku=STANDARD, properties={})],
        {"nat_gateway": {"name": "nat", "sku": "StandardV2"}},
        "its sku.name is Standard, StandardV2 is wanted",
    ),
    "gateway in another zone": (
        [seeded(path="natGateways/nat", sku=STANDARD, zones=["2"], properties={})],
        {"nat_gateway": {"name": "nat", "zone": 1}},
        "its zones is 2, 1 is wanted",
    ),
    "gateway in another region": (
        [seeded(path="natGateways/nat", location="northeurope", sku=STANDARD, properties={})],
        {},
        "its location is northeurope, westeurope is wanted",
    ),
    "subnet with another gateway": (
        [
            seeded(path="natGateways/theirs", sku=STANDARD, properties={}),
            seeded(
                path="virtualNetworks/vnet",
                properties={
                    "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                    "subnets": [
                        {"name": "aks", "properties": {"addressPrefix": "10.0.0.0/22", "natGateway": {"id": "@natGateways/theirs"}}}
                    ],
                },
            ),
        ],
        {},
        "natGateways/theirs, and natpin detaches nothing",
    ),
    "subnet with another prefix": (
        [
            seeded(
                path="virtualNetworks/vnet",
                properties={
                    "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                    "subnets": [{"name": "aks", "properties": {"addressPrefix": "10.0.0.0/24"}}],
                },
            )
        ],
        {},
        "its prefix is 10.0.0.0/24, 10.0.0.0/22 is wanted, and natpin moves no subnet",
    ),
    "gateway that serves another network": (
        [
            seeded(path="natGateways/nat", sku=STANDARD, properties={}),
            seeded(
                path="virtualNetworks/elsewhere",
                properties={
                    "addressSpace": {"addressPrefixes": ["10.9.0.0/16"]},
                    "subnets": [
                        {"name": "a", "properties": {"addressPrefix": "10.9.0.0/24", "natGateway": {"id": "@natGateways/nat"}}}
                    ],
                },
            ),
        ],
        {},
        "of another virtual network, and a NAT gateway serves one only",
    ),
    "Basic public IP": (
        [seeded(path=IP, sku={"name": "Basic"}, properties={"publicIPAllocationMethod": "Static"})],
        {"public_ips": {"existing": ["@IP"]}},
        "it is of the Basic SKU, which no NAT gateway takes",
    ),
    "public IP in use": (
        [
            seeded(
                path=IP,
                sku=STANDARD,
                properties={"publicIPAllocationMethod": "Static", "ipConfiguration": {"id": "/subscriptions/x/nic"}},
            )
        ],
        {"public_ips": {"existing": ["@IP"]}},
        "it is in use by /subscriptions/x/nic",
    ),
    "public IP that is not there": ([], {"public_ips": {"existing": ["@IP"]}}, "it does not exist: it is named under public-ips"),
    "public IP of another region": (
        [seeded(path=IP, location="eastus", sku=STANDARD, properties={"publicIPAllocationMethod": "Static"})],
        {"public_ips": {"existing": ["@IP"]}},
        "they must share a region",
    ),
    "public IP of another zone": (
        [seeded(path=IP, sku=STANDARD, zones=["3"], properties={"publicIPAllocationMethod": "Static"})],
        {"public_ips": {"existing": ["@IP"]}, "nat_gateway": {"name": "nat", "zone": 1}},
        "it is in zone 3, the NAT gateway in zone 1",
    ),
    "prefix on another gateway": (
        [
            seeded(path="publicIPPrefixes/egress", sku=STANDARD, properties={"prefixLength": 30}),
            seeded(
                path="natGateways/theirs",
                sku=STANDARD,
                properties={"publicIpPrefixes": [{"id": "@publicIPPrefixes/egress"}]},
            ),
        ],
        {"public_ips": {"existing": ["@PREFIX"]}},
        "it belongs to the NAT gateway",
    ),
    "more than sixteen IPs": (
        [
            seeded(path="publicIPPrefixes/big", sku=STANDARD, properties={"prefixLength": 28}),
            seeded(
                path="natGateways/nat", sku=STANDARD, properties={"publicIpPrefixes": [{"id": "@publicIPPrefixes/big"}]}
            ),
        ],
        {},
        "it would have 20 public IPs, and can have 16",
    ),
    "network that is not there": (
        [seeded(path="publicIPPrefixes/other", sku=STANDARD, properties={"prefixLength": 31})],
        {"virtual_network": {"name": "vnet"}, "subnets": [{"name": "aks"}]},
        "give virtual-network an address-space to have it created",
    ),
    "cluster without being asked for": (
        [],
        {"cluster": {"name": "aks", "create": {"identity": "system"}}},
        "add cluster-create under allow:",
    ),
    "outbound type without being asked for": (
        [lived_in],
        {"cluster": {"name": "aks"}},
        "add outbound-type-change under allow:",
    ),
    "pool in a subnet without a gateway": (
        [lived_in],
        {"cluster": {"name": "aks"}, "subnets": [{"name": "aks", "prefix": "10.0.0.0/22"}]},
        "virtualNetworks/vnet/subnets/pods, which has no NAT gateway: add it under subnets",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_cannot_be_done_is_blocked_with_its_reason(name: str, ground: Bench) -> None:
    seeds, changes, expected = CASES[name]
    for seed in seeds:
        seed(ground)
    text = entry(ground.subscription, **changes)
    text = text.replace("@IP", ground.id(f"{NET}/{IP}")).replace(
        "@PREFIX", ground.id(f"{NET}/publicIPPrefixes/egress")
    )
    plan = ground.plan(ground.wanted(text))
    assert expected in reasons(plan)
    before = ground.azure.all_resources()
    with pytest.raises(Refused, match="nothing was written"):
        ground.apply(plan)
    assert ground.azure.all_resources() == before


def test_a_cluster_in_a_network_of_aks_cannot_change_its_outbound_type(ground: Bench) -> None:
    ground.azure.seed(
        {
            "id": ground.id("Microsoft.ContainerService/managedClusters/aks"),
            "location": "westeurope",
            "identity": {"type": "SystemAssigned"},
            "properties": {
                "dnsPrefix": "aks",
                "agentPoolProfiles": [{"name": "system", "mode": "System", "count": 1}],
                "networkProfile": {"outboundType": "managedNATGateway"},
            },
        }
    )
    plan = ground.plan(
        ground.wanted(entry(ground.subscription, cluster={"name": "aks"})), "outbound-type-change"
    )
    assert "AKS manages its virtual network" in reasons(plan)


def test_a_lock_a_denial_and_a_missing_role_block_by_name(ground: Bench) -> None:
    lived_in(ground)
    wanted = ground.wanted(entry(ground.subscription))
    group = f"/subscriptions/{ground.subscription}/resourceGroups/rg-payments"
    ground.azure.lock(group, "CanNotDelete", "keep")
    assert not ground.plan(wanted, "egress-change").blocked
    ground.azure.lock(ground.id(f"{NET}/virtualNetworks/vnet"), "ReadOnly", "frozen")
    blocked = ground.plan(wanted, "egress-change")
    assert {change.type for change in blocked.blocked} == {f"{NET}/virtualNetworks/subnets"}
    assert "locks/frozen forbids every write" in reasons(blocked)

    ground.azure.deny(group, [f"{NET}/natGateways/write"], "stack")
    assert "missing permission Microsoft.Network/natGateways/write" in reasons(
        ground.plan(wanted, "egress-change")
    )
    assert "the deny assignment 'stack' forbids it" in reasons(ground.plan(wanted, "egress-change"))


def test_a_caller_without_join_on_a_route_table_is_told_before_anything_is_written(ground: Bench) -> None:
    lived_in(ground)
    ground.azure.define_role(
        "almost", ["*/read", "Microsoft.Network/*"], ["Microsoft.Network/routeTables/join/action"]
    )
    caller = ground.azure.add_principal("applier", secret="s3cret")
    ground.azure.assign(caller, "almost", f"/subscriptions/{ground.subscription}")
    cloud = ground.cloud(caller)
    plan = ground.plan(ground.wanted(entry(ground.subscription)), "egress-change", cloud=cloud)
    assert "missing permission Microsoft.Network/routeTables/join/action" in reasons(plan)
    assert "routeTables/routes" in reasons(plan)


def test_a_caller_who_may_not_look_at_locks_is_told_so_and_not_stopped(ground: Bench) -> None:
    lived_in(ground)
    ground.azure.define_role(
        "writer", ["*/read", "Microsoft.Network/*"], ["Microsoft.Authorization/locks/read"]
    )
    caller = ground.azure.add_principal("applier", secret="s3cret")
    ground.azure.assign(caller, "writer", f"/subscriptions/{ground.subscription}")
    plan = ground.plan(ground.wanted(entry(ground.subscription)), "egress-change", cloud=ground.cloud(caller))
    assert any("locks at" in note and "could not be checked" in note for note in plan.notes)
    assert not plan.blocked


def test_an_unregistered_provider_blocks_and_is_not_registered(tmp_path: Any) -> None:
    from .bench import bench

    ground = bench(tmp_path, unregistered=frozenset({"Microsoft.Network"}))
    ground.azure.seed(
        {"id": f"/subscriptions/{ground.subscription}/resourceGroups/rg-payments", "location": "westeurope"}
    )
    plan = ground.plan(ground.wanted(entry(ground.subscription)))
    assert "not registered" in reasons(plan)
    assert not any(
        request.method == "POST" and "register" in request.path for request in ground.azure.requests
    )


def test_a_cluster_that_is_not_there_yet_blocks_nothing(ground: Bench) -> None:
    plan = ground.plan(ground.wanted(entry(ground.subscription, cluster={"name": "later"})))
    assert not plan.blocked
    assert plan.changes[-1].action is Action.ABSENT
    assert any("is not there, and is not to be created" in note for note in plan.notes)
