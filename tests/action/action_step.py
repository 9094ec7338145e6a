"""One step of the Action, run in this process as GitHub's runner would run it."""

from __future__ import annotations

import copy
import json
import shutil
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
