"""Pods that no template of Kubernetes' own kinds writes out: steps of Argo Workflows and of Tekton, and what policies of Kyverno
and Gatekeeper put into every pod that they select.

Sources: Argo Workflows, "Field Reference" (``templates[].container``, ``script``, ``containerSet``); Tekton, "Tasks" (``steps``,
``stepTemplate``, ``sidecars``); Kyverno, "Mutate Rules"; Gatekeeper, "Mutation" (``location``, ``parameters.assign.value``).
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.formats.chart_values import release
from natpin.model.resource import Resource
from natpin.model.value import NULL, Node, Unknown, Value, dig, items, members, text
from natpin.regex import late_regex

_PLACED_BY = ("nodeSelector", "tolerations", "affinity", "hostNetwork")
_VARIABLE = late_regex(r"env\[[ ]*name:[ ]*[\"']?(\w{1,60})[\"']?[ ]*\]")


def pod_of_steps(manifest: Value, kind: str) -> Value:
    """The pod template of a kind whose pods are made of steps. What steps say of nodes, each for itself, is unknown."""
    if kind.endswith("Task"):
        steps = (*items(dig(manifest, "spec.steps")), *items(dig(manifest, "spec.sidecars")))
        shared = dig(manifest, "spec.stepTemplate")
        containers = (*steps, *((shared,) if shared is not None else ()))
        return Value(
            {"spec": Value({"containers": Value(containers, manifest.at)}, manifest.at)}, manifest.at
        )
    spec = dig(manifest, "spec.workflowSpec" if kind == "CronWorkflow" else "spec")
    templates = items(dig(spec, "templates"))
    found = [
        one
        for each in templates
        for one in (
            dig(each, "container"),
            dig(each, "script"),
            *items(dig(each, "containerSet.containers")),
            *items(dig(each, "initContainers")),
            *items(dig(each, "sidecars")),
        )
        if one is not None
    ]
    pod: dict[str, Node] = {"containers": Value(tuple(found), manifest.at)}
    for name in _PLACED_BY:
        own = [node for each in templates if (node := dig(each, name)) is not None]
        whole = dig(spec, name)
        if own:
            pod[name] = Unknown(f"its templates have a {name} each", own[0].at, "write it once, in the spec")
        elif whole is not None:
            pod[name] = whole
    labels = {
        key: node
        for said in (dig(spec, "podMetadata.labels"), *(dig(each, "metadata.labels") for each in templates))
        for key, node in members(said).items()
    }
    metadata = Value({"labels": Value(labels, manifest.at)}, manifest.at)
    return Value({"metadata": metadata, "spec": Value(pod, manifest.at)}, manifest.at)


def changed_pods(manifest: Value, kind: str, number: int) -> Iterator[Resource]:
    """What a policy puts into pods, where it bears on egress."""
    name = dig(manifest, "metadata.name")
    why = Unknown(
        f"which pods the policy {text(name) or number} changes is not followed", manifest.at, "see the pods"
    )
    given: list[Node] = []
    location = _VARIABLE.search(text(dig(manifest, "spec.location")) or "")
    assigned = dig(manifest, "spec.parameters.assign.value")
    if location is not None:
        given.append(Value({location[1]: assigned or NULL}, manifest.at))
    elif assigned is not None:
        given.append(assigned)
    given += [
        node for rule in items(dig(manifest, "spec.rules")) if (node := dig(rule, "mutate")) is not None
    ]
    yield from release(f"{kind}/{text(name) or number}", name, None, given, manifest.at, kind, why)
