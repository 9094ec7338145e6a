"""``natpin ci``: one run, and every report that the platform it runs on has a use for.

GitHub Actions, Azure Pipelines and GitLab are known by their variables; anywhere else there are the text report and
the files. With ``--diff`` a merge request or pull request is compared with its base: only what is new fails, and one comment
is kept right on it. On GitHub the Action does more (code scanning, annotations on changed lines, outputs).
"""

from __future__ import annotations

import os
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from pathlib import Path

from natpin.commands import ci_addresses, ci_page, lint
from natpin.commands.ci_judged import Judged, options_for
from natpin.commands.fix_files import PATCH
from natpin.commands.platforms import Platform, platform_of
from natpin.errors import InputError
from natpin.model.report import Report
from natpin.reporters import neutral
from natpin.reporters.annotations import Annotation, notes
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.registry import reporter

WISHES = ("auto", "always", "never")
"""``--comment``."""

ISSUES = 50
"""Commands to Azure Pipelines of one kind; the files have everything."""

SUMMARY_LIMIT = 1_000_000
"""Bytes. GitHub drops a summary beyond 1 MiB."""

FILES = {
    "json": "natpin.json",
    "junit": "natpin.junit.xml",
    "codequality": "natpin.codequality.json",
    "sarif": "natpin.sarif",
    "markdown": "natpin.md",
    "html": ci_page.FILE,
}


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin ci",
        description="Lints, prints the report, and writes it as JSON, JUnit, Code Quality, SARIF, Markdown and one HTML page; says the "
        "findings the way the platform shows them (GitHub Actions, Azure Pipelines, GitLab).",
    )
    lint.add_inputs(made)
    made.add_argument(
        "--reports", metavar="FOLDER", default=".natpin", help="for the files (default: .natpin)"
    )
    lint.add_counted(made)
    made.add_argument(
        "--diff",
        action="store_true",
        help="compare the merge request or pull request that this run is for with its base: fails on new findings only, "
        "and keeps one comment right on it",
    )
    made.add_argument(
        "--diff-base",
        metavar="BASE",
        help="compare with this branch, tag or commit (with --diff: instead of the base)",
    )
    made.add_argument(
        "--all", action="store_true", help="with --diff: also count findings that were there before"
    )
    made.add_argument(
        "--comment",
        choices=WISHES,
        default="auto",
        help="with --diff: auto comments only when there is something to review (default: auto)",
    )
    made.add_argument(
        "--handover",
        metavar="FILE",
        help="on GitHub's workflow_run: the file in which a fork's run on pull_request names its pull request; the commit "
        "is read from git, and nothing of it is laid into the work tree",
    )
    lint.add_rules_from(made)
    ci_addresses.add(made)
    made.add_argument(
        "--fixes",
        action="store_true",
        help=f"also write the safe fixes as a patch for git apply ({PATCH}); takes as long as natpin fix --check",
    )
    made.add_argument(
        "--comment-key", metavar="KEY", help="the comment's name; natpin keeps one comment for each name"
    )
    made.set_defaults(azure=None, write_baseline=None, verbose=False, head=None)
    return made


def run(arguments: Namespace) -> int:
    """Lint, write, print, comment; the exit status."""
    from natpin.commands.report_files import write_files

    platform = platform_of(os.environ)
    ci_addresses.check(arguments)
    judged = _judged(arguments, platform)
    contents = {name: judged.render(format_) for format_, name in FILES.items()}
    if arguments.fixes:
        contents[PATCH] = _patch(arguments)
    written = write_files(Path.cwd(), arguments.reports, contents)
    text = judged.render("text")
    notices = list(judged.notices)
    if judged.say is not None:
        url, notice = judged.say()
        notices += [notice] if notice else []
        text += f"Comment: {url}\n" if url else ""
    address = ci_page.address_of(platform, os.environ, written[FILES["html"]])
    text += f"Page: {address}\n" if neutral.is_address(address) else ""
    for notice in notices:
        text += f"Note: {notice}.\n"
    # Harmless on any platform, and needed where Azure's agent is not recognised for want of TF_BUILD.
    sys.stdout.write(_SAY[platform](unobeyed(text), judged.report, written))
    return judged.status


def _patch(arguments: Namespace) -> str:
    """Of the work tree. Raises InputError where the commit that is judged is not laid into it."""
    if arguments.handover:
        raise InputError(
            "--fixes changes the work tree, but with --handover the change is not checked out: use one of the two"
        )
    from natpin.commands.fix_files import safe_fixes

    return safe_fixes(arguments).patch


def _judged(arguments: Namespace, platform: Platform) -> Judged:
    """Raises ConfigError, PolicyError, InputError."""
    if arguments.handover:
        from natpin.commands import ci_diff, ci_handover

        if platform is not Platform.GITHUB:
            raise InputError("--handover is for GitHub's workflow_run")
        stranger = ci_handover.change_of(arguments.handover, os.environ)
        return ci_diff.judged(arguments, platform, stranger, os.environ)
    if not (arguments.diff or arguments.diff_base):
        if arguments.all or arguments.comment_key or arguments.rules_from:
            raise InputError("--all, --comment-key and --rules-from work only with --diff")
        return _whole(arguments, platform)
    from natpin.commands import ci_change

    change = ci_change.change_of(platform, os.environ)
    if change is None and not arguments.diff_base:
        return _whole(arguments, platform, ci_change.NO_CHANGE)
    from natpin.commands.ci_diff import judged

    return judged(arguments, platform, change, os.environ)


def _whole(arguments: Namespace, platform: Platform, *told: str) -> Judged:
    files = ci_addresses.without(arguments)
    report, fail_on = lint.linted(files)
    notices = list(told)
    if platform is not Platform.OTHER:
        from natpin.commands.altered import altered_noted
        from natpin.commands.ci_change import commit_in
        from natpin.commands.linting import workspaces

        for folder in workspaces(arguments.paths or ["."], arguments)[:1]:
            notices += filter(None, [altered_noted(folder.root, commit_in(folder.root, "HEAD"))])
    if arguments.addresses:
        from natpin.commands import ci_change
        from natpin.commands.looking_up import told_with

        change = ci_change.change_of(platform, os.environ)
        asking = ci_addresses.asking(arguments, platform, change, os.environ, notices)
        report = told_with(report, asking, lambda found: lint.linted(files, found)[0])
    return Judged(
        report,
        lint.status(report, fail_on),
        lambda name: reporter(name).render(report, options_for(name)),
        tuple(notices),
    )


def _plain(text: str, report: Report, written: Mapping[str, str]) -> str:
    return f"{text}\nReports: {', '.join(written.values())}\n"


def _github(text: str, report: Report, written: Mapping[str, str]) -> str:
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        shown = reporter("markdown").render(report, ReportOptions(max_bytes=SUMMARY_LIMIT))
        page = ci_page.told(Platform.GITHUB, os.environ, written[FILES["html"]])
        with open(summary, "a", encoding="utf-8", newline="\n") as file:
            file.write(f"{shown}\n{page}\n" if page else shown)
    return _plain(text, report, written) + unobeyed(reporter("github").render(report, ReportOptions()))


def _azure_pipelines(text: str, report: Report, written: Mapping[str, str]) -> str:
    """Logging commands: learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands."""
    counts = dict.fromkeys(("error", "warning"), 0)
    lines = [_plain(text, report, written).rstrip("\n")]
    for note in notes(report, ReportOptions()):
        if counts.get(note.kind, ISSUES) < ISSUES:
            counts[note.kind] += 1
            lines.append(_issue(note))
    lines.append(f"##vso[task.uploadsummary]{Path.cwd() / written[FILES['markdown']]}")
    return "\n".join(lines) + "\n"


def _issue(note: Annotation) -> str:
    properties = {"type": note.kind}
    if note.at is not None and not is_pseudo(note.at.path):
        properties |= {
            "sourcepath": neutral.terminal(note.at.path),
            "linenumber": str(max(1, note.at.line)),
            "columnnumber": str(max(1, note.at.column)),
        }
    shown = "".join(f"{name}={_escaped(value)};" for name, value in properties.items())
    first = note.message.split("\n", 1)[0]
    said = f"{note.title}: {first}"
    return f"##vso[task.logissue {shown}]{unobeyed(neutral.terminal(neutral.clip(said, 1_000)))}"


def _escaped(value: str) -> str:
    """A property, as azure-pipelines-task-lib's taskcommand.ts escapes it."""
    for character, code in (("%", "%AZP25"), ("\r", "%0D"), ("\n", "%0A"), ("]", "%5D"), (";", "%3B")):
        value = value.replace(character, code)
    return unobeyed(value)


def unobeyed(text: str) -> str:
    """Without commands for Azure's agent, which obeys ``##vso[`` anywhere in a line."""
    return re.sub(r"##(?=vso\[|\[)", r"##\\", text, flags=re.IGNORECASE)


_SAY: Mapping[Platform, Callable[[str, Report, Mapping[str, str]], str]] = {
    Platform.GITHUB: _github,
    Platform.AZURE_PIPELINES: _azure_pipelines,
    Platform.GITLAB: _plain,
    Platform.OTHER: _plain,
}
