"""``natpin history``: when which cluster's way out changed, and by whom."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.commands import lint, output
from natpin.errors import InputError
from natpin.model.record import replace

if TYPE_CHECKING:
    from natpin.config import Shared
    from natpin.history.states import ClusterState, Event, Key, Moment, Network
    from natpin.history.unread import Unread
    from natpin.pipeline.remembered import Memory
    from natpin.workspace import FolderWorkspace

CLEAN, INCOMPLETE = 0, 4
_NEVER = (".png", ".jpg", ".jpeg", ".gif", ".ico", ".pdf")
"""Endings of pictures. Text is not among them, whatever it is called: a page may hold a script, and expressions read files
(Terraform's ``file("outbound.txt")``)."""
_REQUEST = re.compile(
    r"\(#(\d{1,7})\)\s*$|^Merge pull request #(\d{1,7})\b|^Merged PR (\d{1,7}):|\(pull request #(\d{1,7})\)\s*$"
)
"""How GitHub, Azure DevOps and Bitbucket name the pull request in the subject of what they merge."""
_MERGE_REQUEST = re.compile(r"(?m)^See merge request [\w./-]{0,300}!(\d{1,7})\s*$")
"""How GitLab does, below it."""


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin history",
        description="Shows when a cluster's exit or IPs changed, and in which commit, by which author and pull request. Over the "
        "commits of a repository (first parents, those alone that touch files which natpin reads), or over reports "
        "(--reports). Runs nothing, writes nothing but --output.",
    )
    lint.add_inputs(made, piped=False, rules=False)
    made.add_argument(
        "--since",
        metavar="DATE",
        default="",
        help="only commits of this day or later, in UTC: 2026-01-31; or of this moment or later: 2026-01-31T08:00:00Z",
    )
    made.add_argument(
        "--find", metavar="IP", help="show only changes of this address, or of a range that contains it"
    )
    made.add_argument(
        "--reports",
        metavar="FILE",
        nargs="+",
        help="read these instead of commits: fleet files, JSON reports of one repository, or snapshots, the oldest first; or a "
        "folder of them, by their names",
    )
    made.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    made.add_argument("--output", metavar="FILE", help="write it there instead of to standard output")
    made.set_defaults(baseline=None, no_ignores=False, verbose=False, azure=None)
    return made


def run(arguments: Namespace) -> int:
    """Tell the events, the newest first; 4 where the history is not whole."""
    from natpin.commands.history_reports import of_files
    from natpin.history import text
    from natpin.history.states import concerns

    wanted = _address(arguments.find) if arguments.find else None
    if arguments.since and arguments.reports:
        raise InputError("--since chooses commits; with --reports, name the files that count")
    since = moment(arguments.since) if arguments.since else ""
    notes: list[str] = []
    found = list(of_files(arguments.reports) if arguments.reports else _of_commits(arguments, since, notes))
    told = [event for event in reversed(found) if wanted is None or concerns(event, wanted)]
    rendered = (
        text.as_json(told)
        if arguments.format == "json"
        else text.as_text(told, output.options_of(arguments), arguments.find or "", bool(arguments.reports))
    )
    output.write(rendered, arguments.output)
    for note in notes:
        print(f"natpin: {note}", file=sys.stderr)
    return INCOMPLETE if notes else CLEAN


def _address(written: str) -> Network:
    from ipaddress import ip_network

    try:
        return ip_network(written, strict=False)
    except ValueError:
        raise InputError(f"--find {written}: write an address or a range, as in 20.1.2.3") from None


def moment(written: str) -> str:
    """A day or a moment as ISO 8601 has it, as a moment in UTC: of a day its beginning, and where no offset is written UTC is
    meant. Git itself would take a bare day for that day at this hour, and any word at all for now. Raises InputError."""
    from datetime import UTC, datetime

    try:
        found = datetime.fromisoformat(written)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            f"--since {written}: write a day (2026-01-31) or a moment (2026-01-31T08:00:00Z)"
        ) from None
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


def _of_commits(arguments: Namespace, since: str, notes: list[str]) -> Iterator[Event]:
    """What each commit changed. Raises InputError where there is no repository."""
    from natpin.commands.linting import configured, named_configuration, workspaces
    from natpin.git import changed_paths, commit_of, commits_of, is_here, parents_of
    from natpin.history.states import events
    from natpin.history.unread import Kept, unread_events
    from natpin.pipeline.remembered import Memory

    folder, *others = workspaces(arguments.paths or ["."], arguments)
    if others:
        raise InputError("history takes paths of one repository; name its root with --workspace")
    root = folder.root
    if arguments.config:
        configured(folder, arguments)  # what is named and wrong is refused, be it right in each commit
    configuration = named_configuration(folder, arguments)
    commits = commits_of(root, commit_of(root, "HEAD"), since)
    known = Kept()
    memory = Memory()
    earlier = ""
    for commit in commits:
        touched = changed_paths(root, earlier, commit) if earlier else None
        if touched is not None and all(map(_bears_nothing, touched)):
            earlier = commit
            continue
        parents = () if earlier else parents_of(root, commit)
        # where a shallow clone begins, nobody knows what was there before: its first commit is blamed for nothing
        begins = bool(parents) and not is_here(root, parents[0])
        if begins:
            notes.append(
                "this clone is shallow: what its first commit and those before it changed is not told (git fetch --unshallow)"
            )
        if parents and not begins:
            known.look(*_states_at(parents[0], folder, arguments, configuration, memory))
        before = known.states
        since_now = known.look(*_states_at(commit, folder, arguments, configuration, memory))
        if not begins:
            at = _moment(root, commit)
            yield from events(before, known.states, at)
            yield from unread_events(since_now, known.states, at)
        earlier = commit


def _states_at(
    commit: str,
    folder: FolderWorkspace,
    arguments: Namespace,
    configuration: tuple[str | None, Shared | None],
    memory: Memory,
) -> tuple[dict[Key, ClusterState], Unread]:
    """The clusters that a commit declares, and what of it could not be read, by its own file of the name that ``configuration`` holds, and by what is shared
    from outside. No rule is asked: where traffic leaves is what counts. Raises InputError for a clone without the files'
    content."""
    from natpin.commands.linting import inputs_of
    from natpin.commit_workspace import CommitWorkspace
    from natpin.config import discover
    from natpin.errors import ConfigError
    from natpin.formats.registry import READERS
    from natpin.history.states import states
    from natpin.history.unread import unread_of
    from natpin.pipeline.lint import lint as linted
    from natpin.pipeline.remembered import Remembering, Watched
    from natpin.pipeline.settings import Settings
    from natpin.pipeline.worlds import judge_in_every_case
    from natpin.reporters import json
    from natpin.reporters.interface import ReportOptions

    with CommitWorkspace(folder.root, commit, folder.focus) as workspace:
        settings = Settings((), inputs_of(folder, arguments))
        configuring = Watched(workspace)
        try:
            config = discover(configuring, *configuration)
            settings = replace(settings, excluded=config.excluded, environments=config.environments)
        except ConfigError:
            pass  # one that was broken, or not there yet: what it left out, or called an environment, is not known
        memory.decided_by(configuring.looks)
        remembering = Remembering(workspace, memory, lambda read: judge_in_every_case(read, settings))
        report = linted(workspace, remembering.readers(READERS), settings, working=remembering)
        if workspace.missing is not None:
            raise InputError(
                f"{workspace.missing} at {commit[:12]} is not in this clone, so its history is not known; fetch it whole "
                "(git fetch --refetch, or actions/checkout without filter)"
            )
        document = json.document(report, ReportOptions())
        return states(document), unread_of(document)


def _bears_nothing(path: str) -> bool:
    """True for files that no reader can have any use for, by their endings."""
    return path.lower().endswith(_NEVER)


def _moment(root: Path, commit: str) -> Moment:
    from natpin.git import about
    from natpin.history.states import Moment

    said = about(root, commit)
    request = _REQUEST.search(said.subject) or _MERGE_REQUEST.search(said.body)
    number = next(filter(None, request.groups()), "") if request else ""
    return Moment(commit, said.date, said.author, said.subject, number)
