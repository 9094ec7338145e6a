"""More clusters than Azure allows in a subscription are read, told, and not judged."""

from __future__ import annotations

from pathlib import Path

from natpin.formats.interface import Inputs
from natpin.formats.registry import READERS
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.workspace import FolderWorkspace


def test_a_stack_of_more_clusters_than_a_subscription_holds_is_skipped(tmp_path: Path) -> None:
    block = 'resource "azurerm_kubernetes_cluster" "a%d" {\n  name = "a"\n}\n'
    (tmp_path / "main.tf").write_text("".join(block % number for number in range(5001)))
    report = lint(FolderWorkspace(tmp_path, tmp_path), READERS, Settings((), Inputs()))
    assert [skipped.reason for skipped in report.skipped if skipped.claims_aks] == [
        "declares more than 5000 clusters; none of them is judged"
    ]
    assert not report.stacks
    assert report.incomplete
