"""One line a finding, for other programs to read and for long lists: ``main.tf:3:5: error[nat-idle-range] …``."""

from __future__ import annotations

from natpin.model.report import Report
from natpin.reporters import neutral, words
from natpin.reporters.distinct import extent, files_missing, not_read, tally, told
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.layout import Ink


def render(report: Report, options: ReportOptions) -> str:
    """The findings by file and line, what could not be read, and a last line that sums it up. Lines are not wrapped."""
    ink = Ink(options.color, options.unicode, options.width)
    findings = told(report)
    stacks = {stack.stack.id: stack.stack for stack in report.stacks}
    extent_of = extent(report)
    lines = []
    for one in findings:
        at = one.finding.at
        place = neutral.terminal(options.path(at.path if is_pseudo(at.path) else str(at)))
        label, ids = extent_of(one)
        where = f" ({label} {words.stacks([stacks[id_] for id_ in ids], options)})" if ids else ""
        said = ink.paint(f"{one.word}[{neutral.terminal(one.finding.rule.id)}]", one.word)
        lines.append(f"{ink.paint(place, 'bold')}: {said} {neutral.terminal(one.finding.message + where)}")
    for skipped in not_read(report):
        if skipped.claims_aks:
            place = options.path(skipped.path) + (
                f":{skipped.at.line}:{skipped.at.column}" if skipped.at else ""
            )
            lines.append(
                f"{neutral.terminal(place)}: {ink.paint('not read', 'warning')} {neutral.terminal(skipped.reason)}"
            )
    counts = words.tallied(tally(findings))
    missing = files_missing(report)
    said = counts or ("no finding in what could be read" if missing else words.nothing_found(report))
    more = [f"incomplete: {words.count(missing, 'file')} about AKS not read"] if missing else []
    lines = [*dict.fromkeys(lines), " · ".join([said, *more, *words.scope(report)])]
    return ink.encodable(neutral.unstarted("\n".join(lines))) + "\n"
