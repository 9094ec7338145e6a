"""What is generated from the policies is what lies in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.policy.publish import published

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = published(ROOT)


@pytest.mark.parametrize("path", sorted(PUBLISHED), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_generated_files_are_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PUBLISHED[path], "run `make docs`"


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    assert set((ROOT / "docs" / "rules").glob("*.md")) <= set(PUBLISHED)
