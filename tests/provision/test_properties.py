"""What always holds of plans: applied they leave nothing to do, and the order of things never matters."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from natpin.model.change import Action
from natpin.provision.bodies import retained
from natpin.provision.observed import Observed, survey
from natpin.provision.plan import plan as planned
from natpin.provision.plan_file import dumped, loaded
from natpin.provision.targets import targets

from .bench import Bench, bench, entry
from .scenes import lived_in

NET = "Microsoft.Network"


@st.composite
def starts(draw: st.DrawFn) -> dict[str, Any]:
    """Some of what an entry wants, as somebody may have left it; ids are relative to a resource group."""
    subnets = draw(st.lists(st.sampled_from(["aks", "pods", "else"]), unique=True, max_size=3))
    attached = draw(st.lists(st.sampled_from(subnets), unique=True)) if subnets else []
    return {
        "gateway": draw(st.booleans()) or bool(attached),
        "idle": draw(st.integers(4, 120)),
        "prefix": draw(st.booleans()),
        "prefix attached": draw(st.booleans()),
        "network": bool(subnets) or draw(st.booleans()),
        "subnets": subnets,
        "attached": attached,
        "seed": draw(st.integers(0, 1000)),
    }


@st.composite
def wishes(draw: st.DrawFn) -> dict[str, Any]:
    subnets = draw(st.lists(st.sampled_from(["aks", "pods"]), unique=True, min_size=1))
    prefixes = {"aks": "10.0.0.0/22", "pods": "10.0.8.0/22"}
    gateway: dict[str, Any] = {"name": "nat"}
    if draw(st.booleans()):
        gateway["idle-timeout-minutes"] = draw(st.integers(4, 120))
    return {
        "subnets": [{"name": name, "prefix": prefixes[name]} for name in subnets],
        "nat_gateway": gateway,
    }


def put_in_place(ground: Bench, start: dict[str, Any]) -> None:
    from .scenes import _anything

    dice = Random(start["seed"])
    azure, id_ = ground.azure, ground.id
    if start["prefix"]:
        azure.seed(
            {
                "id": id_(f"{NET}/publicIPPrefixes/egress"),
                "location": "westeurope",
                "sku": {"name": "Standard"},
                "properties": {"prefixLength": 30},
            }
        )
    if start["gateway"]:
        attached = start["prefix"] and start["prefix attached"]
        prefixes = [
            {"id": id_(f"{NET}/publicIPPrefixes/egress").upper().replace("/SUBSCRIPTIONS", "/subscriptions")}
        ]
        azure.seed(
            {
                "id": id_(f"{NET}/natGateways/nat"),
                "location": "westeurope",
                "sku": {"name": "Standard"},
                "properties": {
                    "idleTimeoutInMinutes": start["idle"],
                    "future": _anything(dice, 3),
                    **({"publicIpPrefixes": prefixes} if attached else {}),
                },
            }
        )
    if start["network"]:
        prefixes_of = {"aks": "10.0.0.0/22", "pods": "10.0.8.0/22", "else": "10.0.16.0/24"}
        subnets = []
        for name in start["subnets"]:
            properties: dict[str, Any] = {"addressPrefix": prefixes_of[name], "future": _anything(dice, 3)}
            if name in start["attached"]:
                properties["natGateway"] = {"id": id_(f"{NET}/natGateways/nat")}
            subnets.append({"name": name, "properties": properties})
        azure.seed(
            {
                "id": id_(f"{NET}/virtualNetworks/vnet"),
                "location": "westeurope",
                "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": subnets},
            }
        )
    azure.settle()


@settings(max_examples=40)
@given(starts(), wishes(), st.sampled_from([1, 4]))
def test_applied_once_there_is_nothing_left_to_do(
    start: dict[str, Any], wish: dict[str, Any], workers: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ground = bench(Path(folder))
        put_in_place(ground, start)
        kept = {
            id_: retained(body) for id_, body in ground.azure.all_resources().items() if "/subnets/" in id_
        }
        wanted = ground.wanted(entry(ground.subscription, **wish))
        plan = ground.plan(wanted)
        assert not plan.blocked
        applied = ground.apply(plan, workers=workers)
        assert applied.complete
        again = ground.plan(wanted)
        assert {change.action for change in again.changes} == {Action.NO_OP}
        ground.azure.clear_requests()
        assert ground.apply(plan).complete  # idempotent: the same plan once more writes nothing
        assert ground.apply(again).complete
        assert not [request for request in ground.azure.requests if request.method == "PUT"]
        for id_, body in kept.items():
            assert retained(ground.azure.get(id_) or {}) == body


@settings(max_examples=25)
@given(starts(), wishes(), st.randoms(use_true_random=False))
def test_the_order_of_what_was_found_and_what_is_wanted_never_matters(
    start: dict[str, Any], wish: dict[str, Any], dice: Any
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ground = bench(Path(folder))
        put_in_place(ground, start)
        wanted = ground.wanted(entry(ground.subscription, **wish))
        found = survey(targets(wanted), ground.cloud())
        items = list(found.found.items())
        dice.shuffle(items)
        shuffled = list(wish["subnets"])
        dice.shuffle(shuffled)
        other = ground.wanted(entry(ground.subscription, **{**wish, "subnets": shuffled}))
        one = planned(wanted, found, frozenset())
        two = planned(other, Observed(dict(items)), frozenset())
        assert one.fingerprint == two.fingerprint
        assert planned(wanted, found, frozenset()) == one


def test_a_plan_of_what_is_there_already_is_empty(ground: Bench) -> None:
    lived_in(ground)
    text = entry(
        ground.subscription,
        subnets=[{"name": "other", "prefix": "10.0.16.0/24"}],
        nat_gateway={"name": "nat"},
        public_ips={"existing": [ground.id(f"{NET}/publicIPAddresses/old")]},
    )
    ground.apply(ground.plan(ground.wanted(text)))
    plan = ground.plan(ground.wanted(text))
    assert plan.writes == ()
    assert plan.blocked == ()


def test_a_plan_survives_its_file(ground: Bench) -> None:
    lived_in(ground)
    plan = ground.plan(ground.wanted(entry(ground.subscription)), "egress-change")
    again = loaded(dumped(plan).encode(), "plan.json")
    assert dumped(again) == dumped(plan)
    assert again.fingerprint == plan.fingerprint
    assert ground.apply(again).complete
