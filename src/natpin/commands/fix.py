"""``natpin fix``: mend what lint finds."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from natpin.commands.lint import add_inputs
from natpin.commands.output import HelpOfTheTerminal, waiting, write
from natpin.errors import InputError
from natpin.workspace import FolderWorkspace

if TYPE_CHECKING:
    from natpin.fixing.edit import Edit
    from natpin.fixing.engine import Mended
    from natpin.fixing.proposal import Proposal
    from natpin.fixing.remedies import Remedies
    from natpin.fixing.state import State
    from natpin.model.location import Location
    from natpin.model.report import Report
    from natpin.policy.definition import Policy

DONE, LEFT = 0, 1
CARRYING = ("json", "sarif")
"""Formats that have a place for a fix."""


def parser() -> ArgumentParser:
    """The command's flags."""
    made = ArgumentParser(
        prog="natpin fix",
        formatter_class=HelpOfTheTerminal,
        description="Mends what natpin lint finds under PATH, in the files themselves: only the bytes that must change, where "
        "the value really stands. Every fix is linted before it is written; one that does not help, or that makes "
        "another verdict worse, is not made. Exit status: 0 when nothing is left that it could mend, 1 when a fix is "
        "shown or could not be written, 2 when it cannot run.",
    )
    add_inputs(made, piped=False)
    made.add_argument("--diff", action="store_true", help="show the fixes as a diff and write nothing")
    made.add_argument("--check", action="store_true", help="list the fixes and write nothing")
    made.add_argument(
        "--unsafe", action="store_true", help="also make fixes that move traffic or that need a decision"
    )
    made.add_argument(
        "--rule",
        metavar="RULES",
        action="append",
        default=[],
        help="fix only the findings of these rules or categories, separated by commas; repeatable",
    )
    made.add_argument(
        "--format",
        choices=CARRYING,
        help="with --check: the findings with their fixes, as code scanning and editors take them",
    )
    made.add_argument(
        "--output",
        metavar="FILE",
        help="with --diff or --format: write it there; a diff as git apply takes it",
    )
    made.add_argument("--baseline", metavar="FILE", help="leave known findings as they are")
    made.add_argument("--no-ignores", action="store_true", help="also fix what a comment or a baseline hides")
    return made


def run(arguments: Namespace) -> int:
    """Mend, show or tell; the exit status."""
    from natpin.commands.linting import check_inputs, workspaces
    from natpin.fixing import diffs

    if arguments.diff and arguments.check:
        raise InputError("--diff shows the fixes as a diff and --check lists them: use one of the two")
    if arguments.format and not arguments.check:
        raise InputError("--format works only with --check")
    if arguments.output and not arguments.diff and not arguments.format:
        raise InputError("--output needs --diff, or --check with --format")
    if "-" in arguments.paths:
        raise InputError("what comes from standard input cannot be fixed; name the file")
    told: list[str] = []
    reports: list[Report] = []
    diff, status = "", DONE
    for workspace in workspaces(arguments.paths or ["."], arguments):
        check_inputs(workspace)
        with waiting():
            start = linted(workspace, arguments)
            result, every = mended(start, arguments)
        if arguments.diff:
            diff += diffs.unified(workspace, result.changed)
        status = max(status, LEFT if result.changed and (arguments.diff or arguments.check) else DONE)
        if arguments.format:
            from natpin.fixing.carried import with_fixes

            reports.append(with_fixes(start.report, workspace, result.rounds))
        refused: Mapping[str, str] = {}
        if not arguments.diff and not arguments.check:
            from natpin.fixing.writing import write_all

            refused = write_all(workspace.root, workspace, result.changed)
            status = LEFT if refused else status
        told += _told(workspace, result, every, refused, arguments)
    if arguments.format:
        _report(reports, arguments)
    elif arguments.diff:
        write(diff if arguments.output else diffs.harmless(diff), arguments.output)
    if not (arguments.diff or arguments.format) or arguments.output:
        write("".join(f"{line}\n" for line in told), None)
    elif arguments.diff:  # beside the diff, which a program may read
        sys.stderr.write("".join(f"{line}\n" for line in told))
    return status


def _report(reports: list[Report], arguments: Namespace) -> None:
    from natpin.model.merging import merged
    from natpin.reporters.interface import ReportOptions
    from natpin.reporters.registry import reporter

    write(reporter(arguments.format).render(merged(reports), ReportOptions()), arguments.output)


def linted(workspace: FolderWorkspace, arguments: Namespace) -> State:
    """The workspace as it is."""
    from natpin.commands.linting import configured, inputs_of, settings_of, settled
    from natpin.fixing.state import Judge, State
    from natpin.policy.select import chosen

    config = configured(workspace, arguments)
    policies = chosen(config, workspace, arguments.profile)
    settings = settings_of(policies, inputs_of(workspace, arguments), config, workspace)
    judge = Judge(
        settings,
        lambda report, files: settled(report, files, config, policies, arguments),
        not arguments.no_ignores,
    )
    return State.of(workspace, judge)


def mended(start: State, arguments: Namespace) -> tuple[Mended, Mended]:
    """The fixes that are asked for, and those with the unsafe ones beside them."""
    from natpin.fixing import engine
    from natpin.fixing.remedies import remedies

    every = remedies()
    wanted = _rules(arguments.rule, start.judge.settings.policies, every)
    asked = {rule: several for rule, several in every.items() if not arguments.rule or rule in wanted}
    safe = engine.mended(
        start, {rule: tuple(one for one in several if one.safe) for rule, several in asked.items()}
    )
    if arguments.format and not arguments.unsafe:
        return safe, safe  # a report of safe fixes says nothing of the others
    both = engine.mended(safe.state, asked, safe)
    return (both if arguments.unsafe else safe), both


def _rules(written: Sequence[str], policies: Iterable[Policy], fixed: Remedies) -> set[str]:
    """The rules of ``--rule``: ids and categories, several joined by commas. All other rules are asked as well, for no fix
    may make them worse. Raises InputError for what is neither, and for a rule that has no fix."""
    from natpin.languages.located_yaml.checked import suggestion

    categories = {policy.id: policy.category for policy in policies}
    found: set[str] = set()
    named = [name.strip() for each in written for name in each.split(",") if name.strip()]
    if written and not named:  # --rule "$RULES", and RULES is empty
        raise InputError("--rule names no rule and no category; natpin explain lists them")
    for name in named:
        if name in categories.values():
            found |= {rule for rule in fixed if categories.get(rule) == name}
        elif name not in categories:
            known = {*categories, *categories.values()}
            raise InputError(f"--rule: there is no rule and no category {name!r}{suggestion(name, known)}")
        elif name not in fixed:
            raise InputError(
                f"--rule {name}: natpin has no fix for it; natpin explain {name} tells how to fix it"
            )
        else:
            found.add(name)
    return found


def _told(
    workspace: FolderWorkspace,
    result: Mended,
    every: Mended,
    refused: Mapping[str, str],
    arguments: Namespace,
) -> Iterable[str]:
    """What was done, in lines; places are of the files as they were for a fix, as they are now for what is left."""
    from natpin.fixing.rounds import at_first, moved, patches
    from natpin.reporters import neutral

    shown_only = arguments.check or arguments.diff
    word = "would fix" if shown_only else "fixed"
    count = 0
    for one, at, edits in sorted(
        at_first(workspace, result.rounds), key=lambda each: (each[1].path, each[1].line)
    ):
        if any(edit.path in refused for edit in one.edits):
            continue
        count += 1
        yield "  ".join(map(neutral.terminal, _said(workspace, one, edits, at, word)))
    for path, why in sorted(refused.items()):
        yield neutral.terminal(f"not written: {path} {why}")
    base, since = (workspace, 0) if shown_only else (result.state.workspace, len(result.rounds))
    there = patches(base, every.rounds[since:])
    left: dict[str, None] = {}  # a finding of several environments is told once
    for finding, why in every.refused.values():
        at = moved(finding.at, there)
        said = f"{at.path}:{at.line}", "not mended", finding.rule.id, f"because {why}"
        left["  ".join(map(neutral.terminal, said))] = None
    yield from left
    unread = [one for one in every.state.report.skipped if one.claims_aks]
    for skipped in unread:
        where = f"{skipped.path}:{skipped.at.line}" if skipped.at is not None else skipped.path
        told = where, "could not be read", skipped.reason
        yield "  ".join(neutral.terminal(each) for each in told)
    more = len(every.made) - len(result.made)
    if more:
        yield f"{more} more may be mended with --unsafe; natpin fix --unsafe --diff shows them"
    if not count and not refused and not every.refused and not unread:
        yield "nothing to fix"


def _line_of(workspace: FolderWorkspace, edits: Sequence[Edit]) -> str:
    """``README.md:9``, where the first edit of the files as they were begins; empty for none."""
    data = workspace.read(edits[0].path) if edits else None
    return f"{edits[0].path}:{data.count(10, 0, edits[0].start) + 1}" if isinstance(data, bytes) else ""


def _others(workspace: FolderWorkspace, one: Proposal, edits: Sequence[Edit], told: set[str]) -> list[str]:
    """The further places that a fix of several edits changes, one of each line: in other files than those of ``told``
    (``main.tf`` or ``main.tf:9``) the first edit, in these every edit that takes out or replaces what is written."""
    files = {place.rpartition(":")[0] for place in told}
    first: dict[str, Edit] = {}
    for edit in sorted(edits, key=lambda each: each.start):
        if edit.path not in files and edit.path != one.makes:
            first.setdefault(edit.path, edit)
    here = [edit for edit in edits if edit.path in files and edit.end > edit.start]
    places = (_line_of(workspace, [edit]) for edit in (*first.values(), *here))
    return sorted({place for place in places if place not in told})


def _said(
    workspace: FolderWorkspace, one: Proposal, edits: Sequence[Edit], at: Location, word: str
) -> tuple[str, ...]:
    finding = one.findings[0]
    said = finding.fix.description if finding.fix is not None else finding.rule.remediation
    where, own = _line_of(workspace, edits), f"{at.path}:{at.line}"
    told = {own}
    if where and where != own:  # the value is left where it stands, and written where it is used
        used = said.replace("` here, as the value of", f"` at {where}, as the value of")
        told |= {where} if used != said else set()
        said = used
    elsewhere = _others(workspace, one, edits, told) if len(edits) > 1 else []
    if elsewhere:
        said += f"; also changes {', '.join(elsewhere)}"
    if not one.remedy.safe:
        said += f" (unsafe: {one.remedy.stake}{'; new blocks in ' + one.makes if one.makes else ''})"
    return f"{at.path}:{at.line}", word, one.rule, said
