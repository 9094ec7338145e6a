"""docs/reading.md names each module that is understood without its source, and the versions that were read."""

from __future__ import annotations

from pathlib import Path

from natpin.formats.bicep.registry import CHECKED, full_name
from natpin.formats.terraform.providers.modules import _MODULES

READING = Path(__file__).parents[3] / "docs" / "reading.md"


def dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def test_the_table_of_modules_says_what_the_code_does() -> None:
    section = READING.read_text().partition("## Modules of registries\n")[2].partition("\n## ")[0].lower()
    rows = {line for line in section.splitlines() if line.startswith("| `")}
    expected = {
        f"| `{name.replace('/azurerm', '')}` | from {dotted(one.since)}, before {dotted(one.before)} |"
        for name, one in _MODULES.items()
    }
    expected |= {
        f"| `{full_name(name)}` | {dotted(first)} to {dotted(last)} |"
        for name, (first, last) in CHECKED.items()
    }
    assert rows == expected
