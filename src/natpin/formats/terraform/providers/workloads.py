"""Workloads that the kubernetes provider declares in blocks: kubernetes_deployment and its siblings.

Source: kubernetes provider documentation, ``r/deployment_v1``, ``r/daemon_set_v1``, ``r/stateful_set_v1``, ``r/job_v1``,
``r/cron_job_v1``, ``r/pod_v1``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from natpin.formats.terraform.providers.arguments import block
from natpin.formats.terraform.providers.references import Lookup, in_arm_words
from natpin.languages.terraform.instance import Instance
from natpin.model import resource as arm
from natpin.model.resource import Resource
from natpin.model.value import Node, Unknown, Value, members

_POD_AT: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "kubernetes_cron_job": ("CronJob", ("spec", "job_template", "spec", "template")),
    "kubernetes_daemonset": ("DaemonSet", ("spec", "template")),
    "kubernetes_daemon_set": ("DaemonSet", ("spec", "template")),
    "kubernetes_deployment": ("Deployment", ("spec", "template")),
    "kubernetes_job": ("Job", ("spec", "template")),
    "kubernetes_pod": ("Pod", ()),
    "kubernetes_stateful_set": ("StatefulSet", ("spec", "template")),
}
"""By type without its version: the kind, and where the pod stands."""

PODS = frozenset(f"{name}{version}" for name in _POD_AT for version in ("", "_v1"))
TYPES = frozenset({*PODS, "kubernetes_env"})


def workload(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """A workload of the cluster that the provider is configured for."""
    if instance.type not in PODS:
        yield from variables(instance, lookup)
        return
    kind, path = _POD_AT[instance.type.removesuffix("_v1")]
    template: Node | None = Value(instance.attributes, instance.at)
    for name in path:
        template = block(members(template).get(name)) if isinstance(template, Value) else template
    metadata = block(instance.attributes.get("metadata"))
    pod = block(members(template).get("spec")) if isinstance(template, Value) else template
    from natpin.formats.terraform.providers.pods import pod_spec  # loaded only where there is one

    spec = pod if isinstance(pod, Unknown) else pod_spec(members(pod), instance.at)
    own = block(members(template).get("metadata")) if path and isinstance(template, Value) else None
    properties: dict[str, Node] = {
        "podSpec": in_arm_words(spec, lookup),
        "labels": Value({**_labels(metadata), **_labels(own)}, instance.at),
        "podLabels": Value(_labels(own if path else metadata), instance.at),
        "namespace": members(metadata).get("namespace") or Value("default", instance.at),
        "kind": Value(kind, instance.at),
    }
    annotations = members(own if path else metadata).get("annotations")
    if annotations is not None:
        properties["podAnnotations"] = annotations
    replicas = members(block(instance.attributes.get("spec"))).get("replicas")
    if replicas is not None and kind in ("Deployment", "StatefulSet"):
        properties["replicas"] = replicas
    named: Node | None = metadata if isinstance(metadata, Unknown) else members(metadata).get("name")
    if named is None:
        named = Unknown("the workload's name is not written", instance.at)
    yield Resource(
        instance.address,
        arm.WORKLOAD,
        in_arm_words(named, lookup),
        properties,
        instance.at,
        conditional=instance.conditional,
        traits={"provider": Value("kubernetes", instance.at)},
        called_at=instance.called_at,
    )


def variables(instance: Instance, lookup: Lookup) -> Iterator[Resource]:
    """kubernetes_env: variables of a container of a workload that something else applies (``r/env``)."""
    from natpin.formats.terraform.providers.pods import container  # loaded only where there is one

    metadata = block(instance.attributes.get("metadata"))
    at = instance.at
    body = Value((container(instance.attributes, at),), at)
    name = members(metadata).get("name") or Unknown("the workload's name is not written", at)
    yield Resource(
        instance.address,
        arm.WORKLOAD,
        in_arm_words(name, lookup),
        {
            "podSpec": in_arm_words(Value({"containers": body}, at), lookup),
            "labels": Value({}, at),
            "namespace": members(metadata).get("namespace") or Value("default", at),
            "kind": instance.attributes.get("kind") or Value("Workload", at),
        },
        at,
        conditional=instance.conditional,
        traits={"provider": Value("kubernetes", at)},
        called_at=instance.called_at,
    )


def _labels(metadata: Node | None) -> Mapping[str, Node]:
    return members(members(metadata).get("labels"))
