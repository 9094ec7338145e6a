"""What a cloud without a name tells of itself, at ``RESOURCE_MANAGER/metadata/endpoints``.

Sources: Azure Stack Hub, "Use API version profiles": ``loginEndpoint`` and ``audiences``; one object of this form since
2022-09-01: hashicorp/go-azure-sdk, sdk/internal/metadata.
"""

from __future__ import annotations

import json
from typing import Any

from natpin.azure.clouds import Cloud
from natpin.errors import ConfigError, Unreachable

API = "2022-09-01"


def told_by(endpoint: str, ca_file: str | None = None, *, seconds: float = 20.0) -> Cloud:
    """What a Resource Manager tells of its own cloud; nobody has to sign in for it. Raises ConfigError where it tells no
    https address that tokens could come from, and Unreachable where it does not answer."""
    from azure.core import PipelineClient
    from azure.core.exceptions import AzureError
    from azure.core.pipeline.transport import RequestsTransport
    from azure.core.rest import HttpRequest

    url = f"{endpoint}/metadata/endpoints?api-version={API}"
    transport = RequestsTransport(connection_verify=ca_file or True)
    try:
        # No policies: nothing is repeated, no redirect is followed.
        with PipelineClient[Any, Any](endpoint, policies=[], transport=transport) as client:
            response = client.send_request(
                HttpRequest("GET", url, headers={"Accept": "application/json"}),
                connection_timeout=seconds,
                read_timeout=seconds,
            )
            status, raw = response.status_code, response.read()
    except AzureError as error:
        raise Unreachable(
            f"asking {endpoint} for its cloud's endpoints: no answer ({type(error).__name__})"
        ) from None
    if status != 200:
        raise Unreachable(
            f"asking {endpoint} for its cloud's endpoints: the answer is {status}. Say where tokens come from: "
            "--azure-authority URL"
        )
    return read_metadata(endpoint, raw)


def read_metadata(endpoint: str, raw: bytes) -> Cloud:
    """A cloud from what its ``/metadata/endpoints`` answers. Raises ConfigError."""
    try:
        # Some answers begin with a byte order mark (hashicorp/go-azure-sdk strips it as well).
        document = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        document = None
    authentication = document.get("authentication") if isinstance(document, dict) else None
    authentication = authentication if isinstance(authentication, dict) else {}
    login, audiences = authentication.get("loginEndpoint"), authentication.get("audiences")
    audience = next(iter(audiences), None) if isinstance(audiences, list) else None
    if not _safe(login) or not isinstance(audience, str) or not audience:
        raise ConfigError(
            f"{endpoint} does not publish its token endpoint: give it with --azure-authority URL"
        )
    return Cloud(endpoint, str(login).rstrip("/"), audience)


def _safe(login: object) -> bool:
    """A secret goes to this address: only over TLS."""
    return (
        isinstance(login, str) and login.lower().startswith("https://") and not any(map(str.isspace, login))
    )
