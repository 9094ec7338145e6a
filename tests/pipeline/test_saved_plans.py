"""An apply of a saved plan deploys what was planned: the inputs are those of the plan that made the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from .table_of_rollouts import TERRAFORM
from .table_of_saved_plans import SAVED
from .test_rollouts import verdicts


@pytest.mark.parametrize(("files", "expected"), [row[1:] for row in SAVED], ids=[row[0] for row in SAVED])
def test_what_is_planned_is_deployed(tmp_path: Path, files: dict[str, str], expected: dict[str, str]) -> None:
    found = verdicts(tmp_path, {"a/main.tf": TERRAFORM, "b/main.tf": TERRAFORM, **files})
    letters = {
        root: "".join(sorted({one for stack, one in found.items() if stack.partition(" ")[0] == root}))
        for root in ("a", "b")
    }
    assert letters == expected
