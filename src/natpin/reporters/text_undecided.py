"""What could not be decided, by cause: one unknown value leaves a dozen rules open, and is settled once."""

from __future__ import annotations

from natpin.model.finding import Cause
from natpin.model.report import Report
from natpin.reporters import neutral, words
from natpin.reporters.distinct import Told, extent
from natpin.reporters.doubts import when
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.layout import Ink, Span, flow
from natpin.reporters.text_findings import Source


def undecided_by_cause(
    report: Report, findings: tuple[Told, ...], options: ReportOptions, ink: Ink
) -> list[str]:
    """Each cause once, with what would settle it and the rules it leaves open, gravest first."""
    if not findings:
        return []
    groups: dict[tuple[object, ...], list[Told]] = {}
    extent_of = extent(report)
    for one in findings:
        causes: tuple[object, ...] = one.finding.causes[:1] or (one.finding.message, one.finding.at)
        if one.finding.causes and is_pseudo(one.finding.causes[0].at.path):
            causes = (*causes, one.finding.at)
        groups.setdefault((*causes, extent_of(one)), []).append(one)
    stacks = {stack.stack.id: stack.stack for stack in report.stacks}
    lines = [ink.heading("Undecided")]
    source = Source(report.sources, ink)
    for group in groups.values():
        first = group[0].finding
        cause = first.causes[0] if first.causes else Cause(first.message, first.at)
        at = first.at if is_pseudo(cause.at.path) else cause.at
        where = "" if is_pseudo(at.path) else f"{options.path(str(at))}  "
        lines += flow([Span(neutral.terminal(where + cause.reason), "unknown")], ink, "", "  ")
        lines += source.lines(at, source.gutter([at]))
        settle = words.settling(cause.settle_by, at)
        if settle:
            lines += _labelled("to settle it", settle, ink)
        lines += _labelled("open", _open(group, options), ink)
        for case in _cases(group):
            lines += _labelled("case", case, ink)
        label, ids = extent_of(group[0])
        if ids:
            lines += _labelled(label, words.stacks([stacks[id_] for id_ in ids], options), ink)
    return lines


def _open(group: list[Told], options: ReportOptions) -> str:
    """The rules, errors first; with their subjects when everything was asked for."""
    ranked = sorted(group, key=lambda one: (one.finding.severity.rank, one.finding.rule.id))
    if options.verbose:
        return ", ".join(f"{one.finding.rule.id} ({one.finding.subject})" for one in ranked)
    return ", ".join(dict.fromkeys(one.finding.rule.id for one in ranked))


def _cases(group: list[Told]) -> list[str]:
    """``node-subnet-no-nat, snat-capacity fail when enable_nat = false; pass otherwise``: rules that fare alike together."""
    rules: dict[str, dict[str, None]] = {}
    for one in group:
        if one.finding.conditional is not None and (said := when(one.finding.conditional)):
            rules.setdefault(said, {})[one.finding.rule.id] = None
    return [f"{', '.join(names)} {said}" for said, names in rules.items()]


def _labelled(label: str, text: str, ink: Ink) -> list[str]:
    return flow([Span(f"{label}:", "dim"), Span(neutral.terminal(text))], ink, "    ", "      ")
