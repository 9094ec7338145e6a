"""Names in files, and the addresses that Azure has allocated to them.

What a change does to IPs is judged by the files alone; here the IPs that it speaks of get the addresses that they have
today. An IP that the change makes anew gets none: Azure gives it another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from natpin.comparison.addresses import IF_READ, address_of, size
from natpin.comparison.beside import Held, beside, gateway_ips
from natpin.comparison.claims import claimed_twice
from natpin.comparison.result import Comparison
from natpin.model.allocated import Addresses, Allocated, LiveExit
from natpin.model.asking import called
from natpin.model.egress_change import ClusterChange, Fate, IpChange, PathChange, StackChange, WorkloadChange
from natpin.model.path import CHOSEN_BY_AKS, EgressPath, Exit, IpRange
from natpin.model.record import replace
from natpin.model.report import ClusterReport, Report, StackReport
from natpin.model.resource import (
    CLUSTER,
    NAT_GATEWAY,
    OWN_SUBSCRIPTION,
    PUBLIC_IP_PREFIX,
    Resource,
    same_type,
)
from natpin.model.value import Unknown, is_absent

_OUTBOUND = {Exit.LOAD_BALANCER: "loadbalancer", Exit.MANAGED_NAT_GATEWAY: "managednatgateway"}


def resolved(comparison: Comparison, live: Allocated) -> Comparison:
    """The same comparison; IPs that Azure has given an address have it, before and after."""
    twice = claimed_twice(comparison.base) | claimed_twice(comparison.head)
    live = replace(live, claimed_twice=live.claimed_twice | twice)
    stacks = tuple(_stack(one, comparison, live) for one in comparison.stacks)
    before = gateway_ips(comparison.base)
    taken_off = _added_to(comparison.base) - _added_to(comparison.head)
    gateways = frozenset((name, group) for name, group, _ in taken_off)
    head = resolved_report(comparison.head, live, anew(comparison), before, gateways)
    return replace(comparison, stacks=stacks, head=head, allocated=live)


def anew(comparison: Comparison) -> frozenset[tuple[str, str]]:
    """Stack and address of each IP that will not be what it is today, or may not."""
    return frozenset(
        (stack.stack.id, ip.after.address or ip.after.label)
        for stack in comparison.stacks
        for cluster in stack.clusters
        for ip in (*cluster.ips, *(one for path in cluster.paths for one in path.ips))
        if ip.after is not None and ip.fate in (Fate.REPLACED, Fate.UNKNOWN)
    )


def resolved_report(
    report: Report,
    live: Allocated,
    but: frozenset[tuple[str, str]] = frozenset(),
    before: frozenset[Held] = frozenset(),
    taken_off: frozenset[tuple[str, str]] = frozenset(),
) -> Report:
    """The same report, its paths' IPs with the addresses that are certain. ``but``: those that keep their names.
    ``before``: the IPs that gateways had before the change: that Azure has them still is no surprise. ``taken_off``: name
    and resource group of gateways that the files only look up and that a change takes IPs off: Azure has them still."""

    live = replace(live, claimed_twice=live.claimed_twice | claimed_twice(report))
    declared = before | gateway_ips(report)

    def stack(one: StackReport) -> StackReport:
        keep = {address for stack, address in but if stack == one.stack.id}

        def path(one: EgressPath) -> EgressPath:
            return beside(_path_report(one, live, keep, taken_off), declared, live)

        def cluster(one: ClusterReport) -> ClusterReport:
            return replace(one, paths=tuple(map(path, one.paths)))

        return replace(one, clusters=tuple(map(cluster, one.clusters)))

    return replace(report, stacks=tuple(map(stack, report.stacks)))


def addresses_of(report: Report, found: Report) -> dict[str, Addresses]:
    """What Azure adds to the files of a report, by stack. ``found``: the same report, resolved."""
    told: dict[str, Addresses] = {}
    for stack, resolved_ in zip(report.stacks, found.stacks, strict=True):
        ips: dict[str, str] = {}
        gateways: dict[str, tuple[IpRange, ...]] = {}
        for path, known in zip(_paths(stack), _paths(resolved_), strict=True):
            if isinstance(known.ips, Unknown):
                continue
            if isinstance(path.ips, Unknown):
                if known.beside:
                    continue  # not all of its IPs: they decide nothing
                assert isinstance(path.nat_gateway, Resource)
                gateways[path.nat_gateway.address] = known.ips
                continue
            for one, other in zip(path.ips, known.ips, strict=True):
                if one.cidr is None and other.cidr is not None:
                    ips[one.address or one.label] = other.cidr
        if ips or gateways:
            told[stack.stack.id] = Addresses(ips, gateways)
    return told


def groups_of(report: Report) -> frozenset[str]:
    """The resource groups that files name for what has addresses."""
    found: set[str] = set()
    for stack in report.stacks:
        for cluster in stack.clusters:
            found.add(called(cluster.resource.resource_group) or "")
            for path in cluster.paths:
                if isinstance(path.nat_gateway, Resource):
                    found.add(called(path.nat_gateway.resource_group) or "")
                if not isinstance(path.ips, Unknown):
                    found.update(ip.group for ip in path.ips)
    return frozenset(found - {""})


def _paths(stack: StackReport) -> Iterator[EgressPath]:
    for cluster in stack.clusters:
        yield from cluster.paths


def _added_to(report: Report) -> frozenset[tuple[str, str, str]]:
    """Name and resource group of each gateway that the files only look up and attach IPs to, and what is told of these."""
    return frozenset(
        (*_named(path.nat_gateway), path.ips.reason)
        for stack in report.stacks
        for path in _paths(stack)
        if isinstance(path.ips, Unknown) and isinstance(path.nat_gateway, Resource)
        if path.nat_gateway.external and path.ips != path.nat_gateway.only_looked_up
    )


def _named(resource: Resource) -> tuple[str, str]:
    """Name and resource group in lower case, empty where not known."""
    return (called(resource.name) or "").lower(), (called(resource.resource_group) or "").lower()


def _path_report(
    path: EgressPath, live: Allocated, keep: set[str], taken_off: frozenset[tuple[str, str]]
) -> EgressPath:
    if isinstance(path.ips, Unknown):
        found = _of_gateway(path, live, taken_off)
        if not found:
            return replace(path, ips=_perhaps(path, path.ips, live))
        assert isinstance(path.nat_gateway, Resource)
        whole = path.ips == path.nat_gateway.only_looked_up
        return replace(path, ips=found, beside=path.beside if whole else (*path.beside, path.ips))
    return replace(path, ips=tuple(_certain(ip, live, keep) for ip in path.ips))


def _certain(ip: IpRange, live: Allocated, keep: set[str]) -> IpRange:
    if (ip.address or ip.label) in keep:
        return ip
    found = address_of(ip, live)
    if found.certain:
        return replace(ip, cidr=found.cidr)
    return replace(ip, unaddressed=f"perhaps {found.cidr}, {found.why}" if found.cidr else found.why)


def _of_gateway(
    path: EgressPath, live: Allocated, taken_off: frozenset[tuple[str, str]]
) -> tuple[IpRange, ...]:
    """The IPs that a NAT gateway which the files only name has in Azure today; none where that is not certain. Where the
    files say more of its IPs than its name, these are not all."""
    gateway = path.nat_gateway
    if path.exit is not Exit.NAT_GATEWAY or path.causes or not isinstance(gateway, Resource):
        return ()
    name, group = _named(gateway)
    if (NAT_GATEWAY.lower(), name, group) in live.claimed_twice or (name, group) in taken_off:
        return ()
    found = _exit_of(gateway, NAT_GATEWAY, live) if gateway.external else None
    if found is None or not found.ips:
        return ()
    return _ranges(found, live)


def _perhaps(path: EgressPath, why: Unknown, live: Allocated) -> Unknown:
    """Why nobody knows the IPs of a path. Of a gateway whose subscription the files name without saying which: with the
    addresses of the one of its name and resource group that natpin sees."""
    gateway = path.nat_gateway
    if path.exit is not Exit.NAT_GATEWAY or path.causes or not isinstance(gateway, Resource):
        return why
    unsaid = _open_subscription(gateway)
    if unsaid is None or not gateway.external or why != gateway.only_looked_up:
        return why
    found = _exit_of(replace(gateway, subscription=None, traits={}), NAT_GATEWAY, live)
    cidrs = [one.cidr for one in _ranges(found, live) if one.cidr] if found is not None else []
    if not cidrs:
        return why
    told = f"perhaps {', '.join(cidrs)}, {IF_READ.format(why=unsaid.reason)}"
    return Unknown(f"{why.reason}: {told}", why.at, unsaid.settle_by or why.settle_by)


def _open_subscription(resource: Resource) -> Unknown | None:
    """Why nobody knows the subscription that the files name for it; None where it is known, or where they name none."""
    named = resource.subscription
    if named is None or is_absent(named):
        named = resource.traits.get(OWN_SUBSCRIPTION)
    if named is None or called(named):
        return None
    return named if isinstance(named, Unknown) else Unknown("it is known only after it is made", resource.at)


def _exit_of(resource: Resource, type_: str, live: Allocated) -> LiveExit | None:
    """The gateway or cluster that a resource of the files is: by name and resource group, both known."""
    name, group = called(resource.name), called(resource.resource_group)
    own = (called(resource.subscription) or "").lower()
    if _open_subscription(resource) is not None:
        return None  # a namesake in another one proves nothing
    found = [
        one
        for one in live.exits
        if same_type(one.type, type_)
        and (one.name.lower(), one.resource_group.lower()) == ((name or "").lower(), (group or "").lower())
        and (not own or one.subscription == own)
    ]
    if live.hides(group or "", own):
        return None
    return found[0] if name and group and len(found) == 1 else None


def _ranges(exit_: LiveExit, live: Allocated) -> tuple[IpRange, ...]:
    by_id = {one.id.lower(): one for one in live.ips}
    met = [by_id.get(one) for one in exit_.ips]
    if not all(one is not None and one.cidr and one.fixed for one in met):
        return ()
    return tuple(
        IpRange(one.name if one.type != PUBLIC_IP_PREFIX else f"{one.name} /{one.cidr.partition('/')[2]}",
                size(one), one.cidr)
        for one in met if one is not None and ":" not in one.cidr
    )  # fmt: skip


def today(cluster: Resource, exit_: Exit, live: Allocated) -> tuple[str, ...]:
    """The addresses that AKS has chosen for a cluster so far. It may change them."""
    found = _exit_of(cluster, CLUSTER, live) if exit_ in _OUTBOUND else None
    if found is None or found.outbound.lower() != _OUTBOUND[exit_]:
        return ()
    return tuple(one.cidr for one in _ranges(found, live) if one.cidr)


def _stack(stack: StackChange, comparison: Comparison, live: Allocated) -> StackChange:
    before = {
        cluster.resource.address: cluster
        for one in comparison.base.stacks
        if stack.before is not None and one.stack.id == stack.before.id
        for cluster in one.clusters
    }
    return replace(
        stack,
        clusters=tuple(_cluster(one, before.get(one.address), live) for one in stack.clusters),
    )


def _cluster(cluster: ClusterChange, before: ClusterReport | None, live: Allocated) -> ClusterChange:
    def path(one: PathChange) -> PathChange:
        return replace(one, ips=_changes(one.ips, one.before, before, live))

    exits = {one.before for one in cluster.paths if one.before is not None}
    only = exits.pop() if len(exits) == 1 else None

    def workload(one: WorkloadChange) -> WorkloadChange:
        return replace(one, ips=_changes(one.ips, only, before, live))

    return replace(
        cluster,
        paths=tuple(map(path, cluster.paths)),
        workloads=tuple(map(workload, cluster.workloads)),
        ips=_changes(cluster.ips, only, before, live),
    )


def _changes(
    ips: Iterable[IpChange], exit_: Exit | None, before: ClusterReport | None, live: Allocated
) -> tuple[IpChange, ...]:
    return tuple(_change(one, exit_, before, live) for one in ips)


def _change(ip: IpChange, exit_: Exit | None, before: ClusterReport | None, live: Allocated) -> IpChange:
    stays = ip.fate in (Fate.KEPT, Fate.ADDED)
    was = _allocated(ip.before, exit_, before, live) if ip.before is not None else None
    after = _allocated(ip.after, None, None, live) if ip.after is not None and stays else ip.after
    return replace(ip, before=was, after=after)


def _allocated(ip: IpRange, exit_: Exit | None, cluster: ClusterReport | None, live: Allocated) -> IpRange:
    if ip.label == CHOSEN_BY_AKS and exit_ is not None and cluster is not None:
        found = today(cluster.resource, exit_, live)
        return replace(ip, cidr=found[0]) if len(found) == 1 and ip.count == 1 else ip
    found_ = address_of(ip, live)
    return replace(ip, cidr=found_.cidr) if found_.certain else ip
