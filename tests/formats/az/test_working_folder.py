"""Where a script stands when it runs another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats import az
from natpin.formats.interface import Inputs
from natpin.model.doubt import Doubt
from natpin.model.resource import Resource
from natpin.model.stack import Stack
from natpin.workspace import FolderWorkspace


@pytest.mark.parametrize(
    ("moves", "found"),
    [
        ("cd deploy/net", True),
        ('cd "$ROOT/deploy/net"', True),
        ("cd ${ROOT}/s/deploy/net/", True),
        ("cd $ROOT/deploy && cd net", True),
        ("cd $ROOT/other", False),
        ("cd $ROOT/deploy/net && cd ../../..", False),
    ],
)
def test_a_folder_of_which_the_end_is_known(tmp_path: Path, moves: str, found: bool) -> None:
    (tmp_path / "deploy/net").mkdir(parents=True)
    (tmp_path / "deploy/net/gateway.sh").write_text("az network nat gateway create -g g -n egress\n")
    (tmp_path / "up.sh").write_text(f"{moves}\n./gateway.sh\n")
    parts = list(az.read(Stack("az", "up.sh"), FolderWorkspace(tmp_path, tmp_path), Inputs()))
    made = [part for part in parts if isinstance(part, Resource) and part.label == "egress"]
    assert bool(made) is found
    assert any(isinstance(part, Doubt) for part in parts) is not found
