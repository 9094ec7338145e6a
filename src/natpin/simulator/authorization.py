"""Microsoft.Authorization as an extension of any scope: roles, assignments, locks, denials, permissions."""

from __future__ import annotations

import re

from natpin.simulator import errors, rbac
from natpin.simulator.call import Call
from natpin.simulator.exchange import Json, Response
from natpin.simulator.ids import ArmPath, covers, name_of
from natpin.simulator.principals import BUILT_IN_ROLES
from natpin.simulator.store import Stored

_KINDS = {
    name.lower(): name
    for name in ("locks", "roleAssignments", "roleDefinitions", "denyAssignments", "permissions")
}
_EQUALS = re.compile(r"\b(\w+)\s+eq\s+'([^']*)'", re.IGNORECASE)


def answer(call: Call, path: ArmPath) -> Response:
    kind = _KINDS.get(path.types[0].lower()) if path.types else None
    if kind is None or len(path.types) > 1:
        raise errors.arm(404, "InvalidResourceType", f"The resource type '{path.type}' could not be found.")
    scope = path.scope
    if kind == "permissions":
        call.action, call.resource_id = f"{rbac.AUTHORIZATION}/permissions/read", scope
        return Response(200, {"value": rbac.permissions(call.world, call.principal, scope)})
    entry_id = f"{scope}/providers/{rbac.AUTHORIZATION}/{kind}" + (f"/{path.names[0]}" if path.names else "")
    match call.request.method:
        case "GET":
            call.permit(f"{rbac.AUTHORIZATION}/{kind}/read", scope)
            return _read(call, kind, scope, entry_id) if path.names else _list(call, kind, scope)
        case "PUT" if kind != "denyAssignments" and path.names:
            call.permit(f"{rbac.AUTHORIZATION}/{kind}/write", scope)
            call.resource_id = entry_id
            return _put(call, kind, scope, entry_id)
        case "DELETE" if kind != "denyAssignments" and path.names:
            call.permit(f"{rbac.AUTHORIZATION}/{kind}/delete", scope)
            entry = call.world.policy.get(entry_id)
            if entry is None:
                return Response(204)
            call.world.policy.remove(entry_id)
            call.log("Succeeded", "OK")
            return Response(200, rbac.show_policy(entry))
    raise errors.arm(
        405, "MethodNotAllowed", f"The http method '{call.request.method}' is not supported for '{kind}'."
    )


def _read(call: Call, kind: str, scope: str, entry_id: str) -> Response:
    if kind == "roleDefinitions":
        for body in _definitions(call, scope):
            if body["name"].lower() == name_of(entry_id).lower():
                return Response(200, body)
    entry = call.world.policy.get(entry_id)
    if entry is None:
        codes = {
            "locks": "LockNotFound",
            "roleAssignments": "RoleAssignmentNotFound",
            "roleDefinitions": "RoleDefinitionDoesNotExist",
        }
        code = codes.get(kind, "NotFound")
        raise errors.arm(
            404, code, f"The {kind} '{name_of(entry_id)}' could not be found at scope '{scope}'."
        )
    return Response(200, rbac.show_policy(entry))


def _list(call: Call, kind: str, scope: str) -> Response:
    wanted = call.request.query.get("$filter", "")
    conditions = {name.lower(): value for name, value in _EQUALS.findall(wanted)}
    if kind == "roleDefinitions":
        bodies = _definitions(call, scope)
        if "rolename" in conditions:
            bodies = [body for body in bodies if body["properties"]["roleName"] == conditions["rolename"]]
        return Response(200, {"value": bodies})
    at_scope_only = "atscope()" in wanted.lower()
    entries = [
        entry
        for entry in call.world.policy.of_type(f"{rbac.AUTHORIZATION}/{kind}")
        if covers(rbac.policy_scope(entry), scope)
        or (not at_scope_only and covers(scope, rbac.policy_scope(entry)))
    ]
    principal = conditions.get("principalid") or conditions.get("assignedto")
    assigned = re.search(r"assignedTo\('([^']*)'\)", wanted, re.IGNORECASE)
    principal = assigned.group(1) if assigned else principal
    if principal:
        entries = [entry for entry in entries if entry.properties.get("principalId") == principal]
    return Response(200, {"value": [rbac.show_policy(entry) for entry in entries]})


def _definitions(call: Call, scope: str) -> list[Json]:
    subscription = "/".join(scope.split("/")[:3])
    bodies: list[Json] = [
        {
            "id": f"{subscription}/providers/{rbac.AUTHORIZATION}/roleDefinitions/{guid}",
            "name": guid,
            "type": f"{rbac.AUTHORIZATION}/roleDefinitions",
            "properties": {
                "roleName": name,
                "type": "BuiltInRole",
                "description": "",
                "assignableScopes": ["/"],
                "permissions": [permission],
            },
        }
        for name, guid, permission in BUILT_IN_ROLES
    ]
    bodies += [
        rbac.show_policy(entry)
        for entry in call.world.policy.of_type(f"{rbac.AUTHORIZATION}/roleDefinitions")
    ]
    return bodies


def _put(call: Call, kind: str, scope: str, entry_id: str) -> Response:
    properties = dict(call.document().get("properties") or {})
    existing = call.world.policy.get(entry_id)
    if kind == "locks" and properties.get("level") not in ("CanNotDelete", "ReadOnly"):
        raise errors.arm(400, "InvalidLockLevel", f"The lock level '{properties.get('level')}' is invalid.")
    if kind == "roleAssignments":
        if rbac.definition(call.world, str(properties.get("roleDefinitionId", ""))) is None:
            raise errors.arm(
                400,
                "RoleDefinitionDoesNotExist",
                f"The specified role definition with ID '{name_of(str(properties.get('roleDefinitionId', '')))}' does not exist.",
            )
        for other in call.world.policy.of_type(f"{rbac.AUTHORIZATION}/roleAssignments"):
            if (
                rbac.policy_scope(other).lower() == scope.lower()
                and other.properties.get("principalId") == properties.get("principalId")
                and name_of(str(other.properties.get("roleDefinitionId")))
                == name_of(str(properties["roleDefinitionId"]))
                and other is not existing
            ):
                raise errors.arm(409, "RoleAssignmentExists", "The role assignment already exists.")
        properties.setdefault("principalType", "ServicePrincipal")
        properties["scope"] = scope
    entry = call.world.policy.put(
        Stored(
            id=existing.id if existing else entry_id,
            type=f"{rbac.AUTHORIZATION}/{kind}",
            location="",
            properties=properties,
        )
    )
    call.log("Succeeded", "Created")
    return Response(200 if existing and kind != "roleAssignments" else 201, rbac.show_policy(entry))
