"""Fixes as they travel: each finding of a report with the text that mends it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from natpin.fixing.edit import Edit, Text, applied
from natpin.fixing.proposal import Proposal
from natpin.fixing.rounds import at_first
from natpin.model.finding import Finding, Fix
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.model.value import Skipped
from natpin.workspace import Workspace

LONGEST = 4_000
"""Bytes of one replacement. Edits of a file that lie further apart do not travel as one."""


def with_fixes(report: Report, workspace: Workspace, rounds: Sequence[Sequence[Proposal]]) -> Report:
    """The report with the span and the new text of every fix of one file, as SARIF and JSON carry them: of the workspace as
    it is. A fix that changes what an earlier one wrote holds that one too. What only an earlier fix brought up is no
    finding of the report."""
    found: dict[int, Fix] = {}
    for one, _, edits in at_first(workspace, rounds):
        spoken = _replacement(workspace, edits) if edits else None
        if spoken is None:
            continue
        for finding in one.findings:
            there = _of_report(report, finding, found)
            if there is None:
                continue
            at, new = spoken
            said = finding.fix.description if finding.fix is not None else finding.rule.remediation
            found[id(there)] = Fix(said, one.remedy.safe, at, new)
    stacks = tuple(
        replace(stack, findings=tuple(_carrying(finding, found) for finding in stack.findings))
        for stack in report.stacks
    )
    return replace(report, stacks=stacks)


def _of_report(report: Report, finding: Finding, found: dict[int, Fix]) -> Finding | None:
    """The finding itself, or the one of the report that it was before an earlier fix."""
    mine = (finding.rule.id, finding.stack, finding.subject)
    alike = [
        one
        for one in report.findings
        if (one.rule.id, one.stack, one.subject) == mine and id(one) not in found
    ]
    return next((one for one in alike if one is finding), alike[0] if alike else None)


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
