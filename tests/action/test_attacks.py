"""Attempts to have the Action vouch for what it did not judge, one a row: each fails, and a sentence says why.

The base is a repository whose natpin.yaml declares a contract; the change attaches other IPs, and tries to get by.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from action_step import EXAMPLE, git, payload
from github_server import Fault

SCRIPT = (EXAMPLE / "provision.sh").read_text()
BREAKING = SCRIPT.replace("payments-egress-prefix", "other-prefix")
CONTRACT = "contract:\n  - {prefix: payments-egress-prefix, partners: [Acme Bank]}\n"
POLICY = """
id: no-bash
title: t
severity: error
subject: cluster
require: {field: name, equals: x}
message: "{name} is not x"
rationale: r
remediation: r
"""

Files = Mapping[str, str | None]


def lay(workspace: Path, files: Files) -> None:
    for name, content in files.items():
        path = workspace / name
        if content is None:
            path.unlink()
        elif content.startswith("-> "):
            path.unlink(missing_ok=True)
            path.symlink_to(content[3:])
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)


@pytest.fixture
def proposed(step, server, tmp_path, every_rule) -> Callable[..., object]:
    """A pull request: base, change, and the merge commit that actions/checkout leaves."""

    def run(change: Files, base: Files | None = None, inputs=None, event="pull_request", at="merge", **more):
        workspace = tmp_path / "workspace"
        if not workspace.exists():
            workspace.mkdir()
            git(workspace, "init", "--quiet")
            lay(workspace, {"provision.sh": SCRIPT, "natpin.yaml": CONTRACT, **(base or {})})
            git(workspace, "add", "--all")
            git(workspace, "commit", "--quiet", "--message", "base")
        shas = {"base": git(workspace, "rev-parse", "HEAD")}
        git(workspace, "switch", "--quiet", "--create", "feature")
        lay(workspace, change)
        git(workspace, "add", "--all")
        git(workspace, "commit", "--quiet", "--message", "change", "--allow-empty")
        shas["head"] = git(workspace, "rev-parse", "HEAD")
        git(workspace, "switch", "--quiet", "--detach", shas["base"])
        git(workspace, "merge", "--quiet", "--no-ff", "--message", "merge", "feature")
        shas["merge"] = git(workspace, "rev-parse", "HEAD")
        git(workspace, "checkout", "--quiet", shas[at])
        if 2 not in server.hub.issues:
            server.hub.add_pull(shas["head"])
        body = payload("pull_request.opened")
        body["pull_request"]["head"]["sha"], body["pull_request"]["base"]["sha"] = shas["head"], shas["base"]
        sha = shas["base"] if event == "pull_request_target" else shas["merge"]
        return step(
            {"comment": "always", "sarif": "upload", **(inputs or {})},
            event=event,
            body=more.pop("body", body),
            server=server,
            env={"GITHUB_SHA": sha, **more.pop("env", {})},
            again=True,
            checkout=False,
            **more,
        )

    (tmp_path / "commands").mkdir()
    return run


EVERYTHING = CONTRACT + 'paths: {exclude: ["**"]}\n'
ATTACKS: dict[str, tuple[Files, Files, dict[str, str], str]] = {
    # the change beside the breaking script, what the base has besides, inputs, the sentence
    "renamed configuration": ({"natpin.yaml": None, "natpin.yml": CONTRACT}, {}, {}, "natpin.yaml is deleted"),
    "deleted configuration": ({"natpin.yaml": None}, {}, {}, "natpin's defaults hold after the merge"),
    "excluded everything": ({"natpin.yaml": EVERYTHING}, {}, {}, "** is excluded from what is read"),
    "rules switched off": (
        {"natpin.yaml": CONTRACT + "rules: {egress-ip-replaced: off, contract-not-kept: off}\n"}, {}, {},
        "the rule egress-ip-replaced is switched off",
    ),
    "severity lowered": (
        {"natpin.yaml": CONTRACT + "rules: {egress-ip-replaced: note, contract-not-kept: note}\n"}, {}, {},
        "the rule egress-ip-replaced has the severity note; it is error",
    ),
    "rules-changed switched off": (
        {"natpin.yaml": EVERYTHING + "rules: {rules-changed: off}\n"}, {}, {}, "the rule rules-changed is switched off",
    ),
    "never fail": ({"natpin.yaml": CONTRACT + "fail-on: never\n"}, {}, {}, "fail-on becomes never"),
    "another profile": ({"natpin.yaml": CONTRACT + "profile: deployable\n"}, {}, {}, "the profile becomes deployable"),
    "ignored": (
        {"natpin.yaml": CONTRACT + "ignore: [{rules: [egress-ip-replaced, contract-not-kept], reason: because}]\n"}, {}, {},
        "findings of egress-ip-replaced, contract-not-kept are ignored",
    ),
    "contract moved": (
        {"natpin.yaml": "contract: [{prefix: other-prefix, partners: [Acme Bank]}]\n"}, {}, {},
        "prefix payments-egress-prefix (Acme Bank) leaves the contract",
    ),
    "contract for nobody": (
        {"natpin.yaml": "contract: {clusters: [nobody], ips: [{prefix: payments-egress-prefix}]}\n"}, {}, {},
        "the contract is about the clusters nobody",
    ),
    "contract's file rewritten": (
        {"ips.yaml": "[{prefix: other-prefix}]\n"},
        {"natpin.yaml": "contract: {file: ips.yaml}\n", "ips.yaml": "[{prefix: payments-egress-prefix}]\n"}, {},
        "prefix payments-egress-prefix leaves the contract",
    ),
    "a configuration that comes first": (
        {"natpin.yaml": 'paths: {exclude: ["**"]}\n'}, {"natpin.yaml": "", ".github/natpin.yaml": CONTRACT}, {},
        "** is excluded",
    ),
    "a configuration of another place": (
        {".natpin.yaml": CONTRACT + "fail-on: never\n", "natpin.yaml": None}, {}, {}, "is read from .natpin.yaml",
    ),
    "a second configuration in the base's place": (
        {"natpin.yaml": "-> lax.yaml", "lax.yaml": EVERYTHING}, {}, {}, "** is excluded from what is read",
    ),
    "the configuration that an input names is the change's": (
        {"mine.yaml": EVERYTHING}, {}, {"config": "mine.yaml"}, "the configuration is read from mine.yaml",
    ),
    "the configuration that an input names becomes a link": (
        {"team.yaml": "-> examples/lax.yaml"}, {"team.yaml": CONTRACT, "examples/lax.yaml": EVERYTHING},
        {"config": "team.yaml"}, "** is excluded from what is read",
    ),
    "the team's policy emptied": (
        {"checks/own.yaml": POLICY.replace("equals: x", "exists: true")},
        {"natpin.yaml": CONTRACT + "policies: checks\n", "checks/own.yaml": POLICY}, {},
        "the policy no-bash (checks/own.yaml) asks otherwise",
    ),
    "the team's policy removed": (
        {"natpin.yaml": CONTRACT, "checks/own.yaml": None},
        {"natpin.yaml": CONTRACT + "policies: checks\n", "checks/own.yaml": POLICY}, {},
        "the policy no-bash (checks/own.yaml) is removed",
    ),
    "apply is allowed more": (
        {"natpin.yaml": CONTRACT + "allow: outbound-type-change\n"}, {}, {}, "apply may do outbound-type-change",
    ),
    "nothing is compared": ({"natpin.yaml": EVERYTHING}, {}, {"diff-base": "none"}, "** is excluded"),
    "a review": ({"natpin.yaml": EVERYTHING}, {}, {"event": "pull_request_review"}, "** is excluded"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_a_change_does_not_judge_itself(proposed, server, name):
    change, base, given, sentence = ATTACKS[name]
    event = given.get("event", "pull_request")
    inputs = {key: value for key, value in given.items() if key != "event"}
    ran = proposed({"provision.sh": BREAKING, **change}, base, inputs, event=event)
    assert ran.status == 1, ran.stdout[-3000:]
    errors = " ".join(one.properties["title"] for one in ran.annotations("error"))
    assert "egress-ip-replaced" in errors or "contract-not-kept" in errors
    told = " ".join(one.data for one in (*ran.annotations("warning"), *ran.annotations("error")))
    assert sentence in told
    assert (
        plain(ran.summary).index(sentence) < plain(ran.summary).index("What this change does")
        if given.get("diff-base") != "none"
        else sentence in plain(ran.summary)
    )
    if event == "pull_request":
        (comment,) = server.hub.visible(2)
        assert sentence in plain(comment.body)
        assert plain(comment.body).index("alters the rules") < 600


def plain(markdown: str) -> str:
    """Without what keeps a repository's text from being Markdown."""
    import html

    return html.unescape(markdown).replace("`", "").replace("\\", "").replace("\u200b", "")


def test_a_change_of_the_rules_alone_passes_and_is_told_first(proposed, server):
    ran = proposed({"natpin.yaml": EVERYTHING})
    assert (ran.status, ran.outputs["findings-warning"]) == (0, "1")
    (comment,) = server.hub.visible(2)
    assert "takes effect after the merge" in comment.body


def test_the_team_says_how_grave_it_is(proposed):
    base = {"natpin.yaml": CONTRACT + "rules: {rules-changed: error}\n"}
    assert proposed({"natpin.yaml": CONTRACT}, base).status == 1


def test_the_team_lets_the_changes_rules_count(proposed):
    ran = proposed({"provision.sh": BREAKING, "natpin.yaml": EVERYTHING}, inputs={"rules-from": "head"})
    assert ran.status in (0, 4)
    assert "** is excluded" in " ".join(one.data for one in ran.annotations("warning"))


@pytest.mark.parametrize("inputs", [{}, {"rules-from": "head"}])
def test_a_rewritten_baseline_hides_nothing(proposed, inputs):
    first = proposed({"provision.sh": BREAKING})
    findings = json.loads((first.workspace / ".natpin" / "natpin.json").read_text())["findings"]
    entries = [
        {"fingerprint": one["fingerprint"], "rule": one["rule"], "reason": "known"}
        for one in (*findings["new"], *findings["aboutTheChange"])
    ]
    written = json.dumps({"schema": "natpin/baseline/v1", "entries": entries})
    git(first.workspace, "checkout", "--quiet", "--detach", "HEAD^1")
    git(first.workspace, "branch", "--quiet", "-D", "feature")
    ran = proposed(
        {"provision.sh": BREAKING, "known.json": written}, inputs={"baseline": "known.json", **inputs}
    )
    told = " ".join(one.data for one in ran.annotations("warning"))
    assert "the baseline hides" in told
    errors = " ".join(one.properties["title"] for one in ran.annotations("error"))
    assert ("contract-not-kept" in errors) is (not inputs)
    assert "egress-ip-replaced" in errors, "what a change takes away stands in no baseline"


def test_comments_that_suppress_are_listed(proposed, server):
    marked = "# natpin: ignore[egress-ip-replaced, contract-not-kept] agreed\n"
    lines = BREAKING.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if "other-prefix" in line)
    proposed({"provision.sh": "".join([*lines[:at], marked, *lines[at:]])})
    (comment,) = server.hub.visible(2)
    assert "suppresses egress-ip-replaced, contract-not-kept (agreed)" in plain(comment.body)


# 1. The tree


def test_the_base_is_not_judged_for_the_head(proposed, server):
    """pull_request_target with the default checkout: a passing base over a failing head."""
    failing = proposed({"provision.sh": BREAKING}, event="pull_request")
    assert failing.status == 1
    (before,) = server.hub.visible(2)
    text, uploads = before.body, len(server.hub.sarifs)
    git(failing.workspace, "checkout", "--quiet", "--detach", "HEAD^1")
    git(failing.workspace, "branch", "--quiet", "-D", "feature")
    ran = proposed({"provision.sh": BREAKING}, event="pull_request_target", at="base")
    assert ran.status == 2
    (error,) = ran.annotations("error")
    assert "would vouch for what it did not read" in error.data
    assert "github.event.pull_request.head.sha" in error.data
    (after,) = server.hub.visible(2)
    assert (after.body, len(server.hub.sarifs)) == (text, uploads)


def test_a_tree_named_on_purpose_speaks_for_itself_alone(proposed, server):
    ran = proposed(
        {"provision.sh": BREAKING}, event="pull_request_target", at="base", inputs={"tree": "HEAD"}
    )
    assert ran.status in (0, 1)
    (comment,) = server.hub.visible(2)
    assert "which the input tree names, and not about" in plain(comment.body)
    assert server.hub.sarifs == {}
    assert "the tree is not the event's" in " ".join(one.data for one in ran.annotations("notice"))


def test_a_tree_that_is_another_than_the_one_named_is_refused(proposed):
    ran = proposed({"provision.sh": BREAKING}, at="head", inputs={"tree": "HEAD^1"})
    assert ran.status == 2
    assert "the input `tree` says HEAD^1" in ran.annotations("error")[0].data


def test_a_workspace_that_is_no_checkout_proves_nothing(step, server):
    ran = step(event="pull_request", body=payload("pull_request.opened"), server=server, checkout=False)
    assert ran.status == 2
    assert "not a git checkout" in ran.annotations("error")[0].data


def test_a_forks_workflow_run_needs_its_own_tree_and_a_base(proposed):
    body = payload("workflow_run.without")
    body["workflow_run"] |= {
        "event": "pull_request",
        "head_repository": {"full_name": "stranger/Hello-World"},
    }
    ran = proposed({"provision.sh": BREAKING}, event="workflow_run", body=body)
    assert ran.status == 2
    assert "would vouch for what it did not read" in ran.annotations("error")[0].data
    body["workflow_run"]["head_sha"] = git(ran.workspace, "rev-parse", "HEAD")
    git(ran.workspace, "checkout", "--quiet", "--detach", "HEAD^1")
    git(ran.workspace, "branch", "--quiet", "-D", "feature")
    ran = proposed({"provision.sh": BREAKING}, event="workflow_run", body=body)
    assert "does not say what the change is compared with" in ran.annotations("error")[0].data


# 5. Alerts and stale comments


def test_a_stale_comment_is_corrected_when_a_run_cannot_judge(proposed, server):
    ran = proposed({"provision.sh": BREAKING})
    (before,) = server.hub.visible(2)
    assert "other-prefix" in before.body
    git(ran.workspace, "checkout", "--quiet", "--detach", "HEAD^1")
    git(ran.workspace, "branch", "--quiet", "-D", "feature")
    ran = proposed({"natpin.yaml": "profil: x\n"}, run_id=1002)
    assert ran.status == 2
    (after,) = server.hub.visible(2)
    assert after.id == before.id
    assert "natpin could not judge" in after.body
    assert "other-prefix" not in after.body


def test_a_file_that_cannot_be_read_is_told_where_a_run_has_judged(proposed, server):
    ran = proposed({"unrelated.txt": ""})
    (comment,) = server.hub.comments.values()
    assert (ran.status, comment.minimized) == (0, "resolved")
    git(ran.workspace, "checkout", "--quiet", "--detach", "HEAD^1")
    git(ran.workspace, "branch", "--quiet", "-D", "feature")
    ran = proposed({"main.tf": 'resource "azurerm_kubernetes_cluster" "a" {\n'}, run_id=1002)
    assert ran.status == 4
    assert server.hub.visible(2) == [comment]
    assert "could not be read" in comment.body


@pytest.mark.parametrize(
    ("trouble", "todo"),
    [
        ("locked", "the conversation is locked, so nobody can comment there: unlock it"),
        ("bad token", "GitHub does not accept the token (401)"),
        ("no permission", "the job needs `permissions: pull-requests: write`"),
        ("secondary limit", "run fewer jobs at a time (`max-parallel`)"),
    ],
)
def test_what_github_refuses_is_told_apart(proposed, server, trouble, todo):
    issue = server.hub.add_pull("a" * 40)
    more = {}
    if trouble == "locked":
        issue.locked = True
    elif trouble == "bad token":
        more["token"] = "ghs_expired"
    elif trouble == "no permission":
        more["token"] = "ghs_fork"
    else:
        body = {"message": "You have exceeded a secondary rate limit"}
        server.faults = [
            Fault("POST", "/comments$", status=403, headers={"Retry-After": "600"}, body=body, times=9)
        ]
    ran = proposed({"provision.sh": BREAKING}, **more)
    assert ran.status == 1, "the exit status speaks of findings alone"
    assert todo in " ".join(one.data for one in ran.annotations("notice"))


def test_a_run_that_cannot_judge_makes_no_comment(proposed, server):
    assert proposed({"natpin.yaml": "profil: x\n"}).status == 2
    assert server.hub.comments == {}


def test_jobs_of_a_matrix_have_categories_of_their_own(step, server):
    ids = []
    for inputs in (
        {"var-files": ""},
        {"vars": "a=1"},
        {"comment-key": "prod"},
        {"comment-key": "prod", "vars": "a=1"},
    ):
        ran = step({"sarif": "file", **inputs})
        log = json.loads((ran.workspace / ran.outputs["report-sarif"]).read_text())
        ids.append(log["runs"][0]["automationDetails"]["id"])
    assert len(set(ids)) == 4
    assert all(one.startswith("natpin/lint/") and one.endswith("/") for one in ids)
