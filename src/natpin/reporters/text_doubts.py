"""What the text report says was not followed."""

from __future__ import annotations

from natpin.model.report import Report
from natpin.reporters import neutral, words
from natpin.reporters.doubts import not_followed
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.layout import Ink, Span, flow

MOST = 8
"""Doubts that are told, unless all were asked for."""
PLACES = 2


def doubts(report: Report, options: ReportOptions, ink: Ink) -> list[str]:
    """Each doubt once: where, what, what it may change, and what would settle it."""
    found = not_followed(report)
    if not found:
        return []
    lines = [ink.heading("Not followed")]
    shown = found if options.verbose or len(found) <= MOST + 1 else found[:MOST]
    stacks = {stack.stack.id: stack.stack for stack in report.stacks}
    roots = len({stack.root for stack in stacks.values()})
    for one in shown:
        first, *others = one.places
        place = "" if is_pseudo(first.path) else f"{options.path(str(first))}  "
        lines += flow([Span(neutral.terminal(place + one.reason), "unknown")], ink, "", "  ")
        more = [str(at) if at.path != first.path else f"line {at.line}" for at in others]
        if more:
            lines += _labelled("also", words.joined(more, None if options.verbose else PLACES), ink)
        lines += _labelled("may change", one.changes, ink)
        if one.settle_by:
            lines += _labelled("to settle it", words.settling(one.settle_by), ink)
        if len({stacks[id_].root for id_ in one.stacks}) < roots:
            lines += _labelled("in", words.stacks([stacks[id_] for id_ in one.stacks], options), ink)
    if len(shown) < len(found):
        left = f"{len(found) - len(shown)} more that are not followed; --verbose lists them"
        lines += flow([Span(left, "dim")], ink, "", "  ")
    return lines


def _labelled(label: str, text: str, ink: Ink) -> list[str]:
    return flow([Span(f"{label}:", "dim"), Span(neutral.terminal(text))], ink, "    ", "      ")
