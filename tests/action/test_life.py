"""A pull request's life through the Action itself: opened, pushed to five times with an old job still at work on each
push, its base changed, mended, reopened by a finding, a rerun, closed. One comment at every step, and it is right."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from action_step import DEFAULTS, EXAMPLE, REPOSITORY, checked_out, git, payload
from github_server import Fault

from natpin.comments.marker import content_of, read_mark

MOST_CALLS = {"created": 4, "updated": 5, "unchanged": 3, "folded": 6, "shown again": 6}
"""Requests to GitHub's API of one push; the upload of SARIF is one of each."""

HURRIED = """
import sys
from natpin.action import main
from natpin.github.client import Patience
sys.exit(main(Patience(between_writes=0)))
"""
"""The entrypoint, without the second of courtesy between two writes."""

HEADS: dict[str, str] = {}
"""The heads of the story, by the names that it gives them."""

SCRIPT = (EXAMPLE / "provision.sh").read_text()


def opened(sha: str, action: str = "opened"):
    body = payload("pull_request.opened")
    body["action"] = action
    body["pull_request"]["head"]["sha"] = sha
    return body


@pytest.fixture
def pull(server):
    return server.hub.add_pull("0" * 39 + "1")


def named(name: str) -> dict[str, str]:
    """The example, its gateway called otherwise: every push changes what the comment has to say."""
    return {"provision.sh": SCRIPT.replace("payments-nat", name)}


def test_a_pull_requests_life(step, server, pull):
    hub = server.hub
    calls: list[tuple[str, int]] = []
    run = iter(range(1001, 1100))

    def job(name, sha, *, action="synchronize", run_id=None, files=None, what="updated", **more):
        before = server.count()
        files = named(name) if files is None else files
        run_id = run_id or next(run)
        ran = step(
            event="pull_request", body=opened(sha, action), server=server, files=files, run_id=run_id, **more
        )
        HEADS[sha] = git(ran.workspace, "rev-parse", "HEAD^2")
        calls.append((what, server.count() - before))
        assert calls[-1][1] <= MOST_CALLS[what], (what, server.calls[before:])
        return ran

    def right(name, sha):
        (shown,) = hub.visible(pull.number)
        assert f"NAT gateway {name}" in shown.body
        assert read_mark(shown.body).standing.sha == HEADS[sha]

    heads = [f"{number:040x}" for number in range(1, 9)]
    assert job("gateway-0", heads[0], action="opened", what="created").status == 1
    right("gateway-0", heads[0])

    for number in range(1, 6):
        pull.pull.head_sha = heads[number]
        old, new = next(run), next(run)
        # The old commit's job is at work when the new one's does all of its own in between.
        inner = lambda number=number, new=new: other_process(  # noqa: E731
            server, named(f"gateway-{number}"), heads[number], new
        )
        point = [("GET", "/comments$"), ("POST", "/graphql"), ("PATCH", "/comments/"), ("POST", "/graphql")]
        method, path = point[number % 4]
        server.faults = [Fault(method, path, before=inner)]
        before = server.count()
        step(
            event="pull_request",
            body=opened(heads[number - 1]),
            server=server,
            files=named(f"old-{number}"),
            run_id=old,
        )
        calls.append(("two racing jobs", server.count() - before))
        right(f"gateway-{number}", heads[number])
        job(f"gateway-{number}", heads[number], what="unchanged")
        right(f"gateway-{number}", heads[number])

    # another base, so another result for the same head
    job("gateway-base", heads[5])
    right("gateway-base", heads[5])

    # mended: folded away
    pull.pull.head_sha = heads[6]
    ran = job("", heads[6], files={"README.md": "nothing\n"}, what="folded")
    assert ran.status == 0
    assert hub.visible(pull.number) == []
    (comment,) = hub.comments.values()
    assert comment.minimized == "resolved"

    # broken again: the same comment is back
    job("gateway-7", heads[7], what="shown again")
    right("gateway-7", heads[7])
    assert list(hub.comments.values()) == [comment]

    # a rerun of the very first run knows nothing newer
    step(event="pull_request", body=opened(heads[0]), server=server, files=named("gateway-0"), run_id=1001)
    right("gateway-7", heads[7])

    # closed and locked: our own comment can still be edited, and no second one is made
    pull.state, pull.locked = "closed", True
    ran = step(
        event="pull_request",
        body=payload("pull_request.closed"),
        server=server,
        files=named("gateway-8"),
        run_id=next(run),
    )
    assert ran.status == 1
    (shown,) = hub.visible(pull.number)
    assert "NAT gateway gateway-8" in shown.body
    assert len(hub.comments) == 1
    print("requests a push:", ", ".join(f"{what} {number}" for what, number in calls))


def other_process(server, files: dict[str, str], sha: str, run_id: int) -> None:
    """Another job: a process of its own, as the container's entrypoint runs."""
    import json
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        workspace.mkdir()
        for name, content in files.items():
            (workspace / name).write_text(content)
        here, _ = checked_out(workspace)
        event = Path(folder) / "event.json"
        HEADS[sha] = git(workspace, "rev-parse", "HEAD^2")
        event.write_text(json.dumps(opened(HEADS[sha], "synchronize")))
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_API_URL": server.url,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_SHA": here,
            "GITHUB_REF": "refs/pull/2/merge",
            "GITHUB_RUN_ID": str(run_id),
            "GITHUB_RUN_NUMBER": str(run_id - 1000),
            **{f"INPUT_{name.upper()}": value for name, value in DEFAULTS.items()},
            "INPUT_TOKEN": "ghs_actions",
        }
        done = subprocess.run(
            [sys.executable, "-c", HURRIED], env=environment, capture_output=True, text=True
        )
        assert done.returncode == 1, done.stdout + done.stderr


def test_matrix_jobs_that_start_together_make_one_comment(server, pull):
    """Equal configurations, real processes, no order chosen."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(3) as pool:
        jobs = [
            pool.submit(other_process, server, named(f"gateway-{number}"), "1" * 40, 1000 + number)
            for number in (1, 2, 3)
        ]
        for job in jobs:
            job.result()
    (shown,) = server.hub.visible(pull.number)
    assert "NAT gateway gateway-3" in shown.body


def test_a_report_beyond_githubs_limit_is_cut_and_says_so(step, server, pull):
    lines = [
        f"az network nat gateway create -g rg -n nat-{'x' * 60}-{n} --idle-timeout 600 --public-ip-prefixes p{n}"
        for n in range(200)
    ]
    script = "\n".join(["#!/bin/bash", *lines, "az aks create -g rg -n aks --network-plugin azure", ""])
    ran = step(event="pull_request", body=opened("a" * 40), server=server, files={"provision.sh": script})
    (comment,) = server.hub.comments.values()
    assert len(comment.body) <= 60_000
    assert re.search(r"… and [\d,]+ more, left out for size", content_of(comment.body))
    assert len(ran.summary.encode()) < 1_000_000
    assert int(ran.outputs["findings-error"]) >= 200
