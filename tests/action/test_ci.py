"""`natpin ci`: one run on each platform, held to what that platform reads."""

from __future__ import annotations

import json
import re
import shutil
from xml.etree import ElementTree

import pytest
import yaml
from action_step import EXAMPLE, ROOT, git, lay
from hostile_corpus import CORPUS, stranger
from runner_log import obeyed

from natpin.cli import main
from natpin.commands.ci import FILES, Platform, platform_of

PLATFORMS = {"GITHUB_ACTIONS": "true", "TF_BUILD": "True", "GITLAB_CI": "true"}


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    def run(platform=None, *flags, files=EXAMPLE):
        for name in PLATFORMS:
            monkeypatch.delenv(name, raising=False)
        if platform:
            monkeypatch.setenv(platform, PLATFORMS[platform])
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
        workspace = tmp_path / "workspace"
        if isinstance(files, dict):
            for name, content in files.items():
                (workspace / name).parent.mkdir(parents=True, exist_ok=True)
                (workspace / name).write_text(content)
        else:
            shutil.copytree(files, workspace)
        monkeypatch.chdir(workspace)
        return main(["ci", *flags]), capsys.readouterr().out, workspace

    return run


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"GITHUB_ACTIONS": "true"}, Platform.GITHUB),
        ({"TF_BUILD": "True"}, Platform.AZURE_PIPELINES),
        ({"GITLAB_CI": "true"}, Platform.GITLAB),
        ({"TF_BUILD": "False"}, Platform.OTHER),
        ({}, Platform.OTHER),
    ],
)
def test_platforms_are_known_by_their_variables(environ, expected):
    assert platform_of(environ) is expected


def test_every_report_is_written(run):
    status, said, workspace = run()
    assert status == 1
    for name in FILES.values():
        assert (workspace / ".natpin" / name).stat().st_size > 0
        assert f".natpin/{name}" in said
    assert json.loads((workspace / ".natpin/natpin.codequality.json").read_text())
    assert ElementTree.parse(workspace / ".natpin/natpin.junit.xml").getroot().tag == "testsuites"


def test_azure_pipelines_gets_issues_and_a_summary(run):
    _, said, workspace = run("TF_BUILD")
    issues = re.findall(r"^##vso\[task\.logissue ([^\]]*)\](.+)$", said, re.MULTILINE)
    kinds = [dict(one.split("=", 1) for one in fields.rstrip(";").split(";")) for fields, _ in issues]
    assert {one["type"] for one in kinds} == {"error", "warning"}
    assert all(one["sourcepath"] == "provision.sh" and one["linenumber"].isdigit() for one in kinds)
    assert f"##vso[task.uploadsummary]{workspace}/.natpin/natpin.md" in said


def test_github_gets_annotations_and_a_summary(run, tmp_path):
    _, said, _ = run("GITHUB_ACTIONS")
    assert "error" in {one.name for one in obeyed(said)}
    assert "```mermaid" in (tmp_path / "summary.md").read_text()


PAGES = {
    "GITLAB_CI": (
        {"CI_JOB_URL": "https://gitlab.example/acme/shop/-/jobs/7"},
        "https://gitlab.example/acme/shop/-/jobs/7/artifacts/file/.natpin/natpin.html",
    ),
    "GITHUB_ACTIONS": (
        {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "acme/shop", "GITHUB_RUN_ID": "7"},
        "https://github.com/acme/shop/actions/runs/7#artifacts",
    ),
    "TF_BUILD": (
        {
            "SYSTEM_COLLECTIONURI": "https://dev.azure.com/acme/",
            "SYSTEM_TEAMPROJECT": "the shop",
            "BUILD_BUILDID": "7",
        },
        "https://dev.azure.com/acme/the%20shop/_build/results?buildId=7",
    ),
}


@pytest.mark.parametrize("platform", PAGES)
def test_the_page_has_an_address_where_the_platform_says_one(run, platform, monkeypatch):
    given, address = PAGES[platform]
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    _, said, workspace = run(platform)
    assert f"Page: {address}\n" in said
    assert (workspace / ".natpin/natpin.html").read_text().startswith("<!doctype html>")


def test_without_an_address_the_page_is_a_file(run, monkeypatch):
    monkeypatch.setenv("CI_JOB_URL", "javascript:alert(1)")
    _, said, _ = run("GITLAB_CI")
    assert "Page:" not in said


def test_gitlab_gets_no_commands(run):
    _, said, _ = run("GITLAB_CI")
    assert obeyed(said) == []
    assert "##vso[" not in said


@pytest.mark.parametrize("flags", [("--fail-on", "never"), ("--fail-on", "error")])
def test_exit_status(run, flags):
    assert run(None, *flags)[0] == (0 if "never" in flags else 1)


VSO = {
    "vso": "##vso[task.setvariable variable=PATH]/evil",
    "vso-upper": "x ##VSO[task.complete result=Succeeded;]done",
}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_gets_through(run, platform):
    _, said, _ = run(platform, files=stranger({**VSO, **dict(list(CORPUS.items())[::4])}))
    commands = re.findall(r"##vso\[([\w.]+)", said, re.IGNORECASE)
    assert set(commands) <= ({"task.logissue", "task.uploadsummary"} if platform == "TF_BUILD" else set())
    assert all(line.startswith("##vso[task.") for line in said.splitlines() if "##vso[" in line.lower())
    assert {one.name for one in obeyed(said)} <= (
        {"error", "warning", "notice"} if platform == "GITHUB_ACTIONS" else set()
    )
    assert "\x1b" not in said


def test_the_examples_name_files_that_are_written():
    azure = (ROOT / "examples/azure-pipelines.yml").read_text()
    gitlab = yaml.safe_load((ROOT / "examples/gitlab-ci.yml").read_text())
    reports = gitlab["egress"]["artifacts"]["reports"]
    assert set(reports.values()) <= {f".natpin/{name}" for name in FILES.values()}
    assert f".natpin/{FILES['junit']}" in azure


@pytest.mark.parametrize("platform", [None, *PLATFORMS])
def test_a_change_is_judged_by_the_rules_of_its_base(run, platform, tmp_path):
    """Only what is new fails, and no change switches off what judges it."""
    workspace = tmp_path / "workspace"
    script = (EXAMPLE / "provision.sh").read_text()
    contract = "contract: [{prefix: payments-egress-prefix, partners: [Acme Bank]}]\n"
    lay(workspace, {"provision.sh": script, "natpin.yaml": contract})
    for arguments in (["init"], ["add", "."], ["commit", "-m", "base"]):
        git(workspace, *arguments)
    assert run(platform, "--diff", "--diff-base", "HEAD", files={})[0] == 0, "what was there fails nothing"
    changed = {
        "provision.sh": script.replace("payments-egress-prefix", "other"),
        "natpin.yaml": 'paths: {exclude: ["**"]}\n',
    }
    status, said, _ = run(platform, "--diff", "--diff-base", "HEAD", files=changed)
    assert status == 1
    assert "** is excluded from what is read" in said
    assert "egress-ip-replaced" in said
    status, said, _ = run(platform, "--diff", "--diff-base", "HEAD", "--rules-from", "head", files=changed)
    assert status in (0, 4)
    assert "** is excluded from what is read" in said
