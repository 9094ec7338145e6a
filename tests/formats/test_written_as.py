"""Kubernetes objects however they are written: YAML documents, a List, JSON. kubectl takes them all.

Source: Kubernetes, "Objects In Kubernetes" and ``kubectl apply`` ("JSON and YAML formats are accepted"); API conventions,
"Lists and Simple kinds".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from folders import linted

Objects = list[dict[str, Any]]

ASO: Objects = [
    {"apiVersion": "network.azure.com/v1api20240301", "kind": "VirtualNetwork", "metadata": {"name": "net"}, "spec": {"owner": {"name": "rg"}, "location": "x", "addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}},
    {"apiVersion": "containerservice.azure.com/v1api20240901", "kind": "ManagedCluster", "metadata": {"name": "aks"}, "spec": {"owner": {"name": "rg"}, "location": "x", "networkProfile": {"outboundType": "loadBalancer"}, "agentPoolProfiles": [{"name": "system", "mode": "System", "count": 1, "vmSize": "x"}]}},
]  # fmt: skip
CAPZ: Objects = [
    {"apiVersion": "infrastructure.cluster.x-k8s.io/v1beta1", "kind": "AzureManagedControlPlane", "metadata": {"name": "aks"}, "spec": {"location": "x", "resourceGroupName": "rg", "outboundType": "loadBalancer", "version": "1.30.0"}},
    {"apiVersion": "infrastructure.cluster.x-k8s.io/v1beta1", "kind": "AzureManagedMachinePool", "metadata": {"name": "system"}, "spec": {"mode": "System", "sku": "x"}},
]  # fmt: skip
CROSSPLANE: Objects = [
    {"apiVersion": "azure.upbound.io/v1beta1", "kind": "ResourceGroup", "metadata": {"name": "rg"}, "spec": {"forProvider": {"location": "x"}}},
    {"apiVersion": "containerservice.azure.upbound.io/v1beta1", "kind": "KubernetesCluster", "metadata": {"name": "aks"}, "spec": {"forProvider": {"location": "x", "resourceGroupName": "rg", "defaultNodePool": [{"name": "system", "vmSize": "x"}], "networkProfile": [{"outboundType": "loadBalancer"}]}}},
]  # fmt: skip
KINDS = {"aso": ASO, "capz": CAPZ, "crossplane": CROSSPLANE}


def _list(objects: Objects) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "List", "items": objects}


FORMS: Mapping[str, Callable[[Objects], dict[str, str]]] = {
    "documents": lambda every: {"all.yaml": "\n---\n".join(map(json.dumps, every))},
    "documents after an empty one": lambda every: {"all.yml": "---\n---\n" + "\n---\n".join(map(json.dumps, every))},
    "a list in YAML": lambda every: {"all.yaml": json.dumps(_list(every))},
    "lists in YAML": lambda every: {"all.yaml": "\n---\n".join(json.dumps(_list([one])) for one in every)},
    "a list in JSON": lambda every: {"all.json": json.dumps(_list(every), indent=1)},
    "a list in JSON with tabs": lambda every: {"all.json": json.dumps(_list(every), indent="\t")},
    "a list in JSON with a mark": lambda every: {"all.json": "\ufeff" + json.dumps(_list(every))},
    "files of JSON": lambda every: {f"{number}.json": json.dumps(one) for number, one in enumerate(every)},
    "JSON and YAML": lambda every: {"a.yaml": json.dumps(every[0]), "b.json": json.dumps(every[1])},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_objects_are_read_in_every_form(tmp_path: Path, kind: str, form: str) -> None:
    report = linted(tmp_path, FORMS[form](KINDS[kind]))
    assert [(cluster.name, cluster.verdicts["outbound-type-not-nat"].name) for stack in report.stacks for cluster in stack.clusters] == [("aks", "FAIL")]  # fmt: skip
    assert not report.incomplete


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["{0}\n{1}", "{1}\n{0}", "[{0}, {1}", "{0},{1}"])
def test_what_is_no_single_document_is_told(tmp_path: Path, kind: str, text: str) -> None:
    """kubectl takes objects one after the other; natpin says that it does not."""
    first, second = map(json.dumps, KINDS[kind])
    report = linted(tmp_path, {"all.json": text.replace("{0}", first).replace("{1}", second)})
    assert report.incomplete


WORKLOAD = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "w"}, "spec": {"template": {"spec": {"containers": [{"image": "x", "name": "x"}], "hostNetwork": True}}}}  # fmt: skip


@pytest.mark.parametrize("form", ["a list in YAML", "a list in JSON", "files of JSON", "documents"])
def test_workloads_are_seen_in_every_form(tmp_path: Path, form: str) -> None:
    files = FORMS[form]([WORKLOAD, {**WORKLOAD, "metadata": {"name": "v"}}])
    report = linted(tmp_path, {**{f"k8s/{name}": text for name, text in files.items()}, **FORMS["documents"](ASO)})  # fmt: skip
    assert report.files_read == len(files) + 1
    assert not report.incomplete


PATCH = {**ASO[1], "spec": {"networkProfile": {"outboundType": "userAssignedNATGateway"}}}


@pytest.mark.parametrize("name", ["kustomization.yaml", "kustomization.yml", "Kustomization"])
def test_an_overlay_is_one_by_each_of_its_names(tmp_path: Path, name: str) -> None:
    """Source: kustomize, ``api/konfig/general.go`` (RecognizedKustomizationFileNames)."""
    files = {
        **{f"base/{path}": text for path, text in FORMS["documents"](ASO).items()},
        f"base/{name}": "resources: [all.yaml]\n",
        f"over/{name}": "resources: [../base]\npatches: [{path: p.yaml}]\n",
        "over/p.yaml": json.dumps(PATCH),
    }
    report = linted(tmp_path, files)
    assert [cluster.verdicts["outbound-type-not-nat"].name for stack in report.stacks for cluster in stack.clusters] == ["PASS"]  # fmt: skip


def test_a_file_of_no_ending_is_no_manifest(tmp_path: Path) -> None:
    report = linted(tmp_path, {"notes": FORMS["documents"](ASO)["all.yaml"]})
    assert not report.stacks
