"""A pull request's whole life on the local GitHub, with a simulated Azure: opened, its IPs as addresses; merged, planned,
approved, applied; and the merged pull request holds the CIDRs. Every comment is compared with a golden text.

    NATPIN_UPDATE_GOLDEN=1 pytest tests/action/test_whole_life.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import life_story
import pytest
from action_step import git, payload
from test_azure import secretly, writes

from natpin.comments.marker import content_of
from natpin.simulator import Settings, Simulator
from natpin.simulator.example import pinned

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator(Settings(operation_seconds=0, retry_after=0)) as simulator:
        simulator.seed(*pinned(simulator.subscription, "payments", 0))
        yield simulator


@pytest.fixture
def life(step, server, cloud, tmp_path):
    """Steps of one repository's workflows."""
    (tmp_path / "commands").mkdir()

    class Life:
        base = head = merge = ""
        workspace = tmp_path / "workspace"
        runs = iter(range(1001, 1100))

        def open(self, old=None, new=None):
            subscription = cloud.subscription
            self.base, self.head, self.merge = life_story.committed(
                self.workspace, old or life_story.before(subscription), new or life_story.after(subscription)
            )
            self.pull = server.hub.add_pull(self.head)
            return self

        def on_pull_request(self, inputs, event="pull_request", **more):
            body = payload("pull_request.opened")
            body["pull_request"]["head"]["sha"] = self.head
            body["pull_request"]["base"]["sha"] = self.base
            return self._step(inputs, event, body, **more)

        def merged(self):
            server.hub.merge(self.pull, self.merge)
            return self

        def on_push(self, inputs, event="push", **more):
            body = payload("push") | {"after": self.merge, "before": self.base}
            return self._step(inputs, event, body, **more)

        def _step(self, inputs, event, body, **more):
            more = {"server": server, "run_id": next(self.runs), **more}
            env = {"GITHUB_SHA": self.merge, **more.pop("env", {})}
            return step(inputs, event=event, body=body, env=env, again=True, checkout=False, **more)

        @property
        def comments(self):
            return list(server.hub.comments.values())

    return Life()


def golden(name: str, body: str) -> None:
    """The text of a comment, its marker and its footer apart."""
    told = content_of(body)
    path = GOLDEN / f"{name}.md"
    if os.environ.get("NATPIN_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(told + "\n", encoding="utf-8")
    assert told + "\n" == path.read_text(encoding="utf-8")


def reader(cloud: Simulator, **inputs: str) -> dict[str, str]:
    return secretly(cloud, azure_subscription_id=cloud.subscription, **inputs)


def test_opened_merged_planned_approved_applied(life, server, cloud):
    # opened, without an identity: names, and one line that says what to configure
    ran = life.open().on_pull_request({})
    assert ran.status == 0, ran.stdout
    (comment,) = life.comments
    assert "20.64.0.0/29" not in comment.body
    assert comment.body.count("`azure-subscription-id`") == 1
    golden("opened-without-identity", comment.body)

    # pushed again, with a reader: addresses before and after
    ran = life.on_pull_request(reader(cloud))
    assert ran.status == 0, ran.stdout
    (comment,) = life.comments
    assert "prefix payments /29 (8 IPs) → `20.64.0.0/29`" in comment.body
    assert life_story.PARTNER in comment.body
    assert "(not complete)" in comment.body
    assert writes(cloud) == 0
    golden("opened", comment.body)
    assert (ran.outputs["egress-cidrs"], ran.outputs["egress-complete"]) == ("20.64.0.0/29", "false")

    # merged: the plan waits for approval, on the merged pull request
    planned = life.merged().on_push(secretly(cloud, mode="plan"))
    assert planned.status == 0, planned.stdout
    lint, deploy = life.comments
    assert lint.body == comment.body
    assert "waits for approval" in deploy.body
    assert "not complete" in deploy.body
    golden("planned", deploy.body)
    assert writes(cloud) == 0

    # the reviewers of the environment approved: applied, and the same comment holds the CIDRs
    plan = planned.outputs["plan-file"]
    applied = life.on_push(secretly(cloud, mode="apply", plan_file=plan, environment="production"))
    assert applied.status == 0, applied.stdout
    assert len(life.comments) == 2
    new = next(cidr for cidr in applied.outputs["egress-cidrs"].splitlines() if cidr.endswith("/30"))
    assert applied.outputs["comment-url"]
    block = deploy.body.partition("```text\n")[2].partition("\n```")[0]
    assert block.splitlines() == applied.outputs["egress-cidrs"].splitlines()
    assert set(block.splitlines()) == {"20.64.0.0/29", new}
    assert "(complete)" in deploy.body
    assert "payment-processor" in deploy.body
    golden("applied", deploy.body)
    assert [one.id for one in server.hub.visible(life.pull.number)] == [lint.id, deploy.id]

    # once more: nothing to apply, and the comment still holds the addresses
    again = life.on_push(secretly(cloud, mode="plan"))
    assert (again.status, again.outputs["has-changes"]) == (0, "false")
    assert "Nothing to apply" in deploy.body
    assert f"20.64.0.0/29\n{new}" in deploy.body
    golden("planned-again", deploy.body)


def test_a_plan_that_is_not_applied_says_so_where_it_waited(life, cloud):
    planned = life.open().merged().on_push(secretly(cloud, mode="plan"))
    (deploy,) = life.comments
    assert "waits for approval" in deploy.body
    gateway = f"/subscriptions/{cloud.subscription}/resourceGroups/payments/providers/Microsoft.Network/natGateways/payments"
    cloud.seed({"id": gateway, "location": "westeurope", "sku": {"name": "Standard"},
                "properties": {"idleTimeoutInMinutes": 30}})  # fmt: skip
    plan = planned.outputs["plan-file"]
    refused = life.on_push(secretly(cloud, mode="apply", plan_file=plan, environment="production"))
    assert refused.status == 2
    assert "waits for approval" not in deploy.body
    assert "is not applied" in deploy.body
    assert len(life.comments) == 1


@pytest.mark.parametrize(
    ("event", "number"), [("push", 1), ("workflow_dispatch", 1), ("schedule", 0), ("repository_dispatch", 0)]
)
def test_which_events_tell_the_merged_pull_request(life, cloud, event, number):
    ran = life.open().merged().on_push(secretly(cloud, mode="plan"), event=event)
    assert ran.status == 0, ran.stdout
    assert len(life.comments) == number


def test_a_commit_of_no_pull_request_is_told_nowhere(life, server, cloud):
    ran = life.open().on_push(secretly(cloud, mode="plan"))  # not merged on GitHub
    assert ran.status == 0
    assert life.comments == []
    assert "pull request" not in "".join(one.data for one in ran.annotations("notice"))


def test_of_several_pull_requests_none_is_told(life, server, cloud):
    life.open()
    other = server.hub.add_pull(life.head)
    server.hub.merge(life.pull, "1" * 40)
    server.hub.merge(other, "2" * 40)
    git(life.workspace, "checkout", "--quiet", life.head)  # a commit that both brought in
    life.merge = life.head
    ran = life.on_push(secretly(cloud, mode="plan"))
    assert ran.status == 0
    assert life.comments == []
    numbers = f"{life.pull.number}, {other.number}"
    assert numbers in "".join(one.data for one in ran.annotations("notice"))


def test_a_token_without_permission_costs_one_notice_and_no_status(life, cloud):
    ran = life.open().merged().on_push(secretly(cloud, mode="plan"), token="ghs_fork")
    assert ran.status == 0
    assert life.comments == []
    assert "pull-requests: write" in "".join(one.data for one in ran.annotations("notice"))
    quiet = life.on_push(secretly(cloud, mode="plan", comment="never"), token="ghs_fork")
    assert "pull-requests" not in "".join(one.data for one in quiet.annotations("notice"))
