"""Every request of a run × every fault: afterwards the state is the wanted one, and the report was true."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from natpin.errors import CloudError, Refused
from natpin.model.record import replace
from natpin.simulator import Fault, FaultKind

from .matrix import FAULTS, OPERATION_FAULTS, Matrix, matrix
from .scenes import SCENES


def _wrong(made: Matrix, cases: list[tuple[int, str]]) -> list[str]:
    return [f"{case}: {problem}"[:600] for case in cases if (problem := made.check(*case))]


@pytest.mark.parametrize("name", SCENES)
def test_a_sample_of_the_matrix(name: str, tmp_path: Path) -> None:
    """Every kind of fault, at another request in each scene; `make fault-matrix` runs them all."""
    made = matrix(SCENES[name], tmp_path)
    cases, dice = list(made.cases()), Random(name)
    chosen = [
        dice.choice([case for case in cases if case[1] == kind]) for kind in (*FAULTS, *OPERATION_FAULTS)
    ]
    assert _wrong(made, chosen) == []


@pytest.mark.parametrize("name", SCENES)
def test_a_sample_with_writes_in_parallel(name: str, tmp_path: Path) -> None:
    made = replace(matrix(SCENES[name], tmp_path), workers=4)
    assert _wrong(made, Random(name).sample(list(made.cases()), 12)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_the_whole_matrix(name: str, tmp_path: Path) -> None:
    made = matrix(SCENES[name], tmp_path)
    cases = list(made.cases())
    assert len(cases) > 700
    wrong = _wrong(made, cases)
    print(f"\n{name}: {made.count} requests, {len(cases)} cases, {len(wrong)} wrong")
    assert wrong == []


@pytest.mark.parametrize("name", SCENES)
def test_a_plan_under_faults_is_right_or_says_what_it_could_not_see(name: str, tmp_path: Path) -> None:
    """The plan of a quiet day, or blocked or noted for a reason, or an error: every fault, and every request of a plan."""
    _plans_under_faults(name, tmp_path, every=4)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_every_plan_under_faults(name: str, tmp_path: Path) -> None:
    """Every request of a plan × every fault."""
    _plans_under_faults(name, tmp_path, every=1)


def _plans_under_faults(name: str, tmp_path: Path, every: int) -> None:
    made = matrix(SCENES[name], tmp_path)
    ground = made.ground
    ground.azure.restore(made.start)
    wanted = SCENES[name].wanted(ground)
    assert ground.plan(wanted, *SCENES[name].allow).fingerprint == made.plan.fingerprint
    count = len(ground.azure.requests)
    outcomes = {"right": 0, "blocked": 0, "noted": 0, "error": 0, "refused": 0}
    for index in range(count):
        for number, what in enumerate(FAULTS.values()):
            if not what or (index + number) % every:
                continue
            ground.azure.restore(made.start)
            endless = what.get("times", 1) is None
            ground.azure.set_faults(Fault(**what, **({"skip": index} if endless else {"at": index})))
            try:
                plan = ground.plan(wanted, *SCENES[name].allow, cloud=ground.cloud(attempts=3))
            except CloudError:
                outcomes["error"] += 1
                continue
            if plan.blocked:
                # what Azure says again and again is not there cannot be told from what is not: the plan asks, and writes nothing
                gone = "it does not exist" if endless and what["kind"] is FaultKind.NOT_FOUND else None
                assert all(
                    "could not be read" in reason
                    or "could not be seen" in reason
                    or (gone is not None and reason.startswith(gone))
                    for change in plan.blocked
                    for reason in change.reasons
                )
                outcomes["blocked"] += 1
            elif (
                endless and what["kind"] is FaultKind.NOT_FOUND and plan.fingerprint != made.plan.fingerprint
            ):
                # Azure itself says that nothing is there, again and again: the apply looks anew, and writes nothing.
                ground.azure.set_faults()
                with pytest.raises(Refused, match="nothing was written"):
                    ground.apply(plan)
                outcomes["refused"] += 1
            else:
                assert plan.fingerprint == made.plan.fingerprint
                outcomes["noted" if plan.notes else "right"] += 1
            assert not [request for request in ground.azure.requests if request.method == "PUT"]
    assert all(outcomes[kind] for kind in ("right", "blocked", "noted", "error")), outcomes
