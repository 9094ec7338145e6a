"""Is a plan still the plan? If not, what changed since, in words."""

from __future__ import annotations

from collections.abc import Set

from natpin.model.change import Action, Change, Plan
from natpin.model.record import replace

STATE = "properties.provisioningState"


def staleness(plan: Plan, now: Plan, begun: bool, unfinished: Set[str]) -> list[str]:
    """What differs between a plan and the one computed today; empty while the plan may be applied.

    What is as wanted by now is no difference. When an earlier apply of this very plan has ``begun``, etags are none
    either: it changed them, of what stands beside its writes too. ``unfinished`` are the keys of what it began to
    write and did not finish: however it left those is no difference. What it finished, and is otherwise now, is one.
    """
    then = {change.key: change for change in plan.changes}
    today = {change.key: change for change in now.changes}
    # A subnet that this plan attached brings those in it to the gateway: they were approved with the subnet.
    approved = frozenset(id_ for change in plan.changes for id_ in change.touches)
    found = [f"{then[id_].id} is no longer part of it" for id_ in then if id_ not in today]
    for id_, change in today.items():
        before = then.get(id_)
        if before is None:
            found.append(f"{change.id} was not part of it")
        elif change.action is Action.ABSENT and before.action is not Action.ABSENT:
            found.append(_gone(change))
        elif id_ in unfinished or change.action in (Action.NO_OP, Action.ABSENT, Action.BLOCKED):
            continue  # a blocked change is refused by itself, with its reasons
        else:
            if any(key.partition("#")[0] == change.id.lower() for key in unfinished):
                change = _without_state(change)
            if change.properties or change.action is not Action.UPDATE:
                found += _differences(before, change, etags=not begun, approved=approved)
    return found


def _without_state(change: Change) -> Change:
    kept = tuple(each for each in change.properties if each.path != STATE)
    after = {path: value for path, value in change.after.items() if path != STATE}
    return replace(change, properties=kept, after=after)


def same_change(one: Change, other: Change) -> bool:
    """Equal in what they do; etags aside, and a bad state that an earlier step of the same resource has mended."""
    return not _differences(_without_state(one), _without_state(other), etags=False)


def _differences(
    before: Change, after: Change, *, etags: bool, approved: Set[str] | None = None
) -> list[str]:
    known = before.touches if approved is None else approved
    new = sorted(set(after.touches) - set(known))
    if new:
        return [f"{after.id}: {', '.join(new)} leaves from it now, and did not when the plan was made"]
    if after.action is Action.CREATE and before.action in (Action.NO_OP, Action.UPDATE):
        return [_gone(after)]
    if before.action is Action.BLOCKED:
        return [f"{after.id} was blocked when the plan was made: {'; '.join(before.reasons)}"]
    if before.action is not after.action:
        return [f"{after.id}: {_words(before)} was planned, {_words(after)} would be needed now"]
    found = []
    then = {each.path: each for each in before.properties}
    for each in after.properties:
        planned = then.pop(each.path, None)
        if planned is None:
            found.append(f"{after.id}: {each.path} is {each.before!r} now, and would have to change")
        elif planned.before != each.before:
            found.append(f"{after.id}: {each.path} was {planned.before!r}, and is {each.before!r} now")
        elif planned.after != each.after:
            found.append(
                f"{after.id}: {each.path} was to become {planned.after!r}, and would become {each.after!r} now"
            )
    found += [f"{after.id}: {path} is as wanted by now, though not everything is" for path in then]
    if not found and before.after != after.after:
        found.append(f"{after.id}: what would be written is not what was planned")
    if not found and etags and before.etag != after.etag:
        found.append(f"{after.id} was written by someone since (its etag changed; nothing natpin owns did)")
    return found


def _gone(change: Change) -> str:
    return f"{change.id} was there when the plan was made, and is not there now"


def _words(change: Change) -> str:
    return {Action.NO_OP: "nothing", Action.CREATE: "its creation", Action.UPDATE: "an update"}.get(
        change.action, change.action.value
    )
