"""The egress map of the text report: stack, cluster, and every way out of it."""

from __future__ import annotations

from natpin.model.path import Exit
from natpin.model.report import ClusterReport, Report, StackReport
from natpin.model.value import Unknown
from natpin.reporters import neutral, words
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.layout import Ink, Span, chain, flow
from natpin.reporters.routes import Route, homeless, routes

NAME = 100
"""Characters kept of a name in the map; findings have it whole."""

WORKLOADS = 4
"""Workloads named per route, unless all were asked for."""

POOLS = 12
"""Pools named per route, unless all were asked for."""


def egress_map(report: Report, options: ReportOptions, ink: Ink) -> list[str]:
    """One block a stack. A stack whose map is that of an earlier one says so instead of repeating it."""
    blocks: list[list[str]] = []
    drawn: dict[tuple[str, ...], str] = {}
    for stack in report.stacks:
        if not stack.clusters:
            continue
        body = _body(stack, options, ink)
        twin = drawn.setdefault((stack.stack.root, *body), words.stack(stack.stack, options))
        if twin != words.stack(stack.stack, options):
            body = flow([Span(f"egress as in {_name(twin)}", "dim")], ink, "  ", "  ")
        blocks.append([*_head(stack, report, options, ink), *body])
    if not blocks:
        return []
    return [ink.heading("Egress"), *(line for block in blocks for line in (*block, ""))][:-1]


def _head(stack: StackReport, report: Report, options: ReportOptions, ink: Ink) -> list[str]:
    """``infra (prod.tfvars) · terraform · 2 errors``: which environments pass is told here."""
    standing, style = words.standing(stack, report)
    spans = [
        Span(_name(words.stack(stack.stack, options)), "bold"),
        Span(f"· {_name(stack.stack.reader)}", "dim", whole=True),
        Span("·", "dim"),
        Span(standing, style, whole=True),
    ]
    return [*flow(spans, ink, "", "  "), *_deployed(stack, options, ink)]


def _deployed(stack: StackReport, options: ReportOptions, ink: Ink) -> list[str]:
    """Which command of a script deploys it, and the inputs that it gives."""
    at = stack.stack.deployed_at
    if at is None:
        return []
    spans = [Span(f"deployed at {_name(options.path(at.path))}:{at.line}", "dim", whole=True)]
    names = [_name(name) for name in stack.stack.given]
    if names:
        spans.append(Span("which gives", "dim"))
        spans += [Span(part, "dim") for part in words.listed(names, _most(options))]
    return flow(spans, ink, "  ", "    ")


def _body(stack: StackReport, options: ReportOptions, ink: Ink) -> list[str]:
    told = {cause.reason for finding in stack.findings for cause in finding.causes}
    blocks = [_cluster(cluster, told, options, ink) for cluster in stack.clusters]
    return [line for block in blocks for line in (*block, "")][:-1]


def _cluster(cluster: ClusterReport, told: set[str], options: ReportOptions, ink: Ink) -> list[str]:
    spans = [Span(f"cluster {_name(cluster.name)}", "bold", whole=True)]
    spans += [Span(f"· {_name(fact)}", "dim", whole=True) for fact in words.network(cluster)]
    lines = flow(spans, ink, "  ", "    ")
    for route in routes(cluster):
        lines += _route(route, told, options, ink)
    lost = [_name(name) for name in homeless(cluster)]
    if lost:
        spans = [Span(part, "workload", whole=True) for part in words.listed(lost, _most(options))]
        lines += flow(
            [*spans, Span("→ no pool takes it" if len(lost) == 1 else "→ no pool takes them")],
            ink,
            _mark("○", "other", ink),
            "      ",
        )
    return lines


def _route(route: Route, told: set[str], options: ReportOptions, ink: Ink) -> list[str]:
    """A mark, who sends, and the way; why it is unknown, in full only where no finding says it."""
    mark, style = (
        ("●", "static")
        if route.static
        else ("?", "unknown")
        if route.exit is Exit.UNKNOWN
        else ("○", "other")
    )
    pools = words.joined([_name(pool) for pool in route.pools], _most(options, POOLS))
    steps = [Span(f"{route.kind} {pools}"), Span(f"subnet {_name(route.subnet)}")]
    steps += [Span(_name(step), style) for step in route.via]
    if route.ips:
        steps.append(Span(_name(route.ips), style))
    if route.workloads:
        names = words.listed([_name(one) for one in route.workloads], _most(options))
        spans = [Span(part, "workload", whole=True) for part in names]
        lines = flow(spans, ink, _mark(mark, style, ink), "      ")
        lines += chain(steps, ink, "      ", "      ", arrow_first=True)
    else:
        lines = chain(steps, ink, _mark(mark, style, ink), "      ")
    for cause in route.causes:
        lines += flow(_reason(cause, cause.reason in told, options), ink, "        ", "        ")
    return lines


def _most(options: ReportOptions, most: int = WORKLOADS) -> int | None:
    """How many names of a kind are shown; None for all of them."""
    return None if options.verbose else most


def _mark(mark: str, style: str, ink: Ink) -> str:
    return f"    {ink.paint(mark, style)} "


def _reason(cause: Unknown, brief: bool, options: ReportOptions) -> list[Span]:
    """Why something is not known, where that is written, and what would settle it."""
    spans = [Span(neutral.terminal(cause.reason), "dim")]
    if brief:
        return spans
    if not is_pseudo(cause.at.path):
        spans.append(Span(f"({neutral.terminal(options.path(str(cause.at)))})", "dim"))
    if cause.settle_by:
        spans.append(Span(f"to settle it: {neutral.terminal(words.settling(cause.settle_by))}"))
    return spans


def _name(text: str) -> str:
    return neutral.terminal(neutral.clip(text, NAME))
