"""The egress map as a picture that GitHub and GitLab draw: Mermaid's ``flowchart LR``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from natpin.model.path import Exit
from natpin.model.report import ClusterReport
from natpin.reporters import neutral
from natpin.reporters.routes import Route, routes
from natpin.reporters.words import joined

EDGES = 300
"""Mermaid draws no more than 500 edges (its ``maxEdges``), and nobody reads that many."""

WORKLOADS = 4
"""Workloads named in a box."""

NAMELESS = "(no name)"
"""Mermaid takes no empty label."""

_STYLES = (
    "  classDef static fill:#dafbe1,stroke:#1a7f37,color:#0a3d1a",
    "  classDef other fill:#fff8c5,stroke:#9a6700,color:#3d2a00",
    "  classDef unknown fill:#fbefff,stroke:#8250df,color:#2e1065,stroke-dasharray:4 3",
)


class _Drawing:
    """Boxes and arrows; a box or an arrow that is drawn twice is one."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._boxes: dict[tuple[str, ...], str] = {}
        self._arrows: set[tuple[str, str]] = set()

    def box(self, key: Sequence[str], label: str, style: str = "", shape: str = '["{}"]') -> str:
        name = self._boxes.get(tuple(key))
        if name is None:
            name = self._boxes[tuple(key)] = f"n{len(self._boxes) + 1}"
            self.lines.append(f"  {name}{shape.format(label or NAMELESS)}{f':::{style}' if style else ''}")
        return name

    def arrow(self, start: str, end: str) -> None:
        if (start, end) not in self._arrows:
            self._arrows.add((start, end))
            self.lines.append(f"  {start} --> {end}")

    @property
    def full(self) -> bool:
        return len(self._arrows) > EDGES


def flowchart(clusters: Iterable[tuple[str, ClusterReport]]) -> str:
    """The clusters' ways out, each cluster under its title, left to right: workloads, pools, subnet, exit, IPs.

    Empty when there are none.
    """
    drawing = _Drawing()
    left_out = 0
    for number, (title, cluster) in enumerate(clusters):
        ways = routes(cluster)
        if not ways:
            continue
        if drawing.full:
            left_out += 1
            continue
        _cluster(drawing, str(number), title, ways)
    if not drawing.lines:
        return ""
    if left_out:
        drawing.box(("left out",), f"{left_out} more clusters, not drawn", "unknown")
    return "\n".join(["flowchart LR", *drawing.lines, *_STYLES])


def _cluster(drawing: _Drawing, number: str, title: str, ways: tuple[Route, ...]) -> None:
    """Who sends is drawn inside the cluster's frame, the way out of it outside."""
    ends: list[tuple[str, Route]] = []
    drawing.lines.append(f'  subgraph c{number}["{neutral.mermaid(title) or NAMELESS}"]')
    for position, way in enumerate(ways):
        pool = drawing.box((number, "pool", str(position)), neutral.mermaid(way.who))
        if way.workloads:
            label = neutral.mermaid(joined(way.workloads, WORKLOADS), 160)
            load = drawing.box((number, "load", str(position)), label, shape='(["{}"])')
            drawing.arrow(load, pool)
        ends.append((pool, way))
    drawing.lines.append("  end")
    for position, (pool, way) in enumerate(ends):
        style = "static" if way.static else "unknown" if way.exit is Exit.UNKNOWN else "other"
        # Two subnets that are not known are not the same subnet.
        key = [number, "subnet", way.subnet, "" if way.static else str(position)]
        last = drawing.box(key, neutral.mermaid(f"subnet {way.subnet}"))
        drawing.arrow(pool, last)
        for step in (*way.via, *((way.ips,) if way.ips else ())):
            key = [*key, step]
            # One gateway is one box, from whichever subnet it is reached; other exits are drawn where they are taken.
            box = drawing.box(("static", number, step) if way.static else key, neutral.mermaid(step), style)
            drawing.arrow(last, box)
            last = box
