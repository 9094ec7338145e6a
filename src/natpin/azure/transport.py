"""Transports that cannot write.

The management clients write by themselves now and then: a 409 MissingSubscriptionRegistration makes azure-mgmt-core
POST ``/register``. Whatever lints, maps or looks for drift goes through here, where nothing but a GET leaves, and the
one POST that only reads: a Resource Graph query.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from azure.core.pipeline.transport import RequestsTransport

from natpin.errors import Refused

GRAPH = "/providers/microsoft.resourcegraph/resources"
"""Azure Resource Graph, "Resources - Resources": a query, sent by POST."""


_NEXT_HOP = re.compile(
    r"/subscriptions/[^/]+/resourcegroups/[^/]+/providers/microsoft\.network/networkwatchers/[^/]+/nexthop"
)
"""Azure REST API, "Network Watchers - Get Next Hop"."""


class ReadOnlyTransport(RequestsTransport):  # type: ignore[misc]  # azure.core gives it lazily, untyped
    """Sends GET, HEAD and Resource Graph queries; raises Refused for anything else, before a byte is sent."""

    def send(self, request: Any, **options: Any) -> Any:
        """Send a request that reads."""
        path = unquote(urlsplit(request.url).path).lower().rstrip("/")
        if not self.admits(request.method, path):
            raise Refused(_why(request.method, path))
        return super().send(request, **options)

    def admits(self, method: str, path: str) -> bool:
        """Whether a request may leave; ``path`` in lower case, without a slash at its end."""
        return method in ("GET", "HEAD") or (method == "POST" and path == GRAPH)


class CommandTransport(ReadOnlyTransport):
    """Reads, and runs commands in one cluster: for ``natpin verify``, which the user asks for by name."""

    def __init__(self, cluster: str, **options: Any) -> None:
        """``cluster`` is the id of the one cluster."""
        super().__init__(**options)
        self._path = f"{cluster.lower().rstrip('/')}/runcommand"

    def admits(self, method: str, path: str) -> bool:
        """Whether a request may leave."""
        return super().admits(method, path) or (method == "POST" and path == self._path)


class RouteTransport(ReadOnlyTransport):
    """Reads, and asks Network Watcher for next hops: a question, though it is sent by POST."""

    def admits(self, method: str, path: str) -> bool:
        """Whether a request may leave."""
        return super().admits(method, path) or (method == "POST" and _NEXT_HOP.fullmatch(path) is not None)


def _why(method: str, path: str) -> str:
    if path.endswith("/register"):
        provider = path.split("/")[-2]
        return (
            f"the subscription is not registered for {provider}, and this command only reads: "
            f"az provider register --namespace {provider}"
        )
    return f"this command only reads, and {method} {path} would write"
