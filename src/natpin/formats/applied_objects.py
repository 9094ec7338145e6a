"""One object of Kubernetes as a resource, whichever format applies it: anything that has a pod template is a workload,
whatever its kind.

Of ConfigMaps, Secrets and services those are taken that bear on a workload's proxy (Kubernetes, "Configure all key-value pairs in a
ConfigMap as container environment variables", "ExternalName", "Services without selectors").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.applied_secrets import SECRETS, keys_of_secret, name_of_secret
from natpin.formats.egress_policies import egress_gateway_policy, network_policy
from natpin.model.resource import (
    CONFIG_MAP,
    EGRESS_POLICY,
    NAMESPACE,
    NETWORK_POLICY,
    NODE_CLASS,
    OUTSIDE,
    STATIC_EGRESS,
    WORKLOAD,
    Resource,
)
from natpin.model.value import EMPTY, Node, Unknown, Value, dig, items, members, text, unknowns
from natpin.regex import late_regex

_OTHER_KINDS: Mapping[str, str] = {
    "StaticGatewayConfiguration": STATIC_EGRESS,
    "AKSNodeClass": NODE_CLASS,
    "NetworkPolicy": NETWORK_POLICY,
    "CiliumEgressGatewayPolicy": EGRESS_POLICY,
    "Namespace": NAMESPACE,
    "ConfigMap": CONFIG_MAP,
    "Secret": CONFIG_MAP,
    "SealedSecret": CONFIG_MAP,
    "ExternalSecret": CONFIG_MAP,
    "Service": OUTSIDE,
    "Endpoints": OUTSIDE,
    "EndpointSlice": OUTSIDE,
}
_OF_SERVICES = ("v1", "discovery.k8s.io/v1", "discovery.k8s.io/v1beta1")
PROXY = "proxy"
"""What stands in the name or a key of each ConfigMap that is taken for its proxies, in lower case."""
_RELEASES = ("HelmRelease", "Application")
"""Flux's and Argo CD's releases of charts."""
POLICIES = ("ClusterPolicy", "Policy", "MutatingPolicy", "Assign")
"""Policies that may change pods: Kyverno's, Gatekeeper's."""
_POLICY_GROUPS = late_regex(r"(?:policies\.)?kyverno\.io/|mutations\.gatekeeper\.sh/")
STEPS = ("Workflow", "CronWorkflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "Task", "ClusterTask")
"""Kinds whose pods are made of steps: Argo Workflows', Tekton's."""
_STEP_GROUPS = late_regex(r"argoproj\.io/|tekton\.dev/")
_SERVICE_OF = "kubernetes.io/service-name"
_POD_TEMPLATE_AT: Mapping[str, str] = {
    "Deployment": "spec.template",
    "StatefulSet": "spec.template",
    "DaemonSet": "spec.template",
    "ReplicaSet": "spec.template",
    "Job": "spec.template",
    "CronJob": "spec.jobTemplate.spec.template",
    "Pod": "",
}
"""Kubernetes' own kinds. Any other kind is a workload when it has a pod template: Argo's Rollout, Knative's Service."""
_REPLICAS: Mapping[str, str | None] = {
    "CronJob": "spec.jobTemplate.spec.parallelism",
    "Job": "spec.parallelism",
    "Pod": None,
}
_DEEPEST = 6
"""Members between a manifest and its pod template: no controller nests deeper."""


def resources(manifest: Node, path: str, number: int) -> Iterator[Resource]:
    """The resource that a manifest declares; none for a kind that does not bear on egress."""
    if not isinstance(manifest, Value):
        return
    kind = text(dig(manifest, "kind")) or ""
    if kind in _RELEASES:
        yield from _release(manifest, kind, number)
        return
    if kind in POLICIES and _POLICY_GROUPS.match(text(dig(manifest, "apiVersion")) or ""):
        from natpin.formats.pods_elsewhere import changed_pods

        yield from changed_pods(manifest, kind, number)
        return
    other = _OTHER_KINDS.get(kind)
    if other == OUTSIDE and (text(dig(manifest, "apiVersion")) or "v1") not in _OF_SERVICES:
        other = None  # Knative has a Service too
    template = None if other is not None else _template(manifest, kind)
    if (other is None and template is None) or (other is not None and not _bears(manifest, kind)):
        return
    label = dig(manifest, "metadata.name")
    if kind in SECRETS:
        label, kind = name_of_secret(manifest, kind) or label, "Secret"
    if kind == "EndpointSlice":
        label = members(dig(manifest, "metadata.labels")).get(_SERVICE_OF, label)
    resource_name = label if label is not None else Unknown("metadata.name is not written", manifest.at)
    at = label.at if label is not None else manifest.at
    namespace = dig(manifest, "metadata.namespace") or Value("default", at)
    address = f"{kind}/{text(namespace)}/{text(resource_name) or number}"
    properties = _properties(manifest, kind, template, at)
    if kind == "Secret":
        properties = {"data": keys_of_secret(manifest)}
    properties["namespace"] = namespace
    properties["kind"] = Value(kind, at)
    type_ = other or WORKLOAD
    spec = dig(manifest, "spec") if type_ in (NODE_CLASS, STATIC_EGRESS) else None
    yield Resource(
        address,
        type_,
        resource_name,
        properties,
        at,
        traits={"provider": Value("kubernetes", at)},
        doubt=spec if isinstance(spec, Unknown) else None,
    )


def _release(manifest: Value, kind: str, number: int) -> Iterator[Resource]:
    """A release of a chart, where its values bear on egress."""
    from natpin.formats.chart_values import release, setting
    from natpin.formats.texts_with_holes import documents_in

    given: list[Node] = []
    if kind == "HelmRelease":
        given += [node for node in (dig(manifest, "spec.values"),) if node is not None]
    for source in (dig(manifest, "spec.source"), *items(dig(manifest, "spec.sources"))):
        helm = dig(source, "helm")
        given += [node for node in (dig(helm, "valuesObject"),) if node is not None]
        written = dig(helm, "values")
        given += documents_in(written, written.at) if written is not None else ()
        given += [setting(dig(one, "name"), dig(one, "value")) for one in items(dig(helm, "parameters"))]
    name = dig(manifest, "metadata.name")
    space = "spec.targetNamespace" if kind == "HelmRelease" else "spec.destination.namespace"
    address = f"{kind}/{text(name) or number}"
    yield from release(
        address, name, dig(manifest, space) or dig(manifest, "metadata.namespace"), given, manifest.at
    )


def _bears(manifest: Value, kind: str) -> bool:
    """Whether an object of a kind of which few bear on egress does."""
    match kind:
        case "ConfigMap" | "Secret" | "SealedSecret" | "ExternalSecret":
            data = dig(manifest, "data") if kind == "ConfigMap" else keys_of_secret(manifest)
            keys = ((text(dig(manifest, "metadata.name")) or ""), *members(data))
            return isinstance(data, Unknown) or any(PROXY in key.lower() for key in keys)
        case "Service":
            return text(dig(manifest, "spec.type")) == "ExternalName"
        case "Endpoints":
            return bool(items(dig(manifest, "subsets")))
        case "EndpointSlice":
            # those that people write have no pods behind them
            return bool(items(dig(manifest, "endpoints")))
    return True


def _properties(manifest: Value, kind: str, template: Node | None, at: object) -> dict[str, Node]:
    spec = dig(manifest, "spec")
    match kind:
        case "AKSNodeClass" | "StaticGatewayConfiguration":
            # Karpenter's AKSNodeClass: spec.vnetSubnetID is the subnet of the nodes it makes (AKS, node
            # auto-provisioning)
            return dict(members(spec))
        case "NetworkPolicy":
            return policy(spec)
        case "ConfigMap":
            return {"data": dig(manifest, "data") or Value({}, manifest.at)}
        case "Service" | "Endpoints" | "EndpointSlice" if template is None:
            return {}
        case "CiliumEgressGatewayPolicy":
            return egress_gateway_policy(spec)
        case "Namespace":
            return {"annotations": dig(manifest, "metadata.annotations") or Value({})}
    return _workload(manifest, kind, template)


def policy(spec: Node | None) -> dict[str, Node]:
    """A network policy; where a part of what it closes or admits is unknown, whether DNS gets out is."""
    parts = (spec,) if isinstance(spec, Unknown) else (dig(spec, "policyTypes"), dig(spec, "egress"))
    open_ = next((one for part in parts for one in unknowns(part)), None)
    if open_ is None:
        return network_policy(spec)
    selector = dig(spec, "podSelector") or open_
    return {**dict.fromkeys(("deniesEgress", "allowsDnsUdp", "allowsDnsTcp"), open_), "podSelector": selector}


def _template(manifest: Value, kind: str) -> Node | None:
    if kind in STEPS and _STEP_GROUPS.match(text(dig(manifest, "apiVersion")) or ""):
        from natpin.formats.pods_elsewhere import pod_of_steps

        return pod_of_steps(manifest, kind)
    if kind in _POD_TEMPLATE_AT:
        where = _POD_TEMPLATE_AT[kind]
        return (dig(manifest, where) if where else manifest) or Value({}, manifest.at)
    return _pod_template(manifest, _DEEPEST)


def _pod_template(node: Node | None, depth: int) -> Node | None:
    """The pod template in a manifest: the first object whose ``spec`` lists containers."""
    if not isinstance(node, Value) or not isinstance(node.data, Mapping) or depth < 0:
        return None
    if dig(node, "spec.containers") is not None:
        return node
    for child in node.data.values():
        found = _pod_template(child, depth - 1)
        if found is not None:
            return found
    return None


def _workload(manifest: Value, kind: str, template: Node | None) -> dict[str, Node]:
    replicas = _REPLICAS.get(kind, "spec.replicas")
    found: dict[str, Node | None] = {
        "replicas": dig(manifest, replicas) if replicas else None,
        "podSpec": dig(template, "spec"),
        "labels": Value({**_labels(manifest), **_labels(template)}, manifest.at),
        "podLabels": Value(_labels(template), manifest.at),
        "podAnnotations": dig(template, "metadata.annotations"),
    }
    return {name: node for name, node in found.items() if node is not None}


def _labels(manifest: Node | None) -> Mapping[str, Node]:
    return members(dig(manifest, "metadata.labels")) or EMPTY
