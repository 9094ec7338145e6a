"""How long is waited, how often is tried: what Azure asks for, within bounds."""

from __future__ import annotations

from typing import Any

import pytest

from natpin.errors import Rejected
from natpin.provision.apply import Result
from natpin.provision.retryable import may_pass
from natpin.simulator import Fault, FaultKind

from .bench import Bench, entry
from .scenes import lived_in

PUT_NAT = {"method": "PUT", "path": "natGateways"}


def run(ground: Bench, *faults: Fault, **pace: Any) -> Any:
    plan = ground.plan(ground.wanted(entry(ground.subscription)), "egress-change")
    ground.azure.set_faults(*faults)
    ground.time.slept.clear()
    return ground.apply(plan, pace=ground.pace(**pace))


def test_retry_after_is_honoured(ground: Bench) -> None:
    applied = run(ground, Fault(FaultKind.THROTTLED, retry_after=17, **PUT_NAT))
    assert applied.complete
    assert 17 in ground.time.slept


def test_without_retry_after_the_wait_doubles(ground: Bench) -> None:
    applied = run(ground, Fault(FaultKind.THROTTLED, times=3, **PUT_NAT))
    assert applied.complete
    assert [seconds for seconds in ground.time.slept if seconds in (2, 4, 8)] == [2, 4, 8]


def test_no_wait_is_longer_than_the_bound_whatever_azure_asks(ground: Bench) -> None:
    run(ground, Fault(FaultKind.THROTTLED, times=None, retry_after=86_400, **PUT_NAT))
    assert max(ground.time.slept) <= 120
    assert sum(ground.time.slept) < 900


def test_an_operation_that_never_ends_is_given_up_and_told_as_unknown(ground: Bench) -> None:
    applied = run(ground, Fault(FaultKind.OPERATION_NEVER_ENDS, **PUT_NAT), operation=600.0)
    steps = {step.change.id.rpartition("/")[2]: step for step in applied.steps}
    assert steps["nat"].result is Result.UNKNOWN
    assert "did not end" in steps["nat"].message
    assert steps["aks"].result is Result.NOT_STARTED
    assert ground.time.now < 2400


def test_two_operations_on_one_network_wait_for_each_other(ground: Bench) -> None:
    lived_in(ground)
    faults = [
        Fault(FaultKind.CONFLICT, code="AnotherOperationInProgress", method="PUT", path="subnets", times=2),
    ]
    assert run(ground, *faults).complete


def test_412_is_read_again_and_planned_again(ground: Bench) -> None:
    lived_in(ground)
    subnet = ground.id("Microsoft.Network/virtualNetworks/vnet/subnets/aks")
    cloud = ground.cloud()

    def meanwhile() -> None:
        live = cloud.get(subnet)
        assert live is not None
        body = {**live.body, "properties": {**live.body["properties"], "sharingScope": "Tenant"}}  # type: ignore[dict-item]
        cloud.put(subnet, body, live.etag, 60, lambda seconds, state: None)
        ground.azure.settle()

    # the PUT that is hit carries the etag of before: the simulated Azure itself answers 412
    applied = run(ground, Fault(FaultKind.CALL, method="PUT", path="subnets/aks", hook=meanwhile))
    assert applied.complete
    body = ground.azure.get(subnet)
    assert body is not None
    assert body["properties"]["sharingScope"] == "Tenant"
    assert body["properties"]["natGateway"]
    assert 412 in [request.status for request in ground.azure.requests]


def test_412_because_another_gateway_was_attached_meanwhile_is_not_overridden(ground: Bench) -> None:
    lived_in(ground)
    theirs = ground.id("Microsoft.Network/natGateways/theirs")
    ground.azure.seed({"id": theirs, "location": "westeurope", "sku": {"name": "Standard"}, "properties": {}})
    subnet = ground.id("Microsoft.Network/virtualNetworks/vnet/subnets/aks")
    cloud = ground.cloud()

    def meanwhile() -> None:
        live = cloud.get(subnet)
        assert live is not None
        body = {**live.body, "properties": {**live.body["properties"], "natGateway": {"id": theirs}}}  # type: ignore[dict-item]
        cloud.put(subnet, body, live.etag, 60, lambda seconds, state: None)
        ground.azure.settle()

    applied = run(ground, Fault(FaultKind.CALL, method="PUT", path="subnets/aks", hook=meanwhile))
    assert not applied.complete
    step = next(step for step in applied.steps if step.change.id == subnet)
    assert step.result is Result.FAILED
    assert "detaches nothing" in step.message
    body = ground.azure.get(subnet)
    assert body is not None
    assert body["properties"]["natGateway"]["id"] == theirs


@pytest.mark.parametrize(
    ("status", "code", "message", "passes"),
    [
        (429, "SubscriptionRequestsThrottled", "", True),
        (429, "RetryableError", "", True),
        (409, "AnotherOperationInProgress", "", True),
        (409, "OperationNotAllowed", "Another operation is in progress, please wait", True),
        (409, "OperationNotAllowed", "Quota exceeded", False),
        (409, "ScopeLocked", "", False),
        (409, "MissingSubscriptionRegistration", "", False),
        (403, "AuthorizationFailed", "", False),
        (400, "InvalidRequestContent", "", False),
        (500, "InternalServerError", "", True),
        (503, "ServiceUnavailable", "", True),
        (0, "RetryableError", "", True),
        (0, "Failed", "", False),
    ],
)
def test_which_refusals_pass(status: int, code: str, message: str, passes: bool) -> None:
    assert may_pass(Rejected(message, status, code)) is passes
