from __future__ import annotations

import copy
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from github_server import GithubServer, Hub

sys.path.insert(0, str(Path(__file__).parent))

import life_story
from action_step import DEFAULTS, EXAMPLE, REPOSITORY, Stepped, checked_out, lay, named, payload
from runner_log import outputs_of

from natpin.action import main
from natpin.github.client import Patience


@pytest.fixture
def server() -> Iterator[GithubServer]:
    hub = Hub(REPOSITORY)
    hub.add_issue(hub.owner, "An issue", "")  # so that the pull request is number 2, as in the payloads
    with GithubServer(hub) as running:
        yield running
    assert running.violations == []


@pytest.fixture
def step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Stepped]:
    """Runs the action in this process, with nothing of this process's environment."""

    def run(
        inputs: Mapping[str, str] | None = None,
        *,
        files: Path | Mapping[str, str] = EXAMPLE,
        event: str = "push",
        body: Mapping[str, Any] | None = None,
        server: GithubServer | None = None,
        env: Mapping[str, str] | None = None,
        token: str = "ghs_actions",
        run_id: int = 1001,
        again: bool = False,
        checkout: bool = True,
    ) -> Stepped:
        """``checkout`` false: the workspace is no git checkout, or the payload speaks of commits of its own."""
        workspace, commands = tmp_path / "workspace", tmp_path / "commands"
        if not again:
            shutil.rmtree(workspace, ignore_errors=True)
            shutil.rmtree(commands, ignore_errors=True)
            workspace.mkdir()
            commands.mkdir()
            lay(workspace, files)
        for name in ("output", "summary", "env", "path"):
            (commands / name).write_text("")
        payload, here = copy.deepcopy(dict(body or {})), "c" * 40
        if checkout:
            here, base = checked_out(workspace)
            payload = named(event, payload, here, base, workspace) if payload else payload
        (commands / "event.json").write_text(json.dumps(payload))
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(commands / "event.json"),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_SHA": here,
            "GITHUB_REF": "refs/pull/2/merge" if event.startswith("pull_request") else "refs/heads/main",
            "GITHUB_RUN_ID": str(run_id),
            "GITHUB_RUN_NUMBER": str(run_id - 1000),
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_OUTPUT": str(commands / "output"),
            "GITHUB_STEP_SUMMARY": str(commands / "summary"),
            "GITHUB_ENV": str(commands / "env"),
            "GITHUB_PATH": str(commands / "path"),
            # Without a server nothing may be asked: the discard port refuses.
            "GITHUB_API_URL": server.url if server else "http://127.0.0.1:9",
            "GITHUB_SERVER_URL": "https://github.example",
            **{f"INPUT_{name.upper()}": value for name, value in {**DEFAULTS, **(inputs or {})}.items()},
            **(env or {}),
        }
        if server is not None:
            variables["INPUT_TOKEN"] = token
        with pytest.MonkeyPatch.context() as patch:
            for name in list(os.environ):
                patch.delenv(name)
            for name, value in variables.items():
                patch.setenv(name, value)
            capsys.readouterr()
            status = main(Patience(attempts=2, total_wait=1, between_writes=0))
            said = capsys.readouterr()
        assert (commands / "env").read_text() == (commands / "path").read_text() == ""
        return Stepped(
            status,
            said.out,
            said.err,
            outputs_of((commands / "output").read_text()),
            (commands / "summary").read_text(),
            workspace,
        )

    return run


@pytest.fixture
def life(step, server, cloud, tmp_path):
    """Steps of one repository's workflows. ``cloud`` is the module's own: a simulated Azure."""
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
