"""Which pools a workload can land on.

Scheduling as Kubernetes documents it ("Assigning Pods to Nodes", "Taints and Tolerations"): node selector and
required node affinity must match the node's labels; a NoSchedule or NoExecute taint must be tolerated. Labels AKS
sets by itself: ``agentpool``, ``kubernetes.azure.com/agentpool``, ``kubernetes.azure.com/mode``, ``kubernetes.io/os``.
AKS taints and labels Spot pools itself (AKS, "Add a Spot node pool"), and admits a namespace's own node selector
(AKS, "Frequently asked questions": PodNodeSelector).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from natpin.model.location import NOWHERE
from natpin.model.path import EgressPath, Pool
from natpin.model.record import record, replace
from natpin.model.report import WorkloadEgress
from natpin.model.resource import GUESSED, Resource
from natpin.model.value import Node, Unknown, Value, dig, items, members, scalar, text, word

SPOT = "kubernetes.azure.com/scalesetpriority"
NAMESPACE_SELECTOR = "scheduler.alpha.kubernetes.io/node-selector"


@record
class _Nodes:
    """A pool's nodes, as far as scheduling goes by them."""

    pool: str
    labels: Mapping[str, str | None] | None
    taints: Node | None


def landing(
    workloads: Iterable[Resource], paths: Sequence[EgressPath], namespaces: Iterable[Resource] = ()
) -> tuple[WorkloadEgress, ...]:
    """The pools each workload can be scheduled to. ``certain`` is False when those are an upper bound, or
    when it may as well be another root's cluster that runs the workload."""
    pools = {path.pool.address: path.pool for path in paths}.values()
    nodes = [_Nodes(pool.name, labels_of(pool), _taints(pool)) for pool in pools]
    selectors = {text(namespace.name): _namespace_selector(namespace) for namespace in namespaces}
    return tuple(
        _landing(_within_namespace(workload, selectors.get(text(workload.get("namespace")))), nodes)
        for workload in workloads
    )


def _namespace_selector(namespace: Resource) -> dict[str, Node]:
    written = text(members(namespace.get("annotations")).get(NAMESPACE_SELECTOR)) or ""
    pairs = [pair.partition("=") for pair in written.split(",") if "=" in pair]
    return {key.strip(): Value(value.strip(), namespace.at) for key, _, value in pairs}


def _within_namespace(workload: Resource, selector: Mapping[str, Node] | None) -> Resource:
    """A workload with its namespace's node selector added to its own."""
    spec = workload.get("podSpec")
    if not selector or not isinstance(spec, Value):
        return workload
    own = members(dig(spec, "nodeSelector"))
    body = {**members(spec), "nodeSelector": Value({**own, **selector}, spec.at)}
    return workload.with_properties(podSpec=replace(spec, data=body))


def _taints(pool: Pool) -> Node | None:
    """A pool's taints, the one included that AKS gives to Spot pools."""
    written = pool.resource.get("nodeTaints")
    priority = pool.resource.get("scaleSetPriority")
    if isinstance(priority, Unknown):
        return priority if written is None else written
    if word(priority) != "spot" or isinstance(written, Unknown):
        return written
    return Value((*items(written), Value(f"{SPOT}=spot:NoSchedule", pool.at)), pool.at)


def matches(selector: Node | None, labels: Mapping[str, Node]) -> bool | Unknown:
    """Whether a label selector (``matchLabels``; an empty one selects everything) selects what has these labels."""
    if isinstance(selector, Unknown):
        return selector
    if items(dig(selector, "matchExpressions")):
        return Unknown("a selector by expressions", selector.at if selector is not None else NOWHERE)
    for name, wanted in members(dig(selector, "matchLabels")).items():
        if name.startswith(("io.kubernetes.pod.namespace", "k8s:io.kubernetes.pod.namespace")):
            continue  # Cilium's label for the pod's namespace
        have = labels.get(name)
        if have is None:
            return False
        if isinstance(have, Unknown) or isinstance(wanted, Unknown):
            return have if isinstance(have, Unknown) else Unknown("a selector's value is unknown", wanted.at)
        if word_of(have) != word_of(wanted):
            return False
    return True


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
    labels: dict[str, str | None] = {name: word_of(node) for name, node in members(written).items()}
    labels |= {"agentpool": pool.name, "kubernetes.azure.com/agentpool": pool.name}
    system = word(pool.resource.get("osType")) or "linux"
    labels |= {"kubernetes.io/os": system, "beta.kubernetes.io/os": system}
    if word(pool.resource.get("scaleSetPriority")) == "spot":
        labels[SPOT] = "spot"
    mode = text(pool.resource.get("mode"))
    if mode:
        labels["kubernetes.azure.com/mode"] = mode.lower()
    elif "#" in pool.address:
        labels["kubernetes.azure.com/mode"] = "system"
    return labels


def word_of(node: Node | None) -> str | None:
    """A label's value as Kubernetes has it: text; None for what is not known."""
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
    return _and([_has(labels, name, [word_of(node)]) for name, node in members(selector).items()])


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
    values = [word_of(value) for value in items(dig(expression, "values"))]
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
    return name == key and (operator == "Exists" or (word_of(dig(toleration, "value")) or "") == value)


def _and(answers: Sequence[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _or(answers: Sequence[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer
