"""Each scripted fault, as the SDK sees it and as the state shows it afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from azure.core.exceptions import (
    DecodeError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)

from natpin.errors import ConfigError
from natpin.simulator import Fault, FaultKind, read_script

from .conftest import Sdk

PREFIX = {"location": "westeurope", "sku": {"name": "Standard"}, "properties": {"prefixLength": 30}}
PUT = {"method": "PUT", "path": "publicIPPrefixes"}


def create(sdk: Sdk) -> None:
    sdk.network.public_ip_prefixes.begin_create_or_update("rg", "egress", PREFIX).result()


def exists(sdk: Sdk) -> bool:
    return sdk.azure.get(sdk.id("publicIPPrefixes/egress")) is not None


@pytest.mark.parametrize(
    ("fault", "acted"),
    [
        (Fault(FaultKind.RESET_BEFORE, **PUT), False),
        (Fault(FaultKind.RESET_AFTER, **PUT), True),
        (Fault(FaultKind.TIMEOUT, seconds=0.05, **PUT), False),
        (Fault(FaultKind.TIMEOUT_AFTER, seconds=0.05, **PUT), True),
    ],
)
def test_a_lost_connection_tells_the_client_nothing(sdk: Sdk, fault: Fault, acted: bool) -> None:
    sdk.network.public_ip_prefixes.list("rg").by_page().next()
    sdk.azure.set_faults(fault)
    with pytest.raises((ServiceRequestError, ServiceResponseError)):
        create(sdk)
    assert exists(sdk) is acted
    assert (sdk.azure.requests[-1].status, sdk.azure.requests[-1].fault) == (None, fault.kind)
    sdk.azure.settle()
    create(sdk)
    assert sdk.azure.get(sdk.id("publicIPPrefixes/egress"))["properties"]["ipPrefix"] == "203.0.113.0/30"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (FaultKind.UNAUTHORIZED, "InvalidAuthenticationToken"),
        (FaultKind.FORBIDDEN, "AuthorizationFailed"),
        (FaultKind.CONFLICT, "AnotherOperationInProgress"),
        (FaultKind.PRECONDITION_FAILED, "PreconditionFailed"),
        (FaultKind.THROTTLED, "SubscriptionRequestsThrottled"),
        (FaultKind.SERVER_ERROR, "InternalServerError"),
        (FaultKind.UNAVAILABLE, "ServerTimeout"),
    ],
)
def test_a_refusal_does_nothing_and_has_a_code(sdk: Sdk, kind: FaultKind, code: str) -> None:
    sdk.azure.set_faults(Fault(kind, times=None, **PUT))
    with pytest.raises(HttpResponseError) as refused:
        create(sdk)
    assert refused.value.status_code == int(kind)
    assert refused.value.error is not None
    assert refused.value.error.code == code
    assert not exists(sdk)


def test_retry_after_is_sent_when_asked_for(sdk: Sdk) -> None:
    sdk.azure.set_faults(Fault(FaultKind.THROTTLED, retry_after=7, **PUT))
    with pytest.raises(HttpResponseError) as refused:
        create(sdk)
    assert refused.value.response is not None
    assert refused.value.response.headers["Retry-After"] == "7"


def test_a_malformed_body_hides_a_write_that_happened(sdk: Sdk) -> None:
    sdk.azure.set_faults(Fault(FaultKind.MALFORMED_BODY, method="GET", path="operations/"))
    with pytest.raises((DecodeError, HttpResponseError)):
        create(sdk)
    assert exists(sdk)


def test_an_operation_that_fails_leaves_the_resource_failed(sdk: Sdk) -> None:
    sdk.azure.set_faults(Fault(FaultKind.OPERATION_FAILS, code="InternalServerError", **PUT))
    with pytest.raises(HttpResponseError, match="InternalServerError"):
        create(sdk)
    assert sdk.azure.get(sdk.id("publicIPPrefixes/egress"))["properties"]["provisioningState"] == "Failed"
    create(sdk)
    assert sdk.azure.get(sdk.id("publicIPPrefixes/egress"))["properties"]["provisioningState"] == "Succeeded"


def test_an_operation_that_never_ends_does_when_the_fault_is_gone(sdk: Sdk) -> None:
    sdk.azure.set_faults(Fault(FaultKind.OPERATION_NEVER_ENDS, **PUT))
    poller = sdk.network.public_ip_prefixes.begin_create_or_update("rg", "egress", PREFIX, polling=False)
    for _ in range(20):
        state = sdk.network.public_ip_prefixes.get("rg", "egress").properties.provisioning_state
    assert state == "Updating"
    with pytest.raises(HttpResponseError, match="RetryableError"):
        create(sdk)
    assert poller.result() is not None
    sdk.azure.set_faults()
    assert sdk.network.public_ip_prefixes.get("rg", "egress").properties.provisioning_state == "Succeeded"


def test_a_fault_hits_one_request_by_its_index(sdk: Sdk) -> None:
    create(sdk)
    empty = sdk.azure.snapshot()
    paths = [(request.method, request.path.split("/")[-2]) for request in sdk.azure.requests]
    for index in (0, 1):
        sdk.azure.restore(empty)
        sdk.azure.set_faults(Fault(FaultKind.SERVER_ERROR, at=index))
        sdk.network.public_ip_prefixes.list("rg").by_page().next() if index else None
        with pytest.raises(HttpResponseError):
            sdk.network.public_ip_prefixes.get("rg", "egress")
        assert [request.status for request in sdk.azure.requests] == [200] * index + [500]
    assert paths[2:4] == [("PUT", "publicIPPrefixes"), ("GET", "operations")]


def test_a_hook_runs_before_the_server_acts(sdk: Sdk) -> None:
    seen: list[bool] = []
    sdk.azure.set_faults(Fault(FaultKind.CALL, hook=lambda: seen.append(exists(sdk)), **PUT))
    create(sdk)
    assert seen == [False]


def test_a_script_file(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    path.write_text(
        json.dumps([{"kind": "429", "method": "PUT", "path": "subnets", "retry_after": 3, "times": 2}])
    )
    assert read_script(path) == (
        Fault(FaultKind.THROTTLED, method="PUT", path="subnets", retry_after=3, times=2),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '[{"at": 1}]',
        '[{"kind": "odd"}]',
        '[{"kind": "500", "hook": "x"}]',
        '[{"kind": "500", "path": "("}]',
        "[" * 100_000,
    ],
)
def test_a_bad_script_is_a_configuration_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "faults.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"faults\.json"):
        read_script(path)
