"""Scripts that no person writes are left at a line, with a doubt there: what comes after may do anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from work import at_most

from natpin.formats import az
from natpin.formats.az import powershell
from natpin.formats.interface import Inputs, Read
from natpin.languages.powershell import cursor
from natpin.languages.powershell.syntax import Parser
from natpin.model.doubt import Doubt
from natpin.model.resource import CLUSTER, Resource
from natpin.model.stack import Stack
from natpin.model.value import Skipped
from natpin.workspace import FolderWorkspace

CREATE = "az aks create -n {} -g g --vnet-subnet-id s\n"


def _read(folder: Path, name: str, text: str) -> list[Read]:
    (folder / name).write_text(text)
    reader = powershell if name.endswith(".ps1") else az
    return list(reader.read(Stack(reader.name, name), FolderWorkspace(folder, folder), Inputs()))  # type: ignore[attr-defined]


def _clusters(parts: list[Read]) -> int:
    return sum(isinstance(one, Resource) and one.type == CLUSTER for one in parts)


@pytest.mark.parametrize(
    ("first", "fragment"),
    [("", "a "), ("", "- "), ("$a", ".b"), ("", "1,"), ("", "$b = 1\n"), ("", "a: &a\n"), ("", "'x' + ")],
    ids=["words", "dashes", "members", "a list", "assignments", "in the background", "a sum"],
)
def test_a_tree_of_powershell_is_bounded(monkeypatch: pytest.MonkeyPatch, first: str, fragment: str) -> None:
    monkeypatch.setattr(cursor, "MAX_PLACES", 1_000)
    with at_most(100_000):
        parser = Parser("a.ps1", first + fragment * 10_000)
        parser.script()
    assert parser.unread is not None
    assert parser.places < 2_000


def test_what_comes_after_a_command_without_end_is_a_doubt(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cursor, "MAX_PLACES", 1_000)
    first, last = CREATE.format("one"), CREATE.format("two")
    parts = _read(tmp_path, "run.ps1", f"{first}b {'a ' * 2_000}\n{last}")
    assert _clusters(parts) == 1
    assert any(isinstance(one, Doubt) for one in parts)


@pytest.mark.parametrize(
    "line",
    ["a[{}]=x", 'echo "$X {}" >> file'],
    ids=["elements", "lines of a file"],
)
def test_what_grows_line_by_line_is_left(tmp_path: Path, line: str) -> None:
    lines = "\n".join(line.format(number) for number in range(6_000))
    parts = _read(tmp_path, "run.sh", f"{CREATE.format('one')}{lines}\n{CREATE.format('two')}")
    assert _clusters(parts) == 1
    assert any(isinstance(one, Doubt | Skipped) for one in parts)


@pytest.mark.parametrize("line", ["a[{}]=x", 'echo "$X {}" >> file'], ids=["elements", "lines of a file"])
def test_what_people_write_is_followed_to_its_end(tmp_path: Path, line: str) -> None:
    lines = "\n".join(line.format(number) for number in range(300))
    parts = _read(tmp_path, "run.sh", f"{CREATE.format('one')}{lines}\n{CREATE.format('two')}")
    assert _clusters(parts) == 2
