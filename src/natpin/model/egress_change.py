"""What a change does to egress: for clusters, pools and workloads, the IPs they leave from before and after."""

from __future__ import annotations

from enum import Enum

from natpin.model.location import Location
from natpin.model.path import Exit, IpRange, Role
from natpin.model.record import record
from natpin.model.stack import Stack
from natpin.model.value import Unknown


class Fate(Enum):
    """What becomes of something."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"
    """Destroyed and made anew: the same name, other addresses."""
    UNKNOWN = "unknown"


@record
class IpChange:
    """One IP or prefix on the way out."""

    fate: Fate
    label: str
    """``20.1.2.0/28``, ``payments-egress /28``; for UNKNOWN without any IP: ``IPs not known``."""
    before: IpRange | None = None
    after: IpRange | None = None
    cause: Unknown | None = None
    """For UNKNOWN: why."""
    why: str = ""
    """For REPLACED: what forces it, in words. Empty for the others."""

    @property
    def at(self) -> Location | None:
        """Where it is declared; before, when it is gone after."""
        held = self.after or self.before
        return held.at if held is not None else self.cause.at if self.cause is not None else None


@record
class PathChange:
    """The way of one pool's nodes or pods."""

    pool: str
    role: Role
    fate: Fate
    """Of the pool: KEPT, ADDED or REMOVED."""
    before: Exit | None
    after: Exit | None
    ips: tuple[IpChange, ...]
    at: Location | None = None

    @property
    def changed(self) -> bool:
        """True when anything about it differs, or may."""
        return self.fate is not Fate.KEPT or self.before is not self.after or _any(self.ips)


@record
class WorkloadChange:
    """A workload, over all pools it may land on."""

    name: str
    kind: str | None
    fate: Fate
    before: tuple[str, ...]
    """Pools."""
    after: tuple[str, ...]
    ips: tuple[IpChange, ...]
    at: Location | None = None
    certain: bool = True
    """False when it may as well run on other pools, or on the cluster of another root."""

    @property
    def changed(self) -> bool:
        """True when it leaves from other IPs, or may, or is new or gone."""
        return self.fate is not Fate.KEPT or _any(self.ips)


@record
class OutboundChange:
    """The outbound type of a cluster."""

    fate: Fate
    """KEPT, REPLACED or UNKNOWN; ADDED and REMOVED with the cluster."""
    before: str | None
    after: str | None
    """None where it is unknown, or there is no such cluster."""
    cause: Unknown | None = None
    at: Location | None = None


@record
class ClusterChange:
    """One cluster."""

    name: str
    address: str
    fate: Fate
    outbound: OutboundChange
    paths: tuple[PathChange, ...]
    workloads: tuple[WorkloadChange, ...]
    ips: tuple[IpChange, ...]
    """Over all its pools: an IP that one pool gives up and another keeps is KEPT."""
    at: Location | None = None
    nameless: Unknown | None = None
    """Why its name is not known; None where it is."""

    @property
    def changed(self) -> bool:
        """True when anything about its egress differs, or may."""
        return (
            self.fate is not Fate.KEPT
            or self.outbound.fate is not Fate.KEPT
            or any(path.changed for path in self.paths)
            or any(workload.changed for workload in self.workloads)
            or _any(self.ips)
        )


@record
class StackChange:
    """One stack: a root with its inputs, which may have been moved."""

    before: Stack | None
    after: Stack | None
    clusters: tuple[ClusterChange, ...]

    @property
    def stack(self) -> Stack:
        """As it is after, or was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def fate(self) -> Fate:
        """KEPT, ADDED or REMOVED."""
        if self.before is None:
            return Fate.ADDED
        return Fate.REMOVED if self.after is None else Fate.KEPT

    @property
    def changed(self) -> bool:
        """True when the egress of one of its clusters differs, or may."""
        return any(cluster.changed for cluster in self.clusters)


def _any(ips: tuple[IpChange, ...]) -> bool:
    return any(ip.fate is not Fate.KEPT for ip in ips)
