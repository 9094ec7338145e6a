"""What a stage writes, what traffic notices of it, and what it waits for: its plan, in lines."""

from __future__ import annotations

from natpin.adoption.stand_in import unpretended
from natpin.model.change import Change, Plan
from natpin.model.record import replace
from natpin.provision.desired import Desired
from natpin.provision.ids import parse
from natpin.provision.observed import Observed
from natpin.provision.planned import planned_bodies
from natpin.provision.ports import Live


def carried_out(step: Plan, wish: Desired, found: Observed) -> Observed:
    """Azure as it will be when a plan is done."""
    lives = dict(found.found)
    for body in planned_bodies(step, wish, found):
        id_ = str(body["id"])
        before = lives.get(id_.lower())
        lives[id_.lower()] = Live(id_, body, before.etag if before is not None else None)
    return replace(found, found=lives)


def writes(step: Plan, end: Desired) -> tuple[str, ...]:
    return tuple(unpretended(_write(change), end) for change in step.writes)


def _write(change: Change) -> str:
    what = f"{change.action.value} {change.type.rpartition('/')[2]} {parse(change.id).name}"
    paths = ", ".join(each.path.removeprefix("properties.") for each in change.properties)
    return f"{what} ({paths})" if paths else what


def effects(step: Plan, end: Desired) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(unpretended(effect, end) for change in step.writes for effect in change.effects)
    )


def obstacles(step: Plan, end: Desired) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(unpretended(reason, end) for change in step.blocked for reason in change.reasons)
    )
