"""``natpin verify --routes``: where Azure routes the traffic of nodes, asked without writing anything."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core.rest import HttpRequest
from azure.mgmt.network import NetworkManagementClient
from tests.builders.published import held

from natpin.azure.credentials import credential
from natpin.azure.transport import RouteTransport
from natpin.errors import Refused
from natpin.simulator import Fault, FaultKind, Simulator

from .conftest import Run, answered, connection_to, group, somebody
from .test_roles import actions
from .test_routes_learnt import gateway

NET = "Microsoft.Network"


def routes(azure: Simulator, run: Run, scope: str = "payments/payments", *more: str, **given: Any) -> Any:
    return run(
        "verify", "--routes", "--azure", f"{azure.subscription}/{scope}", "--format", "json", *more, **given
    )


def pool(ran: Any) -> dict[str, Any]:
    found: dict[str, Any] = held(ran.out)["pools"][0]
    return found


def table_of(azure: Simulator, *entries: tuple[str, str, str]) -> str:
    """A route table on the node subnet of payments."""
    id_ = f"{group(azure, 'network')}/providers/{NET}/routeTables/rt"
    azure.seed(
        {
            "id": id_,
            "location": "westeurope",
            "properties": {
                "routes": [
                    {
                        "name": f"r{number}",
                        "properties": {
                            "addressPrefix": prefix,
                            "nextHopType": kind,
                            "nextHopIpAddress": address,
                        },
                    }
                    for number, (prefix, kind, address) in enumerate(entries)
                ]
            },
        }
    )
    (subnet,) = [
        entry
        for entry in azure.entries()
        if entry.type.endswith("/subnets")
        and "/resourcegroups/payments/" in entry.id.lower()
        and "natGateway" in entry.properties
    ][:1]
    azure.world.resources.put(subnet)
    subnet.properties["routeTable"] = {"id": id_}
    azure.world.resources.put(subnet)
    return id_


def test_the_internet_is_where_a_nat_gateway_takes_traffic(azure: Simulator, run: Run) -> None:
    ran = routes(azure, run)
    assert ran.status == 0, ran.err
    found = pool(ran)
    assert (found["outcome"], found["exit"], found["nextHop"]["type"]) == (
        "as-promised",
        "nat-gateway",
        "Internet",
    )


def test_nothing_but_a_question_leaves(azure: Simulator, run: Run) -> None:
    before = azure.all_resources()
    routes(azure, run)
    posts = [one.rsplit("/", 1)[-1] for one in answered(azure) if not one.startswith("GET ")]
    assert posts == ["resources", "nextHop"]
    assert azure.all_resources() == before


def test_the_answer_comes_later_at_an_address_of_its_own(azure: Simulator, run: Run) -> None:
    routes(azure, run)
    asked = [one for one in azure.requests if "nextHop" in one.path or "operationResults" in one.path]
    assert (asked[0].method, asked[0].status) == ("POST", 202)
    assert (asked[-1].method, asked[-1].status) == ("GET", 200)


@pytest.mark.parametrize(
    ("entry", "to", "hop", "status"),
    [
        (("0.0.0.0/0", "VirtualAppliance", "10.9.0.4"), None, "VirtualAppliance", 0),
        (("198.51.100.0/24", "VirtualAppliance", "10.9.0.4"), None, "Internet", 0),
        (("198.51.100.0/24", "VirtualAppliance", "10.9.0.4"), "198.51.100.7", "VirtualAppliance", 1),
        (("198.51.100.0/24", "None", ""), "198.51.100.7", "None", 1),
    ],
)
def test_routes_of_a_table(
    azure: Simulator, run: Run, entry: tuple[str, str, str], to: str | None, hop: str, status: int
) -> None:
    """What the configuration says of the default route is promised; one destination may go elsewhere."""
    table_of(azure, entry)
    ran = routes(azure, run, "payments/payments", *(("--to", to) if to else ()))
    assert (ran.status, pool(ran)["nextHop"]["type"]) == (status, hop), ran.out


def test_a_route_that_a_gateway_has_learnt_is_seen(azure: Simulator, run: Run) -> None:
    """No GET shows it: by its files and its resources the egress is unknown, never in order."""
    azure.learn(gateway(azure, enableBgp=True), "0.0.0.0/0")
    ran = routes(azure, run)
    assert ran.status == 4
    found = pool(ran)
    assert (found["outcome"], found["nextHop"]["type"]) == ("unknown", "VirtualNetworkGateway")


def test_a_pool_that_azure_tells_nothing_of_is_unknown(azure: Simulator, run: Run) -> None:
    azure.set_faults(Fault(FaultKind.CONFLICT, path="nextHop", code="TargetNotSupported", times=None))
    ran = routes(azure, run)
    assert ran.status == 4
    assert "TargetNotSupported" in pool(ran)["why"]


def test_an_answer_that_never_comes_is_told(
    azure: Simulator, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from natpin.azure import next_hop
    from natpin.provision.ports import Pace

    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += max(seconds, 1.0)

    monkeypatch.setattr(
        next_hop.look,
        "__defaults__",
        (Pace(attempts=3, retrying=20, poll=1, sleep=sleep, clock=lambda: now[0]),),
    )
    azure.set_faults(Fault(FaultKind.OPERATION_NEVER_ENDS, path="nextHop", times=None))
    ran = routes(azure, run)
    assert ran.status == 2
    assert "did not answer in time" in ran.err


def test_a_region_without_a_watcher_is_told_with_what_to_do(azure: Simulator, run: Run) -> None:
    for entry in [one for one in azure.entries() if one.type.endswith("networkWatchers")]:
        azure.world.resources.remove(entry.id)
    ran = routes(azure, run)
    assert ran.status == 2
    assert "az network watcher configure --locations westeurope" in ran.err


def test_a_pool_whose_network_is_azures_is_unknown(azure: Simulator, run: Run) -> None:
    ran = routes(azure, run, "portal/portal")
    assert (ran.status, pool(ran)["outcome"]) == (4, "unknown")


def test_text_and_markdown(azure: Simulator, run: Run) -> None:
    scope = f"{azure.subscription}/payments/payments"
    text = run("verify", "--routes", "--azure", scope).out
    assert text == "pool system: as-promised · configured nat-gateway · next hop for 192.0.2.1: Internet\n"
    assert "| system | as-promised | nat-gateway | Internet |" in run(
        "verify", "--routes", "--azure", scope, "--format", "markdown"
    ).out.replace("\\", "")


def test_one_way_to_verify_is_chosen(azure: Simulator, run: Run) -> None:
    scope = ("--azure", f"{azure.subscription}/payments/payments")
    for arguments in ((), ("--routes", "--echo", "https://echo.example"), ("--routes", "--to", "x")):
        assert run("verify", *scope, *arguments).status == 2
    assert (
        "--to works only with --routes"
        in run("verify", *scope, "--echo", "https://e.example", "--to", "1.1.1.1").err
    )


def test_the_role_is_enough_and_every_action_in_it_is_missed(azure: Simulator, run: Run) -> None:
    whole = actions("route-verifier")
    assert routes(azure, run, as_=somebody(azure, [*actions("reader"), *whole], name="all")).status == 0
    for action in whole:
        rest = [one for one in whole if one != action]
        ran = routes(azure, run, as_=somebody(azure, [*actions("reader"), *rest], name=f"no {action}"))
        assert ran.status in (2, 4), action


PATH = f"/subscriptions/s/resourceGroups/g/providers/{NET}/networkWatchers/w/"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{PATH}packetCaptures/x"),
        ("PUT", f"{PATH}nextHop"),
        ("DELETE", f"{PATH}nextHop"),
        ("POST", f"{PATH}nextHop/more"),
        ("POST", f"/x{PATH}nextHop"),
        ("POST", f"{PATH}ipFlowVerify"),
    ],
)
def test_the_transport_lets_nothing_else_through(method: str, path: str) -> None:
    with pytest.raises(Refused):
        RouteTransport().send(HttpRequest(method, f"https://arm.invalid{path}?api-version=1"))


def test_the_sdk_gets_its_answer_from_the_simulator(azure: Simulator) -> None:
    """The typed operation, polled by the SDK itself."""
    connection = connection_to(azure)
    watcher = next(one for one in azure.entries() if one.type.endswith("networkWatchers"))
    row = next(
        body
        for body in azure.all_resources().values()
        if body["type"].endswith("/subnets")
        and "payments" in body["id"]
        and body["properties"].get("ipConfigurations")
    )
    nic = row["properties"]["ipConfigurations"][0]["id"].rsplit("/", 2)[0]
    with NetworkManagementClient(
        credential(connection), azure.subscription, **connection.client_options()
    ) as client:
        parts = nic.split("/")
        address = client.network_interfaces.get_virtual_machine_scale_set_network_interface(
            parts[4], parts[8], parts[10], parts[12]
        )
        found = client.network_watchers.begin_get_next_hop(
            watcher.id.split("/")[4],
            watcher.name,
            {
                "targetResourceId": "/".join(parts[:11]),
                "sourceIPAddress": address.ip_configurations[0].private_ip_address,
                "destinationIPAddress": "192.0.2.1",
                "targetNicResourceId": nic,
            },
        ).result()
    assert (found.next_hop_type, found.route_table_id) == ("Internet", "System Route")
