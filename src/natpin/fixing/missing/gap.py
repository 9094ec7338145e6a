"""What a cluster lacks: the subnets without a NAT gateway, and the gateway they should have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from natpin.fixing.edit import Edit
from natpin.fixing.state import State
from natpin.fixing.why import NotMade
from natpin.model.finding import Finding
from natpin.model.record import record
from natpin.model.resource import NAT_GATEWAY, PUBLIC_IP_PREFIX, Resource, same_type
from natpin.model.value import scalar, text
from natpin.pipeline.reading import ReadStack
from natpin.regex import late_regex

OUTBOUND = "networkProfile.outboundType"
MEANT = {
    "none": "that nothing is to leave this cluster",
    "block": "that nothing is to leave this cluster",
    "userDefinedRouting": "that traffic is to leave through a firewall or an appliance",
}
"""Outbound types that nobody has by default, and what they say (learn.microsoft.com/azure/aks/egress-outboundtype)."""
GATEWAYS = "2020-03-01"
"""An API version that has ``natGateways`` and a subnet's ``natGateway``; whether older ones do is not asked
(learn.microsoft.com/azure/templates/microsoft.network/change-log/natgateways lists it)."""
_DATED = late_regex(r"[0-9]{4}-")


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


def gaps(state: State, findings: Iterable[Finding]) -> Iterator[tuple[list[Finding], Gap | str]]:
    """For each cluster that findings are about, its gap, or why natpin leaves it: half of a cluster behind a gateway is no
    better."""
    by_cluster: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        for cluster in finding.clusters:
            by_cluster.setdefault((finding.stack, cluster), []).append(finding)
    for (stack, address), mine in by_cluster.items():
        read = next(state.stacks_of(mine[0]), None)
        subject = state.subject(stack, "cluster", address)
        if read is None or subject is None or subject.resource is None:
            yield mine, "a tool wrote these files"
        elif subject.resource.home:
            yield mine, f"cluster {subject.label} is declared in another root"
        else:
            yield mine, _gap(state, read, subject.resource, mine)


def _gap(state: State, read: ReadStack, cluster: Resource, findings: list[Finding]) -> Gap | str:
    meant = scalar(cluster.get(OUTBOUND))
    if meant in MEANT:
        return f"outbound type {meant} says {MEANT[str(meant)]}: natpin does not change what is meant"
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
            if not isinstance(path.subnet, Resource):
                return f"the subnet of node pool {path.pool.name} is not known"
            if path.subnet.home or path.subnet.external:
                return (
                    f"subnet {path.subnet.label} is declared elsewhere, and has to get its NAT gateway there"
                )
            subnets[path.subnet.address] = path.subnet
    if not there:
        there = {one.address: one for one in declared(read) if same_type(one.type, NAT_GATEWAY)}
    if len(there) > 1:
        names = ", ".join(sorted(one.label for one in there.values()))
        return f"there are several NAT gateways ({names}), and natpin cannot tell which one is meant"
    if not subnets:
        return "natpin cannot tell which subnet is meant"
    gateway = next(iter(there.values()), None)
    if gateway is not None and (gateway.home or gateway.external):
        return f"NAT gateway {gateway.label} is declared elsewhere"
    return Gap(read, cluster, tuple(subnets.values()), gateway, tuple(findings))


def free_prefix(read: ReadStack) -> Resource | None:
    """The one prefix that a stack declares; None for none, and for several."""
    found = [one for one in declared(read) if same_type(one.type, PUBLIC_IP_PREFIX)]
    return found[0] if len(found) == 1 else None


def check_gateways(neighbour: Resource) -> None:
    """Raises NotMade for a declaration of which the API version may have no NAT gateways."""
    written = text(neighbour.traits.get("apiVersion")) or ""
    if _DATED.match(written) and written < GATEWAYS:
        raise NotMade(f"a NAT gateway needs API version {GATEWAYS} or newer; {neighbour.label} has {written}")
