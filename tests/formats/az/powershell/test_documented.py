"""What PowerShell does by its documentation, statement by statement: PowerShell itself cannot be run here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .test_ways import BEFORE, CLUSTER, attached, read, written

ROWS: dict[str, list[Any]] = json.loads((Path(__file__).parent / "documented.json").read_text())["rows"]


@pytest.mark.parametrize("name", ROWS)
def test_natpin_says_what_the_documentation_says(name: str) -> None:
    script, expected, *beside = ROWS[name]
    files = {path: written(text) for path, text in (beside[0] if beside else {}).items()}
    assert attached(read(BEFORE + written(script) + CLUSTER, **files)) in expected.split("|")
