"""Kustomizations that change manifests: what is deployed is the overlay, not the base.

Patches are not applied: a workload that one of them may change has a pod spec that nobody knows from the base alone.
Source: Kubernetes, "Declarative Management of Kubernetes Objects Using Kustomize".
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from natpin.model.record import record
from natpin.model.resource import WORKLOAD, Resource, same_type
from natpin.model.value import Node, Skipped, Unknown, dig, items, text
from natpin.workspace import Workspace

_PATCHES = (
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "components",
    "replacements",
    "transformers",
)
_MOST_BYTES = 1_000_000


def is_overlay(path: str) -> bool:
    """True for a file by kustomize's name."""
    return posixpath.basename(path) in ("kustomization.yaml", "kustomization.yml")


@record
class Overlays:
    """Kustomizations with the folders and files they take in."""

    taking: tuple[tuple[str, str], ...]
    """A kustomization, and a folder or file that it takes in."""

    def over(self, path: str) -> Iterator[str]:
        """The kustomizations that may change a manifest."""
        for overlay, taken in self.taking:
            if path == taken or path.startswith(taken + "/"):
                yield overlay


def overlays(paths: Sequence[str], workspace: Workspace) -> Overlays:
    """The kustomizations that change what they take in."""
    return Overlays(tuple((path, taken) for path in paths for taken in _taken(path, workspace)))


def _taken(path: str, workspace: Workspace) -> Iterator[str]:
    folder = posixpath.dirname(path)
    for document in _documents(path, workspace):
        if not any(dig(document, name) is not None for name in _PATCHES):
            continue
        for member in ("resources", "bases"):
            for item in items(dig(document, member)):
                named = text(item)
                if named and "://" not in named:
                    yield posixpath.normpath(posixpath.join(folder, named))


def _documents(path: str, workspace: Workspace) -> Iterator[Node]:
    from natpin.languages.located_yaml.documents import decode, documents  # YAML is slow to load

    data = workspace.read(path)
    literal = decode(data, path) if isinstance(data, bytes) and len(data) <= _MOST_BYTES else None
    if isinstance(literal, str):
        yield from (found for found in documents(literal, path) if not isinstance(found, Skipped))


def patched(resource: Resource, over: Sequence[str], workspace: Workspace) -> Resource:
    """The resource, its pod spec unknown when a kustomization may change it."""
    if not same_type(resource.type, WORKLOAD):
        return resource
    for path in over:
        if _may_change(resource, path, workspace):
            why = Unknown(
                f"{path} may patch {resource.label}", resource.at, "kustomize build, and lint what it prints"
            )
            return resource.with_properties(podSpec=why)
    return resource


def _may_change(resource: Resource, path: str, workspace: Workspace) -> bool:
    """True when a patch names the resource, or its kind and no name."""
    name, kind = text(resource.name) or "", text(resource.properties.get("kind")) or ""
    for document in _documents(path, workspace):
        if any(
            dig(document, member) is not None for member in ("components", "replacements", "transformers")
        ):
            return True
        for member in ("patches", "patchesStrategicMerge", "patchesJson6902"):
            for item in items(dig(document, member)):
                aimed, of_kind = text(dig(item, "target.name")), text(dig(item, "target.kind"))
                if aimed is not None or of_kind is not None:
                    if (aimed is None or aimed == name) and (of_kind is None or of_kind == kind):
                        return True
                    continue
                said = _said(item, path, workspace)
                if said is None or name in said:
                    return True
    return False


def _said(item: Node, path: str, workspace: Workspace) -> str | None:
    """The text of a patch: written in the kustomization, or in a file it names; None where it cannot be read."""
    inline = text(dig(item, "patch"))
    if inline is not None:
        return inline
    named = text(item) or text(dig(item, "path"))
    if named is None or "\n" in named:
        return named
    from natpin.languages.located_yaml.documents import decode

    data = workspace.read(posixpath.normpath(posixpath.join(posixpath.dirname(path), named)))
    literal = decode(data, named) if isinstance(data, bytes) else None
    return literal if isinstance(literal, str) else None
