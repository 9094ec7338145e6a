"""One manifest as a resource: anything that has a pod template is a workload, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.kubernetes.policies import egress_gateway_policy, network_policy
from natpin.model.resource import (
    EGRESS_POLICY,
    NAMESPACE,
    NETWORK_POLICY,
    NODE_CLASS,
    STATIC_EGRESS,
    WORKLOAD,
    Resource,
)
from natpin.model.value import EMPTY, Node, Unknown, Value, dig, members, text

_OTHER_KINDS: Mapping[str, str] = {
    "StaticGatewayConfiguration": STATIC_EGRESS,
    "AKSNodeClass": NODE_CLASS,
    "NetworkPolicy": NETWORK_POLICY,
    "CiliumEgressGatewayPolicy": EGRESS_POLICY,
    "Namespace": NAMESPACE,
}
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
    template = None if kind in _OTHER_KINDS else _template(manifest, kind)
    if kind not in _OTHER_KINDS and template is None:
        return
    label = dig(manifest, "metadata.name")
    resource_name = label if label is not None else Unknown("metadata.name is not written", manifest.at)
    at = label.at if label is not None else manifest.at
    namespace = dig(manifest, "metadata.namespace") or Value("default", at)
    address = f"{kind}/{text(namespace)}/{text(resource_name) or number}"
    properties = _properties(manifest, kind, template, at)
    properties["namespace"] = namespace
    properties["kind"] = Value(kind, at)
    type_ = _OTHER_KINDS.get(kind, WORKLOAD)
    yield Resource(
        address, type_, resource_name, properties, at, traits={"provider": Value("kubernetes", at)}
    )


def _properties(manifest: Value, kind: str, template: Node | None, at: object) -> dict[str, Node]:
    spec = dig(manifest, "spec")
    match kind:
        case "AKSNodeClass" | "StaticGatewayConfiguration":
            # Karpenter's AKSNodeClass: spec.vnetSubnetID is the subnet of the nodes it makes (AKS, node
            # auto-provisioning)
            return dict(members(spec))
        case "NetworkPolicy":
            return network_policy(spec)
        case "CiliumEgressGatewayPolicy":
            return egress_gateway_policy(spec)
        case "Namespace":
            return {"annotations": dig(manifest, "metadata.annotations") or Value({})}
    return _workload(manifest, kind, template)


def _template(manifest: Value, kind: str) -> Node | None:
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
