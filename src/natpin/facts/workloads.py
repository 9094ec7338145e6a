"""Facts about workloads: which exits they may leave by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from natpin.facts.network import fact_object, known
from natpin.facts.scheduling import labels_of, matches, word_of
from natpin.model.azure_defaults import azure_default
from natpin.model.numbers import whole_number
from natpin.model.path import EgressPath, Exit, Pool, Role
from natpin.model.report import WorkloadEgress
from natpin.model.resource import GUESSED, NAT_GATEWAY, Resource
from natpin.model.several import Truth, both, either, negated
from natpin.model.value import Node, Unknown, Value, dig, is_absent, items, members, scalar, text

EGRESS_LABEL = "natpin.io/egress"
"""A workload with this label and the value ``pinned`` must leave by a NAT gateway."""


def workload_facts(
    workload: Resource,
    egress: WorkloadEgress,
    paths: Sequence[EgressPath],
    pools: Mapping[str, Value],
    policies: Sequence[Resource] = (),
) -> Value:
    """A workload on one cluster. ``pools`` maps pool names to their facts; ``policies`` send egress out by other nodes."""
    hosted = workload.get("podSpec.hostNetwork")
    host = scalar(hosted) is True
    mine = [path for path in paths if path.pool.name in egress.pools]
    own = [path for path in mine if path.role is Role.NODE or not host]
    by_pods = {path.pool.name for path in mine if path.role is Role.POD}
    leaving = [path for path in own if host or path.role is Role.POD or path.pool.name not in by_pods]
    pinned = _pinned(leaving, workload)
    if not egress.certain and scalar(pinned) is False and any(_is_nat(path) for path in leaving):
        pinned = Unknown(
            "which pools it lands on depends on labels or taints that are not known", workload.at
        )
    if GUESSED in workload.traits and scalar(pinned) is False:
        pinned = Unknown(
            "clusters of several roots are as near to it: which of them runs it is not known", workload.at
        )
    static = members(workload.get("podAnnotations")).get("kubernetes.azure.com/static-gateway-configuration")
    replicas = workload.get("replicas")
    return fact_object(
        {
            "name": known(workload.label, workload.at),
            "namespace": workload.get("namespace") or known("default", workload.at),
            "kind": workload.get("kind"),
            "replicas": known(1, workload.at) if is_absent(replicas) else replicas,
            "hostNetwork": hosted if isinstance(hosted, Unknown) else known(host, workload.at),
            "egressLabelled": _labelled(workload),
            "staticGateway": static,
            "egressGateway": static if static is not None else _egress_gateway(workload, policies, paths),
            "pools": Value(tuple(pools[name] for name in egress.pools if name in pools), workload.at),
            "poolCount": known(len(egress.pools), workload.at),
            "allPinned": pinned,
            "exits": Value(
                tuple(Value(name) for name in sorted({path.exit.value for path in leaving})), workload.at
            ),
            "tcpKeepaliveSeconds": _keepalive(workload),
            "idleTimeoutSeconds": _shortest_idle(leaving, workload),
            "usesPodSubnet": known(bool(by_pods), workload.at),
        },
        workload.at,
    )


def _labelled(workload: Resource) -> Node:
    """Whether it is marked as pinned. A label whose value is unknown may be the mark."""
    labels = workload.get("labels")
    if isinstance(labels, Unknown):
        return labels
    label = dig(labels, EGRESS_LABEL) or members(labels).get(EGRESS_LABEL)
    return label if isinstance(label, Unknown) else known(text(label) == "pinned", workload.at)


def _pinned(leaving: Sequence[EgressPath], workload: Resource) -> Node:
    """Whether every way out is a NAT gateway's. A pool that may not be there counts only as far as it is."""
    if not leaving:
        return known(False, workload.at)
    off = either(*[_off_nat(path) for path in leaving])
    answer = negated(off)
    return answer if isinstance(answer, Unknown) else known(answer, workload.at)


def _off_nat(path: EgressPath) -> Truth:
    there: Truth = path.pool.conditional if path.pool.conditional is not None else True
    if path.exit is Exit.UNKNOWN:
        return both(path.causes[0], there)
    return both(not _is_nat(path), there)


def _egress_gateway(
    workload: Resource, policies: Sequence[Resource], paths: Sequence[EgressPath]
) -> Node | None:
    """The egress policy that sends a workload's traffic out by nodes without the NAT gateway."""
    labels = members(workload.get("podLabels"))
    unclear: Unknown | None = None
    for policy in policies:
        selected = either(*[matches(one, labels) for one in items(policy.get("podSelectors"))])
        if selected is False:
            continue
        off = _leaves_elsewhere(policy, paths)
        answer = both(selected, off)
        if answer is True:
            return Value(policy.label, policy.at)
        if isinstance(answer, Unknown):
            unclear = unclear or answer
    return unclear


def _leaves_elsewhere(policy: Resource, paths: Sequence[EgressPath]) -> Truth:
    """Whether the gateway's nodes leave by something else than a NAT gateway."""
    selector = Value({"matchLabels": policy.get("nodeSelector") or Value({})}, policy.at)
    pools: dict[str, Pool] = {path.pool.address: path.pool for path in paths}
    answers = []
    for address, pool in pools.items():
        labels = labels_of(pool)
        here = (
            Unknown(f"the labels of pool {pool.name} are unknown", pool.at)
            if labels is None
            else matches(selector, {name: Value(value) for name, value in labels.items()})
        )
        mine = [p for p in paths if p.pool.address == address and p.role is Role.NODE]
        answers.append(both(here, either(*[_off_nat(path) for path in mine])))
    return either(*answers)


def _is_nat(path: EgressPath) -> bool:
    return path.exit in (Exit.NAT_GATEWAY, Exit.MANAGED_NAT_GATEWAY)


def _keepalive(workload: Resource) -> Node | None:
    for sysctl in items(workload.get("podSpec.securityContext.sysctls")):
        if text(dig(sysctl, "name")) == "net.ipv4.tcp_keepalive_time":
            literal = word_of(dig(sysctl, "value"))
            seconds = whole_number(literal or "")
            if seconds is not None:
                return known(seconds, sysctl.at)
    return None


def _shortest_idle(paths: Sequence[EgressPath], workload: Resource) -> Node | None:
    shortest: int | None = None
    for path in paths:
        if not isinstance(path.nat_gateway, Resource):
            continue
        idle = path.nat_gateway.get("idleTimeoutInMinutes")
        if isinstance(idle, Unknown):
            return idle
        minutes = azure_default(NAT_GATEWAY, "idleTimeoutInMinutes") if is_absent(idle) else scalar(idle)
        if isinstance(minutes, int):
            shortest = minutes * 60 if shortest is None else min(shortest, minutes * 60)
    return None if shortest is None else known(shortest, workload.at)
