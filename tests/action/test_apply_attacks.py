"""Attempts to have apply write what the repository does not wish for, or what nobody approved: nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from action_step import git, payload
from github_server import Fault
from test_azure import secretly, wanted, writes

from natpin.model.record import replace
from natpin.provision.plan_file import dumped, loaded
from natpin.simulator import Settings, Simulator

PUSH = {"event": "push", "body": payload("push") | {"after": "c" * 40}}


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator(Settings(operation_seconds=0, retry_after=0)) as simulator:
        group = f"/subscriptions/{simulator.subscription}/resourceGroups/rg"
        simulator.seed({"id": group, "location": "westeurope"})
        yield simulator


@pytest.fixture
def applied(step, server, cloud) -> Callable[..., object]:
    """Mode plan, then what ``between`` does, then mode apply."""

    def run(between=lambda workspace: None, event=PUSH, **inputs: str):
        planned = step(secretly(cloud, mode="plan"), files=wanted(cloud), server=server, **PUSH)
        assert planned.status == 0, planned.stdout
        between(planned.workspace)
        given = {"plan_file": planned.outputs["plan-file"], "environment": "production", **inputs}
        return step(secretly(cloud, mode="apply", **given), server=server, again=True, **event)

    return run


def check(server) -> dict[str, object]:
    (found,) = server.hub.checks.values()
    return found


def forged(workspace, server, **changes) -> None:
    """A plan for another wish, consistent in itself, with its fingerprint written into the check as well."""
    path = workspace / ".natpin" / "plan.json"
    plan = loaded(path.read_bytes(), "plan")
    wish = json.loads(json.dumps(plan.wanted))
    wish |= changes.pop("wanted", {})
    plan = replace(plan, wanted=wish, **changes)
    path.write_text(dumped(plan))
    check(server)["external_id"] = f"natpin:plan:{plan.fingerprint}"


def test_the_checks_end_is_the_applys(applied, server):
    ran = applied()
    assert ran.status == 0, ran.stdout
    assert (check(server)["status"], check(server)["conclusion"]) == ("completed", "success")
    assert check(server)["output"]["title"] == "Applied"
    assert ran.outputs["egress-cidrs"] in check(server)["output"]["summary"]


REFUSED: dict[str, tuple[Callable[..., None], str]] = {
    "a foreign plan": (
        lambda workspace, server: forged(workspace, server, wanted={"location": "northeurope"}),
        "the plan does not match natpin.yaml: location",
    ),
    "a plan that allows itself more": (
        lambda workspace, server: forged(workspace, server, allow=("outbound-type-change",)),
        "the plan allows outbound-type-change, and natpin.yaml allows nothing",
    ),
    "a plan of another entry": (
        lambda workspace, server: forged(
            workspace,
            server,
            scope=loaded((workspace / ".natpin" / "plan.json").read_bytes(), "p").scope.replace("#payments", "#other"),
        ),
        "'other', which natpin.yaml does not have",
    ),
    "a tampered artifact": (
        lambda workspace, server: (workspace / ".natpin" / "plan.json").write_text(
            (workspace / ".natpin" / "plan.json").read_text().replace('"idleTimeoutInMinutes": 10', '"idleTimeoutInMinutes": 4')
        ),
        "was altered since it was written",
    ),
    "no record of the plan": (
        lambda workspace, server: server.hub.checks.clear(), "there is no record of an approved plan",
    ),
    "a record of another plan": (
        lambda workspace, server: check(server).update(external_id="natpin:plan:" + "0" * 64),
        "not the plan that was approved",
    ),
    "a record that another app made": (
        lambda workspace, server: check(server).update(external_id="other:0123456789"),
        "there is no record of an approved plan",
    ),
    "an artifact unpacked over natpin.yaml": (
        lambda workspace, server: (workspace / "natpin.yaml").write_text(
            (workspace / "natpin.yaml").read_text().replace("length: 30", "length: 28")
        ),
        "its section egress is another",
    ),
    "an artifact that switches rules off": (
        lambda workspace, server: (workspace / "natpin.yaml").write_text(
            (workspace / "natpin.yaml").read_text() + "rules: {egress-ip-unprotected: off}\n"
        ),
        "the rule egress-ip-unprotected is switched off",
    ),
    "a record that cannot be read": (
        lambda workspace, server: server.faults.append(
            Fault(
                "GET", "check-runs", status=403, body={"message": "Resource not accessible by integration"}, times=9
            )
        ),
        "permissions: checks: read",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_is_written(applied, server, cloud, name):
    act, sentence = REFUSED[name]
    ran = applied(lambda workspace: act(workspace, server))
    assert ran.status == 2, ran.stdout[-2000:]
    (error,) = ran.annotations("error")
    assert sentence in error.data
    assert writes(cloud) == 0


def test_a_plan_of_a_commit_before_is_refused(applied, cloud):
    def pushed(workspace):
        git(workspace, "commit", "--quiet", "--allow-empty", "--message", "later")

    ran = applied(pushed)
    assert ran.status == 2
    assert "there is no record of an approved plan" in ran.annotations("error")[0].data
    assert writes(cloud) == 0


def test_a_stale_plan_ends_its_check_as_a_failure(applied, server, cloud):
    gateway = f"/subscriptions/{cloud.subscription}/resourceGroups/rg/providers/Microsoft.Network/natGateways/nat-payments"
    body = {
        "id": gateway,
        "location": "westeurope",
        "sku": {"name": "Standard"},
        "properties": {"idleTimeoutInMinutes": 4},
    }
    ran = applied(lambda workspace: cloud.seed(body))
    assert ran.status != 0
    assert writes(cloud) == 0
    assert (check(server)["conclusion"], check(server)["output"]["title"]) == ("failure", "Not applied")


def workflow_run(head: str, source: str) -> dict[str, object]:
    body = payload("workflow_run.without")
    body["workflow_run"] |= {"event": source, "head_repository": {"full_name": head}}
    return {"event": "workflow_run", "body": body}


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"event": "issue_comment", "body": {"action": "created"}}, "apply does not run on issue_comment"),
        (
            {"event": "pull_request_review", "body": payload("pull_request.opened")},
            "apply does not run on pull_request_review",
        ),
        ({"event": "an_event_of_tomorrow", "body": {}}, "apply does not run on an_event_of_tomorrow"),
        (workflow_run("stranger/Hello-World", "push"), "from another repository (stranger/Hello-World)"),
        (workflow_run("stranger/Hello-World", "pull_request"), "apply does not run on pull_request"),
        (workflow_run("Codertocat/Hello-World", "issue_comment"), "apply does not run on issue_comment"),
    ],
)
def test_apply_runs_on_what_is_listed(step, cloud, event, sentence):
    given = secretly(cloud, mode="apply", plan_file="plan.json", environment="production")
    ran = step(given, files=wanted(cloud), **event)
    assert ran.status == 2
    assert sentence in ran.annotations("error")[0].data
    assert cloud.requests == []


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"event": "issue_comment", "body": {"action": "created"}}, "does not do so on issue_comment"),
        (workflow_run("stranger/Hello-World", "pull_request"), "the change comes from a fork"),
        (workflow_run("Codertocat/Hello-World", "issue_comment"), "does not do so on issue_comment"),
    ],
)
@pytest.mark.parametrize("mode", ["plan", "egress", "drift"])
def test_nobody_signs_in_for_a_stranger(step, cloud, mode, event, sentence):
    ran = step(secretly(cloud, mode=mode), files=wanted(cloud), **event)
    assert ran.status == 2
    assert sentence in ran.annotations("error")[0].data
    assert cloud.requests == []
