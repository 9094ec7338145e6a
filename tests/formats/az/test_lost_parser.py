"""Texts in which tree-sitter-bash loses itself are given up, and said so: never minutes, gigabytes or a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats import az
from natpin.formats.interface import Inputs
from natpin.model.value import Skipped
from natpin.workspace import FolderWorkspace

CREATE = "az aks create -n a -g b\n"


def read(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "run.sh").write_text(text)
    workspace = FolderWorkspace(tmp_path, tmp_path)
    (stack,) = az.stacks(["run.sh"], workspace, Inputs())
    found = list(az.read(stack, workspace, Inputs()))  # type: ignore[arg-type]
    return [each.reason for each in found if isinstance(each, Skipped) and each.claims_aks]


@pytest.mark.parametrize("pipes", ["x|" * 50_000, "x |\n\n" * 50_000, "x | # more\n" * 50_000])
def test_a_pipe_without_end_is_not_parsed(tmp_path: Path, pipes: str) -> None:
    assert read(tmp_path, CREATE + pipes) == ["it pipes through more than 2000 commands"]


def test_long_pipes_that_people_write_are(tmp_path: Path) -> None:
    assert read(tmp_path, CREATE + "cat a" + " | sed s/a/b/" * 300 + "\n" + "a | b\nc\n" * 3000) == []


@pytest.mark.parametrize("quote", ['"', "'"])
def test_quotes_without_end_are_not_parsed(tmp_path: Path, quote: str) -> None:
    assert read(tmp_path, CREATE + quote * 100_000) == ["5000 quotes stand in a row"]


def test_heredocs_without_end_are_given_up(tmp_path: Path) -> None:
    assert read(tmp_path, CREATE + "<<E\n" * 100_000) == [
        "its syntax leads the parser nowhere: no script people write takes so long"
    ]


def test_nulls_are_passed_over_as_bash_does(tmp_path: Path) -> None:
    assert read(tmp_path, CREATE + "\0" * 100_000 + "\n") == []


@pytest.mark.parametrize("rest", ["a " * 100_000, "az aks update -n a --tags " + "a=b " * 3000])
def test_a_command_of_a_thousand_words_is_told(tmp_path: Path, rest: str) -> None:
    assert read(tmp_path, CREATE + rest) == ["a command of more than 2000 words is not followed"]
