"""The input ``fixes``: a patch among the report files, and suggestions on the lines of a pull request."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from action_step import EXAMPLE, payload
from github_server import Fault

SCRIPT = (EXAMPLE / "provision.sh").read_text()


def pull(server, lines=None):
    """A pull request that adds these lines of the script; all of them when None."""
    whole = SCRIPT.split("\n")[:-1]
    first, last = lines or (1, len(whole))
    shown = "\n".join(f"+{line}" for line in whole[first - 1 : last])
    patch = f"@@ -{first - 1},0 +{first},{last - first + 1} @@\n{shown}"
    url = "https://x.example"
    about = {"status": "added", "additions": 1, "deletions": 0, "changes": 1, "sha": "d" * 40}
    about |= {"blob_url": url, "raw_url": url, "contents_url": url}
    return server.hub.add_pull("a" * 40, files=[{**about, "filename": "provision.sh", "patch": patch}])


def opened():
    return payload("pull_request.opened")


@pytest.mark.parametrize("wish", ["file", "suggest"])
def test_the_patch_applies(step, wish):
    ran = step({"fixes": wish})
    assert ran.outputs["report-patch"] == ".natpin/natpin.patch"
    assert shutil.which("git")
    applied = ["git", "apply", "--check", ran.outputs["report-patch"]]
    subprocess.run(applied, cwd=ran.workspace, check=True)


def test_nothing_is_made_unless_it_is_asked_for(step, server):
    pull(server)
    ran = step(event="pull_request", body=opened(), server=server)
    assert ran.outputs.get("report-patch", "") == ""
    assert not (ran.workspace / ".natpin/natpin.patch").exists()
    assert server.hub.reviews == []


def test_fixes_are_suggested_once_on_lines_of_the_change(step, server):
    pull(server)
    for again in (False, True):
        ran = step({"fixes": "suggest"}, event="pull_request", body=opened(), server=server, again=again)
        assert ran.status == 1
    (review,) = server.hub.reviews
    bodies = {one["line"]: one["body"] for one in review["comments"]}
    assert "```suggestion\n  --idle-timeout 10\n```" in bodies[56]
    assert "**natpin** `nat-idle-seconds`" in bodies[56]


def test_lines_that_the_change_leaves_alone_get_none(step, server):
    pull(server, (50, 56))
    step({"fixes": "suggest"}, event="pull_request", body=opened(), server=server)
    assert [one["line"] for review in server.hub.reviews for one in review["comments"]] == [56]


def test_a_fork_gets_the_patch_and_a_notice(step, server):
    pull(server)
    body = opened()
    body["pull_request"]["head"]["repo"]["full_name"] = "stranger/Hello-World"
    ran = step({"fixes": "suggest"}, event="pull_request", body=body, server=server, token="ghs_fork")
    assert ran.outputs["report-patch"] == ".natpin/natpin.patch"
    assert "cannot suggest fixes" in " ".join(one.data for one in ran.annotations("notice"))
    assert server.hub.reviews == []


def test_a_refusal_changes_no_status(step, server):
    pull(server)
    server.faults.append(Fault("POST", "/reviews", status=403))
    ran = step({"fixes": "suggest"}, event="pull_request", body=opened(), server=server)
    assert ran.status == 1
    assert "ixes were not suggested" in " ".join(one.data for one in ran.annotations("notice"))


def test_on_a_push_there_is_nobody_to_suggest_to(step, server):
    assert step({"fixes": "suggest"}, server=server).outputs["report-patch"] == ".natpin/natpin.patch"
    assert server.hub.reviews == []
