"""Patches of kustomize and Flux. A base that is named without the overlays that use it: what a patch may change of what bears
on egress is not known, all else is. What overlays make of it: ``tests/formats/kustomize``."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats import kubernetes
from natpin.formats.interface import Inputs
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.model.value import Unknown, Value, dig
from natpin.workspace import FolderWorkspace

APP = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 2
  template:
    spec:
      nodeSelector: {pool: egress}
      containers: [{name: shop, image: shop}]
"""
GATEWAY = """\
apiVersion: egressgateway.kubernetes.azure.com/v1alpha1
kind: StaticGatewayConfiguration
metadata: {name: out}
spec: {gatewayNodepoolName: gw}
"""
FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: PATH
  sourceRef: {kind: GitRepository, name: repo}
"""
MERGE = """\
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: shop}
      spec: SPEC
"""
JSON6902 = """\
  - target: TARGET
    patch: |
      - {op: replace, path: POINTER, value: x}
"""


def merge(spec: str) -> str:
    return MERGE.replace("SPEC", spec)


def operation(pointer: str, target: str = "{kind: Deployment}") -> str:
    return JSON6902.replace("POINTER", pointer).replace("TARGET", target)


MAY = {
    "node selector": merge("{template: {spec: {nodeSelector: {pool: spot}}}}"),
    "tolerations": merge("{template: {spec: {tolerations: [{operator: Exists}]}}}"),
    "host network": merge("{template: {spec: {hostNetwork: true}}}"),
    "annotations of the pods": merge("{template: {metadata: {annotations: {a: b}}}}"),
    "the whole spec": operation("/spec"),
    "the pod's spec": operation("/spec/template/spec"),
    "an operation": operation("/spec/template/spec/nodeSelector/pool"),
    "any kind of that name": operation("/spec/template/spec/nodeSelector", "{name: shop}"),
    "by label": operation("/spec/template/spec/nodeSelector", "{labelSelector: app=shop}"),
    "sysctls": merge("{template: {spec: {securityContext: {sysctls: [{name: net.x, value: y}]}}}}"),
    "sysctls and more": merge("{template: {spec: {securityContext: {runAsUser: 1, sysctls: []}}}}"),
    "no security context": merge("{template: {spec: {securityContext: null}}}"),
    "the security context": operation("/spec/template/spec/securityContext"),
    "an operation on sysctls": operation("/spec/template/spec/securityContext/sysctls"),
    "an operation on one of the sysctls": operation("/spec/template/spec/securityContext/sysctls/0/value"),
    "an expression": operation("/spec/template/spec/nodeSelector", "{kind: Deployment, name: sh.*}"),
    "a directive": merge("{$patch: replace, replicas: 1}"),
    "no YAML": "  - target: {kind: Deployment}\n    patch: '{{ .Values.patch }}'\n",
    "a file that is not there": "  - path: missing.yaml\n",
}
LEAVES = {
    "replicas": merge("{replicas: 5}"),
    "an image": merge("{template: {spec: {containers: [{name: shop, image: other}]}}}"),
    "replicas and resources": merge(
        "{replicas: 5, template: {spec: {containers: [{name: shop, resources: {}}]}}}"
    ),
    "an operation": operation("/spec/template/spec/containers/0/image"),
    "a user": merge("{template: {spec: {securityContext: {runAsUser: 1, runAsGroup: 1}}}}"),
    "an operation on the user": operation("/spec/template/spec/securityContext/runAsUser"),
    "a container's own security context": operation("/spec/template/spec/containers/0/securityContext"),
    "another kind": operation("/spec", "{kind: Service}"),
    "another name": operation("/spec/template/spec/nodeSelector", "{kind: Deployment, name: other}"),
}


VARIABLES = {
    "variables": merge(
        "{template: {spec: {containers: [{name: shop, env: [{name: HTTPS_PROXY, value: x}]}]}}}"
    ),
    "a container is taken off": merge("{template: {spec: {containers: [{name: shop, $patch: delete}]}}}"),
    "an operation on a variable": operation("/spec/template/spec/containers/0/env/0/value"),
    "an operation on a container": operation("/spec/template/spec/initContainers/-"),
}


def podspec(folder: Path, files: dict[str, str], alone: str = ".") -> object:
    """What is read of the one object in these files; where there are several, of the one that is applied without overlay."""
    for name, written in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(written)
    workspace = FolderWorkspace(folder / alone, folder)
    list(workspace.walk())
    claimed = sorted(name for name, written in files.items() if kubernetes.claims(name, written.encode()))
    stacks = [one for one in kubernetes.stacks(claimed, workspace, Inputs()) if isinstance(one, Stack)]
    if len(stacks) > 1:
        stacks = [one for one in stacks if workspace.named(one.root)]
    parts = [part for stack in stacks for part in kubernetes.read(stack, workspace, Inputs())]
    (found,) = [part for part in parts if isinstance(part, Resource)]
    return found.get("podSpec") if found.label == "shop" else found.get("gatewayNodepoolName")


def by_flux(patches: str, path: str = "./apps") -> dict[str, str]:
    return {
        "apps/shop.yaml": APP,
        "clusters/prod/apps.yaml": FLUX.replace("PATH", path) + f"  patches:\n{patches}",
    }


def by_kustomize(patches: str) -> dict[str, str]:
    text = patches.replace("\n  ", "\n")[2:]
    return {"apps/shop.yaml": APP, "prod/kustomization.yaml": f"resources: [../apps]\npatches:\n{text}"}


@pytest.mark.parametrize("name", MAY)
@pytest.mark.parametrize("by", [by_flux, by_kustomize])
def test_what_may_move_pods_is_not_known(by: object, name: str, tmp_path: Path) -> None:
    assert isinstance(podspec(tmp_path, by(MAY[name]), "apps"), Unknown)  # type: ignore[operator]


@pytest.mark.parametrize("name", LEAVES)
@pytest.mark.parametrize("by", [by_flux, by_kustomize])
def test_what_moves_none_changes_nothing(by: object, name: str, tmp_path: Path) -> None:
    found = podspec(tmp_path, by(LEAVES[name]), "apps")  # type: ignore[operator]
    assert isinstance(found, Value)
    assert isinstance(dig(found, "containers"), Value)


@pytest.mark.parametrize("name", VARIABLES)
@pytest.mark.parametrize("by", [by_flux, by_kustomize])
def test_what_gives_containers_variables_leaves_only_these_unknown(
    by: object, name: str, tmp_path: Path
) -> None:
    found = podspec(tmp_path, by(VARIABLES[name]), "apps")  # type: ignore[operator]
    assert isinstance(dig(found, "containers"), Unknown)  # type: ignore[arg-type]
    assert isinstance(dig(found, "nodeSelector"), Value)  # type: ignore[arg-type]


def test_what_flux_does_not_take_in_stays(tmp_path: Path) -> None:
    assert not isinstance(podspec(tmp_path, by_flux(MAY["node selector"], "./other")), Unknown)


def test_a_kustomization_of_flux_without_patches_changes_nothing(tmp_path: Path) -> None:
    files = {"apps/shop.yaml": APP, "clusters/apps.yaml": FLUX.replace("PATH", "./apps")}
    assert not isinstance(podspec(tmp_path, files), Unknown)


@pytest.mark.parametrize("by", [by_flux, by_kustomize])
def test_what_else_natpin_reads_may_be_patched(by: object, tmp_path: Path) -> None:
    patch = operation("/spec/gatewayNodepoolName", "{kind: StaticGatewayConfiguration}")
    files = {**by(patch), "apps/shop.yaml": GATEWAY}  # type: ignore[operator]
    assert isinstance(podspec(tmp_path, files, "apps"), Unknown)


def test_a_patch_of_a_file_is_no_object_of_its_own(tmp_path: Path) -> None:
    patch = APP.replace("egress", "spot")
    files = {
        "apps/shop.yaml": APP,
        "prod/kustomization.yaml": "resources: [../apps]\npatches: [{path: shop-patch.yaml}]\n",
        "prod/shop-patch.yaml": patch,
    }
    assert isinstance(podspec(tmp_path, files), Unknown)


WHOLE = APP.replace("  replicas: 2\n", "  replicas: 2\n  selector: {matchLabels: {app: shop}}\n")
PATCHES_IT = "patches: [{path: ../k8s/shop.yaml}]\n"
APPLIED = {
    "what it patches is not here": {
        "k8s/shop.yaml": WHOLE,
        "prod/kustomization.yaml": "resources: [missing.yaml]\n" + PATCHES_IT,
    },
    "what it patches is somewhere else": {
        "k8s/shop.yaml": WHOLE,
        "prod/kustomization.yaml": "resources: [https://example.com/base]\n" + PATCHES_IT,
    },
    "of Flux's path": {
        "k8s/shop.yaml": WHOLE,
        "flux.yaml": FLUX.replace("PATH", "./k8s")
        + "  patches:\n  - {path: k8s/shop.yaml, target: {kind: Deployment}}\n",
    },
}


@pytest.mark.parametrize("name", APPLIED)
def test_a_whole_object_may_be_applied_itself_though_it_patches(name: str, tmp_path: Path) -> None:
    assert isinstance(podspec(tmp_path, APPLIED[name]), Unknown)


@pytest.mark.parametrize("taken", ["../k8s/shop.yaml", "../k8s"])
def test_a_patch_may_be_the_whole_object_that_it_patches(taken: str, tmp_path: Path) -> None:
    files = {
        "k8s/shop.yaml": WHOLE,
        "prod/kustomization.yaml": f"resources: [{taken}]\n" + PATCHES_IT,
        **({} if taken.endswith(".yaml") else {"k8s/kustomization.yaml": "resources: [shop.yaml]\n"}),
    }
    assert not isinstance(podspec(tmp_path, files), Unknown)


def test_a_kustomization_beside_it_applies_a_patch_of_another_one(tmp_path: Path) -> None:
    """The file that one takes in and another one patches with is an object all the same."""
    files = {
        "k8s/shop.yaml": WHOLE,
        "k8s/kustomization.yaml": "resources: [shop.yaml]\n",
        "prod/kustomization.yaml": "resources: [missing.yaml]\n" + PATCHES_IT,
    }
    assert not isinstance(podspec(tmp_path, files), Unknown)


PARTS = {
    "no selector": APP,
    "no containers": WHOLE.replace("      containers: [{name: shop, image: shop}]\n", ""),
    "no image": WHOLE.replace(", image: shop", ""),
    "a deletion": "apiVersion: apps/v1\n$patch: delete\nkind: Deployment\nmetadata: {name: shop}\n",
}


@pytest.mark.parametrize("name", PARTS)
def test_what_kubernetes_would_refuse_is_only_a_patch(name: str, tmp_path: Path) -> None:
    files = {
        "k8s/shop.yaml": PARTS[name],
        "prod/kustomization.yaml": "resources: [https://example.com/base]\n" + PATCHES_IT,
        "other.yaml": GATEWAY,
    }
    assert podspec(tmp_path, files) is not None
