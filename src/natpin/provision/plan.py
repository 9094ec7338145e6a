"""The plan: a pure difference between what is wanted and what is there."""

from __future__ import annotations

from natpin import __version__
from natpin.model.change import Action, Change, Plan, PropertyChange
from natpin.model.resource import (
    CLUSTER,
    LOCK,
    NAT_GATEWAY,
    PUBLIC_IP_PREFIX,
    SUBNET,
    VIRTUAL_NETWORK,
    same_type,
)
from natpin.provision.authorized import wished
from natpin.provision.blockers import obstacles
from natpin.provision.bodies import differences, read
from natpin.provision.bystanders import touches
from natpin.provision.desired import Desired
from natpin.provision.effects import effects
from natpin.provision.ids import covers, parent_of, same
from natpin.provision.needed import needs
from natpin.provision.neighbours import look
from natpin.provision.observed import Observed, survey
from natpin.provision.ports import Cloud, Live, Pace
from natpin.provision.preflight import preflight, with_locks
from natpin.provision.stale import STATE
from natpin.provision.targets import Target, targets


def plan(wanted: Desired, found: Observed, allow: frozenset[str]) -> Plan:
    """What has to be done to get from what was found to what is wanted. Pure: asks nobody, and equal inputs give
    equal plans."""
    return Plan(
        scope=wanted.scope,
        changes=tuple(decide(target, wanted, found, allow) for target in wished(wanted, found)),
        tool=__version__,
        wanted=wanted.entry(),
        allow=tuple(sorted(allow)),
        stage=wanted.stage,
        notes=(*found.notes, *_moving(wanted, found)),
    )


def decide(target: Target, wanted: Desired, found: Observed, allow: frozenset[str]) -> Change:
    """What has to be done with one resource."""
    live = found.live(target.id)
    if live is None and _guarded_already(target, found):
        return Change(Action.NO_OP, target.id, target.type, at=target.at, depends_on=target.depends_on)
    properties = () if live is None else (*differences(target, live.body), *_repair(target, live, allow))
    writes = (live is None and target.create is not None) or bool(properties)
    reasons = obstacles(target, live, properties, wanted, found, allow)
    known = target.id.lower() in found.unreadable
    if live is None and target.create is None and target.optional and not known:
        action = Action.ABSENT
    elif reasons:
        action = Action.BLOCKED
    elif not writes:
        action = Action.NO_OP
    else:
        action = Action.CREATE if live is None else Action.UPDATE
    after = (target.create or {}) if live is None else {change.path: change.after for change in properties}
    return Change(
        action=action,
        id=target.id,
        type=target.type,
        after=after,
        properties=properties,
        etag=live.etag if live is not None else None,
        reasons=reasons,
        effects=() if reasons else effects(target, live, properties, wanted, found),
        at=target.at if target.at.path != "<none>" else None,
        depends_on=target.depends_on,
        touches=touches(target, live, properties, found),
        step=target.step,
    )


def _guarded_already(target: Target, found: Observed) -> bool:
    """True for a lock that is wanted where another keeps the IP from being deleted. Both levels forbid that (Azure Resource
    Manager, "Lock your resources"). The lock itself, if it was among those that were listed, is gone."""
    return same_type(target.type, LOCK) and any(
        covers(lock.scope, parent_of(target.id)) and not same(lock.id, target.id) for lock in found.locks
    )


def _repair(target: Target, live: Live, allow: frozenset[str]) -> tuple[PropertyChange, ...]:
    """A resource whose last operation failed is not as wanted, though its properties may be: it is written again.

    Of a virtual network only the creation is finished that way: one that has a subnet is never written.
    """
    if live.state not in ("failed", "canceled"):
        return ()
    match target.type:
        case type_ if same_type(type_, VIRTUAL_NETWORK):
            written = target.create is not None and not read(live.body, "properties.subnets")
        case type_ if same_type(type_, CLUSTER):
            written = bool(
                allow and not target.step
            )  # a PUT makes AKS reconcile, which may interrupt: only where that is allowed
        case type_:
            ours = same_type(type_, PUBLIC_IP_PREFIX) and target.create is not None
            written = ours or same_type(type_, NAT_GATEWAY) or same_type(type_, SUBNET)
    return (PropertyChange(STATE, read(live.body, STATE), "Succeeded"),) if written else ()


def _moving(wanted: Desired, found: Observed) -> tuple[str, ...]:
    """Resources that something is changing right now, or that something left in a bad state."""
    notes = [found.blind] if found.blind else []
    for target in targets(wanted):
        live = found.live(target.id)
        if live is None and target.optional and target.create is None:
            notes.append(
                f"{target.id} is not there, and is not to be created: nothing of it was checked. See that the name is right"
            )
        if live is not None and not live.settled:
            notes.append(f"{target.id} is in state {live.state}: an operation is under way on it")
        elif live is not None and live.state in ("failed", "canceled"):
            notes.append(f"{target.id} is in state {live.state}: its last operation did not succeed")
    return tuple(notes)


def make(
    wanted: Desired, allow: frozenset[str], cloud: Cloud, pace: Pace | None = None
) -> tuple[Plan, Observed]:
    """Look, and plan: roles and deny assignments are asked about for what would be written, no more; locks always, since
    policies judge whether they guard what is there.

    With a pace, operations under way on the targets are waited for first. Raises CloudError.
    """
    found = survey(targets(wanted), cloud, pace)
    found = look(found, plan(wanted, found, allow).changes, cloud)
    draft = plan(wanted, found, allow)
    by_key = {target.key: target for target in wished(wanted, found)}
    needed = {
        change.id.lower(): tuple(
            dict.fromkeys(needs(by_key[change.key], found.live(change.id), wanted, found))
        )
        for change in draft.changes
        if change.properties or (found.live(change.id) is None and by_key[change.key].create is not None)
    }
    if not needed:
        return draft, with_locks(found, [target.id for target in by_key.values()], cloud)
    checked = preflight(found, needed, cloud)
    return plan(wanted, checked, allow), checked
