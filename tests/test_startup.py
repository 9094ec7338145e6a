"""A small lint imports nothing it has no use for: start-up time is part of what users are promised."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HEAVY = (
    *("dataclasses", "inspect", "logging", "subprocess", "tempfile", "uuid", "csv", "datetime", "difflib"),
    *("asyncio", "concurrent", "multiprocessing", "socket", "ssl", "http", "email", "xml"),
    *("yaml", "tree_sitter", "azure", "github", "requests", "natpin.simulator", "natpin.provision"),
    *("natpin.languages.shell", "natpin.formats.bicep.load", "natpin.formats.terraform_plan.reading"),
    *("natpin.languages.located_yaml.documents", "natpin.languages.located_yaml.events"),
    *("natpin.formats.terraform.providers.bearing", "natpin.formats.terraform.providers.commands"),
    *("natpin.formats.terraform.providers.azapi", "natpin.formats.terraform.providers.modules"),
    *("natpin.formats.terraform.providers.gateways", "natpin.formats.terraform.providers.networks"),
)


def test_linting_one_terraform_file_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n}\n')
    code = (
        "import sys, json; from natpin.cli import main; status = main(['lint', '.', '--output', 'report.txt']);"
        f"print(json.dumps([status, [name for name in {HEAVY!r} if name in sys.modules]]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert json.loads(ran.stdout) == [1, []]
