"""Text that doubles itself is given up long before it fills the memory; the command it stands in is read all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats import az
from natpin.formats.interface import Inputs
from natpin.model.resource import CLUSTER, Resource
from natpin.model.value import Unknown
from natpin.workspace import FolderWorkspace


@pytest.mark.parametrize(
    "again",
    [
        "X=$X$X",
        'X="$X$X"',
        "X+=$X",
        "X=(${X[0]}); X+=$X",
        "X=${X:0:99999}${X:1}",
        "X=${X%a}${X#a}",
        "X=$(echo $X $X)",
    ],
)
def test_what_doubles_becomes_unknown(tmp_path: Path, again: str) -> None:
    start = "X=" + "a" * 100_000 + "\n" if ":" in again else "X=aaaaaaaaaaaaaaaa\n"
    (tmp_path / "run.sh").write_text(
        start + (again + "\n") * 60 + 'az aks create -g g -n "$X" --network-plugin azure\n'
    )
    workspace = FolderWorkspace(tmp_path, tmp_path)
    (stack,) = az.stacks(["run.sh"], workspace, Inputs())
    (cluster,) = [
        part
        for part in az.read(stack, workspace, Inputs())
        if isinstance(part, Resource) and part.type == CLUSTER
    ]  # type: ignore[arg-type]
    assert isinstance(cluster.name, Unknown)


def test_a_long_text_of_many_expansions_is_gone_through_once(tmp_path: Path) -> None:
    """What tree-sitter gives as a node's text is a copy of 64 kB: three hundred thousand of them are twenty gigabytes."""
    (tmp_path / "run.sh").write_text(f'X=a\naz aks create -g g -n "{"$X" * 50_000}"\n')
    workspace = FolderWorkspace(tmp_path, tmp_path)
    (stack,) = az.stacks(["run.sh"], workspace, Inputs())
    (cluster,) = [
        part
        for part in az.read(stack, workspace, Inputs())
        if isinstance(part, Resource) and part.type == CLUSTER
    ]  # type: ignore[arg-type]
    assert isinstance(cluster.name, Unknown)
