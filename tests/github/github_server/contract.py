"""GitHub's own OpenAPI and GraphQL descriptions, holding both sides to their word."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from urllib.parse import parse_qsl

from graphql import GraphQLSchema, build_schema
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

SPECS = Path(__file__).parents[2] / "specs" / "github"


@functools.cache
def openapi() -> OpenAPI:
    described = json.loads((SPECS / "openapi-slice.json").read_text(encoding="utf-8"))
    _allow_null(described["components"])
    return OpenAPI.from_dict(described)


def _allow_null(node: object) -> None:
    """Where the description says ``nullable`` beside an enum without null, GitHub answers null all the same (an open
    issue's state_reason, an unfinished check's conclusion)."""
    if isinstance(node, dict):
        if node.get("nullable") is True and isinstance(node.get("enum"), list) and None not in node["enum"]:
            node["enum"].append(None)
        for value in node.values():
            _allow_null(value)
    elif isinstance(node, list):
        for value in node:
            _allow_null(value)


@functools.cache
def graphql_schema() -> GraphQLSchema:
    return build_schema((SPECS / "schema-slice.graphql").read_text(encoding="utf-8"))


def request_for(method: str, path: str, query: str, body: bytes) -> MockRequest:
    return MockRequest(
        "https://api.github.com",
        method.lower(),
        path,
        args=dict(parse_qsl(query)),
        data=body or None,
        content_type="application/json",
    )


def request_fault(request: MockRequest) -> str:
    """Why GitHub would not have expected this request; empty when it would."""
    try:
        openapi().validate_request(request)
    except OpenAPIError as error:
        return _told(error)
    return ""


def response_fault(request: MockRequest, status: int, body: bytes) -> str:
    """Why GitHub would not have answered this."""
    try:
        openapi().validate_response(
            request, MockResponse(body, status_code=status, content_type="application/json")
        )
    except OpenAPIError as error:
        told = _told(error)
        # Refusals that hold for every operation are not repeated in each operation's description.
        if status in (401, 403, 404, 410, 422, 429) and "ResponseNotFound" in told:
            return ""
        return told
    return ""


def _told(error: BaseException) -> str:
    parts = []
    link: BaseException | None = error
    while link is not None:
        parts.append(f"{type(link).__name__}: {link}")
        parts += [str(one)[:300] for one in getattr(link, "schema_errors", ())]
        link = link.__cause__
    return " <- ".join(parts)[:2000]
