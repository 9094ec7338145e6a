"""What a pipeline or script gives to one template is not given to another one of the same workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.pipeline.giving_places import of_another
from natpin.workspace import FolderWorkspace

ACTION = """\
jobs:
  up:
    steps:
      - name: registry
        uses: azure/arm-deploy@v2
        with:
          template: ./infra/registry.bicep
          parameters: sku=Premium
      - name: cluster
        uses: azure/arm-deploy@v2
        with:
          template: {template}
          parameters: sku=Automatic
"""
TASK = """\
steps:
- task: AzureResourceManagerTemplateDeployment@3
  inputs:
    csmFile: infra/registry.bicep
    overrideParameters: -sku Premium
"""
SCRIPT = "az deployment group create -g g -f {template} --parameters sku=Premium\n"
APPLY = "terraform -chdir={folder} apply -var sku=Premium\n"
STEP = "steps:\n  - name: apply\n    working-directory: {folder}\n    run: terraform apply -var sku=Premium\n"


@pytest.fixture
def workspace(tmp_path: Path) -> FolderWorkspace:
    for name, text in {
        "infra/registry.bicep": "param sku string\n",
        "infra/all.bicep": "module c 'cluster.bicep' = {\n}\n",
        "infra/cluster.bicep": "param sku string = 'Base'\n",
        "tf/registry/main.tf": 'variable "sku" {}\n',
        "tf/all/main.tf": 'module "c" {\n  source = "../cluster"\n}\n',
        "tf/cluster/main.tf": 'variable "sku" {}\n',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return FolderWorkspace(tmp_path, tmp_path)


def given(text: str, path: str, root: str, workspace: FolderWorkspace, word: str = "Premium") -> bool:
    return not of_another(text, text.index(word), path, root, workspace)


@pytest.mark.parametrize(
    ("text", "path", "root", "word", "ours"),
    [
        (ACTION.format(template="./infra/cluster.bicep"), "up.yml", "infra/cluster.bicep", "Premium", False),
        (ACTION.format(template="./infra/cluster.bicep"), "up.yml", "infra/cluster.bicep", "Automatic", True),
        (ACTION.format(template="${{ env.T }}"), "up.yml", "infra/cluster.bicep", "Automatic", True),
        (ACTION.format(template="./gone.bicep"), "up.yml", "infra/cluster.bicep", "Automatic", True),
        (ACTION.format(template="infra/all.bicep"), "up.yml", "infra/cluster.bicep", "Automatic", True),
        (TASK, "ci/up.yml", "infra/cluster.bicep", "Premium", False),
        (SCRIPT.format(template="registry.bicep"), "infra/up.sh", "infra/cluster.bicep", "Premium", False),
        (SCRIPT.format(template="cluster.bicep"), "infra/up.sh", "infra/cluster.bicep", "Premium", True),
        (SCRIPT.format(template="$T"), "infra/up.sh", "infra/cluster.bicep", "Premium", True),
        (APPLY.format(folder="tf/registry"), "up.sh", "tf/cluster", "Premium", False),
        (APPLY.format(folder="tf/cluster"), "up.sh", "tf/cluster", "Premium", True),
        (APPLY.format(folder="tf/all"), "up.sh", "tf/cluster", "Premium", True),
        (APPLY.format(folder="$ROOT"), "up.sh", "tf/cluster", "Premium", True),
        (STEP.format(folder="tf/registry"), "up.yml", "tf/cluster", "Premium", False),
        (STEP.format(folder="./tf/cluster"), "up.yml", "tf/cluster", "Premium", True),
    ],
)
def test_a_value_belongs_to_what_its_command_names(
    workspace: FolderWorkspace, text: str, path: str, root: str, word: str, ours: bool
) -> None:
    assert given(text, path, root, workspace, word) is ours
