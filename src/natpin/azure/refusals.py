"""What Azure's refusals mean, and what to do about them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from natpin.azure.arm import masked
from natpin.azure.connection import Connection
from natpin.errors import CloudError, NatpinError, Rejected, Unreachable
from natpin.github.oidc import claims

if TYPE_CHECKING:
    from azure.core.exceptions import HttpResponseError

READER_ROLE = "natpin reader"
"""As docs/roles/reader.json names it."""

_CODE = re.compile(r"AADSTS\d{1,9}")
_MEANING = {
    "AADSTS700211": "no federated credential has this issuer",
    "AADSTS700212": "the federated credential has another audience",
    "AADSTS700213": "no federated credential has this subject",
    "AADSTS70021": "no federated credential matches",
    "AADSTS700024": "the assertion has expired",
    "AADSTS7000215": "the client secret is wrong: give the secret's value, not its id",
    "AADSTS7000222": "the client secret has expired",
    "AADSTS700016": "the tenant has no application with this client id",
    "AADSTS90002": "there is no such tenant",
    "AADSTS53003": "a conditional access policy blocks it",
}
"""Source: Microsoft Entra, "Authentication and authorization error codes"."""


def told(error: Exception, connection: Connection, doing: str, scope: str = "") -> NatpinError:
    """An error as one of ours: what was tried, what Azure said, what to do. Holds no token and no secret.

    ``scope`` is the ARM id that a missing role would have to be given at.
    """
    from azure.core.exceptions import (
        AzureError,
        ClientAuthenticationError,
        HttpResponseError,
        ServiceRequestError,
        ServiceResponseError,
    )

    match error:
        case Rejected(code=code) if _CODE.fullmatch(code):
            return Rejected(f"{doing}: {_identity(code, connection, scope)}", error.status, code)
        case Rejected(status=401):
            why = f"{doing}: Azure does not accept the token. {error.message}"
            return Rejected(why, error.status, error.code)
        case Rejected(status=403):
            advice = role_assignment(connection, scope)
            return Rejected(f"{doing}: forbidden. {_once(error.message)}. {advice}", error.status, error.code)
        case Rejected():
            return Rejected(f"{doing}: {error.message}", error.status, error.code, error.retry_after)
        case Unreachable():
            return Unreachable(f"{doing}: {error.message}")
        case NatpinError():
            return error
        case ClientAuthenticationError():
            found = _CODE.search(str(error))
            named = found.group() if found else ""
            why = _identity(named, connection, scope) if named else masked(str(error))[:600]
            return Rejected(f"{doing}: {why}", 401, named or "NoToken")
        case HttpResponseError(status_code=403):
            why = f"{doing}: forbidden. {_message(error)}. {role_assignment(connection, scope)}"
            return Rejected(why, 403, "AuthorizationFailed")
        case HttpResponseError():
            status = int(error.status_code or 0)
            return Rejected(f"{doing}: Azure answered {status}. {_message(error)}", status, f"HTTP{status}")
        case ServiceRequestError() | ServiceResponseError():
            return Unreachable(f"{doing}: no answer from {connection.endpoint} ({type(error).__name__})")
        case AzureError():
            return CloudError(f"{doing}: {masked(str(error))[:400]}")
        case _:
            raise error


def _once(message: str) -> str:
    return " ".join(masked(message).split())[:600].rstrip(".")


def _message(error: HttpResponseError) -> str:
    """Azure's own words, on one line."""
    inner: Any = error.error
    words = getattr(inner, "message", None) or error.message or ""
    code = getattr(inner, "code", None)
    return _once(f"{code}: {words}" if code else words)


def _identity(code: str, connection: Connection, scope: str) -> str:
    """Why Entra gives no token, who was presented, and what to create."""
    said = f"Azure gives no token ({code}: {_MEANING.get(code, 'see Entra error codes')})"
    who = (
        f"client {connection.client_id or '?'} in tenant {connection.tenant or '?'}, --auth {connection.auth}"
    )
    if connection.auth == "oidc":
        return f"{said}. Asked for {who}.\n{federated_credential(connection)}\n{role_assignment(connection, scope)}"
    return f"{said}. Asked for {who}"


def federated_credential(connection: Connection) -> str:
    """The federated credential to create for the subject that this job presents."""
    presented = _claims(connection)
    subject = presented.get("sub")
    body = {
        "name": "natpin",
        "issuer": presented.get("iss") or "https://token.actions.githubusercontent.com",
        "subject": subject or "repo:OWNER/REPO:environment:NAME",
        "audiences": [connection.exchange],
    }
    seen = (
        f"This job presents the subject {subject}" if subject else "The subject presented could not be read"
    )
    return (
        f"{seen}\nCreate this federated credential: az ad app federated-credential create "
        f"--id {connection.client_id or 'CLIENT_ID'} --parameters '{json.dumps(body)}'"
    )


def role_assignment(connection: Connection, scope: str) -> str:
    """The role assignment that reading needs."""
    where = "/".join(scope.split("/")[:5]) or "/subscriptions/SUBSCRIPTION"
    return (
        f'Give the identity the role "{READER_ROLE}" (docs/roles/reader.json): az role assignment create '
        f'--assignee {connection.client_id or "CLIENT_ID"} --role "{READER_ROLE}" --scope {where}'
    )


def _claims(connection: Connection) -> dict[str, str]:
    """Subject and issuer of the assertion; its signature is neither needed nor shown."""
    if connection.assertion is None:
        return {}
    try:
        said = claims(connection.assertion())
    except NatpinError:
        return {}
    return {name: _printable(said[name]) for name in ("sub", "iss") if isinstance(said.get(name), str)}


def _printable(text: str) -> str:
    """A claim on one line, and unable to leave the quotes of the command it is shown in."""
    return "".join(ch for ch in text if ch.isprintable() and ch not in "'`\\")[:400]
