"""Which pools a workload can land on.

Scheduling as Kubernetes documents it ("Assigning Pods to Nodes", "Taints and Tolerations"): node selector and
required node affinity must match the node's labels; a NoSchedule or NoExecute taint must be tolerated. Labels AKS
sets by itself: ``agentpool``, ``kubernetes.azure.com/agentpool``, ``kubernetes.azure.com/mode``, ``kubernetes.io/os``.
AKS taints and labels Spot pools itself (AKS, "Add a Spot node pool"), and admits a namespace's own node selector
(AKS, "Frequently asked questions": PodNodeSelector).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from natpin.facts.fields import same_name
from natpin.model.asking import called, doubt_of, elements_of, is_, key_of, object_of, scalar_of, text_of
from natpin.model.numbers import whole_number
from natpin.model.path import EgressPath, Pool
from natpin.model.record import record
from natpin.model.report import WorkloadEgress
from natpin.model.resource import GUESSED, Resource
from natpin.model.several import Several, Truth, both, either, negated
from natpin.model.value import Node, Unknown, Value, dig, is_absent
from natpin.regex import late_regex

SPOT = "kubernetes.azure.com/scalesetpriority"
NAMESPACE_SELECTOR = "scheduler.alpha.kubernetes.io/node-selector"


@record
class _Nodes:
    """A pool's nodes, as far as scheduling goes by them."""

    pool: str
    labels: Node
    taints: Several[Node]
    unnamed: Unknown | None = None
    """Why the pool's name is not known: ``pool`` is then no name."""


def landing(
    workloads: Iterable[Resource], paths: Sequence[EgressPath], namespaces: Iterable[Resource] = ()
) -> tuple[WorkloadEgress, ...]:
    """The pools each workload can be scheduled to. ``certain`` is False when those are an upper bound, or
    when it may as well be another root's cluster that runs the workload."""
    pools = {path.pool.address: path.pool for path in paths}.values()
    nodes = [
        _Nodes(pool.name, labels_of(pool), _taints(pool), doubt_of(pool.resource.name)) for pool in pools
    ]
    selectors = [(each.name, selector) for each in namespaces if (selector := _namespace_selector(each))]
    # most workloads say nothing of nodes: where those can land is found out once
    anywhere = _fitting(nodes, (), None, None, None)
    return tuple(_landing(workload, nodes, selectors, anywhere) for workload in workloads)


def _namespace_selector(namespace: Resource) -> Node | None:
    """The node selector that a namespace adds to its pods' own; None where it adds none."""
    node = key_of(namespace.get("annotations"), NAMESPACE_SELECTOR)
    written = text_of(node)
    if not isinstance(written, str):
        return written
    pairs = [pair.partition("=") for pair in written.split(",") if "=" in pair]
    return Value({key.strip(): Value(value.strip(), namespace.at) for key, _, value in pairs}, namespace.at)


def _taints(pool: Pool) -> Several[Node]:
    """A pool's taints, the one included that AKS gives to Spot pools."""
    written = elements_of(pool.resource.get("nodeTaints"))
    spot = is_(pool.resource.get("scaleSetPriority"), "Spot")
    taint = Value(f"{SPOT}=spot:NoSchedule", pool.at)
    if isinstance(spot, Unknown):
        return written.with_(Several((), ((taint, spot),)))
    return written.with_(Several((taint,))) if spot else written


def matches(selector: Node | None, labels: Node | None) -> Truth:
    """Whether a label selector (an empty one selects everything) selects what has these labels and no others."""
    unclear = doubt_of(selector)
    if unclear is not None:
        return unclear
    pairs, expressions = dig(selector, "matchLabels"), elements_of(dig(selector, "matchExpressions"))
    answers: list[Truth] = [
        _labelled(labels, name, wanted)
        for name, wanted in object_of(pairs).items()
        # Cilium's label for the pod's namespace
        if not name.startswith(("io.kubernetes.pod.namespace", "k8s:io.kubernetes.pod.namespace"))
    ]
    if (vague := doubt_of(pairs) or expressions.cause) is not None:
        answers.append(vague)
    answers += [_requires(labels, each) for each in expressions.sure]
    return both(*answers)


def _requires(labels: Node | None, expression: Node) -> Truth:
    """One requirement of ``matchExpressions`` (Kubernetes, "Labels and Selectors", set-based requirements: NotIn and
    DoesNotExist also select what has no such label)."""

    def has(key: str, values: Several[Node] | None) -> Truth:
        have = key_of(labels, key)
        if have is None or isinstance(have, Unknown):
            return have or False
        return True if values is None else values.any(lambda wanted: _same_word(have, wanted))

    return _by_operator(expression, "a selector", has)


def _by_operator(expression: Node, what: str, has: Callable[[str, Several[Node] | None], Truth]) -> Truth:
    """One requirement by its operator. ``has``: whether the labels have a key, with one of the values where these count."""
    key, operator = text_of(dig(expression, "key")), text_of(dig(expression, "operator"))
    if not isinstance(key, str):
        return key or Unknown(f"{what} without a key", expression.at)
    if isinstance(operator, Unknown):
        return operator
    values = elements_of(dig(expression, "values"))
    match operator:
        case "In":
            return has(key, values)
        case "NotIn":
            return negated(has(key, values))
        case "Exists":
            return has(key, None)
        case "DoesNotExist":
            return negated(has(key, None))
        case _:
            return Unknown(f"{what} by the operator {operator}", expression.at)


def _labelled(labels: Node | None, name: str, wanted: Node) -> Truth:
    have = key_of(labels, name)
    return False if have is None else _same_word(have, wanted)


def _same_word(left: Node, right: Node) -> Truth:
    one, other = word_of(left), word_of(right)
    if isinstance(one, Unknown):
        return one
    return other if isinstance(other, Unknown) else one == other


def _landing(
    workload: Resource,
    nodes: Sequence[_Nodes],
    selectors: Sequence[tuple[Node, Node]],
    anywhere: Sequence[tuple[str, Truth]],
) -> WorkloadEgress:
    """``anywhere``: the pools that a workload fits which asks for nothing."""
    bound = workload.get("podSpec.nodeName")
    asked = [workload.get(path) for path in ("podSpec.nodeSelector", _AFFINITY_TERMS, "podSpec.tolerations")]
    fitting: Sequence[tuple[str, Truth]] = anywhere
    if not is_absent(bound):
        # what names its node is not scheduled: neither taints nor labels count
        fitting = [(each.pool, _on_node(bound, each)) for each in nodes]
        if all(fits is False for _, fits in fitting):
            # the node is there all the same, maybe of a pool that nobody wrote down
            astray = Unknown("which pool the node is of: no pool has its name", workload.at)
            fitting = [(pool, astray) for pool, _ in fitting]
    elif selectors or any(node is not None for node in asked):
        namespace = workload.get("namespace")
        home = Value("default", workload.at) if is_absent(namespace) else namespace
        also = [(same_name(name, home), selector) for name, selector in selectors]
        fitting = _fitting(nodes, also, *asked)
    unsure = tuple((pool, fits) for pool, fits in fitting if isinstance(fits, Unknown))
    certain = not unsure and guess_of(workload) is True
    pools = tuple(pool for pool, fits in fitting if fits is not False)
    return WorkloadEgress(workload, workload.label, workload.get("replicas"), pools, certain, unsure)


def _fitting(
    nodes: Sequence[_Nodes],
    also: Sequence[tuple[Truth, Node]],
    selector: Node | None,
    terms: Node | None,
    tolerations: Node | None,
) -> list[tuple[str, Truth]]:
    """Each pool, and whether its nodes fit. ``also``: selectors of namespaces, and whether a workload is in each."""
    return [
        (
            each.pool,
            both(
                selected(selector, each.labels),
                *(either(negated(mine), selected(more, each.labels)) for mine, more in also),
                _affine(terms, each.labels),
                each.taints.all(lambda taint: _tolerated(tolerations, taint)),
            ),
        )
        for each in nodes
    ]


def _on_node(name: Node | None, nodes: _Nodes) -> Truth:
    """Whether a node of this name is one of a pool's: AKS calls them ``aks-POOL-NUMBER-vmss…`` (AKS, "Node pools")."""
    literal = text_of(name)
    if not isinstance(literal, str):
        return literal or False
    named = _NODE.match(literal)
    if nodes.unnamed is not None:
        return nodes.unnamed
    if named is None:
        return Unknown(
            f"which pool the node {literal[:80]} is of", name.at if name is not None else nodes.labels.at
        )
    return named.group(1) == nodes.pool


_NODE = late_regex(r"aks-([a-z0-9]{1,12})-\d{1,12}-vmss[0-9a-z]{1,9}\Z")


def guess_of(workload: Resource) -> Truth:
    """Whether it is this stack's clusters that run a workload."""
    if GUESSED not in workload.traits:
        return True
    reason = "clusters of several roots are as near to it: which of them runs it is not known"
    return Unknown(reason, workload.at)


_AFFINITY_TERMS = (
    "podSpec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
)


def labels_of(pool: Pool) -> Node:
    """A pool's node labels: an object, or the Unknown that says why nobody can list them."""
    written = pool.resource.get("nodeLabels")
    unclear = doubt_of(written)
    if unclear is not None:
        return unclear
    name = pool.resource.name if isinstance(pool.resource.name, Unknown) else Value(pool.name, pool.at)
    labels: dict[str, Node] = {
        **object_of(written),
        "agentpool": name,
        "kubernetes.azure.com/agentpool": name,
    }
    system = _lowered(pool.resource.get("osType"), "linux", pool)
    labels |= {"kubernetes.io/os": system, "beta.kubernetes.io/os": system}
    spot = is_(pool.resource.get("scaleSetPriority"), "Spot")
    if spot is not False:
        labels[SPOT] = spot if isinstance(spot, Unknown) else Value("spot", pool.at)
    mode = pool.resource.get("mode")
    by_default = _mode(pool)
    if not is_absent(mode) or by_default is not None:
        labels["kubernetes.azure.com/mode"] = _lowered(mode, by_default or "", pool)
    return Value(labels, pool.at)


def _mode(pool: Pool) -> str | None:
    """The mode of a pool that none is written of: azurerm's and az's is User; None where natpin knows no default.

    Sources: azurerm, "azurerm_kubernetes_cluster_node_pool", mode; az, "az aks nodepool add", --mode.
    """
    if "#" in pool.address:
        return "system"
    provider = called(pool.resource.traits.get("provider")) or ""
    return "user" if provider.startswith(("azurerm", "az ")) or provider == "az" else None


def _lowered(node: Node | None, default: str, pool: Pool) -> Node:
    found = text_of(node)
    return found if isinstance(found, Unknown) else Value((found or default).lower(), pool.at)


def word_of(node: Node | None) -> str | Unknown:
    """A label's value as Kubernetes has it: text, and empty for what is absent."""
    found = scalar_of(node)
    if isinstance(found, Unknown):
        return found
    return "" if found is None else str(found).lower() if isinstance(found, bool) else str(found)


_OTHERWISE_LABELLED = (
    "topology.kubernetes.io/",
    "kubernetes.io/",
    "node.kubernetes.io/",
    "kubernetes.azure.com/",
)
"""Labels the platform sets and that are not written anywhere: a selector on one can match."""


def _has(labels: Node, name: str, holds: Several[Node] | None) -> Truth:
    """Whether a node carries a label, with one of the values when given."""
    have = key_of(labels, name)
    if have is None:
        unset = name.startswith(_OTHERWISE_LABELLED)
        return Unknown(f"the platform sets the label {name}", labels.at) if unset else False
    if holds is None:
        perhaps = isinstance(labels, Unknown) or name == SPOT
        return have if perhaps and isinstance(have, Unknown) else True
    return holds.any(lambda wanted: _same_word(have, wanted))


def selected(selector: Node | None, labels: Node) -> Truth:
    """Whether a node selector takes nodes with these labels."""
    unclear = doubt_of(selector)
    if unclear is not None:
        return unclear
    return both(*(_has(labels, name, Several((node,))) for name, node in object_of(selector).items()))


def _affine(terms: Node | None, labels: Node) -> Truth:
    found = elements_of(terms)
    if found.there() is False:
        return True
    return found.any(lambda term: _term(term, labels))


def _term(term: Node, labels: Node) -> Truth:
    unclear = doubt_of(term)
    if unclear is not None:
        return unclear
    fields, expressions = elements_of(dig(term, "matchFields")), elements_of(dig(term, "matchExpressions"))
    by_name: Truth = Unknown("an affinity to nodes by their name", term.at) if fields.every else True
    # a term that asks for nothing takes no node (Kubernetes, API reference of NodeSelectorTerm)
    asks = either(fields.there(), expressions.there())
    return both(asks, expressions.all(lambda each: _expression(labels, each)), by_name)


def _expression(labels: Node, expression: Node) -> Truth:
    if text_of(dig(expression, "operator")) in ("Gt", "Lt"):
        return _ordered(labels, expression)
    return _by_operator(expression, "an affinity", partial(_has, labels))


def _ordered(labels: Node, expression: Node) -> Truth:
    """``Gt`` and ``Lt`` compare the label, a whole number, with the only value (Kubernetes, "Node affinity operators")."""
    key, values = text_of(dig(expression, "key")), elements_of(dig(expression, "values"))
    has = _has(labels, key, None) if isinstance(key, str) else key or Unknown("no key", expression.at)
    if has is not True or values.cause is not None or len(values.sure) != 1:
        return has if has is not True else Unknown("an affinity by more than one number", expression.at)
    have, wanted = word_of(key_of(labels, str(key))), word_of(values.sure[0])
    if isinstance(have, Unknown) or isinstance(wanted, Unknown):
        return have if isinstance(have, Unknown) else wanted  # type: ignore[return-value]
    left, right = whole_number(have), whole_number(wanted)
    if left is None or right is None:
        return False
    return left > right if text_of(dig(expression, "operator")) == "Gt" else left < right


def _tolerated(tolerations: Node | None, taint: Node) -> Truth:
    literal = text_of(taint)
    if not isinstance(literal, str):
        return literal or Unknown("a taint that is no text", taint.at)
    body, _, effect = literal.rpartition(":")
    key, _, value = body.partition("=")
    if effect == "PreferNoSchedule":
        return True
    return elements_of(tolerations).any(lambda each: _tolerates(each, key, value, effect))


def _tolerates(toleration: Node, key: str, value: str, effect: str) -> Truth:
    """An empty effect stands for every effect, an empty key with Exists for every key."""
    unclear = doubt_of(toleration)
    if unclear is not None:
        return unclear
    exists = is_(dig(toleration, "operator"), "Exists")
    name = dig(toleration, "key")
    wanted = dig(toleration, "effect")
    of_effect: Truth = True if is_absent(wanted) or called(wanted) == "" else is_(wanted, effect)
    if is_absent(name) or called(name) == "":
        return both(exists, of_effect)
    same_value = _same_word(dig(toleration, "value") or Value("", toleration.at), Value(value, toleration.at))
    return both(is_(name, key), of_effect, either(exists, same_value))
