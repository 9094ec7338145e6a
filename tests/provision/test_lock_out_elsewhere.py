"""No lock-out where the entry's own cluster is not in the subnets that the entry names: whose addresses change is let in first."""

from __future__ import annotations

from typing import Any

import pytest

from natpin.model.change import Plan

from .bench import Bench
from .test_bystanders import reasons
from .test_lock_out import NET, OFFICE, allocated, guarded, plan_of, ranges_of

OLD = "198.51.100.7/32"
"""Of the gateway of the entry, ``nat``."""
OTHER = "198.51.100.9/32"
"""Of the other gateway, ``before``."""
NEW = "203.0.113.8/30"
ONE_SUBNET = {"subnets": [{"name": "aks"}]}


def network(ground: Bench, **gateways: str) -> None:
    """Puts subnets behind gateways, by name."""
    other = ground.id(f"{NET}/publicIPAddresses/other")
    ground.azure.seed(
        {
            "id": other,
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"publicIPAllocationMethod": "Static", "ipAddress": "198.51.100.9"},
        },
        {
            "id": ground.id(f"{NET}/natGateways/before"),
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"idleTimeoutInMinutes": 4, "publicIpAddresses": [{"id": other}]},
        },
    )
    vnet = ground.id(f"{NET}/virtualNetworks/vnet")
    body = ground.azure.get(vnet) or {}
    for subnet in body["properties"]["subnets"]:
        subnet["properties"].pop("natGateway", None)
        if subnet["name"] in gateways:
            id_ = ground.id(f"{NET}/natGateways/{gateways[subnet['name']]}")
            subnet["properties"]["natGateway"] = {"id": id_}
    ground.azure.seed({"id": vnet, "location": "westeurope", "properties": body["properties"]})
    ground.azure.settle()


def leaves_by(ground: Bench, outbound: str, *subnets: str) -> None:
    """The cluster's outbound type, and the subnets of its pools."""
    id_ = ground.id("Microsoft.ContainerService/managedClusters/aks")
    body = ground.azure.get(id_) or {}
    body["properties"]["networkProfile"]["outboundType"] = outbound
    vnet = ground.id(f"{NET}/virtualNetworks/vnet")
    first = body["properties"]["agentPoolProfiles"][0]
    body["properties"]["agentPoolProfiles"] = [
        {
            **first,
            "name": f"pool{number}" if number else first["name"],
            "vnetSubnetID": f"{vnet}/subnets/{name}",
        }
        for number, name in enumerate(subnets)
    ]
    ground.azure.seed({"id": id_, **{key: body[key] for key in ("location", "identity", "properties")}})
    ground.azure.settle()


def plan(ground: Bench, **changes: Any) -> Plan:
    allow = ("outbound-type-change", "egress-change", "gateway-change")
    return plan_of(ground, *allow, **{**ONE_SUBNET, **changes})


def let_in(made: Plan) -> list[str]:
    """What the plan lets in besides; nothing where it has no such step."""
    steps = [change for change in made.writes if change.step == "authorize"]
    return [one for change in steps for written in change.properties for one in written.after]  # type: ignore[attr-defined]


NAT = "userAssignedNATGateway"
CASES: list[tuple[str, str, tuple[str, ...], dict[str, str], tuple[str, ...], list[str]]] = [
    # its outbound type, its pools' subnets, the subnets' gateways, its ranges, what has to be let in
    (
        "another subnet of the gateway, which gets an address",
        NAT,
        ("pods",),
        {"pods": "nat"},
        (OFFICE, OLD),
        [OFFICE, OLD, NEW],
    ),
    (
        "the same, and the entry's subnet is moved there",
        NAT,
        ("pods",),
        {"pods": "nat", "aks": "before"},
        (OFFICE, OLD),
        [OFFICE, OLD, NEW],
    ),
    (
        "the subnet that is moved, the old gateway's address let in",
        NAT,
        ("aks",),
        {"aks": "before"},
        (OTHER,),
        [OTHER, OLD, NEW],
    ),
    ("both subnets", NAT, ("aks", "pods"), {"aks": "before", "pods": "nat"}, (OTHER, OLD), [OTHER, OLD, NEW]),
    (
        "another gateway's subnet, by which it is to leave",
        "loadBalancer",
        ("pods",),
        {"pods": "before"},
        (OFFICE,),
        [OFFICE, OTHER],
    ),
    (
        "both gateways, by which it is to leave",
        "loadBalancer",
        ("aks", "pods"),
        {"pods": "before"},
        (OFFICE,),
        [OFFICE, OLD, OTHER, NEW],
    ),
    ("another gateway's subnet, by which it leaves", NAT, ("pods",), {"pods": "before"}, (OFFICE, OTHER), []),
    ("another subnet of the gateway, all let in", NAT, ("pods",), {"pods": "nat"}, (OFFICE, OLD, NEW), []),
]


@pytest.mark.parametrize(
    ("outbound", "subnets", "gateways", "ranges", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_whose_addresses_change_is_let_in_first(
    outbound: str,
    subnets: tuple[str, ...],
    gateways: dict[str, str],
    ranges: tuple[str, ...],
    expected: list[str],
    ground: Bench,
) -> None:
    guarded(ground, *ranges)
    allocated(ground)
    # AKS refuses an outbound type that does not fit the subnets, when that is written
    if outbound == NAT:
        network(ground, **gateways)
    leaves_by(ground, outbound, *subnets)
    network(ground, **gateways)
    made = plan(ground)
    assert not made.blocked, reasons(made)
    assert let_in(made) == expected
    if expected:
        moves = [
            change
            for change in made.writes
            if change.type.endswith(("natGateways", "subnets"))
            or (change.type.endswith("managedClusters") and not change.step)
        ]
        step = next(change for change in made.writes if change.step)
        assert moves
        assert all(step.key in change.depends_on for change in moves)
    done = ground.apply(made)
    assert done.complete, [(step.change.key, step.result, step.message) for step in done.steps]
    assert not expected or ranges_of(ground) == expected


def test_an_address_that_is_not_there_yet_stops_the_other_subnet_too(ground: Bench) -> None:
    guarded(ground, OFFICE, OLD)
    network(ground, pods="nat")
    leaves_by(ground, NAT, "pods")
    assert "the address of egress is not known before it exists: allocate it first" in reasons(plan(ground))
