"""The recursion limit is raised while a stack is read, and only then."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from natpin.formats import terraform
from natpin.formats.interface import Inputs
from natpin.workspace import FolderWorkspace


@pytest.mark.parametrize("inner", ["local.x", "", "${", "["])
def test_reading_leaves_the_recursion_limit_as_it_was(tmp_path: Path, inner: str) -> None:
    before = sys.getrecursionlimit()
    chain = "\n".join(f"  l{n} = [{{a = local.l{n + 1}}}]" for n in range(300))
    (tmp_path / "main.tf").write_text(
        f'locals {{\n{chain}\n  l300 = {inner}\n}}\nresource "azurerm_kubernetes_cluster" "a" {{\n  name = local.l0\n}}\n'
    )
    workspace = FolderWorkspace(tmp_path, tmp_path)
    for stack in terraform.stacks(["main.tf"], workspace, Inputs()):
        assert list(terraform.read(stack, workspace, Inputs()))  # type: ignore[arg-type]
    assert sys.getrecursionlimit() == before
