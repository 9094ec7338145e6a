"""Configurations as people write them, and all that they declare in ARM's words.

A case is a folder: ``main.tf``, and ``expected.json`` with every resource and link. ``NATPIN_UPDATE_GOLDEN=1`` writes
the expectations; read the difference before committing it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from rendered import rendered

from natpin.formats import terraform

CASES = sorted((Path(__file__).parent / "cases").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_configuration_declares(case: Path) -> None:
    found, expected = rendered(case, terraform), case / "expected.json"
    if os.environ.get("NATPIN_UPDATE_GOLDEN"):
        expected.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    assert found == json.loads(expected.read_text())
