"""``natpin ci``: one run, and every report that the platform it runs on has a use for.

GitHub Actions, Azure Pipelines and GitLab are known by their variables; anywhere else there are the text report and
the files. On GitHub the Action does more (a comment, code scanning, comparison with the base).
"""

from __future__ import annotations

import os
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path

from natpin.commands import lint
from natpin.config import FailOn
from natpin.model.report import Report
from natpin.reporters import neutral
from natpin.reporters.annotations import Annotation, notes
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.registry import reporter

Render = Callable[[str, ReportOptions], str]
"""The report in a format of ``natpin lint``."""

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
}


class Platform(Enum):
    """Where a pipeline runs."""

    GITHUB = "GitHub Actions"
    AZURE_PIPELINES = "Azure Pipelines"
    GITLAB = "GitLab CI"
    OTHER = "no platform natpin knows"


def platform_of(environ: Mapping[str, str]) -> Platform:
    """By the variable each sets: GITHUB_ACTIONS, TF_BUILD, GITLAB_CI."""
    for name, platform in (
        ("GITHUB_ACTIONS", Platform.GITHUB),
        ("TF_BUILD", Platform.AZURE_PIPELINES),
        ("GITLAB_CI", Platform.GITLAB),
    ):
        if environ.get(name, "").lower() == "true":
            return platform
    return Platform.OTHER


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin ci",
        description="Lints, prints the report, and writes it as JSON, JUnit, Code Quality, SARIF and Markdown; says the "
        "findings the way the platform shows them (GitHub Actions, Azure Pipelines, GitLab).",
    )
    lint.add_inputs(made)
    made.add_argument(
        "--reports", metavar="FOLDER", default=".natpin", help="for the files (default: .natpin)"
    )
    made.add_argument("--fail-on", choices=[choice.value for choice in FailOn], help="default: error")
    made.add_argument(
        "--diff",
        metavar="BASE",
        help="compare with the commit from which BASE was left; only new findings fail",
    )
    lint.add_rules_from(made)
    made.add_argument("--baseline", metavar="FILE", help="findings the team already knows of")
    made.add_argument(
        "--no-ignores", action="store_true", help="let no comment and no baseline hide a finding"
    )
    made.set_defaults(azure=None, write_baseline=None, verbose=False, head=None, all=False)
    return made


def run(arguments: Namespace) -> int:
    """Lint, write, print; the exit status."""
    from natpin.commands.report_files import write_files

    report, status, render = _change(arguments) if arguments.diff is not None else _whole(arguments)
    platform = platform_of(os.environ)
    # Code scanning would raise alerts for what is suppressed.
    options = ReportOptions(show_suppressed=False)
    contents = {name: render(format_, options) for format_, name in FILES.items()}
    written = write_files(Path.cwd(), arguments.reports, contents)
    text = render("text", ReportOptions(unicode=(sys.stdout.encoding or "").lower().startswith("utf")))
    # Harmless on any platform, and needed where Azure's agent is not recognised for want of TF_BUILD.
    sys.stdout.write(_SAY[platform](unobeyed(text), report, written, render))
    return status


def _whole(arguments: Namespace) -> tuple[Report, int, Render]:
    report, fail_on = lint.linted(arguments)
    return report, lint.status(report, fail_on), lambda name, wish: reporter(name).render(report, wish)


def _change(arguments: Namespace) -> tuple[Report, int, Render]:
    """What the change answers for, by the rules of its base."""
    from natpin.commands.diffing import compared, rendered

    comparison, fail_on = compared(arguments)
    # Code scanning closes the alerts of findings that are not told again: it gets all of them.
    return (
        comparison.report(),
        lint.change_status(comparison, fail_on),
        lambda name, wish: rendered(comparison, name, wish, name == "sarif"),
    )


def _plain(text: str, report: Report, written: Mapping[str, str], render: Render) -> str:
    return f"{text}\nReports: {', '.join(written.values())}\n"


def _github(text: str, report: Report, written: Mapping[str, str], render: Render) -> str:
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        shown = render("markdown", ReportOptions(max_bytes=SUMMARY_LIMIT))
        with open(summary, "a", encoding="utf-8", newline="\n") as file:
            file.write(shown)
    return _plain(text, report, written, render) + unobeyed(render("github", ReportOptions()))


def _azure_pipelines(text: str, report: Report, written: Mapping[str, str], render: Render) -> str:
    """Logging commands: learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands."""
    counts = dict.fromkeys(("error", "warning"), 0)
    lines = [_plain(text, report, written, render).rstrip("\n")]
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


_SAY: Mapping[Platform, Callable[[str, Report, Mapping[str, str], Render], str]] = {
    Platform.GITHUB: _github,
    Platform.AZURE_PIPELINES: _azure_pipelines,
    Platform.GITLAB: _plain,
    Platform.OTHER: _plain,
}
