"""Objects that a kustomization may change, kustomize's or Flux's: what bears on egress is not known from the base alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from re import Pattern

from natpin.formats.kustomizations import BUILD, may_change
from natpin.formats.kustomize.objects import Id
from natpin.model.record import replace
from natpin.model.resource import APPLIED_BY, CONFIG_MAP, WORKLOAD, Resource, same_type
from natpin.model.value import Node, Unknown, Value, items, members, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

_POD = ("podSpec", "labels", "podLabels", "podAnnotations")
_IDENTITY = ("namespace", "kind", "names")

_POD_SPEC = r"/spec/(?:jobTemplate/spec/)?template/spec/"
_BESIDE_BOTH = (
    r"/spec/(?:replicas|strategy|revisionHistoryLimit|minReadySeconds|progressDeadlineSeconds)(?:/|\Z)"
    rf"|{_POD_SPEC}(?:volumes|imagePullSecrets|serviceAccountName|terminationGracePeriodSeconds|restartPolicy)(?:/|\Z)"
    rf"|{_POD_SPEC}securityContext/(?!sysctls(?:/|\Z))[^/]"
)
_BESIDE_PLACING = late_regex(rf"{_BESIDE_BOTH}|{_POD_SPEC}(?:containers|initContainers)(?:/|\Z)")
"""Paths into a workload (JSON 6902) that decide neither where its pods run nor how they reach the network. A pod's
security context holds its sysctls, the keepalive among them: only its other members change nothing."""
_BESIDE_VARIABLES = late_regex(
    rf"{_BESIDE_BOTH}|{_POD_SPEC}(?:containers|initContainers)/[^/]{{1,20}}/(?!env(?:/|\Z))[^/]"
)
"""Those of them that give containers no variables either: a proxy is one."""
_APPLIED = "lint what is applied"
_CONTAINERS = ("containers", "initContainers")
_DEEPEST = 12


def patched(resource: Resource, over: Sequence[str], workspace: Workspace) -> Resource:
    """The resource, what bears on egress unknown where a kustomization may change it."""
    workload = same_type(resource.type, WORKLOAD)
    name, kind = text(resource.name) or "", text(resource.properties.get("kind")) or ""
    if workload:
        from natpin.formats.changed_workloads import variables_set

        set_ = variables_set(kind, text(resource.name), workspace)
        if set_ is not None:
            return opened(
                resource, Unknown(f"{set_.at.path} changes {resource.label} by kubectl", set_.at, _APPLIED)
            )
    for path in over:
        if not may_change(kind, name, path, workspace, _bears if workload else _any):
            continue
        return opened(resource, Unknown(f"{path} may patch {resource.label}", resource.at, BUILD))
    for path in over if workload else ():
        if may_change(kind, name, path, workspace, _gives_variables):
            why = Unknown(f"{path} may patch containers of {resource.label}", resource.at, BUILD)
            spec = {**members(resource.properties.get("podSpec")), **dict.fromkeys(_CONTAINERS, why)}
            return resource.with_properties(podSpec=Value(spec, resource.at))
    return resource


def opened(resource: Resource, why: Unknown) -> Resource:
    """The resource, what bears on egress unknown."""
    if same_type(resource.type, WORKLOAD):
        return resource.with_properties(**dict.fromkeys(_POD, why))
    open_ = {each: why for each in resource.properties if each not in _IDENTITY}
    return replace(resource.with_properties(**open_), doubt=why)


def applied_by(resource: Resource, overlay: str) -> Resource:
    """The resource, with the overlay that applies it, wherever it is written."""
    return replace(resource, traits={**resource.traits, APPLIED_BY: Value(overlay, resource.at)})


def called(resource: Resource, ids: Sequence[Id]) -> Resource:
    """The resource, with every name that others of its build may know a ConfigMap by."""
    if not same_type(resource.type, CONFIG_MAP):
        return resource
    names = dict.fromkeys(one.name for one in ids)
    return resource.with_properties(
        names=Value(tuple(Value(name, resource.at) for name in names), resource.at)
    )


def _any(said: str) -> bool:
    return True


def _bears(said: str) -> bool:
    """Whether a patch of a workload may decide where its pods run, or how they reach the network: by its text, which is a
    part of an object or a list of operations. What cannot be read may."""
    return _changes(said, _BESIDE_PLACING)


def _gives_variables(said: str) -> bool:
    """Whether a patch of a workload may give its containers variables, or other containers."""
    return _changes(said, _BESIDE_VARIABLES)


def _changes(said: str, beside: Pattern[str]) -> bool:
    from natpin.languages.located_yaml.documents import documents  # YAML is slow to load

    found = tuple(documents(said, "<patch>"))
    return "{{" in said or not found or any(_document_changes(one, beside) for one in found)


def _document_changes(document: object, beside: Pattern[str]) -> bool:
    match document:
        case Value(data=tuple()) as listed:
            return not all(_is_beside(one, beside) for one in items(listed))
        case Value(data=Mapping() as data):
            return not all(
                _merges_beside(f"/{name}", child, _DEEPEST, beside)
                for name, child in data.items()
                if name not in ("apiVersion", "kind", "metadata")
            ) or _renames(data.get("metadata"))
        case Value(data=None):
            return False
    return True


def _is_beside(operation: Node, beside: Pattern[str]) -> bool:
    if not isinstance(operation, Value) or not isinstance(operation.data, Mapping):
        return False
    path = text(operation.data.get("path"))
    plain = text(operation.data.get("op")) in ("add", "replace", "remove", "test")
    return plain and path is not None and beside.match(path) is not None


def _renames(metadata: Node | None) -> bool:
    """True where a patch says more of an object's metadata than which object it is about."""
    if metadata is None:
        return False
    data = metadata.data if isinstance(metadata, Value) else None
    return not isinstance(data, Mapping) or not data.keys() <= {"name", "namespace"}


def _merges_beside(path: str, node: Node, depth: int, beside: Pattern[str]) -> bool:
    """Whether a part of an object lies in nothing but such paths."""
    if "$" in path:
        return False  # a directive: $patch: replace
    if beside.match(path):
        return True
    if depth == 0 or not isinstance(node, Value):
        return False
    data = node.data
    inside = dict(enumerate(data)) if isinstance(data, tuple) and data else data
    return isinstance(inside, Mapping) and all(
        _merges_beside(f"{path}/{name}", child, depth - 1, beside) for name, child in inside.items()
    )
