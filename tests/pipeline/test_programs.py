"""Programs, lists of commands and services' settings that deploy a root open the inputs that they give, or may."""

from __future__ import annotations

from pathlib import Path

import pytest

from .table_of_programs import ROOTS, TEMPLATES
from .table_of_rollouts import BICEP, TERRAFORM
from .table_of_the_unfollowed import Row
from .test_rollouts import verdicts

ROWS: list[tuple[str, Row, dict[str, str]]] = [
    *(("root", row, {"infra/main.tf": TERRAFORM}) for row in ROOTS),
    *(("template", row, {"main.bicep": BICEP, "other.bicep": "param nat bool\n"}) for row in TEMPLATES),
]


@pytest.mark.parametrize(
    ("row", "around"), [each[1:] for each in ROWS], ids=[f"{kind}: {row[0]}" for kind, row, _ in ROWS]
)
def test_what_a_program_gives(tmp_path: Path, row: Row, around: dict[str, str]) -> None:
    _, files, expected = row
    assert "".join(sorted(set(verdicts(tmp_path, {**around, **files}).values()))) == expected
