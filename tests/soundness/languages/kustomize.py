"""Objects of Azure Service Operator that an overlay of Kustomize takes in: they are changed where they are written."""

from __future__ import annotations

from dataclasses import dataclass, fields

from . import aso, capz
from .objects import Objects

FOLDERS = {"ManagedCluster": "kustomized", "AzureManagedControlPlane": "kustomized-capz"}
"""Where an overlay of objects lies, by the kind of its cluster."""


@dataclass(frozen=True)
class Overlaid(Objects):
    """The objects of a base."""

    FOLDER: str = FOLDERS["ManagedCluster"]

    def mine(self, path: str, text: str) -> bool:
        return path.startswith(f"{self.FOLDER}/base/") and super().mine(path, text)


def _over(language: Objects, folder: str) -> Overlaid:
    same = {each.name: getattr(language, each.name) for each in fields(Objects) if each.name != "NAME"}
    return Overlaid(**same, NAME=folder, FOLDER=folder)


LANGUAGE = _over(aso.LANGUAGE, FOLDERS["ManagedCluster"])
OF_CLUSTER_API = _over(capz.LANGUAGE, FOLDERS["AzureManagedControlPlane"])


def overlaid(objects: bytes, cluster: str = "ManagedCluster") -> dict[str, bytes]:
    """A base with these objects, and an overlay that labels and annotates them. ``cluster``: the kind of the cluster."""
    folder = FOLDERS[cluster]
    base = "resources: [objects.yaml]\n"
    overlay = (
        "resources: [../base]\n"
        "labels: [{pairs: {team: payments}}]\n"
        "patches:\n"
        f"- target: {{kind: {cluster}}}\n"
        "  patch: |-\n"
        "    - {op: add, path: /metadata/annotations, value: {checked: 'yes'}}\n"
    )
    return {
        f"{folder}/base/objects.yaml": objects,
        f"{folder}/base/kustomization.yaml": base.encode(),
        f"{folder}/overlay/kustomization.yaml": overlay.encode(),
    }
