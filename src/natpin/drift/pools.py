"""Differences of a cluster's pools, and of the subnets they are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.drift.context import Context
from natpin.drift.difference import Difference
from natpin.drift.pairs import live_id
from natpin.drift.paths import Moved, leaves, moved
from natpin.drift.references import (
    Target,
    alike,
    declared_target,
    live_target,
)
from natpin.drift.values import value_differences
from natpin.drift.words import Both, Effect
from natpin.model.change import Drift, DriftKind, Uncompared
from natpin.model.path import EgressPath, Exit, Pool, Role
from natpin.model.record import replace
from natpin.model.resource import AGENT_POOL, SUBNET, Resource
from natpin.model.value import Unknown, is_absent, text

Found = Iterator[Difference | Uncompared]


def pool_differences(context: Context, cluster: Resource, live: Resource, behind: Sequence[Both]) -> Found:
    """Of the pools of a cluster: missing, in another subnet, set otherwise, or not declared."""
    declared = _by_name(context.declared_paths.get(cluster.address, ()))
    there = _by_name(context.live_paths.get(live.address, ()))
    evidence = (live_id(live),)
    vague = [pool for pool in declared.values() if text(pool.resource.name) is None and "#" in pool.address]
    nameless = [
        pool for pool in declared.values() if text(pool.resource.name) is None and "#" not in pool.address
    ]
    for pool in (*vague, *nameless):
        cause = pool.resource.name
        yield Uncompared(
            pool.address,
            "name",
            cause if isinstance(cause, Unknown) else Unknown("the pool's name is not known here", pool.at),
        )
    hosted = {"hosted-system", "hosted-nodes"}
    for name, pool in declared.items():
        if pool in vague or pool in nameless or pool.resource.type != AGENT_POOL or pool.resource.external:
            continue
        if name in there:
            mine = tuple(both for both in behind if both.declared.pool.name.lower() == name)
            yield from _pool(context, pool, there[name], live, mine)
        elif pool.resource.conditional is None and not cluster.external and name not in hosted:
            yield _missing_pool(pool, live, evidence)
    if vague or nameless or cluster.external:
        return  # a live pool that seems undeclared may be one of those
    for name, pool in there.items():
        if name not in declared and name not in hosted:
            yield _unmanaged_pool(context, pool, cluster, live)


def _by_name(paths: Sequence[EgressPath]) -> dict[str, Pool]:
    return {path.pool.name.lower(): path.pool for path in paths}


def _pool(context: Context, declared: Pool, live: Pool, cluster: Resource, behind: tuple[Both, ...]) -> Found:
    evidence = (live_id(cluster),)
    nodes = tuple(both for both in behind if both.declared.role is Role.NODE)
    yield from (
        replace(one, drift=replace(one.drift, id=_pool_id(cluster, live), address=declared.address))
        if isinstance(one, Difference)
        else one
        for one in value_differences(
            replace(declared.resource, type=AGENT_POOL), live.resource, nodes, f"pool {live.name}", evidence
        )
    )
    for role, name, words in ((Role.NODE, "vnetSubnetID", "subnet"), (Role.POD, "podSubnetID", "pod subnet")):
        written, there = declared.resource.get(name), live.resource.get(name)
        graph = context.declared.graph
        wanted = (
            None
            if is_absent(written) or written is None
            else declared_target(graph, context.pairs, written, SUBNET)
        )
        found = None if is_absent(there) or there is None else live_target(context.live.graph, there, SUBNET)
        if isinstance(wanted, Unknown):
            yield Uncompared(declared.address, name, wanted)
            continue
        if isinstance(found, Unknown):
            yield Uncompared(declared.address, name, found, live_side=True)
            continue
        if wanted is not None and wanted.id is None and found is not None:
            if not wanted.certain and wanted.declared is not None and found.live is not None:
                context.pairs.settle(wanted.declared, found.live)
                yield Uncompared(wanted.declared.address, "name", _nameless(wanted.declared))
                continue
            if wanted.declared is None:
                yield Uncompared(
                    declared.address, name, Unknown(f"{wanted.label} is declared elsewhere", declared.at)
                )
                continue
        if (
            wanted is None
            and found is not None
            and declared.resource.properties.get(name) is None
            and role is Role.NODE
            and "/resourcegroups/mc_" in (found.id or "").lower()
        ):
            continue  # a declaration without a subnet lets AKS make one, in a virtual network that is its own
        if alike(wanted, found):
            continue
        mine = tuple(both for both in behind if both.declared.role is role) or behind
        yield Difference(
            Drift(
                DriftKind.CHANGED,
                declared.address,
                _pool_id(cluster, live),
                AGENT_POOL,
                name,
                wanted.label if wanted else None,
                found.label if found else None,
                declared.at,
                label=f"{words} of the pool {live.name}",
                evidence=(*evidence, *_root(found)),
            ),
            mine,
            wanted=(wanted,) if wanted else (),
        )


def _nameless(resource: Resource) -> Unknown:
    name = resource.name
    return name if isinstance(name, Unknown) else Unknown("its name is not known here", resource.at)


def _root(target: Target | None) -> tuple[str, ...]:
    """The top-level resource that answers for a target: a subnet's network."""
    if target is None or target.id is None:
        return ()
    return ("/".join(target.id.split("/")[:9]),)


def _pool_id(cluster: Resource, pool: Pool) -> str:
    return f"{live_id(cluster)}/agentPools/{pool.name}"


def _missing_pool(pool: Pool, live: Resource, evidence: tuple[str, ...]) -> Difference:
    return Difference(
        Drift(
            DriftKind.MISSING,
            pool.address,
            None,
            AGENT_POOL,
            at=pool.at,
            label=f"pool {pool.name} of the cluster {live.label}",
            evidence=evidence,
        ),
        effect=Effect(f"the cluster has no pool {pool.name}: nothing leaves from its egress IPs", False),
    )


def _unmanaged_pool(context: Context, pool: Pool, cluster: Resource, live: Resource) -> Difference:
    mine = [path for path in context.live_paths[live.address] if path.pool.name == pool.name]
    subnet = next((path.subnet for path in mine if isinstance(path.subnet, Resource)), None)
    known = context.declared_paths.get(cluster.address, ())
    fates = [_among(context, path, known) for path in mine]
    moves = True if Moved.YES in fates else None if Moved.PERHAPS in fates else False
    declared = {
        live_id(pair).lower()
        for path in context.declared.paths
        if isinstance(path.subnet, Resource) and isinstance(pair := context.pairs.of(path.subnet), Resource)
    }
    where = ""
    if subnet is not None:
        fresh = live_id(subnet).lower() not in declared
        where = f", in the subnet {subnet.label}" + (" that nothing declares" if fresh else "")
    declared_ways = list(dict.fromkeys(leaves(path, context.declared.graph, context.pairs) for path in known))
    text_ = f"pool {pool.name} is live and not declared{where}; its traffic leaves from {leaves(mine[0])}"
    if moves and declared_ways:
        text_ += f", not from {' or '.join(declared_ways[:3])}"
    elif moves is False and mine[0].exit is not Exit.NONE:
        text_ += ", as declared for other pools"
    return Difference(
        Drift(
            DriftKind.UNMANAGED,
            _pool_id(live, pool),
            _pool_id(live, pool),
            AGENT_POOL,
            live=pool.name,
            at=cluster.at,
            label=f"pool {pool.name} of the cluster {live.label}",
            evidence=(live_id(live), *(_root(Target("", live_id(subnet))) if subnet is not None else ())),
        ),
        effect=Effect(text_, moves, (pool.name,) if moves else ()),
    )


def _among(context: Context, path: EgressPath, declared: Sequence[EgressPath]) -> Moved:
    """Whether a path leaves from IPs that the declaration has for any pool of the cluster."""
    if path.exit is Exit.NONE:
        return Moved.NO
    fates = [moved(other, path, context.declared.graph, context.pairs) for other in declared]
    return Moved.NO if Moved.NO in fates else Moved.PERHAPS if Moved.PERHAPS in fates else Moved.YES
