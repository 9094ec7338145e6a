"""Numbers and names in plain English, the same in every report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from natpin.model.report import ClusterReport, Report, WorkloadEgress
from natpin.model.value import Kind, Node, Unknown, Value, scalar
from natpin.reporters.distinct import WORDS


def count(number: int, noun: str) -> str:
    """``1 file``, ``3 files``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: Iterable[str], most: int | None = None) -> str:
    """``a, b, c and 4 more``."""
    all_ = list(names)
    if most is None or len(all_) <= most + 1:
        return ", ".join(all_)
    return f"{', '.join(all_[:most])} and {len(all_) - most} more"


def tallied(counts: Mapping[str, int]) -> str:
    """``2 errors, 1 warning, 3 unknown``; empty when there is nothing."""
    told = [_tally(word, counts.get(word, 0)) for word in WORDS if counts.get(word, 0)]
    return ", ".join(told)


def _tally(word: str, number: int) -> str:
    return f"{number} unknown" if word == "unknown" else count(number, word)


def workload(egress: WorkloadEgress) -> str:
    """``payments (3 replicas)``."""
    match egress.replicas:
        case None:
            return egress.name
        case Unknown():
            return f"{egress.name} (replicas unknown)"
        case node:
            number = scalar(node)
            return f"{egress.name} ({count(number, 'replica')})" if isinstance(number, int) else egress.name


def network(cluster: ClusterReport) -> str:
    """``outbound type loadBalancer (default) · azure overlay``."""
    facts = cluster.network
    outbound = _setting(facts.get("outboundType"))
    plugin = _setting(facts.get("plugin"))
    mode = scalar(facts.get("pluginMode"))
    told = [f"outbound type {outbound}"] if outbound else []
    if plugin:
        told.append(f"network plugin {plugin}{f' {mode}' if isinstance(mode, str) and mode else ''}")
    return " · ".join(told)


def _setting(node: Node | None) -> str:
    match node:
        case None | Value(data=None):
            return ""
        case Value(origin=origin) if origin.kind is Kind.DEFAULT:
            return f"{scalar(node)} (not set)"
        case Value():
            return str(scalar(node))
        case _:
            return "unknown"


def scope(report: Report) -> str:
    """``3 clusters in 2 stacks · 12 of 40 files read``."""
    clusters = sum(len(stack.clusters) for stack in report.stacks)
    told = f"{count(clusters, 'cluster')} in {count(len(report.stacks), 'stack')}"
    if report.files_seen:
        told += f" · {report.files_read} of {count(report.files_seen, 'file')} read"
    return told


def standing(counts: Counter[str]) -> str:
    """``passes``, or what stands against it."""
    return tallied(counts) or "passes"
