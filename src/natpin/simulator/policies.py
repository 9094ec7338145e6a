"""Azure Policy, as far as it denies: an assignment refuses resources of a type that lack a tag, or are outside of some regions.

The refusal's shape: Azure/azure-cli#6075 and "Resolve errors for policy violations" (``RequestDisallowedByPolicy``, 403).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from natpin.simulator import errors, rbac
from natpin.simulator.exchange import Json, Response
from natpin.simulator.ids import covers
from natpin.simulator.store import Stored
from natpin.simulator.world import SimulatedAzure

KIND = f"{rbac.AUTHORIZATION}/policyAssignments"


def require_allowed(world: SimulatedAzure, resource_id: str, type_: str, body: Json) -> None:
    """Raise the 403 of a write that a policy denies."""
    for refusal in refusals(world, resource_id, type_, body):
        raise errors.Refused(Response(403, {"error": refusal}))


def refusals(world: SimulatedAzure, resource_id: str, type_: str, body: Json) -> Iterator[Json]:
    """Why policies deny a resource: an error of ARM's for each that does."""
    for assignment in world.policy.of_type(KIND):
        if covers(rbac.policy_scope(assignment), resource_id) and _denies(assignment, type_, body):
            name = resource_id.rsplit("/", 1)[-1]
            identifiers = [{"policyAssignment": {"name": assignment.name, "id": assignment.id}}]
            yield {
                "code": "RequestDisallowedByPolicy",
                "target": name,
                "message": f"Resource '{name}' was disallowed by policy. Policy identifiers: '{json.dumps(identifiers)}'.",
                "additionalInfo": [
                    {"type": "PolicyViolation", "info": {"policyAssignmentName": assignment.name}}
                ],
            }


def _denies(assignment: Stored, type_: str, body: Json) -> bool:
    rule = assignment.properties
    if rule.get("type") and str(rule["type"]).lower() != type_.lower():
        return False
    if rule.get("tag") and rule["tag"] not in (body.get("tags") or {}):
        return True
    location = str(body.get("location") or "").replace(" ", "").lower()
    return bool(rule.get("locations") and location and location not in rule["locations"])
