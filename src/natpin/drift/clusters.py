"""Differences of a cluster itself: outbound type, settings, the IPs it brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from natpin.drift.context import Context
from natpin.drift.difference import Difference
from natpin.drift.pairs import live_id
from natpin.drift.pools import pool_differences
from natpin.drift.references import (
    Target,
    declared_target,
    expected_id,
    live_target,
    matched,
    several,
)
from natpin.drift.values import value_differences
from natpin.drift.words import Both
from natpin.egress import outbound_type
from natpin.model.change import Drift, DriftKind, Uncompared
from natpin.model.resource import PUBLIC_IP, PUBLIC_IP_PREFIX, Resource
from natpin.model.value import Unknown, text, word

Found = Iterator[Difference | Uncompared]


def cluster_differences(context: Context, cluster: Resource, live: Resource, behind: Sequence[Both]) -> Found:
    """Of the cluster and its pools. ``behind``: the paths of the pools that both sides have."""
    evidence = (live_id(live),)
    yield from _outbound_type(cluster, live, tuple(behind), evidence)
    yield from value_differences(cluster, live, tuple(behind), f"cluster {live.label}", evidence)
    yield from _brought_ips(context, cluster, live, tuple(behind))
    yield from pool_differences(context, cluster, live, behind)


def _outbound_type(
    cluster: Resource, live: Resource, behind: tuple[Both, ...], evidence: tuple[str, ...]
) -> Found:
    wanted, found = outbound_type(cluster), outbound_type(live)
    written = cluster.get("networkProfile.outboundType")
    if cluster.external and (written is None or isinstance(written, Unknown)):
        return  # whoever declares it answers for it
    if not word(wanted):
        cause = (
            wanted
            if isinstance(wanted, Unknown)
            else Unknown("the outbound type is not known here", wanted.at)
        )
        yield Uncompared(cluster.address, "networkProfile.outboundType", cause)
    elif not word(found):
        cause = (
            found if isinstance(found, Unknown) else Unknown("the live outbound type is not known", found.at)
        )
        yield Uncompared(cluster.address, "networkProfile.outboundType", cause, live_side=True)
    elif word(wanted) != word(found):
        yield Difference(
            Drift(
                DriftKind.CHANGED,
                cluster.address,
                live_id(live),
                cluster.type,
                "networkProfile.outboundType",
                text(wanted),
                text(found),
                wanted.at,
                label=f"outbound type of the cluster {live.label}",
                evidence=evidence,
            ),
            behind,
        )


_BROUGHT = (
    ("networkProfile.loadBalancerProfile.outboundIPs.publicIPs", PUBLIC_IP),
    ("networkProfile.loadBalancerProfile.outboundIPPrefixes.publicIPPrefixes", PUBLIC_IP_PREFIX),
    ("networkProfile.natGatewayProfile.outboundIPs.publicIPs", PUBLIC_IP),
    ("networkProfile.natGatewayProfile.outboundIPPrefixes.publicIPPrefixes", PUBLIC_IP_PREFIX),
)


def _brought_ips(context: Context, cluster: Resource, live: Resource, behind: tuple[Both, ...]) -> Found:
    """The IPs a team gives to the load balancer or managed gateway. They count while that is the way out."""
    outbound = word(outbound_type(cluster))
    for path, type_ in _BROUGHT:
        kind = "loadbalancer" if "loadBalancer" in path else "managednatgateway"
        if not outbound.startswith(kind) or not word(outbound_type(live)).startswith(kind):
            continue
        written, there = (
            several(context.declared.graph, cluster, path),
            several(context.live.graph, live, path),
        )
        if isinstance(written, Unknown) or isinstance(there, Unknown):
            cause = written if isinstance(written, Unknown) else there
            assert isinstance(cause, Unknown)
            if not cluster.external:
                yield Uncompared(cluster.address, path, cause, live_side=not isinstance(written, Unknown))
            continue
        wanted = [declared_target(context.declared.graph, context.pairs, node, type_) for node in written]
        found = [live_target(context.live.graph, node, type_) for node in there]
        unknown = next((one for one in (*wanted, *found) if isinstance(one, Unknown)), None)
        if unknown is not None:
            yield Uncompared(cluster.address, path, unknown)
            continue
        known_wanted = [one for one in wanted if isinstance(one, Target)]
        known_found = [one for one in found if isinstance(one, Target)]
        lost, extra = matched(known_wanted, known_found)
        if lost or extra:
            yield Difference(
                Drift(
                    DriftKind.CHANGED,
                    cluster.address,
                    live_id(live),
                    cluster.type,
                    path,
                    sorted(one.label for one in known_wanted),
                    sorted(one.label for one in known_found),
                    cluster.at,
                    label=f"outbound IPs of the cluster {live.label}",
                    evidence=(
                        live_id(live),
                        *(one.id for one in extra if one.id),
                        *(id_ for one in lost if (id_ := expected_id(context, one))),
                    ),
                ),
                behind,
                wanted=tuple(known_wanted),
            )
