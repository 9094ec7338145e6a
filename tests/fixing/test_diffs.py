"""However a file is formatted, the fix is the one that a person would make."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Natpin, contents
from .spoiling import FILES, LANGUAGES, good
from .table_of_diffs import ROWS, Pieces


def _with(text: str, pieces: Pieces) -> str:
    for before, after in pieces:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


@pytest.mark.parametrize("row", ROWS)
def test_the_fix_is_the_one_that_was_meant(row: str, tmp_path: Path, natpin: Natpin) -> None:
    language, mistake, fix = ROWS[row]
    name = LANGUAGES[language]
    before = _with(good((FILES / name).read_text()), mistake)
    (tmp_path / name).write_text(before)
    natpin(tmp_path, "fix", ".")
    assert contents(tmp_path) == {name: _with(before, fix).encode()}
