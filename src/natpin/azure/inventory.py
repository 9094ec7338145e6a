"""The resources of subscriptions that bear on egress, a thousand a request, by Azure Resource Graph.

One query without joins: Resource Graph bounds joins and mv-expands, and truncates some of them silently; the joining
is the graph's business anyway. Resource Graph lags behind ARM by seconds to minutes, so what is found here is an
inventory: whoever acts on a difference confirms it by a direct GET.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from natpin.azure.arm import Arm
from natpin.errors import CloudError
from natpin.formats.snapshot import TYPES
from natpin.model.resource import CLUSTER

API = "2021-03-01"
PAGE = 1000
"""Rows a page: Resource Graph's maximum."""
QUOTA, RESETS = "x-ms-user-quota-remaining", "x-ms-user-quota-resets-after"
"""How many queries the caller may still send, and in how long (hh:mm:ss) that starts anew. Source: Azure Resource Graph,
"Guidance for throttled requests"."""
_LONGEST_REST = 60
"""Seconds: a server that asks for more is asked again all the same, and says so itself."""
_TIME = re.compile(r"(\d{1,2}):(\d\d):(\d\d)")


def query(types: Sequence[str] = TYPES) -> str:
    """The query. Ordered by a unique column, else paging may repeat and lose rows; tags are not asked for, since
    nothing is judged by them and they may hold anything."""
    listed = ", ".join(f"'{type_.lower()}'" for type_ in types)
    return (
        f"resources | where type in~ ({listed}) "
        "| project id, name, type, location, resourceGroup, subscriptionId, sku, zones, properties "
        "| order by id asc"
    )


def clusters_near(arm: Arm, networks: Sequence[str]) -> list[str]:
    """Ids of the clusters that name a subnet of some virtual networks, whatever subscription they are in. Raises
    CloudError."""
    if not networks:
        return []
    named = [network.lower().replace("\\", "\\\\").replace("'", "\\'") for network in networks]
    near = " or ".join(f"tostring(properties) contains '{network}/subnets/'" for network in named)
    text = f"resources | where type =~ '{CLUSTER.lower()}' and ({near}) | project id, name, type | order by id asc"
    return [row["id"] for row in rows(arm, (), text)]


def rows(arm: Arm, subscriptions: Sequence[str], asked: str | None = None) -> Iterator[Mapping[str, Any]]:
    """Every row of the inventory, or of another query. Raises CloudError; a page that cannot be had is never an empty
    one.

    Without a subscription, every one that the caller sees is asked. Source: Azure Resource Graph REST API 2021-03-01,
    "Resources - Resources": ``subscriptions`` is optional.
    """
    url = arm.url("/providers/Microsoft.ResourceGraph/resources", API)
    doing = f"asking Resource Graph for {', '.join(subscriptions) or 'clusters in every subscription'}"
    options: dict[str, Any] = {"$top": PAGE, "resultFormat": "objectArray"}
    tokens: set[str] = set()
    seen = 0
    while True:
        wanted: dict[str, Any] = {"query": asked or query(), "options": options}
        if subscriptions:
            wanted["subscriptions"] = list(subscriptions)
        reply = arm.patiently("POST", url, wanted)
        _rest(arm, reply.headers if reply else {})
        body = (reply.body if reply else None) or {}
        page = body.get("data")
        if not isinstance(page, list) or not all(_is_row(row) for row in page):
            raise CloudError(f"{doing}: the answer holds no rows")
        seen += len(page)
        yield from page
        token = body.get("$skipToken")
        if not token:
            break
        if not isinstance(token, str) or token in tokens:
            raise CloudError(f"{doing}: the pages do not end")
        tokens.add(token)
        options = {**options, "$skipToken": token}
    total = body.get("totalRecords")
    truncated = str(body.get("resultTruncated")).lower() == "true"
    if truncated or (isinstance(total, int) and seen < total):
        raise CloudError(f"{doing}: it returned {seen} of {total} rows; try again")


def _rest(arm: Arm, headers: Mapping[str, str]) -> None:
    """Wait where the next query would be refused: cheaper than to be refused."""
    resets = _TIME.fullmatch(headers.get(RESETS, "").strip())
    if headers.get(QUOTA, "").strip() == "0" and resets:
        hours, minutes, seconds = map(int, resets.groups())
        arm.pace.sleep(min(hours * 3600 + minutes * 60 + seconds, _LONGEST_REST))


class Inventory:
    """The rows of subscriptions, each asked for once."""

    def __init__(self, arm: Arm) -> None:
        self._arm = arm
        self._rows: dict[str, dict[str, Mapping[str, Any]]] = {}

    def load(self, subscriptions: Iterable[str]) -> None:
        """Ask for those that were not asked for, all in one query. Raises CloudError."""
        missing = [one for one in subscriptions if one not in self._rows]
        if not missing:
            return
        found: dict[str, dict[str, Mapping[str, Any]]] = {one: {} for one in missing}
        for row in rows(self._arm, missing):
            key = row["id"].lower()
            found.setdefault(subscription_of(key), {})[key] = row
        self._rows |= found

    def give_up(self, subscription: str) -> None:
        """From now on it has no rows: it may not be read."""
        self._rows.setdefault(subscription, {})

    def keep_only(self, subscriptions: Iterable[str]) -> None:
        """Forget the rows of all others."""
        self._rows = {one: self._rows[one] for one in subscriptions if one in self._rows}

    def has(self, subscription: str) -> bool:
        """Whether it was asked for."""
        return subscription in self._rows

    def of(self, subscription: str) -> Mapping[str, Mapping[str, Any]]:
        """The rows of a subscription, by id in lower case."""
        return self._rows.get(subscription, {})

    def find(self, key: str) -> Mapping[str, Any] | None:
        """A row by its id in lower case."""
        return self.of(subscription_of(key)).get(key)


def subscription_of(identifier: str) -> str:
    """The subscription that an ARM id names, in lower case; empty where it names none."""
    parts = identifier.lower().split("/", 3)
    return parts[2] if len(parts) > 2 and parts[1] == "subscriptions" else ""


def _is_row(row: object) -> bool:
    return isinstance(row, Mapping) and all(isinstance(row.get(name), str) for name in ("id", "name", "type"))
