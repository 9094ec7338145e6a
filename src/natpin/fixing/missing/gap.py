"""What a cluster lacks: the subnets without a NAT gateway, and the gateway they should have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from natpin.fixing.edit import Edit
from natpin.fixing.files import Files
from natpin.fixing.state import State
from natpin.model.finding import Finding
from natpin.model.record import record
from natpin.model.resource import NAT_GATEWAY, PUBLIC_IP_PREFIX, Resource, same_type
from natpin.pipeline.reading import ReadStack


@record
class Gap:
    """Subnets of one cluster that have no NAT gateway."""

    read: ReadStack
    cluster: Resource
    subnets: tuple[Resource, ...]
    """None for a cluster in the virtual network that AKS manages."""
    gateway: Resource | None
    """That of the cluster's other pools, else the only one of the stack; None where one has to be made."""
    findings: tuple[Finding, ...]

    @property
    def declared(self) -> Iterator[Resource]:
        """Everything that the stack declares itself."""
        return declared(self.read)


@record
class Filled:
    """How a gap is closed."""

    edits: tuple[Edit, ...]
    makes: str = ""
    """The file in which something new is declared; empty where nothing is."""


def declared(read: ReadStack) -> Iterator[Resource]:
    """What a stack declares itself."""
    for part in read.parts:
        if isinstance(part, Resource) and not part.external and part.home is None:
            yield part


def gaps(state: State, files: Files, findings: Iterable[Finding]) -> Iterator[Gap]:
    """One for each cluster that a finding is about: half of a cluster behind a gateway is no better."""
    by_cluster: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        for cluster in finding.clusters:
            by_cluster.setdefault((finding.stack, cluster), []).append(finding)
    for (stack, address), mine in by_cluster.items():
        read = next(state.stacks_of(mine[0]), None)
        subject = state.subject(stack, "cluster", address)
        if read is None or subject is None or subject.resource is None or subject.resource.home:
            continue
        gap = _gap(state, read, subject.resource, mine)
        if gap is not None:
            yield gap


def _gap(state: State, read: ReadStack, cluster: Resource, findings: list[Finding]) -> Gap | None:
    about = {finding.subject for finding in findings}
    paths = state.paths(read.stack.id, cluster.address)
    subnets: dict[str, Resource] = {}
    there: dict[str, Resource] = {}
    for path in paths:
        if isinstance(path.nat_gateway, Resource) and path.subnet is not None:
            there[path.nat_gateway.address] = path.nat_gateway
        elif path.pool.address in about:
            if path.subnet is None:
                return Gap(read, cluster, (), None, tuple(findings))
            if not isinstance(path.subnet, Resource) or path.subnet.home or path.subnet.external:
                return None
            subnets[path.subnet.address] = path.subnet
    if not there:
        there = {one.address: one for one in declared(read) if same_type(one.type, NAT_GATEWAY)}
    if len(there) > 1 or not subnets:
        return None
    gateway = next(iter(there.values()), None)
    if gateway is not None and (gateway.home or gateway.external):
        return None
    return Gap(read, cluster, tuple(subnets.values()), gateway, tuple(findings))


def free_prefix(read: ReadStack) -> Resource | None:
    """The one prefix that a stack declares; None for none, and for several."""
    found = [one for one in declared(read) if same_type(one.type, PUBLIC_IP_PREFIX)]
    return found[0] if len(found) == 1 else None
