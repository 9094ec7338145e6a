"""Whatever type makes a cluster, a file that holds it alone is seen; so is a module that is given clusters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import linted

from natpin.formats.terraform.providers.references import ARM_TYPES
from natpin.model.resource import CLUSTER

MAKING = sorted(kind for kind, made in ARM_TYPES.items() if made == CLUSTER)
ARGUMENTS = {"name": "aks", "location": "westeurope", "resource_group_name": "rg"}
POOL = {"default_node_pool": {"name": "system", "node_count": 3}}


def test_there_are_such_types() -> None:
    assert {"azurerm_kubernetes_cluster", "azurerm_kubernetes_automatic_cluster"} <= set(MAKING)


@pytest.mark.parametrize("kind", MAKING)
def test_a_root_with_nothing_else(kind: str, tmp_path: Path) -> None:
    pool = POOL if kind == "azurerm_kubernetes_cluster" else {}
    root = json.dumps({"resource": {kind: {"aks": {**ARGUMENTS, **pool}}}})
    report = linted(tmp_path, {"main.tf.json": root})
    assert sum(len(stack.clusters) for stack in report.stacks) == 1


@pytest.mark.parametrize("kind", MAKING)
def test_a_plan_with_nothing_else(kind: str, tmp_path: Path) -> None:
    values = {**ARGUMENTS, "default_node_pool": [{"name": "system", "node_count": 3}]}
    planned = {"address": f"{kind}.aks", "mode": "managed", "type": kind, "name": "aks", "values": values}
    planned["provider_name"] = "registry.terraform.io/hashicorp/azurerm"
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [planned]}},
        "resource_changes": [
            {
                **{key: planned[key] for key in ("address", "mode", "type", "name", "provider_name")},
                "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": {}},
            }
        ],
        "configuration": {"root_module": {}},
    }
    report = linted(tmp_path, {"plan.json": json.dumps(plan)})
    assert sum(len(stack.clusters) for stack in report.stacks) == 1


@pytest.mark.parametrize(
    "given",
    [
        "compute = {\n    aks_clusters = var.clusters\n  }",
        'aks_clusters = { one = { name = "aks" } }',
        'kubernetes_clusters = [{ name = "aks" }]',
    ],
)
def test_a_module_that_is_not_here_and_is_given_clusters(given: str, tmp_path: Path) -> None:
    call = (
        f'variable "clusters" {{}}\nmodule "all" {{\n  source = "acme/landing-zone/azurerm"\n  {given}\n}}\n'
    )
    assert linted(tmp_path, {"main.tf": call}).incomplete
