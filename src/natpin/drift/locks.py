"""Locks: what keeps an egress IP from being deleted. One that is gone from Azure cannot be had back."""

from __future__ import annotations

from collections.abc import Iterator

from natpin.drift.context import Context
from natpin.drift.difference import Difference
from natpin.drift.pairs import live_id
from natpin.drift.words import Effect
from natpin.graph import Graph
from natpin.model.change import Drift, DriftKind, Uncompared
from natpin.model.location import Location
from natpin.model.resource import LOCK, RESOURCE_GROUP, Resource
from natpin.model.value import Unknown, scalar, text


def guard_differences(
    context: Context, declared: Resource, live: Resource, words: str
) -> Iterator[Difference | Uncompared]:
    """A lock that is declared over an IP, and not live. More locks than declared are no difference."""
    lock = _declared_lock(context.declared.graph, declared)
    if lock is None:
        return
    guarded = live.traits.get("retained")
    if isinstance(guarded, Unknown):
        yield Uncompared(declared.address, "locks", guarded, live_side=True)
    elif guarded is not None and scalar(guarded) is False:
        name, at = lock
        yield Difference(
            Drift(
                DriftKind.MISSING,
                name or f"{declared.address}!lock",
                None,
                LOCK,
                at=at,
                label=f"lock over the {words} {live.label}",
                evidence=(live_id(live),),
            ),
            effect=Effect(
                f"nothing keeps the {words} {live.label} from being deleted any more; an egress IP that is deleted "
                "cannot be had back",
                False,
            ),
        )


def _declared_lock(graph: Graph, ip: Resource) -> tuple[str, Location] | None:
    """Address and place of a lock that is declared over an IP: by a lock, or in a snapshot."""
    retained = ip.traits.get("retained")
    if retained is not None and scalar(retained) is True:
        return "", retained.at
    for lock in graph.declared(LOCK):
        if lock.conditional is None and not lock.external and _covers(graph, lock, ip):
            return lock.address, lock.at
    return None


def _covers(graph: Graph, lock: Resource, ip: Resource) -> bool:
    scope = lock.parent if lock.parent is not None else lock.properties.get("scope")
    if scope is None:
        own, other = text(graph.group_of(lock)), text(graph.group_of(ip))
        return own is not None and other is not None and own.lower() == other.lower()
    locked = graph.follow(scope, ip.type)
    if isinstance(locked, Resource):
        return locked.address == ip.address
    group, home = graph.follow(scope, RESOURCE_GROUP), graph.follow(ip.resource_group, RESOURCE_GROUP)
    return isinstance(group, Resource) and isinstance(home, Resource) and group.address == home.address
