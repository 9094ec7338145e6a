"""Whoever waits at a terminal is told how far natpin is; nobody else is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from natpin.cli import main
from natpin.commands.waiting import CLEAR, said, told
from natpin.model.tally import TALLY, Tally


class Slow:
    """A clock that each look moves on by half a second."""

    def __init__(self) -> None:
        self.now = 0.0
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        self.now += 0.5
        return self.now


def test_a_line_comes_after_a_second_and_goes() -> None:
    stream, clock = io.StringIO(), Slow()
    with told(stream, clock, every=0.001):
        TALLY.files += 1_204
        TALLY.stacks += 12
        while "natpin: 1,204 files, 12 stacks, " not in stream.getvalue():
            pass  # a line may have come before they were counted
    lines = stream.getvalue().split(CLEAR)
    assert lines[0] == "", "the line is cleared before it is written"
    assert lines[-1] == "", "and nothing is left of it"


def test_a_short_run_says_nothing() -> None:
    stream = io.StringIO()
    with told(stream, lambda: 0.0, every=0.001):
        pass
    assert stream.getvalue() == ""


def test_one_line_is_kept_at_a_time() -> None:
    outer, inner = io.StringIO(), io.StringIO()
    clock = Slow()
    with told(outer, clock, every=0.001), told(inner, clock, every=0.001):
        while outer.tell() == 0:
            pass
    assert inner.getvalue() == ""


def test_a_terminal_that_goes_away_ends_nothing() -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    with told(Gone(), Slow(), every=0.001):
        pass


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (Tally(), "reading"),
        (Tally(files=1), "1 files"),
        (Tally(files=2_000, stacks=3, clusters=4, judged=2), "2,000 files, 3 stacks, 4 clusters, 2 judged"),
        (Tally(resources=7), "7 live resources"),
    ],
)
def test_what_is_said(now: Tally, text: str) -> None:
    assert said(Tally(), now) == text


def test_a_pipe_gets_no_line_and_no_thread(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n}\n')
    code = (
        "import sys; from natpin.cli import main; main(['lint', '.']);"
        "print('natpin.commands.waiting' in sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert ran.stderr == "False\n"


@pytest.fixture
def of_another_user() -> Iterator[Path]:
    """A folder that anybody may enter; pytest's own is its user's."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        os.chmod(name, 0o755)
        yield Path(name)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs another user's rights")
@pytest.mark.parametrize("named", ["locked", ".", "locked/main.tf"])
def test_what_may_not_be_read_is_said_in_a_sentence(
    named: str, of_another_user: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = of_another_user / "locked"
    folder.mkdir()
    (of_another_user / ".git").mkdir()
    (folder / "main.tf").write_text('resource "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n}\n')
    monkeypatch.chdir(of_another_user)
    assert main(["lint", named]) == 1  # and everything is imported
    capsys.readouterr()
    folder.chmod(0)
    os.seteuid(65534)
    try:
        status = main(["lint", named])
    finally:
        os.seteuid(0)
        folder.chmod(0o755)
    told_of = capsys.readouterr().err
    assert told_of.startswith("natpin: ")
    assert "Permission denied" in told_of
    assert told_of.count("\n") == 1
    assert status == 2


def test_a_path_that_no_system_takes_is_said_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "a" * 5_000]) == 2
    assert "File name too long" in capsys.readouterr().err
