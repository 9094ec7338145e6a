"""The findings of the text report, by file and line."""

from __future__ import annotations

from natpin.model.finding import Finding
from natpin.model.report import Report
from natpin.reporters import neutral
from natpin.reporters.distinct import Told
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.layout import Ink, Span, flow

RELATED = 3
"""Second places shown per finding, unless all were asked for."""


def findings_by_file(
    report: Report, findings: tuple[Told, ...], options: ReportOptions, ink: Ink, width: int
) -> list[str]:
    """Each finding's place, rule and message; its causes; how to mend it, told once a rule."""
    if not findings:
        return []
    lines = [ink.paint("Findings", "bold")]
    path, advised = "", set[tuple[str, str]]()
    for one in findings:
        if path and path != one.finding.at.path:
            lines.append("")
        path = one.finding.at.path
        lines += _finding(one, _stacks(one, report), options, ink, width)
        advice = neutral.terminal(_advice(one.finding))
        if advice and (options.verbose or (one.finding.rule.id, advice) not in advised):
            lines += _labelled("fix", advice, ink, width)
        advised.add((one.finding.rule.id, advice))
    return lines


def _finding(one: Told, stacks: str, options: ReportOptions, ink: Ink, width: int) -> list[str]:
    finding = one.finding
    place = options.path(finding.at.path if is_pseudo(finding.at.path) else str(finding.at))
    head = [
        Span(neutral.terminal(place), "bold"),
        Span(one.word, one.word),
        Span(neutral.terminal(finding.rule.id), "dim"),
    ]
    lines = flow(head, ink, width, "", "  ")
    lines += flow([Span(neutral.terminal(finding.message))], ink, width, "  ", "  ")
    for cause in finding.causes:
        told = neutral.terminal(cause.reason)
        where = "" if is_pseudo(cause.at.path) else f" at {neutral.terminal(options.path(str(cause.at)))}"
        lines += _labelled("because", told + where, ink, width)
        if cause.settle_by:
            lines += _labelled("settle", neutral.terminal(cause.settle_by), ink, width)
    related = finding.related if options.verbose else finding.related[:RELATED]
    for second in related:
        told = f"{options.path(str(second.at))} {second.message}"
        lines += _labelled("see", neutral.terminal(told), ink, width)
    if stacks:
        lines += _labelled("only in", neutral.terminal(stacks), ink, width)
    return lines


def _labelled(label: str, text: str, ink: Ink, width: int) -> list[str]:
    return flow([Span(f"{label}:", "dim"), Span(text)], ink, width, "    ", "      ")


def _stacks(one: Told, report: Report) -> str:
    """Which stacks it holds for, when a stack of the same root does without it."""
    roots = {stack.stack.root for stack in report.stacks if stack.stack.id in one.stacks}
    kin = [stack.stack for stack in report.stacks if stack.stack.root in roots]
    if len(kin) <= len(one.stacks):
        return ""
    return ", ".join(one.stacks)


def _advice(finding: Finding) -> str:
    if finding.fix is None:
        return finding.rule.remediation
    replacement = finding.fix.replacement
    if replacement and "\n" not in replacement.strip() and replacement.strip() not in finding.fix.description:
        return f"{finding.fix.description}: {replacement.strip()}"
    return finding.fix.description
