"""What goes over the wire, without the wire: one request in, one answer out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from natpin.model.record import field, record

Json = dict[str, Any]


@record
class Request:
    """One HTTP request as it arrived.

    `target` is the path with its query, still quoted; header names are lower case; `base_url` is the scheme,
    host and port the client used (links in answers are built on it).
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base_url: str = "https://localhost"

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        pairs = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[-1] for name, values in pairs.items()}

    @property
    def api_version(self) -> str:
        """The api-version asked for, whatever its spelling; empty if none was."""
        for name, value in self.query.items():
            if name.lower() == "api-version":
                return value
        return ""


@record
class Response:
    """One HTTP answer; `body` is JSON to send, None for no body, bytes to send as they are."""

    status: int
    body: Json | list[Json] | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        match self.body:
            case None:
                return b""
            case bytes() as raw:
                return raw
            case document:
                return json.dumps(document, separators=(",", ":")).encode()
