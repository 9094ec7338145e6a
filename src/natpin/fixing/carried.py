"""Fixes as they travel: each finding of a report with the text that mends it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from natpin.fixing.edit import Edit, Text, applied
from natpin.fixing.proposal import Proposal
from natpin.model.finding import Finding, Fix
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.model.value import Skipped
from natpin.workspace import Workspace

LONGEST = 4_000
"""Bytes of one replacement. Edits of a file that lie further apart do not travel as one."""


def with_fixes(report: Report, workspace: Workspace, made: Iterable[Proposal]) -> Report:
    """The report with the span and the new text of every fix of one file, as SARIF and JSON carry them. ``made`` are
    edits of the workspace as it is, not of what other fixes made of it."""
    found: dict[int, Fix] = {}
    for one in made:
        spoken = _replacement(workspace, one.edits)
        if spoken is None:
            continue
        for finding in one.findings:
            at, new = spoken
            said = finding.fix.description if finding.fix is not None else finding.rule.remediation
            found[id(finding)] = Fix(said, one.remedy.safe, at, new)
    stacks = tuple(
        replace(stack, findings=tuple(_carrying(finding, found) for finding in stack.findings))
        for stack in report.stacks
    )
    return replace(report, stacks=stacks)


def _carrying(finding: Finding, found: dict[int, Fix]) -> Finding:
    fix = found.get(id(finding))
    return finding if fix is None else replace(finding, fix=fix)


def _replacement(workspace: Workspace, edits: tuple[Edit, ...]) -> tuple[Location, str] | None:
    """One span with its new text for edits of one file; None where they are too far apart."""
    start, end = min(edit.start for edit in edits), max(edit.end for edit in edits)
    path = edits[0].path
    data = workspace.read(path)
    if len({edit.path for edit in edits}) > 1 or end - start > LONGEST or isinstance(data, Skipped):
        return None
    text = Text.of(path, data)
    if text is None:
        return None
    moved = [Edit(path, edit.start - start, edit.end - start, edit.new) for edit in edits]
    new = applied(data[start:end], moved).decode(text.encoding)
    return Location(path, *_place(text, data, start), *_place(text, data, end)), new


def _place(text: Text, data: bytes, offset: int) -> tuple[int, int]:
    position = len(data[text.mark : offset].decode(text.encoding))
    line = bisect_right(text.starts, position)
    return line, position - text.starts[line - 1] + 1
