"""What is not followed of a deployment opens the root that is deployed."""

from __future__ import annotations

from pathlib import Path

import pytest

from .table_of_rollouts import BICEP, CREATE, PROVISIONS, TERRAFORM
from .table_of_the_unfollowed import AZD, ROOTS, TEMPLATES, Row
from .test_rollouts import verdicts

ROWS: list[tuple[str, Row, dict[str, str]]] = [
    *(("template", row, {"main.bicep": BICEP}) for row in TEMPLATES),
    *(("root", row, {"infra/main.tf": TERRAFORM}) for row in ROOTS),
    *(("azd", row, {"azure.yaml": PROVISIONS, "infra/main.bicep": BICEP}) for row in AZD),
]


@pytest.mark.parametrize(
    ("row", "around"), [each[1:] for each in ROWS], ids=[f"{kind}: {row[0]}" for kind, row, _ in ROWS]
)
def test_what_is_deployed(tmp_path: Path, row: Row, around: dict[str, str]) -> None:
    _, files, expected = row
    assert "".join(sorted(set(verdicts(tmp_path, {**around, **files}).values()))) == expected


def test_a_variable_without_a_value_stands_for_no_file(tmp_path: Path) -> None:
    files = {"main.bicep": BICEP, "up.sh": f"GROUP=\nfor each in; do :; done\n{CREATE} -p nat=true"}
    assert set(verdicts(tmp_path, files).values()) == {"P"}
