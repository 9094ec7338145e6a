"""Whose rules judge a change: the base's, unless the user lets the change's own count."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from natpin.commands.shared_rules import shared
from natpin.commit_workspace import CommitWorkspace
from natpin.config import Config, Shared, discover
from natpin.errors import ConfigError, InputError, NatpinError, PolicyError
from natpin.model.finding import Finding
from natpin.model.report import Report
from natpin.model.rule_change import Effect, RuleChange
from natpin.model.value import Skipped
from natpin.policy import baseline
from natpin.policy.definition import Policy
from natpin.policy.evaluate import evaluate
from natpin.policy.rule_changes import STACK, subjects
from natpin.policy.rulebook import Rulebook, rulebook
from natpin.policy.suppress import collected
from natpin.policy.waiver import Waiver
from natpin.workspace import FolderWorkspace, Workspace

BASE, HEAD = "base", "head"


def head_rules(head: Workspace, folder: FolderWorkspace, arguments: Namespace) -> Rulebook:
    """The rules as the change leaves them. Raises ConfigError, PolicyError, InputError."""
    name, below = _named(folder, arguments)
    return rulebook(discover(head, name, below), head, arguments.profile, _baseline(head, folder, arguments))


def base_rules(at: CommitWorkspace, name: str, folder: FolderWorkspace, arguments: Namespace) -> Rulebook:
    """The rules of a commit; natpin's defaults where it has none. ``name`` is what people call it.

    Raises InputError where its files are not here, ConfigError and PolicyError where its rules cannot be used.
    """
    asked, below = _named(folder, arguments)
    try:
        # A configuration that is named and that the base does not have is the change's own.
        config = discover(at, asked if asked is not None and at.exists(asked) else None, below)
        return rulebook(config, at, arguments.profile, _baseline(at, folder, arguments))
    except NatpinError as error:
        present(at, name)
        if not isinstance(error, ConfigError | PolicyError):
            raise
        raise type(error)(
            f"the rules of {name} judge this change, and they cannot be used: {error.message}. When this change mends "
            "them, let its own rules judge it: --rules-from head (the Action's input `rules-from: head`)",
            error.at,
        ) from None


def _named(folder: FolderWorkspace, arguments: Namespace) -> tuple[str | None, Shared | None]:
    """What ``--config`` names: a file of the workspace's own, or one from outside, that lies below its own. Raises InputError."""
    below = shared(folder, arguments.config) if arguments.config else None
    return path_in(folder, arguments.config, "--config") if below is None else None, below


def present(at: CommitWorkspace, name: str) -> None:
    """Raises InputError when a file of the commit was asked for and is not in this clone."""
    if at.missing is not None:
        raise InputError(
            f"{at.missing} at {name} is not in this clone; fetch it whole (git fetch --refetch, or"
            " actions/checkout without filter)"
        )


def path_in(folder: FolderWorkspace, path: str | None, flag: str) -> str | None:
    """A file of the command line as both sides name it; None when none is given.

    Symbolic links inside the repository are not followed: the change may have made them. Raises InputError for a path
    that lies outside.
    """
    if not path:
        return None
    full = Path(os.path.abspath(path))
    for above in reversed(full.parents):
        if above.resolve() == folder.root:
            return full.relative_to(above).as_posix()
    raise InputError(f"{flag} {path} is outside the workspace {folder.root}; see --workspace")


def _baseline(at: Workspace, folder: FolderWorkspace, arguments: Namespace) -> list[Waiver]:
    """The baseline of one side; empty where that side has none. One that lies outside of the repository is the same for
    both. Raises InputError, ConfigError."""
    if not arguments.baseline or arguments.no_ignores:
        return []
    try:
        name = path_in(folder, arguments.baseline, "--baseline")
    except InputError:
        name = None
    if name is None:
        path = Path(arguments.baseline)
        if not path.is_file():
            raise InputError(f"--baseline {path}: no such file; --write-baseline {path} makes one")
        return baseline.parse(path.read_bytes(), path.as_posix())
    source = at.read(name)
    if isinstance(source, Skipped):
        if source.reason.startswith("no such file"):
            return []
        raise ConfigError(f"the baseline {name}: {source.reason}")
    return baseline.parse(source, name)


def check_baseline(folder: FolderWorkspace, sides: Iterable[Workspace], arguments: Namespace) -> None:
    """Raises InputError for a baseline that neither side has."""
    if not arguments.baseline or arguments.no_ignores:
        return
    try:
        name = path_in(folder, arguments.baseline, "--baseline")
    except InputError:
        return
    if name is not None and not any(side.exists(name) for side in sides):
        path = arguments.baseline
        raise InputError(f"--baseline {path}: no such file; --write-baseline {path} makes one")


def waivers(used: Rulebook, own: Rulebook, report: Report) -> list[Waiver]:
    """What hides findings of a side: the rules' own waivers. One that the change takes out, and that hides nothing, is
    left out: to take out what has become useless must not look like a useless suppression."""
    there = {_key(waiver) for waiver in own.fixed_waivers}
    return [
        waiver
        for waiver in used.fixed_waivers
        if _key(waiver) in there or any(waiver.covers(finding) for finding in report.findings)
    ]


def _key(waiver: Waiver) -> object:
    return (waiver.by, waiver.rules, waiver.fingerprint, waiver.glob, waiver.subject, waiver.until)


def inline_added(
    used: Rulebook, head: Workspace, after: Report, former: Workspace, before: Report, arguments: Namespace
) -> list[RuleChange]:
    """Comments that suppress findings and that the change writes, or moves to other code. They hold at once."""
    if arguments.no_ignores or used.config.ignore_suppressions:
        return []
    known = {told for told, _ in _inline(former, before)}
    return [
        RuleChange(
            "suppression",
            ", ".join(waiver.rules),
            f"a comment at {waiver.at.path}:{waiver.at.line} suppresses {', '.join(waiver.rules)} ({waiver.reason})",
            Effect.LOOSER,
            waiver.at,
        )
        for told, waiver in _inline(head, after)
        if told not in known
    ]


def _inline(workspace: Workspace, report: Report) -> list[tuple[object, Waiver]]:
    found: list[tuple[object, Waiver]] = []
    for waiver in collected(workspace, report.marked, report.stacks, Config()):
        source = workspace.read(waiver.at.path)
        if waiver.problem is None and isinstance(source, bytes):
            lines = source.decode("utf-8", "replace").splitlines()
            covered = [
                lines[number - 1].strip() for number in sorted(waiver.lines or ()) if number <= len(lines)
            ]
            found.append(((waiver.at.path, waiver.rules, waiver.reason, waiver.until, *covered), waiver))
    return found


def findings(found: Iterable[RuleChange], policies: Iterable[Policy]) -> tuple[Finding, ...]:
    """The rule ``rules-changed``, asked as the base sets it: no change says how grave it is to change the rules."""
    asked = [policy for policy in policies if policy.subject == "ruleChange"]
    about, _ = evaluate(asked, subjects(found), STACK.id)
    return tuple(about)
