"""`natpin ci --diff` on GitHub: with pip instead of the image, and on workflow_run for a fork, whose file is a stranger's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from github_server import GithubServer
from hypothesis import given
from hypothesis import strategies as st
from platform_server.repository import BEFORE, EXAMPLE, WORSE, git

from natpin.cli import main
from natpin.commands.ci_handover import LARGEST, Handover, read
from natpin.comments.marker import content_of, read_mark
from natpin.errors import InputError
from natpin.github.client import Client
from natpin.github.event import read_event

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "tests/specs/handover.schema.json").read_text())
EVENTS = ROOT / "tests/github/events"
HERE, FORK = "Codertocat/Hello-World", "stranger/Hello-World"


@pytest.fixture
def server():
    from github_server import Hub

    with GithubServer(Hub(HERE)) as running:
        yield running
    assert running.violations == []


@pytest.fixture
def repository(tmp_path, monkeypatch, capsys, server):
    return Repository(tmp_path, monkeypatch, capsys, server)


class Repository:
    """A base repository that holds a fork's pull request as refs/pull/1/head, cloned as actions/checkout leaves it."""

    def __init__(self, folder: Path, monkeypatch, capsys, server) -> None:
        self.folder, self.monkeypatch, self.capsys, self.server = folder, monkeypatch, capsys, server
        self.origin = folder / "origin"
        self.origin.mkdir()
        git(self.origin, "init", "--quiet")
        self.base = self._commit(BEFORE, "base")
        git(self.origin, "switch", "--quiet", "--create", "theirs")
        self.head = self._commit(WORSE, "change")
        git(self.origin, "switch", "--quiet", "main")
        git(self.origin, "merge", "--quiet", "--no-ff", "--message", "merge", "theirs")
        self.merge = git(self.origin, "rev-parse", "HEAD")
        git(self.origin, "update-ref", "refs/pull/1/merge", self.merge)
        git(self.origin, "reset", "--quiet", "--hard", self.base)
        issue = server.hub.add_pull(self.head, fork=FORK)
        issue.pull.base_sha = self.base

    def _commit(self, script: str, message: str) -> str:
        (self.origin / "provision.sh").write_text(script)
        (self.origin / "deployment.yaml").write_text((EXAMPLE / "deployment.yaml").read_text())
        git(self.origin, "add", ".")
        git(self.origin, "commit", "--quiet", "--message", message)
        return git(self.origin, "rev-parse", "HEAD")

    def clone(self, commit: str) -> None:
        workspace = self.folder / "workspace"
        git(self.folder, "clone", "--quiet", f"file://{self.origin}", str(workspace))
        git(
            workspace,
            "fetch",
            "--quiet",
            "origin",
            "refs/pull/*:refs/pull/*",
            "theirs:refs/remotes/origin/theirs",
        )
        git(workspace, "switch", "--quiet", "--detach", commit)

    def run(self, event: str, body: dict, *flags: str, token: str = "ghs_actions") -> tuple[int, str]:
        file = self.folder / "event.json"
        file.write_text(json.dumps(body))
        for name, value in {
            "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": str(file), "GITHUB_REPOSITORY": HERE,
            "GITHUB_SHA": self.merge if event == "pull_request" else self.base, "GITHUB_RUN_ID": "900", "GITHUB_RUN_NUMBER": "9",
            "GITHUB_API_URL": self.server.url, "GITHUB_SERVER_URL": self.server.root, "GITHUB_TOKEN": token,
            "GITHUB_BASE_REF": "main" if event == "pull_request" else "", "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
        }.items():  # fmt: skip
            self.monkeypatch.setenv(name, value)
        self.monkeypatch.chdir(self.folder / "workspace")
        status = main(["ci", *flags])
        done = self.capsys.readouterr()
        return status, done.out + done.err

    def pull_request(self, fork: bool = False) -> dict:
        body = json.loads((EVENTS / "pull_request.opened.json").read_text())
        body["number"] = body["pull_request"]["number"] = 1
        body["pull_request"]["head"]["sha"] = self.head
        body["pull_request"]["base"]["sha"] = self.base
        if fork:
            body["pull_request"]["head"]["repo"]["full_name"] = FORK
        return body

    def workflow_run(self) -> dict:
        body = json.loads((EVENTS / "workflow_run.without.json").read_text())
        body["workflow_run"] |= {"event": "pull_request", "head_sha": self.head, "pull_requests": []}
        body["workflow_run"]["head_repository"] = {"full_name": FORK}
        return body

    def handed(self, **changed: object) -> str:
        said = {"schema": "natpin/handover/v1", "pull_request": 1, "head_sha": self.head} | changed
        path = self.folder / "handover.json"
        path.write_text(json.dumps(said))
        return str(path)

    @property
    def comments(self) -> list[str]:
        return [one.body for one in self.server.hub.comments.values()]


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    """No second between two writes to a local server."""
    from natpin.github import client

    monkeypatch.setattr(client, "DEFAULT_PATIENCE", client.Patience(between_writes=0))
    monkeypatch.setattr(client.Client.__init__, "__kwdefaults__", {
        **client.Client.__init__.__kwdefaults__, "patience": client.Patience(between_writes=0)
    })  # fmt: skip


def test_pip_instead_of_the_image(repository):
    repository.clone(repository.merge)
    status, log = repository.run("pull_request", repository.pull_request(), "--diff")
    assert status == 1
    assert "against main" in log
    (body,) = repository.comments
    assert read_mark(body).standing.sha == repository.head
    assert "nat-idle-seconds" in content_of(body)


def test_a_forks_own_run_says_why_it_writes_nothing(repository):
    repository.clone(repository.merge)
    status, log = repository.run(
        "pull_request", repository.pull_request(fork=True), "--diff", token="ghs_fork"
    )
    assert (status, repository.comments) == (1, [])
    assert "the token of this run cannot write" in log


def test_the_base_is_not_taken_for_the_head(repository):
    """workflow_run and pull_request_target check out the base unless told otherwise."""
    repository.clone(repository.base)
    status, log = repository.run("pull_request_target", repository.pull_request(fork=True), "--diff")
    assert (status, repository.comments) == (2, [])
    assert "Nothing was judged" in log


def test_a_forks_change_is_commented_from_git_alone(repository):
    repository.clone(repository.base)
    before = git(repository.folder / "workspace", "status", "--short")
    flags = ("--handover", repository.handed())
    status, log = repository.run("workflow_run", repository.workflow_run(), *flags)
    assert status == 1, log
    (body,) = repository.comments
    assert read_mark(body).standing.sha == repository.head
    assert "nat-idle-seconds" in content_of(body)
    assert (repository.folder / "workspace/provision.sh").read_text() == BEFORE
    assert before == git(repository.folder / "workspace", "status", "--short", "--", "provision.sh")


B = "b" * 40
ATTACKS = {
    "another's pull request": ({"pull_request": 2}, {}, "there is no pull request 2"),
    "another commit": ({"head_sha": B}, {}, "names commit bbbbbbbbbbbb"),
    "a commit that is not its head": ({"head_sha": B}, {"head_sha": B}, "the head of pull request 1 is"),
    "another fork": (
        {},
        {"head_repository": {"full_name": "mallory/Hello-World"}},
        "comes from stranger/Hello-World",
    ),
    "a fork that is gone": ({}, {"head_repository": None}, "this event is about none"),
    "a run on push": ({}, {"event": "push"}, "--handover is for workflow_run after a run on pull_request"),
    "a number as text": ({"pull_request": "1"}, {}, "not the number of a pull request"),
    "a number that is true": ({"pull_request": True}, {}, "not the number of a pull request"),
    "a path for a number": ({"pull_request": "1/../../x"}, {}, "not the number of a pull request"),
    "one field more": ({"body": "## all is well"}, {}, "and nothing else"),
    "another schema": ({"schema": "natpin/handover/v2"}, {}, "the schema is not"),
    "a branch for a commit": ({"head_sha": "main"}, {}, "head_sha is not a commit"),
    "large": ({"schema": "x" * LARGEST}, {}, "larger than"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack(repository, name):
    changed, run, sentence = ATTACKS[name]
    body = repository.workflow_run()
    body["workflow_run"] |= run
    repository.clone(repository.base)
    status, log = repository.run("workflow_run", body, "--handover", repository.handed(**changed))
    assert (status, repository.comments) == (2, [])
    assert sentence in log


def test_attack_closed_pull_request(repository):
    next(iter(repository.server.hub.issues.values())).state = "closed"
    repository.clone(repository.base)
    status, log = repository.run("workflow_run", repository.workflow_run(), "--handover", repository.handed())
    assert (status, repository.comments) == (2, [])
    assert "is closed" in log


def test_a_commit_that_was_not_fetched_is_an_error(repository):
    git(
        repository.folder,
        "clone",
        "--quiet",
        "--single-branch",
        "--depth=1",
        f"file://{repository.origin}",
        "workspace",
    )
    status, log = repository.run("workflow_run", repository.workflow_run(), "--handover", repository.handed())
    assert (status, repository.comments) == (2, [])
    assert "there is no commit" in log


@pytest.mark.parametrize(
    ("event", "status", "flags"), [("pull_request", 1, ("--diff",)), ("workflow_run", 2, ("--handover",))]
)
def test_without_pygithub_there_is_a_sentence(repository, monkeypatch, event, status, flags):
    repository.clone(repository.merge if event == "pull_request" else repository.base)
    monkeypatch.setitem(sys.modules, "github", None)
    body = repository.pull_request() if event == "pull_request" else repository.workflow_run()
    done = repository.run(event, body, *flags, *([repository.handed()] if "--handover" in flags else []))
    assert done[0] == status
    assert "pip install 'natpin[action]'" in done[1]


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "absent", "deep", "text"])
def test_what_is_no_plain_file_is_refused(tmp_path, kind):
    path = tmp_path / "handover.json"
    real = tmp_path / "real.json"
    real.write_text(json.dumps({"schema": "natpin/handover/v1", "pull_request": 1, "head_sha": "a" * 40}))
    assert read(str(real)) == Handover(1, "a" * 40)
    match kind:
        case "link":
            path.symlink_to(real)
        case "folder":
            path.mkdir()
        case "pipe":
            subprocess.run(["mkfifo", str(path)], check=True)
        case "deep":
            path.write_text("[" * (LARGEST - 1))
        case "text":
            path.write_bytes(b"\xff\xfe{")
    with pytest.raises(InputError, match="--handover"):
        read(str(path))


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 10**10), st.floats(allow_nan=False), st.text(max_size=5),
    st.sampled_from(["natpin/handover/v1", "a" * 40, "b" * 64, "A" * 40, "a" * 40 + "\n"]),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["schema", "pull_request", "head_sha", "x"]), VALUES))
def test_the_code_and_the_schema_say_the_same(tmp_path_factory, said):
    path = tmp_path_factory.getbasetemp() / "said.json"
    path.write_text(json.dumps(said))
    whole = isinstance(said.get("pull_request"), float)  # JSON Schema takes 1.0 for an integer
    newline = str(said.get("head_sha")).endswith(
        "\n"
    )  # a regular expression's $ may stand before a last newline
    fits = jsonschema.Draft202012Validator(SCHEMA).is_valid(said) and not whole and not newline
    try:
        read(str(path))
    except InputError:
        assert not fits
    else:
        assert fits


# GitHub Enterprise Server, and GitHub with data residency


@pytest.mark.parametrize(
    ("server_url", "api_url", "graphql"),
    [
        ("https://github.com", "https://api.github.com", "https://api.github.com/graphql"),
        (
            "https://ghes.corp.example",
            "https://ghes.corp.example/api/v3",
            "https://ghes.corp.example/api/graphql",
        ),
        ("https://octo.ghe.com", "https://api.octo.ghe.com", "https://api.octo.ghe.com/graphql"),
    ],
)
def test_every_address_comes_from_the_runner(server_url, api_url, graphql):
    environ = {
        "GITHUB_SERVER_URL": server_url, "GITHUB_API_URL": api_url, "GITHUB_REPOSITORY": "o/r", "GITHUB_RUN_ID": "7",
    }  # fmt: skip
    event = read_event(environ)
    assert (event.api_url, event.run_url) == (api_url, f"{server_url}/o/r/actions/runs/7")
    with Client("ghs_x", api_url=event.api_url) as client:
        requester = client._github.requester
        assert requester.base_url == api_url
        assert requester.graphql_url == graphql


def test_no_source_names_an_address_of_github_but_as_a_default():
    named = {
        path.name
        for path in (ROOT / "src/natpin").rglob("*.py")
        if "api.github.com" in path.read_text() and path.parent.name in ("github", "action", "commands")
    }
    assert named <= {"event.py", "client.py"}
