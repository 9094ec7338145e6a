"""Collections across resource types: every resource of a subscription or group, and the Kubernetes versions of a region.

Sources: Azure REST API, "Resources - List" and "List By Resource Group" (a filter on resourceType, $top; no properties);
"Container Services - List Orchestrators" (2019-08-01) and "Managed Clusters - List Kubernetes Versions". The versions are made
up for the simulator, in the form of these answers.
"""

from __future__ import annotations

import re

from natpin.simulator import errors, rbac
from natpin.simulator.call import Call
from natpin.simulator.exchange import Json, Response
from natpin.simulator.ids import group_of
from natpin.simulator.types import registry
from natpin.simulator.world import GROUP_TYPE, SHARES_PARENT

VERSIONS = ("1.32.6", "1.33.2", "1.34.0")
"""Of Kubernetes, the oldest first."""
_CHILDREN = SHARES_PARENT | {GROUP_TYPE.lower()}
_TYPE_FILTER = re.compile(r"resourceType\s+eq\s+'(?P<type>[^']+)'", re.IGNORECASE)
_SHOWN = ("tags", "sku", "zones", "kind", "identity", "managedBy")


def resources(call: Call, scope: str) -> Response:
    """GET …/resources: what the caller may read, without properties."""
    world, query = call.world, call.request.query
    call.action, call.resource_id = "Microsoft.Resources/subscriptions/resources/read", scope
    if group_of(scope) and world.resources.get(scope) is None:
        raise errors.group_not_found(group_of(scope))
    wanted = None
    if "$filter" in query:
        found = _TYPE_FILTER.fullmatch(query["$filter"].strip())
        if found is None:
            raise errors.arm(
                400,
                "InvalidFilterInQueryString",
                f"Invalid $filter '{query['$filter']}' specified in the query string.",
            )
        wanted = found["type"].lower()
    rows: list[Json] = []
    for entry in world.resources:
        below = entry.id.lower().startswith(f"{scope.lower()}/")
        if not below or entry.type.lower() in _CHILDREN or (wanted and entry.type.lower() != wanted):
            continue
        if not rbac.is_allowed(world, call.principal, f"{entry.type}/read", entry.id):
            continue
        rules = registry.find(entry.type)
        body = rules.show(world, entry, "2025-05-01") if rules else dict(entry.top)
        row = {"id": entry.id, "name": entry.name, "type": entry.type, "location": entry.location}
        rows.append({**row, **{name: body[name] for name in _SHOWN if body.get(name)}})
    top = query.get("$top", "")
    return Response(200, {"value": rows[: int(top)] if top.isdigit() else rows})


def orchestrators(call: Call, subscription: str, location: str) -> Response:
    """GET …/locations/{location}/orchestrators."""
    call.permit("Microsoft.ContainerService/locations/orchestrators/read", f"/subscriptions/{subscription}")
    return Response(
        200,
        {
            "id": f"/subscriptions/{subscription}/providers/Microsoft.ContainerService/locations/{location}/orchestrators",
            "name": "default",
            "type": "Microsoft.ContainerService/locations/orchestrators",
            "properties": {
                "orchestrators": [
                    {
                        "orchestratorType": "Kubernetes",
                        "orchestratorVersion": version,
                        **({"default": True} if version == VERSIONS[1] else {}),
                        "upgrades": [
                            {"orchestratorType": "Kubernetes", "orchestratorVersion": later}
                            for later in VERSIONS[number + 1 : number + 2]
                        ],
                    }
                    for number, version in enumerate(VERSIONS)
                ]
            },
        },
    )


def kubernetes_versions(call: Call, subscription: str) -> Response:
    """GET …/locations/{location}/kubernetesVersions."""
    call.permit(
        "Microsoft.ContainerService/locations/kubernetesVersions/read", f"/subscriptions/{subscription}"
    )
    return Response(
        200,
        {
            "values": [
                {
                    "version": version.rpartition(".")[0],
                    "isDefault": version == VERSIONS[1],
                    "capabilities": {"supportPlan": ["KubernetesOfficial"]},
                    "patchVersions": {version: {"upgrades": list(VERSIONS[number + 1 : number + 2])}},
                }
                for number, version in enumerate(VERSIONS)
            ]
        },
    )
