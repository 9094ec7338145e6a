"""Our parser against tree-sitter-hcl, on files of every construct. ``oracle.py`` does the same over any folder."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

HERE = Path(__file__).parent
_SPEC = importlib.util.spec_from_file_location("hcl_oracle", HERE / "oracle.py")
assert _SPEC is not None
assert _SPEC.loader is not None
oracle = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(oracle)


@pytest.mark.parametrize("path", sorted((HERE / "files").glob("*.tf")), ids=lambda path: path.name)
def test_both_parsers_see_the_same(path: Path) -> None:
    text = path.read_text()
    assert oracle.compare(text) == (set(), set())
    assert not [fact for fact in oracle.ours(text) if fact[0] == "problem"]


def test_the_comparison_notices_a_difference() -> None:
    text = (HERE / "files" / "expressions.tf").read_text()
    assert oracle.ours(text) != oracle.theirs(text.replace("1 + 2 * 3", "1 * 2 + 3"))
