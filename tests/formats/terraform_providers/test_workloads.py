"""Workloads that the kubernetes provider declares: what tells where their pods run.

Source: kubernetes provider documentation, ``r/deployment_v1``, ``r/daemon_set_v1``, ``r/stateful_set_v1``, ``r/job_v1``,
``r/cron_job_v1``, ``r/pod_v1``: blocks ``metadata``, ``spec`` and, but for pods, ``spec.template``.
"""

from __future__ import annotations

from typing import Any

import pytest

from natpin.formats.terraform.providers import RELEVANT, WORKLOADS
from natpin.model.resource import WORKLOAD, Resource
from natpin.model.value import Unknown

from .instances import AT, instance, only, shown

POD = {
    "node_selector": {"pool": "a"},
    "node_name": "node-1",
    "host_network": "true",
    "toleration": [{"key": "k", "operator": "Equal", "value": "v", "effect": "NoSchedule"}],
    "container": [
        {
            "name": "shop",
            "image": "i",
            "env": [
                {"name": "HTTPS_PROXY", "value": "http://p"},
                {"name": "HTTP_PROXY", "value_from": [{"secret_key_ref": [{"name": "s", "key": "k"}]}]},
                {"name": "NONE", "value": ""},
            ],
            "env_from": [
                {"prefix": "P_", "config_map_ref": [{"name": "m"}]},
                {"secret_ref": [{"name": "s"}]},
            ],
        }
    ],
    "host_aliases": [{"ip": "10.0.0.4", "hostnames": ["proxy"]}],
    "security_context": [{"sysctl": [{"name": "net.ipv4.tcp_keepalive_time", "value": "60"}]}],
    "init_container": [{"name": "first", "env": [{"name": "X", "value": 1}]}],
}
KINDS = {
    # type: the kind, and the blocks that its pod stands in
    "kubernetes_cron_job": ("CronJob", ["spec", "job_template", "spec", "template"]),
    "kubernetes_daemonset": ("DaemonSet", ["spec", "template"]),
    "kubernetes_daemon_set": ("DaemonSet", ["spec", "template"]),
    "kubernetes_deployment": ("Deployment", ["spec", "template"]),
    "kubernetes_job": ("Job", ["spec", "template"]),
    "kubernetes_pod": ("Pod", []),
    "kubernetes_stateful_set": ("StatefulSet", ["spec", "template"]),
}
TYPES = sorted(f"{name}{version}" for name in KINDS for version in ("", "_v1"))


def declared(kind: str, pod: Any, **own: Any) -> Resource:
    """A workload whose pod is this."""
    _, blocks = KINDS[kind.removesuffix("_v1")]
    inner: dict[str, Any] = {"spec": [pod], **({"metadata": [own]} if own else {})}
    for name in reversed(blocks):
        inner = {name: [{"replicas": 3, **inner} if name == "spec" else inner]}
    metadata = {"name": "shop", "namespace": "prod", "labels": {"app": "shop"}, **({} if blocks else own)}
    return only(
        instance(f"{kind}.x", {"metadata": [metadata], **{k: v for k, v in inner.items() if k != "metadata"}})
    )


@pytest.mark.parametrize("kind", TYPES)
def test_a_workload(kind: str) -> None:
    found = declared(kind, POD)
    spelled, blocks = KINDS[kind.removesuffix("_v1")]
    assert (found.type, shown(found.name), shown(found.get("namespace"))) == (WORKLOAD, "shop", "prod")
    assert shown(found.get("kind")) == spelled
    assert shown(found.get("podSpec")) == {
        "nodeSelector": {"pool": "a"},
        "nodeName": "node-1",
        "hostNetwork": True,
        "tolerations": [{"key": "k", "operator": "Equal", "value": "v", "effect": "NoSchedule"}],
        "containers": [
            {
                "name": "shop",
                "env": [
                    {"name": "HTTPS_PROXY", "value": "http://p"},
                    {"name": "HTTP_PROXY", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}},
                    {"name": "NONE"},
                ],
                "envFrom": [
                    {"prefix": "P_", "configMapRef": {"name": "m"}},
                    {"secretRef": {"name": "s"}},
                ],
            }
        ],
        "hostAliases": [{"hostnames": ["proxy"]}],
        "securityContext": {"sysctls": [{"name": "net.ipv4.tcp_keepalive_time", "value": "60"}]},
        "initContainers": [{"name": "first", "env": [{"name": "X", "value": "1"}]}],
    }
    assert shown(found.get("replicas")) == (3 if spelled in ("Deployment", "StatefulSet") else None)
    assert {name: shown(node) for name, node in found.traits.items()} == {"provider": "kubernetes"}
    assert len(blocks) == {"CronJob": 4, "Pod": 0}.get(spelled, 2)


def test_these_are_all() -> None:
    assert {*TYPES, "kubernetes_env"} == WORKLOADS
    assert all(kind in RELEVANT for kind in TYPES)


@pytest.mark.parametrize("kind", TYPES)
def test_labels_and_annotations_of_the_pod(kind: str) -> None:
    found = declared(kind, POD, labels={"tier": "web"}, annotations={"a": "b"})
    of_a_pod = not KINDS[kind.removesuffix("_v1")][1]
    assert shown(found.get("labels")) == ({"tier": "web"} if of_a_pod else {"app": "shop", "tier": "web"})
    assert shown(found.get("podAnnotations")) == {"a": "b"}


LOST = Unknown("var.x", AT)


def test_what_is_not_known() -> None:
    kind = "kubernetes_deployment_v1.x"
    pod = only(instance(kind, {"metadata": [{"name": "shop"}], "spec": [{"template": [{"spec": LOST}]}]}))
    assert shown(pod.get("podSpec")) == "? var.x"
    template = only(instance(kind, {"metadata": [{"name": "shop"}], "spec": [{"template": LOST}]}))
    assert shown(template.get("podSpec")) == "? var.x"
    assert shown(only(instance(kind, {"metadata": LOST})).name) == "? var.x"
    assert shown(only(instance(kind, {})).name) == "? the workload's name is not written"
    assert shown(only(instance(kind, {"metadata": [{"name": "shop"}]})).get("namespace")) == "default"
    assert (
        shown(declared("kubernetes_pod", {"affinity": [{}]}).get("podSpec.affinity"))
        == "? the affinity is not followed"
    )
    assert shown(declared("kubernetes_pod", {"container": LOST}).get("podSpec.containers")) == "? var.x"
    maybe = only(instance(kind, {"metadata": [{"name": "shop"}]}, conditional=LOST))
    assert maybe.conditional == LOST


def test_variables_of_a_workload_that_something_else_applies() -> None:
    env = {"name": "HTTPS_PROXY", "value": "http://p.example"}
    given = {"metadata": [{"name": "shop"}], "kind": "Deployment", "container": "c", "env": [env]}
    found = only(instance("kubernetes_env.x", given))
    assert (shown(found.name), shown(found.get("kind"))) == ("shop", "Deployment")
    assert shown(found.get("podSpec")) == {"containers": [{"env": [env]}]}
