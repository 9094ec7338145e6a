"""Twice as much of anything takes twice the work, in every language: nothing is compared with everything else.

Work is counted in lines that are executed, which are the same number on every machine. ``bench/fragments/`` are what
files are made of where it costs most; ``python -m bench hostile`` measures their seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from bench.fragments import FORMATS
from bench.fragments.kind import Hostile
from folders import written
from work import TraceFunction

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.languages.shell import kept
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

TIMES = 10
"""Of the fragment; then twice and four times as many."""
PAIR = 0.7
"""Lines for each pair of fragments; one that is compared with every other takes one at least. What is cut off at some
length makes a few lines more or less."""
BOUNDED = {
    (
        "bicep",
        "resource a%d 'Microsoft.Network/virtualNetworks@2024-01-01' = [for i",
    ): "which of namesakes comes later",
    ("powershell", "$a += 'x%d'"): "a text's pieces, up to MAX_PIECES",
    ("github", "  b%d:\n    needs: a\n    uses: ./.github/workflows/run.yml"): "statements of a script",
    ("azure-pipelines", '- bash: echo "##vso[task.setvariable variable=a%d]b"'): "statements of a script",
    ("azure-pipelines", "condition: eq("): "ways of a script that are asked for",
    ("claims", "kind: XA"): "resources that claims make, two hundred each",
    (
        "ansible",
        'azure_rm_aks: {name: "a{{ x%d }}"',
    ): "names that are not known, each of which may be any other",
}
"""By format, how a fragment begins or what it holds: what grows faster until it reaches a bound, and which."""
ASKED = (
    "if ",
    "if: ",
    "case $",
    "switch (",
    "while (",
    "ifdef ",
    "bool\n",
    "{{ x",
    ". ./a",
    'eval "$',
    "combine(",
    "when: ",
)
"""What makes a question of each: the ways that are tried are bounded together, and cost as much in a few as in many. They take
minutes here: ``make proportion``."""


def fragments() -> Iterator[Any]:
    for name, hostile in FORMATS.items():
        for number, fragment in enumerate(hostile.fragments):
            bounded = any(name == of and part in fragment for of, part in BOUNDED)
            if "%d" in fragment and not bounded:
                slow = any(part in fragment for part in ASKED)
                yield pytest.param(hostile, fragment, id=f"{name} {number}", marks=[pytest.mark.slow] * slow)


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few dozen scripts are kept parsed for whoever reads them again: from there on each costs more, and no more than that."""
    monkeypatch.setattr(kept, "_kept", kept._kept.__wrapped__)


@pytest.mark.parametrize(("hostile", "fragment"), list(fragments()))
def test_it_takes_work_in_proportion(hostile: Hostile, fragment: str, tmp_path: Path) -> None:
    lines(hostile, fragment, 2, tmp_path / "first")  # what is imported and filled when it is first needed
    once, twice, four = (lines(hostile, fragment, TIMES * many, tmp_path / str(many)) for many in (1, 2, 4))
    assert ((four - twice) - 2 * (twice - once)) / (6 * TIMES**2) < PAIR


def lines(hostile: Hostile, fragment: str, times: int, folder: Path) -> int:
    """Lines of natpin that are executed while it lints a file with so many of the fragment."""
    places = fragment.count("%d")
    text = "".join(fragment % ((number,) * places) for number in range(1, times + 1))
    written(folder, {**hostile.beside, hostile.path: hostile.beginning + text + hostile.closing})
    settings = Settings(tuple(policy for policy in chosen(Config()) if policy.rule.id == "nat-associated"))
    executed = 0

    def count(frame: FrameType, event: str, argument: object) -> TraceFunction:
        nonlocal executed
        executed += event == "line"
        return count

    def ours(frame: FrameType, event: str, argument: object) -> TraceFunction | None:
        return count if "natpin" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(ours)
    try:
        lint(FolderWorkspace(folder, folder), READERS, settings)
    finally:
        sys.settrace(before)
    return executed
