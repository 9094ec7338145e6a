"""``terraform apply FILE``: which plan made the file, and so which inputs are deployed.

An apply of a saved plan takes no inputs: those are the ones with which it was planned
(developer.hashicorp.com/terraform/cli/commands/apply, "Saved Plan Mode"). A plan belongs to the apply that names its file; one
that was carried elsewhere on its way keeps its name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from natpin.model.record import replace
from natpin.model.rollout import Rollout
from natpin.model.value import Unknown

ByFile = Mapping[str, Sequence[Rollout]]


def settled(by_file: ByFile) -> dict[str, list[Rollout]]:
    """What the files deploy, with each saved plan in place of what applies it. A plan that others were applied instead of is
    left out; an apply whose plan nobody is seen to make may deploy its root with any inputs."""
    plans = [(path, one) for path, mine in by_file.items() for one in mine if _saves(one)]
    result: dict[str, list[Rollout]] = {}
    wanted: list[Rollout] = []
    for path, mine in by_file.items():
        for one in mine:
            if not one.saved:
                continue
            made = _made(one, path, plans)
            wanted += made
            if not made:
                shown = posixpath.basename(one.plan) if one.plan else "a plan"
                why = Unknown(
                    f"it is not known with which inputs {shown} was planned", one.at, "--var NAME=VALUE"
                )
                result.setdefault(path, []).append(replace(one, given=(), open=one.open or why, saved=False))
    for path, mine in by_file.items():
        kept = result.setdefault(path, [])
        kept += [one for one in mine if not one.saved and not (_saves(one) and _dropped(one, mine, wanted))]
    return result


def _saves(one: Rollout) -> bool:
    return bool(one.tool == "terraform" and one.plan and not one.saved)


def _made(apply: Rollout, path: str, plans: Sequence[tuple[str, Rollout]]) -> list[Rollout]:
    """The plans that an apply may be of."""
    same_root = [(where, one) for where, one in plans if one.roots[:1] == apply.roots[:1]]
    if not apply.plan:
        return [one for where, one in same_root if where == path]
    exact = [(where, one) for where, one in plans if one.plan == apply.plan]
    name = posixpath.basename(apply.plan)
    alike = [(where, one) for where, one in same_root if posixpath.basename(one.plan) == name]
    for found in (exact, alike):
        here = [one for where, one in found if where == path]
        if found:
            return here or [one for _, one in found]
    return []


def _dropped(plan: Rollout, others: Sequence[Rollout], wanted: Sequence[Rollout]) -> bool:
    """Whether a plan is saved that nobody applies: the same file applies others of the root, by names that are known."""
    applied = [one for one in others if one.saved and one.roots[:1] == plan.roots[:1]]
    return bool(applied) and all(one.plan for one in applied) and not any(plan is one for one in wanted)
