"""The table for a terminal: what is near its limit, or all."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.reporters.capacity.reckoning import Reckoned, State
from natpin.reporters.capacity.words import (
    HEADS,
    NOTHING,
    Whole,
    basis,
    cells,
    connections,
    notes,
    place,
    said,
    total,
)
from natpin.reporters.interface import ReportOptions
from natpin.reporters.layout import Ink, Span, breadth, flow
from natpin.reporters.neutral import clip, terminal, unstarted
from natpin.reporters.words import count

SHOWN = 20
"""Gateways told where not all are."""
LONGEST_NAME = 40
NOTES = 20
_STYLES = {State.SHORT: "error", State.UNKNOWN: "unknown", State.NEAR: "warning", State.OK: "static"}


def render(whole: Whole, options: ReportOptions) -> str:
    """The whole text."""
    ink = Ink(options.color, options.unicode, options.width)
    found = (
        whole.gateways if options.verbose else [one for one in whole.gateways if one.state is not State.OK]
    )
    shown = found if options.verbose else found[:SHOWN]
    blocks = [_table(shown, ink)] if shown else []
    left = len(whole.gateways) - len(shown)
    if left:
        said = count(left, "more NAT gateway") if shown else f"{count(left, 'NAT gateway')} with room"
        blocks.append([f"{said}; --verbose tells all"])
    said_ = notes(whole)
    told = said_ if options.verbose else said_[:NOTES]
    if len(told) < len(said_):
        told = [*told, f"{count(len(said_) - len(told), 'more note')}; --verbose tells all"]
    if told:
        blocks.append(
            [line for note in told for line in flow([Span(terminal(note), "unknown")], ink, "", "  ")]
        )
    blocks.append([line for one in basis(whole.assumed) for line in flow([Span(one, "dim")], ink)])
    blocks.append([total(whole) if whole.gateways or whole.missing else NOTHING])
    body = "\n\n".join("\n".join(block) for block in blocks if block)
    return ink.encodable(unstarted(body)) + "\n"


def _table(several: Sequence[Reckoned], ink: Ink) -> list[str]:
    rows = [(clip(terminal(one.gateway.name), LONGEST_NAME), *cells(one)) for one in several]
    widths = [max(map(breadth, column)) for column in zip(HEADS, *rows, strict=True)]
    found = [ink.paint(_row(HEADS, widths), "bold")]
    for one, row in zip(several, rows, strict=True):
        found.append(ink.paint(_row(row, widths), _STYLES[one.state]))
        for line in filter(None, (said(one), connections(one), place(one))):
            found += flow([Span(terminal(line), "dim")], ink, "  ", "  ")
    return found


def _row(row: Sequence[str], widths: Sequence[int]) -> str:
    """The name to the left, numbers to the right."""
    first, *others = (
        text + " " * (width - breadth(text)) if place_ == 0 else " " * (width - breadth(text)) + text
        for place_, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()
