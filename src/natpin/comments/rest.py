"""A small door to a platform's REST API, with retries that cannot write twice.

A call says what it is: ``read`` and ``write`` (the same result however often) are repeated; ``create`` looks whether the
first attempt arrived before it tries again. All waiting of a client is bounded, and ``Retry-After`` is obeyed within that
bound. No redirect is followed: it would carry the token to another address.

This module is the only one that imports ``requests``, and only when a call is made.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from natpin import __version__
from natpin.errors import PlatformError
from natpin.model.record import record

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

T = TypeVar("T")

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes. A page of a hundred comments of the greatest length is smaller on every platform we know."""
MOST_PAGES = 100


class Trouble(Enum):
    """Why a call did not succeed."""

    DENIED = "denied"
    """The token may not do this."""
    MISSING = "missing"
    """Not there, or hidden from this token."""
    INVALID = "invalid"
    """The platform understood the request and refused its content."""
    LIMITED = "rate limit"
    UNREACHABLE = "unreachable"
    """No usable answer."""


class CallFailed(PlatformError):
    """A call did not succeed. ``str()`` says what was asked and what came back; never the token."""

    def __init__(
        self, platform: str, what: str, trouble: Trouble, detail: str, status: int | None = None
    ) -> None:
        self.trouble = trouble
        self.detail = detail
        self.status = status
        super().__init__(f"{platform}: could not {what}: {detail}")


@record
class Patience:
    """How long to try. Seconds."""

    attempts: int = 4
    """For one call, the first included."""
    total_wait: float = 60.0
    """All waits of a client together."""
    timeout: float = 20.0
    """For connecting, and for each read."""


DEFAULT_PATIENCE = Patience()


@record
class Answer:
    """What came back of a call that succeeded."""

    body: Any
    """Parsed JSON; None where the platform sent nothing."""
    headers: Mapping[str, str]
    """Names in lower case."""


class Rest:
    """One token on one API."""

    def __init__(
        self,
        platform: str,
        base_url: str,
        headers: Mapping[str, str],
        *,
        denied: Callable[[int], bool] = lambda status: status in (401, 403),
        ca_file: str = "",
        patience: Patience = DEFAULT_PATIENCE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``base_url`` without its last slash. ``headers`` carry the token. ``denied`` knows the statuses by which this
        platform says that a token may not. ``ca_file``: certificate authorities (PEM) of a platform of one's own.

        Raises PlatformError for what is no plain address of a web server. The address comes from the runner.
        """
        parts = urlsplit(base_url)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.query:
            raise PlatformError(f"{platform}: not the address of its API: {base_url[:80]!r}")
        self.platform = platform
        self._base = base_url.rstrip("/")
        self._headers = {**headers, "Accept": "application/json", "User-Agent": f"natpin/{__version__}"}
        self._denied = denied
        self._ca_file = ca_file
        self._patience = patience
        self._sleep = sleep
        self._left = patience.total_wait
        self._open: Session | None = None

    def close(self) -> None:
        """Gives the connections back."""
        if self._open is not None:
            self._open.close()

    def read(self, what: str, path: str, query: Mapping[str, str | int] | None = None) -> Answer:
        """A GET. ``what`` completes "could not …". Raises CallFailed."""
        return self._attempts(what, "GET", path, query, None, None)

    def write(self, what: str, method: str, path: str, body: object | None = None) -> Answer:
        """A PUT, PATCH or DELETE: harmless to repeat. Raises CallFailed."""
        return self._attempts(what, method, path, None, body, None)

    def create(self, what: str, path: str, body: object, arrived: Callable[[], object | None]) -> Answer:
        """A POST that makes a thing. After a failure that leaves in doubt whether it arrived, ``arrived`` looks for the
        thing, and only its absence lets the POST be repeated. Raises CallFailed."""
        return self._attempts(what, "POST", path, None, body, arrived)

    def _attempts(
        self,
        what: str,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None,
        body: object | None,
        arrived: Callable[[], object | None] | None,
    ) -> Answer:
        from requests.exceptions import RequestException

        for attempt in range(1, self._patience.attempts + 1):
            last = attempt == self._patience.attempts
            try:
                response = self._send(method, path, query, body)
                status = response.status_code
                headers = {name.lower(): value for name, value in response.headers.items()}
                if status < 300 and not self._denied(status):
                    return Answer(self._parsed(what, response), headers)
            except RequestException as error:
                # Its text may hold the address, never the token, which travels in a header.
                if last:
                    raise self._failed(what, Trouble.UNREACHABLE, type(error).__name__) from error
                pause, in_doubt = _backoff(attempt), True
            else:
                pause = self._pause(what, status, headers, _message(response), attempt, last)
                in_doubt = status >= 500
            if pause > self._left:
                raise self._failed(what, Trouble.UNREACHABLE, "the time for retries is used up")
            self._left -= pause
            self._sleep(pause)
            if arrived is not None and in_doubt and (thing := arrived()) is not None:
                return Answer(thing, {})
        raise AssertionError("the last attempt raises")  # pragma: no cover

    def _send(
        self, method: str, path: str, query: Mapping[str, str | int] | None, body: object | None
    ) -> Response:
        if self._open is None:
            import requests

            self._open = requests.Session()
            # An entry in ~/.netrc would otherwise replace the Authorization header.
            self._open.auth = _as_it_is
            self._open.headers.update(self._headers)
        data = None if body is None else json.dumps(body).encode()
        return self._open.request(
            method,
            f"{self._base}{path}",
            params=dict(query or {}),
            data=data,
            headers={"Content-Type": "application/json"} if data is not None else {},
            timeout=self._patience.timeout,
            allow_redirects=False,
            verify=self._ca_file or None,
        )

    def _parsed(self, what: str, response: Response) -> Any:
        if len(response.content) > LARGEST_ANSWER:
            raise self._failed(what, Trouble.UNREACHABLE, "the answer is too large")
        if response.status_code == 204 or not response.content:
            return None
        try:
            return json.loads(response.content)
        except (ValueError, RecursionError):
            raise self._failed(
                what, Trouble.UNREACHABLE, "the answer is not JSON", response.status_code
            ) from None

    def _pause(
        self, what: str, status: int, headers: Mapping[str, str], message: str, attempt: int, last: bool
    ) -> float:
        """Seconds until the next attempt. Raises CallFailed where there is none."""
        said = f"{status} {message}".strip()
        if status == 429 or (status in (403, 503) and "retry-after" in headers):
            pause = _asked_to_wait(headers, attempt)
            if last or pause > self._left:
                raise self._failed(
                    what, Trouble.LIMITED, f"{said}; the limit lasts longer than natpin waits", status
                )
            return pause
        if status >= 500 or status in (408, 409):
            if last:
                raise self._failed(what, Trouble.UNREACHABLE, said, status)
            return _backoff(attempt)
        if self._denied(status):
            raise self._failed(what, Trouble.DENIED, said, status)
        if status in (404, 410):
            raise self._failed(what, Trouble.MISSING, said, status)
        if status >= 400:
            raise self._failed(what, Trouble.INVALID, said, status)
        raise self._failed(what, Trouble.UNREACHABLE, f"{status}: a redirect, which is not followed", status)

    def _failed(self, what: str, trouble: Trouble, detail: str, status: int | None = None) -> CallFailed:
        return CallFailed(self.platform, what, trouble, detail, status)


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    return request


def _backoff(attempt: int) -> float:
    """1, 2, 4 … seconds, up to half of it taken off at random so that racing jobs part."""
    return float(2 ** (attempt - 1)) * (1 - random.random() / 2)  # noqa: S311 - no secret


def _asked_to_wait(headers: Mapping[str, str], attempt: int) -> float:
    asked = headers.get("retry-after", "")
    return float(asked) if asked.isdigit() and len(asked) < 10 else _backoff(attempt)


def _message(response: Response) -> str:
    """What the platform said, in one line. GitLab says ``message`` or ``error``, Azure DevOps ``message``."""
    try:
        data = json.loads(response.content[:100_000])
    except (ValueError, RecursionError):
        return ""
    said = data.get("message") or data.get("error") if isinstance(data, dict) else None
    return " ".join(str(said or "").split())[:300]
