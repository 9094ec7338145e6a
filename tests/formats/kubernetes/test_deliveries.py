"""What says which cluster a folder is applied to: Argo CD's Applications, and Flux's Kustomizations with a kubeconfig."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import read, written

from natpin.formats import kubernetes
from natpin.model.resource import DELIVERY, Resource
from natpin.model.value import text

APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop}
spec:
  source: {repoURL: "https://example.com/x.git", path: apps/shop}
  destination: DESTINATION
"""
FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop}
spec:
  path: ./apps/shop
  KUBECONFIG
"""
SHOP = [("apps/shop", "pay")]


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        (APPLICATION.replace("DESTINATION", "{name: pay, namespace: shop}"), SHOP),
        (APPLICATION.replace("DESTINATION", "{server: 'https://kubernetes.default.svc'}"), []),
        (APPLICATION.replace("DESTINATION", "{name: '{{name}}'}"), []),
        (APPLICATION.replace("path: apps", "path: ../apps").replace("DESTINATION", "{name: pay}"), []),
        (APPLICATION.replace("Application", "AppProject").replace("DESTINATION", "{name: pay}"), []),
        (
            APPLICATION.replace("source: {", "sources: [{chart: x}, {")
            .replace("shop}\n  dest", "shop}]\n  dest")
            .replace("DESTINATION", "{name: pay}"),
            SHOP,
        ),
        (FLUX.replace("KUBECONFIG", "kubeConfig: {secretRef: {name: pay-kubeconfig}}"), SHOP),
        (FLUX.replace("KUBECONFIG", "kubeConfig: {secretRef: {name: other}}"), []),
        (FLUX.replace("KUBECONFIG", "prune: true"), []),
    ],
    ids=[
        "by name",
        "its own cluster",
        "a template",
        "out of the repository",
        "another kind",
        "several sources",
        "Cluster API's secret",
        "another secret",
        "the cluster of Flux",
    ],
)
def test_what_is_told(manifest: str, told: list[tuple[str, str]], tmp_path: Path) -> None:
    for files in (
        {"argo.yaml": manifest},
        {"argo.yaml": manifest, "kustomization.yaml": "resources: [argo.yaml]\n"},
    ):
        folder = tmp_path / str(len(files))
        written(folder, files)
        parts = [part for _, found in read(folder, kubernetes) for part in found]
        assert [
            (text(one.get("path")), text(one.get("cluster")))
            for one in parts
            if isinstance(one, Resource) and one.type == DELIVERY
        ] == told
