"""A merge request's life through ``natpin ci --diff``: opened, pushed to, raced, its base changed, mended, broken, rerun.

A git repository of its own, a local GitLab or Azure DevOps held to the platform's description, and the command itself. At
every step at most one comment is visible, and it is right."""

from __future__ import annotations

import re
import sys

import pytest
from platform_server import AzureDevOps, Fault, GitLab
from platform_server.pipeline import Pipeline
from platform_server.repository import BEFORE, RENAMED, WORSE, git

from natpin.commands.ci import FILES


@pytest.fixture
def pipeline(server, tmp_path, monkeypatch, capsys) -> Pipeline:
    return Pipeline(server, tmp_path, monkeypatch, capsys)


def test_a_merge_requests_life(pipeline, server):
    # opened, and nothing about egress: no comment only to say so, and what the base had fails nothing
    pipeline.push(BEFORE, "opened")
    assert pipeline.job()[0] == 0
    assert pipeline.comments == []

    # a push that takes the partner's IPs away
    renamed = pipeline.push(RENAMED, "another prefix")
    assert pipeline.job()[0] == 1
    first = pipeline.right(renamed, "other-prefix", "natpin lint --diff origin/main")

    # a push that changes nothing for egress: the same text, now for the new commit
    again = pipeline.push(RENAMED, "a word in the readme")
    before = server.count()
    pipeline.job()
    assert pipeline.right(again) == first
    assert server.count() - before <= 6

    # nothing is written when nothing has changed: a rerun of the same pipeline
    before = server.count("POST", "PUT", "PATCH", "DELETE")
    pipeline.job(run=pipeline.runs)
    assert server.count("POST", "PUT", "PATCH", "DELETE") == before

    # broken: a new finding fails, and is told
    worse = pipeline.push(WORSE, "a second gateway")
    status, log = pipeline.job()
    assert status == 1
    assert "nat-idle-seconds" in log
    pipeline.right(worse, "nat-idle-seconds")

    # an older pipeline's job ends late: it says so and writes nothing
    older = pipeline.checkout(merged=isinstance(server, AzureDevOps))
    mended = pipeline.push(BEFORE, "mended")
    status, log = pipeline.job(at=older)
    assert status == 1
    assert f"the head is now {mended[:10]}" in log
    pipeline.right(worse)

    # mended: the comment stays, and says so
    assert pipeline.job()[0] == 0
    assert "other-prefix" not in pipeline.right(mended)

    # two jobs at once, the newer within the older
    newest = pipeline.checkout(merged=isinstance(server, AzureDevOps))
    path = r"/notes$" if isinstance(server, GitLab) else r"/threads$"
    server.faults = [Fault("GET", path, before=lambda: pipeline.job(at=newest), skip=1)]
    pipeline.job(run=pipeline.runs)
    pipeline.right(mended)

    # broken again
    broken = pipeline.push(RENAMED, "another prefix, once more")
    assert pipeline.job()[0] == 1
    assert pipeline.right(broken) == first

    # the base moves on and has the change already: nothing is left of it
    git(pipeline.origin, "switch", "--quiet", "main")
    git(pipeline.origin, "merge", "--quiet", "--no-ff", "--message", "merged elsewhere", "feature")
    git(pipeline.origin, "switch", "--quiet", "feature")
    based = pipeline.push(RENAMED, "rebuilt on the new base")
    assert pipeline.job()[0] == 0
    assert pipeline.right(based) != first
    if isinstance(server, AzureDevOps):
        assert [thread.status for thread in server.threads.values()] == ["closed"]


def test_files_and_annotations(pipeline, server):
    pipeline.push(WORSE, "a second gateway")
    status, log = pipeline.job("--comment", "never")
    assert (status, pipeline.comments) == (1, [])
    folder = pipeline.folder / "workspace" / ".natpin"
    assert {path.name for path in folder.iterdir()} == {*FILES.values(), ".gitignore"}
    # Code Quality is compared by GitLab with the target's report: it has the findings of the base as well.
    assert (folder / FILES["codequality"]).read_text().count("fingerprint") > (
        folder / FILES["junit"]
    ).read_text().count("<failure")
    if isinstance(server, AzureDevOps):
        issues = re.findall(r"##vso\[task\.logissue (.*?)\](.*)", log)
        assert any(
            "sourcepath=provision.sh" in where and "nat-idle-seconds" in said for where, said in issues
        )


def test_merged_results_are_compared_with_the_target(pipeline, server):
    """The target has a finding that the merge base had not: it is not the change's."""
    pipeline.push(BEFORE + "# a comment\n", "opened")
    pipeline.commit(WORSE, "the target gets worse", "main")
    status, log = pipeline.job(at=pipeline.checkout(merged=True))
    assert status == 0, log
    assert "every finding counts" not in log


def test_without_its_base_a_change_is_not_judged(pipeline, server):
    """It would be judged by what it says itself."""
    pipeline.push(RENAMED, "opened")
    pipeline.job()
    shallow = pipeline.push(WORSE, "worse")
    at = pipeline.checkout(merged=isinstance(server, AzureDevOps), depth=1)
    status, log = pipeline.job(at=at)
    assert status == 2
    assert "is not in this checkout, so natpin can neither compare" in log
    assert ("GIT_DEPTH" if isinstance(server, GitLab) else "fetchDepth: 2") in log
    assert "other-prefix" not in pipeline.right(shallow, "could not be judged")


# Whose word it is


def test_another_tree_is_not_judged(pipeline, server, capsys):
    sha = pipeline.push(WORSE, "opened")
    at = pipeline.checkout()
    git(pipeline.folder / "workspace", "switch", "--quiet", "--detach", "HEAD^1")
    status, log = pipeline.job(at=at)
    assert status == 2
    assert f"this run is for commit {sha[:12]}" in log
    assert "Nothing was judged" in log
    assert (pipeline.comments, server.count()) == ([], 0)
    assert not (pipeline.folder / "workspace" / ".natpin").exists()


def test_a_merge_of_an_earlier_push_is_not_judged(pipeline, server):
    pipeline.push(BEFORE, "opened")
    at = pipeline.checkout(merged=True)
    newer = pipeline.push(WORSE, "worse")
    source = (
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"
        if isinstance(server, GitLab)
        else "SYSTEM_PULLREQUEST_SOURCECOMMITID"
    )
    status, log = pipeline.job(at={**at, source: newer})
    assert (status, pipeline.comments) == (2, [])
    assert "a merge of an earlier commit" in log


def test_variables_that_name_no_commit(pipeline, server):
    pipeline.push(WORSE, "opened")
    at = dict.fromkeys(pipeline.checkout(), "")
    status, log = pipeline.job(at=at)
    assert status == 2
    assert "do not say which commit" in log


def test_a_commit_that_cannot_be_judged_puts_the_comment_right(pipeline, server):
    pipeline.push(WORSE, "opened")
    pipeline.job()
    assert "nat-idle-seconds" in pipeline.comments[0]
    (pipeline.origin / "natpin.yaml").write_text("lint: [\n")
    broken = pipeline.push(WORSE, "a broken configuration")
    status, log = pipeline.job()
    assert status == 2
    said = pipeline.right(broken, "This commit could not be judged")
    assert "nat-idle-seconds" not in said
    assert "natpin.yaml" in log


def test_a_commit_that_cannot_be_judged_makes_no_comment(pipeline, server):
    (pipeline.origin / "natpin.yaml").write_text("lint: [\n")
    pipeline.push(WORSE, "a broken configuration")
    assert pipeline.job()[0] == 2
    assert pipeline.comments == []


# Tokens and forks


@pytest.mark.parametrize("fork", [False, True])
def test_without_a_token_there_is_a_sentence(pipeline, server, fork):
    pipeline.push(WORSE, "opened")
    environ = {"GITLAB_TOKEN": "", "SYSTEM_ACCESSTOKEN": ""}
    if fork:
        environ |= {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "99", "SYSTEM_PULLREQUEST_ISFORK": "True"}
    status, log = pipeline.job(**environ)
    assert (status, server.count()) == (1, 0)
    assert "no comment was written" in log
    assert ("comes from a fork" in log) is fork
    assert (pipeline.folder / "workspace/.natpin/natpin.md").stat().st_size > 0


def test_a_read_only_token_is_told_which_permission_is_missing(pipeline, server):
    pipeline.push(WORSE, "opened")
    status, log = pipeline.job(GITLAB_TOKEN="glpat-read", SYSTEM_ACCESSTOKEN="a.fork.token")
    assert (status, pipeline.comments) == (1, [])
    expected = (
        "it needs the scope `api`"
        if isinstance(server, GitLab)
        else "needs the permission `Contribute to pull requests`"
    )
    assert expected in log
    assert "glpat-read" not in log
    assert "a.fork.token" not in log


def test_without_requests_there_is_a_sentence(pipeline, server):
    pipeline.push(WORSE, "opened")
    pipeline.monkeypatch.setitem(sys.modules, "requests", None)
    pipeline.monkeypatch.setitem(sys.modules, "requests.exceptions", None)
    status, log = pipeline.job()
    assert (status, server.count()) == (1, 0)
    assert "pip install 'natpin[ci]'" in log


def test_an_outage_changes_no_exit_status(pipeline, server):
    pipeline.push(WORSE, "opened")
    server.faults = [Fault("GET", ".", status=500, times=99)]
    pipeline.monkeypatch.setattr("time.sleep", lambda _: None)
    status, log = pipeline.job()
    assert status == 1
    assert "the comment could not be written" in log


def test_a_repository_on_github_gets_no_thread(pipeline, server):
    if isinstance(server, GitLab):
        pytest.skip("Azure Pipelines alone builds what lies elsewhere")
    pipeline.push(WORSE, "opened")
    status, log = pipeline.job(
        BUILD_REPOSITORY_PROVIDER="GitHub", SYSTEM_PULLREQUEST_PULLREQUESTID="987654321",
        SYSTEM_PULLREQUEST_PULLREQUESTNUMBER="7",
    )  # fmt: skip
    assert (status, server.count()) == (1, 0)
    assert "the repository is on GitHub" in log


def test_outside_of_a_merge_request_everything_counts(pipeline, server):
    pipeline.push(BEFORE, "a branch")
    none = {"CI_MERGE_REQUEST_IID": "", "SYSTEM_PULLREQUEST_PULLREQUESTID": ""}
    status, log = pipeline.job(**none)
    assert (status, server.count()) == (1, 0)
    assert "every finding counts" in log
    assert pipeline.job("--diff-base", "HEAD", **none)[0] == 0
