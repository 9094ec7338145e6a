"""Kustomizations as they are written, and what the names in them lead to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from natpin.formats.documents import parsed
from natpin.formats.kustomizations import NAMES, of_flux
from natpin.model.value import Node, Skipped, Value, dig, items, text
from natpin.regex import late_regex
from natpin.workspace import Workspace

MEMBERS = frozenset(
    name.lower()
    for name in """
    apiVersion kind metadata openapi namePrefix nameSuffix namespace commonLabels labels commonAnnotations
    patchesStrategicMerge patchesJson6902 patches images imageTags replacements replicas vars sortOptions resources
    components crds bases configMapGenerator secretGenerator helmGlobals helmCharts helmChartInflationGenerator
    generatorOptions configurations generators transformers validators buildMetadata
    """.split()  # noqa: SIM905
)
"""The fields of a kustomization (kubernetes-sigs/kustomize, api/types/kustomization.go). It refuses all others."""
MOST_BYTES = 1_000_000
_REMOTE = late_regex(r"[\w+.-]+://|git@|[\w-]+(?:\.[\w-]+)+/[^.]|.*[?&](?:ref|version)=|.*\.git(?://|$|\?)")
"""Another repository or an address, as kustomize writes them ("remote targets")."""


def in_folder(folder: str, workspace: Workspace) -> str | None:
    """The kustomization of a folder; None where there is none."""
    for name in NAMES:
        path = posixpath.normpath(posixpath.join(folder, name))
        if not path.startswith("..") and workspace.exists(path) and not of_flux(path, workspace):
            return path
    return None


def load(path: str, workspace: Workspace) -> Value | str:
    """What a kustomization says; why it cannot be read."""
    data = workspace.read(path)
    if isinstance(data, Skipped):
        return data.reason
    if len(data) > MOST_BYTES:
        return f"is larger than {MOST_BYTES} bytes"
    found = parsed(path, workspace)
    if isinstance(found, Skipped):
        return found.reason
    skipped = next((one for one in found if isinstance(one, Skipped)), None)
    if skipped is not None:
        return skipped.reason
    first, *others = found or (None,)
    if any(not isinstance(one, Value) or one.data is not None for one in others):
        return "holds several documents"
    if not isinstance(first, Value) or not isinstance(first.data, Mapping):
        return "holds no kustomization"
    return first


def is_component(kustomization: Node) -> bool:
    """True for one whose changes are made in what uses it."""
    return text(dig(kustomization, "kind")) == "Component"


def resolved(folder: str, name: str) -> str | None:
    """A path from the workspace's root; None for one that leads out of it."""
    path = posixpath.normpath(posixpath.join(folder, name))
    return None if path.startswith(("..", "/")) else path


def is_remote(name: str) -> bool:
    """True for what is taken from another place than the folder's own repository."""
    return _REMOTE.match(name) is not None


def names(kustomization: Node, *members: str) -> Iterator[tuple[str, Node]]:
    """The entries of lists of names, with where they are written."""
    for member in members:
        for each in items(dig(kustomization, member)):
            name = text(each)
            if name:
                yield name, each


def used(path: str, kustomization: Node, workspace: Workspace) -> Iterator[str]:
    """The kustomizations that one takes in, directly."""
    folder = posixpath.dirname(path)
    for name, _ in names(kustomization, "resources", "bases", "components"):
        where = resolved(folder, name)
        inner = in_folder(where, workspace) if where is not None else None
        if inner is not None:
            yield inner
