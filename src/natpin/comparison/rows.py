"""The egress of a cluster before and after, as rows that text and Markdown draw alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.facts.contract import declared, for_cluster, promised
from natpin.model.contract import Contract
from natpin.model.egress_change import ClusterChange, Fate, IpChange, PathChange
from natpin.model.path import Exit, IpRange, Role
from natpin.model.record import record, replace
from natpin.model.value import Unknown, Value
from natpin.reporters.routes import ranges

ORDER = (Fate.REMOVED, Fate.REPLACED, Fate.UNKNOWN, Fate.ADDED, Fate.KEPT)
"""Gravest first."""

EXITS = {
    Exit.NAT_GATEWAY: "NAT gateway",
    Exit.MANAGED_NAT_GATEWAY: "NAT gateway managed by AKS",
    Exit.LOAD_BALANCER: "load balancer",
    Exit.VIRTUAL_APPLIANCE: "firewall or appliance",
    Exit.INSTANCE_PUBLIC_IP: "public IPs of the nodes",
    Exit.DEFAULT_OUTBOUND: "default outbound access",
    Exit.NONE: "no exit",
    Exit.UNKNOWN: "exit unknown",
}


NOT_THERE = "not there"
"""The exit of a pool that is not there."""


@record
class Row:
    """One IP, what becomes of it, and for whom."""

    fate: Fate
    ip: str
    """In words: ``prefix payments /28 (16 IPs)``."""
    pools: tuple[str, ...]
    workloads: tuple[str, ...]
    why: str
    """What forces a replacement, or why it is unknown."""
    contract: str
    """``named (Acme Bank)``, ``not named``, ``not known whether named``; empty without a contract."""
    settle_by: str = ""
    held: IpRange | None = None
    """The IP itself: as it is after, else as it was; None where it is not known."""
    was: str = ""
    """The address that it had before, where Azure was asked."""


def rows(cluster: ClusterChange, contract: Contract | None) -> tuple[Row, ...]:
    """Every IP that a pool or workload of a cluster leaves from, before or after."""
    about = for_cluster(contract, cluster.name, cluster.nameless)
    seen: dict[tuple[object, ...], IpChange] = {}
    pools: dict[tuple[object, ...], dict[str, None]] = {}
    workloads: dict[tuple[object, ...], dict[str, None]] = {}
    for path in cluster.paths:
        for one in path.ips:
            ip = one if path.fate is Fate.KEPT else _over_all(one, cluster)
            key = _key(ip)
            seen.setdefault(key, ip)
            pools.setdefault(key, {})[_pool(path)] = None
    for workload in cluster.workloads:
        for one in workload.ips:
            ip = one if workload.fate is Fate.KEPT else _over_all(one, cluster)
            key = _key(ip)
            seen.setdefault(key, ip)
            workloads.setdefault(key, {})[workload.name] = None
    found = [
        Row(
            ip.fate,
            words_of(ip),
            tuple(pools.get(key, ())),
            tuple(workloads.get(key, ())),
            ip.why or (ip.cause.reason if ip.cause is not None else ""),
            _standing(ip, about),
            (ip.cause.settle_by or "") if ip.cause is not None else "",
            _named(ip),
            ip.before.cidr or "" if ip.before is not None else "",
        )
        for key, ip in seen.items()
    ]
    return tuple(sorted(found, key=lambda row: ORDER.index(row.fate)))


def _over_all(ip: IpChange, cluster: ClusterChange) -> IpChange:
    """Of a pool or workload that came or went: what became of its IP for the cluster as a whole."""
    same = (one for one in cluster.ips if (one.after or one.before) and _holds(one, ip))
    return next(same, ip)


def _holds(one: IpChange, ip: IpChange) -> bool:
    return (ip.before is not None and ip.before == one.before) or (
        ip.after is not None and ip.after == one.after
    )


def _key(ip: IpChange) -> tuple[object, ...]:
    return (ip.fate, words_of(ip), ip.why, ip.cause.reason if ip.cause is not None else "")


def _pool(path: PathChange) -> str:
    return f"pods of {path.pool}" if path.role is Role.POD else path.pool


def words_of(ip: IpChange) -> str:
    """``prefix payments /28 (16 IPs)``; by its name, whether or not its address is known besides."""
    held = _named(ip)
    return ranges([held]) if held is not None else ip.label


def _named(ip: IpChange) -> IpRange | None:
    """Without the address that Azure was asked for: the files name it otherwise."""
    held = ip.after or ip.before
    if (
        held is None
        or held.cidr is None
        or held.cidr in (held.label, f"{held.label}/32", f"{held.label}/128")
    ):
        return held
    return replace(held, cidr=None)


def _standing(ip: IpChange, contract: Contract | None) -> str:
    held: IpRange | None = ip.before or ip.after
    if contract is None or held is None:
        return ""
    match declared(held, contract):
        case Value(data=True):
            partners = dict.fromkeys(name for one in promised(held, contract) for name in one.partners)
            return f"named ({', '.join(partners)})" if partners else "named"
        case Unknown():
            return "not known whether named"
        case _:
            return "not named"


def ways(cluster: ClusterChange) -> Iterator[tuple[str, str, str]]:
    """Pools whose exit changes: their names, the exit before, the exit after."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for path in cluster.paths:
        if path.before is not path.after:
            key = (_exit(path.before), _exit(path.after))
            grouped.setdefault(key, []).append(_pool(path))
    for (before, after), pools in grouped.items():
        yield ", ".join(pools), before, after


def _exit(found: Exit | None) -> str:
    return EXITS[found] if found is not None else NOT_THERE


def outbound(cluster: ClusterChange) -> str:
    """``loadBalancer → userAssignedNATGateway``; empty when it stays as it is."""
    change = cluster.outbound
    if change.fate in (Fate.KEPT, Fate.ADDED, Fate.REMOVED):
        return ""
    return f"{change.before or 'unknown'} → {change.after or 'unknown'}"


def tallied(clusters: Sequence[ClusterChange]) -> str:
    """``2 IPs or prefixes removed, 1 added``; empty when all stay."""
    counts = dict.fromkeys(ORDER, 0)
    for cluster in clusters:
        for ip in cluster.ips:
            counts[ip.fate] += 1
    said = [f"{number} {fate.value}" for fate, number in counts.items() if number and fate is not Fate.KEPT]
    return ", ".join(said)
