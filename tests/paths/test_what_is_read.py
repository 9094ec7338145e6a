"""What judging reads off resources is what ``natpin.model.read_paths`` declares: nothing more, nothing less."""

from __future__ import annotations

from pathlib import Path

import pytest

from natpin.config import Config
from natpin.formats.registry import READERS
from natpin.model.read_paths import READ
from natpin.pipeline.lint import lint
from natpin.pipeline.settings import Settings
from natpin.policy.select import chosen
from natpin.workspace import FolderWorkspace

from .everything import judge_everything
from .recording import recording, told

TESTS = Path(__file__).parent.parent

CASES = sorted(
    [path.parent for path in TESTS.glob("topologies/*/expected.json")]
    + [path for path in TESTS.glob("rules/*/*/*") if path.is_dir()]
)


@pytest.fixture(scope="module")
def read() -> dict[str, set[str]]:
    """What is read when every case is linted with every built-in rule, and everything is judged."""
    from natpin.policy import load, select

    with pytest.MonkeyPatch.context() as patch, recording() as found:
        patch.setattr(select, "built_in", load.built_in)
        settings = Settings(chosen(Config()))
        for case in CASES:
            after = case / "after"
            folder = after if after.is_dir() else case
            lint(FolderWorkspace(folder, folder), READERS, settings)
        judge_everything()
    return told(found)


def test_nothing_is_read_that_is_not_declared(read: dict[str, set[str]]) -> None:
    undeclared = {
        f"{type_}: {path}" for type_, paths in read.items() for path in paths - READ.get(type_, frozenset())
    }
    assert not undeclared, "declare it in model/read_paths.py; then each format has to answer for it"


def test_nothing_is_declared_that_is_never_read(read: dict[str, set[str]]) -> None:
    unread = {f"{type_}: {path}" for type_, paths in READ.items() for path in paths - read.get(type_, set())}
    assert not unread, "no fact rests on it any more: take it out of model/read_paths.py"
