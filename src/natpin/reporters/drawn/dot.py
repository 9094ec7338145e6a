"""For Graphviz: a column is a rank. Source: "The DOT Language", quoted strings."""

from __future__ import annotations

from typing import Final

from natpin.model.report import Report
from natpin.reporters.drawn.graph import Drawing, of_report
from natpin.reporters.interface import ReportOptions
from natpin.reporters.neutral import terminal
from natpin.reporters.page.boxes import COLUMNS

_STYLES: Final = {
    "": "",
    "static": ", color=darkgreen",
    "open": ", color=darkgoldenrod, style=dashed",
    "other": ", color=firebrick",
}


def render(report: Report, options: ReportOptions) -> str:
    """The map of one report."""
    return written(of_report(report, options))


def written(drawn: Drawing) -> str:
    """The whole file."""
    names = {box.place: f"n{number}" for number, box in enumerate(drawn.boxes)}
    lines = ["digraph egress {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    for column, title in enumerate(COLUMNS):
        own = [box for box in drawn.boxes if box.column == column]
        if own:
            lines += [f"  subgraph column{column} {{ // {title}", "    rank=same;"]
            lines += [
                f"    {names[box.place]} [label={_quoted(box.label)}{_STYLES[box.style]}];" for box in own
            ]
            lines.append("  }")
    lines += [f"  {names[start]} -> {names[end]};" for start, end in drawn.arrows]
    if drawn.left_out:
        lines.append(f'  label="{drawn.left_out} more clusters are not drawn";')
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    """Within a label, a backslash begins an escape of Graphviz's own."""
    return '"' + terminal(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
