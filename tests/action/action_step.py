"""One step of the Action, run in this process as GitHub's runner would run it."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from runner_log import Command, obeyed

ROOT = Path(__file__).parents[2]
EVENTS = ROOT / "tests" / "github" / "events"
REPOSITORY = "Codertocat/Hello-World"
"""The repository of GitHub's own example payloads."""
EXAMPLE = ROOT / "examples" / "payment-processor"
PINNED = ROOT / "examples" / "payment-processor-pinned"
DEFAULTS = {
    name: "" if "${{" in str(one.get("default", "")) else str(one.get("default", ""))
    for name, one in yaml.safe_load((ROOT / "action.yml").read_text())["inputs"].items()
}


@dataclass
class Stepped:
    """What one step said and left."""

    status: int
    stdout: str
    stderr: str
    outputs: dict[str, str]
    summary: str
    workspace: Path

    @property
    def commands(self) -> list[Command]:
        """What the runner obeyed on stdout."""
        return obeyed(self.stdout)

    def annotations(self, kind: str) -> list[Command]:
        return [command for command in self.commands if command.name == kind]


def payload(name: str) -> dict[str, Any]:
    """One of GitHub's example payloads, to change at will."""
    found: dict[str, Any] = copy.deepcopy(json.loads((EVENTS / f"{name}.json").read_text()))
    return found


def lay(workspace: Path, files: Path | Mapping[str, str]) -> None:
    """Puts files into a workspace."""
    if isinstance(files, Path):
        shutil.copytree(files, workspace, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".natpin"))
        return
    for name, content in files.items():
        target = workspace / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8", "surrogatepass"))


QUIET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
       for what, value in (("NAME", "octocat"), ("EMAIL", "octocat@example.com"), ("DATE", "2026-01-01T00:00:00Z"))},
}  # fmt: skip
RULES = ("natpin.yaml", ".natpin.yaml", ".github", "policies")


def git(folder: Path, *arguments: str) -> str:
    """What git says, without anything of this machine's settings."""
    command = ["git", "-c", "init.defaultBranch=main", "-C", str(folder), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, env={**os.environ, **QUIET})
    return os.fsdecode(done.stdout).strip()


def checked_out(workspace: Path) -> tuple[str, str]:
    """The commit of a workspace and the one before it; what lies there is committed as GitHub's test merge of a pull
    request that brings everything but the rules."""
    if not (workspace / ".git").exists():
        git(workspace, "init", "--quiet")
        for name in RULES:
            if (workspace / name).exists():
                git(workspace, "add", "--force", "--", name)
        git(workspace, "commit", "--quiet", "--allow-empty", "--message", "base")
        base = git(workspace, "rev-parse", "HEAD")
        git(workspace, "add", "--all", "--force")
        tree = git(workspace, "write-tree")
        head = git(workspace, "commit-tree", tree, "-p", base, "-m", "change")
        merge = git(workspace, "commit-tree", tree, "-p", base, "-p", head, "-m", "merge")
        git(workspace, "reset", "--quiet", merge)
    return git(workspace, "rev-parse", "HEAD"), git(workspace, "rev-parse", "HEAD^1")


def named(
    event: str, body: dict[str, Any], here: str, base: str, workspace: Path | None = None
) -> dict[str, Any]:
    """A payload that speaks of the commits of a checkout."""
    if event == "pull_request" and "pull_request" in body and workspace is not None:
        # GitHub's merge of a pull request has the head that the payload names
        body["pull_request"]["head"]["sha"] = git(workspace, "rev-parse", "HEAD^2")
    elif event == "pull_request_target":
        body["pull_request"]["head"]["sha"], body["pull_request"]["base"]["sha"] = here, base
    elif event == "workflow_run":
        body["workflow_run"]["head_sha"] = here
        for pull in body["workflow_run"]["pull_requests"]:
            pull["base"]["sha"] = base
    elif event == "merge_group":
        body["merge_group"] |= {"head_sha": here, "base_sha": base}
    elif event == "push" and "after" in body:
        body["after"] = here
    return body
