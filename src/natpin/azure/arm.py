"""Azure Resource Manager, request by request: raw JSON in and out, so that no property is lost to a model.

azure-mgmt-network's client carries the requests (docs/adr/0007): by ``send_request``, which takes any address of ARM's
and any JSON. Its policies are chosen here, because the ones it would choose wait for up to a week unseen, repeat writes
whose outcome is unknown, follow redirects, and register resource providers by themselves.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from natpin.azure.clouds import CLOUDS, PUBLIC
from natpin.errors import Rejected, Unreachable
from natpin.model.record import record
from natpin.provision.ports import Pace
from natpin.provision.retryable import may_pass

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.core.pipeline.transport import HttpTransport

_QUERY = re.compile(r"(https?://[^\s?\"'<>]{1,2000})\?[^\s\"'<>]*")
_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}")
_SECRET = re.compile(
    r"(?i)\b(client_secret|client_assertion|password|sig|signature|access_token|authorization)(\"?\s*[=:]\s*\"?)[^\s&\"',;]+"
)


_MOST_PAGES = 1000


def masked(text: str) -> str:
    """A text of Azure's without what would open a door: signed addresses' queries, tokens, secrets."""
    return _SECRET.sub(r"\1\2***", _TOKEN.sub("***", _QUERY.sub(r"\1?***", text)))


@record
class Reply:
    """An answer of ARM's: a status below 400 (or 404 where that was expected)."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: Mapping[str, Any] | None


class Arm:
    """One caller's way to ARM. Safe to use from several threads."""

    def __init__(
        self,
        credential: TokenCredential,
        *,
        base_url: str = CLOUDS[PUBLIC].endpoint,
        scope: str | None = None,
        connection_verify: bool | str = True,
        transport: HttpTransport[Any, Any] | None = None,
        pace: Pace | None = None,
        timeout: float = 60.0,
    ) -> None:
        """``connection_verify`` is a CA bundle's path for a private cloud; ``timeout`` seconds bound each request."""
        from azure.core.pipeline.policies import HeadersPolicy, RequestIdPolicy, UserAgentPolicy
        from azure.core.pipeline.transport import RequestsTransport
        from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy
        from azure.mgmt.network import NetworkManagementClient

        from natpin import __version__
        from natpin.azure.quiet import quiet

        quiet()
        self.base_url = base_url.rstrip("/")
        self.pace = pace or Pace()
        self._credential = credential
        self._scope = scope or f"{self.base_url}/.default"
        self._timeout = timeout
        self._oid: str | None = None
        self._lock = threading.Lock()
        policies = [
            RequestIdPolicy(),
            HeadersPolicy({"Accept": "application/json"}),
            UserAgentPolicy(base_user_agent=f"natpin/{__version__}"),
            ARMChallengeAuthenticationPolicy(credential, self._scope),
        ]
        self._client: Any = NetworkManagementClient(
            credential,
            # Its typed operations put this into their paths. Every address here names its own subscription.
            subscription_id="",
            base_url=self.base_url,
            credential_scopes=[self._scope],
            policies=policies,
            transport=transport or RequestsTransport(connection_verify=connection_verify),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def url(self, resource_id: str, api_version: str, **query: str) -> str:
        """The address of a resource or collection."""
        more = "".join(f"&{quote(name, safe='$')}={quote(value, safe='')}" for name, value in query.items())
        return f"{self.base_url}{quote(resource_id)}?api-version={api_version}{more}"

    def is_here(self, url: str) -> bool:
        """True for an address of this ARM: no other ever gets the token. A port that is the scheme's own may be written
        or not."""
        place = _place(url)
        return place is not None and place == _place(self.base_url)

    def caller(self) -> str:
        """The object id of the caller, from the token's own claims; empty when the token does not tell."""
        with self._lock:
            if self._oid is None:
                self._oid = _object_id(self._token())
            return self._oid

    def sign_in(self) -> None:
        """Have a token before anything is asked. Whoever is given none is told so at once, and not after the tries that
        requests get: another tenant or secret is not a matter of waiting. Raises Rejected and Unreachable."""
        self._token()

    def _token(self) -> str:
        from azure.core.exceptions import AzureError

        try:
            return self._credential.get_token(self._scope).token
        except AzureError as error:
            raise _no_token(error) from None

    # -- one request -------------------------------------------------------------------------------------------

    def send(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request, tried once. Raises Rejected for an error status, Unreachable for no usable answer."""
        from azure.core.exceptions import (
            AzureError,
            ClientAuthenticationError,
            DecodeError,
            HttpResponseError,
            ServiceRequestError,
            ServiceResponseError,
        )
        from azure.core.rest import HttpRequest

        where = f"{method} {urlsplit(url).path}"
        request = HttpRequest(method, _literal(url), json=body, headers=dict(headers or {}))
        try:
            response = self._client.send_request(
                request, connection_timeout=min(self._timeout, 20.0), read_timeout=self._timeout
            )
            raw = response.read()
        except (ServiceRequestError, ServiceResponseError, DecodeError) as error:
            raise Unreachable(f"{where}: no answer: {masked(str(error))[:300]}") from None
        except (ClientAuthenticationError, HttpResponseError) as error:
            raise _no_token(error) from None
        except AzureError as error:
            raise _no_token(error) from None
        lowered = {str(name).lower(): str(value) for name, value in response.headers.items()}
        status = int(response.status_code)
        if 300 <= status < 400:
            raise Unreachable(
                f"{where}: the answer is a redirect ({status}), which is not followed: is this the address of "
                "Resource Manager, or a proxy's?"
            )
        if status >= 400:
            raise _rejected(where, status, lowered, raw)
        return Reply(status, lowered, _parsed(where, raw))

    # -- reading -----------------------------------------------------------------------------------------------

    def read(self, url: str) -> Reply | None:
        """A GET, tried again while that may help; None for 404. Raises Rejected and Unreachable."""
        return self.patiently("GET", url)

    def look(self, url: str) -> Reply | None:
        """A GET of something that should be there. A 404 is asked again: one replica of Azure's may not know it yet."""
        return self.read(url) or self.read(url)

    def patiently(self, method: str, url: str, body: Mapping[str, Any] | None = None) -> Reply | None:
        """A request that changes nothing, tried again while that may help; None for 404."""
        until = self.pace.clock() + self.pace.retrying
        attempt = 0
        while True:
            try:
                return self.send(method, url, body)
            except Rejected as error:
                if error.status == 404 and not error.code.lower().startswith("subscription"):
                    return None
                once_more = error.status == 401 and attempt == 0
                if not once_more and not may_pass(error):
                    raise
                asked, problem = error.retry_after, error
            except Unreachable as error:
                asked, problem = None, error  # type: ignore[assignment]
            wait = self.pace.wait(attempt, asked)
            attempt += 1
            if attempt >= self.pace.attempts or self.pace.clock() + wait > until:
                raise problem
            self.pace.sleep(wait)

    def listed(self, url: str) -> list[Mapping[str, Any]]:
        """Every row of a collection, page by page. A 404 raises Rejected; a list that cannot be had whole Unreachable:
        a part of it would look like all there is."""
        rows: list[Mapping[str, Any]] = []
        next_url: str | None = url
        asked: set[str] = set()
        while next_url is not None and next_url not in asked and len(asked) < _MOST_PAGES:
            asked.add(next_url)
            reply = self.read(next_url)
            if reply is None:
                raise Rejected(f"GET {urlsplit(next_url).path}: there is no such scope", 404, "NotFound")
            body = reply.body or {}
            value = body.get("value")
            if not isinstance(value, list):
                raise Unreachable(f"GET {urlsplit(url).path}: the answer is not a list")
            rows += [row for row in value if isinstance(row, Mapping)]
            following = body.get("nextLink") or None
            if following is not None and not (isinstance(following, str) and self.is_here(following)):
                raise Unreachable(
                    f"GET {urlsplit(url).path}: the next page of the list is not at an Azure address"
                )
            next_url = following
        if next_url is not None:
            raise Unreachable(f"GET {urlsplit(url).path}: the list does not end")
        return rows


def _literal(url: str) -> str:
    """An address that the client takes as it is: ``send_request`` fills in what stands between braces. No address has
    any (RFC 3986, section 2), but some come from answers."""
    return url.replace("{", "%7B").replace("}", "%7D")


def _place(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port of an address; None for what is none, or names a user."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.username is not None or parts.password is not None or not parts.hostname:
        return None
    return parts.scheme.lower(), parts.hostname.lower(), port or {"https": 443, "http": 80}.get(parts.scheme)


def _object_id(token: str) -> str:
    parts = token.split(".")
    if len(parts) < 2:
        return ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return ""
    oid = claims.get("oid") if isinstance(claims, dict) else None
    return oid if isinstance(oid, str) else ""


def _no_token(error: Exception) -> Rejected | Unreachable:
    """The credential gave no token: nothing was sent to ARM."""
    text = masked(str(getattr(error, "message", "") or error)).split("\n")[0][:600]
    code = re.search(r"AADSTS\d+", text)
    if code:
        return Rejected(f"no token: {text}", 401, code.group(0))
    return Unreachable(f"no token: {text}")


def _rejected(where: str, status: int, headers: Mapping[str, str], raw: bytes) -> Rejected:
    try:
        body = json.loads(raw) if raw else {}
    except (ValueError, RecursionError):
        body = {}
    error = body.get("error", body) if isinstance(body, dict) else {}
    error = error if isinstance(error, dict) else {}
    code = str(error.get("code") or f"HTTP{status}")
    made = Rejected(
        f"{where}: {status} {code}: {told(error) or 'no reason given'}", status, code, seconds(headers)
    )
    details = error.get("details")
    made.details = tuple(
        (
            str(one.get("code") or ""),
            str(one.get("target") or ""),
            masked(str(one.get("message") or ""))[:1200],
        )
        for one in (details if isinstance(details, list) else [])
        if isinstance(one, Mapping)
    )
    return made


def told(error: Mapping[str, Any]) -> str:
    """What an ARM error says, details included. Source: ARM, "ErrorDetail" of the common types."""
    parts = [str(error.get("message") or "")]
    details = error.get("details")
    for detail in details if isinstance(details, list) else []:
        if isinstance(detail, Mapping) and detail.get("message"):
            parts.append(f"{detail.get('code')}: {detail['message']}")
    return masked(" ".join(part.strip() for part in parts if part))[:1200]


def seconds(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds; its other form, a date, is taken as not given, and so is what is no number."""
    value = headers.get("retry-after", "").strip()
    return float(value) if value.isascii() and value.isdigit() else None


def _parsed(where: str, raw: bytes) -> Mapping[str, Any] | None:
    if not raw.strip():
        return None
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unreachable(f"{where}: the answer is not valid JSON") from None
    if not isinstance(body, dict):
        raise Unreachable(f"{where}: the answer is not a JSON object")
    return body
