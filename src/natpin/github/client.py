"""The door to GitHub's API: PyGithub, with retries that cannot write twice.

PyGithub's own retry repeats a POST after a 5xx (a second comment), never repeats a PATCH, and may sleep until a rate
limit resets; it is switched off. Here a call says what it is: ``read`` and ``write`` (same result however often) are
repeated, ``create`` looks whether the first attempt arrived before it tries again. Waiting is bounded for the whole
life of a client, and ``Retry-After`` is obeyed within that bound.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from natpin import __version__
from natpin.github.trouble import CallFailed, Trouble, is_limited, message_of, refusal
from natpin.model.record import record

if TYPE_CHECKING:
    from github.GithubException import GithubException
    from github.NamedUser import NamedUser
    from github.Repository import Repository

    from github import Github

T = TypeVar("T")


@record
class Patience:
    """How long to try. Seconds."""

    attempts: int = 4
    """For one call, the first included."""
    total_wait: float = 120.0
    """All waits of a client together."""
    timeout: int = 20
    """For connecting, and for each read, of one request."""
    between_writes: float = 1.0
    """GitHub asks for a second between writes, to stay clear of the secondary rate limits."""


DEFAULT_PATIENCE = Patience()


class Client:
    """One token on one GitHub (github.com or an Enterprise Server), with one budget of patience."""

    def __init__(
        self,
        token: str,
        *,
        api_url: str = "https://api.github.com",
        patience: Patience = DEFAULT_PATIENCE,
        clean: Callable[[str], str] = lambda text: text,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        """``api_url`` is GITHUB_API_URL: ``https://HOST/api/v3`` on an Enterprise Server. ``clean`` takes secrets
        out of every text before it is sent: the runner masks its log, never what goes through the API."""
        import github

        self.clean = clean
        self._patience = patience
        self._sleep = sleep
        self._now = now
        self._left = patience.total_wait
        self._closed_until: float | None = None
        self._closed_by = Trouble.LIMITED
        self._github: Github = github.Github(
            auth=github.Auth.Token(token.strip()) if token.strip() else None,
            base_url=api_url.rstrip("/"),
            timeout=patience.timeout,
            user_agent=f"natpin/{__version__}",
            per_page=100,
            retry=None,
            seconds_between_requests=0,
            seconds_between_writes=patience.between_writes,
            lazy=True,
        )

    def repository(self, full_name: str) -> Repository:
        """``owner/name``, without asking the server for it."""
        return self._github.get_repo(full_name)

    def user(self, login: str) -> NamedUser:
        """A user or bot, without asking the server for it."""
        from github.NamedUser import NamedUser

        return NamedUser(self._github.requester, {}, {"login": login}, completed=True)

    def close(self) -> None:
        """Gives the connections back."""
        self._github.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, what: str, call: Callable[[], T]) -> T:
        """A GET. ``what`` completes "could not …". Raises CallFailed."""
        return self._attempts(what, call, None)

    def write(self, what: str, call: Callable[[], T]) -> T:
        """A PATCH, PUT or DELETE, or a mutation that sets a state: harmless to repeat. Raises CallFailed."""
        return self._attempts(what, call, None)

    def create(self, what: str, call: Callable[[], T], arrived: Callable[[], T | None]) -> T:
        """A POST that makes a thing. After a failure that leaves in doubt whether it arrived, ``arrived`` looks for
        the thing, and only its absence lets the POST be repeated. Raises CallFailed."""
        return self._attempts(what, call, arrived)

    def graphql(self, what: str, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The ``data`` of a GraphQL query (harmless to repeat). Values travel as variables, never in the text."""

        def ask() -> dict[str, Any]:
            _, answer = self._github.requester.graphql_query(query, dict(variables))
            data = answer["data"]
            if not isinstance(data, dict):
                raise TypeError("GraphQL answered without data")
            return data

        return self._attempts(what, ask, None)

    def post(self, what: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A POST that PyGithub has no method for, and that is harmless to repeat."""

        def send() -> dict[str, Any]:
            _, answer = self._github.requester.requestJsonAndCheck("POST", path, input=dict(body))
            return _object(answer)

        return self._attempts(what, send, None)

    def get(self, what: str, path: str) -> dict[str, Any]:
        """A GET that PyGithub has no method for."""

        def ask() -> dict[str, Any]:
            _, answer = self._github.requester.requestJsonAndCheck("GET", path)
            return _object(answer)

        return self._attempts(what, ask, None)

    def listed(self, what: str, path: str) -> list[dict[str, Any]]:
        """A GET of a list, its first page, that PyGithub has no method for."""

        def ask() -> list[dict[str, Any]]:
            _, answer = self._github.requester.requestJsonAndCheck("GET", path)
            if not isinstance(answer, list):
                raise TypeError("not a JSON list")
            return [one for one in answer if isinstance(one, dict)]

        return self._attempts(what, ask, None)

    def _attempts(self, what: str, call: Callable[[], T], arrived: Callable[[], T | None] | None) -> T:
        from github.GithubException import BadAttributeException, GithubException
        from requests.exceptions import RequestException

        if self._closed_until is not None and self._now() < self._closed_until:
            raise CallFailed(what, self._closed_by, self._limit_text(self._closed_until))
        for attempt in range(1, self._patience.attempts + 1):
            try:
                return call()
            except GithubException as error:
                pause = self._pause(what, error, attempt)
                in_doubt = error.status >= 500
            except RequestException as error:
                # Its text may hold the URL with its query, never the token, which travels in a header.
                if attempt == self._patience.attempts:
                    raise CallFailed(what, Trouble.UNREACHABLE, type(error).__name__) from error
                pause, in_doubt = _backoff(attempt), True
            except (
                BadAttributeException,
                AssertionError,
                LookupError,
                RuntimeError,
                TypeError,
                ValueError,
            ) as error:
                # What PyGithub raises when an answer is not the JSON it expects, or a redirect leads elsewhere.
                raise CallFailed(
                    what, Trouble.UNREACHABLE, f"unexpected answer ({type(error).__name__}: {error})"[:300]
                ) from error
            self._wait(what, pause)
            if arrived is not None and in_doubt and (thing := arrived()) is not None:
                return thing
        raise AssertionError("the last attempt raises")  # pragma: no cover

    def _pause(self, what: str, error: GithubException, attempt: int) -> float:
        """Seconds to wait before the next attempt. Raises CallFailed when there is none."""
        headers = {name.lower(): value for name, value in (error.headers or {}).items()}
        message = message_of(error)
        last = attempt >= self._patience.attempts
        if is_limited(error.status, headers, message):
            pause = self._asked_to_wait(headers)
            if pause > self._left or last:
                self._closed_until = self._now() + pause
                used_up = headers.get("x-ratelimit-remaining") == "0"
                primary = used_up or message.startswith("API rate limit") or "RATE_LIMITED" in message
                self._closed_by = Trouble.LIMITED if primary else Trouble.SECONDARY
                raise CallFailed(what, self._closed_by, self._limit_text(self._closed_until), error.status)
            return pause
        if error.status >= 500:
            if last:
                raise CallFailed(what, Trouble.UNREACHABLE, f"{error.status} {message}", error.status)
            return self._asked_to_wait(headers) if "retry-after" in headers else _backoff(attempt)
        kind = refusal(error.status, message)
        raise CallFailed(what, kind, f"{error.status} {message}", error.status) from error

    def _asked_to_wait(self, headers: Mapping[str, str]) -> float:
        asked = headers.get("retry-after", "")
        if asked.isascii() and asked.isdigit():
            return float(asked)
        if asked:
            try:
                return max(0.0, parsedate_to_datetime(asked).timestamp() - self._now())
            except (TypeError, ValueError):
                pass
        reset = headers.get("x-ratelimit-reset", "")
        if headers.get("x-ratelimit-remaining") == "0" and reset.isascii() and reset.isdigit():
            return max(1.0, float(reset) - self._now() + 1)
        return 60.0  # GitHub's advice for a secondary limit that names no time

    def _wait(self, what: str, pause: float) -> None:
        if pause > self._left:
            raise CallFailed(what, Trouble.UNREACHABLE, "the time for retries is used up")
        self._left -= pause
        self._sleep(pause)

    def _limit_text(self, until: float) -> str:
        at = time.strftime("%H:%M:%SZ", time.gmtime(until))
        return f"the rate limit lasts until {at}, longer than natpin waits"


def _object(answer: object) -> dict[str, Any]:
    """Raises TypeError for another kind of answer. PyGithub wraps what is no JSON, a proxy's page say, in ``data``."""
    if not isinstance(answer, dict) or isinstance(answer.get("data"), str):
        raise TypeError("not a JSON object")
    return answer


def _backoff(attempt: int) -> float:
    """1, 2, 4 … seconds, up to half of it taken off at random so that racing jobs part."""
    return float(2 ** (attempt - 1)) * (1 - random.random() / 2)  # noqa: S311 - no secret
