"""What a job or step takes from elsewhere in its pipeline or workflow reaches the root that it deploys."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import table_of_gitlab as gitlab
from . import table_of_pipelines as pipelines
from .table_of_rollouts import TERRAFORM
from .table_of_the_unfollowed import Row
from .test_rollouts import verdicts

ROWS: list[tuple[str, Row]] = [*gitlab.ROWS, *pipelines.ROWS]


@pytest.fixture(autouse=True)
def _loud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATPIN_TRACEBACK", "1")


@pytest.mark.parametrize("row", [row for _, row in ROWS], ids=[f"{kind}: {row[0]}" for kind, row in ROWS])
def test_what_reaches_a_root(tmp_path: Path, row: Row) -> None:
    _, files, expected = row
    found = verdicts(tmp_path, {"infra/main.tf": TERRAFORM, **files})
    got = "".join(sorted(set(found.values())))
    truth = expected.removesuffix("?")
    assert got == truth or (expected != truth and got in ("U", f"{truth}U")), got
