"""The token endpoint: OpenID configuration, client secrets, client assertions, and the tokens ARM accepts.

Refusals carry the AADSTS codes of learn.microsoft.com/entra/identity-platform/reference-error-codes. A client
assertion's subject, issuer, audience and lifetime are held against the federated credentials; its signature is
not checked, since the simulator has no issuer's keys.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from urllib.parse import parse_qs

from natpin.simulator import errors
from natpin.simulator.clock import Clock
from natpin.simulator.exchange import Json, Request, Response
from natpin.simulator.principals import Principal
from natpin.simulator.settings import Settings

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Tokens:
    """Issues tokens and recognises them again."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._issued: dict[str, tuple[Principal, float, str]] = {}
        self._count = 0

    def is_login(self, path: str) -> bool:
        parts = path.lower().strip("/").split("/")
        return len(parts) >= 3 and (parts[1] == "oauth2" or ".well-known" in parts or parts[0] == "common")

    def answer(self, request: Request, principals: list[Principal]) -> Response:
        """The answer of the login endpoint to any of its paths."""
        parts = request.path.strip("/").split("/")
        tenant = parts[0]
        if parts[-1] == "openid-configuration":
            return self._configuration(request, tenant)
        if parts[-1] == "instance":
            return Response(200, self._instance(request))
        if parts[-1] == "token" and request.method == "POST":
            return self._token(request, tenant, principals)
        return Response(404, {"error": "not_found"})

    def caller(self, request: Request) -> Principal:
        """Who the bearer token of a request belongs to; raises Refused (401)."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise errors.invalid_token(
                "Authentication failed. The 'Authorization' header is missing.", "AuthenticationFailed"
            )
        found = self._issued.get(token.strip())
        if found is None:
            raise errors.invalid_token()
        principal, expires, audience = found
        if self._clock.seconds >= expires:
            raise errors.invalid_token(
                "The access token expiry UTC time is earlier than current UTC time.",
                "ExpiredAuthenticationToken",
            )
        if audience != request.base_url.rstrip("/"):
            raise errors.invalid_token(
                f"The access token has been obtained for wrong audience or resource '{audience}'. It should exactly match "
                f"with one of the allowed audiences '{request.base_url}/'.",
                "InvalidAuthenticationTokenAudience",
            )
        return principal

    def issue(self, principal: Principal, audience: str, issuer: str) -> str:
        """An access token, shaped as a JWT."""
        self._count += 1
        now = int(self._clock.now().timestamp())
        header = {"typ": "JWT", "alg": "HS256", "kid": "natpin-simulator"}
        claims = {
            "aud": audience,
            "iss": issuer,
            "iat": now,
            "nbf": now,
            "exp": now + self._settings.token_seconds,
            "appid": principal.client_id,
            "oid": principal.object_id,
            "sub": principal.object_id,
            "tid": self._settings.tenant,
            "uti": str(self._count),
            "ver": "1.0",
        }
        signed = f"{_b64(json.dumps(header).encode())}.{_b64(json.dumps(claims).encode())}"
        token = f"{signed}.{_b64(hmac.new(self._key, signed.encode(), hashlib.sha256).digest())}"
        self._issued[token] = (
            principal,
            self._clock.seconds + self._settings.token_seconds,
            audience.rstrip("/"),
        )
        return token

    def _configuration(self, request: Request, tenant: str) -> Response:
        if not self._knows(tenant):
            return self._refused(400, "invalid_tenant", 90002, f"Tenant '{tenant}' not found.")
        base = f"{request.base_url}/{tenant}"
        return Response(
            200,
            {
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "token_endpoint_auth_methods_supported": [
                    "client_secret_post",
                    "private_key_jwt",
                    "client_secret_basic",
                ],
                "jwks_uri": f"{base}/discovery/v2.0/keys",
                "response_modes_supported": ["query", "fragment", "form_post"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
                "scopes_supported": ["openid", "profile", "email", "offline_access"],
                "issuer": f"{base}/v2.0",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
                "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
                "tenant_region_scope": "EU",
                "cloud_instance_name": "natpin.simulator",
            },
        )

    def _instance(self, request: Request) -> Json:
        host = request.base_url.split("://", 1)[-1]
        return {
            "tenant_discovery_endpoint": f"{request.base_url}/{self._settings.tenant}/v2.0/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
        }

    def _token(self, request: Request, tenant: str, principals: list[Principal]) -> Response:
        if not self._knows(tenant):
            return self._refused(400, "invalid_tenant", 90002, f"Tenant '{tenant}' not found.")
        try:
            form = {name: values[-1] for name, values in parse_qs(request.body.decode("ascii")).items()}
        except UnicodeDecodeError:
            return self._refused(400, "invalid_request", 900144, "The request body is not a form.")
        client = form.get("client_id", "")
        principal = next((known for known in principals if known.client_id.lower() == client.lower()), None)
        if form.get("grant_type") != "client_credentials":
            return self._refused(
                400,
                "unsupported_grant_type",
                70003,
                f"The app requested an unsupported grant type '{form.get('grant_type')}'.",
            )
        if principal is None:
            return self._refused(
                400,
                "unauthorized_client",
                700016,
                f"Application with identifier '{client}' was not found in the directory 'natpin simulator'.",
            )
        if form.get("client_assertion_type") == ASSERTION_TYPE:
            refusal = self._check_assertion(form.get("client_assertion", ""), principal)
        elif principal.secret is None or not hmac.compare_digest(
            form.get("client_secret", ""), principal.secret
        ):
            refusal = self._refused(
                401,
                "invalid_client",
                7000215,
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "
                f"not the client secret ID, for a secret added to app '{client}'.",
            )
        else:
            refusal = None
        if refusal is not None:
            return refusal
        audience = (
            form.get("scope", form.get("resource", "")).removesuffix(".default").rstrip("/")
            or request.base_url
        )
        seconds = self._settings.token_seconds
        token = self.issue(principal, audience, f"{request.base_url}/{tenant}/v2.0")
        return Response(
            200,
            {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token},
        )

    def _check_assertion(self, assertion: str, principal: Principal) -> Response | None:
        claims = _claims(assertion)
        if claims is None:
            return self._refused(401, "invalid_client", 50027, "JWT token is invalid or malformed.")
        if float(claims.get("exp", 0) or 0) and float(claims["exp"]) < self._clock.now().timestamp():
            return self._refused(
                401, "invalid_client", 700024, "Client assertion is not within its valid time range."
            )
        issuer, subject, audience = (str(claims.get(name, "")) for name in ("iss", "sub", "aud"))
        advice = "Please check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation"
        known = principal.federated
        if issuer not in {trust.issuer for trust in known}:
            text = f"No matching federated identity record found for presented assertion issuer '{issuer}'. {advice}"
            return self._refused(401, "invalid_client", 700211, text)
        if subject not in {trust.subject for trust in known if trust.issuer == issuer}:
            text = f"No matching federated identity record found for presented assertion subject '{subject}'. {advice}"
            return self._refused(401, "invalid_client", 700213, text)
        if audience not in {
            trust.audience for trust in known if (trust.issuer, trust.subject) == (issuer, subject)
        }:
            text = f"No matching federated identity record found for presented assertion audience '{audience}'. {advice}"
            return self._refused(401, "invalid_client", 700212, text)
        return None

    def _knows(self, tenant: str) -> bool:
        return tenant.lower() in (self._settings.tenant.lower(), "organizations", "common")

    def _refused(self, status: int, error: str, code: int, text: str) -> Response:
        trace = "00000000-0000-4000-8000-000000000000"
        stamp = self._clock.now().strftime("%Y-%m-%d %H:%M:%SZ")
        return Response(
            status,
            {
                "error": error,
                "error_description": f"AADSTS{code}: {text} Trace ID: {trace} Correlation ID: {trace} Timestamp: {stamp}",
                "error_codes": [code],
                "timestamp": stamp,
                "trace_id": trace,
                "correlation_id": trace,
                "error_uri": f"https://login.microsoftonline.com/error?code={code}",
            },
        )


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _claims(assertion: str) -> Json | None:
    parts = assertion.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None
