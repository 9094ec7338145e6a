"""The activity log (Microsoft.Insights, eventtypes/management), as its List operation answers."""

from __future__ import annotations

import re

from natpin.simulator import errors
from natpin.simulator.exchange import Json, Request
from natpin.simulator.ids import same
from natpin.simulator.world import SimulatedAzure

PAGE = 200
_CLAUSE = re.compile(r"\b(\w+)\s+(ge|le|eq)\s+'([^']*)'", re.IGNORECASE)
_FIELDS = {
    "resourcegroupname": "resourceGroupName",
    "resourceuri": "resourceId",
    "resourceid": "resourceId",
    "correlationid": "correlationId",
    "caller": "caller",
    "resourceprovider": "resourceProviderName",
}


def list_events(world: SimulatedAzure, request: Request, subscription: str) -> Json:
    """Events newest first. `$filter` must bound eventTimestamp from below, as Azure demands."""
    wanted = request.query.get("$filter", "")
    clauses = [(name.lower(), op.lower(), value) for name, op, value in _CLAUSE.findall(wanted)]
    if not any(name == "eventtimestamp" and op == "ge" for name, op, _value in clauses):
        raise errors.arm(
            400, "BadRequest", "The start time cannot be empty: $filter needs eventTimestamp ge '…'."
        )
    events = [event for event in reversed(world.activity) if same(event["subscriptionId"], subscription)]
    for name, op, value in clauses:
        events = [event for event in events if _matches(event, name, op, value)]
    skip = int(request.query.get("$skiptoken", "0") or 0)
    body: Json = {"value": events[skip : skip + PAGE]}
    if skip + PAGE < len(events):
        bare = re.sub(r"&\$skiptoken=\d+", "", request.target)
        body["nextLink"] = f"{request.base_url}{bare}&$skiptoken={skip + PAGE}"
    return body


def _matches(event: Json, name: str, op: str, value: str) -> bool:
    if name == "eventtimestamp":
        moment = value.rstrip("Z")[:19]
        at = str(event["eventTimestamp"])[:19]
        return at >= moment if op == "ge" else at <= moment
    known = _FIELDS.get(name)
    if known is None:
        return True
    found = event[known]
    text = found["value"] if isinstance(found, dict) else found
    return str(text).lower() == value.lower()
