"""A file that the documentation names is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs/adr").glob("*.md")),
]
_NAMED = re.compile(r"`((?:[a-z_]+/)+(?:[a-z_]+\.(?:py|yaml|json|toml))?)`")


def named() -> Iterator[tuple[str, str]]:
    rooms = {path.name for path in (ROOT / "src/natpin").iterdir()} | {
        "src",
        "tests",
        "policies",
        "docs",
        "bench",
    }
    for page in PAGES:
        for path in _NAMED.findall(page.read_text("utf-8")):
            if path.split("/")[0] in rooms:
                yield page.name, path


@pytest.mark.parametrize(("page", "path"), sorted(set(named())))
def test_a_named_file_is_there(page: str, path: str) -> None:
    assert (ROOT / path).exists() or (ROOT / "src/natpin" / path).exists()
