"""What is no subscription is refused by the name of the flag, or of the key, where it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.cli import main


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fleet", "--subscription", "nope", "--azure", "simulator"], "--subscription nope: 'nope' is not a subscription id"),
        (["lint", "--azure", "nope"], "--azure nope: 'nope' is not a subscription id"),
        (["adopt", "nope/rg/aks", "--azure", "simulator"], "natpin adopt nope/rg/aks: 'nope' is not a subscription id"),
        (["init", "--from", "nope/rg/aks", "--azure", "simulator"], "--from nope/rg/aks: 'nope' is not a subscription id"),
        (["init", "--from", ".", "--subscription", "nope"], "--subscription nope: this is not a subscription id"),
        (["plan", "--from", ".", "--subscription", "nope", "--azure", "simulator"], "--subscription nope: this is not a subscription id"),
    ],
)  # fmt: skip
def test_by_its_flag(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    assert main(words) == 2
    assert said in capsys.readouterr().err
