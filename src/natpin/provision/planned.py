"""Azure as it will be when a plan is done, so that policies can judge it before it is."""

from __future__ import annotations

import copy
from typing import Any

from natpin.model.change import Json, Plan
from natpin.model.resource import RESOURCE_GROUP, same_type
from natpin.provision.authorized import wished
from natpin.provision.bodies import desired
from natpin.provision.desired import Desired
from natpin.provision.ids import parse
from natpin.provision.observed import Observed


def planned_bodies(plan: Plan, wanted: Desired, found: Observed) -> list[Json]:
    """Every resource that was looked at, as ARM bodies of the day after. What is blocked stays as it is."""
    blocked = {change.key for change in plan.blocked}
    bodies: dict[str, dict[str, Any]] = {key: dict(live.body) for key, live in found.found.items()}
    for target in wished(wanted, found):
        key = target.id.lower()
        live = found.live(target.id)
        if target.key in blocked:
            continue
        if live is not None:
            bodies[key] = {**desired(target, bodies[key]), "etag": live.etag}
        elif target.create is not None:
            bodies[key] = copy.deepcopy(dict(target.create))
        else:
            continue
        bodies[key].update(id=target.id, type=target.type, name=parse(target.id).name)
    return [
        _without_inline(body, bodies)
        for body in bodies.values()
        if not same_type(str(body.get("type")), RESOURCE_GROUP)
    ]


def _without_inline(body: dict[str, Any], bodies: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A network's body lists its subnets as they were: the ones that stand for themselves are left out there."""
    properties = body.get("properties")
    subnets = properties.get("subnets") if isinstance(properties, dict) else None
    if not isinstance(subnets, list) or not all(isinstance(each, dict) for each in subnets):
        return body
    others = [each for each in subnets if str(each.get("id", "")).lower() not in bodies]
    return {**body, "properties": {**body["properties"], "subnets": others}}
