"""Microsoft.ResourceGraph/resources: queries over what is there, a page at a time, possibly behind the times.

1,000 rows a page; no $skipToken when the query limits itself or projects no `id`
(learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data). Rows show types and resource
group names in lower case, and only what the caller may read. Subnets, routes and pools are not rows of their own.
"""

from __future__ import annotations

import base64

from natpin.model.record import field, mutable
from natpin.simulator import errors, kql, rbac
from natpin.simulator.call import Call
from natpin.simulator.exchange import Json, Response
from natpin.simulator.groups import show_group, show_subscription
from natpin.simulator.ids import group_of, subscription_of
from natpin.simulator.store import Stored
from natpin.simulator.types import registry
from natpin.simulator.world import GROUP_TYPE, SHARES_PARENT, SimulatedAzure

PAGE = 1000
API_VERSION = "2025-05-01"
_NOT_ROWS = SHARES_PARENT | {GROUP_TYPE.lower()}


@mutable
class ResourceGraph:
    """The index Resource Graph answers from. While `lagging`, it stays as it was when the lag began."""

    lagging: bool = False
    _indexed: int = -1
    _rows: list[Json] = field(default_factory=list)

    def lag(self, world: SimulatedAzure) -> None:
        """From now on changes are not seen, until `settle`."""
        self._refresh(world)
        self.lagging = True

    def settle(self) -> None:
        self.lagging = False

    def rows(self, world: SimulatedAzure) -> list[Json]:
        if not self.lagging:
            self._refresh(world)
        return self._rows

    def _refresh(self, world: SimulatedAzure) -> None:
        if self._indexed != world.resources.revision:
            self._rows = [
                _row(world, entry) for entry in world.resources if entry.type.lower() not in _NOT_ROWS
            ]
            self._indexed = world.resources.revision

    def answer(self, call: Call) -> Response:
        """POST /providers/Microsoft.ResourceGraph/resources."""
        document = call.document()
        call.action, call.resource_id = "Microsoft.ResourceGraph/resources/read", "/"
        text = document.get("query")
        if not isinstance(text, str):
            raise _bad_query("Query is missing.", "", 0)
        try:
            query = kql.parse(text)
        except kql.NotUnderstood as problem:
            raise _bad_query(str(problem), problem.token, problem.position) from None
        options = document.get("options") or {}
        wanted = {
            str(name).lower() for name in document.get("subscriptions") or call.world.settings.subscriptions
        }
        source = self.rows(call.world) if query.table == "resources" else _containers(call.world)
        readable: dict[str, bool] = {}
        rows = [row for row in source if row["subscriptionId"] in wanted and _may_read(call, row, readable)]
        rows = query.run([_copy(row) for row in rows])
        return self._page(call, query, rows, options)

    def _page(self, call: Call, query: kql.Query, rows: list[Json], options: Json) -> Response:
        size = min(int(options.get("$top") or PAGE), PAGE)
        start = _start(options)
        page = rows[start : start + size]
        body: Json = {
            "totalRecords": len(rows),
            "count": len(page),
            "data": page,
            "facets": [],
            "resultTruncated": "false",
        }
        if start + size < len(rows):
            if query.limited or (query.columns is not None and "id" not in query.columns):
                body["resultTruncated"] = "true"
            else:
                body["$skipToken"] = base64.b64encode(f"natpin:{start + size}".encode()).decode()
        headers = {"x-ms-user-quota-remaining": "14", "x-ms-user-quota-resets-after": "00:00:05"}
        return Response(200, body, headers)


def _row(world: SimulatedAzure, entry: Stored) -> Json:
    rules = registry.find(entry.type)
    body: Json = (
        rules.show(world, entry, API_VERSION) if rules else {**entry.top, "properties": entry.properties}
    )
    return {
        "id": entry.id,
        "name": entry.name,
        "type": entry.type.lower(),
        "tenantId": world.settings.tenant,
        "kind": body.get("kind", ""),
        "location": entry.location,
        "resourceGroup": group_of(entry.id).lower(),
        "subscriptionId": subscription_of(entry.id).lower(),
        "managedBy": "",
        "sku": body.get("sku"),
        "plan": None,
        "properties": body.get("properties"),
        "tags": body.get("tags"),
        "identity": body.get("identity"),
        "zones": body.get("zones"),
        "extendedLocation": None,
    }


def _containers(world: SimulatedAzure) -> list[Json]:
    rows: list[Json] = []
    for name in world.settings.subscriptions:
        shown = show_subscription(world, name)
        rows.append(
            {
                "id": shown["id"],
                "name": shown["displayName"],
                "type": "microsoft.resources/subscriptions",
                "subscriptionId": name,
                "tenantId": world.settings.tenant,
                "location": "",
                "resourceGroup": "",
                "properties": {"state": "Enabled"},
                "tags": None,
            }
        )
    for entry in world.resources.of_type(GROUP_TYPE):
        shown = show_group(entry)
        rows.append(
            {
                "id": entry.id,
                "name": entry.name,
                "type": "microsoft.resources/subscriptions/resourcegroups",
                "subscriptionId": subscription_of(entry.id).lower(),
                "tenantId": world.settings.tenant,
                "location": entry.location,
                "resourceGroup": entry.name.lower(),
                "properties": shown["properties"],
                "tags": shown.get("tags"),
            }
        )
    return rows


def _may_read(call: Call, row: Json, known: dict[str, bool]) -> bool:
    """Read permission, asked once for a type in a subscription and in a group, unless a role stands at a single resource.
    What is allowed at a scope is allowed below it."""
    whole = f"{row['subscriptionId']}/{row['type']}"
    if whole not in known:
        above = f"/subscriptions/{row['subscriptionId']}"
        known[whole] = rbac.is_allowed(call.world, call.principal, f"{row['type']}/read", above)
    if known[whole]:
        return True
    key = f"{row['subscriptionId']}/{row['resourceGroup']}/{row['type']}"
    scope = row["id"].split("/providers/")[0]
    if key not in known:
        known[key] = rbac.is_allowed(call.world, call.principal, f"{row['type']}/read", scope)
    return known[key] or rbac.is_allowed(call.world, call.principal, f"{row['type']}/read", row["id"])


def _copy(row: Json) -> Json:
    return dict(row)


def _start(options: Json) -> int:
    token = options.get("$skipToken")
    if not token:
        return int(options.get("$skip") or 0)
    try:
        return int(base64.b64decode(str(token), validate=True).decode().removeprefix("natpin:"))
    except ValueError:
        raise errors.arm(400, "BadRequest", "The skip token is invalid.") from None


def _bad_query(why: str, token: str, position: int) -> errors.Refused:
    body = {
        "error": {
            "code": "BadRequest",
            "message": "Please provide below info when asking for support: timestamp = 2026-01-05T08:00:00.0000000Z, "
            "correlationId = 00000000-0000-4000-8000-000000000000.",
            "details": [
                {
                    "code": "InvalidQuery",
                    "message": "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix "
                    "the error before retrying.",
                },
                {
                    "code": "ParserFailure",
                    "message": why,
                    "line": 1,
                    "characterPositionInLine": position,
                    "token": token,
                },
            ],
        }
    }
    return errors.Refused(Response(400, body))
