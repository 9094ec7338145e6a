"""What a template makes by loops is read as far as Azure would deploy it, and told where it goes far beyond."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import read, written

from natpin.formats import arm, bicep
from natpin.formats.interface import Reader
from natpin.model.doubt import Doubt
from natpin.model.resource import VIRTUAL_NETWORK, Resource
from natpin.model.value import Skipped

MOST = 800
"""Resources of a template, copies counted (Azure Resource Manager, "Template limits")."""


def template(loops: int) -> dict[str, str]:
    copies = [
        {
            "type": VIRTUAL_NETWORK,
            "name": f"[concat('v{number}-', copyIndex())]",
            "copy": {"name": "c", "count": MOST},
        }
        for number in range(loops)
    ]
    cluster = {"type": "Microsoft.ContainerService/managedClusters", "name": "a"}
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    return {"main.json": json.dumps({"$schema": schema, "resources": [cluster, *copies]})}


def file(loops: int) -> dict[str, str]:
    copies = "".join(
        f"resource v{number} '{VIRTUAL_NETWORK}@2024-05-01' = [for i in range(0, {MOST}): {{ name: 'v{number}-${{i}}' }}]\n"
        for number in range(loops)
    )
    return {
        "main.bicep": f"resource a 'Microsoft.ContainerService/managedClusters@2024-05-01' = {{ name: 'a' }}\n{copies}"
    }


@pytest.mark.parametrize(("reader", "made"), [(arm, template), (bicep, file)], ids=["ARM", "Bicep"])
def test_copies_are_read_as_far_as_azure_would_deploy_them(reader: Reader, made, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    written(tmp_path, made(5))
    ((_, parts),) = read(tmp_path, reader)
    networks = [one for one in parts if isinstance(one, Resource) and one.type == VIRTUAL_NETWORK]
    assert len(networks) == 5 * MOST
    assert not [one for one in parts if isinstance(one, Skipped | Doubt)]
    written(tmp_path, made(20))
    ((_, parts),) = read(tmp_path, reader)
    (told,) = [one for one in parts if isinstance(one, Skipped)]
    assert told.reason == "evaluating it takes too many steps"
    assert told.claims_aks
    assert [one.reach.adds for one in parts if isinstance(one, Doubt)] == [True]
