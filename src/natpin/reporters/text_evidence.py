"""What verdicts rest on, for people at a terminal: each verdict, then its places from the cluster to the exit."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.model.evidence import Evidence, Ground, Place
from natpin.model.finding import Verdict
from natpin.model.report import Report
from natpin.reporters import neutral, words
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.layout import Ink, Span, flow

MOST_ON_THE_WAY = 24
"""Places of the way out that are told, unless all were asked for."""

_SAID = {
    Verdict.PASS: ("passes for", "good"),
    Verdict.FAIL: ("fails for", "error"),
    Verdict.UNKNOWN: ("is unknown for", "unknown"),
    Verdict.NOT_APPLICABLE: ("does not apply to", "dim"),
}


def evidence(report: Report, options: ReportOptions, ink: Ink) -> list[str]:
    """Every verdict that was asked for."""
    lines = [ink.heading("Evidence")]
    several = len([stack for stack in report.stacks if stack.evidence]) > 1
    for stack in report.stacks:
        for one in stack.evidence:
            where = f"in {words.stack(stack.stack, options)}" if several else ""
            lines += [*_verdict(one, where, options, ink), ""]
    return lines[:-1]


def _verdict(one: Evidence, where: str, options: ReportOptions, ink: Ink) -> list[str]:
    said, style = _SAID[one.verdict]
    spans = [
        Span(neutral.terminal(one.rule), "bold"),
        Span(said, style),
        Span(neutral.terminal(one.label), "bold"),
    ]
    lines = flow([*spans, Span(neutral.terminal(where), "dim")] if where else spans, ink, "", "  ")
    for ground in one.grounds:
        lines += _ground(ground, options, ink)
    return lines


def _ground(ground: Ground, options: ReportOptions, ink: Ink) -> list[str]:
    lines: list[str] = []
    if ground.when:
        said, style = _SAID[ground.verdict]
        said = f"{said.rsplit(' ', 1)[0]} when"
        lines += flow([Span(said, style), Span(neutral.terminal(ground.when))], ink, "  ", "    ")
    if ground.facts:
        because = neutral.terminal("; ".join(ground.facts))
        lines += flow([Span("because", "dim"), Span(because)], ink, "  ", "    ")
    for cause in ground.causes:
        place = "" if is_pseudo(cause.at.path) else f"{options.path(str(cause.at))}  "
        lines += flow([Span(neutral.terminal(f"{place}{cause.reason}"), "unknown")], ink, "    ", "      ")
        if cause.settle_by:
            lines += flow(
                [Span("to settle it:", "dim"), Span(neutral.terminal(words.settling(cause.settle_by)))],
                ink,
                "      ",
                "        ",
            )
    lines += _places(ground.places, None, options, ink)
    if ground.path:
        lines.append(ink.paint("  how this traffic leaves, where it is not told above:", "dim"))
        lines += _places(ground.path, None if options.verbose else MOST_ON_THE_WAY, options, ink)
    if not ground.exact:
        lines += flow(
            [Span("The search was cut short: some of these places may not matter.", "dim")], ink, "  ", "  "
        )
    return lines


def _places(places: Sequence[Place], most: int | None, options: ReportOptions, ink: Ink) -> list[str]:
    lines: list[str] = []
    shown = places if most is None or len(places) <= most + 1 else places[:most]
    for place in shown:
        at = f"{options.path(str(place.at))}  " if place.at is not None else ""
        dim = "dim" if place.kind in ("absent", "none") else ""
        lines += flow([Span(neutral.terminal(f"{at}{place.text}"), dim)], ink, "    ", "      ")
        for number, step in enumerate(place.through):
            last = number == len(place.through) - 1
            told = f"{options.path(str(step))}  {_written(place) if last else 'handed on here'}"
            lines += flow([Span(neutral.terminal(told), "dim")], ink, "      ", "        ")
    if len(shown) < len(places):
        left = f"{len(places) - len(shown)} more places; --verbose lists them"
        lines += flow([Span(left, "dim")], ink, "    ", "      ")
    return lines


def _written(place: Place) -> str:
    if place.origin and place.origin.startswith(("variable ", "parameter ")):
        return f"written here, as the default of {place.origin}"
    return "written here"
