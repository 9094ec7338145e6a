"""Kubernetes manifests: the workloads whose egress is in question, and what sends it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.interface import Inputs, Read
from natpin.languages.located_yaml.documents import decode, documents
from natpin.model.resource import (
    NETWORK_POLICY,
    NODE_CLASS,
    STATIC_EGRESS,
    WORKLOAD,
    Resource,
)
from natpin.model.stack import Stack
from natpin.model.value import EMPTY, Node, Skipped, Unknown, Value, dig, items, members, scalar, text
from natpin.workspace import Workspace

name = "kubernetes"
suffixes = (".yaml", ".yml")
workloads_only = True

_POD_SPEC_AT: Mapping[str, str] = {
    "Deployment": "spec.template",
    "StatefulSet": "spec.template",
    "DaemonSet": "spec.template",
    "ReplicaSet": "spec.template",
    "Job": "spec.template",
    "CronJob": "spec.jobTemplate.spec.template",
    "Pod": "",
}
_OTHER_KINDS: Mapping[str, str] = {
    "StaticGatewayConfiguration": STATIC_EGRESS,
    "AKSNodeClass": NODE_CLASS,
    "NetworkPolicy": NETWORK_POLICY,
}
_TOKENS = tuple(f"kind: {kind}".encode() for kind in (*_POD_SPEC_AT, *_OTHER_KINDS))


def claims(path: str, data: bytes) -> bool:
    """True for a manifest with a kind that bears on egress."""
    return b"apiVersion:" in data and any(token in data for token in _TOKENS)


def stacks(claimed: Sequence[str], workspace: Workspace, inputs: Inputs) -> Iterator[Stack | Skipped]:
    """A manifest file is read by itself; the linter brings its workloads to the clusters they can run on."""
    for path in claimed:
        yield Stack(name, path)


def read(stack: Stack, workspace: Workspace, inputs: Inputs) -> Iterator[Read]:
    """The workloads of one file."""
    path = stack.root
    data = workspace.read(path)
    if isinstance(data, Skipped):
        yield data
        return
    literal = decode(data, path)
    if isinstance(literal, Skipped):
        yield literal
        return
    if "{{" in literal:
        yield Skipped(path, "is a Helm or other template; render it (helm template) and lint the result")
        return
    for number, document in enumerate(documents(literal, path)):
        if isinstance(document, Skipped):
            yield document
        else:
            for manifest in _manifests(document):
                yield from _resource(manifest, path, number)


def _manifests(document: Node) -> Iterator[Node]:
    """A document, or the items of a List."""
    if text(dig(document, "kind")) in ("List", "DeploymentList"):
        yield from items(dig(document, "items"))
    else:
        yield document


def _resource(manifest: Node, path: str, number: int) -> Iterator[Resource]:
    kind = text(dig(manifest, "kind")) or ""
    label = dig(manifest, "metadata.name")
    if not (kind in _POD_SPEC_AT or kind in _OTHER_KINDS) or not isinstance(manifest, Value):
        return
    resource_name = label if label is not None else Unknown("metadata.name is not written", manifest.at)
    at = label.at if label is not None else manifest.at
    namespace = dig(manifest, "metadata.namespace") or Value("default", at)
    address = f"{kind}/{text(namespace)}/{text(resource_name) or number}"
    spec = dig(manifest, "spec")
    properties: dict[str, Node]
    if kind == "AKSNodeClass":
        # Karpenter's AKSNodeClass: spec.vnetSubnetID is the subnet of the nodes it makes (AKS, node auto-provisioning)
        properties = dict(members(spec))
    elif kind == "NetworkPolicy":
        properties = _network_policy(spec, at)
    elif kind == "StaticGatewayConfiguration":
        properties = dict(members(spec))
    else:
        properties = _workload(manifest, kind)
    properties["namespace"] = namespace
    properties["kind"] = Value(kind, at)
    type_ = _OTHER_KINDS.get(kind, WORKLOAD)
    yield Resource(
        address, type_, resource_name, properties, at, traits={"provider": Value("kubernetes", at)}
    )


def _workload(manifest: Node, kind: str) -> dict[str, Node]:
    where = _POD_SPEC_AT[kind]
    template = dig(manifest, where) if where else manifest
    found: dict[str, Node | None] = {
        "replicas": dig(
            manifest, "spec.replicas" if kind != "CronJob" else "spec.jobTemplate.spec.parallelism"
        ),
        "podSpec": dig(template, "spec"),
        "labels": Value({**_labels(manifest), **_labels(template)}, manifest.at),
        "podAnnotations": dig(template, "metadata.annotations"),
    }
    if kind == "Job":
        found["replicas"] = dig(manifest, "spec.parallelism")
    if kind == "Pod":
        found["replicas"] = None
    return {name: node for name, node in found.items() if node is not None}


def _labels(manifest: Node | None) -> Mapping[str, Node]:
    return members(dig(manifest, "metadata.labels")) or EMPTY


def _network_policy(spec: Node | None, at: object) -> dict[str, Node]:
    """Whether a policy closes egress, and whether DNS still gets out (Kubernetes, "Network Policies")."""
    if spec is None or isinstance(spec, Unknown):
        return {}
    types = [text(item) for item in items(dig(spec, "policyTypes"))]
    rules = items(dig(spec, "egress"))
    denies = "Egress" in types or (not types and bool(rules))
    return {
        "deniesEgress": Value(denies and not any(_admits_everything(rule) for rule in rules), spec.at),
        "allowsDnsUdp": Value(any(_admits(rule, "UDP") for rule in rules), spec.at),
        "allowsDnsTcp": Value(any(_admits(rule, "TCP") for rule in rules), spec.at),
    }


def _admits_everything(rule: Node) -> bool:
    return not items(dig(rule, "to")) and not items(dig(rule, "ports"))


def _admits(rule: Node, protocol: str) -> bool:
    ports = items(dig(rule, "ports"))
    return not ports or any(
        (text(dig(port, "protocol")) or "TCP") == protocol
        and scalar(dig(port, "port")) in (53, "53", "dns", None)
        for port in ports
    )
