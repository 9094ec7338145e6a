"""For job summaries and issues: what is near its limit as a table, the rest as a number."""

from __future__ import annotations

from natpin.reporters.capacity.reckoning import Reckoned, State
from natpin.reporters.capacity.words import (
    HEADS,
    NOTHING,
    Whole,
    basis,
    cells,
    connections,
    notes,
    said,
    total,
)
from natpin.reporters.interface import ReportOptions
from natpin.reporters.neutral import code, prose
from natpin.reporters.sized import Section, document

_MARKS = {State.SHORT: "❌", State.UNKNOWN: "❔", State.NEAR: "⚠️", State.OK: "✅"}


def render(whole: Whole, options: ReportOptions) -> str:
    """The whole text."""
    shown = [one for one in whole.gateways if options.verbose or one.state is not State.OK]
    gravest = whole.gateways[0].state if whole.gateways else State.UNKNOWN
    if whole.open and gravest is not State.SHORT:
        gravest = State.UNKNOWN
    headline = total(whole) if whole.gateways or whole.missing else NOTHING
    found = [Section("natpin capacity", f"{_MARKS[gravest]} **{prose(headline)}**", level=2)]
    if shown:
        head = f"| {' | '.join(HEADS)} | |\n|---|{'---:|' * (len(HEADS) - 1)}---|"
        found.append(Section("", "", (head, *map(_row, shown))))  # a table ends where a line is empty
    told = tuple(f"- {prose(note)}" for note in notes(whole))
    if told:
        found.append(Section("Not in the table", f"{len(told)}:", told, rank=1))
    found.append(Section("", "\n".join(prose(one) for one in basis(whole.assumed)), rank=1))
    return document(tuple(found), options.max_bytes)


def _row(one: Reckoned) -> str:
    source = one.gateway.origin.source
    name = code(one.gateway.name) + (f"<br>{prose(source)}" if source else "")
    text = " ".join(filter(None, (said(one), connections(one))))
    return f"| {' | '.join((name, *cells(one)))} | {_MARKS[one.state]} {prose(text)} |"
