"""IPs, names and promises as people call them, in Markdown; every string of the repository made harmless."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.comparison.addresses import address_of
from natpin.comparison.sameness import is_prefix
from natpin.facts.contract import declared, promised
from natpin.model.allocated import Allocated
from natpin.model.contract import Contract
from natpin.model.egress_change import IpChange
from natpin.model.path import CHOSEN_BY_AKS, Exit, IpRange
from natpin.model.report import ClusterReport, Report
from natpin.model.value import Unknown, Value
from natpin.reporters import neutral
from natpin.reporters.words import enumerated

NAMES = 4
"""Workloads, pools or IPs named in one sentence."""


def spoken(ip: IpRange | None, live: Allocated | None = None, short: bool = False) -> str:
    """An IP as people call it: by its addresses where they are certain, else by its name. Markdown."""
    if ip is None:
        return "IPs that are not known"
    if ip.label == CHOSEN_BY_AKS:
        count = "IPs" if ip.count is None else "an IP" if ip.count == 1 else f"{ip.count} IPs"
        return f"{neutral.code(ip.cidr)} (chosen by AKS)" if ip.cidr else f"{count} that AKS chooses"
    label = ip.label.partition(" /")[0] if ip.source is None else ip.source.label
    kind = "prefix" if is_prefix(ip.source) or " /" in ip.label else "IP"
    name = f"{kind} {neutral.code(neutral.clip(label, 100))}"
    if ip.cidr:
        return (
            neutral.code(ip.cidr)
            if short or label in (ip.cidr, ip.cidr.partition("/")[0])
            else f"{neutral.code(ip.cidr)} ({name})"
        )
    length = ip.label.rpartition(" /")[2] if " /" in ip.label else ""
    size = f" /{neutral.prose(length)}" if length else ""
    maybe = address_of(ip, live) if live is not None else None
    if maybe is not None and maybe.cidr and not short:
        return f"{name}{size} (probably {neutral.code(maybe.cidr)}: {neutral.prose(maybe.why)})"
    return f"{name}{size}"


def promise_of(ips: Sequence[IpChange], contract: Contract | None) -> str:
    """``, which is promised to Acme Payments``; empty where nobody was promised it."""
    if contract is None:
        return ""
    verdicts = [is_promised(ip, contract) for ip in ips]
    if any(one is True for one in verdicts):
        partners = partners_of([ip for ip in ips if is_promised(ip, contract) is True], contract)
        said = f"promised to {partners}" if partners else "named in the egress contract"
        return f", which is {said}"
    if any(one is None for one in verdicts):
        return ", which may be in the egress contract"
    return ""


def is_promised(ip: IpChange, contract: Contract) -> bool | None:
    held = ip.before or ip.after
    if held is None:
        return None
    match declared(held, contract):
        case Value(data=bool() as verdict):
            return verdict
        case _:
            return None


def partners_of(ips: Sequence[IpChange], contract: Contract) -> str:
    return enumerated(
        (neutral.prose(neutral.clip(one, 80)) for one in sorted(partners_in(ips, contract))), NAMES
    )


def partners_in(ips: Sequence[IpChange], contract: Contract) -> frozenset[str]:
    """The partners that were promised any of some IPs."""
    return frozenset(
        name
        for ip in ips
        for held in (ip.before, ip.after)
        if held is not None
        for promise in promised(held, contract)
        for name in promise.partners
    )


def leaves_from(report: Report) -> str:
    """Which IPs each cluster leaves from, in one line of Markdown that is HTML as well; empty without a cluster."""
    found: dict[str, str] = {}
    for stack in report.stacks:
        for cluster in stack.clusters:
            said = f"{html(cluster.name)} leaves from {_ways(cluster)}"
            found.setdefault(said, said)
    return "; ".join(list(found)[:NAMES]) + (f"; and {len(found) - NAMES} more" if len(found) > NAMES else "")


def _ways(cluster: ClusterReport) -> str:
    held: dict[str, None] = {}
    unknown = not cluster.paths
    for path in cluster.paths:
        if path.exit is Exit.NONE:
            continue
        if path.causes or isinstance(path.ips, Unknown) or not path.ips:
            unknown = True
            continue
        for ip in path.ips:
            held.setdefault(_plain(ip))
    said = [*held, *(["IPs that are not known"] if unknown else [])]
    said += ["IPs that the files do not declare"] if any(path.beside for path in cluster.paths) else []
    return enumerated(said, NAMES) or "no public IP"


def _plain(ip: IpRange) -> str:
    if ip.cidr:
        return html(ip.cidr)
    if ip.label == CHOSEN_BY_AKS:
        return "IPs that AKS chooses"
    kind = "prefix" if " /" in ip.label else "IP"
    return f"{kind} {html(ip.label)}"


def html(text: str, most: int = 100) -> str:
    """A name as HTML, where Markdown does not count."""
    return f"<code>{neutral.prose(neutral.clip(text, most))}</code>"


def name(text: str) -> str:
    return neutral.code(neutral.clip(text, 100))
