"""For people at a terminal: where the traffic leaves, what is wrong with that, and how to mend it."""

from __future__ import annotations

from collections import Counter

from natpin.model.report import Report
from natpin.reporters import neutral, words
from natpin.reporters.distinct import Told, tally, told
from natpin.reporters.interface import ReportOptions
from natpin.reporters.layout import Ink, Span, flow
from natpin.reporters.text_findings import findings_by_file
from natpin.reporters.text_map import egress_map

NARROWEST, WIDEST = 40, 120
"""Columns that lines are wrapped at, whatever the terminal says of itself."""


def render(report: Report, options: ReportOptions) -> str:
    """The egress map, the findings by file, what was not read or not counted, and one line that sums it up."""
    ink = Ink(options.color, options.unicode)
    width = min(max(options.width, NARROWEST), WIDEST)
    findings = told(report)
    blocks = [
        egress_map(report, options, ink, width),
        findings_by_file(report, findings, options, ink, width),
        _skipped(report, options, ink, width),
        _suppressed(report, options, ink, width),
        _summary(report, findings, ink, width),
    ]
    body = "\n\n".join("\n".join(block) for block in blocks if block)
    return ink.encodable(neutral.unstarted(body)) + "\n"


def _skipped(report: Report, options: ReportOptions, ink: Ink, width: int) -> list[str]:
    """What could not be read; files that speak of AKS first, because without them nothing is certain."""
    if not report.skipped:
        return []
    lines = [ink.paint("Not read", "bold")]
    for one in sorted(report.skipped, key=lambda skipped: (not skipped.claims_aks, skipped.path)):
        place = options.path(one.path) + (f":{one.at.line}:{one.at.column}" if one.at else "")
        reason = neutral.terminal(one.reason)
        style = "warning" if one.claims_aks else "dim"
        spans = [Span(neutral.terminal(place), style), Span(reason)]
        if one.claims_aks:
            spans.append(Span("(it speaks of AKS)", "warning"))
        lines += flow(spans, ink, width, "  ", "    ")
    return lines


def _suppressed(report: Report, options: ReportOptions, ink: Ink, width: int) -> list[str]:
    if not report.suppressed:
        return []
    by = Counter(one.by for one in report.suppressed)
    told_by = ", ".join(f"{number} {neutral.terminal(where)}" for where, number in sorted(by.items()))
    lines = [ink.paint(f"{words.count(len(report.suppressed), 'finding')} suppressed ({told_by})", "dim")]
    if not options.verbose:
        return lines
    for one in report.suppressed:
        place = neutral.terminal(options.path(str(one.finding.at)))
        until = f"(until {neutral.terminal(one.until)})" if one.until else ""
        spans = [
            Span(place),
            Span(one.finding.rule.id, "dim"),
            Span(neutral.terminal(one.reason)),
            Span(until),
        ]
        lines += flow(spans, ink, width, "  ", "    ")
    return lines


def _summary(report: Report, findings: tuple[Told, ...], ink: Ink, width: int) -> list[str]:
    counts = tally(findings)
    clusters = sum(len(stack.clusters) for stack in report.stacks)
    scope = words.scope(report)
    if report.incomplete:
        missing = sum(skipped.claims_aks for skipped in report.skipped)
        scope += f" · incomplete: {words.count(missing, 'file')} about AKS not read"
    if findings:
        style = "error" if counts["error"] else "warning"
        return flow(
            [Span(f"✗ {words.tallied(counts)}", style), Span(f"· {scope}", "dim")], ink, width, "", "  "
        )
    if report.incomplete:
        return flow([Span("✗ no finding", "warning"), Span(f"· {scope}", "dim")], ink, width, "", "  ")
    verdict = "no finding" if clusters or report.stacks else "no AKS cluster found"
    return flow([Span(f"✓ {verdict}", "green"), Span(f"· {scope}", "dim")], ink, width, "", "  ")
