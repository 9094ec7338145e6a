"""What a job of GitLab's takes from elsewhere in its configuration reaches the root that it deploys."""

from __future__ import annotations

from pathlib import Path

import pytest

from .table_of_gitlab import ROWS, Row
from .table_of_rollouts import TERRAFORM
from .test_rollouts import verdicts


@pytest.fixture(autouse=True)
def _loud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATPIN_TRACEBACK", "1")


@pytest.mark.parametrize("row", [row for _, row in ROWS], ids=[f"{kind}: {row[0]}" for kind, row in ROWS])
def test_what_a_job_gives_to_a_root(tmp_path: Path, row: Row) -> None:
    _, files, expected = row
    found = verdicts(tmp_path, {"infra/main.tf": TERRAFORM, **files})
    got = "".join(sorted(set(found.values())))
    truth = expected.removesuffix("?")
    assert got == truth or (expected != truth and got == "U"), got
