"""Unified diffs as GitHub gives them for a file of a pull request: without file headers."""

from __future__ import annotations

import re

_HUNK = re.compile(r"@@ -\d{1,9}(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@")


def added_lines(patch: str) -> dict[int, str]:
    """The added lines by their numbers on the new side. What is no diff has none."""
    found: dict[int, str] = {}
    line: int | None = None
    for text in patch.split("\n"):
        if hunk := _HUNK.match(text):
            line = int(hunk[1])
        elif line is None or text.startswith("\\"):
            continue
        elif text.startswith("+"):
            found[line] = text[1:]
            line += 1
        elif not text.startswith("-"):
            line += 1
    return found
