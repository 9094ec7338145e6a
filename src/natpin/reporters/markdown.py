"""For a job summary or a comment: GitHub's Markdown, the map as a picture, within a size.

``render`` is the whole; ``sections`` gives the parts to whoever composes a text of his own from them (a pull
request's comment), and ``sized.document`` puts parts together within a budget.
"""

from __future__ import annotations

from natpin.model.finding import Finding
from natpin.model.location import Location
from natpin.model.path import Exit
from natpin.model.report import ClusterReport, Report, StackReport
from natpin.reporters import mermaid, neutral, words
from natpin.reporters.distinct import (
    Told,
    files_missing,
    flags_unused,
    gravest_first,
    not_read,
    only_in,
    others_alike,
    tally,
    told,
)
from natpin.reporters.doubts import not_followed, when
from natpin.reporters.interface import ReportOptions, is_pseudo
from natpin.reporters.routes import Route, homeless, routes
from natpin.reporters.sized import Section, document

MARKS = {"error": "❌", "warning": "⚠️", "note": "ℹ️", "unknown": "❔"}

NAME = 100
"""Characters kept of a name in a table."""

WORKLOADS = 8

OPEN = 3
"""Clusters in a picture that is shown without a click."""


def render(report: Report, options: ReportOptions) -> str:
    """Headline, picture, egress table, findings, what was not read, what was suppressed."""
    return document(sections(report, options), options.max_bytes)


def sections(report: Report, options: ReportOptions) -> tuple[Section, ...]:
    """The parts of the report, in the order they are read, each saying how dispensable it is."""
    findings = told(report)
    parts = (
        Section("natpin", _headline(report, findings), rank=0, level=2),
        _picture(report, options),
        _egress(report, options),
        _findings(report, findings, options),
        _doubts(report, options),
        _skipped(report, options),
        _unused(report),
        _suppressed(report, options),
        _left_out(report, options),
    )
    return tuple(part for part in parts if part.intro or part.items)


def _headline(report: Report, findings: tuple[Told, ...]) -> str:
    counts = tally(findings)
    well = "✅" if words.has_clusters(report) and report.narrowed is None else "➖"
    mark = next((MARKS[one] for one, number in counts.items() if number), well)
    said = words.tallied(counts) or words.nothing_found(report)
    missing = files_missing(report)
    if report.incomplete:
        mark = "⚠️" if mark == well else mark
    if missing and (words.has_clusters(report) or any(counts.values())):
        said += f"; incomplete, {words.count(missing, 'file')} about AKS could not be read"
    unused = flags_unused(report)
    if unused:
        said += f"; {words.count(unused, 'flag')} not used"
    return f"{mark} **{said}** · {' · '.join(words.scope(report))}"


def _picture(report: Report, options: ReportOptions) -> Section:
    """Open while it is small enough to be taken in at a glance."""
    drawn = [
        (
            f"{cluster.name} · {words.stack(stack.stack, options)}"
            if len(report.stacks) > 1
            else cluster.name,
            cluster,
        )
        for stack in _unlike(report)
        for cluster in stack.clusters
    ]
    picture = mermaid.flowchart(drawn)
    intro = f"```mermaid\n{picture}\n```" if picture else ""
    return Section("Egress map", intro, rank=3, folded=len(drawn) > OPEN)


def _unlike(report: Report) -> list[StackReport]:
    """Stacks whose way out is not that of an earlier stack of the same root: those are drawn."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for stack in report.stacks:
        ways = (stack.stack.root, *((cluster.name, routes(cluster)) for cluster in stack.clusters))
        if ways not in seen:
            seen.add(ways)
            kept.append(stack)
    return kept


def _egress(report: Report, options: ReportOptions) -> Section:
    blocks = []
    drawn: dict[tuple[str, ...], str] = {}
    for stack in report.stacks:
        if not stack.clusters:
            continue
        rows = tuple(row for cluster in stack.clusters for row in _rows(cluster))
        name = words.stack(stack.stack, options)
        twin = drawn.setdefault((stack.stack.root, *rows), name)
        lines = [_head(stack, report, options), ""]
        if twin != name:
            lines.append(f"As in {neutral.code(_short(twin))}.")
        else:
            lines.append("| Cluster | Workloads | Pools | Subnet | Leaves by | From |")
            lines += ["| --- | --- | --- | --- | --- | --- |", *rows]
        blocks.append("\n".join(lines))
    return Section("Egress", "", tuple(blocks), rank=0, share=0.4, between="\n\n")


def _head(stack: StackReport, report: Report, options: ReportOptions) -> str:
    said, gravest = words.standing(stack, report)
    name = neutral.code(_short(words.stack(stack.stack, options)))
    return f"{MARKS.get(gravest, '✅' if gravest else '➖')} {name} ({neutral.prose(stack.stack.reader)}): {said}"


def _rows(cluster: ClusterReport) -> list[str]:
    name = neutral.code(_short(cluster.name))
    rows = [_row(name, route) for route in routes(cluster)]
    rows += [f"| {name} | {_prose(who)} | none takes it |  |  |  |" for who in homeless(cluster)]
    return rows or [f"| {name} |  | no pool found |  |  |  |"]


def _row(cluster: str, route: Route) -> str:
    pools = f"{'pods of ' if route.role.value == 'pod' else ''}{', '.join(map(neutral.code, map(_short, route.pools)))}"
    cells = [
        cluster,
        words.joined(map(_prose, route.workloads), WORKLOADS),
        pools,
        neutral.code(_short(route.subnet)),
        ", ".join(map(_prose, route.via)),
        f"**{_prose(route.ips)}**" if route.static and route.ips else _prose(route.ips),
    ]
    if route.causes:
        why = "; ".join(_prose(cause.reason) for cause in route.causes)
        cells[4 if route.exit is Exit.UNKNOWN else 5] += f" ({why})"
    return f"| {' | '.join(cells)} |"


def _findings(report: Report, findings: tuple[Told, ...], options: ReportOptions) -> Section:
    stacks_of = only_in(report)
    items = tuple(
        _item(one, _named(stacks_of(one), report, options), options) for one in gravest_first(findings)
    )
    return Section("Findings", "", items, rank=0, share=0.6)


def _item(one: Told, stacks: tuple[str, ...], options: ReportOptions) -> str:
    finding = one.finding
    lines = [
        f"- {MARKS[one.word]} **{one.word}** {neutral.code(finding.rule.id)} {place(one.finding.at, options)}",
        neutral.rich(finding.message),
    ]
    for cause in finding.causes:
        told = words.settling(cause.settle_by, cause.at)
        settle = f"; to settle it: {neutral.rich(told)}" if told else ""
        lines.append(f"Because {neutral.rich(cause.reason)}{settle}")
    lines.append(fix_of(finding))
    if finding.conditional is not None and (said := when(finding.conditional)):
        lines.append(f"It {neutral.rich(said)}")
    if stacks:
        lines.append(f"Only in {words.joined((neutral.code(_short(stack)) for stack in stacks), 5)}")
    return "<br>".join(lines)


def fix_of(finding: Finding) -> str:
    """How to mend it, in one line."""
    if finding.fix and finding.fix.replacement and len(finding.fix.replacement) <= NAME:
        return f"Fix: {neutral.rich(finding.fix.description)}: {neutral.code(finding.fix.replacement)}"
    return f"Fix: {neutral.rich(finding.fix.description if finding.fix else finding.rule.remediation)}"


def _named(ids: tuple[str, ...], report: Report, options: ReportOptions) -> tuple[str, ...]:
    return (
        tuple(words.stack(stack.stack, options) for stack in report.stacks if stack.stack.id in ids)
        if ids
        else ()
    )


def place(at: Location, options: ReportOptions) -> str:
    """A place in a file, as a link where the files can be looked at."""
    if is_pseudo(at.path):
        return neutral.code(at.path)
    path = options.path(at.path)
    name = neutral.code(f"{path}:{at.line}")
    return (
        f"[{name}]({options.source_url.rstrip('/')}/{neutral.uri(path)}#L{at.line})"
        if options.source_url
        else name
    )


def _doubts(report: Report, options: ReportOptions) -> Section:
    """What is not followed: folded, since what it changes is told by the findings."""
    items = []
    for one in not_followed(report):
        places = words.joined([neutral.code(options.path(str(at))) for at in one.places], 3)
        settle = f"; to settle it: {_prose(words.settling(one.settle_by))}" if one.settle_by else ""
        items.append(f"- {places}: {_prose(one.reason)}. May change: {_prose(one.changes)}{settle}")
    return Section("Not followed", "", tuple(items), rank=2, folded=True, share=0.3)


def _skipped(report: Report, options: ReportOptions) -> Section:
    ordered = [one for one in not_read(report) if not one.is_flag]
    items = []
    for one, others in others_alike(ordered).items():
        more = f" and {words.count(others, 'file')} more" if others else ""
        sign = "⚠️ " if one.claims_aks else ""
        items.append(f"- {sign}{neutral.code(options.path(one.path))}{more}: {_prose(one.reason)}")
    return Section("Not read", "", tuple(items), rank=1, folded=not report.incomplete, share=0.3)


def _unused(report: Report) -> Section:
    """Flags of the command line that count for nothing."""
    items = tuple(f"- ⚠️ {_prose(one.reason)}" for one in not_read(report) if one.is_flag)
    return Section("Not used", "", items, rank=1, share=0.1)


def _suppressed(report: Report, options: ReportOptions) -> Section:
    items = tuple(
        f"- {neutral.code(one.finding.rule.id)} {neutral.code(options.path(one.finding.at.path))}"
        f" ({neutral.prose(one.by)}{f', until {neutral.prose(one.until)}' if one.until else ''}): {_prose(one.reason)}"
        for one in report.suppressed
    )
    return Section(f"Suppressed ({len(items)})", "", items, rank=2, folded=True, share=0.3)


def _left_out(report: Report, options: ReportOptions) -> Section:
    """What a pull request that changes natpin.yaml might hide."""
    items = (
        *(f"- {neutral.code(options.path(path))} excluded" for path in report.excluded),
        *(f"- {neutral.code(rule)} switched off" for rule in report.switched_off),
    )
    return Section("Left out by the configuration", "", items, rank=2, folded=True, share=0.3)


def _short(text: str) -> str:
    return neutral.clip(text, NAME)


def _prose(text: str) -> str:
    return neutral.prose(neutral.clip(text, 300))
