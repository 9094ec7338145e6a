"""The findings of the text report, by file and line."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from natpin.model.finding import Finding, Related
from natpin.model.location import Location
from natpin.model.report import Report
from natpin.model.stack import Stack
from natpin.reporters import neutral, words
from natpin.reporters.distinct import Told, extent, same_words
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.layout import Ink, Span, breadth, flow

RELATED = 3
"""Second places shown per finding, unless all were asked for."""


def findings_by_file(
    report: Report, findings: tuple[Told, ...], options: ReportOptions, ink: Ink
) -> list[str]:
    """Each place and rule once, with everything found there; how to mend it, told once a rule."""
    if not findings:
        return []
    lines = [ink.heading("Findings")]
    stacks = {stack.stack.id: stack.stack for stack in report.stacks}
    extent_of = extent(report)
    path, advised = "", set[tuple[str, str]]()
    # One declaration may stand for many resources: count, for_each, a module that is called thrice.
    for (at, word, rule), several in groupby(findings, key=_heading):
        if path and path != at.path:
            lines.append("")
        path = at.path
        group = list(several)
        lines += _head(options.path(path if is_pseudo(path) else str(at)), word, rule, ink)
        alike = same_words(group)
        extents = [extent_of(one) for one in alike]
        shared = extents[0] if len(set(extents)) == 1 else ("", ())
        for one, told in zip(alike, extents, strict=True):
            lines += _finding(one.finding, len(alike) > 1, ink)
            if told != shared:
                lines += _extent(told, stacks, options, ink)
        lines += _extent(shared, stacks, options, ink)
        lines += _related([second for one in group for second in one.finding.related], options, ink)
        for advice in dict.fromkeys(neutral.terminal(_advice(one.finding)) for one in group):
            if advice and (options.verbose or (rule, advice) not in advised):
                lines += _labelled("fix", advice, ink)
            advised.add((rule, advice))
    return lines


def _heading(one: Told) -> tuple[Location, str, str]:
    return (one.finding.at, one.word, one.finding.rule.id)


def _head(place: str, word: str, rule: str, ink: Ink) -> list[str]:
    """``main.tf:3:5  error  nat-idle-range``; the rest on a line of its own where the path is long."""
    shown, name = neutral.terminal(place), neutral.terminal(rule)
    rest = f"{ink.paint(word, word)}  {ink.paint(name, 'dim')}"
    if breadth(f"{shown}  {word}  {name}") <= ink.width:
        return [f"{ink.paint(shown, 'bold')}  {rest}"]
    return [ink.paint(shown, "bold"), f"  {rest}"]


def _finding(finding: Finding, one_of_many: bool, ink: Ink) -> list[str]:
    first, rest = ("  • ", "    ") if one_of_many else ("  ", "  ")
    return flow([Span(neutral.terminal(finding.message))], ink, first, rest)


def _extent(
    told: tuple[str, tuple[str, ...]], stacks: Mapping[str, Stack], options: ReportOptions, ink: Ink
) -> list[str]:
    """``only in: infra (dev.tfvars)``; once for all that was found at a place when it is the same."""
    label, ids = told
    return (
        _labelled(label, neutral.terminal(words.stacks([stacks[id_] for id_ in ids], options)), ink)
        if ids
        else []
    )


def _related(related: list[Related], options: ReportOptions, ink: Ink) -> list[str]:
    """Second places, each once however many findings name it."""
    places = list(dict.fromkeys(f"{options.path(str(second.at))} {second.message}" for second in related))
    shown = places if options.verbose else places[:RELATED]
    return [line for place in shown for line in _labelled("see", neutral.terminal(place), ink)]


def _labelled(label: str, text: str, ink: Ink) -> list[str]:
    return flow([Span(f"{label}:", "dim"), Span(text)], ink, "    ", "      ")


def _advice(finding: Finding) -> str:
    if finding.fix is None:
        return finding.rule.remediation
    replacement = finding.fix.replacement
    if replacement and "\n" not in replacement.strip() and replacement.strip() not in finding.fix.description:
        return f"{finding.fix.description}: {replacement.strip()}"
    return finding.fix.description
