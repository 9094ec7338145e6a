"""The egress map: which workloads leave by which way, pools that leave alike drawn once.

Text, Markdown and Mermaid draw the same routes; none of them knows Azure.
"""

from __future__ import annotations

from collections.abc import Iterable

from natpin.model.azure_defaults import azure_default
from natpin.model.path import EgressPath, Exit, Hop, IpRange, Role
from natpin.model.record import record
from natpin.model.report import ClusterReport
from natpin.model.resource import GUESSED, NAT_GATEWAY, Resource
from natpin.model.value import Unknown, scalar
from natpin.reporters.words import count, workload

_WORDS = {
    "nat-gateway": "NAT gateway",
    "load-balancer": "load balancer",
    "route-table": "route table",
    "default-outbound": "default outbound access:",
}
"""What is said before a hop's label; other kinds of hop have labels that speak for themselves."""

_DRAWN_APART = ("pool", "subnet", "public-ip", "public-ip-prefix")
"""Hops that a route states in fields of their own."""

RANGES = 3
"""IPs and prefixes named per route where there are many."""


@record
class Route:
    """One way out of a cluster, and who takes it."""

    pools: tuple[str, ...]
    role: Role
    subnet: str
    via: tuple[str, ...]
    """What lies between the subnet and the IPs, in words: ``NAT gateway egress``."""
    exit: Exit
    ips: str
    """In words: ``prefix payments /28 (16 IPs)``."""
    causes: tuple[Unknown, ...]
    """Why the exit or its IPs are not known."""
    workloads: tuple[str, ...] = ()
    """In words: ``payments (3 replicas)``."""

    @property
    def kind(self) -> str:
        """``pool``, ``pools``, ``pods of pool``."""
        noun = "pool" if len(self.pools) == 1 else "pools"
        return f"pods of {noun}" if self.role is Role.POD else noun

    @property
    def who(self) -> str:
        """``pool system``, ``pools system, user``, ``pods of pool user``."""
        return f"{self.kind} {', '.join(self.pools)}"

    @property
    def static(self) -> bool:
        """True when it ends at a NAT gateway with IPs that are known to exist."""
        return self.exit in (Exit.NAT_GATEWAY, Exit.MANAGED_NAT_GATEWAY) and not self.causes


def routes(cluster: ClusterReport) -> tuple[Route, ...]:
    """The ways out of a cluster, in the order of its pools."""
    grouped: dict[tuple[object, ...], list[EgressPath]] = {}
    for path in cluster.paths:
        grouped.setdefault(_way(path), []).append(path)
    own_pods = {path.pool.name for path in cluster.paths if path.role is Role.POD}
    return tuple(_route(paths, cluster, own_pods) for paths in grouped.values())


def homeless(cluster: ClusterReport) -> tuple[str, ...]:
    """Workloads that no pool of the cluster takes. One that another root's cluster may as well run is not missed."""
    return tuple(
        workload(one) for one in cluster.workloads if not one.pools and GUESSED not in one.workload.traits
    )


def subnet_label(path: EgressPath) -> str:
    """The subnet in words."""
    match path.subnet:
        case None:
            return "managed by AKS"
        case Unknown():
            return "unknown"
        case Resource() as subnet:
            return f"{subnet.label} (declared in {subnet.home})" if subnet.home else subnet.label


def ranges(ips: Iterable[IpRange]) -> str:
    """``prefix payments /28 (16 IPs) + IP spare``."""
    return " + ".join(_range(ip) for ip in ips)


def idle_minutes(path: EgressPath) -> int | None:
    """The idle timeout of the NAT gateway in use, in minutes; None where there is none or it is unknown."""
    if path.exit not in (Exit.NAT_GATEWAY, Exit.MANAGED_NAT_GATEWAY) or not isinstance(
        path.nat_gateway, Resource
    ):
        return None
    node = path.nat_gateway.get("idleTimeoutInMinutes")
    minutes = azure_default(NAT_GATEWAY, "idleTimeoutInMinutes") if node is None else scalar(node)
    return minutes if isinstance(minutes, int) and not isinstance(minutes, bool) else None


def causes_of(path: EgressPath) -> tuple[Unknown, ...]:
    """Why the exit is unknown, or else why its IPs are, or why traffic leaves from others besides."""
    if path.causes:
        return path.causes
    return (path.ips,) if isinstance(path.ips, Unknown) else path.beside


def _route(paths: list[EgressPath], cluster: ClusterReport, own_pods: set[str]) -> Route:
    first = paths[0]
    pools = tuple(path.pool.name for path in paths)
    taken = [
        workload(one) + ("" if one.certain else " perhaps")
        for one in cluster.workloads
        if any(pool in one.pools and (pool in own_pods) == (first.role is Role.POD) for pool in pools)
    ]
    return Route(
        pools=pools,
        role=first.role,
        subnet=subnet_label(first),
        via=_via(first),
        exit=first.exit,
        ips=_few(first) or _ips(first),
        causes=causes_of(first),
        workloads=tuple(dict.fromkeys(taken)),  # two that are called alike are told apart by JSON
    )


def _way(path: EgressPath) -> tuple[object, ...]:
    address = path.subnet.address if isinstance(path.subnet, Resource) else subnet_label(path)
    return (path.role, address, _via(path), path.exit, _ips(path), causes_of(path))


def _via(path: EgressPath) -> tuple[str, ...]:
    told = tuple(_hop(hop) for hop in path.hops if hop.kind not in _DRAWN_APART)
    return (*told, "exit unknown") if path.exit is Exit.UNKNOWN else told or (path.exit.value,)


def _hop(hop: Hop) -> str:
    word = _WORDS.get(hop.kind)
    return f"{word} {hop.label}" if word else hop.label


def _ips(path: EgressPath) -> str:
    if path.exit in (Exit.UNKNOWN, Exit.NONE):
        return ""
    if isinstance(path.ips, Unknown):
        return "IPs not known"
    if not path.ips:
        return "no IP"
    return ranges(path.ips)


def _few(path: EgressPath) -> str:
    """Many ranges in short: the first ones, how many more, and how many IPs they are together."""
    if isinstance(path.ips, Unknown) or len(path.ips) <= RANGES + 1 or path.exit in (Exit.UNKNOWN, Exit.NONE):
        return ""
    total = sum(ip.count or 0 for ip in path.ips)
    known = all(ip.count is not None for ip in path.ips)
    more = f"{len(path.ips) - RANGES} more" + (f" ({count(total, 'IP')} in all)" if known else "")
    return f"{ranges(path.ips[:RANGES])} + {more}"


def _range(ip: IpRange) -> str:
    if not ip.address and ip.cidr is None and ip.count is not None and "/" not in ip.label:
        return f"{count(ip.count, 'IP')} {ip.label}"
    size = "number of IPs unknown" if ip.count is None else count(ip.count, "IP")
    if ip.cidr and ip.label not in (ip.cidr, *(ip.cidr.removesuffix(end) for end in ("/32", "/128"))):
        return f"{'prefix' if '/' in ip.label else 'IP'} {ip.label} → {ip.cidr}"
    if "/" in ip.label:
        return f"{'' if ip.cidr else 'prefix '}{ip.label} ({size})"
    return ip.label if ip.cidr else f"IP {ip.label}"
