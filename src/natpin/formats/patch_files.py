"""Files that kustomizations name as patches: a part of an object each as a rule, but such a file may be applied itself too.

Source: Kubernetes, "Declarative Management of Kubernetes Objects Using Kustomize": a patch is merged into a resource of
the same kind and name that the kustomization takes in; ``kubectl apply -f`` of its folder applies the file itself.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from natpin.formats.documents import listed, parsed
from natpin.formats.kustomizations import (
    LISTS_OF_PATCHES,
    NAMES,
    Overlays,
    documents_of,
    overlays,
    resources_of,
)
from natpin.model.value import Node, Skipped, Value, dig, items, text
from natpin.workspace import Workspace

_SELECTING = ("spec.selector", "spec.template.spec.containers")
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "Deployment": _SELECTING,
    "StatefulSet": _SELECTING,
    "DaemonSet": _SELECTING,
    "ReplicaSet": _SELECTING,
    "Job": ("spec.template.spec.containers",),
    "CronJob": ("spec.schedule", "spec.jobTemplate.spec.template.spec.containers"),
    "Pod": ("spec.containers",),
    "NetworkPolicy": ("spec.podSelector",),
}
"""Without these, Kubernetes refuses an object of that kind (Kubernetes API, apps/v1, batch/v1, core/v1, networking/v1).
A container needs an image as well."""


def sorted_out(
    kustomizations: Sequence[str], manifests: Sequence[str], workspace: Workspace
) -> tuple[list[str], Overlays]:
    """The manifests with objects of their own, and the kustomizations that may change these.

    A file that is named as a patch has none where what it patches is among the manifests, which then is not known, or
    where its objects are no whole ones. Where a kustomization takes it in, it is an object for certain; any other one may
    be, and may be nothing but a patch of what is not here.
    """
    changed = overlays(kustomizations, workspace)
    naming: dict[str, list[str]] = {}
    for path in kustomizations:
        for named in patch_files(path, workspace):
            naming.setdefault(named, []).append(path)
    if not naming:
        return list(manifests), changed
    mine, also = [], list(changed.taking)
    for path in manifests:
        by = naming.get(path)
        if by is None or _is_taken_in(path, (*kustomizations, *_beside(path, workspace)), workspace):
            mine.append(path)
        elif any(_is_whole(one) for one in _objects(path, workspace)):
            bases = {one for each in by for one in _patched(each, path, changed, manifests, workspace)}
            if any(_key(one) not in bases for one in _objects(path, workspace)):
                mine.append(path)
                also += [(each, path) for each in by]
    return mine, Overlays(also)


def patch_files(path: str, workspace: Workspace) -> Iterator[str]:
    """Files that a kustomization applies as patches."""
    folder = posixpath.dirname(path)
    for document in documents_of(path, workspace):
        for member in LISTS_OF_PATCHES:
            for item in items(dig(document, member)):
                named = text(item) or text(dig(item, "path"))
                if named and "\n" not in named:
                    yield posixpath.normpath(posixpath.join(folder, named))


def _beside(path: str, workspace: Workspace) -> Iterator[str]:
    """The kustomization of a file's own folder, which nobody claims where it changes nothing."""
    for name in NAMES:
        inner = posixpath.join(posixpath.dirname(path), name)
        if workspace.exists(inner):
            yield inner


def _is_taken_in(path: str, kustomizations: Sequence[str], workspace: Workspace) -> bool:
    return any(path in resources_of(each, workspace) for each in kustomizations)


def _patched(
    kustomization: str, patch: str, changed: Overlays, manifests: Sequence[str], workspace: Workspace
) -> Iterator[tuple[str, str]]:
    """The kinds and names of what a kustomization takes in, the patch itself aside."""
    for path in manifests:
        if path != patch and kustomization in changed.over(path):
            yield from map(_key, _objects(path, workspace))


def _objects(path: str, workspace: Workspace) -> Iterator[Node]:
    found = parsed(path, workspace)
    for document in () if isinstance(found, Skipped) else found:
        if not isinstance(document, Skipped):
            yield from listed(document)


def _key(one: Node) -> tuple[str, str]:
    return text(dig(one, "kind")) or "", text(dig(one, "metadata.name")) or ""


def _is_whole(one: Node) -> bool:
    """Whether an object may be applied by itself: nothing is missing without which Kubernetes refuses it."""
    needed = _NEEDED.get(text(dig(one, "kind")) or "", ())
    found = [dig(one, path) for path in needed]
    containers = found[-1] if needed and needed[-1].endswith("containers") else None
    return isinstance(one, Value) and all(found) and all(dig(each, "image") for each in items(containers))
