"""Signing in with azure-identity itself; refusals say who was presented and what to create."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from natpin.azure.connection import AUTH, Connection
from natpin.azure.credentials import credential
from natpin.errors import ConfigError
from natpin.simulator import FederatedCredential, Principal, Simulator

from .conftest import Run

SUBJECT = "repo:acme@4242/payments@777:environment:production"
REQUEST_TOKEN = "canary-request-token-5b1f"
SIGNATURE = base64.urlsafe_b64encode(b"canary-signature-of-the-assertion").rstrip(b"=").decode()


def assertion(subject: str = SUBJECT) -> str:
    def part(content: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    claims = {
        "iss": "https://token.actions.githubusercontent.com",
        "sub": subject,
        "aud": "api://AzureADTokenExchange",
        "exp": 4102444800,
    }
    return f"{part({'alg': 'RS256', 'typ': 'JWT'})}.{part(claims)}.{SIGNATURE}"


class Runner:
    """GitHub's runner, as far as it hands out identity tokens."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status = 200
        runner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                good = self.headers["Authorization"] == f"Bearer {REQUEST_TOKEN}"
                runner.asked.append(query["audience"][0])
                status = runner.status if good else 401
                body = json.dumps({"value": assertion()} if status == 200 else {"message": "no"}).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/token?api-version=2"


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Iterator[Runner]:
    made = Runner()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", made.url)
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", REQUEST_TOKEN)
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def flags(azure: Simulator, principal: Principal, auth: str) -> list[str]:
    return [
        *("--azure", azure.subscription, "--auth", auth),
        *("--tenant", azure.tenant, "--client-id", principal.client_id),
        *("--azure-endpoint", azure.base_url, "--azure-authority", azure.base_url),
        *("--ca-file", str(azure.ca_path)),
    ]


def job(azure: Simulator, *subjects: str) -> Principal:
    trusted = [FederatedCredential(subject) for subject in subjects]
    principal = azure.add_principal("job", federated=trusted)
    azure.assign(principal, "Reader", f"/subscriptions/{azure.subscription}")
    return principal


def secretless(text: str) -> bool:
    return not any(secret in text for secret in (REQUEST_TOKEN, SIGNATURE, assertion().split(".")[1]))


def test_a_job_signs_in_by_its_own_identity(azure: Simulator, run: Run, runner: Runner) -> None:
    ran = run(
        "egress",
        "--format",
        "cidrs",
        "--allow-partial",
        *flags(azure, job(azure, SUBJECT), "oidc"),
        plain=True,
    )
    assert ran.status == 0
    assert "20.64.0.0/29" in ran.out
    assert runner.asked == ["api://AzureADTokenExchange"]


def test_a_strange_subject_is_told_with_what_to_create(azure: Simulator, run: Run, runner: Runner) -> None:
    principal = job(azure, "repo:acme/payments:ref:refs/heads/main")
    ran = run("lint", *flags(azure, principal, "oidc"), plain=True)
    assert ran.status == 2
    assert ran.out == ""
    assert "AADSTS700213" in ran.err
    assert f"This job presents the subject {SUBJECT}" in ran.err
    command = re.search(r"az ad app federated-credential create --id (\S+) --parameters '(.*)'", ran.err)
    assert command
    assert command[1] == principal.client_id
    assert json.loads(command[2]) == {
        "name": "natpin",
        "issuer": "https://token.actions.githubusercontent.com",
        "subject": SUBJECT,
        "audiences": ["api://AzureADTokenExchange"],
    }
    assert f'--assignee {principal.client_id} --role "natpin reader"' in ran.err
    assert secretless(ran.err)


def test_what_is_told_to_be_created_is_enough(azure: Simulator, run: Run, runner: Runner) -> None:
    """The command that a refusal prints, carried out."""
    principal = azure.add_principal("new")
    ran = run("lint", *flags(azure, principal, "oidc"), plain=True)
    body = json.loads(re.search(r"--parameters '(.*)'", ran.err)[1])  # type: ignore[index]
    azure.world.principals.remove(principal)
    trust = FederatedCredential(body["subject"], body["issuer"], body["audiences"][0])
    azure.add_principal("again", client_id=principal.client_id, federated=[trust])
    ran = run("lint", *flags(azure, principal, "oidc"), plain=True)
    assert "no role with Microsoft.ContainerService/managedClusters/read" in ran.err
    again = azure.world.principals[-1]
    azure.assign(again, "Reader", re.search(r"--scope (\S+)", ran.err)[1])  # type: ignore[index]
    assert run("lint", *flags(azure, principal, "oidc"), plain=True).status == 1


def test_a_job_without_the_permission_is_told_which(
    azure: Simulator, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ACTIONS_ID_TOKEN_REQUEST_URL", raising=False)
    ran = run("lint", *flags(azure, job(azure), "oidc"), plain=True)
    assert ran.status == 2
    assert "permissions: id-token: write" in ran.err


def test_a_runner_that_refuses_is_told(azure: Simulator, run: Run, runner: Runner) -> None:
    runner.status = 403
    ran = run("lint", *flags(azure, job(azure, SUBJECT), "oidc"), plain=True)
    assert ran.status == 2
    assert "GitHub gave no identity token: status 403" in ran.err
    assert secretless(ran.err)


def test_a_secret_comes_from_the_environment(
    azure: Simulator, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = next(one for one in azure.world.principals if one.name == "owner")
    monkeypatch.setenv("AZURE_CLIENT_SECRET", azure.client_secret)
    assert run("lint", *flags(azure, owner, "client-secret"), plain=True).status == 1
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "canary-wrong-secret")
    ran = run("lint", *flags(azure, owner, "client-secret"), plain=True)
    assert ran.status == 2
    assert "AADSTS7000215: the client secret is wrong" in ran.err
    assert "canary" not in ran.err


def test_the_environment_stands_in_for_flags(
    azure: Simulator, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_TENANT_ID", azure.tenant)
    monkeypatch.setenv("AZURE_CLIENT_ID", azure.client_id)
    monkeypatch.setenv("AZURE_CLIENT_SECRET", azure.client_secret)
    monkeypatch.setenv("AZURE_SUBSCRIPTION_ID", azure.subscription)
    where = (
        "--azure-endpoint",
        azure.base_url,
        "--azure-authority",
        azure.base_url,
        "--ca-file",
        str(azure.ca_path),
    )
    assert run("lint", "--azure", "--auth", "client-secret", *where, plain=True).status == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--azure"], "AZURE_SUBSCRIPTION_ID"),
        (["--azure", "0b1f6471-1bf0-4dda-aec3-cb9272f09590"], f"--auth {'|'.join(AUTH)}"),
        (["--azure", "x", "--auth", "client-secret"], "is not a subscription id"),
        (
            ["--azure", "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "--auth", "client-secret"],
            "--auth client-secret needs --tenant (or AZURE_TENANT_ID)",
        ),
        (
            [
                "--azure",
                "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
                "--auth",
                "oidc",
                "--azure-endpoint",
                "http://arm",
            ],
            "write https://",
        ),
        (
            ["--azure", "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "--auth", "oidc", "--ca-file", "nowhere.pem"],
            "no such file",
        ),
        (["--azure", "--azure-info", "nowhere.json"], "No such file"),
    ],
)
def test_what_is_missing_is_told(azure: Simulator, run: Run, arguments: list[str], said: str) -> None:
    ran = run("lint", *arguments, plain=True)
    assert ran.status == 2
    assert said in ran.err
    assert azure.requests == []


def test_an_unreachable_azure_is_told(run: Run, azure: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that is not trusted, for one."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # the SDK's pauses between its tries
    monkeypatch.setenv("AZURE_CLIENT_SECRET", azure.client_secret)
    owner = next(one for one in azure.world.principals if one.name == "owner")
    arguments = flags(azure, owner, "client-secret")[:-2]
    ran = run("lint", *arguments, plain=True)
    assert ran.status == 2
    assert "certificate" in ran.err.lower()


def test_a_secret_has_no_flag() -> None:
    with pytest.raises(ConfigError, match="needs AZURE_CLIENT_SECRET in the environment"):
        credential(Connection("client-secret", "tenant", "client"))
    with pytest.raises(ConfigError, match=r"needs --client-id \(or AZURE_CLIENT_ID\)"):
        credential(Connection("client-secret", "tenant"))


@pytest.mark.parametrize("auth", AUTH)
def test_every_way_has_a_credential(auth: str) -> None:
    made = Connection(auth, "tenant", "client", "secret", assertion=lambda: "a.b.c")
    found = credential(made)
    assert hasattr(found, "get_token")
    found.close()  # type: ignore[attr-defined]


def test_there_is_no_other_way() -> None:
    with pytest.raises(ConfigError, match="there is no --auth"):
        credential(Connection("password"))


def test_a_connection_shows_no_secret(tmp_path: Path) -> None:
    shown = repr(Connection("client-secret", "t", "c", "canary-secret", assertion=lambda: "canary-assertion"))
    assert "canary" not in shown
