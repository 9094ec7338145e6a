"""What Azure can be asked about a plan before it is applied: ``provision.ports.Foresight`` over ARM. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from natpin.azure.arm import Arm
from natpin.errors import Rejected
from natpin.model.change import Json
from natpin.provision.ids import parse
from natpin.provision.ports import Disallowed, Permission

DEPLOYMENTS_API = "2024-11-01"
USAGES_API = "2025-05-01"
ASSIGNMENTS_API = "2022-04-01"
DISALLOWED = "RequestDisallowedByPolicy"
_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


class ArmForesight:
    """Implements ``provision.ports.Foresight``."""

    def __init__(self, arm: Arm) -> None:
        self._arm = arm

    def disallowed(self, group: str, resources: Sequence[Json]) -> Sequence[Disallowed]:
        """What Azure Policy would refuse of resources that a template would write to a resource group.

        ARM validates a template with the policies of the group in force, and writes nothing. Source: Azure REST API,
        "Deployments - Validate"; the error's shape: Azure/azure-cli#6075. Raises Rejected where it finds something else wrong,
        or the caller may not ask.
        """
        template = {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", "resources": list(resources)}
        path = f"{group}/providers/Microsoft.Resources/deployments/natpin-validate/validate"
        body = {"properties": {"mode": "Incremental", "template": template}}
        try:
            reply = self._arm.patiently("POST", self._arm.url(path, DEPLOYMENTS_API), body)
        except Rejected as error:
            found = [
                Disallowed(target, message) for code, target, message in error.details if code == DISALLOWED
            ]
            if not found or len(found) < len(error.details):
                raise
            return found
        if reply is None or reply.status != 200 or (reply.body or {}).get("error"):
            raise Rejected("Azure did not validate it", 0, "NotValidated")
        return ()

    def usages(self, subscription: str, location: str) -> Mapping[str, tuple[int, int]]:
        """By the name of a quota of the network provider: how much of it is used, and its limit. Source: Azure REST API,
        "Usages - List"."""
        path = f"/subscriptions/{subscription}/providers/Microsoft.Network/locations/{location}/usages"
        found = {}
        for row in self._arm.listed(self._arm.url(path, USAGES_API)):
            name = row.get("name")
            value = name.get("value") if isinstance(name, Mapping) else None
            used, limit = row.get("currentValue"), row.get("limit")
            if isinstance(value, str) and isinstance(used, int) and isinstance(limit, int):
                found[value] = (used, limit)
        return found

    def permissions_of(self, principal: str, scope: str) -> Sequence[Permission]:
        """What the roles of an identity allow at a scope, those of groups it is in included. Source: Azure RBAC REST API,
        "Role Assignments - List For Scope" (``assignedTo``) and "Role Definitions - Get By Id"."""
        path = f"{scope}/providers/Microsoft.Authorization/roleAssignments"
        query = {"$filter": f"atScope() and assignedTo('{principal}')"}
        roles = {
            str(_properties(row).get("roleDefinitionId") or "")
            for row in self._arm.listed(self._arm.url(path, ASSIGNMENTS_API, **query))
        }
        found: list[Permission] = []
        for role in sorted(roles - {""}):
            reply = self._arm.read(self._arm.url(role, ASSIGNMENTS_API))
            if reply is None:
                raise Rejected(f"the role {role} is not there", 404, "NotFound")
            permissions = _properties(reply.body or {}).get("permissions")
            for each in permissions if isinstance(permissions, list) else []:
                found.append(Permission(_words(each, "actions"), _words(each, "notActions")))
        return found

    def principal_of(self, identity: str) -> str:
        """The object id of a user-assigned identity; empty where it is not there."""
        reply = self._arm.read(self._arm.url(identity, "2023-01-31")) if parse(identity).names else None
        return str(_properties(reply.body or {}).get("principalId") or "") if reply is not None else ""


def _properties(row: Mapping[str, Any]) -> Mapping[str, Any]:
    found = row.get("properties")
    return found if isinstance(found, Mapping) else {}


def _words(row: object, name: str) -> tuple[str, ...]:
    found = row.get(name) if isinstance(row, Mapping) else None
    return tuple(str(word) for word in found) if isinstance(found, list) else ()
