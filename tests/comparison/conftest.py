"""Both sides of a change, linted as the command does, without git."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from natpin.comparison import Comparison, compare
from natpin.config import discover
from natpin.contract import contract_of
from natpin.formats.registry import READERS
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

CASES = Path(__file__).parent / "cases"
TODAY = datetime.date(2026, 11, 23)


def linted(folder: Path, rules: Path):
    config = discover(FolderWorkspace(rules, rules))
    workspace = FolderWorkspace(folder, folder)
    contract = contract_of(discover(workspace), workspace, TODAY)
    policies = chosen(config)
    return lint(workspace, READERS, Settings(policies, contract=contract, environments=config.environments))


def laid_side_by_side(before: Path, after: Path) -> Comparison:
    return compare(linted(before, after), linted(after, after))


@pytest.fixture(scope="session")
def cases() -> dict[str, Comparison]:
    """Every case, compared once."""
    return {case.name: laid_side_by_side(case / "before", case / "after") for case in sorted(CASES.iterdir())}
