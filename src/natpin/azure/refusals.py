"""What Azure's refusals mean, and what to do about them."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from natpin.azure.connection import Connection
from natpin.errors import CloudError, Unreachable

_CODE = re.compile(r"AADSTS\d{1,9}")


def told(error: Exception, connection: Connection, doing: str) -> CloudError:
    """An error of the SDK as one of ours: what was tried, what Azure said, what to do. Holds no token."""
    from azure.core.exceptions import (
        ClientAuthenticationError,
        HttpResponseError,
        ServiceRequestError,
        ServiceResponseError,
    )

    if isinstance(error, CloudError):
        return error
    match error:
        case ClientAuthenticationError():
            return CloudError(
                f"{doing}: Azure does not accept the identity. {_identity(str(error), connection)}"
            )
        case HttpResponseError(status_code=403):
            return CloudError(
                f"{doing}: forbidden. {_message(error)}. Give the identity the reader role of "
                "docs/azure-roles.md on the subscription or resource group"
            )
        case HttpResponseError(status_code=404):
            return CloudError(f"{doing}: not found. {_message(error)}")
        case HttpResponseError():
            return CloudError(f"{doing}: Azure answered {error.status_code}. {_message(error)}")
        case ServiceRequestError() | ServiceResponseError():
            return Unreachable(f"{doing}: no answer from {connection.endpoint} ({type(error).__name__})")
        case _:
            return CloudError(f"{doing}: {type(error).__name__}")


def _message(error: Any) -> str:
    """Azure's own words, on one line."""
    inner = getattr(error, "error", None)
    words = getattr(inner, "message", None) or getattr(error, "message", None) or ""
    code = getattr(inner, "code", None)
    return " ".join(f"{code}: {words}".split() if code else str(words).split())[:400].rstrip(".")


def _identity(message: str, connection: Connection) -> str:
    code = _CODE.search(message)
    named = code.group() if code else "no AADSTS code"
    if connection.auth == "oidc":
        return f"{named}. {federated_credential(connection)}"
    return f"{named}. Check tenant, client id and --auth {connection.auth}"


def federated_credential(connection: Connection) -> str:
    """The federated credential to create for the subject that this job presents."""
    subject, issuer = _claims(connection)
    body = {
        "name": "natpin",
        "issuer": issuer or "https://token.actions.githubusercontent.com",
        "subject": subject or "repo:OWNER/REPO:environment:NAME",
        "audiences": ["api://AzureADTokenExchange"],
    }
    seen = f"This job presents the subject {subject!r}" if subject else "The subject could not be read"
    return (
        f"{seen}. Create this federated credential: az ad app federated-credential create "
        f"--id {connection.client_id or 'CLIENT_ID'} --parameters '{json.dumps(body)}'"
    )


def _claims(connection: Connection) -> tuple[str | None, str | None]:
    """Subject and issuer of the assertion; its signature is neither needed nor shown."""
    if connection.assertion is None:
        return None, None
    try:
        payload = connection.assertion().split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims.get("sub") or "") or None, str(claims.get("iss") or "") or None
    except Exception:
        return None, None
