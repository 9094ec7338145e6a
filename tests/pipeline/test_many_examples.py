"""A module with an example of each of its uses, as registries ask for: every example calls the module two folders up."""

from __future__ import annotations

from pathlib import Path

from natpin.formats.registry import READERS
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.workspace import FolderWorkspace

MODULE = """
resource "azurerm_kubernetes_cluster" "c" {
  name                = var.name
  location            = "westeurope"
  resource_group_name = "rg"
  default_node_pool {
    name    = "p"
    vm_size = "Standard_D4s_v5"
  }
}
variable "name" {}
"""


def test_each_example_has_the_modules_cluster(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MODULE)
    for number in range(20):
        folder = tmp_path / f"examples/e{number}"
        folder.mkdir(parents=True)
        (folder / "main.tf").write_text(f'module "aks" {{\n  source = "../.."\n  name   = "c{number}"\n}}\n')
    report = lint(FolderWorkspace(tmp_path, tmp_path), READERS, Settings(()))
    names = {cluster.name for stack in report.stacks for cluster in stack.clusters}
    assert names >= {f"c{number}" for number in range(20)}
    assert not report.skipped
