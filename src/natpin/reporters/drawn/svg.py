"""SVG that stands alone: no script, no reference to anything, colours for light and dark."""

from __future__ import annotations

from typing import Final

from natpin.model.record import record
from natpin.model.report import Report
from natpin.reporters.drawn.graph import Box, Drawing, of_report
from natpin.reporters.interface import ReportOptions
from natpin.reporters.neutral import clip, terminal, xml
from natpin.reporters.page.boxes import COLUMNS, LAYOUT

WIDTH, HEIGHT, ACROSS, DOWN, TOP, MARGIN, _LONGEST = (
    LAYOUT[name] for name in ("width", "height", "across", "down", "top", "margin", "letters")
)
_STYLE: Final = """
svg { background: #fff; color: #1c2024 } rect { fill: #f4f6f8; stroke: #d4d9de } path { fill: none; stroke: #5b636b }
text { font: 12px sans-serif; fill: #1c2024 } .head { fill: #5b636b; font-size: 11px }
.static rect { stroke: #1b6e3c; stroke-width: 2 } .open rect { stroke: #7a4f01; stroke-width: 2; stroke-dasharray: 4 3 }
.other rect { stroke: #b3261e; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
svg { background: #14171a } rect { fill: #1f2429; stroke: #3a4148 } text { fill: #e8eaed } .head { fill: #aab2ba }
.static rect { stroke: #81d8a1 } .open rect { stroke: #ffd180 } .other rect { stroke: #ff8a80 } path { stroke: #aab2ba } }
""".replace("\n", " ")


def render(report: Report, options: ReportOptions) -> str:
    """The map of one report."""
    return written(of_report(report, options))


@record
class _Place:
    x: int
    y: int


def written(drawn: Drawing) -> str:
    """The whole file."""
    used = [
        (column, boxes)
        for column in range(len(COLUMNS))
        if (boxes := [box for box in drawn.boxes if box.column == column])
    ]
    places = {
        box.place: _Place(MARGIN + x * (WIDTH + ACROSS), TOP + y * (HEIGHT + DOWN))
        for x, (_, boxes) in enumerate(used)
        for y, box in enumerate(boxes)
    }
    wide = 2 * MARGIN + max(len(used), 1) * (WIDTH + ACROSS) - ACROSS
    tall = TOP + max((len(boxes) for _, boxes in used), default=1) * (HEIGHT + DOWN) + MARGIN + 16
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}" role="img">',
        "<title>Egress of AKS clusters</title>",
        f"<style>{_STYLE}</style>",
    ]
    for x, (column, _) in enumerate(used):
        lines.append(
            f'<text class="head" x="{MARGIN + x * (WIDTH + ACROSS)}" y="20">{COLUMNS[column]}</text>'
        )
    lines += [_arrow(places[start], places[end]) for start, end in drawn.arrows]
    lines += [_box(box, places[box.place]) for box in drawn.boxes]
    said = f"{drawn.left_out} more clusters are not drawn" if drawn.left_out else ""
    said = said or ("" if drawn.boxes else "there is nothing to draw")
    if said:
        lines.append(f'<text class="head" x="{MARGIN}" y="{tall - 8}">{said}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _arrow(start: _Place, end: _Place) -> str:
    x, y, to, down = start.x + WIDTH, start.y + HEIGHT // 2, end.x, end.y + HEIGHT // 2
    return f'<path d="M{x} {y}C{x + 30} {y} {to - 30} {down} {to} {down}"/>'


def _box(box: Box, at: _Place) -> str:
    whole = terminal(box.label)
    style = f' class="{box.style}"' if box.style else ""
    return (
        f'<g{style} transform="translate({at.x} {at.y})"><title>{COLUMNS[box.column]}: {xml(whole)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="5"/>'
        f'<text x="10" y="21">{xml(clip(whole, _LONGEST))}</text></g>'
    )
