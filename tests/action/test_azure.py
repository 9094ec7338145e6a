"""Modes egress, plan and apply, against the simulator over HTTPS and the local GitHub: plan → approve → apply."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from action_step import payload

from natpin.simulator import FederatedCredential, Settings, Simulator

SUBJECT = "repo:Codertocat/Hello-World:environment:production"
ISSUER = "https://token.actions.githubusercontent.com"


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator(Settings(operation_seconds=0, retry_after=0)) as simulator:
        simulator.seed(
            {"id": f"/subscriptions/{simulator.subscription}/resourceGroups/rg", "location": "westeurope"}
        )
        yield simulator


def wanted(cloud: Simulator, *names: str) -> dict[str, str]:
    """A repository with egress entries."""
    entries = "".join(
        f"""
  {name}:
    subscription: {cloud.subscription}
    resource-group: rg
    location: westeurope
    virtual-network: {{name: vnet-{name}, address-space: 10.{number}.0.0/16}}
    subnets: [{{name: aks, prefix: 10.{number}.0.0/22}}]
    nat-gateway: {{name: nat-{name}, idle-timeout-minutes: 10}}
    public-ips: {{prefix: {{name: prefix-{name}, length: 30}}}}
"""
        for number, name in enumerate(names or ("payments",))
    )
    return {"natpin.yaml": f"egress:\n{entries}"}


def secretly(cloud: Simulator, **inputs: str) -> dict[str, str]:
    return {
        "auth": "client-secret",
        "azure-tenant-id": cloud.tenant,
        "azure-client-id": cloud.client_id,
        "azure-client-secret": cloud.client_secret,
        "azure-endpoint": cloud.base_url,
        "azure-authority": cloud.base_url,
        "azure-ca-file": str(cloud.ca_path),
        **{name.replace("_", "-"): value for name, value in inputs.items()},
    }


def writes(cloud: Simulator) -> int:
    return sum(1 for request in cloud.requests if request.method in ("PUT", "PATCH", "DELETE"))


PUSH = {"event": "push", "body": payload("push") | {"after": "c" * 40}}


def test_plan_approve_apply(step, server, cloud):
    planned = step(secretly(cloud, mode="plan"), files=wanted(cloud), server=server, **PUSH)
    assert planned.status == 0, planned.stdout
    assert planned.outputs["has-changes"] == "true"
    assert writes(cloud) == 0
    assert "What traffic will notice" in planned.summary
    assert "egress-ip-unprotected" in planned.summary
    (check,) = server.hub.checks.values()
    assert check["external_id"] == f"natpin:plan:{planned.outputs['plan-fingerprint']}"
    assert check["conclusion"] == "action_required"

    inputs = secretly(cloud, mode="apply", plan_file=planned.outputs["plan-file"], environment="production")
    applied = step(inputs, server=server, again=True, **PUSH)
    assert applied.status == 0, applied.stdout
    (cidr,) = applied.outputs["egress-cidrs"].splitlines()
    assert cidr.endswith("/30")
    assert applied.outputs["egress-complete"] == "true"
    assert cidr in applied.summary
    assert {one.name for one in applied.commands} <= {"add-mask", "group", "endgroup", "debug", "notice"}

    # once more: nothing to do, and a plan that says so
    again = step(secretly(cloud, mode="plan"), server=server, again=True, **PUSH)
    assert (again.status, again.outputs["has-changes"]) == (0, "false")


def test_no_secret_in_any_file_or_log(step, server, cloud):
    planned = step(secretly(cloud, mode="plan"), files=wanted(cloud), server=server, **PUSH)
    masked = f"::add-mask::{cloud.client_secret}\n"
    assert masked in planned.stdout
    assert cloud.client_secret not in planned.stdout.replace(masked, "") + planned.stderr + planned.summary
    for path in planned.workspace.rglob("*"):
        assert not path.is_file() or cloud.client_secret.encode() not in path.read_bytes()


def test_several_entries_are_several_plans(step, server, cloud):
    files = wanted(cloud, "payments", "shop")
    planned = step(secretly(cloud, mode="plan"), files=files, server=server, **PUSH)
    names = planned.outputs["plan-file"].splitlines()
    assert names == [".natpin/plan-payments.json", ".natpin/plan-shop.json"]
    inputs = secretly(cloud, mode="apply", plan_file="\n".join(names), environment="production")
    applied = step(inputs, server=server, again=True, **PUSH)
    assert applied.status == 0, applied.stdout
    assert len(applied.outputs["egress-cidrs"].splitlines()) == 2
    one = step(secretly(cloud, mode="plan", entries="shop"), server=server, again=True, **PUSH)
    assert one.outputs["plan-file"] == ".natpin/plan.json"


def test_a_plan_that_was_not_the_approved_one_is_refused(step, server, cloud):
    planned = step(secretly(cloud, mode="plan"), files=wanted(cloud), server=server, **PUSH)
    next(iter(server.hub.checks.values()))["external_id"] = "natpin:plan:" + "0" * 64
    inputs = secretly(cloud, mode="apply", plan_file=planned.outputs["plan-file"], environment="production")
    refused = step(inputs, server=server, again=True, **PUSH)
    assert refused.status == 2
    assert "not the plan that was approved" in refused.annotations("error")[0].data
    assert writes(cloud) == 0


def test_a_stale_plan_is_refused(step, server, cloud):
    planned = step(secretly(cloud, mode="plan"), files=wanted(cloud), server=server, **PUSH)
    cloud.seed(
        {
            "id": f"/subscriptions/{cloud.subscription}/resourceGroups/rg/providers/Microsoft.Network/natGateways/"
            "nat-payments",
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "properties": {"idleTimeoutInMinutes": 4},
        }
    )
    inputs = secretly(cloud, mode="apply", plan_file=planned.outputs["plan-file"], environment="production")
    refused = step(inputs, server=server, again=True, **PUSH)
    assert refused.status != 0
    assert writes(cloud) == 0


@pytest.mark.parametrize(
    ("event", "inputs", "word"),
    [
        ("pull_request.opened", {"environment": "production"}, "not approved yet"),
        ("merge_group", {"environment": "production"}, "not approved yet"),
        ("pull_request.opened", {"apply-without-environment": "true"}, "not approved yet"),
        ("push", {}, "named environment"),
        ("workflow_dispatch", {}, "named environment"),
    ],
)
def test_apply_refuses_where_nothing_was_approved(step, cloud, event, inputs, word):
    kind = event.partition(".")[0]
    given = {**secretly(cloud, mode="apply", plan_file="plan.json"), **inputs}
    ran = step(given, files=wanted(cloud), event=kind, body=payload(event))
    assert ran.status == 2
    assert word in ran.annotations("error")[0].data
    assert cloud.requests == []


@pytest.mark.parametrize("mode", ["plan", "egress"])
def test_a_forks_natpin_yaml_chooses_nothing_with_our_credentials(step, cloud, mode):
    body = payload("pull_request.opened")
    body["pull_request"]["head"]["repo"]["full_name"] = "stranger/Hello-World"
    ran = step(secretly(cloud, mode=mode), files=wanted(cloud), event="pull_request_target", body=body)
    assert ran.status == 2
    assert cloud.requests == []


class Issuer:
    """The runner's token endpoint."""

    def __init__(self, claims: Mapping[str, object]) -> None:
        def part(data: Mapping[str, object]) -> str:
            return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")

        now = int(time.time())
        lives = {"iat": now - 5, "nbf": now - 5, "exp": now + 600}
        token = f"{part({'alg': 'RS256', 'typ': 'JWT'})}.{part({**lives, **claims})}.c2lnbmF0dXJl"

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.dumps({"value": token}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.token = token
        self._http = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def env(self) -> dict[str, str]:
        url = f"http://127.0.0.1:{self._http.server_address[1]}/token?api-version=2.0"
        return {"ACTIONS_ID_TOKEN_REQUEST_URL": url, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token"}

    def __enter__(self) -> Issuer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def by_oidc(cloud: Simulator, **inputs: str) -> dict[str, str]:
    trust = FederatedCredential(SUBJECT)
    principal = cloud.add_principal("applier", federated=[trust])
    cloud.assign(principal, "Contributor", f"/subscriptions/{cloud.subscription}")
    given = secretly(cloud, **inputs)
    return {**given, "auth": "oidc", "azure-client-id": principal.client_id, "azure-client-secret": ""}


def test_oidc_inside_an_environment(step, server, cloud):
    claims = {"iss": ISSUER, "aud": "api://AzureADTokenExchange", "sub": SUBJECT, "environment": "production"}
    with Issuer(claims) as issuer:
        inputs = by_oidc(cloud, mode="plan")
        planned = step(inputs, files=wanted(cloud), server=server, env=issuer.env, **PUSH)
        assert planned.status == 0, planned.stdout
        inputs |= {"mode": "apply", "plan-file": planned.outputs["plan-file"], "environment": "production"}
        applied = step(inputs, server=server, again=True, env=issuer.env, **PUSH)
        assert applied.status == 0, applied.stdout
        assert f"::add-mask::{issuer.token}" in applied.stdout


def test_an_environment_that_is_only_claimed_is_refused(step, cloud):
    claims = {"iss": ISSUER, "aud": "api://AzureADTokenExchange", "sub": SUBJECT, "environment": "sandbox"}
    with Issuer(claims) as issuer:
        inputs = by_oidc(cloud, mode="apply", plan_file="plan.json", environment="production")
        ran = step(inputs, files=wanted(cloud), env=issuer.env, **PUSH)
    assert ran.status == 2
    assert "sandbox" in ran.annotations("error")[0].data
    assert cloud.requests == []


def test_egress_of_live_clusters(step, cloud):
    from natpin.simulator.example import pinned

    cloud.seed(*pinned(cloud.subscription, "payments", 0))
    ran = step(secretly(cloud, mode="egress", scope=cloud.subscription), files={"README.md": ""})
    assert ran.status == 0, ran.stdout
    assert ran.outputs["egress-cidrs"] == "20.64.0.0/29"
    assert ran.outputs["egress-complete"] == "true"
    # a masked id in a job output would have GitHub drop the output
    assert cloud.subscription not in "".join(ran.outputs.values())
    assert json.loads(ran.outputs["egress-ips"])[0]["resource-group"] == "payments"
    assert "20.64.0.0/29" in ran.summary
    assert (ran.workspace / ".natpin" / "egress-cidrs.txt").read_text() == "20.64.0.0/29\n"


def declared(cloud: Simulator) -> dict[str, str]:
    """What the simulator's example holds, as an egress entry would declare it."""
    return {
        "natpin.yaml": f"""
egress:
  payments:
    subscription: {cloud.subscription}
    resource-group: payments
    location: westeurope
    virtual-network: {{name: payments}}
    subnets: [{{name: nodes}}]
    nat-gateway: {{name: payments, idle-timeout-minutes: 4}}
    public-ips: {{prefix: {{name: payments, length: 29}}}}
    cluster: {{name: payments}}
"""
    }


def test_drift_keeps_an_issue_and_closes_it_with_evidence(step, server, cloud):
    from natpin.simulator.example import pinned

    resources = list(pinned(cloud.subscription, "payments", 0))
    cloud.seed(*resources)
    inputs = secretly(cloud, mode="drift", azure_subscription_id=cloud.subscription)
    schedule = {"event": "schedule", "body": payload("push")}

    calm = step(inputs, files=declared(cloud), server=server, **schedule)
    assert (calm.status, calm.outputs.get("drifted")) == (0, "false"), calm.stdout
    assert [issue for issue in server.hub.issues.values() if "drift" in issue.title] == []

    (gateway,) = [one for one in resources if one["id"].lower().rpartition("/")[0].endswith("natgateways")]
    gateway["properties"]["idleTimeoutInMinutes"] = 60
    cloud.seed(gateway)
    drifted = step(inputs, server=server, again=True, run_id=1002, **schedule)
    assert (drifted.status, drifted.outputs["drifted"]) == (1, "true"), drifted.stdout
    (issue,) = [issue for issue in server.hub.issues.values() if "drift" in issue.title]
    assert issue.state == "open"

    # a token that may not sign in any more: unknown, and the issue stays open
    broken = {**inputs, "azure-client-secret": "wrong"}
    unknown = step(broken, server=server, again=True, run_id=1003, **schedule)
    assert unknown.outputs.get("drifted", "unknown") == "unknown"
    assert unknown.status != 0
    assert issue.state == "open"

    gateway["properties"]["idleTimeoutInMinutes"] = 4
    cloud.seed(gateway)
    mended = step(inputs, server=server, again=True, run_id=1004, **schedule)
    assert (mended.status, mended.outputs["drifted"]) == (0, "false"), mended.stdout
    assert issue.state == "closed"


def test_drift_without_permission_for_issues_says_so_and_still_tells(step, server, cloud):
    inputs = secretly(cloud, mode="drift", azure_subscription_id=cloud.subscription)
    ran = step(inputs, files=declared(cloud), server=server, token="ghs_fork")
    assert ran.outputs.get("drifted") == "true", ran.stdout
    assert "issues: write" in ran.annotations("notice")[0].data
