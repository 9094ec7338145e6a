"""Live changes found, each with the right words and no false alarm on anything else."""

from __future__ import annotations

import pytest

from natpin.model.drift import JudgedDrift, State
from natpin.reporters.drift import wording

from .cases import CASES, Case
from .conftest import Look
from .estate import GATEWAY, Change

ASKED = [(case, side) for case in CASES for side in case.sides]


def entries(look: Look, side: str) -> list[JudgedDrift]:
    report = look.at(look.files if side == "files" else look.snapshot)
    assert not report.cause
    found: dict[int, JudgedDrift] = {}
    for cluster in report.clusters:
        for entry in cluster.entries:
            found.setdefault(id(entry.drift), entry)
    return list(found.values())


@pytest.mark.parametrize("side", ["files", "snapshot"])
def test_as_deployed_nothing_differs(look: Look, side: str) -> None:
    assert [entry.drift for entry in entries(look, side)] == []


@pytest.mark.parametrize(("case", "side"), ASKED, ids=[f"{case.name}-{side}" for case, side in ASKED])
def test_a_live_change_is_told(look: Look, change: Change, case: Case, side: str) -> None:
    case.do(change)
    found = entries(look, side)
    shown = [(e.drift.kind.value, e.drift.label, wording.grade(e), e.drift.effect) for e in found]
    assert len(found) == len(case.said), shown
    for wanted in case.said:
        mine = [e for e in found if e.drift.kind.value == wanted.kind and wanted.what in e.drift.label]
        assert len(mine) == 1, (wanted, shown)
        entry = mine[0]
        assert wording.grade(entry) == wanted.severity, shown
        for words in wanted.words:
            assert words in (entry.drift.effect or ""), (words, shown)
        assert entry.drift.fix
        assert entry.drift.at is not None
        if side == "files":
            assert entry.drift.at.path == "main.tf"


def test_there_are_cases_enough() -> None:
    assert len({case.name for case in CASES}) >= 40


def test_a_cluster_that_has_not_drifted_is_not_blamed(look: Look, change: Change) -> None:
    change.set(GATEWAY, idleTimeoutInMinutes=60)
    report = look.at(look.files)
    states = {cluster.name: cluster.state for cluster in report.clusters}
    assert states["payments"] is State.DRIFT
    assert State.DRIFT not in {state for name, state in states.items() if name != "payments"}
