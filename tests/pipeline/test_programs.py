"""Programs, lists and services that deploy a root open the inputs that they give, or may; so do words and variables that are
not seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import table_of_lists as lists
from . import table_of_programs as programs
from . import table_of_the_unseen as unseen
from . import table_of_wrappers as wrappers
from .table_of_rollouts import BICEP, TERRAFORM
from .table_of_the_unfollowed import Row
from .test_rollouts import verdicts

_TEMPLATE = {"main.bicep": BICEP, "other.bicep": "param nat bool\n"}
ROWS: list[tuple[str, Row, dict[str, str]]] = [
    *(("root", row, {"infra/main.tf": TERRAFORM}) for row in programs.PROGRAMS),
    *(("root", row, {"infra/main.tf": TERRAFORM}) for row in lists.LISTS),
    *(("root", row, {"infra/main.tf": TERRAFORM}) for row in lists.ENVIRONMENTS),
    *(("root", row, {"infra/main.tf": TERRAFORM}) for row in lists.SERVICES),
    *(("template", row, _TEMPLATE) for row in programs.TEMPLATES),
    *(("root, unseen", row, {"infra/main.tf": TERRAFORM}) for row in unseen.ROOTS),
    *(("template, unseen", row, _TEMPLATE) for row in unseen.TEMPLATES),
    *(("root, handed on", row, {"infra/main.tf": TERRAFORM}) for row in wrappers.ROOTS),
    *(("template, handed on", row, _TEMPLATE) for row in wrappers.TEMPLATES),
]


@pytest.mark.parametrize(
    ("row", "around"), [each[1:] for each in ROWS], ids=[f"{kind}: {row[0]}" for kind, row, _ in ROWS]
)
def test_what_may_be_given(tmp_path: Path, row: Row, around: dict[str, str]) -> None:
    _, files, expected = row
    assert "".join(sorted(set(verdicts(tmp_path, {**around, **files}).values()))) == expected
