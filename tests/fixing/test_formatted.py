"""terraform fmt leaves what natpin wrote as it is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import Natpin

TESTS = Path(__file__).parent.parent
TERRAFORM = shutil.which("terraform") or shutil.which("tofu")
FOLDERS = [
    case
    for pattern in ("topologies/*/main.tf", "topologies/*/terragrunt", "rules/*/terraform/fail")
    for case in sorted(TESTS.glob(pattern))
]


@pytest.mark.skipif(TERRAFORM is None, reason="neither terraform nor tofu is here")
def test_every_fixed_file_is_formatted(tmp_path: Path, natpin: Natpin) -> None:
    """The files are formatted first, so whatever is not formatted afterwards was written by natpin."""
    for number, case in enumerate(FOLDERS):
        folder = tmp_path / str(number)
        if case.is_dir():
            shutil.copytree(case, folder)
        else:
            folder.mkdir()
            shutil.copy(case, folder)
    _format(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.tf")}
    for number in range(len(FOLDERS)):
        natpin(tmp_path / str(number), "fix", ".", "--unsafe")
    changed = [path for path, data in before.items() if path.read_bytes() != data]
    assert len(changed) > 20
    assert _format(tmp_path, "-check", "-diff") == ""


def _format(folder: Path, *flags: str) -> str:
    assert TERRAFORM is not None
    command = [TERRAFORM, "fmt", "-recursive", *flags, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
