"""Fixes as they travel: each finding of a report with the text that mends it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from natpin.fixing.edit import Edit, Text, applied, by_file
from natpin.fixing.proposal import Proposal
from natpin.fixing.rounds import at_first
from natpin.model.finding import Finding, Fix, Replacement
from natpin.model.location import Location
from natpin.model.record import replace
from natpin.model.report import Report
from natpin.model.value import Skipped
from natpin.workspace import Workspace

LONGEST = 4_000
"""Bytes of one replacement. Edits of a file that lie further apart travel as several."""


def with_fixes(report: Report, workspace: Workspace, rounds: Sequence[Sequence[Proposal]]) -> Report:
    """The report with the spans and the new texts of every fix, as SARIF and JSON carry them: of the workspace as
    it is. A fix that changes what an earlier one wrote holds that one too. What only an earlier fix brought up is no
    finding of the report."""
    found: dict[int, Fix] = {}
    for one, _, edits in at_first(workspace, rounds):
        spoken = _replacements(workspace, edits) if edits else ()
        if not spoken:
            continue
        for finding in one.findings:
            there = _of_report(report, finding, found)
            if there is None:
                continue
            first = next((one for one in spoken if one.at.path == finding.at.path), spoken[0])
            more = tuple(one for one in spoken if one is not first)
            said = finding.fix.description if finding.fix is not None else finding.rule.remediation
            found[id(there)] = Fix(said, one.remedy.safe, first.at, first.text, more)
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


def _replacements(workspace: Workspace, edits: tuple[Edit, ...]) -> tuple[Replacement, ...]:
    """Spans with their new text, by file and place; none where a file cannot be read."""
    found: list[Replacement] = []
    for path, mine in sorted(by_file(edits).items()):
        data = workspace.read(path)
        text = Text.of(path, data) if isinstance(data, bytes) else None
        if isinstance(data, Skipped) or text is None:
            return ()
        near: list[Edit] = []
        for edit in sorted(mine, key=lambda each: each.start):
            if near and edit.end - near[0].start > LONGEST:
                found.append(_replacement(text, data, near))
                near = []
            near.append(edit)
        found.append(_replacement(text, data, near))
    return tuple(found)


def _replacement(text: Text, data: bytes, edits: list[Edit]) -> Replacement:
    """One span with its new text."""
    start, end = edits[0].start, max(edit.end for edit in edits)
    moved = [Edit(text.path, edit.start - start, edit.end - start, edit.new) for edit in edits]
    new = applied(data[start:end], moved).decode(text.encoding)
    return Replacement(Location(text.path, *_place(text, data, start), *_place(text, data, end)), new)


def _place(text: Text, data: bytes, offset: int) -> tuple[int, int]:
    position = len(data[text.mark : offset].decode(text.encoding))
    line = bisect_right(text.starts, position)
    return line, position - text.starts[line - 1] + 1
