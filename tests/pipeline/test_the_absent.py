"""Calls of what is not here and makes clusters are told; what only brings something to a cluster is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats.registry import READERS
from natpin.model.value import Skipped
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.workspace import FolderWorkspace

from .table_of_absent_spellings import SPELLINGS
from .table_of_the_absent import ROWS

EVERY = [*ROWS, *SPELLINGS]


def _told(files: dict[str, str], folder: Path, named: str = ".") -> list[Skipped]:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return list(lint(FolderWorkspace(folder / named, folder), READERS, Settings(())).skipped)


@pytest.mark.parametrize(("files", "called"), [row[1:] for row in EVERY], ids=[row[0] for row in EVERY])
def test_what_is_told(files: dict[str, str], called: str, tmp_path: Path) -> None:
    told = _told(files, tmp_path)
    if not called:
        assert told == []
        return
    (one,) = told
    path, text = next(iter(files.items()))
    start = text.index(called)
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    assert one.claims_aks
    assert one.at is not None
    assert (one.at.path, one.at.line, one.at.column) == (path, line, column)
    assert f" {called}, which is not here" in one.reason


def test_most_who_say_aks_are_told_nothing() -> None:
    """Half of the table are repositories of applications, and what is here."""
    silent = [name for name, _, called in ROWS if not called]
    assert len(ROWS) >= 60
    assert len(silent) * 2 >= len(ROWS)


CALLER = {".github/workflows/a.yml": "jobs:\n  a:\n    steps:\n    - run: ./create-aks.sh\n"}


def test_it_is_told_of_the_paths_that_are_named(tmp_path: Path) -> None:
    assert not _told({**CALLER, "docs/a.txt": "aks\n"}, tmp_path, "docs")


def test_a_script_beside_the_one_that_is_named_is_here(tmp_path: Path) -> None:
    files = {"tools/up.sh": "#!/bin/bash\n./create-aks.sh\n", "tools/create-aks.sh": "echo a\n"}
    assert not _told(files, tmp_path, "tools/up.sh")


def test_a_file_of_many_words_is_looked_at_as_far_as_that_is_quick(tmp_path: Path) -> None:
    steps = "    - run: ./deploy-aks.sh\n" * 2_000
    files = {".github/workflows/a.yml": f"jobs:\n  a:\n    steps:\n{steps}"}
    assert not _told(files, tmp_path)
