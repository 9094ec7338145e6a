"""The drift report as a signed POST: for whatever a team already has that takes one.

The body is natpin/drift/v1. With a secret in NATPIN_WEBHOOK_SECRET, the header ``X-Natpin-Signature-256`` holds
``sha256=`` and the HMAC-SHA256 of timestamp, a full stop and the body, in hexadecimal; ``X-Natpin-Timestamp`` holds the
seconds since 1970 that were signed, so that a receiver can refuse what is old. The address comes from the command line
alone, never from a file that a pull request may change.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from collections.abc import Mapping
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from natpin.errors import ConfigError, PlatformError
from natpin.model.drift import DriftReport
from natpin.reporters.drift import json

TIMEOUT = 10.0
"""Seconds for connecting, and for each read."""
SECRET = "NATPIN_WEBHOOK_SECRET"  # noqa: S105 - a variable's name
_LOCAL = ("localhost", "127.0.0.1", "::1")


class _NoRedirect(HTTPRedirectHandler):
    """A signed report goes where it was sent, and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""
        return


def checked(url: str) -> str:
    """The address. Raises ConfigError unless it is https, or plain http to this machine; it is never shown whole,
    since it may hold a token."""
    parts = urlsplit(url)
    local = parts.hostname in _LOCAL
    if parts.scheme not in (("https", "http") if local else ("https",)) or not parts.hostname:
        raise ConfigError("--webhook: write https://… (http only for localhost)")
    if parts.username or parts.password or any(ch.isspace() for ch in url):
        raise ConfigError("--webhook: the address must not contain a user name, a password or a blank")
    return url


def headers_of(body: bytes, secret: str, now: float) -> dict[str, str]:
    """What goes with a body."""
    headers = {"Content-Type": "application/json", "User-Agent": "natpin"}
    if secret:
        stamp = str(int(now))
        digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        headers |= {"X-Natpin-Timestamp": stamp, "X-Natpin-Signature-256": f"sha256={digest}"}
    return headers


def send(url: str, report: DriftReport, environ: Mapping[str, str] | None = None) -> None:
    """POST it, once. Raises ConfigError for a bad address, PlatformError when it was not taken."""
    found = os.environ if environ is None else environ
    body = json.render(report).encode()
    request = Request(  # noqa: S310 - the scheme is checked
        checked(url), body, headers_of(body, found.get(SECRET, ""), time.time()), method="POST"
    )
    host = urlsplit(url).hostname
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
            answer.read(1)
    except HTTPError as error:
        error.close()
        raise PlatformError(f"the webhook at {host} answered {error.code}") from None
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", None) or type(error).__name__
        raise PlatformError(f"the webhook at {host} was not reached: {reason}") from None
