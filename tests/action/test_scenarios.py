"""What people see in the ordinary accidents of a pull request: a merge that GitHub made too early, Dependabot, a revert, a
runner that dies in the middle of apply, a merge queue, a fork that is renamed or gone, a rerun, a forced push.

Each runs the whole Action on the local GitHub server with a simulated Azure.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import life_story
import pytest
from action_step import git, payload
from test_azure import secretly, writes
from test_whole_life import reader

from natpin.comments.marker import read_mark
from natpin.simulator import Fault, FaultKind, Settings, Simulator
from natpin.simulator.example import pinned


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator(Settings(operation_seconds=0, retry_after=0)) as simulator:
        simulator.seed(*pinned(simulator.subscription, "payments", 0))
        yield simulator


def pushed(life, files: dict[str, str], message: str, *, amend: bool = False) -> str:
    """A commit on the pull request's branch, the merge that GitHub makes of it checked out; the former head."""
    former, space = life.head, life.workspace
    git(space, "switch", "--quiet", "--force", "second-prefix")
    life_story.lay(space, files)
    git(space, "add", "--all")
    git(space, "commit", "--quiet", "--allow-empty", "--message", message, *(["--amend"] if amend else []))
    life.head = git(space, "rev-parse", "HEAD")
    git(space, "switch", "--quiet", "--detach", life.base)
    git(space, "merge", "--quiet", "--no-ff", "--message", "Merge pull request #2", life.head)
    life.merge = git(space, "rev-parse", "HEAD")
    life.pull.pull.head_sha = life.head
    return former


def notices(ran) -> str:
    return " ".join(one.data for one in ran.annotations("notice"))


WRONG = {
    "infra/main.tf": life_story.MAIN.replace("idle_timeout_in_minutes = 4", "idle_timeout_in_minutes = 100")
}
"""A finding of its own: the timeout is longer than the contract of the example allows."""


# The tree


@pytest.mark.parametrize("comments", [0, 1])
def test_a_merge_of_an_earlier_head_is_not_judged_for_the_new_one(life, cloud, comments):
    """GitHub makes refs/pull/N/merge anew some time after a push; a checkout of the ref in between has the old one."""
    life.open()
    if comments:
        life.on_pull_request({})
    told = [one.body for one in life.comments]
    assert len(told) == comments
    stale = life.merge
    pushed(life, WRONG, "a longer timeout")
    git(life.workspace, "checkout", "--quiet", "--force", stale)
    life.merge = stale
    ran = life.on_pull_request({})
    assert ran.status == 2
    assert "GitHub's merge of an earlier commit" in ran.stdout
    assert "Push again" in ran.stdout
    assert ran.outputs.get("egress-cidrs", "") == ""
    assert [one.body for one in life.comments] == told


def test_the_same_in_a_shallow_checkout(life, cloud, tmp_path):
    life.open()
    stale = life.merge
    pushed(life, WRONG, "a longer timeout")
    git(life.workspace, "branch", "stale", stale)
    git(life.workspace, "checkout", "--quiet", "--force", stale)
    (life.workspace / ".git" / "shallow").write_text(stale + "\n")
    life.merge = stale
    assert life.on_pull_request({}).status == 2


def test_a_forced_push_between_checkout_and_comment(life, server, cloud):
    """The result is about the commit that was judged, and says which; the next run puts the comment right, and a late
    older one leaves it."""
    life.open()
    old = (life.base, life.head, life.merge)
    life.pull.pull.head_sha = "f" * 40  # forced while the job was at work
    ran = life.on_pull_request({})
    assert ran.status == 0, ran.stdout
    (comment,) = life.comments
    assert read_mark(comment.body).standing.sha == old[1]
    assert old[1][:7] in comment.body
    pushed(life, {**WRONG, "infra/second.tf": ""}, "another history", amend=True)
    life.on_pull_request({})
    (comment,) = life.comments
    assert read_mark(comment.body).standing.sha == life.head
    new = life.head
    life.base, life.head, life.merge = old
    git(life.workspace, "checkout", "--quiet", "--force", life.merge)
    late = life.on_pull_request({}, run_id=900)
    assert read_mark(comment.body).standing.sha == new
    assert "newer run has commented already" in notices(late)


# Who


@pytest.mark.parametrize("token", ["ghs_fork", "ghs_actions"])
def test_dependabots_pull_request(life, cloud, token):
    """No secret reaches it; its token reads alone unless the workflow's `permissions` say more."""
    life.open()
    inputs = reader(cloud) | {"azure-client-secret": ""}
    ran = life.on_pull_request(inputs, token=token, env={"GITHUB_ACTOR": "dependabot[bot]"})
    assert ran.status == 0, ran.stdout
    assert "payments-next" in ran.summary
    assert "addresses of IPs could not be read from Azure" in notices(ran)
    if token == "ghs_fork":
        assert life.comments == []
        assert notices(ran).count("the comment could not be written") == 1
        assert "unless the workflow's own `permissions` say more" in notices(ran)
    else:
        (comment,) = life.comments
        assert "their addresses could not be read" in comment.body
        assert "no secrets but Dependabot's own" in comment.body


def test_a_rerun_by_another_actor_keeps_the_comment(life, cloud):
    life.open().on_pull_request({}, run_id=1001, env={"GITHUB_ACTOR": "octocat"})
    (comment,) = life.comments
    before = comment.body
    again = {"GITHUB_ACTOR": "octocat", "GITHUB_TRIGGERING_ACTOR": "hubot", "GITHUB_RUN_ATTEMPT": "2"}
    ran = life.on_pull_request({}, run_id=1001, env=again)
    assert ran.status == 0
    assert [one.body for one in life.comments] == [before]


def test_a_rerun_of_dependabots_by_a_person_has_dependabots_rights(life, cloud):
    env = {"GITHUB_ACTOR": "dependabot[bot]", "GITHUB_TRIGGERING_ACTOR": "octocat", "GITHUB_RUN_ATTEMPT": "2"}
    ran = life.open().on_pull_request({}, token="ghs_fork", env=env)
    assert ran.status == 0
    assert "A run of Dependabot's" in notices(ran)


@pytest.mark.parametrize("head", ["stranger/renamed", None])
def test_a_fork_that_was_renamed_or_is_gone(life, cloud, head):
    """It is a fork all the same: nothing signs in, and the notice says why there is no comment."""
    life.open()
    body = payload("pull_request.opened")
    body["pull_request"]["head"] |= {"sha": life.head, "repo": {"full_name": head} if head else None}
    body["pull_request"]["base"]["sha"] = life.base
    ran = life._step(reader(cloud), "pull_request", body, token="ghs_fork")
    assert ran.status == 0, ran.stdout
    assert (life.comments, cloud.requests) == ([], [])
    assert "a pull request from a fork" in notices(ran)
    assert "payments-next" in ran.summary


def test_a_draft_becomes_ready_and_keeps_its_comment(life, cloud):
    life.open()
    for action, draft in (("opened", True), ("ready_for_review", False), ("converted_to_draft", True)):
        body = payload("pull_request.opened") | {"action": action}
        body["pull_request"] |= {"draft": draft}
        body["pull_request"]["head"]["sha"], body["pull_request"]["base"]["sha"] = life.head, life.base
        assert life._step({}, "pull_request", body).status == 0
        assert len(life.comments) == 1


# Queues and reverts


@pytest.mark.parametrize("asks", [True, False])
def test_a_merge_queue(life, cloud, asks):
    """The group holds the changes of several pull requests: it is judged against its base, and nobody is told elsewhere."""
    life.open()
    body = payload("merge_group")
    body["merge_group"] |= {"head_sha": life.merge, "base_sha": life.base}
    ran = life._step(reader(cloud) if asks else {}, "merge_group", body)
    assert ran.status == 0, ran.stdout
    assert "payments-next" in ran.summary
    assert life.comments == []
    assert ("20.64.0.0/29" in ran.summary) is asks
    assert ran.outputs["has-changes"] == "true"
    assert writes(cloud) == 0


def test_a_merge_queue_fails_on_what_its_changes_bring(life, cloud):
    subscription = cloud.subscription
    life.open(new={**life_story.after(subscription), **WRONG})
    body = payload("merge_group")
    body["merge_group"] |= {"head_sha": life.merge, "base_sha": life.base}
    assert life._step({"fail-on": "note"}, "merge_group", body).status == 1


def test_a_merge_queue_without_its_base_is_not_judged(life, cloud):
    life.open()
    body = payload("merge_group")
    body["merge_group"] |= {"head_sha": life.merge, "base_sha": "e" * 40}
    ran = life._step({}, "merge_group", body)
    assert ran.status == 2
    assert "fetch-depth: 0" in ran.stdout


def test_a_revert_takes_away_what_a_partner_was_promised(life, server, cloud):
    """The second prefix is live and promised; a pull request of GitHub's button takes the change back."""
    life.open(life_story.after(cloud.subscription), life_story.before(cloud.subscription))
    group = f"/subscriptions/{cloud.subscription}/resourceGroups/payments/providers/Microsoft.Network"
    cloud.seed({"id": f"{group}/publicIPPrefixes/payments-next", "location": "westeurope", "sku": {"name": "Standard"},
                "properties": {"prefixLength": 30, "publicIPAddressVersion": "IPv4", "ipPrefix": "20.65.0.0/30"}})  # fmt: skip
    ran = life.on_pull_request(reader(cloud))
    assert ran.status == 1, ran.stdout
    (comment,) = life.comments
    first = next(line for line in comment.body.splitlines() if line.startswith("❌"))
    assert "no longer leave from `20.65.0.0/30` (prefix `payments-next`)" in first
    assert life_story.PARTNER in first


# Apply


@pytest.mark.parametrize("journal", [True, False])
@pytest.mark.parametrize("nth", [1, 2])
def test_apply_is_killed_and_the_job_is_run_again(life, server, cloud, nth, journal):
    """The runner dies while Azure handles a write. The second attempt has the same plan and ends what was begun, with the
    journal of the first or without, as on a new runner."""
    planned = life.open().merged().on_push(secretly(cloud, mode="plan"))
    plan = planned.outputs["plan-file"]
    inputs = secretly(cloud, mode="apply", plan_file=plan, environment="production")
    child = [0]
    cloud.set_faults(Fault(FaultKind.CALL, method="PUT", skip=nth - 1, hook=lambda: killed(child)))
    before = writes(cloud)
    child[0] = os.fork()
    if not child[0]:
        try:
            life.on_push(inputs, run_id=1050)
        finally:
            os._exit(0)
    _, how = os.waitpid(child[0], 0)
    assert os.WTERMSIG(how) == signal.SIGKILL
    assert writes(cloud) > before
    cloud.set_faults()
    (deploy,) = life.comments
    assert "waits for approval" in deploy.body
    if not journal:
        for file in life.workspace.rglob("*.journal"):
            file.unlink()  # a new runner has the plan alone

    again = life.on_push(inputs, run_id=1050, env={"GITHUB_RUN_ATTEMPT": "2"})
    assert len(life.comments) == 1
    assert "waits for approval" not in deploy.body
    assert again.status == 0, again.stdout
    cidrs = again.outputs["egress-cidrs"].splitlines()
    assert len(cidrs) == 2
    assert all(one in deploy.body for one in cidrs)
    assert "(complete)" in deploy.body
    assert [one["conclusion"] for one in server.hub.checks.values()] == ["success"]


def killed(child: list[int]) -> None:
    os.kill(child[0], signal.SIGKILL)
    # the server's thread goes on when the process is gone, as Azure does
