"""What a kustomization sets on all its objects: namespace, names, labels, annotations; and replicas.

The paths are those of kubernetes-sigs/kustomize, api/internal/konfig/builtinpluginconsts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from natpin.formats.kustomize.nodes import Change, Refused, edited
from natpin.formats.kustomize.objects import Built
from natpin.model.record import record
from natpin.model.value import Node, Value, dig, is_true, items, members, text


@record
class Field:
    """A field that is set, of every kind or of one."""

    path: str
    kind: str = ""
    group: str | None = None
    """None for any."""
    create: bool = True

    def of(self, one: Built) -> bool:
        """Whether an object has it."""
        return self.kind in ("", one.id.kind) and self.group in (None, one.id.group)


def _templates(member: str) -> tuple[Field, ...]:
    """Where pod templates have their metadata."""
    return (
        *(
            Field(f"spec/template/metadata/{member}", kind)
            for kind in ("ReplicationController", "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")
        ),
        Field(f"spec/template/metadata/{member}", "Job", "batch"),
        Field(f"spec/jobTemplate/metadata/{member}", "CronJob", "batch"),
        Field(f"spec/jobTemplate/spec/template/metadata/{member}", "CronJob", "batch"),
    )


def _terms() -> Iterator[Field]:
    for kind in ("Deployment", "StatefulSet"):
        for affinity in ("podAffinity", "podAntiAffinity"):
            inside = f"spec/template/spec/affinity/{affinity}"
            preferred = "preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm"
            for when in (preferred, "requiredDuringSchedulingIgnoredDuringExecution"):
                yield Field(f"{inside}/{when}/labelSelector/matchLabels", kind, "apps", create=False)
        spread = "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels"
        yield Field(spread, kind, "apps", create=False)


_LABELS = (Field("metadata/labels"),)
_TEMPLATE_LABELS = _templates("labels")
_ANNOTATIONS = (Field("metadata/annotations"), *_templates("annotations"))
_SELECTORS = (
    Field("spec/selector", "Service"),
    Field("spec/selector", "ReplicationController"),
    *(
        Field("spec/selector/matchLabels", kind)
        for kind in ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")
    ),
    *_terms(),
    Field("spec/selector/matchLabels", "Job", "batch", create=False),
    Field("spec/jobTemplate/spec/selector/matchLabels", "CronJob", "batch", create=False),
    Field("spec/selector/matchLabels", "PodDisruptionBudget", "policy", create=False),
    Field("spec/podSelector/matchLabels", "NetworkPolicy", "networking.k8s.io", create=False),
    Field("spec/ingress/from/podSelector/matchLabels", "NetworkPolicy", "networking.k8s.io", create=False),
    Field("spec/egress/to/podSelector/matchLabels", "NetworkPolicy", "networking.k8s.io", create=False),
)
_CLAIMS = (Field("spec/volumeClaimTemplates[]/metadata/labels", "StatefulSet"),)
_REPLICATED = ("Deployment", "ReplicationController", "ReplicaSet", "StatefulSet")
_KEEP_NAMES = ("CustomResourceDefinition", "APIService", "Namespace")


def transformed(objects: Sequence[Built], kustomization: Node) -> list[Built]:
    """The objects in the kustomization's namespace, with its prefix, suffix, labels and annotations."""
    found = list(objects)
    namespace = dig(kustomization, "namespace")
    if text(namespace) and namespace is not None:
        found = [_moved(one, namespace) for one in found]
    for member, prefix in (("namePrefix", True), ("nameSuffix", False)):
        added = dig(kustomization, member)
        if text(added) and added is not None:
            found = [_called(one, added, prefix) for one in found]
    for pairs, fields in _labels(kustomization):
        found = [_with_pairs(one, pairs, fields) for one in found]
    return [_with_pairs(one, members(dig(kustomization, "commonAnnotations")), _ANNOTATIONS) for one in found]


def _changed(one: Built, path: str, of: Callable[[Node | None], Node | None], create: bool = True) -> Node:
    return edited(one.body, path.split("/"), Change(of, create))


def _moved(one: Built, namespace: Node) -> Built:
    if one.id.kind == "Namespace" and not one.id.group:
        return one.renamed(_changed(one, "metadata/name", lambda _: namespace))
    if one.id.scope is None:
        return one
    return one.renamed(_changed(one, "metadata/namespace", lambda _: namespace))


def _called(one: Built, added: Node, prefix: bool) -> Built:
    if one.original.kind in _KEEP_NAMES:
        return one

    def longer(name: Node | None) -> Node | None:
        before = text(name)
        if before is None or name is None:
            return name
        extra = text(added) or ""
        return Value(extra + before if prefix else before + extra, name.at)

    return one.renamed(_changed(one, "metadata/name", longer, create=False))


def _labels(kustomization: Node) -> Iterator[tuple[Mapping[str, Node], tuple[Field, ...]]]:
    for entry in items(dig(kustomization, "labels")):
        fields: tuple[Field, ...] = _LABELS
        if is_true(dig(entry, "includeSelectors")):
            fields = (*_LABELS, *_TEMPLATE_LABELS, *_SELECTORS, *_CLAIMS)
        elif is_true(dig(entry, "includeTemplates")):
            fields = (*_LABELS, *_TEMPLATE_LABELS)
        own = tuple(map(_written_field, items(dig(entry, "fields"))))
        yield members(dig(entry, "pairs")), (*fields, *own)
    yield (
        members(dig(kustomization, "commonLabels")),
        (*_LABELS, *_TEMPLATE_LABELS, *_SELECTORS, *_CLAIMS),
    )


def _written_field(node: Node) -> Field:
    path = text(dig(node, "path"))
    if not path:
        raise Refused("a field of labels has no path")
    group = text(dig(node, "group"))
    return Field(path, text(dig(node, "kind")) or "", group or None, is_true(dig(node, "create")))


def _with_pairs(one: Built, pairs: Mapping[str, Node], fields: Sequence[Field]) -> Built:
    if not pairs:
        return one

    def joined(before: Node | None) -> Node | None:
        if before is None or (isinstance(before, Value) and before.data is None):
            return Value(dict(pairs), next(iter(pairs.values())).at)
        if not isinstance(before, Value) or not isinstance(before.data, Mapping):
            return before
        return Value({**before.data, **pairs}, before.at, before.origin)

    for each in fields:
        if each.of(one):
            one = one.with_body(_changed(one, each.path, joined, each.create))
    return one


def replicated(objects: Sequence[Built], kustomization: Node) -> list[Built]:
    """The objects with the numbers of replicas that ``replicas`` gives by name."""
    found = list(objects)
    for entry in items(dig(kustomization, "replicas")):
        name, count = text(dig(entry, "name")), dig(entry, "count")
        if name and count is not None:
            found = [_counted(one, name, count) for one in found]
    return found


def _counted(one: Built, name: str, count: Node) -> Built:
    if one.id.kind not in _REPLICATED or all(each.name != name for each in one.ids):
        return one
    return one.with_body(_changed(one, "spec/replicas", lambda _: count))
