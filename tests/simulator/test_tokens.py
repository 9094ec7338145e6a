"""azure-identity gets tokens from the simulator, and Entra's refusals where Entra refuses."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity import ClientAssertionCredential, ClientSecretCredential
from azure.mgmt.network import NetworkManagementClient

from natpin.simulator import FederatedCredential, Request, Response, Settings, Simulator

SUBJECT = "repo:octo/shop:ref:refs/heads/main"
ISSUER = "https://token.actions.githubusercontent.com"
AUDIENCE = "api://AzureADTokenExchange"


def assertion(**claims: Any) -> Callable[[], str]:
    """What a runner hands out: a JWT, here with a signature nobody checks."""
    whole = {"iss": ISSUER, "sub": SUBJECT, "aud": AUDIENCE, "exp": 4_000_000_000, **claims}
    middle = base64.urlsafe_b64encode(json.dumps(whole).encode()).rstrip(b"=").decode()
    return lambda: f"eyJhbGciOiJSUzI1NiJ9.{middle}.c2ln"


def oidc(azure: Simulator, client_id: str, claims: dict[str, Any]) -> ClientAssertionCredential:
    return ClientAssertionCredential(
        azure.tenant,
        client_id,
        assertion(**claims),
        authority=azure.base_url,
        disable_instance_discovery=True,
        connection_verify=str(azure.ca_path),
    )


def test_a_github_job_reads_with_its_own_token(azure: Simulator) -> None:
    job = azure.add_principal("job", federated=[FederatedCredential(SUBJECT)])
    azure.assign(job, "Reader", f"/subscriptions/{azure.subscription}")
    options = {
        "base_url": azure.base_url,
        "credential_scopes": [f"{azure.base_url}/.default"],
        "connection_verify": str(azure.ca_path),
    }
    with (
        oidc(azure, job.client_id, {}) as credential,
        NetworkManagementClient(credential, azure.subscription, **options) as client,
    ):
        assert list(client.nat_gateways.list("rg")) == []
    assert azure.requests[-1].caller == job.client_id


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"sub": "repo:octo/shop:pull_request"}, "AADSTS700213"),
        ({"iss": "https://token.actions.example"}, "AADSTS700211"),
        ({"aud": "sts.example"}, "AADSTS700212"),
        ({"exp": 1}, "AADSTS700024"),
    ],
)
def test_an_assertion_that_does_not_match_is_refused_by_what_was_presented(
    azure: Simulator, claims: dict[str, Any], code: str
) -> None:
    job = azure.add_principal("job", federated=[FederatedCredential(SUBJECT)])
    with (
        oidc(azure, job.client_id, claims) as credential,
        pytest.raises(ClientAuthenticationError, match=code) as refused,
    ):
        credential.get_token(f"{azure.base_url}/.default")
    if "sub" in claims:
        assert claims["sub"] in str(refused.value)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"secret": "wrong"}, "AADSTS7000215"),
        ({"client": "11111111-1111-1111-1111-111111111111"}, "AADSTS700016"),
    ],
)
def test_a_wrong_secret_or_application(azure: Simulator, change: dict[str, str], code: str) -> None:
    credential = ClientSecretCredential(
        azure.tenant,
        change.get("client", azure.client_id),
        change.get("secret", azure.client_secret),
        authority=azure.base_url,
        disable_instance_discovery=True,
        connection_verify=str(azure.ca_path),
    )
    with credential, pytest.raises(ClientAuthenticationError, match=code):
        credential.get_token(f"{azure.base_url}/.default")


def test_a_token_expires_with_the_simulated_time() -> None:
    azure = Simulator(Settings(token_seconds=60, tick=0))
    form = f"grant_type=client_credentials&client_id={azure.client_id}&client_secret={azure.client_secret}&scope=https://localhost/.default"
    answer = azure.exchange(Request("POST", f"/{azure.tenant}/oauth2/v2.0/token", {}, form.encode()))
    assert isinstance(answer, Response)
    assert isinstance(answer.body, dict)
    headers = {"authorization": f"Bearer {answer.body['access_token']}"}
    ask = Request("GET", "/subscriptions?api-version=2022-12-01", headers)
    statuses = []
    for _ in range(2):
        outcome = azure.exchange(ask)
        assert isinstance(outcome, Response)
        statuses.append(outcome.status)
        azure.clock.advance(61)
    assert statuses == [200, 401]


def test_no_token_no_answer(azure: Simulator) -> None:
    for headers in ({}, {"authorization": "Bearer nonsense"}, {"authorization": "Basic eDp5"}):
        outcome = azure.exchange(Request("GET", "/subscriptions?api-version=2022-12-01", headers))
        assert isinstance(outcome, Response)
        assert outcome.status == 401
        assert "WWW-Authenticate" in outcome.headers


def test_no_secret_is_kept_in_the_record(azure: Simulator) -> None:
    job = azure.add_principal("job", secret="canary-secret-value")
    form = f"grant_type=client_credentials&client_id={job.client_id}&client_secret={job.secret}&scope=https://localhost/.default"
    answer = azure.exchange(Request("POST", f"/{azure.tenant}/oauth2/v2.0/token", {}, form.encode()))
    assert isinstance(answer, Response)
    assert isinstance(answer.body, dict)
    kept = repr(azure.requests) + repr(job)
    assert "canary-secret-value" not in kept
    assert answer.body["access_token"] not in kept


def test_a_refusal_reaches_the_sdk_as_its_own_error(azure: Simulator) -> None:
    nobody = azure.add_principal("nobody", secret="s")
    credential = ClientSecretCredential(
        azure.tenant,
        nobody.client_id,
        "s",
        authority=azure.base_url,
        disable_instance_discovery=True,
        connection_verify=str(azure.ca_path),
    )
    options = {
        "base_url": azure.base_url,
        "credential_scopes": [f"{azure.base_url}/.default"],
        "connection_verify": str(azure.ca_path),
    }
    with (
        credential,
        NetworkManagementClient(credential, azure.subscription, **options) as client,
        pytest.raises(HttpResponseError, match="AuthorizationFailed") as refused,
    ):
        client.nat_gateways.get("rg", "nat")
    assert refused.value.status_code == 403
