"""For people at a terminal: where the traffic leaves, what is wrong with that, and how to mend it."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from natpin.model.location import Location
from natpin.model.report import Report
from natpin.model.value import Skipped
from natpin.reporters import neutral, words
from natpin.reporters.distinct import (
    Told,
    files_missing,
    flags_unused,
    not_read,
    others_alike,
    tally,
    told,
)
from natpin.reporters.interface import ReportOptions
from natpin.reporters.layout import Ink, Span, flow
from natpin.reporters.text_doubts import doubts
from natpin.reporters.text_findings import findings_by_file
from natpin.reporters.text_map import egress_map
from natpin.reporters.text_undecided import undecided_by_cause

NARROWEST, WIDEST = 40, 120
"""Columns that lines are wrapped at, whatever the terminal says of itself."""


def render(report: Report, options: ReportOptions) -> str:
    """The egress map, the findings by file, what was not read or not counted, and one line that sums it up."""
    ink = Ink(options.color, options.unicode, min(max(options.width, NARROWEST), WIDEST))
    findings = told(report)
    if any(stack.evidence for stack in report.stacks):
        from natpin.reporters.text_evidence import evidence

        return _written([evidence(report, options, ink), _summary(report, findings, ink)], ink)
    blocks = [
        egress_map(report, options, ink),
        findings_by_file(report, tuple(one for one in findings if one.word != "unknown"), options, ink),
        undecided_by_cause(report, tuple(one for one in findings if one.word == "unknown"), options, ink),
        doubts(report, options, ink),
        _skipped(report, options, ink),
        _unused(report, ink),
        _suppressed(report, options, ink),
        _left_out(report, options, ink),
        _summary(report, findings, ink),
    ]
    return _written(blocks, ink)


def _written(blocks: list[list[str]], ink: Ink) -> str:
    body = "\n\n".join("\n".join(block) for block in blocks if block)
    return ink.encodable(neutral.unstarted(body)) + "\n"


def _skipped(report: Report, options: ReportOptions, ink: Ink) -> list[str]:
    """What could not be read; files that speak of AKS first, because without them nothing is certain."""
    unread = [one for one in not_read(report) if not one.is_flag]
    if not unread:
        return []
    lines = [ink.heading("Not read")]
    alike = dict.fromkeys(unread, 0) if options.verbose else others_alike(unread)
    for (path, at, claims_aks), group in groupby(alike, key=_where):
        several = list(group)
        others = sum(alike[one] for one in several)
        place = options.path(path) + (f":{at.line}:{at.column}" if at else "")
        place += f" and {words.count(others, 'file')} more" if others else ""
        shown = Span(neutral.terminal(place), "warning" if claims_aks else "")
        lines += flow(
            [shown, *([Span("it speaks of AKS", "warning", whole=True)] if claims_aks else [])], ink, "", "  "
        )
        for one in several:
            lines += flow([Span(neutral.terminal(one.reason), "" if claims_aks else "dim")], ink, "  ", "  ")
    return lines


def _unused(report: Report, ink: Ink) -> list[str]:
    """Flags of the command line that count for nothing."""
    lines: list[str] = []
    for one in not_read(report):
        if one.is_flag:
            lines += flow([Span(neutral.terminal(one.reason), "warning")], ink, "", "  ")
    return [ink.heading("Not used"), *lines] if lines else []


def _where(one: Skipped) -> tuple[str, Location | None, bool]:
    return one.path, one.at, one.claims_aks


def _suppressed(report: Report, options: ReportOptions, ink: Ink) -> list[str]:
    if not report.suppressed:
        return []
    by = Counter(one.by for one in report.suppressed)
    ways = ", ".join(f"{number} {neutral.terminal(way)}" for way, number in sorted(by.items()))
    said = f"{words.count(len(report.suppressed), 'finding')} suppressed ({ways})"
    if not options.verbose:
        return [ink.paint(said, "dim")]
    lines = [ink.heading("Suppressed")]
    for one in report.suppressed:
        place = neutral.terminal(options.path(str(one.finding.at)))
        lines += flow([Span(place), Span(neutral.terminal(one.finding.rule.id), "dim")], ink, "", "  ")
        until = f" (until {one.until})" if one.until else ""
        lines += flow([Span(neutral.terminal(f"{one.by}: {one.reason}{until}"))], ink, "  ", "  ")
    return [*lines, "", ink.paint(said, "dim")]


def _left_out(report: Report, options: ReportOptions, ink: Ink) -> list[str]:
    """What natpin.yaml, which a pull request may have changed, keeps from being judged."""
    lines: list[str] = []
    most = None if options.verbose else words.VARIANTS
    for word, names in (
        ("Excluded", [options.path(path) for path in report.excluded]),
        ("Switched off", list(report.switched_off)),
    ):
        if names:
            told_names = words.joined([neutral.terminal(name) for name in names], most)
            lines += flow(
                [Span(f"{word} by the configuration:", "dim"), Span(told_names, "dim")], ink, "", "  "
            )
    return lines


def _summary(report: Report, findings: tuple[Told, ...], ink: Ink) -> list[str]:
    """The last line is what people look for first."""
    counts = tally(findings)
    missing = files_missing(report)
    unused = flags_unused(report)
    if findings:
        mark, style = ("✗", "error") if counts["error"] else ("!", "warning")
        said = Span(f"{mark} {words.tallied(counts)}", style, whole=True)
    elif missing and words.has_clusters(report):
        said = Span("! no finding in what could be read", "warning", whole=True)
    elif unused:
        said = Span(f"! {words.nothing_found(report)}", "warning", whole=True)
    else:
        mark, style = ("!", "warning") if report.nothing_judged else ("–", "dim")
        mark, style = (
            ("✓", "good") if words.has_clusters(report) and report.narrowed is None else (mark, style)
        )
        said = Span(f"{mark} {words.nothing_found(report)}", style, whole=True)
    spans = [said, *(Span(f"· {part}", "dim", whole=True) for part in words.scope(report))]
    if missing and (findings or words.has_clusters(report)):
        spans.insert(
            1, Span(f"· incomplete: {words.count(missing, 'file')} about AKS not read", "warning", whole=True)
        )
    if unused:
        spans.insert(1, Span(f"· {words.count(unused, 'flag')} not used", "warning", whole=True))
    lines = flow(spans, ink, "", "  ")
    if findings:
        hint = "natpin explain RULE tells why a rule is asked and what it rests on"
        lines += flow([Span(hint, "dim")], ink, "  ", "  ")
    return lines
