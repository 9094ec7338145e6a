"""A script or a pipeline is followed once, for what it deploys of other roots and for what it makes itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from folders import linted

from natpin.formats import az
from natpin.formats.pipelines import azure, github

SCRIPT = """az network nat gateway create -g rg -n nat --public-ip-addresses pip
az aks create -g rg -n pay --outbound-type loadBalancer --network-plugin azure
az deployment group create -g rg -f main.bicep -p nat=false
"""
TEMPLATE = (
    "param nat bool = true\nresource v 'Microsoft.Network/virtualNetworks@2024-05-01' = {\n  name: 'v'\n}\n"
)


def _block(indent: str) -> str:
    return "".join(f"{indent}{line}\n" for line in SCRIPT.splitlines())


FILES = {
    "az": (az, "deploy.sh", SCRIPT),
    "azure-pipelines": (azure, "azure-pipelines.yml", "steps:\n  - bash: |\n" + _block("      ")),
    "github-workflow": (
        github,
        ".github/workflows/deploy.yml",
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n"
        + _block("          "),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_read_once(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, path, text = FILES[name]
    read, times = module.read, Counter[str]()

    def counted(stack: Any, *others: Any) -> Iterator[Any]:
        times[stack.root] += 1
        yield from read(stack, *others)

    monkeypatch.setattr(module, "read", counted)
    report = linted(tmp_path, {path: text, "main.bicep": TEMPLATE})
    assert [cluster.name for stack in report.stacks for cluster in stack.clusters] == ["pay"]
    assert times == {path: 1}
