"""What a script deploys is told up to a bound, and what comes after it is not worked out."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.formats import az
from natpin.formats.az.cli import rollouts, session
from natpin.formats.interface import Inputs
from natpin.model.rollout import Rollout
from natpin.model.stack import Stack
from natpin.workspace import FolderWorkspace


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("terraform apply -var a={}\n", "of_terraform"),
        ("az deployment group create -g a -f f{}.bicep\n", "of_template"),
    ],
)
def test_what_is_beyond_the_bound_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, reading: str
) -> None:
    read = getattr(rollouts, reading)
    asked = []

    def counted(*words: object) -> object:
        asked.append(words)
        return read(*words)

    monkeypatch.setattr(rollouts, reading, counted)
    monkeypatch.setattr(session, "MAX_ROLLOUTS", 20)
    (tmp_path / "run.sh").write_text("".join(line.format(number) for number in range(100)))
    parts = list(az.read(Stack("az", "run.sh"), FolderWorkspace(tmp_path, tmp_path), Inputs()))
    assert sum(isinstance(one, Rollout) for one in parts) == len(asked) == 20
