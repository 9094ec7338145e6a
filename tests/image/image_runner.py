"""Runs an action's container as GitHub's runner does (github.com/actions/runner: ContainerActionHandler.cs): the same
mounts, the same variables, inputs by name, file commands, HOME, root, and a workspace that belongs to somebody else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from image_engine import Engine

RUNNER_UID = 1001
COMMANDS = ("output", "step_summary", "env", "path", "state")


@dataclass
class Ran:
    """What a step left."""

    status: int
    stdout: str
    stderr: str
    seconds: float
    outputs: dict[str, str]
    summary: str
    others: dict[str, str]
    """What stands in the other file commands; an action that is not asked to leaves them empty."""


@dataclass
class Runner:
    """One job on one runner: its folders, and the action's image."""

    engine: Engine
    image: str
    folder: Path
    defaults: Mapping[str, str]
    """Inputs that the workflow does not give, as action.yml has them."""
    payload: Mapping[str, object] = field(default_factory=dict)

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    def prepare(self) -> None:
        for name in ("workspace", "_github_home", "_github_workflow", "_runner_file_commands", "_temp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def owned_by_the_runner(self) -> None:
        """As a checkout leaves it."""
        for path in (self.workspace, *self.workspace.rglob("*")):
            os.chown(path, RUNNER_UID, RUNNER_UID, follow_symlinks=False)

    def step(
        self,
        inputs: Mapping[str, str],
        *,
        event: str = "push",
        env: Mapping[str, str] | None = None,
        network: str = "none",
        more: tuple[str, ...] = (),
        arguments: tuple[str, ...] = (),
    ) -> Ran:
        """One step that uses the action. ``more`` are options of the engine's; ``arguments`` follow the image."""
        self.owned_by_the_runner()
        commands = self.folder / "_runner_file_commands"
        for name in COMMANDS:
            (commands / name).write_text("")
        (self.folder / "_github_workflow" / "event.json").write_text(json.dumps(self.payload))
        variables = {
            **{
                f"INPUT_{name.upper().replace(' ', '_')}": value
                for name, value in {**self.defaults, **inputs}.items()
            },
            "HOME": "/github/home",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": "/github/workspace",
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": "/github/workflow/event.json",
            "GITHUB_REPOSITORY": "octo-org/octo-repo",
            "GITHUB_SHA": "a" * 40,
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_RUN_ID": "1001",
            "GITHUB_RUN_NUMBER": "2",
            "GITHUB_OUTPUT": "/github/file_commands/output",
            "GITHUB_STEP_SUMMARY": "/github/file_commands/step_summary",
            "GITHUB_ENV": "/github/file_commands/env",
            "GITHUB_PATH": "/github/file_commands/path",
            "GITHUB_STATE": "/github/file_commands/state",
            **(env or {}),
        }
        command = ["run", "--rm", "--workdir", "/github/workspace", "--network", network, *more]
        for name in variables:
            command += ["-e", name]  # by name: the value travels in the client's environment
        for host, inside in (
            ("_github_home", "/github/home"),
            ("_github_workflow", "/github/workflow"),
            ("_runner_file_commands", "/github/file_commands"),
            ("_temp", "/github/runner_temp"),
            ("workspace", "/github/workspace"),
        ):
            command += ["-v", f"{self.folder / host}:{inside}"]
        started = time.monotonic()
        done = subprocess.run(
            self.engine.command(*command, self.image, *arguments),
            capture_output=True,
            text=True,
            env={**os.environ, **variables, "HOME": os.environ.get("HOME", "/root")},
        )
        seconds = time.monotonic() - started
        found = {name: (commands / name).read_text() for name in COMMANDS}
        return Ran(
            done.returncode,
            done.stdout,
            done.stderr,
            seconds,
            parse_outputs(found.pop("output")),
            found.pop("step_summary"),
            found,
        )


def parse_outputs(text: str) -> dict[str, str]:
    """As the runner reads GITHUB_OUTPUT (FileCommandManager.cs)."""
    found: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        name, mark, delimiter = line.partition("<<")
        assert mark, f"neither empty nor name<<delimiter: {line[:200]!r}"
        assert re.fullmatch("[a-z-]+", name), name
        value = []
        for inner in lines:
            if inner == delimiter:
                break
            value.append(inner)
        else:
            raise AssertionError(f"no end of {name}")
        found[name] = "\n".join(value)
    return found


def action_defaults(action: Path) -> dict[str, str]:
    """Inputs and their defaults; an expression is the runner's to fill in, and stays empty here."""
    inputs = yaml.safe_load(action.read_text())["inputs"]
    return {
        name: "" if "${{" in str(one.get("default", "")) else str(one.get("default", ""))
        for name, one in inputs.items()
    }
