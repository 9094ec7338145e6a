"""Workloads that a kustomization may change: their pod spec is not known from the base alone."""

from __future__ import annotations

from collections.abc import Sequence

from natpin.formats.kustomizations import BUILD, may_change
from natpin.model.resource import WORKLOAD, Resource, same_type
from natpin.model.value import Unknown, text
from natpin.workspace import Workspace


def patched(resource: Resource, over: Sequence[str], workspace: Workspace) -> Resource:
    """The resource, its pod spec unknown when a kustomization may change it."""
    if not same_type(resource.type, WORKLOAD):
        return resource
    name, kind = text(resource.name) or "", text(resource.properties.get("kind")) or ""
    for path in over:
        if may_change(kind, name, path, workspace):
            why = Unknown(f"{path} may patch {resource.label}", resource.at, BUILD)
            return resource.with_properties(podSpec=why)
    return resource
