"""A copy of the house that tests may change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


class House:
    """The sources, the contracts and the policies, copied. What import-linter read once it need not read again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("src", "policies"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", folder)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python on the copy."""
        # -P: natpin is imported from where PYTHONPATH says, not from where pytest stands
        return subprocess.run(
            [sys.executable, "-P", *arguments],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder / "src"), "COLUMNS": "200"},
        )

    def imports(self) -> tuple[int, str]:
        """The exit status and the words of lint-imports."""
        code = (
            "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir='cache'))"
        )
        ran = self.python("-c", code)
        return ran.returncode, ran.stdout + ran.stderr

    @contextmanager
    def changed(self, files: Mapping[str, str]) -> Iterator[None]:
        """The copy with other texts in some of its files, or with files that it does not have."""
        before = {
            name: path.read_text("utf-8") if path.exists() else None
            for name in files
            for path in (self.folder / name,)
        }
        try:
            for name, text in files.items():
                (self.folder / name).parent.mkdir(exist_ok=True)
                (self.folder / name).write_text(text, "utf-8")
            yield
        finally:
            for name, former in before.items():
                path = self.folder / name
                if former is not None:
                    path.write_text(former, "utf-8")
                    continue
                path.unlink()
                if path.name == "__init__.py":
                    path.parent.rmdir()

    def text(self, name: str) -> str:
        """What a file of the copy holds; nothing where there is none."""
        path = self.folder / name
        return path.read_text("utf-8") if path.exists() else ""


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))
