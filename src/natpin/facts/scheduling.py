"""Which pools a workload can land on.

Scheduling as Kubernetes documents it ("Assigning Pods to Nodes", "Taints and Tolerations"): node selector and
required node affinity must match the node's labels; a NoSchedule or NoExecute taint must be tolerated. Labels AKS
sets by itself: ``agentpool``, ``kubernetes.azure.com/agentpool``, ``kubernetes.azure.com/mode``, ``kubernetes.io/os``.
AKS taints and labels Spot pools itself (AKS, "Add a Spot node pool"), and admits a namespace's own node selector
(AKS, "Frequently asked questions": PodNodeSelector).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from natpin.facts.fields import same_name
from natpin.facts.selectors import SPOT, affine, same_word, selected
from natpin.model.asking import called, doubt_of, elements_of, is_, key_of, object_of, text_of
from natpin.model.path import EgressPath, Pool
from natpin.model.record import record
from natpin.model.report import WorkloadEgress
from natpin.model.resource import GUESSED, Resource
from natpin.model.several import Several, Truth, both, either, negated
from natpin.model.value import Node, Unknown, Value, dig, is_absent
from natpin.regex import late_regex

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
            astray = Unknown("the pool of the node is not known: no pool has its name", workload.at)
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
                affine(terms, each.labels),
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
            f"the pool of the node {literal[:80]} is not known",
            name.at if name is not None else nodes.labels.at,
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


def _tolerated(tolerations: Node | None, taint: Node) -> Truth:
    literal = text_of(taint)
    if not isinstance(literal, str):
        return literal or Unknown("a taint that is not text", taint.at)
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
    same_value = same_word(dig(toleration, "value") or Value("", toleration.at), Value(value, toleration.at))
    return both(is_(name, key), of_effect, either(exists, same_value))
