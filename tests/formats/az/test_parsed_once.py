"""A script is read again with each answer to its questions, and parsed for the first of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats import az
from natpin.formats.az import powershell
from natpin.formats.interface import Inputs
from natpin.languages.powershell.syntax import Parser
from natpin.languages.shell import tree
from natpin.model.doubt import Question
from natpin.model.record import replace
from natpin.model.stack import Stack
from natpin.workspace import FolderWorkspace

BASH = 'az aks create -n a -g g\nif [ "$X" ]; then az aks nodepool add -n p -g g --cluster-name a; fi\n. ./b.sh\n'
POWERSHELL = (
    "az aks create -n a -g g\nif ($env:X) { az aks nodepool add -n p -g g --cluster-name a }\n. ./b.ps1\n"
)


@pytest.mark.parametrize(
    ("name", "text", "of", "parsing"),
    [("run.sh", BASH, tree, "_parsed"), ("run.ps1", POWERSHELL, Parser, "script")],
)
def test_a_script_that_is_read_again_is_not_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, of: object, parsing: str
) -> None:
    parsed = []
    parse = getattr(of, parsing)

    def counted(first: object) -> object:
        parsed.append(first)
        return parse(first)

    monkeypatch.setattr(of, parsing, counted)
    reader = powershell if name.endswith(".ps1") else az
    (tmp_path / name).write_text(text)
    (tmp_path / f"b.{name.rpartition('.')[2]}").write_text("# of this test alone\n")
    workspace = FolderWorkspace(tmp_path, tmp_path)
    stack = Stack(reader.name, name)  # type: ignore[attr-defined]
    first = list(reader.read(stack, workspace, Inputs()))  # type: ignore[attr-defined]
    (question,) = [one for one in first if isinstance(one, Question)]
    assert parsed
    parsed.clear()
    for answer in question.options:
        answered = replace(Inputs(), assumed={question.key: answer})
        assert list(reader.read(stack, workspace, answered)) != first  # type: ignore[attr-defined]
    assert not parsed
