"""What a change means for people, in sentences: who would leave from which IPs, and which partner is concerned.

Markdown, every string of the repository made harmless. The gravest sentence comes first. Each change is told once,
for everybody whom it concerns: for workloads, and for node pools that no such workload runs on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from natpin.comparison.result import Comparison
from natpin.comparison.spoken import NAMES, is_promised, name, partners_in, partners_of, promise_of, spoken
from natpin.facts.contract import declared, for_cluster, for_stack
from natpin.model.allocated import Allocated
from natpin.model.contract import Contract
from natpin.model.egress_change import ClusterChange, Fate, IpChange, PathChange, WorkloadChange
from natpin.model.path import CHOSEN_BY_AKS, Exit, IpRange, Role
from natpin.model.record import record, replace
from natpin.model.value import Value
from natpin.reporters import neutral
from natpin.reporters.words import enumerated

BROKEN, UNSURE, MOVED, OTHER = range(4)
"""Gravity: a promise is broken; may be broken; IPs change that nobody was promised; the rest."""

_EXITS = {
    Exit.NAT_GATEWAY: "a NAT gateway whose IPs are not known",
    Exit.MANAGED_NAT_GATEWAY: "a NAT gateway managed by AKS, which chooses its IPs",
    Exit.LOAD_BALANCER: "the cluster's load balancer, whose IPs AKS chooses",
    Exit.VIRTUAL_APPLIANCE: "the public IPs of a firewall or appliance, which are not known",
    Exit.INSTANCE_PUBLIC_IP: "public IPs of the nodes, which change with the nodes",
    Exit.DEFAULT_OUTBOUND: "default outbound access: an IP that Microsoft owns and can change",
    Exit.NONE: "nowhere: there is no way out to the internet",
    Exit.UNKNOWN: "IPs that are not known, as the way out is not",
}


@record
class Sentence:
    """One thing that the change means for somebody."""

    gravity: int
    text: str
    """Markdown."""


@record
class _Move:
    """What happens to the egress of one workload, pool or cluster."""

    who: str
    """Markdown."""
    lost: tuple[IpChange, ...]
    gained: tuple[IpChange, ...]
    anew: tuple[IpChange, ...]
    unsure: tuple[IpChange, ...]
    kept: tuple[IpChange, ...]
    to: tuple[str, ...]
    """Exits after the change that have no known IPs of the team's own, in words."""
    come: tuple[str, ...]
    """Those of them that were not there before."""
    contract: Contract | None
    where: str
    """Cluster and stack in Markdown, where there are several."""
    would: str = "would"
    """``may`` for a workload of which it is not certain that it runs there."""
    gone: bool = False
    """It is a cluster that the change removes: what another one leaves from then is not lost."""


def sentences(comparison: Comparison) -> tuple[Sentence, ...]:
    """Everything that somebody will notice, the gravest first; none when no egress changes."""
    grouped: dict[tuple[object, ...], list[_Move]] = {}
    for move in _moves(comparison):
        grouped.setdefault(_alike(move), []).append(move)
    found = [_sentence(moves, comparison) for moves in grouped.values()]
    told = sorted((one for one in found if one is not None), key=lambda one: one.gravity)
    if comparison.changed and not told:
        gone = "The ways out of some node pools or workloads change, the IPs that they leave from do not."
        return (Sentence(OTHER, f"**{gone}**"),)
    return tuple(told)


def _moves(comparison: Comparison) -> Iterator[_Move]:
    changed = [
        (stack, cluster) for stack in comparison.stacks for cluster in stack.clusters if cluster.changed
    ]
    several = sum(len(stack.clusters) for stack in comparison.stacks) > 1
    for stack, cluster in changed:
        about = for_cluster(for_stack(comparison.contract, stack.stack), cluster.name, cluster.nameless)
        root = stack.stack.environment or stack.stack.id
        where = f"{name(cluster.name)} in {name(root)}" if several else ""
        if cluster.fate is not Fate.KEPT:
            yield _cluster(cluster, about, where)
            continue
        for workload in cluster.workloads:
            if workload.changed and workload.fate is not Fate.REMOVED:
                yield _workload(workload, cluster, about, where)
        busy = {
            pool
            for one in cluster.workloads
            if one.changed and one.fate is not Fate.REMOVED
            for pool in (*one.before, *one.after)
        }
        for path in cluster.paths:
            if path.changed and path.pool not in busy and (path.fate is not Fate.REMOVED):
                yield _pool(path, about, where)


def _cluster(cluster: ClusterChange, contract: Contract | None, where: str) -> _Move:
    new = cluster.fate is Fate.ADDED
    who = f"cluster {name(cluster.name)} ({'new' if new else 'removed'})"
    return replace(_move(who, cluster.ips, cluster.paths if new else (), contract, where), gone=not new)


def _workload(
    workload: WorkloadChange, cluster: ClusterChange, contract: Contract | None, where: str
) -> _Move:
    new = " (new)" if workload.fate is Fate.ADDED else ""
    pods = {path.pool for path in cluster.paths if path.role is Role.POD}
    paths = [
        # a pool that the workload does not run on, on one side, is no way out of it there
        replace(
            path,
            before=path.before if path.pool in workload.before else None,
            after=path.after if path.pool in workload.after else None,
        )
        for path in cluster.paths
        if path.pool not in pods or path.role is Role.POD
    ]
    move = _move(f"{name(workload.name)}{new}", workload.ips, paths, contract, where)
    return move if workload.certain else replace(move, would="may")


def _pool(path: PathChange, contract: Contract | None, where: str) -> _Move:
    new = " (new)" if path.fate is Fate.ADDED else ""
    pods = "the pods of " if path.role is Role.POD else ""
    return _move(f"{pods}node pool {name(path.pool)}{new}", path.ips, (path,), contract, where)


def _move(
    who: str, ips: Sequence[IpChange], paths: Sequence[PathChange], contract: Contract | None, where: str
) -> _Move:
    def of(fate: Fate) -> tuple[IpChange, ...]:
        return tuple(ip for ip in ips if ip.fate is fate)

    was = {_words(path.before, [ip.before for ip in path.ips]) for path in paths}
    to = dict.fromkeys(_words(path.after, [ip.after for ip in path.ips]) for path in paths)
    told = tuple(one for one in to if one)
    return _Move(
        who, of(Fate.REMOVED), of(Fate.ADDED), of(Fate.REPLACED), of(Fate.UNKNOWN), of(Fate.KEPT), told,
        tuple(one for one in told if one not in was), contract, where,
    )  # fmt: skip


def _words(exit_: Exit | None, ips: Iterable[IpRange | None]) -> str:
    """A way out in words; empty where there is none, and where its IPs are told instead."""
    own = (Exit.NAT_GATEWAY, Exit.MANAGED_NAT_GATEWAY, Exit.LOAD_BALANCER)
    if exit_ is None or (exit_ in own and any(ip is not None for ip in ips)):
        return ""
    return _EXITS[exit_]


def _alike(move: _Move) -> tuple[object, ...]:
    def key(ips: tuple[IpChange, ...]) -> tuple[object, ...]:
        return tuple((ip.label, ip.why, ip.cause.reason if ip.cause else "", _cidr(ip)) for ip in ips)

    kinds = (move.lost, move.gained, move.anew, move.unsure, move.kept)
    return (*map(key, kinds), move.to, move.come, move.would, id(move.contract))


def _cidr(ip: IpChange) -> tuple[str | None, ...]:
    return tuple(held.cidr for held in (ip.before, ip.after) if held is not None)


def _sentence(moves: Sequence[_Move], comparison: Comparison) -> Sentence | None:
    """One sentence for all who fare alike, with what it means for partners."""
    move, live = moves[0], comparison.allocated
    who, would = _everybody(moves), move.would
    lost, gained = _all(move.lost, live), _all(move.gained, live)
    said: list[str] = []
    gravity = OTHER
    if lost:
        instead = f"leave from {gained} instead of {lost}" if gained else f"no longer leave from {lost}"
        handed_on = move.gone and all(_in_use(ip, comparison) for ip in move.lost)
        promise = "; another cluster would" if handed_on else promise_of(move.lost, move.contract)
        said.append(f"**{who} {would} {instead}{promise}.**")
        gravity = (
            OTHER if handed_on else MOVED if _still_promised(move) else _gravity(move.lost, move.contract)
        )
    elif gained:
        also = "also " if move.kept or move.anew or move.unsure else ""
        said.append(f"**{who} {would} {also}leave from {gained}.**")
        gravity = MOVED
    if move.anew:
        why = "; ".join(dict.fromkeys(neutral.rich(neutral.clip(ip.why, 200)) for ip in move.anew))
        promise = promise_of(move.anew, move.contract)
        made = f"Azure would make {_all(move.anew, live)}{f'{promise},' if promise else ''} anew"
        said.append(f"**{made}: {who} {would} leave from other addresses.** Why: {why}.")
        gravity = min(gravity, _gravity(move.anew, move.contract))
    known = [ip for ip in move.unsure if ip.before is not None or ip.after is not None]
    for ip in known:
        said.append(_unsure(ip, who, move, live))
        gravity = min(gravity, UNSURE if promise_of((ip,), move.contract) else MOVED)
    further = move.to if lost or not (said or move.kept) else move.come
    if further:
        subject = "They" if len(moves) > 1 else "It"
        also = "also " if gained or move.kept else ""
        goes = _going(further, also)
        said.append(f"{subject} {would} {goes}." if said else f"**{who} {would} {goes}.**")
        gravity = min(gravity, MOVED)
    said += _untold(move, live)
    text = " ".join(said)
    if text.startswith(("**n", "**t", "**c")):  # node pool, the pods, cluster; a name keeps its letters
        text = f"**{text[2].upper()}{text[3:]}"
    return Sentence(gravity, text) if said else None


def _going(further: Sequence[str], also: str) -> str:
    """``leave from …``; beside IPs that are told already, that some has no way out is told otherwise."""
    nowhere = _EXITS[Exit.NONE]
    named = [one for one in further if not (also and one == nowhere)]
    said = [f"{also}leave from {'; '.join(named)}"] if named else []
    return " and ".join(
        [*said, *(["in part have no way out to the internet"] if len(named) < len(further) else [])]
    )


def _unsure(ip: IpChange, who: str, move: _Move, live: Allocated | None) -> str:
    cause = neutral.rich(neutral.clip(ip.cause.reason, 250)) if ip.cause else "it is not known why"
    settle = f" To settle it: {neutral.rich(ip.cause.settle_by)}." if ip.cause and ip.cause.settle_by else ""
    verb = "still leave from" if ip.before is not None else "leave from"
    held = _all((ip,), live)
    return f"**It is not known whether {who} would {verb} {held}{promise_of((ip,), move.contract)}**: {cause}.{settle}"


def _untold(move: _Move, live: Allocated | None) -> Iterator[str]:
    """What a contract says of IPs that come."""
    if move.contract is None:
        return
    strange, told = [], []
    for ip in move.gained:
        if ip.after is None:
            continue
        match declared(ip.after, move.contract):
            case Value(data=True):
                told.append(ip)
            case Value(data=False) if ip.after.label != CHOSEN_BY_AKS:
                strange.append(ip)
    if strange:
        them = _them(strange, move, live)
        yield f"No partner was told of {them}: the egress contract does not name {_it(strange)}."
    if told:
        partners = partners_of(told, move.contract)
        to = (
            f"promises {_them(told, move, live)} to {partners}"
            if partners
            else f"names {_them(told, move, live)}"
        )
        yield f"The egress contract {to}."


def _them(some: Sequence[IpChange], move: _Move, live: Allocated | None) -> str:
    """``it`` where all that comes is meant, else by name."""
    return _it(some) if len(some) == len(move.gained) and not move.lost else _all(some, live, short=True)


def _it(some: Sequence[IpChange]) -> str:
    return "it" if len(some) == 1 else "them"


def _in_use(ip: IpChange, comparison: Comparison) -> bool:
    """Whether any cluster leaves from an IP after the change."""
    was = ip.before
    return was is not None and any(
        one.after is not None
        and ((was.cidr is not None and was.cidr == one.after.cidr) or was.address == one.after.address != "")
        for stack in comparison.stacks
        for cluster in stack.clusters
        for one in cluster.ips
    )


def _still_promised(move: _Move) -> bool:
    """Whether the IPs that come are promised to every partner that those which go are promised to."""
    if move.contract is None or not move.gained or move.to:
        return False
    if not all(is_promised(ip, move.contract) is True for ip in move.gained):
        return False
    return partners_in(move.lost, move.contract) <= partners_in(move.gained, move.contract)


def _gravity(ips: Sequence[IpChange], contract: Contract | None) -> int:
    return BROKEN if contract is not None and any(is_promised(ip, contract) is True for ip in ips) else MOVED


def _everybody(moves: Sequence[_Move]) -> str:
    names = list(dict.fromkeys(move.who for move in moves))
    where = list(
        dict.fromkeys(move.where for move in moves if move.where and not move.who.startswith("cluster"))
    )
    said = enumerated(names, NAMES)
    return f"{said} (cluster {enumerated(where, NAMES)})" if where else said


def _all(ips: Sequence[IpChange], live: Allocated | None, short: bool = False) -> str:
    return enumerated((spoken(ip.before or ip.after, live, short) for ip in ips), NAMES)
