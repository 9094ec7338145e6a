"""A plan that is no longer the plan is refused, in words that say what changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from natpin.errors import InputError, Refused
from natpin.model.record import replace
from natpin.provision.apply import Result
from natpin.provision.plan_file import dumped, loaded

from .bench import Bench, entry
from .scenes import lived_in

NET = "Microsoft.Network"


def change(ground: Bench, rest: str, edit: Callable[[dict[str, Any]], None]) -> None:
    """Somebody else writes a resource."""
    id_ = ground.id(f"{NET}/{rest}")
    cloud = ground.cloud()
    live = cloud.get(id_)
    assert live is not None
    body = json.loads(json.dumps(live.body))
    edit(body["properties"])
    cloud.put(id_, body, live.etag, 60, lambda seconds, state: None)


def test_a_changed_property_is_told_with_both_values(ground: Bench) -> None:
    lived_in(ground)
    plan = ground.plan(ground.wanted(entry(ground.subscription)), "egress-change")
    change(ground, "natGateways/nat", lambda properties: properties.update(idleTimeoutInMinutes=30))
    ground.azure.clear_requests()
    with pytest.raises(Refused) as caught:
        ground.apply(plan)
    assert "properties.idleTimeoutInMinutes was 4, and is 30 now" in str(caught.value)
    assert not [request for request in ground.azure.requests if request.method == "PUT"]


def test_a_changed_etag_alone_is_told_as_that(ground: Bench) -> None:
    lived_in(ground)
    plan = ground.plan(ground.wanted(entry(ground.subscription)), "egress-change")
    change(
        ground,
        "virtualNetworks/vnet/subnets/other",
        lambda properties: properties.update(privateEndpointNetworkPolicies="Enabled"),
    )
    with pytest.raises(Refused, match="was written by someone since"):
        ground.apply(plan)


def test_something_made_meanwhile_is_told(ground: Bench) -> None:
    plan = ground.plan(ground.wanted(entry(ground.subscription)), "egress-change")
    ground.azure.seed(
        {
            "id": ground.id(f"{NET}/natGateways/nat"),
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"idleTimeoutInMinutes": 4},
        }
    )
    with pytest.raises(Refused, match="its creation was planned, an update would be needed now"):
        ground.apply(plan)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("publicIPAddresses/old", "old: it does not exist"),
        ("natGateways/nat", "nat was there when the plan was made, and is not there now"),
    ],
)
def test_something_deleted_meanwhile_is_told(what: str, told: str, ground: Bench) -> None:
    """It was as wanted, or to be changed; made anew, a gateway would have no traffic, and an IP another address."""
    lived_in(ground)
    old = ground.id(f"{NET}/publicIPAddresses/old")
    plan = ground.plan(
        ground.wanted(entry(ground.subscription, public_ips={"existing": [old]})), "egress-change"
    )
    ground.azure.world.resources.remove(ground.id(f"{NET}/{what}"))
    with pytest.raises(Refused, match=told):
        ground.apply(plan)
    assert not [request for request in ground.azure.requests if request.method == "PUT"]


def test_what_became_as_wanted_meanwhile_is_no_reason_to_refuse(ground: Bench) -> None:
    lived_in(ground)
    plan = ground.plan(
        ground.wanted(
            entry(ground.subscription, public_ips={"existing": [ground.id(f"{NET}/publicIPAddresses/old")]})
        ),
        "egress-change",
    )
    change(ground, "natGateways/nat", lambda properties: properties.update(idleTimeoutInMinutes=10))
    applied = ground.apply(plan)
    assert applied.complete
    by_name = {step.change.id.rpartition("/")[2]: step.result for step in applied.steps}
    assert by_name == {"nat": Result.ALREADY, "aks": Result.DONE, "pods": Result.DONE}


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda d: d["changes"][0].update(action="no-op"), "was altered"),
        (lambda d: d["changes"][4]["after"]["properties"].update(addressPrefix="10.9.0.0/24"), "was altered"),
        (lambda d: d.update(schema="natpin/plan/v9"), "is not a plan"),
        (lambda d: d.pop("wanted"), "is not a plan"),
        (lambda d: d.update(changes=7), "is not a plan"),
        (lambda d: d["changes"][0].pop("id"), "is not a plan"),
    ],
)
def test_a_plan_file_that_was_altered_is_refused(
    edit: Callable[[dict[str, Any]], None], expected: str, ground: Bench
) -> None:
    document = json.loads(dumped(ground.plan(ground.wanted(entry(ground.subscription)), "egress-change")))
    edit(document)
    with pytest.raises(InputError, match=expected):
        loaded(json.dumps(document).encode(), "plan.json")


@pytest.mark.parametrize(
    "source", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"null", b'{"schema": "natpin/plan/v1"}']
)
def test_any_bytes_as_a_plan_give_an_error_and_no_crash(source: bytes) -> None:
    with pytest.raises(InputError):
        loaded(source, "plan.json")


def test_an_entry_altered_in_a_plan_file_makes_it_stale(ground: Bench) -> None:
    """The operations are what is signed; an entry that says otherwise gives other operations."""
    document = json.loads(dumped(ground.plan(ground.wanted(entry(ground.subscription)), "egress-change")))
    document["wanted"]["nat-gateway"]["idle-timeout-minutes"] = 99
    with pytest.raises(Refused, match="stale"):
        ground.apply(loaded(json.dumps(document).encode(), "plan.json"))


def test_a_plan_of_another_version_is_refused(ground: Bench) -> None:
    plan = replace(ground.plan(ground.wanted(entry(ground.subscription)), "egress-change"), tool="0.0.1")
    with pytest.raises(Refused, match=r"made by natpin 0\.0\.1"):
        ground.apply(plan)


def test_what_an_apply_finished_and_somebody_changed_since_is_not_overwritten_by_resuming(
    ground: Bench,
) -> None:
    """The journal excuses what was left unfinished, and nothing else."""
    lived_in(ground)
    plan = ground.plan(ground.wanted(entry(ground.subscription)), "egress-change")
    assert ground.apply(plan, journal="journal").complete
    change(ground, "natGateways/nat", lambda properties: properties.update(idleTimeoutInMinutes=30))
    with pytest.raises(Refused, match=r"idleTimeoutInMinutes was 4, and is 30 now|is 30 now"):
        ground.apply(plan, journal="journal")
    live = ground.azure.get(ground.id(f"{NET}/natGateways/nat"))
    assert live is not None
    assert live["properties"]["idleTimeoutInMinutes"] == 30
