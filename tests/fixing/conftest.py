"""natpin on folders of this suite."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest

from natpin.cli import main

Natpin = Callable[..., tuple[int, str]]


@pytest.fixture
def natpin(capsys: pytest.CaptureFixture[str]) -> Natpin:
    """Runs natpin in a folder; its exit status and what it printed."""

    def run(folder: Path, *arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        with chdir(folder):
            status = main([*arguments, "--workspace", "."])
        return status, capsys.readouterr().out

    return run


@pytest.fixture
def failing(natpin: Natpin) -> Callable[[Path], set[str]]:
    """The rules that fail in a folder."""

    def found(folder: Path) -> set[str]:
        _, told = natpin(folder, "lint", ".", "--format", "json")
        return {
            one["rule"]
            for stack in json.loads(told)["stacks"]
            for one in stack["findings"]
            if one["verdict"] == "fail"
        }

    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
