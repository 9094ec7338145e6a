"""What pages list by hand is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from natpin.reporters.layout import _ASCII

ROOT = Path(__file__).parents[2]


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_schema_is_listed_with_its_name() -> None:
    text = page("schemas.md")
    for path in [*(ROOT / "src").rglob("*.schema.json"), *(ROOT / "policies").rglob("*.schema.json")]:
        named = re.search(r'"\$id": ?"([^"]+)"', path.read_text(encoding="utf-8"))
        assert named is not None
        assert f"`{named[1]}`" in text
        assert f"(../{path.relative_to(ROOT).as_posix()})" in text


def test_every_json_that_names_a_schema_is_listed() -> None:
    found = set()
    for path in (ROOT / "src").rglob("*.py"):
        found |= set(re.findall(r'"(natpin/[a-z-]+/v\d+)"', path.read_text(encoding="utf-8")))
    inner = {"natpin/baseline/v1", "natpin/simulator-info/v1", "natpin/handover/v1", "natpin/page/v1"}
    assert {name for name in found - inner if f"`{name}`" not in page("schemas.md")} == set()


@pytest.mark.parametrize("mark", "→✓✗●○–")
def test_the_legend_has_each_sign_and_what_stands_for_it(mark: str) -> None:
    rows = [line for line in page("legend.md").splitlines() if line.startswith(f"| `{mark}`")]
    assert rows, mark
    assert any(f"`{_ASCII[mark]}`" in row for row in rows)
