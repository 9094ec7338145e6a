"""What a stage writes, what traffic notices of it, and what it waits for: its plan, in lines."""

from __future__ import annotations

from natpin.adoption.assessment import Assessment
from natpin.adoption.stand_in import unpretended
from natpin.adoption.standing import subnets_of
from natpin.model.azure_defaults import azure_default
from natpin.model.change import Change, Plan
from natpin.model.record import replace
from natpin.model.resource import CLUSTER, NAT_GATEWAY
from natpin.provision.bodies import equal, read
from natpin.provision.desired import Desired
from natpin.provision.ids import parse
from natpin.provision.migrations import LOAD_BALANCER
from natpin.provision.observed import Observed, outbound_type
from natpin.provision.planned import planned_bodies
from natpin.provision.ports import Live

_BALANCER_IDLE = "networkProfile.loadBalancerProfile.idleTimeoutInMinutes"


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


def idle(assessment: Assessment, end: Desired, party: tuple[Live, ...]) -> tuple[str, ...]:
    """Idle connections end sooner on a gateway than on AKS's load balancer, where nobody has chosen otherwise."""
    gateway = assessment.found.live(end.gateway.id)
    minutes = end.gateway.idle_minutes or (
        read(gateway.body, "properties.idleTimeoutInMinutes") if gateway is not None else None
    )
    then = minutes if isinstance(minutes, int) else azure_default(NAT_GATEWAY, "idleTimeoutInMinutes")
    told = []
    moved = {live.id.lower() for live in party}
    for live in assessment.standing.clusters:
        if not equal(outbound_type(live), LOAD_BALANCER) or not _in(live, moved):
            continue
        set_ = read(live.body, f"properties.{_BALANCER_IDLE}")
        now = set_ if isinstance(set_, int) else azure_default(CLUSTER, _BALANCER_IDLE)
        if now != then:
            told.append(
                f"TCP connections of {parse(live.id).name} that are idle are dropped after {then} minutes, no longer after "
                f"{now}: keepalives under {then} minutes keep them, or idle-timeout-minutes under nat-gateway in natpin.yaml"
            )
    return tuple(told)


def _in(cluster: Live, subnet_ids: set[str]) -> bool:
    return any(id_.lower() in subnet_ids for id_ in subnets_of(cluster))
