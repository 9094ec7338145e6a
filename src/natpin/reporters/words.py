"""Numbers and names in plain English, the same in every report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from natpin.model.report import ClusterReport, Report, StackReport, WorkloadEgress
from natpin.model.stack import Stack
from natpin.model.value import Kind, Node, Unknown, Value, scalar
from natpin.reporters.distinct import WORDS, word
from natpin.reporters.interface import ReportOptions


def count(number: int, noun: str) -> str:
    """``1 file``, ``3 files``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: Iterable[str], most: int | None = None) -> list[str]:
    """``["a,", "b", "and 4 more"]``: the pieces of a list, each with its comma."""
    all_ = list(names)
    shown = all_ if most is None or len(all_) <= most + 1 else all_[:most]
    left = len(all_) - len(shown)
    pieces = [f"{name}," for name in shown[:-1]] + shown[-1:]
    return [*pieces, f"and {left} more"] if left else pieces


def joined(names: Iterable[str], most: int | None = None) -> str:
    """``a, b and 4 more``."""
    return " ".join(listed(names, most))


def tallied(counts: Mapping[str, int]) -> str:
    """``2 errors, 1 warning, 3 unknown``; empty when there is nothing."""
    return ", ".join(_tally(one, counts[one]) for one in WORDS if counts.get(one))


def _tally(one: str, number: int) -> str:
    return f"{number} unknown" if one == "unknown" else count(number, one)


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


def network(cluster: ClusterReport) -> tuple[str, ...]:
    """``outbound type loadBalancer by default``, ``CNI azure overlay``."""
    facts = cluster.network
    outbound, plugin = _setting(facts.get("outboundType")), _setting(facts.get("plugin"))
    mode = scalar(facts.get("pluginMode"))
    said = [f"outbound type {outbound}"] if outbound else []
    if plugin:
        said.append(f"CNI {plugin}{f' {mode}' if isinstance(mode, str) and mode else ''}")
    return tuple(said)


def _setting(node: Node | None) -> str:
    match node:
        case None | Value(data=None):
            return ""
        case Value(origin=origin) if origin.kind is Kind.DEFAULT:
            return f"{scalar(node)} by default"
        case Value():
            return str(scalar(node))
        case _:
            return "unknown"


def scope(report: Report) -> tuple[str, ...]:
    """``3 clusters in 2 stacks``, ``12 of 40 files read``: how much was looked at."""
    clusters = sum(len(stack.clusters) for stack in report.stacks)
    said = [f"{count(clusters, 'cluster')} in {count(len(report.stacks), 'stack')}"] if report.stacks else []
    if report.files_seen:
        said.append(f"{report.files_read} of {count(report.files_seen, 'file')} read")
    return tuple(said)


def stack(stack: Stack, options: ReportOptions) -> str:
    """``deploy/infra (prod.tfvars)``: a stack's id, its root as this report shows paths."""
    root = stack.root or "."
    return options.path(root) + stack.id.removeprefix(root)


def nothing_found(report: Report) -> str:
    """What to say when there is nothing to say."""
    if any(stack.clusters for stack in report.stacks):
        return "no finding"
    if report.claimed:
        verb = "speaks" if report.claimed == 1 else "speak"
        return f"no AKS cluster found, though {count(report.claimed, 'file')} {verb} of AKS or its egress"
    return "no AKS cluster found"


def standing(stack: StackReport, report: Report) -> tuple[str, str]:
    """``passes``, or what stands against it; and the gravest word for that (``good`` when there is none)."""
    counts = Counter(word(finding) for finding in stack.findings)
    if counts:
        return tallied(counts), next(one for one in WORDS if counts[one])
    if any(skipped.claims_aks and skipped.stack in (None, stack.stack.id) for skipped in report.skipped):
        return "no finding in what could be read", "warning"
    return "passes", "good"
