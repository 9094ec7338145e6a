"""``natpin lint``: read, trace, judge, report."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from natpin.commands import azure_flags
from natpin.commands.output import HelpOfTheTerminal, options_of, write
from natpin.config import FailOn
from natpin.errors import InputError
from natpin.model.report import Report
from natpin.reporters.registry import REPORTERS

if TYPE_CHECKING:
    from natpin.comparison import Comparison
    from natpin.model.allocated import Addresses

CLEAN, FINDINGS, INCOMPLETE = 0, 1, 4


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin lint",
        formatter_class=HelpOfTheTerminal,
        description="Reads the infrastructure under PATH, works out which IPs every node pool's traffic leaves from, "
        "and judges that by policies. Runs nothing, writes nothing but --output and --write-baseline, and connects to nothing unless --azure "
        "is given.",
    )
    add_inputs(made)
    made.add_argument("--format", choices=tuple(REPORTERS), default="text", help="default: text")
    made.add_argument(
        "--no-excerpts", action="store_true", help="with --format text or html: show no lines of the files"
    )
    made.add_argument(
        "--excerpts",
        action="store_true",
        help="with --format json: the lines of the files that findings point at, for a page made of several reports",
    )
    made.add_argument("--output", metavar="FILE", help="write the report there instead of to standard output")
    add_counted(made)
    made.add_argument(
        "--diff",
        metavar="BASE",
        help="compare with the commit from which BASE (a branch, tag or commit) was left: tells which egress IPs come and "
        "go, and fails on new findings only",
    )
    made.add_argument(
        "--head", metavar="COMMIT", help="with --diff: the end of the change (default: the work tree)"
    )
    made.add_argument(
        "--all", action="store_true", help="with --diff: also count findings that were there before"
    )
    add_rules_from(made)
    made.add_argument(
        "--write-baseline",
        metavar="FILE",
        help="also write today's findings there, as a baseline; the report and the exit status are those of any other run",
    )
    made.add_argument(
        "--select",
        metavar="RULES",
        action="append",
        default=[],
        help="check only these rules and categories, separated by commas; repeatable (natpin explain lists them)",
    )
    made.add_argument(
        "--ignore",
        metavar="RULES",
        action="append",
        default=[],
        help="do not check these; written as in --select",
    )
    add_jobs(made)
    made.add_argument(
        "--statistics", action="store_true", help="show how often each rule fails instead of the findings"
    )
    made.add_argument(
        "--verbose",
        action="store_true",
        help="show everything, including suppressed findings and every workload",
    )
    made.add_argument(
        "--evidence",
        metavar="RULE[:NAME]",
        action="append",
        default=[],
        help="show the places that decide the rule's verdicts, including passes: for a cluster, for one subject (by name or "
        "address), or for all; repeatable; `findings` means all that fail or are unknown; with --format text, json or html",
    )
    azure_flags.add(made, "judge live clusters too, or instead when no PATH is given; only reads")
    return made


def add_jobs(made: ArgumentParser) -> None:
    """``--jobs``."""
    made.add_argument(
        "--jobs",
        type=_processes,
        metavar="N",
        help="processes that read and judge at most, where there is work enough for more than one (default: one for each "
        "processor, at most 8); the report is the same. --diff is done by one",
    )


def _processes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= 256:
        raise ArgumentTypeError(f"{text!r} is no number from 1 to 256")
    return int(text)


def add_counted(made: ArgumentParser) -> None:
    """The flags that say which findings count."""
    made.add_argument("--fail-on", choices=[choice.value for choice in FailOn], help="default: error")
    made.add_argument(
        "--baseline", metavar="FILE", help="a file of known findings, which are not reported again"
    )
    made.add_argument(
        "--no-ignores", action="store_true", help="also show findings that a comment or a baseline hides"
    )


def add_rules_from(made: ArgumentParser) -> None:
    """``--rules-from``."""
    made.add_argument(
        "--rules-from",
        choices=("base", "head"),
        default=None,
        help="with --diff: whose natpin.yaml, policies, contract and baseline judge the change (default: base, so that "
        "no change judges itself)",
    )


def add_inputs(made: ArgumentParser, piped: bool = True, rules: bool = True) -> None:
    """The flags that say what is read. ``piped``: whether the command takes standard input; ``rules``: whether it asks any."""
    made.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help=f"folder or file{'; - is standard input' if piped else ''} (default: .)",
    )
    made.add_argument("--config", metavar="FILE", help="default: natpin.yaml at the workspace's root")
    if rules:
        made.add_argument(
            "--profile", help="a set of rules and severities; replaces the configuration's profile"
        )
    else:
        made.set_defaults(profile=None)
    made.add_argument(
        "--workspace",
        metavar="FOLDER",
        help="natpin reads nothing outside this folder (default: the enclosing git work tree)",
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
    made.add_argument("--terraform-workspace", metavar="NAME", help="the value of terraform.workspace")
    made.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours in the text report; auto: on a terminal, unless NO_COLOR or FORCE_COLOR is set (default: auto)",
    )
    made.add_argument("--no-color", dest="color", action="store_const", const="never", help=SUPPRESS)


def run(arguments: Namespace) -> int:
    """Lint, print or write the report; the exit status."""
    if arguments.diff is not None:
        return _run_diff(arguments)
    if arguments.head or arguments.all:
        raise InputError("--head and --all work only with --diff BASE")
    if arguments.rules_from is not None:
        raise InputError(
            "--rules-from works only with --diff BASE: without --diff, the rules are those of the work tree"
        )
    if arguments.write_baseline and (arguments.select or arguments.ignore):
        raise InputError("--write-baseline needs a whole run: leave out --select and --ignore")
    if arguments.statistics and arguments.format not in ("text", "json"):
        raise InputError(
            f"--statistics works with --format text and --format json, not with {arguments.format}"
        )
    if arguments.evidence:
        from natpin.commands.evidence import check

        check(arguments)
    report, fail_on = linted(arguments)
    if arguments.evidence:
        from natpin.commands.evidence import check_found

        check_found(report, arguments.evidence)
    emit(report, arguments)
    return status(report, fail_on)


def _run_diff(arguments: Namespace) -> int:
    """The same for a change: only what is new counts, unless ``--all``."""
    if arguments.evidence or arguments.statistics:
        flag = "--evidence" if arguments.evidence else "--statistics"
        raise InputError(f"{flag} reports one state of the files: leave out --diff")
    from natpin.commands.diffing import compared, rendered

    comparison, fail_on = compared(arguments)
    write(rendered(comparison, arguments.format, options_of(arguments), arguments.all), arguments.output)
    return change_status(comparison, fail_on, arguments.all)


def change_status(comparison: Comparison, fail_on: FailOn, everything: bool = False) -> int:
    """The same of a change: only what is new counts, unless ``everything`` does."""
    if comparison.fails(fail_on, everything):
        return FINDINGS
    return INCOMPLETE if comparison.head.incomplete and fail_on is not FailOn.NEVER else CLEAN


def linted(arguments: Namespace, addresses: Mapping[str, Addresses] | None = None) -> tuple[Report, FailOn]:
    """The report on every path of the flags, and from what on it fails. Prints nothing. ``addresses``: by stack, those
    that Azure has given to IPs of the files."""
    from natpin.commands.linting import lint_workspaces, workspaces, write_baseline

    reports, fail_on = [], FailOn.ERROR
    is_live = arguments.azure is not None
    how = azure_flags.unused(arguments)
    if how:
        # who meant live clusters must not take a report on files for one on them
        raise InputError(f"{how} says how to reach Azure; say what to look at there with --azure")
    paths = arguments.paths or ([] if is_live else ["."])
    if paths:
        report, fail_on = lint_workspaces(workspaces(paths, arguments), arguments, addresses or {})
        reports.append(report)
    if is_live:
        from natpin.commands.live import lint_live

        report, live_fail_on = lint_live(arguments)
        reports.append(report)
        fail_on = fail_on if paths else live_fail_on
    if arguments.write_baseline:
        write_baseline(reports[0], Path(arguments.write_baseline))
    if len(reports) > 1:
        from natpin.model.merging import merged  # files and live clusters in one run

        reports = [merged(reports)]
    return reports[0], FailOn(arguments.fail_on) if arguments.fail_on else fail_on


def status(report: Report, fail_on: FailOn) -> int:
    """1 when a finding is grave enough, 4 when a file that speaks of AKS could not be read, else 0. With ``unknown``,
    what was not read and not followed counts like a finding."""
    if fail_on.met_by(report.findings) or (fail_on is FailOn.UNKNOWN and report.open):
        return FINDINGS
    return INCOMPLETE if report.incomplete and fail_on is not FailOn.NEVER else CLEAN


def emit(report: Report, arguments: Namespace) -> None:
    """Print the report, or write it to ``--output`` in one piece."""
    if arguments.statistics:
        from natpin.reporters import statistics

        render = statistics.as_json if arguments.format == "json" else statistics.as_text
        write(render(report, options_of(arguments)), arguments.output)
        return
    if arguments.format == "json":
        from natpin.commands.streamed import write_by
        from natpin.reporters import json

        write_by(lambda put: json.write(report, options_of(arguments), put), arguments.output)
        return
    from natpin.reporters.registry import reporter

    write(reporter(arguments.format).render(report, options_of(arguments)), arguments.output)
