"""Repositories with a history, and what natpin says of their commits."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from natpin.commit_workspace import CommitWorkspace
from natpin.config import discover
from natpin.errors import ConfigError
from natpin.formats.registry import READERS
from natpin.model.record import replace
from natpin.pipeline.lint import lint
from natpin.pipeline.remembered import Memory, Remembering, Watched
from natpin.pipeline.settings import Settings
from natpin.pipeline.worlds import judge_in_every_case
from natpin.reporters import json
from natpin.reporters.interface import ReportOptions

Files = Mapping[str, bytes]
LINK = b"link:"


def history(folder: Path, states: list[Files]) -> list[str]:
    """A repository with a commit for each state of its files; their ids. What begins with ``link:`` is a link."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    stream = b""
    for number, files in enumerate(states, 1):
        stream += b"commit refs/heads/main\nmark :%d\ncommitter A <a@b> %d +0000\ndata 0\n" % (number, number)
        stream += b"deleteall\n"
        for path, data in files.items():
            mode, text = (b"120000", data[len(LINK) :]) if data.startswith(LINK) else (b"100644", data)
            stream += b"M %s inline %s\ndata %d\n%s\n" % (mode, path.encode(), len(text), text)
    subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet"], input=stream, check=True)
    found = subprocess.run(
        ["git", "-C", str(folder), "rev-list", "--reverse", "main"],
        check=True,
        capture_output=True,
        text=True,
    )
    return found.stdout.split()


def told(folder: Path, commit: str, memory: Memory | None) -> str:
    """The whole report on a commit, as ``natpin history`` makes it."""
    with CommitWorkspace(folder, commit) as workspace:
        settings = Settings(())
        configuring = Watched(workspace)
        try:
            config = discover(configuring)
            settings = replace(settings, excluded=config.excluded, environments=config.environments)
        except ConfigError:
            pass
        remembering, readers = None, READERS
        if memory is not None:
            memory.decided_by(configuring.looks)
            remembering = Remembering(workspace, memory, lambda read: judge_in_every_case(read, settings))
            readers = remembering.readers(READERS)
        return json.render(lint(workspace, readers, settings, working=remembering), ReportOptions())
