"""A snapshot is read by its name: who gives it another one is told so at once, and by whatever command cannot read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.cli import main

HINT = "lint, drift and diff read snapshots by names that end in .json"
READING = [
    ["lint", "{}"],
    ["drift", "{}", "--azure", "simulator"],
    ["diff", "{}", "azure:simulator"],
    ["diff", "{}", "{}"],
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("words", READING)
@pytest.mark.parametrize(("name", "is_read"), [("payments.json", True), ("payments.snap", False)])
def test_a_snapshot_is_read_by_its_name(
    words: list[str], name: str, is_read: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["snapshot", "--azure", "simulator/payments", "--output", name]) == 0
    assert (HINT not in capsys.readouterr().err) is is_read
    status = main([one.format(name) for one in words])
    assert (status == 2) is not is_read
    assert (f"{name} is not something that natpin reads" in capsys.readouterr().err) is not is_read
