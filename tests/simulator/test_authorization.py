"""Roles, linked access, locks and deny assignments refuse what Azure refuses."""

from __future__ import annotations

from typing import Any

import pytest

from natpin.simulator import Principal, Request, Response, Simulator

RG = "/subscriptions/{}/resourceGroups/rg"
NETWORK = f"{RG}/providers/Microsoft.Network"
API = "?api-version=2024-05-01"


class Caller:
    """A principal with a token, asking without a socket."""

    def __init__(self, azure: Simulator, principal: Principal) -> None:
        self.azure = azure
        form = f"grant_type=client_credentials&client_id={principal.client_id}&client_secret={principal.secret}&scope=https://localhost/.default"
        answer = azure.exchange(Request("POST", f"/{azure.tenant}/oauth2/v2.0/token", {}, form.encode()))
        assert isinstance(answer, Response)
        assert isinstance(answer.body, dict)
        self.headers = {"authorization": f"Bearer {answer.body['access_token']}"}

    def __call__(self, method: str, path: str, body: str = "") -> tuple[int, Any]:
        target = path.format(self.azure.subscription)
        answer = self.azure.exchange(
            Request(method, target + ("" if "?" in target else API), self.headers, body.encode())
        )
        assert isinstance(answer, Response)
        error = answer.body.get("error", {}) if isinstance(answer.body, dict) else {}
        return answer.status, error.get("code") if answer.status >= 400 else answer.body


@pytest.fixture
def azure() -> Simulator:
    simulator = Simulator()
    scope = NETWORK.format(simulator.subscription)
    simulator.seed(
        {"id": f"{scope}/natGateways/nat", "location": "westeurope"},
        {"id": f"{scope}/routeTables/rt", "location": "westeurope"},
        {
            "id": f"{scope}/virtualNetworks/vnet",
            "location": "westeurope",
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [
                    {
                        "name": "nodes",
                        "properties": {
                            "addressPrefix": "10.0.0.0/24",
                            "routeTable": {"id": f"{scope}/routeTables/rt"},
                        },
                    }
                ],
            },
        },
    )
    return simulator


def caller_with(azure: Simulator, *actions: str, scope: str = RG) -> Caller:
    principal = azure.add_principal("someone", secret="s")
    azure.assign(principal, azure.define_role("some role", actions), scope.format(azure.subscription))
    return Caller(azure, principal)


SUBNET = f"{NETWORK}/virtualNetworks/vnet/subnets/nodes"
SUBNETS = "Microsoft.Network/virtualNetworks/subnets"


def attach(azure: Simulator, ask: Caller) -> tuple[int, Any]:
    scope = NETWORK.format(azure.subscription)
    body = (
        f'{{"properties": {{"addressPrefix": "10.0.0.0/24", "natGateway": {{"id": "{scope}/natGateways/nat"}}, '
        f'"routeTable": {{"id": "{scope}/routeTables/rt"}}}}}}'
    )
    return ask("PUT", SUBNET, body)


def test_a_role_covers_its_scope_and_no_more(azure: Simulator) -> None:
    ask = caller_with(azure, "*/read", scope=f"{NETWORK}/natGateways/nat")
    assert ask("GET", f"{NETWORK}/natGateways/nat")[0] == 200
    assert ask("GET", f"{NETWORK}/NATGATEWAYS/NAT")[0] == 200
    assert ask("GET", f"{NETWORK}/routeTables/rt") == (403, "AuthorizationFailed")
    assert ask("PUT", f"{NETWORK}/natGateways/nat", '{"location":"westeurope"}') == (
        403,
        "AuthorizationFailed",
    )


def test_a_reference_merely_kept_needs_join_too(azure: Simulator) -> None:
    actions = [f"{SUBNETS}/write", "Microsoft.Network/natGateways/join/action"]
    assert attach(azure, caller_with(azure, *actions)) == (403, "LinkedAuthorizationFailed")
    assert attach(azure, caller_with(azure, *actions, "Microsoft.Network/routeTables/join/action"))[0] == 200


def test_not_actions_take_away(azure: Simulator) -> None:
    principal = azure.add_principal("someone", secret="s")
    azure.assign(principal, "Contributor", f"/subscriptions/{azure.subscription}")
    ask = Caller(azure, principal)
    lock = f"{RG}/providers/Microsoft.Authorization/locks/l"
    assert ask("PUT", lock, '{"properties":{"level":"ReadOnly"}}') == (403, "AuthorizationFailed")
    assert ask("GET", f"{NETWORK}/natGateways/nat")[0] == 200


@pytest.mark.parametrize(
    ("level", "scope", "put", "delete"),
    [
        ("ReadOnly", f"{NETWORK}/virtualNetworks/vnet", 409, 409),
        ("ReadOnly", RG, 409, 409),
        ("CanNotDelete", RG, 200, 409),
        ("CanNotDelete", SUBNET, 200, 409),
        ("ReadOnly", f"{NETWORK}/natGateways/nat", 200, 202),
    ],
)
def test_locks(azure: Simulator, level: str, scope: str, put: int, delete: int) -> None:
    azure.lock(scope.format(azure.subscription), level)
    ask = Caller(azure, azure.world.principals[0])
    status, code = attach(azure, ask)
    assert status == put
    assert put == 200 or code == "ScopeLocked"
    azure.settle()
    assert ask("DELETE", SUBNET)[0] == delete


def test_a_lock_below_stops_the_delete_above(azure: Simulator) -> None:
    azure.lock(NETWORK.format(azure.subscription) + "/natGateways/nat", "CanNotDelete")
    ask = Caller(azure, azure.world.principals[0])
    assert ask("DELETE", RG) == (409, "ScopeLocked")


def test_a_deny_assignment_stops_everyone_but_the_excluded(azure: Simulator) -> None:
    other = azure.add_principal("stack", secret="s")
    azure.assign(other, "Owner", f"/subscriptions/{azure.subscription}")
    azure.deny(RG.format(azure.subscription), [f"{SUBNETS}/write"], excluded=[other])
    assert attach(azure, Caller(azure, azure.world.principals[0])) == (
        403,
        "DenyAssignmentAuthorizationFailed",
    )
    assert attach(azure, Caller(azure, other))[0] == 200


def test_what_preflight_reads(azure: Simulator) -> None:
    azure.lock(RG.format(azure.subscription), "CanNotDelete", "keep")
    azure.deny(RG.format(azure.subscription), ["*/delete"])
    ask = caller_with(azure, "*/read", "Microsoft.Network/natGateways/write")
    authorization = f"{NETWORK}/natGateways/nat/providers/Microsoft.Authorization"
    assert ask("GET", f"{authorization}/locks")[1]["value"][0]["properties"]["level"] == "CanNotDelete"
    assert ask("GET", f"{authorization}/denyAssignments")[1]["value"][0]["properties"]["permissions"][0][
        "actions"
    ] == ["*/delete"]
    permissions = ask("GET", f"{authorization}/permissions")[1]["value"]
    assert [p["actions"] for p in permissions] == [["*/read", "Microsoft.Network/natGateways/write"]]


def test_a_role_can_be_given_over_the_wire(azure: Simulator) -> None:
    owner = Caller(azure, azure.world.principals[0])
    newcomer = azure.add_principal("newcomer", secret="s")
    ask = Caller(azure, newcomer)
    assert ask("GET", f"{NETWORK}/natGateways/nat")[0] == 403
    definitions = owner(
        "GET",
        "/subscriptions/{}/providers/Microsoft.Authorization/roleDefinitions"
        + API
        + "&$filter=roleName%20eq%20'Reader'",
    )
    reader = definitions[1]["value"][0]["id"]
    assignment = (
        f"{RG}/providers/Microsoft.Authorization/roleAssignments/11111111-2222-3333-4444-555555555555"
    )
    body = f'{{"properties":{{"roleDefinitionId":"{reader}","principalId":"{newcomer.object_id}"}}}}'
    assert owner("PUT", assignment, body)[0] == 201
    assert ask("GET", f"{NETWORK}/natGateways/nat")[0] == 200
    assert owner("PUT", assignment.replace("1111", "9999"), body) == (409, "RoleAssignmentExists")


def test_every_write_is_in_the_activity_log(azure: Simulator) -> None:
    owner = Caller(azure, azure.world.principals[0])
    attach(azure, owner)
    attach(azure, caller_with(azure, "*/read"))
    target = "/subscriptions/{}/providers/Microsoft.Insights/eventtypes/management/values" + API
    assert owner("GET", target)[0] == 400
    events = owner(
        "GET",
        target
        + "&$filter=eventTimestamp%20ge%20'2026-01-01T00:00:00Z'%20and%20resourceGroupName%20eq%20'RG'",
    )[1]["value"]
    assert [event["status"]["value"] for event in events] == ["Failed", "Accepted"]
    assert events[1]["operationName"]["value"] == f"{SUBNETS}/write"
    assert events[1]["claims"]["appid"] == azure.client_id
