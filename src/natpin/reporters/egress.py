"""The egress map alone: which pools leave by which way, from which addresses. ``natpin egress`` prints it."""

from __future__ import annotations

from typing import Any

import natpin
from natpin.model.report import Report
from natpin.reporters import indented, neutral, words
from natpin.reporters import json as report_json
from natpin.reporters import markdown as report_markdown
from natpin.reporters.allowlist import Allowlist
from natpin.reporters.interface import ReportOptions
from natpin.reporters.layout import Ink, Span, flow
from natpin.reporters.sized import Section
from natpin.reporters.sized import document as sized
from natpin.reporters.text import NARROWEST, WIDEST
from natpin.reporters.text_map import egress_map

SCHEMA = "natpin/egress/v1"
_SHOWN = ("Egress map", "Egress", "Not read", "Not used")


def text(report: Report, found: Allowlist, options: ReportOptions) -> str:
    """For people at a terminal."""
    ink = Ink(options.color, options.unicode, min(max(options.width, NARROWEST), WIDEST))
    blocks = [egress_map(report, options, ink), _addresses(found, ink), _gaps(found, ink)]
    body = "\n\n".join("\n".join(block) for block in blocks if block)
    return ink.encodable(neutral.unstarted(body or words.nothing_found(report))) + "\n"


def _addresses(found: Allowlist, ink: Ink) -> list[str]:
    if not found.entries:
        return []
    lines = [ink.heading("Addresses")]
    for entry in found.entries:
        users = words.joined(map(neutral.terminal, entry.clusters), 4)
        lines += flow([Span(str(entry.network), "static"), Span(users, "dim")], ink, "", "  ")
    return lines


def _gaps(found: Allowlist, ink: Ink) -> list[str]:
    if not found.gaps:
        return []
    lines = [ink.heading("Not known")]
    for gap in found.gaps:
        who = f"cluster {gap.cluster}, {gap.pool}: " if gap.cluster else ""
        lines += flow([Span(neutral.terminal(f"{who}{gap.reason}"))], ink, "", "  ")
    return lines


def json_(report: Report, found: Allowlist, options: ReportOptions) -> str:
    """``natpin/egress/v1``: ``complete``, ``cidrs``, ``gaps``, ``clusters``."""
    return indented.gathered(lambda put: write_json(report, found, options, put))


def write_json(report: Report, found: Allowlist, options: ReportOptions, put: indented.Put) -> None:
    """The same document, piece by piece."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"name": "natpin", "version": natpin.__version__},
        "complete": not found.gaps,
        "cidrs": [{"cidr": str(one.network), "clusters": list(one.clusters)} for one in found.entries],
        "gaps": [
            {"cluster": one.cluster, "pool": one.pool, "reason": one.reason, "settleBy": one.settle_by}
            for one in found.gaps
        ],
        "clusters": (
            {"stack": stack, **{name: cluster[name] for name in ("name", "address", "network", "egress")}}
            for stack, cluster in report_json.clusters(report, options)
        ),
    }
    indented.write(document, lambda piece: put(neutral.json_line_safe(piece)))


def markdown(report: Report, found: Allowlist, options: ReportOptions) -> str:
    """For a job summary or a comment."""
    clusters = sum(len(stack.clusters) for stack in report.stacks)
    known = words.count(len(found.entries), "range")
    intro = f"{words.count(clusters, 'cluster')} · {known} · " + (
        f"⚠️ {words.count(len(found.gaps), 'way')} out with unknown addresses" if found.gaps else "all known"
    )
    listed = tuple(f"{entry.network}" for entry in found.entries)
    parts = [part for part in report_markdown.sections(report, options) if part.title in _SHOWN]
    if listed:
        parts.append(Section("Addresses", "", ("```text\n" + "\n".join(listed) + "\n```",), rank=1))
    return sized([Section("Egress of AKS", intro, rank=0, level=2), *parts], options.max_bytes)
