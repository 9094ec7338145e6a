"""What continues a line: the mark of the script or fence that the line is in, and none where nobody can tell."""

from __future__ import annotations

import pytest

from natpin.fixing.writers import commands

BASH, PWSH, BARE = "```bash\naz x\n```\n", "```powershell\naz x\n```\n", "```\naz x\n```\n"
TICK = "```pwsh\naz y `\n  -z\n```\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.sh", "az x\n", "\\"),
        ("a.ps1", "az x\n", "`"),
        ("a.ps1", "az y `\n  -z\naz x\n", "`"),
        ("a.sh", "az y \\\n  -z\naz x\n", "\\"),
        ("a.md", BASH, "\\"),
        ("a.md", PWSH, "`"),
        ("a.md", BARE, "\\"),
        ("a.md", TICK + BASH, ""),
        ("a.md", TICK + PWSH, "`"),
        ("a.md", TICK + "```bash\naz y \\\n  -z\naz x\n```\n", "\\"),
        ("a.md", "```bash\naz x `\n  -z\n```\n" + BASH.replace("x", "w"), "`"),
    ],
)
def test_the_mark(path: str, text: str, expected: str) -> None:
    assert commands.mark(text, text.index("az x"), path) == expected


def test_without_a_mark_it_is_one_line() -> None:
    text = TICK + BASH
    assert commands.joined(text, text.index("az x"), "a.md") == " "


def test_nothing_is_written_behind_a_comment() -> None:
    text = "az x --a 1 ` # why\n"
    assert commands.with_words(text, (0, len(text) - 1), "--b 2") is None
