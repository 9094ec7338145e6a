"""Who wrote a resource last, by the activity log, which Azure keeps for 90 days.

Source: Azure Monitor REST API, "Activity Logs - List" (2015-04-01): the filter must bound the time from below, and may
name a resource. Reading it takes Microsoft.Insights/eventtypes/values/read, which the role Reader has.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from natpin.azure.arm import Arm
from natpin.errors import CloudError
from natpin.model.drift import Author

API = "2015-04-01"
DAYS = 89
MOST = 100
"""Resources asked about in one run."""


class ActivityLog:
    """Asked once for each resource; once it refuses, never again."""

    def __init__(self, arm: Arm, now: datetime.datetime | None = None) -> None:
        self._arm = arm
        since = (now or datetime.datetime.now(datetime.UTC)) - datetime.timedelta(days=DAYS)
        self._since = since.strftime("%Y-%m-%dT%H:%M:%SZ")
        self._known: dict[str, Author | None] = {}
        self.refusal = ""
        """Why it tells nothing; empty while it does."""

    def author(self, *identifiers: str | None) -> Author | None:
        """Who wrote the first of these that the log knows. Never raises: not to be told is no failure."""
        for identifier in identifiers:
            if identifier and (found := self._author(identifier)) is not None:
                return found
        return None

    def _author(self, identifier: str) -> Author | None:
        key = identifier.lower()
        if key not in self._known:
            if self.refusal or len(self._known) >= MOST or len(key.split("/")) < 9:
                return None
            self._known[key] = self._ask(identifier)
        return self._known[key]

    def _ask(self, identifier: str) -> Author | None:
        subscription = identifier.split("/")[2]
        quoted = identifier.replace("'", "''")
        url = self._arm.url(
            f"/subscriptions/{subscription}/providers/Microsoft.Insights/eventtypes/management/values",
            API,
            **{
                "$filter": f"eventTimestamp ge '{self._since}' and resourceUri eq '{quoted}'",
                "$select": "caller,eventTimestamp,operationName,resourceId,status",
            },
        )
        try:
            reply = self._arm.read(url)
        except CloudError as error:
            self.refusal = str(error)
            return None
        body = reply.body if reply is not None else None
        events = (body or {}).get("value")
        rows = [event for event in events if isinstance(event, Mapping)] if isinstance(events, list) else []
        writes = [row for row in rows if _is_write(row)]
        newest = max(writes, key=lambda row: str(row.get("eventTimestamp")), default=None)
        if newest is None:
            return None
        return Author(
            str(newest.get("caller") or "someone that the log does not name"),
            str(newest.get("eventTimestamp") or ""),
            _text(newest.get("operationName")),
        )


def _is_write(row: Mapping[str, Any]) -> bool:
    operation, status = _text(row.get("operationName")).lower(), _text(row.get("status")).lower()
    return operation.endswith(("/write", "/delete", "/action")) and status in (
        "succeeded",
        "accepted",
        "started",
    )


def _text(value: object) -> str:
    """The log writes some fields as an object of value and localizedValue."""
    if isinstance(value, Mapping):
        value = value.get("value")
    return str(value or "")
