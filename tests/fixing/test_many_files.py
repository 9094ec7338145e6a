"""How often natpin lints does not grow with the number of files: fixes that have nothing in common are tried together."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import pytest

from natpin.commands import fix
from natpin.fixing.engine import Mended
from natpin.workspace import FolderWorkspace

PAGE = """# Page

```bash
az network nat gateway create -g rg-{number} -n nat --public-ip-prefixes egress --sku Standard
  --idle-timeout {minutes}
```
"""
"""The flag is lost. Mended, a timeout of 600 minutes would be another finding."""


def mended(folder: Path) -> Mended:
    """Every fix, safe or not, of a folder; nothing is written."""
    with chdir(folder):
        arguments = fix.parser().parse_args([".", "--unsafe", "--diff", "--workspace", "."])
        return fix.mended(fix.linted(FolderWorkspace(folder), arguments), arguments)[0]


def write(folder: Path, minutes: list[int]) -> None:
    """A page for each timeout."""
    for number, each in enumerate(minutes):
        (folder / f"{number}.md").write_text(PAGE.format(number=number, minutes=each))


@pytest.mark.parametrize("pages", [2, 20])
def test_fixes_of_many_pages_are_tried_together(pages: int, tmp_path: Path) -> None:
    write(tmp_path, [4] * pages)
    result = mended(tmp_path)
    assert len(result.made) == pages
    assert result.tries == 1


@pytest.mark.parametrize("pages", [6, 18])
def test_a_fix_that_is_refused_keeps_none_of_another_page_from_being_made(pages: int, tmp_path: Path) -> None:
    write(tmp_path, [600 if number % 3 == 0 else 4 for number in range(pages)])
    result = mended(tmp_path)
    assert sorted(path for path in result.changed) == sorted(
        f"{number}.md" for number in range(pages) if number % 3
    )
    refused = {
        finding.at.path: why
        for finding, why in result.refused.values()
        if finding.rule.id == "script-lost-continuation"
    }
    assert set(refused) == {f"{number}.md" for number in range(0, pages, 3)}
    assert all("the edit leads to nat-idle-seconds: " in why for why in refused.values())
    assert result.tries <= 8
