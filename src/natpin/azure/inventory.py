"""The resources of subscriptions that bear on egress, a thousand a request, by Azure Resource Graph.

One query without joins: Resource Graph bounds joins and mv-expands, and truncates some of them silently; the joining
is the graph's business anyway. Resource Graph lags behind ARM by seconds to minutes, so what is found here is an
inventory: whoever acts on a difference confirms it by a direct GET.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from natpin.azure.arm import Arm
from natpin.errors import CloudError
from natpin.formats.snapshot import TYPES
from natpin.model.resource import CLUSTER

API = "2021-03-01"
PAGE = 1000
"""Rows a page: Resource Graph's maximum."""


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
            raise CloudError(f"{doing}: the pages have no end")
        tokens.add(token)
        options = {**options, "$skipToken": token}
    total = body.get("totalRecords")
    truncated = str(body.get("resultTruncated")).lower() == "true"
    if truncated or (isinstance(total, int) and seen < total):
        raise CloudError(f"{doing}: it gave {seen} of {total} rows; try again")


def _is_row(row: object) -> bool:
    return isinstance(row, Mapping) and all(isinstance(row.get(name), str) for name in ("id", "name", "type"))
