"""A fleet for people at a terminal: what is wrong first, then a line a member."""

from __future__ import annotations

from collections.abc import Iterable

from natpin.fleet.table import Line, Totals, failing, whose, why_of
from natpin.reporters.interface import ReportOptions
from natpin.reporters.layout import Ink, Span, flow
from natpin.reporters.neutral import terminal, unstarted
from natpin.reporters.rows import State
from natpin.reporters.words import count

SHOWN = 20
"""Members told where not all are: those with most that fails."""
_STYLES = {State.FAILS: "error", State.UNKNOWN: "unknown", State.WARNS: "warning", State.PASSES: "static"}


def render(lines: Iterable[Line], options: ReportOptions) -> str:
    """The whole text."""
    ink = Ink(options.color, options.unicode, options.width)
    told = list(lines)
    totals = Totals()
    for line in told:
        totals.add(line)
    blocks = [
        _missing(told, ink),
        _members([line for line in told if line.missing is None], ink, options.verbose),
        _failing(told, ink, options.verbose),
        _apart(told, ink, options.verbose),
        [_sum(totals, ink)],
    ]
    body = "\n\n".join("\n".join(block) for block in blocks if block)
    return ink.encodable(unstarted(body)) + "\n"


def _missing(lines: list[Line], ink: Ink) -> list[str]:
    absent = [line for line in lines if line.missing is not None]
    if not absent:
        return []
    found = [ink.heading("Not read: nothing is known of the clusters there")]
    for line in absent:
        found += flow([Span(terminal(f"{line.origin.source}: {line.missing}"), "unknown")], ink, "", "  ")
    return found


def _members(lines: list[Line], ink: Ink, everything: bool) -> list[str]:
    if not lines:
        return []
    ordered = sorted(lines, key=gravest_first)
    shown = ordered if everything else ordered[:SHOWN]
    width = max(len(terminal(line.origin.source)) for line in shown)
    heads = "".join(f"{state.value:>9}" for state in State)
    found = [ink.heading(f"{'source':{width}}  kind {heads}")]
    for line in shown:
        cells = "".join(
            ink.paint(f"{line.states[state]:9}", _STYLES[state] if line.states[state] else "dim")
            for state in State
        )
        hidden = f"{count(line.suppressed, 'finding')} suppressed" if line.suppressed else ""
        mark = "".join(f"  {terminal(one)}" for one in (line.gap, hidden) if one)
        found.append(f"{terminal(line.origin.source):{width}}  {line.origin.kind:5}{cells}{mark}")
    if len(shown) < len(ordered):
        found.append(f"{count(len(ordered) - len(shown), 'more source')}; --verbose tells all")
    return found


def _failing(lines: list[Line], ink: Ink, everything: bool) -> list[str]:
    """The clusters that fail, by name: whoever has to act does not know them by numbers."""
    failed = list(failing(lines))
    if not failed:
        return []
    found = [ink.heading("Clusters that fail")]
    for line, cluster in failed if everything else failed[:SHOWN]:
        named = Span(f"{terminal(cluster.name or '(no name)')}:", "error")
        found += flow([named, Span(terminal(why_of(line, cluster)))], ink, "", "  ")
        found += flow([Span(terminal(whose(line, cluster)), "dim")], ink, "  ", "    ")
    if not everything and len(failed) > SHOWN:
        found.append(f"{len(failed) - SHOWN} more; --verbose tells all")
    return found


def _apart(lines: list[Line], ink: Ink, everything: bool) -> list[str]:
    """What concerns no cluster, and is as grave: what fails or is unknown, with ``everything`` what warns, too."""
    told = [(line, one) for line in lines for one in (line.apart if everything else line.grave_apart)]
    if not told:
        return []
    found = [ink.heading("Findings that concern no cluster")]
    for line, one in told if everything else told[:SHOWN]:
        state = Span(f"{one.state.value}:", _STYLES[one.state])
        found += flow([state, Span(", ".join(map(terminal, one.rules)))], ink, "", "  ")
        found += flow([Span(terminal(line.origin.source), "dim")], ink, "  ", "    ")
    if not everything and len(told) > SHOWN:
        found.append(f"{len(told) - SHOWN} more; --verbose tells all")
    return found


def gravest_first(line: Line) -> tuple[int, int, str, str]:
    """Orders sources: those with most that fails, then with most that is unknown."""
    return -line.states[State.FAILS], -line.states[State.UNKNOWN], line.origin.source, line.origin.kind


def _sum(totals: Totals, ink: Ink) -> str:
    states = totals.states
    said = [f"{count(states.total(), 'cluster')} in {count(totals.sources, 'source')}"]
    said += [ink.paint(f"{states[state]} {state.value}", _STYLES[state]) for state in State if states[state]]
    if totals.apart:
        style = _STYLES[State.FAILS if totals.apart[State.FAILS] else State.UNKNOWN]
        said.append(
            ink.paint(f"{count(totals.apart.total(), 'source')} with findings that concern no cluster", style)
        )
    if totals.partly:
        said.append(ink.paint(f"{count(totals.partly, 'source')} incomplete", "unknown"))
    if totals.missing:
        said.append(ink.paint(f"{count(totals.missing, 'source')} not read", "unknown"))
    if totals.suppressed:
        said.append(f"{count(totals.suppressed, 'finding')} suppressed")
    if totals.looked:
        said.append(totals.looked)
    return " · ".join(said)
