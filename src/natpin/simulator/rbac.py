"""Authorization: role assignments, deny assignments and locks, checked as ARM checks them.

An action is allowed when a role assigned at the scope or above names it among its actions and not among its
notActions (learn.microsoft.com/azure/role-based-access-control/role-definitions); a deny assignment wins over
any role; a lock stops even an owner (…/azure-resource-manager/management/lock-resources).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from natpin.simulator import errors
from natpin.simulator.exchange import Json
from natpin.simulator.ids import covers, name_of
from natpin.simulator.principals import BUILT_IN_ROLES, Principal
from natpin.simulator.store import Stored
from natpin.simulator.world import Link, SimulatedAzure

AUTHORIZATION = "Microsoft.Authorization"


@lru_cache(maxsize=4096)
def action_matches(pattern: str, action: str) -> bool:
    """Does a role's action pattern (with `*`) cover the action, without regard to case?"""
    return (
        re.fullmatch(".*".join(re.escape(part) for part in pattern.lower().split("*")), action.lower())
        is not None
    )


def permissions(world: SimulatedAzure, principal: Principal, scope: str) -> list[Json]:
    """The permissions of the roles the caller has at a scope, in ARM's shape."""
    return list(_permissions(world, principal, scope))


def is_allowed(world: SimulatedAzure, principal: Principal, action: str, scope: str) -> bool:
    return any(_grants(permission, action) for permission in _permissions(world, principal, scope))


def require(world: SimulatedAzure, principal: Principal, action: str, scope: str) -> None:
    """Raise the 403 ARM would answer, if it would."""
    if not is_allowed(world, principal, action, scope):
        raise errors.authorization_failed(principal.client_id, principal.object_id, action, scope)
    for denial in world.policy.of_type(f"{AUTHORIZATION}/denyAssignments"):
        if _denies(denial, principal, action, scope):
            name = denial.properties.get("denyAssignmentName", denial.name)
            raise errors.denied(principal.client_id, principal.object_id, action, scope, name, denial.id)


def require_links(
    world: SimulatedAzure, principal: Principal, action: str, scope: str, links: list[Link]
) -> None:
    """Raise 403 if a referenced resource may not be joined; also for references merely kept."""
    for link in links:
        if not is_allowed(world, principal, link.action, link.target):
            raise errors.linked_authorization_failed(
                principal.client_id, principal.object_id, action, scope, link.action, link.target
            )


def require_unlocked(world: SimulatedAzure, resource_id: str, *, deleting: bool) -> None:
    """Raise 409 ScopeLocked: ReadOnly stops every write, CanNotDelete a delete; a lock below stops a delete too."""
    locked: list[str] = []
    for lock in world.policy.of_type(f"{AUTHORIZATION}/locks"):
        scope = policy_scope(lock)
        level = str(lock.properties.get("level", "")).lower()
        above = covers(scope, resource_id) and (level == "readonly" or deleting)
        if above or (deleting and covers(resource_id, scope)):
            locked.append(scope)
    if locked:
        raise errors.scope_locked(resource_id, "delete" if deleting else "write", locked)


def policy_scope(entry: Stored) -> str:
    """The scope an Authorization resource stands at: its id without the provider part."""
    at = entry.id.lower().rfind(f"/providers/{AUTHORIZATION.lower()}/")
    return entry.id[:at]


def show_policy(entry: Stored) -> Json:
    """A lock, a role assignment or a like resource of Microsoft.Authorization, as a GET shows it."""
    return {"properties": dict(entry.properties), "id": entry.id, "type": entry.type, "name": entry.name}


def definition(world: SimulatedAzure, role_definition_id: str) -> tuple[str, list[Json]] | None:
    """A role's name and permissions, built in or custom."""
    wanted = name_of(role_definition_id).lower()
    for name, guid, permission in BUILT_IN_ROLES:
        if guid == wanted:
            return name, [permission]
    for entry in world.policy.of_type(f"{AUTHORIZATION}/roleDefinitions"):
        if entry.name.lower() == wanted:
            return str(entry.properties.get("roleName", "")), list(entry.properties.get("permissions", []))
    return None


def _permissions(world: SimulatedAzure, principal: Principal, scope: str) -> Iterator[Json]:
    for assignment in world.policy.of_type(f"{AUTHORIZATION}/roleAssignments"):
        if assignment.properties.get("principalId") != principal.object_id or not covers(
            policy_scope(assignment), scope
        ):
            continue
        found = definition(world, str(assignment.properties.get("roleDefinitionId", "")))
        if found is not None:
            yield from found[1]


def _grants(permission: Json, action: str) -> bool:
    return any(action_matches(pattern, action) for pattern in permission.get("actions", [])) and not any(
        action_matches(pattern, action) for pattern in permission.get("notActions", [])
    )


def _denies(denial: Stored, principal: Principal, action: str, scope: str) -> bool:
    at = policy_scope(denial)
    if not covers(at, scope):
        return False
    if denial.properties.get("doNotApplyToChildScopes") and at.lower() != scope.lower():
        return False
    everyone = "00000000-0000-0000-0000-000000000000"
    named = {str(item.get("id")) for item in denial.properties.get("principals", [])}
    excluded = {str(item.get("id")) for item in denial.properties.get("excludePrincipals", [])}
    if principal.object_id in excluded or not named & {everyone, principal.object_id}:
        return False
    return any(_grants(permission, action) for permission in denial.properties.get("permissions", []))
