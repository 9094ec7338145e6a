"""What a drift issue is told, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum

from natpin.comments.sections import Section
from natpin.model.record import record


@record
class Drifted:
    """The scope was read, and differs from what was declared."""

    sections: Sequence[Section]


@record
class InOrder:
    """The scope was read, whole, and is as declared."""

    evidence: Sequence[Section]


@record
class Unreadable:
    """The scope, or a part of it, could not be read: nothing is known."""

    cause: str
    """A sentence, already neutralised."""


Observed = Drifted | InOrder | Unreadable


class IssueOutcome(Enum):
    """What became of the issue."""

    OPENED = "opened"
    EDITED = "edited"
    REOPENED = "reopened"
    CLOSED = "closed"
    UNCHANGED = "unchanged"
    """An issue is open and says it already."""
    NONE_NEEDED = "none needed"
    """There is no open issue, and nothing to open one for."""
    SNOOZED = "snoozed"
    """There is drift, and someone asked not to hear of it until a date."""
    SUPERSEDED = "superseded"
    """A newer run has spoken."""
    DENIED = "denied"
    """No ``issues: write``, or the repository has no issues."""
    FAILED = "failed"


@record
class IssueResult:
    """The outcome for one scope."""

    outcome: IssueOutcome
    detail: str = ""
    number: int | None = None
    url: str = ""
    snoozed_until: date | None = None
    notes: tuple[str, ...] = ()
