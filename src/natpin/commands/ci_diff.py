"""``natpin ci --diff``: a change judged against its base, and what its comment says."""

from __future__ import annotations

import posixpath
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from natpin.commands import change_comment, ci_addresses, ci_change, ci_page, diffing, lint
from natpin.commands.altered import altered_noted, altered_told
from natpin.commands.bearing import bears
from natpin.commands.ci_comment import Words, comment, key_of, locally, sections_of
from natpin.commands.ci_judged import Judged, options_for
from natpin.commands.linting import workspaces
from natpin.commands.platforms import Platform
from natpin.comments.change import Change
from natpin.comments.sections import Section as CommentSection
from natpin.comparison import Comparison
from natpin.config import FailOn
from natpin.errors import InputError, NatpinError
from natpin.model.record import record, replace
from natpin.model.report import Report
from natpin.reporters import neutral
from natpin.reporters.interface import ReportOptions
from natpin.reporters.sized import Section
from natpin.reporters.words import has_clusters

WHOLE = ("sarif", "codequality")
"""Files in which the platform itself compares two states: what is not in them is taken for mended."""


def judged(
    arguments: Namespace, platform: Platform, change: Change | None, environ: Mapping[str, str]
) -> Judged:
    """Lints and compares. Raises InputError when the work tree is not the commit that the run is for."""
    folders = workspaces(arguments.paths or ["."], arguments)
    if len(folders) > 1:
        raise InputError("--diff takes paths of one repository; name its root with --workspace")
    root = folders[0].root
    if change is not None and not change.read_from_git:
        ci_change.check_tree(root, change)
    try:
        return _judged(arguments, platform, change, environ, root)
    except NatpinError as error:
        _put_right(arguments, platform, change, environ, error)
        raise


def _judged(
    arguments: Namespace, platform: Platform, change: Change | None, environ: Mapping[str, str], root: Path
) -> Judged:
    base = arguments.diff_base
    if change is not None and not base:
        base = ci_change.base_in(root, change)
    asked = Namespace(**vars(arguments))
    asked.diff, asked.head = base, (change.read_from_git or None) if change is not None else None
    notices: list[str] = []
    asking = ci_addresses.asking(arguments, platform, change, environ, notices)
    comparison, fail_on = diffing.compared(asked, asking.compared)
    if change is not None and change.target and not arguments.diff_base:
        commit = comparison.base_name.rpartition("(")[2].rstrip(")")
        comparison = replace(comparison, base_name=f"{change.target} ({commit})")
    return _compared(
        arguments, platform, change, environ, comparison, fail_on, _Beside(root, base, asking.why, notices)
    )


@record
class _Beside:
    """What is told beside the comparison."""

    root: Path
    base: str
    unasked: str
    """Why IPs have no addresses, in Markdown; empty once Azure was asked."""
    notices: list[str]


def _compared(
    arguments: Namespace,
    platform: Platform,
    change: Change | None,
    environ: Mapping[str, str],
    comparison: Comparison,
    fail_on: FailOn,
    beside: _Beside,
) -> Judged:
    everything = bool(arguments.all)
    answers_for = comparison.report(everything)
    failed = comparison.fails(fail_on, everything)
    incomplete = comparison.head.incomplete and fail_on is not FailOn.NEVER
    status = lint.FINDINGS if failed else lint.INCOMPLETE if incomplete else lint.CLEAN

    def render(name: str) -> str:
        return diffing.rendered(comparison, name, options_for(name), everything or name in WHOLE)

    commit = ci_change.checked_out(beside.root, change)
    noted = altered_noted(beside.root, commit)
    made = Judged(answers_for, status, render, (*beside.notices, *filter(None, [noted])))
    if change is None:
        return made
    well = _well(answers_for, status) and not (comparison.changed or comparison.loosens or noted)
    lasting = well and has_clusters(comparison.head) and bears(beside.root, beside.base)
    said = change_comment.Said(
        _linked(change),
        arguments.comment_key or "",
        everything,
        failed=status != lint.CLEAN,
        addresses=beside.unasked,
        warning=altered_told(beside.root, commit),
        pictures=change.pictures,
        end=(*_page(arguments, platform, environ), locally(change, arguments)),
    )
    telling = change_comment.all_well if well else change_comment.comment_on
    return _saying(
        made, arguments, platform, change, environ, telling(comparison, said), well=well, lasting=lasting
    )


def _page(arguments: Namespace, platform: Platform, environ: Mapping[str, str]) -> tuple[CommentSection, ...]:
    """Where the whole report is as a page, if that is known before it is uploaded."""
    page = posixpath.normpath(f"{arguments.reports}/{ci_page.FILE}")
    said = ci_page.told(platform, environ, page)
    return (CommentSection("the page", said, 3),) if said else ()


def _saying(
    made: Judged,
    arguments: Namespace,
    platform: Platform,
    change: Change,
    environ: Mapping[str, str],
    sections: tuple[CommentSection, ...],
    *,
    well: bool,
    lasting: bool,
) -> Judged:
    if arguments.comment == "never":
        return made
    words = Words(key_of(arguments), sections, well, lasting or arguments.comment == "always")
    return replace(made, say=lambda: comment(platform, environ, change, words))


def _put_right(
    arguments: Namespace,
    platform: Platform,
    change: Change | None,
    environ: Mapping[str, str],
    error: NatpinError,
) -> None:
    """A comment of an earlier commit does not stand for one that could not be judged."""
    if change is None or arguments.comment == "never" or platform is Platform.GITHUB:
        return
    said = f"❌ **This commit could not be judged**: {neutral.prose(str(error))}"
    section = Section("natpin", said, level=2)
    words = Words(key_of(arguments), sections_of([section], change, arguments), False, False, create=False)
    comment(platform, environ, change, words)


def _well(report: Report, status: int) -> bool:
    """Nothing to look at."""
    grave = any(
        one.severity.value in ("error", "warning") or one.verdict.value == "unknown"
        for one in report.findings
    )
    return status == lint.CLEAN and not grave and not report.incomplete


def _linked(change: Change | None) -> ReportOptions:
    return ReportOptions(source_url=change.source_url if change is not None else "")
