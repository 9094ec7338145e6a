"""Numbers and names in plain English, the same in every report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from natpin.model.location import Location
from natpin.model.report import ClusterReport, Narrowed, Report, StackReport, WorkloadEgress
from natpin.model.stack import Stack
from natpin.model.value import Kind, Node, Unknown, Value, scalar
from natpin.reporters.distinct import WORDS, files_missing, word
from natpin.reporters.interface import ReportOptions, is_pseudo

VARIANTS = 4
"""Environments named per root, unless all were asked for."""


def count(number: int, noun: str, several: str | None = None) -> str:
    """``1 file``, ``3 files``, ``2 policies``."""
    return f"{number} {noun if number == 1 else several or noun + 's'}"


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


def enumerated(names: Iterable[str], most: int | None = None) -> str:
    """``a, b and c``; ``a, b and 4 more``. Each name once."""
    found = list(dict.fromkeys(names))
    if most is not None and len(found) > most + 1:
        return f"{', '.join(found[:most])} and {len(found) - most} more"
    return " and ".join(filter(None, (", ".join(found[:-1]), found[-1]))) if found else ""


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
    outbound = _setting(cluster.network.get("outboundType"))
    plugin = _setting(cluster.network.get("plugin"), cluster.network.get("pluginMode"))
    said = [f"outbound type {outbound}"] if outbound else []
    return (*said, f"CNI {plugin}") if plugin else tuple(said)


def _setting(node: Node | None, mode: Node | None = None) -> str:
    """``azure overlay``, and that nobody wrote it where a tool fills it in."""
    qualified = f" {scalar(mode)}" if isinstance(scalar(mode), str) and scalar(mode) else ""
    match node:
        case None | Value(data=None):
            return ""
        case Value(origin=origin) if origin.kind is Kind.DEFAULT:
            return f"{scalar(node)}{qualified} by default"
        case Value():
            return f"{scalar(node)}{qualified}"
        case _:
            return f"unknown{qualified}"


def scope(report: Report) -> tuple[str, ...]:
    """``3 clusters in 2 stacks``, ``12 of 40 files relevant``: how much was looked at."""
    clusters = sum(len(stack.clusters) for stack in report.stacks)
    # findings about suppressions and the contract stand in a stack of natpin's own, which nobody wrote
    judged = [stack for stack in report.stacks if stack.stack.reader != "natpin"]
    said = [f"{count(clusters, 'cluster')} in {count(len(judged), 'stack')}"] if judged else []
    if report.files_seen:
        said.append(f"{report.files_read} of {count(report.files_seen, 'file')} relevant")
    if report.excluded:
        said.append(f"{count(len(report.excluded), 'file')} about AKS excluded by the configuration")
    if report.switched_off:
        said.append(f"{count(len(report.switched_off), 'rule')} switched off by the configuration")
    if report.narrowed is not None:
        said.append(narrowed(report.narrowed))
    return tuple(said)


def narrowed(one: Narrowed) -> str:
    """``2 of 69 rules asked (--select exits)``."""
    return f"{one.asked} of {count(one.of, 'rule')} asked ({one.selection})"


def stack(stack: Stack, options: ReportOptions) -> str:
    """``deploy/infra (prod.tfvars)``: a stack's id, its root as this report shows paths."""
    root = stack.root or "."
    return options.path(root) + stack.id.removeprefix(root)


def stacks(several: Iterable[Stack], options: ReportOptions) -> str:
    """``deploy/infra (dev.tfvars, prod.tfvars), edge``: stacks by their roots, each root once."""
    variants: dict[str, list[str]] = {}
    for one in several:
        variants.setdefault(one.root or ".", []).append(one.id.removeprefix(one.root or ".").strip(" ()"))
    named = []
    for root, inputs in variants.items():
        told = joined([each for each in inputs if each], None if options.verbose else VARIANTS)
        named.append(f"{options.path(root)} ({told})" if told else options.path(root))
    return ", ".join(named)


def nothing_found(report: Report) -> str:
    """What to say when there is no finding: that clusters were judged, that none could be, or that there is none."""
    if has_clusters(report):
        return f"no finding{_by_some(report)}"
    unread = files_missing(report)
    if unread:
        verb = "was" if unread == 1 else "were"
        return f"nothing was judged: {count(unread, 'file')} about AKS {verb} not read"
    if report.declaring:
        verb = "seems" if report.declaring == 1 else "seem"
        return f"nothing was judged: {count(report.declaring, 'file')} {verb} to make AKS clusters, and natpin found none in it"
    if report.claimed:
        verb = "declares" if report.claimed == 1 else "declare"
        return f"no AKS cluster found; {count(report.claimed, 'file')} {verb} networks or NAT gateways"
    return "nothing about AKS found"


def _by_some(report: Report) -> str:
    """What keeps a run that asked some of the rules from reading like one that asked all."""
    return "" if report.narrowed is None else f" by the {count(report.narrowed.asked, 'rule')} asked"


def has_clusters(report: Report) -> bool:
    """True when anything was judged: without a cluster nothing is well."""
    return any(stack.clusters for stack in report.stacks)


def standing(stack: StackReport, report: Report) -> tuple[str, str]:
    """``passes``, or what stands against it; and the gravest word for that (``good`` when there is none, empty where only
    some rules were asked)."""
    counts = Counter(word(finding) for finding in stack.findings)
    if counts:
        return tallied(counts), next(one for one in WORDS if counts[one])
    open_ = [one for one in report.skipped if one.claims_aks and one.stack in (None, stack.stack.id)]
    if open_:
        unread = not all(one.is_flag for one in open_)
        return f"no finding{' in what could be read' if unread else ', but a flag is not used'}", "warning"
    hidden = sum(one.finding.stack == stack.stack.id for one in report.suppressed)
    if hidden:
        return f"no finding but {hidden} suppressed{_by_some(report)}", _good(report)
    return "passes" if report.narrowed is None else f"no finding{_by_some(report)}", _good(report)


def _good(report: Report) -> str:
    return "good" if report.narrowed is None else ""


def settling(settle_by: str | None, at: Location | None = None) -> str:
    """What settles an unknown, as something to do: a flag is given, an output is linted. Empty where nothing is known to:
    of what is live, Azure was asked already."""
    if not settle_by:
        in_a_file = at is not None and not is_pseudo(at.path)
        return "give --azure, which reads it where it is deployed" if in_a_file else ""
    if settle_by.startswith("--azure") and at is not None and at.path.startswith("</"):
        return ""  # a live resource
    if settle_by.startswith("-"):
        return f"give {settle_by}"
    if settle_by.startswith(("terraform show", "pulumi preview")):
        return f"lint the output of {settle_by}"
    return f"run {settle_by}" if settle_by in ("terraform init", "terraform get") else settle_by
