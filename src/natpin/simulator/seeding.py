"""State put in place without a request: what a test or a demo starts from."""

from __future__ import annotations

from natpin.simulator.exchange import Json
from natpin.simulator.ids import group_id_of, parent_id, parse
from natpin.simulator.principals import BUILT_IN_ROLES, Principal, role
from natpin.simulator.rbac import AUTHORIZATION
from natpin.simulator.store import Stored
from natpin.simulator.types import registry
from natpin.simulator.types.rules import Write
from natpin.simulator.world import GROUP_TYPE, SHARES_PARENT, SimulatedAzure

_ALLOCATED = ("ipAddress", "ipPrefix", "ipConfiguration")
_BESIDE = ("id", "name", "type", "etag", "location", "properties")
SEED_API = "2025-05-01"


def seed(world: SimulatedAzure, body: Json) -> None:
    """One resource from an ARM body, completed by its type but not checked; a group from a group's body."""
    resource_id = str(body["id"]).rstrip("/")
    path = parse(resource_id)
    location = str(body.get("location") or "").replace(" ", "").lower()
    if path is None:
        _group(world, resource_id, location or "eastus", {k: v for k, v in body.items() if k not in _BESIDE})
        return
    rules = registry.find(path.type)
    parent = world.resources.get(parent_id(resource_id))
    _group(world, group_id_of(resource_id), location or (parent.location if parent else "") or "eastus", {})
    properties = {
        k: v
        for k, v in (body.get("properties") or {}).items()
        if k not in ("provisioningState", "resourceGuid")
    }
    facts = {name: properties.pop(name) for name in _ALLOCATED if name in properties}
    for name, value in (body.get("facts") or {}).items():
        facts[name] = value
    top = {k: v for k, v in body.items() if k not in (*_BESIDE, "facts")}
    type_name = rules.type if rules else path.type
    write = Write(resource_id, type_name, SEED_API, location, top, properties, None)
    if rules is not None:
        rules.admit(world, write)
    entry = Stored(
        id=resource_id,
        type=type_name,
        location=location if rules is None or rules.has_location else "",
        top=write.top,
        properties=write.properties,
        facts=facts,
        etag="" if type_name.lower() in SHARES_PARENT else world.resources.fresh_etag(),
        guid=world.resources.fresh(),
        created_api=SEED_API,
    )
    world.resources.put(entry)
    if rules is not None:
        rules.spread(world, write, entry)
        rules.settle(world, entry)
    entry.state = str((body.get("properties") or {}).get("provisioningState", "Succeeded"))


def show_plain(entry: Stored) -> Json:
    """A resource of no registered type, as it was seeded."""
    body: Json = {"id": entry.id, "name": entry.name, "type": entry.type}
    if entry.location:
        body["location"] = entry.location
    return {**body, **entry.top, "properties": {**entry.properties, "provisioningState": entry.state}}


def assign(world: SimulatedAzure, principal: Principal, role_name: str, scope: str) -> None:
    by_name = {name: guid for name, guid, _permission in BUILT_IN_ROLES}
    for entry in world.policy.of_type(f"{AUTHORIZATION}/roleDefinitions"):
        by_name[str(entry.properties["roleName"])] = entry.name
    guid = by_name.get(role_name, role_name.rsplit("/", 1)[-1])
    subscription = "/".join(scope.split("/")[:3])
    _policy(
        world,
        scope,
        "roleAssignments",
        world.policy.fresh(),
        {
            "roleDefinitionId": f"{subscription}/providers/{AUTHORIZATION}/roleDefinitions/{guid}",
            "principalId": principal.object_id,
            "principalType": "ServicePrincipal",
            "scope": scope,
        },
    )


def define_role(
    world: SimulatedAzure, subscription: str, name: str, actions: list[str], not_actions: list[str]
) -> str:
    scope = f"/subscriptions/{subscription}"
    properties: Json = {
        "roleName": name,
        "type": "CustomRole",
        "description": "",
        "assignableScopes": [scope],
        "permissions": [role(actions, not_actions)],
    }
    return _policy(world, scope, "roleDefinitions", world.policy.fresh(), properties)


def lock(world: SimulatedAzure, scope: str, level: str, name: str) -> None:
    _policy(world, scope, "locks", name, {"level": level, "notes": ""})


def policy(world: SimulatedAzure, scope: str, name: str, rule: Json) -> None:
    """A policy assignment; ``rule`` is what it denies (``natpin.simulator.policies``)."""
    _policy(world, scope, "policyAssignments", name, rule)


def deny(world: SimulatedAzure, scope: str, actions: list[str], name: str, excluded: list[str]) -> None:
    properties: Json = {
        "denyAssignmentName": name,
        "description": "",
        "permissions": [role(actions)],
        "scope": scope,
        "doNotApplyToChildScopes": False,
        "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}],
        "excludePrincipals": [{"id": object_id, "type": "ServicePrincipal"} for object_id in excluded],
        "isSystemProtected": True,
    }
    _policy(world, scope, "denyAssignments", world.policy.fresh(), properties)


def _policy(world: SimulatedAzure, scope: str, kind: str, name: str, properties: Json) -> str:
    entry_id = f"{scope.rstrip('/')}/providers/{AUTHORIZATION}/{kind}/{name}"
    world.policy.put(Stored(id=entry_id, type=f"{AUTHORIZATION}/{kind}", location="", properties=properties))
    return entry_id


def _group(world: SimulatedAzure, group_id: str, location: str, top: Json) -> None:
    if group_id and world.resources.get(group_id) is None:
        world.resources.put(Stored(id=group_id, type=GROUP_TYPE, location=location, top=top))
