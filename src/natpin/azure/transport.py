"""A transport that cannot write.

The management clients write by themselves now and then: a 409 MissingSubscriptionRegistration makes azure-mgmt-core
POST ``/register``. Whatever lints, maps or looks for drift goes through here, where nothing but a GET leaves, and the
one POST that only reads: a Resource Graph query.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from azure.core.pipeline.transport import HttpRequest, RequestsTransport

from natpin.errors import Refused

READING_POSTS = ("/providers/microsoft.resourcegraph/resources",)
"""Azure Resource Graph, "Resources - Resources": a query, sent by POST."""


class ReadOnlyTransport(RequestsTransport):
    """Sends GET, HEAD and Resource Graph queries; raises Refused for anything else, before a byte is sent."""

    def send(self, request: HttpRequest, **options: Any) -> Any:
        """Send a request that reads."""
        path = urlsplit(request.url).path.lower().rstrip("/")
        reads = request.method in ("GET", "HEAD") or (request.method == "POST" and path in READING_POSTS)
        if not reads:
            raise Refused(f"this command only reads, and {request.method} {path} would write")
        return super().send(request, **options)
