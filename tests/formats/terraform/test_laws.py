"""forget, maybe and settle, over every topology: an open input never makes certain what an answer contradicts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .laws import contradictions, questions, read

TOPOLOGIES = sorted((Path(__file__).parents[2] / "topologies").glob("*/main.tf"))
LITERAL = re.compile(r'^(\s+\w+\s*=\s*)("[^"$%\n]*"|true|false|\d+)[ \t]*$', re.MULTILINE)
BLOCK = re.compile(r'^resource "(\w+)" "(\w+)" \{\n', re.MULTILINE)
ATTRIBUTES = re.compile(r"^\s+(source|version|backend)\b")


def forgotten(text: str) -> Iterator[tuple[str, str, str]]:
    """Every text in which one literal became an input, with the literal and where it stood."""
    for found in LITERAL.finditer(text):
        if ATTRIBUTES.match(found[0]) or _in_settings(text, found.start()):
            continue
        changed = text[: found.start(2)] + "var.forgotten" + text[found.end(2) :]
        yield changed + '\nvariable "forgotten" {}\n', found[2].strip('"'), found[0].strip()


def _in_settings(text: str, position: int) -> bool:
    blocks = list(re.finditer(r"^(\w+)[^\n]*\{$", text[:position], re.MULTILINE))
    return bool(blocks) and blocks[-1][1] in ("terraform", "provider", "variable", "output")


@pytest.mark.parametrize("path", TOPOLOGIES, ids=lambda path: path.parent.name)
def test_forget(path: Path, tmp_path: Path) -> None:
    count = 0
    for number, (text, literal, where) in enumerate(forgotten(path.read_text())):
        unknown = read(tmp_path / str(number), text)
        settled = read(tmp_path / str(number), text, variables={"forgotten": literal})
        assert not contradictions(unknown, settled), where
        count += 1
    assert count > 3


@pytest.mark.parametrize("path", TOPOLOGIES, ids=lambda path: path.parent.name)
@pytest.mark.parametrize(
    "condition",
    ["var.maybe", 'var.maybe == "yes"', "length(var.maybe) > 0", "!var.maybe", 'contains(["a"], var.maybe)'],
)
def test_maybe_and_settle(path: Path, condition: str, tmp_path: Path) -> None:
    text = path.read_text()
    for number, found in enumerate(BLOCK.finditer(text)):
        if f"{found[1]}.{found[2]}." in text:
            continue  # without it the others would refer to nothing, and the plan be refused
        attaches = "association" in found[1] or found[1] == "azurerm_route"
        written = (
            f"  count = {condition} ? 1 : 0\n"
            if attaches
            else f"  lifecycle {{\n    enabled = {condition}\n  }}\n"
        )
        changed = text[: found.end()] + written + text[found.end() :] + '\nvariable "maybe" {}\n'
        folder = tmp_path / str(number)
        unknown = read(folder, changed)
        asked = questions(unknown)
        assert len(asked) == 1, found[0]
        (question,) = asked.values()
        worlds = [read(folder, changed, assumed={question.key: answer}) for answer in question.options]
        assert not any(contradictions(unknown, world) for world in worlds), found[0]
        plain = read(folder, text)
        assert any(not contradictions(plain, world) for world in worlds), found[0]
