"""A short, fixed campaign in the suite; ``make fuzz`` runs long ones."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from campaign import cases, corpus, run

from natpin.config import Config
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen

FILES = 400


def test_mutated_files_give_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATPIN_TRACEBACK", "1")
    settings = Settings(chosen(Config()))
    files = corpus()
    assert len(files) > 40
    for _, case in zip(range(FILES), cases(20261123, files), strict=False):
        run(case, settings, tmp_path)
