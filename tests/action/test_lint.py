"""Mode lint: what a step says, leaves and exits with."""

from __future__ import annotations

import copy
import json
import os
import re

import pytest
from action_step import PINNED, checked_out, payload
from github_server import Fault


def pull_request(**changes):
    body = payload("pull_request.opened")
    for name, value in changes.items():
        body["pull_request"][name] = value
    return body


def from_fork():
    body = payload("pull_request.opened")
    body["pull_request"]["head"]["repo"]["full_name"] = "stranger/Hello-World"
    return body


def test_findings_fail_the_step_and_are_told_everywhere(step):
    ran = step()
    assert ran.status == 1
    assert ran.outputs["exit-status"] == "1"
    errors = ran.annotations("error")
    assert len(errors) == int(ran.outputs["findings-error"]) > 0
    assert {one.properties["file"] for one in errors} == {"provision.sh"}
    assert "```mermaid" in ran.summary
    assert ran.stderr == ""


def test_outputs_tell_the_egress(step):
    ran = step(files=PINNED / "terraform")
    (way,) = {json.dumps(one["ips"]) for one in json.loads(ran.outputs["egress-ips"])}
    assert json.loads(way)[0]["count"] > 0
    assert (ran.outputs["egress-cidrs"], ran.outputs["egress-complete"]) == ("", "false")


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({"fail-on": "never"}, 0),
        ({"fail-on": "error"}, 1),
        ({"paths": "no-such-folder"}, 2),
        ({"fail-on": "sometimes"}, 2),
        ({"mode": "destroy"}, 2),
        ({"annotations": "perhaps"}, 2),
        ({"format": "pdf"}, 2),
        ({"paths": "../.."}, 2),
        ({"config": "missing.yaml"}, 2),
        ({"var-files": "missing.tfvars"}, 2),
    ],
)
def test_exit_status(step, inputs, status):
    ran = step(inputs)
    assert (ran.status, ran.outputs["exit-status"]) == (status, str(status))
    if status == 2:
        (error,) = ran.annotations("error")
        assert error.data
        assert "Could not run" in ran.summary


def test_a_path_that_is_a_link_out_of_the_workspace_is_refused(step, tmp_path):
    (tmp_path / "outside").mkdir()
    step()
    os.symlink(tmp_path / "outside", tmp_path / "workspace" / "infra")
    assert step({"paths": "infra"}, again=True).status == 2


def test_the_summary_leads_to_the_page(step, tmp_path):
    ran = step()
    page = tmp_path / "workspace" / ran.outputs["report-html"]
    assert page.name == "natpin.html"
    assert "Content-Security-Policy" in page.read_text()
    assert re.search(
        r"The whole report as a page: `\.natpin/natpin\.html`, in \[the artifacts of this run\]"
        r"\(https://[^)\s]+/actions/runs/\d+#artifacts\)",
        ran.summary,
    )
    assert "as a page" not in step({"format": "json"}, again=True).summary


@pytest.mark.parametrize("name", ["natpin.json", "natpin.sarif", "natpin.md", ".gitignore"])
def test_report_files_follow_no_link(step, tmp_path, name):
    """A commit may hold `.natpin/natpin.json`, a link to the file through which the runner takes variables."""
    target = tmp_path / "commands" / "env"
    step()
    report = tmp_path / "workspace" / ".natpin" / name
    report.unlink()
    report.symlink_to(target)
    ran = step(again=True)
    assert target.read_text() == ""
    assert ran.status == 1
    assert report.is_symlink() == (name == ".gitignore")


def test_a_report_folder_that_is_a_link_is_not_used(step, tmp_path):
    step({"report-folder": "elsewhere"})
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / "workspace" / ".natpin").symlink_to(target)
    ran = step(again=True)
    assert list(target.iterdir()) == []
    assert ran.status == 1
    assert "report files could not be written" in ran.annotations("notice")[0].data.lower()
    assert "report-json" not in ran.outputs


def test_a_checkout_in_a_folder_has_paths_from_the_repositorys_root(step, tmp_path):
    step()
    (tmp_path / "workspace" / "checkout" / ".git").mkdir(parents=True)
    (tmp_path / "workspace" / "provision.sh").rename(tmp_path / "workspace" / "checkout" / "provision.sh")
    ran = step({"paths": "checkout"}, again=True)
    assert {one.properties["file"] for one in ran.annotations("error")} == {"provision.sh"}


def test_a_forks_token_costs_one_notice_and_nothing_else(step, server):
    server.hub.add_pull("a" * 40, fork="stranger/Hello-World")
    inside = step(event="pull_request", body=pull_request())
    before = server.count()
    ran = step(event="pull_request", body=from_fork(), server=server, token="ghs_fork")
    assert server.count() == before
    assert ran.status == inside.status == 1
    (notice,) = [one for one in ran.annotations("notice") if one.properties.get("title") == "natpin"]
    assert "cannot write" in notice.data
    assert len(ran.annotations("error")) == len(inside.annotations("error"))


def test_a_token_without_permission_costs_one_notice(step, server):
    server.hub.add_pull("a" * 40)
    ran = step(
        {"sarif": "upload"}, event="pull_request", body=pull_request(), server=server, token="ghs_fork"
    )
    assert ran.status == 1
    (notice,) = [one for one in ran.annotations("notice") if one.properties.get("title") == "natpin"]
    assert "pull-requests: write" in notice.data
    assert "security-events: write" in notice.data


def test_github_out_of_reach_costs_one_notice(step):
    ran = step({"token": "ghs_x", "sarif": "upload"}, event="pull_request", body=pull_request())
    assert ran.status == 1
    assert len([one for one in ran.annotations("notice") if one.properties.get("title") == "natpin"]) == 1


@pytest.mark.parametrize("event", ["merge_group", "push", "workflow_dispatch"])
def test_no_comment_without_a_pull_request(step, server, event):
    ran = step({"comment": "always"}, event=event, body=payload(event), server=server)
    assert ran.outputs["comment-url"] == ""
    assert server.hub.comments == {}


def test_a_head_repository_that_is_gone_is_a_fork(step, server):
    body = pull_request()
    body["pull_request"]["head"]["repo"] = None
    ran = step(event="pull_request", body=body, server=server)
    assert ran.status == 1
    assert server.count("POST") == 0


def test_sarif_is_uploaded_where_the_token_may(step, server):
    step(server=server)
    (upload,) = server.hub.sarifs.values()
    assert upload["ref"] == "refs/heads/main"


def test_more_findings_than_github_shows_are_counted_and_changed_lines_come_first(step, server):
    lines = [
        f"az network nat gateway create -g rg -n nat{number} --idle-timeout 600 --public-ip-prefixes p{number}"
        for number in range(15)
    ]
    script = "\n".join(["#!/bin/bash", *lines, "az aks create -g rg -n aks --network-plugin azure", ""])
    patch = f"@@ -14,1 +15,2 @@\n {lines[13]}\n+{lines[14]}\n"
    shown = {"filename": "provision.sh", "status": "modified", "patch": patch}
    blob = {"sha": "d" * 40, "additions": 1, "deletions": 0, "changes": 1, "blob_url": "https://x.example"}
    blob |= {"raw_url": "https://x.example", "contents_url": "https://x.example"}
    server.hub.add_pull("a" * 40, files=[blob | shown])
    ran = step(files={"provision.sh": script}, event="pull_request", body=pull_request(), server=server)
    errors = ran.annotations("error")
    assert len(errors) == 10
    assert errors[0].properties["line"] == "16"
    assert "more than GitHub shows" in ran.annotations("notice")[-1].data


def test_jobs_of_a_matrix_keep_comments_of_their_own(step, server):
    server.hub.add_pull("a" * 40)
    for profile in ("default", "strict"):
        step({"profile": profile}, event="pull_request", body=pull_request(), server=server)
    assert len(server.hub.comments) == 2


def test_a_token_is_masked_and_in_no_file(step, server):
    ran = step({"comment-key": "ghs_actions"}, server=server)
    assert [one.data for one in ran.commands if one.name == "add-mask"] == ["ghs_actions"]
    for path in ran.workspace.rglob("*"):
        assert not path.is_file() or b"ghs_actions" not in path.read_bytes()


def test_repositories_without_clusters_are_left_in_peace(step, server):
    server.hub.add_pull("a" * 40)
    ran = step(files={"README.md": "# nothing\n"}, event="pull_request", body=pull_request(), server=server)
    assert ran.status == 0
    assert server.hub.comments == {}


@pytest.mark.parametrize(
    "fault",
    [
        Fault("POST", "/comments$", status=502, body="<html>Bad Gateway</html>"),
        Fault("POST", "/comments$", status=502, lost=True),
        Fault("POST", "/comments$", lost=True),
        Fault("POST", "/comments$", drop=True),
        Fault("GET", "/comments$", status=500, body={"message": "oops"}),
    ],
    ids=["502", "502 after it was made", "no answer after it was made", "connection lost", "500 on the list"],
)
def test_a_moment_of_trouble_leaves_one_comment(step, server, fault):
    server.hub.add_pull("a" * 40)
    server.faults = [copy.copy(fault)]
    ran = step(event="pull_request", body=pull_request(), server=server)
    assert ran.status == 1
    assert len(server.hub.comments) == 1
    assert ran.outputs["comment-url"].endswith(f"#issuecomment-{next(iter(server.hub.comments))}")


def test_a_rate_limit_costs_one_notice(step, server):
    server.hub.add_pull("a" * 40)
    server.hub.tokens["ghs_actions"].remaining = 0
    server.hub.tokens["ghs_actions"].reset_in = 2_000_000_000
    ran = step({"sarif": "upload"}, event="pull_request", body=pull_request(), server=server)
    assert ran.status == 1
    (notice,) = [one for one in ran.annotations("notice") if one.properties.get("title") == "natpin"]
    assert "rate limit" in notice.data
    assert server.count() <= 2


def test_an_output_that_github_would_drop_is_told(step):
    """A cluster that is called like a secret."""
    ran = step({"webhook-secret": "payments-aks"})
    (notice,) = [one for one in ran.annotations("notice") if one.properties.get("title") == "natpin"]
    assert "`egress-ips` holds a value that is masked" in notice.data
    assert "payments-aks" not in ran.summary


def test_pull_request_target_speaks_on_a_forks_change_and_of_its_commit(step, server):
    """Lint reads the files as data, so it may have a token that writes."""
    server.hub.add_pull("a" * 40, fork="stranger/Hello-World")
    ran = step(event="pull_request_target", body=from_fork(), server=server)
    assert ran.status == 1
    assert ran.outputs["comment-url"]
    (upload,) = server.hub.sarifs.values()
    assert (upload["ref"], upload["commit_sha"]) == ("refs/pull/2/head", checked_out(ran.workspace)[0])


@pytest.mark.parametrize(("head", "comments"), [("as told", 1), ("moved on", 0)])
def test_a_workflow_run_speaks_only_of_the_head(step, server, head, comments):
    body = payload("workflow_run.with-pull-request")
    # The example's pull request is of another repository, and is rightly not taken for one of this.
    body["repository"]["id"] = body["workflow_run"]["pull_requests"][0]["base"]["repo"]["id"]
    number = body["workflow_run"]["pull_requests"][0]["number"]
    while len(server.hub.issues) < number - 1:
        server.hub.add_issue(server.hub.owner, "An issue", "")
    here, _ = checked_out(step().workspace)
    server.hub.add_pull(here if head == "as told" else "e" * 40)
    env = {"GITHUB_REPOSITORY": server.hub.repository}
    ran = step({"comment": "always"}, event="workflow_run", body=body, server=server, env=env, again=True)
    assert ran.status == 1
    assert len(server.hub.comments) == comments
    assert server.hub.sarifs == {}


def test_a_draft_is_treated_like_any_other(step, server):
    server.hub.add_pull("a" * 40)
    step(event="pull_request", body=pull_request(draft=True), server=server)
    assert len(server.hub.comments) == 1
