"""The job's own identity: a token that GitHub signs for a job with ``permissions: id-token: write``.

``ClientAssertionCredential`` of azure-identity takes ``assertion(…)`` as its callable and asks anew for every token,
so an assertion (ten minutes old at most) never goes stale in a long job.
"""

from __future__ import annotations

import base64
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from natpin.errors import PlatformError

AZURE_AUDIENCE = "api://AzureADTokenExchange"
_TRIES = 4
_TIMEOUT = 10.0
"""Seconds, for one request."""
_LARGEST = 65_536


def available(environ: Mapping[str, str] | None = None) -> bool:
    """Whether this job may ask for a token. A fork's pull request may not."""
    found = os.environ if environ is None else environ
    return bool(found.get("ACTIONS_ID_TOKEN_REQUEST_URL") and found.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))


def assertion(
    audience: str = AZURE_AUDIENCE,
    *,
    environ: Mapping[str, str] | None = None,
    learned: Callable[[str], None] = lambda token: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Callable[[], str]:
    """A callable that returns a fresh token each time. ``learned`` hears each token before it is used
    (``Toolkit.secret``, so that it is masked). The callable raises PlatformError, without the answer's body."""
    found = os.environ if environ is None else environ

    def ask() -> str:
        if not available(found):
            raise PlatformError(
                "GitHub gives this job no identity token: give the job `permissions: id-token: write` "
                "(a pull request from a fork never gets one)"
            )
        url = found["ACTIONS_ID_TOKEN_REQUEST_URL"]
        if urlsplit(url).scheme not in ("https", "http"):
            raise PlatformError("ACTIONS_ID_TOKEN_REQUEST_URL is not the URL of a web server")
        joint = "&" if "?" in url else "?"
        request = urllib.request.Request(  # noqa: S310 - scheme checked above
            f"{url}{joint}audience={quote(audience, safe='')}",
            headers={
                "Authorization": f"Bearer {found['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}",
                "Accept": "application/json; api-version=2.0",
                "User-Agent": "natpin",
            },
        )
        token = _value(_answer(request, sleep))
        learned(token)
        return token

    return ask


def claims(token: str) -> dict[str, Any]:
    """What a token says of itself, unverified: only for telling the user which ``sub`` Azure was shown. Empty for
    what is no token."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        said = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _answer(request: urllib.request.Request, sleep: Callable[[float], None]) -> bytes:
    why = ""
    for attempt in range(_TRIES):
        if attempt:
            sleep(float(2 ** (attempt - 1)))
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:  # noqa: S310 - scheme checked
                return bytes(response.read(_LARGEST))
        except urllib.error.HTTPError as error:
            why = f"status {error.code}"
            error.close()
            if error.code < 500 and error.code not in (408, 429):
                break
        except (OSError, ValueError) as error:
            why = type(error).__name__
    raise PlatformError(f"GitHub gave no identity token: {why}")


def _value(body: bytes) -> str:
    try:
        value = json.loads(body)["value"]
    except (ValueError, LookupError, TypeError, RecursionError):
        value = None
    if not isinstance(value, str) or not value:
        raise PlatformError("GitHub gave no identity token: the answer holds none")
    return value
