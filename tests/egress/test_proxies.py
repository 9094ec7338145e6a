"""A proxy that AKS gives to pods is an exit of its own, whoever declares the cluster."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import linted

MODULES = {
    "Azure/aks": (
        'source = "Azure/aks/azurerm"\n  version = "9.4.1"\n  prefix = "a"',
        'http_proxy_config = { https_proxy = "http://p:3128" }',
    ),
    "AVM": (
        'source = "Azure/avm-res-containerservice-managedcluster/azurerm"\n  version = "0.2.0"\n  name = "a"\n'
        '  default_node_pool = { name = "s", vm_size = "x" }',
        'http_proxy_config = { http_proxy = "http://p:3128" }',
    ),
    "AVM by azapi": (
        'source = "Azure/avm-res-containerservice-managedcluster/azurerm"\n  version = "0.4.0"\n  name = "a"\n'
        '  parent_id = "/subscriptions/s/resourceGroups/g"',
        'http_proxy_config = { https_proxy = "http://p:3128" }',
    ),
    "claranet": (
        'source = "claranet/aks-light/azurerm"\n  version = "8.5.0"\n  custom_name = "a"',
        'http_proxy_settings = { https_proxy_url = "http://p:3128" }',
    ),
}
COMMON = '\n  location = "westeurope"\n  resource_group_name = "g"\n'


def failed(folder: Path, files: dict[str, str]) -> set[str]:
    report = linted(folder, files)
    return {
        f"{one.rule.id} {one.verdict.value}"
        for stack in report.stacks
        for one in stack.findings
        if "proxy" in one.rule.id
    }


@pytest.mark.parametrize("name", MODULES)
def test_modules_hand_it_on(name: str, tmp_path: Path) -> None:
    source, proxy = MODULES[name]
    assert failed(tmp_path / "with", {"main.tf": f'module "a" {{\n  {source}{COMMON}  {proxy}\n}}\n'}) == {
        "http-proxy-egress fail"
    }
    assert failed(tmp_path / "without", {"main.tf": f'module "a" {{\n  {source}{COMMON}}}\n'}) == set()


@pytest.mark.parametrize(
    ("commands", "verdicts"),
    [
        ("az aks create -g g -n a", set()),
        ("az aks create -g g -n a --http-proxy-config p.json", {"http-proxy-egress unknown"}),
        (
            "az aks create -g g -n a --http-proxy-config p.json\naz aks update -g g -n a --disable-http-proxy",
            set(),
        ),
    ],
)
def test_az_names_a_file(commands: str, verdicts: set[str], tmp_path: Path) -> None:
    assert failed(tmp_path, {"a.sh": commands + "\n"}) == verdicts
