"""Microsoft.Management: what descends from a management group.

Source: Management Groups REST API 2020-05-01, "Management Groups - Get Descendants": groups and subscriptions at every
depth, each with its parent, page by page (``$skiptoken``).
"""

from __future__ import annotations

from collections.abc import Iterator

from natpin.simulator import errors
from natpin.simulator.call import Call
from natpin.simulator.exchange import Json, Response
from natpin.simulator.settings import Settings

PAGE = 100
TYPE = "Microsoft.Management/managementGroups"


def descendants(call: Call, name: str) -> Response:
    """GET …/managementGroups/{name}/descendants."""
    scope = f"/providers/{TYPE}/{name}"
    call.permit(f"{TYPE}/descendants/read", scope)
    settings = call.world.settings
    if name not in settings.management_groups:
        raise errors.arm(404, "NotFound", f"The management group '{name}' could not be found.")
    rows = list(_below(settings, name))
    start = int(call.request.query.get("$skiptoken") or 0)
    body: Json = {"value": rows[start : start + PAGE]}
    if start + PAGE < len(rows):
        body["nextLink"] = (
            f"{call.request.base_url}{scope}/descendants?api-version={call.request.api_version}"
            f"&$skiptoken={start + PAGE}"
        )
    return Response(200, body)


def _below(settings: Settings, group: str) -> Iterator[Json]:
    for child in settings.management_groups[group]:
        is_group = child in settings.management_groups
        yield {
            "id": f"/providers/{TYPE}/{child}" if is_group else f"/subscriptions/{child}",
            "type": TYPE if is_group else "/subscriptions",
            "name": child,
            "properties": {
                "displayName": child if is_group else settings.subscriptions.get(child, child),
                "parent": {"id": f"/providers/{TYPE}/{group}"},
            },
        }
        if is_group:
            yield from _below(settings, child)
