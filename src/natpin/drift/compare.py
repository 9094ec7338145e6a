"""Declared against live: every difference on the egress of the declared clusters, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from natpin.drift import fixes
from natpin.drift.clusters import cluster_differences
from natpin.drift.context import Context, Side
from natpin.drift.difference import Difference
from natpin.drift.network import network_differences
from natpin.drift.pairs import TYPES, Pairs, live_id
from natpin.drift.words import Both, Effect, effect
from natpin.model.change import Drift, DriftKind, Uncompared
from natpin.model.path import EgressPath, Exit, IpRange, Role
from natpin.model.record import field, record, replace
from natpin.model.resource import CLUSTER, Resource
from natpin.model.value import Unknown, text


@record
class Compared:
    """What came of a comparison."""

    drifts: tuple[Drift, ...]
    uncompared: tuple[Uncompared, ...]
    clusters: dict[str, str] = field(default_factory=dict)
    """Address of each declared cluster that is live, to the live one's id."""
    missing: tuple[str, ...] = ()
    """Addresses of declared clusters that are not live."""
    undeclared: tuple[str, ...] = ()
    """Ids of live clusters that nothing declares."""
    managed: frozenset[str] = frozenset()
    """Ids, in lower case, of the live resources and pools that something declares."""


def compare(declared: Side, live: Side) -> Compared:
    """Every difference. Order: clusters as declared, then what is on their way outwards."""
    pairs = Pairs(declared.graph, live.graph)
    context = Context(declared, live, pairs, _by_cluster(declared.paths), _by_cluster(live.paths))
    couples, missing, uncompared = _clusters(context)
    drifts: dict[tuple[str, str, str, str], Drift] = {}
    for address in missing:
        cluster = context.declared_paths[address][0].cluster
        _keep(drifts, _missing_cluster(context, cluster))
    for cluster, other in couples:
        behind = _couple(context, cluster, other)
        found: list[Difference] = []
        for one in (
            *cluster_differences(context, cluster, other, behind),
            *network_differences(
                context, cluster, other, [*behind, *_in_one_subnet(context, cluster, other, behind)]
            ),
        ):
            if isinstance(one, Uncompared):
                uncompared.append(replace(one, clusters=(cluster.address,)))
            else:
                found.append(one)
        uncompared += _not_known(cluster, behind)
        told = [_told(context, cluster, other, one) for one in found]
        told += _otherwise(context, cluster, other, behind, told)
        for drift in told:
            _keep(drifts, drift)
    live_clusters = {live_id(other).lower() for _, other in couples}
    return Compared(
        drifts=tuple(drifts.values()),
        uncompared=tuple(dict.fromkeys(uncompared)),
        clusters={cluster.address: live_id(other) for cluster, other in couples},
        missing=tuple(missing),
        undeclared=tuple(
            live_id(cluster)
            for cluster in live.graph.declared(CLUSTER)
            if live_id(cluster).lower() not in live_clusters
        ),
        managed=_managed(context, couples),
    )


def _managed(context: Context, couples: Sequence[tuple[Resource, Resource]]) -> frozenset[str]:
    found = {
        live_id(pair).lower()
        for type_ in TYPES
        for resource in context.declared.graph.declared(type_)
        if isinstance(pair := context.pairs.of(resource), Resource)
    }
    for cluster, other in couples:
        found |= {
            f"{live_id(other)}/agentPools/{path.pool.name}".lower()
            for path in context.declared_paths[cluster.address]
        }
    return frozenset(found)


def _by_cluster(paths: Sequence[EgressPath]) -> dict[str, list[EgressPath]]:
    found: dict[str, list[EgressPath]] = defaultdict(list)
    for path in paths:
        found[path.cluster.address].append(path)
    return dict(found)


def _clusters(context: Context) -> tuple[list[tuple[Resource, Resource]], list[str], list[Uncompared]]:
    """Declared clusters with their live ones, the missing ones, and those that cannot be told."""
    couples: list[tuple[Resource, Resource]] = []
    missing: list[str] = []
    doubtful: list[tuple[Resource, Unknown]] = []
    for address, paths in context.declared_paths.items():
        cluster = paths[0].cluster
        pair = context.pairs.of(cluster)
        if isinstance(pair, Resource):
            couples.append((cluster, pair))
        elif pair is None and cluster.conditional is None and not cluster.external:
            missing.append(address)
        elif pair is None:
            cause = cluster.conditional or Unknown("it is only looked up here", cluster.at)
            doubtful.append((cluster, cause))
        else:
            doubtful.append((cluster, pair))
    taken = {live_id(other).lower() for _, other in couples}
    free = [c for c in context.live.graph.declared(CLUSTER) if live_id(c).lower() not in taken]
    if len(doubtful) == 1 and len(free) == 1 and not missing and is_absent_text(doubtful[0][0]):
        cluster, _ = doubtful.pop()
        context.pairs.settle(cluster, free[0])
        couples.append((cluster, free[0]))
    return (
        couples,
        missing,
        [Uncompared(c.address, "name", cause, clusters=(c.address,)) for c, cause in doubtful],
    )


def is_absent_text(cluster: Resource) -> bool:
    """True for a name that is unknown altogether: one that is known in part and fits nothing is no match."""
    name = cluster.name
    return text(name) is None and not (
        isinstance(name, Unknown) and any(isinstance(part, str) and len(part) > 2 for part in name.parts)
    )


def _couple(context: Context, cluster: Resource, other: Resource) -> list[Both]:
    """The paths of pools that are on both sides."""
    live = {(path.pool.name.lower(), path.role): path for path in context.live_paths.get(other.address, ())}
    found = []
    for path in context.declared_paths.get(cluster.address, ()):
        twin = live.get((path.pool.name.lower(), path.role))
        if twin is not None:
            found.append(Both(path, twin))
    return found


def _in_one_subnet(
    context: Context, cluster: Resource, other: Resource, behind: Sequence[Both]
) -> Iterator[Both]:
    """Paths of pools of other names in a subnet of both sides: what the subnet leaves through is there to compare."""
    declared = {both.declared.pool.address for both in behind}
    live = {both.live.pool.address for both in behind}
    free = [path for path in context.live_paths.get(other.address, ()) if path.pool.address not in live]
    for path in context.declared_paths.get(cluster.address, ()):
        if path.pool.address in declared or not isinstance(path.subnet, Resource):
            continue
        pair = context.pairs.of(path.subnet)
        if not isinstance(pair, Resource):
            continue
        for twin in free:
            there = twin.subnet
            if twin.role is path.role and isinstance(there, Resource) and there.address == pair.address:
                yield Both(path, twin)


def _not_known(cluster: Resource, behind: Sequence[Both]) -> Iterator[Uncompared]:
    """Pools of which nobody knows where they leave, though the declaration tells: a default route that may be learnt, a subnet that
    could not be read. They are not as declared, nor otherwise."""
    for both in behind:
        if both.live.exit is Exit.UNKNOWN and both.declared.exit is not Exit.UNKNOWN:
            cause = next(iter(both.live.causes), Unknown("its exit is not known", both.live.pool.at))
            role = "pod" if both.declared.role is Role.POD else "node"
            address = both.declared.pool.address
            yield Uncompared(address, f"{role}Egress", cause, live_side=True, clusters=(cluster.address,))


def _told(context: Context, cluster: Resource, other: Resource, one: Difference) -> Drift:
    """A difference with its effect and fix."""
    made = one.effect
    if made is None:
        made = effect(one.behind, context.declared.graph, context.pairs)
        if made.moves is not False and (one.drift.path or "").endswith("idleTimeoutInMinutes"):
            made = Effect(one.words or "", False, ())  # no IP depends on it: another difference moved them
        if one.words and made.moves is False:
            made = Effect(one.words, False, ())
        elif one.words and made.moves is None:
            made = replace(made, text=f"{one.words}; {made.text}")
    drift = one.drift
    return replace(
        drift,
        effect=made.text or None,
        moves=made.moves,
        pools=made.pools,
        clusters=(cluster.address,),
        fix=drift.fix or fixes.fix(drift, one, other),
    )


def _otherwise(
    context: Context, cluster: Resource, other: Resource, behind: list[Both], told: Sequence[Drift]
) -> Iterator[Drift]:
    """Whatever moved a pool's egress and is in no table: the pool's IPs themselves are the difference."""
    explained = {pool.lower() for drift in told for pool in drift.pools}
    graph, pairs = context.declared.graph, context.pairs
    for both in behind:
        if both.live.pool.name.lower() in explained:
            continue
        made = effect([both], graph, pairs)
        if made.moves:
            explained.add(both.live.pool.name.lower())
            role = "pod" if both.declared.role is Role.POD else "node"
            yield Drift(
                DriftKind.CHANGED,
                both.declared.pool.address,
                live_id(other),
                both.declared.pool.resource.type,
                f"{role}Egress",
                None,
                None,
                both.declared.pool.at,
                made.text,
                label=f"egress IPs of the pool {both.live.pool.name}",
                moves=True,
                clusters=(cluster.address,),
                pools=made.pools,
                fix="see what holds these IPs in Azure, and put it back, or declare it",
                evidence=tuple(
                    dict.fromkeys(
                        [
                            live_id(other),
                            *(ip.address for ip in _live_ips(both.live) if ip.address.startswith("/")),
                        ]
                    )
                ),
            )


def _live_ips(path: EgressPath) -> tuple[IpRange, ...]:
    return () if isinstance(path.ips, Unknown) else path.ips


def _missing_cluster(context: Context, cluster: Resource) -> Drift:
    expected = context.pairs.expected_id(cluster, context.live.subscription, context.live.resource_group)
    return Drift(
        DriftKind.MISSING,
        cluster.address,
        None,
        cluster.type,
        at=cluster.at,
        label=f"cluster {cluster.label}",
        effect="there is no such cluster in this scope: nothing leaves from its egress IPs",
        clusters=(cluster.address,),
        fix="deploy it, or take it out of the declaration; if it lies in another scope, name that with --azure",
        evidence=(expected,) if expected else (),
    )


def _keep(drifts: dict[tuple[str, str, str, str], Drift], drift: Drift) -> None:
    """One difference once, however many clusters it concerns."""
    key = (drift.kind.value, drift.address.lower(), drift.path or "", (drift.id or "").lower())
    before = drifts.get(key)
    if before is None:
        drifts[key] = drift
        return
    moves = True if before.moves or drift.moves else None if None in (before.moves, drift.moves) else False
    texts = list(dict.fromkeys(text for text in (before.effect, drift.effect) if text))
    drifts[key] = replace(
        before,
        clusters=tuple(dict.fromkeys((*before.clusters, *drift.clusters))),
        pools=tuple(dict.fromkeys((*before.pools, *drift.pools))),
        moves=moves,
        effect="; ".join(texts) or None,
    )
