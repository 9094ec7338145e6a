"""``natpin drift``: what is live, held against what is declared."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.commands import azure_flags, lint, output
from natpin.config import Config, FailOn, discover
from natpin.errors import ConfigError
from natpin.workspace import FolderWorkspace

if TYPE_CHECKING:
    from natpin.commands.declared import Declared, DriftSection
    from natpin.model.drift import DriftReport
    from natpin.model.value import Skipped

IN_ORDER, DRIFT, UNKNOWN = 0, 1, 4
FORMATS = ("text", "json", "markdown", "html")


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin drift",
        allow_abbrev=False,
        description="Compares what is declared (files and snapshots under PATH, the egress entries of natpin.yaml) with "
        "what is live, and shows what differs, how that changes egress IPs, who changed it last, and how to restore it. "
        "It only reads. Exit status: 0 in order, 1 drift or findings, 2 could not run, 4 a scope is unknown.",
    )
    lint.add_inputs(made)
    made.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    made.add_argument("--output", metavar="FILE", help="write the report there instead of to standard output")
    made.add_argument(
        "--fail-on",
        choices=[choice.value for choice in FailOn],
        help="the lowest severity of a live finding that fails the run (default: fail-on in natpin.yaml, else error); any drift fails unless never",
    )
    made.add_argument(
        "--entry", metavar="NAME", action="append", default=[], help="the name of an egress entry; repeatable"
    )
    made.add_argument(
        "--scope",
        metavar="SCOPE",
        action="append",
        default=[],
        help="another scope to watch, written as in --azure; repeatable",
    )
    made.add_argument(
        "--no-authors", action="store_true", help="do not read from the activity log who changed what"
    )
    made.add_argument(
        "--baseline", metavar="FILE", help="a file of known findings, which are not reported again"
    )
    made.add_argument(
        "--no-ignores", action="store_true", help="also show what a comment or a baseline hides"
    )
    made.add_argument(
        "--verbose",
        action="store_true",
        help="also show clusters that pass, and also show everything that was not compared",
    )
    telling = made.add_argument_group("telling others")
    telling.add_argument(
        "--issue",
        metavar="OWNER/REPO",
        nargs="?",
        const="",
        help="keep one GitHub issue for each cluster (token: GITHUB_TOKEN; default repository: GITHUB_REPOSITORY)",
    )
    telling.add_argument(
        "--webhook",
        metavar="URL",
        help="POST the report there as JSON; signed with NATPIN_WEBHOOK_SECRET when that is set",
    )
    azure_flags.add(made, "the scope to look at; drift.watch of natpin.yaml when not given")
    made.set_defaults(write_baseline=None)
    return made


def run(arguments: Namespace) -> int:
    """Look, tell, and the exit status."""
    report, section, fail_on = observed(arguments)
    if arguments.format == "json":
        from natpin.commands.streamed import write_by
        from natpin.reporters.drift import json

        write_by(lambda put: json.write(report, put), arguments.output)
    else:
        output.write(rendered(report, arguments), arguments.output)
    if arguments.webhook:
        from natpin.commands.webhook import send

        send(arguments.webhook, report)
    if arguments.issue is not None:
        _keep_issues(report, section, arguments)
    return status(report, fail_on)


def rendered(report: DriftReport, arguments: Namespace) -> str:
    """The report in the format of the flags."""
    from natpin.reporters.drift import json, markdown, text

    match arguments.format:
        case "json":
            return json.render(report)
        case "markdown":
            return markdown.render(report)
        case "html":
            return _page(report)
        case _:
            return text.render(report, arguments.verbose)


def _page(report: DriftReport) -> str:
    from datetime import UTC, datetime

    from natpin.reporters.drift.json import document
    from natpin.reporters.page import page
    from natpin.reporters.rows import Origin

    taken = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return page([(Origin(kind="drift", taken=taken), document(report), None)])


def status(report: DriftReport, fail_on: FailOn) -> int:
    """1 for drift and findings, 4 for what is unknown (and nothing else is wrong), else 0."""
    from natpin.model.drift import State

    if fail_on is FailOn.NEVER:
        return IN_ORDER
    match report.state:
        case State.DRIFT | State.FINDINGS:
            return DRIFT
        case State.UNKNOWN:
            return UNKNOWN
    uncompared = fail_on is FailOn.UNKNOWN and any(cluster.uncompared for cluster in report.clusters)
    return DRIFT if uncompared else IN_ORDER


def observed(arguments: Namespace) -> tuple[DriftReport, DriftSection, FailOn]:
    """The report, the configuration's section, and from what on it fails. Raises ConfigError, InputError."""
    from natpin.azure.quiet import quiet
    from natpin.azure.scope import AzureScope
    from natpin.commands import declared as declaring
    from natpin.commands import drift_verdicts, drifting

    quiet()
    workspace, config = _configured(arguments)
    section = declaring.section_of(config)
    declared, skipped = _declared(workspace, config, arguments)
    workspace.let_go()
    if not declared:
        raise ConfigError(
            "nothing is declared to compare with: no cluster under PATH, and no egress entry with a cluster in natpin.yaml"
            + _not_read(skipped)
        )
    scopes = [azure_flags.scope(arguments)] if arguments.azure is not None else []
    scopes += [AzureScope.parse(text, "--scope") for text in arguments.scope]
    assigned, notes = declaring.assignments(declared, scopes, section)
    declared.clear()  # what is assigned is let go of as it is compared
    rules = drift_verdicts.rules(workspace, config, arguments)
    with azure_flags.connected(arguments) as connection:
        report = drifting.observe(
            connection, assigned, rules, skipped=skipped, notes=notes, authors=not arguments.no_authors
        )
    return report, section, rules.fail_on


def _not_read(skipped: Sequence[Skipped]) -> str:
    """What could not be read and may declare a cluster: the first of it, which is likely why nothing was found."""
    mine = [one for one in skipped if one.claims_aks]
    more = f" (and {len(mine) - 1} more)" if len(mine) > 1 else ""
    return f". Not taken into account: {mine[0].path}: {mine[0].reason}{more}" if mine else ""


def _configured(arguments: Namespace) -> tuple[FolderWorkspace, Config]:
    """The workspace of the first path, whose natpin.yaml counts."""
    root = Path(arguments.workspace) if arguments.workspace else None
    workspace = FolderWorkspace(Path(arguments.paths[0]) if arguments.paths else root or Path("."), root)
    name = workspace.admit(Path(arguments.config).resolve()) if arguments.config else None
    return workspace, discover(workspace, name)


def _declared(
    workspace: FolderWorkspace, config: Config, arguments: Namespace
) -> tuple[list[Declared], list[Skipped]]:
    """Paths when given; the configuration's entries when named, or when no path is given and there are any."""
    from natpin.commands import declared as declaring
    from natpin.commands.linting import check_inputs

    found: list[Declared] = []
    skipped: list[Skipped] = []
    watched = {name for watch in declaring.section_of(config).watch for name in watch.entries}
    if arguments.entry or watched or not arguments.paths:
        found += declaring.entries(config, (*arguments.entry, *sorted(watched - set(arguments.entry))))
    paths = arguments.paths or ([] if found and not declaring.section_of(config).watch else ["."])
    for position, path in enumerate(paths):
        root = Path(arguments.workspace) if arguments.workspace else None
        own = workspace if position == 0 and arguments.paths else FolderWorkspace(Path(path), root)
        if arguments.paths:
            check_inputs(own)
        stacks, unread = declaring.stacks(own, config, arguments)
        found += stacks
        skipped += unread
    return found, skipped


def _keep_issues(report: DriftReport, section: DriftSection, arguments: Namespace) -> None:
    import os

    from natpin.commands.drift_issues import keep
    from natpin.comments.marker import Standing
    from natpin.github.client import Client
    from natpin.github.event import read_event
    from natpin.reporters import neutral

    event = read_event(os.environ)
    repository = arguments.issue or event.repository
    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN") or ""
    if not repository or not token:
        raise ConfigError("--issue needs OWNER/REPO (or GITHUB_REPOSITORY) and a token in GITHUB_TOKEN")
    standing = Standing(event.head_sha, event.run.id, event.run.attempt, event.run.number, event.run_url)
    with Client(token, api_url=event.api_url) as client:
        for told in keep(report, section, client, repository, standing):
            print(f"natpin: {neutral.terminal(told)}", file=sys.stderr)
