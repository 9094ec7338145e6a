"""``natpin lint``: read, trace, judge, report."""

from __future__ import annotations

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.commands import azure_flags
from natpin.config import Config, FailOn, discover
from natpin.errors import InputError
from natpin.model.report import Report
from natpin.reporters.registry import REPORTERS
from natpin.workspace import FolderWorkspace

if TYPE_CHECKING:
    from natpin.reporters.interface import ReportOptions

CLEAN, FINDINGS, INCOMPLETE = 0, 1, 4


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin lint",
        description="Reads the infrastructure under PATH, works out which IPs every node pool's traffic leaves from, "
        "and judges that by policies. Runs nothing, writes nothing but --output, and connects to nothing unless --azure "
        "is given.",
    )
    add_inputs(made)
    made.add_argument("--format", choices=tuple(REPORTERS), default="text", help="default: text")
    made.add_argument("--output", metavar="FILE", help="write the report there instead of to standard output")
    made.add_argument("--fail-on", choices=[choice.value for choice in FailOn], help="default: error")
    made.add_argument(
        "--diff",
        metavar="BASE",
        help="compare with the commit from which BASE (a branch, tag or commit) was left: tells which egress IPs come and "
        "go, and fails on new findings only",
    )
    made.add_argument(
        "--head", metavar="COMMIT", help="with --diff: the change ends here (default: the work tree)"
    )
    made.add_argument(
        "--all", action="store_true", help="with --diff: findings that were there before count too"
    )
    made.add_argument("--baseline", metavar="FILE", help="findings the team already knows of")
    made.add_argument("--write-baseline", metavar="FILE", help="write today's findings there, as a baseline")
    made.add_argument(
        "--no-ignores", action="store_true", help="let no comment and no baseline hide a finding"
    )
    made.add_argument(
        "--verbose", action="store_true", help="everything: suppressed findings, every workload"
    )
    azure_flags.add(made, "judge live clusters too, or instead when no PATH is given; only reads")
    return made


def add_inputs(made: ArgumentParser) -> None:
    """The flags that say what is read."""
    made.add_argument("paths", nargs="*", metavar="PATH", help="folder or file (default: .)")
    made.add_argument("--config", metavar="FILE", help="default: natpin.yaml at the workspace's root")
    made.add_argument("--profile", help="which rules, how grave; over the configuration's")
    made.add_argument(
        "--workspace", metavar="FOLDER", help="bounds all reading (default: the enclosing git work tree)"
    )
    made.add_argument(
        "--var-file", metavar="FILE", action="append", default=[], help="Terraform variable file; repeatable"
    )
    made.add_argument(
        "--var", metavar="NAME=VALUE", action="append", default=[], help="one variable; repeatable"
    )
    made.add_argument(
        "--parameters", metavar="FILE", action="append", default=[], help="ARM parameter file; repeatable"
    )
    made.add_argument("--terraform-workspace", metavar="NAME", help="what terraform.workspace is")
    made.add_argument("--color", choices=("auto", "always", "never"), default="auto", help=SUPPRESS)


def run(arguments: Namespace) -> int:
    """Lint, print or write the report; the exit status."""
    if arguments.diff is not None:
        return _run_diff(arguments)
    if arguments.head or arguments.all:
        raise InputError("--head and --all belong to --diff BASE")
    report, fail_on = linted(arguments)
    emit(report, arguments)
    return status(report, fail_on)


def _run_diff(arguments: Namespace) -> int:
    """The same for a change: only what is new counts, unless ``--all``."""
    from natpin.commands.diffing import compared, rendered

    comparison, fail_on = compared(arguments)
    write(rendered(comparison, arguments.format, options_of(arguments), arguments.all), arguments.output)
    if comparison.fails(fail_on, arguments.all):
        return FINDINGS
    return INCOMPLETE if comparison.head.incomplete and fail_on is not FailOn.NEVER else CLEAN


def linted(arguments: Namespace) -> tuple[Report, FailOn]:
    """The report on every path of the flags, and from what on it fails. Prints nothing."""
    from natpin.commands.linting import lint_workspace

    reports = []
    config = Config()
    is_live = arguments.azure is not None
    how = azure_flags.unused(arguments)
    if how:
        # who meant live clusters must not take a report on files for one on them
        raise InputError(f"{how} says how to reach Azure; say what to look at there with --azure")
    for path in arguments.paths or ([] if is_live else ["."]):
        workspace, config = _configured(path, arguments)
        reports.append(lint_workspace(workspace, config, arguments))
    if is_live:
        from natpin.commands.live import lint_live

        workspace, config = _configured(".", arguments)
        reports.append(lint_live(workspace, config, arguments))
    return merged(reports), FailOn(arguments.fail_on) if arguments.fail_on else config.fail_on


def _configured(path: str, arguments: Namespace) -> tuple[FolderWorkspace, Config]:
    workspace = FolderWorkspace(Path(path), Path(arguments.workspace) if arguments.workspace else None)
    return workspace, discover(
        workspace, _relative(workspace, arguments.config) if arguments.config else None
    )


def merged(reports: Sequence[Report]) -> Report:
    """The reports of several paths as one."""
    if len(reports) == 1:
        return reports[0]
    return Report(
        stacks=tuple({stack.stack: stack for report in reports for stack in report.stacks}.values()),
        skipped=tuple(dict.fromkeys(skipped for report in reports for skipped in report.skipped)),
        suppressed=tuple(suppressed for report in reports for suppressed in report.suppressed),
        rules=reports[0].rules if reports else (),
        files_seen=sum(report.files_seen for report in reports),
        files_read=sum(report.files_read for report in reports),
        excluded=tuple(dict.fromkeys(path for report in reports for path in report.excluded)),
        switched_off=tuple(dict.fromkeys(rule for report in reports for rule in report.switched_off)),
    )


def status(report: Report, fail_on: FailOn) -> int:
    """1 when a finding is grave enough, 4 when a file that speaks of AKS could not be read, else 0."""
    if fail_on.met_by(report.findings):
        return FINDINGS
    return INCOMPLETE if report.incomplete and fail_on is not FailOn.NEVER else CLEAN


def emit(report: Report, arguments: Namespace) -> None:
    """Print the report, or write it to ``--output`` in one piece."""
    from natpin.reporters.registry import reporter

    write(reporter(arguments.format).render(report, options_of(arguments)), arguments.output)


def options_of(arguments: Namespace) -> ReportOptions:
    """What the flags and the terminal mean for a report."""
    from natpin.reporters.interface import ReportOptions

    return ReportOptions(
        color=arguments.output is None and _colored(arguments.color),
        unicode=_speaks_unicode() if arguments.output is None else True,
        width=_width(),
        verbose=arguments.verbose,
    )


def write(rendered: str, output: str | None) -> None:
    """Print a text, or write it to a file in one piece. Raises InputError when it cannot be written."""
    if output is None:
        sys.stdout.write(rendered)
    else:
        write_file(rendered, output)


def write_file(text: str, path: str) -> None:
    """Write a file, through no symbolic link but the system's own (``/dev/stdout``): a commit may hold one that is named
    like the report and leads to a file of the user's, and much of the text is the commit's. Raises InputError."""
    import os

    is_device = os.path.abspath(path).startswith(("/dev/", "/proc/"))
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | (0 if is_device else getattr(os, "O_NOFOLLOW", 0))
    try:
        if not is_device and os.path.islink(path):
            raise InputError(f"cannot write {path}: it is a symbolic link; name the file it leads to")
        with open(os.open(path, flags, 0o666), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error


def _colored(choice: str) -> bool:
    import os

    if choice != "auto":
        return choice == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def _width() -> int:
    import shutil

    return max(60, min(shutil.get_terminal_size((80, 24)).columns, 140)) if sys.stdout.isatty() else 80


def _relative(workspace: FolderWorkspace, path: str) -> str:
    """A path of the command line as the workspace names it. Raises InputError outside of it."""
    full = Path(path).resolve()
    if not full.is_relative_to(workspace.root):
        raise InputError(f"{path} lies outside the workspace {workspace.root}; see --workspace")
    return full.relative_to(workspace.root).as_posix()
