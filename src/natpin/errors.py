"""Everything natpin raises on purpose.

NatpinError                 the message is for the user, complete as it stands
├── ConfigError             natpin.yaml, a flag or an environment variable is wrong
├── PolicyError             a policy file is wrong: the run fails, the other policies are never run without it
├── InputError              what the command line names cannot be read at all (no such path, no such file)
├── WorkerLost              a process that natpin forked from itself ended before it had answered
├── CloudError              Azure refused, or could not be reached
│   ├── Rejected            Azure answered with an error: its status, code and Retry-After are attributes
│   ├── Refused             asked for something natpin will not do (a write in a read-only session, a stale plan)
│   └── Unreachable         no answer within the bounds
│       └── StillRunning    an operation that did not end in the time it was given
└── PlatformError           GitHub (or another CI platform) refused, or could not be reached

What could not be read *inside* a scan is never raised: it is a ``Skipped`` value, so one bad file cannot stop
the report on all others. What could not be known is never raised either: it is an ``Unknown`` value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from natpin.model.location import Location


class NatpinError(Exception):
    """Root of the tree. ``str(error)`` says what, where, why and what to do."""

    def __init__(self, message: str, at: Location | None = None) -> None:
        self.message = message
        self.at = at
        super().__init__(f"{at}: {message}" if at else message)


class ConfigError(NatpinError):
    """The configuration cannot be used. This indicates a user error."""


class PolicyError(NatpinError):
    """A policy file cannot be used. This indicates an error of the policy's author."""


class InputError(NatpinError):
    """A path or file named on the command line cannot be used."""


class WorkerLost(NatpinError):
    """A process that natpin forked from itself ended before it had answered: its part is missing, so nothing is told."""


class CloudError(NatpinError):
    """Azure answered with an error, or natpin refused to send a request."""


class Rejected(CloudError):
    """Azure answered with an error status, or a long-running operation ended as failed (``status`` is then 0)."""

    def __init__(self, message: str, status: int, code: str, retry_after: float | None = None) -> None:
        self.status = status
        self.code = code
        self.retry_after = retry_after
        """Seconds that Azure asks to wait; None when it does not say."""
        self.details: tuple[tuple[str, str, str], ...] = ()
        """What an error consists of, where Azure says so: code, target and message of each."""
        super().__init__(message)

    @property
    def about_one(self) -> bool:
        """True where Azure refuses this one request, and others may still be made; False without a sign-in, and where it is
        Azure that failed."""
        return 400 <= self.status < 500 and self.status != 401


class Refused(CloudError):
    """natpin itself declined: read-only transport, stale plan, failing policies, missing ``allow:``."""


class Unreachable(CloudError):
    """No usable answer within the time and retry bounds."""


class StillRunning(Unreachable):
    """A long-running operation did not end in the time it was given; Azure may still end it."""


class PlatformError(NatpinError):
    """The CI platform (GitHub) answered with an error."""
