"""Which modules that are not here may make a cluster: those are what keeps a scan from being complete."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from folders import linted

from natpin.formats.terraform.likeness import may_make_cluster
from natpin.languages.terraform.instance import ModuleCall
from natpin.model.location import Location
from natpin.model.value import Value, of

AT = Location("main.tf", 1, 1)


def call(source: str, *inputs: str, address: str = "module.this") -> ModuleCall:
    return ModuleCall(address, source, None, {name: Value("x") for name in inputs}, AT)


@pytest.mark.parametrize(
    ("source", "inputs"),
    [
        ("acme/aks/azurerm", ()),
        ("git::https://git.example.org/platform/aks-private-cluster.git?ref=v2", ()),
        ("git::https://git.example.org/platform/modules.git//azure/managed_node_pools?ref=v2", ()),
        ("git::https://git.example.org/platform/kubernetes-base.git", ("config",)),
        ("git::https://git.example.org/platform/aks-with-rbac.git", ("kubernetes_version",)),
        ("app.example.org/acme/platform/azurerm", ("dns_prefix", "node_pools")),
        ("app.example.org/acme/platform/azurerm", ("cluster_name", "default_node_pool")),
    ],
)
def test_may_make_a_cluster(source: str, inputs: tuple[str, ...]) -> None:
    assert may_make_cluster(call(source, *inputs))


@pytest.mark.parametrize(
    ("source", "inputs"),
    [
        (
            "git::https://git.example.org/platform/terraform-azurerm-kubernetes-admin-sa.git",
            ("cluster_name",),
        ),
        ("git::https://git.example.org/platform/modules.git//privatednszone-aks?ref=aks-2", ("aks_name",)),
        ("git::https://github.com/acme/terraform-k8s-cilium.git?ref=v1", ("path_to_kubeconfig_file",)),
        ("acme/ingress/kubernetes", ("cluster_name", "node_count")),
        ("acme/storage/azurerm", ("cluster_name",)),
        ("git::https://git.example.org/platform/storage.git?ref=aks-4.x", ()),
    ],
)
def test_works_on_one_or_has_nothing_to_do_with_one(source: str, inputs: tuple[str, ...]) -> None:
    assert not may_make_cluster(call(source, *inputs))


@pytest.mark.parametrize(
    ("source", "address", "inputs", "may"),
    [
        ("acme/stack/azurerm", "module.aks", ("config",), True),
        ("acme/stack/azurerm", 'module.region["eu"].module.kubernetes_cluster', (), True),
        ("acme/dns/azurerm", "module.aks", ("cluster_name",), False),
        ("acme/stack/azurerm", "module.aks_storage", ("kubernetes_version",), True),
        ("acme/stack/azurerm", "module.aks_storage", ("cluster_name",), False),
    ],
)
def test_what_a_call_is_named_counts(source: str, address: str, inputs: tuple[str, ...], may: bool) -> None:
    assert may_make_cluster(call(source, *inputs, address=address)) is may


@pytest.mark.parametrize(
    ("clusters", "may"), [({"one": {"dns_prefix": "x"}}, True), ({}, False), (None, False), (True, False)]
)
def test_clusters_among_the_inputs_of_a_module_of_everything(clusters: Any, may: bool) -> None:
    inputs = {"compute": of({"virtual_machines": {}, "aks_clusters": clusters})}
    made = ModuleCall("module.zone", "acme/landingzone/azurerm", None, inputs, AT)
    assert may_make_cluster(made) is may


@pytest.mark.parametrize(
    "source",
    [
        "./modules/platform",
        "../modules/platform",
        "git::https://git.example.org/platform/stamp.git",
        "acme/stack/azurerm",
    ],
)
@pytest.mark.parametrize(
    ("label", "inputs"),
    [
        ("aks", {}),
        ("aks2", {}),
        ("cluster", {"default_node_pool": "{}", "dns_prefix": '"x"'}),
        ("shop", {"outbound_type": '"loadBalancer"', "node_count": "3"}),
    ],
)
def test_a_call_is_found_where_nothing_else_speaks_of_aks(
    tmp_path: Path, source: str, label: str, inputs: dict[str, str]
) -> None:
    """What may make a cluster by its call is never "no AKS cluster found": a look at the bytes finds as much."""
    given = "".join(f"  {name} = {value}\n" for name, value in inputs.items())
    text = f'provider "azurerm" {{}}\nmodule "{label}" {{\n  source = "{source}"\n{given}}}\n'
    assert may_make_cluster(call(source, *inputs, address=f"module.{label}"))
    report = linted(tmp_path, {"main.tf": text})
    assert [skipped.claims_aks for skipped in report.skipped] == [True]


@pytest.mark.parametrize("source", ["./modules/aks", "../modules/aks", "../../azure/kubernetes"])
def test_a_folder_named_after_aks_that_is_not_here(tmp_path: Path, source: str) -> None:
    text = f'module "platform" {{\n  source = "{source}"\n}}\n'
    assert [skipped.claims_aks for skipped in linted(tmp_path, {"main.tf": text}).skipped] == [True]


@pytest.mark.parametrize(
    "text",
    [
        'module "breaks" {\n  source = "acme/breaks/aws"\n}\n',
        'module "kubernetes" {\n  source = "hcloud-k8s/kubernetes/hcloud"\n  node_pools = []\n  kubernetes_version = "1.30"\n}\n',
        'module "eks" {\n  source = "git::https://git.example.org/eks.git"\n  kubernetes_version = "1.30"\n  node_count = 3\n}\n',
        'module "platform" {\n  source = "./modules/tasks"\n}\n',
    ],
)
def test_clusters_of_other_clouds_are_nothing_to_natpin(tmp_path: Path, text: str) -> None:
    assert not linted(tmp_path, {"main.tf": text}).skipped
