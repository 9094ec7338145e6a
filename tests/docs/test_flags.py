"""docs/commands.md has every flag that the parsers have."""

from __future__ import annotations

from pathlib import Path

from docs import flags

PAGE = Path(__file__).parent.parent.parent / "docs/commands.md"


def test_the_page_is_what_the_parsers_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == flags.page(), "stale: make docs writes it"


def test_it_names_what_people_look_for() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in ("--no-excerpts", "concise", "NO_COLOR", "FORCE_COLOR", "## natpin ci", "--color"):
        assert name in page
