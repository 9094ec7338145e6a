"""What GitHub's answers mean when a call did not succeed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from natpin.errors import PlatformError

if TYPE_CHECKING:
    from github.GithubException import GithubException


class Trouble(Enum):
    """Why a call did not succeed."""

    DENIED = "denied"
    """The token may not do this: a fork's read-only token, a missing permission."""
    BAD_TOKEN = "bad token"  # noqa: S105 - a word, no token
    """GitHub does not know the token: expired, revoked, or for another server."""
    LOCKED = "locked"
    """The conversation is locked, or the repository archived or blocked: no token may write there."""
    MISSING = "missing"
    """Not there, or hidden from this token; or the feature is switched off (410)."""
    INVALID = "invalid"
    """GitHub understood the request and refused its content."""
    LIMITED = "rate limit"
    """A primary rate limit that does not end within our patience: the token has used up its requests."""
    SECONDARY = "secondary rate limit"
    """Too many writes at once, by however many tokens."""
    UNREACHABLE = "unreachable"
    """No usable answer."""


class CallFailed(PlatformError):
    """A call to GitHub did not succeed. ``str()`` says what was asked and what came back; ``advice`` what to do."""

    def __init__(self, what: str, trouble: Trouble, detail: str, status: int | None = None) -> None:
        self.trouble = trouble
        self.status = status
        self.detail = detail
        super().__init__(f"GitHub: could not {what}: {detail}")

    @property
    def limited(self) -> bool:
        """A rate limit, of either kind: there is no use in asking anything else."""
        return self.trouble in (Trouble.LIMITED, Trouble.SECONDARY)

    @property
    def refused(self) -> bool:
        """GitHub said no, and will say it again."""
        return self.trouble in (Trouble.DENIED, Trouble.BAD_TOKEN, Trouble.LOCKED, Trouble.MISSING)


_SHUT = ("is locked", "been locked", "archived", "access blocked")
"""What GitHub says where no token may write."""


def refusal(status: int, message: str) -> Trouble:
    """Why GitHub refuses a request that no limit stands against."""
    trouble = {401: Trouble.BAD_TOKEN, 403: Trouble.DENIED, 404: Trouble.MISSING, 410: Trouble.MISSING}
    kind = trouble.get(status, Trouble.INVALID)
    if status == 400 and "FORBIDDEN" in message:  # GraphQL answers 200 and says it inside
        kind = Trouble.DENIED
    shut = kind is Trouble.DENIED and any(word in message.lower() for word in _SHUT)
    return Trouble.LOCKED if shut or status == 451 else kind  # 451: for legal reasons


def is_limited(status: int, headers: Mapping[str, str], message: str) -> bool:
    """A rate limit of either kind (docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api, "Rate limit errors").
    Too many comments at once are a 422 as well; GraphQL says it inside a 200, which PyGithub makes a 400 of."""
    said = message.lower()
    if status == 429:
        return True
    if status in (400, 422):
        return any(word in said for word in ("rate_limit", "rate limit", "submitted too quickly"))
    if status != 403:
        return False
    if "retry-after" in headers or "rate limit" in said or "abuse detection" in said:
        return True
    # The last request of an hour may be refused for another reason, and says so.
    named = "not accessible" in said or any(word in said for word in _SHUT)
    return headers.get("x-ratelimit-remaining") == "0" and not named


def message_of(error: GithubException) -> str:
    """What GitHub said, in one line."""
    data = error.data
    said = data.get("message") if isinstance(data, dict) else None
    if isinstance(data, dict) and isinstance(data.get("errors"), list):
        details = [
            " ".join(str(item[key]) for key in ("type", "code", "message") if item.get(key))
            if isinstance(item, dict)
            else str(item)
            for item in data["errors"][:3]
        ]
        said = ": ".join(filter(None, [str(said or ""), "; ".join(filter(None, details))]))
    text = " ".join(str(said or error.message or "no message").split())
    return text[:300]
