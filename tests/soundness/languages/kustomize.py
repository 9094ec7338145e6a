"""Objects of Azure Service Operator that an overlay of Kustomize takes in: they are changed where they are written."""

from __future__ import annotations

from dataclasses import dataclass, fields

from . import aso
from .objects import Objects

BASE, OVERLAY = "kustomized/base", "kustomized/overlay"


@dataclass(frozen=True)
class Overlaid(Objects):
    """The objects of a base."""

    def mine(self, path: str, text: str) -> bool:
        return path.startswith(f"{BASE}/") and super().mine(path, text)


LANGUAGE = Overlaid(
    **{each.name: getattr(aso.LANGUAGE, each.name) for each in fields(Objects) if each.name != "NAME"},
    NAME="kustomize",
)


def overlaid(objects: bytes) -> dict[str, bytes]:
    """A base with these objects, and an overlay that labels and annotates them."""
    base = "resources: [objects.yaml]\n"
    overlay = (
        "resources: [../base]\n"
        "labels: [{pairs: {team: payments}}]\n"
        "patches:\n"
        "- target: {kind: ManagedCluster}\n"
        "  patch: |-\n"
        "    - {op: add, path: /metadata/annotations, value: {checked: 'yes'}}\n"
    )
    return {
        f"{BASE}/objects.yaml": objects,
        f"{BASE}/kustomization.yaml": base.encode(),
        f"{OVERLAY}/kustomization.yaml": overlay.encode(),
    }
