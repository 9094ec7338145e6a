"""Facts about workloads: which exits they may leave by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from natpin.facts.fields import fact_object, known
from natpin.facts.lists import listed, truth
from natpin.facts.scheduling import guess_of, labels_of
from natpin.facts.selectors import matches, selected, word_of
from natpin.model.asking import elements_of, is_, key_of, scalar_of
from natpin.model.azure_defaults import azure_default
from natpin.model.numbers import whole_number
from natpin.model.path import EgressPath, Exit, Pool, Role
from natpin.model.record import record, replace
from natpin.model.report import WorkloadEgress
from natpin.model.resource import NAT_GATEWAY, Resource
from natpin.model.several import Several, Truth, between, both, either, negated
from natpin.model.value import Node, Unknown, Value, dig, is_absent

if TYPE_CHECKING:
    from natpin.facts.env_from import Around

EGRESS_LABEL = "natpin.io/egress"
"""A workload with this label and the value ``pinned`` must leave by a NAT gateway."""

KEEPALIVE = "net.ipv4.tcp_keepalive_time"


def workload_facts(
    workload: Resource,
    egress: WorkloadEgress,
    paths: Sequence[EgressPath],
    pools: Mapping[str, Value],
    policies: Sequence[Resource] = (),
    leaving: Leaving | None = None,
    around: Around | None = None,
) -> Value:
    """A workload on one cluster. ``pools`` maps pool names to their facts; ``policies`` send egress out by other nodes.
    ``leaving``: one for all workloads of a cluster, which then share what it found. ``around``: the other objects of the stack."""
    from natpin.facts.workload_proxies import NOTHING, workload_proxy  # loaded only where there is one

    at = workload.at
    host = is_(workload.get("podSpec.hostNetwork"), True)
    ways = (leaving or Leaving(paths)).of(egress, host)
    landed, out = ways.landed, ways.out
    static = key_of(workload.get("podAnnotations"), "kubernetes.azure.com/static-gateway-configuration")
    replicas = workload.get("replicas")
    count = between(*landed.count(), landed.cause)
    return fact_object(
        {
            "name": known(workload.label, at),
            "namespace": workload.get("namespace") or known("default", at),
            "kind": workload.get("kind"),
            "replicas": known(1, at) if is_absent(replicas) else replicas,
            "hostNetwork": truth(host, at),
            "egressLabelled": _labelled(workload),
            "staticGateway": static,
            "egressGateway": static if static is not None else _egress_gateway(workload, policies, paths),
            "httpProxy": workload_proxy(workload, around or NOTHING),
            "pools": listed(_told(landed, pools), lambda facts: facts, at),
            "poolCount": count if isinstance(count, Unknown) else known(count, at),
            "allPinned": truth(_pinned(out, landed.rest, guess_of(workload)), at),
            "exits": _exits(out, landed.rest, workload),
            "tcpKeepaliveSeconds": _keepalive(workload),
            "idleTimeoutSeconds": known(ways.idle, at) if isinstance(ways.idle, int) else ways.idle,
            "usesPodSubnet": truth(ways.of_pods, at),
        },
        at,
    )


@record
class Ways:
    """How workloads leave that land on the same pools."""

    landed: Several[Pool]
    out: Sequence[tuple[EgressPath, Truth]]
    """The paths they may take, each with whether they do."""
    idle: int | Unknown | None
    """The shortest idle timeout of the gateways on those paths, in seconds; at most that where it is not known."""
    of_pods: Truth
    """Whether they land on a pool whose pods have a subnet of their own."""


class Leaving:
    """The ways out of one cluster, found out once for all workloads that land alike."""

    def __init__(self, paths: Sequence[EgressPath]) -> None:
        self._paths = paths
        self._found: dict[tuple[tuple[str, ...], bool], Ways] = {}

    def of(self, egress: WorkloadEgress, host: Truth) -> Ways:
        """For a workload that lands so, and whether it is on the nodes' own network."""
        if egress.unsure or isinstance(host, Unknown):
            return _ways(egress, host, self._paths)
        key = egress.pools, host
        if key not in self._found:
            self._found[key] = _ways(egress, host, self._paths)
        return self._found[key]


def _ways(egress: WorkloadEgress, host: Truth, paths: Sequence[EgressPath]) -> Ways:
    landed = _landed(egress, paths)
    mine = landed.map(lambda pool: [path for path in paths if path.pool.address == pool.address])
    ways = [(group, why, [path for path in group if path.role is Role.POD]) for group, why in mine]
    leaving = [
        (path, both(_uses(path, host, bool(of_pods)), why if why is not None else True))
        for group, why, of_pods in ways
        for path in group
    ]
    out = [(path, there) for path, there in leaving if there is not False]
    of_pods = either(*(why or True for _, why, of_pods in ways if of_pods), landed.rest or False)
    return Ways(landed, out, _shortest_idle(out), of_pods)


def _landed(egress: WorkloadEgress, paths: Sequence[EgressPath]) -> Several[Pool]:
    """The pools it lands on, those that may not be there and those it may not land on as maybe."""
    unsure = dict(egress.unsure)
    pools = {path.pool.address: path.pool for path in paths if path.pool.name in egress.pools}.values()
    there = [(pool, unsure.get(pool.name) or pool.conditional) for pool in pools if not pool.others]
    return Several(
        tuple(pool for pool, why in there if why is None),
        tuple((pool, why) for pool, why in there if why is not None),
        next((pool.resource.doubt for pool in pools if pool.others), None),
    )


def _told(landed: Several[Pool], pools: Mapping[str, Value]) -> Several[Value]:
    return landed.where(lambda pool: pool.name in pools).map(lambda pool: pools[pool.name])


def _uses(path: EgressPath, host: Truth, pods_apart: bool) -> Truth:
    """Whether a workload's traffic takes a path: pods with a subnet of their own take theirs, unless on the host's network."""
    if path.role is Role.POD:
        return negated(host)
    return host if pods_apart else True


def _labelled(workload: Resource) -> Node:
    """Whether it is marked as pinned. A label whose value is unknown may be the mark."""
    return truth(is_(key_of(workload.get("labels"), EGRESS_LABEL), "pinned"), workload.at)


def _pinned(out: Sequence[tuple[EgressPath, Truth]], rest: Unknown | None, here: Truth) -> Truth:
    """Whether every way out is a NAT gateway's. ``rest``: why there may be other ways; ``here``: whether it runs here.

    A way that it may not take counts only as far as it does; but it lands somewhere, so that where no way is a NAT
    gateway's, it is not pinned.
    """
    if rest is None and all(_off_nat(path) is True for path, _ in out):
        return negated(here)
    return negated(either(*(both(_off_nat(path), there) for path, there in out), rest or False))


def _off_nat(path: EgressPath) -> Truth:
    """Whether a path leaves by something else than a NAT gateway."""
    return path.causes[0] if path.exit is Exit.UNKNOWN else path.exit not in _NAT


_NAT = (Exit.NAT_GATEWAY, Exit.MANAGED_NAT_GATEWAY)


def _exits(out: Sequence[tuple[EgressPath, Truth]], rest: Unknown | None, workload: Resource) -> Node:
    names = {path.exit.value for path, _ in out} | ({Exit.UNKNOWN.value} if rest is not None else set())
    return Value(tuple(Value(name) for name in sorted(names)), workload.at)


def _egress_gateway(
    workload: Resource, policies: Sequence[Resource], paths: Sequence[EgressPath]
) -> Node | None:
    """The egress policy that sends a workload's traffic out by nodes without the NAT gateway."""
    labels = workload.get("podLabels")
    unclear: Unknown | None = None
    for policy in policies:
        selected_ = elements_of(policy.get("podSelectors")).any(lambda one: matches(one, labels))
        answer = both(selected_, _leaves_elsewhere(policy, paths), policy.conditional or True)
        if answer is True:
            return Value(policy.label, policy.at)
        if isinstance(answer, Unknown):
            unclear = unclear or answer
    return unclear


def _leaves_elsewhere(policy: Resource, paths: Sequence[EgressPath]) -> Truth:
    """Whether the gateway's nodes leave by something else than a NAT gateway."""
    of_nodes = [path for path in paths if path.role is Role.NODE]
    return either(
        *(
            both(
                selected(policy.get("nodeSelector"), labels_of(path.pool)),
                _off_nat(path),
                path.pool.conditional or True,
            )
            for path in of_nodes
        )
    )


def _keepalive(workload: Resource) -> Node | None:
    """The seconds that it sets; None where it sets none that Kubernetes would take."""
    sysctls = elements_of(workload.get("podSpec.securityContext.sysctls"))
    unclear = sysctls.rest
    for sysctl, why in sysctls:
        named = both(is_(dig(sysctl, "name"), KEEPALIVE), why or True)
        literal = word_of(dig(sysctl, "value"))
        doubt = named if isinstance(named, Unknown) else literal if isinstance(literal, Unknown) else None
        if named is False:
            continue
        if doubt is not None:
            unclear = unclear or doubt
        elif isinstance(literal, str) and (seconds := whole_number(literal)) is not None:
            return known(seconds, sysctl.at)
    return unclear


def _shortest_idle(out: Sequence[tuple[EgressPath, Truth]]) -> int | Unknown | None:
    """The shortest idle timeout of the gateways that carry its traffic; at most that where others may carry it."""
    shortest: int | None = None
    unclear: Unknown | None = None
    for path, there in out:
        seconds = _idle(path)
        if isinstance(seconds, Unknown) or (seconds is not None and isinstance(there, Unknown)):
            unclear = unclear or (seconds if isinstance(seconds, Unknown) else there)  # type: ignore[assignment]
        elif seconds is not None:
            shortest = seconds if shortest is None else min(shortest, seconds)
    if unclear is not None:
        return replace(unclear, parts=(), least=None, most=shortest)
    return shortest


def _idle(path: EgressPath) -> int | Unknown | None:
    """The idle timeout of the gateway that carries a path, in seconds; None where none does."""
    if path.exit is Exit.UNKNOWN:
        return path.causes[0]
    if path.exit not in _NAT or not isinstance(path.nat_gateway, Resource):
        return None
    idle = path.nat_gateway.get("idleTimeoutInMinutes")
    default = azure_default(NAT_GATEWAY, "idleTimeoutInMinutes")
    minutes = default if is_absent(idle) else scalar_of(idle)
    if isinstance(minutes, Unknown):
        return minutes
    amount = minutes if isinstance(minutes, int) else whole_number(str(minutes))
    return None if amount is None else amount * 60
