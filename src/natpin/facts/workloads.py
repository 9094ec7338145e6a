"""Which pools a workload can land on, and facts about workloads.

Scheduling as Kubernetes documents it ("Assigning Pods to Nodes", "Taints and Tolerations"): node selector and
required node affinity must match the node's labels; a NoSchedule or NoExecute taint must be tolerated. Labels AKS
sets by itself: ``agentpool``, ``kubernetes.azure.com/agentpool``, ``kubernetes.azure.com/mode``, ``kubernetes.io/os``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from natpin.facts.network import fact_object, known
from natpin.model.azure_defaults import azure_default
from natpin.model.numbers import whole_number
from natpin.model.path import EgressPath, Exit, Pool, Role
from natpin.model.record import record
from natpin.model.report import WorkloadEgress
from natpin.model.resource import GUESSED, NAT_GATEWAY, Resource
from natpin.model.value import Node, Unknown, Value, dig, is_absent, items, members, scalar, text, word

EGRESS_LABEL = "natpin.io/egress"
"""A workload with this label and the value ``pinned`` must leave by a NAT gateway."""


@record
class _Nodes:
    """A pool's nodes, as far as scheduling goes by them."""

    pool: str
    labels: Mapping[str, str | None] | None
    taints: Node | None


def landing(workloads: Iterable[Resource], paths: Sequence[EgressPath]) -> tuple[WorkloadEgress, ...]:
    """The pools each workload can be scheduled to. ``certain`` is False when those are an upper bound, or
    when it may as well be another root's cluster that runs the workload."""
    pools = {path.pool.address: path.pool for path in paths}.values()
    nodes = [_Nodes(pool.name, labels_of(pool), pool.resource.get("nodeTaints")) for pool in pools]
    return tuple(_landing(workload, nodes) for workload in workloads)


def _landing(workload: Resource, nodes: Sequence[_Nodes]) -> WorkloadEgress:
    selector = workload.get("podSpec.nodeSelector")
    terms = workload.get(_AFFINITY_TERMS)
    tolerations = workload.get("podSpec.tolerations")
    found, certain = [], GUESSED not in workload.traits
    for each in nodes:
        fits = _and(
            [
                _selected(selector, each.labels),
                _affine(terms, each.labels),
                _tolerated(tolerations, each.taints),
            ]
        )
        certain = certain and fits is not None
        if fits is not False:
            found.append(each.pool)
    return WorkloadEgress(workload, workload.label, workload.get("replicas"), tuple(found), certain)


_AFFINITY_TERMS = (
    "podSpec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
)


def labels_of(pool: Pool) -> dict[str, str | None] | None:
    """A pool's node labels; None when they are unknown, a None value for one whose value is."""
    written = pool.resource.get("nodeLabels")
    if isinstance(written, Unknown):
        return None
    labels: dict[str, str | None] = {name: _word(node) for name, node in members(written).items()}
    labels |= {"agentpool": pool.name, "kubernetes.azure.com/agentpool": pool.name}
    system = word(pool.resource.get("osType")) or "linux"
    labels |= {"kubernetes.io/os": system, "beta.kubernetes.io/os": system}
    mode = text(pool.resource.get("mode"))
    if mode:
        labels["kubernetes.azure.com/mode"] = mode.lower()
    elif "#" in pool.address:
        labels["kubernetes.azure.com/mode"] = "system"
    return labels


def _word(node: Node | None) -> str | None:
    found = scalar(node)
    return None if found is None else str(found).lower() if isinstance(found, bool) else str(found)


_OTHERWISE_LABELLED = (
    "topology.kubernetes.io/",
    "kubernetes.io/",
    "node.kubernetes.io/",
    "kubernetes.azure.com/",
)
"""Labels the platform sets and that are not written anywhere: a selector on one can match."""


def _has(
    labels: Mapping[str, str | None] | None, name: str, values: Sequence[str | None] | None
) -> bool | None:
    """Whether a node carries a label, with one of the values when given."""
    if labels is None:
        return None
    if name not in labels:
        return None if name.startswith(_OTHERWISE_LABELLED) else False
    if values is None:
        return True
    value = labels[name]
    if value is None or None in values:
        return True if value is not None and value in values else None
    return value in values


def _selected(selector: Node | None, labels: Mapping[str, str | None] | None) -> bool | None:
    if isinstance(selector, Unknown):
        return None
    return _and([_has(labels, name, [_word(node)]) for name, node in members(selector).items()])


def _affine(terms: Node | None, labels: Mapping[str, str | None] | None) -> bool | None:
    if isinstance(terms, Unknown):
        return None
    if not items(terms):
        return True
    return _or(
        [
            _and([_expression(labels, e) for e in items(dig(term, "matchExpressions"))])
            for term in items(terms)
        ]
    )


def _expression(labels: Mapping[str, str | None] | None, expression: Node) -> bool | None:
    key, operator = text(dig(expression, "key")), text(dig(expression, "operator"))
    if key is None:
        return None
    values = [_word(value) for value in items(dig(expression, "values"))]
    match operator:
        case "In":
            return _has(labels, key, values)
        case "NotIn":
            return _not(_has(labels, key, values))
        case "Exists":
            return _has(labels, key, None)
        case "DoesNotExist":
            return _not(_has(labels, key, None))
        case _:
            return None


def _tolerated(tolerations: Node | None, taints: Node | None) -> bool | None:
    if isinstance(taints, Unknown):
        return None
    answers: list[bool | None] = []
    for taint in items(taints):
        literal = text(taint)
        if literal is None:
            answers.append(None)
            continue
        body, _, effect = literal.rpartition(":")
        key, _, value = body.partition("=")
        if effect == "PreferNoSchedule":
            continue
        if isinstance(tolerations, Unknown):
            answers.append(None)
            continue
        answers.append(any(_tolerates(toleration, key, value, effect) for toleration in items(tolerations)))
    return _and(answers)


def _tolerates(toleration: Node, key: str, value: str, effect: str) -> bool:
    wanted = text(dig(toleration, "effect"))
    if wanted and wanted != effect:
        return False
    operator = text(dig(toleration, "operator")) or "Equal"
    name = text(dig(toleration, "key"))
    if name is None:
        return operator == "Exists"
    return name == key and (operator == "Exists" or (_word(dig(toleration, "value")) or "") == value)


def _and(answers: Sequence[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _or(answers: Sequence[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def workload_facts(
    workload: Resource, egress: WorkloadEgress, paths: Sequence[EgressPath], pools: Mapping[str, Value]
) -> Value:
    """A workload on one cluster. ``pools`` maps pool names to their facts."""
    host = scalar(workload.get("podSpec.hostNetwork")) is True
    mine = [path for path in paths if path.pool.name in egress.pools]
    own = [path for path in mine if path.role is Role.NODE or not host]
    by_pods = {path.pool.name for path in mine if path.role is Role.POD}
    leaving = [path for path in own if host or path.role is Role.POD or path.pool.name not in by_pods]
    pinned: Node = known(bool(leaving) and all(_is_nat(path) for path in leaving), workload.at)
    if any(path.exit is Exit.UNKNOWN for path in leaving) and not any(
        not _is_nat(p) and p.exit is not Exit.UNKNOWN for p in leaving
    ):
        pinned = next(cause for path in leaving for cause in path.causes)
    if not egress.certain and scalar(pinned) is False and any(_is_nat(path) for path in leaving):
        pinned = Unknown(
            "which pools it lands on depends on labels or taints that are not known", workload.at
        )
    if GUESSED in workload.traits and scalar(pinned) is False:
        pinned = Unknown(
            "clusters of several roots are as near to it: which of them runs it is not known", workload.at
        )
    label = text(dig(Value(workload.properties), "labels." + EGRESS_LABEL)) or text(
        members(workload.get("labels")).get(EGRESS_LABEL)
    )
    static = members(workload.get("podAnnotations")).get("kubernetes.azure.com/static-gateway-configuration")
    replicas = workload.get("replicas")
    return fact_object(
        {
            "name": known(workload.label, workload.at),
            "namespace": workload.get("namespace") or known("default", workload.at),
            "kind": workload.get("kind"),
            "replicas": known(1, workload.at) if is_absent(replicas) else replicas,
            "hostNetwork": known(host, workload.at),
            "egressLabelled": known(label == "pinned", workload.at),
            "staticGateway": static,
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


def _is_nat(path: EgressPath) -> bool:
    return path.exit in (Exit.NAT_GATEWAY, Exit.MANAGED_NAT_GATEWAY)


def _keepalive(workload: Resource) -> Node | None:
    for sysctl in items(workload.get("podSpec.securityContext.sysctls")):
        if text(dig(sysctl, "name")) == "net.ipv4.tcp_keepalive_time":
            literal = _word(dig(sysctl, "value"))
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
