"""What a change does: a pull request's checkout as actions/checkout leaves it, compared with its base."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from action_step import EXAMPLE, lay, payload
from hostile_checks import check_markdown, check_stream
from hostile_corpus import CORPUS, stranger

from natpin.git import parents_of

SCRIPT = (EXAMPLE / "provision.sh").read_text()
RENAMED = SCRIPT.replace("payments-egress-prefix", "other-prefix")
WORSE = SCRIPT.replace(
    "az aks create", "az network nat gateway create -n second -g rg --idle-timeout 900\naz aks create"
)

GROUPS = [dict(list(CORPUS.items())[start : start + 12]) for start in range(0, len(CORPUS), 12)]


def git(folder: Path, *arguments: str) -> str:
    identity = [
        "-c",
        "user.name=octocat",
        "-c",
        "user.email=octocat@example.com",
        "-c",
        "commit.gpgsign=false",
    ]
    command = ["git", *identity, "-c", "init.defaultBranch=main", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path):
    """A merge commit of a pull request, cloned as deep as asked."""

    def make(after: str, depth: int = 2, before: str = SCRIPT, config: str = "") -> tuple[str, str]:
        origin = tmp_path / "origin"
        origin.mkdir()
        git(origin, "init", "--quiet")
        for content, message in ((before, "base"), (after, "change")):
            (origin / "provision.sh").write_text(content)
            (origin / "deployment.yaml").write_text((EXAMPLE / "deployment.yaml").read_text())
            (origin / "natpin.yaml").write_text(config)
            (origin / "unrelated.txt").write_text(message)
            if message == "change":
                git(origin, "switch", "--quiet", "--create", "feature")
            git(origin, "add", ".")
            git(origin, "commit", "--quiet", "--message", message)
        git(origin, "switch", "--quiet", "main")
        git(origin, "merge", "--quiet", "--no-ff", "--message", "merge", "feature")
        workspace = tmp_path / "workspace"
        clone = ["clone", "--quiet", f"--depth={depth}", f"file://{origin}", str(workspace)]
        git(tmp_path, *clone)
        return git(workspace, "rev-parse", "HEAD"), git(origin, "rev-parse", "HEAD^1")

    return make


@pytest.fixture
def pull(step, server, tmp_path):
    """The step on a pull request's checkout."""
    server.hub.add_pull("a" * 40)
    (tmp_path / "commands").mkdir()

    def run(shas: tuple[str, str], inputs=None, event="pull_request"):
        body = payload("pull_request.opened") if event == "pull_request" else payload(event)
        if event == "pull_request":
            body["pull_request"]["base"]["sha"] = shas[1]
            parents = parents_of(tmp_path / "workspace", shas[0])
            if len(parents) == 2:
                body["pull_request"]["head"]["sha"] = parents[1]
        elif event == "merge_group":
            body["merge_group"]["base_sha"] = shas[1]
        env = {"GITHUB_SHA": shas[0]}
        return step(inputs, event=event, body=body, server=server, env=env, again=True, checkout=False)

    return run


def test_egress_ips_that_come_and_go(checkout, pull, server):
    ran = pull(checkout(RENAMED))
    assert ran.status == 1
    assert ran.outputs["has-changes"] == "true"
    assert "egress-ip-replaced" in " ".join(one.properties["title"] for one in ran.annotations("error"))
    (comment,) = server.hub.visible(2)
    for text in (comment.body, ran.summary):
        assert "What this change does to egress" in text
        assert "payments-egress-prefix" in text
        assert "other-prefix" in text


def test_findings_that_were_there_before_fail_only_when_asked(checkout, pull, server):
    shas = checkout(SCRIPT + "\n# a comment\n")
    ran = pull(shas)
    assert (ran.status, ran.outputs["has-changes"], ran.outputs["findings-error"]) == (0, "false", "0")
    assert ran.annotations("error") == []
    (comment,) = server.hub.visible(2)
    line = comment.body.splitlines()[1]
    assert line.startswith("<details><summary>✅ <b>natpin</b>: no egress IP changes, ")
    assert (
        "findings from before; <code>payments-aks</code> leaves from prefix <code>payments-egress-prefix"
        in line
    )
    assert pull(shas, {"fail-on-existing": "true"}).status == 1


def test_a_new_finding_fails_alone(checkout, pull):
    ran = pull(checkout(WORSE))
    assert ran.status == 1
    errors = ran.annotations("error")
    assert errors
    assert all("second" in one.data for one in errors)
    assert "Remaining" in ran.summary


def test_code_scanning_is_told_everything(checkout, pull):
    import json

    ran = pull(checkout(WORSE))
    sarif = json.loads((ran.workspace / ran.outputs["report-sarif"]).read_text())
    assert len(sarif["runs"][0]["results"]) > int(ran.outputs["findings-error"])


def test_without_the_base_nothing_is_judged_by_the_changes_own_rules(checkout, pull, server):
    ran = pull(checkout(SCRIPT + "\n# a comment\n", depth=1))
    assert ran.status == 2
    (error,) = ran.annotations("error")
    assert "its natpin.yaml judges the change" in error.data
    assert "fetch-depth: 2" in error.data
    assert server.hub.comments == server.hub.sarifs == {}


def test_without_the_base_every_finding_counts_when_the_changes_rules_may(checkout, pull):
    ran = pull(checkout(SCRIPT + "\n# a comment\n", depth=1), {"rules-from": "head"})
    assert ran.status == 1
    (notice,) = [one for one in ran.annotations("notice") if one.properties.get("title") == "natpin"]
    assert "fetch-depth: 2" in notice.data
    assert ran.outputs.get("has-changes", "") == ""


@pytest.mark.parametrize("event", ["push", "merge_group"])
def test_other_events(checkout, pull, event):
    ran = pull(checkout(SCRIPT + "\n# a comment\n"), event=event)
    assert ran.status == (0 if event == "merge_group" else 1)


def test_a_base_by_name_that_is_not_there_is_an_error(checkout, pull):
    ran = pull(checkout(RENAMED), {"diff-base": "no-such-branch"})
    assert ran.status == 2
    assert "no-such-branch" in ran.annotations("error")[0].data


def test_the_contract(checkout, pull, server):
    contract = "contract:\n  ips:\n    - {prefix: payments-egress-prefix, partners: [Acme Bank]}\n"
    ran = pull(checkout(RENAMED, config=contract))
    assert ran.status == 1
    (comment,) = server.hub.visible(2)
    assert "Acme Bank" in comment.body


def test_nothing_is_written_into_the_repository(checkout, pull):
    shas = checkout(RENAMED)
    ran = pull(shas)
    assert git(ran.workspace, "status", "--porcelain") == ""


@pytest.mark.parametrize("attempts", GROUPS, ids=lambda group: f"{next(iter(group))}…")
def test_nothing_gets_through_a_comparison(pull, server, tmp_path, attempts):
    """Names that come and go, and a branch that is named like an attack."""
    workspace = tmp_path / "workspace"
    before = {
        name: content.replace("natGateways", "natgateways") for name, content in stranger(attempts).items()
    }
    for files, message in ((before, "base"), ({"natpin.yaml": "", "script.sh": SCRIPT}, "change")):
        if message == "change":
            for name in before:
                (workspace / name).unlink()
        lay(workspace, files)
        if message == "base":
            git(workspace, "init", "--quiet")
        git(workspace, "add", "--all")
        git(workspace, "commit", "--quiet", "--message", message)
    sha, base = git(workspace, "rev-parse", "HEAD"), git(workspace, "rev-parse", "HEAD^1")
    for shas in ((sha, base), (base, sha)):
        if shas[0] == base:
            git(workspace, "checkout", "--quiet", base)
        ran = pull(shas, {"diff-base": shas[1], "comment": "always"})
        assert ran.status in (0, 1, 4), ran.stdout[-2000:]
        check_stream(ran.stdout)
        check_stream(ran.stderr)
        check_markdown(ran.summary)
        (comment,) = server.hub.comments.values()
        assert "egress IP" in comment.body or "### What this change does to egress" in comment.body
        check_markdown(comment.body)
