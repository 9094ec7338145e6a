"""The egress map of the text report: stack, cluster, and every way out of it."""

from __future__ import annotations

from collections import Counter

from natpin.model.path import Exit
from natpin.model.report import ClusterReport, Report, StackReport
from natpin.model.value import Unknown
from natpin.reporters import neutral, words
from natpin.reporters.distinct import word
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.layout import Ink, Span, chain, flow
from natpin.reporters.routes import Route, homeless, routes

NAME = 100
"""Characters kept of a name in the map; findings have it whole."""

WORKLOADS = 5
"""Workloads named per route, unless all were asked for."""


def egress_map(report: Report, options: ReportOptions, ink: Ink, width: int) -> list[str]:
    """One block a stack. A stack whose map is that of an earlier one says so instead of repeating it."""
    blocks: list[list[str]] = []
    drawn: dict[tuple[str, ...], str] = {}
    for stack in report.stacks:
        if not stack.clusters:
            continue
        body = [line for cluster in stack.clusters for line in _cluster(cluster, options, ink, width)]
        head = _head(stack, options, ink, width)
        twin = drawn.setdefault((stack.stack.root, *body), stack.stack.id)
        if twin != stack.stack.id:
            body = flow([Span(f"as in {_name(options.path(twin))}", "dim")], ink, width, "  ", "    ")
        blocks.append([*head, *body])
    if not blocks:
        return []
    lines = [ink.paint("Egress", "bold")]
    for block in blocks:
        lines += [*block, ""]
    return lines[:-1]


def _head(stack: StackReport, options: ReportOptions, ink: Ink, width: int) -> list[str]:
    """``infra (prod.tfvars) · terraform · 2 errors``: which environments pass is told here."""
    counts = Counter(word(finding) for finding in stack.findings)
    standing = words.standing(counts)
    style = "error" if counts["error"] else "warning" if counts else "green"
    spans = [
        Span(_name(options.path(stack.stack.id)), "bold"),
        Span(f"· {_name(stack.stack.reader)} ·", "dim"),
        Span(standing, style),
    ]
    return flow(spans, ink, width, "", "  ")


def _cluster(cluster: ClusterReport, options: ReportOptions, ink: Ink, width: int) -> list[str]:
    spans = [Span("cluster", "dim"), Span(_name(cluster.name), "bold")]
    facts = words.network(cluster)
    if facts:
        spans.append(Span(f"· {neutral.terminal(facts)}", "dim"))
    lines = flow(spans, ink, width, "  ", "    ")
    for route in routes(cluster):
        lines += _route(route, options, ink, width)
    for name in homeless(cluster):
        lines += flow(
            [Span(_name(name)), Span("→ no pool takes it", "warning")], ink, width, "    ", "      "
        )
    return lines


def _route(route: Route, options: ReportOptions, ink: Ink, width: int) -> list[str]:
    style = "green" if route.static else "unknown" if route.exit is Exit.UNKNOWN else "yellow"
    steps = [Span(_name(route.who)), Span(f"subnet {_name(route.subnet)}")]
    steps += [Span(_name(step), style) for step in route.via]
    if route.ips:
        steps.append(Span(_name(route.ips), style if route.static else "yellow"))
    if route.workloads:
        named = words.listed(map(_name, route.workloads), None if options.verbose else WORKLOADS)
        steps.insert(0, Span(named, "cyan"))
    lines = chain(steps, ink, width, "    ", "      ", head=bool(route.workloads))
    for cause in route.causes:
        lines += flow(reason(cause, options), ink, width, "      ", "        ")
    return lines


def reason(cause: Unknown, options: ReportOptions) -> list[Span]:
    """Why something is not known, where that is written, and what would settle it."""
    spans = [Span(f"({neutral.terminal(cause.reason)}")]
    if not is_pseudo(cause.at.path):
        spans.append(Span(f"at {neutral.terminal(options.path(str(cause.at)))}", "dim"))
    if cause.settle_by:
        spans.append(Span(f"· to settle it: {neutral.terminal(cause.settle_by)}"))
    spans[-1] = Span(f"{spans[-1].text})", spans[-1].style)
    return spans


def _name(text: str) -> str:
    return neutral.terminal(neutral.clip(text, NAME))
