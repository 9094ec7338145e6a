"""Which IPs several stacks may mean by one name: whose of them it is that Azure has is not certain.

Environments lie in other subscriptions as a rule, and call their IPs alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from natpin.comparison.addresses import identity
from natpin.model.asking import called
from natpin.model.path import EgressPath
from natpin.model.record import field, record
from natpin.model.report import ClusterReport, Report
from natpin.model.resource import NAT_GATEWAY, Resource
from natpin.model.value import Unknown

Identity = tuple[str, str, str]
"""Type, name and resource group of an IP or NAT gateway, in lower case."""


@record
class _Claims:
    """Who means one identity, without saying the subscription."""

    own: set[tuple[str, str]] = field(default_factory=set)
    """Root and id of stacks that declare it."""
    joined: set[tuple[str, str]] = field(default_factory=set)
    """Another root that declares it for a stack, and that stack's environment."""
    sought: set[tuple[str, str]] = field(default_factory=set)
    """Ids of stacks that look it up, each with its root and with its cluster."""

    def several(self, declared: Iterable[str]) -> bool:
        """``declared``: every root that declares it, with a cluster or without."""
        roots = {root for root, _ in self.own}
        joined = {one for one in self.joined if one[0] not in roots}
        roots |= {root for root, _ in joined}
        owners = len(self.own) + len(joined)
        others = set(declared) - roots if owners else set()
        return owners + len(others) > 1 or len({alike for _, alike in self.sought}) < len(self.sought)


def claimed_twice(report: Report) -> frozenset[Identity]:
    """What stacks declare under one name, and what several environments look up: stacks of one root, or such that have a
    cluster of the same name in the same resource group, which one subscription cannot hold twice."""
    found: dict[Identity, _Claims] = {}
    for stack in report.stacks:
        for cluster in stack.clusters:
            for path in cluster.paths:
                for claimed, ip in _claimed(path):
                    claims = found.setdefault(claimed, _Claims())
                    if ip is not None and ip.home:
                        claims.joined.add((ip.home, stack.stack.environment))
                    elif ip is not None and not ip.external:
                        claims.own.add((stack.stack.root, stack.stack.id))
                    else:
                        claims.sought.update(
                            (stack.stack.id, alike) for alike in (stack.stack.root, _name(cluster))
                        )
    return frozenset(one for one, claims in found.items() if claims.several(_declaring(one, report)))


def _declaring(claimed: Identity, report: Report) -> Iterator[str]:
    type_, name, group = claimed
    for one in report.ips:
        if (one.type, one.name) == (type_, name) and (not one.group or not group or one.group == group):
            yield one.root


def _claimed(path: EgressPath) -> Iterator[tuple[Identity, Resource | None]]:
    """What a path names without its subscription."""
    gateway = path.nat_gateway
    if isinstance(path.ips, Unknown):
        if isinstance(gateway, Resource) and gateway.external and not called(gateway.subscription):
            name, group = called(gateway.name) or "", called(gateway.resource_group) or ""
            yield (NAT_GATEWAY.lower(), name.lower(), group.lower()), None
        return
    for ip in path.ips:
        if ip.source is not None and not ip.subscription:
            yield identity(ip), ip.source


def _name(cluster: ClusterReport) -> str:
    """Name and resource group; told from a root by its colon, and nobody's where its name is not known."""
    group = called(cluster.resource.resource_group) or ""
    known = called(cluster.resource.name)
    return f"{known}:{group}".lower() if known else f"{cluster.resource.address}:"
