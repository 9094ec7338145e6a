"""What becomes of the egress of clusters, their pools and their workloads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from natpin.comparison.ips import changes, way
from natpin.comparison.sameness import shape
from natpin.facts.contract import nameless
from natpin.model.egress_change import (
    ClusterChange,
    Fate,
    IpChange,
    OutboundChange,
    PathChange,
    WorkloadChange,
)
from natpin.model.path import EgressPath, Role
from natpin.model.record import record
from natpin.model.report import ClusterReport, WorkloadEgress
from natpin.model.resource import GUESSED
from natpin.model.value import Unknown, scalar, text

T = TypeVar("T")

STATEFUL = ("terraform",)
"""Readers of formats that keep what exists under addresses."""


def clusters_changed(
    before: Sequence[ClusterReport],
    after: Sequence[ClusterReport],
    reader: str,
    unread_before: tuple[Unknown, ...] = (),
    unread_after: tuple[Unknown, ...] = (),
) -> tuple[ClusterChange, ...]:
    """Every cluster of either side: by address, else by name.

    ``unread_before`` and ``unread_after``: why there may be more on a side than was seen there.
    """
    compared = _Sides(reader in STATEFUL, unread_before, unread_after)
    pairs = paired(before, after, lambda one: one.resource.address, lambda one: one.name.lower())
    return tuple(_cluster(old, new, compared) for old, new in pairs)


@record
class _Sides:
    """How ways out are compared."""

    addresses_are_state: bool
    unread_before: tuple[Unknown, ...]
    unread_after: tuple[Unknown, ...]

    def ips(self, before: Iterable[EgressPath], after: Iterable[EgressPath]) -> tuple[IpChange, ...]:
        return changes(
            way(before, self.unread_before), way(after, self.unread_after), self.addresses_are_state
        )


def paired(
    before: Sequence[T], after: Sequence[T], *keys: Callable[[T], object]
) -> Iterator[tuple[T | None, T | None]]:
    """What is on both sides by the first key, then by the next; what is on one side only stays alone. In the order of
    ``after``, then what is gone. Nothing is paired by a key of None."""
    partner: dict[int, T] = {}
    left = list(before)
    for key in keys:
        by_key: dict[object, list[T]] = {}
        for old in left:
            by_key.setdefault(key(old), []).append(old)
        for new in after:
            found = by_key.get(key(new)) if key(new) is not None else None
            if id(new) not in partner and found:
                partner[id(new)] = found.pop(0)
        taken = {id(old) for old in partner.values()}
        left = [old for old in left if id(old) not in taken]
    for new in after:
        yield partner.get(id(new)), new
    for old in left:
        yield old, None


def fate_of(before: object | None, after: object | None) -> Fate:
    """KEPT, ADDED or REMOVED."""
    if before is None:
        return Fate.ADDED
    return Fate.REMOVED if after is None else Fate.KEPT


def _cluster(before: ClusterReport | None, after: ClusterReport | None, sides: _Sides) -> ClusterChange:
    told = after or before
    assert told is not None
    old_paths, new_paths = before.paths if before else (), after.paths if after else ()
    paths = paired(old_paths, new_paths, lambda path: (path.pool.name, path.role))
    old_work, new_work = before.workloads if before else (), after.workloads if after else ()
    workloads = paired(old_work, new_work, _who)
    return ClusterChange(
        told.name,
        told.resource.address,
        fate_of(before, after),
        _outbound(before, after),
        tuple(_path(old, new, sides) for old, new in paths),
        tuple(_workload(old, new, old_paths, new_paths, sides) for old, new in workloads),
        sides.ips(old_paths, new_paths),
        told.resource.at,
        nameless(told.resource),
    )


def _path(before: EgressPath | None, after: EgressPath | None, sides: _Sides) -> PathChange:
    told = after or before
    assert told is not None
    return PathChange(
        told.pool.name,
        told.role,
        fate_of(before, after),
        before.exit if before else None,
        after.exit if after else None,
        sides.ips([before] if before else (), [after] if after else ()),
        told.pool.at,
    )


def _workload(
    before: WorkloadEgress | None,
    after: WorkloadEgress | None,
    old_paths: Sequence[EgressPath],
    new_paths: Sequence[EgressPath],
    sides: _Sides,
) -> WorkloadChange:
    told = after or before
    assert told is not None
    return WorkloadChange(
        told.name,
        text(told.workload.properties.get("kind")),
        fate_of(before, after),
        before.pools if before else (),
        after.pools if after else (),
        sides.ips(taken(before, old_paths), taken(after, new_paths)),
        told.workload.at,
        all(
            one is None or (one.certain and GUESSED not in one.workload.traits and not one.unsure)
            for one in (before, after)
        ),
    )


def taken(workload: WorkloadEgress | None, paths: Sequence[EgressPath]) -> Iterator[EgressPath]:
    """The paths that a workload's pods may take: of pools with a pod subnet, that one."""
    own_pods = {path.pool.name for path in paths if path.role is Role.POD}
    for path in paths:
        if workload is None or path.pool.name not in workload.pools:
            continue
        if (path.role is Role.POD) == (path.pool.name in own_pods):
            yield path


def _who(workload: WorkloadEgress) -> tuple[str, ...]:
    properties = workload.workload.properties
    return (text(properties.get("namespace")) or "", text(properties.get("kind")) or "", workload.name)


def _outbound(before: ClusterReport | None, after: ClusterReport | None) -> OutboundChange:
    old = before.network.get("outboundType") if before else None
    new = after.network.get("outboundType") if after else None
    told = after or before
    at = new.at if new is not None and not new.at.path.startswith("<") else told.resource.at if told else None
    shown = (str(scalar(old)) if scalar(old) else None, str(scalar(new)) if scalar(new) else None)
    if before is None or after is None:
        return OutboundChange(fate_of(before, after), *shown, at=at)
    if shape(old) == shape(new):
        return OutboundChange(Fate.KEPT, *shown, at=at)
    for node in (new, old):
        if isinstance(node, Unknown):
            return OutboundChange(Fate.UNKNOWN, *shown, cause=node, at=at)
    return OutboundChange(Fate.REPLACED, *shown, at=at)
