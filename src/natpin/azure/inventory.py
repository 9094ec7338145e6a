"""The resources of a subscription that bear on egress, a thousand a request, by Azure Resource Graph.

One query without joins: Resource Graph bounds joins and mv-expands, and truncates some of them silently; the joining
is the graph's business anyway. Resource Graph lags behind ARM by seconds to minutes, so what is found here is an
inventory: whoever acts on a difference confirms it by a direct GET.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from natpin.azure.connection import Connection
from natpin.azure.credentials import credential
from natpin.azure.refusals import told
from natpin.errors import CloudError
from natpin.model.resource import (
    CLUSTER,
    NAT_GATEWAY,
    PUBLIC_IP,
    PUBLIC_IP_PREFIX,
    ROUTE_TABLE,
    VIRTUAL_NETWORK,
)

TYPES = (CLUSTER, VIRTUAL_NETWORK, NAT_GATEWAY, PUBLIC_IP, PUBLIC_IP_PREFIX, ROUTE_TABLE)
PAGE = 1000
"""Rows a page: Resource Graph's maximum."""


def query(types: Sequence[str] = TYPES) -> str:
    """The query. Ordered by a unique column, else paging may repeat and lose rows."""
    listed = ", ".join(f"'{type_.lower()}'" for type_ in types)
    return (
        f"resources | where type in~ ({listed}) "
        "| project id, name, type, location, resourceGroup, subscriptionId, sku, zones, tags, properties "
        "| order by id asc"
    )


def rows(connection: Connection, subscriptions: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Every row of the inventory. Raises CloudError; a page that cannot be had is never an empty one."""
    from azure.mgmt.resourcegraph import ResourceGraphClient
    from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

    from natpin.azure.transport import ReadOnlyTransport

    doing = f"asking Resource Graph for {', '.join(subscriptions)}"
    try:
        with ResourceGraphClient(
            credential(connection), transport=ReadOnlyTransport(), **connection.client_options()
        ) as client:
            token = None
            while True:
                options = QueryRequestOptions(top=PAGE, skip_token=token, result_format="objectArray")
                answer = client.resources(
                    QueryRequest(subscriptions=list(subscriptions), query=query(), options=options)
                )
                if not isinstance(answer.data, list):
                    raise CloudError(f"{doing}: the answer holds no rows")
                yield from answer.data
                token = answer.skip_token
                if not token:
                    if str(answer.result_truncated).lower().endswith("true"):
                        raise CloudError(f"{doing}: the answer is truncated and cannot be paged")
                    return
    except Exception as error:
        raise told(error, connection, doing) from error
