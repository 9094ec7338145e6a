"""A small lint imports nothing it has no use for: start-up time is part of what users are promised."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HEAVY = (
    *("dataclasses", "inspect", "logging", "subprocess", "tempfile", "uuid", "csv", "datetime", "difflib"),
    *("shutil", "bz2", "lzma"),
    *("asyncio", "concurrent", "multiprocessing", "socket", "ssl", "http", "email", "xml"),
    *("yaml", "tree_sitter", "azure", "github", "requests", "natpin.simulator", "natpin.provision"),
    *("natpin.languages.shell", "natpin.formats.bicep.load", "natpin.formats.terraform_plan.reading"),
    *("natpin.languages.located_yaml.documents", "natpin.languages.located_yaml.events"),
    *("natpin.formats.terraform.providers.bearing", "natpin.formats.terraform.providers.commands"),
    *("natpin.formats.terraform.providers.azapi", "natpin.formats.terraform.providers.modules"),
    *("natpin.formats.terraform.providers.gateways", "natpin.formats.terraform.providers.networks"),
)


KNOWN = Path(__file__).with_name("startup_modules.txt")
"""natpin's modules that a lint of one Terraform file imports: each costs a third of a millisecond. One that is added here
is added on purpose; one that is not imported any more is struck out."""

MOST_CODE = 2_029_700
"""Bytes of code in them, as Python 3.11 compiles it (later ones take more); the folder they lie in adds nothing."""


def test_the_modules_of_a_small_lint_are_known(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n}\n')
    code = (
        "import sys, json, marshal; from natpin.cli import main; main(['lint', '.', '--output', 'report.txt']);"
        "mine = {name: each for name, each in sys.modules.items() if name.partition('.')[0] == 'natpin'};"
        "sources = {name: each.__spec__.loader.get_source(name) for name, each in mine.items()};"
        "code = [compile(text, name, 'exec') for name, text in sources.items()];"
        "print(json.dumps([sorted(mine), sum(len(marshal.dumps(one)) for one in code)]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    imported, size = json.loads(ran.stdout)
    assert imported == KNOWN.read_text(encoding="utf-8").split()
    assert size <= MOST_CODE, size


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
