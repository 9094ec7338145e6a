"""Commands that only read cannot write, whatever the SDK would like to do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from azure.core.exceptions import HttpResponseError
from azure.core.pipeline.transport import HttpRequest, RequestsTransport
from azure.mgmt.network import NetworkManagementClient

from natpin.azure.credentials import credential
from natpin.azure.transport import CommandTransport, ReadOnlyTransport
from natpin.errors import Refused
from natpin.simulator import Fault, FaultKind, Settings, Simulator

from .conftest import Run, answered, connection_to

GRAPH = "POST /providers/Microsoft.ResourceGraph/resources"
UNREGISTERED = Fault(
    FaultKind.CONFLICT, path="natGateways", code="MissingSubscriptionRegistration", times=None
)


@pytest.mark.parametrize(
    "arguments",
    [("lint",), ("egress",), ("egress", "--format", "json"), ("snapshot",)],
    ids=" ".join,
)
def test_only_gets_and_graph_queries_leave(azure: Simulator, run: Run, arguments: tuple[str, ...]) -> None:
    run(*arguments, "--azure", azure.subscription)
    assert {one for one in answered(azure) if not one.startswith("GET ")} == {GRAPH}
    assert {one.method for one in azure.requests if "/oauth2/" in one.path} == {"POST"}


def client(azure: Simulator, transport: RequestsTransport) -> NetworkManagementClient:
    connection = connection_to(azure)
    return NetworkManagementClient(
        credential(connection), azure.subscription, transport=transport, **connection.client_options()
    )


def registrations(azure: Simulator) -> list[str]:
    return [one for one in answered(azure) if one.endswith("/register")]


@pytest.fixture
def unregistered() -> Iterator[Simulator]:
    """A subscription that is not registered for Microsoft.Network."""
    with Simulator(Settings(unregistered=frozenset({"Microsoft.Network"}))) as azure:
        yield azure


def test_the_sdk_registers_providers_by_itself(
    unregistered: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why the transport is there; when this fails, the SDK has changed its ways."""
    azure = unregistered
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # it waits ten seconds for the registration
    verified = RequestsTransport(connection_verify=str(azure.ca_path))
    with client(azure, verified) as network, pytest.raises(HttpResponseError):
        network.nat_gateways.get("payments", "payments")
    assert len(registrations(azure)) == 1


def test_the_read_only_transport_sends_no_registration(unregistered: Simulator) -> None:
    azure = unregistered
    verified = ReadOnlyTransport(connection_verify=str(azure.ca_path))
    with client(azure, verified) as network, pytest.raises(Refused, match="az provider register") as error:
        network.nat_gateways.get("payments", "payments")
    assert "microsoft.network" in str(error.value)
    assert registrations(azure) == []
    assert all(one.startswith("GET ") for one in answered(azure))


def test_lint_sends_no_registration(azure: Simulator, run: Run) -> None:
    azure.set_faults(
        Fault(FaultKind.CONFLICT, path="ResourceGraph", code="MissingSubscriptionRegistration", times=None)
    )
    ran = run("lint", "--azure", azure.subscription)
    assert ran.status == 2
    assert "MissingSubscriptionRegistration" in ran.err
    assert {one for one in answered(azure) if not one.startswith("GET ")} == {GRAPH}


CLUSTER = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST", "MERGE"])
@pytest.mark.parametrize(
    "path",
    [
        CLUSTER,
        f"{CLUSTER}/runCommand",
        "/subscriptions/s/providers/Microsoft.Network/register",
        "/providers/Microsoft.ResourceGraph/resourcesHistory",
        "/providers/Microsoft.ResourceGraph/resources/../../../subscriptions/s",
        "/subscriptions/s/providers/Microsoft.ResourceGraph/resources",
        "/providers/Microsoft.ResourceGraph%2Fresources/x",
    ],
)
def test_whatever_would_write_is_refused_before_it_is_sent(method: str, path: str) -> None:
    with pytest.raises(Refused):
        ReadOnlyTransport().send(HttpRequest(method, f"https://arm.invalid{path}?api-version=1"))


def test_a_probe_may_run_in_its_own_cluster_only() -> None:
    transport = CommandTransport(CLUSTER)
    assert transport.admits("POST", f"{CLUSTER}/runCommand".lower())
    for method, path in (
        ("POST", f"{CLUSTER}2/runCommand"),
        ("POST", f"{CLUSTER}/stop"),
        ("PUT", CLUSTER),
        ("DELETE", f"{CLUSTER}/runCommand"),
    ):
        assert not transport.admits(method, path.lower())
