"""Facts about a change: what it does to each IP that a cluster leaves from, and to its outbound type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.facts.contract import concerns, declared, for_cluster, promised
from natpin.facts.fields import fact_object, known
from natpin.model.contract import Contract
from natpin.model.egress_change import ClusterChange, Fate, IpChange
from natpin.model.location import NOWHERE, Location
from natpin.model.path import CHOSEN_BY_AKS, IpRange
from natpin.model.record import replace
from natpin.model.subject import Subject
from natpin.model.value import Node, Unknown, Value

SOMEBODY = "whoever was given it"


def change_subjects(
    clusters: Sequence[ClusterChange], before: Contract | None, after: Contract | None
) -> Iterator[Subject]:
    """What policies are asked about the clusters of one stack. ``before`` and ``after``: the contract on either side.

    What partners hold today is the contract before the change: an IP that the same change takes out of the contract
    is missed all the same, and one that it declares was not announced. Where there was none before, or the cluster is
    new, the contract after it counts.
    """
    stay = [ip.after for cluster in clusters for ip in cluster.ips if ip.after is not None]
    for cluster in clusters:
        old, new = _about(before, cluster), _about(after, cluster)
        held = (old or new) if cluster.fate is not Fate.ADDED else new
        if before is not None and cluster.fate is not Fate.ADDED:
            held = old
        yield _outbound(cluster)
        for ip in cluster.ips:
            if not _aks_own(ip, held):
                yield _ip(cluster, ip, held, stay)


def _about(contract: Contract | None, cluster: ClusterChange) -> Contract | None:
    return for_cluster(contract, cluster.name, cluster.nameless)


def _aks_own(ip: IpChange, contract: Contract | None) -> bool:
    """IPs that AKS chooses are nobody's to announce: one that comes is a matter of the outbound type, and one that goes
    is missed only where a contract may name its address."""
    held = ip.before or ip.after
    chosen = held is not None and held.label == CHOSEN_BY_AKS
    return chosen and (contract is None or ip.before is None)


def _outbound(cluster: ClusterChange) -> Subject:
    change = cluster.outbound
    at = change.at or cluster.at or NOWHERE
    action: Node = change.cause if change.cause is not None else known(change.fate.value, at)
    facts = fact_object(
        {
            "what": known("outboundType", at),
            "action": action,
            "name": known(cluster.name, at),
            "cluster": known(cluster.name, at),
            "clusterKept": known(cluster.fate is Fate.KEPT, at),
            "before": _words(change.before, at),
            "after": _words(change.after, at),
        },
        at,
    )
    return Subject("change", cluster.address, cluster.name, at, facts, (cluster.address,))


def _words(found: str | None, at: Location) -> Node | None:
    return known(found, at) if found is not None else None


def _ip(cluster: ClusterChange, ip: IpChange, contract: Contract | None, stay: Sequence[IpRange]) -> Subject:
    at = _place(cluster, ip)
    held = ip.before or ip.after
    about = [one for one in (ip.before, ip.after) if one is not None]
    facts = fact_object(
        {
            "what": known("ip", at),
            "action": _action(ip, stay, at),
            "name": known(held.label if held else ip.label, at),  # partners know it by what it was
            "why": known(ip.why, at) if ip.why else None,
            "cluster": known(cluster.name, at),
            "clusterKept": known(cluster.fate is Fate.KEPT, at),
            "pools": _texts([path.pool for path in cluster.paths if _leaves(ip, path.ips)], at),
            "workloads": _texts([work.name for work in cluster.workloads if _leaves(ip, work.ips)], at),
            "contractDeclared": _declared(ip, contract, cluster, at),
            "givenTo": _texts(_partners(about, contract), at),
        },
        at,
    )
    address = (held.address if held else "") or ip.label
    return Subject("change", f"{cluster.address}: {address}", ip.label, at, facts, (cluster.address,))


def _action(ip: IpChange, stay: Sequence[IpRange], at: Location) -> Node:
    if ip.fate is Fate.UNKNOWN:
        return ip.cause or Unknown("what becomes of it is not known", at)
    if ip.fate is Fate.REMOVED and ip.before is not None and any(_is(ip.before, other) for other in stay):
        return known(Fate.KEPT.value, at)  # another cluster leaves from it now
    return known(ip.fate.value, at)


def _is(left: IpRange, right: IpRange) -> bool:
    if left.cidr is not None and right.cidr is not None:
        return left.cidr == right.cidr
    return left.address != "" and left.address == right.address


def _declared(ip: IpChange, contract: Contract | None, cluster: ClusterChange, at: Location) -> Node | None:
    """Of an IP that was there, whether it was promised; of a new one, whether it is. That the contract does not name one
    counts only where the contract is about the cluster; of a cluster that goes, either way nobody misses it."""
    held = ip.before or ip.after
    if contract is None:
        return None
    if held is None:
        return Unknown("which IPs these are is not known", at)
    found = replace(declared(held, contract), at=at)
    about = concerns(contract, cluster.name, cluster.nameless)
    if (
        isinstance(about, Unknown)
        and cluster.fate is not Fate.REMOVED
        and isinstance(found, Value)
        and found.data is False
    ):
        return about
    return found


def _partners(ips: Sequence[IpRange], contract: Contract | None) -> list[str]:
    if contract is None:
        return [SOMEBODY]
    found = [partner for ip in ips for promise in promised(ip, contract) for partner in promise.partners]
    return list(dict.fromkeys(found)) or ["partners"]


def _leaves(ip: IpChange, ips: Sequence[IpChange]) -> bool:
    return any((one.before or one.after) == (ip.before or ip.after) for one in ips)


def _texts(words: Sequence[str], at: Location) -> Value:
    return Value(tuple(known(word, at) for word in dict.fromkeys(words)), at)


def _place(cluster: ClusterChange, ip: IpChange) -> Location:
    """Where to look in what will be: the IP, else the pool that gave it up, else the cluster."""
    if ip.after is not None and ip.after.at is not None:
        return ip.after.at
    if cluster.fate is Fate.REMOVED:
        return ip.at or cluster.at or NOWHERE
    pools = [path.at for path in cluster.paths if path.fate is Fate.KEPT and _leaves(ip, path.ips)]
    return next((at for at in pools if at is not None), cluster.at or NOWHERE)
